//===- benchmarks/history-size/history_size.cpp - A large history ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How long does `auspex run` wait for a history of a million runs?
//
// Fills a database, then times what each run does before it starts its program: open, read
// the program's runs and the scores, predict; and what it does afterwards: open, add a row.
//
//===----------------------------------------------------------------------===//
#include "runtime/forecast/recall.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fmt/core.h>
#include <random>
#include <vector>

namespace {

using namespace auspex;
using Clock = std::chrono::steady_clock;

history::Run runOf(unsigned Number, unsigned Programs, std::mt19937 &G) {
  history::Run R;
  unsigned Program = Number % Programs;
  double N = 100 + double(G() % 4000);
  R.Started = 1.7e9 + Number;
  R.Program = fmt::format("/opt/tools/bin/tool{}", Program);
  R.BuildId = fmt::format("{:040x}", Program);
  R.Argv = {fmt::format("tool{}", Program), "-n", fmt::format("{}", N), "input.dat"};
  R.InputsHash = fmt::format("{:016x}", G());
  R.Inputs = {{"formula", 8 * N * N, learn::Kind::Formula}, {"-n", N, learn::Kind::Size}};
  R.ForecastLikely = 8 * N * N;
  R.MeasuredPeak = 1e6 + 8 * N * N * (1 + 0.01 * double(G() % 100) / 100);
  R.WallSeconds = 1e-7 * N * N;
  R.Outcome = "exited";
  R.Machine = "a machine";
  R.EarlierRuns = int(std::min(Number / Programs, 64u));
  R.PeakScore = (double(G() % 1000) - 500) / 250;
  R.SecondsScore = R.PeakScore;
  return R;
}

struct Times {
  std::vector<double> Ms;
  template <typename F> void measure(F Do) {
    auto Begin = Clock::now();
    Do();
    Ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - Begin).count());
  }
  double at(double Share) {
    std::ranges::sort(Ms);
    return Ms[std::min(Ms.size() - 1, size_t(Share * double(Ms.size())))];
  }
};

} // namespace

int main(int Argc, char **Argv) {
  CLI::App App{"How long does `auspex run` wait for a history of a million runs?"};
  unsigned Rows = 1'000'000, Programs = 500, Repeat = 300;
  double Most = 0;
  App.add_option("--rows", Rows)->capture_default_str();
  App.add_option("--programs", Programs)->capture_default_str();
  App.add_option("--most", Most, "Fail where the median of a prediction takes more milliseconds");
  CLI11_PARSE(App, Argc, Argv);

  std::string Folder = (std::filesystem::temp_directory_path() / "auspex-history-XXXXXX").string();
  if (!mkdtemp(Folder.data()))
    return 1;
  std::string Path = Folder + "/history.db";
  std::mt19937 G(1);
  {
    auto H = history::History::open(Path, true);
    std::vector<history::Run> Batch;
    for (unsigned I = 0; H && I < Rows; ++I) {
      Batch.push_back(runOf(I, Programs, G));
      if (Batch.size() == 20'000 || I + 1 == Rows) {
        if (auto Done = H->addAll(Batch); !Done) {
          fmt::print(stderr, "{}\n", Done.error().Message);
          return 1;
        }
        Batch.clear();
      }
    }
  }
  Times Predict, Record, List;
  bool Known = true;
  for (unsigned I = 0; I < Repeat; ++I) {
    history::Run R = runOf(G() % Rows, Programs, G);
    demand::Forecast F;
    F.Available = true;
    F.PeakResident = {R.ForecastLikely, R.ForecastLikely, R.ForecastLikely};
    Predict.measure([&] {
      auto H = history::History::open(Path, false);
      auto P =
          forecast::recollect(F, H ? &*H : nullptr, {R.Program, R.BuildId, R.Argv, R.Machine, ""});
      forecast::apply(P, F);
      Known = Known && P.Runs > 0;
    });
    Record.measure([&] {
      auto H = history::History::open(Path, true);
      Known = H && H->add(R) && Known;
    });
    List.measure([&] {
      auto H = history::History::open(Path, false);
      Known = H && !H->list(R.Argv[0], 20)->empty() && Known;
    });
  }
  auto Bytes = std::filesystem::file_size(Path);
  std::filesystem::remove_all(Folder);
  fmt::print("{} runs of {} programs, {} MB\n{:<24}{:>10}{:>10}\n", Rows, Programs,
             Bytes / 1'000'000, "", "median ms", "99% ms");
  for (auto [Name, T] : {std::pair("predict a run", &Predict), std::pair("record a run", &Record),
                         std::pair("list the last 20", &List)})
    fmt::print("{:<24}{:>10.2f}{:>10.2f}\n", Name, T->at(0.5), T->at(0.99));
  if (!Known)
    fmt::print("missed: a run was not found\n");
  bool Slow = Most > 0 && Predict.at(0.5) > Most;
  if (Slow)
    fmt::print("missed: a prediction takes more than {} ms\n", Most);
  return Known && !Slow ? 0 : 1;
}
