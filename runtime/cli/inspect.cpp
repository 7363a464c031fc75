//===- runtime/cli/inspect.cpp - Show what a binary says about its demand -------===//
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
#include "runtime/report/inspection.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <memory>
#include <unistd.h>

namespace auspex::cli {
namespace {

const char *const Footer = R"text(FILE is a program, a shared library, an object file or an archive. With arguments
the run of that command line is forecast; -- ends Auspex's own options. Functions:
formulas count their calls. Exit status: 0, or 1 where FILE cannot be read.

Examples:
  auspex inspect ./gemm
  auspex inspect ./gemm 4096
  auspex inspect --why matmul ./gemm
  auspex inspect --json libsolver.so | jq '.functions[].kernels[].form'
  auspex inspect --assume rows=100000 ./solver -- -v input.dat)text";

struct Options {
  std::vector<std::string> Command;
  std::vector<std::string> Assume;
  forecast::Options Forecast;
  std::string Why, Function;
  bool Json = false, All = false, ForecastWanted = false;
};

std::vector<std::string> environment() {
  std::vector<std::string> Env;
  for (char **E = environ; *E; ++E)
    Env.emplace_back(*E);
  return Env;
}

/// Functions that \p Name nearly means, for the message.
std::string nearby(const report::Inspection &I, const std::string &Name) {
  std::string Text;
  size_t Found = 0;
  for (const report::FunctionReport &F : I.Functions)
    if (F.Name.find(Name) != F.Name.npos && Found++ < 5)
      Text += fmt::format("{}{}", Text.empty() ? "; there is " : ", ", F.Name);
  return Text;
}

void run(Options &O, Context &Ctx) {
  std::vector<std::string> Env = environment();
  for (const std::string &A : O.Assume)
    if (auto R = forecast::addAssumption(O.Forecast, A); !R)
      return failWith(Ctx, R.error().Message, Exit::Usage);
  // As a shell would find it, unless a file of that name lies here.
  std::string Path = O.Command.front();
  if (access(Path.c_str(), F_OK) != 0)
    if (std::string Found = binary::findProgram(Path, Env); !Found.empty())
      Path = Found;

  auto Image = binary::loadProcessImage(Path, Env);
  if (!Image)
    return failWith(Ctx, Image.error().Message);
  auto Known = forecast::loadKnowledge(O.Forecast.KnowledgeFiles);
  if (!Known)
    return failWith(Ctx, Known.error().Message);

  bool Runs = Image->Executable.Kind == binary::FileKind::Executable;
  bool Wanted = O.Command.size() > 1 || O.ForecastWanted;
  if (Wanted && !Runs)
    return failWith(Ctx, fmt::format("{}: is no program ({}), so that there is no run to forecast; "
                                     "leave its arguments out",
                                     Path, nameOf(Image->Executable.Kind)));

  std::vector<std::string> Warnings = std::move(Image->Warnings);
  Image->Warnings.clear();
  std::unique_ptr<report::ForecastReport> Forecast;
  demand::Program P = demand::Program::link(std::move(Image->Modules), *Known->All);
  report::Inspection I = report::inspect(P, O.Why);
  I.Path = Path;
  I.Kind = nameOf(Image->Executable.Kind);
  I.BuildId = Image->Executable.Notes.BuildId;
  I.Warnings = std::move(Warnings);
  if (Wanted) {
    machine::Machine Machine = machine::detectMachine();
    Forecast = std::make_unique<report::ForecastReport>();
    Forecast->Argv = O.Command;
    Forecast->Remembered = !I.BuildId.empty();
    Forecast->Forecast =
        forecast::forecastLinked(P, *Image, O.Command, Env, Machine, O.Forecast);
    forecast::recall(Forecast->Forecast, Path, I.BuildId, O.Command, Machine.summary());
  }

  const std::string &Only = O.Why.empty() ? O.Function : O.Why;
  if (!Only.empty()) {
    std::string Others = nearby(I, Only);
    std::erase_if(I.Functions,
                  [&](const report::FunctionReport &F) { return !report::isNamed(F, Only); });
    if (I.Functions.empty())
      return failWith(Ctx, fmt::format("{}: no function '{}' with a demand note{}", Path, Only, Others));
  }
  for (const std::string &W : I.Warnings)
    if (!O.Json)
      fmt::print(stderr, "auspex: warning: {}\n", W);
  if (O.Json) {
    fmt::print("{}", report::inspectionJson(I, Forecast.get()));
    return;
  }
  if (!O.Why.empty())
    for (const report::FunctionReport &F : I.Functions)
      fmt::print("{}", report::detailText(F));
  else
    fmt::print("{}", report::inspectionText(I, O.All || !O.Function.empty()));
  if (Forecast)
    fmt::print("{}", report::forecastText(*Forecast));
}

} // namespace

void addInspect(CLI::App &App, Context &Ctx) {
  auto O = std::make_shared<Options>();
  App.add_option("command", O->Command, "FILE, and the arguments of the run to forecast")->required();
  App.add_flag("--json", O->Json, "Print the document auspex.inspect/1 (docs/json-schema.md)");
  App.add_flag("--all", O->All, "Show every function, not only those with something to tell");
  App.add_option("--function", O->Function, "Show only this function")->type_name("NAME");
  App.add_option("--why", O->Why,
                 "Show everything about one function: evidence, rejections, loops, steps")
      ->type_name("FUNCTION");
  App.add_flag("--forecast", O->ForecastWanted, "Forecast the run also without arguments");
  addForecastOptions(App, O->Assume, O->Forecast.KnowledgeFiles);
  App.footer(Footer);
  App.callback([O, &Ctx] { run(*O, Ctx); });
}

} // namespace auspex::cli
