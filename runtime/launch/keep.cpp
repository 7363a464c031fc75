//===- runtime/launch/keep.cpp - The keeper of a job -----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/keep.h"
#include "runtime/launch/environment.h"
#include "runtime/launch/guard.h"
#include "runtime/launch/port.h"
#include "runtime/launch/wire.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace auspex::launch {
namespace {

constexpr int Signals = 64;

/// What the job's first process tells before it is the program: in memory that
/// both see, so that no descriptor more is open across exec.
struct Report {
  int ExecError, JoinError;
};

struct Keeper {
  int Socket = -1, SignalFd = -1;
  int Lock = -1, Members = -1, Directory = -1, Join[MaxJoin] = {};
  struct Start Start = {};
  Guard Memory;
  Report *Shared = nullptr;
  Port Move;
  pid_t Job = 0;     ///< the child: the program, or the init of its PID namespace
  uint64_t Late = 0; ///< signals for the job that came while it was frozen
  bool LauncherGone = false;
  uint64_t Began = 0;
  /// When, and from whom, the keeper itself last got a signal that a process
  /// sent: the mark of one that went to the whole process group.
  uint64_t SeenAt[Signals + 1] = {};
  int SeenFrom[Signals + 1] = {};
};

uint64_t now() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return uint64_t(T.tv_sec) * 1'000'000'000 + uint64_t(T.tv_nsec);
}

template <typename T> void tell(Keeper &K, const T &M) {
  if (!K.LauncherGone)
    send(K.Socket, &M, sizeof(M), MSG_NOSIGNAL);
}

/// The kernel's signal set of 64 bits as glibc's.
sigset_t setOf(uint64_t Bits) {
  sigset_t S;
  sigemptyset(&S);
  for (int N = 1; N <= Signals; ++N)
    if (Bits >> (N - 1) & 1)
      sigaddset(&S, N);
  return S;
}

/// Receives Start and its descriptors.
bool receiveStart(Keeper &K) {
  iovec Data = {&K.Start, sizeof(K.Start)};
  constexpr int Most = 5 + MaxJoin + MaxHeld + Guard::Descriptors;
  alignas(cmsghdr) char Space[CMSG_SPACE(Most * sizeof(int))];
  msghdr M = {};
  M.msg_iov = &Data;
  M.msg_iovlen = 1;
  M.msg_control = Space;
  M.msg_controllen = sizeof(Space);
  ssize_t N;
  do
    N = recvmsg(K.Socket, &M, MSG_CMSG_CLOEXEC);
  while (N < 0 && errno == EINTR);
  if (N != sizeof(K.Start) || K.Start.Kind != Message::Start || K.Start.JoinCount > MaxJoin)
    return false;
  int Count = 0;
  int All[Most];
  if (cmsghdr *C = CMSG_FIRSTHDR(&M); C && C->cmsg_type == SCM_RIGHTS) {
    Count = int((C->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    memcpy(All, CMSG_DATA(C), size_t(Count) * sizeof(int));
  }
  int At = 0;
  auto Take = [&](int &To) { To = At < Count ? All[At] : -1, ++At; };
  if (K.Start.HasLock)
    Take(K.Lock);
  if (K.Start.HasMembers)
    Take(K.Members);
  if (K.Start.HasDirectory)
    Take(K.Directory);
  for (int I = 0; I < K.Start.JoinCount; ++I)
    Take(K.Join[I]);
  if (K.Start.HasControl)
    Take(K.Move.Listen);
  int Held = -1; // by being open
  if (K.Start.HasPromise)
    Take(Held);
  for (int I = 0; I < K.Start.HeldCount; ++I)
    Take(Held);
  if (K.Start.Guard) {
    K.Memory.Version = K.Start.Guard;
    for (int I = 0; I < Guard::Descriptors; ++I)
      Take(*K.Memory.descriptor(I));
    K.Memory.Reserved = K.Start.Reserved;
    K.Memory.Max = K.Start.MemoryMax;
    K.Memory.Armed = true; // the launcher asked for the first event
  }
  return At == Count;
}

void join(Keeper &K, bool InUnified) {
  int Joins = K.Start.JoinCount - (InUnified && K.Start.JoinOnlyWithoutClone);
  for (int I = 0; I < Joins; ++I)
    // "0" is the writer itself. The v1 file is `tasks`: moving one's own single
    // thread takes no global lock, unlike a write to cgroup.procs.
    if (write(K.Join[I], "0", 1) < 0)
      K.Shared->JoinError = errno;
}

/// Becomes the program.
[[noreturn]] void becomeJob(Keeper &K, char **Argv, char **Env) {
  Env = withAdditions(K.Start.Environment, sizeof(K.Start.Environment), Env);
  for (int N = 1; N <= Signals; ++N)
    if (K.Start.Ignored >> (N - 1) & 1)
      signal(N, SIG_IGN);
  sigset_t Mask = setOf(K.Start.SignalMask);
  sigprocmask(SIG_SETMASK, &Mask, nullptr);

  execve(K.Start.Path, Argv, Env);
  if (errno == ENOEXEC) {
    // As execvp(3) does: a script without an interpreter line is the shell's.
    size_t Count = 0;
    while (Argv[Count])
      ++Count;
    char **Shell = static_cast<char **>(calloc(Count + 2, sizeof(char *)));
    if (Shell) {
      char Name[] = "/bin/sh";
      Shell[0] = Name;
      Shell[1] = K.Start.Path;
      for (size_t I = 1; I < Count; ++I)
        Shell[I + 1] = Argv[I];
      execve("/bin/sh", Shell, Env);
    }
    errno = ENOEXEC;
  }
  K.Shared->ExecError = errno;
  _exit(127);
}

/// What the job's first process is to become.
struct Program {
  Keeper *K;
  char **Argv, **Env;
};

bool startJob(Keeper &K, char **Argv, char **Env) {
  K.Began = now();
  pid_t Pid = -1;
  bool InUnified = false;
  const uint64_t Namespace = K.Start.Movable ? CLONE_NEWPID : 0;
  int Ready[2] = {-1, -1};
  if (K.Start.Movable && pipe2(Ready, O_CLOEXEC) != 0)
    return false;
  if (K.Directory >= 0) {
    clone_args Args = {};
    Args.flags = CLONE_INTO_CGROUP | Namespace;
    Args.exit_signal = SIGCHLD;
    Args.cgroup = uint64_t(K.Directory);
    InUnified = true;
    Pid = pid_t(syscall(SYS_clone3, &Args, sizeof(Args)));
  }
  if (Pid < 0) { // no v2 group, before Linux 5.7, or a filter without clone3
    InUnified = false;
    Pid = Namespace ? pid_t(syscall(SYS_clone, Namespace | SIGCHLD, nullptr, nullptr, nullptr, 0))
                    : fork();
  }
  if (Pid == 0) {
    if (K.Start.KillWithLauncher)
      prctl(PR_SET_PDEATHSIG, SIGKILL);
    join(K, InUnified);
    if (!K.Start.Movable)
      becomeJob(K, Argv, Env);
    Program P{&K, Argv, Env};
    beInit(
        [](void *Argument) {
          auto *It = static_cast<Program *>(Argument);
          becomeJob(*It->K, It->Argv, It->Env);
        },
        &P, Ready[1], K.Shared->ExecError);
  }
  K.Job = Pid;
  if (K.Start.Movable) {
    int Why = errno;
    close(Ready[1]);
    char One; // the end of the pipe where the init could not even fork
    while (Pid > 0 && read(Ready[0], &One, 1) < 0 && errno == EINTR)
      ;
    close(Ready[0]);
    errno = Why;
  }
  return Pid > 0;
}

/// Everything that the job has and the keeper needs not: a reader of a pipe
/// waits until the last writer is gone, and a busy directory cannot be
/// unmounted. What was inherited is recognised by the missing close-on-exec.
void letGo() {
  int Null = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int F = 0; F <= 2; ++F)
    if (Null >= 0)
      dup2(Null, F);
    else
      close(F);
  if (DIR *D = opendir("/proc/self/fd")) {
    while (dirent *E = readdir(D)) {
      int F = atoi(E->d_name);
      if (F > 2 && !(fcntl(F, F_GETFD) & FD_CLOEXEC))
        close(F);
    }
    closedir(D);
  }
  if (chdir("/") != 0)
    return;
}

/// read and write calls of a process and the children it waited for, while it
/// is a zombie. Stays zero where the kernel does not tell.
void readIo(pid_t Pid, Exited &E) {
  char Name[32], Buffer[512];
  snprintf(Name, sizeof(Name), "/proc/%d/io", Pid);
  int F = open(Name, O_RDONLY | O_CLOEXEC);
  if (F < 0)
    return;
  ssize_t N = read(F, Buffer, sizeof(Buffer) - 1);
  close(F);
  if (N <= 0)
    return;
  Buffer[N] = 0;
  if (const char *At = strstr(Buffer, "rchar: "))
    E.CharsRead = strtoull(At + 7, nullptr, 10);
  if (const char *At = strstr(Buffer, "wchar: "))
    E.CharsWritten = strtoull(At + 7, nullptr, 10);
}

/// SIGKILL to the members of the v1 group until a look at the list finds
/// nobody that is not already dying.
void killMembers(const Keeper &K) {
  char Buffer[4096];
  // A process that forks may be a step ahead; a dying one stays on the list.
  for (int Round = 0; Round < 1000; ++Round) {
    ssize_t N = pread(K.Members, Buffer, sizeof(Buffer) - 1, 0);
    if (N <= 0)
      return;
    Buffer[N] = 0;
    for (char *At = Buffer; pid_t Pid = pid_t(strtol(At, &At, 10));)
      kill(Pid, SIGKILL);
  }
}

void killGroup(Keeper &K) {
  if (K.Job)
    kill(K.Job, SIGKILL);
  int F = K.Directory >= 0 ? openat(K.Directory, "cgroup.kill", O_WRONLY | O_CLOEXEC) : -1;
  bool Done = F >= 0 && write(F, "1", 1) == 1;
  if (F >= 0)
    close(F);
  if (!Done && K.Members >= 0)
    killMembers(K);
}

/// The job's end: told first, reaped after, so that it is lost with neither.
void finish(Keeper &K, int Status, const rusage &U) {
  Exited E;
  E.Status = Status;
  E.WallNanos = now() - K.Began;
  E.ExecError = K.Shared->ExecError;
  E.JoinError = K.Shared->JoinError;
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
  readIo(K.Job, E);
  tell(K, E);
  if (K.LauncherGone && K.Lock >= 0) {
    // The next auspex command reads it from the record of the job.
    char Line[128];
    int N = snprintf(Line, sizeof(Line), "outcome %d %llu %llu\n", Status,
                     static_cast<unsigned long long>(E.WallNanos),
                     static_cast<unsigned long long>(E.MaxRssBytes));
    if (write(K.Lock, Line, size_t(N)) != N)
      return;
  }
}

/// What changed about the job; true when it is over.
bool jobOver(Keeper &K) {
  if (!K.Job)
    return false; // it has not come yet
  while (true) {
    siginfo_t I = {};
    rusage U = {};
    // The raw call also returns the resource usage.
    long Done = syscall(SYS_waitid, P_PID, K.Job, &I, WEXITED | WSTOPPED | WNOHANG | WNOWAIT, &U);
    if (Done != 0 || I.si_pid != K.Job)
      return Done != 0 && errno == ECHILD;
    if (I.si_code == CLD_STOPPED || I.si_code == CLD_TRAPPED) {
      syscall(SYS_waitid, P_PID, K.Job, &I, WSTOPPED | WNOHANG, nullptr);
      tell(K, Stopped{Message::Stopped, I.si_status});
      continue;
    }
    if (I.si_code != CLD_EXITED && I.si_code != CLD_KILLED && I.si_code != CLD_DUMPED)
      return false;
    int Status = I.si_code == CLD_EXITED ? (I.si_status & 0xff) << 8
                                         : I.si_status | (I.si_code == CLD_DUMPED ? 0x80 : 0);
    if (K.Start.Movable && I.si_code == CLD_EXITED)
      Status = toldByInit(K.Job, Status);
    dropMove(K.Move, K.Job);
    finish(K, Status, U);
    waitid(P_PID, id_t(K.Job), &I, WEXITED);
    return true;
  }
}

void sendLate(Keeper &K) {
  for (int N = 1; N <= Signals; ++N)
    if (K.Late >> (N - 1) & 1)
      kill(K.Job, N);
  K.Late = 0;
}

void moveEvent(Keeper &K, PortEvent E) {
  switch (E) {
  case PortEvent::None:
    return;
  case PortEvent::Hold:
    if (K.LauncherGone || !K.Job)
      return launcherLetGo(K.Move, K.Job); // nothing is attached to the job
    return tell(K, Moving());
  case PortEvent::Committed:
    // The memory guard is of the old group.
    K.Memory.Version = 0;
    K.Memory.Watching = false;
    tell(K, Moved{Message::Moved, K.Move.Away ? K.Job : firstChild(K.Job), K.Job});
    return sendLate(K);
  case PortEvent::Back:
    sendLate(K);
    return tell(K, MoveOver());
  case PortEvent::Over:
    return tell(K, MoveOver());
  }
}

/// Children of the keeper beside the job: what a mover had it spawn, a copy that was
/// given up.
void reapOthers(Keeper &K) {
  siginfo_t I = {};
  while (waitid(P_ALL, 0, &I, WEXITED | WNOHANG | WNOWAIT) == 0 && I.si_pid && I.si_pid != K.Job) {
    int Status = 0;
    pid_t Pid = I.si_pid;
    waitpid(Pid, &Status, 0);
    moveEvent(K, ended(K.Move, Pid, Status, K.Job));
    I = {};
  }
}

/// The launcher made a guard of the group that the job is in now.
void newGuard(Keeper &K, const Guarded &M, const int *Fds) {
  for (int I = 0; I < Guard::Descriptors; ++I) {
    int *F = K.Memory.descriptor(I);
    if (*F >= 0)
      close(*F);
    *F = Fds[I];
  }
  K.Memory.Version = M.Version;
  K.Memory.Reserved = M.Reserved;
  K.Memory.Max = M.MemoryMax;
  K.Memory.Armed = true;
  K.Memory.Watching = false;
}

/// Reads the signals that this process got. True where one says that a child
/// changed.
bool drainSignals(Keeper &K, uint64_t *Pending) {
  bool Child = false;
  signalfd_siginfo S;
  while (read(K.SignalFd, &S, sizeof(S)) == sizeof(S)) {
    if (S.ssi_signo == SIGCHLD) {
      Child = true;
    } else if (S.ssi_signo <= Signals) {
      if (Pending)
        *Pending |= 1ull << (S.ssi_signo - 1);
      if (S.ssi_code <= 0) {
        K.SeenAt[S.ssi_signo] = now();
        K.SeenFrom[S.ssi_signo] = int(S.ssi_pid);
      }
    }
  }
  return Child;
}

/// A signal that the launcher got from a process. One that was sent to the
/// process group has reached the keeper before the launcher (the kernel walks
/// a group from its youngest member) and the job as well.
void passOn(Keeper &K, const struct Signal &S) {
  if (S.Number < 1 || S.Number > Signals || !K.Job)
    return;
  if (K.Move.Holding) { // for whichever copy goes on
    K.Late |= 1ull << (S.Number - 1);
    return;
  }
  constexpr uint64_t SameEvent = 200'000'000; // ns
  // A movable job is in a session, and so in a group, of its own.
  bool ToGroup = !K.Start.Movable && K.SeenFrom[S.Number] == S.Sender && K.SeenAt[S.Number] &&
                 now() - K.SeenAt[S.Number] < SameEvent;
  K.SeenAt[S.Number] = 0;
  if (ToGroup)
    return;
  if (S.Code == SI_QUEUE) {
    siginfo_t I = {};
    I.si_signo = S.Number;
    I.si_code = SI_QUEUE;
    I.si_pid = getpid();
    I.si_uid = getuid();
    I.si_value.sival_ptr = reinterpret_cast<void *>(S.Value);
    if (syscall(SYS_rt_sigqueueinfo, K.Job, S.Number, &I) == 0)
      return;
  }
  kill(K.Job, S.Number);
}

void launcherGone(Keeper &K) {
  K.LauncherGone = true;
  if (!K.Job)
    return dropMove(K.Move, K.Job);
  launcherLetGo(K.Move, K.Job);
  if (K.Start.KillWithLauncher)
    killGroup(K);
  // Nobody follows the timeline any more: the limits of the whole run, which the
  // guard goes on raising. The job never notices.
  reserve(K.Memory, K.Start.WholeRun);
}

/// False when the launcher is gone.
bool receive(Keeper &K) {
  union Packet {
    Message Kind;
    struct Signal Signal;
    struct Reserve Reserve;
    struct Resize Resize;
    struct Guarded Guarded;
    Packet() : Kind() {}
  } M;
  while (true) {
    iovec Data = {&M, sizeof(M)};
    alignas(cmsghdr) char Space[CMSG_SPACE(Guard::Descriptors * sizeof(int))];
    msghdr H = {};
    H.msg_iov = &Data;
    H.msg_iovlen = 1;
    H.msg_control = Space;
    H.msg_controllen = sizeof(Space);
    ssize_t N = recvmsg(K.Socket, &H, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (N < 0 && (errno == EINTR || errno == ECONNRESET))
      continue;
    if (N == 0 || (N < 0 && errno != EAGAIN))
      return false;
    if (N < 0)
      return true;
    if (M.Kind == Message::Signal && N == sizeof(M.Signal)) {
      drainSignals(K, nullptr);
      passOn(K, M.Signal);
    } else if (M.Kind == Message::Reserve && N == sizeof(M.Reserve)) {
      reserve(K.Memory, M.Reserve.Bytes);
    } else if (M.Kind == Message::Resize && N == sizeof(M.Resize)) {
      resize(K.Memory, M.Resize.Bytes);
      tell(K, Resized{Message::Resized, K.Memory.Reserved});
    } else if (M.Kind == Message::Ready) {
      launcherLetGo(K.Move, K.Job);
    } else if (M.Kind == Message::Guarded && N == sizeof(M.Guarded)) {
      cmsghdr *C = CMSG_FIRSTHDR(&H);
      int Fds[Guard::Descriptors];
      if (C && C->cmsg_len == CMSG_LEN(sizeof(Fds))) {
        memcpy(Fds, CMSG_DATA(C), sizeof(Fds));
        newGuard(K, M.Guarded, Fds);
      }
    }
  }
}

/// A systemd scope is removed with everything below it when its last process
/// ends: the launcher wants to read the job's group before.
void awaitLauncher(const Keeper &K) {
  char Unread[sizeof(struct Signal)];
  ssize_t N;
  do
    N = recv(K.Socket, Unread, sizeof(Unread), 0);
  while (N > 0 || (N < 0 && errno == EINTR));
}

} // namespace

void occupyStandardDescriptors() {
  int F;
  do
    F = open("/dev/null", O_RDWR | O_CLOEXEC);
  while (F >= 0 && F <= 2);
  if (F > 2)
    close(F);
}

int keep(int Socket, char **Argv, char **Env) {
  Keeper K;
  K.Socket = Socket;
  occupyStandardDescriptors();
  fcntl(Socket, F_SETFD, FD_CLOEXEC);
  prctl(PR_SET_NAME, "auspex-keeper");
  sigset_t All;
  sigfillset(&All);
  sigprocmask(SIG_SETMASK, &All, nullptr);
  // An ignored SIGCHLD reaps children unasked; the job gets it back.
  signal(SIGCHLD, SIG_DFL);
  K.SignalFd = signalfd(-1, &All, SFD_NONBLOCK | SFD_CLOEXEC);
  K.Shared = static_cast<Report *>(
      mmap(nullptr, sizeof(Report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  if (K.SignalFd < 0 || K.Shared == MAP_FAILED || !receiveStart(K))
    return 125;

  // What the group got before the job was in it is the job's, too.
  uint64_t Pending = 0;
  drainSignals(K, &Pending);
  if (K.Start.Adopt) {
    K.Began = now();
  } else if (startJob(K, Argv, Env)) {
    tell(K, Started{Message::Started, K.Start.Movable ? firstChild(K.Job) : K.Job, K.Job});
  } else {
    Exited E;
    E.ExecError = errno;
    E.Status = 126 << 8;
    tell(K, E);
    return 125;
  }
  letGo();
  for (int N = 1; N <= Signals; ++N)
    if (Pending >> (N - 1) & 1)
      kill(K.Job, N);

  while (true) {
    pollfd P[5] = {{K.SignalFd, POLLIN, 0},
                   {K.LauncherGone ? -1 : K.Socket, POLLIN, 0},
                   {K.Memory.Event, short(K.Memory.Version == 2 ? POLLPRI : POLLIN), 0},
                   {K.Move.Listen, POLLIN, 0},
                   {K.Move.Peer, POLLIN, 0}};
    // While the guard looks every 10 ms, its event (v2: at every reclaim) would
    // only wake it more often.
    if (K.Memory.Watching || !K.Memory.Version)
      P[2].fd = -1;
    int Ready = poll(P, 5, K.Memory.Watching ? GuardIntervalMs : -1);
    if (Ready < 0 && errno != EINTR)
      return 125;
    if (Ready > 0 && P[0].revents)
      drainSignals(K, nullptr);
    reapOthers(K);
    if (jobOver(K)) {
      if (K.Start.Stay)
        awaitLauncher(K);
      return 0;
    }
    if (Ready > 0 && P[1].revents && !receive(K))
      launcherGone(K);
    if (K.LauncherGone && !K.Job)
      return 125; // who wanted to bring a job is gone
    if (Ready > 0 && P[4].revents)
      moveEvent(K, receiveRequest(K.Move, K.Job));
    if (Ready > 0 && P[3].revents)
      acceptPeer(K.Move);
    uint64_t Needed = 0;
    if (K.Memory.Version && (Ready == 0 || P[2].revents) && check(K.Memory, Needed))
      tell(K, Raised{Message::Raised, K.Memory.Reserved, Needed});
  }
}

} // namespace auspex::launch
