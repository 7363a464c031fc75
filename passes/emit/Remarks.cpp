//===- passes/emit/Remarks.cpp - What was found, as LLVM remarks ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/emit/Remarks.h"

#include "demand/print.h"

#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/Function.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;

namespace {

constexpr const char *PassName = "auspex";

/// A remark stands at a line of the function; without line tables at the
/// function.
DiagnosticLocation place(const Function &F, uint32_t Line) {
  DISubprogram *SP = F.getSubprogram();
  if (!SP)
    return DiagnosticLocation();
  if (Line == 0)
    return DiagnosticLocation(SP);
  return DiagnosticLocation(
      DebugLoc(DILocation::get(F.getContext(), Line, 0, SP)));
}

class Speaker {
public:
  explicit Speaker(Function &F) : F(F), ORE(&F) {}
  bool listens() const { return ORE.allowExtraAnalysis(PassName); }

  template <typename Kind> void say(StringRef Name, uint32_t Line, const std::string &Text) {
    Kind R(PassName, Name, place(F, Line), &F.getEntryBlock());
    R << Text;
    ORE.emit(R);
  }

private:
  Function &F;
  OptimizationRemarkEmitter ORE;
};

std::string verdictText(const demand::Kernel &K) {
  return std::string(demand::nameOf(K.Proof)) + " " + K.Idiom + ": " + K.Form +
         (K.Evidence.empty() ? "" : " (" + K.Evidence + ")");
}

void sayLoops(Speaker &S, const demand::Function &D) {
  for (const demand::Loop &L : D.Loops) {
    if (L.Trip == demand::NoExpr)
      S.say<OptimizationRemarkMissed>("TripUnknown", L.Line,
                                      "the loop's trip count has no formula");
    else
      S.say<OptimizationRemarkAnalysis>("Trip", L.Line,
                                        std::string("the loop runs ") +
                                            (L.TripIsBound ? "at most " : "") +
                                            demand::prettyText(D, L.Trip) + " times");
  }
}

void saySteps(Speaker &S, const demand::Function &D) {
  for (const demand::Node &N : D.Nodes)
    for (const demand::Step &X : N.Steps) {
      if (X.Kind == demand::StepKind::Alloc && X.Alloc != demand::AllocKind::Stack) {
        bool Lacks = D.Exprs[X.Args[0]].O == demand::Op::Unknown;
        std::string Text = "allocates " + demand::prettyText(D, X.Args[0]) + " bytes";
        if (Lacks)
          S.say<OptimizationRemarkMissed>("AllocationUnknown", X.Line, Text);
        else
          S.say<OptimizationRemarkAnalysis>("Allocation", X.Line, Text);
      } else if (X.Kind == demand::StepKind::Unknown) {
        S.say<OptimizationRemarkMissed>("Unmodelled", X.Line, "not modelled: " + X.Text);
      }
    }
}

} // namespace

void passes::remark(Function &F, const demand::Function &D) {
  Speaker S(F);
  if (!S.listens())
    return;
  if (D.Nodes.empty())
    S.say<OptimizationRemarkMissed>("NoSkeleton", D.Line, "no summary: " + D.Reason);
  for (const demand::Kernel &K : D.Kernels)
    S.say<OptimizationRemark>("Kernel", K.Line, verdictText(K));
  for (const demand::Rejection &R : D.Rejected)
    S.say<OptimizationRemarkMissed>("Rejected", R.Line, (R.Idiom.empty() ? "" : "not " + R.Idiom + ": ") + R.Reason);
  sayLoops(S, D);
  saySteps(S, D);
}
