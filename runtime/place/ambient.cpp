//===- runtime/place/ambient.cpp - Limits that hold for this process already -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/ambient.h"

#include "runtime/place/file.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>

namespace auspex::place {
namespace {

/// cgroup v1 writes "none" as the largest multiple of a page.
constexpr uint64_t Unlimited = uint64_t(1) << 62;

/// Calls \p Look with a descriptor of the caller's group and of each group above it.
template <class Look> void upwards(const Hierarchy &H, Look &&L) {
  for (std::string Path = H.Mount + (H.Own.empty() ? "" : "/" + H.Own);;) {
    if (Fd D(open(Path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)); D)
      L(D.get());
    if (Path.size() <= H.Mount.size())
      return;
    Path.resize(std::max(Path.rfind('/'), H.Mount.size()));
  }
}

template <typename T> void lower(T &To, T Value) {
  if (Value > 0 && (To == 0 || Value < To))
    To = Value;
}

double quotaOf(int Dir, int Version) {
  double Quota = 0, Period = 0;
  if (Version == 2) {
    // "max 100000" where there is none.
    std::string Text = readFileAt(Dir, "cpu.max");
    if (sscanf(Text.c_str(), "%lf %lf", &Quota, &Period) != 2)
      return 0;
  } else {
    // -1 where there is none.
    Quota = strtod(readFileAt(Dir, "cpu.cfs_quota_us").c_str(), nullptr);
    Period = strtod(readFileAt(Dir, "cpu.cfs_period_us").c_str(), nullptr);
  }
  return Quota > 0 && Period > 0 ? Quota / Period : 0;
}

} // namespace

Ambient ambientLimits(const Layout &L) {
  Ambient A;
  if (const Hierarchy *H = L.find("memory"))
    upwards(*H, [&](int Dir) {
      auto Bytes = readNumberAt(Dir, H->Version == 2 ? "memory.max" : "memory.limit_in_bytes");
      if (Bytes && *Bytes < Unlimited)
        lower(A.MemoryBytes, *Bytes);
    });
  if (const Hierarchy *H = L.find("cpu"))
    upwards(*H, [&](int Dir) { lower(A.Cpus, quotaOf(Dir, H->Version)); });
  return A;
}

} // namespace auspex::place
