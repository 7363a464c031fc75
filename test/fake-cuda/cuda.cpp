//===- test/fake-cuda/cuda.cpp - A libcuda.so.1 without a GPU --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One process's view: what it initialised, its contexts, allocations, pools. What other
// processes see of it is in machine.h, what CUDA 12.8 brought in cuda_checkpoint.cpp.
//
//===----------------------------------------------------------------------===//
#include "call.h"
#include "runtime/gpu/cuda_abi.h"

#include <algorithm>
#include <cstring>
#include <unistd.h>
#include <utility>

using namespace auspex::gpu::cu;
using namespace auspex::fake;
using FakeDevice = auspex::fake::Device;

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

constexpr uint64_t Granule = 2 << 20; // the driver's own pages

struct Allocation {
  unsigned Device;
  uint64_t Bytes;
  bool Pooled;
};
struct Primary {
  int Holders = 0;
  unsigned Flags = 0;
  bool Active = false;
  uint64_t Threshold = 0, Reserved = 0, Used = 0; ///< of the default pool
};

std::recursive_mutex Own;
pid_t InitialisedBy = 0;
std::vector<unsigned> Visible; ///< numbers in the script
Primary Contexts[MaxDevices];
std::map<DevicePtr, Allocation> Allocations;
DevicePtr NextAddress = 0x7f0000000000;
thread_local Primary *Current = nullptr;

unsigned localNumber(const Primary *P) { return unsigned(P - Contexts); }

/// In the order of CUDA_VISIBLE_DEVICES; the first that does not exist ends the list.
std::vector<unsigned> visible(const Script &S) {
  std::vector<unsigned> All, Out;
  for (unsigned I = 0; I < S.Devices.size(); ++I)
    if (!S.Devices[I].Divided && S.Devices[I].Parent < 0)
      All.push_back(I);
  const char *Wanted = getenv("CUDA_VISIBLE_DEVICES");
  if (!Wanted)
    return All;
  std::string Rest = Wanted;
  while (!Rest.empty()) {
    std::string One = Rest.substr(0, Rest.find(','));
    Rest.erase(0, One.size() + 1);
    size_t Found = S.Devices.size();
    if (One.starts_with("GPU-") || One.starts_with("MIG-")) {
      for (size_t I = 0; I < S.Devices.size(); ++I)
        if (S.Devices[I].Uuid.starts_with(One) && !S.Devices[I].Divided)
          Found = I;
    } else if (size_t N = size_t(atoi(One.c_str())); N < All.size()) {
      Found = All[N];
    }
    if (Found == S.Devices.size())
      break;
    Out.push_back(unsigned(Found));
  }
  return Out;
}

/// For everything but cuInit: 0 where it may go on.
Result ready(const char *Function) {
  if (Result R = enter(Function))
    return R;
  if (InitialisedBy != getpid())
    return NotInitialized;
  Machine::here().awaitState(Running);
  return Success;
}

const FakeDevice *deviceOf(auspex::gpu::cu::Device D) {
  return D >= 0 && size_t(D) < Visible.size()
             ? &Machine::here().script().Devices[Visible[size_t(D)]]
             : nullptr;
}

/// Where what this process calls device \p D is now. Locked.
unsigned placeOf(unsigned D) {
  Process *P = Machine::here().process(getpid(), true);
  return P->At[Visible[D]];
}

/// Changes what this process holds of \p D; false where there is not enough.
bool take(unsigned D, int64_t Bytes) {
  Machine &M = Machine::here();
  return M.locked([&] {
    unsigned At = placeOf(D);
    if (Bytes > 0 && M.free(At) < uint64_t(Bytes))
      return false;
    M.process(getpid(), true)->Bytes[At] += uint64_t(Bytes);
    return true;
  });
}

Result activate(unsigned D) {
  Primary &P = Contexts[D];
  if (P.Active)
    return Success;
  Machine &M = Machine::here();
  const FakeDevice *Dev = deviceOf(int(D));
  if (Dev->Lost)
    return Unknown;
  if (Dev->Mode == 2)
    return DeviceUnavailable;
  bool Taken = false;
  if (Dev->Mode == 3 && !M.script().Mps)
    for (const Process &Other : M.processes())
      Taken |= Other.Pid != getpid() && Other.Bytes[Visible[D]];
  if (Taken)
    return DeviceUnavailable;
  if (!take(D, int64_t(M.script().ContextBytes)))
    return OutOfMemory;
  work("cuDevicePrimaryCtxRetain");
  P.Active = true;
  return Success;
}

void drop(unsigned D) {
  Primary &P = Contexts[D];
  if (!P.Active)
    return;
  uint64_t Bytes = Machine::here().script().ContextBytes + P.Reserved;
  std::erase_if(Allocations, [&](const auto &A) {
    if (A.second.Device == D && !A.second.Pooled)
      Bytes += A.second.Bytes;
    return A.second.Device == D;
  });
  take(D, -int64_t(Bytes));
  P = {};
}

uint64_t rounded(uint64_t Bytes) { return (Bytes + Granule - 1) / Granule * Granule; }

/// The pool lets go of what it holds beyond its threshold.
void trim(Primary &P) {
  uint64_t Keep = std::max(P.Used, std::min(P.Reserved, P.Threshold));
  take(localNumber(&P), -int64_t(P.Reserved - Keep));
  P.Reserved = Keep;
}

} // namespace

/// For programs of the tests.
EXPORT void fakeCudaPost(const char *Event) { Machine::here().post(Event); }
/// Until \p Event was posted \p Times times; ~0: three times more than now.
EXPORT void fakeCudaAwait(const char *Event, unsigned Times) {
  Machine &M = Machine::here();
  M.await(Event, Times == ~0u ? M.count(Event) + 3 : Times);
}

EXPORT Result cuInit(unsigned Flags) {
  if (Result R = enter("cuInit"))
    return R;
  std::lock_guard<std::recursive_mutex> L(Own);
  if (InitialisedBy == getpid())
    return Success;
  if (InitialisedBy) // by the process that forked this one
    return NotInitialized;
  Machine &M = Machine::here();
  M.reload();
  Visible = visible(M.script());
  if (Visible.empty())
    return NoDevice;
  M.locked([&] { return M.process(getpid(), true) != nullptr; });
  work("cuInit");
  InitialisedBy = getpid();
  return Success;
}

EXPORT Result cuDriverGetVersion(int *Version) {
  if (Result R = enter("cuDriverGetVersion"))
    return R;
  Machine::here().reload();
  *Version = Machine::here().script().Driver;
  return Success;
}

EXPORT Result cuGetErrorName(Result R, const char **Name) {
  static const std::map<Result, const char *> Names = {
      {Success, "CUDA_SUCCESS"},
      {InvalidValue, "CUDA_ERROR_INVALID_VALUE"},
      {OutOfMemory, "CUDA_ERROR_OUT_OF_MEMORY"},
      {NotInitialized, "CUDA_ERROR_NOT_INITIALIZED"},
      {DeviceUnavailable, "CUDA_ERROR_DEVICE_UNAVAILABLE"},
      {NoDevice, "CUDA_ERROR_NO_DEVICE"},
      {InvalidDevice, "CUDA_ERROR_INVALID_DEVICE"},
      {InvalidContext, "CUDA_ERROR_INVALID_CONTEXT"},
      {IllegalState, "CUDA_ERROR_ILLEGAL_STATE"},
      {NotSupported, "CUDA_ERROR_NOT_SUPPORTED"},
      {Unknown, "CUDA_ERROR_UNKNOWN"}};
  auto It = Names.find(R);
  *Name = It == Names.end() ? nullptr : It->second;
  return *Name ? Success : InvalidValue;
}

EXPORT Result cuDeviceGetCount(int *Count) {
  if (Result R = ready("cuDeviceGetCount"))
    return R;
  *Count = int(Visible.size());
  return Success;
}

EXPORT Result cuDeviceGet(auspex::gpu::cu::Device *D, int Ordinal) {
  if (Result R = ready("cuDeviceGet"))
    return R;
  *D = Ordinal;
  return deviceOf(Ordinal) ? Success : InvalidDevice;
}

EXPORT Result cuDeviceGetName(char *Name, int Size, auspex::gpu::cu::Device D) {
  if (Result R = ready("cuDeviceGetName"))
    return R;
  const FakeDevice *Dev = deviceOf(D);
  if (!Dev || Size <= 0)
    return InvalidDevice;
  snprintf(Name, size_t(Size), "%s", Dev->Name.c_str());
  return Success;
}

EXPORT Result cuDeviceGetUuid_v2(Uuid *U, auspex::gpu::cu::Device D) {
  if (Result R = ready("cuDeviceGetUuid_v2"))
    return R;
  const FakeDevice *Dev = deviceOf(D);
  if (!Dev)
    return InvalidDevice;
  std::string Digits;
  std::ranges::copy_if(Dev->Uuid.substr(4), std::back_inserter(Digits), isxdigit);
  for (size_t I = 0; I < 16; ++I)
    U->Bytes[I] = char(strtol(Digits.substr(2 * I, 2).c_str(), nullptr, 16));
  return Success;
}

EXPORT Result cuDeviceTotalMem_v2(size_t *Bytes, auspex::gpu::cu::Device D) {
  if (Result R = ready("cuDeviceTotalMem_v2"))
    return R;
  const FakeDevice *Dev = deviceOf(D);
  *Bytes = Dev ? Dev->Bytes : 0;
  return Dev ? Success : InvalidDevice;
}

EXPORT Result cuDeviceGetAttribute(int *Value, Attribute A, auspex::gpu::cu::Device D) {
  if (Result R = ready("cuDeviceGetAttribute"))
    return R;
  const FakeDevice *Dev = deviceOf(D);
  if (!Dev)
    return InvalidDevice;
  switch (A) {
  case CapabilityMajor:
    *Value = Dev->Capability / 10;
    return Success;
  case CapabilityMinor:
    *Value = Dev->Capability % 10;
    return Success;
  case ComputeModeAttribute:
    *Value = Dev->Mode;
    return Success;
  case MultiprocessorCount:
    *Value = 132;
    return Success;
  case MemoryPoolsSupported:
    *Value = 1;
    return Success;
  }
  return InvalidValue;
}

EXPORT Result cuDevicePrimaryCtxRetain(Context *C, auspex::gpu::cu::Device D) {
  if (Result R = ready("cuDevicePrimaryCtxRetain"))
    return R;
  std::lock_guard<std::recursive_mutex> L(Own);
  if (!deviceOf(D))
    return InvalidDevice;
  if (Result R = activate(unsigned(D)))
    return R;
  ++Contexts[D].Holders;
  *C = reinterpret_cast<Context>(&Contexts[D]);
  return Success;
}

EXPORT Result cuDevicePrimaryCtxRelease_v2(auspex::gpu::cu::Device D) {
  if (Result R = ready("cuDevicePrimaryCtxRelease_v2"))
    return R;
  std::lock_guard<std::recursive_mutex> L(Own);
  if (!deviceOf(D))
    return InvalidDevice;
  if (!Contexts[D].Holders)
    return InvalidContext;
  if (--Contexts[D].Holders == 0)
    drop(unsigned(D));
  return Success;
}

EXPORT Result cuDevicePrimaryCtxSetFlags_v2(auspex::gpu::cu::Device D, unsigned Flags) {
  if (Result R = ready("cuDevicePrimaryCtxSetFlags_v2"))
    return R;
  std::lock_guard<std::recursive_mutex> L(Own);
  if (!deviceOf(D))
    return InvalidDevice;
  // Drivers before CUDA 11 refused this; scripts may (fail ... 708).
  Contexts[D].Flags = Flags;
  return Success;
}

EXPORT Result cuDevicePrimaryCtxGetState(auspex::gpu::cu::Device D, unsigned *Flags, int *Active) {
  if (Result R = ready("cuDevicePrimaryCtxGetState"))
    return R;
  std::lock_guard<std::recursive_mutex> L(Own);
  if (!deviceOf(D))
    return InvalidDevice;
  *Flags = Contexts[D].Flags;
  *Active = Contexts[D].Active;
  return Success;
}

EXPORT Result cuDevicePrimaryCtxReset_v2(auspex::gpu::cu::Device D) {
  if (Result R = ready("cuDevicePrimaryCtxReset_v2"))
    return R;
  std::lock_guard<std::recursive_mutex> L(Own);
  if (!deviceOf(D))
    return InvalidDevice;
  int Holders = Contexts[D].Holders;
  drop(unsigned(D));
  Contexts[D].Holders = Holders;
  return Success;
}

EXPORT Result cuCtxSetCurrent(Context C) {
  if (Result R = ready("cuCtxSetCurrent"))
    return R;
  Current = reinterpret_cast<Primary *>(C);
  return Success;
}

EXPORT Result cuCtxGetCurrent(Context *C) {
  if (Result R = ready("cuCtxGetCurrent"))
    return R;
  *C = reinterpret_cast<Context>(Current);
  return Success;
}

namespace {

/// For what needs a context.
Result inContext(const char *Function) {
  if (Result R = ready(Function))
    return R;
  if (!Current || !Current->Active)
    return InvalidContext;
  return deviceOf(int(localNumber(Current)))->Lost ? Unknown : Success;
}

} // namespace

EXPORT Result cuCtxSynchronize() {
  if (Result R = inContext("cuCtxSynchronize"))
    return R;
  std::lock_guard<std::recursive_mutex> L(Own);
  trim(*Current);
  return Success;
}

EXPORT Result cuStreamSynchronize(Stream) {
  if (Result R = inContext("cuStreamSynchronize"))
    return R;
  std::lock_guard<std::recursive_mutex> L(Own);
  trim(*Current);
  return Success;
}

EXPORT Result cuMemGetInfo_v2(size_t *Free, size_t *Total) {
  if (Result R = inContext("cuMemGetInfo_v2"))
    return R;
  Machine &M = Machine::here();
  M.locked([&] {
    unsigned At = placeOf(localNumber(Current));
    *Free = M.free(At);
    *Total = M.script().Devices[At].Bytes;
    return 0;
  });
  return Success;
}

EXPORT Result cuMemAlloc_v2(DevicePtr *P, size_t Size) {
  if (Result R = inContext("cuMemAlloc_v2"))
    return R;
  std::lock_guard<std::recursive_mutex> L(Own);
  uint64_t Bytes = rounded(Size);
  if (!Size)
    return InvalidValue;
  if (!take(localNumber(Current), int64_t(Bytes)))
    return OutOfMemory;
  *P = NextAddress;
  NextAddress += Bytes;
  Allocations[*P] = {localNumber(Current), Bytes, false};
  return Success;
}

EXPORT Result cuMemFree_v2(DevicePtr P) {
  if (Result R = inContext("cuMemFree_v2"))
    return R;
  std::lock_guard<std::recursive_mutex> L(Own);
  auto It = Allocations.find(P);
  if (It == Allocations.end())
    return InvalidValue;
  if (It->second.Pooled)
    Contexts[It->second.Device].Used -= It->second.Bytes;
  else
    take(It->second.Device, -int64_t(It->second.Bytes));
  Allocations.erase(It);
  return Success;
}

EXPORT Result cuMemAllocAsync(DevicePtr *P, size_t Size, Stream) {
  if (Result R = inContext("cuMemAllocAsync"))
    return R;
  std::lock_guard<std::recursive_mutex> L(Own);
  uint64_t Bytes = rounded(Size), Needed = Current->Used + Bytes;
  if (Needed > Current->Reserved) {
    if (!take(localNumber(Current), int64_t(Needed - Current->Reserved)))
      return OutOfMemory;
    Current->Reserved = Needed;
  }
  Current->Used = Needed;
  *P = NextAddress;
  NextAddress += Bytes;
  Allocations[*P] = {localNumber(Current), Bytes, true};
  return Success;
}

EXPORT Result cuMemFreeAsync(DevicePtr P, Stream) { return cuMemFree_v2(P); }

EXPORT Result cuDeviceGetDefaultMemPool(Pool *P, auspex::gpu::cu::Device D) {
  if (Result R = ready("cuDeviceGetDefaultMemPool"))
    return R;
  if (!deviceOf(D))
    return InvalidDevice;
  *P = reinterpret_cast<Pool>(&Contexts[D]);
  return Success;
}

EXPORT Result cuMemPoolSetAttribute(Pool P, PoolAttribute A, void *Value) {
  if (Result R = ready("cuMemPoolSetAttribute"))
    return R;
  if (!P || A != ReleaseThreshold)
    return InvalidValue;
  memcpy(&reinterpret_cast<Primary *>(P)->Threshold, Value, 8);
  return Success;
}

EXPORT Result cuMemPoolGetAttribute(Pool P, PoolAttribute A, void *Value) {
  if (Result R = ready("cuMemPoolGetAttribute"))
    return R;
  if (!P)
    return InvalidValue;
  auto *Of = reinterpret_cast<Primary *>(P);
  memcpy(Value,
         A == ReleaseThreshold ? &Of->Threshold
         : A == UsedCurrent    ? &Of->Used
                               : &Of->Reserved,
         8);
  return Success;
}

EXPORT Result cuModuleLoadData(Module *M, const void *Image) {
  if (Result R = inContext("cuModuleLoadData"))
    return R;
  *M = reinterpret_cast<Module>(new std::string(static_cast<const char *>(Image)));
  return Success;
}

EXPORT Result cuModuleUnload(Module M) {
  if (Result R = inContext("cuModuleUnload"))
    return R;
  delete reinterpret_cast<std::string *>(M);
  return Success;
}

EXPORT Result cuModuleGetFunction(Function *F, Module M, const char *Name) {
  if (Result R = inContext("cuModuleGetFunction"))
    return R;
  auto *Image = reinterpret_cast<std::string *>(M);
  if (!Image || Image->find(Name) == Image->npos)
    return NotFound;
  *F = reinterpret_cast<Function>(Image);
  return Success;
}

EXPORT Result cuLaunchKernel(Function F, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned,
                             unsigned, Stream, void **, void **) {
  if (Result R = inContext("cuLaunchKernel"))
    return R;
  return F ? Success : InvalidHandle;
}

/// For cuda_checkpoint.cpp.
pid_t auspex::fake::initialisedBy() { return InitialisedBy; }

// That the fake is what the runtime calls.
#define FAKE_CALL(Name, Symbol, Type)                                                              \
  static_assert(std::is_same_v<decltype(&::Symbol), decltype(Calls::Name)>);
#define CUDA_CALL(Name, Symbol, Since, Type) CUDA_CHECK_##Since(Name, Symbol, Type)
#define CUDA_CHECK_0(Name, Symbol, Type) FAKE_CALL(Name, Symbol, Type)
#define CUDA_CHECK_11000(Name, Symbol, Type) FAKE_CALL(Name, Symbol, Type)
#define CUDA_CHECK_11020(Name, Symbol, Type) FAKE_CALL(Name, Symbol, Type)
#define CUDA_CHECK_11040(Name, Symbol, Type) FAKE_CALL(Name, Symbol, Type)
#define CUDA_CHECK_12080(Name, Symbol, Type) // cuda_checkpoint.cpp
#include "runtime/gpu/cuda_functions.def"
