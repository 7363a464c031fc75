//===- runtime/migrate/cpu_mover.cpp - To other CPUs of this host ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/cpu_mover.h"
#include "runtime/migrate/frozen.h"
#include "runtime/place/registry.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <set>
#include <time.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

constexpr const char *Inherited = "inherited";

double now() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return double(T.tv_sec) + double(T.tv_nsec) / 1e9;
}

std::string strip(std::string Text) {
  while (!Text.empty() && (Text.back() == '\n' || Text.back() == ' '))
    Text.pop_back();
  return Text;
}

/// CPUs that thread \p Tid may run on; empty: it has ended.
std::vector<int> maskOf(pid_t Tid) {
  cpu_set_t Set;
  return sched_getaffinity(Tid, sizeof(Set), &Set) == 0 ? cpuList(Set) : std::vector<int>();
}

/// "TID START:LIST;TID START:LIST;...": a number alone could be somebody else's by the time
/// that it is read. The first threads of the processes first.
std::string masksText(const Subject &S) {
  std::string Text;
  for (pid_t Pid : S.processes())
    for (pid_t Tid : threadsOf(Pid))
      if (std::vector<int> Mask = maskOf(Tid); !Mask.empty())
        Text += fmt::format("{}:{};", identity(Tid), listText(Mask));
  return Text;
}

/// Puts the masks of \p Text back, where a thread is still the same. A thread that the job
/// made since then has inherited the mask that is taken back, \p Moved: it gets that
/// of the first thread of its process, or of the job where the process is new, too. One
/// that chose CPUs itself keeps them.
void restoreMasks(std::string_view Text, const Subject &S, const std::vector<int> &Moved) {
  std::map<pid_t, std::vector<int>> Known;
  std::vector<int> First;
  while (!Text.empty()) {
    std::string One(Text.substr(0, Text.find(';')));
    Text.remove_prefix(std::min(Text.size(), One.size() + 1));
    size_t Colon = One.find(':');
    auto List =
        parseList(Colon == One.npos ? std::string_view() : std::string_view(One).substr(Colon + 1));
    if (!List || !alive(One.substr(0, Colon)))
      continue;
    pid_t Tid = pid_t(atoi(One.c_str()));
    cpu_set_t Set = cpuSet(*List);
    sched_setaffinity(Tid, sizeof(Set), &Set);
    if (First.empty())
      First = *List;
    Known[Tid] = std::move(*List);
  }
  constexpr int MostRounds = 1000; // of a job that makes threads as fast as they are found
  bool New = !First.empty();
  for (int Round = 0; New && Round < MostRounds; ++Round) {
    New = false;
    for (pid_t Pid : S.processes())
      for (pid_t Tid : threadsOf(Pid)) {
        if (Known.contains(Tid))
          continue;
        auto Leader = Known.find(Pid);
        std::vector<int> List = Leader == Known.end() ? First : Leader->second;
        if (maskOf(Tid) == Moved) {
          cpu_set_t Set = cpuSet(List);
          sched_setaffinity(Tid, sizeof(Set), &Set);
        }
        Known[Tid] = std::move(List);
        New = true;
      }
  }
}

} // namespace

std::vector<pid_t> threadsOf(pid_t Pid) {
  std::vector<pid_t> All;
  std::unique_ptr<DIR, int (*)(DIR *)> D(opendir(fmt::format("/proc/{}/task", Pid).c_str()),
                                         closedir);
  while (dirent *E = D ? readdir(D.get()) : nullptr)
    if (pid_t Tid = pid_t(atoi(E->d_name)))
      All.push_back(Tid);
  return All;
}

const place::Group::Part *ownCpuset(const Subject &S) {
  return S.Groups ? S.Groups->find("cpuset") : nullptr;
}

std::string cpusetNote(int Dir, const char *File) {
  std::string Text = strip(place::readFileAt(Dir, File));
  return Text.empty() ? Inherited : Text;
}

int restoreCpuset(int Dir, const char *File, const std::string &Noted) {
  if (Noted != Inherited)
    return place::writeAt(Dir, File, Noted);
  int Error = place::writeAt(Dir, File, "\n");
  if (Error) // kernels that empty no cpuset that has processes: what its parent has now
    Error = place::writeAt(
        Dir, File, strip(place::readFileAt(Dir, fmt::format("../{}.effective", File).c_str())));
  return Error;
}

demand::Expected<size_t> setAffinity(const Subject &S, const std::vector<int> &Cpus) {
  cpu_set_t Set = cpuSet(Cpus);
  std::set<pid_t> Done;
  constexpr int MostRounds = 1000; // of a job that makes threads as fast as they are moved
  for (int Round = 0; Round < MostRounds; ++Round) {
    bool New = false;
    for (pid_t Pid : S.processes())
      for (pid_t Tid : threadsOf(Pid)) {
        if (!Done.insert(Tid).second)
          continue;
        New = true;
        if (sched_setaffinity(Tid, sizeof(Set), &Set) != 0 && errno != ESRCH)
          return demand::fail(fmt::format("thread {} cannot be moved to CPUs {}: {}", Tid,
                                          listText(Cpus), strerror(errno)));
      }
    if (!New)
      return Done.size();
  }
  return demand::fail("the job makes threads faster than they can be moved; use `auspex run "
                      "--movable`, which gives it a cpuset");
}

demand::Expected<void> CpuMover::check(const Subject &S, const Target &T) {
  auto Online = parseList(strip(place::readFile("/sys/devices/system/cpu/online")));
  if (!Online)
    return demand::fail("the CPUs of this machine are not known (/sys/devices/system/cpu/online)");
  if (S.processes().empty())
    return demand::fail(fmt::format("job {} has no process any more", S.Job));
  std::vector<int> Off;
  std::ranges::set_difference(T.CpuList, *Online, std::back_inserter(Off));
  if (!Off.empty())
    return demand::fail(
        fmt::format("CPU {} is not online; this machine has {}", listText(Off), listText(*Online)));
  // What the job's control group, or ours, leaves: one that narrows is not ours to widen.
  if (const place::Group::Part *P = ownCpuset(S)) {
    auto Given = parseList(strip(place::readFileAt(
        P->Parent.get(), P->Version == 2 ? "cpuset.cpus.effective" : "cpuset.cpus")));
    std::vector<int> Outside;
    if (Given)
      std::ranges::set_difference(T.CpuList, *Given, std::back_inserter(Outside));
    if (!Outside.empty())
      return demand::fail(fmt::format("CPU {} is outside of the cpuset that Auspex itself was "
                                      "given ({}); widen that one first",
                                      listText(Outside), listText(*Given)));
  }
  return {};
}

Plan CpuMover::plan(const Subject &S, const Target &T, Journal &J) {
  Plan P;
  P.Settle = settle;
  if (const place::Group::Part *Own = ownCpuset(S)) {
    ByCpuset = true;
    P.Steps.push_back(
        {"remember", [&J, Own]() -> demand::Expected<void> {
           char Path[4096];
           ssize_t N = readlink(fmt::format("/proc/self/fd/{}", Own->Dir.get()).c_str(), Path,
                                sizeof(Path));
           if (auto Ok = J.note("cpuset", std::string(Path, size_t(N > 0 ? N : 0))); !Ok)
             return Ok;
           return J.note("cpus", cpusetNote(Own->Dir.get(), "cpuset.cpus"));
         }});
  } else {
    P.Steps.push_back({"remember", [&J, S, T]() -> demand::Expected<void> {
                         (void)J.note("directory", S.Directory);
                         (void)J.note("job", S.Job);
                         (void)J.note("process", identity(S.Pid));
                         (void)J.note("moved", listText(T.CpuList));
                         return J.note("masks", masksText(S));
                       }});
  }
  P.Steps.push_back({"move", [this, S, T]() -> demand::Expected<void> {
                       double Began = now();
                       if (const place::Group::Part *Own = ownCpuset(S)) {
                         if (int Error =
                                 place::writeAt(Own->Dir.get(), "cpuset.cpus", listText(T.CpuList)))
                           return demand::fail(fmt::format("the job's cpuset refuses CPUs {}: {}",
                                                           listText(T.CpuList), strerror(Error)));
                         for (pid_t Pid : S.processes())
                           Threads += threadsOf(Pid).size();
                       } else {
                         auto Moved = setAffinity(S, T.CpuList);
                         if (!Moved)
                           return std::unexpected(Moved.error());
                         Threads = *Moved;
                       }
                       Seconds = now() - Began;
                       return {};
                     }});
  P.Steps.push_back({"verify",
                     [S, T]() -> demand::Expected<void> {
                       for (pid_t Pid : S.processes())
                         for (pid_t Tid : threadsOf(Pid)) {
                           cpu_set_t Set;
                           if (sched_getaffinity(Tid, sizeof(Set), &Set) != 0)
                             continue; // ended
                           std::vector<int> Outside, Has = cpuList(Set);
                           std::ranges::set_difference(Has, T.CpuList, std::back_inserter(Outside));
                           if (!Outside.empty())
                             return demand::fail(fmt::format(
                                 "thread {} chose CPUs {} itself meanwhile; a job that places its "
                                 "threads needs a cpuset (`auspex run --movable`)",
                                 Tid, listText(Has)));
                         }
                       return {};
                     },
                     true});
  return P;
}

demand::Expected<void> CpuMover::settle(const History &H, bool Forward) {
  if (Forward)
    return {};
  if (std::string Path = H.note("cpuset"); !Path.empty()) {
    place::Fd Dir(open(Path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!Dir || H.note("cpus").empty())
      return {}; // the job is over, or nothing was written yet
    if (int Error = restoreCpuset(Dir.get(), "cpuset.cpus", H.note("cpus")))
      return demand::fail(fmt::format("cannot put CPUs {} back into {}: {}", H.note("cpus"), Path,
                                      strerror(Error)));
    return {};
  }
  std::string Process = H.note("process");
  place::Group Groups;
  if (auto Now = place::plannedGroups(H.note("directory"), H.note("job")))
    Groups = place::Group::open(*Now, H.note("job"));
  // The number of its first program may be somebody else's by now.
  pid_t First = alive(Process) ? pid_t(atoi(Process.c_str())) : 0;
  Subject S{H.note("job"), H.note("directory"), First, &Groups};
  auto Moved = parseList(H.note("moved"));
  restoreMasks(H.note("masks"), S, Moved ? *Moved : std::vector<int>());
  return {};
}

std::string CpuMover::effect() const {
  return fmt::format("{} thread{} in {:.3f} ms by {}", Threads, Threads == 1 ? "" : "s",
                     Seconds * 1e3, ByCpuset ? "its cpuset" : "affinity");
}

} // namespace auspex::migrate
