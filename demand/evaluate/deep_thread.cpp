//===- demand/evaluate/deep_thread.cpp - A thread with room for recursion -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/deep_thread.h"

#include <algorithm>
#include <atomic>
#include <sys/mman.h>
#include <utility>

namespace auspex::demand::evaluate {
namespace {

constexpr size_t StackBytes = size_t(256) << 20, GuardBytes = 64 << 10;
/// A kept stack holds no more of the machine's memory than this.
constexpr size_t KeptBytes = 1 << 20;

std::atomic<void *> Spare{nullptr};

void *takeStack() {
  if (void *Kept = Spare.exchange(nullptr))
    return Kept;
  void *At = mmap(nullptr, StackBytes, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (At == MAP_FAILED)
    return nullptr;
  mprotect(At, GuardBytes, PROT_NONE); // stacks grow downwards
  return At;
}

void giveStack(void *Stack) {
  // Deep recursion leaves pages far down: look at a few there, let go of all.
  constexpr size_t Page = 4096, Looked = 16;
  unsigned char Present[Looked] = {};
  char *Deep = static_cast<char *>(Stack) + StackBytes - KeptBytes;
  if (mincore(Deep - Looked * Page, Looked * Page, Present) != 0 ||
      std::ranges::any_of(Present, [](unsigned char P) { return P & 1; }))
    madvise(static_cast<char *>(Stack) + GuardBytes, StackBytes - KeptBytes - GuardBytes,
            MADV_DONTNEED);
  if (void *Before = Spare.exchange(Stack))
    munmap(Before, StackBytes);
}

} // namespace

bool DeepThread::start(std::function<void()> What) {
  Body = std::move(What);
  pthread_attr_t Attributes;
  pthread_attr_init(&Attributes);
  Stack = takeStack();
  if (Stack)
    pthread_attr_setstack(&Attributes, Stack, StackBytes);
  else
    pthread_attr_setstacksize(&Attributes, StackBytes);
  auto Run = [](void *Self) -> void * {
    static_cast<DeepThread *>(Self)->Body();
    return nullptr;
  };
  Running = pthread_create(&Thread, &Attributes, Run, this) == 0;
  pthread_attr_destroy(&Attributes);
  if (!Running && Stack)
    giveStack(std::exchange(Stack, nullptr));
  return Running;
}

void DeepThread::join() {
  if (!Running)
    return;
  pthread_join(Thread, nullptr);
  Running = false;
  if (Stack)
    giveStack(std::exchange(Stack, nullptr));
}

} // namespace auspex::demand::evaluate
