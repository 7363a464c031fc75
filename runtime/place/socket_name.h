//===- runtime/place/socket_name.h - The address of a socket in the file system ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_PLACE_SOCKET_NAME_H
#define AUSPEX_RUNTIME_PLACE_SOCKET_NAME_H

#include "runtime/place/file.h"

#include <string>
#include <sys/socket.h>
#include <sys/un.h>

namespace auspex::place {

/// For bind(2) and connect(2), by way of a descriptor of the directory: an address has 108
/// characters, the name of a directory may have more.
class SocketName {
public:
  explicit SocketName(const std::string &Path);
  const sockaddr *address() const { return reinterpret_cast<const sockaddr *>(&Address); }
  socklen_t size() const { return sizeof(Address); }

private:
  Fd Directory;
  sockaddr_un Address = {};
};

/// A socket for packets that listens at \p Path; none and errno where it cannot.
Fd listenAt(const std::string &Path);

} // namespace auspex::place

#endif
