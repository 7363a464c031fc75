//===- runtime/watch/files.h - A job's counters from the kernel's files ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The group's own files (cgroup v1: admin-guide/cgroup-v1/memory.rst and
// cpuacct.rst; v2: admin-guide/cgroup-v2.rst), and /proc of its processes for
// what no file of the group tells. The former count ended processes, the latter
// forget them: they are asked only where there is nothing better.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_FILES_H
#define AUSPEX_RUNTIME_WATCH_FILES_H

#include "runtime/place/group.h"
#include "runtime/watch/counters.h"

namespace auspex::watch {

/// What the group's files tell.
Counters readGroup(const place::Group &G);

/// Memory that the job holds and the kernel does not take back by itself: charged,
/// less the page cache of files, in bytes. Two files are read.
uint64_t heldMemory(const place::Group &G);

/// Fills from /proc what \p C lacks: run delay and block I/O of \p Pids and,
/// where there is no group, their CPU time, memory and threads.
void addFromProc(Counters &C, const std::vector<pid_t> &Pids);

} // namespace auspex::watch

#endif
