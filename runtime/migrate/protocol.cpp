//===- runtime/migrate/protocol.cpp - The steps of a move, and what follows from its death ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/protocol.h"

#include <csignal>
#include <fmt/format.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

demand::Expected<void> faultAt(const Fault &F, const Inject &OnFault, int Number,
                               const std::string &Name, bool After) {
  if (F.Step.empty() || F.After != After || (F.Step != Name && F.Step != fmt::to_string(Number)))
    return {};
  if (F.Kind == "fail")
    return demand::fail(fmt::format("a fault was injected {} step {} ({})",
                                    After ? "after" : "before", Number, Name));
  if (F.Kind == "kill") {
    kill(getpid(), SIGKILL);
    pause();
  }
  return OnFault ? OnFault(F.Kind) : demand::fail("no such fault: " + F.Kind);
}

/// Makes sure that the journal tells which way the move goes.
demand::Expected<void> decided(Journal &J, History &H, const Decider &Decide) {
  if (H.Committed || H.note("asked").empty() || !Decide)
    return {};
  auto There = Decide(H, J);
  if (!There)
    return std::unexpected(There.error());
  // It may stand there by now: the keeper is nearer to the job.
  auto Now = J.read();
  if (Now && *There && !Now->Committed)
    if (auto Ok = J.commit(); !Ok)
      return Ok;
  if (!Now)
    return std::unexpected(Now.error());
  H = std::move(*Now);
  H.Committed |= *There;
  return {};
}

} // namespace

demand::Expected<Fault> parseFault(std::string_view Text) {
  Fault F;
  size_t One = Text.find(':'), Two = One == Text.npos ? Text.npos : Text.find(':', One + 1);
  if (Two == Text.npos)
    return demand::fail(fmt::format("'{}' is no fault; write STEP:before|after:KIND", Text));
  F.Step = Text.substr(0, One);
  std::string_view When = Text.substr(One + 1, Two - One - 1);
  F.Kind = Text.substr(Two + 1);
  F.After = When == "after";
  if (F.Step.empty() || F.Kind.empty() || (When != "after" && When != "before"))
    return demand::fail(fmt::format("'{}' is no fault; write STEP:before|after:KIND", Text));
  return F;
}

Outcome resolve(Journal &J, const Settler &Settle, const Decider &Decide) {
  Outcome O;
  auto H = J.read();
  if (!H) {
    O.Reason = O.Unsettled = fmt::format("{}: {}", J.path(), H.error().Message);
    return O;
  }
  if (H->Ended)
    return {H->Forward, H->Forward ? "" : H->Reason, ""};
  if (auto Ok = decided(J, *H, Decide); !Ok) {
    O.Unsettled = O.Reason = Ok.error().Message;
    return O;
  }
  O.Moved = H->Committed;
  if (!O.Moved)
    O.Reason = H->Begun ? fmt::format("the mover died at step {} ({})", H->Begun, H->StepName)
                        : "the mover died before its first step";
  if (auto Ok = Settle(*H, H->Committed); !Ok) {
    O.Unsettled = Ok.error().Message;
    return O; // not ended: the next one tries again
  }
  if (auto Ok = J.end(H->Committed, O.Moved ? "finished after the mover's death" : O.Reason); !Ok)
    O.Unsettled = Ok.error().Message;
  return O;
}

Outcome move(const Plan &P, Journal &J, const Fault &F, const Inject &OnFault) {
  Outcome O;
  auto Steps = [&]() -> demand::Expected<void> {
    int Number = 0;
    for (const Step &S : P.Steps) {
      ++Number;
      if (auto Ok = J.step(Number, S.Name); !Ok)
        return Ok;
      if (auto Ok = faultAt(F, OnFault, Number, S.Name, false); !Ok)
        return Ok;
      if (auto Ok = S.Do(); !Ok)
        return Ok;
      if (S.Commits)
        if (auto Ok = J.commit(); !Ok)
          return Ok;
      if (auto Ok = faultAt(F, OnFault, Number, S.Name, true); !Ok)
        return Ok;
      if (auto Ok = J.done(Number); !Ok)
        return Ok;
    }
    return {};
  };
  auto Done = Steps();
  // The journal decides, whatever this process believes: the commit may have been
  // written before the answer was lost.
  auto H = J.read();
  if (!H) {
    O.Unsettled = H.error().Message;
    return O;
  }
  auto Known = decided(J, *H, P.Decide);
  O.Moved = H->Committed;
  if (!Done && !O.Moved)
    O.Reason = Done.error().Message;
  if (!Known) {
    O.Unsettled = Known.error().Message;
    return O;
  }
  if (auto Ok = P.Settle(*H, O.Moved); !Ok) {
    O.Unsettled = Ok.error().Message;
    return O;
  }
  if (auto Ok = J.end(O.Moved, O.Moved ? (Done ? "as planned" : Done.error().Message) : O.Reason);
      !Ok)
    O.Unsettled = Ok.error().Message;
  return O;
}

} // namespace auspex::migrate
