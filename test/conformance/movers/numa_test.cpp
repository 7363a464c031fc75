//===- test/conformance/movers/numa_test.cpp - Pages that follow to another node ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/numa_mover.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auspex::migrate::test {
namespace {

constexpr size_t Page = 4096, Bytes = 24 << 20;

/// A process on node 0 that wrote all of its memory, and a child that shares it since a fork.
class Family {
public:
  explicit Family(const std::vector<int> &Cpus) {
    int Ready[2];
    EXPECT_EQ(pipe(Ready), 0);
    Memory = mmap(nullptr, Bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT_NE(Memory, MAP_FAILED);
    madvise(Memory, Bytes, MADV_DONTDUMP); // a mapping of its own, whatever its neighbours are
    Pid = fork();
    if (Pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      cpu_set_t Set = cpuSet(Cpus);
      sched_setaffinity(0, sizeof(Set), &Set);
      memset(Memory, 7, Bytes);
      if (fork() == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (write(Ready[1], "1", 1) != 1)
          _exit(1);
        pause();
        _exit(0);
      }
      pause();
      _exit(0);
    }
    close(Ready[1]);
    char One;
    EXPECT_EQ(read(Ready[0], &One, 1), 1);
    close(Ready[0]);
  }
  ~Family() {
    kill(Pid, SIGKILL);
    waitpid(Pid, nullptr, 0);
    munmap(Memory, Bytes);
  }
  /// How many of the pages that were written are on \p Node. Not asked by move_pages(2),
  /// which does not see all of them (numa_mover.cpp).
  size_t on(int Node) const {
    std::ifstream Maps(fmt::format("/proc/{}/numa_maps", Pid));
    std::string Line, Start = fmt::format("{:x} ", reinterpret_cast<uintptr_t>(Memory)),
                      Key = fmt::format(" N{}=", Node);
    while (std::getline(Maps, Line))
      if (Line.starts_with(Start)) {
        size_t At = Line.find(Key);
        return At == Line.npos ? 0 : strtoul(Line.c_str() + At + Key.size(), nullptr, 10);
      }
    ADD_FAILURE() << "no mapping at " << Start;
    return 0;
  }
  pid_t Pid = 0;

private:
  void *Memory;
};

TEST(NumaMover, PagesFollow) {
  if (!cpusOfNode(0) || !cpusOfNode(1))
    GTEST_SKIP() << "one memory node only";
  if (geteuid() != 0)
    GTEST_SKIP() << "moving memory that processes share needs root (CAP_SYS_NICE)";
  Family Job(*cpusOfNode(0));
  uint64_t Last = 0, Calls = 0;
  auto Moved = movePages(Job.Pid, 1, [&](uint64_t Done, uint64_t All) {
    EXPECT_GT(Done, Last);
    EXPECT_LE(Done, All);
    Last = Done;
    ++Calls;
  });
  ASSERT_TRUE(Moved) << Moved.error().Message;
  EXPECT_EQ(Job.on(1), Bytes / Page);
  // The kernel balances some on its own.
  EXPECT_GE(Moved->Moved + Moved->There, Bytes / Page);
  EXPECT_GT(Calls, 1u);
  // There is nothing left to do; files that others have mapped stay where they are.
  auto Again = movePages(Job.Pid, 1, nullptr);
  ASSERT_TRUE(Again);
  EXPECT_EQ(Again->Moved, 0u);
  EXPECT_GE(Again->There, Bytes / Page);
}

TEST(NumaMover, AProcessThatIsOverHasNothingToMove) {
  auto Cpus = cpusOfNode(0);
  if (!Cpus)
    GTEST_SKIP() << Cpus.error().Message;
  pid_t Pid = fork();
  if (Pid == 0)
    _exit(0);
  siginfo_t Info;
  waitid(P_PID, id_t(Pid), &Info, WEXITED | WNOWAIT); // still there, without memory
  auto Moved = movePages(Pid, 0, nullptr);
  EXPECT_TRUE(Moved && Moved->Moved == 0);
  waitpid(Pid, nullptr, 0);
}

} // namespace
} // namespace auspex::migrate::test
