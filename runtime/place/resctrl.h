//===- runtime/place/resctrl.h - A share of the cache and of its bandwidth --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The kernel's resctrl file system (Documentation/filesystems/resctrl.rst): a group of
// it has a share of the ways of each last-level cache and of the bandwidth between
// those and memory. The processor has few groups (16 or so); a job gets one only where
// a person or a site bounds it.
//
// Bandwidth is a percentage on some processors and an absolute figure on others, or
// where it is mounted with mba_MBps. A share of it can be had of the former only.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_PLACE_RESCTRL_H
#define AUSPEX_RUNTIME_PLACE_RESCTRL_H

#include "demand/error.h"
#include "runtime/place/file.h"

#include <string>

namespace auspex::place {

inline constexpr const char *ResctrlMount = "/sys/fs/resctrl";

/// Above 0, below or equal to 1; 0: no bound.
struct CacheShares {
  double Cache = 0;     ///< of the ways of each last-level cache
  double Bandwidth = 0; ///< of what can be moved between such a cache and memory
  bool any() const { return Cache > 0 || Bandwidth > 0; }
};

/// What such a file system offers.
struct Resctrl {
  uint64_t WayMask = 0;         ///< of a last-level cache; 0: it cannot be shared out
  unsigned LeastWays = 1;
  unsigned LeastBandwidth = 0;  ///< percent; 0: bandwidth cannot be had in shares
  unsigned BandwidthStep = 1;   ///< percent
  std::string Schemata;         ///< of the root: which caches there are
};
/// Fails with what is missing where none is mounted at \p Mount.
demand::Expected<Resctrl> detectResctrl(const std::string &Mount = ResctrlMount);

/// The text for a group's schemata; fails where \p R cannot bound what \p S bounds. Shares
/// are rounded up to what the processor tells apart.
demand::Expected<std::string> schemataFor(const Resctrl &R, const CacheShares &S);

/// The group of one job, "auspex-<job>".
class CacheGroup {
public:
  static demand::Expected<CacheGroup> create(const std::string &Job, const CacheShares &S,
                                             const std::string &Mount = ResctrlMount);
  /// A thread that writes "0" into it is in the group, and so are its children.
  int tasks() const { return Tasks.get(); }
  /// Puts every thread of process \p Pid into it.
  void enter(pid_t Pid) const;
  /// Whether \p Job has such a group; removes it: what is inside has no bound then.
  static bool exists(const std::string &Job, const std::string &Mount = ResctrlMount);
  static void remove(const std::string &Job, const std::string &Mount = ResctrlMount);

private:
  Fd Tasks;
};

} // namespace auspex::place

#endif
