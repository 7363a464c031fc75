//===- runtime/migrate/gpu_mover.h - To another GPU of this host -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The driver's checkpoint interface (runtime/gpu/checkpoint.h): the job's CUDA calls are held, its
// GPU memory goes to the host's and from there to the other GPU, and the calls go on. The host part
// runs meanwhile, until it calls CUDA. All of the job's processes that use the one GPU are moved;
// what the driver cannot move (memory shared between processes, managed memory, MPS clients) is
// refused, and put back where that shows only on the way.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_GPU_MOVER_H
#define AUSPEX_RUNTIME_MIGRATE_GPU_MOVER_H

#include "runtime/gpu/checkpoint.h"
#include "runtime/gpu/nvml.h"
#include "runtime/gpu/promise.h"
#include "runtime/migrate/mover.h"

#include <memory>

namespace auspex::migrate {

class GpuMover : public Mover {
public:
  std::string_view name() const override { return "gpu"; }
  demand::Expected<void> check(const Subject &S, const Target &T) override;
  Plan plan(const Subject &S, const Target &T, Journal &J) override;
  Speed speed() const override { return moveSpeed("gpu"); }
  std::string effect() const override;

  /// Settles from the journal alone; processes and GPUs are in its notes.
  static demand::Expected<void> settle(const History &H, bool Forward);

private:
  /// Libraries and what they tell; made by the first step, kept until the last.
  struct Work;
  std::shared_ptr<Work> Now;
};

} // namespace auspex::migrate

#endif
