//===- demand/evaluate/launch.cpp - Kernels of GPUs ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A launch is a call of the kernel's function over its grid (demand/launch.h) whose
// costs are the GPU's. The host goes on at once; what it waits for later is not
// followed.
//
//===----------------------------------------------------------------------===//
#include "demand/launch.h"

#include "demand/evaluate/builtins_support.h"
#include "demand/evaluate/delta.h"

#include <cmath>
#include <utility>

namespace auspex::demand::evaluate {

Val Machine::launch(CallSite &C, const Val &Stub, std::span<const Val, 6> Extents,
                    const Val &Arguments) {
  Path &P = C.P;
  P.Sum.Launches = P.Sum.Launches + Range::exactly(1);
  std::string Symbol;
  if (Stub.K == Val::Kind::Code)
    Symbol = Stub.Id >= 0x8000'0000u ? ExternalNames[Stub.Id - 0x8000'0000u]
                                     : CodeNumbers[Stub.Id].first->Func.Symbol;
  const std::string Kernel = kernelOfStub(Symbol);
  Target T = Kernel.empty() ? Target() : Prog.resolve(Kernel, {}, C.From ? C.From->Module : 0);
  auto Argument = [&](size_t I) { // where it lies
    return isPlace(Arguments) ? P.Mem.load(Arguments.Id, Arguments.Mid + 8 * int64_t(I), Type::Ptr)
                              : Val::unknown(Type::Ptr);
  };
  auto Load = [&](const Val &At, Type Ty) {
    return isPlace(At) ? P.Mem.load(At.Id, At.Mid, Ty) : Val::unknown(Ty);
  };
  if (!T.Function || T.Function->Func.Nodes.empty()) {
    noteUnknown(C.From, C.S,
                Symbol.empty() ? std::string("which kernel is launched is not known")
                               : "no demand note for the GPU's code of `" +
                                     nameOf(Kernel.empty() ? Symbol : Kernel) + "`",
                "", "compile the kernel with the plugin, without --compress-all");
    P.Sum.GpuFlops.High = P.Sum.GpuBytes.High = Range::Unbounded;
    constexpr size_t MostArguments = 256; // what it may write
    for (size_t I = 0; I != MostArguments; ++I) {
      Val At = Argument(I);
      if (!At.isPtr())
        break;
      forgetTarget(C, Load(At, Type::Ptr));
    }
    return intResult(C, 0);
  }

  std::vector<Val> Args;
  std::array<bool, 6> Taken{};
  for (const Param &Pm : T.Function->Func.Params) {
    auto E = std::ranges::find(LaunchExtents, std::string_view(Pm.Name));
    if (E != LaunchExtents.end()) {
      Taken[size_t(E - LaunchExtents.begin())] = true;
      Args.push_back(Extents[size_t(E - LaunchExtents.begin())]);
    } else {
      Val At = Argument(Args.size());
      Args.push_back(Pm.Name.starts_with(ByValueMark) ? At : Load(At, Pm.Ty));
    }
  }
  // What the kernel does not ask for it does as often as there are blocks and threads.
  Range Times = Range::exactly(1);
  for (size_t I = 0; I != Extents.size(); ++I)
    if (const Val &V = Extents[I]; !Taken[I] && V.isInt())
      Times = {Times.Low * double(V.Lo), Times.Likely * double(V.Mid), Times.High * double(V.Hi)};
    else if (!Taken[I])
      Times.High = Range::Unbounded;

  const Counters Before = P.Sum;
  Tallies Outer = std::exchange(Seen, {});
  const bool OuterThread = std::exchange(InThread, true);
  const bool OuterPacing = std::exchange(Pacing, false);
  P.Mem.OnGpu = true;
  call(P, code(*T.Function, T.Module), std::move(Args));
  P.Mem.OnGpu = false;
  Pacing = OuterPacing;
  InThread = OuterThread;
  Tallies Inner = std::exchange(Seen, std::move(Outer));
  Inner.Costs.clear(); // of the host's time
  Seen.add(std::move(Inner), Times.Likely);
  if (P.Ended)
    return Val();
  const Counters Did = minus(P.Sum, Before);
  P.Sum = Before;
  auto Add = [&](Range Counters::*To, const Range &R) {
    P.Sum.*To = P.Sum.*To + scaled(R, Times.Low, Times.Likely, Times.High);
  };
  Add(&Counters::GpuFlops, Did.Flops);
  Add(&Counters::GpuBytes, Did.Read);
  Add(&Counters::GpuBytes, Did.Written);
  return intResult(C, 0);
}

} // namespace auspex::demand::evaluate
