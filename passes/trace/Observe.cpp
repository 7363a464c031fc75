//===- passes/trace/Observe.cpp - Names a function by what it does ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/trace/Observe.h"

#include "kernels/better.h"
#include "kernels/catalogue/catalogue.h"
#include "kernels/record.h"
#include "passes/extract/Names.h"
#include "passes/trace/Search.h"

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::trace;
using auspex::kernels::trace::Verdict;

static cl::opt<unsigned> StepsPerInstruction(
    "auspex-trace-steps", cl::Hidden, cl::init(6),
    cl::desc("Instructions to trace for each of the module, to name filters and transforms; 0: none"));

/// What the loops were found to be says all.
static bool isExplained(const Function &F, const demand::Function &D) {
  constexpr std::string_view Parts[] = {"dot", "axpy", "axpby", "scal", "copy", "asum", "nrm2", "stencil", "scan", "transpose"};
  return any_of(D.Kernels, [&](const demand::Kernel &K) {
    // A product with a matrix may be a step only of what is made of a spectrum.
    if (K.Idiom == "gemv" && callsSome(F, {"log"}))
      return false;
    return K.Family == "neural-networks" || K.Family == "cryptography" ||
           (K.Family == "linear-algebra" && !is_contained(Parts, K.Idiom));
  });
}

/// Every loop moves or scales, and nothing else: no filter is left to be found.
static bool onlyMoves(const demand::Function &D) {
  constexpr std::string_view Moves[] = {"axpy", "axpby", "scal", "copy"};
  size_t Dims = 0;
  for (const demand::Kernel &K : D.Kernels) {
    if (!is_contained(Moves, K.Idiom))
      return false;
    Dims += K.Dims.size();
  }
  return Dims && Dims >= D.Loops.size();
}

static demand::Type elementOf(const Verdict &V) {
  using demand::Type;
  if (V.Element.Real)
    return V.Element.Bytes == 4 ? Type::F32 : V.Element.Bytes == 8 ? Type::F64 : Type::Void;
  switch (V.Element.Bytes) {
  case 1:
    return Type::I8;
  case 2:
    return Type::I16;
  case 4:
    return Type::I32;
  case 8:
    return Type::I64;
  default:
    return Type::Void;
  }
}

/// Extents, costs and what is parallel, from how the sizes change.
static void describe(demand::Kernel &K, const Verdict &V, const kernels::Idiom &I,
                     const Measured &Sizes, demand::Function &D) {
  using demand::DimKind;
  for (const auto &[Name, Size] : V.Sizes) {
    const demand::ExprRef Extent = extentOf(Name, V.Sizes, Sizes, D);
    if (Extent == demand::NoExpr)
      continue;
    constexpr StringRef Extents = "nkfbim";
    if (Name.size() > 1 || !Extents.contains(Name)) {
      K.Params.push_back({Name, Extent, {}});
      continue;
    }
    const bool Steps = Name == "n" && !I.Sequential.empty();
    const bool Summed = Name == "k" || Name == "b" || V.Idiom == "goertzel";
    K.Dims.push_back({Name, Extent,
                      Steps ? DimKind::Sequential : Summed ? DimKind::Reduction : DimKind::Parallel});
  }
  const int64_t Bytes = demand::bytesOf(K.Elem);
  K.Flops = kernels::costOf(K, I.Flops, Bytes, D.Exprs);
  K.Bytes = kernels::costOf(K, I.Bytes, Bytes, D.Exprs);
  kernels::carry(K, I, D.Exprs);
}

Observer::Observer(uint64_t Instructions) {
  constexpr uint64_t Least = 600'000;
  IsOff = !StepsPerInstruction;
  Left = Least + Instructions * StepsPerInstruction;
}

void Observer::observe(const Function &F, demand::Function &D) {
  if (IsOff || !isCandidate(F))
    return;
  // Products and a softmax explain all of it but what is chosen by them.
  const bool Explained = isExplained(F, D) || onlyMoves(D);
  if (Explained && !mayRoute(F))
    return;
  auto GiveUp = [&](const char *Why) {
    const extract::Place P = extract::placeOf(F, nullptr, nullptr);
    D.Rejected.push_back({"", Why, P.Function, P.File, P.Line});
  };
  if (isTooLarge(F))
    return GiveUp("not looked at in full: more than 6000 instructions or 400 blocks are not "
                  "executed on numbers");
  if (!Left) {
    if (!std::exchange(SaidSpent, true))
      GiveUp("not looked at in full, nor is what follows: the budget of what is executed on "
             "numbers is spent (-mllvm -auspex-trace-steps=N)");
    return;
  }
  const uint64_t Before = Left;
  const auto Found = search(F, Left, !D.Loops.empty());
  if (!Found || (Explained && Found->V.Idiom != "moe-routing"))
    return;
  const Verdict *V = &Found->V;
  Left = Before; // where one is found, more are
  // What the loops were found to be says more than what follows from it.
  const bool Window = V->Idiom == "fir" || V->Idiom == "decimator" || V->Idiom == "moving-average" ||
                      V->Idiom == "filter-2d" || V->Idiom == "polyphase";
  const bool Strided =
      V->Idiom == "decimator" || V->Idiom == "polyphase" || V->Idiom == "interpolator";
  for (const demand::Kernel &K : D.Kernels)
    if (K.Idiom == V->Idiom ||
        (Window && (K.Family == "neural-networks" || K.Idiom == "stencil") && K.Idiom != "conv1d") ||
        (Strided && K.Family == "linear-algebra" && (K.Idiom == "gemv" || K.Dims.size() >= 3)))
      return;
  demand::Kernel K;
  K.Idiom = V->Idiom;
  K.Form = V->Idiom;
  for (const kernels::Idiom *I : kernels::catalogue())
    if (I->Name == V->Idiom) {
      K.Family = I->Family;
      K.Form = I->Form;
      K.Elem = elementOf(*V);
      if (Found->Sizes)
        describe(K, *V, *I, *Found->Sizes, D);
      break;
    }
  for (std::string_view Role : V->Roles)
    if (!is_contained(K.Roles, Role))
      K.Roles.emplace_back(Role);
  K.Proof = demand::Verdict::Matched;
  K.Evidence = "executed on small sizes: " + V->Evidence;
  K.Function = F.getName().str();
  K.File = F.getParent()->getSourceFileName();
  if (const DISubprogram *SP = F.getSubprogram()) {
    K.Function = extract::sourceNameOf(*SP);
    K.Line = SP->getLine();
    K.File = SP->getFilename().str();
  }
  D.Kernels.push_back(std::move(K));
}
