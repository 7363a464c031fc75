//===- demand/evaluate/recursion.h - Functions that call themselves -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A recursion is followed call by call while it is small. Past that, three
// observations save calls:
//   - a call whose arguments say no more than those of a call in progress (what
//     they depend on is not known) adds nothing that is known;
//   - two calls by the same caller with like arguments (the halves of a range, the
//     children of a node) do alike: the second repeats what the first did;
//   - a chain of calls whose arguments move evenly goes on like that until a
//     comparison says otherwise: levels that go the same way are skipped, as
//     iterations of a loop are.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_RECURSION_H
#define AUSPEX_DEMAND_EVALUATE_RECURSION_H

#include "demand/evaluate/delta.h"
#include "demand/evaluate/machine.h"

namespace auspex::demand::evaluate {

/// What a finished call did, for one that resembles it.
struct CallEffect {
  std::vector<Val> Args;
  Val Result;
  Counters Cost;
  /// Heap objects of one size that it left behind, and the last of them; older
  /// ones that it freed.
  struct Group {
    int64_t Bytes, Count;
    ObjectId Last;
  };
  std::vector<Group> Made, Released;
  struct Change {
    ObjectId Id;
    int64_t At;
    Val Before, After;
  };
  std::vector<Change> Changed;
  std::vector<TouchLog::Entry> Touched;
  double High = 0, Low = 0, Capacity = 0, Transient = 0;
};

/// A call in progress, as the calls within it see it.
struct CallRecord {
  const std::vector<Val> *Args = nullptr;
  Trace Went;                      ///< its way so far
  uint64_t Used = 0;               ///< steps before it
  uint64_t Patience = 0;           ///< steps for all that it calls, before calls are saved
  Counters Sum;                    ///< at its start
  int64_t StackDepth = 0;
  size_t Objects = 0;
  std::optional<CallEffect> Child; ///< the first call of itself that it finished
};

class Machine::Recursion {
public:
  Recursion(Machine &M, Code &Callee, Path &P, std::vector<Val> &Args)
      : M(M), Callee(Callee), P(P), Args(Args) {}
  /// The result of the call where it need not be followed. Otherwise the
  /// arguments may have moved on by some levels.
  std::optional<Val> shortcut();
  void enter(const std::vector<Val> &Params);
  void leave(Path &P, const std::vector<Val> &Params, Val &Result);

private:
  bool saysNoMore() const;
  Val repeat(const CallEffect &E, bool Same);
  void descend();
  CallEffect effect(Path &P, const std::vector<Val> &Params, const Val &Result) const;

  Machine &M;
  Code &Callee;
  Path &P;
  std::vector<Val> &Args;
  CallRecord Record;
  bool Recursive = false, Nested = false;
  int64_t SkippedBytes = 0;
  std::optional<ObjectId> Skipped; ///< what each skipped level allocated, if just that
  bool Skips = false;
  std::optional<Memory> Before;
  TouchLog Touched;
  TouchLog *OuterLog = nullptr;
  Trace *OuterTrace = nullptr;
  Range Window;
};

} // namespace auspex::demand::evaluate

#endif
