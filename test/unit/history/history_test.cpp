//===- test/unit/history/history_test.cpp - The record of runs -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/history/history.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace auspex;
using namespace auspex::history;
namespace fs = std::filesystem;

namespace {

class HistoryFile : public testing::Test {
protected:
  void SetUp() override {
    std::string Template = (fs::temp_directory_path() / "auspex-history-XXXXXX").string();
    ASSERT_NE(mkdtemp(Template.data()), nullptr);
    Folder = Template;
    Path = Folder + "/a/b/history.db";
  }
  void TearDown() override { fs::remove_all(Folder); }
  static history::Run run(const std::string &Program, double Peak) {
    history::Run R;
    R.Started = 1e9;
    R.Program = Program;
    R.Argv = {Program, "-n", "4096", "not \xff utf-8"};
    R.MeasuredPeak = Peak;
    R.ForecastLikely = Peak * 1.01;
    R.Outcome = "exited";
    return R;
  }
  std::string Folder, Path;
};

TEST_F(HistoryFile, KeepsWhatItIsGiven) {
  {
    auto H = History::open(Path, true);
    ASSERT_TRUE(H.has_value()) << H.error().Message;
    ASSERT_TRUE(H->add(run("/bin/gemm", 100)).has_value());
    ASSERT_TRUE(H->add(run("/bin/fft", 200)).has_value());
  }
  auto H = History::open(Path, false);
  ASSERT_TRUE(H.has_value());
  auto All = H->list("", 10);
  ASSERT_TRUE(All.has_value());
  ASSERT_EQ(All->size(), 2u);
  EXPECT_EQ((*All)[0].Program, "/bin/fft"); // newest first
  EXPECT_EQ((*All)[1].Argv[2], "4096");
  EXPECT_DOUBLE_EQ((*All)[1].MeasuredPeak, 100);
  EXPECT_LT((*All)[1].Reserved, 0); // not known stays not known
  EXPECT_EQ(H->list("gemm", 10)->size(), 1u);
  EXPECT_EQ(H->list("/bin/gemm", 10)->size(), 1u);
  EXPECT_EQ(H->list("emm", 10)->size(), 0u);
  EXPECT_EQ(H->list("", 1)->size(), 1u);
  EXPECT_EQ(*H->forget("fft"), 1);
  EXPECT_EQ(H->list("", 10)->size(), 1u);
}

TEST_F(HistoryFile, RowsSurviveTheDeathOfTheirWriter) {
  pid_t Writer = fork();
  if (Writer == 0) {
    auto H = History::open(Path, true);
    for (int I = 0; H && I < 50; ++I)
      if (!H->add(run("/bin/x", I)))
        _exit(1);
    raise(SIGKILL);
  }
  int Status;
  waitpid(Writer, &Status, 0);
  ASSERT_TRUE(WIFSIGNALED(Status));
  EXPECT_EQ(History::open(Path, false)->list("", 1000)->size(), 50u);
}

TEST_F(HistoryFile, ManyWritersAtOnce) {
  constexpr int Writers = 8, Rows = 25;
  ASSERT_TRUE(History::open(Path, true).has_value());
  for (int W = 0; W < Writers; ++W)
    if (fork() == 0) {
      for (int I = 0; I < Rows; ++I) {
        auto H = History::open(Path, true);
        if (!H || !H->add(run("/bin/x", I)))
          _exit(1);
      }
      _exit(0);
    }
  for (int W = 0; W < Writers; ++W) {
    int Status;
    wait(&Status);
    EXPECT_EQ(Status, 0);
  }
  EXPECT_EQ(History::open(Path, false)->list("", 1000)->size(), size_t(Writers * Rows));
}

TEST_F(HistoryFile, TheLogDoesNotGrow) {
  for (int I = 0; I < 300; ++I)
    ASSERT_TRUE(History::open(Path, true)->add(run("/bin/x", I)).has_value());
  EXPECT_LT(fs::file_size(Path + "-wal"), 300u << 10);
}

TEST_F(HistoryFile, Problems) {
  EXPECT_NE(History::open(Path, false).error().Message.find("nothing was recorded"), std::string::npos);
  std::ofstream(Folder + "/text") << std::string(5000, 'x');
  auto Text = History::open(Folder + "/text", true);
  ASSERT_FALSE(Text.has_value());
  EXPECT_NE(Text.error().Message.find("not a database"), std::string::npos);
  EXPECT_FALSE(History::open("/proc/self/no/where/history.db", true).has_value());
  EXPECT_FALSE(History::open("", true).has_value());
  // Cut in the middle.
  {
    auto H = History::open(Path, true);
    for (int I = 0; I < 300; ++I)
      ASSERT_TRUE(H->add(run("/bin/x", I)).has_value());
  }
  fs::remove(Path + "-wal");
  fs::resize_file(Path, fs::file_size(Path) / 2);
  if (auto H = History::open(Path, true)) {
    (void)H->list("", 1000); // an error or what is left; no crash
    (void)H->add(run("/bin/x", 1));
  }
}

TEST(Hash, DependsOnEveryPart) {
  EXPECT_NE(hashInputs({"a", "b"}), hashInputs({"ab"}));
  EXPECT_NE(hashInputs({"a", "b"}), hashInputs({"b", "a"}));
  EXPECT_EQ(hashInputs({"a", "b"}), hashInputs({"a", "b"}));
  EXPECT_EQ(hashInputs({}).size(), 16u);
}

} // namespace
