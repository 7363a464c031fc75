//===- runtime/place/scope.h - A place for groups, from the user's systemd -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// On a machine with cgroup v2 and systemd, a login session's group belongs to
// root; what belongs to the user is the tree of the user's own manager, and only
// that manager can have a process moved there. So it is asked for a transient
// scope, delegated, around the keeper:
//
//   auspex-run-<job>.scope     the manager's; controllers are enabled here
//     keeper                   the keeper
//     auspex-<job>             the job's group, as everywhere else
//
// A group that hands controllers down holds no processes itself, hence the
// keeper's own leaf. The manager removes all of it when the last process is gone,
// whatever ended it, so that nothing has to be cleaned up.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_PLACE_SCOPE_H
#define AUSPEX_RUNTIME_PLACE_SCOPE_H

#include "runtime/place/group.h"

namespace auspex::place {

/// Whether \p P, planned for the caller's own groups, leaves something to ask a
/// manager for: no group at all, and version 2 only (v1 cannot be delegated
/// safely, and no manager does it).
bool wantsScope(const Layout &L, const Plan &P);

/// The scope's unit name.
std::string scopeName(const std::string &Job);

/// Whether \p L is the layout of a process that sits right in the scope.
bool inScope(const Layout &L, const std::string &Job);

/// Moves the keeper into a new scope. Returns the keeper's layout, which
/// planGroup() takes, or why there is no scope.
demand::Expected<Layout> enterScope(const std::string &Job, pid_t Keeper);

/// What the user's manager can give.
struct Delegated {
  std::string Version;                  ///< systemd's
  std::vector<std::string> Controllers; ///< v2's names
};
demand::Expected<Delegated> askManager(const Layout &L);

} // namespace auspex::place

#endif
