//===- demand/evaluate/loops.h - The state of running one loop ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_LOOPS_H
#define AUSPEX_DEMAND_EVALUATE_LOOPS_H

#include "demand/evaluate/delta.h"
#include "demand/evaluate/machine.h"

#include <array>
#include <initializer_list>
#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

namespace auspex::demand::evaluate {

inline constexpr size_t Remembered = 4; ///< iterations that a prediction looks at
inline constexpr size_t MaxPeriod = 4;  ///< that ways may take turns
inline constexpr int64_t MinLeap = 8;   ///< turns that are worth skipping
inline constexpr int64_t MinTextLeap = 64; ///< the same where that loses the text of a word
inline constexpr int64_t MinPhaseLeap = 40; ///< ... or phases that a timeline has room for

/// The state of running one loop.
struct Machine::LoopRun {
  LoopRun(Activation &A, uint32_t Loop) : A(A), Loop(Loop) {}
  Activation &A;
  uint32_t Loop;
  double Weight = 1; ///< of the path that entered it
  bool Counted = false;
  int64_t Trip = 0;
  int64_t Next = 0; ///< number of the iteration to run
  bool UndecidedExit = false;
  bool Tells = false;                      ///< the loop around hears of the ways taken here, for
                                           ///< what is allocated depends on them
  Trace Told;                              ///< of the iterations that were run
  static constexpr size_t MostTold = 2048; ///< comparisons; with more, no way is like another

  /// The last iterations, oldest first, and the states between them.
  struct Iteration {
    Trace Went;
    TouchLog Touched;
    Counters Cost;
    std::vector<Val> Carried; ///< at its start
    std::optional<Memory> Start;
    double Transient = 0; ///< peak within it over the residency at its end
    double GpuTransient = 0; ///< the same of what is held on GPUs
  };
  std::vector<Iteration> Last;
  /// The last \p Remembered times \p Period iterations, so many taken for one; as
  /// many as there are.
  std::span<const Iteration> last(size_t Period, std::vector<Iteration> &Room) const;
  /// Their ways.
  static std::array<const Trace *, Remembered> ways(std::span<const Iteration> Of);

  /// The state at an earlier iteration, and what was seen since.
  struct Past {
    int64_t Next;
    Counters Sum;
    Memory Mem;
    std::vector<Val> Values;
    int64_t Taken; ///< bytes of files that were read and are known
  };
  std::optional<Past> Half;  ///< when half of the loop's allowance was used
  std::optional<Past> Early, Earlier; ///< while input is followed: at the last powers of two
  double Did = 0;            ///< work of the iterations that were run
  int64_t Leapt = 0;         ///< iterations that were skipped since
  double LeastGrowth = Range::Unbounded, MostGrowth = 0; ///< of capacity in an iteration that
                                                         ///< nothing foretold
  int64_t Mistrusted = 0; ///< where a prediction was wrong the last time
  int64_t Distrusted = 0; ///< none is followed before this iteration
  double LaterGrowth = 0; ///< the most since Half, which knows no beginnings
  bool Foretold = false;  ///< the next iteration was found to go another way
  bool Bursts = false;    ///< one of those allocated more than others do
  /// Of the iterations to come so many may read what was not read before: the file has
  /// no more lines or words that differ.
  std::optional<int64_t> Fresh;
  /// Input is read here and there: how often it was skipped, and up to which iteration it
  /// is followed before the next time.
  unsigned Skips = 0;
  const Path *Here = nullptr; ///< where the next iteration begins
  double LinesEach = 0;       ///< of input that an iteration reads; 0: not known
  int64_t FollowedTo = 0;
  bool Phased = false; ///< phases ended within an iteration
  bool Sampling = false; ///< what is extrapolated to is one state of many, not all of them
  Past past(const Path &P, int64_t Taken) const {
    return {Next, P.Sum, P.Mem, P.Values, Taken};
  }
  void mark(const Path &P, int64_t Taken) {
    Half = past(P, Taken);
    Leapt = 0;
    LaterGrowth = 0;
    HalfExits.clear();
    if (!Last.empty())
      std::ranges::copy_if(Last.back().Went.Compares, std::back_inserter(HalfExits),
                           [&](const Trace::Compare &C) { return leaves(C); });
  }
  /// What doubles does so once in the later half: Half is set back to before that.
  void lookBack() {
    for (const auto *Mark : {&Early, &Earlier})
      if (Half && Half->Next > Next / 2 && *Mark && (*Mark)->Next < Half->Next)
        Half = **Mark;
  }
  std::vector<Trace::Compare> HalfExits; ///< of the iteration before Half
  bool leaves(const Trace::Compare &C) const { return C.Leaves == Loop && C.Depth == A.Depth; }
  /// Whether the last iteration stored pointers.
  bool linksObjects() const {
    return !Last.empty() && std::ranges::any_of(Last.back().Touched.Stores, [](const auto &S) {
      return S.Value.isPtr();
    });
  }
  /// Whether the last iterations stored bytes that are known and go no regular way.
  bool writesText() const;
  /// After how many more iterations what has to be reached to leave is reached, at the mean
  /// pace since Half.
  std::optional<int64_t> meanExit() const;
  void markEarly(const Path &P, int64_t Taken) {
    Earlier = std::exchange(Early, past(P, Taken));
    if (!Half)
      LaterGrowth = 0;
  }
  bool Turned = false;   ///< where it allocates more than otherwise is known, and was run
  /// What the greediest iteration allocates, beginnings apart.
  double greediest() const { return LaterGrowth > 0 || Turned ? LaterGrowth : MostGrowth; }
  const demand::Loop &loop() const { return A.C.fn().Loops[Loop]; }
  const Code::LoopFacts &facts() const { return A.C.loop(Loop); }
};

/// For how many more times the \p Last ways, oldest first, say that the way
/// stays the same; 0 where they do not say.
int64_t stretch(const std::array<const Trace *, Remembered> &Last);
/// A way that comes \p Times after others.
struct Later {
  const Trace *Way;
  int64_t Times;
};
/// Whether the \p Samples, one after the other, go the way of the \p Last ones, and
/// all that they compare and allocate has moved on as it did in them.
bool wentOn(const std::array<const Trace *, Remembered> &Last,
            std::initializer_list<Later> Samples);

} // namespace auspex::demand::evaluate

#endif
