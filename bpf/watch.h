//===- bpf/watch.h - What the programs and runtime/watch share --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A job that is watched has a slot: a per-CPU array with one watch_counters and
// a ring buffer of watch_event, both its own, so that whoever holds them sees
// that job and no other.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_BPF_WATCH_H
#define AUSPEX_BPF_WATCH_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

/// Jobs at once. A token is a generation above the slot's number, so that a
/// process that outlived its job is not taken for one of the slot's next.
#define WATCH_SLOT_BITS 10
#define WATCH_SLOTS (1 << WATCH_SLOT_BITS)

struct watch_counters {
  __u64 run_delay_ns;      ///< waited for a CPU while runnable
  __s64 threads;           ///< alive; of one CPU it may be negative
  __u64 forks;             ///< processes made
  __u64 thread_starts;
  __u64 execs;
  __u64 oom_marks;
  __u64 read_bytes, written_bytes; ///< queued to block devices by the job's own threads
  __u64 sent_bytes, received_bytes; ///< payload of IPv4 and IPv6 sockets
  __u64 beacons;
  __u64 lost;              ///< events that the ring buffer had no room for
};

enum watch_event_kind {
  WATCH_EXEC = 1,
  WATCH_OOM = 2,
  WATCH_BEACON = 3,
};

#define WATCH_BEACON_VALUES 6

struct watch_event {
  __u32 kind;
  __u32 pid;               ///< thread group, in the first PID namespace
  __u64 time_ns;           ///< CLOCK_MONOTONIC
  __u64 cookie;            ///< beacon: which
  __s64 values[WATCH_BEACON_VALUES];
};

#endif
