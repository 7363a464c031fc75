//===- runtime/migrate/criu_mover.cpp - To another container of this host, by CRIU ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/criu_mover.h"
#include "runtime/migrate/container.h"
#include "runtime/migrate/frozen.h"
#include "runtime/migrate/hooks.h"
#include "runtime/migrate/limits.h"
#include "runtime/migrate/preconditions.h"
#include "runtime/migrate/speed.h"
#include "runtime/place/process.h"
#include "runtime/place/registry.h"
#include "runtime/place/size.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <poll.h>
#include <set>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

double now() {
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

/// Groups for the job of \p Now in a container: where the container is, with the controllers
/// that the job has.
place::Plan groupsIn(const Container &C, const place::Group &Now) {
  place::Limits Wanted;
  Wanted.Movable = true;
  // What is asked for is missed by planGroup() where it is not there.
  if (Now.find("cpu"))
    Wanted.CpuWeight = 100;
  if (Now.find("io"))
    Wanted.IoMax = 1;
  return place::planGroup(place::detectLayout(fmt::to_string(C.Pid)), Wanted);
}

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

/// Removes the groups that a copy is gone from. They are busy until its parent has reaped
/// it (v1), which is the keeper's next work.
demand::Expected<void> removed(place::Group G) {
  constexpr int StepMs = 5, MostMs = 5000;
  for (int Waited = 0; !G.remove(); Waited += StepMs) {
    if (Waited >= MostMs)
      return demand::fail(
          fmt::format("{} cannot be removed: {}", pathOf(G.parts()[0].Dir.get()), strerror(errno)));
    poll(nullptr, 0, StepMs);
  }
  return {};
}

/// This process's own group in the hierarchy that freezes: one that takes processes.
std::string ownGroup(int Version) {
  for (const place::Hierarchy &H : place::detectLayout().Hierarchies)
    if (Version == 2 ? H.Version == 2 : H.has("freezer"))
      return H.Mount + (H.Own.empty() ? "" : "/" + H.Own);
  return {};
}

} // namespace

struct CriuMover::Work {
  std::vector<std::string> Criu; ///< how it is started here
  Container To;
  place::Plan Planned;
  place::Group Source, Target;
  std::string Images;
  KeeperLink Link;
  std::vector<std::string> Begin; ///< auspex-criu's arguments for the job's own namespaces
  std::vector<Outside> Pipes;
  pid_t Root = 0, New = 0;
  size_t Count = 0;
  uint64_t Bytes = 0;
  double StoppedAt = 0, Seconds = 0;
};

demand::Expected<void> CriuMover::check(const Subject &S, const Target &T) {
  std::string Control = place::controlPath(S.Directory, S.Job);
  if (access(Control.c_str(), F_OK) != 0)
    return demand::fail(
        "it was not started with `auspex run --movable`, which a move by CRIU needs");
  auto Tool = findCriu(O.Self);
  if (!Tool)
    return std::unexpected(Tool.error());
  if (geteuid() != 0)
    return demand::fail("CRIU needs root here; run auspex migrate as root");
  if (access(O.Helper.c_str(), X_OK) != 0)
    return demand::fail(fmt::format("{} is missing; install Auspex completely", O.Helper));
  if (auto Ok = checkCriu(*Tool); !Ok)
    return Ok;
  auto To = findContainer(T.Name);
  if (!To)
    return std::unexpected(To.error());
  const place::Group::Part *Freezer = S.Groups ? freezerOf(*S.Groups) : nullptr;
  if (!Freezer)
    return demand::fail(
        "its control groups cannot be frozen (no v1 freezer, no v2 group); see `auspex doctor`");
  place::Plan P = groupsIn(*To, *S.Groups);
  if (P.Parts.empty())
    return demand::fail(fmt::format("no control group can be made in that container ({})",
                                    P.Missing.empty() ? "none is writable" : P.Missing[0]));
  auto Now = place::plannedGroups(S.Directory, S.Job);
  for (const place::Plan::Part &New : P.Parts)
    for (const place::Plan::Part &Old : Now ? Now->Parts : std::vector<place::Plan::Part>())
      if (New.Mount == Old.Mount && New.Parent == Old.Parent)
        return demand::fail(fmt::format("it is in the groups of that container already ({}/{})",
                                        New.Mount, New.Parent));
  std::vector<pid_t> Pids = S.processes();
  if (Pids.empty())
    return demand::fail("it has no process any more");
  if (auto Ok = movable(Pids); !Ok)
    return Ok;
  uint64_t Bytes = dumpBytes(Pids), Margin = 16 << 20;
  std::string Images = O.Images;
  if (Images.empty())
    Images = freeBytes("/dev/shm") > Bytes + Margin ? "/dev/shm" : S.Directory;
  if (freeBytes(Images) < Bytes + Margin)
    return demand::fail(
        fmt::format("its memory takes {} in {}, where {} are free; give more room with --images",
                    place::sizeText(double(Bytes + Margin)), Images,
                    place::sizeText(double(freeBytes(Images)))));
  this->Now = std::make_shared<Work>();
  Work &W = *this->Now;
  W.Criu = criuCommand(*Tool);
  W.To = std::move(*To);
  W.Planned = std::move(P);
  W.Images = fmt::format("{}/auspex-{}.images", Images, S.Job);
  W.Bytes = Bytes;
  return {};
}

Plan CriuMover::plan(const Subject &S, const migrate::Target &T, Journal &J) {
  Plan P;
  std::shared_ptr<Work> W = Now;
  auto Planned = place::plannedGroups(S.Directory, S.Job);
  W->Source = place::Group::open(Planned ? *Planned : place::Plan(), S.Job);

  P.Steps.push_back(
      {"prepare", [W, S, &J]() -> demand::Expected<void> {
         const place::Group::Part *From = freezerOf(W->Source);
         if (!From)
           return demand::fail("it has no process any more");
         if (auto Ok = J.note("directory", S.Directory); !Ok)
           return Ok;
         (void)J.note("job", S.Job);
         (void)J.note("source", fmt::format("{} {}", From->Version, pathOf(From->Dir.get())));
         if (auto Ok = J.note("images", W->Images); !Ok)
           return Ok;
         if (auto Ok = place::addGroups(S.Directory, S.Job, W->Planned, false); !Ok)
           return Ok;
         std::vector<std::string> Missing;
         W->Target = place::Group::create(W->Planned, S.Job, Missing);
         const place::Group::Part *To = freezerOf(W->Target);
         if (!Missing.empty() || !To)
           return demand::fail(Missing.empty() ? "the container's groups cannot be frozen"
                                               : Missing[0]);
         if (auto Ok = copyLimits(W->Source, W->Target); !Ok)
           return Ok;
         if (auto Ok = J.note("target", fmt::format("{} {}", To->Version, pathOf(To->Dir.get())));
             !Ok)
           return Ok;
         std::error_code Ignored;
         std::filesystem::remove_all(W->Images, Ignored);
         if (mkdir(W->Images.c_str(), 0700) != 0)
           return demand::fail(fmt::format("cannot make {}: {}", W->Images, strerror(errno)));
         std::string Out = ownGroup(To->Version);
         bool Written = writeFile(W->Images + "/dumped",
                                  hookScript("post-dump", W->Images,
                                             freezeCommand(pathOf(From->Dir.get()), From->Version)),
                                  0700) &&
                        writeFile(W->Images + "/restored",
                                  hookScript("pre-resume", W->Images,
                                             leaveCommand(Out) +
                                                 freezeCommand(pathOf(To->Dir.get()), To->Version)),
                                  0700);
         if (!Written)
           return demand::fail(
               fmt::format("cannot write below {}: {}", W->Images, strerror(errno)));
         return {};
       }});

  P.Steps.push_back({"hold", [W, S, &J]() -> demand::Expected<void> {
                       auto Link = KeeperLink::connect(place::controlPath(S.Directory, S.Job));
                       if (!Link)
                         return std::unexpected(Link.error());
                       W->Link = std::move(*Link);
                       // A descriptor of its own: the journal's lock is this process's alone.
                       place::Fd Journal(
                           open(J.path().c_str(), O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC));
                       const place::Group::Part *From = freezerOf(W->Source);
                       auto Root = W->Link.hold(From->Dir.get(), From->Version, Journal.get());
                       if (!Root)
                         return std::unexpected(Root.error());
                       W->Root = *Root;
                       auto Here = containerOf(W->Root);
                       if (!Here)
                         return std::unexpected(Here.error());
                       for (const std::string &Namespace : Here->Namespaces) {
                         W->Begin.push_back("enter");
                         W->Begin.push_back(Namespace);
                       }
                       return J.note("old-root", identity(W->Root));
                     }});

  P.Steps.push_back({"dump", [this, W, S, &J]() -> demand::Expected<void> {
                       std::vector<std::string> Argv = {O.Helper};
                       Argv.insert(Argv.end(), W->Begin.begin(), W->Begin.end());
                       Argv.push_back("--");
                       Argv.insert(Argv.end(), W->Criu.begin(), W->Criu.end());
                       for (std::string Word : {"dump", "-t"})
                         Argv.push_back(Word);
                       Argv.push_back(fmt::to_string(W->Root));
                       for (std::string Word :
                            {"-D", W->Images.c_str(), "-o", "dump.log", "-v2", "--leave-running",
                             "--file-locks", "--manage-cgroups=ignore", "--network-lock", "skip",
                             "--action-script"})
                         Argv.push_back(Word);
                       Argv.push_back(W->Images + "/dumped");
                       W->StoppedAt = now();
                       auto Child = W->Link.spawn(Argv, false, -1, 0);
                       if (!Child)
                         return std::unexpected(Child.error());
                       (void)J.note("dumping", identity(*Child));
                       auto Status = W->Link.await(*Child);
                       if (!Status)
                         return std::unexpected(Status.error());
                       if (*Status != 0)
                         return demand::fail(fmt::format("CRIU could not dump it: {}",
                                                         complaint(W->Images + "/dump.log")));
                       const place::Group::Part *From = freezerOf(W->Source);
                       std::string Dir = pathOf(From->Dir.get());
                       constexpr int MostRounds = 1000; // of 1 ms
                       for (int Round = 0; !isFrozen(Dir, From->Version); ++Round) {
                         if (Round == MostRounds)
                           return demand::fail("it could not be frozen");
                         poll(nullptr, 0, 1);
                       }
                       W->Count = W->Source.processes().size();
                       W->Pipes = leadsOut(W->Source.processes());
                       return {};
                     }});

  P.Steps.push_back(
      {"restore", [this, W, &J]() -> demand::Expected<void> {
         std::vector<std::string> Argv = {O.Helper}, Inherit;
         for (const place::Group::Part &Part : W->Target.parts()) {
           Argv.push_back("join");
           Argv.push_back(pathOf(Part.Dir.get()) +
                          (Part.Version == 2 ? "/cgroup.procs" : "/tasks"));
         }
         int Number = 100;
         for (const Outside &Each : W->Pipes) {
           for (const std::string &Word : {std::string("pipe"), Each.Path, fmt::to_string(Number)})
             Argv.push_back(Word);
           Inherit.push_back("--inherit-fd");
           Inherit.push_back(fmt::format("fd[{}]:{}", Number++, Each.Id));
         }
         for (const std::string &Namespace : W->To.Namespaces) {
           Argv.push_back("enter");
           Argv.push_back(Namespace);
         }
         Argv.push_back("--");
         Argv.insert(Argv.end(), W->Criu.begin(), W->Criu.end());
         for (std::string Word : {"restore", "-D", W->Images.c_str(), "-o", "restore.log", "-v2",
                                  "--restore-detached", "--restore-sibling", "--file-locks",
                                  "--manage-cgroups=ignore", "--network-lock", "skip", "--pidfile"})
           Argv.push_back(Word);
         Argv.push_back(W->Images + "/root");
         Argv.push_back("--action-script");
         Argv.push_back(W->Images + "/restored");
         Argv.insert(Argv.end(), Inherit.begin(), Inherit.end());
         const place::Group::Part *To = freezerOf(W->Target);
         auto Child = W->Link.spawn(Argv, true, To->Dir.get(), To->Version);
         if (!Child)
           return std::unexpected(Child.error());
         (void)J.note("restoring", identity(*Child));
         auto Status = W->Link.await(*Child);
         if (!Status)
           return std::unexpected(Status.error());
         if (*Status != 0)
           return demand::fail(
               fmt::format("CRIU could not restore it: {}", complaint(W->Images + "/restore.log")));
         W->New = pid_t(atoi(place::readFile(W->Images + "/root").c_str()));
         if (W->New <= 0)
           return demand::fail("CRIU did not tell what it restored");
         return J.note("root", identity(W->New));
       }});

  P.Steps.push_back({"verify", [W]() -> demand::Expected<void> {
                       const place::Group::Part *To = freezerOf(W->Target);
                       std::string Dir = pathOf(To->Dir.get());
                       for (int Round = 0; !isFrozen(Dir, To->Version) && Round < 1000; ++Round)
                         poll(nullptr, 0, 1);
                       size_t Count = W->Target.processes().size();
                       if (!isFrozen(Dir, To->Version) || Count != W->Count)
                         return demand::fail(fmt::format(
                             "the copy has {} processes where the job has {}", Count, W->Count));
                       return {};
                     }});

  P.Steps.push_back({"commit", [W]() -> demand::Expected<void> {
                       auto Done = W->Link.commit(W->New);
                       W->Seconds = now() - W->StoppedAt;
                       return Done;
                     }});

  P.Settle = [W](const History &H, bool Forward) -> demand::Expected<void> {
    if (!Forward)
      (void)W->Link.abort(); // where the keeper lives it goes back itself
    auto Done = settle(H, Forward);
    W->Link.over();
    if (Forward && Done)
      rememberMove("criu", double(W->Bytes), W->Seconds);
    return Done;
  };
  return P;
}

demand::Expected<void> CriuMover::settle(const History &H, bool Forward) {
  auto Side = [&](const char *Key) {
    std::string Text = H.note(Key);
    return std::pair(atoi(Text.c_str()), Text.size() > 2 ? Text.substr(2) : std::string());
  };
  auto [SourceVersion, Source] = Side("source");
  auto [TargetVersion, Target] = Side("target");
  std::string Directory = H.note("directory"), Job = H.note("job");
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
  if (Directory.empty() || Job.empty())
    return {};
  // Groups: below the container that is left, or that was not reached.
  auto Now = place::plannedGroups(Directory, Job);
  if (!Now)
    return {}; // the job is over
  if (Target.empty())
    return {};
  place::Plan Other = place::alsoGroups(Directory, Job);
  if (Forward) {
    // Of an earlier move that was taken back there are names without groups.
    std::erase_if(Other.Parts, [&](const place::Plan::Part &P) {
      return access(fmt::format("{}/{}/auspex-{}", P.Mount, P.Parent, Job).c_str(), F_OK) != 0;
    });
    if (Other.Parts.empty())
      return {}; // written already
    if (auto Gone = removed(place::Group::open(*Now, Job)); !Gone)
      return Gone;
    return place::addGroups(Directory, Job, Other, true);
  }
  return removed(place::Group::open(Other, Job));
}

Speed CriuMover::speed() const { return moveSpeed("criu"); }

std::string CriuMover::effect() const {
  return fmt::format("{} process{}, {}, stopped for {:.2f} s", Now->Count,
                     Now->Count == 1 ? "" : "es", place::sizeText(double(Now->Bytes)),
                     Now->Seconds);
}

demand::Expected<void> CriuMover::inject(const std::string &Kind) {
  pid_t Keeper = Now->Root ? place::parentOf(Now->Root) : 0;
  if (!Keeper && Now->New) // committed: the old root is gone
    Keeper = place::parentOf(Now->New);
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
    writeFile(Now->Images + "/kill-criu", "", 0600);
  if (Kind == "fill-disk") {
    place::Fd F(open((Now->Images + "/full").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    std::string Piece(1 << 20, 'x');
    while (write(F.get(), Piece.data(), Piece.size()) > 0)
      ;
  }
  return {};
}

} // namespace auspex::migrate
