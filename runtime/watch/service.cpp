//===- runtime/watch/service.cpp - auspex-watchd serves launchers -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Trusts nobody but the kernel about who asks (SO_PEERCRED) and for what: a job
// is named by a descriptor of its control group's directory, which must lie in a
// cgroup file system and belong to the user who asks. What the launcher gets in
// return reaches that job's counters and events and no other's.
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/service.h"

#include "runtime/watch/kernel_side.h"
#include "runtime/watch/network.h"
#include "runtime/watch/packet.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/magic.h>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace auspex::watch {
namespace {

struct Client {
  place::Fd Socket;
  std::optional<uint32_t> Slot;
};

uid_t userOf(int Socket) {
  ucred C = {};
  socklen_t Size = sizeof(C);
  return getsockopt(Socket, SOL_SOCKET, SO_PEERCRED, &C, &Size) == 0 ? C.uid : uid_t(-1);
}

void refuse(const Client &C, const std::string &Why) {
  Refused M;
  strncpy(M.Why, Why.c_str(), sizeof(M.Why) - 1);
  sendPacket(C.Socket.get(), &M, sizeof(M), {});
}

struct GroupId {
  uint64_t Inode = 0;
  int Version = 1;
};

/// A control group's directory that \p User owns.
demand::Expected<GroupId> groupOf(int Directory, uid_t User) {
  struct statfs FileSystem;
  struct stat S;
  if (fstatfs(Directory, &FileSystem) != 0 || fstat(Directory, &S) != 0 || !S_ISDIR(S.st_mode) ||
      (FileSystem.f_type != CGROUP_SUPER_MAGIC && FileSystem.f_type != CGROUP2_SUPER_MAGIC))
    return demand::fail("not the directory of a control group");
  if (User != 0 && S.st_uid != User)
    return demand::fail("the control group belongs to another user");
  return GroupId{S.st_ino, FileSystem.f_type == CGROUP2_SUPER_MAGIC ? 2 : 1};
}

class Service {
public:
  Service(place::Fd Listen, demand::Expected<KernelSide> Kernel)
      : Listen(std::move(Listen)), Kernel(std::move(Kernel)) {}
  void run(int IdleMs);

private:
  void accept();
  /// False when the client is gone or broke the protocol.
  bool receive(Client &C);
  void addJob(Client &C, const Register &M, int Directory);
  void limitNetwork(const Client &C, const LimitNetwork &M, int Directory);

  place::Fd Listen;
  demand::Expected<KernelSide> Kernel;
  std::vector<Client> Clients;
};

void Service::accept() {
  place::Fd F(accept4(Listen.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!F)
    return;
  Client C{std::move(F), {}};
  if (uid_t User = userOf(C.Socket.get()); User != 0 && User != geteuid())
    return refuse(C, "auspex-watchd serves its own user");
  Clients.push_back(std::move(C));
}

constexpr const char *OtherVersion =
    "auspex-watchd is of another version; it ends when it is idle";

void Service::limitNetwork(const Client &C, const LimitNetwork &M, int Directory) {
  if (M.Version != Protocol)
    return refuse(C, OtherVersion);
  auto Group = groupOf(Directory, userOf(C.Socket.get()));
  if (!Group)
    return refuse(C, Group.error().Message);
  if (Group->Version != 2 || !M.BytesPerSecond)
    return refuse(C, "a network limit takes a rate and a control group of version 2");
  auto Links = boundNetwork(Directory, M.BytesPerSecond);
  if (!Links)
    return refuse(C, Links.error().Message);
  Limited Answer;
  sendPacket(C.Socket.get(), &Answer, sizeof(Answer), {(*Links)[0].get(), (*Links)[1].get()});
}

void Service::addJob(Client &C, const Register &M, int Directory) {
  if (M.Version != Protocol)
    return refuse(C, OtherVersion);
  if (!Kernel)
    return refuse(C, Kernel.error().Message);
  auto Group = groupOf(Directory, userOf(C.Socket.get()));
  if (!Group)
    return refuse(C, Group.error().Message);
  constexpr uint32_t Most = 16 << 20;
  JobMaps Maps;
  auto Slot = Kernel->add(Group->Inode, std::min(M.RingBytes, Most), Maps);
  if (!Slot)
    return refuse(C, Slot.error().Message);
  C.Slot = *Slot;
  Ready Answer;
  Answer.CountsSockets = Kernel->countsSockets();
  Answer.CountsBlocks = Kernel->countsBlocks();
  sendPacket(C.Socket.get(), &Answer, sizeof(Answer), {Maps.Counters.get(), Maps.Ring.get()});
}

bool Service::receive(Client &C) {
  union Packet {
    Message Kind;
    Register Job;
    Beacons Probes;
    LimitNetwork Bound;
    Packet() : Kind() {}
  } M;
  std::vector<place::Fd> Fds;
  ptrdiff_t N = receivePacket(C.Socket.get(), &M, sizeof(M), Fds);
  if (N < 0 && errno == EAGAIN)
    return true;
  if (N == sizeof(Silence) && M.Kind == Message::Silence && Fds.empty() && C.Slot) {
    Kernel->silence(*C.Slot);
    Listening Answer;
    sendPacket(C.Socket.get(), &Answer, sizeof(Answer), {});
    return true;
  }
  if (N < ptrdiff_t(sizeof(Message)) || Fds.size() != 1)
    return false;
  if (M.Kind == Message::Register && N == sizeof(Register) && !C.Slot) {
    addJob(C, M.Job, Fds[0].get());
    return true;
  }
  if (M.Kind == Message::LimitNetwork && N == sizeof(LimitNetwork)) {
    limitNetwork(C, M.Bound, Fds[0].get());
    return true;
  }
  if (M.Kind == Message::Beacons && N == sizeof(Beacons) && C.Slot &&
      M.Probes.Count <= MaxBeacons) {
    for (auto &Name : M.Probes.Names)
      Name[sizeof(Name) - 1] = 0;
    // Without beacons the rest is counted all the same.
    Listening Answer;
    if (Kernel->listen(*C.Slot, Fds[0].get(), M.Probes))
      Answer.Count = M.Probes.Count;
    sendPacket(C.Socket.get(), &Answer, sizeof(Answer), {});
    return true;
  }
  return false;
}

void Service::run(int IdleMs) {
  while (true) {
    std::vector<pollfd> P = {{Listen.get(), POLLIN, 0}};
    for (const Client &C : Clients)
      P.push_back({C.Socket.get(), POLLIN, 0});
    int Ready = poll(P.data(), P.size(), Clients.empty() ? IdleMs : -1);
    if (Ready == 0 || (Ready < 0 && errno != EINTR))
      return;
    for (size_t I = P.size() - 1; I > 0; --I) {
      Client &C = Clients[I - 1];
      if (P[I].revents && !receive(C)) {
        if (C.Slot)
          Kernel->remove(*C.Slot);
        Clients.erase(Clients.begin() + ptrdiff_t(I - 1));
      }
    }
    if (P[0].revents)
      accept();
  }
}

} // namespace

int serve(place::Fd Listen, const std::string &Path, unsigned IdleSeconds) {
  fcntl(Listen.get(), F_SETFL, O_NONBLOCK);
  Service S(std::move(Listen), KernelSide::load());
  S.run(int(IdleSeconds) * 1000);
  // Whoever connects from here on finds nobody and starts the next one.
  unlink(Path.c_str());
  return 0;
}

} // namespace auspex::watch
