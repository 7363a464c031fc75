//===- test/conformance/movers/faults_test.cpp - Injected faults, each a test ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every mover of cases.h, at every step, before and after it: the step fails, the mover is
// killed, the mover is killed and so is the one that puts things right after it. The
// job ends on one side, the journal's, and runs there once.
//
//===----------------------------------------------------------------------===//
#include "cases.h"

#include <csignal>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auspex::migrate::test {
namespace {

struct Injected {
  Kind Of;
  int Step;
  bool After;
  const char *What; ///< fail, kill, twice, torn
};

std::vector<Injected> all() {
  std::vector<Injected> List;
  for (const Kind &K : kinds()) {
    if (!K.Missing().empty()) {
      List.push_back({K, 0, false, "skipped"}); // how many steps there are is not known
      continue;
    }
    Folder Dir;
    auto Job = K.Make(Dir.path());
    auto J = Journal::begin(Dir.path() + "/count", "x", "x");
    size_t Steps = J ? Job->mover()->plan(Job->subject(), Job->target(), *J).Steps.size() : 0;
    for (int Step = 1; Step <= int(Steps); ++Step)
      for (bool After : {false, true})
        for (const char *What : {"fail", "kill", "twice", "torn"})
          // Power that goes takes those along who would settle what it left.
          if (!K.SettlesItself || What != std::string("torn"))
            List.push_back({K, Step, After, What});
  }
  return List;
}

class Faults : public testing::TestWithParam<Injected> {};

/// Runs \p Do in a process of its own; what became of it.
template <typename F> int inChild(F Do) {
  pid_t Pid = fork();
  if (Pid == 0) {
    Do();
    _exit(0);
  }
  int Status = 0;
  waitpid(Pid, &Status, 0);
  return Status;
}

TEST_P(Faults, EndsOnOneSideOnce) {
  const Injected &P = GetParam();
  if (std::string Why = P.Of.Missing(); !Why.empty())
    GTEST_SKIP() << Why;
  Folder Dir;
  auto Job = P.Of.Make(Dir.path());
  Subject S = Job->subject();
  std::string Path = journalPath(S.Directory, S.Job);
  std::string What = P.What;
  Fault F{fmt::to_string(P.Step), P.After, What == "fail" ? "fail" : "kill"};
  int Status = inChild([&] { moveJob(*Job->mover(), S, Job->target(), F); });
  ASSERT_EQ(WIFSIGNALED(Status), What != "fail");
  EXPECT_NE(Job->side(), Side::Both);
  if (What == "torn") {
    // The last line was not written whole when the power went.
    std::string Text = place::readFile(Path);
    ASSERT_GT(Text.size(), 1u);
    ASSERT_EQ(truncate(Path.c_str(), off_t(Text.size() - 1)), 0);
    // A line that nobody read whole announced nothing; a torn commit is none, and nothing
    // was done behind it.
  }
  if (What == "twice") {
    // The first who comes dies right after it put things right.
    inChild([&] {
      auto J = Journal::open(Path);
      if (!J)
        return;
      Plan Right = Job->mover()->plan(S, Job->target(), *J);
      auto H = J->read();
      if (!H || H->Ended)
        return;
      bool Forward = H->Committed;
      if (!Forward && Right.Decide && !H->note("asked").empty()) {
        auto There = Right.Decide(*H, *J);
        Forward = There && *There;
      }
      if (Right.Settle(*H, Forward))
        raise(SIGKILL);
    });
    EXPECT_NE(Job->side(), Side::Both);
  }
  if (What != "fail") {
    constexpr int MostMs = 10'000;
    auto Settled = resolveJob(S.Directory, S.Job, MostMs);
    ASSERT_TRUE(Settled || P.Of.SettlesItself);
    EXPECT_EQ(Settled ? Settled->Unsettled : "", "");
  }
  auto H = parseJournal(place::readFile(Path));
  ASSERT_TRUE(H);
  EXPECT_TRUE(H->Ended);
  EXPECT_EQ(H->Forward, H->Committed);
  EXPECT_EQ(Job->side(), H->Committed ? Side::Target : Side::Source);
  // It can be moved, or is there already.
  if (!H->Committed) {
    EXPECT_TRUE(moveJob(*Job->mover(), S, Job->target()).Moved);
    EXPECT_EQ(Job->side(), Side::Target);
  }
}

INSTANTIATE_TEST_SUITE_P(Movers, Faults, testing::ValuesIn(all()), [](const auto &Info) {
  const Injected &P = Info.param;
  return fmt::format("{:03}_{}_step{}_{}_{}", Info.index + 1, P.Of.Name, P.Step,
                     P.After ? "after" : "before", P.What);
});

} // namespace
} // namespace auspex::migrate::test
