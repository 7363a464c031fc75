//===- runtime/migrate/numa_mover.h - To another memory node of this host ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The CPUs of the node, by the CPU mover, and the pages after them: move_pages(2) over
// the job's private memory, piece by piece, so that it goes on running and progress can
// be told; cpuset.mems for what it touches later, where the job has a cpuset
// (elsewhere memory comes from the node of the CPU that touches it first). The cpuset is
// widened before the pages and narrowed after them.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_NUMA_MOVER_H
#define AUSPEX_RUNTIME_MIGRATE_NUMA_MOVER_H

#include "runtime/migrate/mover.h"

namespace auspex::migrate {

class NumaMover : public Mover {
public:
  std::string_view name() const override { return "node"; }
  demand::Expected<void> check(const Subject &S, const Target &T) override;
  Plan plan(const Subject &S, const Target &T, Journal &J) override;
  /// The job runs on; each page is away for a moment.
  Speed speed() const override { return {20e-6, 0}; }
  std::string effect() const override;

  /// Only the CPUs and where later memory comes from are taken back: pages are right
  /// wherever they are.
  static demand::Expected<void> settle(const History &H, bool Forward);

  struct Pages {
    uint64_t Moved = 0, There = 0, Stayed = 0; ///< There: on the node before; Stayed: refused
  };

private:
  Pages All;
};

/// CPUs of the memory node \p Node; fails with one sentence where there is no such node.
demand::Expected<std::vector<int>> cpusOfNode(int Node);

/// Moves the private pages of \p Pid to \p Node.
demand::Expected<NumaMover::Pages> movePages(pid_t Pid, int Node, const Progress &P);

} // namespace auspex::migrate

#endif
