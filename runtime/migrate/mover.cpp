//===- runtime/migrate/mover.cpp - One way to move a job ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/mover.h"

#include "runtime/place/process.h"

namespace auspex::migrate {

std::vector<pid_t> Subject::processes() const {
  std::vector<pid_t> All = Groups && !Groups->empty() ? Groups->processes() : std::vector<pid_t>();
  return All.empty() ? place::descendants(Pid) : All;
}

Outcome moveJob(Mover &M, const Subject &S, const Target &T, const Fault &F,
                const Inject &OnFault) {
  Outcome Refused;
  if (auto Ok = M.check(S, T); !Ok) {
    Refused.Reason = Ok.error().Message;
    return Refused;
  }
  auto J = Journal::begin(journalPath(S.Directory, S.Job), M.name(), toText(T));
  if (!J) {
    Refused.Reason = J.error().Message;
    return Refused;
  }
  return move(M.plan(S, T, *J), *J, F, OnFault);
}

} // namespace auspex::migrate
