//===- runtime/launch/guard.h - Raise a memory limit before it hurts -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A job that needs more than was forecast gets more; it is never killed by its
// own limit. Crossing the reservation wakes the guard, which raises it by a
// quarter, unless page cache is all that lies above.
//
// v2: the reservation is memory.high, which slows a job down and so leaves the
// guard its time; memory.max stands far above as the last resort and moves
// along.
//
// v1: the reservation is the soft limit, watched by a usage threshold. There is
// no hard limit but the user's own: with the OOM killer disabled a page fault
// of the program would wait for the guard, but a page that the *kernel* faults
// in for a system call does not: read() into fresh memory fails with EFAULT
// (measured on Linux 6.18: two of five jobs that read 1000 MiB under a limit of
// 96 MiB, guard and headroom notwithstanding, on a busy machine).
//
// C-like on purpose: the keeper, a tiny static program, and the launcher, when
// it has to take over, both use it.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_GUARD_H
#define AUSPEX_RUNTIME_LAUNCH_GUARD_H

#include <cstdint>

namespace auspex::launch {

/// v2: memory.max for a reservation, in bytes.
constexpr uint64_t lastResort(uint64_t Reserved) {
  constexpr uint64_t Least = 512ull << 20;
  return Reserved + (Reserved > Least ? Reserved : Least);
}

/// The next reservation once a job needs \p Needed: a quarter more, at least 16
/// MiB, at most \p Max (0: no bound).
constexpr uint64_t raised(uint64_t Needed, uint64_t Max) {
  constexpr uint64_t Least = 16ull << 20;
  uint64_t Next = Needed + (Needed / 4 > Least ? Needed / 4 : Least);
  return Max && Next > Max ? Max : Next;
}

struct Guard {
  static constexpr int Descriptors = 5;
  int Version = 0;  ///< of the hierarchy; 0: no guard
  int Event = -1;   ///< v1: eventfd; v2: memory.events, readable with POLLPRI
  int Usage = -1;   ///< memory.usage_in_bytes, memory.current
  int Stat = -1;    ///< memory.stat
  int Soft = -1;    ///< memory.soft_limit_in_bytes, memory.high
  int Other = -1;   ///< v1: cgroup.event_control; v2: memory.max
  uint64_t Reserved = 0, Max = 0;
  /// v1: Event carries a threshold. Thresholds are forgotten with their eventfd
  /// only, so that another one takes a new one.
  bool Armed = false;
  /// Look again after 10 ms: usage lies above the reservation because of page
  /// cache, and no event tells when the job's own memory displaces it.
  bool Watching = false;
  int *descriptor(int I);
};

inline constexpr int GuardIntervalMs = 10;

/// Sets the reservation and asks for the event.
bool arm(Guard &G);
/// To be called when Event is ready and, while Watching, every GuardIntervalMs.
/// True where the reservation was raised; \p Needed is what the job holds
/// without page cache, in bytes.
bool check(Guard &G, uint64_t &Needed);
/// Reserves at least \p Bytes from now on.
void reserve(Guard &G, uint64_t Bytes);
/// Reserves \p Bytes from now on, more or less than before, but never less than
/// what the job holds without page cache.
void resize(Guard &G, uint64_t Bytes);

} // namespace auspex::launch

#endif
