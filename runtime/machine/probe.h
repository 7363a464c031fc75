//===- runtime/machine/probe.h - What this machine allows ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each probe tries the thing itself where that leaves no trace (a clone3 with a
// bad argument, an openat2 of the current directory), and otherwise looks at
// what the kernel says. Nothing is assumed from a version number.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MACHINE_PROBE_H
#define AUSPEX_RUNTIME_MACHINE_PROBE_H

#include <string>
#include <vector>

namespace auspex::machine {

struct Finding {
  enum class State { Available, Limited, Missing };
  std::string Area;   ///< "control groups", "kernel", ...
  std::string Name;   ///< stable key: "cgroup.memory"
  State Is = State::Missing;
  std::string Detail; ///< what was found
  std::string Use;    ///< what Auspex does with it
  std::string Remedy; ///< how to get it; empty where it is there
};
const char *nameOf(Finding::State S); // "available", "limited", "missing"

std::vector<Finding> probeGroups();
std::vector<Finding> probeKernel();
std::vector<Finding> probeTools();

} // namespace auspex::machine

#endif
