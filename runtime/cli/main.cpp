//===- runtime/cli/main.cpp - The auspex command --------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/arguments.h"
#include "runtime/cli/commands.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <climits>
#include <cstdio>
#include <cstring>
#include <malloc.h>
#include <unistd.h>

using namespace auspex::cli;

namespace {

constexpr Command Table[] = {
#ifdef AUSPEX_HAVE_RUN
    {"run", "Size the machine to a program, run it, compare forecast and reality", addRun,
     Command::OptionsBeforeProgram},
#endif
#ifdef AUSPEX_HAVE_TOP
    {"top", "Show the jobs that run now: phase, forecast beside reality, what comes next", addTop},
#endif
#ifdef AUSPEX_HAVE_MIGRATE
    {"migrate", "Move a job to other CPUs, another memory node, container or host", addMigrate},
#endif
#ifdef AUSPEX_HAVE_AGENT
    {"agent", "Let jobs of other hosts come here", addAgent},
#endif
#ifdef AUSPEX_HAVE_INSPECT
    {"inspect", "Show what a binary says about its demand, or forecast one run", addInspect,
     Command::OptionsAnywhere},
#endif
#ifdef AUSPEX_HAVE_FORECAST
    {"forecast", "Tell what one run will need and when, without running it", addForecast,
     Command::OptionsBeforeProgram},
#endif
#ifdef AUSPEX_HAVE_CALIBRATE
    {"calibrate", "Measure this machine, so that forecasts know how long things take", addCalibrate},
#endif
#ifdef AUSPEX_HAVE_DOCTOR
    {"doctor", "Tell what this machine allows and how to allow more", addDoctor},
#endif
#ifdef AUSPEX_HAVE_HISTORY
    {"history", "Show recorded runs, and what a run would be forecast from", addHistory,
     Command::OptionsAnywhere},
#endif
#ifdef AUSPEX_HAVE_POLICY
    {"policy", "Show what the site and you allow your jobs, or check a policy file", addPolicy},
#endif
#ifdef AUSPEX_HAVE_IDIOMS
    {"idioms", "List the computations that are recognised, with their costs", addIdioms},
#endif
#ifdef AUSPEX_HAVE_COMPLETION
    {"completion", "Print a completion script for bash, zsh or fish", addCompletion},
#endif
};

const char *const Footer = R"text(Compiling:
  auspex cc ARGS...      clang-22 with the plugin, for CC=
  auspex c++ ARGS...     clang++-22 with the plugin, for CXX=

Examples:
  clang-22 -O2 $(auspex --cflags) -g1 gemm.c -o gemm
  auspex inspect ./gemm
  auspex run -- ./gemm 4096)text";

std::string selfPath() {
  char Buffer[PATH_MAX];
  ssize_t N = readlink("/proc/self/exe", Buffer, sizeof(Buffer));
  return N > 0 ? std::string(Buffer, size_t(N)) : std::string();
}

/// stdout that cannot be written (full disk, closed pipe) is a failure.
int finish(int Status) {
  if (fflush(stdout) != 0 || ferror(stdout)) {
    printError("cannot write to standard output");
    return Status == Success ? Failed : Status;
  }
  return Status;
}

} // namespace

namespace auspex::cli {

std::span<const Command> commands() { return Table; }

CLI::App &declare(CLI::App &Root, const Command &C, Context &Ctx) {
  CLI::App *Sub = Root.add_subcommand(C.Name, C.Summary);
  C.Add(*Sub, Ctx);
  return *Sub;
}

void printError(std::string_view Message) { fmt::print(stderr, "auspex: error: {}\n", Message); }

void failWith(Context &Ctx, std::string_view Message, int Status) {
  printError(Message);
  Ctx.Status = Status;
}

} // namespace auspex::cli

int main(int argc, char **argv) {
  // The evaluation has a thread of its own for its stack's sake, while nothing
  // else runs: a second arena would only be cold.
  mallopt(M_ARENA_MAX, 1);
  Context Ctx;
  Ctx.SelfPath = selfPath();
  std::span<char *const> Args(argv, size_t(argc));
  std::string_view First = argc > 1 ? argv[1] : "";

  if (First == "--version" || First == "-V") {
    fmt::print("auspex {}\n", AUSPEX_VERSION);
    return finish(Success);
  }
#ifdef AUSPEX_HAVE_CFLAGS
  if (First == "--cflags")
    return finish(printCflags(Ctx));
#endif
#ifdef AUSPEX_HAVE_CC
  // Every argument belongs to the compiler: no option parser in between.
  if (First == "cc" || First == "c++")
    return compile(Ctx, First == "c++", Args.subspan(2));
#endif

  bool Help = argc < 2 || First == "--help" || First == "-h";
  if (!Help && std::none_of(std::begin(Table), std::end(Table),
                            [&](const Command &C) { return First == C.Name; })) {
    printError(fmt::format("unknown {} '{}'; see auspex --help",
                           First.starts_with("-") ? "option" : "command", First));
    return Usage;
  }

  CLI::App App{"Auspex knows what a program will need before it runs.", "auspex"};
  App.footer(Footer);
  bool Ignored = false;
  App.add_flag("-V,--version", Ignored, "Print the version");
  App.add_flag("--cflags", Ignored, "Print the compiler flag that adds the plugin");

  std::vector<std::string> Rest(Args.begin() + (argc > 0), Args.end());
  const Command *Named = nullptr;
  for (const Command &C : Table)
    if (First == C.Name)
      Named = &C;
  try {
    if (Named) {
      CLI::App &Sub = declare(App, *Named, Ctx);
      if (Named->TakesProgram != Command::None) {
        auto Own = separateOptions(Sub, std::span(Rest).subspan(1),
                                   Named->TakesProgram == Command::OptionsAnywhere);
        Rest.resize(1);
        Rest.insert(Rest.end(), Own.begin(), Own.end());
      }
    } else {
      for (const Command &C : Table)
        App.add_subcommand(C.Name, C.Summary);
    }
    if (!Named) {
      fmt::print(argc < 2 ? stderr : stdout, "{}", App.help());
      return argc < 2 ? Usage : finish(Success);
    }
    std::reverse(Rest.begin(), Rest.end()); // as CLI11 wants it
    App.parse(std::move(Rest));
  } catch (const CLI::CallForHelp &) {
    fmt::print("{}", App.help()); // of the subcommand that was named
    return finish(Success);
  } catch (const CLI::ParseError &E) {
    printError(fmt::format("{}; see auspex {} --help", E.what(), Named->Name));
    return Usage;
  }
  return finish(Ctx.Status);
}
