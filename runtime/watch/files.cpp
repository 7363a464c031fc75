//===- runtime/watch/files.cpp - A job's counters from the kernel's files --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/files.h"

#include "runtime/place/file.h"

#include <charconv>
#include <dirent.h>
#include <fmt/format.h>
#include <memory>
#include <string_view>
#include <unistd.h>

namespace auspex::watch {
namespace {

using Value = Counters::Value;

/// The number after \p Key at the start of a line of \p Text: `key 1`, or
/// `key:  1` where the key says so.
Value keyIn(std::string_view Text, std::string_view Key) {
  for (size_t At = 0; At < Text.size();) {
    size_t End = std::min(Text.find('\n', At), Text.size());
    std::string_view Line = Text.substr(At, End - At);
    if (Line.starts_with(Key)) {
      size_t Digit = Line.find_first_not_of(" \t", Key.size());
      uint64_t Number = 0;
      if (Digit != Line.npos &&
          std::from_chars(Line.data() + Digit, Line.data() + Line.size(), Number).ec == std::errc())
        return Number;
      return std::nullopt;
    }
    At = End + 1;
  }
  return std::nullopt;
}

/// Sum of all `Key=number` (v2's io.stat) or `Key number` (v1's blkio) words.
uint64_t sumOf(std::string_view Text, std::string_view Key) {
  uint64_t Sum = 0;
  for (size_t At = Text.find(Key); At != Text.npos; At = Text.find(Key, At + 1)) {
    uint64_t Number = 0;
    std::from_chars(Text.data() + At + Key.size(), Text.data() + Text.size(), Number);
    Sum += Number;
  }
  return Sum;
}

Value stalled(int Dir, const char *Name) {
  std::string Text = place::readFileAt(Dir, Name); // some avg10=... total=N
  size_t At = Text.find("total=");
  if (!Text.starts_with("some ") || At == Text.npos)
    return std::nullopt;
  return sumOf(std::string_view(Text).substr(0, Text.find('\n')), "total=");
}

void readMemory(const place::Group::Part &P, Counters &C) {
  int D = P.Dir.get();
  bool V2 = P.Version == 2;
  C.MemoryBytes = place::readNumberAt(D, V2 ? "memory.current" : "memory.usage_in_bytes");
  C.MemoryPeakBytes = place::readNumberAt(D, V2 ? "memory.peak" : "memory.max_usage_in_bytes");
  std::string Stat = place::readFileAt(D, "memory.stat");
  C.AnonBytes = keyIn(Stat, V2 ? "anon " : "total_rss ");
  C.CacheBytes = keyIn(Stat, V2 ? "file " : "total_cache ");
  C.Faults = keyIn(Stat, V2 ? "pgfault " : "total_pgfault ");
  C.MajorFaults = keyIn(Stat, V2 ? "pgmajfault " : "total_pgmajfault ");
  C.OomKills = place::readKeyAt(D, V2 ? "memory.events" : "memory.oom_control", "oom_kill");
}

/// Fields of /proc/PID/stat after the name, which may hold anything: the first
/// one is the state, number 3 of proc(5).
std::string_view afterName(std::string_view Stat) {
  size_t Close = Stat.rfind(')');
  return Close == Stat.npos || Close + 2 > Stat.size() ? std::string_view()
                                                       : Stat.substr(Close + 2);
}

uint64_t field(std::string_view Text, unsigned Number) {
  for (unsigned I = 3; I < Number; ++I) {
    size_t Space = Text.find(' ');
    if (Space == Text.npos)
      return 0;
    Text.remove_prefix(Space + 1);
  }
  uint64_t V = 0;
  std::from_chars(Text.data(), Text.data() + Text.size(), V);
  return V;
}

void add(Value &To, uint64_t N) { To = To.value_or(0) + N; }

/// Run-queue delay of a process's threads: the second number of schedstat.
uint64_t runDelay(pid_t Pid) {
  uint64_t Sum = 0;
  std::string Tasks = fmt::format("/proc/{}/task", Pid);
  std::unique_ptr<DIR, int (*)(DIR *)> D(opendir(Tasks.c_str()), closedir);
  while (dirent *E = D ? readdir(D.get()) : nullptr) {
    if (E->d_name[0] == '.')
      continue;
    std::string Text = place::readFile(fmt::format("{}/{}/schedstat", Tasks, E->d_name));
    size_t Space = Text.find(' ');
    if (Space == Text.npos)
      continue;
    uint64_t Nanos = 0;
    std::from_chars(Text.data() + Space + 1, Text.data() + Text.size(), Nanos);
    Sum += Nanos;
  }
  return Sum;
}

} // namespace

Counters readGroup(const place::Group &G) {
  Counters C;
  if (const auto *P = G.find("memory"))
    readMemory(*P, C);
  if (const auto *P = G.find("cpuacct"))
    C.CpuNanos = place::readNumberAt(P->Dir.get(), "cpuacct.usage");
  if (const auto *P = G.find("pids"))
    C.Threads = place::readNumberAt(P->Dir.get(), "pids.current");
  if (const auto *P = G.find("io")) {
    const bool V2 = P->Version == 2;
    std::string Text = place::readFileAt(
        P->Dir.get(), V2 ? "io.stat" : "blkio.throttle.io_service_bytes_recursive");
    if (V2 || !Text.empty()) {
      C.ReadBytes = sumOf(Text, V2 ? "rbytes=" : "Read ");
      C.WrittenBytes = sumOf(Text, V2 ? "wbytes=" : "Write ");
    }
  }
  for (const auto &P : G.parts())
    if (P.Version == 2) {
      int D = P.Dir.get();
      if (auto Micros = place::readKeyAt(D, "cpu.stat", "usage_usec"); Micros && !C.CpuNanos)
        C.CpuNanos = *Micros * 1000;
      C.CpuStallMicros = stalled(D, "cpu.pressure");
      C.MemoryStallMicros = stalled(D, "memory.pressure");
      C.IoStallMicros = stalled(D, "io.pressure");
    }
  return C;
}

uint64_t heldMemory(const place::Group &G) {
  const auto *P = G.find("memory");
  if (!P)
    return 0;
  bool V2 = P->Version == 2;
  uint64_t Charged =
      place::readNumberAt(P->Dir.get(), V2 ? "memory.current" : "memory.usage_in_bytes")
          .value_or(0);
  std::string Stat = place::readFileAt(P->Dir.get(), "memory.stat");
  uint64_t Cache = keyIn(Stat, V2 ? "inactive_file " : "total_inactive_file ").value_or(0) +
                   keyIn(Stat, V2 ? "active_file " : "total_active_file ").value_or(0);
  return Charged > Cache ? Charged - Cache : 0;
}

void addFromProc(Counters &C, const std::vector<pid_t> &Pids) {
  const bool Cpu = !C.CpuNanos, Memory = !C.MemoryBytes, Threads = !C.Threads, Faults = !C.Faults,
             Delay = !C.RunDelayNanos, Disk = !C.ReadBytes;
  C.Processes = Pids.size();
  const uint64_t NanosPerTick = 1'000'000'000 / uint64_t(sysconf(_SC_CLK_TCK));
  const uint64_t Page = uint64_t(sysconf(_SC_PAGESIZE));
  for (pid_t Pid : Pids) {
    if (Cpu || Memory || Threads || Faults) {
      std::string Text = place::readFile(fmt::format("/proc/{}/stat", Pid));
      std::string_view Stat = afterName(Text);
      if (Cpu)
        add(C.CpuNanos, (field(Stat, 14) + field(Stat, 15)) * NanosPerTick);
      if (Threads)
        add(C.Threads, field(Stat, 20));
      if (Memory)
        add(C.MemoryBytes, field(Stat, 24) * Page);
      if (Faults) {
        add(C.Faults, field(Stat, 10) + field(Stat, 12));
        add(C.MajorFaults, field(Stat, 12));
      }
    }
    if (Delay)
      add(C.RunDelayNanos, runDelay(Pid));
    if (Disk) {
      std::string Text = place::readFile(fmt::format("/proc/{}/io", Pid));
      if (auto Read = keyIn(Text, "read_bytes:"))
        add(C.ReadBytes, *Read);
      if (auto Written = keyIn(Text, "write_bytes:"))
        add(C.WrittenBytes, *Written);
    }
  }
}

} // namespace auspex::watch
