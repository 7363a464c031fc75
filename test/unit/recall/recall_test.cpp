//===- test/unit/recall/recall_test.cpp - What earlier runs say -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/forecast/inputs.h"
#include "runtime/forecast/recall.h"
#include "runtime/learn/series.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace auspex;
using namespace auspex::forecast;
namespace fs = std::filesystem;

namespace {

demand::Forecast formulas(double Likely) {
  demand::Forecast F;
  F.Available = true;
  F.PeakResident = {0.95 * Likely, Likely, 1.05 * Likely};
  return F;
}

demand::Forecast open(double Likely) {
  demand::Forecast F = formulas(Likely);
  F.PeakResident.High = demand::Range::Unbounded;
  return F;
}

class Recall : public testing::Test {
protected:
  void SetUp() override {
    std::string Template = (fs::temp_directory_path() / "auspex-recall-XXXXXX").string();
    ASSERT_NE(mkdtemp(Template.data()), nullptr);
    Folder = Template;
    auto Opened = history::History::open(Folder + "/history.db", true);
    ASSERT_TRUE(Opened.has_value());
    H = std::make_unique<history::History>(std::move(*Opened));
  }
  void TearDown() override {
    H.reset();
    fs::remove_all(Folder);
  }

  Command command(const std::string &Argument, const std::string &Build = "aa") {
    return {"/bin/tool", Build, {"tool", Argument}, "this machine", ""};
  }
  Recollection predict(const Command &C, demand::Forecast &F) {
    Recollection R = recollect(F, H.get(), C);
    apply(R, F);
    return R;
  }
  /// Runs as `auspex run` does: predicts, runs, records.
  Recollection run(const Command &C, demand::Forecast F, double Peak,
                   const char *Outcome = "exited") {
    Recollection R = predict(C, F);
    history::Run Row;
    Row.Started = 4e9 + ++Runs; // later than every file
    Row.Program = C.Program;
    Row.BuildId = C.BuildId;
    Row.Argv = C.Argv;
    Row.InputsHash = history::inputsHash(C.Argv, Row.Started);
    Row.Machine = C.Machine;
    Row.WallSeconds = Peak / 1e8;
    Row.Outcome = Outcome;
    Row.MeasuredPeak = Peak;
    if (F.Available) {
      Row.ForecastLikely = F.PeakResident.Likely;
      Row.ForecastHigh = F.PeakResident.bounded() ? F.PeakResident.High : -1;
    }
    remember(Row, R);
    EXPECT_TRUE(H->add(Row).has_value());
    return R;
  }
  std::string Folder;
  std::unique_ptr<history::History> H;
  int Runs = 0;
};

TEST_F(Recall, WithoutRunsTheFormulasStand) {
  demand::Forecast F = formulas(1e8);
  Recollection R = predict(command("5"), F);
  EXPECT_FALSE(R.Used);
  EXPECT_EQ(R.From, Basis::Formula);
  EXPECT_EQ(F.PeakResident.High, 1.05e8);
  EXPECT_TRUE(R.Peak.known()); // for the score
}

TEST_F(Recall, FormulasThatHoldAreLeftAlone) {
  for (double N : {1, 2, 3, 4, 5})
    run(command(std::to_string(N)), formulas(N * 1e7), N * 1e7 * 1.01);
  demand::Forecast F = formulas(6e7);
  EXPECT_FALSE(predict(command("6"), F).Used);
  EXPECT_EQ(F.PeakResident.Likely, 6e7);
}

TEST_F(Recall, FormulasThatErrAreCorrected) {
  for (double N : {1, 2, 3, 4, 5})
    run(command(std::to_string(N)), formulas(N * 1e7), N * 1.4e7);
  demand::Forecast F = formulas(6e7);
  EXPECT_TRUE(predict(command("6"), F).Used);
  EXPECT_NEAR(F.PeakResident.Likely / 8.4e7, 1, 0.05);
  EXPECT_LE(F.PeakResident.Low, 8.4e7);
  EXPECT_GE(F.PeakResident.High, 8.4e7);
}

TEST_F(Recall, AnOpenPeakGetsABoundAfterThreeRuns) {
  for (int I = 0; I < 3; ++I) {
    demand::Forecast F = open(1e6);
    Recollection R = predict(command("same"), F);
    EXPECT_FALSE(F.PeakResident.bounded()) << I;
    EXPECT_EQ(F.EarlierRuns, unsigned(I));
    run(command("same"), open(1e6), 3e7);
  }
  demand::Forecast F = open(1e6);
  EXPECT_EQ(predict(command("same"), F).From, Basis::SameInputs);
  EXPECT_TRUE(F.PeakResident.bounded());
  EXPECT_NEAR(F.PeakResident.Likely, 3e7, 1e5);
  EXPECT_GT(F.PeakResident.High, 3e7);
}

TEST_F(Recall, AProgramWithoutANoteIsPredictedFromItsNumbers) {
  for (double N : {100, 300, 500, 900})
    run(command(std::to_string(int(N))), {}, 2e6 + 8 * N * N);
  demand::Forecast F;
  EXPECT_TRUE(predict(command("3000"), F).Used);
  EXPECT_TRUE(F.OnlyHistory);
  EXPECT_NEAR(F.PeakResident.Likely / 74e6, 1, 0.05);
}

TEST_F(Recall, AnotherBuildInheritsWithWiderIntervals) {
  for (double N : {100, 300, 500, 900})
    run(command(std::to_string(int(N))), {}, 2e6 + 8 * N * N);
  demand::Forecast F, G;
  Recollection Same = predict(command("600"), F), Other = predict(command("600", "bb"), G);
  EXPECT_EQ(Other.From, Basis::OtherBuild);
  EXPECT_DOUBLE_EQ(F.PeakResident.Likely, G.PeakResident.Likely);
  EXPECT_LT(G.PeakResident.Low, F.PeakResident.Low);
  EXPECT_GT(Other.Peak.high(), Same.Peak.high());
}

TEST_F(Recall, AKillIsALowerBound) {
  for (int I = 0; I < 4; ++I)
    run(command("x" + std::to_string(I)), {}, 1e8);
  demand::Forecast Before;
  predict(command("new"), Before);
  run(command("y"), {}, 6e8, "signalled");
  demand::Forecast After;
  Recollection R = predict(command("new"), After);
  EXPECT_EQ(R.Runs, 4u);
  EXPECT_GT(After.PeakResident.Likely, Before.PeakResident.Likely);
  EXPECT_GT(After.PeakResident.High, Before.PeakResident.High);
}

TEST_F(Recall, DurationsAreOfThisMachine) {
  for (double N : {100, 300, 500, 900})
    run(command(std::to_string(int(N))), {}, 2e6 + 8 * N * N);
  demand::Forecast F;
  EXPECT_TRUE(predict(command("600"), F).Seconds.known());
  Command Elsewhere = command("600");
  Elsewhere.Machine = "another";
  EXPECT_FALSE(predict(Elsewhere, F).Seconds.known());
}

TEST_F(Recall, ASeasonIsFollowed) {
  for (int Day = 0; Day < 35; ++Day)
    run(command("nightly"), open(1e6), Day % 7 < 5 ? 2e8 : 5e7);
  demand::Forecast F = open(1e6);
  predict(command("nightly"), F);
  EXPECT_NEAR(F.PeakResident.Likely / 2e8, 1, 0.05);
  run(command("nightly"), open(1e6), 2e8);
}

TEST_F(Recall, OtherProgramsTellOfTheSample) {
  auto Tagged = [&](const char *Program, int Sample) {
    Command C = command("run");
    C.Program = Program;
    C.Argv = {Program, "sample" + std::to_string(Sample)};
    C.Tag = "sample" + std::to_string(Sample);
    return C;
  };
  auto Size = [](int Sample) { return 1e7 * (1 + (Sample * 7) % 10); };
  for (int S = 0; S < 12; ++S) {
    run(Tagged("/bin/count", S), {}, Size(S) / 3);
    if (S < 11)
      run(Tagged("/bin/sort", S), {}, Size(S) * 5);
  }
  demand::Forecast F;
  Recollection R = predict(Tagged("/bin/sort", 11), F);
  EXPECT_NEAR(F.PeakResident.Likely / (Size(11) * 5), 1, 0.1) << basisText(R);
  Command Untagged = Tagged("/bin/sort", 11);
  Untagged.Tag.clear();
  demand::Forecast G;
  predict(Untagged, G);
  EXPECT_GT(std::abs(std::log(G.PeakResident.Likely / (Size(11) * 5))), 0.1);
}

TEST_F(Recall, NoHistoryYet) {
  demand::Forecast F = formulas(1e8), Nothing;
  EXPECT_TRUE(recollect(F, nullptr, command("5")).Peak.known());
  EXPECT_FALSE(recollect(Nothing, nullptr, command("5")).Peak.known());
}

TEST(Series, NeedsSomeRuns) { EXPECT_FALSE(learn::nextOf(std::vector<double>(7, 1.0)).Known); }

TEST(Series, FollowsATrend) {
  std::vector<double> Y;
  for (int I = 0; I < 30; ++I)
    Y.push_back(10 + 0.05 * I);
  learn::Estimate E = learn::nextOf(Y);
  EXPECT_NEAR(E.Log, 10 + 0.05 * 30, 0.03);
}

TEST(Series, FindsASeason) {
  std::vector<double> Y;
  for (int I = 0; I < 40; ++I)
    Y.push_back(10 + (I % 4 == 0));
  learn::Estimate E = learn::nextOf(Y);
  EXPECT_NEAR(E.Log, 11, 0.05);
  EXPECT_LT(E.Spread, 0.1);
}

double of(const learn::Features &F, const std::string &Name) {
  for (const learn::Feature &X : F)
    if (X.Name == Name)
      return X.Value;
  return 0;
}

TEST(Inputs, NumbersBelongToTheirOptions) {
  auto F = inputsOf({"tool", "-n", "40", "--size=2G", "-v", "-q", "1e3", "word", "64k", "-7"}, {});
  EXPECT_EQ(of(F, "-n"), 40);
  EXPECT_EQ(of(F, "--size"), 2.0 * (1ull << 30));
  EXPECT_EQ(of(F, "-q"), 1000);
  EXPECT_EQ(of(F, "argument 2"), 65536);
  EXPECT_EQ(of(F, "argument 3"), 0); // negative: no size
}

TEST(Inputs, FilesCountByTheirSize) {
  std::string Name = (fs::temp_directory_path() / "auspex-inputs-XXXXXX").string();
  int File = mkstemp(Name.data());
  ASSERT_GE(File, 0);
  ASSERT_EQ(ftruncate(File, 12345), 0);
  auto F = inputsOf({"tool", Name, "--in=" + Name, "/no/such/file", "/dev/zero"}, {});
  EXPECT_EQ(of(F, "bytes of argument 1"), 12345);
  EXPECT_EQ(of(F, "bytes of --in"), 12345);
  EXPECT_EQ(of(F, "bytes of all files"), 2 * 12345);
  close(File);
  fs::remove(Name);
}

TEST(Inputs, AbsurdValuesAreLeftOut) {
  auto F = inputsOf({"tool", "1e999", "nan", "inf", "-1", "0", "99999999999999999999G"}, {});
  for (const learn::Feature &X : F)
    EXPECT_TRUE(std::isfinite(X.Value) && X.Value > 0) << X.Name;
}

} // namespace
