//===- runtime/place/resctrl.cpp - A share of the cache and of its bandwidth ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/resctrl.h"

#include "runtime/place/group.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace auspex::place {
namespace {

uint64_t number(const std::string &Path, int Base) {
  return strtoull(readFile(Path).c_str(), nullptr, Base);
}

/// One line of schemata: "L3:0=fffff;1=fffff".
struct Resource {
  std::string Name;
  std::vector<std::pair<std::string, std::string>> Domains; ///< id, value
};

std::vector<std::string_view> split(std::string_view Text, char At) {
  std::vector<std::string_view> All;
  while (!Text.empty()) {
    size_t End = std::min(Text.find(At), Text.size());
    All.push_back(Text.substr(0, End));
    Text.remove_prefix(std::min(End + 1, Text.size()));
  }
  return All;
}

std::vector<Resource> resourcesOf(std::string_view Schemata) {
  std::vector<Resource> All;
  for (std::string_view Line : split(Schemata, '\n')) {
    Line.remove_prefix(std::min(Line.find_first_not_of(' '), Line.size()));
    size_t Colon = Line.find(':');
    if (Colon == Line.npos)
      continue;
    Resource R{std::string(Line.substr(0, Colon)), {}};
    for (std::string_view Domain : split(Line.substr(Colon + 1), ';'))
      if (size_t Is = Domain.find('='); Is != Domain.npos)
        R.Domains.emplace_back(Domain.substr(0, Is), Domain.substr(Is + 1));
    All.push_back(std::move(R));
  }
  return All;
}

/// The bandwidth of every domain is a percentage: a group that nothing bounds has 100.
bool inPercent(const std::string &Schemata) {
  for (const Resource &R : resourcesOf(Schemata))
    if (R.Name == "MB")
      return std::ranges::all_of(R.Domains, [](const auto &D) {
        return strtoul(D.second.c_str(), nullptr, 10) == 100;
      });
  return false;
}

std::string directoryOf(const std::string &Job, const std::string &Mount) {
  return fmt::format("{}/auspex-{}", Mount, Job);
}

} // namespace

demand::Expected<Resctrl> detectResctrl(const std::string &Mount) {
  Resctrl R;
  R.Schemata = readFile(Mount + "/schemata");
  if (R.Schemata.empty())
    return demand::fail(
        fmt::format("{} is not mounted (mount -t resctrl resctrl {}; the processor needs "
                    "Intel RDT or AMD PQoS)",
                    Mount, Mount));
  // With code and data apart (cdp) each has its own masks.
  for (const char *Cache : {"L3", "L3CODE"})
    if (!R.WayMask) {
      std::string Info = fmt::format("{}/info/{}", Mount, Cache);
      R.WayMask = number(Info + "/cbm_mask", 16);
      R.LeastWays = unsigned(std::max<uint64_t>(1, number(Info + "/min_cbm_bits", 10)));
    }
  if (inPercent(R.Schemata)) {
    R.LeastBandwidth = unsigned(std::max<uint64_t>(1, number(Mount + "/info/MB/min_bandwidth", 10)));
    R.BandwidthStep = unsigned(std::max<uint64_t>(1, number(Mount + "/info/MB/bandwidth_gran", 10)));
  }
  return R;
}

demand::Expected<std::string> schemataFor(const Resctrl &R, const CacheShares &S) {
  if (S.Cache > 0 && !R.WayMask)
    return demand::fail("the last-level cache cannot be shared out on this machine");
  if (S.Bandwidth > 0 && !R.LeastBandwidth)
    return demand::fail("memory bandwidth cannot be shared out by percent on this machine");
  auto Ways = unsigned(std::popcount(R.WayMask));
  unsigned Few = std::clamp(unsigned(std::ceil(S.Cache * Ways)), std::min(R.LeastWays, Ways), Ways);
  uint64_t Mask = ((uint64_t(1) << Few) - 1) << std::countr_zero(R.WayMask);
  auto Steps = unsigned(std::ceil(S.Bandwidth * 100 / R.BandwidthStep - 1e-9));
  unsigned Percent = std::clamp(Steps * R.BandwidthStep, std::min(R.LeastBandwidth, 100u), 100u);
  std::string Text;
  for (const Resource &Each : resourcesOf(R.Schemata)) {
    std::string Value;
    if (S.Cache > 0 && (Each.Name == "L3" || Each.Name == "L3CODE" || Each.Name == "L3DATA"))
      Value = fmt::format("{:x}", Mask);
    else if (S.Bandwidth > 0 && Each.Name == "MB")
      Value = fmt::to_string(Percent);
    else
      continue;
    Text += Each.Name;
    for (size_t I = 0; I < Each.Domains.size(); ++I)
      Text += fmt::format("{}{}={}", I ? ';' : ':', Each.Domains[I].first, Value);
    Text += '\n';
  }
  return Text;
}

demand::Expected<CacheGroup> CacheGroup::create(const std::string &Job, const CacheShares &S,
                                                const std::string &Mount) {
  auto Offered = detectResctrl(Mount);
  if (!Offered)
    return std::unexpected(Offered.error());
  auto Text = schemataFor(*Offered, S);
  if (!Text)
    return std::unexpected(Text.error());
  std::string Path = directoryOf(Job, Mount);
  if (!validJob(Job))
    return demand::fail(fmt::format("{} is no name of a job", Job));
  if (mkdir(Path.c_str(), 0755) != 0) {
    if (errno == ENOSPC)
      return demand::fail("the processor has no class left: other groups have them all");
    return demand::fail(fmt::format("cannot make {}: {}", Path, strerror(errno)));
  }
  Fd Directory(open(Path.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  int Error = Directory ? writeAt(Directory.get(), "schemata", *Text) : errno;
  CacheGroup G;
  G.Tasks = Fd(openat(Directory.get(), "tasks", O_WRONLY | O_CLOEXEC));
  if (!Error && G.Tasks)
    return G;
  // The file system says more about a refusal than errno does.
  std::string Why = Error ? readFile(Mount + "/info/last_cmd_status") : std::string();
  while (Why.ends_with('\n'))
    Why.pop_back();
  remove(Job, Mount);
  return demand::fail(
      fmt::format("{} was refused: {}", Path, Why.empty() ? strerror(Error ? Error : errno) : Why));
}

void CacheGroup::enter(pid_t Pid) const {
  std::unique_ptr<DIR, int (*)(DIR *)> D(opendir(fmt::format("/proc/{}/task", Pid).c_str()),
                                         closedir);
  while (dirent *E = D ? readdir(D.get()) : nullptr)
    if (E->d_name[0] != '.')
      (void)!write(Tasks.get(), E->d_name, strlen(E->d_name));
}

bool CacheGroup::exists(const std::string &Job, const std::string &Mount) {
  return validJob(Job) && access(directoryOf(Job, Mount).c_str(), F_OK) == 0;
}

void CacheGroup::remove(const std::string &Job, const std::string &Mount) {
  if (validJob(Job))
    rmdir(directoryOf(Job, Mount).c_str());
}

} // namespace auspex::place
