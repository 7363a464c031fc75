//===- runtime/migrate/host/channel.cpp - Frames between two hosts ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/host/channel.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

constexpr size_t Head = 5;

std::unexpected<demand::Error> cut() {
  return demand::fail("the connection to the other host was cut");
}

bool ready(int Socket, short What) {
  pollfd P = {Socket, What, 0};
  int N;
  do
    N = poll(&P, 1, -1);
  while (N < 0 && errno == EINTR);
  return N > 0;
}

} // namespace

nlohmann::json Frame::json() const {
  auto J = nlohmann::json::parse(Body, nullptr, false);
  return J.is_object() ? J : nlohmann::json::object();
}

void Channel::queue(FrameKind Kind, std::string_view Body) {
  if (OutAt == Out.size()) {
    Out.clear();
    OutAt = 0;
  }
  uint32_t Size = uint32_t(Body.size());
  for (int I = 0; I < 4; ++I)
    Out += char(Size >> (8 * I));
  Out += char(Kind);
  Out += Body;
}

bool Channel::flush() {
  while (OutAt < Out.size()) {
    ssize_t N = ::send(Socket.get(), Out.data() + OutAt, Out.size() - OutAt,
                       MSG_NOSIGNAL | MSG_DONTWAIT);
    if (N < 0 && errno == EINTR)
      continue;
    if (N < 0)
      return errno == EAGAIN;
    OutAt += size_t(N);
  }
  Out.clear();
  OutAt = 0;
  return true;
}

bool Channel::fill() {
  if (InAt > 1 << 16) {
    In.erase(0, InAt);
    InAt = 0;
  }
  char Buffer[1 << 16];
  ssize_t N;
  do
    N = recv(Socket.get(), Buffer, sizeof(Buffer), MSG_DONTWAIT);
  while (N < 0 && errno == EINTR);
  if (N < 0)
    return errno == EAGAIN;
  In.append(Buffer, size_t(N));
  return N > 0;
}

std::optional<Frame> Channel::take() {
  if (Bad || In.size() - InAt < Head)
    return std::nullopt;
  const auto *At = reinterpret_cast<const unsigned char *>(In.data()) + InAt;
  size_t Size = At[0] | size_t(At[1]) << 8 | size_t(At[2]) << 16 | size_t(At[3]) << 24;
  if (Size > MostBody || At[4] < uint8_t(FrameKind::Offer) || At[4] > uint8_t(FrameKind::Bye)) {
    Bad = true;
    shutdown(Socket.get(), SHUT_RDWR);
    return std::nullopt;
  }
  if (In.size() - InAt < Head + Size)
    return std::nullopt;
  Frame F{FrameKind(At[4]), In.substr(InAt + Head, Size)};
  InAt += Head + Size;
  if (InAt == In.size()) {
    In.clear();
    InAt = 0;
  }
  return F;
}

demand::Expected<void> Channel::send(FrameKind Kind, std::string_view Body) {
  if (!Socket)
    return cut();
  queue(Kind, Body);
  while (waiting()) {
    if (!flush())
      return cut();
    if (waiting() && !ready(Socket.get(), POLLOUT))
      return cut();
  }
  return {};
}

demand::Expected<void> Channel::send(FrameKind Kind, const nlohmann::json &Body) {
  return send(Kind, std::string_view(
                        Body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)));
}

demand::Expected<Frame> Channel::receive() {
  while (Socket) {
    if (auto F = take()) {
      if (F->Kind == FrameKind::Refused)
        return demand::fail(F->Body);
      return std::move(*F);
    }
    if (!ready(Socket.get(), POLLIN) || !fill())
      break;
  }
  return cut();
}

demand::Expected<Frame> Channel::receive(FrameKind Wanted) {
  auto F = receive();
  if (F && F->Kind != Wanted)
    return demand::fail("the other host's agent is of another version: it answers otherwise");
  return F;
}

demand::Expected<Channel> connectTo(const Peer &P, const std::string &Tunnel) {
  int Pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, Pair) != 0)
    return demand::fail(fmt::format("cannot make a socket pair: {}", strerror(errno)));
  place::Fd Ours(Pair[0]), Theirs(Pair[1]);
  std::string Port = fmt::to_string(P.Port);
  pid_t Pid = fork();
  if (Pid == 0) {
    // Nobody's child, so that nobody has to reap it; it ends with the connection.
    if (fork() != 0)
      _exit(0);
    signal(SIGPIPE, SIG_DFL);
    if (dup2(Theirs.get(), 0) == 0)
      execl(Tunnel.c_str(), Tunnel.c_str(), "connect", P.Address.c_str(), Port.c_str(),
            P.Key.c_str(), static_cast<char *>(nullptr));
    constexpr std::string_view Why = "auspex-tunnel is missing; install Auspex completely\n";
    _exit(::send(Theirs.get(), Why.data(), Why.size(), MSG_NOSIGNAL) < 0);
  }
  if (Pid < 0)
    return demand::fail(fmt::format("cannot fork: {}", strerror(errno)));
  while (waitpid(Pid, nullptr, 0) < 0 && errno == EINTR)
    ;
  Theirs.reset();
  // One line tells how it went.
  std::string Line;
  for (char C; Line.size() < 1024;) {
    ssize_t N = recv(Ours.get(), &C, 1, 0);
    if (N < 0 && errno == EINTR)
      continue;
    if (N <= 0 || C == '\n')
      break;
    Line += C;
  }
  if (Line != "ok")
    return demand::fail(Line.empty() ? "the connection could not be made" : Line);
  return Channel(std::move(Ours));
}

std::string tunnelOf(const std::string &Self) {
  std::string Bin = Self.substr(0, Self.rfind('/'));
  std::string Beside = Bin + "/auspex-tunnel";
  if (access(Beside.c_str(), X_OK) == 0)
    return Beside;
  return Bin.substr(0, Bin.rfind('/')) + "/libexec/auspex/auspex-tunnel";
}

} // namespace auspex::migrate
