//===- runtime/policy/policy.cpp - What a site and a user allow their jobs -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/policy/policy.h"

#include "runtime/place/file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::policy {

const std::array<MechanismName, 9> Mechanisms{{
    {Mechanism::Memory, "memory", "a memory reservation from the forecast"},
    {Mechanism::Cpu, "cpu", "a CPU weight from the forecast"},
    {Mechanism::Resize, "resize", "the reservation follows the timeline"},
    {Mechanism::Bpf, "bpf", "BPF programs watch the job"},
    {Mechanism::Beacons, "beacons", "probes in the executable are listened to"},
    {Mechanism::Scope, "scope", "a systemd scope where no group can be made otherwise"},
    {Mechanism::History, "history", "runs are recorded and earlier ones asked"},
    {Mechanism::Migrate, "migrate", "the job is moved"},
    {Mechanism::Gpu, "gpu", "a GPU is chosen for the job and its context started early"},
}};

bool Rule::matches(const Subject &S) const {
  auto Has = [](const std::vector<std::string> &Any, const std::string &One) {
    return Any.empty() || std::ranges::find(Any, One) != Any.end();
  };
  bool Grouped = Groups.empty() || std::ranges::any_of(S.Groups, [&](const std::string &G) {
                   return std::ranges::find(Groups, G) != Groups.end();
                 });
  return Has(Users, S.User) && Grouped && Has(Classes, S.Class);
}

Settings Document::settingsFor(const Subject &S) const {
  Settings All;
  for (const Rule &R : Rules) {
    if (!R.matches(S))
      continue;
    auto Replace = [](auto &Old, const auto &New) {
      if (New)
        Old = New;
    };
    Replace(All.MemoryMax, R.Says.MemoryMax);
    Replace(All.Cpus, R.Says.Cpus);
    Replace(All.CpuWeight, R.Says.CpuWeight);
    Replace(All.Pids, R.Says.Pids);
    Replace(All.IoMax, R.Says.IoMax);
    Replace(All.NetMax, R.Says.NetMax);
    Replace(All.CacheShare, R.Says.CacheShare);
    Replace(All.BandwidthShare, R.Says.BandwidthShare);
    Replace(All.Margin, R.Says.Margin);
    if (R.SaysUse)
      All.Forbidden = R.Says.Forbidden;
  }
  return All;
}

Settings narrowed(Settings Site, const Settings &User) {
  auto Smaller = [](auto &Ours, const auto &Theirs) {
    if (Theirs && (!Ours || Theirs->Value < Ours->Value))
      Ours = Theirs;
  };
  Smaller(Site.MemoryMax, User.MemoryMax);
  Smaller(Site.Cpus, User.Cpus);
  Smaller(Site.CpuWeight, User.CpuWeight);
  Smaller(Site.Pids, User.Pids);
  Smaller(Site.IoMax, User.IoMax);
  Smaller(Site.NetMax, User.NetMax);
  Smaller(Site.CacheShare, User.CacheShare);
  Smaller(Site.BandwidthShare, User.BandwidthShare);
  if (User.Margin)
    Site.Margin = User.Margin;
  for (size_t I = 0; I < Site.Forbidden.size(); ++I)
    if (!Site.Forbidden[I])
      Site.Forbidden[I] = User.Forbidden[I];
  return Site;
}

Settings Policy::settingsFor(const Subject &S) const {
  return narrowed(Site.settingsFor(S), User.settingsFor(S));
}

namespace {

constexpr off_t MostBytes = 1 << 20;

std::string userPath() {
  if (const char *Xdg = getenv("XDG_CONFIG_HOME"); Xdg && *Xdg == '/')
    return std::string(Xdg) + "/auspex/policy.toml";
  const char *Home = getenv("HOME");
  return Home && *Home ? std::string(Home) + "/.config/auspex/policy.toml" : std::string();
}

} // namespace

demand::Expected<Document> read(const std::string &Path) {
  place::Fd F(open(Path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!F)
    return demand::fail(fmt::format("{}: {}", Path, strerror(errno)));
  struct stat S;
  if (fstat(F.get(), &S) != 0 || !S_ISREG(S.st_mode) || S.st_size > MostBytes)
    return demand::fail(fmt::format("{}: is no policy file (a regular file below 1 MiB)", Path));
  std::string Text(size_t(S.st_size), '\0');
  ssize_t N = ::read(F.get(), Text.data(), Text.size());
  if (N < 0)
    return demand::fail(fmt::format("{}: {}", Path, strerror(errno)));
  Text.resize(size_t(N));
  return parse(Text, Path);
}

demand::Expected<Policy> load() {
  Policy P;
  std::string Problems;
  auto Take = [&](Document &To, std::string Path) {
    if (Path.empty())
      return;
    // What cannot be looked up is no file that is not there.
    struct stat S;
    bool Present = stat(Path.c_str(), &S) == 0 || (errno != ENOENT && errno != ENOTDIR);
    P.Files.push_back({Path, Present});
    if (!Present)
      return;
    if (auto D = read(Path))
      To = std::move(*D);
    else
      Problems += (Problems.empty() ? "" : "; ") + D.error().Message;
  };
  Take(P.Site, "/etc/auspex/policy.toml");
  Take(P.User, userPath());
  if (!Problems.empty())
    return demand::fail(Problems + "; mend it (auspex policy --check FILE) or remove it");
  return P;
}

Subject subjectOf(std::string Class) {
  Subject S;
  S.Class = std::move(Class);
  uid_t User = geteuid();
  const passwd *P = getpwuid(User);
  S.User = P ? P->pw_name : fmt::format("{}", User);
  std::vector<gid_t> Ids(size_t(std::max(getgroups(0, nullptr), 0)));
  Ids.resize(size_t(std::max(getgroups(int(Ids.size()), Ids.data()), 0)));
  if (std::ranges::find(Ids, getegid()) == Ids.end())
    Ids.push_back(getegid());
  for (gid_t G : Ids) {
    const group *Known = getgrgid(G);
    S.Groups.push_back(Known ? Known->gr_name : fmt::format("{}", G));
  }
  return S;
}

} // namespace auspex::policy
