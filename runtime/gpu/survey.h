//===- runtime/gpu/survey.h - The GPUs of this machine, or why there are none ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_GPU_SURVEY_H
#define AUSPEX_RUNTIME_GPU_SURVEY_H

#include "runtime/gpu/nvml.h"

namespace auspex::gpu {

/// What doctor shows and a launch needs. Costs what loading NVML costs.
struct Survey {
  /// NoDriver: an ordinary machine. NoGpu: a driver without a GPU. Broken: something is
  /// installed and does not work.
  enum State { Ready, NoDriver, NoGpu, Broken } Is = NoDriver;
  std::string Why; ///< where not Ready
  std::vector<Gpu> Gpus;
  std::string DriverVersion;
  int CudaVersion = 0;
  bool Mps = false;
};

Survey survey();
/// Of an NVML that is open.
Survey survey(const Nvml &N);

} // namespace auspex::gpu

#endif
