//===- passes/behaviour/Trials.h - A function, run on arbitrary inputs ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_BEHAVIOUR_TRIALS_H
#define AUSPEX_PASSES_BEHAVIOUR_TRIALS_H

#include "kernels/behaviour.h"
#include "passes/behaviour/Candidates.h"
#include "passes/behaviour/Unknown.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <memory>

namespace llvm {
class BasicBlock;
class CallBase;
class Function;
class GlobalVariable;
class TargetLibraryInfo;
} // namespace llvm

namespace auspex::passes::behaviour {

/// The sizes that a function is given.
struct Sizes {
  uint64_t Parameter = 16;       ///< of integer parameters that branches depend on
  uint64_t Bound = 10;           ///< of numbers in memory that bound a loop
  std::optional<uint64_t> Flag;  ///< of other numbers in memory that branches depend on
  std::optional<unsigned> Only = {}; ///< a parameter with a value of its own
  uint64_t OnlyValue = 0;
  bool FreshGlobals = false;     ///< variables hold what they start with, tables are made
  std::optional<Called> Unknown = {}; ///< what functions are that are not here
};

class Trials : public kernels::Subject {
public:
  Trials(const llvm::Function &F, const llvm::TargetLibraryInfo &TLI, ModuleFacts &Facts,
         const Controls &C, Sizes S, uint64_t Steps);
  ~Trials() override;

  const kernels::Behaviour *trial(unsigned Seed) override;
  const kernels::Behaviour *given(const kernels::Given &What, unsigned Seed) override;

  /// Instructions that were executed in all trials, and may be.
  uint64_t steps() const { return Spent; }
  /// Why the first trial failed.
  llvm::StringRef failure() const { return Failure; }
  /// The first trial called something that no other sizes would spare it.
  bool isHopeless() const { return Hopeless; }
  /// The first trial ended with the budget; by then it had executed many exclusive ors and
  /// products of few bytes.
  bool workedOnLittle() const { return OnLittle; }
  /// The first call of a function that is not here, where it ended the first trial.
  const llvm::CallBase *unknownCall() const { return Unknown; }
  /// Variables of the module (no constants) that the first trial read.
  bool readsGlobals() const { return ReadsGlobals; }
  /// Blocks of the function that some trial executed.
  const llvm::DenseSet<const llvm::BasicBlock *> &executed() const { return Executed; }
  unsigned trials() const { return unsigned(Results.size()); }

private:
  bool run(unsigned Seed, const kernels::Given &What, kernels::Behaviour &Out);

  const llvm::Function &F;
  const llvm::TargetLibraryInfo &TLI;
  ModuleFacts &Facts;
  const Controls &C;
  Sizes S;
  uint64_t Budget, Spent = 0;
  std::string Failure;
  bool Hopeless = false, ReadsGlobals = false, OnLittle = false;
  const llvm::CallBase *Unknown = nullptr;
  llvm::DenseSet<const llvm::BasicBlock *> Executed;
  std::vector<std::unique_ptr<kernels::Behaviour>> Results; ///< null: failed
  std::vector<std::unique_ptr<kernels::Behaviour>> Special; ///< on what was given
};

} // namespace auspex::passes::behaviour

#endif
