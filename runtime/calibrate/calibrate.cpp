//===- runtime/calibrate/calibrate.cpp - Measures this machine ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/calibrate/calibrate.h"

#include "runtime/calibrate/timing.h"
#include "runtime/machine/model.h"

#include <fmt/format.h>

namespace auspex::calibrate {
namespace {

struct Part {
  const char *What;
  void (*Measure)(demand::MachineModel &);
};
constexpr Part Parts[] = {
    {"clock", measureClock},
    {"integers, loads, stores", measureIssue},
    {"floating point", measureFlops},
    {"AES, SHA, CRC", measureCrypto},
    {"bandwidth of caches and memory", measureBandwidth},
    {"latency of caches and memory", measureLatency},
    {"page faults", measurePageFaults},
    {"starting threads and processes", measureStarts},
    {"disk", measureDisk},
    {"loopback network", measureLoopback},
};

std::string now() {
  char Buffer[32];
  time_t T = time(nullptr);
  tm Utc;
  strftime(Buffer, sizeof(Buffer), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&T, &Utc));
  return Buffer;
}

} // namespace

Result measureAll(const std::function<void(const char *What, double Done)> &Progress) {
  Result R;
  R.Model = machine::modelFromFeatures();
  Occupied = {};
  double Begin = wallSeconds();
  for (size_t I = 0; I != std::size(Parts); ++I) {
    Progress(Parts[I].What, double(I) / double(std::size(Parts)));
    Parts[I].Measure(R.Model);
  }
  Progress("done", 1);
  R.Model.Measured = true;
  R.Model.When = now();
  constexpr double Busy = 0.1;
  if (double Taken = Occupied.taken(); Taken > Busy)
    R.Notes.push_back(fmt::format(
        "the machine was busy: others ran for {:.0f}% of the time; rates of one thread are medians of its "
        "own CPU time, those of all threads, the disk and the network may be too low",
        Taken * 100));
  R.Notes.push_back(fmt::format("measured in {:.1f} s", wallSeconds() - Begin));
  return R;
}

} // namespace auspex::calibrate
