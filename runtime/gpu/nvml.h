//===- runtime/gpu/nvml.h - What GPUs there are and what they do -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// libnvidia-ml.so.1, loaded when it is needed: it tells of GPUs without touching them.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_GPU_NVML_H
#define AUSPEX_RUNTIME_GPU_NVML_H

#include "runtime/gpu/cuda_abi.h"
#include "runtime/gpu/library.h"
#include "runtime/gpu/nvml_abi.h"

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace auspex::gpu {

/// A process that holds memory of a GPU.
struct ProcessUse {
  pid_t Pid = 0; ///< as the first PID namespace sees it
  std::optional<uint64_t> Bytes;
};

/// A GPU, or a MIG instance of one: what a process can be given.
struct Gpu {
  unsigned Index = 0;     ///< of the GPU, as nvidia-smi counts
  std::string Uuid, Name; ///< "GPU-...", "MIG-..."
  int Capability = 0;     ///< 10 * major + minor
  uint64_t TotalBytes = 0, FreeBytes = 0;
  cu::ComputeMode Mode = cu::ComputeMode::Default;
  bool Divided = false;  ///< in MIG mode: only its instances can be used
  bool Instance = false; ///< a MIG instance
  std::string Unusable;  ///< why it cannot be used (lost); empty: it can
  std::vector<ProcessUse> Processes;
};

class Nvml {
public:
  static constexpr const char *DefaultName = "libnvidia-ml.so.1";
  /// Loads and initialises it. The error is that of a machine without a driver, too.
  static demand::Expected<Nvml> open(const char *Name = DefaultName);
  Nvml(Nvml &&Other) noexcept
      : Lib(std::move(Other.Lib)), Calls(std::exchange(Other.Calls, nvml::Calls())) {}
  Nvml &operator=(Nvml &&Other) noexcept {
    std::swap(Lib, Other.Lib);
    std::swap(Calls, Other.Calls);
    return *this;
  }
  ~Nvml();

  /// "580.82.07"; empty where it does not tell.
  std::string driverVersion() const;
  /// The CUDA version that the driver speaks (13000); 0 where it does not tell.
  int cudaVersion() const;
  /// All GPUs and behind each its MIG instances. One that is lost is among them.
  demand::Expected<std::vector<Gpu>> gpus() const;

  /// A GPU to be asked again and again.
  demand::Expected<nvml::Device> find(std::string_view Uuid) const;
  std::vector<ProcessUse> processes(nvml::Device D) const;
  /// Percent of the time in which a kernel ran, lately.
  std::optional<unsigned> utilization(nvml::Device D) const;

private:
  Nvml() = default;
  demand::Expected<void> check(nvml::Return R, std::string_view What) const;
  Gpu describe(nvml::Device D, unsigned Index) const;
  /// Calls \p Do(handle, index, is an instance) for each until it returns true.
  template <typename F> demand::Expected<void> each(F Do) const;

  Library Lib;
  nvml::Calls Calls;
};

/// Whether an MPS server serves this user: contexts of several processes then share a GPU
/// whatever its compute mode.
bool mpsRuns();

} // namespace auspex::gpu

#endif
