//===- test/fake-cuda/cuda_checkpoint.cpp - The checkpoint interface of the fake ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
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

/// Goes from state \p From to \p To where \p Do(process) agrees.
template <typename F> Result change(const char *Function, int Pid, int From, int To, F Do) {
  if (Result R = enter(Function))
    return R;
  if (initialisedBy() != getpid())
    return NotInitialized;
  Machine &M = Machine::here();
  Result R = M.locked([&]() -> Result {
    Process *P = M.process(Pid, false);
    if (!P)
      return InvalidValue;
    if (P->Is != From)
      return IllegalState;
    if (Result Refused = Do(*P))
      return Refused;
    P->Is = To;
    return Success;
  });
  M.changed();
  return R;
}

} // namespace

EXPORT Result cuCheckpointProcessGetState(int Pid, ProcessState *State) {
  if (Result R = enter("cuCheckpointProcessGetState"))
    return R;
  if (initialisedBy() != getpid())
    return NotInitialized;
  Machine &M = Machine::here();
  return M.locked([&] {
    Process *P = M.process(Pid, false);
    if (!P)
      return InvalidValue;
    *State = ProcessState(P->Is);
    return Success;
  });
}

EXPORT Result cuCheckpointProcessLock(int Pid, LockArgs *) {
  return change("cuCheckpointProcessLock", Pid, Running, Locked, [](Process &) { return Success; });
}

EXPORT Result cuCheckpointProcessCheckpoint(int Pid, CheckpointArgs *) {
  return change("cuCheckpointProcessCheckpoint", Pid, Locked, Checkpointed, [](Process &P) {
    for (unsigned I = 0; I < MaxDevices; ++I)
      P.Saved[I] = std::exchange(P.Bytes[I], 0);
    return Success;
  });
}

EXPORT Result cuCheckpointProcessRestore(int Pid, RestoreArgs *Args) {
  return change("cuCheckpointProcessRestore", Pid, Checkpointed, Locked, [&](Process &P) -> Result {
    Machine &M = Machine::here();
    const std::vector<FakeDevice> &All = M.script().Devices;
    auto Find = [&](const Uuid &U) {
      for (size_t I = 0; I < All.size(); ++I) {
        std::string Digits;
        std::ranges::copy_if(All[I].Uuid.substr(4), std::back_inserter(Digits), isxdigit);
        bool Same = true;
        for (size_t B = 0; B < 16; ++B)
          Same &= char(strtol(Digits.substr(2 * B, 2).c_str(), nullptr, 16)) == U.Bytes[B];
        if (Same)
          return I;
      }
      return All.size();
    };
    unsigned To[MaxDevices];
    for (unsigned I = 0; I < MaxDevices; ++I)
      To[I] = I;
    for (unsigned N = 0; Args && N < Args->PairCount; ++N) {
      size_t From = Find(Args->Pairs[N].Old), Onto = Find(Args->Pairs[N].New);
      if (From == All.size() || Onto == All.size() || All[From].Name != All[Onto].Name)
        return InvalidValue;
      To[From] = unsigned(Onto);
    }
    for (unsigned I = 0; I < All.size(); ++I)
      if (P.Saved[I] > (To[I] < All.size() ? M.free(To[I]) : 0))
        return OutOfMemory;
    for (unsigned I = 0; I < All.size(); ++I) {
      P.Bytes[To[I]] += std::exchange(P.Saved[I], 0);
      P.At[I] = uint8_t(To[P.At[I]]);
    }
    return Success;
  });
}

EXPORT Result cuCheckpointProcessUnlock(int Pid, UnlockArgs *) {
  return change("cuCheckpointProcessUnlock", Pid, Locked, Running,
                [](Process &) { return Success; });
}

// That the fake is what the runtime calls; the others are compared in cuda.cpp.
#define CUDA_CALL(Name, Symbol, Since, Type) CUDA_CHECK_##Since(Name, Symbol)
#define CUDA_CHECK_0(Name, Symbol)
#define CUDA_CHECK_11000(Name, Symbol)
#define CUDA_CHECK_11020(Name, Symbol)
#define CUDA_CHECK_11040(Name, Symbol)
#define CUDA_CHECK_12080(Name, Symbol)                                                             \
  static_assert(std::is_same_v<decltype(&::Symbol), decltype(Calls::Name)>);
#include "runtime/gpu/cuda_functions.def"
