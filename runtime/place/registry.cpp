//===- runtime/place/registry.cpp - Jobs that have groups ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/registry.h"

#include "runtime/place/resctrl.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::place {
namespace {

constexpr std::string_view Header = "auspex job 1\n";
constexpr std::string_view OutcomePrefix = "outcome ";

/// A directory of this user's alone; anything else (a symbolic link, another
/// owner, wider rights) could be planted by somebody else.
demand::Expected<void> ownDirectory(const std::string &Path) {
  struct stat S;
  if (lstat(Path.c_str(), &S) != 0) {
    if (mkdir(Path.c_str(), 0700) != 0 && errno != EEXIST)
      return demand::fail(fmt::format("cannot create {}: {}", Path, strerror(errno)));
    if (lstat(Path.c_str(), &S) != 0)
      return demand::fail(fmt::format("{}: {}", Path, strerror(errno)));
  }
  if (!S_ISDIR(S.st_mode) || S.st_uid != geteuid() || (S.st_mode & 077) != 0)
    return demand::fail(fmt::format("{} is not a directory of mode 0700 that belongs to user {}; "
                                    "remove it or set AUSPEX_RUNTIME_DIR",
                                    Path, geteuid()));
  return {};
}

/// A line for each group. "also" is one that the job may be in, "moved" says that the
/// groups above are no longer those that it is in.
std::string serialise(const Plan &P, const char *Word) {
  std::string Text;
  for (const Plan::Part &Part : P.Parts)
    // Paths last and separated by a byte that no path holds.
    Text += fmt::format("{} {} {} {}{}{}{}", Word, Part.Version, fmt::join(Part.Controllers, ","),
                        Part.Mount, '\0', Part.Parent, std::string("\0\n", 2));
  return Text;
}

std::string_view upTo(std::string_view &Rest, char End) {
  size_t N = Rest.find(End);
  std::string_view Part = Rest.substr(0, N);
  Rest = N == Rest.npos ? std::string_view() : Rest.substr(N + 1);
  return Part;
}

/// \p P: the groups that the job is in; \p All: those that it was or may be in, too.
bool parse(std::string_view Text, Plan &P, std::string &Outcome, Plan *All = nullptr) {
  if (!Text.starts_with(Header))
    return false;
  Text.remove_prefix(Header.size());
  while (!Text.empty()) {
    if (Text.starts_with(OutcomePrefix)) {
      Text.remove_prefix(OutcomePrefix.size());
      Outcome = upTo(Text, '\n');
      continue;
    }
    if (Text.starts_with("moved\n")) {
      upTo(Text, '\n');
      P.Parts.clear();
      if (All)
        All->Parts.clear(); // those before are gone
      continue;
    }
    std::string_view Word = upTo(Text, ' ');
    if (Word != "group" && Word != "also")
      return false;
    Plan::Part Part;
    Part.Version = upTo(Text, ' ') == "2" ? 2 : 1;
    std::string_view Controllers = upTo(Text, ' ');
    while (!Controllers.empty())
      Part.Controllers.emplace_back(upTo(Controllers, ','));
    Part.Mount = upTo(Text, '\0');
    Part.Parent = upTo(Text, '\0');
    if (upTo(Text, '\n') != "")
      return false;
    if (All)
      All->Parts.push_back(Part);
    if (Word == "group")
      P.Parts.push_back(std::move(Part));
  }
  return true;
}

} // namespace

demand::Expected<std::string> runtimeDirectory() {
  std::string Path;
  const char *Own = getenv("AUSPEX_RUNTIME_DIR"), *Session = getenv("XDG_RUNTIME_DIR");
  if (Own && *Own == '/')
    Path = Own;
  else if (geteuid() == 0 && access("/run", W_OK) == 0)
    Path = "/run/auspex";
  else if (geteuid() != 0 && Session && *Session == '/' && access(Session, W_OK) == 0)
    Path = std::string(Session) + "/auspex";
  else
    Path = fmt::format("/tmp/auspex-{}", geteuid());
  if (auto Ok = ownDirectory(Path); !Ok)
    return std::unexpected(Ok.error());
  return Path;
}

std::string newJob() {
  uint32_t Random = 0;
  if (getrandom(&Random, sizeof(Random), GRND_NONBLOCK) != sizeof(Random))
    Random = uint32_t(reinterpret_cast<uintptr_t>(&Random) >> 4);
  return fmt::format("{}-{:08x}", getpid(), Random);
}

std::string statusPath(const std::string &Directory, const std::string &Job) {
  return fmt::format("{}/{}.status", Directory, Job);
}

std::string controlPath(const std::string &Directory, const std::string &Job) {
  return fmt::format("{}/{}.control", Directory, Job);
}

demand::Expected<void> addGroups(const std::string &Directory, const std::string &Job,
                                 const Plan &P, bool Instead) {
  std::string Path = fmt::format("{}/{}", Directory, Job);
  std::string Text = (Instead ? "moved\n" : "") + serialise(P, Instead ? "group" : "also");
  Fd F(validJob(Job) ? open(Path.c_str(), O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC) : -1);
  if (!F || write(F.get(), Text.data(), Text.size()) != ssize_t(Text.size()))
    return demand::fail(fmt::format("cannot write {}: {}", Path, strerror(errno)));
  return {};
}

demand::Expected<Plan> plannedGroups(const std::string &Directory, const std::string &Job) {
  Plan P;
  std::string Path = fmt::format("{}/{}", Directory, Job), Outcome;
  if (!validJob(Job) || !parse(readFile(Path), P, Outcome))
    return demand::fail(fmt::format("{} is no record of a job", Path));
  return P;
}

Plan alsoGroups(const std::string &Directory, const std::string &Job) {
  Plan Now, All, Also;
  std::string Outcome;
  if (!validJob(Job) || !parse(readFile(fmt::format("{}/{}", Directory, Job)), Now, Outcome, &All))
    return Also;
  auto Same = [](const Plan::Part &A, const Plan::Part &B) {
    return A.Mount == B.Mount && A.Parent == B.Parent;
  };
  for (const Plan::Part &P : All.Parts)
    if (std::ranges::none_of(Now.Parts, [&](const Plan::Part &N) { return Same(N, P); }) &&
        std::ranges::none_of(Also.Parts, [&](const Plan::Part &N) { return Same(N, P); }))
      Also.Parts.push_back(P);
  return Also;
}

demand::Expected<Record> Record::create(const std::string &Directory, const std::string &Job,
                                        const Plan &P) {
  // Locked under a name that cleanUp() passes over, then renamed: a record is
  // never visible without its lock.
  std::string Hidden = fmt::format("{}/.{}", Directory, Job);
  Record R;
  R.Path = fmt::format("{}/{}", Directory, Job);
  R.Lock =
      Fd(open(Hidden.c_str(), O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  std::string Text = std::string(Header) + serialise(P, "group");
  if (!R.Lock || flock(R.Lock.get(), LOCK_EX | LOCK_NB) != 0 ||
      write(R.Lock.get(), Text.data(), Text.size()) != ssize_t(Text.size()) ||
      rename(Hidden.c_str(), R.Path.c_str()) != 0) {
    int Why = errno;
    unlink(Hidden.c_str());
    return demand::fail(fmt::format("cannot write {}: {}", R.Path, strerror(Why)));
  }
  return R;
}

void Record::remove() {
  if (Lock) {
    unlink((Path + ".status").c_str());
    unlink((Path + ".status.new").c_str()); // of a watcher that was killed while it wrote
    unlink((Path + ".move").c_str());
    unlink((Path + ".control").c_str());
    unlink((Path + ".relay").c_str());
    unlink(Path.c_str());
  }
  Lock.reset();
}

std::vector<Leftover> cleanUp(const std::string &Directory) {
  std::vector<Leftover> Found;
  std::unique_ptr<DIR, int (*)(DIR *)> D(opendir(Directory.c_str()), closedir);
  if (!D)
    return Found;
  while (dirent *E = readdir(D.get())) {
    std::string Job = E->d_name;
    if (!validJob(Job))
      continue;
    Fd F(openat(dirfd(D.get()), E->d_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!F || flock(F.get(), LOCK_EX | LOCK_NB) != 0)
      continue; // a living job
    Plan P, All;
    Leftover L{Job, false, {}};
    if (!parse(readFileAt(dirfd(D.get()), E->d_name), P, L.Outcome, &All)) {
      unlinkat(dirfd(D.get()), E->d_name, 0);
      continue;
    }
    Group G = Group::open(All, Job);
    L.Removed = G.remove();
    CacheGroup::remove(Job); // takes the bound off what is still inside
    unlink(statusPath(Directory, Job).c_str());
    if (L.Removed)
      for (const std::string &Path :
           {fmt::format("{}/{}.move", Directory, Job), controlPath(Directory, Job),
            fmt::format("{}/{}.relay", Directory, Job)})
        unlink(Path.c_str());
    if (L.Removed)
      unlinkat(dirfd(D.get()), E->d_name, 0);
    else
      G.lift();
    Found.push_back(std::move(L));
  }
  return Found;
}

std::vector<Living> livingJobs(const std::string &Directory) {
  std::vector<Living> Found;
  std::unique_ptr<DIR, int (*)(DIR *)> D(opendir(Directory.c_str()), closedir);
  while (dirent *E = D ? readdir(D.get()) : nullptr) {
    std::string Job = E->d_name, Outcome;
    Fd F(validJob(Job) ? openat(dirfd(D.get()), E->d_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1);
    Plan P;
    // A shared lock: two who look do not take each other for the job's keeper.
    if (F && flock(F.get(), LOCK_SH | LOCK_NB) != 0 &&
        parse(readFileAt(dirfd(D.get()), E->d_name), P, Outcome))
      Found.push_back({Job, Group::open(P, Job)});
  }
  return Found;
}

} // namespace auspex::place
