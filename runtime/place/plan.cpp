//===- runtime/place/plan.cpp - Which groups a job can have ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/group.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace auspex::place {
namespace {

bool writable(int Dir, const char *Name) {
  return faccessat(Dir, Name, W_OK, AT_EACCESS) == 0;
}

bool listed(int Dir, const char *File, std::string_view Word) {
  std::string Text = " " + readFileAt(Dir, File);
  std::replace(Text.begin(), Text.end(), '\n', ' ');
  return Text.find(fmt::format(" {} ", Word)) != Text.npos;
}

struct Want {
  const char *Controller; ///< v2's name
  bool Asked;             ///< a limit was asked for, so that its absence is worth a sentence
};

const char *nameOnV1(const char *Controller) {
  return std::string_view(Controller) == "io" ? "blkio" : Controller;
}

/// v2: the nearest group upwards below which a group with the memory controller
/// can be created, or the caller's own group without it.
void planUnified(const Hierarchy &H, const std::vector<Want> &Wants, Plan &P) {
  Fd Mount(open(H.Mount.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!Mount)
    return;
  std::optional<Plan::Part> Best;
  size_t BestCount = 0;
  std::string Refused;
  for (std::string At = H.Own;;) {
    Fd Dir = openBelow(Mount.get(), At, O_RDONLY | O_DIRECTORY);
    if (Dir && writable(Dir.get(), ".") && writable(Dir.get(), "cgroup.procs")) {
      Plan::Part Part{2, H.Mount, At, {}, {}};
      // The true root has no cgroup.type and is free of the constraint.
      bool IsRoot = faccessat(Dir.get(), "cgroup.type", F_OK, 0) != 0;
      bool MayEnable = writable(Dir.get(), "cgroup.subtree_control") &&
                       (IsRoot || readFileAt(Dir.get(), "cgroup.procs").empty());
      for (const Want &W : Wants) {
        if (listed(Dir.get(), "cgroup.subtree_control", W.Controller))
          Part.Controllers.push_back(W.Controller);
        else if (MayEnable && listed(Dir.get(), "cgroup.controllers", W.Controller)) {
          Part.Controllers.push_back(W.Controller);
          Part.Enable.push_back(W.Controller);
        }
      }
      if (!Best || Part.Controllers.size() > BestCount) {
        BestCount = Part.Controllers.size();
        Best = std::move(Part);
      }
      if (BestCount == Wants.size())
        break;
    } else if (Refused.empty()) {
      Refused = At;
    }
    if (At.empty())
      break;
    size_t Slash = At.rfind('/');
    At = Slash == At.npos ? std::string() : At.substr(0, Slash);
  }
  if (Best)
    P.Parts.push_back(std::move(*Best));
  else
    P.Missing.push_back(fmt::format("no control group: {}/{} belongs to somebody else (see "
                                    "`auspex doctor`)",
                                    H.Mount, Refused));
}

} // namespace

bool validJob(std::string_view Job) {
  return !Job.empty() && Job.size() <= 64 && std::ranges::all_of(Job, [](char C) {
    return (C >= 'a' && C <= 'z') || (C >= '0' && C <= '9') || C == '-';
  });
}

Plan planGroup(const Layout &L, const Limits &Wanted) {
  Plan P;
  bool Cpu = Wanted.CpuWeight || Wanted.CpuQuota > 0;
  std::vector<Want> Wants = {{"memory", Wanted.Memory || Wanted.MemoryMax},
                             {"pids", Wanted.Pids != 0}};
  if (Cpu)
    Wants.push_back({"cpu", true});
  if (Wanted.IoMax)
    Wants.push_back({"io", true});
  if (Wanted.Movable) {
    Wants.push_back({"cpuset", false});
    Wants.push_back({"freezer", false}); // v1; a v2 group can always be frozen
  }

  std::vector<Want> ForUnified;
  bool HasV1 = false, Refused = false;
  for (const Hierarchy &H : L.Hierarchies) {
    if (H.Version != 1)
      continue;
    HasV1 = true;
    Plan::Part Part{1, H.Mount, H.Own, {}, {}};
    for (const Want &W : Wants)
      if (const char *Name = nameOnV1(W.Controller); H.has(Name))
        Part.Controllers.push_back(Name);
    // Counts CPU time and nothing else where it is mounted alone.
    if (H.Controllers.size() == 1 && H.has("cpuacct"))
      Part.Controllers.push_back("cpuacct");
    if (Part.Controllers.empty())
      continue;
    Fd Mount(open(H.Mount.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    Fd Dir = Mount ? openBelow(Mount.get(), H.Own, O_PATH | O_DIRECTORY) : Fd();
    if (Dir && writable(Dir.get(), "."))
      P.Parts.push_back(std::move(Part));
    else
      Refused = true;
  }
  for (const Want &W : Wants) {
    const Hierarchy *H = L.find(W.Controller);
    if (!H || H->Version == 2)
      ForUnified.push_back(W);
  }
  // Beside v1 hierarchies the v2 one serves only for controllers that it has, and for
  // programs on a group's packets.
  if (const Hierarchy *U = L.unified())
    if (!HasV1 || Wanted.NetMax ||
        std::ranges::any_of(ForUnified, [&](const Want &W) { return U->has(W.Controller); }))
      planUnified(*U, ForUnified, P);

  if (Refused)
    P.Missing.push_back("no control group: the caller's group is not writable (see `auspex "
                        "doctor`)");
  else if (L.empty())
    P.Missing.push_back("no control group: no cgroup file system is mounted");
  else if (P.Missing.empty())
    for (const Want &W : Wants)
      if (W.Asked && std::ranges::none_of(P.Parts, [&](const Plan::Part &Part) {
            const char *Name = Part.Version == 1 ? nameOnV1(W.Controller) : W.Controller;
            return std::ranges::find(Part.Controllers, Name) != Part.Controllers.end();
          }))
        P.Missing.push_back(
            fmt::format("no {} limit: the controller is not available here (see `auspex doctor`)",
                        W.Controller));
  return P;
}

} // namespace auspex::place
