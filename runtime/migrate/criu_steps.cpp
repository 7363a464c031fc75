//===- runtime/migrate/criu_steps.cpp - Dump and restore through a keeper ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/criu_steps.h"

#include "runtime/migrate/container.h"
#include "runtime/migrate/frozen.h"
#include "runtime/migrate/hooks.h"
#include "runtime/place/process.h"
#include "runtime/place/registry.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

/// The last complaint in a log of CRIU's.
std::string complaint(const std::string &Log) {
  std::string Text = place::readFile(Log), Line;
  for (size_t At = Text.find("Error ("); At != Text.npos; At = Text.find("Error (", At + 1)) {
    std::string One = Text.substr(At, Text.find('\n', At) - At);
    // Without CAP_SYS_RESOURCE CRIU goes on with the descriptors that it may have.
    if (One.find("RLIMIT_NOFILE for self") != One.npos)
      continue;
    // The first that is not a consequence of another says why.
    if (Line.empty())
      Line = One.substr(One.find("): ") == One.npos ? 0 : One.find("): ") + 3);
  }
  return Line.empty() ? "no reason is in its log" : Line;
}

/// This process's own group in the hierarchy that freezes: one that takes processes.
std::string ownGroup(int Version) {
  for (const place::Hierarchy &H : place::detectLayout().Hierarchies)
    if (Version == 2 ? H.Version == 2 : H.has("freezer"))
      return H.Mount + (H.Own.empty() ? "" : "/" + H.Own);
  return {};
}

bool frozenSoon(const std::string &Dir, int Version) {
  constexpr int MostRounds = 1000; // of 1 ms
  for (int Round = 0; !isFrozen(Dir, Version); ++Round) {
    if (Round == MostRounds)
      return false;
    poll(nullptr, 0, 1);
  }
  return true;
}

demand::Expected<void> writeHook(const std::string &Images, const char *Name, const char *When,
                                 const std::string &Do) {
  if (writeFile(Images + "/" + Name, hookScript(When, Images, Do), 0700))
    return {};
  return demand::fail(fmt::format("cannot write below {}: {}", Images, strerror(errno)));
}

void append(std::vector<std::string> &Argv, std::initializer_list<std::string> Words) {
  Argv.insert(Argv.end(), Words.begin(), Words.end());
}

} // namespace

double monotonicNow() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return double(T.tv_sec) + double(T.tv_nsec) / 1e9;
}

uint64_t freeBytes(const std::string &Dir) {
  struct statvfs S;
  return statvfs(Dir.c_str(), &S) == 0 ? uint64_t(S.f_bavail) * S.f_frsize : 0;
}

bool writeFile(const std::string &Path, std::string_view Text, unsigned Mode) {
  place::Fd F(open(Path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, Mode));
  return F && write(F.get(), Text.data(), Text.size()) == ssize_t(Text.size());
}

demand::Expected<std::vector<std::string>> readyCriu(const CriuOptions &O) {
  auto Tool = findCriu(O.Self);
  if (!Tool)
    return std::unexpected(Tool.error());
  if (geteuid() != 0)
    return demand::fail("CRIU needs root here; run auspex migrate as root");
  if (access(O.Helper.c_str(), X_OK) != 0)
    return demand::fail(fmt::format("{} is missing; install Auspex completely", O.Helper));
  if (auto Ok = checkCriu(*Tool); !Ok)
    return std::unexpected(Ok.error());
  return criuCommand(*Tool);
}

demand::Expected<void> dumpable(const Subject &S) {
  if (access(place::controlPath(S.Directory, S.Job).c_str(), F_OK) != 0)
    return demand::fail(
        "it was not started with `auspex run --movable`, which a move by CRIU needs");
  if (!S.Groups || !freezerOf(*S.Groups))
    return demand::fail(
        "its control groups cannot be frozen (no v1 freezer, no v2 group); see `auspex doctor`");
  std::vector<pid_t> Pids = S.processes();
  if (Pids.empty())
    return demand::fail("it has no process any more");
  return movable(Pids);
}

demand::Expected<void> makeImages(const std::string &Images) {
  std::error_code Ignored;
  std::filesystem::remove_all(Images, Ignored);
  if (mkdir(Images.c_str(), 0700) != 0)
    return demand::fail(fmt::format("cannot make {}: {}", Images, strerror(errno)));
  return {};
}

demand::Expected<void> Dump::hold(const Subject &S, Journal &J) {
  auto To = KeeperLink::connect(place::controlPath(S.Directory, S.Job));
  if (!To)
    return std::unexpected(To.error());
  Link = std::move(*To);
  // A descriptor of its own: the journal's lock is this process's alone.
  place::Fd Lines(open(J.path().c_str(), O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC));
  const place::Group::Part *From = freezerOf(Source);
  auto Held = Link.hold(From->Dir.get(), From->Version, Lines.get());
  if (!Held)
    return std::unexpected(Held.error());
  Root = *Held;
  auto Here = containerOf(Root);
  if (!Here)
    return std::unexpected(Here.error());
  for (const std::string &Namespace : Here->Namespaces)
    append(Begin, {"enter", Namespace});
  return J.note("old-root", identity(Root));
}

demand::Expected<void> Dump::dump(Journal &J) {
  const place::Group::Part *From = freezerOf(Source);
  std::string Dir = pathOf(From->Dir.get());
  if (auto Ok = writeHook(Images, "dumped", "post-dump", freezeCommand(Dir, From->Version)); !Ok)
    return Ok;
  std::vector<std::string> Argv = {Helper};
  Argv.insert(Argv.end(), Begin.begin(), Begin.end());
  append(Argv, {"--"});
  Argv.insert(Argv.end(), Criu.begin(), Criu.end());
  append(Argv, {"dump", "-t", fmt::to_string(Root), "-D", Images, "-o", "dump.log", "-v2",
                "--leave-running", "--file-locks", "--manage-cgroups=ignore", "--network-lock",
                "skip", "--action-script", Images + "/dumped"});
  StoppedAt = monotonicNow();
  auto Child = Link.spawn(Argv, false, -1, 0);
  if (!Child)
    return std::unexpected(Child.error());
  (void)J.note("dumping", identity(*Child));
  auto Status = Link.await(*Child);
  if (!Status)
    return std::unexpected(Status.error());
  if (*Status != 0)
    return demand::fail(
        fmt::format("CRIU could not dump it: {}", complaint(Images + "/dump.log")));
  if (!frozenSoon(Dir, From->Version))
    return demand::fail("it could not be frozen");
  Count = Source.processes().size();
  Pipes = leadsOut(Source.processes());
  return {};
}

demand::Expected<pid_t> restore(const Restore &R, const place::Group &Target, KeeperLink &Link,
                                Journal &J) {
  const place::Group::Part *To = freezerOf(Target);
  if (auto Ok = writeHook(R.Images, "restored", "pre-resume",
                          leaveCommand(ownGroup(To->Version)) +
                              freezeCommand(pathOf(To->Dir.get()), To->Version));
      !Ok)
    return std::unexpected(Ok.error());
  std::vector<std::string> Argv = {R.Helper}, Inherit;
  for (const place::Group::Part &Part : Target.parts())
    append(Argv, {"join", pathOf(Part.Dir.get()) + (Part.Version == 2 ? "/cgroup.procs" : "/tasks")});
  int Number = 100;
  for (const Outside &Each : R.Pipes) {
    append(Argv, {"pipe", Each.Path, fmt::to_string(Number)});
    append(Inherit, {"--inherit-fd", fmt::format("fd[{}]:{}", Number++, Each.Id)});
  }
  for (const std::string &Namespace : R.Namespaces)
    append(Argv, {"enter", Namespace});
  append(Argv, {"--"});
  Argv.insert(Argv.end(), R.Criu.begin(), R.Criu.end());
  append(Argv, {"restore", "-D", R.Images, "-o", "restore.log", "-v2", "--restore-detached",
                "--restore-sibling", "--file-locks", "--manage-cgroups=ignore", "--network-lock",
                "skip", "--pidfile", R.Images + "/root", "--action-script",
                R.Images + "/restored"});
  Argv.insert(Argv.end(), Inherit.begin(), Inherit.end());
  auto Child = Link.spawn(Argv, true, To->Dir.get(), To->Version);
  if (!Child)
    return std::unexpected(Child.error());
  (void)J.note("restoring", identity(*Child));
  auto Status = Link.await(*Child);
  if (!Status)
    return std::unexpected(Status.error());
  if (*Status != 0)
    return demand::fail(
        fmt::format("CRIU could not restore it: {}", complaint(R.Images + "/restore.log")));
  pid_t Root = pid_t(atoi(place::readFile(R.Images + "/root").c_str()));
  if (Root <= 0)
    return demand::fail("CRIU did not tell what it restored");
  if (auto Ok = J.note("root", identity(Root)); !Ok)
    return std::unexpected(Ok.error());
  return Root;
}

demand::Expected<void> verify(const place::Group &Target, size_t Count) {
  const place::Group::Part *To = freezerOf(Target);
  bool Frozen = frozenSoon(pathOf(To->Dir.get()), To->Version);
  size_t There = Target.processes().size();
  if (Frozen && There == Count)
    return {};
  return demand::fail(
      fmt::format("the copy has {} processes where the job has {}", There, Count));
}

demand::Expected<void> settleCopies(const History &H, bool Forward) {
  auto Side = [&](const char *Key) {
    std::string Text = H.note(Key);
    return std::pair(atoi(Text.c_str()), Text.size() > 2 ? Text.substr(2) : std::string());
  };
  auto [SourceVersion, Source] = Side("source");
  auto [TargetVersion, Target] = Side("target");
  // CRIU leaves the job by itself; it is not to be killed while it is inside.
  constexpr int MostRounds = 12000; // of 10 ms
  for (int Round = 0; alive(H.note("dumping")); ++Round) {
    if (Round == MostRounds)
      return demand::fail("CRIU does not leave the job");
    poll(nullptr, 0, 10);
  }
  if (std::string Id = H.note("restoring"); !Forward && alive(Id))
    kill(pid_t(atoi(Id.c_str())), SIGKILL);
  // What must not run ends first; while any of it is left the other copy stays frozen.
  if (const std::string &Goes = Forward ? Source : Target;
      !endFrozen(Goes, Forward ? SourceVersion : TargetVersion))
    return demand::fail(fmt::format(
        "processes of the copy that must not go on are still in {}; the other one waits", Goes));
  std::string Stays = Forward ? Target : Source;
  if (!Stays.empty() && access(Stays.c_str(), F_OK) == 0)
    thaw(Stays, Forward ? TargetVersion : SourceVersion);
  if (std::string Images = H.note("images"); Images.ends_with(".images")) {
    std::error_code Ignored;
    std::filesystem::remove_all(Images, Ignored);
  }
  return {};
}

demand::Expected<void> settleArrival(const History &H, bool Forward) {
  if (auto Ok = settleCopies(H, Forward); !Ok || Forward)
    return Ok;
  auto Planned = place::plannedGroups(H.note("directory"), H.note("job"));
  return Planned ? removeGroups(place::Group::open(*Planned, H.note("job")))
                 : demand::Expected<void>();
}

demand::Expected<void> injectFault(const std::string &Kind, const Dump &D, pid_t New) {
  pid_t Keeper = D.Root ? place::parentOf(D.Root) : 0;
  if (!Keeper && New) // committed: the old root is gone
    Keeper = place::parentOf(New);
  pid_t Launcher = Keeper ? place::parentOf(Keeper) : 0;
  auto Kill = [](pid_t Pid) {
    if (Pid > 1)
      kill(Pid, SIGKILL);
  };
  if (Kind == "kill-launcher" || Kind == "kill-both")
    Kill(Launcher);
  if (Kind == "kill-keeper" || Kind == "kill-both")
    Kill(Keeper);
  if (Kind == "kill-all") { // whoever could put things right
    Kill(Launcher);
    Kill(Keeper);
    Kill(getpid());
  }
  if (Kind == "kill-criu")
    writeFile(D.Images + "/kill-criu", "", 0600);
  if (Kind == "fill-disk") {
    place::Fd F(open((D.Images + "/full").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    std::string Piece(1 << 20, 'x');
    while (write(F.get(), Piece.data(), Piece.size()) > 0)
      ;
  }
  return {};
}

demand::Expected<void> removeGroups(place::Group G) {
  constexpr int StepMs = 5, MostMs = 5000;
  for (int Waited = 0; !G.remove(); Waited += StepMs) {
    if (Waited >= MostMs)
      return demand::fail(
          fmt::format("{} cannot be removed: {}", pathOf(G.parts()[0].Dir.get()), strerror(errno)));
    poll(nullptr, 0, StepMs);
  }
  return {};
}

} // namespace auspex::migrate
