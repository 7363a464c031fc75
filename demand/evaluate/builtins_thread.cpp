//===- demand/evaluate/builtins_thread.cpp - Threads -----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread's body runs when it is created, one after another. What each holds
// beyond what it leaves behind may coincide with the others' and with the
// creator's: it stays on Memory::Concurrent until the join.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_thread.h"
#include "demand/evaluate/delta.h"

#include <utility>

namespace auspex::demand::evaluate {
namespace {

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

/// Runs \p Function as a thread's body.
void runThread(CallSite &C, const Val &Function, const Val &Argument) {
  if (C.P.Threads.empty())
    C.M.cut(C.P, C.From, 0, C.From->fn().Symbol);
  bool Outer = std::exchange(C.M.InThread, true);
  const Counters Before = C.P.Sum;
  double T = transientOf(C.P, [&] { C.M.callPointer(C.P, Function, {Argument}); });
  C.M.InThread = Outer;
  if (Function.K == Val::Kind::Code) {
    // One that finds nothing left to do, for those before it did it all, would have had
    // its share.
    Machine::ThreadBody &Most = C.M.ThreadBodies[Function.Id];
    const double Did = workIn(minus(C.P.Sum, Before));
    if (Did < Most.Work / 100)
      T = std::max(T, Most.Transient);
    Most = {std::max(Most.Work, Did), std::max(Most.Transient, T)};
  }
  startThread(C, T);
}

Val createThread(CallSite &C) { // pthread_create(thread, attributes, function, argument)
  runThread(C, C.arg(2), C.arg(3));
  return Val::integer(0, Type::I32);
}

Val createStandardThread(CallSite &C) { // thrd_create(thread, function, argument)
  runThread(C, C.arg(1), C.arg(2));
  return Val::integer(0, Type::I32);
}

Val joinThread(CallSite &C) {
  if (!C.P.Threads.empty()) {
    C.P.Mem.Concurrent -= C.P.Threads.front();
    C.P.Threads.erase(C.P.Threads.begin());
    C.M.cut(C.P, C.From, C.S ? C.S->Line : 0, "threads of " + C.M.nameOf(C.From->fn().Symbol));
  }
  return Val::integer(0, Type::I32);
}

/// std::thread::_M_start_thread(unique_ptr<_State>, void (*)()): the state's
/// virtual _M_run is the third entry of its table (after two destructors).
Val startStdThread(CallSite &C) {
  const Val &Holder = C.arg(1);
  if (!Holder.isPtr() || Holder.AnyOffset) {
    C.M.unseen("a thread's function is not known");
    return C.M.unknownOf(Type::Void, "thread whose function is not known");
  }
  Val State = C.P.Mem.load(Holder.Id, Holder.Mid, Type::Ptr);
  Val Table = State.isPtr() ? C.P.Mem.load(State.Id, State.Mid, Type::Ptr) : Val();
  Val Run = Table.isPtr() ? C.P.Mem.load(Table.Id, Table.Mid + 16, Type::Ptr) : Val();
  if (Run.K != Val::Kind::Code) {
    C.M.unseen("a thread's function is not known");
    C.M.noteUnknown(C.From, C.S, "thread whose function is not known");
  } else {
    runThread(C, Run, State);
  }
  // The new thread owns its state from here on.
  if (!C.P.Ended)
    C.P.Mem.store(Holder.Id, Holder.Mid, Val::integer(0, Type::Ptr));
  return Val();
}

} // namespace

std::span<const BuiltinRow> threadBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"pthread_create", createThread, true},      {"pthread_join", joinThread},
      {"thrd_create", createStandardThread, true}, {"thrd_join", joinThread},
      {"std_thread_start", startStdThread, true},  {"std_thread_join", joinThread},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
