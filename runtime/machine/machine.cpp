//===- runtime/machine/machine.cpp - What this machine is ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/machine/machine.h"
#include "runtime/place/file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fmt/format.h>
#include <sched.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace auspex::machine {
namespace {

using place::readFile;

std::string trimmed(std::string Text) {
  while (!Text.empty() && (Text.back() == '\n' || Text.back() == ' '))
    Text.pop_back();
  return Text;
}

unsigned usableCpus() {
  // More CPUs than a cpu_set_t has bits: ask again with more room.
  for (int Bits = 1024; Bits <= 1 << 20; Bits *= 2) {
    cpu_set_t *Set = CPU_ALLOC(Bits);
    size_t Bytes = CPU_ALLOC_SIZE(Bits);
    int Result = sched_getaffinity(0, Bytes, Set);
    int Count = Result == 0 ? CPU_COUNT_S(Bytes, Set) : 0;
    CPU_FREE(Set);
    if (Result == 0)
      return unsigned(Count);
    if (errno != EINVAL)
      break;
  }
  return 1;
}

} // namespace

std::string hugePageMode() {
  std::string Text = readFile("/sys/kernel/mm/transparent_hugepage/enabled");
  size_t Open = Text.find('['), Close = Text.find(']');
  return Open < Close && Close != Text.npos ? Text.substr(Open + 1, Close - Open - 1) : "";
}

std::string Machine::summary() const {
  return fmt::format("{} CPU{}, {:.1f} GiB, {}", Cpus, Cpus == 1 ? "" : "s",
                     double(MemoryBytes) / double(1ull << 30), Kernel);
}

Machine detectMachine() {
  Machine M;
  M.Cpus = usableCpus();
  M.PageBytes = uint64_t(sysconf(_SC_PAGESIZE));
  struct sysinfo Info;
  if (sysinfo(&Info) == 0)
    M.MemoryBytes = uint64_t(Info.totalram) * Info.mem_unit;
  M.HugePagesAlways = hugePageMode() == "always";
  utsname Names;
  if (uname(&Names) == 0)
    M.Kernel = fmt::format("{} {}", Names.sysname, Names.release);
  return M;
}

unsigned cpusOnline() { return unsigned(sysconf(_SC_NPROCESSORS_ONLN)); }

/// What the C library finds out from the processor: a virtual machine's kernel may show
/// no caches in /sys.
static std::vector<Cache> cachesOfLibrary() {
  std::vector<Cache> Out;
  static constexpr struct {
    int Level, Name;
    const char *Type;
  } Known[] = {{1, _SC_LEVEL1_DCACHE_SIZE, "Data"},
               {2, _SC_LEVEL2_CACHE_SIZE, "Unified"},
               {3, _SC_LEVEL3_CACHE_SIZE, "Unified"}};
  // Where AMD's processors tell only their third level's sum over all core complexes
  // (CPUID 8000_0006h), one complex has 32 MiB of it from Zen 3 on.
  constexpr long Complex = 32 << 20;
  for (const auto &K : Known)
    if (long Bytes = sysconf(K.Name); Bytes > 0) {
      Cache C;
      C.Level = K.Level;
      C.Type = K.Type;
      C.Bytes = uint64_t(K.Level == 3 ? std::min(Bytes, Complex) : Bytes);
      Out.push_back(std::move(C));
    }
  return Out;
}

std::vector<Cache> caches() {
  std::vector<Cache> Out;
  for (int I = 0;; ++I) {
    std::string Base = fmt::format("/sys/devices/system/cpu/cpu0/cache/index{}/", I);
    Cache C;
    C.Type = trimmed(readFile(Base + "type"));
    if (C.Type.empty())
      return Out.empty() ? cachesOfLibrary() : Out;
    C.Level = atoi(readFile(Base + "level").c_str());
    std::string Size = readFile(Base + "size");
    char *End;
    C.Bytes = strtoull(Size.c_str(), &End, 10);
    C.Bytes <<= *End == 'K' ? 10 : *End == 'M' ? 20 : 0;
    C.SharedBy = trimmed(readFile(Base + "shared_cpu_list"));
    Out.push_back(std::move(C));
  }
}

std::string processorName() {
#if defined(__x86_64__)
  // The brand string; reading /proc/cpuinfo takes milliseconds with many CPUs.
  unsigned Brand[13] = {};
  bool Known = true;
  for (unsigned I = 0; I != 3; ++I)
    Known &= __get_cpuid(0x80000002u + I, &Brand[4 * I], &Brand[4 * I + 1], &Brand[4 * I + 2],
                         &Brand[4 * I + 3]) != 0;
  if (Known && Brand[0]) {
    std::string Name = trimmed(reinterpret_cast<const char *>(Brand));
    return Name.substr(std::min(Name.find_first_not_of(' '), Name.size()));
  }
#endif
  std::string Text = readFile("/proc/cpuinfo");
  for (const char *Key : {"model name", "Model", "uarch"}) {
    size_t At = Text.find(Key);
    size_t Colon = At == Text.npos ? At : Text.find(':', At);
    if (Colon != Text.npos) {
      size_t End = Text.find('\n', Colon);
      size_t Begin = Text.find_first_not_of(" \t", Colon + 1);
      if (Begin < End)
        return Text.substr(Begin, End - Begin);
    }
  }
  return {};
}

} // namespace auspex::machine
