//===- demand/evaluate/forecast.cpp - From main to a profile --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/forecast.h"

#include "demand/evaluate/builtins.h"
#include "demand/evaluate/deep_thread.h"
#include "demand/evaluate/delta.h"
#include "demand/evaluate/machine.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <tuple>

namespace auspex::demand {
namespace evaluate {

Machine::Machine(const Program &P, const Inputs &In, const Budget &B)
    : Prog(P), In(In), Bound(B), Limit(B.Steps) {}

Path Machine::start() {
  Path P;
  createGlobals(P);
  createStandardStreams(*this, P);
  return P;
}

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

void Machine::finish(Forecast &F, Path &P) {
  endPhase(P, nullptr, 0, "main");
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
  GpuDemand &G = F.Gpu;
  G.Calls = P.Sum.GpuCalls;
  if (G.used()) {
    G.Peak = P.Mem.Gpus.Peak;
    G.Peaks = P.Mem.Gpus.Peaks;
    if (P.Mem.Gpus.isOpen()) // also where all that is known was held before
      G.Peak.High = Range::Unbounded;
    G.Flops = P.Sum.GpuFlops;
    G.Bytes = P.Sum.GpuBytes;
    G.ToGpu = P.Sum.ToGpu;
    G.FromGpu = P.Sum.FromGpu;
    G.Launches = P.Sum.Launches;
    G.Unseen = Unseen;
    G.ContextBytes = In.Model ? In.Model->GpuContextBytes : 0;
  }

  std::vector<Phase> Fine = P.Done.all();
  if (Fine.empty()) { // it does nothing
    Fine.emplace_back();
    Fine.back().Name = "main";
  }
  for (Phase &X : Fine) {
    for (Range *At : {&X.ResidentStart, &X.Resident, &X.ResidentEnd})
      *At = *At + Base;
    X.Seconds = durationOf(X);
    F.Need |= X.Need;
    F.Parallelism = maxOf(F.Parallelism, X.Parallelism);
  }
  const double All = timeIn(P.Sum);
  for (const CostTally &T : Seen.Costs)
    if (T.Cost > 0 && All > 0)
      F.Costs.push_back({T.Of->fn().Symbol, T.Of->Module, T.Of->Doc->UnitId, T.Loop,
                         std::min(1.0, T.Cost / All)});
  std::ranges::sort(F.Costs, [](const CostShare &A, const CostShare &B) {
    // Of a nest the outermost loop first; functions before their loops.
    return std::tuple(-A.Share, A.Symbol, A.Loop + 1) < std::tuple(-B.Share, B.Symbol, B.Loop + 1);
  });
  F.Timeline = condense(std::move(Fine));
  settle(F.Timeline, F.PeakResident);
  if (In.Model && !F.Timeline.empty()) { // loader and exit
    Phase &First = F.Timeline.front();
    First.Seconds = First.Seconds + Range::exactly(In.Model->ProcessStartSeconds);
    settle(F.Timeline, F.PeakResident);
  }
  for (const Phase &X : F.Timeline)
    F.Seconds = F.Seconds + X.Seconds;
}

/// From seconds of one thread to seconds of the phase, with what the kernel does.
Range Machine::durationOf(const Phase &X) const {
  if (!In.Model || In.Model->Levels.empty())
    return {};
  const MachineModel &M = *In.Model;
  const MemoryLevel &Memory = M.Levels.back();
  Range Out;
  for (double Range::*End : {&Range::Low, &Range::Likely, &Range::High}) {
    double Threads = std::max(1.0, std::min(X.Parallelism.Likely, double(M.Cpus)));
    double Compute = X.Seconds.*End / Threads;
    if (Threads > 1 && Memory.AllThreads > 0)
      Compute = std::max(Compute, X.Traffic.*End / Memory.AllThreads);
    double NewPages = std::max(0.0, X.Resident.*End - X.ResidentStart.*End) / double(In.PageSize);
    // Files that were just made or read are in the page cache: two copies and a call.
    double Copied = X.DiskRead.*End + X.DiskWrite.*End;
    double Io = Copied > 0 && Memory.OneThread > 0 ? 4 * Copied / Memory.OneThread : 0;
    double Net = X.NetRead.*End + X.NetWrite.*End;
    Out.*End = Compute + NewPages * M.PageFaultSeconds + Io + (Net > 0 ? Net / M.Loopback : 0) +
               (X.Parallelism.*End - 1) * M.ThreadStartSeconds;
  }
  // Nothing bounds how long a file takes that is not in the cache.
  if (X.DiskRead.High > 0 && M.DiskRead > 0)
    Out.High += X.DiskRead.High / M.DiskRead;
  if (X.DiskWrite.High > 0 && M.DiskWrite > 0)
    Out.High += X.DiskWrite.High / M.DiskWrite;
  // Ends that were followed apart may cross.
  Out.Low = std::min(Out.Low, Out.Likely);
  Out.High = std::max(Out.High, Out.Likely);
  return Out;
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
  Path P = start();
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
    unseen("the program is larger than the evaluation follows");
    noteUnknown(nullptr, nullptr,
                "the program is larger than the evaluation follows (" +
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
  if (F.Gpu.used()) {
    F.Assumptions.push_back("calls of the CUDA runtime and of its libraries succeed");
    F.Assumptions.push_back("memory of GPUs as requested: what the driver rounds it to and what a "
                            "context takes is not documented");
  }
  for (const std::string &Path : Files.followed())
    F.Assumptions.push_back("`" + Path + "` begins as it did when this was forecast");
  for (const std::string &Path : Files.absent())
    F.Assumptions.push_back("there is no `" + Path + "`");
  for (auto [Descriptor, Is] : Terminals) {
    static constexpr const char *Names[] = {"input", "output", "error"};
    F.Assumptions.push_back(std::string("standard ") + Names[Descriptor] + " is " +
                            (Is ? "a" : "no") + " terminal");
  }
  return F;
}

} // namespace evaluate

Forecast forecast(const Program &P, const Inputs &In, const Budget &B) {
  auto Start = std::chrono::steady_clock::now();
  Forecast F;
  evaluate::DeepThread Thread;
  if (!Thread.start([&] { F = evaluate::Machine(P, In, B).run(); }))
    F.Why = "no thread could be started for the evaluation";
  Thread.join();
  F.EvaluationSeconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - Start).count();
  return F;
}

} // namespace auspex::demand
