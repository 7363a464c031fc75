//===- runtime/migrate/null_mover.cpp - Moves nothing: the template, and a fake for tests ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/null_mover.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

demand::Expected<void> set(const std::string &Folder, const char *Side, std::string_view State) {
  std::string Path = fmt::format("{}/{}", Folder, Side), Hidden = Path + ".new";
  if (State.empty()) {
    unlink(Path.c_str());
    return {};
  }
  place::Fd F(open(Hidden.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!F || write(F.get(), State.data(), State.size()) != ssize_t(State.size()) ||
      rename(Hidden.c_str(), Path.c_str()) != 0)
    return demand::fail(fmt::format("cannot write {}: {}", Path, strerror(errno)));
  return {};
}

} // namespace

demand::Expected<void> NullMover::start() const {
  set(Folder, "target", "");
  return set(Folder, "source", "running");
}

NullMover::State NullMover::state() const {
  return {place::readFile(Folder + "/source"), place::readFile(Folder + "/target")};
}

demand::Expected<void> NullMover::check(const Subject &, const Target &) {
  if (state().Source != "running")
    return demand::fail(fmt::format("{}/source does not run; start it first", Folder));
  return {};
}

Plan NullMover::plan(const Subject &, const Target &, Journal &J) {
  Plan P;
  P.Steps.push_back({"prepare", [this, &J] { return J.note("folder", Folder); }});
  P.Steps.push_back({"freeze", [this] { return set(Folder, "source", "frozen"); }});
  P.Steps.push_back({"copy", [this] { return set(Folder, "target", "frozen"); }});
  P.Steps.push_back({"commit", [] { return demand::Expected<void>(); }, true});
  P.Steps.push_back({"drop", [this] { return set(Folder, "source", ""); }});
  P.Steps.push_back({"resume", [this] { return set(Folder, "target", "running"); }});
  P.Settle = settle;
  return P;
}

demand::Expected<void> NullMover::settle(const History &H, bool Forward) {
  std::string Folder = H.note("folder");
  if (Folder.empty())
    return {}; // it had not begun
  // What must not run goes first.
  if (auto Ok = set(Folder, Forward ? "source" : "target", ""); !Ok)
    return Ok;
  return set(Folder, Forward ? "target" : "source", "running");
}

} // namespace auspex::migrate
