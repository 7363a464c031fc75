//===- passes/extract/Body.cpp - SSA values as a kernel's scalar body -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Body.h"

#include "kernels/choice.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"
#include "llvm/IR/PatternMatch.h"

#include <numbers>

using namespace llvm;
using namespace llvm::PatternMatch;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;
using kernels::Fn;
using kernels::NodeRef;
using kernels::NoNode;

static constexpr unsigned MaxDepth = 200;

demand::Type extract::elementType(const Type *T) {
  T = T->getScalarType();
  if (T->isPointerTy())
    return demand::Type::Ptr;
  if (T->isFloatTy())
    return demand::Type::F32;
  if (T->isDoubleTy())
    return demand::Type::F64;
  if (T->isIntegerTy(8))
    return demand::Type::I8;
  if (T->isIntegerTy(16))
    return demand::Type::I16;
  if (T->isIntegerTy(32))
    return demand::Type::I32;
  return T->isIntegerTy(64) ? demand::Type::I64 : demand::Type::Void;
}

bool extract::dependsOnMovingData(const kernels::BodyDag &Dag, NodeRef R) {
  if (Dag.mentionsKind(R, kernels::NodeKind::Opaque) ||
      Dag.mentionsKind(R, kernels::NodeKind::Carried))
    return true;
  return llvm::any_of(Dag.readsOf(R), [&](uint32_t Id) {
    return llvm::any_of(Dag.operand(Id).Levels,
                        [](const kernels::Poly &P) { return P.mentionsAnyIndex(); });
  });
}

void Body::clear() {
  Loads.clear();
  Reduced.clear();
  Lanes.clear();
  Accumulators.clear();
  Parts.clear();
  GuardedByData = Conditional = false;
  Unlike.clear();
  Memo.clear(); // so that what a value stands on is collected again
}

uint32_t Body::scalarId(const Value *V) { return Symbols.scalarNumber(V); }

NodeRef Body::eval(Value *V, const Loop *At) {
  auto Key = std::make_pair(static_cast<const Value *>(V), At);
  if (auto It = Memo.find(Key); It != Memo.end())
    return It->second;
  if (Depth >= MaxDepth)
    return Dag.opaque("body too deep");
  ++Depth;
  NodeRef R = build(V, At);
  --Depth;
  return Memo[Key] = R;
}

/// x != 0
static bool isTruth(const ICmpInst *C) {
  const auto *Zero = dyn_cast<ConstantInt>(C->getOperand(1));
  return C->getPredicate() == ICmpInst::ICMP_NE && Zero && Zero->isZero();
}

NodeRef Body::build(Value *V, const Loop *At) {
  if (auto *C = dyn_cast<ConstantFP>(V)) {
    APFloat X = C->getValueAPF();
    bool Lossy;
    X.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &Lossy);
    return Dag.constant(X.convertToDouble());
  }
  if (auto *C = dyn_cast<ConstantInt>(V))
    return C->getValue().getSignificantBits() <= 64 ? Dag.constant(double(C->getSExtValue()))
                                                    : Dag.opaque("a constant wider than 64 bits");
  if (auto *C = dyn_cast<Constant>(V); C && isVector(C->getType()) && C->getSplatValue())
    return build(C->getSplatValue(), At);
  auto *I = dyn_cast<Instruction>(V);
  if (!I)
    return Dag.scalar(scalarId(V));
  const Loop *L = LI.getLoopFor(I->getParent());
  if (!N.contains(L))
    return Glue.contains(I)                      ? here(I, L)
           : I->getOpcode() == Instruction::FNeg ? Dag.negate(eval(I->getOperand(0), At))
                                                 : Dag.scalar(scalarId(V));
  return At && L->contains(At) ? here(I, L) : leave(I, L, At);
}

/// The value of \p I when control has left the loops from \p L up to the one
/// below \p At.
NodeRef Body::leave(Instruction *I, const Loop *L, const Loop *At) {
  const Loop *Left = L;
  while (N.contains(Left->getParentLoop()) && !(At && Left->getParentLoop()->contains(At)))
    Left = Left->getParentLoop();
  // A merge that only renames.
  if (auto *P = dyn_cast<PHINode>(I); P && P->getParent() != L->getHeader())
    if (Value *Same = P->hasConstantValue(); Same && Same != P)
      return eval(Same, At);
  // The accumulator of the outermost loop that is left: what it becomes is I.
  for (PHINode &P : Left->getHeader()->phis()) {
    const BasicBlock *Latch = Left->getLoopLatch();
    if (!Latch)
      break;
    Value *Next = P.getIncomingValueForBlock(Latch);
    while (auto *Q = dyn_cast<PHINode>(Next)) {
      Value *Same = Q->getNumIncomingValues() == 1 ? Q->getIncomingValue(0) : nullptr;
      if (!Same || Next == I)
        break;
      Next = Same;
    }
    // The truth of a sum is carried, the sum itself leaves.
    if (const auto *T = dyn_cast<ICmpInst>(Next); T && isTruth(T) && T->getOperand(0) == I)
      Next = I;
    if (Next == I || (&P == I && Affine::testsFirst(Left)))
      return reduce(&P, Left);
  }
  // Otherwise the last value; fine where the loops do not change it.
  NodeRef R = eval(I, Left);
  bool Changes = Dag.mentionsKind(R, kernels::NodeKind::Carried) ||
                 Dag.mentionsKind(R, kernels::NodeKind::Index);
  for (uint32_t Id : Dag.readsOf(R))
    Changes |= A.moves(Dag.operand(Id), Left);
  return Changes ? Dag.opaque("the last value of a loop is used") : R;
}

NodeRef Body::reduce(PHINode *P, const Loop *L) {
  if (!Busy.insert(P).second)
    return Dag.opaque("a recurrence through itself");
  const BasicBlock *Latch = L->getLoopLatch();
  Value *Start = nullptr;
  for (unsigned K = 0; K < P->getNumIncomingValues(); ++K)
    if (!L->contains(P->getIncomingBlock(K))) {
      if (Start && Start != P->getIncomingValue(K))
        Start = P; // several: not one initial value
      else if (!Start)
        Start = P->getIncomingValue(K);
    }
  NodeRef R = NoNode;
  if (Latch && Start && Start != P && !A.isSplit(L)) {
    NodeRef Init = eval(Start, L->getParentLoop());
    NodeRef Next = eval(P->getIncomingValueForBlock(Latch), L);
    R = runningSquares(P, L, Init, Next);
    if (R == NoNode)
      R = Dag.reduce(scalarId(P), A.dim(L).Loop, Init, Next);
    if (R == NoNode)
      R = rescaledSum(P, L, Next);
    if (R == NoNode)
      R = runningMean(P, L, Next).Last;
    if (R == NoNode && Dag.mentionsKind(Next, kernels::NodeKind::Opaque))
      R = Dag.opaque(Dag.opaqueReason(Next));
  }
  Busy.erase(P);
  if (R == NoNode)
    return Dag.opaque("a value carried from one iteration to the next is no reduction");
  Reduced.insert(L);
  Accumulators.insert(P);
  return R;
}

/// \p V is loaded, or is one of several that are: nothing is computed with it before.
static bool isLoaded(const Value *V) {
  constexpr size_t MaxValues = 8;
  SmallSetVector<const Value *, 8> Work;
  Work.insert(V);
  for (size_t K = 0; K < Work.size(); ++K) {
    const auto *S = dyn_cast<SelectInst>(Work[K]);
    if (Work.size() > MaxValues || !(S || isa<LoadInst, PHINode>(Work[K])))
      return false;
    if (const auto *P = dyn_cast<PHINode>(Work[K]))
      Work.insert(P->op_begin(), P->op_end());
    else if (S)
      Work.insert(S->op_begin() + 1, S->op_end());
  }
  return true;
}

NodeRef Body::here(Instruction *I, const Loop *L) {
  // Integer arithmetic on indices alone; lanes of vectors are data, also where they are summed
  // behind a loop.
  const bool SumsLanes = Glue.contains(I) && I->getOpcode() == Instruction::Add &&
                         any_of(I->operands(), [](const Use &U) { return isa<ExtractElementInst>(U); });
  if (I->getType()->isIntegerTy() && !I->getType()->isIntegerTy(1) && !SumsLanes &&
      !isa<LoadInst, ExtractElementInst>(I)) {
    kernels::Poly P = A.value(I, L);
    const bool FromData =
        any_of(P.terms(), [](const auto &T) { return any_of(T.first, kernels::isData); });
    if (!P.isBad() && !FromData && (P.mentionsAnyIndex() || P.constant()))
      return Dag.index(P);
    // A merge in the nest, too: what every iteration loads again from one place. What a
    // loop carries on is none.
    if (!P.isBad() && !FromData && (!isa<PHINode>(I) || N.contains(I)))
      return Dag.scalar(scalarId(I));
  }
  if (isa<PHINode>(I) && I->getType()->isPointerTy() && N.contains(I)) {
    const kernels::Operand O = A.address(I, nullptr, L);
    if (!O.Levels.empty() && none_of(O.Levels, [](const auto &P) { return P.mentionsAnyIndex(); }))
      return Dag.scalar(scalarId(I));
  }
  if (auto *P = dyn_cast<PHINode>(I)) {
    if (!L || P->getParent() != L->getHeader())
      return merge(P, L);
    const NodeRef Before = delayed(P, L);
    return Before == NoNode ? Dag.carried(scalarId(P)) : Before;
  }
  if (auto *X = dyn_cast<LoadInst>(I)) {
    // A size that is kept in memory and that nothing here writes.
    if (X->getType()->isIntegerTy() && A.isSettled(X))
      if (const kernels::Poly P = A.value(X, L); !P.isBad() && P.terms().size() == 1)
        return Dag.scalar(scalarId(Sizes.try_emplace(P.terms()[0].first[0], X).first->second));
    return load(X, X->getType(), L);
  }
  if (auto *X = dyn_cast<ShuffleVectorInst>(I))
    return shuffle(X, L);
  if (auto *X = dyn_cast<ExtractElementInst>(I))
    if (const auto *K = dyn_cast<ConstantInt>(X->getIndexOperand());
        K && isVector(X->getVectorOperandType()) && K->getValue().ult(kernels::MaxLanes))
      return lane(X->getVectorOperand(), unsigned(K->getZExtValue()), L);
  // 16 bits in memory that become the upper half of a float are that number, as bfloat16.
  if (Value * Half; match(I, m_BitCast(m_Shl(m_ZExt(m_Value(Half)), m_SpecificInt(16)))) &&
                    I->getType()->isFloatTy() && Half->getType()->isIntegerTy(16) &&
                    isLoaded(Half)) {
    A.Assumptions.insert("integers that become the upper halves of floats are bfloat16");
    Unlike = "its elements are bfloat16";
    return eval(Half, L);
  }
  if (auto *X = dyn_cast<BitCastInst>(I); X && isVector(X->getType())) {
    if (auto *Ld = dyn_cast<LoadInst>(X->getOperand(0)); Ld && standsIn(Ld, L))
      return load(Ld, X->getType(), L);
    if (Value *Before = withoutCasts(X); Before != X)
      return eval(Before, L);
  }
  if (auto *C = dyn_cast<CallBase>(I))
    return call(C, L);
  if (auto *S = dyn_cast<SelectInst>(I)) {
    // Either may be tested first.
    Value *First, *Second;
    const bool All = match(I, m_LogicalAnd(m_Value(First), m_Value(Second)));
    if (All || match(I, m_LogicalOr(m_Value(First), m_Value(Second)))) {
      const NodeRef A = kernels::testedIn(Dag, eval(First, L), false),
                    B = kernels::testedIn(Dag, eval(Second, L), false);
      if (A != NoNode && B != NoNode)
        return Dag.fold(All ? Fn::And : Fn::Or, A, B);
    }
    const NodeRef T = eval(S->getTrueValue(), L), F = eval(S->getFalseValue(), L);
    const NodeRef X = whereItRuns(S->getCondition(), T, F, L);
    return X != NoNode ? X : kernels::choose(Dag, eval(S->getCondition(), L), T, F);
  }
  if (auto *C = dyn_cast<ICmpInst>(I); C && isTruth(C)) {
    // Whether any of them is true is what their disjunction says.
    const NodeRef X = eval(C->getOperand(0), L);
    if (Dag[X].Kind == kernels::NodeKind::Fold && Dag[X].Op == Fn::Or)
      return X;
  }
  if (auto *C = dyn_cast<ICmpInst>(I))
    if (const NodeRef X = signsTested(C, L); X != NoNode)
      return X;
  if (auto *C = dyn_cast<CmpInst>(I))
    return Dag.apply(Fn::Compare, {eval(C->getOperand(0), L), eval(C->getOperand(1), L)},
                     C->getPredicate());
  switch (I->getOpcode()) {
  case Instruction::FNeg:
    return Dag.negate(eval(I->getOperand(0), L));
  case Instruction::SExt:
  case Instruction::ZExt:
  case Instruction::SIToFP:
  case Instruction::UIToFP: {
    const NodeRef X = eval(I->getOperand(0), L);
    // An index is the same in any width.
    const bool IsIndex = Dag[X].Kind == kernels::NodeKind::Index;
    return !IsIndex && isCut(cast<CastInst>(I)) ? Dag.apply(Fn::Mask, {X}, I->getOpcode()) : X;
  }
  case Instruction::Trunc: // arithmetic modulo 2^w: it is the extension that tells
  case Instruction::Freeze:
  case Instruction::FPExt:
  case Instruction::FPTrunc:
    return eval(I->getOperand(0), L);
  case Instruction::FPToSI:
  case Instruction::FPToUI:
    return Dag.apply(Fn::Convert, {eval(I->getOperand(0), L)});
  default:
    if (I->isBinaryOp())
      return binary(I, L);
    return Dag.opaque("an instruction without a normal form: " + std::string(I->getOpcodeName()));
  }
}

/// (i | j) < 0: whether one of several indices is negative, or none of them.
NodeRef Body::signsTested(const ICmpInst *C, const Loop *L) {
  const auto *Zero = dyn_cast<ConstantInt>(C->getOperand(1));
  const auto *Or = dyn_cast<BinaryOperator>(C->getOperand(0));
  if (!Zero || !Or || Or->getOpcode() != Instruction::Or)
    return NoNode;
  const bool Any = C->getPredicate() == ICmpInst::ICMP_SLT && Zero->isZero(),
             None = C->getPredicate() == ICmpInst::ICMP_SGT && Zero->isMinusOne();
  const NodeRef X = eval(C->getOperand(0), L);
  const std::vector<kernels::Term> Terms = Dag.foldTerms(Fn::Or, X);
  if ((!Any && !None) || Terms.size() < 2 || !all_of(Terms, [&](const kernels::Term &T) {
        return T.Factors.size() == 1 && Dag[T.Factors[0]].Kind == kernels::NodeKind::Index;
      }))
    return NoNode;
  NodeRef R = NoNode;
  for (const kernels::Term &T : Terms) {
    const NodeRef Test =
        Dag.apply(Fn::Compare, {T.Factors[0], Dag.constant(Any ? 0 : -1)}, C->getPredicate());
    R = R == NoNode ? Test : Dag.fold(Any ? Fn::Or : Fn::And, R, Test);
  }
  return R;
}

/// What \p Ext widens has lost bits in its own iteration: (uint8_t)(a * b) is not
/// a * b. A sum that a loop below has formed is one in its own type.
bool Body::isCut(const CastInst *Ext) const {
  const auto *X = dyn_cast<Instruction>(Ext->getOperand(0));
  if (!X || LI.getLoopFor(X->getParent()) != LI.getLoopFor(Ext->getParent()))
    return false;
  if (isa<TruncInst>(X))
    return true;
  const bool Signed = isa<SExtInst, SIToFPInst>(Ext);
  const auto *Op = dyn_cast<OverflowingBinaryOperator>(X);
  return Op && !(Signed ? Op->hasNoSignedWrap() : Op->hasNoUnsignedWrap());
}

NodeRef Body::binary(Instruction *I, const Loop *L) {
  const NodeRef X = eval(I->getOperand(0), L), Y = eval(I->getOperand(1), L);
  switch (I->getOpcode()) {
  case Instruction::FAdd:
  case Instruction::Add:
    return Dag.add(X, Y);
  case Instruction::FSub:
  case Instruction::Sub:
    return Dag.add(X, Dag.negate(Y));
  case Instruction::FMul:
  case Instruction::Mul:
    // x * (x > 0)
    for (const auto &[Test, Other] : {std::pair(X, Y), std::pair(Y, X)})
      if (Dag[Test].Kind == kernels::NodeKind::Apply && Dag[Test].Op == Fn::Compare)
        return kernels::choose(Dag, Test, Other, Dag.constant(0));
    return Dag.multiply(X, Y);
  case Instruction::FDiv:
    return Dag.divide(X, Y);
  case Instruction::And:
    return Dag.fold(Fn::And, X, Y);
  case Instruction::Or:
    if (cast<PossiblyDisjointInst>(I)->isDisjoint())
      return Dag.add(X, Y);
    return Dag.fold(Fn::Or, X, Y);
  case Instruction::Xor:
    return Dag.fold(Fn::Xor, X, Y);
  case Instruction::Shl:
    if (const auto *C = dyn_cast<ConstantInt>(I->getOperand(1)); C && C->getValue().ult(63))
      return Dag.multiply(X, Dag.constant(double(uint64_t(1) << C->getZExtValue())));
    [[fallthrough]];
  case Instruction::LShr:
  case Instruction::AShr:
    return Dag.apply(Fn::Shift, {X, Y}, I->getOpcode());
  case Instruction::FRem:
  case Instruction::SRem:
  case Instruction::URem:
    return Dag.apply(Fn::Rem, {X, Y}, I->getOpcode());
  default:
    return Dag.apply(Fn::Div, {X, Y}, I->getOpcode());
  }
}

/// What a loop keeps beside \p Place, a pointer to the best so far: of two recurrences that
/// choose by one comparison one takes the pointers, the other what lies there. The other's
/// next value; null where there is none (std::max_element has both).
static Instruction *keptBeside(const Value *Place) {
  const auto *S = dyn_cast<SelectInst>(Place);
  if (!S)
    return nullptr;
  auto LoadsFrom = [](const Value *V, const Value *Pointer) {
    const auto *Load = dyn_cast<LoadInst>(V);
    return Load && Load->isSimple() && Load->getPointerOperand() == Pointer;
  };
  for (const User *U : S->users()) {
    const auto *P = dyn_cast<PHINode>(U);
    if (!P || P->getNumIncomingValues() != 2)
      continue;
    const unsigned Latch = P->getIncomingValue(1) == S;
    for (const PHINode &F : P->getParent()->phis()) {
      auto *N = dyn_cast<SelectInst>(F.getIncomingValueForBlock(P->getIncomingBlock(Latch)));
      auto IsOf = [&](const Value *V, const Value *Pointer) {
        return Pointer == P ? V == &F : LoadsFrom(V, Pointer);
      };
      if (N && N != S && N->getCondition() == S->getCondition() &&
          IsOf(N->getTrueValue(), S->getTrueValue()) && IsOf(N->getFalseValue(), S->getFalseValue()) &&
          LoadsFrom(F.getIncomingValueForBlock(P->getIncomingBlock(1 - Latch)),
                    P->getIncomingValue(1 - Latch)))
        return N;
    }
  }
  return nullptr;
}

NodeRef Body::load(LoadInst *I, Type *T, const Loop *L) {
  if (I->isVolatile() || I->isAtomic())
    return Dag.opaque("a volatile or atomic read");
  if (T->isVectorTy() && !isVector(T))
    return Dag.opaque("a vector read");
  kernels::Operand O = A.address(I->getPointerOperand(), T, L);
  // Where a loop has found the largest, or where it would begin if it ran.
  if (auto *Merge = dyn_cast<PHINode>(I->getPointerOperand());
      Merge && O.Levels.empty() && Merge->getParent() == I->getParent() &&
      none_of(make_range(Merge->getIterator(), I->getIterator()),
              [](const Instruction &X) { return X.mayWriteToMemory(); })) {
    NodeRef Best = NoNode;
    for (Value *From : Merge->incoming_values()) {
      NodeRef X = NoNode;
      if (Instruction *N = keptBeside(From)) {
        X = eval(N, L);
      } else if (kernels::Operand Start = A.address(From, T, L); !Start.Levels.empty()) {
        Start.Elem = elementType(T);
        if (Describe)
          Describe(Start);
        X = Dag.read(std::move(Start));
      }
      const auto Any = [](uint32_t) { return true; };
      if (X == NoNode || (Best != NoNode && X != Best && !Dag.extends(X, Best, Any) && !Dag.extends(Best, X, Any))) {
        Best = NoNode;
        break;
      }
      if (Best == NoNode || Dag.extends(X, Best, Any))
        Best = X;
    }
    if (Best != NoNode)
      return Best;
  }
  if (O.Levels.empty())
    return Dag.opaque(A.whyNot().empty() ? "an address is not affine in the loops"
                                         : std::string_view(A.whyNot()));
  const Instruction *Packed = Unpack ? Unpack(I, O) : nullptr;
  O.Elem = elementType(T);
  if (isVector(T))
    O.Levels.back() += kernels::Poly::symbol(laneOf(T)) * kernels::Poly(demand::bytesOf(O.Elem));
  if (Describe)
    Describe(O);
  Loads.insert(Packed ? Packed : I);
  return Dag.read(std::move(O));
}

NodeRef Body::call(CallBase *C, const Loop *L) {
  auto Arg = [&](unsigned K) { return eval(C->getArgOperand(K), L); };
  switch (C->getIntrinsicID()) {
  case Intrinsic::fmuladd:
  case Intrinsic::fma:
    return Dag.add(Dag.multiply(Arg(0), Arg(1)), Arg(2));
  case Intrinsic::minnum:
  case Intrinsic::minimum:
  case Intrinsic::minimumnum:
  case Intrinsic::smin:
  case Intrinsic::umin:
    return Dag.fold(Fn::Min, Arg(0), Arg(1));
  case Intrinsic::maxnum:
  case Intrinsic::maximum:
  case Intrinsic::maximumnum:
  case Intrinsic::smax:
  case Intrinsic::umax:
    return Dag.fold(Fn::Max, Arg(0), Arg(1));
  case Intrinsic::fabs:
  case Intrinsic::abs:
    return Dag.apply(Fn::Abs, {Arg(0)});
  case Intrinsic::sqrt:
    return Dag.apply(Fn::Sqrt, {Arg(0)});
  case Intrinsic::exp:
    return Dag.apply(Fn::Exp, {Arg(0)});
  case Intrinsic::exp2:
    return Dag.apply(Fn::Exp, {Dag.multiply(Arg(0), Dag.constant(std::numbers::ln2))});
  case Intrinsic::log:
    return Dag.apply(Fn::Log, {Arg(0)});
  case Intrinsic::log2:
    return Dag.multiply(Dag.apply(Fn::Log, {Arg(0)}), Dag.constant(std::numbers::log2e));
  case Intrinsic::sin:
    return Dag.apply(Fn::Sin, {Arg(0)});
  case Intrinsic::cos:
    return Dag.apply(Fn::Cos, {Arg(0)});
  case Intrinsic::tanh:
    return Dag.apply(Fn::Tanh, {Arg(0)});
  case Intrinsic::pow:
    return Dag.power(Arg(0), Arg(1));
  case Intrinsic::powi:
    return Dag.power(Arg(0), Arg(1));
  case Intrinsic::vector_reduce_fadd:
  case Intrinsic::vector_reduce_add:
  case Intrinsic::vector_reduce_fmax:
  case Intrinsic::vector_reduce_fmin:
  case Intrinsic::vector_reduce_smax:
  case Intrinsic::vector_reduce_smin:
  case Intrinsic::vector_reduce_umax:
  case Intrinsic::vector_reduce_umin:
  case Intrinsic::vector_reduce_or:
    return horizontal(cast<IntrinsicInst>(C), L);
  default:
    break;
  }
  if (isPairwiseProduct(C))
    return pairwiseProducts(C, L);
  // Rounded to an integer, whichever way.
  if (const Function *F = C->getCalledFunction(); F && F->isDeclaration() && C->arg_size() == 1 &&
                                                  C->getType()->isIntegerTy() &&
                                                  C->getArgOperand(0)->getType()->isFloatingPointTy()) {
    StringRef Name = F->getName();
    Name.consume_front("llvm.");
    for (StringRef Rounds : {"lrint", "llrint", "lround", "llround"})
      if (Name == Rounds || Name == (Rounds + "f").str() || Name.starts_with((Rounds + ".").str()))
        return Dag.apply(Fn::Convert, {Arg(0)});
  }
  // The C library's functions, where they are not intrinsics already.
  const Function *F = C->getCalledFunction();
  if (!F || !F->isDeclaration() || C->arg_empty() || !C->getType()->isFloatingPointTy())
    return Dag.opaque("a call");
  StringRef Name = F->getName();
  if (!C->getType()->isDoubleTy() && (Name.ends_with("f") || Name.ends_with("l")))
    Name = Name.drop_back();
  if (Name == "fmin" && C->arg_size() == 2)
    return Dag.fold(Fn::Min, Arg(0), Arg(1));
  if (Name == "fmax" && C->arg_size() == 2)
    return Dag.fold(Fn::Max, Arg(0), Arg(1));
  if (Name == "pow" && C->arg_size() == 2)
    return Dag.power(Arg(0), Arg(1));
  if (Name == "fma" && C->arg_size() == 3)
    return Dag.add(Dag.multiply(Arg(0), Arg(1)), Arg(2));
  auto Function = [&] {
    std::vector<NodeRef> Args;
    for (const Use &U : C->args())
      Args.push_back(eval(U, L));
    return Dag.apply(Fn::Call, std::move(Args), scalarId(F));
  };
  if (C->arg_size() != 1)
    return isMathematical(*C, N.TLI) ? Function() : Dag.opaque("a call");
  if (Name == "expm1")
    return Dag.add(Dag.apply(Fn::Exp, {Arg(0)}), Dag.constant(-1));
  if (Name == "log1p")
    return Dag.apply(Fn::Log, {Dag.add(Arg(0), Dag.constant(1))});
  if (Name == "cosh" || Name == "sinh") {
    const NodeRef Up = Dag.apply(Fn::Exp, {Arg(0)}),
                  Down = Dag.apply(Fn::Exp, {Dag.negate(Arg(0))});
    return Dag.multiply(Dag.constant(0.5), Dag.add(Up, Name == "cosh" ? Down : Dag.negate(Down)));
  }
  if (Name == "erfc")
    return Dag.add(Dag.constant(1), Dag.negate(Dag.apply(Fn::Erf, {Arg(0)})));
  const Fn Op = Name == "sqrt"   ? Fn::Sqrt
                : Name == "fabs" ? Fn::Abs
                : Name == "exp"  ? Fn::Exp
                : Name == "log"  ? Fn::Log
                : Name == "sin"  ? Fn::Sin
                : Name == "cos"  ? Fn::Cos
                : Name == "tanh" ? Fn::Tanh
                : Name == "erf"  ? Fn::Erf
                                 : Fn::Call;
  if (Op != Fn::Call)
    return Dag.apply(Op, {Arg(0)});
  return isMathematical(*C, N.TLI) ? Function() : Dag.opaque("a call");
}

bool Body::isComplexRescue(const Value *V) {
  while (isa<ExtractValueInst, ExtractElementInst, BitCastInst>(V))
    V = cast<Instruction>(V)->getOperand(0);
  const auto *C = dyn_cast<CallBase>(V);
  const Function *F = C ? C->getCalledFunction() : nullptr;
  return F && F->getName().starts_with("__mul") && F->getName().ends_with("c3");
}

/// What \p P becomes when control goes from \p From to \p To: choices between the values
/// that the ways from there bring, by the conditions that are tested on them.
NodeRef Body::along(const BasicBlock *From, const BasicBlock *To, PHINode *P, const Loop *L,
                    unsigned &Steps) {
  if (To == P->getParent()) {
    Value *V = P->getIncomingValueForBlock(From);
    return isa<UndefValue>(V) ? NoNode : eval(V, L);
  }
  const auto *Br = dyn_cast<BranchInst>(To->getTerminator());
  if (!Br || !Steps || LI.getLoopFor(To) != LI.getLoopFor(P->getParent()))
    return Dag.opaque("what is computed is chosen by a condition");
  --Steps;
  return Br->isConditional() ? behind(*Br, P, L, Steps)
                             : along(To, Br->getSuccessor(0), P, L, Steps);
}

/// The same from the condition \p Br on; NoNode where neither way brings a value.
NodeRef Body::behind(const BranchInst &Br, PHINode *P, const Loop *L, unsigned &Steps) {
  const NodeRef T = along(Br.getParent(), Br.getSuccessor(0), P, L, Steps),
                F = along(Br.getParent(), Br.getSuccessor(1), P, L, Steps);
  if (T == F || F == NoNode)
    return T;
  return T == NoNode ? F : kernels::choose(Dag, eval(Br.getCondition(), L), T, F);
}

/// A merge of one value that stays, from several blocks, with one that is computed
/// where a chain of conditions holds (continue, or && between tests).
NodeRef Body::guarded(PHINode *P, const Loop *L) {
  const NodeRef None = Dag.opaque("what is computed is chosen by a condition");
  NodeRef Stays = NoNode, Other = NoNode;
  const BasicBlock *From = nullptr;
  for (unsigned K = 0; K < P->getNumIncomingValues(); ++K) {
    const NodeRef V = eval(P->getIncomingValue(K), L);
    const bool Carried =
        Dag[V].Kind == kernels::NodeKind::Carried || Dag[V].Kind == kernels::NodeKind::Constant;
    if (V == Stays || (Stays == NoNode && Carried)) {
      Stays = V;
    } else if (Other == NoNode) {
      Other = V;
      From = P->getIncomingBlock(K);
    } else {
      return None;
    }
  }
  const DomTreeNode *Top = DT.getNode(P->getParent())->getIDom();
  if (Stays == NoNode || Other == NoNode || !Top)
    return None;
  NodeRef Test = NoNode;
  for (const DomTreeNode *Y = DT.getNode(From); Y != Top; Y = Y->getIDom()) {
    const auto *Br = Y && Y->getIDom()
                         ? dyn_cast<BranchInst>(Y->getIDom()->getBlock()->getTerminator())
                         : nullptr;
    if (!Br || (Br->isConditional() && !Y->getBlock()->getSinglePredecessor()))
      return None;
    if (!Br->isConditional())
      continue;
    const NodeRef C = eval(Br->getCondition(), L);
    if (dependsOnMovingData(Dag, C))
      return None;
    // Which way does not matter to those who ask: only what is compared.
    Test = Test == NoNode ? C : Dag.fold(Fn::And, Test, C);
  }
  return Test == NoNode ? None : kernels::choose(Dag, Test, Other, Stays);
}

/// Of \p X and \p Y the function of a loop's result, where the other is none and \p Cond
/// only asks whether that loop runs; NoNode otherwise.
NodeRef Body::whereItRuns(const Value *Cond, NodeRef X, NodeRef Y, const Loop *L) {
  auto Sums = [&](NodeRef A) {
    return !Dag.collect(A,
                        [](const kernels::Node &N) {
                          return any_of(N.Terms,
                                        [](const kernels::Term &T) { return !T.Over.empty(); });
                        })
                .empty();
  };
  if (Sums(X) == Sums(Y) || Dag.dependsOnData(Sums(X) ? Y : X) || !IsTripTest ||
      none_of(Reduced, [&](const Loop *Sum) { return IsTripTest(Cond, Sum, L); }))
    return NoNode;
  return Sums(X) ? X : Y;
}

/// \p R is made of what \p Sum adds up.
bool Body::sumsOver(NodeRef R, const Loop *Sum) {
  const uint32_t Number = A.dim(Sum).Loop;
  return !Dag.collect(R, [&](const kernels::Node &N) {
               return any_of(N.Terms,
                             [&](const kernels::Term &T) { return is_contained(T.Over, Number); });
             }).empty();
}

NodeRef Body::merge(PHINode *P, const Loop *L) {
  NodeRef R = NoNode;
  // Who decides between the arms.
  const DomTreeNode *Node = DT.getNode(P->getParent());
  const auto *Br = Node && Node->getIDom()
                       ? dyn_cast<BranchInst>(Node->getIDom()->getBlock()->getTerminator())
                       : nullptr;
  if (Br && !Br->isConditional())
    Br = nullptr;
  auto Runs = [&](uint32_t Number) {
    // Loops below the merge may not have run; those around it have.
    for (const Loop *Around = L; Around; Around = Around->getParentLoop())
      if (A.dim(Around).Loop == Number)
        return false;
    return true;
  };
  for (unsigned K = 0; K < P->getNumIncomingValues(); ++K) {
    if (isa<UndefValue>(P->getIncomingValue(K)))
      continue; // poison included: never used
    if (isComplexRescue(P->getIncomingValue(K))) {
      A.Assumptions.insert("complex products meet no infinities");
      continue;
    }
    NodeRef V = eval(P->getIncomingValue(K), L);
    if (R == NoNode || R == V) {
      R = V;
      continue;
    }
    const bool General = Dag.extends(V, R, Runs);
    if (General || Dag.extends(R, V, Runs)) {
      // The loop's result covers that it did not run.
      R = General ? V : R;
      const NodeRef Cond = Br ? eval(Br->getCondition(), L) : NoNode;
      const bool OnData = Br && dependsOnMovingData(Dag, Cond);
      if (OnData || (Br && Dag.mentionsKind(Cond, kernels::NodeKind::Index)))
        if (none_of(Reduced, [&](const Loop *Sum) {
              return IsTripTest && IsTripTest(Br->getCondition(), Sum, L);
            })) {
          GuardedByData |= OnData;
          if (!OnData)
            Parts.insert(Cond);
        }
      continue;
    }
    if (Br && P->getNumIncomingValues() == 2)
      if (const NodeRef X = whereOneIndexDiffers(*Br, P, R, V, L); X != NoNode) {
        R = X;
        continue;
      }
    if (const NodeRef X = Br && P->getNumIncomingValues() == 2
                              ? whereItRuns(Br->getCondition(), R, V, L)
                              : NoNode;
        X != NoNode) {
      R = X;
      continue;
    }
    // Two arms of a condition.
    if (P->getNumIncomingValues() != 2) {
      const NodeRef G = guarded(P, L);
      constexpr unsigned MaxTests = 24;
      unsigned Steps = MaxTests;
      if (!Br || Dag[G].Kind != kernels::NodeKind::Opaque)
        return G;
      const NodeRef X = behind(*Br, P, L, Steps);
      return X == NoNode ? G : X;
    }
    if (!Br)
      return Dag.opaque("what is computed is chosen by a condition");
    const bool FirstIsTrue = bringsFirst(*Br, P);
    // A sum that only one arm forms has not the domain of what it is stored to.
    for (const BasicBlock *Arm : successors(Br->getParent()))
      Conditional |= Arm != P->getParent() && any_of(Reduced, [&](const Loop *Sum) {
                       return DT.dominates(Arm, Sum->getHeader()) &&
                              !(sumsOver(R, Sum) && sumsOver(V, Sum));
                     });
    NodeRef Cond = eval(Br->getCondition(), L);
    return kernels::choose(Dag, Cond, FirstIsTrue ? R : V, FirstIsTrue ? V : R);
  }
  return R == NoNode ? Dag.opaque("an empty merge") : R;
}
