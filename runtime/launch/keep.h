//===- runtime/launch/keep.h - The keeper of a job -------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The keeper is the job's parent. It is a program of its own, static and tiny,
// for two reasons: it survives the launcher, and the kernel counts the parent's
// resident memory as the first peak of a child (ru_maxrss), so that a large
// parent hides what a small job used.
//
// It stays in the launcher's process group, so that the terminal treats
// launcher, keeper and job as one, and blocks every signal; what the terminal
// sends reaches the job directly.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_KEEP_H
#define AUSPEX_RUNTIME_LAUNCH_KEEP_H

namespace auspex::launch {

/// Fills standard descriptors that are closed, close-on-exec, so that none of
/// our own gets such a number; the job still finds them closed.
void occupyStandardDescriptors();

/// Waits for Start on \p Socket, runs \p Argv, reports, returns the keeper's
/// exit status. \p Argv and \p Env become the job's.
int keep(int Socket, char **Argv, char **Env);

} // namespace auspex::launch

#endif
