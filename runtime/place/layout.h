//===- runtime/place/layout.h - Where this process sits in the cgroups ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reads /proc/self/mountinfo and /proc/self/cgroup; nothing is assumed about
// mount points, about which controllers share a hierarchy, or about the
// version: v1, v2 and both at once ("hybrid") are a list of hierarchies. See
// cgroups(7) and the kernel's admin-guide/cgroup-v1 and cgroup-v2.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_PLACE_LAYOUT_H
#define AUSPEX_RUNTIME_PLACE_LAYOUT_H

#include <string>
#include <string_view>
#include <vector>

namespace auspex::place {

struct Hierarchy {
  int Version = 1;                      ///< 1 or 2
  std::vector<std::string> Controllers; ///< v1: of the mount; v2: cgroup.controllers of the caller's group
  std::string Mount;                    ///< mount point
  std::string Own;                      ///< caller's group below Mount: "" (the root) or "a/b"
  bool has(std::string_view Controller) const;
};

struct Layout {
  std::vector<Hierarchy> Hierarchies;
  /// The hierarchy that has \p Controller (as v2 names it: "io" finds v1's
  /// blkio, "cpu" also counts as "cpuacct" on v2), or null.
  const Hierarchy *find(std::string_view Controller) const;
  const Hierarchy *unified() const; ///< the v2 hierarchy or null
  bool empty() const { return Hierarchies.empty(); }
  /// "v1", "v2", "hybrid" (v1 controllers beside a v2 mount) or "none".
  const char *name() const;
};

/// Parses the two files' text. A hierarchy whose mount does not show the
/// caller's own group (another cgroup namespace) is left out. v2 controllers
/// are not in these files; detect() adds them.
Layout parseLayout(std::string_view MountInfo, std::string_view SelfCgroup);

/// The layout of process \p Pid.
Layout detectLayout(const std::string &Pid = "self");

/// The v2 controllers that the group of directory \p Path has.
std::vector<std::string> controllersIn(const std::string &Path);

} // namespace auspex::place

#endif
