//===- runtime/launch/guard.h - Raise a memory limit before it hurts -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A job that needs more than was forecast gets more; it is never killed by its
// own limit. Two lines are kept: the reservation (v1 soft limit, v2
// memory.high) and a hard line above it (v1 limit_in_bytes, v2 memory.max).
// Crossing the reservation wakes the guard, which raises both by a quarter.
//
// On v1 the hard line must not be reached: with the OOM killer disabled a page
// fault of the program waits for the guard, but a page that the *kernel* faults
// in for a system call (read() into fresh memory) fails with EFAULT. Hence the
// headroom between the lines, and the OOM notification only as the second net.
//
// C-like on purpose: the keeper, a tiny static program, and the launcher, when
// it has to take over, both use it.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_GUARD_H
#define AUSPEX_RUNTIME_LAUNCH_GUARD_H

#include <cstdint>

namespace auspex::launch {

/// Bytes between the reservation and the hard line.
constexpr uint64_t headroom(int Version, uint64_t Reserved) {
  uint64_t Quarter = Reserved / 4, Least = Version == 2 ? 512ull << 20 : 32ull << 20;
  return (Version == 2 ? Reserved : Quarter) > Least ? (Version == 2 ? Reserved : Quarter) : Least;
}

/// The next reservation once a job needs \p Needed: a quarter more, at least 16
/// MiB, at most \p Max (0: no bound).
constexpr uint64_t raised(uint64_t Needed, uint64_t Max) {
  constexpr uint64_t Least = 16ull << 20;
  uint64_t Next = Needed + (Needed / 4 > Least ? Needed / 4 : Least);
  return Max && Next > Max ? Max : Next;
}

struct Guard {
  static constexpr int Descriptors = 7;
  int Version = 0;  ///< of the hierarchy; 0: no guard
  int Event = -1;   ///< v1: eventfd; v2: memory.events, readable with POLLPRI
  int Control = -1; ///< v1: cgroup.event_control
  int Usage = -1;   ///< memory.usage_in_bytes, memory.current
  int Stat = -1;    ///< memory.stat
  int Limit = -1;   ///< memory.limit_in_bytes, memory.max
  int Soft = -1;    ///< memory.soft_limit_in_bytes, memory.high
  int Oom = -1;     ///< v1: memory.oom_control
  uint64_t Reserved = 0, Max = 0;
  /// Look again after 10 ms: usage lies above the reservation because of page
  /// cache, and no event tells when the job's own memory displaces it.
  bool Watching = false;
  int *descriptor(int I);
};

inline constexpr int GuardIntervalMs = 10;

/// Sets both lines and asks for the event.
bool arm(Guard &G);
/// To be called when Event is ready and, while Watching, every GuardIntervalMs.
/// True where the reservation was raised; \p Needed is what the job holds
/// without page cache, in bytes.
bool check(Guard &G, uint64_t &Needed);
/// Reserves at least \p Bytes from now on.
void reserve(Guard &G, uint64_t Bytes);

} // namespace auspex::launch

#endif
