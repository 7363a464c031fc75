//===- runtime/gpu/promise.h - What jobs were promised of a GPU's memory ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Between a job's start and its last allocation NVML tells less than the job will hold. What
// it was promised is kept in the runtime directory (place/registry.h), a file JOB.gpu for
// each: the job's launcher and keeper hold a lock on it, so that a promise dies with them, and
// its file is removed by whoever comes next. Who looks and promises holds the ledger's lock from
// the look until the promise stands: of two jobs that race for the last gigabyte one gets
// it. Promises are known to the jobs of one user; others' count by what they hold.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_GPU_PROMISE_H
#define AUSPEX_RUNTIME_GPU_PROMISE_H

#include "runtime/gpu/choose.h"
#include "runtime/place/file.h"

#include <functional>

namespace auspex::gpu {

/// A promise to a job that lives.
struct Promised {
  std::string Job, Uuid;
  uint64_t Bytes = 0;
  pid_t Pid = 0; ///< its first program; 0: not started yet
};

/// One's own. Its file goes when it is removed, its lock when the last holder of the descriptor
/// is gone.
class Promise {
public:
  Promise() = default;
  explicit operator bool() const { return bool(Lock); }
  int lock() const { return Lock.get(); }
  /// The job is process \p Pid.
  void started(pid_t Pid);
  void remove();

private:
  friend class Ledger;
  place::Fd Lock;
  std::string Path;
};

/// Nobody else promises while it lives.
class Ledger {
public:
  /// Fails where another holds it for more than \p PatienceMs.
  static demand::Expected<Ledger> open(const std::string &Directory, int PatienceMs = 2000);

  /// Those of living jobs; the others' files are removed.
  std::vector<Promised> promises() const;
  demand::Expected<Promise> promise(const std::string &Job, const std::string &Uuid,
                                    uint64_t Bytes) const;
  /// What \p Job was promised it is promised on \p Uuid: it was moved there.
  void transfer(const std::string &Job, const std::string &Uuid) const;

private:
  std::string Directory;
  place::Fd Lock;
};

/// What of \p All is not yet held: the use of a job's processes (\p ProcessesOf its first
/// program) is in the free memory of \p Gpus already.
std::vector<Outstanding> outstanding(std::span<const Promised> All, std::span<const Gpu> Gpus,
                                     const std::function<std::vector<pid_t>(pid_t)> &ProcessesOf);

} // namespace auspex::gpu

#endif
