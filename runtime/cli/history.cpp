//===- runtime/cli/history.cpp - Recorded runs -----------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/history/history.h"
#include "runtime/cli/commands.h"
#include "runtime/launch/report.h"

#include <CLI/CLI.hpp>
#include <fmt/chrono.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <ctime>
#include <memory>

namespace auspex::cli {
namespace {

using history::Run;
using nlohmann::json;

struct Options {
  std::string Program;
  unsigned Last = 20;
  bool Json = false, Forget = false;
};

json known(double V) { return V < 0 ? json(nullptr) : json(V); }

json toJson(const Run &R) {
  return {{"id", R.Id},
          {"started", R.Started},
          {"program", R.Program},
          {"build_id", R.BuildId},
          {"argv", R.Argv},
          {"inputs_hash", R.InputsHash},
          {"forecast",
           {{"low", known(R.ForecastLow)},
            {"likely", known(R.ForecastLikely)},
            {"high", known(R.ForecastHigh)},
            {"unknown_share", known(R.UnknownShare)}}},
          {"peak_resident_bytes", known(R.MeasuredPeak)},
          {"group_peak_bytes", known(R.GroupPeak)},
          {"reserved_bytes", known(R.Reserved)},
          {"reserved_first_bytes", known(R.ReservedFirst)},
          {"raises", R.Raises},
          {"wall_seconds", R.WallSeconds},
          {"user_seconds", R.UserSeconds},
          {"system_seconds", R.SystemSeconds},
          {"status", R.Status},
          {"outcome", R.Outcome},
          {"machine", R.Machine}};
}

std::string bytes(double V) { return V < 0 ? "-" : launch::bytesText(V); }

void print(const std::vector<Run> &Runs) {
  fmt::print("{:<16}  {:>10}  {:>10}  {:>8}  {:>10}  {:>9}  {:>6}  {}\n", "when", "forecast", "peak",
             "error", "reserved", "seconds", "status", "command");
  for (const Run &R : Runs) {
    time_t When = time_t(R.Started);
    tm Local = {};
    localtime_r(&When, &Local);
    std::string Error = R.ForecastLikely < 0 || R.MeasuredPeak <= 0
                            ? "-"
                            : fmt::format("{:+.1f}%", (R.ForecastLikely / R.MeasuredPeak - 1) * 100);
    fmt::print("{:%Y-%m-%d %H:%M}  {:>10}  {:>10}  {:>8}  {:>10}  {:>9.3f}  {:>6}  {}\n", Local,
               bytes(R.ForecastLikely), bytes(R.MeasuredPeak), Error, bytes(R.Reserved),
               R.WallSeconds, R.Status, fmt::format("{}", fmt::join(R.Argv, " ")));
  }
}

void showOrForget(const Options &O, Context &Ctx) {
  auto H = history::History::open(history::defaultPath(), false);
  if (!H)
    return failWith(Ctx, H.error().Message);
  if (O.Forget) {
    auto Count = H->forget(O.Program);
    if (!Count)
      return failWith(Ctx, Count.error().Message);
    if (O.Json)
      fmt::print("{}\n", json{{"schema", "auspex.history/1"}, {"forgotten", *Count}}.dump(2));
    else
      fmt::print("forgot {} run{}\n", *Count, *Count == 1 ? "" : "s");
    return;
  }
  auto Runs = H->list(O.Program, O.Last);
  if (!Runs)
    return failWith(Ctx, Runs.error().Message);
  if (!O.Json)
    return print(*Runs);
  json All = json::array();
  for (const Run &R : *Runs)
    All.push_back(toJson(R));
  fmt::print("{}\n", json{{"schema", "auspex.history/1"}, {"runs", All}}.dump(
                         2, ' ', false, json::error_handler_t::replace));
}

} // namespace

void addHistory(CLI::App &App, Context &Ctx) {
  auto O = std::make_shared<Options>();
  App.add_flag("--json", O->Json, "Print a document (schema auspex.history/1)");
  App.add_option("--last", O->Last, "How many runs, newest first")->type_name("N")->capture_default_str();
  App.add_flag("--forget", O->Forget, "Delete the runs of PROGRAM, or all");
  App.add_option("program", O->Program, "Only runs of this program (a name or an absolute path)")
      ->type_name("PROGRAM");
  App.footer(R"(The database is $AUSPEX_HISTORY, or auspex/history.db in $XDG_STATE_HOME
(~/.local/state).

Examples:
  auspex history --last 5 gemm
  auspex history --json | jq '.runs[].peak_resident_bytes'
  auspex history --forget gemm)");
  App.callback([O, &Ctx] { showOrForget(*O, Ctx); });
}

} // namespace auspex::cli
