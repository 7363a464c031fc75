//===- runtime/place/user_manager.h - The systemd that belongs to a user ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The systemd manager of the calling user, over the user's bus
// (org.freedesktop.systemd1, see its D-Bus interface's manual page). libsystemd
// is loaded by the first call and by nothing else: a program that never asks
// does not pay for it at its start, and one on a machine without it runs.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_PLACE_USER_MANAGER_H
#define AUSPEX_RUNTIME_PLACE_USER_MANAGER_H

#include "demand/error.h"

#include <cstdint>
#include <memory>
#include <string>
#include <sys/types.h>

struct sd_bus;

namespace auspex::place {

/// Why these two variables lead to no bus; empty where they name one. Either
/// may be null.
std::string whyNoBus(const char *Address, const char *RuntimeDirectory);

class UserManager {
public:
  /// Connects. No call of this class waits longer than a few seconds, whatever
  /// the other side does.
  static demand::Expected<UserManager> open();

  /// A property of the manager itself, of type string: Version, ControlGroup.
  demand::Expected<std::string> property(const char *Name);

  /// Starts the transient scope \p Name, with \p Pid in it and the right to make
  /// groups below its own, and waits until that is done. The manager forgets
  /// the scope when its last process has ended.
  demand::Expected<void> startScope(const std::string &Name, pid_t Pid);

private:
  struct Close {
    void operator()(sd_bus *Bus) const;
  };
  std::unique_ptr<sd_bus, Close> Bus;
  uint64_t Deadline = 0; ///< CLOCK_MONOTONIC, microseconds
};

} // namespace auspex::place

#endif
