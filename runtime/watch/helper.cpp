//===- runtime/watch/helper.cpp - Find auspex-watchd, or start it -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/helper.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/capability.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auspex::watch {
namespace {

using place::Fd;

bool addressOf(const std::string &Path, sockaddr_un &A) {
  A = {};
  A.sun_family = AF_UNIX;
  if (Path.size() >= sizeof(A.sun_path))
    return false;
  memcpy(A.sun_path, Path.c_str(), Path.size() + 1);
  return true;
}

Fd newSocket() { return Fd(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); }

Fd tryConnect(const std::string &Path) {
  sockaddr_un A;
  Fd S = newSocket();
  if (!S || !addressOf(Path, A) ||
      connect(S.get(), reinterpret_cast<sockaddr *>(&A), sizeof(A)) != 0)
    return Fd();
  return S;
}

/// Executes the helper, two forks away, so that it is nobody's child here. The
/// descriptors \p Listen and \p Lock are the only ones that it gets.
bool execute(const ProbeOptions &O, int Listen, int Lock, const std::string &Path) {
  std::string ListenText = fmt::to_string(Listen), LockText = fmt::to_string(Lock),
              Idle = fmt::to_string(O.IdleSeconds);
  char *Args[] = {const_cast<char *>(O.Helper.c_str()), ListenText.data(), LockText.data(),
                  const_cast<char *>(Path.c_str()),     Idle.data(),       nullptr};
  char *NoEnvironment[] = {nullptr};
  // A launcher inherits the orphans of its job (a subreaper); this is none.
  int Subreaper = 0;
  prctl(PR_GET_CHILD_SUBREAPER, &Subreaper);
  prctl(PR_SET_CHILD_SUBREAPER, 0);
  volatile int Why = 0;
  pid_t Child = vfork();
  if (Child == 0) {
    pid_t Second = vfork();
    if (Second != 0)
      _exit(Second < 0);
    for (int F : {Listen, Lock})
      fcntl(F, F_SETFD, 0);
    // What the launcher inherited without close-on-exec is not the helper's.
    unsigned Low = unsigned(std::min(Listen, Lock)), High = unsigned(std::max(Listen, Lock));
    syscall(SYS_close_range, High + 1, ~0u, 0);
    if (Low + 1 < High)
      syscall(SYS_close_range, Low + 1, High - 1, 0);
    if (Low > 3)
      syscall(SYS_close_range, 3u, Low - 1, 0);
    execve(O.Helper.c_str(), Args, NoEnvironment);
    Why = errno;
    _exit(127);
  }
  while (Child > 0 && waitpid(Child, nullptr, 0) < 0 && errno == EINTR)
    ;
  prctl(PR_SET_CHILD_SUBREAPER, Subreaper);
  if (Child < 0)
    return false;
  errno = Why;
  return Why == 0;
}

/// A listening socket at \p Path, visible only once somebody may connect to it.
Fd listenAt(const std::string &Path) {
  std::string Hidden = fmt::format("{}.{}", Path, getpid());
  sockaddr_un A;
  Fd S = newSocket();
  unlink(Hidden.c_str());
  if (!S || !addressOf(Hidden, A) ||
      bind(S.get(), reinterpret_cast<sockaddr *>(&A), sizeof(A)) != 0)
    return Fd();
  constexpr int Queue = 1024;
  if (listen(S.get(), Queue) == 0 && rename(Hidden.c_str(), Path.c_str()) == 0)
    return S;
  unlink(Hidden.c_str());
  return Fd();
}

} // namespace

std::string whyNoPrograms() {
  __user_cap_header_struct Header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct Caps[2] = {};
  syscall(SYS_capget, &Header, Caps);
  for (unsigned Cap : {CAP_BPF, CAP_PERFMON})
    if (!(Caps[Cap / 32].effective >> (Cap % 32) & 1))
      return "no right to load BPF programs (needs CAP_BPF and CAP_PERFMON)";
  // The programs tell process ids of the first PID namespace.
  constexpr ino_t First = 0xEFFFFFFC;
  struct stat S;
  if (stat("/proc/self/ns/pid", &S) != 0 || S.st_ino != First)
    return "BPF programs tell process ids of another PID namespace";
  return {};
}

demand::Expected<Fd> connectHelper(const ProbeOptions &O) {
  std::string Path = O.Directory + "/watchd.sock", LockPath = O.Directory + "/watchd.lock";
  if (Fd S = tryConnect(Path))
    return S;
  if (std::string Why = whyNoPrograms(); !Why.empty())
    return demand::fail(Why);
  Fd Lock(open(LockPath.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!Lock)
    return demand::fail(fmt::format("cannot open {}: {}", LockPath, strerror(errno)));
  if (flock(Lock.get(), LOCK_EX | LOCK_NB) == 0) {
    Fd Listen = listenAt(Path);
    if (!Listen)
      return demand::fail(fmt::format("cannot listen at {}: {}", Path, strerror(errno)));
    if (!execute(O, Listen.get(), Lock.get(), Path)) {
      int Why = errno;
      unlink(Path.c_str());
      return demand::fail(fmt::format("cannot execute {}: {}", O.Helper, strerror(Why)));
    }
  }
  // Somebody else holds the lock for an instant longer than the socket is there.
  for (int Try = 0; Try < 20; ++Try, usleep(500))
    if (Fd S = tryConnect(Path))
      return S;
  return demand::fail("auspex-watchd does not answer");
}

} // namespace auspex::watch
