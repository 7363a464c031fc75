//===- runtime/cli/top.cpp - The jobs that run now ----------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/commands.h"
#include "runtime/place/registry.h"
#include "runtime/watch/live.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <memory>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace auspex::cli {
namespace {

struct Options {
  bool Once = false, Json = false, Metrics = false;
  double Every = 1;
};

/// At most as many lines and columns as the terminal has, from its first line on.
void draw(const std::string &Text) {
  winsize Size = {};
  ioctl(STDOUT_FILENO, TIOCGWINSZ, &Size);
  size_t Columns = Size.ws_col ? Size.ws_col : 80, Lines = Size.ws_row ? Size.ws_row : 24;
  std::string Screen = "\033[H";
  size_t Line = 0;
  for (size_t At = 0; At < Text.size() && Line + 1 < Lines; ++Line) {
    size_t End = std::min(Text.find('\n', At), Text.size());
    Screen += Text.substr(At, std::min(End - At, Columns)) + "\033[K\n";
    At = End + 1;
  }
  fmt::print("{}\033[J", Screen);
  fflush(stdout);
}

void show(const Options &O, Context &Ctx) {
  auto Directory = place::runtimeDirectory();
  if (!Directory)
    return failWith(Ctx, Directory.error().Message);
  std::vector<watch::LiveJob> Jobs = watch::liveJobs(*Directory);
  if (O.Json)
    return fmt::print("{}", watch::liveJson(Jobs));
  if (O.Metrics)
    return fmt::print("{}", watch::liveMetrics(Jobs));
  if (O.Once || !isatty(STDOUT_FILENO))
    return fmt::print("{}", watch::liveText(Jobs));
  fmt::print("\033[H\033[2J");
  while (true) {
    draw(watch::liveText(Jobs));
    // The end of the terminal ends the loop; interrupt does so, too.
    pollfd Nobody = {-1, 0, 0};
    poll(&Nobody, 1, int(O.Every * 1000));
    if (ferror(stdout))
      return;
    Jobs = watch::liveJobs(*Directory, Jobs);
  }
}

} // namespace

void addTop(CLI::App &App, Context &Ctx) {
  auto O = std::make_shared<Options>();
  App.add_flag("--once", O->Once, "Print once, also on a terminal");
  App.add_flag("--json", O->Json, "Print a document once (schema auspex.top/1)");
  App.add_flag("--metrics", O->Metrics, "Print OpenMetrics text once, for a scraper");
  App.add_option("--every", O->Every, "Seconds between two looks")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  App.footer(
      R"(The jobs of this user that `auspex run` stays with, oldest first: memory charged to the
job's group beside the likely memory of its phase and what is reserved for it now,
CPUs used beside those that the phase can use, the phase that comes next and when.

Examples:
  auspex top
  auspex top --json | jq '.jobs[].phase.name'
  auspex top --metrics > /var/lib/node_exporter/auspex.prom)");
  App.callback([O, &Ctx] { show(*O, Ctx); });
}

} // namespace auspex::cli
