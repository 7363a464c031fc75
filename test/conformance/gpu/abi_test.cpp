//===- test/conformance/gpu/abi_test.cpp - Our declarations are the toolkit's ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compiled where a CUDA toolkit is installed; the comparison is made by the compiler.
//
//===----------------------------------------------------------------------===//
#include <gtest/gtest.h>

#if __has_include(<cuda.h>)
#include <cuda.h>

#include "runtime/gpu/cuda_abi.h"

#include <string_view>

namespace auspex::gpu::test {
namespace {

template <typename T>
concept Complete = requires {
  sizeof(T);
};

/// Whether a caller cannot tell \p A from \p B: enumerations are their integers, structures
/// of one size are compared member by member below, handles are pointers.
template <typename A, typename B> constexpr bool same() {
  using X = std::remove_cv_t<A>;
  using Y = std::remove_cv_t<B>;
  if constexpr (std::is_pointer_v<X> && std::is_pointer_v<Y>)
    return same<std::remove_pointer_t<X>, std::remove_pointer_t<Y>>();
  else if constexpr (std::is_void_v<X> || std::is_void_v<Y>)
    return std::is_void_v<X> && std::is_void_v<Y>;
  else if constexpr (!Complete<X> || !Complete<Y>)
    return std::is_class_v<X> && std::is_class_v<Y>;
  else if constexpr (std::is_class_v<X> || std::is_class_v<Y>)
    return std::is_class_v<X> && std::is_class_v<Y> && sizeof(X) == sizeof(Y) &&
           alignof(X) == alignof(Y);
  else
    return !std::is_pointer_v<X> && !std::is_pointer_v<Y> && sizeof(X) == sizeof(Y) &&
           !std::is_floating_point_v<X> && !std::is_floating_point_v<Y>;
}

template <typename A, typename B> struct Same : std::false_type {};
template <typename R, typename... A, typename S, typename... B>
requires(sizeof...(A) == sizeof...(B)) struct Same<R (*)(A...), S (*)(B...)>
    : std::bool_constant<same<R, S>() && (same<A, B>() && ...)> {
};

#define TEXT(Words) #Words
#define EXPANDED(Words) TEXT(Words)
#define COMPARE(Name, Symbol)                                                                      \
  static_assert(Same<decltype(&::Symbol), decltype(cu::Calls::Name)>::value, #Symbol);
#if CUDA_VERSION >= 12080
#define COMPARE_12080 COMPARE
#else
#define COMPARE_12080(Name, Symbol)
#endif
#define COMPARE_0 COMPARE
#define COMPARE_11000 COMPARE
#define COMPARE_11020 COMPARE
#define COMPARE_11040 COMPARE
#define CUDA_CALL(Name, Symbol, Since, Type) COMPARE_##Since(Name, Symbol)
#include "runtime/gpu/cuda_functions.def"

// That the symbols which are looked up are those that programs call today.
#define CUDA_CALL(Name, Symbol, Since, Type)
#define CUDA_CALL_AS(Name, Plain, Symbol, Since, Type)                                             \
  static_assert(std::string_view(EXPANDED(Plain)) == #Symbol);
#include "runtime/gpu/cuda_functions.def"

static_assert(int(cu::OutOfMemory) == CUDA_ERROR_OUT_OF_MEMORY);
static_assert(int(cu::NotInitialized) == CUDA_ERROR_NOT_INITIALIZED);
static_assert(int(cu::NewerDriverNeeded) == CUDA_ERROR_CALL_REQUIRES_NEWER_DRIVER);
static_assert(int(cu::DeviceUnavailable) == CUDA_ERROR_DEVICE_UNAVAILABLE);
static_assert(int(cu::NoDevice) == CUDA_ERROR_NO_DEVICE);
static_assert(int(cu::InvalidDevice) == CUDA_ERROR_INVALID_DEVICE);
static_assert(int(cu::InvalidContext) == CUDA_ERROR_INVALID_CONTEXT);
static_assert(int(cu::OperatingSystem) == CUDA_ERROR_OPERATING_SYSTEM);
static_assert(int(cu::InvalidHandle) == CUDA_ERROR_INVALID_HANDLE);
static_assert(int(cu::IllegalState) == CUDA_ERROR_ILLEGAL_STATE);
static_assert(int(cu::NotFound) == CUDA_ERROR_NOT_FOUND);
static_assert(int(cu::NotReady) == CUDA_ERROR_NOT_READY);
static_assert(int(cu::PrimaryContextActive) == CUDA_ERROR_PRIMARY_CONTEXT_ACTIVE);
static_assert(int(cu::NotPermitted) == CUDA_ERROR_NOT_PERMITTED);
static_assert(int(cu::NotSupported) == CUDA_ERROR_NOT_SUPPORTED);
static_assert(int(cu::SystemNotReady) == CUDA_ERROR_SYSTEM_NOT_READY);
static_assert(int(cu::SystemDriverMismatch) == CUDA_ERROR_SYSTEM_DRIVER_MISMATCH);
static_assert(int(cu::MpsConnectionFailed) == CUDA_ERROR_MPS_CONNECTION_FAILED);
static_assert(int(cu::Unknown) == CUDA_ERROR_UNKNOWN);

static_assert(int(cu::MultiprocessorCount) == CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
static_assert(int(cu::ComputeModeAttribute) == CU_DEVICE_ATTRIBUTE_COMPUTE_MODE);
static_assert(int(cu::CapabilityMajor) == CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
static_assert(int(cu::CapabilityMinor) == CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
static_assert(int(cu::MemoryPoolsSupported) == CU_DEVICE_ATTRIBUTE_MEMORY_POOLS_SUPPORTED);
static_assert(int(cu::ComputeMode::Prohibited) == CU_COMPUTEMODE_PROHIBITED);
static_assert(int(cu::ComputeMode::ExclusiveProcess) == CU_COMPUTEMODE_EXCLUSIVE_PROCESS);
static_assert(int(cu::ReleaseThreshold) == CU_MEMPOOL_ATTR_RELEASE_THRESHOLD);
static_assert(int(cu::ReservedCurrent) == CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT);
static_assert(int(cu::UsedCurrent) == CU_MEMPOOL_ATTR_USED_MEM_CURRENT);

#if CUDA_VERSION >= 12080
static_assert(int(cu::ProcessState::Running) == CU_PROCESS_STATE_RUNNING);
static_assert(int(cu::ProcessState::Locked) == CU_PROCESS_STATE_LOCKED);
static_assert(int(cu::ProcessState::Checkpointed) == CU_PROCESS_STATE_CHECKPOINTED);
static_assert(int(cu::ProcessState::Failed) == CU_PROCESS_STATE_FAILED);
static_assert(offsetof(cu::LockArgs, TimeoutMs) == offsetof(CUcheckpointLockArgs, timeoutMs));
#endif
#if CUDA_VERSION >= 13000
static_assert(sizeof(cu::GpuPair) == sizeof(CUcheckpointGpuPair));
static_assert(offsetof(cu::GpuPair, New) == offsetof(CUcheckpointGpuPair, newUuid));
static_assert(offsetof(cu::RestoreArgs, Pairs) == offsetof(CUcheckpointRestoreArgs, gpuPairs));
static_assert(offsetof(cu::RestoreArgs, PairCount) ==
              offsetof(CUcheckpointRestoreArgs, gpuPairsCount));
static_assert(offsetof(cu::RestoreArgs, Reserved1) == offsetof(CUcheckpointRestoreArgs, reserved1));
#endif

TEST(Abi, IsThatOfTheToolkit) { SUCCEED() << "compared with CUDA " << CUDA_VERSION; }

} // namespace
} // namespace auspex::gpu::test

#else
TEST(Abi, IsThatOfTheToolkit) {
  GTEST_SKIP() << "no CUDA toolkit was found at configuration: our declarations are not compared";
}
#endif
