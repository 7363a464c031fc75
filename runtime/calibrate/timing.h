//===- runtime/calibrate/timing.h - Medians of short measurements ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What one thread does alone is timed by its own CPU time, so that being
// preempted is not counted; the median of several rounds leaves out what caches
// lost meanwhile. How much of the wall time was someone else's is remembered.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_CALIBRATE_TIMING_H
#define AUSPEX_RUNTIME_CALIBRATE_TIMING_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <vector>

namespace auspex::calibrate {

inline double clockSeconds(clockid_t Clock) {
  timespec T;
  clock_gettime(Clock, &T);
  return double(T.tv_sec) + double(T.tv_nsec) * 1e-9;
}
inline double wallSeconds() { return clockSeconds(CLOCK_MONOTONIC); }
inline double threadSeconds() { return clockSeconds(CLOCK_THREAD_CPUTIME_ID); }

inline double median(std::vector<double> V) {
  auto Middle = V.begin() + std::ptrdiff_t(V.size() / 2);
  std::nth_element(V.begin(), Middle, V.end());
  return *Middle;
}

/// Wall and CPU time of all rounds so far.
struct Occupation {
  double Wall = 0, Cpu = 0;
  /// Share of the time in which the thread was ready and did not run.
  double taken() const { return Wall > 0 ? std::max(0.0, 1 - Cpu / Wall) : 0; }
};
inline Occupation Occupied;

/// Calls of \p Run(N), which does N units of work, a second: N is raised until a
/// round takes \p Least seconds; then the median of \p Rounds.
template <class Fn> double unitsPerSecond(Fn Run, double Least = 4e-3, int Rounds = 7) {
  uint64_t N = 1;
  auto Time = [&] {
    double Wall = wallSeconds(), Begin = threadSeconds();
    Run(N);
    double Seconds = threadSeconds() - Begin;
    Occupied.Wall += wallSeconds() - Wall;
    Occupied.Cpu += Seconds;
    return Seconds;
  };
  for (double T = Time(); T < Least && N < (uint64_t(1) << 60); T = Time())
    N = T > Least / 100 ? uint64_t(double(N) * 1.2 * Least / T) + 1 : 8 * N;
  std::vector<double> All;
  for (int I = 0; I != Rounds; ++I)
    All.push_back(double(N) / std::max(1e-9, Time()));
  return median(std::move(All));
}

/// The compiler must think that \p X is looked at and changed.
template <class T> inline void opaque(T &X) { asm volatile("" : "+r"(X)); }
#if defined(__x86_64__)
template <class T> inline void opaqueVector(T &X) { asm volatile("" : "+x"(X)); }
#else
template <class T> inline void opaqueVector(T &X) { asm volatile("" : "+w"(X)); }
#endif

} // namespace auspex::calibrate

#endif
