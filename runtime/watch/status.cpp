//===- runtime/watch/status.cpp - What a launcher tells others of its job ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/status.h"

#include "runtime/place/file.h"
#include "runtime/place/registry.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace auspex::watch {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(PhaseStatus, Name, Start, Seconds, StartBytes,
                                                ResidentBytes, ReserveBytes, Parallelism)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Status, Job, Argv, Pid, StartedNanos, Source, Lacks, Listening, Beacons,
                                                PeakBytes, ReservedBytes, WholeRunBytes, Resizes,
                                                Phases, Phase, Gpu, GpuBytes, GpuForecastBytes, NotMoved)

std::string toText(const Status &S) {
  return nlohmann::json(S).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

demand::Expected<Status> parseStatus(const std::string &Text) {
  nlohmann::json J = nlohmann::json::parse(Text, nullptr, false);
  if (!J.is_object())
    return demand::fail("the status is no JSON object");
  try {
    return J.get<Status>();
  } catch (const nlohmann::json::exception &E) {
    return demand::fail(E.what());
  }
}

void writeStatus(const std::string &Directory, const Status &S) {
  std::string Path = place::statusPath(Directory, S.Job), Hidden = Path + ".new", Text = toText(S);
  place::Fd F(open(Hidden.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!F || write(F.get(), Text.data(), Text.size()) != ssize_t(Text.size()) ||
      rename(Hidden.c_str(), Path.c_str()) != 0)
    unlink(Hidden.c_str());
}

demand::Expected<Status> readStatus(const std::string &Directory, const std::string &Job) {
  return parseStatus(place::readFile(place::statusPath(Directory, Job)));
}

} // namespace auspex::watch
