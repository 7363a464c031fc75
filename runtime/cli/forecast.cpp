//===- runtime/cli/forecast.cpp - What a run will need, without running it ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/binary/process_image.h"
#include "runtime/cli/arguments.h"
#include "runtime/cli/commands.h"
#include "runtime/forecast/forecast.h"
#include "runtime/forecast/recall.h"
#include "runtime/machine/machine.h"
#include "runtime/machine/model.h"
#include "runtime/report/forecast_report.h"
#include "runtime/report/text.h"
#include "runtime/place/size.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <unistd.h>

namespace auspex::cli {
namespace {

const char *const Footer = R"text(Nothing is run. Options stand before the program's name; -- ends them. A program
without a demand note has no forecast, which is said and is no error. Exit status:
0; 1 where a file cannot be read or written; 2 for wrong options.

Examples:
  auspex forecast ./gemm 4096
  auspex forecast --json ./gemm 4096 | jq .forecast.seconds
  auspex forecast --trace gemm.json ./gemm 4096     # open it in https://ui.perfetto.dev
  auspex forecast --machine cluster-node.json ./gemm 4096
  auspex forecast --assume rows=100000 -- ./solver -v input.dat)text";

struct Options {
  std::vector<std::string> Command, Assume;
  forecast::Options Forecast;
  std::string Machine, Trace;
  bool Json = false;
};

std::vector<std::string> environment() {
  std::vector<std::string> Env;
  for (char **E = environ; *E; ++E)
    Env.emplace_back(*E);
  return Env;
}

bool writeFile(const std::string &Name, const std::string &Text) {
  FILE *F = fopen(Name.c_str(), "we");
  bool Written = F && fwrite(Text.data(), 1, Text.size(), F) == Text.size();
  return F && fclose(F) == 0 && Written;
}

/// What stands against a run on \p M.
std::vector<std::string> objections(const demand::Forecast &F, const demand::MachineModel &M) {
  std::vector<std::string> All;
  if (F.Available && M.MemoryBytes > 0 && F.PeakResident.Likely > double(M.MemoryBytes))
    All.push_back(fmt::format("the run needs {}, the machine has {}",
                              place::sizeText(F.PeakResident.Likely),
                              place::sizeText(double(M.MemoryBytes))));
  return All;
}

void run(Options &O, Context &Ctx) {
  std::vector<std::string> Env = environment();
  for (const std::string &A : O.Assume)
    if (auto R = forecast::addAssumption(O.Forecast, A); !R)
      return failWith(Ctx, R.error().Message, Exit::Usage);
  std::vector<std::string> Warnings;
  if (!O.Machine.empty()) {
    auto M = machine::readModel(O.Machine);
    if (!M)
      return failWith(Ctx, M.error().Message);
    O.Forecast.Model = std::move(*M);
  } else {
    machine::FoundModel Here = machine::findModel();
    if (!Here.Warning.empty())
      Warnings.push_back(Here.Warning + " (the processor's features are used)");
    O.Forecast.Model = std::move(Here.Model);
    O.Forecast.Model->Cpus = machine::detectMachine().Cpus; // the affinity in force
  }
  // As `run` would find it.
  std::string Path = O.Command.front();
  if (Path.find('/') == Path.npos) {
    std::string Found = binary::findProgram(Path, Env);
    if (Found.empty())
      return failWith(Ctx, fmt::format("{}: not found on the PATH; check the name", Path));
    Path = Found;
  }
  auto Image = binary::loadProcessImage(Path, Env);
  if (!Image)
    return failWith(Ctx, Image.error().Message);
  if (Image->Executable.Kind != binary::FileKind::Executable)
    return failWith(Ctx, fmt::format("{}: is no program ({}), so that there is no run to forecast; "
                                     "`auspex inspect` shows what it says",
                                     Path, nameOf(Image->Executable.Kind)));
  auto Known = forecast::loadKnowledge(O.Forecast.KnowledgeFiles);
  if (!Known)
    return failWith(Ctx, Known.error().Message);
  Warnings.insert(Warnings.end(), Image->Warnings.begin(), Image->Warnings.end());
  demand::Program P = demand::Program::link(std::move(Image->Modules), *Known->All);

  report::ForecastReport R;
  R.Argv = O.Command;
  R.Remembered = !Image->Executable.Notes.BuildId.empty();
  R.Forecast = forecast::forecastLinked(P, *Image, O.Command, Env, machine::detectMachine(), O.Forecast);
  forecast::recall(R.Forecast, Path, Image->Executable.Notes.BuildId, O.Command,
                   machine::detectMachine().summary());
  for (std::string &Text : objections(R.Forecast, *O.Forecast.Model))
    Warnings.push_back(std::move(Text));
  std::vector<report::Bottleneck> Costs = report::bottlenecks(P, R.Forecast);
  if (!O.Trace.empty() && R.Forecast.Available && !writeFile(O.Trace, report::traceDocument(R)))
    return failWith(Ctx, fmt::format("{}: cannot be written: {}", O.Trace, strerror(errno)));
  if (O.Json) {
    fmt::print("{}", report::forecastDocument(R, Costs, *O.Forecast.Model, Warnings));
    return;
  }
  for (const std::string &W : Warnings)
    fmt::print(stderr, "auspex: warning: {}\n", W);
  fmt::print("{}{}", report::forecastText(R), report::bottlenecksText(Costs));
}

} // namespace

void addForecast(CLI::App &App, Context &Ctx) {
  auto O = std::make_shared<Options>();
  App.add_option("command", O->Command, "PROGRAM and its arguments")->required();
  App.add_flag("--json", O->Json, "Print the document auspex.forecast/1 (docs/json-schema.md)");
  App.add_option("--trace", O->Trace, "Write the timeline as a trace for ui.perfetto.dev")
      ->type_name("FILE");
  App.add_option("--machine", O->Machine,
                 "Forecast for the machine that this file of `auspex calibrate` describes")
      ->type_name("FILE");
  addForecastOptions(App, O->Assume, O->Forecast.KnowledgeFiles);
  App.footer(Footer);
  App.callback([O, &Ctx] { run(*O, Ctx); });
}

} // namespace auspex::cli
