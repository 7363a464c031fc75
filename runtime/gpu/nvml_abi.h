//===- runtime/gpu/nvml_abi.h - What of NVML's interface is used -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Own declarations of the part of <nvml.h> that this project calls. The functions stand in
// nvml_functions.def.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_GPU_NVML_ABI_H
#define AUSPEX_RUNTIME_GPU_NVML_ABI_H

#include <type_traits>

namespace auspex::gpu::nvml {

using Return = int; ///< nvmlReturn_t
using Device = struct DeviceHandle *;

enum : Return {
  Success = 0,
  Uninitialized = 1,
  InvalidArgument = 2,
  NotSupported = 3,
  NoPermission = 4,
  NotFound = 6,
  InsufficientSize = 7,
  DriverNotLoaded = 9,
  GpuIsLost = 15,
  LibraryVersionMismatch = 18,
  Unknown = 999,
};

struct Memory {
  unsigned long long Total, Free, Used;
};
struct Utilization {
  unsigned Gpu, Memory; ///< percent
};
/// nvmlProcessInfo_v2_t; nvmlProcessInfo_t since driver 510
struct ProcessInfo {
  unsigned Pid;
  unsigned long long UsedBytes; ///< ~0: not told
  unsigned GpuInstance, ComputeInstance;
};
struct ProcessSample {
  unsigned Pid;
  unsigned long long TimeStamp;          ///< microseconds
  unsigned Sm, Memory, Encoder, Decoder; ///< percent
};
inline constexpr unsigned long long NotTold = ~0ull;

struct Calls {
#define NVML_CALL(Name, Symbol, Required, Type) std::add_pointer_t<Type> Name = nullptr;
#include "runtime/gpu/nvml_functions.def"
};

} // namespace auspex::gpu::nvml

#endif
