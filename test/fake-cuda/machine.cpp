//===- test/fake-cuda/machine.cpp - GPUs that are not there ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "machine.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <linux/futex.h>
#include <pthread.h>
#include <sstream>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace auspex::fake {

struct Machine::Shared {
  uint32_t Ready;
  uint32_t Changes; ///< a futex
  pthread_mutex_t Mutex;
  Process Processes[MaxProcesses];
  uint32_t EventCount;
  Event Events[MaxEvents];
};

namespace {

uint64_t bytes(const std::string &Text) {
  char *End = nullptr;
  uint64_t Value = strtoull(Text.c_str(), &End, 10);
  return *End == 'G' ? Value << 30 : *End == 'M' ? Value << 20 : Value;
}

/// A zombie's memory is the driver's again.
bool dead(pid_t Pid) {
  char Name[64], Text[512];
  snprintf(Name, sizeof(Name), "/proc/%d/stat", Pid);
  int F = open(Name, O_RDONLY | O_CLOEXEC);
  ssize_t N = F < 0 ? -1 : read(F, Text, sizeof(Text) - 1);
  if (F >= 0)
    close(F);
  if (N <= 0)
    return true;
  Text[N] = 0;
  const char *Close = strrchr(Text, ')');
  return !Close || Close[2] == 'Z' || Close[2] == 'X';
}

} // namespace

Script Script::read(const std::string &Path) {
  Script S;
  std::ifstream In(Path);
  for (std::string Line; std::getline(In, Line);) {
    std::istringstream Words(Line);
    std::string Kind, A, B, Word;
    Words >> Kind;
    if (Kind == "driver") {
      Words >> S.Driver;
    } else if (Kind == "context") {
      Words >> A;
      S.ContextBytes = bytes(A);
    } else if (Kind == "mps") {
      S.Mps = true;
    } else if (Kind == "gpu") {
      Device D;
      Words >> D.Uuid >> A >> D.Capability >> D.Name;
      D.Bytes = bytes(A);
      while (Words >> Word) {
        D.Mode = Word == "exclusive" ? 3 : Word == "prohibited" ? 2 : D.Mode;
        D.Lost |= Word == "lost";
      }
      S.Devices.push_back(D);
    } else if (Kind == "mig") {
      Device D;
      Words >> D.Parent >> D.Uuid >> A;
      Device &Whole = S.Devices.at(size_t(D.Parent));
      Whole.Divided = true;
      D.Bytes = bytes(A);
      D.Capability = Whole.Capability;
      D.Name = Whole.Name + "-MIG";
      S.Devices.push_back(D);
    } else if (Kind == "used") {
      unsigned Index = 0;
      Words >> Index;
      Words >> S.Devices.at(Index).Used;
    } else if (Kind == "fail") {
      Failure F;
      Words >> A >> F.Code >> F.Nth;
      S.Failures[A] = F;
    } else if (Kind == "await") {
      Words >> A >> B;
      S.Awaited[A] = B;
    } else if (Kind == "latency") {
      Words >> A;
      Words >> S.Latency[A];
    } else if (!Kind.empty() && Kind[0] != '#') {
      fprintf(stderr, "fake-cuda: %s: unknown word '%s'\n", Path.c_str(), Kind.c_str());
      abort();
    }
  }
  return S;
}

Machine &Machine::here() {
  const char *Path = getenv("AUSPEX_FAKE_CUDA");
  static Machine M(Path ? Path : "");
  return M;
}

Machine::Machine(const std::string &ScriptPath) : Path(ScriptPath) {
  reload();
  int Flags = MAP_SHARED;
  int F = -1;
  if (Path.empty()) {
    Flags |= MAP_ANONYMOUS;
  } else {
    F = open((Path + ".state").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (F < 0 || flock(F, LOCK_EX) != 0 || ftruncate(F, sizeof(Shared)) != 0) {
      perror("fake-cuda: the state");
      abort();
    }
  }
  void *At = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, Flags, F, 0);
  if (At == MAP_FAILED)
    abort();
  S = static_cast<Shared *>(At);
  if (!S->Ready) {
    pthread_mutexattr_t A;
    pthread_mutexattr_init(&A);
    pthread_mutexattr_setpshared(&A, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&A, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&S->Mutex, &A);
    S->Ready = 1;
  }
  if (F >= 0) {
    flock(F, LOCK_UN); // the mapping keeps the open file, and its lock with it
    close(F);
  }
}

Machine::~Machine() { munmap(S, sizeof(Shared)); }

void Machine::reload() { Words = Path.empty() ? Script() : Script::read(Path); }

Machine::Lock::Lock(Machine &M) : M(M) {
  if (pthread_mutex_lock(&M.S->Mutex) == EOWNERDEAD)
    pthread_mutex_consistent(&M.S->Mutex);
  M.reap();
}
Machine::Lock::~Lock() { pthread_mutex_unlock(&M.S->Mutex); }

void Machine::reap() {
  for (Process &P : S->Processes)
    if (P.Pid && dead(P.Pid))
      P = {};
}

Process *Machine::process(pid_t Pid, bool Make) {
  Process *Empty = nullptr;
  for (Process &P : S->Processes) {
    if (P.Pid == Pid)
      return &P;
    if (!P.Pid && !Empty)
      Empty = &P;
  }
  if (!Make || !Empty)
    return nullptr;
  *Empty = {};
  Empty->Pid = Pid;
  for (unsigned I = 0; I < MaxDevices; ++I)
    Empty->At[I] = uint8_t(I);
  return Empty;
}

std::vector<Process> Machine::processes() {
  return locked([&] {
    std::vector<Process> All;
    for (const Process &P : S->Processes)
      if (P.Pid)
        All.push_back(P);
    return All;
  });
}

uint64_t Machine::held(unsigned Device) {
  uint64_t Sum = 0;
  for (const Process &P : S->Processes)
    Sum += P.Pid ? P.Bytes[Device] : 0;
  return Sum;
}

void Machine::changed() {
  __atomic_add_fetch(&S->Changes, 1, __ATOMIC_SEQ_CST);
  syscall(SYS_futex, &S->Changes, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

void Machine::until(const std::function<bool()> &Done) {
  while (true) {
    uint32_t Seen = __atomic_load_n(&S->Changes, __ATOMIC_SEQ_CST);
    if (Done())
      return;
    syscall(SYS_futex, &S->Changes, FUTEX_WAIT, Seen, nullptr, nullptr, 0);
  }
}

void Machine::post(const std::string &Name) {
  locked([&] {
    if (S->EventCount < MaxEvents) {
      Event &E = S->Events[S->EventCount];
      snprintf(E.Name, sizeof(E.Name), "%s", Name.c_str());
      E.Pid = getpid();
      E.Tid = pid_t(syscall(SYS_gettid));
      ++S->EventCount;
    }
    return 0;
  });
  changed();
}

uint32_t Machine::count(const std::string &Name) {
  return locked([&] {
    return uint32_t(std::count_if(S->Events, S->Events + S->EventCount,
                                  [&](const Event &E) { return Name == E.Name; }));
  });
}

void Machine::await(const std::string &Name, unsigned Times) {
  until([&] { return count(Name) >= Times; });
}

void Machine::awaitState(int Is) {
  until([&] {
    return locked([&] {
      Process *P = process(getpid(), false);
      return !P || P->Is == Is;
    });
  });
}

std::vector<Event> Machine::events() {
  return locked([&] { return std::vector<Event>(S->Events, S->Events + S->EventCount); });
}

} // namespace auspex::fake
