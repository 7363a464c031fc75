//===- runtime/watch/network_limit.cpp - A job's bound on networks -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/network_limit.h"

#include "runtime/watch/helper.h"
#include "runtime/watch/packet.h"
#include "runtime/watch/wire.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <poll.h>

namespace auspex::watch {

demand::Expected<NetworkLimit> limitNetwork(const ProbeOptions &O, const place::Group &Group,
                                            uint64_t BytesPerSecond) {
#ifndef AUSPEX_HAVE_BPF
  return demand::fail("this build has no BPF programs (libbpf-dev and bpftool were missing)");
#else
  const place::Group::Part *Unified = nullptr;
  for (const place::Group::Part &P : Group.parts())
    if (P.Version == 2)
      Unified = &P;
  if (!Unified)
    return demand::fail("the job has no control group of version 2");
  auto Socket = connectHelper(O);
  if (!Socket)
    return std::unexpected(Socket.error());
  LimitNetwork M;
  M.BytesPerSecond = BytesPerSecond;
  if (!sendPacket(Socket->get(), &M, sizeof(M), {Unified->Dir.get()}))
    return demand::fail(fmt::format("cannot ask auspex-watchd: {}", strerror(errno)));
  // It may be starting, and loads its other programs first.
  constexpr int MostMs = 10'000;
  pollfd P = {Socket->get(), POLLIN, 0};
  while (poll(&P, 1, MostMs) < 0)
    if (errno != EINTR)
      return demand::fail(fmt::format("cannot wait for auspex-watchd: {}", strerror(errno)));
  union Packet {
    Message Kind;
    Limited Yes;
    Refused No;
    Packet() : Kind() {}
  } Answer;
  std::vector<place::Fd> Fds;
  ptrdiff_t N = receivePacket(Socket->get(), &Answer, sizeof(Answer), Fds);
  if (N == sizeof(Refused) && Answer.Kind == Message::Refused) {
    Answer.No.Why[sizeof(Answer.No.Why) - 1] = 0;
    return demand::fail(Answer.No.Why);
  }
  if (N != sizeof(Limited) || Answer.Kind != Message::Limited || Fds.size() != 2)
    return demand::fail("auspex-watchd does not answer");
  return NetworkLimit{std::move(Fds[0]), std::move(Fds[1])};
#endif
}

} // namespace auspex::watch
