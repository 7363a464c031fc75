//===- runtime/gpu/driver.h - The CUDA driver ------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// libcuda.so.1, loaded when it is needed. Every error says what failed and what a person can
// do; a machine without GPU or driver is an ordinary answer. A context does not survive a fork:
// who has called init() must not fork a child that uses the driver.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_GPU_DRIVER_H
#define AUSPEX_RUNTIME_GPU_DRIVER_H

#include "runtime/gpu/cuda_abi.h"
#include "runtime/gpu/library.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auspex::gpu {

/// "GPU-8f3c...": as nvidia-smi and CUDA_VISIBLE_DEVICES write it.
std::string uuidText(const cu::Uuid &U);
/// Nothing where \p Text is not "GPU-" or "MIG-" and 32 hexadecimal digits in five groups.
std::optional<cu::Uuid> parseUuid(std::string_view Text);

/// "13.0" for 13000.
std::string versionText(int Version);

class Driver {
public:
  static constexpr const char *DefaultName = "libcuda.so.1";
  /// Memory pools are of CUDA 11.2; driver 460 and later.
  static constexpr int OldestVersion = 11020;

  /// Loads the driver and asks its version; nothing is initialised.
  static demand::Expected<Driver> open(const char *Name = DefaultName);

  /// The CUDA version that it speaks: 13000 is 13.0.
  int version() const { return Version; }
  /// cuInit. Costs a second where the driver was not in use.
  demand::Expected<void> init() const;

  struct Device {
    cu::Device Number = 0;
    std::string Name, Uuid;
    int Capability = 0; ///< 10 * major + minor
    uint64_t TotalBytes = 0;
    cu::ComputeMode Mode = cu::ComputeMode::Default;
    bool Pools = false; ///< has memory pools
  };
  /// Those that CUDA_VISIBLE_DEVICES leaves; needs init().
  demand::Expected<std::vector<Device>> devices() const;

  /// What there is; null where the driver lacks it.
  const cu::Calls &calls() const { return Calls; }
  /// An error where \p R is one: "\p What: ..., what to do".
  demand::Expected<void> check(cu::Result R, std::string_view What) const;

private:
  Library Lib;
  cu::Calls Calls;
  int Version = 0;
};

} // namespace auspex::gpu

#endif
