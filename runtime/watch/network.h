//===- runtime/watch/network.h - Bound what a group sends and receives -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Used by auspex-watchd only: takes CAP_BPF and CAP_NET_ADMIN.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_NETWORK_H
#define AUSPEX_RUNTIME_WATCH_NETWORK_H

#include "demand/error.h"
#include "runtime/place/file.h"

#include <array>
#include <cstdint>

namespace auspex::watch {

/// Bounds the packets that the processes in the control group of the directory \p Group
/// (version 2) and below it send to and receive from networks, loopback apart. What is
/// returned holds the bound: it ends when nobody has the two open.
demand::Expected<std::array<place::Fd, 2>> boundNetwork(int Group, uint64_t BytesPerSecond);

} // namespace auspex::watch

#endif
