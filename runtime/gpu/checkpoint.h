//===- runtime/gpu/checkpoint.h - GPU state of a process, taken out and put back ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The driver's checkpoint interface (cuCheckpointProcess*, CUDA 12.8; onto another GPU 13.0).
// A process is running, locked (its CUDA calls wait), checkpointed (its GPU memory lies in the
// host's, the GPU is let go of), and back. Needs a driver that init() was called of, and the
// right to trace the process.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_GPU_CHECKPOINT_H
#define AUSPEX_RUNTIME_GPU_CHECKPOINT_H

#include "runtime/gpu/driver.h"

#include <span>
#include <sys/types.h>

namespace auspex::gpu {

class Checkpoint {
public:
  static constexpr int NeedsVersion = 12080, RemapNeedsVersion = 13000;

  /// An error says what the driver lacks. \p D must outlive this.
  static demand::Expected<Checkpoint> of(const Driver &D, bool Remap);

  demand::Expected<cu::ProcessState> state(pid_t Pid) const;
  /// Waits \p TimeoutMs for CUDA calls in progress; the process runs on where they take longer.
  demand::Expected<void> lock(pid_t Pid, unsigned TimeoutMs) const;
  demand::Expected<void> checkpoint(pid_t Pid) const;
  /// Onto the GPUs of \p Pairs; without any, onto those that it had.
  demand::Expected<void> restore(pid_t Pid, std::span<const cu::GpuPair> Pairs) const;
  demand::Expected<void> unlock(pid_t Pid) const;

private:
  explicit Checkpoint(const Driver &D) : D(&D) {}
  const Driver *D;
};

} // namespace auspex::gpu

#endif
