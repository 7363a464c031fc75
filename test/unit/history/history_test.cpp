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

TEST_F(HistoryFile, FindsRunsThatWereTheSame) {
  auto H = History::open(Path, true);
  ASSERT_TRUE(H.has_value());
  auto Like = [](const std::string &BuildId, const std::string &Last, const char *Outcome) {
    history::Run R = run("/bin/gemm", 100);
    R.BuildId = BuildId;
    R.Argv = {"gemm", Last};
    R.Outcome = Outcome;
    return R;
  };
  for (const history::Run &R : {Like("aa", "1", "exited"), Like("aa", "1", "signalled"),
                                Like("bb", "1", "exited"), Like("aa", "2", "exited")})
    ASSERT_TRUE(H->add(R).has_value());
  auto Found = H->alike("/bin/gemm", "aa", {"gemm", "1"}, 10);
  ASSERT_TRUE(Found.has_value());
  ASSERT_EQ(Found->size(), 1u);
  EXPECT_EQ((*Found)[0].Id, 1);
  EXPECT_EQ(H->alike("/bin/fft", "aa", {"gemm", "1"}, 10)->size(), 0u);
}

class InputsHash : public HistoryFile {};

TEST_F(InputsHash, DependsOnEveryArgument) {
  EXPECT_NE(inputsHash({"a", "b"}, 0), inputsHash({"ab"}, 0));
  EXPECT_NE(inputsHash({"a", "b"}, 0), inputsHash({"b", "a"}, 0));
  EXPECT_EQ(inputsHash({"a", "b"}, 0), inputsHash({"a", "b"}, 0));
  EXPECT_EQ(inputsHash({}, 0).size(), 16u);
}

TEST_F(InputsHash, DependsOnFilesThatWereThereBefore) {
  std::string Name = Folder + "/input";
  const double Later = 4e9; // seconds: every file here is older
  std::string Missing = inputsHash({Name}, Later);
  std::ofstream(Name) << "one";
  std::string One = inputsHash({Name}, Later);
  EXPECT_NE(Missing, One);
  std::ofstream(Name) << "three";
  EXPECT_NE(One, inputsHash({Name}, Later));
  // What a run wrote itself is no input of it.
  EXPECT_EQ(Missing, inputsHash({Name}, 1e9));
}

} // namespace
