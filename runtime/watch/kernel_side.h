//===- runtime/watch/kernel_side.h - The BPF programs, loaded ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Used by auspex-watchd only: the one place that needs CAP_BPF and CAP_PERFMON.
// Nothing is pinned: with the process every program and map is gone.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_KERNEL_SIDE_H
#define AUSPEX_RUNTIME_WATCH_KERNEL_SIDE_H

#include "demand/error.h"
#include "runtime/place/file.h"
#include "runtime/watch/wire.h"

#include <map>
#include <memory>
#include <vector>

struct watch_bpf;
struct bpf_link;
struct btf;

namespace auspex::watch {

/// What one job's launcher gets: its counters, its events.
struct JobMaps {
  place::Fd Counters, Ring;
};

class KernelSide {
public:
  /// Loads and attaches. Programs whose hook this kernel lacks are left out.
  static demand::Expected<KernelSide> load();
  /// Whether a program counts bytes of sockets, of block devices.
  bool countsSockets() const { return Sockets; }
  bool countsBlocks() const { return Blocks; }
  KernelSide(KernelSide &&) noexcept;
  ~KernelSide();

  /// Counts from now on for the control group with the directory's inode number
  /// \p Group. Returns the slot.
  demand::Expected<uint32_t> add(uint64_t Group, uint32_t RingBytes, JobMaps &Out);
  void remove(uint32_t Slot);

  /// Listens to the probes \p B of \p Executable for the job of \p Slot (they are heard of
  /// every job that runs it), until it is removed.
  demand::Expected<void> listen(uint32_t Slot, int Executable, const Beacons &B);
  /// The executable that \p Slot listens to has no breakpoints until \p Slot is removed.
  void silence(uint32_t Slot);

private:
  KernelSide();
  static demand::Expected<KernelSide> load(const btf &Kernel, bool FollowFunctions);
  /// Which executable has which probes: device, inode, change time.
  using FileId = std::pair<std::pair<uint64_t, uint64_t>, std::pair<int64_t, int64_t>>;
  struct Probed;
  struct Unload {
    void operator()(watch_bpf *S) const;
  };
  struct Detach {
    void operator()(bpf_link *L) const;
  };
  std::unique_ptr<watch_bpf, Unload> Programs;
  std::map<uint32_t, uint64_t> Groups; ///< slot -> group
  std::map<FileId, Probed> Probes;
  demand::Expected<void> attach(Probed &P);
  bool Sockets = false, Blocks = false;
  uint32_t NextSlot = 0;
  uint64_t Generation = 0;
};

} // namespace auspex::watch

#endif
