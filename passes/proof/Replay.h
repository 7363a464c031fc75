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
#include "passes/execute/Numbers.h"
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
struct Claim;

/// How a replay ends.
enum class Run : uint8_t {
  Same,
  Differs,
  Unsuitable, ///< with these sizes
  Overlaps,   ///< different elements lie at one place
  TooLarge,
  Stopped,
};

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
  struct Attempt {
    Run What = Run::Stopped;
    std::string Why, Shape;
    uint64_t Points = 0;
    bool ChoseResult = false; ///< Inputs::ChoseResult
    bool AskedFactors = false; ///< the result was, not its elements: see Factors
    execute::Arithmetic Numbers = execute::Arithmetic::Field;
  };
  struct Tally {
    std::optional<Attempt> Same;
    unsigned Differing = 0, Overlapping = 0;
    bool ChoseResult = false; ///< where some differed
    bool WrongFactors = false;
    std::string Other;        ///< the shape that differed
    std::string Why;          ///< what kept others from running
  };
  Attempt attempt(const Claim &C, Choice Sizes, execute::Arithmetic Numbers);
  Attempt inEither(const Claim &C, Choice Sizes);
  Tally replay(const Claim &C);
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
