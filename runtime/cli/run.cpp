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
#include "runtime/cli/arguments.h"
#include "runtime/cli/commands.h"
#include "runtime/forecast/recall.h"
#include "runtime/history/history.h"
#include "runtime/launch/bounds.h"
#include "runtime/launch/children.h"
#include "runtime/launch/forecaster.h"
#include "runtime/launch/keep.h"
#include "runtime/launch/monitor.h"
#include "runtime/launch/report.h"
#include "runtime/launch/steer.h"
#include "runtime/machine/machine.h"
#include "runtime/migrate/movers.h"
#include "runtime/migrate/trigger.h"
#include "runtime/place/ambient.h"
#include "runtime/place/contradictions.h"
#include "runtime/place/policy.h"
#include "runtime/place/registry.h"
#include "runtime/place/scope.h"
#include "runtime/policy/policy.h"
#include "runtime/watch/files.h"
#include "runtime/watch/status.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
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

struct Options {
  std::vector<std::string> Command, Assume, Knowledge;
  std::string Json, Tag, Class, MoveTo;
  std::string Trace;
  bool Quiet = false, NoLimits = false, KillWithLauncher = false, NoHistory = false,
       NoResize = false, Movable = false;
  place::Asked Asked;
};

double seconds() {
  timespec T;
  clock_gettime(CLOCK_REALTIME, &T);
  return double(T.tv_sec) + double(T.tv_nsec) / 1e9;
}

uint64_t monotonicNanos() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return uint64_t(T.tv_sec) * 1'000'000'000 + uint64_t(T.tv_nsec);
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

std::vector<std::string> environment() {
  std::vector<std::string> Out;
  for (char **E = environ; *E; ++E)
    Out.emplace_back(*E);
  return Out;
}

/// The job of one `auspex run`.
class Run {
public:
  Run(const Context &Ctx, Options &O) : Ctx(Ctx), O(O), Machine(machine::detectMachine()) {
    Report.Argv = O.Command;
    Report.Machine = Machine.summary();
  }
  /// Runs the job and does not return, or returns the exit status where it
  /// could not be started.
  int operator()();

private:
  bool applyPolicy();
  void planGroups();
  void prepareGroups();
  void openControl();
  pid_t moveOver(pid_t Pid);
  void noteLeftovers(const std::string &Directory);
  void startMonitor();
  launch::Events events(const launch::Hooks &H);
  void executed(pid_t Pid);
  void beacon(const watch_event &E);
  void tellStatus();
  void considerMove();
  uint64_t inside() const;
  uint64_t needed() const;
  place::Machine room() const;
  void noteContradictions() const;
  void record();
  void finish();

  const Context &Ctx;
  Options &O;
  machine::Machine Machine;
  launch::SignalState Signals;
  launch::Keeper Keeper;
  launch::RunReport Report;
  policy::Settings Policy;
  place::Ambient Ambient; ///< limits that hold for this process and all it starts
  place::Plan Plan;
  bool InScope = false;
  place::Group Group;
  std::optional<place::Record> Record;
  std::string RuntimeDirectory; ///< empty: none
  std::unique_ptr<launch::Monitor> Monitor;
  std::optional<launch::Steering> Steering;
  std::optional<migrate::Trigger> Trigger;
  std::vector<demand::Beacon> Beacons; ///< of the command
  bool Changed = false;         ///< the reservation, since the job was last looked at
  watch::Status Status;
  std::string StatusText; ///< as written last
  std::unique_ptr<launch::Forecaster> Forecaster;
  std::optional<history::History> History;
  std::string HistoryProblem;
  place::Fd Json, Trace, Control;
  double Started = 0;
};

/// Groups of jobs that died with their Auspex processes.
void Run::noteLeftovers(const std::string &Directory) {
  for (const place::Leftover &L : place::cleanUp(Directory)) {
    if (O.Quiet)
      continue;
    int Status = 0; // as the keeper saw it, where it outlived the launcher
    bool Told = sscanf(L.Outcome.c_str(), "%d", &Status) == 1;
    fmt::print(stderr, "auspex: note: {} job {}, whose launcher {}{}\n",
               L.Removed ? "cleaned up after" : "lifted the limits of", L.Job,
               L.Removed ? "was killed" : "and keeper were killed",
               Told ? fmt::format(" (the job ended with status {})", launch::shellStatus(Status))
                    : "");
  }
}

/// What the site and the user allow; false where a policy cannot be read: a bound that
/// is not known cannot be kept.
bool Run::applyPolicy() {
  auto Found = policy::load();
  if (!Found) {
    printError(Found.error().Message);
    return false;
  }
  if (!Found->empty())
    Policy = Found->settingsFor(policy::subjectOf(O.Class));
  O.Asked.NoReservation = O.Asked.NoWeight = O.NoLimits;
  launch::Bounded Kept = launch::keepWithin(Policy, Machine.Cpus, O.Asked);
  Report.Bounds = std::move(Kept.Bounds);
  if (!O.Quiet)
    for (const std::string &Note : Kept.Notes)
      fmt::print(stderr, "auspex: note: {}\n", Note);
  O.NoResize |= !Policy.allows(policy::Mechanism::Resize);
  O.NoHistory |= !Policy.allows(policy::Mechanism::History);
  return true;
}

/// Below the caller's own groups, or in a scope of the user's systemd.
void Run::planGroups() {
  const place::Limits &L = Report.Limits;
  place::Layout Own = place::detectLayout();
  Plan = place::planGroup(Own, L);
  if (!place::wantsScope(Own, Plan))
    return;
  if (const auto &From = Policy.Forbidden[unsigned(policy::Mechanism::Scope)]) {
    Plan.Missing.push_back(fmt::format("no systemd scope: {} leaves it out", *From));
    return;
  }
  if (auto Scope = place::enterScope(Report.Job, Keeper.Pid)) {
    Plan = place::planGroup(*Scope, L);
    InScope = true;
  } else {
    Plan.Missing.push_back("no systemd scope: " + Scope.error().Message);
  }
}

void Run::prepareGroups() {
  place::Limits &L = Report.Limits;
  Ambient = place::ambientLimits(place::detectLayout());
  L = place::limitsFor(Report.Forecast, O.Asked, room());
  L.Movable = O.Movable;
  const demand::Range &Peak = Report.Forecast.PeakResident;
  if (Report.Forecast.Available && Peak.bounded() && !L.Memory && !O.NoLimits) {
    const auto &From = Policy.Forbidden[unsigned(policy::Mechanism::Memory)];
    Report.NoLimit = From ? fmt::format("{} leaves it out", *From)
                          : fmt::format("the forecast's high end, {}, is more than {}",
                                        launch::bytesText(Peak.High),
                                        Ambient.MemoryBytes ? "this group may have"
                                                            : "this machine has");
  }
  if (!O.Quiet)
    noteContradictions();
  Report.Job = place::newJob();
  auto Directory = place::runtimeDirectory();
  if (Directory) {
    RuntimeDirectory = *Directory;
    noteLeftovers(*Directory);
    planGroups();
    Report.Missing = Plan.Missing;
    if (!Plan.Parts.empty()) {
      auto R = place::Record::create(*Directory, Report.Job, Plan);
      if (R)
        Record = std::move(*R);
      else
        Report.Missing.push_back("no control group: " + R.error().Message);
    }
  } else {
    Report.Missing.push_back("no control group: " + Directory.error().Message);
  }
  if (Record) {
    Group = place::Group::create(Plan, Report.Job, Report.Missing);
    Group.apply(L, Report.Missing);
    if (Group.empty())
      Record->remove();
  }
  if (!Group.find("memory"))
    L.Memory = L.MemoryMax = 0;
  if (O.Movable)
    openControl();
  Report.Controllers = Group.controllers();
}

/// What there is for the job: the machine, or less where this process's own groups are
/// limited.
place::Machine Run::room() const {
  place::Machine M{Machine.Cpus, Machine.MemoryBytes};
  if (Ambient.MemoryBytes && (!M.MemoryBytes || Ambient.MemoryBytes < M.MemoryBytes))
    M.MemoryBytes = Ambient.MemoryBytes;
  return M;
}

/// Where movers find the keeper.
void Run::openControl() {
  if (!Record)
    return Report.Missing.push_back("not movable: the job has no control group");
  std::string Path = place::controlPath(RuntimeDirectory, Report.Job);
  sockaddr_un Name = {};
  Name.sun_family = AF_UNIX;
  place::Fd F(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  // A name of a socket has 108 characters, the directory's own may have more.
  place::Fd Dir(open(RuntimeDirectory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  std::string Short = fmt::format("/proc/self/fd/{}{}", Dir.get(), Path.substr(Path.rfind('/')));
  memcpy(Name.sun_path, Short.data(), std::min(Short.size(), sizeof(Name.sun_path) - 1));
  if (F && Dir && bind(F.get(), reinterpret_cast<sockaddr *>(&Name), sizeof(Name)) == 0 &&
      listen(F.get(), 4) == 0)
    Control = std::move(F);
  else
    Report.Missing.push_back(
        fmt::format("not movable: cannot listen on {}: {}", Path, errorText(errno)));
}

/// A move is over: the job may be another process tree in other groups. Returns the
/// root of the tree where only the journal tells it.
pid_t Run::moveOver(pid_t Pid) {
  // Where its mover died with it (it holds the journal's lock otherwise).
  migrate::resolveJob(RuntimeDirectory, Report.Job);
  if (auto Planned = place::plannedGroups(RuntimeDirectory, Report.Job))
    Group = place::Group::open(*Planned, Report.Job);
  Monitor->moved(Pid);
  Steering->moved(Pid);
  Status.Pid = Pid;
  tellStatus();
  auto H =
      migrate::parseJournal(place::readFile(migrate::journalPath(RuntimeDirectory, Report.Job)));
  return H && H->Committed ? pid_t(atoi(H->note("root").c_str())) : 0;
}

/// What the program is told to take, or will, and the limits do not give.
void Run::noteContradictions() const {
  place::Machine M = room();
  place::InForce In{double(M.Cpus), M.MemoryBytes, Ambient.MemoryBytes != 0};
  if (Ambient.Cpus > 0)
    In.Cpus = std::min(In.Cpus, Ambient.Cpus);
  if (O.Asked.CpuQuota > 0)
    In.Cpus = std::min(In.Cpus, O.Asked.CpuQuota);
  if (O.Asked.MemoryMax && O.Asked.MemoryMax < In.MemoryBytes) {
    In.MemoryBytes = O.Asked.MemoryMax;
    In.MemoryIsLimit = true;
  }
  for (const std::string &Text : place::contradictions(O.Command, environment(), Report.Forecast, In))
    fmt::print(stderr, "auspex: note: {}\n", Text);
}

void Run::startMonitor() {
  launch::Monitor::Options W;
  const char *Wanted = getenv("AUSPEX_WATCH");
  W.Programs = !RuntimeDirectory.empty() && (!Wanted || strcmp(Wanted, "files") != 0) &&
               Policy.allows(policy::Mechanism::Bpf);
  W.Probes.Helper = companion(Ctx, "auspex-watchd");
  W.Probes.Directory = RuntimeDirectory;
  // Only where the forecast lacks something that they could tell.
  place::Fd Executable;
  // A breakpoint in the code would be dumped with it: a movable job has none.
  if (!Report.Forecast.Unknowns.empty() && !Beacons.empty() && !O.Movable &&
      Policy.allows(policy::Mechanism::Beacons)) {
    Executable = place::Fd(open(Report.Path.c_str(), O_RDONLY | O_CLOEXEC));
    W.Executable = Executable.get();
    for (const demand::Beacon &B : Beacons)
      W.Beacons.push_back(B.Probe);
  }
  Monitor = std::make_unique<launch::Monitor>(&Group, Report.Job, std::move(W));

  launch::Steering::Options S;
  S.Follow = !O.NoResize && !O.Asked.Memory; // a number that a person gave is not changed
  S.Record = Trace.get() >= 0;
  S.WholeRun = Report.Limits.Memory;
  S.Max = O.Asked.MemoryMax;
  S.Cpus = Machine.Cpus;
  S.Margin = O.Asked.Margin;
  Steering.emplace(Group, Report.Forecast, S);
}

/// What the launcher's loop calls.
launch::Events Run::events(const launch::Hooks &H) {
  launch::Events E;
  E.Fd = Monitor->fd();
  E.Ready = [this, &H] {
    Monitor->handle(H);
    tellStatus();
    return true;
  };
  E.Tick = [this, &H] {
    if (Monitor->interval() >= 0)
      Monitor->handle(H);
    int A = Monitor->interval(), B = Steering->interval();
    return A < 0 || (B >= 0 && B < A) ? B : A;
  };
  E.Need = [this] { return needed(); };
  E.Want = [this]() -> uint64_t {
    uint64_t Own = Steering->want(std::exchange(Changed, false));
    tellStatus();
    return Own ? Own + inside() : 0;
  };
  E.Reserved = [this](uint64_t Bytes) {
    Steering->reserved(Bytes, Report.Result.ResizeSeconds);
    Status.ReservedBytes = Bytes;
    Status.Resizes = Report.Result.Resizes;
    Changed = true;
    tellStatus();
  };
  E.Moving = [this] { Monitor->detach(); };
  E.MoveOver = [this](pid_t Pid) { return moveOver(Pid); };
  E.Started = [this](pid_t Pid) {
    Monitor->started(Pid);
    Steering->started(Pid);
    Status.Job = Report.Job;
    Status.Argv = Report.Argv;
    Status.Pid = Pid;
    Status.StartedNanos = monotonicNanos();
    Status.WholeRunBytes = Report.Limits.Memory;
    if (Report.Forecast.Available)
      Status.PeakBytes = Report.Forecast.PeakResident.Likely;
    if (O.NoHistory)
      return;
    std::string Path = history::defaultPath();
    if (Path.empty())
      return;
    if (auto H = history::History::open(Path, true))
      History = std::move(*H);
    else
      HistoryProblem = H.error().Message;
  };
  return E;
}

/// A value that the forecast lacked: the rest of the run is forecast anew.
void Run::beacon(const watch_event &E) {
  if (E.cookie >= Beacons.size())
    return;
  const demand::Beacon &B = Beacons[E.cookie];
  launch::Heard H{.Probe = B.Probe, .Seconds = Steering->seconds(), .Values = {}, .PeakResident = {}};
  for (size_t I = 0; I < B.Values.size() && I < WATCH_BEACON_VALUES; ++I) {
    H.Values.emplace_back(B.Values[I], E.values[I]);
    Forecaster->assume(B.Values[I], double(E.values[I]));
  }
  uint64_t Before = monotonicNanos();
  forecast::Result F = Forecaster->ofCommand(Report.Path, O.Command, environment());
  H.EvaluationSeconds = double(monotonicNanos() - Before) / 1e9;
  H.PeakResident = F.Forecast.PeakResident;
  place::Limits L = place::limitsFor(F.Forecast, O.Asked, room());
  if (Group.find("memory") && !O.Asked.NoReservation && !O.Asked.Memory) {
    Steering->replace(F.Forecast, L.Memory);
    Status.WholeRunBytes = L.Memory;
    Changed = true;
  }
  Status.PeakBytes = F.Forecast.PeakResident.Likely;
  ++Status.Beacons;
  constexpr size_t Most = 64; // one that comes again and again tells nothing new
  if (Report.Beacons.size() < Most)
    Report.Beacons.push_back(std::move(H));
}

/// Whether this is the moment to go where the user allowed the job to go.
void Run::considerMove() {
  if (!Trigger || Status.Phases.empty())
    return;
  std::vector<migrate::Stretch> Timeline;
  for (const watch::PhaseStatus &P : Status.Phases)
    Timeline.push_back(
        {P.Name, P.Start, P.Seconds, P.StartBytes, P.ResidentBytes, P.Parallelism, P.Need});
  Trigger->consider(
      {Report.Job, RuntimeDirectory, Status.Pid, &Group}, Timeline, Status.Phase,
      Steering->seconds(), double(watch::heldMemory(Group)),
      [](void *State) { static_cast<launch::SignalState *>(State)->restore(); }, &Signals);
}

/// Writes the status where it changed.
void Run::tellStatus() {
  if (!Record || Status.Job.empty())
    return; // not started yet
  Status.Source = Monitor->source().name();
  Status.Lacks = Monitor->source().why();
  Status.Listening = Monitor->listening();
  Steering->tell(Status);
  if (std::string Text = watch::toText(Status); Text != StatusText) {
    watch::writeStatus(RuntimeDirectory, Status);
    StatusText = std::move(Text);
  }
  considerMove();
}

void Run::executed(pid_t Pid) {
  ++Report.Execs;
  launch::Process P = launch::readProcess(Pid);
  if (P.Path.empty() || P.Argv.empty())
    return;
  forecast::Result F = Forecaster->ofProcess(Pid, P);
  if (!F.Forecast.Available)
    return;
  launch::Inner In{Pid, P.Path, P.Argv, std::move(F.Forecast), 0};
  if (In.Forecast.PeakResident.bounded())
    In.ReservedBytes = uint64_t(O.Asked.Margin * double(place::reservationFor(
                                                     In.Forecast.PeakResident.High, Machine.Cpus)));
  Report.Programs.push_back(std::move(In));
}

/// Reservations of the annotated programs that run inside the job now.
uint64_t Run::inside() const {
  uint64_t Sum = 0;
  for (const launch::Inner &P : Report.Programs)
    if (kill(P.Pid, 0) == 0)
      Sum += P.ReservedBytes;
  return Sum;
}

uint64_t Run::needed() const {
  return Report.Limits.Memory && !Steering->following() ? Report.Limits.Memory + inside() : 0;
}

void Run::record() {
  if (!History)
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
  if (!applyPolicy())
    return LaunchFailed;
  launch::Resolved Found = launch::resolveProgram(O.Command[0]);
  if (Found.Error) {
    printError(fmt::format("{}: {}", O.Command[0], errorText(Found.Error)));
    return Found.ExitStatus;
  }
  Report.Path = Found.Path;
  if (!O.MoveTo.empty()) {
    auto Target = migrate::parseTarget(O.MoveTo);
    if (!Target) {
      printError(Target.error().Message);
      return Usage;
    }
    Trigger.emplace(std::move(*Target), Ctx.SelfPath);
  }
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
  if (!O.NoHistory)
    Report.Learned =
        forecast::recall(Report.Forecast, Report.Path, Report.BuildId, O.Command, Report.Machine, O.Tag);
  prepareGroups();
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
  J.Control = Control.get();
  J.Movable = O.Movable && Control;
  J.KeeperStays = InScope;

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

/// An option that takes bytes: 300M, 2G, 1048576. CLI11's own transformer builds
/// a table of units for every launch.
void addSize(CLI::App &App, const char *Name, uint64_t &To, const char *Help) {
  App.add_option_function<std::string>(
         Name,
         [&To, Name](const std::string &Text) {
           char *End = nullptr;
           errno = 0;
           uint64_t Value = strtoull(Text.c_str(), &End, 10);
           static constexpr std::string_view Units = "KMGT";
           unsigned Shift = 0;
           if (*End)
             if (size_t At = Units.find(char(toupper(*End))); At != Units.npos) {
               Shift = 10 * unsigned(At + 1);
               End += End[1] == 'i' && End[2] == 'B' ? 3 : 1;
             }
           bool Digits = !Text.empty() && Text[0] >= '0' && Text[0] <= '9';
           if (!Digits || *End || errno || Value == 0 || Value > (~0ull >> 1 >> Shift))
             throw CLI::ValidationError(Name, "'" + Text + "' is no size; write 300M or 2G");
           To = Value << Shift;
         },
         Help)
      ->type_name("SIZE");
}

} // namespace

void addRun(CLI::App &App, Context &Ctx) {
  auto O = std::make_shared<Options>();
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
  App.add_flag("--no-resize", O->NoResize, "One limit for the whole run: do not follow the timeline");
  App.add_option("--trace", O->Trace, "Write forecast and reality as a trace for ui.perfetto.dev")
      ->type_name("FILE");
  App.add_flag("--no-limits", O->NoLimits, "Measure only: no limit from the forecast");
  App.add_flag(
      "--movable", O->Movable,
      "A PID namespace and a session of its own, so that `auspex migrate` can move it by CRIU");
  App.add_option("--move-to", O->MoveTo,
                 "Move the job there when its timeline says that it is worth it and cheapest")
      ->type_name("TARGET");
  App.add_flag("--kill-with-launcher", O->KillWithLauncher,
               "The job ends when an Auspex process of it is killed");
  App.add_flag("--no-history", O->NoHistory, "Neither record the run nor ask earlier ones");
  App.add_option("--class", O->Class, "Class of the job, as policy files have rules for (auspex policy)")
      ->type_name("NAME");
  App.add_option("--tag", O->Tag, "Name of what the run works on; other programs' runs on it tell its size")
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
