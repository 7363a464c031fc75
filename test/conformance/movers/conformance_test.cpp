//===- test/conformance/movers/conformance_test.cpp - What every mover does ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "cases.h"

#include <gtest/gtest.h>

namespace auspex::migrate::test {
namespace {

class Conformance : public testing::TestWithParam<Kind> {
protected:
  void SetUp() override {
    if (std::string Why = GetParam().Missing(); !Why.empty())
      GTEST_SKIP() << Why;
    Job = GetParam().Make(Dir.path());
  }
  History journal() {
    Subject S = Job->subject();
    auto H = parseJournal(place::readFile(journalPath(S.Directory, S.Job)));
    EXPECT_TRUE(H) << (H ? "" : H.error().Message);
    return H ? *H : History();
  }
  Folder Dir;
  std::unique_ptr<Case> Job;
};

TEST_P(Conformance, StartsAtTheSource) { EXPECT_EQ(Job->side(), Side::Source); }

TEST_P(Conformance, Moves) {
  auto M = Job->mover();
  Outcome O = moveJob(*M, Job->subject(), Job->target());
  EXPECT_TRUE(O.Moved) << O.Reason;
  EXPECT_EQ(O.Reason, "");
  EXPECT_EQ(O.Unsettled, "");
  EXPECT_EQ(Job->side(), Side::Target);
  History H = journal();
  EXPECT_TRUE(H.Committed && H.Ended && H.Forward);
  EXPECT_EQ(H.Done, H.Begun);
  EXPECT_EQ(H.Mover, M->name());
}

TEST_P(Conformance, RefusesInOneSentenceAndTouchesNothing) {
  Target Wrong = Job->impossible();
  Side Before = Job->side();
  auto M = Job->mover();
  Outcome O = moveJob(*M, Job->subject(), Wrong);
  EXPECT_FALSE(O.Moved);
  EXPECT_GT(O.Reason.size(), 10u);
  EXPECT_EQ(O.Reason.find('\n'), std::string::npos);
  EXPECT_EQ(Job->side(), Before);
  Subject S = Job->subject();
  EXPECT_EQ(place::readFile(journalPath(S.Directory, S.Job)), "") << "a journal was begun";
}

TEST_P(Conformance, OneMoveAtATime) {
  Subject S = Job->subject();
  auto Other = Journal::begin(journalPath(S.Directory, S.Job), "null", "host=x");
  ASSERT_TRUE(Other);
  Outcome O = moveJob(*Job->mover(), S, Job->target());
  EXPECT_FALSE(O.Moved);
  EXPECT_NE(O.Reason.find("under way"), std::string::npos) << O.Reason;
  EXPECT_EQ(Job->side(), Side::Source);
}

TEST_P(Conformance, AnUnfinishedMoveIsResolvedFirst) {
  Subject S = Job->subject();
  { ASSERT_TRUE(Journal::begin(journalPath(S.Directory, S.Job), Job->mover()->name(), "x")); }
  Outcome O = moveJob(*Job->mover(), S, Job->target());
  EXPECT_FALSE(O.Moved);
  EXPECT_NE(O.Reason.find("--resolve"), std::string::npos) << O.Reason;
  auto Settled = resolveJob(S.Directory, S.Job);
  ASSERT_TRUE(Settled);
  EXPECT_FALSE(Settled->Moved);
  EXPECT_EQ(Settled->Unsettled, "");
  EXPECT_FALSE(resolveJob(S.Directory, S.Job)) << "nothing is left to resolve";
  EXPECT_TRUE(moveJob(*Job->mover(), S, Job->target()).Moved);
  EXPECT_EQ(Job->side(), Side::Target);
}

TEST_P(Conformance, SettlingTwiceIsSettlingOnce) {
  Subject S = Job->subject();
  auto M = Job->mover();
  auto J = Journal::begin(journalPath(S.Directory, S.Job), M->name(), "x");
  ASSERT_TRUE(J);
  Plan P = M->plan(S, Job->target(), *J);
  for (Step &Each : P.Steps) {
    if (Each.Decides)
      break;
    ASSERT_TRUE(Each.Do());
    if (Each.Commits)
      break;
  }
  auto H = J->read();
  ASSERT_TRUE(H);
  for (int Times = 0; Times < 2; ++Times) {
    EXPECT_TRUE(P.Settle(*H, false));
    EXPECT_EQ(Job->side(), Side::Source);
  }
}

INSTANTIATE_TEST_SUITE_P(Movers, Conformance, testing::ValuesIn(kinds()),
                         [](const auto &Info) { return std::string(Info.param.Name); });

} // namespace
} // namespace auspex::migrate::test
