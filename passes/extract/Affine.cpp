//===- passes/extract/Affine.cpp - Addresses and counts as polynomials ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Affine.h"

#include "passes/extract/Body.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;
using kernels::Poly;
using kernels::Sym;

static cl::opt<unsigned> StepsOfFunction(
    "auspex-extract-steps", cl::Hidden, cl::init(400000),
    cl::desc("Steps of address arithmetic for each function, to write its loops as formulas"));

unsigned extract::stepsOfFunction() { return StepsOfFunction; }

/// Index arithmetic narrower than this wraps on purpose.
static constexpr unsigned MinIndexBits = 32;

bool Affine::wrapsOnPurpose(const SCEVCastExpr *S) const {
  return SE.getTypeSizeInBits(S->getOperand()->getType()) < MinIndexBits ||
         SE.getTypeSizeInBits(S->getType()) < MinIndexBits;
}

bool extract::isMathematical(const Instruction &I, const TargetLibraryInfo &TLI) {
  const auto *C = dyn_cast<CallBase>(&I);
  const Function *Rounds = C ? C->getCalledFunction() : nullptr;
  if (Rounds && Rounds->isDeclaration() && C->getType()->isIntegerTy() && C->arg_size() == 1 &&
      C->getArgOperand(0)->getType()->isFloatingPointTy())
    return StringSwitch<bool>(Rounds->getName())
        .Cases({"lrint", "lrintf", "llrint", "llrintf"}, true)
        .Cases({"lround", "lroundf", "llround", "llroundf"}, true)
        .Default(false);
  if (!C || !C->getType()->isFloatingPointTy() ||
      any_of(C->args(), [](const Use &U) { return U->getType()->isPointerTy(); }))
    return false;
  LibFunc L;
  if (C->getMemoryEffects().onlyAccessesErrnoMem() || (TLI.getLibFunc(*C, L) && TLI.has(L)))
    return true;
  // Of the mathematical library, but unknown to LLVM.
  const Function *F = C->getCalledFunction();
  return F && F->isDeclaration() && (F->getName() == "erfc" || F->getName() == "erfcf");
}

bool Nest::contains(const Loop *L) const {
  return L && (!Root || (Root->contains(L) && (Inclusive || L != Root)));
}

bool Nest::contains(const Instruction *I) const { return contains(LI.getLoopFor(I->getParent())); }

Affine::Affine(Function &F, ScalarEvolution &SE, SymbolTable &Symbols, Nest N)
    : SE(SE), Symbols(Symbols), N(N), LI(N.LI) {
  auto Look = [&](const BasicBlock &BB) {
    if (N.contains(LI.getLoopFor(&BB)))
      Here.add(BB, N.TLI);
  };
  if (N.Root)
    for (const BasicBlock *BB : N.Root->blocks())
      Look(*BB);
  else
    for (const BasicBlock &BB : F)
      Look(BB);
}

bool Affine::isFixed(const SCEV *S) const {
  return !SCEVExprContains(S, [&](const SCEV *X) {
    if (const auto *R = dyn_cast<SCEVAddRecExpr>(X))
      return N.contains(R->getLoop());
    const auto *U = dyn_cast<SCEVUnknown>(X);
    const auto *I = U ? dyn_cast<Instruction>(U->getValue()) : nullptr;
    return I && N.contains(I);
  });
}

//===--- Windows cut at the border ------------------------------------------===//

/// A minimum or maximum of two.
static const SCEVMinMaxExpr *choiceOf(const SCEV *S) {
  const auto *E = dyn_cast<SCEVMinMaxExpr>(S);
  return E && E->operands().size() == 2 ? E : nullptr;
}
static bool isMax(const SCEVMinMaxExpr *E) { return isa<SCEVSMaxExpr, SCEVUMaxExpr>(E); }

namespace {
/// Puts an operand of a choice in its place.
struct Chosen : SCEVRewriteVisitor<Chosen> {
  Chosen(ScalarEvolution &SE, function_ref<const SCEV *(const SCEVMinMaxExpr *)> Which)
      : SCEVRewriteVisitor(SE), Which(Which) {}
  const SCEV *visitSMaxExpr(const SCEVSMaxExpr *E) { return one(E); }
  const SCEV *visitUMaxExpr(const SCEVUMaxExpr *E) { return one(E); }
  const SCEV *visitSMinExpr(const SCEVSMinExpr *E) { return one(E); }
  const SCEV *visitUMinExpr(const SCEVUMinExpr *E) { return one(E); }
  const SCEV *one(const SCEVMinMaxExpr *E) { return choiceOf(E) ? Which(E) : E; }
  function_ref<const SCEV *(const SCEVMinMaxExpr *)> Which;
};
} // namespace

/// Of a start that is the larger of two, also as max(r, i) - i or -min(i - r, 0), where one
/// is fixed, the one that holds for the larger part of an outer loop's indices: the fixed
/// one where the other shrinks with them, else the other.
std::optional<Affine::Clip> Affine::clipOf(const SCEV *Start) {
  const SCEVMinMaxExpr *Choice = nullptr;
  bool Several = false;
  auto Look = [&](const SCEV *X) {
    if (const auto *E = choiceOf(X)) {
      Several |= Choice && Choice != E;
      Choice = E;
    }
    return Several;
  };
  SCEVExprContains(Start, Look);
  if (!Choice || Several)
    return std::nullopt;
  auto With = [&](unsigned K) {
    return poly(Chosen(SE, [&](const SCEVMinMaxExpr *E) { return E->operands()[K]; }).visit(Start));
  };
  const Poly P[] = {With(0), With(1)};
  if (P[0].isBad() || P[1].isBad())
    return std::nullopt;
  // Of a minimum, the negative: else it is the smaller of two that the loop starts at.
  const Poly Gap = poly(Choice->operands()[0]) - poly(Choice->operands()[1]);
  if (!(P[0] - P[1] == (isMax(Choice) ? Gap : Poly(0) - Gap)))
    return std::nullopt;
  const unsigned Fixed = P[0].mentionsAnyIndex() ? 1 : 0;
  if (P[Fixed].mentionsAnyIndex() || !P[1 - Fixed].mentionsAnyIndex())
    return std::nullopt;
  bool Shrinks = false;
  for (const auto &[Symbols, C] : P[1 - Fixed].terms()) {
    // Where data decides there is no larger part.
    if (any_of(Symbols, kernels::isData))
      return std::nullopt;
    Shrinks |= C < 0 && any_of(Symbols, kernels::isIndex);
  }
  return Shrinks ? Clip{P[Fixed], P[1 - Fixed]} : Clip{P[1 - Fixed], P[Fixed]};
}

std::optional<Affine::Clip> Affine::clipOf(const Loop *L) {
  for (PHINode &P : L->getHeader()->phis())
    if (P.getType()->isIntegerTy())
      if (const auto *R = dyn_cast<SCEVAddRecExpr>(SE.getSCEV(&P)); R && R->getLoop() == L)
        if (auto C = clipOf(R->getStart()))
          return C;
  return std::nullopt;
}

std::optional<Poly> Affine::clippedAt(const Loop *L) {
  const auto C = clipOf(L);
  return C ? std::optional(C->Inside + indexPoly(L) - C->Border) : std::nullopt;
}

/// \p S as it is inside, where \p L starts at the larger of two.
const SCEV *Affine::unclipped(const SCEV *S, const Loop *L) {
  if (!SCEVExprContains(S, choiceOf))
    return S;
  const auto C = clipOf(L);
  if (!C)
    return S;
  // The same choice, in whatever width and wherever it is counted from.
  return Chosen(SE, [&](const SCEVMinMaxExpr *E) -> const SCEV * {
           for (unsigned K : {0, 1}) {
             const Poly Gap = poly(E->operands()[K]) - poly(E->operands()[1 - K]);
             if ((isMax(E) ? Gap : Poly(0) - Gap) == C->Inside - C->Border)
               return E->operands()[K];
           }
           return E;
         }).visit(S);
}

//===--- Atoms --------------------------------------------------------------===//

Poly Affine::atom(const SCEV *S, bool Unsigned) {
  auto [It, New] = Symbols.Known.try_emplace({S, ""}, Sym(Symbols.Atoms.size()));
  if (New)
    Symbols.Atoms.push_back({S, nullptr, {}, {}, Unsigned});
  return Poly::symbol(It->second);
}

Poly Affine::indexPoly(const Loop *L) {
  if (N.contains(L)) {
    if (const Split *S = splitOf(L))
      return S->row() * S->Size + Poly::symbol(S->Column);
    return Poly::symbol(kernels::indexOf(Symbols.loopNumber(L)));
  }
  auto [It, New] = Symbols.Known.try_emplace({L, "index"}, Sym(Symbols.Atoms.size()));
  if (New)
    Symbols.Atoms.push_back({nullptr, L, {}, {}, false});
  return Poly::symbol(It->second);
}

std::string Affine::keyOf(const Pointer &P) {
  std::string Key;
  for (const Poly &L : P.Levels) {
    Key += '/';
    for (const auto &[M, C] : L.terms()) {
      Key += std::to_string(C);
      for (Sym S : M)
        Key += "*" + std::to_string(S);
      Key += '+';
    }
  }
  return Key;
}

//===--- Integers -----------------------------------------------------------===//

Poly Affine::value(Value *V, const Loop *At) {
  if (!SE.isSCEVable(V->getType()) || !V->getType()->isIntegerTy())
    return Poly::bad();
  const Poly P = leave(poly(SE.getSCEV(V)), At);
  return hasPairs(P) ? Poly::bad() : P;
}

/// The last value of every loop that has been left by the time control is in \p At.
Poly Affine::leave(Poly P, const Loop *At) {
  for (bool Changed = true; Changed && !P.isBad();) {
    Changed = false;
    for (const auto &[M, C] : P.terms()) {
      // Pairs of a loop that has been left have no use.
      if (any_of(M, [&](Sym S) {
            return kernels::isPairs(S) &&
                   !(At && Symbols.Loops[kernels::loopOf(S) - kernels::FirstPairs]->contains(At));
          }))
        return Poly::bad();
      auto It = llvm::find_if(M, [&](Sym S) {
        return kernels::isIndex(S) && !kernels::isPairs(S) && !kernels::isData(S) &&
               !kernels::isLane(S) && !(At && Symbols.Loops[kernels::loopOf(S)]->contains(At));
      });
      if (It == M.end())
        continue;
      const Loop *L = Symbols.Loops[kernels::loopOf(*It)];
      const std::vector<Poly> E = extent(L);
      if (E.size() != 1 || splitOf(L))
        return Poly::bad();
      // Inner counts may mention loops that have been left, too: go on.
      P = P.substitute(*It, testsFirst(L) ? E[0] : E[0] - Poly(1));
      Changed = true;
      break;
    }
  }
  return P;
}

/// \p Gap is a multiple of how often some loop below \p At runs: the distance
/// between a value before that loop and after it.
bool Affine::differByLoopsLeft(const Poly &Gap, const Loop *At) {
  SmallVector<const Loop *, 8> Below;
  if (At)
    Below.append(At->getSubLoops().begin(), At->getSubLoops().end());
  else
    Below.append(LI.begin(), LI.end());
  for (const Loop *L : Below) {
    const std::vector<Poly> E = extent(L);
    if (E.size() == 1 && !E[0].isZero() && Gap.quotient(E[0]))
      return true;
  }
  return false;
}

/// \p S is the lower of two numbers that share a register (a struct that is passed
/// by value): not the same as the whole.
bool Affine::isLowerHalf(const SCEV *S) const {
  const auto *T = dyn_cast<SCEVTruncateExpr>(S);
  const auto *U = T ? dyn_cast<SCEVUnknown>(T->getOperand()) : nullptr;
  return U && any_of(U->getValue()->users(), [&](const User *X) {
           const auto *I = dyn_cast<BinaryOperator>(X);
           const auto *By = I && I->isShift() ? dyn_cast<ConstantInt>(I->getOperand(1)) : nullptr;
           return By && I->getOpcode() != Instruction::Shl &&
                  By->getValue().uge(SE.getTypeSizeInBits(S->getType()));
         });
}

/// One step of address arithmetic. False where no more are to be done: what is too large
/// must not take the compiler's time, what is too deep not its stack.
bool Affine::spend() {
  constexpr unsigned MaxDepth = 400;
  if (Budget && Symbols.Steps && Depth < MaxDepth) {
    --Budget, --Symbols.Steps;
    return true;
  }
  Why = "the nest is too large";
  if (Symbols.GaveUp.empty())
    Symbols.GaveUp =
        !Symbols.Steps ? "the budget of its addresses is spent (-mllvm -auspex-extract-steps=N)"
        : !Budget      ? "a nest of loops whose addresses are too large"
                  : "an index that follows from more than " + std::to_string(MaxDepth) + " others";
  return false;
}

Poly Affine::poly(const SCEV *S) {
  if (!spend())
    return Poly::bad();
  if (auto It = Memo.find(S); It != Memo.end())
    return It->second;
  ++Depth;
  Poly P = polyOf(S);
  --Depth;
  if (Provisional.empty())
    Memo[S] = P;
  return P;
}

Poly Affine::polyOf(const SCEV *S) {
  switch (S->getSCEVType()) {
  case scConstant: {
    const APInt &C = cast<SCEVConstant>(S)->getAPInt();
    return C.getSignificantBits() <= 64 ? Poly(C.getSExtValue()) : Poly::bad();
  }
  case scTruncate:
  case scZeroExtend:
  case scSignExtend: {
    const SCEV *Inner = cast<SCEVCastExpr>(S)->getOperand();
    const bool Wide = !wrapsOnPurpose(cast<SCEVCastExpr>(S));
    // x mod 2^k = x - 2^k * floor(x / 2^k)
    if (const auto *T = dyn_cast<SCEVTruncateExpr>(Inner);
        T && isa<SCEVZeroExtendExpr>(S) && SE.getTypeSizeInBits(Inner->getType()) < MinIndexBits) {
      const SCEV *X = T->getOperand();
      // An int that is known not to be negative: all of it, without its sign.
      if (SE.getTypeSizeInBits(Inner->getType()) == MinIndexBits - 1) {
        auto *Int = IntegerType::get(S->getType()->getContext(), MinIndexBits);
        return poly(SE.getNoopOrSignExtend(SE.getTruncateOrNoop(X, Int), S->getType()));
      }
      const uint64_t Two = uint64_t(1) << SE.getTypeSizeInBits(Inner->getType());
      if (isFixed(X))
        return poly(X) -
               poly(SE.getUDivExpr(X, SE.getConstant(X->getType(), Two))) * Poly(int64_t(Two));
    }
    const SCEV *Plain = Inner;
    while (const auto *C = dyn_cast<SCEVIntegralCastExpr>(Plain))
      Plain = C->getOperand();
    if (const auto *U = dyn_cast<SCEVUnknown>(Plain); N.Gathers && U)
      if (auto *I = dyn_cast<Instruction>(U->getValue()); I && N.contains(I))
        if (Poly P = data(I); !P.isBad())
          return P;
    // Positions in a picture that are kept as int16_t.
    if (const SCEV *Short = Inner; isa<SCEVSignExtendExpr>(S) && !isFixed(S) &&
                                   SE.getTypeSizeInBits(Short->getType()) == MinIndexBits / 2) {
      if (const auto *T = dyn_cast<SCEVTruncateExpr>(Short))
        Short = T->getOperand();
      const Poly P = poly(Short);
      if (!P.isBad() && P.mentionsAnyIndex() &&
          none_of(P.terms(), [](const auto &T) { return any_of(T.first, kernels::isData); })) {
        Assumptions.insert("index arithmetic does not wrap");
        return P;
      }
    }
    if (!Wide || isLowerHalf(S))
      return isFixed(S) ? atom(S, isa<SCEVZeroExtendExpr>(S)) : Poly::bad();
    if (const auto *U = dyn_cast<SCEVUnknown>(Inner))
      return unknown(U->getValue(), Inner, isa<SCEVZeroExtendExpr>(S));
    Poly P = poly(Inner);
    if (!P.isBad() && P.mentionsAnyIndex())
      Assumptions.insert("index arithmetic does not wrap");
    return P;
  }
  case scAddExpr: {
    if (const auto Length = rowLength(S))
      return *Length;
    Poly Sum;
    for (const SCEV *Op : S->operands())
      Sum += poly(Op);
    return Sum;
  }
  case scMulExpr: {
    Poly Product(1);
    for (const SCEV *Op : S->operands())
      Product *= poly(Op);
    if (!Product.isBad() || S->operands().size() != 2)
      return Product;
    // x << 8 and a mask of 32 bits is 2^8 * (x modulo 2^24): as wide as the product.
    const auto *C = dyn_cast<SCEVConstant>(S->operands()[0]);
    const auto *Z = dyn_cast<SCEVIntegralCastExpr>(S->operands()[1]);
    if (!C || !Z || !C->getAPInt().isPowerOf2() ||
        SE.getTypeSizeInBits(Z->getOperand()->getType()) + C->getAPInt().logBase2() < MinIndexBits)
      return Product;
    const SCEV *Inner = Z->getOperand();
    if (const auto *T = dyn_cast<SCEVTruncateExpr>(Inner))
      Inner = T->getOperand();
    Assumptions.insert("index arithmetic does not wrap");
    return poly(C) * poly(Inner);
  }
  case scUDivExpr: {
    const auto *D = cast<SCEVUDivExpr>(S);
    const Poly Q = floorDivide(poly(D->getLHS()), poly(D->getRHS()));
    return !Q.isBad() ? Q : isFixed(S) ? atom(S, true) : Poly::bad();
  }
  case scAddRecExpr: {
    const auto *R = cast<SCEVAddRecExpr>(S);
    if (R->isQuadratic() && N.contains(R->getLoop()) && !splitOf(R->getLoop()))
      return poly(R->getStart()) +
             sumOfSteps(poly(R->getOperand(1)) + poly(R->getOperand(2)) * indexPoly(R->getLoop()),
                        kernels::indexOf(Symbols.loopNumber(R->getLoop())));
    if (!R->isAffine())
      return Poly::bad();
    return poly(unclipped(R->getStart(), R->getLoop())) +
           poly(R->getStepRecurrence(SE)) * indexPoly(R->getLoop());
  }
  case scUMaxExpr:
  case scSMaxExpr:
  case scUMinExpr:
  case scSMinExpr:
  case scSequentialUMinExpr:
    return isFixed(S) ? atom(S, false) : N.Gathers ? clamped(S) : Poly::bad();
  case scPtrToInt: {
    if (isFixed(S))
      return atom(S, false);
    // Loaded again in every iteration from one place: the end of a vector.
    const Pointer At = pointer(cast<SCEVPtrToIntExpr>(S)->getOperand());
    if (At.Levels.empty() || any_of(At.Levels, [](const Poly &P) { return P.mentionsAnyIndex(); }))
      return Poly::bad();
    auto [It, New] =
        Symbols.Known.try_emplace({At.Base, "pointer" + keyOf(At)}, Sym(Symbols.Atoms.size()));
    if (New)
      Symbols.Atoms.push_back({S, nullptr, {}, {}, false});
    return Poly::symbol(It->second);
  }
  case scUnknown:
    return unknown(cast<SCEVUnknown>(S)->getValue(), S, false);
  default:
    return Poly::bad();
  }
}

/// \p S is the distance between two pointers that lie side by side in a row's header, where
/// the nest goes over rows: the end and the beginning of a vector in a vector of them.
std::optional<Poly> Affine::rowLength(const SCEV *S) {
  const LoadInst *Begin = nullptr, *End = nullptr;
  SmallVector<const SCEV *, 2> Rest;
  for (const SCEV *Op : S->operands()) {
    const auto *M = dyn_cast<SCEVMulExpr>(Op);
    const bool Negative = M && M->operands().size() == 2 && M->operands()[0]->isAllOnesValue();
    const auto *P = dyn_cast<SCEVPtrToIntExpr>(Negative ? M->operands()[1] : Op);
    const auto *U = P ? dyn_cast<SCEVUnknown>(P->getOperand()) : nullptr;
    auto *L = U ? dyn_cast<LoadInst>(U->getValue()) : nullptr;
    const LoadInst *&Which = Negative ? Begin : End;
    if (!L || !N.contains(L) || Which)
      Rest.push_back(Op);
    else
      Which = L;
  }
  if (!Begin || !End)
    return std::nullopt;
  const Pointer From = pointer(SE.getSCEV(const_cast<Value *>(Begin->getPointerOperand()))),
                To = pointer(SE.getSCEV(const_cast<Value *>(End->getPointerOperand())));
  if (From.Levels.empty() || From.Base != To.Base || From.Levels.size() != To.Levels.size() ||
      none_of(From.Levels, [](const Poly &P) { return P.mentionsAnyIndex(); }) ||
      !std::equal(From.Levels.begin(), From.Levels.end() - 1, To.Levels.begin()) ||
      !(To.Levels.back() - From.Levels.back()).constant() || !Here.keepRow(*Begin, Assumptions) ||
      !Here.keepRow(*End, Assumptions))
    return std::nullopt;
  Assumptions.insert("the rows of a table have one length");
  // Whichever row: what is left of the place without indices.
  std::string Key = "row";
  for (const Poly &Level : To.Levels)
    Key += "/" + std::to_string(Level.coefficient({}));
  auto [It, New] = Symbols.Known.try_emplace({To.Base, Key}, Sym(Symbols.Atoms.size()));
  if (New) { // found in the loops: no formula before them
    Symbols.Atoms.emplace_back();
    Symbols.Atoms.back().Numerator = Poly::bad();
    Symbols.Atoms.back().Denominator = Poly(1);
  }
  Poly Length = Poly::symbol(It->second);
  for (const SCEV *Op : Rest)
    Length += poly(Op);
  return Length;
}

Poly Affine::unknown(Value *V, const SCEV *S, bool Unsigned) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I)
    return atom(S, Unsigned);
  // x mod c = x - c * (x / c): what is left of a count that is rounded down.
  if (I->getOpcode() == Instruction::SRem || I->getOpcode() == Instruction::URem)
    if (const auto *C = dyn_cast<ConstantInt>(I->getOperand(1));
        C && C->getValue().ugt(1) && isFixed(S)) {
      const SCEV *X = SE.getSCEV(I->getOperand(0));
      const SCEV *Q = SE.getUDivExpr(SE.getMinusSCEV(X, S), SE.getSCEV(I->getOperand(1)));
      if (isa<SCEVUDivExpr>(Q))
        return poly(X) - atom(Q, Unsigned) * Poly(C->getSExtValue());
    }
  if (auto *L = dyn_cast<LoadInst>(I); L && (N.contains(I) ? isSettled(L) : staysInFunction(L))) {
    Pointer At = pointer(SE.getSCEV(L->getPointerOperand()));
    auto [It, New] = Symbols.Known.try_emplace({At.Base, keyOf(At)}, Sym(Symbols.Atoms.size()));
    if (New)
      Symbols.Atoms.push_back({S, nullptr, {}, {}, Unsigned});
    // A load before the loops is one that a formula can be written with.
    else if (!LI.getLoopFor(L->getParent()) && S->getType() == V->getType())
      Symbols.Atoms[It->second].Expr = S;
    return Poly::symbol(It->second);
  }
  if (!N.contains(I)) {
    // Behind a loop of the nest: where its remainder starts.
    if (auto *P = dyn_cast<PHINode>(I); P && mergesLoopsOfNest(P))
      if (Poly V = phi(P); !V.isBad())
        return V;
    return atom(S, Unsigned);
  }
  if (auto *P = dyn_cast<PHINode>(I))
    return phi(P);
  if (auto *F = dyn_cast<FreezeInst>(I))
    return poly(SE.getSCEV(F->getOperand(0)));
  if (auto *L = dyn_cast<LoadInst>(I)) {
    if (N.Gathers)
      return data(L);
    Why = "an address depends on data (indirect access)";
    return Poly::bad();
  }
  if (Poly P = wholeElements(I); !P.isBad())
    return P;
  if (Poly P = divided(I); !P.isBad())
    return P;
  // Division and the like of what does not move.
  if (isa<BinaryOperator>(I) || isa<CmpInst>(I) || isa<SelectInst>(I)) {
    for (Value *Op : I->operands()) {
      const Poly P = value(Op, LI.getLoopFor(I->getParent()));
      if (P.isBad() || P.mentionsAnyIndex())
        return Poly::bad();
    }
    // How many elements lie between two pointers.
    const auto *By = dyn_cast<ConstantInt>(I->getOperand(1));
    if (const auto *E = dyn_cast<PossiblyExactOperator>(I); E && E->isExact() && By && By->getValue().ult(62)) {
      const bool Shifts = I->isShift();
      const int64_t Size = Shifts ? int64_t(1) << By->getZExtValue() : By->getSExtValue();
      return floorDivide(value(I->getOperand(0), LI.getLoopFor(I->getParent())), Poly(Size));
    }
    return atom(S, Unsigned);
  }
  return N.Gathers ? data(I) : Poly::bad();
}

/// \p I, an integer that is computed from loads at affine addresses, as a symbol of its
/// own. Nobody writes to those arrays in the nest: that is for the owner to see to.
Poly Affine::data(Instruction *I) {
  constexpr size_t MaxSteps = 16;
  if (!Loaded.insert(I).second)
    return Poly::bad(); // through itself
  llvm::scope_exit Leave([&] { Loaded.erase(I); });
  SmallVector<Instruction *, 8> Work{I};
  std::vector<kernels::Operand> From;
  for (size_t K = 0; K < Work.size(); ++K) {
    if (Work.size() > MaxSteps)
      return Poly::bad();
    if (auto *L = dyn_cast<LoadInst>(Work[K])) {
      const Pointer At = pointer(SE.getSCEV(L->getPointerOperand()));
      if (L->isVolatile() || L->isAtomic() || At.Levels.empty())
        return Poly::bad();
      kernels::Operand O;
      O.Object = Symbols.objectNumber(At.Base);
      O.Levels = At.Levels;
      addVia(O);
      From.push_back(std::move(O));
      continue;
    }
    const auto *C = dyn_cast<IntrinsicInst>(Work[K]); // clamps and the like
    if (!isa<BinaryOperator, CastInst, FreezeInst, SelectInst, CmpInst>(Work[K]) &&
        !(C && C->doesNotAccessMemory()))
      return Poly::bad();
    for (Value *Op : Work[K]->operands())
      if (auto *X = dyn_cast<Instruction>(Op); X && N.contains(X) && !is_contained(Work, X))
        Work.push_back(X);
  }
  if (From.empty())
    return Poly::bad();
  if (isa<LoadInst>(I))
    return dataAt(pointer(SE.getSCEV(cast<LoadInst>(I)->getPointerOperand())));
  kernels::Operand O = From[0];
  O.Via.insert(O.Via.end(), From.begin() + 1, From.end());
  return dataSymbol(I, "data", std::move(O));
}

/// \p O with all that leads to it.
static size_t sizeOf(const kernels::Operand &O) {
  size_t Sum = 1;
  for (const kernels::Operand &Via : O.Via)
    Sum += sizeOf(Via);
  return Sum;
}

/// The symbol of the integers in \p O.
Poly Affine::dataSymbol(const void *Key, std::string Part, kernels::Operand O) {
  // Each carries what leads to it, so that indices through indices double at every step.
  constexpr size_t MaxVia = 64;
  if (sizeOf(O) > MaxVia) {
    if (Symbols.GaveUp.empty())
      Symbols.GaveUp = "an index through more than " + std::to_string(MaxVia) + " others";
    return Poly::bad();
  }
  auto [It, New] = Symbols.Known.try_emplace(
      {Key, std::move(Part)}, kernels::indexOf(kernels::FirstData + uint32_t(Symbols.Data.size())));
  if (New)
    Symbols.Data.push_back(std::move(O));
  return Poly::symbol(It->second);
}

/// \p S, the smaller or larger of data and bounds, as data of its own.
Poly Affine::clamped(const SCEV *S) {
  std::optional<Sym> From;
  bool Fits = true;
  SCEVExprContains(S, [&](const SCEV *X) {
    if (const auto *R = dyn_cast<SCEVAddRecExpr>(X))
      Fits &= !N.contains(R->getLoop());
    const auto *U = dyn_cast<SCEVUnknown>(X);
    auto *I = U ? dyn_cast<Instruction>(U->getValue()) : nullptr;
    if (!I || !N.contains(I))
      return false;
    const Poly P = data(I);
    const bool IsData = P.terms().size() == 1 && P.terms().begin()->first.size() == 1 &&
                        kernels::isData(P.terms().begin()->first[0]);
    Fits &= IsData;
    if (IsData)
      From = P.terms().begin()->first[0];
    return false;
  });
  if (!Fits || !From)
    return Poly::bad();
  return dataSymbol(S, "clamped", Symbols.Data[kernels::loopOf(*From) - kernels::FirstData]);
}

/// What is loaded from \p At: known by its address.
Poly Affine::dataAt(const Pointer &At) {
  kernels::Operand O;
  O.Object = Symbols.objectNumber(At.Base);
  O.Levels = At.Levels;
  addVia(O);
  return dataSymbol(At.Base, "data" + keyOf(At), std::move(O));
}

void Affine::addVia(kernels::Operand &O) const {
  std::set<Sym> Seen;
  for (const Poly &L : O.Levels)
    for (const auto &[M, C] : L.terms())
      for (Sym S : M)
        if (kernels::isData(S) && Seen.insert(S).second)
          O.Via.push_back(Symbols.Data[kernels::loopOf(S) - kernels::FirstData]);
}

/// \p P, outside of the nest, merges what a loop of the nest ends with.
bool Affine::mergesLoopsOfNest(const PHINode *P) {
  const Loop *L = LI.getLoopFor(P->getParent());
  if (L && L->getHeader() == P->getParent())
    return false;
  if (any_of(P->incoming_values(),
             [&](Value *V) { return SE.isSCEVable(V->getType()) && !isFixed(SE.getSCEV(V)); }))
    return true;
  // What the loop's counter has become may be known: 0, or all of n where it ran.
  return !N.Root && any_of(P->blocks(), [&](const BasicBlock *From) {
    const BasicBlock *Exit = From->getSinglePredecessor();
    const Loop *Left = LI.getLoopFor(Exit && LI.getLoopFor(From) == L ? Exit : From);
    return Left && Left != L && (!L || L->contains(Left));
  });
}
