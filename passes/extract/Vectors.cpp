//===- passes/extract/Vectors.cpp - Manual SIMD as strips of a loop ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A vector of N elements is what a loop of N iterations holds: its lane is one more
// index, which moves the addresses of vector loads and stores by one element. Splats do
// not depend on it, a horizontal sum is a reduction over it, one lane is the value at
// that index, and a shuffle that takes every b-th lane from a on puts a + b*lane in its
// place. Intrinsics of the processor that add neighbours are sums of two lanes.
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Body.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;
using kernels::Fn;
using kernels::NodeRef;
using kernels::Poly;

kernels::Sym extract::laneOf(const Type *T) {
  return kernels::indexOf(kernels::FirstLane + cast<FixedVectorType>(T)->getNumElements());
}

kernels::Dim extract::laneDim(const Type *T) {
  kernels::Dim D;
  D.Loop = kernels::loopOf(laneOf(T));
  D.Extent = {Poly(int64_t(cast<FixedVectorType>(T)->getNumElements()))};
  return D;
}

bool extract::isVector(const Type *T) {
  const auto *V = dyn_cast<FixedVectorType>(T);
  return V && V->getNumElements() <= kernels::MaxLanes;
}

Value *extract::withoutCasts(Value *V) {
  while (auto *B = dyn_cast<BitCastInst>(V)) {
    Type *From = B->getSrcTy(), *To = B->getDestTy();
    // Integers of another width share a register with those of this one.
    if (!isVector(From) || !isVector(To) || !From->isIntOrIntVectorTy() ||
        !To->isIntOrIntVectorTy())
      break;
    V = B->getOperand(0);
  }
  return V;
}

/// The mask is A + B*lane in one source: which, where it is.
static std::optional<std::array<int, 3>> affineMask(const ShuffleVectorInst *S) {
  const int Size = int(cast<FixedVectorType>(S->getOperand(0)->getType())->getNumElements());
  const ArrayRef<int> Mask = S->getShuffleMask();
  std::optional<std::pair<int, int>> First, Second; // place and lane
  for (int K = 0; K < int(Mask.size()); ++K)
    if (Mask[K] >= 0) {
      if (!First)
        First = {K, Mask[K]};
      else if (!Second)
        Second = {K, Mask[K]};
    }
  if (!First)
    return std::nullopt;
  const int Source = First->second / Size;
  int B = 0;
  if (Second) {
    const int Run = Second->first - First->first, Rise = Second->second - First->second;
    if (Rise % Run)
      return std::nullopt;
    B = Rise / Run;
  }
  const int A = First->second - Source * Size - B * First->first;
  for (int K = 0; K < int(Mask.size()); ++K)
    if (Mask[K] >= 0 && Mask[K] != Source * Size + A + B * K)
      return std::nullopt;
  return std::array{Source, A, B};
}

/// Lane \p K of \p V.
NodeRef Body::lane(Value *V, unsigned K, const Loop *L) {
  const NodeRef None = Dag.opaque("lanes of a vector are mixed");
  if (Depth > MaxLaneSteps)
    return None;
  if (auto *C = dyn_cast<Constant>(V)) {
    Constant *E = C->getAggregateElement(K);
    return E ? eval(E, L) : None;
  }
  auto *I = dyn_cast<Instruction>(V);
  if (!I)
    return None;
  ++Depth;
  const NodeRef R = laneOfInstruction(I, K, L);
  --Depth;
  return R;
}

/// \p I is evaluated where it stands, not as what a loop leaves.
bool Body::standsIn(const Instruction *I, const Loop *L) const {
  return LI.getLoopFor(I->getParent()) == L && (N.contains(L) || Glue.contains(I));
}

/// Lane \p K of integers that were moved in a register as narrower or wider ones; NoNode where
/// nothing was moved.
NodeRef Body::laneOfCast(BitCastInst *B, unsigned K, const Loop *L) {
  const NodeRef Mixed = Dag.opaque("lanes of a vector are mixed");
  const unsigned From = B->getSrcTy()->getScalarSizeInBits(), To = B->getDestTy()->getScalarSizeInBits();
  auto SizeOf = [](const Value *V) {
    return unsigned(cast<FixedVectorType>(V->getType())->getNumElements());
  };
  if (From > To) {
    // Part K of wider ones, wherever they were moved.
    const unsigned Parts = From / To;
    Value *V = B->getOperand(0);
    for (; auto *S = dyn_cast<ShuffleVectorInst>(V); V = withoutCasts(V)) {
      const int Lane = S->getMaskValue(K / Parts);
      if (Lane < 0)
        return Mixed;
      const unsigned Size = SizeOf(S->getOperand(0));
      V = S->getOperand(unsigned(Lane) / Size);
      K = (unsigned(Lane) % Size) * Parts + K % Parts;
      if (!isVector(withoutCasts(V)->getType()) || V->getType()->getScalarSizeInBits() != From)
        return Mixed;
      if (withoutCasts(V)->getType()->getScalarSizeInBits() == To)
        return lane(withoutCasts(V), K, L);
    }
    if (V == B->getOperand(0))
      return kernels::NoNode;
    const unsigned Count = SizeOf(V) * Parts;
    const auto *Narrow = FixedVectorType::get(B->getDestTy()->getScalarType(), Count);
    return isVector(Narrow) ? atLane(eval(V, L), Narrow, Poly(int64_t(K))) : Mixed;
  }
  auto *S = dyn_cast<ShuffleVectorInst>(B->getOperand(0));
  if (!S || From == To)
    return kernels::NoNode;
  const int Parts = int(To / From), First = S->getMaskValue(K * unsigned(Parts)),
            Size = int(SizeOf(S->getOperand(0)));
  for (int P = 0; P < Parts; ++P)
    if (First < 0 || S->getMaskValue(K * unsigned(Parts) + unsigned(P)) != First + P)
      return Mixed;
  Value *V = S->getOperand(unsigned(First / Size));
  if (const auto *C = dyn_cast<Constant>(V)) {
    for (int P = 0; P < Parts; ++P)
      if (const Constant *E = C->getAggregateElement(unsigned(First % Size + P)); !E || !E->isNullValue())
        return Mixed;
    return Dag.constant(0);
  }
  V = withoutCasts(V);
  const unsigned Lane = unsigned(First % Size / Parts);
  if (First % Parts == 0 && V->getType()->getScalarSizeInBits() == To)
    return lane(V, Lane, L);
  // A register as it is passed on.
  for (User *U : V->users())
    if (auto *Same = dyn_cast<BitCastInst>(U); Same && Same->getType() == B->getType() && First % Parts == 0)
      return lane(Same, Lane, L);
  return Mixed;
}

NodeRef Body::laneOfInstruction(Instruction *I, unsigned K, const Loop *L) {
  if (auto *S = dyn_cast<ShuffleVectorInst>(I)) {
    const int From = S->getMaskValue(K);
    const int Size = int(cast<FixedVectorType>(S->getOperand(0)->getType())->getNumElements());
    return From < 0 ? Dag.opaque("lanes of a vector are mixed")
                    : lane(S->getOperand(From / Size), unsigned(From % Size), L);
  }
  if (auto *X = dyn_cast<InsertElementInst>(I)) {
    const auto *At = dyn_cast<ConstantInt>(X->getOperand(2));
    if (!At)
      return Dag.opaque("lanes of a vector are mixed");
    return At->equalsInt(K) ? eval(X->getOperand(1), L) : lane(X->getOperand(0), K, L);
  }
  if (auto *B = dyn_cast<BitCastInst>(I); B && isVector(B->getSrcTy()) && isVector(B->getDestTy()))
    if (const NodeRef R = laneOfCast(B, K, L); R != kernels::NoNode)
      return R;
  if (standsIn(I, L)) {
    if (I->getOpcode() == Instruction::FAdd || I->getOpcode() == Instruction::Add)
      return Dag.add(lane(I->getOperand(0), K, L), lane(I->getOperand(1), K, L));
    if (auto *C = dyn_cast<CallBase>(I))
      if (const auto Pair = neighbours(C, K))
        return Dag.add(lane(C->getArgOperand(Pair->Argument), Pair->First, L),
                       lane(C->getArgOperand(Pair->Argument), Pair->First + 1, L));
  }
  return atLane(eval(I, L), I->getType(), Poly(int64_t(K)));
}

/// \p R, a vector of type \p T, with \p Place in the place of the lane.
NodeRef Body::atLane(NodeRef R, const Type *T, const Poly &Place) {
  // What is carried on is one value for all lanes here.
  if (Dag.mentionsKind(R, kernels::NodeKind::Carried) && !(Place == Poly::symbol(laneOf(T))))
    return Dag.opaque("lanes of a vector are mixed");
  // Lanes of another width have no place here.
  for (const uint32_t Id : Dag.readsOf(R))
    for (const Poly &Level : Dag.operand(Id).Levels)
      for (const auto &[Symbols, C] : Level.terms())
        if (any_of(Symbols, [&](kernels::Sym S) {
              return kernels::isLane(S) && S != laneOf(T) && !Lanes.contains(kernels::loopOf(S));
            }))
          return Dag.opaque("lanes of a vector are mixed");
  return Dag.substitute(R, laneOf(T), Place);
}

/// Lane \p K of a horizontal addition: two neighbours of one argument.
std::optional<Body::Neighbours> Body::neighbours(const CallBase *C, unsigned K) {
  const Function *F = C->getCalledFunction();
  if (!F || !F->getName().starts_with("llvm.x86.") || !F->getName().contains("hadd") ||
      F->getName().contains("sw"))
    return std::nullopt;
  constexpr unsigned Block = 128;
  const unsigned Wide = Block / C->getType()->getScalarSizeInBits(), Half = Wide / 2;
  const unsigned In = K % Wide, Base = K - In;
  return Neighbours{In >= Half, Base + 2 * (In % Half)};
}

NodeRef Body::shuffle(ShuffleVectorInst *S, const Loop *L) {
  const auto M = affineMask(S);
  if (!M)
    return Dag.opaque("lanes of a vector are mixed");
  const auto [Source, A, B] = *M;
  Value *From = S->getOperand(unsigned(Source));
  if (B == 0)
    return lane(From, unsigned(A), L);
  return atLane(eval(From, L), From->getType(),
                Poly(A) + Poly(B) * Poly::symbol(laneOf(S->getType())));
}

NodeRef Body::horizontal(IntrinsicInst *C, const Loop *L) {
  Fn Op = Fn::Add;
  Value *V = C->getArgOperand(C->arg_size() - 1);
  switch (C->getIntrinsicID()) {
  case Intrinsic::vector_reduce_fadd:
  case Intrinsic::vector_reduce_add:
    break;
  case Intrinsic::vector_reduce_fmax:
  case Intrinsic::vector_reduce_smax:
  case Intrinsic::vector_reduce_umax:
    Op = Fn::Max;
    break;
  case Intrinsic::vector_reduce_fmin:
  case Intrinsic::vector_reduce_smin:
  case Intrinsic::vector_reduce_umin:
    Op = Fn::Min;
    break;
  case Intrinsic::vector_reduce_or:
    Op = Fn::Or;
    break;
  default:
    return Dag.opaque("an instruction without a normal form: a vector reduction");
  }
  const kernels::Dim D = laneDim(V->getType());
  Lanes.insert(D.Loop);
  const NodeRef R = Dag.reduceOver(Op, eval(V, L), D.Loop, double(*D.Extent[0].constant()));
  return C->arg_size() > 1 ? Dag.add(eval(C->getArgOperand(0), L), R) : R;
}

/// a[2k]*b[2k] + a[2k+1]*b[2k+1] in each lane k.
NodeRef Body::pairwiseProducts(CallBase *C, const Loop *L) {
  NodeRef Sum = Dag.constant(0);
  const Poly Lane = Poly::symbol(laneOf(C->getType()));
  if (C->getCalledFunction()->getName().contains("pmadd.ub.sw"))
    A.Assumptions.insert("the sum of two products of bytes fits into 16 bits");
  for (const int64_t K : {0, 1}) {
    NodeRef P = Dag.constant(1);
    for (const Use &U : C->args())
      P = Dag.multiply(P, atLane(eval(U, L), U->getType(), Lane * Poly(2) + Poly(K)));
    Sum = Dag.add(Sum, P);
  }
  return Sum;
}

bool Body::isPairwiseProduct(const CallBase *C) {
  const Function *F = C->getCalledFunction();
  return F && F->getName().starts_with("llvm.x86.") &&
         (F->getName().contains("pmadd.wd") || F->getName().contains("pmaddw.d") ||
          F->getName().contains("pmadd.ub.sw"));
}
