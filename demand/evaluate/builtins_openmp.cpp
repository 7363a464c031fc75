//===- demand/evaluate/builtins_openmp.cpp - Parallel regions ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// OpenMP's entry points are those of libomp (its documented interface, kmp.h)
// and of libgomp: every thread of the team runs the outlined region with its
// own share of the iterations; a task runs where it is created.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_thread.h"

namespace auspex::demand::evaluate {
namespace {

constexpr unsigned MaxTeam = 64;

/// Places in the library object "omp state".
/// Requested holds for the next region only, Default for all that follow.
enum OmpState : int64_t {
  Requested = 0,
  Lower = 8,
  Upper = 16,
  Step = 24,
  Taken = 32,
  Default = 40
};

ObjectId ompState(CallSite &C) { return *C.M.libraryObject("omp state"); }

unsigned environmentNumber(CallSite &C, std::string_view Name, unsigned Otherwise) {
  for (const std::string &E : C.M.In.Env)
    if (E.size() > Name.size() && E[Name.size()] == '=' && E.starts_with(Name))
      if (int N = std::atoi(E.c_str() + Name.size() + 1); N > 0)
        return unsigned(N);
  return Otherwise;
}

unsigned nextTeam(CallSite &C) {
  unsigned Team = environmentNumber(C, "OMP_NUM_THREADS", C.M.In.Cpus);
  for (OmpState Place : {Default, Requested}) {
    Val V = C.P.Mem.load(ompState(C), Place, Type::I64);
    if (V.exactInt() && V.Mid > 0)
      Team = unsigned(std::min<int64_t>(V.Mid, MaxTeam));
  }
  return std::clamp(Team, 1u, std::min(MaxTeam, environmentNumber(C, "OMP_THREAD_LIMIT", MaxTeam)));
}

Val requestTeam(CallSite &C) { // __kmpc_push_num_threads(loc, gtid, n)
  if (C.arg(2).exactInt())
    C.P.Mem.store(ompState(C), Requested, Val::integer(C.arg(2).Mid));
  return Val();
}

Val setTeam(CallSite &C) { // omp_set_num_threads(n)
  if (C.arg(0).exactInt())
    C.P.Mem.store(ompState(C), Default, Val::integer(C.arg(0).Mid));
  return Val();
}

/// Runs \p Region once for each of \p Team threads, one after another.
template <typename Fn> void runTeam(CallSite &C, unsigned Team, Fn Region) {
  if (C.M.TeamSize > 1)
    Team = 1; // nested regions are serialised by default
  C.P.Mem.store(ompState(C), Requested, Val::integer(0));
  C.M.cut(C.P, C.From, 0, C.From->fn().Symbol);
  unsigned OuterThread = C.M.Thread, OuterTeam = C.M.TeamSize;
  double Added = 0;
  for (unsigned T = 0; T != Team && !C.P.Ended && !C.M.exhausted(); ++T) {
    C.M.Thread = T;
    C.M.TeamSize = Team;
    C.P.Mem.store(ompState(C), Taken, Val::integer(0));
    double Over = transientOf(C.P, [&] { Region(T); });
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
    return;
  // Workers stay, and so does what they touched of their stacks.
  double Kept = ThreadOverheadBytes * double(Team - 1);
  C.P.Mem.Concurrent -= Added;
  C.P.Mem.keepThreads(Kept);
  C.P.Sum.Parallel.Likely = std::max(C.P.Sum.Parallel.Likely, double(Team));
  C.P.Sum.Parallel.High = std::max(C.P.Sum.Parallel.High, double(Team));
  C.M.cut(C.P, C.From, C.S ? C.S->Line : 0,
          "parallel region in " + C.M.nameOf(C.From->fn().Symbol));
}

Val runMicrotask(CallSite &C, unsigned Team) { // (loc, argc, microtask, ...)
  Val Gtid = opaque(C, 8), Btid = opaque(C, 8), Target = C.arg(2);
  std::vector<Val> Args{Gtid, Btid};
  Args.insert(Args.end(), C.Args.begin() + std::min<ptrdiff_t>(3, ptrdiff_t(C.Args.size())),
              C.Args.end());
  runTeam(C, Team, [&](unsigned T) {
    C.P.Mem.store(Gtid.Id, 0, Val::integer(T, Type::I32));
    C.P.Mem.store(Btid.Id, 0, Val::integer(T, Type::I32));
    C.M.callPointer(C.P, Target, Args);
  });
  return Val();
}

Val fork(CallSite &C) { return runMicrotask(C, nextTeam(C)); } // __kmpc_fork_call
/// A league on the host has one team, whose first thread starts the region.
Val forkTeams(CallSite &C) { return runMicrotask(C, 1); } // __kmpc_fork_teams

Val forkGnu(CallSite &C) { // GOMP_parallel(function, data, threads, flags)
  const Val &Asked = C.arg(2);
  unsigned Team = Asked.exactInt() && Asked.Mid > 0
                      ? unsigned(std::min<int64_t>(Asked.Mid, MaxTeam))
                      : nextTeam(C);
  Val Target = C.arg(0), Data = C.arg(1);
  runTeam(C, Team, [&](unsigned) { C.M.callPointer(C.P, Target, {Data}); });
  return Val();
}

/// Offsets in kmp_task_t.
enum TaskField : int64_t { TaskShareds = 0, TaskRoutine = 8, TaskPart = 16 };

/// (loc, gtid, flags, bytes of the task, bytes of what it shares, routine)
Val allocateTask(CallSite &C) {
  const Val &Task = C.arg(3), &Shared = C.arg(4);
  if (!Task.exactInt() || !Shared.exactInt() || Task.Mid < TaskPart || Shared.Mid < 0 ||
      Task.Mid + Shared.Mid > (1 << 30))
    return C.M.unknownOf(Type::Ptr, "task of unknown size");
  int64_t SharedAt = (Task.Mid + 7) / 8 * 8;
  ObjectId O = C.P.Mem.allocate(Val::integer(SharedAt + Shared.Mid), AllocKind::Malloc, 16);
  Val At = Val::pointer(O, 0);
  put(C, offset(At, TaskShareds), offset(At, SharedAt));
  put(C, offset(At, TaskRoutine), C.arg(5));
  put(C, offset(At, TaskPart), Val::integer(0, Type::I32));
  return At;
}

Val runTask(CallSite &C) { // __kmpc_omp_task(loc, gtid, task)
  Val Task = C.arg(2);
  Val Routine = isPlace(Task) ? C.P.Mem.load(Task.Id, Task.Mid + TaskRoutine, Type::Ptr) : Val();
  if (Routine.K != Val::Kind::Code) {
    C.M.unseen("a task's function is not known");
    C.M.noteUnknown(C.From, C.S, "task whose function is not known");
    return Val::integer(0, Type::I32);
  }
  C.M.callPointer(C.P, Routine, {C.arg(1), Task});
  if (!C.P.Ended)
    C.P.Mem.release(Task.Id);
  return Val::integer(0, Type::I32);
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
  for (auto [I, V] : {std::pair<size_t, int64_t>{3, Part.Lower}, {4, Part.Upper}, {5, Part.Stride}})
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
Val maxThreads(CallSite &C) { return Val::integer(nextTeam(C), Type::I32); }
Val inParallel(CallSite &C) { return Val::integer(C.M.TeamSize > 1, Type::I32); }
Val processors(CallSite &C) { return Val::integer(C.M.In.Cpus, Type::I32); }

} // namespace

std::span<const BuiltinRow> openmpBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"__kmpc_fork_call", fork, true},
      {"__kmpc_fork_teams", forkTeams, true},
      {"GOMP_parallel", forkGnu, true},
      {"__kmpc_omp_task_alloc", allocateTask, true},
      {"__kmpc_omp_task", runTask, true},
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
      {"__kmpc_reduce", reduce},
      {"__kmpc_global_thread_num", threadNumber},
      {"omp_get_thread_num", threadNumber},
      {"omp_get_num_threads", teamSize},
      {"omp_get_max_threads", maxThreads},
      {"omp_in_parallel", inParallel},
      {"omp_get_num_procs", processors},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
