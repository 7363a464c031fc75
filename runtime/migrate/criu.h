//===- runtime/migrate/criu.h - Where CRIU is, and what it can do here ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_CRIU_H
#define AUSPEX_RUNTIME_MIGRATE_CRIU_H

#include "demand/error.h"

#include <string>
#include <vector>

namespace auspex::migrate {

struct Criu {
  std::string Path;
  std::string Version; ///< "4.1.1"
};

/// $AUSPEX_CRIU, then what scripts/criu brought beside the build tree that \p Self (this
/// executable) is in, then `criu` on the PATH.
demand::Expected<Criu> findCriu(const std::string &Self);

/// CRIU's own check of this kernel; its first complaint.
demand::Expected<void> checkCriu(const Criu &C);

/// Whether a breakpoint in a debug register was seen to stop a process here (some hypervisors
/// do not deliver it, and CRIU 4.1 then waits for ever while it leaves a process). False
/// where it could not be tried. True on other architectures than x86-64.
bool hardwareBreakpoints();

/// How CRIU is to be started on this machine: env(1) with what it needs, and itself.
std::vector<std::string> criuCommand(const Criu &C);

} // namespace auspex::migrate

#endif
