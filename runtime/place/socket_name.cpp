//===- runtime/place/socket_name.cpp - The address of a socket in the file system ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/socket_name.h"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>

namespace auspex::place {

SocketName::SocketName(const std::string &Path) {
  size_t Slash = Path.rfind('/');
  Directory = Fd(open(Path.substr(0, Slash).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  Address.sun_family = AF_UNIX;
  std::string Short = fmt::format("/proc/self/fd/{}{}", Directory.get(), Path.substr(Slash));
  memcpy(Address.sun_path, Short.data(), std::min(Short.size(), sizeof(Address.sun_path) - 1));
}

Fd listenAt(const std::string &Path) {
  Fd F(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  SocketName Name(Path);
  if (F && bind(F.get(), Name.address(), Name.size()) == 0 && listen(F.get(), 4) == 0)
    return F;
  return Fd();
}

} // namespace auspex::place
