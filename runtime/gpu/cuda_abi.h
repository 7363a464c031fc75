//===- runtime/gpu/cuda_abi.h - What of the CUDA driver's interface is used ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Own declarations of the part of <cuda.h> (13.0) that this project calls, so that it builds
// without the toolkit. Where the toolkit is installed test/conformance/gpu compares them with
// the original at compile time. The functions stand in cuda_functions.def.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_GPU_CUDA_ABI_H
#define AUSPEX_RUNTIME_GPU_CUDA_ABI_H

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace auspex::gpu::cu {

using Result = int; ///< CUresult
using Device = int; ///< CUdevice: an ordinal
using DevicePtr = unsigned long long;
using Context = struct ContextHandle *;
using Pool = struct PoolHandle *;
using Stream = struct StreamHandle *;
using Module = struct ModuleHandle *;
using Function = struct FunctionHandle *;

enum : Result {
  Success = 0,
  InvalidValue = 1,
  OutOfMemory = 2,
  NotInitialized = 3,
  NewerDriverNeeded = 36,
  DeviceUnavailable = 46,
  NoDevice = 100,
  InvalidDevice = 101,
  InvalidContext = 201,
  OperatingSystem = 304,
  InvalidHandle = 400,
  IllegalState = 401,
  NotFound = 500,
  NotReady = 600,
  PrimaryContextActive = 708,
  NotPermitted = 800,
  NotSupported = 801,
  SystemNotReady = 802,
  SystemDriverMismatch = 803,
  MpsConnectionFailed = 805,
  Unknown = 999,
};

/// CUdevice_attribute
enum Attribute : int {
  MultiprocessorCount = 16,
  ComputeModeAttribute = 20,
  CapabilityMajor = 75,
  CapabilityMinor = 76,
  MemoryPoolsSupported = 115,
};

/// CUcomputemode; NVML's numbers are the same.
enum class ComputeMode : int { Default = 0, Prohibited = 2, ExclusiveProcess = 3 };

/// CUmemPool_attribute: bytes, uint64_t
enum PoolAttribute : int { ReleaseThreshold = 4, ReservedCurrent = 5, UsedCurrent = 7 };

struct Uuid {
  char Bytes[16];
};

/// CUprocessState
enum class ProcessState : int { Running = 0, Locked = 1, Checkpointed = 2, Failed = 3 };

struct LockArgs {
  unsigned TimeoutMs;
  unsigned Reserved0;
  uint64_t Reserved1[7];
};
struct CheckpointArgs {
  uint64_t Reserved[8];
};
struct GpuPair {
  Uuid Old, New;
};
struct RestoreArgs {
  GpuPair *Pairs;
  unsigned PairCount;
  char Reserved[52 - sizeof(GpuPair *)];
  uint64_t Reserved1;
};
struct UnlockArgs {
  uint64_t Reserved[8];
};

/// The functions by name; null where the driver lacks one.
struct Calls {
#define CUDA_CALL(Name, Symbol, Since, Type) std::add_pointer_t<Type> Name = nullptr;
#include "runtime/gpu/cuda_functions.def"
};

} // namespace auspex::gpu::cu

#endif
