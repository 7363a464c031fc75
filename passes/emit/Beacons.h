//===- passes/emit/Beacons.h - Probes at phase entries ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A beacon is a USDT probe: a nop of one byte, and a description in .note.stapsdt
// (provider "auspex") that readelf -n, bpftrace, perf and libbpf read. It stands before
// an allocation whose size the program only learns while it runs (read from a
// file, answered by a call), and carries the values that the size is made of, so
// that whoever watches can evaluate the rest of the forecast before memory grows.
//
// A watched beacon costs a trap of some 20 us. So one stands in `main`, or in
// a local function that is called once, from such a function; outside of loops; and at
// most MaxBeacons are in a unit. Where a value has no name by which the forecast would take it
// (no variable, no line), there is none.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EMIT_BEACONS_H
#define AUSPEX_PASSES_EMIT_BEACONS_H

#include "demand/skeleton.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Analysis.h"
#include "llvm/IR/PassManager.h"

namespace llvm {
class CallBase;
class Function;
class Instruction;
} // namespace llvm

namespace auspex::passes {

class BeaconWriter {
public:
  /// As many as a helper hears of one executable (runtime/watch/wire.h).
  static constexpr unsigned MaxBeacons = 8, MaxValues = 6;

  BeaconWriter(const llvm::Module &M, std::string UnitId);

  /// Chooses the beacons of \p F and tells \p D of them. Nothing is changed before
  /// finish(): others may still read the code.
  void choose(llvm::Function &F, llvm::FunctionAnalysisManager &FAM, demand::Function &D);
  /// Puts them into the code. Returns the functions that changed.
  llvm::SmallVector<llvm::Function *, 4> finish();

private:
  bool runsOnce(const llvm::Function &F, llvm::FunctionAnalysisManager &FAM) const;

  struct Site {
    llvm::Instruction *Before;
    std::string Probe;
    llvm::SmallVector<llvm::Instruction *, MaxValues> Values;
  };
  std::string UnitId;
  bool Supported;
  llvm::SmallVector<Site, MaxBeacons> Sites;
};

} // namespace auspex::passes

#endif
