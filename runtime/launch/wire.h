//===- runtime/launch/wire.h - What launcher and keeper tell each other ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Messages over a SOCK_SEQPACKET pair between two programs of one build; one
// message a packet, told apart by the first member. The end of file on it tells
// each side that the other is gone. Descriptors travel with Start.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_WIRE_H
#define AUSPEX_RUNTIME_LAUNCH_WIRE_H

#include <climits>
#include <cstdint>

namespace auspex::launch {

enum class Message : uint32_t {
  Start,
  Signal,
  Reserve,
  Resize,
  Ready,
  Guarded, // of the launcher
  Started,
  Stopped,
  Raised,
  Resized,
  Exited,
  Moving,
  Moved,
  MoveOver
};

inline constexpr int MaxJoin = 9, MaxHeld = 2;

/// Descriptors that Start carries, in this order; the counts and flags say
/// which are there.
///   the registry's lock                 HasLock
///   cgroup.procs, to be read            HasMembers
///   directory of the v2 group           HasDirectory
///   files that a process enters by      JoinCount (v1 and resctrl: tasks, v2: cgroup.procs)
///   the socket that movers connect to   HasControl
///   the lock of the GPU's promise       HasPromise
///   what holds the bound on networks    HeldCount
///   those of Guard::descriptor          Guard != 0 (see guard.h)
struct Start {
  Message Kind = Message::Start;
  uint8_t HasLock = 0, HasMembers = 0, HasDirectory = 0, JoinCount = 0;
  uint8_t JoinOnlyWithoutClone = 0; ///< the last join file is for the v2 group
  uint8_t Guard = 0;                ///< version of the memory group's hierarchy; 0: none
  uint8_t KillWithLauncher = 0;
  uint8_t Stay = 0; ///< the keeper ends after the launcher let go of it
  uint8_t HasControl = 0;
  uint8_t HasPromise = 0;
  uint8_t HeldCount = 0;
  uint8_t Movable = 0;              ///< in a PID namespace and a session of its own (port.h)
  uint8_t Adopt = 0;                ///< nothing is executed: a mover brings the job
  uint64_t SignalMask = 0;          ///< the job's: bit n-1 is signal n
  uint64_t Ignored = 0;             ///< signals that the job inherits as ignored
  uint64_t Reserved = 0, MemoryMax = 0; ///< bytes
  uint64_t WholeRun = 0;            ///< to be reserved when the launcher is gone, bytes
  char Path[PATH_MAX] = {};         ///< what to execute
  /// What the job's environment has beside the keeper's or instead of it: "NAME=value", each
  /// with its end; an empty one ends the list.
  char Environment[PATH_MAX + 1024] = {};
};

/// Launcher to keeper: the launcher got this signal; the job shall have it,
/// unless the whole process group got it.
struct Signal {
  Message Kind = Message::Signal;
  int32_t Number = 0, Sender = 0, Code = 0;
  int64_t Value = 0;
};

/// Launcher to keeper: reserve at least this much from now on (bytes).
struct Reserve {
  Message Kind = Message::Reserve;
  uint64_t Bytes = 0;
};

/// Launcher to keeper: reserve this much from now on (bytes).
struct Resize {
  Message Kind = Message::Resize;
  uint64_t Bytes = 0;
};

/// Its answer: what is reserved now.
struct Resized {
  Message Kind = Message::Resized;
  uint64_t Reserved = 0;
};

struct Started {
  Message Kind = Message::Started;
  int32_t Pid = 0;  ///< of the program
  int32_t Root = 0; ///< the keeper's child: the same, or the init of its PID namespace
};

/// A mover is about to stop the job: what the launcher attached to it goes, then the
/// launcher answers Ready.
struct Moving {
  Message Kind = Message::Moving;
};
struct Ready {
  Message Kind = Message::Ready;
};

/// The job is another process tree from now on.
struct Moved {
  Message Kind = Message::Moved;
  int32_t Pid = 0, Root = 0;
};

/// The move is over, one way or the other; the record tells the job's groups.
struct MoveOver {
  Message Kind = Message::MoveOver;
};

/// Launcher to keeper: the memory guard of the job's new group, with the descriptors of
/// Guard::descriptor.
struct Guarded {
  Message Kind = Message::Guarded;
  uint8_t Version = 0;
  uint64_t Reserved = 0, MemoryMax = 0; ///< bytes
};

struct Stopped {
  Message Kind = Message::Stopped;
  int32_t Signal = 0;
};

/// The job needed more than was reserved.
struct Raised {
  Message Kind = Message::Raised;
  uint64_t Reserved = 0, Needed = 0; ///< bytes
};

struct Exited {
  Message Kind = Message::Exited;
  int32_t Status = 0;        ///< as wait(2) returns it
  int32_t ExecError = 0;     ///< errno of a failed exec; 0 when the program started
  int32_t JoinError = 0;     ///< errno of a failed attempt to enter a group
  uint64_t WallNanos = 0;
  uint64_t UserMicros = 0, SystemMicros = 0;
  uint64_t MaxRssBytes = 0;
  uint64_t MinorFaults = 0, MajorFaults = 0;
  uint64_t BlocksRead = 0, BlocksWritten = 0; ///< of 512 bytes
  uint64_t VoluntarySwitches = 0, InvoluntarySwitches = 0;
  uint64_t CharsRead = 0, CharsWritten = 0;   ///< bytes through read/write calls; 0: not known
};

} // namespace auspex::launch

#endif
