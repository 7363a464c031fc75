//===- runtime/cli/run_groups.cpp - Where the job of `auspex run` runs -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/cli/run.h"

#include "runtime/cli/arguments.h"
#include "runtime/launch/bounds.h"
#include "runtime/migrate/movers.h"
#include "runtime/place/contradictions.h"
#include "runtime/place/scope.h"
#include "runtime/place/socket_name.h"
#include "runtime/place/size.h"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auspex::cli {
namespace {

/// Why a process of this one's rights cannot make a PID namespace, an errno; 0: it can.
/// Tried, as a right alone does not tell (seccomp, user.max_pid_namespaces).
int namespaceRefused() {
  pid_t Pid = fork();
  if (Pid < 0)
    return errno;
  if (Pid == 0)
    _exit(unshare(CLONE_NEWPID) == 0 ? 0 : errno);
  int Status = 0;
  while (waitpid(Pid, &Status, 0) < 0)
    if (errno != EINTR)
      return errno;
  return WIFEXITED(Status) ? WEXITSTATUS(Status) : ECANCELED;
}

} // namespace

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
  if (const auto &From = Policy.Forbidden[unsigned(policy::Mechanism::Migrate)];
      From && (O.Movable || Trigger)) {
    Report.Missing.push_back(fmt::format("not movable: {} leaves it out", *From));
    O.Movable = false;
    Trigger.reset();
  }
  O.NoResize |= !Policy.allows(policy::Mechanism::Resize);
  O.NoHistory |= !Policy.allows(policy::Mechanism::History);
  return true;
}

/// Below the caller's own groups, or in a scope of the user's systemd.
void Run::planGroups(const place::Layout &Own) {
  const place::Limits &L = Report.Limits;
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
  const place::Layout Own = place::detectLayout();
  Ambient = place::ambientLimits(Own);
  L = place::limitsFor(Report.Forecast, O.Asked, room());
  L.Movable = O.Movable;
  const demand::Range &Peak = Report.Forecast.PeakResident;
  if (Report.Forecast.Available && Peak.bounded() && !L.Memory && !O.NoLimits) {
    const auto &From = Policy.Forbidden[unsigned(policy::Mechanism::Memory)];
    Report.NoLimit =
        From ? fmt::format("{} leaves it out", *From)
             : fmt::format("the forecast's high end, {}, is more than {}",
                           place::sizeText(Peak.High),
                           Ambient.MemoryBytes ? "this group may have" : "this machine has");
  }
  if (!O.Quiet)
    noteContradictions();
  Report.Job = place::newJob();
  auto Directory = place::runtimeDirectory();
  if (Directory) {
    RuntimeDirectory = *Directory;
    noteLeftovers(*Directory);
    planGroups(Own);
    Report.Missing.insert(Report.Missing.end(), Plan.Missing.begin(), Plan.Missing.end());
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
  if (O.Movable) {
    openControl();
    O.Movable = L.Movable = bool(Control);
  }
  if (Record) {
    Group = place::Group::create(Plan, Report.Job, Report.Missing);
    Group.apply(L, Report.Missing);
    if (Group.empty())
      Record->remove();
  }
  if (L.NetMax)
    boundNetwork();
  if (L.CacheShare > 0 || L.BandwidthShare > 0)
    shareCaches();
  if (!Group.find("memory"))
    L.Memory = L.MemoryMax = 0;
  Report.Controllers = Group.controllers();
}

/// Before the job starts, and again in the groups that it was moved to.
void Run::boundNetwork() {
  auto Bounded = [&]() -> demand::Expected<watch::NetworkLimit> {
    if (const auto &From = Policy.Forbidden[unsigned(policy::Mechanism::Bpf)])
      return demand::fail(fmt::format("{} leaves programs out", *From));
    return watch::limitNetwork({companion(Ctx, "auspex-watchd"), RuntimeDirectory}, Group,
                               Report.Limits.NetMax);
  }();
  if (Bounded) {
    Network = std::move(*Bounded);
    return;
  }
  Report.Limits.NetMax = 0;
  Report.Missing.push_back("no network limit: " + Bounded.error().Message);
}

void Run::shareCaches() {
  place::Limits &L = Report.Limits;
  auto Made = [&]() -> demand::Expected<place::CacheGroup> {
    if (Group.empty()) // its record is what cleans up after a crash
      return demand::fail("the job has no control group");
    return place::CacheGroup::create(Report.Job, {L.CacheShare, L.BandwidthShare});
  }();
  if (Made) {
    Caches = std::move(*Made);
    return;
  }
  L.CacheShare = L.BandwidthShare = 0;
  Report.Missing.push_back("no share of caches: " + Made.error().Message);
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
  if (int Error = namespaceRefused())
    return Report.Missing.push_back(
        fmt::format("not movable: no PID namespace can be made here ({}); that takes CAP_SYS_ADMIN",
                    strerror(Error)));
  std::string Path = place::controlPath(RuntimeDirectory, Report.Job);
  Control = place::listenAt(Path);
  if (!Control)
    Report.Missing.push_back(
        fmt::format("not movable: cannot listen on {}: {}", Path, strerror(errno)));
}

/// A move is over: the job may be another process tree in other groups. Returns the
/// root of the tree where only the journal tells it.
pid_t Run::moveOver(pid_t Pid) {
  // Where its mover died with it (it holds the journal's lock otherwise).
  migrate::resolveJob(RuntimeDirectory, Report.Job);
  if (auto Planned = place::plannedGroups(RuntimeDirectory, Report.Job))
    Group = place::Group::open(*Planned, Report.Job);
  if (Report.Limits.NetMax)
    boundNetwork();
  if (Caches)
    for (pid_t Each : Group.processes())
      Caches->enter(Each);
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
  for (const std::string &Text :
       place::contradictions(O.Command, environment(), Report.Forecast, In))
    fmt::print(stderr, "auspex: note: {}\n", Text);
}

} // namespace auspex::cli
