//===- runtime/migrate/hooks.cpp - What CRIU has a shell do at a moment of its work --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/hooks.h"

#include <fmt/format.h>

namespace auspex::migrate {

std::string shellWord(const std::string &Text) {
  std::string Out = "'";
  for (char C : Text)
    if (C == '\'')
      Out += "'\\''";
    else
      Out += C;
  return Out + "'";
}

std::string freezeCommand(const std::string &Dir, int Version) {
  return fmt::format("echo {} > {} || exit 1\n", Version == 2 ? "1" : "FROZEN",
                     shellWord(Dir + (Version == 2 ? "/cgroup.freeze" : "/freezer.state")));
}

std::string leaveCommand(const std::string &Dir) {
  std::string Procs = shellWord(Dir + "/cgroup.procs");
  return fmt::format("echo $PPID > {0} && echo $$ > {0} || exit 1\n", Procs);
}

std::string hookScript(const char *When, const std::string &Images, const std::string &Do) {
  return fmt::format("#!/bin/sh\n[ \"$CRTOOLS_SCRIPT_ACTION\" = {} ] || exit 0\n{}"
                     "[ ! -e {} ] || kill -9 $PPID\n",
                     When, Do, shellWord(Images + "/kill-criu"));
}

} // namespace auspex::migrate
