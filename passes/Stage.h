//===- passes/Stage.h - Where the plugin's time goes ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// -ftime-report lists the stages as a group of their own, -ftime-trace shows
// them as events. A stage within a stage is not counted twice: the outer one
// stands still meanwhile, so that the group's lines add up to its total.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_STAGE_H
#define AUSPEX_PASSES_STAGE_H

#include "llvm/Pass.h"
#include "llvm/Support/TimeProfiler.h"
#include "llvm/Support/Timer.h"

#include <optional>

namespace auspex::passes {

/// Counts the time of its own life as that of the stage \p Name.
class Stage {
public:
  Stage(llvm::StringRef Name, llvm::StringRef Description)
      : Event(Name), Name(Name), Description(Description) {
    if (!llvm::TimePassesIsEnabled)
      return;
    if ((Outer = Innermost))
      Outer->Time.reset();
    Innermost = this;
    start();
  }
  ~Stage() {
    if (!Time)
      return;
    Time.reset();
    if ((Innermost = Outer))
      Outer->start();
  }
  Stage(const Stage &) = delete;
  Stage &operator=(const Stage &) = delete;

private:
  void start() { Time.emplace(Name, Description, "auspex", "Auspex"); }

  static inline thread_local Stage *Innermost = nullptr;
  llvm::TimeTraceScope Event;
  llvm::StringRef Name, Description;
  std::optional<llvm::NamedRegionTimer> Time;
  Stage *Outer = nullptr;
};

} // namespace auspex::passes

#endif
