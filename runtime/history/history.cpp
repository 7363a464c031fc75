//===- runtime/history/history.cpp - What was run, and how it went ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/history/history.h"
#include "runtime/history/schema.h"

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

struct Finalize {
  void operator()(sqlite3_stmt *S) const { sqlite3_finalize(S); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Statement prepare(sqlite3 *Db, const char *Sql) {
  sqlite3_stmt *S = nullptr;
  sqlite3_prepare_v2(Db, Sql, -1, &S, nullptr);
  return Statement(S);
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

/// Arguments need not be UTF-8; JSON text has to be.
std::string dump(const nlohmann::json &J) {
  return J.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string toText(const learn::Features &Inputs) {
  auto J = nlohmann::json::array();
  for (const learn::Feature &F : Inputs)
    J.push_back({F.Name, F.Value, unsigned(F.Is)});
  return dump(J);
}

std::vector<std::string> argvFrom(const std::string &Text) {
  std::vector<std::string> Out;
  auto J = nlohmann::json::parse(Text, nullptr, false);
  if (J.is_array())
    for (const auto &V : J)
      if (V.is_string())
        Out.push_back(V.get<std::string>());
  return Out;
}

learn::Features inputsFrom(const std::string &Text) {
  learn::Features Out;
  auto J = nlohmann::json::parse(Text, nullptr, false);
  if (J.is_array())
    for (const auto &V : J)
      if (V.is_array() && V.size() == 3 && V[0].is_string() && V[1].is_number() &&
          V[2].is_number_unsigned() && V[2] <= unsigned(learn::Kind::Sibling))
        Out.push_back(
            {V[0].get<std::string>(), V[1].get<double>(), learn::Kind(V[2].get<unsigned>())});
  return Out;
}

/// The columns of a run in one order, for whoever binds, reads or names them.
template <typename RunType, typename Visitor> void visit(RunType &R, Visitor &&V) {
  V.real("started", R.Started);
  V.text("program", R.Program);
  V.text("build_id", R.BuildId);
  V.argv("argv", R.Argv);
  V.text("inputs_hash", R.InputsHash);
  V.known("forecast_low", R.ForecastLow);
  V.known("forecast_likely", R.ForecastLikely);
  V.known("forecast_high", R.ForecastHigh);
  V.known("unknown_share", R.UnknownShare);
  V.known("measured_peak", R.MeasuredPeak);
  V.known("group_peak", R.GroupPeak);
  V.known("reserved", R.Reserved);
  V.known("reserved_first", R.ReservedFirst);
  V.integer("raises", R.Raises);
  V.real("wall", R.WallSeconds);
  V.real("user", R.UserSeconds);
  V.real("system", R.SystemSeconds);
  V.integer("status", R.Status);
  V.text("outcome", R.Outcome);
  V.text("machine", R.Machine);
  V.inputs("inputs", R.Inputs);
  V.text("tag", R.Tag);
  V.integer("oom_kills", R.OomKills);
  V.integer("earlier_runs", R.EarlierRuns);
  V.real("peak_score", R.PeakScore);
  V.real("seconds_score", R.SecondsScore);
}

struct Names {
  std::string List, Marks;
  void add(const char *Name) {
    List += fmt::format("{}{}", List.empty() ? "" : ", ", Name);
    Marks += Marks.empty() ? "?" : ",?";
  }
  void real(const char *N, const double &) { add(N); }
  void known(const char *N, const double &) { add(N); }
  void integer(const char *N, const int &) { add(N); }
  void text(const char *N, const std::string &) { add(N); }
  void argv(const char *N, const std::vector<std::string> &) { add(N); }
  void inputs(const char *N, const learn::Features &) { add(N); }
};

const Names &columns() {
  static const Names All = [] {
    Names N;
    const Run Any;
    visit(Any, N);
    return N;
  }();
  return All;
}

struct Binder {
  sqlite3_stmt *S;
  int At = 0;
  void text(const char *, const std::string &V) {
    sqlite3_bind_text(S, ++At, V.data(), int(V.size()), SQLITE_TRANSIENT);
  }
  void argv(const char *N, const std::vector<std::string> &V) { text(N, dump(V)); }
  void inputs(const char *N, const learn::Features &V) { text(N, toText(V)); }
  /// SQLite stores a NaN as NULL.
  void real(const char *, double V) { sqlite3_bind_double(S, ++At, V); }
  void known(const char *N, double V) { real(N, V >= 0 && V < 1e300 ? V : NAN); }
  void integer(const char *, int64_t V) { sqlite3_bind_int64(S, ++At, V); }
};

struct Reader {
  sqlite3_stmt *S;
  int At = 0;
  void text(const char *, std::string &V) {
    auto *T = reinterpret_cast<const char *>(sqlite3_column_text(S, At++));
    V = T ? T : "";
  }
  void argv(const char *N, std::vector<std::string> &V) {
    std::string Text;
    text(N, Text);
    V = argvFrom(Text);
  }
  void inputs(const char *N, learn::Features &V) {
    std::string Text;
    text(N, Text);
    V = inputsFrom(Text);
  }
  double orElse(double Missing) {
    int I = At++;
    return sqlite3_column_type(S, I) == SQLITE_NULL ? Missing : sqlite3_column_double(S, I);
  }
  void real(const char *, double &V) { V = orElse(NAN); }
  void known(const char *, double &V) { V = orElse(-1); }
  void integer(const char *, int &V) { V = sqlite3_column_int(S, At++); }
};

std::string nameOf(const std::string &Path) { return Path.substr(Path.rfind('/') + 1); }

/// Runs of a program by its path, by its file's name, or as it was called (`sh` may be a
/// link to dash), each from an index.
std::string ofName(const std::string &Name) {
  if (Name.empty())
    return "TRUE";
  if (Name.find('/') != Name.npos)
    return "program = ?1";
  return "id IN (SELECT id FROM runs WHERE name = ?1 UNION ALL "
         "SELECT id FROM runs WHERE called = ?1 AND called <> name)";
}

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
    return Because(Raw ? sqlite3_errmsg(Raw) : "out of memory");
  sqlite3_busy_handler(Raw, waitForOthers, nullptr);
  // A checkpoint at every close would cost more than the run's own row; add()
  // makes one now and then.
  sqlite3_db_config(Raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);

  if (auto Ready = prepareSchema(Raw); !Ready)
    return Because(Ready.error().Message);
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
  sqlite3_busy_handler(Db.get(), waitForOthers, nullptr);
}

demand::Error History::error() const {
  return {fmt::format("history {}: {}", Path, sqlite3_errmsg(Db.get()))};
}

demand::Expected<void> History::add(const Run &R) {
  Statement S = prepare(Db.get(), fmt::format("INSERT INTO runs (name, called, {}) VALUES (?,?,{})",
                                              columns().List, columns().Marks)
                                      .c_str());
  if (!S)
    return std::unexpected(error());
  Binder B{S.get()};
  B.text("name", nameOf(R.Program));
  B.text("called", R.Argv.empty() ? "" : nameOf(R.Argv[0]));
  visit(R, B);
  if (sqlite3_step(S.get()) != SQLITE_DONE)
    return std::unexpected(error());
  S.reset();
  shortenLog();
  return {};
}

demand::Expected<int64_t> History::addAll(const std::vector<Run> &Runs) {
  if (sqlite3_exec(Db.get(), "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK)
    return std::unexpected(error());
  auto Undo = [&](demand::Error E) {
    sqlite3_exec(Db.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    return std::unexpected(std::move(E));
  };
  Statement Same =
      prepare(Db.get(), "SELECT 1 FROM runs WHERE started = ?2 AND +program = ?1 AND argv = ?3");
  if (!Same)
    return Undo(error());
  int64_t Added = 0;
  for (const Run &R : Runs) {
    Binder B{Same.get()};
    B.text("program", R.Program);
    B.real("started", R.Started);
    B.argv("argv", R.Argv);
    int Result = sqlite3_step(Same.get());
    sqlite3_reset(Same.get());
    if (Result == SQLITE_ROW)
      continue;
    if (auto Done = add(R); !Done)
      return Undo(Done.error());
    ++Added;
  }
  Same.reset();
  if (sqlite3_exec(Db.get(), "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK)
    return Undo(error());
  return Added;
}

demand::Expected<void> History::select(const std::string &From, const std::string &Bound,
                                       const std::function<bool(const Run &)> &Each) const {
  Statement S =
      prepare(Db.get(), fmt::format("SELECT id, {} FROM runs {}", columns().List, From).c_str());
  if (!S)
    return std::unexpected(error());
  if (sqlite3_bind_parameter_count(S.get()))
    Binder{S.get()}.text("", Bound);
  int Result;
  while ((Result = sqlite3_step(S.get())) == SQLITE_ROW) {
    Run R;
    R.Id = sqlite3_column_int64(S.get(), 0);
    visit(R, Reader{S.get(), 1});
    if (!Each(R))
      return {};
  }
  if (Result != SQLITE_DONE)
    return std::unexpected(error());
  return {};
}

demand::Expected<std::vector<Run>> History::selectAll(const std::string &From,
                                                      const std::string &Bound) const {
  std::vector<Run> Out;
  auto Done = select(From, Bound, [&](const Run &R) {
    Out.push_back(R);
    return true;
  });
  if (!Done)
    return std::unexpected(Done.error());
  return Out;
}

demand::Expected<std::vector<Run>> History::list(const std::string &Program, unsigned Last) const {
  return selectAll(fmt::format("WHERE {} ORDER BY id DESC LIMIT {}", ofName(Program), Last),
                   Program);
}

demand::Expected<void> History::each(const std::string &Program,
                                     const std::function<bool(const Run &)> &Each) const {
  return select(fmt::format("WHERE {} ORDER BY id", ofName(Program)), Program, Each);
}

demand::Expected<std::vector<Run>> History::ofProgram(const std::string &Path,
                                                      unsigned Last) const {
  return selectAll(
      fmt::format("WHERE program = ?1 AND measured_peak > 0 ORDER BY id DESC LIMIT {}", Last),
      Path);
}

demand::Expected<std::vector<Run>> History::tagged(unsigned Last) const {
  return selectAll(
      fmt::format("WHERE tag <> '' AND measured_peak > 0 ORDER BY id DESC LIMIT {}", Last), "");
}

demand::Expected<std::vector<Score>> History::scores(unsigned Last) const {
  Statement S =
      prepare(Db.get(), fmt::format("SELECT earlier_runs, peak_score, seconds_score, "
                                    "measured_peak, forecast_likely FROM runs "
                                    "WHERE peak_score IS NOT NULL ORDER BY id DESC LIMIT {}",
                                    Last)
                            .c_str());
  if (!S)
    return std::unexpected(error());
  std::vector<Score> Out;
  int Result;
  while ((Result = sqlite3_step(S.get())) == SQLITE_ROW) {
    Score V;
    Reader R{S.get()};
    R.integer("earlier_runs", V.EarlierRuns);
    R.real("peak_score", V.Peak);
    R.real("seconds_score", V.Seconds);
    double Measured, Likely;
    R.real("measured_peak", Measured);
    R.real("forecast_likely", Likely);
    V.LogError = Likely > 0 ? std::log(Measured / Likely) : NAN;
    Out.push_back(V);
  }
  if (Result != SQLITE_DONE)
    return std::unexpected(error());
  return Out;
}

demand::Expected<int64_t> History::forget(const std::string &Program) {
  Statement S =
      prepare(Db.get(), fmt::format("DELETE FROM runs WHERE {}", ofName(Program)).c_str());
  if (!S)
    return std::unexpected(error());
  if (!Program.empty())
    Binder{S.get()}.text("", Program);
  if (sqlite3_step(S.get()) != SQLITE_DONE)
    return std::unexpected(error());
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
