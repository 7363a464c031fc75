//===- passes/trace/Observe.h - Names a function by what it does -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs a function on small sizes until its behaviour is one of the idioms that are told
// by what they do, not by how they are written (filters, transforms, adaptive filters).
// Adds a kernel to the function's skeleton. Bounded: a function that is no such thing
// costs a few runs of some ten thousand instructions; a module has a budget, too.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_TRACE_OBSERVE_H
#define AUSPEX_PASSES_TRACE_OBSERVE_H

#include "demand/skeleton.h"

namespace llvm {
class Function;
} // namespace llvm

namespace auspex::passes::trace {

class Observer {
public:
  /// \p Instructions: how many the module has.
  explicit Observer(uint64_t Instructions);
  void observe(const llvm::Function &F, demand::Function &D);

private:
  bool IsOff, SaidSpent = false;
  uint64_t Left; ///< instructions that may still be executed
};

} // namespace auspex::passes::trace

#endif
