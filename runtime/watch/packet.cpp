//===- runtime/watch/packet.cpp - Packets with descriptors -------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/packet.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>

namespace auspex::watch {

static constexpr size_t MostFds = 2;

bool sendPacket(int Socket, const void *Data, size_t Size, std::initializer_list<int> Fds) {
  iovec Part = {const_cast<void *>(Data), Size};
  alignas(cmsghdr) char Space[CMSG_SPACE(MostFds * sizeof(int))] = {};
  msghdr M = {};
  M.msg_iov = &Part;
  M.msg_iovlen = 1;
  if (size_t N = std::min(Fds.size(), MostFds)) {
    M.msg_control = Space;
    M.msg_controllen = CMSG_SPACE(N * sizeof(int));
    cmsghdr *C = CMSG_FIRSTHDR(&M);
    C->cmsg_level = SOL_SOCKET;
    C->cmsg_type = SCM_RIGHTS;
    C->cmsg_len = CMSG_LEN(N * sizeof(int));
    memcpy(CMSG_DATA(C), Fds.begin(), N * sizeof(int));
  }
  return sendmsg(Socket, &M, MSG_NOSIGNAL | MSG_DONTWAIT) == ssize_t(Size);
}

ptrdiff_t receivePacket(int Socket, void *Data, size_t Size, std::vector<place::Fd> &Fds) {
  iovec Part = {Data, Size};
  alignas(cmsghdr) char Space[CMSG_SPACE(MostFds * sizeof(int))];
  msghdr M = {};
  M.msg_iov = &Part;
  M.msg_iovlen = 1;
  M.msg_control = Space;
  M.msg_controllen = sizeof(Space);
  ssize_t N;
  do
    N = recvmsg(Socket, &M, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  while (N < 0 && errno == EINTR);
  if (N < 0)
    return N;
  for (cmsghdr *C = CMSG_FIRSTHDR(&M); C; C = CMSG_NXTHDR(&M, C))
    if (C->cmsg_level == SOL_SOCKET && C->cmsg_type == SCM_RIGHTS)
      for (size_t I = 0; I < (C->cmsg_len - CMSG_LEN(0)) / sizeof(int); ++I) {
        int F;
        memcpy(&F, CMSG_DATA(C) + I * sizeof(int), sizeof(int));
        Fds.emplace_back(F);
      }
  return N;
}

} // namespace auspex::watch
