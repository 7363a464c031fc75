//===- runtime/launch/port.h - The keeper's part in a move ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two copies of a job exist for a moment, both frozen. The keeper, the parent of both,
// decides which one lives, and it is the journal's `commit` that makes it final: written
// by the keeper, and by nobody else.
//
// C-like, as all of the keeper.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_PORT_H
#define AUSPEX_RUNTIME_LAUNCH_PORT_H

#include "runtime/launch/control.h"

#include <sys/types.h>

namespace auspex::launch {

struct Port {
  int Listen = -1, Peer = -1;
  int Source = -1, Target = -1; ///< directories of the freezer groups
  int SourceVersion = 0, TargetVersion = 0;
  int Journal = -1;
  pid_t Child = 0;      ///< spawned, not ended
  bool MayKill = false; ///< ... on the way back
  bool Holding = false; ///< since Hold, until the move is decided
  bool Asked = false;   ///< Held is owed: the launcher has not let go yet
  bool Back = false;    ///< the move is to be taken back when Child has ended
  bool Pledged = false; ///< only a word of a mover ends Holding
  bool Away = false;    ///< the job runs on another host: what is here passes on what it says
};

enum class PortEvent { None, Hold, Committed, Back, Over };

void acceptPeer(Port &P);
/// Takes what the mover says. \p Job is the root of the job's processes; changed by a
/// commit.
PortEvent receiveRequest(Port &P, pid_t &Job);
/// The launcher has let go: Held is sent.
void launcherLetGo(Port &P, pid_t Job);
/// A child that is not the job ended with \p Status.
PortEvent ended(Port &P, pid_t Pid, int Status, pid_t Job);
/// The job is over: nothing of a move may survive it.
void dropMove(Port &P, pid_t Job);

/// First child of \p Pid, or 0.
pid_t firstChild(pid_t Pid);

/// Pid 1 of a movable job's own PID namespace: starts \p Become in a child, passes
/// signals on to it, reaps, and ends when that child has. Its command name then tells how:
/// an exit status cannot say that a signal ended the child, and a descriptor would
/// not survive a move to another host. Where the child cannot be made it ends at once,
/// with the reason in \p Error and nothing written to \p Ready.
[[noreturn]] void beInit(void (*Become)(void *), void *Argument, int Ready, int &Error);
/// What beInit() left: the wait status of the child of \p Init, itself ended and not
/// reaped, or \p Otherwise.
int toldByInit(pid_t Init, int Otherwise);

} // namespace auspex::launch

#endif
