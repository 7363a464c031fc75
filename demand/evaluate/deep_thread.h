//===- demand/evaluate/deep_thread.h - A thread with room for recursion ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The evaluation nests as deep as the program recurses: it runs on a stack of its
// own, of which only what is used costs anything. The C library gives a large stack
// back to the kernel at the thread's end, page by page from all CPUs' tables; that
// took longer than a small evaluation. One is kept for the next thread instead.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_DEEP_THREAD_H
#define AUSPEX_DEMAND_EVALUATE_DEEP_THREAD_H

#include <functional>
#include <pthread.h>

namespace auspex::demand::evaluate {

class DeepThread {
public:
  DeepThread() = default;
  DeepThread(const DeepThread &) = delete;
  ~DeepThread() { join(); }
  /// False where no thread could be started.
  bool start(std::function<void()> What);
  void join();

private:
  std::function<void()> Body;
  pthread_t Thread{};
  void *Stack = nullptr; ///< null: the C library's own
  bool Running = false;
};

} // namespace auspex::demand::evaluate

#endif
