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

Val createThread(CallSite &C) { // pthread_create(thread, attributes, function, argument)
  double T = transientOf(C.P, [&] { C.M.callPointer(C.P, C.arg(2), {C.arg(3)}); });
  startThread(C, T);
  return Val::integer(0, Type::I32);
}

Val createStandardThread(CallSite &C) { // thrd_create(thread, function, argument)
  double T = transientOf(C.P, [&] { C.M.callPointer(C.P, C.arg(1), {C.arg(2)}); });
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

} // namespace

std::span<const BuiltinRow> threadBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"pthread_create", createThread},      {"pthread_join", joinThread},
      {"thrd_create", createStandardThread}, {"thrd_join", joinThread},
      {"std_thread_start", startStdThread},  {"std_thread_join", joinThread},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
