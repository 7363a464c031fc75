//===- runtime/watch/packet.h - Packets with descriptors ---------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_PACKET_H
#define AUSPEX_RUNTIME_WATCH_PACKET_H

#include "runtime/place/file.h"

#include <cstddef>
#include <initializer_list>
#include <vector>

namespace auspex::watch {

/// Sends one packet with the descriptors \p Fds (two at most); does not wait.
bool sendPacket(int Socket, const void *Data, size_t Size, std::initializer_list<int> Fds);

/// Receives one packet of at most \p Size bytes. Returns its size, 0 at the end of
/// the connection, -1 and errno otherwise.
ptrdiff_t receivePacket(int Socket, void *Data, size_t Size, std::vector<place::Fd> &Fds);

} // namespace auspex::watch

#endif
