//===- runtime/cli/doctor_gpu.h - GPUs, as `auspex doctor` shows them ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_CLI_DOCTOR_GPU_H
#define AUSPEX_RUNTIME_CLI_DOCTOR_GPU_H

#include "runtime/machine/probe.h"

namespace auspex::cli {

/// The driver, each GPU and MIG instance, and whether GPU state can be moved. Nothing is
/// initialised but NVML.
std::vector<machine::Finding> probeGpus();

} // namespace auspex::cli

#endif
