//===- passes/proof/Replay.h - Kernels, proved by running them --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A named kernel is what its normal form says, if the code that it was made from is.
// The code's own IR is run on small sizes (passes/execute) and every element that it
// writes is compared with what the normal form says: over a prime field, where two
// polynomials that agree on random inputs are one (Schwartz and Zippel), in doubles where
// numbers are compared, in integers modulo 2^w. Sizes grow until every block of the
// kernel's loops was executed.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_PROOF_REPLAY_H
#define AUSPEX_PASSES_PROOF_REPLAY_H

#include "kernels/recognise.h"
#include "passes/execute/Memory.h"
#include "passes/proof/Region.h"

namespace llvm {
class DominatorTree;
class Function;
class ScalarEvolution;
class TargetLibraryInfo;
} // namespace llvm

namespace auspex::passes::extract {
class Statements;
}

namespace auspex::passes::proof {

enum class Verdict : uint8_t {
  Open, ///< could not be replayed
  Proved,
  Refuted,
};
struct Outcome {
  Verdict What = Verdict::Open;
  std::string Text; ///< what was replayed, or why not, or what differs
};

struct Choice;

/// Instructions that may be replayed.
struct Steps {
  uint64_t PerKernel = 0;
  uint64_t Left = 0; ///< of the module; is used up
};

class Prover {
public:
  Prover(llvm::Function &F, const llvm::DominatorTree &DT, llvm::ScalarEvolution &SE,
         const llvm::TargetLibraryInfo &TLI, const extract::Statements &S, Steps &Budget)
      : F(F), DT(DT), SE(SE), TLI(TLI), S(S), Budget(Budget) {}

  Outcome prove(const kernels::Finding &K);

private:
  enum class Run : uint8_t { Same, Differs, Unsuitable, Stopped };
  struct Attempt {
    Run What = Run::Stopped;
    std::string Text, Shape;
    uint64_t Points = 0;
    execute::Arithmetic Numbers = execute::Arithmetic::Field;
    bool Reals = false; ///< the elements are real numbers
  };
  std::string whyNot(const kernels::Finding &K);
  Attempt attempt(const std::vector<kernels::Update> &Us, Choice C, execute::Arithmetic Numbers);
  Attempt inEither(const std::vector<kernels::Update> &Us, Choice C);
  std::vector<double> constantsOf(const kernels::Update &U) const;
  bool writesElsewhere(const kernels::Update &U, const execute::Memory &Mem) const;
  unsigned blocksLeft() const;

  llvm::Function &F;
  const llvm::DominatorTree &DT;
  llvm::ScalarEvolution &SE;
  const llvm::TargetLibraryInfo &TLI;
  const extract::Statements &S;
  Steps &Budget;
  uint64_t Left = 0; ///< steps of this kernel
  bool InDoubles = false;
  Region R;
  llvm::SmallPtrSet<const llvm::BasicBlock *, 16> Entered;
};

} // namespace auspex::passes::proof

#endif
