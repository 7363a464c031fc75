//===- runtime/place/ambient.h - Limits that hold for a process already -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A job started from within a container, a Slurm step or a systemd slice lives under
// the limits of every group above it: those of the group that a layout is of (the
// caller's, or another process's) and its ancestors, as far as the mounts show them.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_PLACE_AMBIENT_H
#define AUSPEX_RUNTIME_PLACE_AMBIENT_H

#include "runtime/place/layout.h"

#include <cstdint>

namespace auspex::place {

struct Ambient {
  uint64_t MemoryBytes = 0; ///< the smallest memory.max or limit_in_bytes; 0: none
  double Cpus = 0;          ///< the smallest quota; 0: none
};

Ambient ambientLimits(const Layout &L);

} // namespace auspex::place

#endif
