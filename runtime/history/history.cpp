//===- runtime/history/history.cpp - What was run, and how it went ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/history/history.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::history {
namespace {

constexpr int SchemaVersion = 1;

constexpr const char *Schema = R"(
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS runs (
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
  machine TEXT NOT NULL);
PRAGMA user_version = 1;
COMMIT;)";

struct Finalize {
  void operator()(sqlite3_stmt *S) const { sqlite3_finalize(S); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Statement prepare(sqlite3 *Db, const char *Sql) {
  sqlite3_stmt *S = nullptr;
  sqlite3_prepare_v2(Db, Sql, -1, &S, nullptr);
  return Statement(S);
}

std::string lastError(sqlite3 *Db) { return sqlite3_errmsg(Db); }

demand::Expected<int> userVersion(sqlite3 *Db) {
  Statement S = prepare(Db, "PRAGMA user_version");
  if (!S || sqlite3_step(S.get()) != SQLITE_ROW)
    return demand::fail(lastError(Db));
  return sqlite3_column_int(S.get(), 0);
}

std::string parentOf(const std::string &Path) {
  size_t Slash = Path.rfind('/');
  return Slash == Path.npos ? "." : Slash == 0 ? "/" : Path.substr(0, Slash);
}

/// mkdir -p with mode 0700: what a user ran is that user's business.
bool makeDirectories(const std::string &Path) {
  if (mkdir(Path.c_str(), 0700) == 0 || errno == EEXIST)
    return true;
  if (errno != ENOENT || Path == "/" || Path == ".")
    return false;
  return makeDirectories(parentOf(Path)) && (mkdir(Path.c_str(), 0700) == 0 || errno == EEXIST);
}

class Binder {
public:
  explicit Binder(sqlite3_stmt *S) : S(S) {}
  void text(const std::string &V) {
    sqlite3_bind_text(S, ++At, V.data(), int(V.size()), SQLITE_TRANSIENT);
  }
  void known(double V) {
    ++At;
    if (V >= 0 && V < 1e300)
      sqlite3_bind_double(S, At, V);
  }
  void real(double V) { sqlite3_bind_double(S, ++At, V); }
  void integer(int64_t V) { sqlite3_bind_int64(S, ++At, V); }

private:
  sqlite3_stmt *S;
  int At = 0;
};

/// Arguments need not be UTF-8; JSON text has to be.
std::string toJson(const std::vector<std::string> &Argv) {
  return nlohmann::json(Argv).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<std::string> fromJson(const char *Text) {
  std::vector<std::string> Out;
  auto J = nlohmann::json::parse(Text ? Text : "", nullptr, false);
  if (J.is_array())
    for (const auto &V : J)
      if (V.is_string())
        Out.push_back(V.get<std::string>());
  return Out;
}

/// By path, by name, or as it was called (`sh` may be a link to dash).
constexpr const char *OfProgram =
    "(program = ?1 OR json_extract(argv, '$[0]') = ?1 OR (instr(?1, '/') = 0 AND "
    "(substr(program, -length(?1) - 1) = '/' || ?1 OR "
    "substr(json_extract(argv, '$[0]'), -length(?1) - 1) = '/' || ?1)))";

} // namespace

void History::Close::operator()(sqlite3 *Db) const { sqlite3_close(Db); }

std::string defaultPath() {
  if (const char *Own = getenv("AUSPEX_HISTORY"))
    return Own;
  if (const char *State = getenv("XDG_STATE_HOME"); State && *State == '/')
    return std::string(State) + "/auspex/history.db";
  if (const char *Home = getenv("HOME"); Home && *Home == '/')
    return std::string(Home) + "/.local/state/auspex/history.db";
  return {};
}

demand::Expected<History> History::open(const std::string &Path, bool Create) {
  if (Path.empty())
    return demand::fail("no history: neither XDG_STATE_HOME nor HOME is set");
  auto Because = [&](const std::string &Why) {
    return demand::fail(fmt::format("history {}: {}", Path, Why));
  };
  if (!Create && access(Path.c_str(), F_OK) != 0)
    return Because(errno == ENOENT ? "nothing was recorded yet" : strerror(errno));
  int Flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
  sqlite3 *Raw = nullptr;
  int Result = sqlite3_open_v2(Path.c_str(), &Raw, Flags, nullptr);
  if (Result == SQLITE_CANTOPEN && Create) {
    sqlite3_close(Raw);
    if (!makeDirectories(parentOf(Path)))
      return Because(fmt::format("cannot create its directory: {}", strerror(errno)));
    mode_t Old = umask(077);
    Result = sqlite3_open_v2(Path.c_str(), &Raw, Flags | SQLITE_OPEN_CREATE, nullptr);
    umask(Old);
  }
  History H;
  H.Path = Path;
  H.Db.reset(Raw);
  if (Result != SQLITE_OK)
    return Because(Raw ? lastError(Raw) : "out of memory");
  sqlite3_busy_timeout(Raw, 2000);
  // A checkpoint at every close would cost more than the run's own row; add()
  // makes one now and then.
  sqlite3_db_config(Raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);

  auto Version = userVersion(Raw);
  if (!Version)
    return Because(fmt::format("{}; move it away to start a new one", Version.error().Message));
  if (*Version > SchemaVersion)
    return Because(fmt::format("written by a newer Auspex (schema {}, this one knows {}); set "
                               "AUSPEX_HISTORY to another file or update Auspex",
                               *Version, SchemaVersion));
  char *Why = nullptr;
  std::string Setup = "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0;";
  if (*Version < SchemaVersion)
    Setup = "PRAGMA journal_mode = WAL;" + Setup + Schema;
  if (sqlite3_exec(Raw, Setup.c_str(), nullptr, nullptr, &Why) != SQLITE_OK) {
    std::string Text = Why ? Why : lastError(Raw);
    sqlite3_free(Why);
    return Because(Text);
  }
  return H;
}

/// Every opening of the database reads its write-ahead log. Past 256 KiB (some
/// 40 runs) the log is moved into the database; skipped while others read.
void History::shortenLog() {
  struct stat S;
  std::string Log = Path + "-wal";
  if (stat(Log.c_str(), &S) != 0 || S.st_size < 256 * 1024)
    return;
  sqlite3_busy_timeout(Db.get(), 0);
  sqlite3_wal_checkpoint_v2(Db.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

demand::Expected<void> History::add(const Run &R) {
  Statement S = prepare(
      Db.get(),
      "INSERT INTO runs (started, program, build_id, argv, inputs_hash, forecast_low, "
      "forecast_likely, forecast_high, unknown_share, measured_peak, group_peak, reserved, "
      "reserved_first, raises, wall, user, system, status, outcome, machine) VALUES "
      "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  if (!S)
    return demand::fail("history: " + lastError(Db.get()));
  Binder B(S.get());
  B.real(R.Started);
  B.text(R.Program);
  B.text(R.BuildId);
  B.text(toJson(R.Argv));
  B.text(R.InputsHash);
  for (double V : {R.ForecastLow, R.ForecastLikely, R.ForecastHigh, R.UnknownShare,
                   R.MeasuredPeak, R.GroupPeak, R.Reserved, R.ReservedFirst})
    B.known(V);
  B.integer(R.Raises);
  for (double V : {R.WallSeconds, R.UserSeconds, R.SystemSeconds})
    B.real(V);
  B.integer(R.Status);
  B.text(R.Outcome);
  B.text(R.Machine);
  if (sqlite3_step(S.get()) != SQLITE_DONE)
    return demand::fail("history: " + lastError(Db.get()));
  S.reset();
  shortenLog();
  return {};
}

demand::Expected<std::vector<Run>> History::list(const std::string &Program, unsigned Last) const {
  return select(fmt::format("?1 = '' OR {}", OfProgram), {Program}, Last);
}

demand::Expected<std::vector<Run>> History::alike(const std::string &Program,
                                                  const std::string &BuildId,
                                                  const std::vector<std::string> &Argv,
                                                  unsigned Last) const {
  return select("program = ?1 AND build_id = ?2 AND argv = ?3 AND outcome = 'exited' AND "
                "measured_peak > 0",
                {Program, BuildId, toJson(Argv)}, Last);
}

demand::Expected<std::vector<Run>> History::select(const std::string &Where,
                                                   const std::vector<std::string> &Bound,
                                                   unsigned Last) const {
  std::string Sql = fmt::format(
      "SELECT id, started, program, build_id, argv, inputs_hash, forecast_low, forecast_likely, "
      "forecast_high, unknown_share, measured_peak, group_peak, reserved, reserved_first, raises, "
      "wall, user, system, status, outcome, machine FROM runs WHERE {} "
      "ORDER BY id DESC LIMIT {}",
      Where, Last);
  Statement S = prepare(Db.get(), Sql.c_str());
  if (!S)
    return demand::fail("history: " + lastError(Db.get()));
  Binder B(S.get());
  for (const std::string &Text : Bound)
    B.text(Text);
  std::vector<Run> Out;
  int Result;
  while ((Result = sqlite3_step(S.get())) == SQLITE_ROW) {
    int At = 0;
    auto Text = [&] {
      auto *T = reinterpret_cast<const char *>(sqlite3_column_text(S.get(), At++));
      return std::string(T ? T : "");
    };
    auto Real = [&] {
      int I = At++;
      return sqlite3_column_type(S.get(), I) == SQLITE_NULL ? -1.0
                                                            : sqlite3_column_double(S.get(), I);
    };
    auto Int = [&] { return sqlite3_column_int64(S.get(), At++); };
    Run R;
    R.Id = Int();
    R.Started = Real();
    R.Program = Text();
    R.BuildId = Text();
    R.Argv = fromJson(Text().c_str());
    R.InputsHash = Text();
    for (double *V : {&R.ForecastLow, &R.ForecastLikely, &R.ForecastHigh, &R.UnknownShare,
                      &R.MeasuredPeak, &R.GroupPeak, &R.Reserved, &R.ReservedFirst})
      *V = Real();
    R.Raises = int(Int());
    for (double *V : {&R.WallSeconds, &R.UserSeconds, &R.SystemSeconds})
      *V = Real();
    R.Status = int(Int());
    R.Outcome = Text();
    R.Machine = Text();
    Out.push_back(std::move(R));
  }
  if (Result != SQLITE_DONE)
    return demand::fail("history: " + lastError(Db.get()));
  return Out;
}

demand::Expected<int64_t> History::forget(const std::string &Program) {
  std::string Sql = fmt::format("DELETE FROM runs WHERE ?1 = '' OR {}", OfProgram);
  Statement S = prepare(Db.get(), Sql.c_str());
  if (!S)
    return demand::fail("history: " + lastError(Db.get()));
  Binder(S.get()).text(Program);
  if (sqlite3_step(S.get()) != SQLITE_DONE)
    return demand::fail("history: " + lastError(Db.get()));
  return sqlite3_changes64(Db.get());
}

std::string inputsHash(const std::vector<std::string> &Argv, double Started) {
  uint64_t H = 0xcbf29ce484222325;
  auto Mix = [&](unsigned char C) { H = (H ^ C) * 0x100000001b3; };
  auto MixNumber = [&](uint64_t N) {
    for (int I = 0; I < 8; ++I)
      Mix((unsigned char)(N >> (8 * I)));
  };
  for (const std::string &A : Argv) {
    MixNumber(A.size());
    for (char C : A)
      Mix((unsigned char)C);
    struct stat S;
    if (A.empty() || stat(A.c_str(), &S) != 0 || !S_ISREG(S.st_mode) ||
        double(S.st_mtim.tv_sec) + double(S.st_mtim.tv_nsec) / 1e9 >= Started)
      continue;
    MixNumber(uint64_t(S.st_size));
    MixNumber(uint64_t(S.st_mtim.tv_sec));
    MixNumber(uint64_t(S.st_mtim.tv_nsec));
  }
  return fmt::format("{:016x}", H);
}

} // namespace auspex::history
