//===- runtime/gpu/checkpoint.cpp - GPU state of a process, taken out and put back ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/gpu/checkpoint.h"

#include <fmt/format.h>

namespace auspex::gpu {
namespace {

/// What the driver's refusals mean here; empty where its own word is the best.
const char *reasonFor(cu::Result R) {
  switch (R) {
  case cu::NotSupported:
    return "the driver cannot take this process's GPU state out: memory that is shared with other "
           "processes (IPC), managed memory (UVM) and MPS clients are beyond it";
  case cu::NotReady:
    return "its CUDA calls in progress took too long; try again between its kernels";
  case cu::IllegalState:
    return "somebody else is checkpointing it";
  case cu::InvalidValue:
    return "it is gone, or uses no GPU, or belongs to another user";
  case cu::OutOfMemory:
    return "the GPU has too little free memory";
  default:
    return "";
  }
}

demand::Expected<void> told(const Driver &D, cu::Result R, const char *Call, pid_t Pid) {
  if (std::string_view Reason = reasonFor(R); R != cu::Success && !Reason.empty())
    return demand::fail(fmt::format("{} of process {}: {} ({})", Call, Pid, Reason, R));
  return D.check(R, fmt::format("{} of process {}", Call, Pid));
}

} // namespace

demand::Expected<Checkpoint> Checkpoint::of(const Driver &D, bool Remap) {
  const cu::Calls &C = D.calls();
  int Needed = Remap ? RemapNeedsVersion : NeedsVersion;
  if (D.version() < Needed)
    return demand::fail(fmt::format(
        "the NVIDIA driver is too old to move GPU state{}: it is of CUDA {}, {} is needed; "
        "update the driver",
        Remap ? " to another GPU" : "", versionText(D.version()), versionText(Needed)));
  if (!C.checkpointGetState || !C.checkpointLock || !C.checkpointCheckpoint ||
      !C.checkpointRestore || !C.checkpointUnlock)
    return demand::fail("libcuda.so.1 has no cuCheckpointProcess functions although its version "
                        "should; install the driver's package of this architecture anew");
  return Checkpoint(D);
}

demand::Expected<cu::ProcessState> Checkpoint::state(pid_t Pid) const {
  cu::ProcessState S = cu::ProcessState::Failed;
  if (auto Ok = told(*D, D->calls().checkpointGetState(Pid, &S), "GPU state", Pid); !Ok)
    return std::unexpected(Ok.error());
  return S;
}

demand::Expected<void> Checkpoint::lock(pid_t Pid, unsigned TimeoutMs) const {
  cu::LockArgs A = {};
  A.TimeoutMs = TimeoutMs;
  return told(*D, D->calls().checkpointLock(Pid, &A), "locking the GPU work", Pid);
}

demand::Expected<void> Checkpoint::checkpoint(pid_t Pid) const {
  cu::CheckpointArgs A = {};
  return told(*D, D->calls().checkpointCheckpoint(Pid, &A), "taking the GPU state", Pid);
}

demand::Expected<void> Checkpoint::restore(pid_t Pid, std::span<const cu::GpuPair> Pairs) const {
  std::vector<cu::GpuPair> Own(Pairs.begin(), Pairs.end()); // the interface is not const
  cu::RestoreArgs A = {};
  A.Pairs = Own.empty() ? nullptr : Own.data();
  A.PairCount = unsigned(Own.size());
  return told(*D, D->calls().checkpointRestore(Pid, &A), "putting back the GPU state", Pid);
}

demand::Expected<void> Checkpoint::unlock(pid_t Pid) const {
  cu::UnlockArgs A = {};
  return told(*D, D->calls().checkpointUnlock(Pid, &A), "unlocking the GPU work", Pid);
}

} // namespace auspex::gpu
