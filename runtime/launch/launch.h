//===- runtime/launch/launch.h - Start a job, stay with it, tell how it ended ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The launcher's side. A job sees what a plain exec would give it: arguments,
// environment, directory, descriptors, umask, resource limits, signal mask and
// dispositions, terminal and process group. It differs in its parent process
// and its control groups only.
//
// Launcher and keeper watch each other. If the keeper dies, the job becomes the
// launcher's child (the launcher is a subreaper) and the launcher takes over
// its guard; if the launcher dies, the keeper goes on.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LAUNCH_LAUNCH_H
#define AUSPEX_RUNTIME_LAUNCH_LAUNCH_H

#include "demand/error.h"
#include "runtime/launch/guard.h"
#include "runtime/launch/wire.h"
#include "runtime/place/group.h"

#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace auspex::launch {

/// The program that execvp(3) would run, or its errno and the exit status that
/// a shell gives for it (126, 127).
struct Resolved {
  std::string Path;
  int Error = 0, ExitStatus = 0;
};
Resolved resolveProgram(const std::string &Name);

/// How the job inherited its signals; the launcher itself blocks all of them.
class SignalState {
public:
  /// Blocks every signal and turns ignored ones to default, so that they can be
  /// passed on.
  void take();
  uint64_t mask() const { return Mask; }
  uint64_t ignored() const { return Ignored; }
  /// Back to what was inherited.
  void restore() const;

private:
  uint64_t Mask = 0, Ignored = 0;
};

/// A keeper that waits for its job. Started early: it loads while the forecast
/// is computed.
struct Keeper {
  pid_t Pid = -1;
  place::Fd Socket;
};
/// \p Path is auspex-keeper; where it cannot be executed, a fork of this
/// process does the same with a less exact peak (\p Inexact).
demand::Expected<Keeper> startKeeper(const std::string &Path, char *const *Argv,
                                     const SignalState &Signals, bool &Inexact);

struct Job {
  std::string Path;                ///< what to execute
  const place::Group *Group = nullptr;
  place::Limits Limits;
  int Lock = -1;                   ///< the registry's; -1: none
  /// Bytes for the whole run, where Limits.Memory are those of its first phase:
  /// what holds when the launcher is gone; 0: the same.
  uint64_t WholeRun = 0;
  /// A reservation of so many bytes reserves nothing yet: the guard is there for what a
  /// beacon will tell; 0: there is none such.
  uint64_t Nothing = 0;
  int CacheTasks = -1;  ///< file that a thread joins its cache group by (resctrl.h); -1: none
  int Control = -1;     ///< socket that movers connect to; -1: none
  int Promise = -1;     ///< lock of what was promised of a GPU; -1: none
  /// What holds as long as it is open, in the keeper too: two descriptors at most.
  std::vector<int> Held;
  /// "NAME=value": what the program's environment has beside or instead of this process's.
  std::vector<std::string> Environment;
  bool Movable = false; ///< in a PID namespace and a session of its own
  bool Adopt = false;   ///< nothing is executed: a mover brings the job
  bool KillWithLauncher = false;
  /// The keeper holds the place of the group: it stays until awaitKeeper().
  bool KeeperStays = false;
};

/// Bytes that \p Environment takes of a message to the keeper, and how many it may.
size_t environmentBytes(const std::vector<std::string> &Environment);
inline constexpr size_t MostEnvironment = sizeof(Start::Environment) - 1;

struct Outcome {
  Exited End;
  bool Lost = false;               ///< the end is not known: keeper and job vanished together
  bool KeeperLost = false;         ///< the keeper was killed; the launcher took over
  unsigned Raises = 0;             ///< how often the job got more memory than was reserved
  unsigned Resizes = 0;            ///< how often the timeline changed the reservation
  uint64_t Reserved = 0;           ///< bytes reserved at the end; 0: no limit
  uint64_t ReservedMost = 0;       ///< ... at most
  double ReservedByteSeconds = 0;  ///< integral of the reservation over the run
  unsigned Moves = 0;              ///< how often the job became another process tree
  double ResizeSeconds = 0;        ///< longest time from a decision until it held
};

/// Called in between; every member may be empty.
struct Events {
  std::function<void(pid_t)> Started;
  /// A descriptor to wait for and what to do when it is ready; returns whether
  /// to go on waiting for it.
  int Fd = -1;
  std::function<bool()> Ready;
  /// Milliseconds until Tick is called again; -1: never.
  std::function<int()> Tick;
  /// Bytes that must be reserved from now on, where more than before.
  std::function<uint64_t()> Need;
  /// Bytes that shall be reserved from now on; 0: as it is. Asked instead of Need
  /// whenever anything happened.
  std::function<uint64_t()> Want;
  /// A mover is about to stop the job: what was attached to it has to go.
  std::function<void()> Moving;
  /// The move is over. The job is process \p Pid and in the groups that its record names.
  /// Returns the keeper's child as the journal has it, or 0.
  std::function<pid_t(pid_t)> MoveOver;
  /// The reservation has changed to so many bytes.
  std::function<void(uint64_t)> Reserved;
};

/// Sends the keeper off and stays until the job is over; \p Result is right whenever one
/// of \p E is called. The keeper may take a moment longer: it is to be waited for with
/// awaitKeeper().
void runJob(Keeper &K, const Job &J, const SignalState &Signals, Events &E, Outcome &Result);

/// Lets go of the keeper and waits until it is gone, so that nothing of ours
/// outlives the command.
void awaitKeeper(Keeper &K);

/// Lets go of what the job has and the launcher does not need, so that a reader
/// at the other end of the job's pipes sees their end when the job closes them:
/// standard input and output, every inherited descriptor. Standard error too
/// where \p Quiet.
void letGoOfInherited(bool Quiet);

/// Ends this process as the job ended: same exit status, same signal.
[[noreturn]] void exitAs(int Status, const SignalState &Signals);

} // namespace auspex::launch

#endif
