//===- runtime/migrate/numa_mover.cpp - To another memory node of this host ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/numa_mover.h"
#include "runtime/migrate/cpu_mover.h"

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/mempolicy.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

constexpr const char *Nodes = "/sys/devices/system/node";

std::string strip(std::string Text) {
  while (!Text.empty() && (Text.back() == '\n' || Text.back() == ' '))
    Text.pop_back();
  return Text;
}

struct Area {
  uint64_t Begin, End;
};

/// Private mappings that may hold pages of the process's own.
std::vector<Area> areasOf(pid_t Pid) {
  std::vector<Area> All;
  FILE *F = fopen(fmt::format("/proc/{}/maps", Pid).c_str(), "re");
  char Line[4096];
  while (F && fgets(Line, sizeof(Line), F)) {
    uint64_t Begin, End;
    char Rights[8];
    if (sscanf(Line, "%" SCNx64 "-%" SCNx64 " %7s", &Begin, &End, Rights) == 3 &&
        strchr(Rights, 'p') && !strstr(Line, "[v"))
      All.push_back({Begin, End});
  }
  if (F)
    fclose(F);
  return All;
}

} // namespace

demand::Expected<std::vector<int>> cpusOfNode(int Node) {
  std::string Online = strip(place::readFile(fmt::format("{}/has_memory", Nodes)));
  auto With = parseList(Online);
  if (!With)
    return demand::fail("this kernel knows no memory nodes (CONFIG_NUMA)");
  bool Has = false;
  for (int N : *With)
    Has |= N == Node;
  if (!Has)
    return demand::fail(fmt::format("this machine has no memory node {}, only {}", Node, Online));
  auto Cpus = parseList(strip(place::readFile(fmt::format("{}/node{}/cpulist", Nodes, Node))));
  if (!Cpus)
    return demand::fail(fmt::format("memory node {} has no CPUs; move the CPUs elsewhere with "
                                    "--to cpus=",
                                    Node));
  return Cpus;
}

demand::Expected<NumaMover::Pages> movePages(pid_t Pid, int Node, const Progress &P) {
  NumaMover::Pages Sum;
  const uint64_t Page = uint64_t(sysconf(_SC_PAGESIZE));
  // Few enough that the process is not held up for long, many enough that calls are
  // cheap: the kernel drains every CPU's page lists once a call.
  constexpr size_t Piece = 4096;
  std::vector<Area> Areas = areasOf(Pid);
  uint64_t All = 0, Done = 0;
  for (const Area &A : Areas)
    All += A.End - A.Begin;
  std::vector<void *> Addresses(Piece);
  std::vector<int> Wanted(Piece, Node), Status(Piece);
  place::Fd Map(open(fmt::format("/proc/{}/pagemap", Pid).c_str(), O_RDONLY | O_CLOEXEC));
  std::vector<uint64_t> Entries(Piece);
  for (const Area &A : Areas)
    for (uint64_t At = A.Begin; At < A.End; At += Piece * Page) {
      size_t Count = size_t(std::min<uint64_t>(Piece, (A.End - At) / Page)), Present = 0;
      // Never-touched pages are passed over (bit 63: present; admin-guide/mm/pagemap).
      ssize_t Read = Map ? pread(Map.get(), Entries.data(), Count * 8, off_t(At / Page * 8)) : -1;
      for (size_t I = 0; I < Count; ++I)
        if (Read < ssize_t((I + 1) * 8) || Entries[I] >> 63)
          Addresses[Present++] = reinterpret_cast<void *>(At + I * Page);
      Done += Count * Page;
      if (Present) {
        // Where they are, then those that are elsewhere.
        if (syscall(SYS_move_pages, Pid, Present, Addresses.data(), nullptr, Status.data(), 0) !=
            0) {
          if (errno == ESRCH)
            return Sum; // over
          return demand::fail(
              fmt::format("the pages of process {} cannot be moved: {}", Pid, strerror(errno)));
        }
        size_t Elsewhere = 0;
        for (size_t I = 0; I < Present; ++I) {
          Sum.There += Status[I] == Node;
          if (Status[I] >= 0 && Status[I] != Node)
            Addresses[Elsewhere++] = Addresses[I];
        }
        if (Elsewhere && syscall(SYS_move_pages, Pid, Elsewhere, Addresses.data(), Wanted.data(),
                                 Status.data(), MPOL_MF_MOVE) < 0)
          return demand::fail(fmt::format("the pages of process {} cannot be moved to node {}: {}",
                                          Pid, Node, strerror(errno)));
        for (size_t I = 0; I < Elsewhere; ++I)
          ++(Status[I] == Node ? Sum.Moved : Sum.Stayed);
      }
      if (P)
        P(Done, All);
    }
  return Sum;
}

demand::Expected<void> NumaMover::check(const Subject &S, const Target &T) {
  auto Cpus = cpusOfNode(T.NodeNumber);
  if (!Cpus)
    return std::unexpected(Cpus.error());
  Target ByCpus;
  ByCpus.CpuList = *Cpus;
  return CpuMover().check(S, ByCpus);
}

Plan NumaMover::plan(const Subject &S, const Target &T, Journal &J) {
  auto Cpus = cpusOfNode(T.NodeNumber);
  Target ByCpus;
  ByCpus.CpuList = Cpus ? *Cpus : std::vector<int>();
  auto Inner = std::make_shared<CpuMover>();
  Plan P = Inner->plan(S, ByCpus, J);
  for (Step &Each : P.Steps)
    Each.Do = [Inner, Do = std::move(Each.Do)] { return Do(); };
  P.Steps.back().Commits = false;
  P.Steps.push_back(
      {"mems", [S, T, &J]() -> demand::Expected<void> {
         const place::Group::Part *Own = ownCpuset(S);
         if (!Own)
           return {};
         if (auto Ok = J.note("mems", strip(place::readFileAt(Own->Dir.get(), "cpuset.mems"))); !Ok)
           return Ok;
         if (int Error =
                 place::writeAt(Own->Dir.get(), "cpuset.mems", fmt::to_string(T.NodeNumber)))
           return demand::fail(fmt::format("the job's cpuset refuses memory node {}: {}",
                                           T.NodeNumber, strerror(Error)));
         return {};
       }});
  P.Steps.push_back({"pages",
                     [this, S, T]() -> demand::Expected<void> {
                       for (pid_t Pid : S.processes()) {
                         auto One = movePages(Pid, T.NodeNumber, OnProgress);
                         if (!One)
                           return std::unexpected(One.error());
                         All.Moved += One->Moved;
                         All.There += One->There;
                         All.Stayed += One->Stayed;
                       }
                       return {};
                     },
                     true});
  P.Settle = settle;
  return P;
}

demand::Expected<void> NumaMover::settle(const History &H, bool Forward) {
  std::string Path = H.note("cpuset"), Mems = H.note("mems");
  if (!Forward && !Path.empty() && !Mems.empty())
    if (place::Fd Dir(open(Path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)); Dir)
      if (int Error = place::writeAt(Dir.get(), "cpuset.mems", Mems))
        return demand::fail(fmt::format("cannot put memory nodes {} back into {}: {}", Mems, Path,
                                        strerror(Error)));
  return CpuMover::settle(H, Forward);
}

std::string NumaMover::effect() const {
  std::string Text = fmt::format("{} pages moved, {} were there", All.Moved, All.There);
  return All.Stayed ? Text + fmt::format(", {} could not be moved", All.Stayed) : Text;
}

} // namespace auspex::migrate
