//===- runtime/migrate/frozen.h - Freezing and ending what is in a control group ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_FROZEN_H
#define AUSPEX_RUNTIME_MIGRATE_FROZEN_H

#include "runtime/place/group.h"

#include <string>

namespace auspex::migrate {

/// The part of \p G that can be frozen: v1's freezer, or any v2 group. Null: none.
const place::Group::Part *freezerOf(const place::Group &G);

/// The directory that descriptor \p Dir is.
std::string pathOf(int Dir);

bool isFrozen(const std::string &Dir, int Version);
void thaw(const std::string &Dir, int Version);
/// Kills what is frozen in \p Dir, so that it does not run again, and waits until it is
/// gone. False where something is still there after \p MostMs.
bool endFrozen(const std::string &Dir, int Version, int MostMs = 5000);

/// Whether process \p Pid is the one that started at \p Start (field 22 of
/// /proc/PID/stat); identity() gives "PID START".
std::string identity(pid_t Pid);
bool alive(const std::string &Identity);

} // namespace auspex::migrate

#endif
