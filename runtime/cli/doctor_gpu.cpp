//===- runtime/cli/doctor_gpu.cpp - GPUs, as `auspex doctor` shows them ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/doctor_gpu.h"

#include "runtime/gpu/checkpoint.h"
#include "runtime/gpu/survey.h"
#include "runtime/place/size.h"

#include <fmt/format.h>

namespace auspex::cli {
namespace {

using machine::Finding;
using State = Finding::State;

constexpr const char *Area = "GPUs";

std::string describe(const gpu::Gpu &G) {
  std::string Text = fmt::format(
      "{}, compute capability {}.{}, {} of {} free", G.Name, G.Capability / 10, G.Capability % 10,
      place::sizeText(double(G.FreeBytes)), place::sizeText(double(G.TotalBytes)));
  if (!G.Processes.empty())
    Text += fmt::format(", {} process{}", G.Processes.size(), G.Processes.size() == 1 ? "" : "es");
  return Text + ", " + G.Uuid;
}

Finding probe(const gpu::Gpu &G) {
  Finding F{Area,
            fmt::format("gpu.{}{}", G.Index, G.Instance ? ".instance" : ""),
            State::Available,
            "",
            "jobs that use a GPU",
            ""};
  if (!G.Unusable.empty()) {
    F.Is = State::Missing;
    size_t Semicolon = G.Unusable.find("; ");
    F.Detail = G.Unusable.substr(0, Semicolon);
    F.Remedy =
        Semicolon == G.Unusable.npos ? "nvidia-smi tells more" : G.Unusable.substr(Semicolon + 2);
    return F;
  }
  F.Detail = describe(G);
  if (G.Divided && !G.Instance)
    F.Detail += ", divided (MIG): jobs get its instances";
  if (G.Mode == gpu::cu::ComputeMode::Prohibited) {
    F.Is = State::Missing;
    F.Detail += ", closed to computing";
    F.Remedy = "nvidia-smi -c DEFAULT (as root)";
  } else if (G.Mode == gpu::cu::ComputeMode::ExclusiveProcess) {
    F.Is = State::Limited;
    F.Detail += ", for one process at a time";
    F.Remedy = "nvidia-smi -c DEFAULT (as root), or an MPS server";
  }
  return F;
}

/// Whether jobs' GPU state can be moved.
Finding probeMoves() {
  Finding F{Area, "gpu.checkpoint", State::Available, "", "moving jobs between GPUs", ""};
  auto D = gpu::Driver::open();
  auto C = D ? gpu::Checkpoint::of(*D, true)
             : demand::Expected<gpu::Checkpoint>(std::unexpected(D.error()));
  if (C) {
    F.Detail = "cuCheckpointProcess, to another GPU as well";
    return F;
  }
  bool InPlace = D && gpu::Checkpoint::of(*D, false);
  F.Is = InPlace ? State::Limited : State::Missing;
  F.Detail = C.error().Message;
  F.Remedy = "an NVIDIA driver of CUDA 13.0 (580) or newer";
  return F;
}

} // namespace

std::vector<Finding> probeGpus() {
  std::vector<Finding> Out;
  gpu::Survey S = gpu::survey();
  Finding Driver{Area, "gpu.driver", State::Available, "", "jobs that use a GPU", ""};
  if (S.Is != gpu::Survey::Ready) {
    Driver.Is = S.Is == gpu::Survey::NoGpu ? State::Limited : State::Missing;
    Driver.Detail = S.Why;
    Driver.Remedy = S.Is == gpu::Survey::Broken
                        ? "install the driver's packages anew, all of one version"
                        : "none is needed without an NVIDIA GPU; with one, install "
                          "its driver";
    return {Driver};
  }
  Driver.Detail = fmt::format("NVIDIA {}, CUDA {}{}", S.DriverVersion,
                              gpu::versionText(S.CudaVersion), S.Mps ? ", an MPS server runs" : "");
  Out.push_back(std::move(Driver));
  for (const gpu::Gpu &G : S.Gpus)
    Out.push_back(probe(G));
  Out.push_back(probeMoves());
  return Out;
}

} // namespace auspex::cli
