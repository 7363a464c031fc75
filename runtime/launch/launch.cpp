//===- runtime/launch/launch.cpp - Start a job, stay with it, tell how it ended --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/launch.h"
#include "runtime/launch/keep.h"
#include "runtime/launch/port.h"

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace auspex::launch {
namespace {

using place::Fd;

uint64_t now() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return uint64_t(T.tv_sec) * 1'000'000'000 + uint64_t(T.tv_nsec);
}

Fd openIn(const place::Group::Part &P, const char *Name, int Flags) {
  return Fd(openat(P.Dir.get(), Name, Flags | O_CLOEXEC));
}

/// The files of a memory guard, and the guard that uses them.
struct GuardFiles {
  Fd Files[Guard::Descriptors];
  Guard Memory;
};

bool openGuard(const place::Group &G, const place::Limits &L, GuardFiles &Out) {
  const place::Group::Part *P = G.find("memory");
  if (!P || !L.Memory)
    return false;
  Guard &M = Out.Memory;
  M.Version = P->Version;
  M.Reserved = L.Memory;
  M.Max = L.MemoryMax;
  bool V2 = P->Version == 2;
  Out.Files[0] = V2 ? openIn(*P, "memory.events", O_RDONLY)
                    : Fd(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  Out.Files[1] = openIn(*P, V2 ? "memory.current" : "memory.usage_in_bytes", O_RDONLY);
  Out.Files[2] = openIn(*P, "memory.stat", O_RDONLY);
  Out.Files[3] = openIn(*P, V2 ? "memory.high" : "memory.soft_limit_in_bytes", O_WRONLY);
  Out.Files[4] = openIn(*P, V2 ? "memory.max" : "cgroup.event_control", O_WRONLY);
  for (int I = 0; I < Guard::Descriptors; ++I) {
    if (!Out.Files[I])
      return false;
    *M.descriptor(I) = Out.Files[I].get();
  }
  return true;
}

struct Session {
  Keeper &K;
  const Job &J;
  Events &E;
  Outcome &Result;
  Fd Signals = {};
  GuardFiles Memory = {};
  bool Guarding = false;   ///< the launcher guards the memory itself
  bool KeeperReaped = false;
  pid_t Pid = 0;           ///< the job; 0: not told yet
  pid_t Root = 0;          ///< the keeper's child: the same, or the init of its namespace
  bool Over = false;
  uint64_t Began = 0;
  uint64_t ReservedSince = 0; ///< when Result.Reserved was last changed
  uint64_t AskedAt = 0;       ///< a Resize is under way since then; 0: none
  uint64_t Asked = 0;         ///< ... of so many bytes, and what the answer was
  uint64_t Answered = 0;
};

/// The reservation is \p Bytes from now on.
void noteReserved(Session &S, uint64_t Bytes) {
  uint64_t T = now();
  if (S.J.Nothing && Bytes >= S.J.Nothing)
    Bytes = 0;
  if (S.ReservedSince)
    S.Result.ReservedByteSeconds +=
        double(S.Result.Reserved) * double(T - S.ReservedSince) / 1e9;
  S.ReservedSince = T;
  S.Result.Reserved = Bytes;
  S.Result.ReservedMost = std::max(S.Result.ReservedMost, Bytes);
  if (S.E.Reserved)
    S.E.Reserved(Bytes);
}

constexpr int MostDescriptors = 5 + MaxJoin + MaxHeld + Guard::Descriptors;

bool sendWithDescriptors(int Socket, void *Message, size_t Size, const int *Fds, int Count) {
  iovec Data = {Message, Size};
  alignas(cmsghdr) char Space[CMSG_SPACE(MostDescriptors * sizeof(int))] = {};
  msghdr H = {};
  H.msg_iov = &Data;
  H.msg_iovlen = 1;
  if (Count) {
    H.msg_control = Space;
    H.msg_controllen = CMSG_SPACE(size_t(Count) * sizeof(int));
    cmsghdr *C = CMSG_FIRSTHDR(&H);
    C->cmsg_level = SOL_SOCKET;
    C->cmsg_type = SCM_RIGHTS;
    C->cmsg_len = CMSG_LEN(size_t(Count) * sizeof(int));
    memcpy(CMSG_DATA(C), Fds, size_t(Count) * sizeof(int));
  }
  return sendmsg(Socket, &H, MSG_NOSIGNAL) == ssize_t(Size);
}

bool sendStart(Session &S, const SignalState &Signals) {
  Start M;
  int Fds[MostDescriptors];
  int Count = 0;
  std::vector<Fd> Keep;
  if (S.J.Lock >= 0) {
    M.HasLock = 1;
    Fds[Count++] = S.J.Lock;
  }
  if (S.J.Group && S.J.KillWithLauncher)
    if (Fd F = openIn(S.J.Group->parts()[0], "cgroup.procs", O_RDONLY)) {
      M.HasMembers = 1;
      Fds[Count++] = F.get();
      Keep.push_back(std::move(F));
    }
  if (S.J.Group) {
    auto AddFile = [&](int F) {
      if (M.JoinCount == MaxJoin)
        return false;
      Fds[Count++] = F;
      ++M.JoinCount;
      return true;
    };
    auto AddJoin = [&](const place::Group::Part &P, const char *Name) {
      Fd F = openIn(P, Name, O_WRONLY);
      if (!F || !AddFile(F.get()))
        return false;
      Keep.push_back(std::move(F));
      return true;
    };
    const place::Group::Part *Unified = nullptr;
    for (const place::Group::Part &P : S.J.Group->parts())
      if (P.Version == 2)
        Unified = &P;
    if (Unified) {
      M.HasDirectory = 1;
      Fds[Count++] = Unified->Dir.get();
    }
    for (const place::Group::Part &P : S.J.Group->parts())
      if (P.Version == 1)
        AddJoin(P, "tasks");
    if (S.J.CacheTasks >= 0)
      AddFile(S.J.CacheTasks);
    if (Unified)
      M.JoinOnlyWithoutClone = AddJoin(*Unified, "cgroup.procs");
  }
  if (S.J.Control >= 0) {
    M.HasControl = 1;
    Fds[Count++] = S.J.Control;
  }
  if (S.J.Promise >= 0) {
    M.HasPromise = 1;
    Fds[Count++] = S.J.Promise;
  }
  for (int Each : S.J.Held) {
    if (M.HeldCount == MaxHeld)
      break;
    ++M.HeldCount;
    Fds[Count++] = Each;
  }
  M.Movable = S.J.Movable;
  M.Adopt = S.J.Adopt;
  if (S.J.Group) {
    if (openGuard(*S.J.Group, S.J.Limits, S.Memory) && arm(S.Memory.Memory)) {
      M.Guard = uint8_t(S.Memory.Memory.Version);
      M.Reserved = S.Memory.Memory.Reserved;
      M.MemoryMax = S.Memory.Memory.Max;
      M.WholeRun = std::max(S.J.WholeRun, M.Reserved);
      for (Fd &F : S.Memory.Files)
        Fds[Count++] = F.get();
      noteReserved(S, M.Reserved);
    }
  }
  M.KillWithLauncher = S.J.KillWithLauncher;
  M.Stay = S.J.KeeperStays;
  M.SignalMask = Signals.mask();
  M.Ignored = Signals.ignored();
  if (S.J.Path.size() >= sizeof(M.Path))
    return false;
  memcpy(M.Path, S.J.Path.data(), S.J.Path.size());
  if (environmentBytes(S.J.Environment) > MostEnvironment)
    return false;
  char *At = M.Environment;
  for (const std::string &E : S.J.Environment)
    At = stpcpy(At, E.c_str()) + 1;

  bool Sent = sendWithDescriptors(S.K.Socket.get(), &M, sizeof(M), Fds, Count);
  if (M.Guard == 1) {
    // The event is the keeper's alone: a threshold goes with its last descriptor.
    S.Memory.Files[0].reset();
    S.Memory.Memory.Event = -1;
  }
  return Sent;
}

bool isStopped(pid_t Pid) {
  // pid (comm) state; the name may hold anything, its end is the last ')'.
  std::string Text = place::readFile(fmt::format("/proc/{}/stat", Pid));
  size_t Close = Text.rfind(')');
  return Close != Text.npos && Close + 2 < Text.size() && Text[Close + 2] == 'T';
}

/// Stops as the job stopped, so that the shell sees it and takes the terminal
/// back; returns when something continued this process.
///
/// A SIGCONT to the group may come in between. It reaches the job first; the
/// stop signal is made pending before the job is looked at, so that a SIGCONT
/// either shows in the job's state or takes the pending signal away.
void stopLikeJob(pid_t Job, int Number) {
  if (Number == SIGSTOP) { // cannot be pending
    if (isStopped(Job))
      raise(SIGSTOP);
    return;
  }
  sigset_t Only;
  sigemptyset(&Only);
  sigaddset(&Only, Number);
  raise(Number);
  if (!isStopped(Job)) {
    signal(Number, SIG_IGN); // discards what is pending
    signal(Number, SIG_DFL);
    return;
  }
  sigprocmask(SIG_UNBLOCK, &Only, nullptr);
  sigprocmask(SIG_BLOCK, &Only, nullptr);
}

void fromRusage(Exited &E, const rusage &U) {
  auto Micros = [](const timeval &T) {
    return uint64_t(T.tv_sec) * 1'000'000 + uint64_t(T.tv_usec);
  };
  E.UserMicros = Micros(U.ru_utime);
  E.SystemMicros = Micros(U.ru_stime);
  E.MaxRssBytes = uint64_t(U.ru_maxrss) * 1024;
  E.MinorFaults = uint64_t(U.ru_minflt);
  E.MajorFaults = uint64_t(U.ru_majflt);
  E.BlocksRead = uint64_t(U.ru_inblock);
  E.BlocksWritten = uint64_t(U.ru_oublock);
  E.VoluntarySwitches = uint64_t(U.ru_nvcsw);
  E.InvoluntarySwitches = uint64_t(U.ru_nivcsw);
}

/// Children of this process that changed: the keeper, the job once the keeper
/// is gone, and orphans of the job, which a subreaper inherits.
void reap(Session &S) {
  while (true) {
    int Status;
    rusage U;
    // What the init of a namespace tells must be read before it is reaped.
    siginfo_t First = {};
    int Told = -1;
    if (S.J.Movable && S.Result.KeeperLost && S.Root &&
        waitid(P_PID, id_t(S.Root), &First, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        First.si_code == CLD_EXITED)
      Told = toldByInit(S.Root, -1);
    pid_t Pid = wait4(-1, &Status, WNOHANG | WUNTRACED, &U);
    if (Pid == S.Root && Told >= 0)
      Status = Told;
    if (Pid <= 0) {
      if (Pid < 0 && errno == ECHILD && S.Result.KeeperLost && !S.Over) {
        S.Result.Lost = true; // nobody is left whose end could be told
        S.Over = true;
      }
      return;
    }
    if (WIFSTOPPED(Status)) {
      if (Pid == S.Root && S.Result.KeeperLost)
        stopLikeJob(Pid, WSTOPSIG(Status));
      continue;
    }
    // A move that went on without the keeper ended the old copy.
    pid_t Moved = 0;
    if (S.J.Movable && S.Result.KeeperLost && S.Root && Pid == S.Root && S.E.MoveOver)
      Moved = S.E.MoveOver(S.Pid);
    if (Pid == S.K.Pid) {
      S.KeeperReaped = true;
    } else if (Moved && Moved != Pid) {
      S.Root = Moved;
      S.Pid = firstChild(Moved);
      ++S.Result.Moves;
    } else if (S.Result.KeeperLost && !S.Over && (Pid == S.Root || S.Root == 0)) {
      S.Result.End.Status = Status;
      S.Result.End.WallNanos = now() - S.Began;
      fromRusage(S.Result.End, U);
      S.Over = true;
    }
  }
}

/// The keeper was killed: what it did is the launcher's work from now on.
void takeOver(Session &S) {
  S.Result.KeeperLost = true;
  S.K.Socket.reset();
  if (!S.Pid) {
    // Killed before it could tell: the job, if there is one, is a child now.
    int Status;
    while (!S.KeeperReaped && waitpid(S.K.Pid, &Status, 0) < 0 && errno == EINTR)
      ;
    S.KeeperReaped = true;
    std::string Children =
        place::readFile(fmt::format("/proc/self/task/{}/children", getpid()));
    S.Pid = S.Root = pid_t(strtol(Children.c_str(), nullptr, 10));
  }
  // A move that was under way is settled by its mover, who noticed as well, or by the
  // journal; the job is where that says.
  if (S.E.MoveOver && S.J.Movable)
    if (pid_t Root = S.E.MoveOver(S.Pid)) {
      S.Root = Root;
      S.Pid = firstChild(Root);
    }
  if (S.Memory.Memory.Version) {
    S.Guarding = true;
    S.Memory.Memory.Reserved = std::max(S.J.WholeRun, S.Result.Reserved);
    arm(S.Memory.Memory);
    noteReserved(S, S.Memory.Memory.Reserved);
    S.Memory.Memory.Watching = true; // an event may have gone to the keeper
  }
  if (S.J.KillWithLauncher && S.J.Group)
    S.J.Group->kill();
}

/// The job may be in other groups: the keeper gets a guard of the memory group there.
void guardAnew(Session &S) {
  S.Memory = GuardFiles();
  place::Limits L = S.J.Limits;
  L.Memory = S.Result.Reserved;
  if (!S.J.Group || !openGuard(*S.J.Group, L, S.Memory) || !arm(S.Memory.Memory))
    return;
  Guarded M;
  M.Version = uint8_t(S.Memory.Memory.Version);
  M.Reserved = S.Memory.Memory.Reserved;
  M.MemoryMax = S.Memory.Memory.Max;
  int Fds[Guard::Descriptors];
  for (int I = 0; I < Guard::Descriptors; ++I)
    Fds[I] = S.Memory.Files[I].get();
  sendWithDescriptors(S.K.Socket.get(), &M, sizeof(M), Fds, Guard::Descriptors);
  if (M.Version == 1) {
    S.Memory.Files[0].reset(); // as in sendStart()
    S.Memory.Memory.Event = -1;
  }
}

void receive(Session &S) {
  union Packet {
    Message Kind;
    struct Started Started;
    struct Stopped Stopped;
    struct Raised Raised;
    struct Resized Resized;
    struct Moved Moved;
    struct Exited Exited;
    Packet() : Kind() {}
  } M;
  while (!S.Over) {
    ssize_t N = recv(S.K.Socket.get(), &M, sizeof(M), MSG_DONTWAIT);
    // A keeper that ended before it read our last message resets the
    // connection; what it had sent is still there.
    if (N < 0 && (errno == EINTR || errno == ECONNRESET))
      continue;
    if (N < 0 && errno == EAGAIN)
      return;
    if (N <= 0)
      return takeOver(S);
    switch (M.Kind) {
    case Message::Started:
      S.Pid = M.Started.Pid;
      S.Root = M.Started.Root;
      if (S.E.Started)
        S.E.Started(S.Pid);
      break;
    case Message::Stopped:
      stopLikeJob(S.Pid, M.Stopped.Signal);
      break;
    case Message::Raised:
      ++S.Result.Raises;
      noteReserved(S, M.Raised.Reserved);
      break;
    case Message::Resized:
      S.Result.ResizeSeconds =
          std::max(S.Result.ResizeSeconds, double(now() - S.AskedAt) / 1e9);
      S.AskedAt = 0;
      S.Answered = M.Resized.Reserved;
      if (M.Resized.Reserved != S.Result.Reserved) {
        ++S.Result.Resizes;
        noteReserved(S, M.Resized.Reserved);
      }
      break;
    case Message::Moving: {
      if (S.E.Moving)
        S.E.Moving();
      Ready Answer;
      send(S.K.Socket.get(), &Answer, sizeof(Answer), MSG_NOSIGNAL);
      break;
    }
    case Message::Moved:
      S.Pid = M.Moved.Pid;
      S.Root = M.Moved.Root;
      ++S.Result.Moves;
      break;
    case Message::MoveOver:
      if (S.E.MoveOver)
        S.E.MoveOver(S.Pid);
      guardAnew(S);
      break;
    case Message::Exited:
      S.Result.End = M.Exited;
      S.Over = true;
      break;
    default:
      break;
    }
  }
}

/// Signals that a process sent to the launcher are meant for the job. What the
/// kernel sent (terminal keys) went to the whole process group, which a movable job is
/// not in.
void passSignals(Session &S) {
  signalfd_siginfo I;
  while (read(S.Signals.get(), &I, sizeof(I)) == sizeof(I)) {
    if (I.ssi_signo == SIGCHLD || (I.ssi_code > 0 && !S.J.Movable))
      continue;
    Signal M;
    M.Number = int32_t(I.ssi_signo);
    M.Sender = int32_t(I.ssi_pid);
    M.Code = I.ssi_code;
    M.Value = int64_t(I.ssi_ptr);
    if (S.K.Socket)
      send(S.K.Socket.get(), &M, sizeof(M), MSG_NOSIGNAL);
    else if (S.Root > 0)
      kill(S.Root, M.Number);
  }
}

void demandMore(Session &S) {
  if (!S.Memory.Memory.Version)
    return;
  if (uint64_t Exactly = S.E.Want ? S.E.Want() : 0) {
    if (S.Guarding) {
      resize(S.Memory.Memory, Exactly);
      if (S.Memory.Memory.Reserved != S.Result.Reserved) {
        ++S.Result.Resizes;
        noteReserved(S, S.Memory.Memory.Reserved);
      }
      return;
    }
    // One at a time; what the keeper refused is not asked for again and again.
    if (S.AskedAt || Exactly == S.Result.Reserved ||
        (Exactly == S.Asked && S.Result.Reserved == S.Answered))
      return;
    S.Asked = Exactly;
    S.AskedAt = now();
    Resize M{Message::Resize, Exactly};
    send(S.K.Socket.get(), &M, sizeof(M), MSG_NOSIGNAL);
    return;
  }
  uint64_t Bytes = S.E.Need ? S.E.Need() : 0;
  if (Bytes <= S.Result.Reserved)
    return;
  noteReserved(S, Bytes);
  if (S.Guarding)
    return reserve(S.Memory.Memory, Bytes);
  Reserve M{Message::Reserve, Bytes};
  send(S.K.Socket.get(), &M, sizeof(M), MSG_NOSIGNAL);
}

} // namespace

size_t environmentBytes(const std::vector<std::string> &Environment) {
  size_t Bytes = 0;
  for (const std::string &E : Environment)
    Bytes += E.size() + 1;
  return Bytes;
}

demand::Expected<Keeper> startKeeper(const std::string &Path, char *const *Argv,
                                     const SignalState &Signals, bool &Inexact) {
  int Pair[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, Pair) != 0)
    return demand::fail(fmt::format("cannot make a socket pair: {}", strerror(errno)));
  Keeper K;
  K.Socket = Fd(Pair[0]);
  Fd Theirs(Pair[1]);
  // If the keeper dies its job becomes a child of this process.
  prctl(PR_SET_CHILD_SUBREAPER, 1);

  std::string Number = fmt::format("{}", Theirs.get());
  std::vector<char *> Args = {const_cast<char *>(Path.c_str()), Number.data()};
  for (char *const *A = Argv; *A; ++A)
    Args.push_back(*A);
  Args.push_back(nullptr);

  // The child of vfork shares this memory until it executes: it tells so why
  // it could not. Signals stay blocked; the keeper expects that.
  volatile int Why = 0;
  pid_t Pid = vfork();
  if (Pid == 0) {
    fcntl(Theirs.get(), F_SETFD, 0);
    execve(Path.c_str(), Args.data(), environ);
    Why = errno;
    _exit(127);
  }
  if (Pid > 0 && Why == 0) {
    K.Pid = Pid;
    return K;
  }
  if (Pid > 0)
    waitpid(Pid, nullptr, 0);
  Inexact = true;
  Pid = fork();
  if (Pid == 0) {
    K.Socket.reset();
    _exit(keep(Theirs.get(), const_cast<char **>(Argv), environ));
  }
  if (Pid < 0)
    return demand::fail(fmt::format("cannot fork: {}", strerror(errno)));
  K.Pid = Pid;
  return K;
}

void letGoOfInherited(bool Quiet) {
  Fd Null(open("/dev/null", O_RDWR | O_CLOEXEC));
  for (int F = 0; F <= (Quiet ? 2 : 1); ++F)
    if (Null)
      dup2(Null.get(), F);
    else
      close(F);
  // Our own descriptors are close-on-exec; an inherited one cannot be.
  std::unique_ptr<DIR, int (*)(DIR *)> D(opendir("/proc/self/fd"), closedir);
  while (dirent *E = D ? readdir(D.get()) : nullptr) {
    int F = atoi(E->d_name);
    if (F > 2 && !(fcntl(F, F_GETFD) & FD_CLOEXEC))
      close(F);
  }
}

void awaitKeeper(Keeper &K) {
  K.Socket.reset();
  if (K.Pid > 0)
    while (waitpid(K.Pid, nullptr, 0) < 0 && errno == EINTR)
      ;
}

void runJob(Keeper &K, const Job &J, const SignalState &Signals, Events &E, Outcome &Result) {
  Result = {};
  Session S{.K = K, .J = J, .E = E, .Result = Result};
  S.Began = now();
  sigset_t All;
  sigfillset(&All);
  S.Signals = Fd(signalfd(-1, &All, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!S.Signals || !sendStart(S, Signals)) {
    S.Result.Lost = true;
    return;
  }
  while (!S.Over) {
    int Wait = E.Tick ? E.Tick() : -1;
    Guard &M = S.Memory.Memory;
    bool Interval = S.Guarding && M.Watching;
    if (Interval && (Wait < 0 || Wait > GuardIntervalMs))
      Wait = GuardIntervalMs;
    pollfd P[4] = {{S.Signals.get(), POLLIN, 0},
                   {S.K.Socket.get(), POLLIN, 0},
                   {E.Fd, POLLIN, 0},
                   {S.Guarding && !Interval ? M.Event : -1,
                    short(M.Version == 2 ? POLLPRI : POLLIN), 0}};
    int Ready = poll(P, 4, Wait);
    if (Ready < 0)
      continue;
    if (P[0].revents)
      passSignals(S);
    if (P[1].revents)
      receive(S);
    reap(S);
    if (S.Over)
      break;
    if (P[2].revents && E.Ready && !E.Ready())
      E.Fd = -1;
    demandMore(S);
    uint64_t Needed = 0;
    if (S.Guarding && (Interval || P[3].revents) && check(M, Needed)) {
      ++S.Result.Raises;
      noteReserved(S, M.Reserved);
    }
  }
  noteReserved(S, S.Result.Reserved); // until now
  if (S.KeeperReaped)
    K.Pid = -1;
}

} // namespace auspex::launch
