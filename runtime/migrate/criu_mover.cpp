//===- runtime/migrate/criu_mover.cpp - To another container of this host, by CRIU ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/criu_mover.h"

#include "runtime/migrate/container.h"
#include "runtime/migrate/frozen.h"
#include "runtime/migrate/limits.h"
#include "runtime/migrate/speed.h"
#include "runtime/place/registry.h"
#include "runtime/place/size.h"

#include <algorithm>
#include <fmt/format.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

/// Groups for the job of \p Now in a container: where the container is, with the controllers
/// that the job has.
place::Plan groupsIn(const Container &C, const place::Group &Now) {
  place::Limits Wanted;
  Wanted.Movable = true;
  // What is asked for is missed by planGroup() where it is not there.
  if (Now.find("cpu"))
    Wanted.CpuWeight = 100;
  if (Now.find("io"))
    Wanted.IoMax = 1;
  // The launcher bounds the new group's packets as it did the old one's.
  Wanted.NetMax = std::ranges::any_of(Now.parts(), [](const auto &P) { return P.Version == 2; });
  return place::planGroup(place::detectLayout(fmt::to_string(C.Pid)), Wanted);
}

} // namespace

struct CriuMover::Work {
  Dump From;
  Container To;
  place::Plan Planned;
  place::Group Target;
  pid_t New = 0;
  double Seconds = 0;
};

demand::Expected<void> CriuMover::check(const Subject &S, const Target &T) {
  if (auto Ok = dumpable(S); !Ok)
    return Ok;
  auto Criu = readyCriu(O);
  if (!Criu)
    return std::unexpected(Criu.error());
  auto To = findContainer(T.Name);
  if (!To)
    return std::unexpected(To.error());
  place::Plan P = groupsIn(*To, *S.Groups);
  if (P.Parts.empty())
    return demand::fail(fmt::format("no control group can be made in that container ({})",
                                    P.Missing.empty() ? "none is writable" : P.Missing[0]));
  auto Now = place::plannedGroups(S.Directory, S.Job);
  for (const place::Plan::Part &New : P.Parts)
    for (const place::Plan::Part &Old : Now ? Now->Parts : std::vector<place::Plan::Part>())
      if (New.Mount == Old.Mount && New.Parent == Old.Parent)
        return demand::fail(fmt::format("it is in the groups of that container already ({}/{})",
                                        New.Mount, New.Parent));
  uint64_t Bytes = dumpBytes(S.processes()), Margin = 16 << 20;
  std::string Images = O.Images;
  if (Images.empty())
    Images = freeBytes("/dev/shm") > Bytes + Margin ? "/dev/shm" : S.Directory;
  if (freeBytes(Images) < Bytes + Margin)
    return demand::fail(
        fmt::format("its memory takes {} in {}, where {} are free; give more room with --images",
                    place::sizeText(double(Bytes + Margin)), Images,
                    place::sizeText(double(freeBytes(Images)))));
  this->Now = std::make_shared<Work>();
  Work &W = *this->Now;
  W.From.Criu = *Criu;
  W.From.Helper = O.Helper;
  W.From.Images = fmt::format("{}/auspex-{}.images", Images, S.Job);
  W.From.Bytes = Bytes;
  W.To = std::move(*To);
  W.Planned = std::move(P);
  return {};
}

Plan CriuMover::plan(const Subject &S, const migrate::Target &T, Journal &J) {
  Plan P;
  std::shared_ptr<Work> W = Now;
  auto Planned = place::plannedGroups(S.Directory, S.Job);
  W->From.Source = place::Group::open(Planned ? *Planned : place::Plan(), S.Job);

  P.Steps.push_back(
      {"prepare", [W, S, &J]() -> demand::Expected<void> {
         const place::Group::Part *From = freezerOf(W->From.Source);
         if (!From)
           return demand::fail("it has no process any more");
         if (auto Ok = J.note("directory", S.Directory); !Ok)
           return Ok;
         (void)J.note("job", S.Job);
         (void)J.note("source", fmt::format("{} {}", From->Version, pathOf(From->Dir.get())));
         if (auto Ok = J.note("images", W->From.Images); !Ok)
           return Ok;
         if (auto Ok = place::addGroups(S.Directory, S.Job, W->Planned, false); !Ok)
           return Ok;
         std::vector<std::string> Missing;
         W->Target = place::Group::create(W->Planned, S.Job, Missing);
         const place::Group::Part *To = freezerOf(W->Target);
         if (!Missing.empty() || !To)
           return demand::fail(Missing.empty() ? "the container's groups cannot be frozen"
                                               : Missing[0]);
         if (auto Ok = copyLimits(W->From.Source, W->Target); !Ok)
           return Ok;
         if (auto Ok = J.note("target", fmt::format("{} {}", To->Version, pathOf(To->Dir.get())));
             !Ok)
           return Ok;
         return makeImages(W->From.Images);
       }});
  P.Steps.push_back({"hold", [W, S, &J] { return W->From.hold(S, J); }});
  P.Steps.push_back({"dump", [W, &J] { return W->From.dump(J); }});
  P.Steps.push_back({"restore", [W, &J]() -> demand::Expected<void> {
                       Dump &D = W->From;
                       auto Root = restore(
                           {D.Criu, D.Helper, D.Images, W->To.Namespaces, D.Pipes}, W->Target,
                           D.Link, J);
                       if (!Root)
                         return std::unexpected(Root.error());
                       W->New = *Root;
                       return {};
                     }});
  P.Steps.push_back({"verify", [W] { return verify(W->Target, W->From.Count); }});
  P.Steps.push_back({"commit", [W]() -> demand::Expected<void> {
                       auto Done = W->From.Link.commit(W->New);
                       W->Seconds = monotonicNow() - W->From.StoppedAt;
                       return Done;
                     }});

  P.Settle = [W](const History &H, bool Forward) -> demand::Expected<void> {
    if (!Forward)
      (void)W->From.Link.abort(); // where the keeper lives it goes back itself
    auto Done = settle(H, Forward);
    W->From.Link.over();
    if (Forward && Done)
      rememberMove("criu", double(W->From.Bytes), W->Seconds);
    return Done;
  };
  return P;
}

demand::Expected<void> CriuMover::settle(const History &H, bool Forward) {
  if (auto Ok = settleCopies(H, Forward); !Ok)
    return Ok;
  std::string Directory = H.note("directory"), Job = H.note("job");
  if (Directory.empty() || Job.empty())
    return {};
  // Groups: below the container that is left, or that was not reached.
  auto Now = place::plannedGroups(Directory, Job);
  if (!Now)
    return {}; // the job is over
  if (H.note("target").empty())
    return {};
  place::Plan Other = place::alsoGroups(Directory, Job);
  if (Forward) {
    // Of an earlier move that was taken back there are names without groups.
    std::erase_if(Other.Parts, [&](const place::Plan::Part &P) {
      return access(fmt::format("{}/{}/auspex-{}", P.Mount, P.Parent, Job).c_str(), F_OK) != 0;
    });
    if (Other.Parts.empty())
      return {}; // written already
    if (auto Gone = removeGroups(place::Group::open(*Now, Job)); !Gone)
      return Gone;
    return place::addGroups(Directory, Job, Other, true);
  }
  return removeGroups(place::Group::open(Other, Job));
}

Speed CriuMover::speed() const { return moveSpeed("criu"); }

std::string CriuMover::effect() const {
  return fmt::format("{} process{}, {}, stopped for {:.2f} s", Now->From.Count,
                     Now->From.Count == 1 ? "" : "es", place::sizeText(double(Now->From.Bytes)),
                     Now->Seconds);
}

demand::Expected<void> CriuMover::inject(const std::string &Kind) {
  return injectFault(Kind, Now->From, Now->New);
}

} // namespace auspex::migrate
