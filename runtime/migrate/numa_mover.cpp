//===- runtime/migrate/numa_mover.cpp - To another memory node of this host ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/numa_mover.h"
#include "runtime/migrate/cpu_mover.h"

#include <algorithm>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <limits.h>
#include <linux/mempolicy.h>
#include <sys/syscall.h>
#include <sys/uio.h>
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

namespace {

/// Pages of a process that are to go to one node, a piece at a time.
class Piece {
public:
  /// \p Present: only pages that are in memory will be added.
  Piece(pid_t Pid, int Node, bool Present) : Pid(Pid), Node(Node), Present(Present) {}
  void add(uint64_t Address, bool Anonymous) {
    (Anonymous ? Own : Files).push_back(reinterpret_cast<void *>(Address));
  }
  demand::Expected<void> move(NumaMover::Pages &Sum) {
    // Memory that the job's processes share since a fork goes along, where the rights
    // allow that (CAP_SYS_NICE); pages of files only where nobody else has them mapped.
    if (auto Ok = move(Own, MPOL_MF_MOVE_ALL, Sum); !Ok)
      return Ok;
    return move(Files, MPOL_MF_MOVE, Sum);
  }

private:
  /// Where the pages are: node numbers, or a negative errno.
  demand::Expected<void> look(const std::vector<void *> &Pages) {
    Status.resize(Pages.size());
    for (bool Again = Present;; Again = false) {
      if (call(Pages, nullptr, 0) != 0)
        return demand::fail(
            fmt::format("the pages of process {} cannot be moved: {}", Pid, strerror(errno)));
      if (!Again || !touchHidden(Pages))
        return {};
    }
  }
  /// Linux 6.1 to 6.4 do not find pages that NUMA balancing made inaccessible to see who
  /// uses them (gup_can_follow_protnone, until FOLL_HONOR_NUMA_FAULT): ENOENT, or EFAULT as
  /// for the page of zeros. Reading a byte makes them accessible. False where there are none.
  bool touchHidden(const std::vector<void *> &Pages) {
    std::vector<iovec> Hidden;
    for (size_t I = 0; I < Pages.size(); ++I)
      if (Status[I] == -ENOENT || Status[I] == -EFAULT)
        Hidden.push_back({Pages[I], 1});
    char Bytes[IOV_MAX];
    for (size_t At = 0; At < Hidden.size();) {
      size_t Count = std::min<size_t>(Hidden.size() - At, IOV_MAX);
      iovec Here = {Bytes, Count};
      ssize_t Read = process_vm_readv(Pid, &Here, 1, &Hidden[At], Count, 0);
      At += size_t(std::max<ssize_t>(Read, 1)); // one that cannot be read is passed over
    }
    return !Hidden.empty();
  }
  long call(const std::vector<void *> &Pages, const int *To, int Flags) {
    return syscall(SYS_move_pages, Pid, Pages.size(), Pages.data(), To, Status.data(), Flags);
  }
  demand::Expected<void> move(std::vector<void *> &Pages, int Flags, NumaMover::Pages &Sum) {
    if (Pages.empty())
      return {};
    if (auto Ok = look(Pages); !Ok)
      return Ok;
    std::vector<void *> Elsewhere;
    for (size_t I = 0; I < Pages.size(); ++I) {
      Sum.There += Status[I] == Node;
      if (Status[I] >= 0 && Status[I] != Node)
        Elsewhere.push_back(Pages[I]);
    }
    Pages.clear();
    // A page that is busy for a moment gets a second chance. Parts of a huge page count as
    // busy while the whole of it moves, so that the answer is looked up afterwards.
    constexpr int Tries = 2;
    for (int Try = 0; Try < Tries && !Elsewhere.empty(); ++Try) {
      std::vector<int> Wanted(Elsewhere.size(), Node);
      Status.resize(Elsewhere.size());
      long Error = call(Elsewhere, Wanted.data(), Flags);
      if (Error < 0 && errno == EPERM && Flags == MPOL_MF_MOVE_ALL) {
        Flags = MPOL_MF_MOVE;
        Error = call(Elsewhere, Wanted.data(), Flags);
      }
      if (Error < 0)
        return demand::fail(fmt::format("the pages of process {} cannot be moved to node {}: {}",
                                        Pid, Node, strerror(errno)));
      if (auto Ok = look(Elsewhere); !Ok)
        return Ok;
      std::vector<void *> Left;
      for (size_t I = 0; I < Elsewhere.size(); ++I)
        if (Status[I] == Node)
          ++Sum.Moved;
        else if (Status[I] >= 0)
          Left.push_back(Elsewhere[I]); // else: given back meanwhile
      Elsewhere = std::move(Left);
    }
    Sum.Stayed += Elsewhere.size();
    return {};
  }

  pid_t Pid;
  int Node;
  bool Present;
  std::vector<void *> Own, Files;
  std::vector<int> Status;
};

} // namespace

demand::Expected<NumaMover::Pages> movePages(pid_t Pid, int Node, const Progress &P) {
  NumaMover::Pages Sum;
  const uint64_t Page = uint64_t(sysconf(_SC_PAGESIZE));
  // Few enough that the process is not held up for long, many enough that calls are
  // cheap: the kernel drains every CPU's page lists once a call.
  constexpr size_t PieceOfPages = 4096;
  std::vector<Area> Areas = areasOf(Pid);
  uint64_t All = 0, Done = 0;
  for (const Area &A : Areas)
    All += A.End - A.Begin;
  place::Fd Map(open(fmt::format("/proc/{}/pagemap", Pid).c_str(), O_RDONLY | O_CLOEXEC));
  std::vector<uint64_t> Entries(PieceOfPages);
  Piece Each(Pid, Node, bool(Map));
  for (const Area &A : Areas)
    for (uint64_t At = A.Begin, Next; At < A.End; At = Next) {
      // Pieces end where no huge page goes on: part of one takes the rest along.
      Next = std::min(A.End, (At / (PieceOfPages * Page) + 1) * (PieceOfPages * Page));
      size_t Count = size_t((Next - At) / Page);
      // Never-touched pages are passed over (bit 63: present, 61: of a file;
      // admin-guide/mm/pagemap).
      ssize_t Read = Map ? pread(Map.get(), Entries.data(), Count * 8, off_t(At / Page * 8)) : -1;
      for (size_t I = 0; I < Count; ++I) {
        bool Known = Read >= ssize_t((I + 1) * 8);
        if (!Map || (Known && Entries[I] >> 63))
          Each.add(At + I * Page, Known && !(Entries[I] >> 61 & 1));
      }
      Done += Count * Page;
      if (auto Ok = Each.move(Sum); !Ok) {
        if (areasOf(Pid).empty())
          return Sum; // over
        return std::unexpected(Ok.error());
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

namespace {

demand::Expected<void> setMems(const Subject &S, const std::string &Nodes) {
  const place::Group::Part *Own = ownCpuset(S);
  if (int Error = Own ? place::writeAt(Own->Dir.get(), "cpuset.mems", Nodes) : 0)
    return demand::fail(
        fmt::format("the job's cpuset refuses memory node {}: {}", Nodes, strerror(Error)));
  return {};
}

/// Pages go only where the cpuset allows: the node is added before the old ones are left.
demand::Expected<void> widenMems(const Subject &S, int Node, Journal &J) {
  const place::Group::Part *Own = ownCpuset(S);
  if (!Own)
    return {};
  if (auto Ok = J.note("mems", cpusetNote(Own->Dir.get(), "cpuset.mems")); !Ok)
    return Ok;
  auto Both = parseList(strip(place::readFileAt(
      Own->Dir.get(), Own->Version == 2 ? "cpuset.mems.effective" : "cpuset.mems")));
  if (!Both)
    return demand::fail("the memory nodes of the job's cpuset cannot be read");
  if (std::ranges::find(*Both, Node) != Both->end())
    return {};
  Both->push_back(Node);
  std::ranges::sort(*Both);
  return setMems(S, listText(*Both));
}

} // namespace

Plan NumaMover::plan(const Subject &S, const Target &T, Journal &J) {
  auto Cpus = cpusOfNode(T.NodeNumber);
  Target ByCpus;
  ByCpus.CpuList = Cpus ? *Cpus : std::vector<int>();
  auto Inner = std::make_shared<CpuMover>();
  Plan P = Inner->plan(S, ByCpus, J);
  for (Step &Each : P.Steps)
    Each.Do = [Inner, Do = std::move(Each.Do)] { return Do(); };
  P.Steps.back().Commits = false;
  P.Steps.push_back({"mems", [S, T, &J] { return widenMems(S, T.NodeNumber, J); }});
  P.Steps.push_back({"pages", [this, S, T]() -> demand::Expected<void> {
                       for (pid_t Pid : S.processes()) {
                         auto One = movePages(Pid, T.NodeNumber, OnProgress);
                         if (!One)
                           return std::unexpected(One.error());
                         All.Moved += One->Moved;
                         All.There += One->There;
                         All.Stayed += One->Stayed;
                       }
                       return {};
                     }});
  // Only now: v2 moves every page of the group on this word, without telling how far it is.
  P.Steps.push_back({"narrow", [S, T] { return setMems(S, fmt::to_string(T.NodeNumber)); }, true});
  P.Settle = settle;
  return P;
}

demand::Expected<void> NumaMover::settle(const History &H, bool Forward) {
  std::string Path = H.note("cpuset"), Mems = H.note("mems");
  if (!Forward && !Path.empty() && !Mems.empty())
    if (place::Fd Dir(open(Path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)); Dir)
      if (int Error = restoreCpuset(Dir.get(), "cpuset.mems", Mems))
        return demand::fail(fmt::format("cannot put memory nodes {} back into {}: {}", Mems, Path,
                                        strerror(Error)));
  return CpuMover::settle(H, Forward);
}

std::string NumaMover::effect() const {
  std::string Text = fmt::format("{} pages moved, {} were there", All.Moved, All.There);
  return All.Stayed ? Text + fmt::format(", {} could not be moved", All.Stayed) : Text;
}

} // namespace auspex::migrate
