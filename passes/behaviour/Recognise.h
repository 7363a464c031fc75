//===- passes/behaviour/Recognise.h - Functions named by what they compute --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs the functions of a module that mix integers on arbitrary inputs, and asks every
// idiom that is told by its behaviour (kernels/behaviour.h). Instructions and time are
// budgeted for each function and for the module, in proportion to its size.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_BEHAVIOUR_RECOGNISE_H
#define AUSPEX_PASSES_BEHAVIOUR_RECOGNISE_H

#include "demand/skeleton.h"
#include "passes/behaviour/Candidates.h"

namespace llvm {
class Function;
class TargetLibraryInfo;
} // namespace llvm

namespace auspex::passes::behaviour {

class Recogniser {
public:
  /// \p Instructions: how many the module has. \p Slack: how many times as many as at -O2 the
  /// code may need for the same.
  Recogniser(uint64_t Instructions, unsigned Slack);
  /// Adds the kernels of \p F, which \p Out is the skeleton of.
  void recognise(llvm::Function &F, const llvm::TargetLibraryInfo &TLI, demand::Function &Out);

private:
  ModuleFacts Facts;
  Candidates Mixers;
  bool IsOff = false, SaidSpent = false;
  unsigned Slack;
  uint64_t Left = 0;     ///< instructions that may still be executed
  uint64_t Reserve = 0;  ///< the same for functions that mostly mix
  uint64_t LeftLong = 0; ///< by functions that do much on little
};

} // namespace auspex::passes::behaviour

#endif
