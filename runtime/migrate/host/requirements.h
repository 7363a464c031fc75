//===- runtime/migrate/host/requirements.h - What a job needs of the host that it goes to ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Told before anything stops, and compared at the other host: the processor's instructions, the
// C library's and the program's files with the same content, files that are written on a file
// system that both hosts share, the same users by name, room.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_HOST_REQUIREMENTS_H
#define AUSPEX_RUNTIME_MIGRATE_HOST_REQUIREMENTS_H

#include "demand/error.h"

#include <nlohmann/json.hpp>

#include <string>
#include <sys/types.h>
#include <vector>

namespace auspex::migrate {

/// What the processes \p Pids need. Reads /proc and the files that they have open or mapped.
demand::Expected<nlohmann::json> requirementsOf(const std::vector<pid_t> &Pids);
/// Why this host does not have what \p R says, in one sentence; nothing is touched. \p Images:
/// where what arrives is kept.
demand::Expected<void> meets(const nlohmann::json &R, const std::string &Images);

/// Whether \p Directory lies in memory.
bool inMemory(const std::string &Directory);

} // namespace auspex::migrate

#endif
