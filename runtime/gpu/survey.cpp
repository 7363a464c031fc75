//===- runtime/gpu/survey.cpp - The GPUs of this machine, or why there are none ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/gpu/survey.h"

namespace auspex::gpu {

Survey survey(const Nvml &N) {
  Survey S;
  S.DriverVersion = N.driverVersion();
  S.CudaVersion = N.cudaVersion();
  S.Mps = mpsRuns();
  auto Found = N.gpus();
  if (!Found) {
    S.Is = Survey::Broken;
    S.Why = Found.error().Message;
    return S;
  }
  S.Gpus = std::move(*Found);
  S.Is = S.Gpus.empty() ? Survey::NoGpu : Survey::Ready;
  if (S.Gpus.empty())
    S.Why = "no GPU: the NVIDIA driver is there and finds none";
  return S;
}

Survey survey() {
  if (auto N = Nvml::open())
    return survey(*N);
  else {
    Survey S;
    S.Why = N.error().Message;
    S.Is = S.Why.starts_with("no ") ? Survey::NoDriver : Survey::Broken;
    return S;
  }
}

} // namespace auspex::gpu
