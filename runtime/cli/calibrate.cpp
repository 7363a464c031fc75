//===- runtime/cli/calibrate.cpp - Measure this machine -------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/calibrate/calibrate.h"
#include "runtime/cli/commands.h"
#include "runtime/machine/model.h"
#include "runtime/report/text.h"
#include "runtime/place/size.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <unistd.h>

namespace auspex::cli {
namespace {

const char *const Footer = R"text(Takes well under a minute, one CPU for most of it, 64 MiB on the disk of TMPDIR
(default /var/tmp). Run it once on an idle machine; forecasts find the file.

Examples:
  auspex calibrate
  auspex calibrate --output node7.json       # then: auspex forecast --machine node7.json ...)text";

std::string rate(double PerSecond) { return place::sizeText(PerSecond) + "/s"; }

void print(const demand::MachineModel &M) {
  fmt::print("{:<22} {}\n", "processor", report::printable(M.Processor));
  fmt::print("{:<22} {:.2f} GHz under load, {} CPUs\n", "clock", M.Hertz / 1e9, M.Cpus);
  fmt::print("{:<22} {:.1f} additions, {:.1f} loads, {:.1f} stores\n", "at once per cycle",
             M.IntegersPerCycle, M.LoadsPerCycle, M.StoresPerCycle);
  fmt::print("{:<22} addition {:.1f}, division {:.1f} cycles\n", "floating point", M.FloatLatency,
             M.DivideCycles);
  static constexpr const char *Names[] = {"scalar", "128 bits", "256 bits", "512 bits"};
  for (bool Single : {false, true})
    for (size_t W = 0; W != demand::Widths; ++W)
      if (double Apart = M.Flops[Single][0][W]; Apart > 0) {
        double Fused = M.Flops[Single][1][W];
        fmt::print("{:<22} {}FLOP/s{}\n", fmt::format("{} {}", Single ? "float" : "double", Names[W]),
                   report::countText(Apart),
                   Fused > 0 ? fmt::format(", fused {}FLOP/s", report::countText(Fused)) : "");
      }
  for (const demand::MemoryLevel &L : M.Levels)
    fmt::print("{:<22} {}, {} of one thread, {} of all, {:.1f} ns\n", L.Name, place::sizeText(L.Bytes),
               rate(L.OneThread), rate(L.AllThreads), L.Latency * 1e9);
  for (auto [Name, Rate] : {std::pair("AES-128", M.AesBytes), std::pair("SHA-256", M.ShaBytes),
                            std::pair("CRC-32C", M.CrcBytes)})
    fmt::print("{:<22} {}\n", Name, Rate > 0 ? rate(Rate) : "no instructions");
  fmt::print("{:<22} {} reading, {} writing\n", "disk", rate(M.DiskRead), rate(M.DiskWrite));
  fmt::print("{:<22} {}\n", "loopback network", rate(M.Loopback));
  fmt::print("{:<22} page fault {}, thread {}, process {}\n", "kernel",
             report::secondsText(M.PageFaultSeconds), report::secondsText(M.ThreadStartSeconds),
             report::secondsText(M.ProcessStartSeconds));
}

void run(std::string Path, Context &Ctx) {
  if (Path.empty())
    Path = machine::modelPath();
  if (Path.empty())
    return failWith(Ctx, "no place for the machine file: set HOME, or name one with --output");
  if (auto Possible = machine::prepareModel(Path); !Possible)
    return failWith(Ctx, Possible.error().Message);
  const bool Terminal = isatty(STDERR_FILENO);
  calibrate::Result R = calibrate::measureAll([&](const char *What, double Done) {
    if (Terminal)
      fmt::print(stderr, "\r\033[K{}", Done < 1 ? fmt::format("{:3.0f}%  {}", Done * 100, What) : "");
    else if (Done < 1)
      fmt::print(stderr, "auspex: measuring: {}\n", What);
  });
  if (auto Written = machine::writeModel(Path, R.Model); !Written)
    return failWith(Ctx, Written.error().Message);
  print(R.Model);
  for (const std::string &N : R.Notes)
    fmt::print("{:<22} {}\n", "note", N);
  fmt::print("{:<22} {}\n", "written to", Path);
}

} // namespace

void addCalibrate(CLI::App &App, Context &Ctx) {
  auto Output = std::make_shared<std::string>();
  App.add_option("--output", *Output,
                 "Write the machine file here (default: $AUSPEX_MACHINE, or auspex/machine.json in "
                 "$XDG_STATE_HOME or ~/.local/state)")
      ->type_name("FILE");
  App.footer(Footer);
  App.callback([Output, &Ctx] { run(*Output, Ctx); });
}

} // namespace auspex::cli
