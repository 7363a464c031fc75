//===- runtime/migrate/keeper_link.cpp - A mover's connection to the keeper of a job ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/keeper_link.h"

#include "runtime/launch/control.h"
#include "runtime/place/socket_name.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

using launch::Answer, launch::Control, launch::Request;

std::unexpected<demand::Error> gone() {
  return demand::fail(
      "the job's keeper is gone: the job ended meanwhile, or something killed its keeper");
}

demand::Expected<void> ask(int Socket, const Request &R, std::initializer_list<int> Fds) {
  iovec Data = {const_cast<Request *>(&R), sizeof(R)};
  alignas(cmsghdr) char Space[CMSG_SPACE(2 * sizeof(int))] = {};
  msghdr M = {};
  M.msg_iov = &Data;
  M.msg_iovlen = 1;
  if (Fds.size()) {
    M.msg_control = Space;
    M.msg_controllen = CMSG_SPACE(Fds.size() * sizeof(int));
    cmsghdr *C = CMSG_FIRSTHDR(&M);
    C->cmsg_level = SOL_SOCKET;
    C->cmsg_type = SCM_RIGHTS;
    C->cmsg_len = CMSG_LEN(Fds.size() * sizeof(int));
    memcpy(CMSG_DATA(C), Fds.begin(), Fds.size() * sizeof(int));
  }
  if (sendmsg(Socket, &M, MSG_NOSIGNAL) != ssize_t(sizeof(R)))
    return demand::fail(fmt::format("the job's keeper does not answer: {}", strerror(errno)));
  return {};
}

demand::Expected<Answer> hear(int Socket, Control Wanted) {
  Answer A;
  ssize_t N;
  do
    N = recv(Socket, &A, sizeof(A), 0);
  while (N < 0 && errno == EINTR);
  if (N != sizeof(A))
    return gone();
  if (A.Kind == Wanted)
    return A;
  if (A.Kind == Control::Refused)
    return demand::fail(fmt::format("the job's keeper refuses: {}", strerror(A.Status)));
  return demand::fail("the job's keeper took the move back");
}

} // namespace

demand::Expected<KeeperLink> KeeperLink::connect(const std::string &Path) {
  KeeperLink L;
  L.Socket = place::Fd(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  place::SocketName Name(Path);
  if (!L.Socket || ::connect(L.Socket.get(), Name.address(), Name.size()) != 0)
    return demand::fail(
        fmt::format("the job's keeper is not there ({}: {})", Path, strerror(errno)));
  return L;
}

demand::Expected<pid_t> KeeperLink::hold(int Freezer, int Version, int Journal) {
  auto R = std::make_unique<Request>();
  R->Kind = Control::Hold;
  R->Version = uint8_t(Version);
  if (auto Ok = ask(Socket.get(), *R, {Freezer, Journal}); !Ok)
    return std::unexpected(Ok.error());
  auto A = hear(Socket.get(), Control::Held);
  return A ? demand::Expected<pid_t>(A->Pid) : std::unexpected(A.error());
}

demand::Expected<pid_t> KeeperLink::spawn(const std::vector<std::string> &Argv, bool MayKill,
                                          int Target, int Version) {
  auto R = std::make_unique<Request>();
  R->Kind = Control::Spawn;
  R->MayKill = MayKill;
  R->Version = uint8_t(Version);
  size_t At = 0;
  for (const std::string &A : Argv) {
    if (At + A.size() + 1 > sizeof(R->Text))
      return demand::fail("the job has too many descriptors that lead out of it");
    memcpy(R->Text + At, A.c_str(), A.size() + 1);
    At += A.size() + 1;
  }
  R->Bytes = uint16_t(At);
  auto Ok = Target >= 0 ? ask(Socket.get(), *R, {Target}) : ask(Socket.get(), *R, {});
  if (!Ok)
    return std::unexpected(Ok.error());
  auto A = hear(Socket.get(), Control::Spawned);
  return A ? demand::Expected<pid_t>(A->Pid) : std::unexpected(A.error());
}

demand::Expected<int> KeeperLink::await(pid_t) {
  auto A = hear(Socket.get(), Control::Ended);
  return A ? demand::Expected<int>(A->Status) : std::unexpected(A.error());
}

demand::Expected<void> KeeperLink::commit(pid_t Root) {
  auto R = std::make_unique<Request>();
  R->Kind = Control::Commit;
  R->Pid = Root;
  if (auto Ok = ask(Socket.get(), *R, {}); !Ok)
    return Ok;
  auto A = hear(Socket.get(), Control::Committed);
  return A ? demand::Expected<void>() : std::unexpected(A.error());
}

demand::Expected<void> KeeperLink::pledge() {
  auto R = std::make_unique<Request>();
  R->Kind = Control::Pledge;
  if (auto Ok = ask(Socket.get(), *R, {}); !Ok)
    return Ok;
  auto A = hear(Socket.get(), Control::Pledged);
  return A ? demand::Expected<void>() : std::unexpected(A.error());
}

demand::Expected<void> KeeperLink::abort() {
  auto R = std::make_unique<Request>();
  R->Kind = Control::Abort;
  if (auto Ok = ask(Socket.get(), *R, {}); !Ok)
    return Ok;
  while (true) { // the end of what was spawned may be told before
    Answer A;
    ssize_t N = recv(Socket.get(), &A, sizeof(A), 0);
    if (N < 0 && errno == EINTR)
      continue;
    if (N != sizeof(A))
      return gone();
    if (A.Kind == Control::Aborted)
      return {};
  }
}

void KeeperLink::over() {
  auto R = std::make_unique<Request>();
  R->Kind = Control::Over;
  if (Socket)
    (void)ask(Socket.get(), *R, {});
  Socket.reset();
}

} // namespace auspex::migrate
