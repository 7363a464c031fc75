//===- runtime/history/schema.cpp - The tables of a history ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/history/schema.h"

#include <fmt/format.h>
#include <iterator>
#include <memory>
#include <sqlite3.h>
#include <time.h>
#include <unistd.h>

namespace auspex::history {
namespace {

/// Step I turns a database of version I into one of version I + 1. Steps that were
/// released stay as they are.
constexpr const char *Steps[] = {
    // 1: one row a run.
    R"(
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  started REAL NOT NULL,
  program TEXT NOT NULL,
  build_id TEXT NOT NULL,
  argv TEXT NOT NULL,
  inputs_hash TEXT NOT NULL,
  forecast_low REAL, forecast_likely REAL, forecast_high REAL,
  unknown_share REAL,
  measured_peak REAL, group_peak REAL,
  reserved REAL, reserved_first REAL, raises INTEGER NOT NULL,
  wall REAL NOT NULL, user REAL NOT NULL, system REAL NOT NULL,
  status INTEGER NOT NULL, outcome TEXT NOT NULL,
  machine TEXT NOT NULL);)",
    // 2: what predictions are made of. A million runs are answered for from indices:
    // of an executable, of a name (of the file, and as it was called), of a
    // start (what is imported twice), of scores.
    R"(
ALTER TABLE runs ADD COLUMN inputs TEXT;
ALTER TABLE runs ADD COLUMN oom_kills INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN earlier_runs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN peak_score REAL;
ALTER TABLE runs ADD COLUMN seconds_score REAL;
ALTER TABLE runs ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN called TEXT NOT NULL DEFAULT '';
UPDATE runs SET name = replace(program, rtrim(program, replace(program, '/', '')), ''),
  called = replace(coalesce(json_extract(argv, '$[0]'), ''),
                   rtrim(coalesce(json_extract(argv, '$[0]'), ''),
                         replace(coalesce(json_extract(argv, '$[0]'), ''), '/', '')), '');
CREATE INDEX runs_program ON runs(program, id);
CREATE INDEX runs_name ON runs(name, id);
CREATE INDEX runs_called ON runs(called, id) WHERE called <> name;
CREATE INDEX runs_started ON runs(started);
CREATE INDEX runs_scored ON runs(id) WHERE peak_score IS NOT NULL;)",
    // 3: what the run worked on, by the user's name for it.
    R"(
ALTER TABLE runs ADD COLUMN tag TEXT NOT NULL DEFAULT '';
CREATE INDEX runs_tagged ON runs(id) WHERE tag <> '';)",
};
constexpr int Current = std::size(Steps);

} // namespace

int waitForOthers(void *, int Times) {
  constexpr int Most = 2000; // 10 seconds
  timespec Pause{0, 1'000'000 + (getpid() * 7919 + Times * 104729) % 8'000'000};
  nanosleep(&Pause, nullptr);
  return Times < Most;
}

namespace {

demand::Expected<int> versionOf(sqlite3 *Db) {
  sqlite3_stmt *Raw = nullptr;
  sqlite3_prepare_v2(Db, "PRAGMA user_version", -1, &Raw, nullptr);
  std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt *)> S(Raw, sqlite3_finalize);
  if (!S || sqlite3_step(S.get()) != SQLITE_ROW)
    return demand::fail(fmt::format("{}; move it away to start a new one", sqlite3_errmsg(Db)));
  return sqlite3_column_int(S.get(), 0);
}

demand::Expected<void> execute(sqlite3 *Db, const char *Sql) {
  if (sqlite3_exec(Db, Sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return demand::fail(sqlite3_errmsg(Db));
  return {};
}

/// Two processes that both want to change the journal of a new database do not wait for
/// each other: SQLite sees a deadlock and tells one of them to try again.
demand::Expected<void> enterWal(sqlite3 *Db) {
  for (int Times = 0;; ++Times) {
    auto Done = execute(Db, "PRAGMA journal_mode = WAL");
    if (Done || sqlite3_errcode(Db) != SQLITE_BUSY || !waitForOthers(nullptr, Times))
      return Done;
  }
}

demand::Expected<void> upgrade(sqlite3 *Db) {
  auto Version = versionOf(Db); // somebody else may have done it meanwhile
  if (!Version)
    return std::unexpected(Version.error());
  for (int V = *Version; V < Current; ++V)
    if (auto Done = execute(Db, Steps[V]); !Done)
      return Done;
  return execute(Db, fmt::format("PRAGMA user_version = {}", Current).c_str());
}

} // namespace

demand::Expected<void> prepareSchema(sqlite3 *Db) {
  auto Version = versionOf(Db);
  if (!Version)
    return std::unexpected(Version.error());
  if (*Version > Current)
    return demand::fail(fmt::format("written by a newer Auspex (schema {}, this one knows {}); set "
                                    "AUSPEX_HISTORY to another file or update Auspex",
                                    *Version, Current));
  if (*Version < Current) {
    if (auto Done = enterWal(Db); !Done)
      return Done;
    if (auto Done = execute(Db, "BEGIN IMMEDIATE"); !Done)
      return Done;
    if (auto Done = upgrade(Db); !Done) {
      sqlite3_exec(Db, "ROLLBACK", nullptr, nullptr, nullptr);
      return Done;
    }
    if (auto Done = execute(Db, "COMMIT"); !Done)
      return Done;
  }
  return execute(Db, "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0");
}

} // namespace auspex::history
