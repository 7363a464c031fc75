//===- runtime/migrate/place_of.cpp - What a place has, of what the planner asks ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/place_of.h"
#include "runtime/migrate/container.h"
#include "runtime/migrate/numa_mover.h"
#include "runtime/place/ambient.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

double machineMemory() { return double(sysconf(_SC_PHYS_PAGES)) * double(sysconf(_SC_PAGESIZE)); }

/// What the groups of process \p Pid leave it, and its affinity.
Place ofProcess(pid_t Pid) {
  Place P;
  cpu_set_t Set;
  if (sched_getaffinity(Pid, sizeof(Set), &Set) == 0)
    P.Cpus = CPU_COUNT(&Set);
  P.MemoryBytes = machineMemory();
  place::Ambient A = place::ambientLimits(place::detectLayout(fmt::to_string(Pid)));
  if (A.MemoryBytes)
    P.MemoryBytes = std::min(P.MemoryBytes, double(A.MemoryBytes));
  if (A.Cpus > 0)
    P.Cpus = P.Cpus > 0 ? std::min(P.Cpus, A.Cpus) : A.Cpus;
  return P;
}

} // namespace

Place placeOf(const Subject &S) {
  Place P = ofProcess(S.Pid);
  P.Name = "here";
  return P;
}

demand::Expected<Place> placeOf(const Target &T) {
  Place P;
  P.MemoryBytes = machineMemory();
  switch (T.Is) {
  case Target::Cpus:
    P.Cpus = double(T.CpuList.size());
    break;
  case Target::Node: {
    auto Cpus = cpusOfNode(T.NodeNumber);
    if (!Cpus)
      return std::unexpected(Cpus.error());
    P.Cpus = double(Cpus->size());
    // "Node 0 MemTotal:  123 kB"
    std::string Text =
        place::readFile(fmt::format("/sys/devices/system/node/node{}/meminfo", T.NodeNumber));
    if (size_t At = Text.find("MemTotal:"); At != Text.npos)
      P.MemoryBytes = strtod(Text.c_str() + At + 9, nullptr) * 1024;
    break;
  }
  case Target::Container: {
    auto C = findContainer(T.Name);
    if (!C)
      return std::unexpected(C.error());
    P = ofProcess(C->Pid);
    break;
  }
  case Target::Gpu:
    // The host part stays where it is; phases on a GPU are not in the timeline yet.
    return demand::fail("moves between GPUs are not weighed against the timeline yet; "
                        "--check tells whether the job can go there");
  case Target::Host:
    return demand::fail(fmt::format("nothing is known of {}", T.Name));
  }
  P.Name = toText(T);
  return P;
}

} // namespace auspex::migrate
