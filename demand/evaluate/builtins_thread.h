//===- demand/evaluate/builtins_thread.h - What a thread holds ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_BUILTINS_THREAD_H
#define AUSPEX_DEMAND_EVALUATE_BUILTINS_THREAD_H

#include "demand/evaluate/builtins_support.h"

namespace auspex::demand::evaluate {

/// Pages of stack, thread control block and allocator state that a thread
/// writes before its own code does. Measured on glibc 2.36: 20-28 KiB.
inline constexpr double ThreadOverheadBytes = 24 << 10;

/// Runs \p Body and returns by how much it was once above what it left.
template <typename Fn> double transientOf(Path &P, Fn Body) {
  Range Window = P.Mem.WindowPeak;
  P.Mem.WindowPeak = {};
  P.Mem.notePeak();
  double Others = P.Mem.Concurrent;
  // What the thread allocates and frees is freed only after its siblings have
  // allocated: they find the heap as it was.
  Shared<Heap> Before = P.Mem.heap();
  int64_t Requested = P.Mem.HeapRequested;
  Body();
  if (P.Ended)
    return 0;
  if (P.Mem.HeapRequested == Requested)
    P.Mem.restoreHeap(Before);
  double Over = P.Mem.WindowPeak.Likely - Others - double(P.Mem.resident());
  P.Mem.WindowPeak = {std::max(Window.Low, P.Mem.WindowPeak.Low),
                      std::max(Window.Likely, P.Mem.WindowPeak.Likely),
                      std::max(Window.High, P.Mem.WindowPeak.High)};
  return std::max(0.0, Over);
}

} // namespace auspex::demand::evaluate

#endif
