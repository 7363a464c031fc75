//===- runtime/cli/history.cpp - Recorded runs -----------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/commands.h"
#include "runtime/forecast/forecast.h"
#include "runtime/forecast/recall.h"
#include "runtime/history/exchange.h"
#include "runtime/launch/launch.h"
#include "runtime/launch/report.h"
#include "runtime/place/size.h"

#include <CLI/CLI.hpp>
#include <climits>
#include <cstdlib>
#include <ctime>
#include <fmt/chrono.h>
#include <fmt/core.h>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace auspex::cli {
namespace {

using history::Run;
using nlohmann::json;

struct Options {
  std::vector<std::string> Command;
  std::string Import, Tag;
  unsigned Last = 20;
  bool Json = false, Forget = false, Explain = false, Export = false;
  std::string program() const { return Command.empty() ? std::string() : Command[0]; }
};

std::string text(const json &J, int Indent) {
  return J.dump(Indent, ' ', false, json::error_handler_t::replace);
}

std::string bytes(double V) { return V < 0 ? "-" : place::sizeText(V); }

void print(const std::vector<Run> &Runs) {
  fmt::print("{:<16}  {:>10}  {:>10}  {:>8}  {:>10}  {:>9}  {:>6}  {}\n", "when", "forecast",
             "peak", "error", "reserved", "seconds", "status", "command");
  for (const Run &R : Runs) {
    time_t When = time_t(R.Started);
    tm Local = {};
    localtime_r(&When, &Local);
    std::string Error =
        R.ForecastLikely < 0 || R.MeasuredPeak <= 0
            ? "-"
            : fmt::format("{:+.1f}%", (R.ForecastLikely / R.MeasuredPeak - 1) * 100);
    fmt::print("{:%Y-%m-%d %H:%M}  {:>10}  {:>10}  {:>8}  {:>10}  {:>9.3f}  {:>6}  {}\n", Local,
               bytes(R.ForecastLikely), bytes(R.MeasuredPeak), Error, bytes(R.Reserved),
               R.WallSeconds, R.Status, fmt::format("{}", fmt::join(R.Argv, " ")));
  }
}

demand::Expected<void> list(const history::History &H, const Options &O) {
  auto Runs = H.list(O.program(), O.Last);
  if (!Runs)
    return std::unexpected(Runs.error());
  if (!O.Json) {
    print(*Runs);
    return {};
  }
  json All = json::array();
  for (const Run &R : *Runs)
    All.push_back(toJson(R));
  fmt::print("{}\n", text({{"schema", "auspex.history/1"}, {"runs", All}}, 2));
  return {};
}

demand::Expected<void> forget(history::History &H, const Options &O) {
  auto Count = H.forget(O.program());
  if (!Count)
    return std::unexpected(Count.error());
  if (O.Json)
    fmt::print("{}\n", text({{"schema", "auspex.history/1"}, {"forgotten", *Count}}, 2));
  else
    fmt::print("forgot {} run{}\n", *Count, *Count == 1 ? "" : "s");
  return {};
}

/// One run a line, oldest first.
demand::Expected<void> exportRuns(const history::History &H, const Options &O) {
  return H.each(O.program(), [](const Run &R) {
    fmt::print("{}\n", text(toJson(R), -1));
    return !std::ferror(stdout);
  });
}

demand::Expected<void> importRuns(const Options &O) {
  std::ifstream File;
  if (O.Import != "-") {
    File.open(O.Import);
    if (!File)
      return demand::fail(fmt::format("cannot read {}: {}", O.Import, strerror(errno)));
  }
  std::istream &In = O.Import == "-" ? std::cin : File;
  std::vector<Run> Runs;
  std::string Line;
  for (unsigned Number = 1; std::getline(In, Line); ++Number) {
    if (Line.find_first_not_of(" \t\r") == Line.npos)
      continue;
    json J = json::parse(Line, nullptr, false);
    auto R = J.is_discarded() ? demand::fail("not JSON") : history::fromJson(J);
    if (!R)
      return demand::fail(
          fmt::format("{}:{}: {}; nothing was imported", O.Import, Number, R.error().Message));
    Runs.push_back(std::move(*R));
  }
  auto H = history::History::open(history::defaultPath(), true);
  if (!H)
    return std::unexpected(H.error());
  auto Added = H->addAll(Runs);
  if (!Added)
    return std::unexpected(Added.error());
  fmt::print("imported {} of {} runs{}\n", *Added, Runs.size(),
             *Added < int64_t(Runs.size()) ? "; the others were there" : "");
  return {};
}

json interval(const learn::Prediction &P) {
  if (!P.known())
    return nullptr;
  return {{"low", P.low()}, {"likely", P.likely()}, {"high", P.high()}, {"limit", P.limit()}};
}

/// What a run of this command would be forecast from, without running it.
demand::Expected<void> explain(const history::History *H, const Options &O) {
  launch::Resolved Found = launch::resolveProgram(O.Command[0]);
  if (Found.Error)
    return demand::fail(fmt::format("{}: {}", O.Command[0], strerror(Found.Error)));
  machine::Machine Machine = machine::detectMachine();
  std::vector<std::string> Env;
  for (char **E = environ; *E; ++E)
    Env.emplace_back(*E);
  forecast::Result F = forecast::forecastCommand(Found.Path, O.Command, Env, Machine);
  char Absolute[PATH_MAX];
  std::string Program = realpath(Found.Path.c_str(), Absolute) ? Absolute : Found.Path;
  auto R =
      forecast::recollect(F.Forecast, H, {Program, F.BuildId, O.Command, Machine.summary(), O.Tag});
  forecast::apply(R, F.Forecast);
  if (O.Json) {
    json Inputs = json::array();
    for (const learn::Feature &I : R.Inputs)
      Inputs.push_back({{"name", I.Name}, {"value", I.Value}});
    fmt::print("{}\n", text({{"schema", "auspex.history/1"},
                             {"program", Program},
                             {"argv", O.Command},
                             {"inputs", Inputs},
                             {"earlier_runs", R.Runs},
                             {"from", forecast::basisText(R)},
                             {"peak_resident_bytes", interval(R.Peak)},
                             {"wall_seconds", interval(R.Seconds)},
                             {"used", R.Used}},
                            2));
    return {};
  }
  fmt::print("{}\n", fmt::join(O.Command, " "));
  fmt::print("  {:<9} {}\n", "from", forecast::basisText(R));
  for (const learn::Feature &I : R.Inputs)
    fmt::print("  {:<9} {} = {:.12g}\n", "known", I.Name, I.Value);
  if (!R.Peak.known())
    return {};
  fmt::print("  {:<9} {} .. {} .. {} (95%); limit {} (99.5%)\n", "peak", bytes(R.Peak.low()),
             bytes(R.Peak.likely()), bytes(R.Peak.high()), bytes(R.Peak.limit()));
  if (R.Seconds.known())
    fmt::print("  {:<9} {:.3g} .. {:.3g} .. {:.3g} s (95%)\n", "time", R.Seconds.low(),
               R.Seconds.likely(), R.Seconds.high());
  fmt::print("  {:<9} {}\n", "used",
             R.Used ? "yes: it replaces what the formulas say of the peak"
             : R.From == forecast::Basis::Formula ? "no: there is no run to learn from"
                                                  : "no: the formulas were as near");
  return {};
}

demand::Expected<void> run(const Options &O) {
  if (O.Forget + O.Explain + O.Export + !O.Import.empty() > 1)
    return demand::fail("--forget, --explain, --export and --import exclude each other");
  if (O.Explain && O.Command.empty())
    return demand::fail("--explain: name a program and its arguments");
  if (!O.Explain && O.Command.size() > 1)
    return demand::fail(fmt::format("'{}': arguments are for --explain", O.Command[1]));
  if (!O.Import.empty())
    return importRuns(O);
  auto H = history::History::open(history::defaultPath(), false);
  if (O.Explain && !H && access(history::defaultPath().c_str(), F_OK) != 0)
    return explain(nullptr, O); // no run yet
  if (!H)
    return std::unexpected(H.error());
  return O.Explain  ? explain(&*H, O)
         : O.Export ? exportRuns(*H, O)
         : O.Forget ? forget(*H, O)
                    : list(*H, O);
}

} // namespace

void addHistory(CLI::App &App, Context &Ctx) {
  auto O = std::make_shared<Options>();
  App.add_flag("--json", O->Json, "Print a document (schema auspex.history/1)");
  App.add_option("--last", O->Last, "How many runs, newest first")
      ->type_name("N")
      ->capture_default_str();
  App.add_flag("--explain", O->Explain, "What a run of PROGRAM ARGS would be forecast from");
  App.add_option("--tag", O->Tag, "With --explain: the tag that the run would have")
      ->type_name("NAME");
  App.add_flag("--forget", O->Forget, "Delete the runs of PROGRAM, or all");
  App.add_flag("--export", O->Export, "Print the runs of PROGRAM, or all, one JSON object a line");
  App.add_option("--import", O->Import, "Add runs that were exported (-: standard input)")
      ->type_name("FILE");
  App.add_option("program", O->Command, "Only runs of this program (a name or an absolute path)")
      ->type_name("PROGRAM");
  App.footer(R"(The database is $AUSPEX_HISTORY, or auspex/history.db in $XDG_STATE_HOME
(~/.local/state).

Examples:
  auspex history --last 5 gemm
  auspex history --json | jq '.runs[].peak_resident_bytes'
  auspex history --explain ./gemm 4096
  auspex history --export > runs.jsonl
  auspex history --forget gemm)");
  App.callback([O, &Ctx] {
    if (auto Done = run(*O); !Done)
      failWith(Ctx, Done.error().Message);
  });
}

} // namespace auspex::cli
