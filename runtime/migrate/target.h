//===- runtime/migrate/target.h - Where a job is to go ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_TARGET_H
#define AUSPEX_RUNTIME_MIGRATE_TARGET_H

#include "demand/error.h"

#include <sched.h>
#include <string>
#include <string_view>
#include <vector>

namespace auspex::migrate {

/// "cpus=2-3", "node=1", "gpu=1", "container=NAME", "host=NAME".
struct Target {
  enum Kind { Cpus, Node, Gpu, Container, Host } Is = Cpus;
  std::vector<int> CpuList; ///< Cpus: ascending, no number twice
  int NodeNumber = 0;
  std::string Name; ///< Gpu (number or UUID), Container, Host: letters, digits, '.', '-', '_', ':'
};

demand::Expected<Target> parseTarget(std::string_view Text);
std::string toText(const Target &T);

/// A list as the kernel writes it ("0-3,8"; cpuset(7)), at most CPU_SETSIZE numbers.
demand::Expected<std::vector<int>> parseList(std::string_view Text);
std::string listText(const std::vector<int> &List);

cpu_set_t cpuSet(const std::vector<int> &List);
std::vector<int> cpuList(const cpu_set_t &Set);

} // namespace auspex::migrate

#endif
