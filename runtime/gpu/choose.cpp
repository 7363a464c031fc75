//===- runtime/gpu/choose.cpp - Which GPU a job gets -----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/gpu/choose.h"

#include "runtime/place/size.h"

#include <fmt/format.h>
#include <tuple>

namespace auspex::gpu {
namespace {

std::string nameOf(const Gpu &G) {
  return G.Name.empty() ? fmt::format("GPU {}", G.Index)
                        : fmt::format("{} {} ({})", G.Instance ? "an instance of GPU" : "GPU",
                                      G.Index, G.Name);
}

/// Why \p G cannot be given to the job; empty: it can.
std::string refusal(const Gpu &G, uint64_t Free, uint64_t Promised, const Wishes &W, bool Mps) {
  if (!G.Unusable.empty())
    return G.Unusable;
  if (G.Mode == cu::ComputeMode::Prohibited)
    return "is closed to computing (nvidia-smi -c DEFAULT opens it)";
  if (G.Mode == cu::ComputeMode::ExclusiveProcess && !Mps && !G.Processes.empty())
    return fmt::format("takes one process only (compute mode) and process {} has it",
                       G.Processes[0].Pid);
  if (W.Capability && G.Capability && G.Capability < W.Capability)
    return fmt::format("has compute capability {}.{}, the program is compiled for {}.{}",
                       G.Capability / 10, G.Capability % 10, W.Capability / 10, W.Capability % 10);
  uint64_t Needed = W.Bytes + ContextBytes;
  if (W.Bytes && Free < Needed)
    return fmt::format("has {} free{}, {} are needed", place::sizeText(double(Free)),
                       Promised ? fmt::format(" ({} more are promised to other jobs)",
                                              place::sizeText(double(Promised)))
                                : "",
                       place::sizeText(double(Needed)));
  return {};
}

} // namespace

Choice choose(std::span<const Gpu> Gpus, std::span<const Outstanding> Promised, const Wishes &W,
              bool Mps) {
  Choice C;
  std::tuple<int, bool, uint64_t> Best;
  for (const Gpu &G : Gpus) {
    if (G.Divided && !G.Instance)
      continue; // its instances follow
    uint64_t Others = 0;
    for (const Outstanding &O : Promised)
      Others += O.Uuid == G.Uuid ? O.Bytes : 0;
    uint64_t Free = G.FreeBytes - std::min(G.FreeBytes, Others);
    if (std::string Why = refusal(G, Free, Others, W, Mps); !Why.empty()) {
      C.Refused.push_back(fmt::format("{} {}", nameOf(G), Why));
      continue;
    }
    std::tuple Rank(G.Capability, G.Processes.empty() && !Others, Free);
    if (C.Fits && Rank <= Best)
      continue;
    C.Fits = &G;
    Best = Rank;
  }
  return C;
}

} // namespace auspex::gpu
