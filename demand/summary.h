//===- demand/summary.h - What a function needs, as formulas --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The closed-form view of a function for people: heap, work, traffic and I/O as
// formulas over its parameters, calls included. It sums steps times the trip
// counts around them, so that it is an upper bound where arms of a branch
// exclude each other (AtMost says so). The forecast does not use it: that runs
// the skeleton on real arguments.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_SUMMARY_H
#define AUSPEX_DEMAND_SUMMARY_H

#include "demand/program.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace auspex::demand {

/// Quantities of one execution; NoExpr is zero.
struct Quantities {
  ExprRef Heap = NoExpr;   ///< bytes held at once by allocations of the heap and of mappings
  ExprRef HeapKept = NoExpr; ///< of it, what the function does not free itself
  ExprRef Flops = NoExpr, IntOps = NoExpr;
  ExprRef BytesRead = NoExpr, BytesWritten = NoExpr;
  ExprRef DiskRead = NoExpr, DiskWrite = NoExpr, NetRead = NoExpr, NetWrite = NoExpr;
  /// Of GPUs: bytes requested (all together, whatever is freed in between), operations,
  /// memory traffic, transfers.
  ExprRef GpuMemory = NoExpr, GpuFlops = NoExpr, GpuBytes = NoExpr;
  ExprRef ToGpu = NoExpr, FromGpu = NoExpr;
  /// Steps of the skeleton that are executed: what decides the complexity where
  /// nothing is computed.
  ExprRef Steps = NoExpr;
};

struct Summary {
  /// The function, its pool extended by the formulas.
  Function Shape;
  Quantities Q;
  bool AtMost = false;               ///< there are branches: an upper bound
  std::vector<std::string> Omitted;  ///< calls that are not counted, and why

  /// Work and steps together: what complexityOf() is asked for.
  ExprRef Cost = NoExpr;
  /// The same of each loop, for one entry; empty unless asked for.
  std::vector<ExprRef> LoopCosts;
};

/// Summaries of a program's functions, each made once.
class Summaries {
public:
  /// \p OfLoops: with the costs of each loop.
  explicit Summaries(const Program &P, bool OfLoops = false) : P(P), OfLoops(OfLoops) {}
  /// \p D belongs to module number \p Module. Recursive calls, calls through
  /// pointers and deep chains are left out and named in Omitted.
  const Summary &of(const FunctionDoc &D, uint32_t Module);

private:
  class Builder;
  static constexpr unsigned MaxDepth = 24;
  static constexpr size_t MaxPool = 1u << 14;

  const Program &P;
  const bool OfLoops;
  struct Entry {
    Summary S;
    bool Open = true; ///< being made: a call of it is recursive
  };
  std::map<const FunctionDoc *, std::unique_ptr<Entry>> Known;
  unsigned Depth = 0;
};

} // namespace auspex::demand

#endif
