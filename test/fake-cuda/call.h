//===- test/fake-cuda/call.h - What every fake function does first ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_TEST_FAKE_CUDA_CALL_H
#define AUSPEX_TEST_FAKE_CUDA_CALL_H

#include "machine.h"

#include <mutex>
#include <time.h>

namespace auspex::fake {

/// Posts the call; the code that the script wants of it, or 0.
inline int enter(const char *Function) {
  static std::mutex Guard;
  static std::map<std::string, unsigned> Counts;
  Machine &M = Machine::here();
  unsigned Count;
  {
    std::lock_guard<std::mutex> L(Guard);
    Count = ++Counts[Function];
  }
  M.post(Function); // who waits for it comes after it
  auto It = M.script().Failures.find(Function);
  bool Now = It != M.script().Failures.end() && (!It->second.Nth || It->second.Nth == Count);
  return Now ? It->second.Code : 0;
}

/// What takes time behind a function.
inline void work(const std::string &Function) {
  Machine &M = Machine::here();
  M.post(Function + " begins");
  if (auto It = M.script().Latency.find(Function); It != M.script().Latency.end()) {
    timespec T = {time_t(It->second / 1000), long(It->second % 1000) * 1'000'000};
    nanosleep(&T, nullptr);
  }
  if (auto It = M.script().Awaited.find(Function); It != M.script().Awaited.end())
    M.await(It->second);
  M.post(Function + " done");
}

} // namespace auspex::fake

#endif
