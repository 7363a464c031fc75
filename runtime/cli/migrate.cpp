//===- runtime/cli/migrate.cpp - Move a job ----------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/arguments.h"
#include "runtime/cli/commands.h"
#include "runtime/cli/run.h"
#include "runtime/migrate/host/host_mover.h"
#include "runtime/migrate/movers.h"
#include "runtime/migrate/place_of.h"
#include "runtime/migrate/planner.h"
#include "runtime/place/registry.h"
#include "runtime/watch/files.h"
#include "runtime/watch/status.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <cstdlib>
#include <dirent.h>
#include <filesystem>
#include <memory>
#include <time.h>
#include <unistd.h>

namespace auspex::cli {
namespace {

const char *const Footer =
    R"(JOB is the name or the process id that `auspex top` shows. A move either happens or leaves
the job as it was, and says why. Moves to another container or host need a job that was started
with `auspex run --movable`, and CRIU; hosts are named in hosts.toml (docs/migration.md).

Examples:
  auspex migrate 4711 --to cpus=2-3
  auspex migrate 4711 --to node=1
  auspex migrate 4711 --to host=b --check
  auspex migrate 4711 --to cpus=2-3 --explain
  auspex migrate --resolve                # finish what a mover that was killed left)";

struct Options {
  std::string Job, To, Images;
  bool Resolve = false, Lost = false, Check = false, Explain = false, Json = false, Quiet = false;
};

/// A job that `auspex run` stays with.
struct Found {
  place::Living Living;
  watch::Status Status;
};

/// A job that starts has a record before it has a status, which names its process: it is
/// looked for again until each has both.
demand::Expected<Found> findJob(const std::string &Directory, const std::string &Name) {
  constexpr unsigned Looks = 100;
  constexpr timespec Pause{0, 10'000'000};
  for (unsigned Look = 0; Look < Looks; ++Look) {
    bool Starts = false;
    for (place::Living &L : place::livingJobs(Directory)) {
      auto S = watch::readStatus(Directory, L.Job);
      if (S && (L.Job == Name || fmt::to_string(S->Pid) == Name))
        return Found{std::move(L), std::move(*S)};
      Starts |= !S;
    }
    if (!Starts)
      break;
    nanosleep(&Pause, nullptr);
  }
  return demand::fail(
      fmt::format("no job {} of this user runs here; `auspex top` lists them", Name));
}

double monotonicSeconds() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return double(T.tv_sec) + double(T.tv_nsec) / 1e9;
}

/// What the planner makes of a move of \p Job to \p T.
void explainMove(const Options &O, Found &Job, const migrate::Subject &S, const migrate::Target &T,
                 const migrate::Mover &M, Context &Ctx) {
  auto There = migrate::placeOf(T);
  if (!There)
    return failWith(Ctx, There.error().Message);
  migrate::Place Here = migrate::placeOf(S);
  const std::vector<migrate::Stretch> Timeline = timelineOf(Job.Status);
  double Now = monotonicSeconds() - double(Job.Status.StartedNanos) / 1e9;
  double Held = double(watch::heldMemory(Job.Living.Groups));
  migrate::Decision D =
      migrate::decide(Timeline, Job.Status.Phase, Now, Held, Here, *There, M.speed());
  if (O.Json)
    fmt::print("{}", migrate::decisionJson(Timeline, D, Here, *There));
  else
    fmt::print("{}", migrate::explain(Timeline, D, Here, *There));
}

void resolveAll(const Options &O, const std::string &Directory, Context &Ctx) {
  bool Any = false;
  // By their journals: of a job whose keeper and launcher died, too, nothing else is left.
  constexpr std::string_view Suffix = ".move";
  std::unique_ptr<DIR, int (*)(DIR *)> D(opendir(Directory.c_str()), closedir);
  while (dirent *E = D ? readdir(D.get()) : nullptr) {
    std::string Job = E->d_name;
    if (!Job.ends_with(Suffix))
      continue;
    Job.resize(Job.size() - Suffix.size());
    if (!O.Job.empty() && Job != O.Job)
      continue;
    constexpr int MostMs = 15'000; // the job's relay may just be asking the other host
    auto Settled = migrate::resolveJob(Directory, Job, MostMs, O.Lost);
    if (!Settled && O.Lost && migrate::giveUpLost(Directory, Job)) {
      Any = true;
      fmt::print("job {}: given up with the host that it was on\n", Job);
    }
    if (!Settled)
      continue;
    Any = true;
    if (!Settled->Unsettled.empty())
      failWith(Ctx, fmt::format("job {}: {}", Job, Settled->Unsettled));
    else
      fmt::print("job {}: {}\n", Job,
                 Settled->Moved ? "moved; the rest of the move is done"
                                : "where it was: " + Settled->Reason);
  }
  if (!Any && !O.Quiet)
    fmt::print("no move is left to resolve\n");
}

void migrateJob(const Options &O, Context &Ctx) {
  auto Directory = place::runtimeDirectory();
  if (!Directory)
    return failWith(Ctx, Directory.error().Message);
  if (O.Lost && (!O.Resolve || O.Job.empty()))
    return failWith(Ctx, "say which job runs here again: auspex migrate --resolve JOB --lost",
                    Exit::Usage);
  if (O.Resolve)
    return resolveAll(O, *Directory, Ctx);
  if (O.Job.empty() || O.To.empty())
    return failWith(Ctx, "say which job is to go where: auspex migrate JOB --to TARGET",
                    Exit::Usage);
  auto Target = migrate::parseTarget(O.To);
  if (!Target)
    return failWith(Ctx, Target.error().Message, Exit::Usage);
  migrate::Fault Fault;
  if (const char *Wanted = getenv("AUSPEX_MOVE_FAULT"); Wanted && *Wanted) {
    auto Parsed = migrate::parseFault(Wanted);
    if (!Parsed)
      return failWith(Ctx, Parsed.error().Message, Exit::Usage);
    Fault = *Parsed;
  }
  auto Job = findJob(*Directory, O.Job);
  if (!Job)
    return failWith(Ctx, Job.error().Message);
  if (!Job->Status.NotMoved.empty())
    return failWith(Ctx, fmt::format("job {} stays where it is: {} leaves moves out",
                                     Job->Living.Job, Job->Status.NotMoved));
  if (auto Away = migrate::whereabouts(*Directory, Job->Living.Job); !Away.Host.empty())
    return failWith(Ctx, fmt::format("job {} runs on host {} as job {}; move it from there",
                                     Job->Living.Job, Away.Host, Away.Job));
  // CRIU runs as the keeper's child, in another directory.
  migrate::CriuOptions Ways{Ctx.SelfPath, companion(Ctx, "auspex-criu"),
                            O.Images.empty() ? "" : std::filesystem::absolute(O.Images).string()};
  auto Mover = migrate::moverFor(*Target, Ways);
  if (!Mover)
    return failWith(Ctx, Mover.error().Message);
  migrate::Subject S{Job->Living.Job, *Directory, Job->Status.Pid, &Job->Living.Groups};
  if (O.Explain)
    return explainMove(O, *Job, S, *Target, **Mover, Ctx);
  if (O.Check) {
    if (auto Ok = (*Mover)->check(S, *Target); !Ok)
      return failWith(Ctx, Ok.error().Message);
    return fmt::print("job {} can go to {}\n", S.Job, migrate::toText(*Target));
  }
  bool Shown = false;
  if (isatty(STDERR_FILENO) && !O.Quiet)
    (*Mover)->OnProgress = [&Shown](uint64_t Done, uint64_t All) {
      fmt::print(stderr, "\r{:3.0f}%", All ? 100.0 * double(Done) / double(All) : 100.0);
      Shown = true;
    };
  migrate::resolveJob(*Directory, S.Job); // what a mover that died left
  auto OnFault = [&](const std::string &Kind) -> demand::Expected<void> {
    const char *Command = getenv("AUSPEX_MOVE_FAULT_RUN");
    if (Kind != "run" || !Command)
      return (*Mover)->inject(Kind);
    return system(Command) == 0 ? demand::Expected<void>()
                                : demand::fail("the command of the fault failed");
  };
  migrate::Outcome Result = migrate::moveJob(**Mover, S, *Target, Fault, OnFault);
  // A job that ended meanwhile took its record along, and perhaps before the journal began.
  if (access(fmt::format("{}/{}", *Directory, S.Job).c_str(), F_OK) != 0)
    unlink(migrate::journalPath(*Directory, S.Job).c_str());
  if (Shown)
    fmt::print(stderr, "\r");
  if (!Result.Unsettled.empty())
    printError(
        fmt::format("job {}: {}; `auspex migrate --resolve` tries again", S.Job, Result.Unsettled));
  if (!Result.Moved)
    return failWith(Ctx, fmt::format("job {} stays where it is: {}", S.Job, Result.Reason));
  if (!O.Quiet) {
    std::string Effect = (*Mover)->effect();
    fmt::print("job {} moved to {}{}\n", S.Job, migrate::toText(*Target),
               Effect.empty() ? "" : ": " + Effect);
  }
}

} // namespace

std::vector<migrate::Stretch> timelineOf(const watch::Status &S) {
  std::vector<migrate::Stretch> Timeline;
  for (const watch::PhaseStatus &P : S.Phases)
    Timeline.push_back({P.Name, P.Start, P.Seconds, P.StartBytes, P.ResidentBytes, P.Parallelism});
  return Timeline;
}

void addMigrate(CLI::App &App, Context &Ctx) {
  auto O = std::make_shared<Options>();
  App.add_option("job", O->Job, "Name or process id, as `auspex top` shows")->type_name("JOB");
  App.add_option("--to", O->To, "cpus=LIST, node=NUMBER, gpu=NUMBER, container=NAME or host=NAME")
      ->type_name("TARGET");
  App.add_option("--images", O->Images,
                 "Where a copy's memory is kept while it moves (default: /dev/shm)")
      ->type_name("DIRECTORY");
  App.add_flag("--explain", O->Explain,
               "Only say what moving would win over the rest of the timeline, and when");
  App.add_flag("--json", O->Json, "With --explain: print a document (schema auspex.migrate/1)");
  App.add_flag("--check", O->Check, "Only say whether the job can go there, and why not");
  App.add_flag("--resolve", O->Resolve, "Finish or take back moves whose mover was killed");
  App.add_flag("--lost", O->Lost,
               "With --resolve JOB: the other host will not come back; the job runs here again where "
               "it had not left for certain, and ends otherwise");
  App.add_flag("-q,--quiet", O->Quiet, "No summary");
  App.footer(Footer);
  App.callback([O, &Ctx] { migrateJob(*O, Ctx); });
}

} // namespace auspex::cli
