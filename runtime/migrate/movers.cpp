//===- runtime/migrate/movers.cpp - All movers ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/movers.h"
#include "runtime/migrate/cpu_mover.h"
#include "runtime/migrate/criu_mover.h"
#include "runtime/migrate/gpu_mover.h"
#include "runtime/migrate/host/host_mover.h"
#include "runtime/migrate/null_mover.h"
#include "runtime/migrate/numa_mover.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

struct Row {
  const char *Name;
  demand::Expected<void> (*Settle)(const History &, bool Forward);
  demand::Expected<bool> (*Decide)(const History &, Journal &) = nullptr;
};
constexpr Row Rows[] = {{"null", NullMover::settle},
                        {"cpus", CpuMover::settle},
                        {"node", NumaMover::settle},
                        {"criu", CriuMover::settle},
                        {"gpu", GpuMover::settle},
                        {"host", HostMover::settle, HostMover::decide},
                        {"arrival", settleArrival}};

const Row *rowOf(const History &H) {
  for (const Row &R : Rows)
    if (H.Mover == R.Name)
      return &R;
  return nullptr;
}

demand::Expected<void> settle(const History &H, bool Forward) {
  if (const Row *R = rowOf(H))
    return R->Settle(H, Forward);
  return demand::fail(
      fmt::format("the journal is of a mover '{}' that this version does not have", H.Mover));
}

} // namespace

demand::Expected<std::unique_ptr<Mover>> moverFor(const Target &T, const CriuOptions &O) {
  switch (T.Is) {
  case Target::Cpus:
    return std::make_unique<CpuMover>();
  case Target::Node:
    return std::make_unique<NumaMover>();
  case Target::Gpu:
    return std::make_unique<GpuMover>();
  case Target::Container:
    return std::make_unique<CriuMover>(O);
  case Target::Host:
    return std::make_unique<HostMover>(O);
  }
  return demand::fail(fmt::format("{} cannot be reached", toText(T)));
}

Outcome resolve(Journal &J, bool Lost) {
  return resolve(J, settle, [Lost](const History &H, Journal &J) -> demand::Expected<bool> {
    const Row *R = rowOf(H);
    return !Lost && R && R->Decide ? R->Decide(H, J) : false;
  });
}

std::optional<Outcome> resolveJob(const std::string &Directory, const std::string &Job,
                                  int WaitMs, bool Lost) {
  std::string Path = journalPath(Directory, Job);
  if (access(Path.c_str(), F_OK) != 0)
    return std::nullopt;
  constexpr int StepMs = 10;
  auto J = Journal::open(Path);
  for (int Waited = 0; !J && Waited < WaitMs; Waited += StepMs) {
    poll(nullptr, 0, StepMs);
    J = Journal::open(Path);
  }
  if (!J)
    return std::nullopt; // the move lives
  if (auto H = J->read(); H && H->Ended)
    return std::nullopt;
  return resolve(*J, Lost);
}

} // namespace auspex::migrate
