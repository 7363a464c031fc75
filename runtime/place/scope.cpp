//===- runtime/place/scope.cpp - A place for groups, from the user's systemd -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/scope.h"
#include "runtime/place/user_manager.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

namespace auspex::place {
namespace {

constexpr const char *Leaf = "keeper";

/// AUSPEX_SCOPE=0: never ask.
bool allowed() {
  const char *Wanted = getenv("AUSPEX_SCOPE");
  return !Wanted || strcmp(Wanted, "0") != 0;
}

} // namespace

bool wantsScope(const Layout &L, const Plan &P) {
  return P.Parts.empty() && !strcmp(L.name(), "v2");
}

std::string scopeName(const std::string &Job) { return "auspex-run-" + Job + ".scope"; }

bool inScope(const Layout &L, const std::string &Job) {
  const Hierarchy *U = L.unified();
  return U && ("/" + U->Own).ends_with("/" + scopeName(Job));
}

demand::Expected<Layout> enterScope(const std::string &Job, pid_t Keeper) {
  if (!allowed())
    return demand::fail("AUSPEX_SCOPE=0");
  auto Manager = UserManager::open();
  if (!Manager)
    return std::unexpected(Manager.error());
  if (auto Done = Manager->startScope(scopeName(Job), Keeper); !Done)
    return std::unexpected(Done.error());

  Layout L = detectLayout(fmt::to_string(Keeper));
  if (!inScope(L, Job))
    return demand::fail(fmt::format("the keeper is not in {}", scopeName(Job)));
  const Hierarchy &U = *L.unified();
  Fd Mount(open(U.Mount.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  Fd Scope = Mount ? openBelow(Mount.get(), U.Own, O_RDONLY | O_DIRECTORY) : Fd();
  Fd Own;
  if (Scope && mkdirat(Scope.get(), Leaf, 0755) == 0)
    Own = openBelow(Scope.get(), Leaf, O_RDONLY | O_DIRECTORY);
  int Error = Own ? writeAt(Own.get(), "cgroup.procs", fmt::to_string(Keeper)) : errno;
  if (Error)
    return demand::fail(fmt::format("{}/{}: {}", U.Mount, U.Own, strerror(Error)));
  return L;
}

demand::Expected<Delegated> askManager(const Layout &L) {
  if (!allowed())
    return demand::fail("AUSPEX_SCOPE=0");
  auto Manager = UserManager::open();
  if (!Manager)
    return std::unexpected(Manager.error());
  auto Version = Manager->property("Version");
  if (!Version)
    return std::unexpected(Version.error());
  Delegated D{*Version, {}};
  auto Group = Manager->property("ControlGroup");
  if (const Hierarchy *U = L.unified(); U && Group)
    D.Controllers = controllersIn(U->Mount + *Group);
  return D;
}

} // namespace auspex::place
