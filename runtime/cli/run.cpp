//===- runtime/cli/run.cpp - Size the machine to a program, run it ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Order matters for the time until the job runs: the keeper is started first
// and loads while the forecast is computed; the history is opened while the job
// runs; summary, history and the removal of the groups come after its end.
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/run.h"

#include "runtime/cli/arguments.h"
#include "runtime/forecast/recall.h"
#include "runtime/launch/exceeded.h"
#include "runtime/migrate/movers.h"
#include "runtime/place/size.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace auspex::cli {
namespace {

const char *const Footer =
    R"(Exit status: the program's own, or death by the same signal; 127 where the program
is not found, 126 where it cannot be executed, 125 where Auspex itself failed.

Examples:
  auspex run -- ./gemm 4096
  auspex run --json run.json ./gemm 4096
  auspex run --assume n=1000 -- ./solver input.dat
  auspex run --memory-max 2G --cpus 1.5 -- make -j4)";

double seconds() {
  timespec T;
  clock_gettime(CLOCK_REALTIME, &T);
  return double(T.tv_sec) + double(T.tv_nsec) / 1e9;
}

std::string errorText(int Error) { return strerror(Error); }

/// Where a document goes; opened before the job so that a bad name is
/// found early, a duplicate of standard output because the launcher lets go of
/// its own.
demand::Expected<place::Fd> openOutput(const std::string &Name) {
  place::Fd F;
  if (Name == "-")
    F = place::Fd(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
  else if (!Name.empty())
    F = place::Fd(open(Name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!F && !Name.empty())
    return demand::fail(fmt::format("cannot write {}: {}", Name, errorText(errno)));
  return F;
}

bool writeAll(int F, std::string_view Text) {
  while (!Text.empty()) {
    ssize_t N = write(F, Text.data(), Text.size());
    if (N < 0 && errno == EINTR)
      continue;
    if (N <= 0)
      return false;
    Text.remove_prefix(size_t(N));
  }
  return true;
}

} // namespace

std::vector<std::string> environment() {
  std::vector<std::string> Out;
  for (char **E = environ; *E; ++E)
    Out.emplace_back(*E);
  return Out;
}

void Run::record() {
  // What a move restored counts anew, and CRIU's own work with it: no peak and no times of
  // the whole run are known.
  if (!History || Report.Result.Moves)
    return;
  const launch::Exited &E = Report.Result.End;
  const demand::Forecast &F = Report.Forecast;
  history::Run R;
  R.Started = Started;
  char Absolute[PATH_MAX];
  R.Program = realpath(Report.Path.c_str(), Absolute) ? Absolute : Report.Path;
  R.BuildId = Report.BuildId;
  R.Argv = Report.Argv;
  R.InputsHash = history::inputsHash(Report.Argv, Started);
  if (F.Available) {
    R.ForecastLow = F.PeakResident.Low;
    R.ForecastLikely = F.PeakResident.Likely;
    R.ForecastHigh = F.PeakResident.bounded() ? F.PeakResident.High : -1;
    R.UnknownShare = F.unknownShare();
  }
  R.MeasuredPeak = double(E.MaxRssBytes);
  R.GroupPeak = Report.Group.MemoryPeak ? double(*Report.Group.MemoryPeak) : -1;
  R.Reserved = Report.Result.Reserved ? double(Report.Result.ReservedMost) : -1;
  R.ReservedFirst = Report.Limits.Memory ? double(Report.Limits.Memory) : -1;
  R.Raises = int(Report.Result.Raises);
  R.WallSeconds = double(E.WallNanos) / 1e9;
  R.UserSeconds = double(E.UserMicros) / 1e6;
  R.SystemSeconds = double(E.SystemMicros) / 1e6;
  R.Status = launch::shellStatus(E.Status);
  R.Outcome = Report.Result.Lost ? "lost" : WIFSIGNALED(E.Status) ? "signalled" : "exited";
  R.Machine = Report.Machine;
  R.OomKills = int(Report.Group.OomKills);
  forecast::remember(R, Report.Learned);
  if (auto Done = History->add(R); !Done)
    HistoryProblem = Done.error().Message;
  else
    Report.Recorded = true;
  History.reset();
}

void Run::finish() {
  Report.Group = Group.measure();
  if (std::string Beyond = launch::exceededText(Report, environment()); !Beyond.empty())
    Report.Deviation += (Report.Deviation.empty() ? "" : "; ") + Beyond;
  if (O.Movable && Record) {
    // The job may end while its mover still tidies up, and a mover may die before the
    // keeper knows of it: the groups are those of either side.
    constexpr int MostMs = 10'000;
    migrate::resolveJob(RuntimeDirectory, Report.Job, MostMs);
    if (auto Planned = place::plannedGroups(RuntimeDirectory, Report.Job)) {
      place::Plan Also = place::alsoGroups(RuntimeDirectory, Report.Job);
      Planned->Parts.insert(Planned->Parts.end(), Also.Parts.begin(), Also.Parts.end());
      Group = place::Group::open(*Planned, Report.Job);
    }
  }
  if (Caches)
    place::CacheGroup::remove(Report.Job);
  if (!Group.empty()) {
    if (O.KillWithLauncher && (Report.Result.KeeperLost || Report.Result.Lost)) {
      // What is killed becomes a child of this process (a subreaper).
      Group.kill();
      while (waitpid(-1, nullptr, 0) > 0 || errno == EINTR)
        ;
    }
    bool Gone = Group.remove();
    if (!Gone) {
      launch::awaitKeeper(Keeper); // older kernels count a job that is not reaped yet
      Gone = Group.processes().empty() && Group.remove();
    }
    if (Gone) {
      Record->remove();
    } else {
      // Something that the job left in the background. It may stay, without the
      // limits of a job that is over; a later command removes the group.
      Group.lift();
      Report.GroupLeft = true;
    }
  }
  record();
  if (!O.Quiet) {
    if (!HistoryProblem.empty())
      fmt::print(stderr, "auspex: note: not recorded: {}\n", HistoryProblem);
    fmt::print(stderr, "{}\n", launch::summaryText(Report));
  }
  if (Trace && !writeAll(Trace.get(), launch::traceText(Report, Steering->samples())) && !O.Quiet)
    fmt::print(stderr, "auspex: note: cannot write {}: {}\n", O.Trace, errorText(errno));
  if (Json && !writeAll(Json.get(), launch::toJson(Report)) && !O.Quiet)
    fmt::print(stderr, "auspex: note: cannot write {}: {}\n", O.Json, errorText(errno));
}

int Run::operator()() {
  if (O.Asked.CpuQuota < 0 || O.Asked.CpuWeight > 10000) {
    printError("--cpus takes a number above 0, --cpu-weight one from 1 to 10000");
    return Usage;
  }
  for (double Share : {O.Asked.CacheShare, O.Asked.BandwidthShare})
    if (!(Share >= 0 && Share <= 1)) {
      printError("--cache-share and --bandwidth-share take a number above 0, up to 1");
      return Usage;
    }
  if (!O.MoveTo.empty()) {
    auto Target = migrate::parseTarget(O.MoveTo);
    if (!Target) {
      printError(Target.error().Message);
      return Usage;
    }
    auto Mover = migrate::moverFor(*Target, {Ctx.SelfPath, companion(Ctx, "auspex-criu"), ""});
    if (!Mover) {
      printError(Mover.error().Message);
      return Usage;
    }
    Trigger.emplace(std::move(*Mover), std::move(*Target), Ctx.SelfPath, O.Quiet);
  }
  if (!applyPolicy())
    return LaunchFailed;
  launch::Resolved Found = launch::resolveProgram(O.Command[0]);
  if (Found.Error) {
    printError(fmt::format("{}: {}", O.Command[0], errorText(Found.Error)));
    return Found.ExitStatus;
  }
  Report.Path = Found.Path;
  forecast::Options Ways;
  Ways.KnowledgeFiles = O.Knowledge;
  for (const std::string &A : O.Assume)
    if (auto Added = forecast::addAssumption(Ways, A); !Added) {
      printError(Added.error().Message);
      return Usage;
    }
  Forecaster = std::make_unique<launch::Forecaster>(Machine, std::move(Ways));
  for (auto [Name, To] : {std::pair(&O.Json, &Json), std::pair(&O.Trace, &Trace)}) {
    auto Out = openOutput(*Name);
    if (!Out) {
      printError(Out.error().Message);
      return LaunchFailed;
    }
    *To = std::move(*Out);
  }

  Signals.take();
  std::vector<char *> Argv;
  for (std::string &A : O.Command)
    Argv.push_back(A.data());
  Argv.push_back(nullptr);
  auto Sent = launch::startKeeper(companion(Ctx, "auspex-keeper"), Argv.data(), Signals,
                                  Report.InexactPeak);
  if (!Sent) {
    printError(Sent.error().Message);
    Signals.restore();
    return LaunchFailed;
  }
  Keeper = std::move(*Sent);

  forecast::Result F = Forecaster->ofCommand(Report.Path, O.Command, environment());
  Report.Forecast = std::move(F.Forecast);
  Report.BuildId = std::move(F.BuildId);
  Beacons = std::move(F.Beacons);
  forecastGpus();
  if (!O.NoHistory)
    Report.Learned = forecast::recall(Report.Forecast, Report.Path, Report.BuildId, O.Command,
                                      Report.Machine, O.Tag);
  prepareGroups();
  prepareGpu();
  startMonitor();
  if (!Report.Missing.empty() && !O.Quiet) {
    fmt::print(stderr, "auspex: note: {}", Report.Missing[0]);
    for (size_t I = 1; I < Report.Missing.size(); ++I)
      fmt::print(stderr, "; {}", Report.Missing[I]);
    fmt::print(stderr, "\n");
  }
  launch::letGoOfInherited(O.Quiet);

  launch::Job J;
  J.Path = Report.Path;
  J.Group = Group.empty() ? nullptr : &Group;
  J.Limits = Report.Limits;
  J.WholeRun = Report.Limits.Memory;
  J.Limits.Memory = Steering->first();
  if (!J.Limits.Memory && Monitor->awaitsBeacons() && !O.Asked.NoReservation && !O.NoResize &&
      Group.find("memory"))
    J.Limits.Memory = J.WholeRun = J.Nothing = room().MemoryBytes;
  J.Lock = Record ? Record->lock() : -1;
  J.KillWithLauncher = O.KillWithLauncher;
  J.CacheTasks = Caches ? Caches->tasks() : -1;
  J.Control = Control.get();
  J.Movable = O.Movable;
  if (Gpu) {
    J.Promise = Gpu->promiseLock();
    J.Environment = Gpu->environment();
  }
  J.KeeperStays = InScope;
  if (Network.Sent)
    J.Held = {Network.Sent.get(), Network.Received.get()};

  launch::Hooks Hooks;
  Hooks.Executed = [&](pid_t Pid) { executed(Pid); };
  Hooks.Beacon = [&](const watch_event &E) { beacon(E); };
  launch::Events E = events(Hooks);
  Started = seconds();
  launch::runJob(Keeper, J, Signals, E, Report.Result);
  Monitor->handle(Hooks);
  Report.Watched = Monitor->read();
  Report.ExecsExact = Monitor->execsExact();
  Report.WatchSource = Monitor->source().name();
  Report.WatchLacks = Monitor->source().why();
  Report.EventsLost = Monitor->source().lost();
  Report.Deviation = Steering->deviation();
  Report.Followed = Steering->following();
  Report.CpuWeightChanges = Steering->weightChanges();
  Report.InexactPeak |= Report.Result.Moves != 0;
  if (Gpu) {
    Gpu->finish();
    Report.Gpu = Gpu->report();
  }

  const launch::Exited &End = Report.Result.End;
  if (Report.Limits.Memory && !Report.Result.Reserved)
    Report.Limits.Memory = 0;
  else
    Report.ReservedFirst = J.Nothing ? 0 : J.Limits.Memory;
  if (End.ExecError) {
    launch::awaitKeeper(Keeper);
    if (Group.remove() && Record)
      Record->remove();
    fmt::print(stderr, "auspex: error: {}: {}\n", O.Command[0], errorText(End.ExecError));
    _exit(End.ExecError == ENOENT ? NotFound : NotExecutable);
  }
  finish();
  launch::awaitKeeper(Keeper);
  if (Report.Result.Lost)
    _exit(LaunchFailed);
  launch::exitAs(End.Status, Signals);
}

namespace {

/// An option that takes bytes. CLI11's own transformer builds a table of units for
/// every launch.
void addSize(CLI::App &App, const char *Name, uint64_t &To, const char *Help) {
  App.add_option_function<std::string>(
         Name,
         [&To, Name](const std::string &Text) {
           auto Bytes = place::parseSize(Text);
           if (!Bytes)
             throw CLI::ValidationError(Name, "'" + Text + "' is no size; write 300M or 2G");
           To = *Bytes;
         },
         Help)
      ->type_name("SIZE");
}

} // namespace

void addRun(CLI::App &App, Context &Ctx) {
  auto O = std::make_shared<RunOptions>();
  App.add_flag("-q,--quiet", O->Quiet, "No summary and no notes");
  App.add_option("--json", O->Json,
                 "Write what is known about the run to FILE (-: standard output)")
      ->type_name("FILE");
  addForecastOptions(App, O->Assume, O->Knowledge);
  addSize(App, "--memory", O->Asked.Memory, "Reserve this much instead of the forecast's");
  addSize(App, "--memory-max", O->Asked.MemoryMax, "Never more than this; the job may be killed");
  App.add_option("--cpus", O->Asked.CpuQuota, "At most this many CPUs' time")->type_name("NUMBER");
  App.add_option("--cpu-weight", O->Asked.CpuWeight,
                 "Share of contended CPUs; 100 is one plain process")
      ->type_name("WEIGHT");
  App.add_option("--pids", O->Asked.Pids, "At most this many processes and threads")
      ->type_name("NUMBER");
  addSize(App, "--io-max", O->Asked.IoMax,
          "At most so many bytes a second from each disk, and as many to it");
  addSize(App, "--net-max", O->Asked.NetMax,
          "At most so many bytes a second to networks, and as many from them");
  App.add_option("--cache-share", O->Asked.CacheShare,
                 "At most this share of the last-level cache (resctrl)")
      ->type_name("0..1");
  App.add_option("--bandwidth-share", O->Asked.BandwidthShare,
                 "At most this share of the bandwidth of memory (resctrl)")
      ->type_name("0..1");
  App.add_flag("--no-resize", O->NoResize,
               "One limit for the whole run: do not follow the timeline");
  App.add_option("--trace", O->Trace, "Write forecast and reality as a trace for ui.perfetto.dev")
      ->type_name("FILE");
  App.add_flag("--no-limits", O->NoLimits, "Measure only: no limit from the forecast");
  App.add_flag(
      "--movable", O->Movable,
      "A PID namespace and a session of its own, so that `auspex migrate` can move it by CRIU");
  App.add_option("--move-to", O->MoveTo,
                 "Move the job there when its timeline says that it is worth it and cheapest")
      ->type_name("TARGET");
  addSize(App, "--gpu-memory", O->GpuMemory,
          "The program uses one GPU and so much of its memory, whatever is forecast");
  App.add_flag("--gpu-early", O->GpuEarly,
               "The program uses a GPU and forks nothing before: start its context meanwhile");
  App.add_flag("--no-gpu", O->NoGpu, "Leave GPUs to the program, whatever is forecast");
  App.add_flag("--kill-with-launcher", O->KillWithLauncher,
               "The job ends when an Auspex process of it is killed");
  App.add_flag("--no-history", O->NoHistory, "Neither record the run nor ask earlier ones");
  App.add_option("--class", O->Class,
                 "Class of the job, as policy files have rules for (auspex policy)")
      ->type_name("NAME");
  App.add_option("--tag", O->Tag,
                 "Name of what the run works on; other programs' runs on it tell its size")
      ->type_name("NAME");
  App.add_option("program", O->Command, "Program and its arguments")
      ->required()
      ->type_name("PROGRAM ARGS");
  App.footer(Footer);
  App.callback([O, &Ctx] {
    launch::occupyStandardDescriptors();
    Ctx.Status = Run(Ctx, *O)();
  });
}

} // namespace auspex::cli
