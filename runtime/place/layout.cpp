//===- runtime/place/layout.cpp - Where this process sits in the cgroups --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/layout.h"
#include "runtime/place/file.h"

#include <algorithm>
#include <optional>

namespace auspex::place {
namespace {

std::string_view takeUntil(std::string_view &Rest, char End) {
  size_t N = Rest.find(End);
  std::string_view Part = Rest.substr(0, N);
  Rest = N == Rest.npos ? std::string_view() : Rest.substr(N + 1);
  return Part;
}

/// mountinfo writes space, tab, newline and backslash as \ooo.
std::string unescape(std::string_view Text) {
  std::string Out;
  for (size_t I = 0; I < Text.size(); ++I) {
    if (Text[I] == '\\' && I + 3 < Text.size()) {
      Out += char((Text[I + 1] - '0') * 64 + (Text[I + 2] - '0') * 8 + (Text[I + 3] - '0'));
      I += 3;
    } else {
      Out += Text[I];
    }
  }
  return Out;
}

/// Options of a v1 superblock that are no controllers.
bool isMountOption(std::string_view O) {
  static constexpr std::string_view Options[] = {"rw",           "ro",       "xattr", "noprefix",
                                                 "clone_children", "none", "favordynmods",
                                                 "nofavordynmods", "cpuset_v2_mode"};
  return std::ranges::find(Options, O) != std::end(Options) || O.starts_with("name=") ||
         O.starts_with("release_agent=");
}

/// \p Group as seen from a mount whose root is \p Root; nothing where it lies
/// outside.
std::optional<std::string> below(std::string_view Root, std::string_view Group) {
  if (Group.find("/..") != Group.npos)
    return std::nullopt;
  if (Root == "/")
    return std::string(Group.substr(1));
  if (!Group.starts_with(Root))
    return std::nullopt;
  std::string_view Rest = Group.substr(Root.size());
  if (!Rest.empty() && Rest[0] != '/')
    return std::nullopt;
  return std::string(Rest.empty() ? Rest : Rest.substr(1));
}

struct Membership {
  std::string_view Controllers; ///< "cpu,cpuacct"; empty for v2
  std::string_view Path;
};

} // namespace

bool Hierarchy::has(std::string_view Controller) const {
  return std::ranges::find(Controllers, Controller) != Controllers.end();
}

const Hierarchy *Layout::find(std::string_view Controller) const {
  for (const Hierarchy &H : Hierarchies) {
    std::string_view Name = Controller;
    if (H.Version == 1 && Name == "io")
      Name = "blkio";
    if (H.Version == 2 && Name == "cpuacct")
      Name = "cpu";
    if (H.has(Name))
      return &H;
  }
  return nullptr;
}

const Hierarchy *Layout::unified() const {
  for (const Hierarchy &H : Hierarchies)
    if (H.Version == 2)
      return &H;
  return nullptr;
}

const char *Layout::name() const {
  bool V1 = false, V2 = false;
  for (const Hierarchy &H : Hierarchies)
    (H.Version == 2 ? V2 : V1) = true;
  return V1 ? (V2 ? "hybrid" : "v1") : (V2 ? "v2" : "none");
}

Layout parseLayout(std::string_view MountInfo, std::string_view SelfCgroup) {
  std::vector<Membership> Groups;
  while (!SelfCgroup.empty()) {
    std::string_view Line = takeUntil(SelfCgroup, '\n');
    takeUntil(Line, ':');
    std::string_view Controllers = takeUntil(Line, ':');
    if (Line.starts_with('/'))
      Groups.push_back({Controllers, Line});
  }

  Layout L;
  while (!MountInfo.empty()) {
    // 31 23 0:28 <root> <mount point> <options> [<optional>...] - <type> <source> <super options>
    std::string_view Line = takeUntil(MountInfo, '\n');
    for (int I = 0; I < 3; ++I)
      takeUntil(Line, ' ');
    std::string Root = unescape(takeUntil(Line, ' '));
    std::string Mount = unescape(takeUntil(Line, ' '));
    size_t Dash = Line.find(" - ");
    if (Dash == Line.npos)
      continue;
    Line.remove_prefix(Dash + 3);
    std::string_view Type = takeUntil(Line, ' ');
    if (Type != "cgroup" && Type != "cgroup2")
      continue;
    takeUntil(Line, ' ');

    Hierarchy H;
    H.Mount = Mount;
    H.Version = Type == "cgroup2" ? 2 : 1;
    if (H.Version == 1)
      while (!Line.empty())
        if (std::string_view O = takeUntil(Line, ','); !isMountOption(O))
          H.Controllers.emplace_back(O);
    if (H.Version == 1 && H.Controllers.empty())
      continue; // a named hierarchy: systemd's own book-keeping

    bool Known = std::ranges::any_of(L.Hierarchies, [&](const Hierarchy &Other) {
      return Other.Version == H.Version && Other.Controllers == H.Controllers;
    });
    if (Known)
      continue; // the same hierarchy mounted a second time
    for (const Membership &G : Groups) {
      std::string_view First = G.Controllers.substr(0, G.Controllers.find(','));
      if (H.Version == 2 ? !G.Controllers.empty() : First.empty() || !H.has(First))
        continue;
      if (auto Own = below(Root, G.Path)) {
        H.Own = *Own;
        L.Hierarchies.push_back(std::move(H));
      }
      break;
    }
  }
  return L;
}

std::vector<std::string> controllersIn(const std::string &Path) {
  std::vector<std::string> Out;
  std::string Text = readFile(Path + "/cgroup.controllers");
  std::string_view Rest = Text;
  while (!Rest.empty()) {
    std::string_view Name = takeUntil(Rest, ' ');
    while (Name.ends_with('\n'))
      Name.remove_suffix(1);
    if (!Name.empty())
      Out.emplace_back(Name);
  }
  return Out;
}

Layout detectLayout(const std::string &Pid) {
  Layout L = parseLayout(readFile("/proc/self/mountinfo"), readFile("/proc/" + Pid + "/cgroup"));
  for (Hierarchy &H : L.Hierarchies)
    if (H.Version == 2)
      H.Controllers = controllersIn(H.Mount + (H.Own.empty() ? "" : "/" + H.Own));
  return L;
}

} // namespace auspex::place
