//===- passes/proof/Claim.cpp - What a finding says of its code -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/proof/Claim.h"

#include "passes/extract/Statements.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace auspex::passes::proof {

using kernels::Fn;
using kernels::Update;

/// The normal form says less than the statements: a function of the sum is stored, parts
/// of the domain are left out, real and imaginary parts are one, or it is a sequence.
static bool needsStatements(const kernels::Finding &K) {
  return K.Updates.empty() || any_of(K.Updates, [](const Update &U) {
           return U.Complex || U.Mapped || any_of(U.Obstacles, [](const kernels::Obstacle &O) {
                    return O.Kind == kernels::ObstacleKind::IndexGuard;
                  });
         });
}

/// The statements of \p K as updates that are functions by themselves.
static std::vector<Update> statementsOf(const kernels::Finding &K, const extract::Statements &S,
                                        std::string &Why) {
  std::vector<Update> Out;
  for (uint32_t Tag : K.Tags) {
    const kernels::Statement &X = S.All[Tag];
    Update U;
    U.Function = K.Updates.empty() && X.Composite != kernels::NoNode ? X.Composite : X.Value;
    if (U.Function == kernels::NoNode || X.EmptiedTo) {
      Why = "it is made from copies of a statement";
      return {};
    }
    U.Out = X.Out;
    U.ToScalar = X.ToScalar;
    U.Tags = {Tag};
    U.Dims = X.Loops;
    Out.push_back(std::move(U));
  }
  return Out;
}

/// The loops that the reductions below \p R run over.
static void addLoopsBelow(kernels::NodeRef R, const kernels::BodyDag &Dag,
                          SmallVectorImpl<uint32_t> &Loops) {
  for (kernels::NodeRef X : Dag.collect(R, [](const kernels::Node &N) { return !N.Terms.empty(); }))
    for (const kernels::Term &T : Dag[X].Terms)
      append_range(Loops, T.Over);
}

/// What the replay has no reference for.
static std::string whyNot(const std::vector<Update> &Us) {
  for (const Update &U : Us) {
    if (U.Sparse)
      return "addresses are made from data";
    if (U.Function != kernels::NoNode && U.Combine != Fn::Mul)
      return "it is a sum of functions";
    if (U.Out.Elem == demand::Type::Void || U.Out.Elem == demand::Type::Ptr)
      return "elements are of a type that is not modelled";
  }
  return {};
}

std::vector<kernels::Term> startsOf(const Update &U, const extract::Statements &S) {
  const kernels::NodeRef R = S.All[U.Tags[0]].Value;
  if (R == kernels::NoNode)
    return {};
  std::vector<kernels::Term> Out = S.Dag.foldTerms(U.Reduce, R);
  erase_if(Out, [&](const kernels::Term &T) {
    return !T.Over.empty() ||
           any_of(T.Factors, [&](kernels::NodeRef F) { return S.Dag.dependsOnData(F); });
  });
  return Out;
}

const Value *startOf(const kernels::State &X, const extract::Statements &S) {
  const auto *P = cast<PHINode>(S.Symbols.Scalars[X.Id]);
  for (unsigned K = 0; K < P->getNumIncomingValues(); ++K)
    if (!S.Symbols.Loops[X.Loop]->contains(P->getIncomingBlock(K)))
      return P->getIncomingValue(K);
  return nullptr;
}

const kernels::Dim *dimOf(uint32_t Loop, const extract::Statements &S) {
  for (const kernels::Statement &X : S.All)
    for (const auto *Dims : {&X.Loops, &X.Inner})
      for (const kernels::Dim &D : *Dims)
        if (D.Loop == Loop)
          return &D;
  return nullptr;
}

std::vector<SmallSet<uint32_t, 4>> extensionsOf(const std::vector<Update> &Us,
                                                const kernels::BodyDag &Dag) {
  SmallVector<uint32_t, 4> Narrow;
  // Those of 64 bits extend where they become real numbers.
  const bool Reals = hasReals(Us, Dag);
  auto Add = [&](const kernels::Operand &O) {
    if (demand::isInteger(O.Elem) && (Reals || demand::bitsOf(O.Elem) < 64) &&
        !is_contained(Narrow, O.Object))
      Narrow.push_back(O.Object);
  };
  for (const Update &U : Us) {
    for (const kernels::Factor &X : U.Reads)
      Add(X.Op);
    SmallVector<kernels::NodeRef, 4> Below(U.Scalars.begin(), U.Scalars.end());
    if (U.Function != kernels::NoNode)
      Below.push_back(U.Function);
    for (kernels::NodeRef X : Below)
      for (uint32_t Id : Dag.readsOf(X))
        Add(Dag.operand(Id));
    if (!U.ToScalar && !Narrow.empty())
      Add(U.Out);
  }
  std::vector<SmallSet<uint32_t, 4>> Out(1);
  constexpr size_t MaxApart = 3;
  if (Narrow.size() > MaxApart) {
    Out.emplace_back().insert(Narrow.begin(), Narrow.end());
    return Out;
  }
  for (uint32_t Object : Narrow)
    for (size_t K = Out.size(); K--;) {
      Out.push_back(Out[K]);
      Out.back().insert(Object);
    }
  return Out;
}

bool hasReals(const std::vector<Update> &Us, const kernels::BodyDag &Dag) {
  auto IsReal = [](const kernels::Operand &O) { return demand::isFloat(O.Elem); };
  return any_of(Us, [&](const Update &U) {
    return IsReal(U.Out) || any_of(U.Reads, [&](const auto &X) { return IsReal(X.Op); }) ||
           (U.Function != kernels::NoNode &&
            any_of(Dag.readsOf(U.Function), [&](uint32_t Id) { return IsReal(Dag.operand(Id)); }));
  });
}

bool comparesIntegers(const std::vector<Update> &Us, const kernels::BodyDag &Dag) {
  return any_of(Us, [&](const Update &U) {
    if (U.Reduce == Fn::Min || U.Reduce == Fn::Max)
      return true;
    return U.Function != kernels::NoNode &&
           !Dag.collect(U.Function,
                        [](const kernels::Node &N) {
                          return N.Op == Fn::Min || N.Op == Fn::Max || N.Op == Fn::Compare ||
                                 N.Op == Fn::Abs;
                        })
                .empty();
  });
}

Claim claimOf(const kernels::Finding &K, const extract::Statements &S) {
  Claim C;
  C.Exact = needsStatements(K);
  C.Updates = C.Exact ? statementsOf(K, S, C.WhyNot) : K.Updates;
  if (C.WhyNot.empty())
    C.WhyNot = whyNot(C.Updates);
  for (uint32_t Tag : K.Tags)
    if (C.WhyNot.empty())
      C.WhyNot = S.All[Tag].Unlike;
  SmallVector<uint32_t, 8> Numbers(K.Loops.begin(), K.Loops.end());
  if (C.Exact)
    for (const Update &U : C.Updates)
      addLoopsBelow(U.Function, S.Dag, Numbers);
  for (uint32_t Number : Numbers)
    if (Number < S.Symbols.Loops.size() && S.Symbols.Loops[Number])
      C.Loops.push_back(S.Symbols.Loops[Number]);
  for (uint32_t Tag : K.Tags) {
    const auto *Result = dyn_cast_or_null<Instruction>(S.Results[Tag]);
    C.Sites.push_back(Result ? Result : S.Sites[Tag]);
  }
  C.Factor = Factors::kindOf(K.Kernel.Idiom);
  C.Solves = !K.Updates.empty() && (K.Kernel.Idiom == "trsv" || K.Kernel.Idiom == "trsm");
  if ((C.Solves || C.Factor != Factors::Kind::None) && !K.Updates.empty())
    C.Form = K.Updates[0];
  // Stages that differ in their strides: what can be replayed is one of them.
  C.OneStage = K.Updates.empty() && S.All[K.Tags[0]].Doubles;
  return C;
}

} // namespace auspex::passes::proof
