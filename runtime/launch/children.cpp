//===- runtime/launch/children.cpp - What a job executes -------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/children.h"

#include "runtime/place/process.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <set>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

namespace auspex::launch {
namespace {

using place::Fd;
using place::parentOf;

constexpr size_t EventOffset = sizeof(nlmsghdr) + sizeof(cn_msg);
constexpr int LongestInterval = 50; // ms

uint64_t milliseconds() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return uint64_t(T.tv_sec) * 1000 + uint64_t(T.tv_nsec) / 1'000'000;
}

std::string linkTarget(const std::string &Path) {
  char Buffer[PATH_MAX];
  ssize_t N = readlink(Path.c_str(), Buffer, sizeof(Buffer));
  return N > 0 ? std::string(Buffer, size_t(N)) : std::string();
}

std::vector<std::string> splitZeros(const std::string &Text) {
  std::vector<std::string> Out;
  for (size_t At = 0; At < Text.size();) {
    size_t End = Text.find('\0', At);
    if (End == Text.npos)
      End = Text.size();
    Out.push_back(Text.substr(At, End - At));
    At = End + 1;
  }
  return Out;
}

} // namespace

ExecWatch::ExecWatch(const place::Group *Group, std::string JobName)
    : Group(Group && !Group->empty() ? Group : nullptr), Name("/auspex-" + JobName) {
  if (!openConnector())
    Netlink.reset();
}

bool ExecWatch::openConnector() {
  const char *Wanted = getenv("AUSPEX_EXEC_EVENTS");
  if (Wanted && !strcmp(Wanted, "0"))
    return false;
  Netlink = Fd(socket(PF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR));
  if (!Netlink)
    return false;
  // Forks and exits are the bulk of the events: they are dropped in the kernel.
  constexpr uint32_t At = EventOffset + offsetof(proc_event, what);
  sock_filter Code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, At),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(proc_event::PROC_EVENT_EXEC), 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(proc_event::PROC_EVENT_NONE), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  sock_fprog Filter = {std::size(Code), Code};
  sockaddr_nl Address = {};
  Address.nl_family = AF_NETLINK;
  Address.nl_groups = CN_IDX_PROC;
  if (setsockopt(Netlink.get(), SOL_SOCKET, SO_ATTACH_FILTER, &Filter, sizeof(Filter)) != 0 ||
      bind(Netlink.get(), reinterpret_cast<sockaddr *>(&Address), sizeof(Address)) != 0)
    return false;

  alignas(nlmsghdr) char Request[EventOffset + sizeof(proc_cn_mcast_op)] = {};
  nlmsghdr Header = {};
  Header.nlmsg_len = sizeof(Request);
  Header.nlmsg_type = NLMSG_DONE;
  cn_msg Body = {};
  Body.id = {CN_IDX_PROC, CN_VAL_PROC};
  Body.len = sizeof(proc_cn_mcast_op);
  proc_cn_mcast_op Listen = PROC_CN_MCAST_LISTEN;
  memcpy(Request, &Header, sizeof(Header));
  memcpy(Request + sizeof(Header), &Body, sizeof(Body));
  memcpy(Request + EventOffset, &Listen, sizeof(Listen));
  if (send(Netlink.get(), Request, sizeof(Request), 0) != ssize_t(sizeof(Request)))
    return false;

  // The kernel acknowledges before send() returns. Without an answer the
  // request was ignored (another PID or user namespace).
  char Answer[256];
  ssize_t N = recv(Netlink.get(), Answer, sizeof(Answer), 0);
  if (N < ssize_t(EventOffset + offsetof(proc_event, event_data) + sizeof(uint32_t)))
    return false;
  uint32_t What, Error;
  memcpy(&What, Answer + EventOffset + offsetof(proc_event, what), sizeof(What));
  memcpy(&Error, Answer + EventOffset + offsetof(proc_event, event_data), sizeof(Error));
  // Another listener's events may come first; only a refusal is an error.
  return What != proc_event::PROC_EVENT_NONE || Error == 0;
}

bool ExecWatch::inJob(pid_t Pid) const {
  if (Group) {
    std::string Text = place::readFile(fmt::format("/proc/{}/cgroup", Pid));
    size_t At = Text.find(Name);
    return At != Text.npos;
  }
  for (int Depth = 0; Pid > 1 && Depth < 64; ++Depth, Pid = parentOf(Pid))
    if (Pid == Job)
      return true;
  return false;
}

std::vector<pid_t> ExecWatch::drainConnector() {
  std::vector<pid_t> Found;
  alignas(nlmsghdr) char Buffer[1024];
  while (true) {
    ssize_t N = recv(Netlink.get(), Buffer, sizeof(Buffer), 0);
    if (N < 0 && errno == EINTR)
      continue;
    if (N < 0 && errno == ENOBUFS) {
      Overrun = Missed = true; // events were lost: look at the list once
      continue;
    }
    if (N < 0)
      break;
    if (N < ssize_t(EventOffset + sizeof(uint32_t)))
      continue;
    proc_event Event = {};
    memcpy(&Event, Buffer + EventOffset, std::min(size_t(N) - EventOffset, sizeof(Event)));
    if (Event.what != proc_event::PROC_EVENT_EXEC)
      continue;
    pid_t Pid = Event.event_data.exec.process_tgid;
    if (!SawFirst && (Pid == Job || (!Job && inJob(Pid)))) {
      SawFirst = true; // the program that was asked for
      continue;
    }
    if (inJob(Pid) && std::ranges::find(Found, Pid) == Found.end())
      Found.push_back(Pid);
  }
  Told.insert(Found.begin(), Found.end());
  return Found;
}

std::vector<pid_t> ExecWatch::members() const {
  return Group ? Group->processes() : place::descendants(Job);
}

std::vector<pid_t> ExecWatch::poll() {
  std::vector<pid_t> Found;
  std::map<pid_t, std::pair<uint64_t, uint64_t>> Seen;
  for (pid_t Pid : members()) {
    struct stat S;
    if (stat(fmt::format("/proc/{}/exe", Pid).c_str(), &S) != 0)
      continue;
    std::pair<uint64_t, uint64_t> Now(S.st_dev, S.st_ino);
    Seen[Pid] = Now;
    auto Before = Known.find(Pid);
    if (Before != Known.end() && Before->second == Now)
      continue;
    // A fork shows its parent's program until it executes its own.
    pid_t Parent = Before == Known.end() ? parentOf(Pid) : 0;
    auto OfParent = Known.find(Parent);
    bool SameAsParent = OfParent != Known.end() && OfParent->second == Now;
    if (Pid == Job && !SawFirst) {
      // Until the first exec the job's process still runs the keeper's program.
      SawFirst = !linkTarget(fmt::format("/proc/{}/exe", Pid)).ends_with("/auspex-keeper");
      continue;
    }
    bool FirstLook = Before == Known.end() && (Pid == Job || Told.contains(Pid));
    if (!SameAsParent && !FirstLook)
      Found.push_back(Pid);
  }
  Interval = Seen == Known ? std::min(Interval * 2, LongestInterval) : 1;
  Known = std::move(Seen);
  return Found;
}

std::vector<pid_t> ExecWatch::next() {
  std::vector<pid_t> Found;
  if (Netlink)
    Found = drainConnector();
  if (Overrun || (!Netlink && !Stopped && milliseconds() - LastPoll >= uint64_t(Interval))) {
    Overrun = false;
    for (pid_t Pid : look())
      if (std::ranges::find(Found, Pid) == Found.end())
        Found.push_back(Pid);
  }
  return Found;
}

std::vector<pid_t> ExecWatch::look() {
  std::vector<pid_t> Found = poll();
  LastPoll = milliseconds();
  return Found;
}

void ExecWatch::stop() {
  Netlink.reset();
  Stopped = true;
}

void ExecWatch::resume() {
  Stopped = false;
  if (!openConnector())
    Netlink.reset();
  Overrun = Missed = true; // look at the list once
}

Process readProcess(pid_t Pid) {
  Process P;
  std::string Base = fmt::format("/proc/{}/", Pid);
  P.Argv = splitZeros(place::readFile(Base + "cmdline"));
  P.Env = splitZeros(place::readFile(Base + "environ"));
  P.Directory = linkTarget(Base + "cwd");
  P.Path = linkTarget(Base + "exe");
  return P;
}

} // namespace auspex::launch
