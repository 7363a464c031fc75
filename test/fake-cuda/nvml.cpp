//===- test/fake-cuda/nvml.cpp - A libnvidia-ml.so.1 without a GPU ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "call.h"
#include "runtime/gpu/nvml_abi.h"

#include <cstring>

using namespace auspex::gpu::nvml;
using namespace auspex::fake;
using Handle = auspex::gpu::nvml::Device;

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

unsigned Uses = 0;

Return ready(const char *Function) {
  if (Return R = enter(Function))
    return R;
  return Uses ? Success : Uninitialized;
}

/// Handles are numbers of the script's devices, counted from 1.
Handle handleOf(size_t Number) { return reinterpret_cast<Handle>(Number + 1); }
unsigned numberOf(Handle H) { return unsigned(reinterpret_cast<size_t>(H) - 1); }
const auspex::fake::Device &of(Handle H) { return Machine::here().script().Devices[numberOf(H)]; }

/// For what is asked of a device.
Return ready(const char *Function, Handle H) {
  if (Return R = ready(Function))
    return R;
  if (!H || numberOf(H) >= Machine::here().script().Devices.size())
    return InvalidArgument;
  return of(H).Lost ? GpuIsLost : Success;
}

Return text(const std::string &From, char *To, unsigned Size) {
  if (From.size() >= Size)
    return InsufficientSize;
  memcpy(To, From.c_str(), From.size() + 1);
  return Success;
}

} // namespace

EXPORT Return nvmlInit_v2() {
  if (Return R = enter("nvmlInit_v2"))
    return R;
  Machine::here().reload();
  ++Uses;
  return Success;
}

EXPORT Return nvmlShutdown() {
  if (Return R = ready("nvmlShutdown"))
    return R;
  --Uses;
  return Success;
}

EXPORT const char *nvmlErrorString(Return R) {
  switch (R) {
  case Uninitialized:
    return "Uninitialized";
  case InvalidArgument:
    return "Invalid Argument";
  case NotSupported:
    return "Not Supported";
  case NoPermission:
    return "Insufficient Permissions";
  case DriverNotLoaded:
    return "Driver Not Loaded";
  case GpuIsLost:
    return "GPU is lost";
  case LibraryVersionMismatch:
    return "Driver/library version mismatch";
  default:
    return "Unknown Error";
  }
}

EXPORT Return nvmlSystemGetDriverVersion(char *Text, unsigned Size) {
  if (Return R = ready("nvmlSystemGetDriverVersion"))
    return R;
  return text("999.1", Text, Size);
}

EXPORT Return nvmlSystemGetCudaDriverVersion_v2(int *Version) {
  if (Return R = ready("nvmlSystemGetCudaDriverVersion_v2"))
    return R;
  *Version = Machine::here().script().Driver;
  return Success;
}

EXPORT Return nvmlDeviceGetCount_v2(unsigned *Count) {
  if (Return R = ready("nvmlDeviceGetCount_v2"))
    return R;
  *Count = 0;
  for (const auto &D : Machine::here().script().Devices)
    *Count += D.Parent < 0;
  return Success;
}

EXPORT Return nvmlDeviceGetHandleByIndex_v2(unsigned Index, Handle *H) {
  if (Return R = ready("nvmlDeviceGetHandleByIndex_v2"))
    return R;
  const auto &All = Machine::here().script().Devices;
  if (Index >= All.size() || All[Index].Parent >= 0)
    return InvalidArgument;
  *H = handleOf(Index);
  return Success;
}

EXPORT Return nvmlDeviceGetName(Handle H, char *Text, unsigned Size) {
  if (Return R = ready("nvmlDeviceGetName", H))
    return R;
  return text(of(H).Name, Text, Size);
}

EXPORT Return nvmlDeviceGetUUID(Handle H, char *Text, unsigned Size) {
  if (Return R = ready("nvmlDeviceGetUUID", H))
    return R;
  return text(of(H).Uuid, Text, Size);
}

EXPORT Return nvmlDeviceGetMemoryInfo(Handle H, Memory *M) {
  if (Return R = ready("nvmlDeviceGetMemoryInfo", H))
    return R;
  Machine &Here = Machine::here();
  M->Total = of(H).Bytes;
  M->Free = Here.locked([&] { return Here.free(numberOf(H)); });
  M->Used = M->Total - M->Free;
  return Success;
}

EXPORT Return nvmlDeviceGetCudaComputeCapability(Handle H, int *Major, int *Minor) {
  if (Return R = ready("nvmlDeviceGetCudaComputeCapability", H))
    return R;
  *Major = of(H).Capability / 10;
  *Minor = of(H).Capability % 10;
  return Success;
}

EXPORT Return nvmlDeviceGetComputeMode(Handle H, int *Mode) {
  if (Return R = ready("nvmlDeviceGetComputeMode", H))
    return R;
  *Mode = of(H).Mode;
  return Success;
}

EXPORT Return nvmlDeviceGetMigMode(Handle H, unsigned *Current, unsigned *Pending) {
  if (Return R = ready("nvmlDeviceGetMigMode", H))
    return R;
  *Current = *Pending = of(H).Divided;
  return Success;
}

EXPORT Return nvmlDeviceGetMaxMigDeviceCount(Handle H, unsigned *Count) {
  if (Return R = ready("nvmlDeviceGetMaxMigDeviceCount", H))
    return R;
  *Count = of(H).Divided ? 7 : 0;
  return Success;
}

EXPORT Return nvmlDeviceGetMigDeviceHandleByIndex(Handle H, unsigned Index, Handle *Part) {
  if (Return R = ready("nvmlDeviceGetMigDeviceHandleByIndex", H))
    return R;
  const auto &All = Machine::here().script().Devices;
  for (size_t I = 0; I < All.size(); ++I)
    if (All[I].Parent == int(numberOf(H)) && Index-- == 0) {
      *Part = handleOf(I);
      return Success;
    }
  return NotFound;
}

EXPORT Return nvmlDeviceGetComputeRunningProcesses_v3(Handle H, unsigned *Count,
                                                      ProcessInfo *Infos) {
  if (Return R = ready("nvmlDeviceGetComputeRunningProcesses_v3", H))
    return R;
  unsigned Room = *Count;
  *Count = 0;
  for (const Process &P : Machine::here().processes())
    if (uint64_t Bytes = P.Bytes[numberOf(H)]) {
      if (*Count < Room)
        Infos[*Count] = {unsigned(P.Pid), Bytes, ~0u, ~0u};
      ++*Count;
    }
  return *Count > Room ? InsufficientSize : Success;
}

EXPORT Return nvmlDeviceGetUtilizationRates(Handle H, Utilization *U) {
  if (Return R = ready("nvmlDeviceGetUtilizationRates", H))
    return R;
  *U = {of(H).Used, 0};
  return Success;
}
