//===- test/unit/history/history_test.cpp - The record of runs -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/history/exchange.h"
#include "runtime/history/history.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sqlite3.h>
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
  size_t Acknowledged = 0;
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
  EXPECT_NE(History::open(Path, false).error().Message.find("nothing was recorded"),
            std::string::npos);
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

TEST_F(HistoryFile, FindsTheRunsOfAnExecutable) {
  auto H = History::open(Path, true);
  ASSERT_TRUE(H.has_value());
  for (const char *Program : {"/bin/gemm", "/usr/bin/gemm", "/bin/gemm"})
    ASSERT_TRUE(H->add(run(Program, 100)).has_value());
  ASSERT_TRUE(H->add(run("/bin/gemm", -1)).has_value()); // not measured
  auto Found = H->ofProgram("/bin/gemm", 10);
  ASSERT_TRUE(Found.has_value());
  ASSERT_EQ(Found->size(), 2u);
  EXPECT_EQ((*Found)[0].Id, 3);
  EXPECT_EQ(H->list("gemm", 10)->size(), 4u);
}

TEST_F(HistoryFile, FindsAProgramByTheNameThatItWasCalledBy) {
  auto H = History::open(Path, true);
  history::Run R = run("/usr/bin/dash", 100);
  R.Argv = {"/bin/sh", "-c", "true"};
  ASSERT_TRUE(H->add(R).has_value());
  EXPECT_EQ(H->list("sh", 10)->size(), 1u);
  EXPECT_EQ(H->list("dash", 10)->size(), 1u);
  EXPECT_EQ(H->list("h", 10)->size(), 0u);
}

TEST_F(HistoryFile, KeepsInputsAndScores) {
  auto H = History::open(Path, true);
  history::Run R = run("/bin/gemm", 100);
  R.Inputs = {{"formula", 1e8, learn::Kind::Formula}, {"-n", 4096, learn::Kind::Size}};
  R.PeakScore = -0.5;
  R.EarlierRuns = 7;
  R.OomKills = 1;
  ASSERT_TRUE(H->add(R).has_value());
  ASSERT_TRUE(H->add(run("/bin/gemm", 100)).has_value()); // without a score
  history::Run Back = H->list("", 2)->back();
  ASSERT_EQ(Back.Inputs.size(), 2u);
  EXPECT_EQ(Back.Inputs[0].Is, learn::Kind::Formula);
  EXPECT_EQ(Back.Inputs[1].Name, "-n");
  EXPECT_EQ(Back.Inputs[1].Value, 4096);
  EXPECT_EQ(Back.PeakScore, -0.5);
  EXPECT_TRUE(std::isnan(Back.SecondsScore));
  EXPECT_EQ(Back.OomKills, 1);
  auto Scores = H->scores(10);
  ASSERT_EQ(Scores->size(), 1u);
  EXPECT_EQ((*Scores)[0].EarlierRuns, 7);
  EXPECT_NEAR((*Scores)[0].LogError, -std::log(1.01), 1e-9);
}

/// A database as the first version made it.
void makeFirstVersion(const std::string &Path) {
  sqlite3 *Db = nullptr;
  ASSERT_EQ(sqlite3_open(Path.c_str(), &Db), SQLITE_OK);
  const char *Sql = R"(PRAGMA journal_mode = WAL;
CREATE TABLE runs (id INTEGER PRIMARY KEY, started REAL NOT NULL, program TEXT NOT NULL, build_id TEXT NOT NULL,
  argv TEXT NOT NULL, inputs_hash TEXT NOT NULL, forecast_low REAL, forecast_likely REAL, forecast_high REAL,
  unknown_share REAL, measured_peak REAL, group_peak REAL, reserved REAL, reserved_first REAL, raises INTEGER NOT NULL,
  wall REAL NOT NULL, user REAL NOT NULL, system REAL NOT NULL, status INTEGER NOT NULL, outcome TEXT NOT NULL,
  machine TEXT NOT NULL);
INSERT INTO runs VALUES (1, 1e9, '/usr/bin/dash', 'aa', '["sh","-c","x"]', '', NULL, NULL, NULL, NULL, 100, NULL,
  NULL, NULL, 0, 1, 1, 1, 0, 'exited', 'm');
INSERT INTO runs VALUES (2, 1e9, 'plain', 'aa', '[]', '', NULL, NULL, NULL, NULL, 100, NULL,
  NULL, NULL, 0, 1, 1, 1, 0, 'exited', 'm');
PRAGMA user_version = 1;)";
  EXPECT_EQ(sqlite3_exec(Db, Sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(Db);
  sqlite3_close(Db);
}

TEST_F(HistoryFile, UpgradesTheFirstVersion) {
  makeFirstVersion(Folder + "/old.db");
  auto H = History::open(Folder + "/old.db", false);
  ASSERT_TRUE(H.has_value()) << H.error().Message;
  EXPECT_EQ(H->list("", 10)->size(), 2u);
  EXPECT_EQ(H->list("sh", 10)->size(), 1u);
  EXPECT_EQ(H->list("dash", 10)->size(), 1u);
  EXPECT_EQ(H->list("plain", 10)->size(), 1u);
  EXPECT_TRUE(H->ofProgram("/usr/bin/dash", 1)->front().Inputs.empty());
  EXPECT_TRUE(H->add(run("/bin/gemm", 100)).has_value());
}

/// Starts \p Count processes that each do \p Work; how many of them failed.
template <typename F> int atOnce(int Count, F Work) {
  for (int I = 0; I < Count; ++I)
    if (fork() == 0)
      _exit(Work(I) ? 0 : 1);
  int Failed = 0;
  for (int I = 0; I < Count; ++I) {
    int Status;
    wait(&Status);
    Failed += Status != 0;
  }
  return Failed;
}

TEST_F(HistoryFile, TwoHundredWritersAtOnce) {
  // None of them finds a database: the first makes it.
  EXPECT_EQ(atOnce(200,
                   [&](int I) {
                     auto H = History::open(Path, true);
                     return H && H->add(run("/bin/x", 1 + I)).has_value();
                   }),
            0);
  EXPECT_EQ(History::open(Path, false)->list("", 1000)->size(), 200u);
}

TEST_F(HistoryFile, ManyUpgradeAtOnce) {
  makeFirstVersion(Folder + "/old.db");
  EXPECT_EQ(atOnce(50,
                   [&](int I) {
                     auto H = History::open(Folder + "/old.db", true);
                     return H && H->add(run("/bin/x", 1 + I)).has_value();
                   }),
            0);
  EXPECT_EQ(History::open(Folder + "/old.db", false)->list("", 1000)->size(), 52u);
}

TEST_F(HistoryFile, SurvivesKillsAtAnyMoment) {
  // Writers are killed while they write, each a little later than the one before; what a
  // writer was told to be done stays, and the next one goes on.
  for (int Round = 0; Round < 60; ++Round) {
    int Told[2];
    ASSERT_EQ(pipe(Told), 0);
    pid_t Writer = fork();
    if (Writer == 0) {
      auto H = History::open(Path, true);
      for (int I = 0; H; ++I)
        if (H->add(run("/bin/x", 1 + I)).has_value() && write(Told[1], "x", 1) != 1)
          _exit(1);
      _exit(1);
    }
    close(Told[1]);
    char C;
    for (int Rows = 0; Rows < Round % 7; ++Rows)
      ASSERT_EQ(read(Told[0], &C, 1), 1);
    for (volatile int Spin = 0; Spin < Round * 20000; Spin = Spin + 1)
      ;
    kill(Writer, SIGKILL);
    int Status;
    waitpid(Writer, &Status, 0);
    ASSERT_TRUE(WIFSIGNALED(Status));
    size_t More = 0;
    while (read(Told[0], &C, 1) == 1)
      ++More;
    close(Told[0]);
    Acknowledged += size_t(Round % 7) + More;
    auto H = History::open(Path, true);
    ASSERT_TRUE(H.has_value()) << H.error().Message;
    ASSERT_GE(H->list("", 1000000)->size(), Acknowledged);
  }
  sqlite3 *Db = nullptr;
  ASSERT_EQ(sqlite3_open(Path.c_str(), &Db), SQLITE_OK);
  std::string Verdict;
  sqlite3_exec(
      Db, "PRAGMA integrity_check",
      [](void *To, int, char **Row, char **) {
        *static_cast<std::string *>(To) = Row[0];
        return 0;
      },
      &Verdict, nullptr);
  sqlite3_close(Db);
  EXPECT_EQ(Verdict, "ok");
}

TEST_F(HistoryFile, ImportsAllOrNothingAndNothingTwice) {
  auto H = History::open(Path, true);
  std::vector<history::Run> Runs = {run("/bin/x", 1), run("/bin/y", 2)};
  EXPECT_EQ(*H->addAll(Runs), 2);
  EXPECT_EQ(*H->addAll(Runs), 0);
  EXPECT_EQ(H->list("", 10)->size(), 2u);
}

TEST(Exchange, ARunComesBackAsItWas) {
  history::Run R;
  R.Started = 1e9 + 0.25;
  R.Program = "/bin/x";
  R.Argv = {"x", "--size=3"};
  R.Inputs = {{"--size", 3, learn::Kind::Size}};
  R.MeasuredPeak = 12345678;
  R.PeakScore = -1.5;
  R.Outcome = "exited";
  auto Back = fromJson(toJson(R));
  ASSERT_TRUE(Back.has_value()) << Back.error().Message;
  EXPECT_EQ(toJson(*Back), toJson(R));
}

TEST(Exchange, SaysWhatIsWrong) {
  nlohmann::json J = toJson(history::Run());
  EXPECT_TRUE(fromJson(J).has_value());
  auto With = [&](const char *Member, nlohmann::json Value) {
    nlohmann::json Other = J;
    Other[Member] = std::move(Value);
    auto R = fromJson(Other);
    return R ? std::string("no error") : R.error().Message;
  };
  EXPECT_EQ(With("argv", 5), "'argv' is not an array");
  EXPECT_EQ(With("argv", {1, 2}), "'argv' is not an array of strings");
  EXPECT_EQ(With("program", nullptr), "'program' is missing");
  EXPECT_EQ(With("raises", -1), "'raises' is not a small number without sign");
  EXPECT_EQ(With("wall_seconds", "long"), "'wall_seconds' is not a number");
  EXPECT_EQ(With("inputs", {{{"name", "n"}, {"value", 1}, {"kind", "odd"}}}),
            "'inputs.kind' is not one of formula, size, sibling");
  EXPECT_EQ(fromJson(nlohmann::json(3)).error().Message, "not an object");
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
