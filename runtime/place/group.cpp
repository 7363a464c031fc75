//===- runtime/place/group.cpp - The control groups of one job ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/group.h"

#include "runtime/place/disks.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <set>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace auspex::place {
namespace {

/// A descriptor of a cgroup mount point, or nothing where it is something else.
Fd openMount(const std::string &Path, int Version) {
  Fd F(open(Path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  struct statfs S;
  if (!F || fstatfs(F.get(), &S) != 0)
    return Fd();
  auto Magic = Version == 2 ? CGROUP2_SUPER_MAGIC : CGROUP_SUPER_MAGIC;
  if (S.f_type != Magic) {
    errno = EXDEV;
    return Fd();
  }
  return F;
}

/// v1's names of limits on what a disk reads and writes a second.
constexpr const char *DiskLimits[] = {"blkio.throttle.read_bps_device",
                                      "blkio.throttle.write_bps_device"};

std::string directoryName(const std::string &Job) { return "auspex-" + Job; }

} // namespace

bool Group::Part::has(std::string_view Controller) const {
  if (Version == 1 && Controller == "io")
    Controller = "blkio";
  return std::ranges::find(Controllers, Controller) != Controllers.end();
}

const Group::Part *Group::find(std::string_view Controller) const {
  for (const Part &P : Parts)
    if (P.has(Controller))
      return &P;
  return nullptr;
}

std::vector<std::string> Group::controllers() const {
  std::vector<std::string> All;
  for (const Part &P : Parts)
    All.insert(All.end(), P.Controllers.begin(), P.Controllers.end());
  return All;
}

Group Group::create(const Plan &P, const std::string &Job, std::vector<std::string> &Missing) {
  Group G;
  if (!validJob(Job))
    return G;
  G.Name = directoryName(Job);
  for (const Plan::Part &From : P.Parts) {
    Fd Mount = openMount(From.Mount, From.Version);
    Fd Parent = Mount ? openBelow(Mount.get(), From.Parent, O_RDONLY | O_DIRECTORY) : Fd();
    std::vector<std::string> Controllers = From.Controllers;
    for (const std::string &C : From.Enable)
      if (Parent && writeAt(Parent.get(), "cgroup.subtree_control", "+" + C) != 0)
        std::erase(Controllers, C);
    if (!Parent || (mkdirat(Parent.get(), G.Name.c_str(), 0755) != 0 && errno != EEXIST)) {
      Missing.push_back(fmt::format("no control group for {} below {}/{}: {}",
                                    fmt::join(From.Controllers, ", "), From.Mount, From.Parent,
                                    strerror(errno)));
      continue;
    }
    Fd Dir = openBelow(Parent.get(), G.Name, O_RDONLY | O_DIRECTORY);
    if (!Dir)
      continue;
    // An empty cpuset (v1) takes no process.
    if (From.Version == 1 && std::ranges::find(Controllers, "cpuset") != Controllers.end())
      for (const char *File : {"cpuset.cpus", "cpuset.mems"})
        writeAt(Dir.get(), File, readFileAt(Parent.get(), File));
    G.Parts.push_back({From.Version, std::move(Controllers), std::move(Parent), std::move(Dir)});
  }
  return G;
}

Group Group::open(const Plan &P, const std::string &Job) {
  Group G;
  if (!validJob(Job))
    return G;
  G.Name = directoryName(Job);
  for (const Plan::Part &From : P.Parts) {
    Fd Mount = openMount(From.Mount, From.Version);
    Fd Parent = Mount ? openBelow(Mount.get(), From.Parent, O_RDONLY | O_DIRECTORY) : Fd();
    Fd Dir = Parent ? openBelow(Parent.get(), G.Name, O_RDONLY | O_DIRECTORY) : Fd();
    if (Dir)
      G.Parts.push_back({From.Version, From.Controllers, std::move(Parent), std::move(Dir)});
  }
  return G;
}

void Group::apply(const Limits &L, std::vector<std::string> &Missing) const {
  auto Set = [&](const Part *P, const char *File, const std::string &Value) {
    int Error = P ? writeAt(P->Dir.get(), File, Value) : ENOENT;
    if (Error && P)
      Missing.push_back(fmt::format("{} = {} was refused: {}", File, Value, strerror(Error)));
    return Error == 0;
  };
  const Part *Memory = find("memory"), *Cpu = find("cpu"), *Pids = find("pids");
  // A reservation is the guard's to set (runtime/launch/guard.h). A maximum is
  // the user's word: the kernel enforces it, and may kill.
  if (L.MemoryMax && Memory)
    Set(Memory, Memory->Version == 2 ? "memory.max" : "memory.limit_in_bytes",
        fmt::to_string(L.MemoryMax));
  if (L.CpuWeight && Cpu)
    if (int Error = setCpuWeight(L.CpuWeight))
      Missing.push_back(
          fmt::format("a CPU weight of {} was refused: {}", L.CpuWeight, strerror(Error)));
  if (L.CpuQuota > 0 && Cpu) {
    constexpr unsigned Period = 100'000; // microseconds
    auto Quota = std::max<uint64_t>(1000, uint64_t(L.CpuQuota * Period));
    if (Cpu->Version == 2)
      Set(Cpu, "cpu.max", fmt::format("{} {}", Quota, Period));
    else if (Set(Cpu, "cpu.cfs_period_us", fmt::to_string(Period)))
      Set(Cpu, "cpu.cfs_quota_us", fmt::to_string(Quota));
  }
  if (const Part *Io = find("io"); L.IoMax && Io)
    for (const std::string &Disk : disks()) {
      if (Io->Version == 2)
        Set(Io, "io.max", fmt::format("{} rbps={} wbps={}", Disk, L.IoMax, L.IoMax));
      else
        for (const char *File : DiskLimits)
          Set(Io, File, fmt::format("{} {}", Disk, L.IoMax));
    }
  if (L.Pids && Pids) // the init of a movable job's namespace is none of its processes
    Set(Pids, "pids.max", fmt::to_string(L.Pids + L.Movable));
}

int Group::setCpuWeight(uint64_t Weight) const {
  const Part *Cpu = find("cpu");
  if (!Cpu)
    return ENOENT;
  if (Cpu->Version == 2)
    return writeAt(Cpu->Dir.get(), "cpu.weight",
                   fmt::to_string(std::clamp<uint64_t>(Weight, 1, 10000)));
  return writeAt(Cpu->Dir.get(), "cpu.shares",
                 fmt::to_string(std::clamp<uint64_t>(Weight * 1024 / 100, 2, 262144)));
}

void Group::lift() const {
  for (const Part &P : Parts) {
    int D = P.Dir.get();
    if (P.Version == 2) {
      writeAt(D, "memory.max", "max");
      writeAt(D, "memory.high", "max");
      writeAt(D, "cpu.max", "max");
    } else {
      if (P.has("memory")) {
        writeAt(D, "memory.limit_in_bytes", "-1");
        writeAt(D, "memory.soft_limit_in_bytes", "-1");
      }
      if (P.has("cpu"))
        writeAt(D, "cpu.cfs_quota_us", "-1");
    }
    if (P.has("pids"))
      writeAt(D, "pids.max", "max");
    if (P.has("io"))
      for (const std::string &Disk : disks()) {
        if (P.Version == 2)
          writeAt(D, "io.max", Disk + " rbps=max wbps=max");
        else
          for (const char *File : DiskLimits)
            writeAt(D, File, Disk + " 0");
      }
  }
}

std::vector<pid_t> Group::processes() const {
  std::vector<pid_t> Out;
  if (Parts.empty())
    return Out;
  std::string Text = readFileAt(Parts[0].Dir.get(), "cgroup.procs");
  const char *At = Text.data(), *End = At + Text.size();
  while (At < End) {
    pid_t Pid = 0;
    auto [Next, Failed] = std::from_chars(At, End, Pid);
    if (Failed != std::errc())
      break;
    if (Pid > 0)
      Out.push_back(Pid);
    At = Next + (Next < End);
  }
  return Out;
}

void Group::kill() const {
  for (const Part &P : Parts)
    if (P.Version == 2 && writeAt(P.Dir.get(), "cgroup.kill", "1") == 0)
      return;
  // Without cgroup.kill (v1, or before Linux 5.14) a process that forks may be
  // one step ahead: go on while there are processes that got no signal yet.
  std::set<pid_t> Done;
  for (bool Found = true; Found;) {
    Found = false;
    for (pid_t Pid : processes())
      if (Done.insert(Pid).second) {
        ::kill(Pid, SIGKILL);
        Found = true;
      }
  }
}

bool Group::remove() {
  bool Gone = true;
  for (Part &P : Parts)
    if (unlinkat(P.Parent.get(), Name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT)
      Gone = false;
  if (Gone)
    Parts.clear();
  return Gone;
}

Group::Measured Group::measure() const {
  Measured M;
  if (const Part *P = find("memory")) {
    int D = P->Dir.get();
    M.MemoryPeak = readNumberAt(D, P->Version == 2 ? "memory.peak" : "memory.max_usage_in_bytes");
    M.OomKills = readKeyAt(D, P->Version == 2 ? "memory.events" : "memory.oom_control", "oom_kill")
                     .value_or(0);
  }
  if (const Part *P = find("cpuacct")) {
    if (auto Nanos = readNumberAt(P->Dir.get(), "cpuacct.usage"))
      M.CpuMicros = *Nanos / 1000;
  } else {
    for (const Part &U : Parts)
      if (U.Version == 2)
        M.CpuMicros = readKeyAt(U.Dir.get(), "cpu.stat", "usage_usec");
  }
  if (const Part *P = find("pids"))
    M.PidsPeak = readNumberAt(P->Dir.get(), "pids.peak");
  return M;
}

} // namespace auspex::place
