//===- runtime/watch/wire.h - What a launcher and auspex-watchd tell each other --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Packets over a SOCK_SEQPACKET socket in the runtime directory, which only its
// owner can enter. One connection a job: its end ends the watch.
//
//   launcher                          auspex-watchd
//   Register + group directory   ->
//                                <-   Ready + counters' map, ring buffer | Refused
//   Beacons + executable         ->
//                                <-   Listening
//   Silence                      ->
//                                <-   Listening, to none
//
// or, on a connection of its own,
//
//   LimitNetwork + v2 directory  ->
//                                <-   Limited + what holds the limit | Refused
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_WIRE_H
#define AUSPEX_RUNTIME_WATCH_WIRE_H

#include <cstdint>

namespace auspex::watch {

enum class Message : uint32_t {
  Register,
  Beacons,
  Silence,
  LimitNetwork,
  Ready,
  Listening,
  Limited,
  Refused
};

/// Changes whenever a packet or bpf/watch.h does: an older helper may still run.
inline constexpr uint32_t Protocol = 5;

/// With it the directory of the job's memory control group.
struct Register {
  Message Kind = Message::Register;
  uint32_t Version = Protocol;
  uint32_t RingBytes = 64 * 1024; ///< a power of two, a page at least
  uint32_t Pad = 0;
};

/// With it the counters' map and the ring buffer.
struct Ready {
  Message Kind = Message::Ready;
  uint32_t Version = Protocol;
  uint32_t CountsSockets = 0, CountsBlocks = 0; ///< whether any program does on this kernel
};

/// The probes of the executable that was handed over are heard from now on.
struct Listening {
  Message Kind = Message::Listening;
  uint32_t Count = 0;
};

struct Refused {
  Message Kind = Message::Refused;
  char Why[252] = {};
};

inline constexpr unsigned MaxBeacons = 8;

/// The job is about to be dumped: no breakpoint may be in its code until the connection
/// ends. Other jobs of its executable are not heard meanwhile.
struct Silence {
  Message Kind = Message::Silence;
};

/// With it the directory of the job's control group of version 2.
struct LimitNetwork {
  Message Kind = Message::LimitNetwork;
  uint32_t Version = Protocol;
  uint64_t BytesPerSecond = 0; ///< sent, and as many received
};

/// With it two links, one a direction: the limit holds as long as anybody has them open,
/// this helper or not.
struct Limited {
  Message Kind = Message::Limited;
};

/// With it the executable, to be read. The cookie of an event's beacon is its
/// place in Names.
struct Beacons {
  Message Kind = Message::Beacons;
  uint32_t Count = 0;
  char Names[MaxBeacons][32] = {}; ///< of probes, provider auspex
};

} // namespace auspex::watch

#endif
