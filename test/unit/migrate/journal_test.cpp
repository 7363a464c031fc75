//===- test/unit/migrate/journal_test.cpp - What a move has done so far ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/protocol.h"

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

class JournalTest : public testing::Test {
protected:
  JournalTest() {
    std::string Name = std::filesystem::temp_directory_path() / "auspex-journal-XXXXXX";
    Folder = mkdtemp(Name.data());
    Path = Folder + "/job.move";
  }
  ~JournalTest() override { std::filesystem::remove_all(Folder); }
  std::string Folder, Path;
};

TEST_F(JournalTest, TellsWhatWasDone) {
  auto J = Journal::begin(Path, "null", "cpus=1");
  ASSERT_TRUE(J);
  EXPECT_TRUE(J->note("key", "a value of\ntwo lines"));
  EXPECT_TRUE(J->note("key", "last"));
  EXPECT_TRUE(J->step(1, "prepare"));
  EXPECT_TRUE(J->done(1));
  EXPECT_TRUE(J->step(2, "copy"));
  auto H = J->read();
  ASSERT_TRUE(H);
  EXPECT_EQ(H->Mover, "null");
  EXPECT_EQ(H->Target, "cpus=1");
  EXPECT_EQ(H->note("key"), "last");
  EXPECT_EQ(H->note("other"), "");
  EXPECT_EQ(H->Begun, 2);
  EXPECT_EQ(H->Done, 1);
  EXPECT_EQ(H->StepName, "copy");
  EXPECT_FALSE(H->Committed || H->Ended);
  EXPECT_TRUE(J->commit());
  EXPECT_TRUE(J->end(true, "as planned"));
  H = J->read();
  EXPECT_TRUE(H->Committed && H->Ended && H->Forward);
  EXPECT_EQ(H->Reason, "as planned");
}

TEST_F(JournalTest, EveryPrefixIsAJournalOrNone) {
  auto J = Journal::begin(Path, "null", "cpus=1");
  ASSERT_TRUE(J && J->step(1, "one") && J->commit() && J->end(true, "x"));
  std::string All = place::readFile(Path);
  bool Committed = false;
  for (size_t Size = 0; Size <= All.size(); ++Size) {
    auto H = parseJournal(std::string_view(All).substr(0, Size));
    EXPECT_EQ(bool(H), Size >= strlen("auspex move 1\n")) << Size;
    if (!H)
      continue;
    EXPECT_GE(H->Committed, Committed) << "a commit is never forgotten";
    Committed = H->Committed;
    EXPECT_LE(H->Ended, H->Committed) << Size;
  }
  EXPECT_TRUE(Committed);
}

TEST_F(JournalTest, OthersFilesAreRefused) {
  for (const char *Text : {"auspex move 2\n", "\n", "auspex job 1\ngroup", "\0\0\0\n"})
    EXPECT_FALSE(parseJournal(Text)) << Text;
  EXPECT_TRUE(parseJournal("auspex move 1\nsomething new\nstep x y\n"))
      << "a later version's lines are passed over";
}

TEST_F(JournalTest, ACommitByAnotherDecides) {
  auto J = Journal::begin(Path, "null", "x");
  ASSERT_TRUE(J);
  bool Forward = false;
  Plan P;
  // The keeper writes the commit, and its answer is lost.
  P.Steps.push_back({"commit", [&]() -> demand::Expected<void> {
                       std::ofstream(Path, std::ios::app) << "commit\n";
                       return demand::fail("the keeper died");
                     }});
  P.Settle = [&](const History &, bool To) {
    Forward = To;
    return demand::Expected<void>();
  };
  Outcome O = move(P, *J);
  EXPECT_TRUE(O.Moved);
  EXPECT_TRUE(Forward);
}

TEST_F(JournalTest, WhatCannotBeSettledIsNotOver) {
  auto J = Journal::begin(Path, "null", "x");
  ASSERT_TRUE(J);
  auto No = [](const History &, bool) -> demand::Expected<void> { return demand::fail("not yet"); };
  EXPECT_EQ(resolve(*J, No).Unsettled, "not yet");
  EXPECT_FALSE(J->read()->Ended);
  auto Yes = [](const History &, bool) { return demand::Expected<void>(); };
  EXPECT_EQ(resolve(*J, Yes).Unsettled, "");
  EXPECT_TRUE(J->read()->Ended);
}

TEST(Fault, IsReadOrRefused) {
  auto F = parseFault("dump:after:kill-criu");
  ASSERT_TRUE(F);
  EXPECT_EQ(F->Step, "dump");
  EXPECT_TRUE(F->After);
  EXPECT_EQ(F->Kind, "kill-criu");
  for (const char *Text : {"", "dump", "dump:kill", "dump:when:kill", ":after:kill", "dump:after:"})
    EXPECT_FALSE(parseFault(Text)) << Text;
}

} // namespace
} // namespace auspex::migrate
