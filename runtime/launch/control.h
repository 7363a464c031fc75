//===- runtime/launch/control.h - What a mover and a keeper tell each other -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The keeper of a movable job listens on JOB.control in the runtime directory
// (SOCK_SEQPACKET; its own user and root only). A mover connects and says:
//
//   Hold     a move begins. Descriptors: the job's freezer group (a directory), the
//            journal. The launcher lets go of what it attached to the job; then Held,
//            with the root of the job's process tree
//   Spawn    execute Text (arguments, each ended by a NUL) as a child of the keeper.
//            What that child leaves as its sibling (CLONE_PARENT) is the keeper's child,
//            too, and may become the job. Descriptor: the group that its
//            processes will be in. Answered by Spawned, and by Ended when it ended
//   Commit   Pid is the job's root from now on. The keeper writes `commit` into the
//            journal, kills the old processes while they are frozen, thaws the new
//            ones, answers Committed; or Refused, and nothing has changed
//   Abort    back to the source; answered by Aborted
//   Pledge   the copy is made on another host, which may commit at any moment. From now on
//            the end of the connection is no Abort: the job stays frozen until somebody who
//            connects says Commit or Abort. Answered by Pledged
//   Over     the move is over on every account; no answer
//
// The end of the connection before Commit and Pledge is Abort: a mover that dies harms nobody.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_CONTROL_H
#define AUSPEX_RUNTIME_LAUNCH_CONTROL_H

#include <cstdint>

namespace auspex::launch {

enum class Control : uint32_t {
  Hold,
  Spawn,
  Commit,
  Abort,
  Over, // of the mover
  Held,
  Spawned,
  Ended,
  Committed,
  Aborted,
  Refused,
  Pledge, // of the mover
  Pledged
};

struct Request {
  Control Kind = Control::Hold;
  int32_t Pid = 0;
  uint8_t Version = 0; ///< of the freezer group's hierarchy
  uint8_t MayKill = 0; ///< Spawn: the child may be killed when the move is taken back;
                       ///< otherwise its end is awaited (CRIU while it is in the job)
  uint16_t Bytes = 0;  ///< of Text
  char Text[16384] = {};
};

struct Answer {
  Control Kind = Control::Held;
  int32_t Pid = 0;    ///< Held: the root; Spawned, Ended: the child
  int32_t Status = 0; ///< Ended: as wait(2) returns it; Refused: errno
};

} // namespace auspex::launch

#endif
