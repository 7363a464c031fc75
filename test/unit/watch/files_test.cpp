//===- test/unit/watch/files_test.cpp ---------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/files.h"

#include <gtest/gtest.h>

#include <memory>
#include <time.h>
#include <unistd.h>

using namespace auspex;

TEST(Files, ThisProcessFromProc) {
  constexpr size_t Bytes = 32 << 20;
  std::unique_ptr<char[]> Held(new char[Bytes]);
  for (size_t I = 0; I < Bytes; I += 512)
    static_cast<volatile char *>(Held.get())[I] = 1;
  watch::Counters C;
  watch::addFromProc(C, {getpid()});
  EXPECT_EQ(C.Processes, 1u);
  EXPECT_GE(C.Threads.value_or(0), 1u);
  EXPECT_GE(C.MemoryBytes.value_or(0), Bytes);
  EXPECT_GE(C.Faults.value_or(0), Bytes / uint64_t(sysconf(_SC_PAGESIZE)) / 512); // huge pages
  ASSERT_TRUE(C.CpuNanos);
  timespec T;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &T);
  // /proc counts in ticks.
  EXPECT_LE(*C.CpuNanos, uint64_t(T.tv_sec) * 1'000'000'000 + uint64_t(T.tv_nsec) + 20'000'000);
}

TEST(Files, WhatAGroupTellsIsNotReplaced) {
  watch::Counters C;
  C.CpuNanos = 7;
  C.MemoryBytes = 8;
  watch::addFromProc(C, {getpid()});
  EXPECT_EQ(C.CpuNanos, 7u);
  EXPECT_EQ(C.MemoryBytes, 8u);
  EXPECT_TRUE(C.RunDelayNanos || access("/proc/self/schedstat", R_OK) != 0);
}

TEST(Files, AProcessThatIsGone) {
  watch::Counters C;
  watch::addFromProc(C, {});
  EXPECT_EQ(C.Processes, 0u);
  EXPECT_FALSE(C.MemoryBytes);
}
