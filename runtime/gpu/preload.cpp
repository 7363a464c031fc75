//===- runtime/gpu/preload.cpp - libauspex-gpu.so: starts a context on a thread ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Preloaded into one program (early.h), so it needs nothing but the C library, allocates
// nothing that stays, and keeps silent whatever happens: the program makes its context itself
// then, as it would have.
//
// The driver serialises cuInit and the making of a primary context, and both are done once a
// process: a program that gets there meanwhile waits for the rest of it, one that gets there
// later finds it done. The context is the one that the runtime API uses; flags that the
// program sets later are taken over (CUDA 11.0 and later).
//
//===----------------------------------------------------------------------===//
#include "runtime/gpu/cuda_abi.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace auspex::gpu;

constexpr char Preload[] = "LD_PRELOAD=", Start[] = "AUSPEX_GPU_START=";

uint64_t PoolBytes = 0;
pthread_t Thread;
pid_t Process = 0;

/// The entry of the environment that begins with \p Name, or null.
char **find(const char *Name) {
  for (char **E = environ; E && *E; ++E)
    if (strncmp(*E, Name, strlen(Name)) == 0)
      return E;
  return nullptr;
}

/// In place and in order, so that `main` and what it reads of the environment find it as if
/// nothing had been there.
void drop(char **Entry) {
  do
    Entry[0] = Entry[1];
  while (*Entry++);
}

/// Takes this library, the first of the list, out of LD_PRELOAD.
void leaveEnvironment() {
  char **Entry = find(Preload);
  if (!Entry)
    return;
  char *List = *Entry + sizeof(Preload) - 1;
  if (char *Rest = strchr(List, ':'))
    memmove(List, Rest + 1, strlen(Rest));
  else
    drop(Entry);
}

using Handler = void (*)(void *);

/// The thread is at it.
std::atomic<bool> Starting = false;

int registerHandler(Handler Do, void *Argument, void *Owner) {
  static auto *Real =
      reinterpret_cast<int (*)(Handler, void *, void *)>(dlsym(RTLD_NEXT, "__cxa_atexit"));
  return Real ? Real(Do, Argument, Owner) : -1;
}

/// A program that ends while the driver starts waits for it: the driver's own exit handlers
/// must not meet a thread that is in it.
void awaitThread(void *) {
  // Registered more than once; and a child of the process has no such thread.
  static bool Done = false;
  if (getpid() == Process && !Done) {
    Done = true;
    pthread_join(Thread, nullptr);
  }
}

void (*LoaderFini)() = nullptr;
void finiAfterThread() {
  awaitThread(nullptr);
  LoaderFini();
}

void growPool(const cu::Calls &C) {
  cu::Pool Pool = nullptr;
  uint64_t Threshold = 0, Want = PoolBytes;
  cu::DevicePtr P = 0;
  if (!C.memAllocAsync || !C.memFreeAsync || !C.deviceGetDefaultPool || !C.poolSetAttribute ||
      !C.poolGetAttribute || C.deviceGetDefaultPool(&Pool, 0) != cu::Success ||
      C.poolGetAttribute(Pool, cu::ReleaseThreshold, &Threshold) != cu::Success ||
      Threshold >= Want)
    return;
  // Kept until the program sets a threshold of its own; what others need the driver takes
  // back from a pool when memory runs out.
  if (C.poolSetAttribute(Pool, cu::ReleaseThreshold, &Want) == cu::Success &&
      C.memAllocAsync(&P, PoolBytes, nullptr) == cu::Success) {
    C.memFreeAsync(P, nullptr);
    C.streamSynchronize(nullptr);
  }
}

void startDriver() {
  void *Library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!Library)
    return;
  cu::Calls C;
#define CUDA_CALL(Member, Symbol, Since, Type)                                                     \
  C.Member = reinterpret_cast<decltype(C.Member)>(dlsym(Library, #Symbol));
#include "runtime/gpu/cuda_functions.def"
  if (!C.init || !C.primaryRetain)
    return;
  cu::Context Context = nullptr;
  if (C.init(0) != cu::Success || C.primaryRetain(&Context, 0) != cu::Success)
    return;
  // Never released: the program's own retain finds it, and it goes with the process.
  if (PoolBytes && C.contextSetCurrent && C.contextSetCurrent(Context) == cu::Success) {
    growPool(C);
    C.contextSetCurrent(nullptr);
  }
}

void *run(void *) {
  startDriver();
  Starting = false;
  return nullptr;
}

__attribute__((constructor)) void begin() {
  char **Entry = find(Start);
  leaveEnvironment();
  if (!Entry)
    return;
  Entry = find(Start); // it may have moved
  unsigned long long Device = 0, Inode = 0;
  char *At = *Entry + sizeof(Start) - 1;
  Device = strtoull(At, &At, 10);
  Inode = strtoull(At, &At, 10);
  PoolBytes = strtoull(At, &At, 10);
  drop(Entry);
  // The loader of another program may have got here by the same environment.
  struct stat S;
  if (stat("/proc/self/exe", &S) != 0 || S.st_dev != Device || S.st_ino != Inode)
    return;
  Process = getpid();
  // The program's signals are its own threads'.
  sigset_t All, Before;
  sigfillset(&All);
  pthread_sigmask(SIG_SETMASK, &All, &Before);
  Starting = true;
  if (pthread_create(&Thread, nullptr, run, nullptr) != 0)
    Starting = false;
  else
    registerHandler(awaitThread, nullptr, nullptr);
  pthread_sigmask(SIG_SETMASK, &Before, nullptr);
}

} // namespace

/// In front of the C library's: behind every handler that is registered while the driver starts,
/// by it or by who begins to use it, comes ours, so that ours is the first to be called.
extern "C" __attribute__((visibility("default"))) int __cxa_atexit(Handler Do, void *Argument,
                                                                   void *Owner) {
  int Failed = registerHandler(Do, Argument, Owner);
  if (Starting && !Failed)
    registerHandler(awaitThread, nullptr, nullptr);
  return Failed;
}

/// The same for what was registered before the C library registered the loader's finalisation,
/// which destroys all of that at once.
extern "C" __attribute__((visibility("default"))) int
__libc_start_main(int (*Main)(int, char **, char **), int Argc, char **Argv, void (*Init)(),
                  void (*Fini)(), void (*Finalise)(), void *StackEnd) {
  auto *Real =
      reinterpret_cast<decltype(&__libc_start_main)>(dlsym(RTLD_NEXT, "__libc_start_main"));
  LoaderFini = Finalise;
  return Real(Main, Argc, Argv, Init, Fini, Starting && Finalise ? finiAfterThread : Finalise,
              StackEnd);
}
