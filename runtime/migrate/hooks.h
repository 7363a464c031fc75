//===- runtime/migrate/hooks.h - What CRIU has a shell do at a moment of its work ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_HOOKS_H
#define AUSPEX_RUNTIME_MIGRATE_HOOKS_H

#include <string>

namespace auspex::migrate {

/// \p Text as one word of a shell.
std::string shellWord(const std::string &Text);

/// A command that freezes the group \p Dir, or ends the script with a failure, on which CRIU
/// gives up: a copy that is not frozen would run beside the other one.
std::string freezeCommand(const std::string &Dir, int Version);

/// A command that takes CRIU ($PPID) and the script itself to the group \p Dir: who is in
/// a group that is to be frozen cannot freeze it.
std::string leaveCommand(const std::string &Dir);

/// A script that does \p Do at the moment \p When (criu(8), --action-script). A file
/// kill-criu in \p Images is a fault of tests.
std::string hookScript(const char *When, const std::string &Images, const std::string &Do);

} // namespace auspex::migrate

#endif
