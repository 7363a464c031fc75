//===- runtime/history/schema.h - The tables of a history ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_HISTORY_SCHEMA_H
#define AUSPEX_RUNTIME_HISTORY_SCHEMA_H

#include "demand/error.h"

struct sqlite3;

namespace auspex::history {

/// A busy handler (sqlite3_busy_handler). Two hundred writers take turns of a fraction of a
/// millisecond; SQLite's own handler waits longer each time, so that those who waited
/// longest wait on.
int waitForOthers(void *, int Times);

/// Makes an empty database, or one of an earlier version, what this version reads.
/// Several processes may do so at once. An error for a database that is damaged, or
/// of a newer version.
demand::Expected<void> prepareSchema(sqlite3 *Db);

} // namespace auspex::history

#endif
