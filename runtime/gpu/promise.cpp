//===- runtime/gpu/promise.cpp - What jobs were promised of a GPU's memory -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/gpu/promise.h"

#include "runtime/place/group.h"

#include <algorithm>
#include <cerrno>
#include <cinttypes>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

namespace auspex::gpu {
namespace {

constexpr std::string_view Suffix = ".gpu";
constexpr const char *Form = "auspex gpu 1\n%63s %" SCNu64 "\npid %d\n";

} // namespace

void Promise::started(pid_t Pid) {
  std::string Line = fmt::format("pid {}\n", Pid);
  if (Lock && write(Lock.get(), Line.data(), Line.size()) != ssize_t(Line.size()))
    return; // all of it then counts as outstanding
}

void Promise::remove() {
  if (Lock)
    unlink(Path.c_str());
  Lock.reset();
}

demand::Expected<Ledger> Ledger::open(const std::string &Directory, int PatienceMs) {
  Ledger L;
  L.Directory = Directory;
  std::string Path = fmt::format("{}/gpus.lock", Directory);
  L.Lock = place::Fd(::open(Path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!L.Lock)
    return demand::fail(fmt::format("cannot open {}: {}", Path, strerror(errno)));
  constexpr int StepMs = 5;
  for (int Waited = 0; flock(L.Lock.get(), LOCK_EX | LOCK_NB) != 0; Waited += StepMs) {
    if (errno != EWOULDBLOCK || Waited >= PatienceMs)
      return demand::fail(fmt::format("{} is held by another auspex command", Path));
    poll(nullptr, 0, StepMs);
  }
  return L;
}

std::vector<Promised> Ledger::promises() const {
  std::vector<Promised> All;
  std::unique_ptr<DIR, int (*)(DIR *)> D(opendir(Directory.c_str()), closedir);
  while (dirent *E = D ? readdir(D.get()) : nullptr) {
    std::string Job = E->d_name;
    if (!Job.ends_with(Suffix))
      continue;
    Job.resize(Job.size() - Suffix.size());
    place::Fd F(openat(dirfd(D.get()), E->d_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!F || !place::validJob(Job))
      continue;
    if (flock(F.get(), LOCK_SH | LOCK_NB) == 0) {
      unlinkat(dirfd(D.get()), E->d_name, 0); // nobody of the job is left
      continue;
    }
    Promised P;
    char Uuid[64] = {};
    int Pid = 0;
    if (sscanf(place::readFileAt(dirfd(D.get()), E->d_name).c_str(), Form, Uuid, &P.Bytes, &Pid) <
        2)
      continue;
    P.Job = Job;
    P.Uuid = Uuid;
    P.Pid = pid_t(Pid);
    All.push_back(std::move(P));
  }
  return All;
}

demand::Expected<Promise> Ledger::promise(const std::string &Job, const std::string &Uuid,
                                          uint64_t Bytes) const {
  Promise P;
  P.Path = fmt::format("{}/{}{}", Directory, Job, Suffix);
  P.Lock = place::Fd(
      ::open(P.Path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  std::string Text = fmt::format("auspex gpu 1\n{} {}\n", Uuid, Bytes);
  if (!P.Lock || flock(P.Lock.get(), LOCK_EX | LOCK_NB) != 0 ||
      write(P.Lock.get(), Text.data(), Text.size()) != ssize_t(Text.size())) {
    int Why = errno;
    P.remove();
    return demand::fail(fmt::format("cannot write {}: {}", P.Path, strerror(Why)));
  }
  return P;
}

void Ledger::transfer(const std::string &Job, const std::string &Uuid) const {
  for (const Promised &P : promises()) {
    if (P.Job != Job || P.Uuid == Uuid)
      continue;
    // In place: the lock is on this file.
    std::string Text = fmt::format("auspex gpu 1\n{} {}\npid {}\n", Uuid, P.Bytes, P.Pid);
    place::Fd F(::open(fmt::format("{}/{}{}", Directory, Job, Suffix).c_str(),
                       O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
    if (F && pwrite(F.get(), Text.data(), Text.size(), 0) == ssize_t(Text.size()) &&
        ftruncate(F.get(), off_t(Text.size())) != 0)
      return; // what is behind it is not read
  }
}

std::vector<Outstanding> outstanding(std::span<const Promised> All, std::span<const Gpu> Gpus,
                                     const std::function<std::vector<pid_t>(pid_t)> &ProcessesOf) {
  std::vector<Outstanding> Out;
  for (const Promised &P : All) {
    uint64_t Held = 0;
    std::vector<pid_t> Own = P.Pid ? ProcessesOf(P.Pid) : std::vector<pid_t>();
    for (const Gpu &G : Gpus)
      for (const ProcessUse &U : G.Processes)
        if (G.Uuid == P.Uuid && std::ranges::find(Own, U.Pid) != Own.end())
          Held += U.Bytes.value_or(0);
    if (P.Bytes > Held)
      Out.push_back({P.Job, P.Uuid, P.Bytes - Held});
  }
  return Out;
}

} // namespace auspex::gpu
