//===- test/unit/migrate/cpu_mover_test.cpp - CPU masks that are put back ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/cpu_mover.h"
#include "runtime/migrate/frozen.h"

#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace auspex::migrate {
namespace {

std::vector<int> maskOf(pid_t Tid) {
  cpu_set_t Set;
  return sched_getaffinity(Tid, sizeof(Set), &Set) == 0 ? cpuList(Set) : std::vector<int>();
}

/// A process that makes a thread each time it is told to.
class Maker {
public:
  Maker() {
    EXPECT_EQ(pipe(To), 0);
    EXPECT_EQ(pipe(From), 0);
    Pid = fork();
    if (Pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      char One;
      while (read(To[0], &One, 1) == 1) {
        std::thread([] { pause(); }).detach();
        if (write(From[1], "1", 1) != 1)
          _exit(1);
      }
      _exit(0);
    }
  }
  ~Maker() {
    kill(Pid, SIGKILL);
    waitpid(Pid, nullptr, 0);
    for (int F : {To[0], To[1], From[0], From[1]})
      close(F);
  }
  void more() {
    char One;
    EXPECT_EQ(write(To[1], "1", 1), 1);
    EXPECT_EQ(read(From[0], &One, 1), 1);
  }
  pid_t Pid = 0;

private:
  int To[2], From[2];
};

TEST(CpuMover, AThreadMadeDuringAMoveGoesBackToo) {
  std::vector<int> Cpus = maskOf(0);
  if (Cpus.size() < 2)
    GTEST_SKIP() << "one CPU only";
  std::string Name = std::filesystem::temp_directory_path() / "auspex-masks-XXXXXX", Dir;
  Dir = mkdtemp(Name.data());
  Maker Job;
  Job.more();
  Target To = *parseTarget(fmt::format("cpus={}", Cpus.back()));
  Subject S{"job", Dir, Job.Pid, nullptr};
  {
    auto J = Journal::begin(Dir + "/job.move", "cpus", "x");
    ASSERT_TRUE(J);
    CpuMover M;
    Plan P = M.plan(S, To, *J);
    for (Step &Each : P.Steps)
      ASSERT_TRUE(Each.Do());
    Job.more();
    for (pid_t Tid : threadsOf(Job.Pid))
      EXPECT_EQ(maskOf(Tid), To.CpuList);
    auto H = J->read();
    ASSERT_TRUE(H);
    ASSERT_TRUE(P.Settle(*H, false));
  }
  EXPECT_EQ(threadsOf(Job.Pid).size(), 3u);
  for (pid_t Tid : threadsOf(Job.Pid))
    EXPECT_EQ(maskOf(Tid), Cpus) << "thread " << Tid << " stayed where the move was to";
  std::filesystem::remove_all(Dir);
}

TEST(CpuMover, ANumberThatIsSomebodyElsesNowIsLeftAlone) {
  std::vector<int> Cpus = maskOf(0);
  if (Cpus.size() < 2)
    GTEST_SKIP() << "one CPU only";
  Maker Other;
  History H;
  H.Notes["masks"] = fmt::format("{} 1:{};", Other.Pid, Cpus.front()); // started with the machine
  H.Notes["process"] = fmt::format("{} 1", Other.Pid);
  H.Notes["moved"] = listText(Cpus);
  ASSERT_TRUE(CpuMover::settle(H, false));
  EXPECT_EQ(maskOf(Other.Pid), Cpus);
  H.Notes["masks"] = fmt::format("{}:{};", identity(Other.Pid), Cpus.front());
  ASSERT_TRUE(CpuMover::settle(H, false));
  EXPECT_EQ(maskOf(Other.Pid), std::vector<int>{Cpus.front()});
}

} // namespace
} // namespace auspex::migrate
