//===- demand/evaluate/builtins_thread.cpp - Threads and parallel regions -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread's body runs when it is created, one after another. What each holds
// beyond what it leaves behind may coincide with the others' and with the
// creator's: it stays on Memory::Concurrent until the join. OpenMP's entry
// points are those of libomp (its documented interface, kmp.h): every thread of
// the team runs the outlined region with its own share of the iterations.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins.h"

#include <algorithm>

namespace auspex::demand::evaluate {
namespace {

/// Pages of stack, thread control block and allocator state that a thread
/// writes before its own code does. Measured on glibc 2.36: 20-28 KiB.
constexpr double ThreadOverheadBytes = 24 << 10;
constexpr unsigned MaxTeam = 64;

/// Runs \p Body and returns by how much it was once above what it left.
template <typename Fn> double transientOf(Path &P, Fn Body) {
  Range Window = P.Mem.WindowPeak;
  P.Mem.WindowPeak = {};
  P.Mem.notePeak();
  double Others = P.Mem.Concurrent;
  // What the thread allocates and frees is freed only after its siblings have
  // allocated: they find the heap as it was.
  Heap Before = P.Mem.heap();
  int64_t Requested = P.Mem.HeapRequested;
  Body();
  if (P.Ended)
    return 0;
  if (P.Mem.HeapRequested == Requested)
    P.Mem.restoreHeap(Before);
  double Over = P.Mem.WindowPeak.Likely - Others - double(P.Mem.resident());
  P.Mem.WindowPeak = {std::max(Window.Low, P.Mem.WindowPeak.Low),
                      std::max(Window.Likely, P.Mem.WindowPeak.Likely),
                      std::max(Window.High, P.Mem.WindowPeak.High)};
  return std::max(0.0, Over);
}

void startThread(CallSite &C, double Transient) {
  if (C.P.Ended)
    return;
  C.P.Threads.push_back(Transient + ThreadOverheadBytes);
  C.P.Mem.Concurrent += C.P.Threads.back();
  C.P.Mem.notePeak();
  double Running = double(C.P.Threads.size()) + 1;
  C.P.Sum.Parallel.Likely = std::max(C.P.Sum.Parallel.Likely, Running);
  C.P.Sum.Parallel.High = std::max(C.P.Sum.Parallel.High, Running);
}

Val createThread(CallSite &C) { // pthread_create(thread, attributes, function, argument)
  double T = transientOf(C.P, [&] { C.M.callPointer(C.P, C.arg(2), {C.arg(3)}); });
  startThread(C, T);
  return Val::integer(0, Type::I32);
}

Val joinThread(CallSite &C) {
  if (!C.P.Threads.empty()) {
    C.P.Mem.Concurrent -= C.P.Threads.front();
    C.P.Threads.erase(C.P.Threads.begin());
  }
  return Val::integer(0, Type::I32);
}

/// std::thread::_M_start_thread(unique_ptr<_State>, void (*)()): the state's
/// virtual _M_run is the third entry of its table (after two destructors).
Val startStdThread(CallSite &C) {
  const Val &Holder = C.arg(1);
  if (!Holder.isPtr() || Holder.AnyOffset)
    return C.M.unknownOf(Type::Void, "thread whose function is not known");
  Val State = C.P.Mem.load(Holder.Id, Holder.Mid, Type::Ptr);
  Val Table = State.isPtr() ? C.P.Mem.load(State.Id, State.Mid, Type::Ptr) : Val();
  Val Run = Table.isPtr() ? C.P.Mem.load(Table.Id, Table.Mid + 16, Type::Ptr) : Val();
  if (Run.K != Val::Kind::Code)
    C.M.noteUnknown(C.From, C.S, "thread whose function is not known");
  else
    startThread(C, transientOf(C.P, [&] { C.M.callPointer(C.P, Run, {State}); }));
  // The new thread owns its state from here on.
  if (!C.P.Ended)
    C.P.Mem.store(Holder.Id, Holder.Mid, Val::integer(0, Type::Ptr));
  return Val();
}

//===----------------------------------------------------------------------===//
// OpenMP
//===----------------------------------------------------------------------===//

/// Places in the library object "omp state".
enum OmpState : int64_t { Requested = 0, Lower = 8, Upper = 16, Step = 24, Taken = 32 };

ObjectId ompState(CallSite &C) { return *C.M.libraryObject("omp state"); }

unsigned defaultTeam(CallSite &C) {
  for (const std::string &E : C.M.In.Env)
    if (E.starts_with("OMP_NUM_THREADS=") || E.starts_with("OMP_THREAD_LIMIT="))
      if (int N = std::atoi(E.c_str() + 16); N > 0)
        return std::min(unsigned(N), MaxTeam);
  return std::clamp(C.M.In.Cpus, 1u, MaxTeam);
}

unsigned nextTeam(CallSite &C) {
  Val V = C.P.Mem.load(ompState(C), Requested, Type::I64);
  return V.exactInt() && V.Mid > 0 ? unsigned(std::min<int64_t>(V.Mid, MaxTeam)) : defaultTeam(C);
}

Val requestTeam(CallSite &C) { // __kmpc_push_num_threads(loc, gtid, n)
  if (C.arg(2).exactInt())
    C.P.Mem.store(ompState(C), Requested, Val::integer(C.arg(2).Mid));
  return Val();
}

Val setTeam(CallSite &C) { // omp_set_num_threads(n)
  if (C.arg(0).exactInt())
    C.P.Mem.store(ompState(C), Requested, Val::integer(C.arg(0).Mid));
  return Val();
}

Val fork(CallSite &C) { // __kmpc_fork_call(loc, argc, microtask, ...)
  unsigned Team = nextTeam(C);
  if (C.M.TeamSize > 1)
    Team = 1; // nested regions are serialised by default
  C.P.Mem.store(ompState(C), Requested, Val::integer(0));
  Object Id;
  Id.Where = Object::Home::Foreign;
  Id.Bytes = 8;
  std::vector<Val> Args(C.Args.begin() + std::min<ptrdiff_t>(3, ptrdiff_t(C.Args.size())),
                        C.Args.end());
  ObjectId Gtid = C.P.Mem.create(Id), Btid = C.P.Mem.create(Id);
  Args.insert(Args.begin(), {Val::pointer(Gtid, 0), Val::pointer(Btid, 0)});
  Val Target = C.arg(2);
  unsigned OuterThread = C.M.Thread, OuterTeam = C.M.TeamSize;
  double Added = 0;
  for (unsigned T = 0; T != Team && !C.P.Ended && !C.M.exhausted(); ++T) {
    C.M.Thread = T;
    C.M.TeamSize = Team;
    C.P.Mem.store(Gtid, 0, Val::integer(T, Type::I32));
    C.P.Mem.store(Btid, 0, Val::integer(T, Type::I32));
    C.P.Mem.store(ompState(C), Taken, Val::integer(0));
    double Over = transientOf(C.P, [&] { C.M.callPointer(C.P, Target, Args); });
    if (C.P.Ended)
      break;
    if (T)
      Over += ThreadOverheadBytes;
    C.P.Mem.Concurrent += Over;
    Added += Over;
    C.P.Mem.notePeak();
  }
  C.M.Thread = OuterThread;
  C.M.TeamSize = OuterTeam;
  if (C.P.Ended)
    return Val();
  // Workers stay, and so does what they touched of their stacks.
  double Kept = ThreadOverheadBytes * double(Team - 1);
  C.P.Mem.Concurrent -= Added;
  C.P.Mem.keepThreads(Kept);
  C.P.Sum.Parallel.Likely = std::max(C.P.Sum.Parallel.Likely, double(Team));
  C.P.Sum.Parallel.High = std::max(C.P.Sum.Parallel.High, double(Team));
  return Val();
}

struct Share {
  int64_t Lower, Upper, Stride;
};
/// This thread's part of [Lower, Upper] in steps of Step: OpenMP's static
/// schedule, with Chunk iterations at a time where Chunk > 0.
Share shareOf(int64_t Lower, int64_t Upper, int64_t Step, int64_t Chunk, unsigned Thread,
              unsigned Team) {
  if (Step == 0)
    Step = 1;
  int64_t Trip = Step > 0 ? (Upper < Lower ? 0 : (Upper - Lower) / Step + 1)
                          : (Lower < Upper ? 0 : (Lower - Upper) / -Step + 1);
  if (Chunk > 0) {
    int64_t Begin = Lower + int64_t(Thread) * Chunk * Step;
    return {Begin, Begin + (Chunk - 1) * Step, Chunk * Step * int64_t(Team)};
  }
  int64_t Small = Trip / Team, Extra = Trip % Team, T = Thread;
  int64_t Begin = Lower + (T * Small + std::min(T, Extra)) * Step;
  int64_t Count = Small + (T < Extra ? 1 : 0);
  return {Begin, Begin + (Count - 1) * Step, Trip * Step};
}

template <Type T> Val staticInit(CallSite &C) {
  // (loc, gtid, schedule, plast, plower, pupper, pstride, increment, chunk)
  const Val &Lo = C.arg(4), &Up = C.arg(5), &St = C.arg(6);
  if (!Lo.isPtr() || !Up.isPtr())
    return Val();
  Val L = C.P.Mem.load(Lo.Id, Lo.Mid, T), U = C.P.Mem.load(Up.Id, Up.Mid, T);
  if (!L.exactInt() || !U.exactInt())
    return Val(); // bounds unknown: they stay as they are, for one thread to count
  constexpr int64_t StaticChunked = 33;
  int64_t Chunk = C.arg(2).exactInt() && C.arg(2).Mid == StaticChunked && C.arg(8).exactInt()
                      ? C.arg(8).Mid
                      : 0;
  Share S = shareOf(L.Mid, U.Mid, C.arg(7).exactInt() ? C.arg(7).Mid : 1, Chunk, C.M.Thread,
                    C.M.TeamSize);
  C.P.Mem.store(Lo.Id, Lo.Mid, Val::integer(S.Lower, T));
  C.P.Mem.store(Up.Id, Up.Mid, Val::integer(S.Upper, T));
  if (St.isPtr())
    C.P.Mem.store(St.Id, St.Mid, Val::integer(S.Stride, T));
  return Val();
}

template <Type T> Val dispatchInit(CallSite &C) {
  // (loc, gtid, schedule, lower, upper, stride, chunk)
  C.P.Mem.store(ompState(C), Lower, C.arg(3));
  C.P.Mem.store(ompState(C), Upper, C.arg(4));
  C.P.Mem.store(ompState(C), Step, C.arg(5));
  C.P.Mem.store(ompState(C), Taken, Val::integer(0));
  return Val();
}

/// The threads share a dynamic schedule evenly: one piece each.
template <Type T> Val dispatchNext(CallSite &C) {
  // (loc, gtid, plast, plower, pupper, pstride)
  auto Get = [&](int64_t At) { return C.P.Mem.load(ompState(C), At, T); };
  Val Done = C.P.Mem.load(ompState(C), Taken, Type::I64);
  Val L = Get(Lower), U = Get(Upper), S = Get(Step);
  if ((Done.exactInt() && Done.Mid) || !L.exactInt() || !U.exactInt())
    return Val::integer(0, Type::I32);
  C.P.Mem.store(ompState(C), Taken, Val::integer(1));
  Share Part = shareOf(L.Mid, U.Mid, S.exactInt() ? S.Mid : 1, 0, C.M.Thread, C.M.TeamSize);
  if (Part.Upper < Part.Lower)
    return Val::integer(0, Type::I32);
  for (auto [I, V] : {std::pair<size_t, int64_t>{3, Part.Lower}, {4, Part.Upper},
                      {5, Part.Stride}})
    if (C.arg(I).isPtr())
      C.P.Mem.store(C.arg(I).Id, C.arg(I).Mid, Val::integer(V, T));
  return Val::integer(1, Type::I32);
}

Val firstThread(CallSite &C) { // __kmpc_single, __kmpc_master
  return Val::integer(C.M.Thread == 0, Type::I32);
}
Val reduce(CallSite &) { return Val::integer(1, Type::I32); }
Val threadNumber(CallSite &C) { return Val::integer(C.M.Thread, Type::I32); }
Val teamSize(CallSite &C) { return Val::integer(C.M.TeamSize, Type::I32); }
Val maxThreads(CallSite &C) {
  return Val::integer(nextTeam(C), Type::I32);
}
Val processors(CallSite &C) { return Val::integer(C.M.In.Cpus, Type::I32); }

} // namespace

std::span<const BuiltinRow> threadBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"pthread_create", createThread},
      {"pthread_join", joinThread},
      {"std_thread_start", startStdThread},
      {"std_thread_join", joinThread},
      {"__kmpc_fork_call", fork},
      {"__kmpc_push_num_threads", requestTeam},
      {"omp_set_num_threads", setTeam},
      {"__kmpc_for_static_init_4", staticInit<Type::I32>},
      {"__kmpc_for_static_init_4u", staticInit<Type::I32>},
      {"__kmpc_for_static_init_8", staticInit<Type::I64>},
      {"__kmpc_for_static_init_8u", staticInit<Type::I64>},
      {"__kmpc_dispatch_init_4", dispatchInit<Type::I32>},
      {"__kmpc_dispatch_init_4u", dispatchInit<Type::I32>},
      {"__kmpc_dispatch_init_8", dispatchInit<Type::I64>},
      {"__kmpc_dispatch_init_8u", dispatchInit<Type::I64>},
      {"__kmpc_dispatch_next_4", dispatchNext<Type::I32>},
      {"__kmpc_dispatch_next_4u", dispatchNext<Type::I32>},
      {"__kmpc_dispatch_next_8", dispatchNext<Type::I64>},
      {"__kmpc_dispatch_next_8u", dispatchNext<Type::I64>},
      {"__kmpc_single", firstThread},
      {"__kmpc_master", firstThread},
      {"__kmpc_masked", firstThread},
      {"__kmpc_reduce", reduce},
      {"__kmpc_reduce_nowait", reduce},
      {"__kmpc_global_thread_num", threadNumber},
      {"omp_get_thread_num", threadNumber},
      {"omp_get_num_threads", teamSize},
      {"omp_get_max_threads", maxThreads},
      {"omp_get_num_procs", processors},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
