//===- runtime/launch/port.cpp - The keeper's part in a move ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/port.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auspex::launch {
namespace {

void closed(int &F) {
  if (F >= 0)
    close(F);
  F = -1;
}

void answer(Port &P, Control Kind, pid_t Pid = 0, int Status = 0) {
  Answer A;
  A.Kind = Kind;
  A.Pid = Pid;
  A.Status = Status;
  if (P.Peer >= 0)
    send(P.Peer, &A, sizeof(A), MSG_NOSIGNAL);
}

bool put(int Dir, const char *File, const char *Text) {
  int F = openat(Dir, File, O_WRONLY | O_CLOEXEC);
  bool Done = F >= 0 && write(F, Text, strlen(Text)) == ssize_t(strlen(Text));
  if (F >= 0)
    close(F);
  return Done;
}

void thaw(int Dir, int Version) {
  if (Dir >= 0)
    put(Dir, Version == 2 ? "cgroup.freeze" : "freezer.state", Version == 2 ? "0" : "THAWED");
}

/// Kills what is in a group before it is thawed: it does not run another instruction.
void killFrozen(int Dir, int Version) {
  if (Dir < 0)
    return;
  if (Version != 2 || !put(Dir, "cgroup.kill", "1")) {
    FILE *F = fdopen(openat(Dir, "cgroup.procs", O_RDONLY | O_CLOEXEC), "r");
    char Line[32];
    while (F && fgets(Line, sizeof(Line), F))
      kill(pid_t(atoi(Line)), SIGKILL);
    if (F)
      fclose(F);
  }
  thaw(Dir, Version);
}

/// SIGKILL to every child but \p Job.
void killOthers(pid_t Job) {
  char Name[64], Text[4096];
  snprintf(Name, sizeof(Name), "/proc/self/task/%d/children", getpid());
  int F = open(Name, O_RDONLY | O_CLOEXEC);
  ssize_t N = F >= 0 ? read(F, Text, sizeof(Text) - 1) : 0;
  if (F >= 0)
    close(F);
  Text[N > 0 ? N : 0] = 0;
  for (char *At = Text; pid_t Pid = pid_t(strtol(At, &At, 10));)
    if (Pid != Job)
      kill(Pid, SIGKILL);
}

void forget(Port &P) {
  closed(P.Source);
  closed(P.Target);
  closed(P.Journal);
  P.Holding = P.Asked = P.Back = P.Pledged = false;
}

/// Back to the source. False where CRIU is still in the job: later then.
bool goBack(Port &P, pid_t Job) {
  if (P.Child && !P.MayKill) {
    P.Back = true;
    return false;
  }
  killOthers(Job);
  killFrozen(P.Target, P.TargetVersion);
  thaw(P.Source, P.SourceVersion);
  answer(P, Control::Aborted);
  forget(P);
  return true;
}

PortEvent commit(Port &P, pid_t New, pid_t &Job) {
  static const char Line[] = "commit\n";
  siginfo_t I = {};
  int Why = 0;
  if (!P.Holding || P.Back || P.Child || New == Job || (P.Target < 0 && !P.Pledged))
    Why = EINVAL;
  else if (waitid(P_PID, id_t(New), &I, WEXITED | WNOHANG | WNOWAIT) != 0)
    Why = errno; // no child of ours
  else if (I.si_pid)
    Why = ESRCH; // ended
  else if (write(P.Journal, Line, sizeof(Line) - 1) != sizeof(Line) - 1)
    Why = errno;
  if (Why) {
    answer(P, Control::Refused, New, Why);
    return PortEvent::None;
  }
  fdatasync(P.Journal);
  if (Job) // otherwise it came from another host, where its source is
    killFrozen(P.Source, P.SourceVersion);
  Job = New;
  P.Away = P.Target < 0;
  thaw(P.Target, P.TargetVersion);
  answer(P, Control::Committed, New);
  forget(P);
  return PortEvent::Committed;
}

/// -1 and errno where \p R holds no command. All of its words or none: half a command
/// would restore half a job.
pid_t spawn(Request &R) {
  if (!R.Bytes || R.Bytes > sizeof(R.Text) || R.Text[R.Bytes - 1]) {
    errno = EINVAL;
    return -1;
  }
  constexpr int Most = 4096;
  static char *Argv[Most + 1];
  int Count = 0;
  for (size_t At = 0; At < R.Bytes; At += strlen(R.Text + At) + 1) {
    if (Count == Most) {
      errno = E2BIG;
      return -1;
    }
    Argv[Count++] = R.Text + At;
  }
  Argv[Count] = nullptr;
  pid_t Pid = fork();
  if (Pid == 0) {
    sigset_t None;
    sigemptyset(&None);
    sigprocmask(SIG_SETMASK, &None, nullptr);
    execv(Argv[0], Argv);
    _exit(127);
  }
  return Pid;
}

/// Receives one request with at most two descriptors; its size, 0 at the end.
ssize_t take(int Peer, Request &R, int Fds[2]) {
  iovec Data = {&R, sizeof(R)};
  alignas(cmsghdr) char Space[CMSG_SPACE(2 * sizeof(int))];
  msghdr M = {};
  M.msg_iov = &Data;
  M.msg_iovlen = 1;
  M.msg_control = Space;
  M.msg_controllen = sizeof(Space);
  ssize_t N;
  do
    N = recvmsg(Peer, &M, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  while (N < 0 && errno == EINTR);
  Fds[0] = Fds[1] = -1;
  if (cmsghdr *C = N > 0 ? CMSG_FIRSTHDR(&M) : nullptr; C && C->cmsg_type == SCM_RIGHTS) {
    size_t Bytes = C->cmsg_len - CMSG_LEN(0);
    memcpy(Fds, CMSG_DATA(C), Bytes < 2 * sizeof(int) ? Bytes : 2 * sizeof(int));
  }
  return N;
}

} // namespace

pid_t firstChild(pid_t Pid) {
  char Name[64], Text[32] = {};
  snprintf(Name, sizeof(Name), "/proc/%d/task/%d/children", Pid, Pid);
  int F = open(Name, O_RDONLY | O_CLOEXEC);
  if (F < 0)
    return 0;
  ssize_t N = read(F, Text, sizeof(Text) - 1);
  close(F);
  return N > 0 ? pid_t(atoi(Text)) : 0;
}

void acceptPeer(Port &P) {
  int F = accept4(P.Listen, nullptr, nullptr, SOCK_CLOEXEC);
  if (F < 0)
    return;
  ucred Who;
  socklen_t Size = sizeof(Who);
  bool Ours = getsockopt(F, SOL_SOCKET, SO_PEERCRED, &Who, &Size) == 0 &&
              (Who.uid == geteuid() || Who.uid == 0);
  // One move at a time: the journal's lock already sees to it.
  if (!Ours || P.Peer >= 0 || (P.Holding && !P.Pledged) || P.Back)
    close(F);
  else
    P.Peer = F;
}

PortEvent receiveRequest(Port &P, pid_t &Job) {
  Request R;
  int Fds[2];
  ssize_t N = take(P.Peer, R, Fds);
  if (N < 0 && errno == EAGAIN)
    return PortEvent::None;
  PortEvent Event = PortEvent::None;
  if (N != sizeof(R)) { // the mover is gone
    closed(P.Peer);
    Event = P.Pledged         ? PortEvent::None
            : !P.Holding      ? PortEvent::Over
            : goBack(P, Job) ? PortEvent::Back
                              : PortEvent::None;
  } else if (R.Kind == Control::Hold && !P.Holding && Fds[0] >= 0 && Fds[1] >= 0) {
    P.Source = Fds[0];
    P.Journal = Fds[1];
    Fds[0] = Fds[1] = -1;
    P.SourceVersion = R.Version;
    P.Holding = P.Asked = true;
    Event = PortEvent::Hold;
  } else if (R.Kind == Control::Spawn && P.Holding && !P.Child && !P.Back) {
    if (Fds[0] >= 0) {
      closed(P.Target);
      P.Target = Fds[0];
      Fds[0] = -1;
      P.TargetVersion = R.Version;
    }
    P.MayKill = R.MayKill;
    pid_t Pid = spawn(R);
    P.Child = Pid > 0 ? Pid : 0;
    answer(P, Pid > 0 ? Control::Spawned : Control::Refused, Pid, errno);
  } else if (R.Kind == Control::Pledge && P.Holding && !P.Back) {
    P.Pledged = true;
    answer(P, Control::Pledged);
  } else if (R.Kind == Control::Commit) {
    Event = commit(P, R.Pid, Job);
  } else if (R.Kind == Control::Abort) {
    if (!P.Holding)
      answer(P, Control::Aborted);
    else if (goBack(P, Job))
      Event = PortEvent::Back;
  } else if (R.Kind == Control::Over) {
    closed(P.Peer);
    Event = PortEvent::Over;
  } else {
    answer(P, Control::Refused, 0, EINVAL);
  }
  closed(Fds[0]);
  closed(Fds[1]);
  return Event;
}

void launcherLetGo(Port &P, pid_t Job) {
  if (P.Asked)
    answer(P, Control::Held, Job);
  P.Asked = false;
}

PortEvent ended(Port &P, pid_t Pid, int Status, pid_t Job) {
  if (Pid != P.Child)
    return PortEvent::None;
  P.Child = 0;
  answer(P, Control::Ended, Pid, Status);
  return P.Back && goBack(P, Job) ? PortEvent::Back : PortEvent::None;
}

void dropMove(Port &P, pid_t Job) {
  if (!P.Holding)
    return;
  killOthers(Job);
  killFrozen(P.Target, P.TargetVersion);
  killFrozen(P.Source, P.SourceVersion); // thaws what the job's root left
  forget(P);
}

void beInit(void (*Become)(void *), void *Argument, int Ready, int &Error) {
  setsid(); // a session that reaches out of the namespace cannot be dumped
  pid_t Child = fork();
  if (Child == 0) {
    setpgid(0, 0); // what the program sends to its group is not for the init
    Become(Argument);
  }
  if (Child < 0) {
    Error = errno;
    _exit(126);
  }
  if (write(Ready, "1", 1) < 0)
    _exit(125);
  int Null = open("/dev/null", O_RDWR);
  for (int F = 0; F <= 2; ++F)
    if (dup2(Null, F) < 0)
      close(F);
  // Nothing of the keeper's may stay open: it would be dumped.
  if (close_range(3, ~0u, 0) != 0) // before Linux 5.9
    for (int F = 3; F < 1024; ++F)
      close(F);
  sigset_t All;
  sigfillset(&All);
  sigprocmask(SIG_SETMASK, &All, nullptr);
  while (true) {
    int Status;
    for (pid_t Pid; (Pid = waitpid(-1, &Status, WNOHANG)) > 0;)
      if (Pid == Child) {
        char Name[16];
        snprintf(Name, sizeof(Name), "end %x", unsigned(Status));
        prctl(PR_SET_NAME, Name);
        _exit(WIFEXITED(Status) ? WEXITSTATUS(Status) : 128 + WTERMSIG(Status));
      }
    siginfo_t I;
    int Number = sigwaitinfo(&All, &I);
    if (Number <= 0 || Number == SIGCHLD)
      continue;
    if (I.si_code == SI_QUEUE)
      sigqueue(Child, Number, I.si_value);
    else
      kill(Child, Number);
  }
}

int toldByInit(pid_t Init, int Otherwise) {
  char Name[32], Text[32] = {};
  snprintf(Name, sizeof(Name), "/proc/%d/comm", Init);
  int F = open(Name, O_RDONLY | O_CLOEXEC);
  if (F < 0)
    return Otherwise;
  ssize_t N = read(F, Text, sizeof(Text) - 1);
  close(F);
  unsigned Status;
  return N > 0 && sscanf(Text, "end %x", &Status) == 1 ? int(Status) : Otherwise;
}

} // namespace auspex::launch
