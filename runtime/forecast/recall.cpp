//===- runtime/forecast/recall.cpp - What earlier runs say ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/forecast/recall.h"
#include "runtime/forecast/inputs.h"
#include "runtime/learn/kinship.h"
#include "runtime/learn/series.h"

#include <algorithm>
#include <climits>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <iterator>

namespace auspex::forecast {
namespace {

using history::Run;
using learn::Features;

constexpr unsigned MostRuns = 64, MostScores = 400, MostTagged = 400;
/// So many runs bound what is to come; fewer only say what is likely.
constexpr unsigned RunsThatBound = 3;
/// Formulas that were this near in the median are left alone.
constexpr double FormulaTolerance = 0.02;
/// A series that errs less than this share of what is expected otherwise is believed.
constexpr double SeriesAdvantage = 0.9;

bool among(const std::string &Name, std::initializer_list<const char *> List) {
  return std::ranges::find(List, Name) != List.end();
}

Features without(const Features &All, std::initializer_list<const char *> Names) {
  Features Out;
  for (const learn::Feature &F : All)
    if (!among(F.Name, Names))
      Out.push_back(F);
  return Out;
}

Features forPeak(const Features &All) { return without(All, {FormulaSeconds, FormulaFlops}); }
Features forSeconds(const Features &All) { return without(All, {FormulaPeak, OpenPeak}); }

/// Killed, or ended by something else than itself: it would have taken more.
bool isLowerBound(const Run &R) { return R.OomKills > 0 || R.Outcome != "exited"; }

struct Shared {
  learn::Experience Peak, Seconds;
};

Shared experienceOf(const history::History &H) {
  Shared S;
  auto Scores = H.scores(MostScores).value_or(std::vector<history::Score>());
  for (auto I = Scores.rbegin(); I != Scores.rend(); ++I) {
    unsigned Group = learn::groupOf(unsigned(I->EarlierRuns));
    S.Peak.score(Group, learn::Regressed, I->Peak);
    if (std::isfinite(I->LogError))
      S.Peak.residual(I->LogError);
    if (std::isfinite(I->Seconds))
      S.Seconds.score(Group, learn::Regressed, I->Seconds);
  }
  return S;
}

/// Those of \p All (newest first) that say most of the next run, oldest first.
std::vector<const Run *> choose(const std::vector<Run> &All, const Command &C, Basis &From) {
  std::vector<const Run *> Same, Build, Any;
  for (auto R = All.rbegin(); R != All.rend(); ++R) {
    Any.push_back(&*R);
    // Without a build ID nobody knows whether it is the same program still.
    if (R->BuildId != C.BuildId)
      continue;
    Build.push_back(&*R);
    if (R->Argv == C.Argv && !isLowerBound(*R) &&
        R->InputsHash == history::inputsHash(C.Argv, R->Started))
      Same.push_back(&*R);
  }
  if (!Same.empty()) {
    From = Basis::SameInputs;
    return Same;
  }
  if (!Build.empty()) {
    From = Basis::SameBuild;
    return Build.size() >= RunsThatBound ? Build : Any;
  }
  From = Any.empty() ? Basis::Formula : Basis::OtherBuild;
  return Any;
}

/// Replaces what features say by what the order of the runs says, where that was
/// nearer so far.
void considerSeries(learn::Estimate &E, const std::vector<Run> &All, const Command &C) {
  std::vector<double> Logs;
  for (auto R = All.rbegin(); R != All.rend(); ++R)
    if (R->Argv == C.Argv && !isLowerBound(*R))
      Logs.push_back(std::log(R->MeasuredPeak));
  learn::Estimate Next = learn::nextOf(Logs);
  if (Next.Known && E.Known && Next.Spread < SeriesAdvantage * E.Spread)
    E = Next;
}

/// What runs of other programs took on what has this tag, or one that contains it.
Features siblingsOf(const history::History &H, const std::string &Tag) {
  learn::Kinship Kin;
  auto Runs = H.tagged(MostTagged).value_or(std::vector<Run>());
  for (auto R = Runs.rbegin(); R != Runs.rend(); ++R)
    if (!isLowerBound(*R))
      Kin.add(R->Program, R->Tag, R->MeasuredPeak, R->WallSeconds);
  return Kin.of(Tag);
}

double formulaOf(const Run &R) {
  for (const learn::Feature &F : R.Inputs)
    if (F.Name == FormulaPeak)
      return F.Value;
  return 0;
}

void judgeFormula(Recollection &R, const std::vector<const Run *> &Runs) {
  std::vector<double> Errors;
  for (size_t I = 0; I < Runs.size(); ++I) {
    if (double F = formulaOf(*Runs[I]); F > 0 && !isLowerBound(*Runs[I]))
      Errors.push_back(std::abs(std::log(Runs[I]->MeasuredPeak / F)));
    if (I + 3 >= Runs.size() && Runs[I]->ForecastHigh > 0 &&
        Runs[I]->MeasuredPeak > 1.01 * Runs[I]->ForecastHigh)
      R.FormulaExceeded = true;
  }
  if (Errors.empty())
    return;
  std::ranges::nth_element(Errors, Errors.begin() + long(Errors.size() / 2));
  R.FormulaError = Errors[Errors.size() / 2];
}

} // namespace

Recollection recollect(const demand::Forecast &F, const history::History *H, const Command &C) {
  Recollection R;
  R.Inputs = inputsOf(C.Argv, F);
  R.Tag = C.Tag;
  std::vector<Run> All;
  Shared Others;
  if (H) {
    if (!C.Tag.empty())
      std::ranges::move(siblingsOf(*H, C.Tag), std::back_inserter(R.Inputs));
    All = H->ofProgram(C.Program, MostRuns).value_or(std::vector<Run>());
    Others = experienceOf(*H);
  }
  auto Runs = choose(All, C, R.From);
  bool Same = R.From == Basis::SameInputs;
  learn::Predictor Peak, Seconds;
  for (const Run *Of : Runs) {
    // Runs on the same inputs differ in nothing that is known.
    Features OfPeak = Same ? Features() : forPeak(Of->Inputs);
    if (isLowerBound(*Of)) {
      Peak.learnLowerBound(OfPeak, Of->MeasuredPeak);
      continue;
    }
    ++R.Runs;
    Peak.learn(OfPeak, Of->MeasuredPeak, Of->PeakScore);
    if (Of->Machine == C.Machine && Of->WallSeconds > 0)
      Seconds.learn(Same ? Features() : forSeconds(Of->Inputs), Of->WallSeconds, Of->SecondsScore);
  }
  judgeFormula(R, Runs);
  R.Peak = Peak.predict(Same ? Features() : forPeak(R.Inputs), Others.Peak);
  R.Seconds = Seconds.predict(Same ? Features() : forSeconds(R.Inputs), Others.Seconds);
  considerSeries(R.Peak.By[learn::Regressed], All, C);
  if (R.From == Basis::OtherBuild)
    for (learn::Prediction *P : {&R.Peak, &R.Seconds})
      P->By[learn::Regressed].Spread *= 2;
  if (!R.Peak.known())
    R.From = Basis::Nothing;
  return R;
}

void apply(Recollection &R, demand::Forecast &F) {
  if (!R.Peak.known() || R.From == Basis::Formula)
    return;
  bool Formulas = F.Available && F.PeakResident.bounded();
  if (Formulas) {
    bool Errs = R.FormulaError > FormulaTolerance || R.FormulaExceeded;
    if (R.Runs < RunsThatBound || !Errs || R.Peak.By[learn::Regressed].Spread > R.FormulaError)
      return;
  }
  R.Used = true;
  F.EarlierRuns = R.Runs;
  F.PeakResident.Likely = R.Peak.likely();
  if (!F.Available) {
    F.Available = F.OnlyHistory = true;
    F.PeakResident.Low = R.Peak.low();
    F.PeakResident.High = demand::Range::Unbounded;
  } else if (Formulas) {
    F.PeakResident.Low = R.Peak.low();
  } else {
    F.PeakResident.Likely = std::max(F.PeakResident.Likely, F.PeakResident.Low);
  }
  if (R.Runs >= RunsThatBound)
    F.PeakResident.High = std::max(R.Peak.limit(), F.PeakResident.Likely);
}

Recollection recall(demand::Forecast &F, const std::string &Path, const std::string &BuildId,
                    const std::vector<std::string> &Argv, const std::string &Machine,
                    const std::string &Tag) {
  Recollection R;
  char Absolute[PATH_MAX];
  if (!realpath(Path.c_str(), Absolute))
    return R;
  auto H = history::History::open(history::defaultPath(), false);
  R = recollect(F, H ? &*H : nullptr, {Absolute, BuildId, Argv, Machine, Tag});
  apply(R, F);
  return R;
}

void remember(history::Run &R, const Recollection &Of) {
  R.Inputs = Of.Inputs;
  R.Tag = Of.Tag;
  R.EarlierRuns = int(Of.Runs);
  if (isLowerBound(R) || R.MeasuredPeak <= 0)
    return;
  if (Of.Peak.known())
    R.PeakScore = Of.Peak.score(R.MeasuredPeak);
  if (Of.Seconds.known() && R.WallSeconds > 0)
    R.SecondsScore = Of.Seconds.score(R.WallSeconds);
}

std::string basisText(const Recollection &R) {
  static constexpr const char *Of[] = {"", "", " with the same inputs", " of this build",
                                       " of other builds"};
  if (R.From == Basis::Nothing)
    return "nothing is known of this program";
  if (R.From == Basis::Formula)
    return "the formulas; no earlier run";
  return fmt::format("{}, from {} earlier run{}{}", R.Peak.By[learn::Regressed].From, R.Runs,
                     R.Runs == 1 ? "" : "s", Of[unsigned(R.From)]);
}

} // namespace auspex::forecast
