//===- demand/evaluate/forecast.cpp - From main to a profile --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/forecast.h"

#include "demand/evaluate/machine.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <pthread.h>

namespace auspex::demand {
namespace evaluate {

Machine::Machine(const Program &P, const Inputs &In, const Budget &B) : Prog(P), In(In), Bound(B), Limit(B.Steps) {}

ObjectId Machine::textObject(Path &P, std::string Text) {
  Object O;
  O.Where = Object::Home::Foreign;
  Text.push_back('\0');
  O.Bytes = O.LowBytes = O.HighBytes = int64_t(Text.size());
  O.Text = std::make_shared<std::string>(std::move(Text));
  O.Initial = O.Text.get();
  return P.Mem.create(std::move(O));
}

std::optional<std::string> Machine::stringAt(Path &P, const Val &Pointer) const {
  if (!Pointer.isPtr() || Pointer.AnyOffset)
    return std::nullopt;
  return P.Mem.string(Pointer.Id, Pointer.Mid);
}

/// Ends the phase in progress under \p Name: everything since the last one.
void Machine::phase(Path &P, std::string Name, std::string Where) {
  Phase Ph;
  auto Since = [&](const Range &Now, const Range &Then) {
    return Range{Now.Low - Then.Low, Now.Likely - Then.Likely,
                 std::isinf(Now.High) ? Range::Unbounded : Now.High - Then.High};
  };
  Ph.Flops = Since(P.Sum.Flops, P.Mark.Flops);
  Ph.IntOps = Since(P.Sum.IntOps, P.Mark.IntOps);
  Ph.BytesAccessed = Since(P.Sum.Read, P.Mark.Read) + Since(P.Sum.Written, P.Mark.Written);
  Ph.DiskRead = Since(P.Sum.DiskRead, P.Mark.DiskRead);
  Ph.DiskWrite = Since(P.Sum.DiskWrite, P.Mark.DiskWrite);
  Ph.NetRead = Since(P.Sum.NetRead, P.Mark.NetRead);
  Ph.NetWrite = Since(P.Sum.NetWrite, P.Mark.NetWrite);
  Ph.Parallelism = P.Sum.Parallel;
  Ph.Resident = P.Mem.WindowPeak;
  Ph.Name = nameOf(Name);
  Ph.Where = std::move(Where);
  Ph.Need = P.Sum.Need;
  bool Nothing = Ph.Flops.Likely == 0 && Ph.IntOps.Likely == 0 && Ph.BytesAccessed.Likely == 0 &&
                 Ph.DiskRead.Likely == 0 && Ph.DiskWrite.Likely == 0 && Ph.NetRead.Likely == 0 &&
                 Ph.NetWrite.Likely == 0 &&
                 (P.Done.empty() ? Ph.Resident.Likely == 0
                                 : Ph.Resident.Likely <= P.Done.back().Resident.Likely * 1.01);
  P.Mark = P.Sum;
  P.Mark.Parallel = {1, 1, 1};
  P.Sum.Parallel = {1, 1, 1};
  if (Nothing)
    return;
  P.Mem.openWindow();
  if (!P.Done.empty() && (P.Done.back().Name == Ph.Name || P.Done.size() >= 256)) {
    Phase &Last = P.Done.back();
    for (auto M : {&Phase::Flops, &Phase::IntOps, &Phase::BytesAccessed, &Phase::DiskRead,
                   &Phase::DiskWrite, &Phase::NetRead, &Phase::NetWrite})
      Last.*M = Last.*M + Ph.*M;
    for (auto M : {&Phase::Resident, &Phase::Parallelism})
      Last.*M = {std::max((Last.*M).Low, (Ph.*M).Low), std::max((Last.*M).Likely, (Ph.*M).Likely),
                 std::max((Last.*M).High, (Ph.*M).High)};
    Last.Need |= Ph.Need;
    return;
  }
  P.Done.push_back(std::move(Ph));
}

void Machine::finish(Forecast &F, Path &P) {
  phase(P, "main", "");
  Range Base = Range::exactly(double(In.BaselineBytes));
  if (In.Baseline) {
    std::vector<LibraryCall> Calls;
    for (const auto &[Symbol, Real] : LibraryCalls)
      Calls.push_back({Symbol, Real});
    if (P.Mem.HeapRequestedPeak > 0)
      Calls.push_back({"malloc"}); // a step of its own
    Base = Range::exactly(double(In.Baseline(Calls)));
  }
  F.PeakResident = P.Mem.Peak + Base;
  F.HeapPeak = Range::exactly(double(P.Mem.HeapRequestedPeak));
  F.Flops = P.Sum.Flops;
  F.IntOps = P.Sum.IntOps;
  F.BytesAccessed = P.Sum.Read + P.Sum.Written;
  F.DiskRead = P.Sum.DiskRead;
  F.DiskWrite = P.Sum.DiskWrite;
  F.NetRead = P.Sum.NetRead;
  F.NetWrite = P.Sum.NetWrite;
  F.Need = P.Sum.Need;

  // Phases that neither work nor change residency are part of their neighbour.
  auto Weight = [](const Phase &X) {
    return X.Flops.Likely + X.IntOps.Likely + X.BytesAccessed.Likely;
  };
  double Total = 0;
  for (const Phase &X : P.Done)
    Total += Weight(X);
  for (Phase &X : P.Done) {
    bool Small = Weight(X) < 0.002 * Total && X.DiskRead.Likely + X.DiskWrite.Likely < 1e5;
    if (!F.Timeline.empty() && Small &&
        std::abs(X.Resident.Likely - F.Timeline.back().Resident.Likely) <
            0.02 * P.Mem.Peak.Likely)
      continue;
    F.Parallelism.Likely = std::max(F.Parallelism.Likely, X.Parallelism.Likely);
    F.Parallelism.High = std::max(F.Parallelism.High, X.Parallelism.High);
    F.Timeline.push_back(std::move(X));
  }
  for (Phase &X : F.Timeline) {
    X.Resident = X.Resident + Base;
    if (In.FlopsPerSecond > 0 && In.BytesPerSecond > 0) {
      auto Seconds = [&](double Range::*L) {
        double Ops = (X.Flops.*L + X.IntOps.*L) / (In.FlopsPerSecond *
                                                   std::max(1.0, X.Parallelism.Likely));
        double Io = In.DiskBytesPerSecond > 0
                        ? (X.DiskRead.*L + X.DiskWrite.*L) / In.DiskBytesPerSecond
                        : 0;
        return std::max(Ops, X.BytesAccessed.*L / In.BytesPerSecond) + Io;
      };
      X.Seconds = {Seconds(&Range::Low), Seconds(&Range::Likely), Seconds(&Range::High)};
    }
  }
}

Forecast Machine::run() {
  Forecast F;
  Target Main;
  if (!Prog.modules().empty())
    Main = Prog.resolve("main", "", 0);
  if (!Main.Function) {
    F.Why = Prog.empty() ? "the program carries no demand note: compile it with "
                           "`$(auspex --cflags)`"
                         : "`main` carries no demand note: compile the file that defines it with "
                           "`$(auspex --cflags)`";
    return F;
  }
  if (Main.Function->Func.Nodes.empty()) {
    F.Why = "`main` was not analysed: " + Main.Function->Func.Reason;
    return F;
  }
  Path P;
  createGlobals(P);
  Object Vector;
  Vector.Where = Object::Home::Foreign;
  Vector.ZeroFilled = true;
  ObjectId Argv = P.Mem.create(Vector), Envp = P.Mem.create(Vector);
  for (size_t I = 0; I != In.Argv.size(); ++I)
    P.Mem.store(Argv, int64_t(8 * I), Val::pointer(textObject(P, In.Argv[I]), 0));
  for (size_t I = 0; I != In.Env.size(); ++I)
    P.Mem.store(Envp, int64_t(8 * I), Val::pointer(textObject(P, In.Env[I]), 0));
  std::vector<Val> Args{Val::integer(int64_t(In.Argv.size()), Type::I32), Val::pointer(Argv, 0),
                        Val::pointer(Envp, 0)};

  // Static constructors first, libraries' before the executable's.
  const auto &Modules = Prog.modules();
  for (uint32_t M = uint32_t(Modules.size()); M-- > 0;)
    for (const Unit &U : Modules[M].Units)
      for (const std::string &Name : U.Constructors) {
        Target T = Prog.resolve(Name, U.Id, M);
        if (T.Function && !T.Function->Func.Nodes.empty() && !P.Ended)
          call(P, code(*T.Function, T.Module), Args);
      }
  if (!P.Ended)
    call(P, code(*Main.Function, Main.Module), Args);

  bool Spent = spent();
  if (P.Mem.size() != 0 && !P.Ended)
    retire(std::move(P));
  if (Spent) {
    noteUnknown(nullptr, nullptr, "the program is larger than the evaluation follows (" +
                                      std::to_string(Bound.Steps) + " steps)");
    if (Ended)
      Ended->Mem.Peak.High = Ended->Mem.WindowPeak.High = Range::Unbounded;
  }
  F.Available = Ended.has_value();
  if (Ended)
    finish(F, *Ended);
  else
    F.Why = "the evaluation did not reach an end";
  F.Steps = std::min(Used, Bound.Steps);
  F.UnknownSteps = std::min(UnknownSteps, F.Steps);
  for (auto &[Key, U] : Uses)
    F.Unknowns.push_back(std::move(U));
  std::ranges::sort(F.Unknowns, [](auto &A, auto &B) {
    return A.Times != B.Times ? A.Times > B.Times : A.Where < B.Where;
  });
  for (const auto &[Name, Value] : In.Assume)
    if (!AssumptionsUsed.contains(Name))
      F.UnusedAssumptions.push_back(Name);
  F.Assumptions = {"glibc malloc with default thresholds", "pages of 4 KiB"};
  return F;
}

} // namespace evaluate

namespace {

/// The evaluation nests as deep as the program recurses: it gets a stack of its
/// own, of which only what is used costs anything.
constexpr size_t StackBytes = size_t(256) << 20;

struct Job {
  const Program &P;
  const Inputs &In;
  const Budget &B;
  Forecast F;
};

} // namespace

Forecast forecast(const Program &P, const Inputs &In, const Budget &B) {
  auto Start = std::chrono::steady_clock::now();
  Job J{P, In, B, {}};
  auto Run = [](void *Arg) -> void * {
    Job &J = *static_cast<Job *>(Arg);
    evaluate::Machine M(J.P, J.In, J.B);
    J.F = M.run();
    return nullptr;
  };
  pthread_attr_t Attributes;
  pthread_t Thread;
  pthread_attr_init(&Attributes);
  pthread_attr_setstacksize(&Attributes, StackBytes);
  if (pthread_create(&Thread, &Attributes, Run, &J) == 0)
    pthread_join(Thread, nullptr);
  else
    J.F.Why = "no thread could be started for the evaluation";
  pthread_attr_destroy(&Attributes);
  J.F.EvaluationSeconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - Start).count();
  return std::move(J.F);
}

} // namespace auspex::demand
