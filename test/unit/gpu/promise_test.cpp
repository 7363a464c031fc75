//===- test/unit/gpu/promise_test.cpp - What jobs were promised of a GPU's memory ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/gpu/promise.h"

#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auspex::gpu {
namespace {

constexpr uint64_t GiB = 1ull << 30;

class Promises : public testing::Test {
protected:
  Promises() {
    std::string Name = std::filesystem::temp_directory_path() / "auspex-promise-XXXXXX";
    EXPECT_NE(mkdtemp(Name.data()), nullptr);
    Directory = Name;
  }
  ~Promises() override { std::filesystem::remove_all(Directory); }
  Promise make(const std::string &Job, uint64_t Bytes) {
    auto L = Ledger::open(Directory);
    EXPECT_TRUE(L);
    auto P = L->promise(Job, "GPU-a", Bytes);
    EXPECT_TRUE(P) << P.error().Message;
    return std::move(*P);
  }
  std::vector<Promised> all() {
    auto L = Ledger::open(Directory);
    EXPECT_TRUE(L);
    return L->promises();
  }
  std::string Directory;
};

TEST_F(Promises, StandUntilTheyAreRemoved) {
  Promise P = make("1-a", GiB);
  ASSERT_EQ(all().size(), 1u);
  EXPECT_EQ(all()[0].Job, "1-a");
  EXPECT_EQ(all()[0].Uuid, "GPU-a");
  EXPECT_EQ(all()[0].Bytes, GiB);
  EXPECT_EQ(all()[0].Pid, 0);
  P.started(4711);
  EXPECT_EQ(all()[0].Pid, 4711);
  P.remove();
  EXPECT_TRUE(all().empty());
  EXPECT_FALSE(std::filesystem::exists(Directory + "/1-a.gpu"));
}

TEST_F(Promises, TheLedgerIsOnes) {
  auto First = Ledger::open(Directory);
  ASSERT_TRUE(First);
  auto Second = Ledger::open(Directory, 0);
  ASSERT_FALSE(Second);
  EXPECT_NE(Second.error().Message.find("another auspex command"), std::string::npos);
}

TEST_F(Promises, OutliveTheLauncherByAnotherDescriptor) {
  place::Fd Keeper;
  {
    Promise P = make("1-a", GiB);
    Keeper = place::Fd(dup(P.lock()));
  } // the launcher was killed
  EXPECT_EQ(all().size(), 1u);
  Keeper.reset();
  EXPECT_TRUE(all().empty());
  EXPECT_FALSE(std::filesystem::exists(Directory + "/1-a.gpu")) << "who came next tidied up";
}

TEST_F(Promises, OthersFilesAreLeftAlone) {
  for (const char *Name : {"x.gpu.old", "..gpu", "1-a"})
    fclose(fopen((Directory + "/" + Name).c_str(), "w"));
  EXPECT_TRUE(all().empty());
  for (const char *Name : {"x.gpu.old", "..gpu", "1-a"})
    EXPECT_TRUE(std::filesystem::exists(Directory + "/" + Name)) << Name;
}

/// Of many jobs that race for the last gigabyte, one gets it; when it is killed, the next does.
TEST_F(Promises, OneGetsTheLastGigabyte) {
  std::vector<Gpu> Gpus(1);
  Gpus[0].Uuid = "GPU-a";
  Gpus[0].FreeBytes = GiB + ContextBytes;
  Wishes W;
  W.Bytes = GiB;
  auto Race = [&](const std::string &Job) {
    auto L = Ledger::open(Directory, 60'000);
    if (!L)
      return Promise();
    std::vector<Promised> All = L->promises();
    auto None = [](pid_t) { return std::vector<pid_t>(); };
    if (!choose(Gpus, outstanding(All, Gpus, None), W, false).Fits)
      return Promise();
    auto P = L->promise(Job, "GPU-a", W.Bytes + ContextBytes);
    return P ? std::move(*P) : Promise();
  };
  constexpr int Jobs = 16;
  int Begin[2], Told[2];
  ASSERT_EQ(pipe(Begin), 0);
  ASSERT_EQ(pipe(Told), 0);
  std::vector<pid_t> Children;
  for (int I = 0; I < Jobs; ++I) {
    pid_t Pid = fork();
    if (Pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      close(Begin[1]);
      char One;
      if (read(Begin[0], &One, 1) != 0) // all begin at the end of the pipe
        _exit(1);
      Promise P = Race(fmt::format("{}-race", getpid()));
      pid_t Mine = P ? getpid() : 0;
      if (write(Told[1], &Mine, sizeof(Mine)) == sizeof(Mine))
        pause(); // a living job keeps its promise
      _exit(0);
    }
    Children.push_back(Pid);
  }
  close(Begin[1]);
  pid_t Winner = 0;
  int Winners = 0;
  for (int I = 0; I < Jobs; ++I) {
    pid_t Mine = 0;
    ASSERT_EQ(read(Told[0], &Mine, sizeof(Mine)), ssize_t(sizeof(Mine)));
    Winners += Mine != 0;
    Winner = Mine ? Mine : Winner;
  }
  EXPECT_EQ(Winners, 1);
  EXPECT_FALSE(Race("1-late"));
  if (Winner) {
    kill(Winner, SIGKILL);
    waitpid(Winner, nullptr, 0);
    EXPECT_TRUE(Race("1-next"));
  }
  for (pid_t Pid : Children) {
    kill(Pid, SIGKILL);
    waitpid(Pid, nullptr, 0);
  }
}

TEST(Outstanding, IsWhatIsNotHeldYet) {
  std::vector<Gpu> Gpus(2);
  Gpus[0].Uuid = "a";
  Gpus[0].Processes = {{11, 3 * GiB}, {12, GiB}, {99, 7 * GiB}, {13, std::nullopt}};
  Gpus[1].Uuid = "b";
  Gpus[1].Processes = {{11, GiB}};
  std::vector<Promised> All = {{"j", "a", 10 * GiB, 11}, {"k", "a", GiB, 99}, {"l", "b", GiB, 0}};
  auto Of = [](pid_t Pid) {
    return Pid == 11 ? std::vector<pid_t>{11, 12, 13} : std::vector<pid_t>{Pid};
  };
  std::vector<Outstanding> Left = outstanding(All, Gpus, Of);
  ASSERT_EQ(Left.size(), 2u) << "k holds more than it was promised";
  EXPECT_EQ(Left[0].Bytes, 6 * GiB);
  EXPECT_EQ(Left[1].Job, "l");
  EXPECT_EQ(Left[1].Bytes, GiB) << "not started yet";
}

} // namespace
} // namespace auspex::gpu
