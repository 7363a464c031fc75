//===- runtime/watch/network_limit.h - A job's bound on networks -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_NETWORK_LIMIT_H
#define AUSPEX_RUNTIME_WATCH_NETWORK_LIMIT_H

#include "runtime/place/group.h"
#include "runtime/watch/probes.h"

namespace auspex::watch {

/// Holds the bound while it is open, and so does every duplicate.
struct NetworkLimit {
  place::Fd Sent, Received;
};

/// Bounds what \p Group sends to and receives from networks, loopback apart, to
/// \p BytesPerSecond each. Waits for auspex-watchd (O tells where it is): when this
/// returns the bound is in force. An error says what is missing.
demand::Expected<NetworkLimit> limitNetwork(const ProbeOptions &O, const place::Group &Group,
                                            uint64_t BytesPerSecond);

} // namespace auspex::watch

#endif
