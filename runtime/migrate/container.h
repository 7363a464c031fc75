//===- runtime/migrate/container.h - A container of this host: groups and namespaces ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `container=NAME` is what an OCI runtime knows by that name: its `state NAME` (OCI
// runtime specification, "query state") tells a process, whose control groups and
// namespaces the container is. $AUSPEX_OCI_RUNTIME names the runtime, otherwise
// runc and crun are asked. `container=pid:N` is where process N is, whoever made it.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_CONTAINER_H
#define AUSPEX_RUNTIME_MIGRATE_CONTAINER_H

#include "demand/error.h"

#include <string>
#include <sys/types.h>
#include <vector>

namespace auspex::migrate {

struct Container {
  pid_t Pid = 0; ///< a process of it
  /// Namespaces that a job enters, where they differ from those of this process:
  /// /proc/PID/ns/{net,ipc,uts}.
  std::vector<std::string> Namespaces;
};

demand::Expected<Container> findContainer(const std::string &Name);
/// That of process \p Pid; fails where its root directory is another one.
demand::Expected<Container> containerOf(pid_t Pid);

} // namespace auspex::migrate

#endif
