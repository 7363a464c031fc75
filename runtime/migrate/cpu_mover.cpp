//===- runtime/migrate/cpu_mover.cpp - To other CPUs of this host ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/cpu_mover.h"

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

/// "TID:LIST TID:LIST ..."
std::string masksText(const Subject &S) {
  std::string Text;
  for (pid_t Pid : S.processes())
    for (pid_t Tid : threadsOf(Pid)) {
      cpu_set_t Set;
      if (sched_getaffinity(Tid, sizeof(Set), &Set) == 0)
        Text += fmt::format("{}{}:{}", Text.empty() ? "" : " ", Tid, listText(cpuList(Set)));
    }
  return Text;
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
           return J.note("cpus", strip(place::readFileAt(Own->Dir.get(), "cpuset.cpus")));
         }});
  } else {
    P.Steps.push_back({"remember", [&J, S] { return J.note("masks", masksText(S)); }});
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
    if (int Error = place::writeAt(Dir.get(), "cpuset.cpus", H.note("cpus")))
      return demand::fail(fmt::format("cannot put CPUs {} back into {}: {}", H.note("cpus"), Path,
                                      strerror(Error)));
    return {};
  }
  std::string Masks = H.note("masks");
  for (size_t At = 0; At < Masks.size();) {
    size_t End = std::min(Masks.find(' ', At), Masks.size());
    std::string One = Masks.substr(At, End - At);
    At = End + 1;
    auto List = parseList(std::string_view(One).substr(One.find(':') + 1));
    if (!List)
      continue;
    cpu_set_t Set = cpuSet(*List);
    sched_setaffinity(pid_t(atoi(One.c_str())), sizeof(Set), &Set); // where it is still there
  }
  return {};
}

std::string CpuMover::effect() const {
  return fmt::format("{} thread{} in {:.3f} ms by {}", Threads, Threads == 1 ? "" : "s",
                     Seconds * 1e3, ByCpuset ? "its cpuset" : "affinity");
}

} // namespace auspex::migrate
