//===- passes/trace/Tracer.cpp - Executes IR and keeps what it computed ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/trace/Tracer.h"

#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/GetElementPtrTypeIterator.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/xxhash.h"

#include <bit>
#include <cmath>

using namespace llvm;
using namespace auspex::passes::trace;
using auspex::kernels::trace::Op;
using auspex::kernels::trace::Place;

namespace {

constexpr uint64_t spread(uint64_t X) {
  X += 0x9e3779b97f4a7c15;
  X = (X ^ (X >> 30)) * 0xbf58476d1ce4e5b9;
  X = (X ^ (X >> 27)) * 0x94d049bb133111eb;
  return X ^ (X >> 31);
}
uint64_t keyIn(uint64_t Object, int64_t Offset) {
  return spread(Object ^ spread(uint64_t(Offset)));
}

/// A number between 1/4 and 1 that \p Key chooses.
double realFor(uint64_t Key) { return 0.25 + 0.75 * double(spread(Key) >> 11) * 0x1p-53; }

} // namespace

Tracer::Tracer(const Function &F, const Plan &P, CodeCache &Codes, uint64_t MaxSteps)
    : F(F), DL(F.getDataLayout()), P(P), MaxSteps(MaxSteps), Codes(Codes) {
  Mem.Initial = [this](uint64_t Address, Type *T, unsigned Bytes) {
    return initial(Address, T, Bytes);
  };
}
Tracer::~Tracer() = default;

bool Tracer::run(uint32_t Calls) {
  T.Calls = Calls;
  for (Call = 0; Call < Calls; ++Call) {
    std::vector<Val> Args;
    for (const Argument &A : F.args()) {
      Type *Ty = A.getType();
      const uint64_t Key = spread(A.getArgNo() + 1);
      if (Ty->isPointerTy()) {
        auto End = P.Ends.find(Key);
        Args.push_back(Val::integer(End == P.Ends.end() ? Mem.objectOf(Key, false)
                                                        : Mem.objectOf(End->second.first, false) +
                                                              uint64_t(End->second.second)));
        Pointers.try_emplace(Key, 0, int64_t(A.getArgNo()));
        continue;
      }
      auto Lane = [&](Type *Of, unsigned K) {
        Place At{0, int64_t(A.getArgNo()) * ParameterStep + K, uint8_t(DL.getTypeStoreSize(Of)),
                 Of->isFloatingPointTy()};
        return fresh(keyIn(Key, K), 0, At.Offset, Of, At);
      };
      if (auto *V = dyn_cast<FixedVectorType>(Ty)) {
        std::vector<Val> Lanes;
        for (unsigned K = 0; K < V->getNumElements(); ++K)
          Lanes.push_back(Lane(V->getElementType(), K));
        Args.push_back(Val::many(std::move(Lanes)));
      } else if (Ty->isFloatingPointTy() || (Ty->isIntegerTy() && Ty->getIntegerBitWidth() <= 64)) {
        Args.push_back(Lane(Ty, 0));
      } else {
        return stop("a parameter of a type that is not modelled");
      }
    }
    Val Result;
    if (!call(F, std::move(Args), Result, 0))
      return false;
    Type *R = F.getReturnType();
    if (Result.K == Val::Many)
      returnParts(R, Result);
    if (R->isFloatingPointTy() || (R->isIntegerTy() && !Mem.isAddress(Result.I)))
      T.Results.push_back(numberOf(Result, R));
  }
  for (const auto &[Key, From] : Pointers)
    if (auto Row = ObjectNumbers.find(Key); Row != ObjectNumbers.end() && From.first)
      T.Rows[Row->second] = {numberOf(From.first), From.second / int64_t(DL.getPointerSize())};
  Mem.forEachCell([&](uint64_t Address, unsigned Bytes, const Val &V) {
    const Object *O = Mem.objectAt(Address);
    if (!O || O->Stack)
      return;
    if (V.K == Val::Real || (V.K == Val::Int && !Mem.isAddress(V.I)))
      T.Final[placeOf(Address, Bytes, V.K == Val::Real)] = V.K == Val::Real ? V.N
                                                           : V.N != None
                                                               ? V.N
                                                               : T.G.constant(double(int64_t(V.I)));
    if (auto S = Sources.find(keyIn(O->Key, Mem.offsetOf(Address))); S != Sources.end())
      S->second.Roles |= Written;
  });
  return true;
}

/// A small structure comes back in registers: its numbers are what was written.
void Tracer::returnParts(Type *Ty, const Val &V, int64_t Offset) {
  for (size_t K = 0; V.Parts && K < V.Parts->size(); ++K) {
    const Val &Part = (*V.Parts)[K];
    Type *E = nullptr;
    int64_t At = Offset;
    if (auto *S = dyn_cast<StructType>(Ty)) {
      E = S->getElementType(unsigned(K));
      At += int64_t(DL.getStructLayout(S)->getElementOffset(unsigned(K)));
    } else {
      E = Ty->isArrayTy() ? Ty->getArrayElementType() : cast<VectorType>(Ty)->getElementType();
      At += int64_t(K * DL.getTypeAllocSize(E));
    }
    if (Part.K == Val::Many)
      returnParts(E, Part, At);
    else if (Part.K == Val::Real)
      T.Final[{Place::Returned, At, uint8_t(DL.getTypeStoreSize(E)), true}] = Part.N;
  }
}

Code &Tracer::codeOf(const Function &Fn) {
  auto &C = Codes[&Fn];
  if (C)
    return *C;
  C = std::make_unique<Code>();
  for (const Argument &A : Fn.args())
    C->Slots.try_emplace(&A, unsigned(C->Slots.size()));
  for (const BasicBlock &BB : Fn)
    for (const Instruction &I : BB)
      C->Slots.try_emplace(&I, unsigned(C->Slots.size()));
  return *C;
}

bool Tracer::call(const Function &Fn, std::vector<Val> Args, Val &Result, unsigned Depth) {
  constexpr unsigned MaxDepth = 32;
  if (Depth > MaxDepth) {
    TooDeep = true;
    return stop("calls nest too deep");
  }
  Code &C = codeOf(Fn);
  Frame Fr{Fn, C, std::vector<Val>(C.Slots.size())};
  if (Args.size() < Fn.arg_size())
    return stop("arguments are missing");
  for (const Argument &A : Fn.args())
    Fr.Values[C.Slots[&A]] = std::move(Args[A.getArgNo()]);
  const BasicBlock *From = nullptr;
  for (const BasicBlock *BB = &Fn.getEntryBlock();;) {
    SmallVector<std::pair<unsigned, Val>, 8> Phis;
    for (const PHINode &Phi : BB->phis())
      Phis.emplace_back(C.Slots[&Phi], get(Fr, Phi.getIncomingValueForBlock(From)));
    for (auto &[Slot, V] : Phis)
      Fr.Values[Slot] = std::move(V);
    Steps += Phis.size();
    for (const Instruction &I : *BB) {
      if (isa<PHINode>(I))
        continue;
      if (++Steps > MaxSteps || T.G.isFull())
        return stop("the budget is spent");
      if (I.isTerminator())
        break;
      if (!execute(Fr, I, Depth) || Reason)
        return stop("not modelled");
    }
    const Instruction *End = BB->getTerminator();
    From = BB;
    if (const auto *R = dyn_cast<ReturnInst>(End)) {
      if (R->getReturnValue())
        Result = get(Fr, R->getReturnValue());
      return !Reason;
    }
    if (const auto *Br = dyn_cast<BranchInst>(End)) {
      if (Br->isUnconditional()) {
        BB = Br->getSuccessor(0);
      } else {
        const Val Test = get(Fr, Br->getCondition());
        branchOn(Fr, *Br, Test);
        BB = Br->getSuccessor(Test.I & 1 ? 0 : 1);
      }
    } else if (const auto *S = dyn_cast<SwitchInst>(End)) {
      const Val On = get(Fr, S->getCondition());
      branchOn(Fr, *S, On);
      BB = S->getDefaultDest();
      for (const auto &Case : S->cases())
        if (Case.getCaseValue()->getZExtValue() == On.I)
          BB = Case.getCaseSuccessor();
    } else if (const auto *In = dyn_cast<InvokeInst>(End)) {
      if (!callInstruction(Fr, *In, Depth))
        return stop("not modelled");
      BB = In->getNormalDest();
    } else {
      return stop("a way out that is not modelled");
    }
    if (Reason)
      return false;
  }
}

Val Tracer::get(Frame &Fr, const Value *V) {
  if (const auto *C = dyn_cast<Constant>(V))
    return constant(C);
  auto It = Fr.C.Slots.find(V);
  return It == Fr.C.Slots.end() ? Val{} : Fr.Values[It->second];
}

Val Tracer::constant(const Constant *C) {
  if (const auto *I = dyn_cast<ConstantInt>(C); I && !C->getType()->isVectorTy())
    return I->getBitWidth() > 64 ? Val{} : Val::integer(I->getZExtValue());
  if (auto It = Constants.find(C); It != Constants.end())
    return It->second;
  const Val V = makeConstant(C); // which may make others
  return Constants[C] = V;
}

Val Tracer::makeConstant(const Constant *C) {
  Type *Ty = C->getType();
  if (const auto *R = dyn_cast<ConstantFP>(C); R && !Ty->isVectorTy()) {
    APFloat A = R->getValueAPF();
    bool Loses;
    A.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &Loses);
    return Val::real(T.G.constant(A.convertToDouble()));
  }
  if (isa<ConstantPointerNull>(C))
    return Val::integer(0);
  if (const auto *G = dyn_cast<GlobalVariable>(C)) {
    return Val::integer(Mem.objectOf(spread(xxh3_64bits(G->getName())), false, G));
  }
  if (const auto *V = dyn_cast<FixedVectorType>(Ty)) {
    std::vector<Val> Parts;
    for (unsigned K = 0; K < V->getNumElements(); ++K) {
      const Constant *E = C->getAggregateElement(K);
      Parts.push_back(E ? constant(E) : Val{});
    }
    return Val::many(std::move(Parts));
  }
  if (Ty->isStructTy() || Ty->isArrayTy()) {
    const unsigned N = Ty->isStructTy() ? Ty->getStructNumElements() : Ty->getArrayNumElements();
    if (N > 64)
      return {};
    std::vector<Val> Parts;
    for (unsigned K = 0; K < N; ++K) {
      const Constant *E = C->getAggregateElement(K);
      Parts.push_back(E ? constant(E) : Val{});
    }
    return Val::many(std::move(Parts));
  }
  if (isa<UndefValue>(C))
    return Ty->isFloatingPointTy() ? Val::real(T.G.constant(0)) : Val::integer(0);
  if (Ty->isPointerTy()) {
    APInt Offset(64, 0);
    const Value *Base = C->stripAndAccumulateConstantOffsets(DL, Offset, true);
    if (const auto *G = dyn_cast<GlobalVariable>(Base)) {
      Val V = constant(G);
      V.I += Offset.getZExtValue();
      return V;
    }
  }
  if (isa<Function>(C))
    return Val::integer(Mem.objectOf(spread(xxh3_64bits(C->getName()) + 1), false));
  stop("a constant that is not modelled");
  return {};
}

//===--- Sources ------------------------------------------------------------===//

uint32_t Tracer::numberOf(uint64_t ObjectKey) {
  return ObjectNumbers.try_emplace(ObjectKey, uint32_t(ObjectNumbers.size() + 1)).first->second;
}

DenseSet<uint64_t> Tracer::arrays(size_t Least) const {
  DenseMap<uint32_t, size_t> Count;
  for (const Place &P : T.Inputs)
    Count[P.Object] += P.Object && P.Real;
  DenseSet<uint64_t> Out;
  for (const auto &[Key, Number] : ObjectNumbers)
    if (Count.lookup(Number) >= Least)
      Out.insert(Key);
  return Out;
}

Place Tracer::placeOf(uint64_t Address, unsigned Bytes, bool Real) const {
  const Object *O = Mem.objectAt(Address);
  if (!O)
    return {};
  return {const_cast<Tracer *>(this)->numberOf(O->Key), Mem.offsetOf(Address), uint8_t(Bytes), Real,
          O->Own};
}

Val Tracer::fresh(uint64_t Key, uint64_t Object, int64_t Offset, Type *Ty, Place At) {
  if (Ty->isFloatingPointTy()) {
    T.Inputs.push_back(At);
    T.CallOf.push_back(Call);
    const double Size = Object && P.Loud.contains(Object) ? Plan::Loudness : 1;
    return Val::real(T.G.input(Size * realFor(Key + Call)));
  }
  const unsigned Bits = Ty->getIntegerBitWidth();
  Source &S = Sources.try_emplace(Key, Source{Key, Object, Offset, At.Bytes}).first->second;
  (void)S;
  if (auto It = P.Values.find(Key); It != P.Values.end())
    return Val::integer(uint64_t(It->second) &
                        (Bits == 64 ? ~uint64_t(0) : (uint64_t(1) << Bits) - 1));
  if (Bits == 1)
    return Val::integer(0);
  const uint64_t I = Object ? 3 + spread(Key + Call) % 6 : uint64_t(P.Default);
  T.Inputs.push_back(At);
  T.CallOf.push_back(Call);
  const Ref N = T.G.input(double(I));
  SourceOf[uint32_t(T.Inputs.size() - 1)] = Key;
  return Val::integer(I, N);
}

Val Tracer::initial(uint64_t Address, Type *Ty, unsigned Bytes) {
  const Object *O = Mem.objectAt(Address);
  if (!O)
    return {};
  const bool Real = Ty->isFloatingPointTy();
  if (O->Own)
    return Real ? Val::real(T.G.constant(0)) : Val::integer(0);
  const int64_t Offset = Mem.offsetOf(Address);
  if (O->Global && O->Global->hasInitializer() &&
      !(O->Global->isInterposable() && O->Global->isConstant())) {
    Constant *C = ConstantFoldLoadFromConst(const_cast<Constant *>(O->Global->getInitializer()), Ty,
                                            APInt(64, uint64_t(Offset), true), DL);
    if (C && (O->Global->isConstant() || !C->isNullValue()) && !isa<UndefValue>(C))
      return constant(C);
    if (O->Global->isConstant())
      return {};
  }
  if (auto It = Made.find({Address, Bytes});
      It != Made.end() && (It->second.K == Val::Real) == Real)
    return It->second;
  Val V;
  if (Ty->isPointerTy()) {
    // A list whose every element points to another has no end.
    constexpr size_t MaxPointers = 512;
    if (Pointers.size() > MaxPointers) {
      stop("too many pointers");
      return {};
    }
    const uint64_t Key = keyIn(O->Key ^ 1, Offset);
    auto End = P.Ends.find(Key);
    Pointers.try_emplace(Key, O->Key, Offset);
    V = Val::integer(End == P.Ends.end()
                         ? Mem.objectOf(Key, false)
                         : Mem.objectOf(End->second.first, false) + uint64_t(End->second.second));
  } else if (Real || (Ty->isIntegerTy() && Ty->getIntegerBitWidth() <= 64)) {
    const uint64_t Key = keyIn(O->Key, Offset);
    V = fresh(Key, O->Key, Offset, Ty, placeOf(Address, Bytes, Real));
  } else {
    return {};
  }
  Made[{Address, Bytes}] = V;
  return V;
}

void Tracer::use(const Val &V, Role R) {
  if (V.N != None)
    use(V.N, R);
}

void Tracer::use(Ref N, Role R) {
  if (!Used.insert({N, unsigned(R)}).second)
    return;
  bool Real = false;
  constexpr size_t Many = 64; // sums of data, not counts
  const std::vector<uint32_t> Below = T.G.inputsOf(N, 4 * Many);
  Steps += Below.size() / 4;
  for (uint32_t K : Below) {
    Real |= T.Inputs[K].Real;
    if (auto It = SourceOf.find(K); It != SourceOf.end() && Below.size() <= Many)
      Sources[It->second].Roles |= R;
  }
  if (R == Address && Real)
    T.RealIndices.push_back(N);
}

/// The upper bits of \p N are taken: of a sum of integers a position with a fraction.
void Tracer::shift(Ref N, unsigned Bits) {
  constexpr unsigned Least = 8;
  constexpr size_t Few = 16;
  if (Bits < Least || !Used.insert({N, 256 + Bits}).second)
    return;
  for (uint32_t K : T.G.inputsOf(N, Few))
    if (auto It = SourceOf.find(K); It != SourceOf.end()) {
      auto &Fraction = Sources[It->second].Fraction;
      Fraction = std::max(Fraction, uint8_t(Bits));
    }
}

/// Two addresses are compared or subtracted: one array's begin and end.
void Tracer::meet(uint64_t A, uint64_t B) {
  const Object *X = Mem.objectAt(A), *Y = Mem.objectAt(B);
  if (!X || !Y || X == Y || X->Own || Y->Own)
    return;
  auto PX = Pointers.find(X->Key), PY = Pointers.find(Y->Key);
  if (PX == Pointers.end() || PY == Pointers.end())
    return;
  constexpr int64_t ArrayBytes = 128;
  const bool Forward = PX->second < PY->second;
  const Object *Begin = Forward ? X : Y, *End = Forward ? Y : X;
  auto &Bytes = NewEnds.try_emplace(End->Key, Begin->Key, ArrayBytes).first->second.second;
  // Where it walks by elements that do not fit, the array holds one of them.
  const int64_t Step = Mem.offsetOf(Forward ? A : B);
  if (Step > 0 && Stepped.insert(End->Key).second && Step < ArrayBytes && Bytes % Step)
    Bytes = Step;
}

//===--- Values -------------------------------------------------------------===//

/// Both parts of a number are taken: a digit and a carry, not a number that is rounded.
bool Tracer::isDigit(Ref N, unsigned Bits, bool IsUpper) {
  (IsUpper ? Upper : Lower).insert({N, Bits});
  if (!(IsUpper ? Lower : Upper).contains({N, Bits}))
    return false;
  // Or a position and its fraction, of what is passed as a parameter.
  shift(N, Bits);
  constexpr size_t Few = 16;
  const std::vector<uint32_t> Below = T.G.inputsOf(N, Few);
  if (llvm::all_of(Below, [&](uint32_t K) { return !T.Inputs[K].Object; }))
    use(N, Address);
  return true;
}

static int64_t signedOf(uint64_t I, unsigned Bits) {
  return Bits >= 64 ? int64_t(I) : int64_t(I << (64 - Bits)) >> (64 - Bits);
}
static uint64_t masked(uint64_t I, unsigned Bits) {
  return Bits >= 64 ? I : I & ((uint64_t(1) << Bits) - 1);
}

Ref Tracer::numberOf(const Val &V, Type *Ty) {
  if (V.N != None)
    return V.N;
  if (V.K != Val::Int)
    return T.G.constant(0);
  return T.G.constant(double(signedOf(V.I, Ty->isIntegerTy() ? Ty->getIntegerBitWidth() : 64)));
}

Val Tracer::each(Type *Ty, const Val &A, const Val &B,
                 function_ref<Val(const Val &, const Val &)> Do) {
  const auto *V = dyn_cast<FixedVectorType>(Ty);
  if (!V)
    return Do(A, B);
  std::vector<Val> Parts;
  for (unsigned K = 0; K < V->getNumElements(); ++K) {
    auto Lane = [K](const Val &X) {
      return X.K == Val::Many && K < X.Parts->size() ? (*X.Parts)[K] : X.K == Val::Many ? Val{} : X;
    };
    Parts.push_back(Do(Lane(A), Lane(B)));
  }
  return Val::many(std::move(Parts));
}

Val Tracer::binary(unsigned Opcode, const Val &A, const Val &B, Type *Ty, bool Disjoint) {
  auto &G = T.G;
  if (Ty->isFloatingPointTy()) {
    const Ref X = numberOf(A, Ty), Y = numberOf(B, Ty);
    switch (Opcode) {
    case Instruction::FAdd:
      return Val::real(G.make(Op::Add, X, Y));
    case Instruction::FSub:
      return Val::real(G.make(Op::Sub, X, Y));
    case Instruction::FMul:
      return Val::real(G.make(Op::Mul, X, Y));
    case Instruction::FDiv:
      return Val::real(G.make(Op::Div, X, Y));
    default:
      return Val::real(G.opaque(X, Y, std::fmod(G[X].Value, G[Y].Value)));
    }
  }
  if (!Ty->isIntegerTy() || Ty->getIntegerBitWidth() > 64) {
    stop("integers of more than 64 bits");
    return {};
  }
  const unsigned Bits = Ty->getIntegerBitWidth();
  const uint64_t X = A.I, Y = B.I;
  const int64_t SX = signedOf(X, Bits), SY = signedOf(Y, Bits);
  uint64_t R = 0;
  switch (Opcode) {
  case Instruction::Add:
    R = X + Y;
    break;
  case Instruction::Sub:
    if (Mem.isAddress(X) && Mem.isAddress(Y) && Bits == 64)
      meet(X, Y);
    R = X - Y;
    break;
  case Instruction::Mul:
    R = X * Y;
    break;
  case Instruction::Shl:
    R = Y < Bits ? X << Y : 0;
    break;
  case Instruction::LShr:
    R = Y < Bits ? X >> Y : 0;
    break;
  case Instruction::AShr:
    R = uint64_t(SX >> (Y < Bits ? Y : Bits - 1));
    break;
  case Instruction::And:
    R = X & Y;
    break;
  case Instruction::Or:
    R = X | Y;
    break;
  case Instruction::Xor:
    R = X ^ Y;
    break;
  default:
    if (Y == 0 || (SY == -1 && SX == INT64_MIN)) {
      stop("division by zero");
      return {};
    }
    R = Opcode == Instruction::UDiv   ? X / Y
        : Opcode == Instruction::SDiv ? uint64_t(SX / SY)
        : Opcode == Instruction::URem ? X % Y
                                      : uint64_t(SX % SY);
  }
  R = masked(R, Bits);
  if (A.N == None && B.N == None)
    return Val::integer(R);
  const Ref NA = numberOf(A, Ty), NB = numberOf(B, Ty);
  if (Mem.isAddress(R)) {
    use(A, Address);
    use(B, Address);
    return Val::integer(R);
  }
  auto Unknown = [&] { return Val::integer(R, G.opaque(NA, NB, double(signedOf(R, Bits)))); };
  switch (Opcode) {
  case Instruction::Add:
    return Val::integer(R, G.make(Op::Add, NA, NB));
  case Instruction::Sub:
    return Val::integer(R, G.make(Op::Sub, NA, NB));
  case Instruction::Mul:
    return Val::integer(R, G.make(Op::Mul, NA, NB));
  case Instruction::Shl:
  case Instruction::LShr:
  case Instruction::AShr: {
    if (B.N != None) {
      use(B, Amount);
      return Unknown();
    }
    if (Opcode != Instruction::Shl && isDigit(NA, unsigned(Y), true)) {
      stop("digits and carries");
      return {};
    }
    if (Opcode != Instruction::Shl)
      shift(NA, unsigned(Y));
    const Ref By = G.constant(std::ldexp(1.0, int(Y)));
    return Val::integer(R, G.make(Opcode == Instruction::Shl ? Op::Mul : Op::Div, NA, By));
  }
  case Instruction::UDiv:
  case Instruction::SDiv:
    use(B, Divisor);
    return Val::integer(R, G.make(Op::Div, NA, NB));
  case Instruction::URem:
  case Instruction::SRem:
    use(B, Divisor);
    return Unknown();
  case Instruction::And:
    use(B, Mask);
    if (B.N == None && isPowerOf2_64(Y + 1) && isDigit(NA, Log2_64(Y + 1), false)) {
      stop("digits and carries");
      return {};
    }
    // A mask that takes nothing away.
    return B.N == None && R == X && Bits > 1 ? A : Unknown();
  case Instruction::Or:
    return Disjoint ? Val::integer(R, G.make(Op::Add, NA, NB)) : Unknown();
  case Instruction::Xor:
    if (B.N == None && SY == -1 && Bits > 1)
      return Val::integer(R, G.make(Op::Sub, G.constant(-1), NA));
    // The sign bit turned round: a half of the range is added.
    if (B.N == None && Bits > 1 && Y == uint64_t(1) << (Bits - 1))
      return Val::integer(R, G.make(Op::Add, NA, G.constant(std::ldexp(1.0, int(Bits) - 1))));
    return Unknown();
  default:
    return Unknown();
  }
}

Val Tracer::cast(unsigned Opcode, const Val &A, Type *From, Type *To) {
  auto &G = T.G;
  switch (Opcode) {
  case Instruction::Trunc:
  case Instruction::ZExt:
  case Instruction::SExt: {
    const unsigned Bits = From->getIntegerBitWidth(), Wide = To->getIntegerBitWidth();
    if (Wide > 64 || Bits > 64) {
      stop("integers of more than 64 bits");
      return {};
    }
    if (Opcode == Instruction::Trunc && A.N != None && Wide > 1 && isDigit(A.N, Wide, false)) {
      stop("digits and carries");
      return {};
    }
    Val R = A;
    R.I = masked(Opcode == Instruction::SExt ? uint64_t(signedOf(A.I, Bits)) : A.I, Wide);
    if (Wide == 1 && A.N != None)
      R.N = G.opaque(A.N, None, double(R.I));
    return R;
  }
  case Instruction::FPToSI:
  case Instruction::FPToUI: {
    if (A.K != Val::Real)
      return Val::integer(0);
    const double V = G[A.N].Value;
    if (!(std::fabs(V) < 1e18)) {
      stop("a number too large for an integer");
      return {};
    }
    const uint64_t I = masked(uint64_t(int64_t(V)), To->getIntegerBitWidth());
    if (G.isConstant(A.N))
      return Val::integer(I);
    return Val::integer(I, G.make(Op::Round, A.N));
  }
  case Instruction::SIToFP:
    return Val::real(numberOf(A, From));
  case Instruction::UIToFP:
    return Val::real(A.N != None ? A.N : G.constant(double(A.I)));
  case Instruction::FPTrunc:
  case Instruction::FPExt:
  case Instruction::PtrToInt:
  case Instruction::IntToPtr:
  case Instruction::AddrSpaceCast:
  case Instruction::PtrToAddr:
    return A;
  case Instruction::BitCast: {
    if (A.K == Val::Int && To->isFloatingPointTy() && A.N == None) {
      const double V = To->isFloatTy() ? double(std::bit_cast<float>(uint32_t(A.I)))
                                       : std::bit_cast<double>(A.I);
      return Val::real(G.constant(V));
    }
    if (A.K == Val::Real && To->isIntegerTy() && G.isConstant(A.N))
      return Val::integer(From->isFloatTy() ? std::bit_cast<uint32_t>(float(G[A.N].Value))
                                            : std::bit_cast<uint64_t>(G[A.N].Value));
    if (A.K == Val::Real && To->isIntegerTy()) {
      // Bits of a number: only to look at its sign or exponent.
      return Val::integer(0, G.opaque(A.N, None, 0));
    }
    const bool Same =
        (A.K == Val::Many) == To->isVectorTy() &&
        (From->getScalarType()->isFloatingPointTy() == To->getScalarType()->isFloatingPointTy()) &&
        From->getScalarSizeInBits() == To->getScalarSizeInBits();
    if (Same)
      return A;
    stop("a number's bits are looked at");
    return {};
  }
  default:
    stop("a conversion that is not modelled");
    return {};
  }
}

Val Tracer::compare(unsigned Predicate, const Val &A, const Val &B, Type *Ty) {
  const auto Pred = CmpInst::Predicate(Predicate);
  auto &G = T.G;
  bool R;
  if (Ty->isFloatingPointTy()) {
    const double X = G[numberOf(A, Ty)].Value, Y = G[numberOf(B, Ty)].Value;
    R = FCmpInst::compare(APFloat(X), APFloat(Y), Pred);
  } else {
    if (Ty->isPointerTy())
      meet(A.I, B.I);
    const unsigned Bits = Ty->isPointerTy() ? 64 : Ty->getIntegerBitWidth();
    if (Bits > 64) {
      stop("integers of more than 64 bits");
      return {};
    }
    R = ICmpInst::compare(APInt(Bits, A.I), APInt(Bits, B.I), Pred);
    for (const auto &[Number, Limit] : {std::pair(&A, &B), std::pair(&B, &A)}) {
      constexpr int64_t Least = 16, Most = 1 << 12;
      constexpr size_t Few = 8;
      const int64_t L = signedOf(Limit->I, Bits);
      if (Number->N != None && (Limit->N == None || G.isConstant(Limit->N)) && L >= Least &&
          L <= Most)
        for (uint32_t K : T.G.inputsOf(Number->N, Few))
          if (auto It = SourceOf.find(K); It != SourceOf.end())
            Sources[It->second].Against = std::max(Sources[It->second].Against, L);
    }
  }
  const bool Symbolic = (A.N != None && !G.isConstant(A.N)) || (B.N != None && !G.isConstant(B.N));
  // That there are numbers at all is taken for granted.
  if (!Symbolic || Ty->isPointerTy() || Pred == CmpInst::FCMP_UNO || Pred == CmpInst::FCMP_ORD)
    return Val::integer(R);
  const Ref Test = G.opaque(numberOf(A, Ty), numberOf(B, Ty), double(R));
  if (Pred == CmpInst::ICMP_EQ || Pred == CmpInst::ICMP_NE || Pred == CmpInst::FCMP_OEQ ||
      Pred == CmpInst::FCMP_UNE)
    Equalities.insert(Test);
  return Val::integer(R, Test);
}

/// What a counter has to reach is a count: how many samples there are to an output.
void Tracer::count(const CmpInst &Cmp, const Val &A, const Val &B) {
  const auto &G = T.G;
  for (const auto &[Most, Counter, By] : {std::tuple(&A, &B, Cmp.getOperand(1)), {&B, &A, Cmp.getOperand(0)}})
    if (Most->N != None && G[Most->N].O == Op::Input && Counter->K == Val::Int && Counter->N == None &&
        !isa<Constant>(By) && T.Inputs[G[Most->N].A].Bytes >= 4)
      use(*Most, Exit);
}

/// The smaller or larger of two numbers. A limit other than zero is a saturation, which
/// is no part of what is meant.
Val Tracer::limit(bool Least, const Val &A, const Val &B, Type *Ty, bool Signed) {
  auto &G = T.G;
  const Ref X = numberOf(A, Ty), Y = numberOf(B, Ty);
  const unsigned Bits = Ty->isIntegerTy() ? Ty->getIntegerBitWidth() : 64;
  auto Wrap = [&](Ref N, bool TakesA) {
    if (Ty->isFloatingPointTy())
      return Val::real(N);
    return Val::integer(TakesA ? A.I : B.I, G.isConstant(N) ? None : N);
  };
  const bool ALess = Ty->isFloatingPointTy() ? G[X].Value < G[Y].Value
                     : Signed                ? signedOf(A.I, Bits) < signedOf(B.I, Bits)
                                             : A.I < B.I;
  const bool TakesA = ALess == Least;
  if (G.isConstant(X) && G.isConstant(Y))
    return Wrap(TakesA ? X : Y, TakesA);
  for (auto [Limit, Other, IsA] : {std::tuple(X, Y, false), std::tuple(Y, X, true)}) {
    if (!G.isConstant(Limit))
      continue;
    if (G[Limit].Value != 0 || Ty->isIntegerTy()) {
      T.Choices.push_back({Other, Limit, true});
      // Or between that and zero.
      const auto N = G[Other];
      Ref Free = Other;
      if (N.O == (Least ? Op::Max : Op::Min))
        Free = G.isConstant(N.A, 0) ? N.B : G.isConstant(N.B, 0) ? N.A : Other;
      Saturated.insert(Free);
      return Wrap(Free, IsA);
    }
    if (Saturated.contains(Other))
      return Wrap(Other, IsA);
  }
  return Wrap(G.make(Least ? Op::Min : Op::Max, X, Y), TakesA);
}

Val Tracer::select(const Instruction &I, const Val &C, const Val &A, const Val &B) {
  auto &G = T.G;
  Type *Ty = I.getType();
  const Val &Chosen = C.I & 1 ? A : B;
  if (C.N == None)
    return Chosen;
  if (Ty->isIntegerTy(1)) {
    const Ref N = Chosen.N == None ? C.N : G.opaque(C.N, Chosen.N, double(Chosen.I));
    return Val::integer(Chosen.I, N);
  }
  if (Ty->isPointerTy() || A.K == Val::Many || B.K == Val::Many) {
    use(C, Address);
    return Chosen;
  }
  const auto Test = G[C.N];
  const Ref X = numberOf(A, Ty), Y = numberOf(B, Ty);
  if (X == Y)
    return Chosen;
  if (Test.O == Op::Opaque && Test.B != None &&
      ((Test.A == X && Test.B == Y) || (Test.A == Y && Test.B == X))) {
    const bool Least = G[X].Value < G[Y].Value == bool(C.I & 1);
    return limit(Least, A, B, Ty, true);
  }
  // The number or its negative, by its sign.
  for (auto [N, Minus] : {std::pair(X, Y), std::pair(Y, X)}) {
    const auto M = G[Minus];
    if (Test.O == Op::Opaque && Test.B != None && (Test.A == N || Test.B == N) &&
        G[C.I & 1 ? X : Y].Value >= 0 && (G.isConstant(Test.A, 0) || G.isConstant(Test.B, 0)) &&
        ((M.O == Op::Mul && (G.isConstant(M.A, -1) || G.isConstant(M.B, -1)) &&
          (M.A == N || M.B == N)) ||
         (M.O == Op::Sub && M.B == N && G.isConstant(M.A, 0)))) {
      const Ref Size = G.make(Op::Abs, N);
      return Ty->isFloatingPointTy() ? Val::real(Size) : Val::integer(Chosen.I, Size);
    }
  }
  // A position that wraps around is no data.
  use(C, Branch);
  if (Test.A != None)
    T.Choices.push_back(
        {Test.A, Test.B == None ? Test.A : Test.B, false, Equalities.contains(C.N)});
  return Chosen;
}

bool Tracer::branchOn(Frame &Fr, const Instruction &I, const Val &C) {
  if (C.N == None)
    return true;
  if (!Fr.C.Exiting) {
    Fr.C.Exiting.emplace();
    DominatorTree DT(const_cast<Function &>(Fr.F));
    const LoopInfo Loops(DT);
    for (const BasicBlock &BB : Fr.F)
      if (const Loop *L = Loops.getLoopFor(&BB); L && L->isLoopExiting(&BB))
        Fr.C.Exiting->insert(&BB);
  }
  // A function that goes by its numbers all the time is no operator on signals.
  constexpr unsigned MaxDecisions = 96;
  if (const auto *Br = dyn_cast<BranchInst>(&I); Br && isa<FCmpInst>(Br->getCondition()) &&
                                                 !Equalities.contains(C.N) &&
                                                 ++Decisions > MaxDecisions)
    return stop("numbers decide again and again");
  const bool Leaves = Fr.C.Exiting->contains(I.getParent());
  use(C, Leaves || isa<SwitchInst>(I) ? Exit : Branch);
  const auto Test = T.G[C.N];
  if (Test.A != None)
    T.Choices.push_back(
        {Test.A, Test.B == None ? Test.A : Test.B, false, Equalities.contains(C.N), Leaves});
  return true;
}

//===--- Memory -------------------------------------------------------------===//

Val Tracer::load(uint64_t Address, Type *Ty) {
  if (auto *S = dyn_cast<StructType>(Ty)) {
    std::vector<Val> Parts;
    const StructLayout *L = DL.getStructLayout(S);
    for (unsigned K = 0; K < S->getNumElements(); ++K)
      Parts.push_back(load(Address + L->getElementOffset(K), S->getElementType(K)));
    return Val::many(std::move(Parts));
  }
  if (Ty->isVectorTy() || Ty->isArrayTy()) {
    Type *E = Ty->isArrayTy() ? Ty->getArrayElementType() : cast<VectorType>(Ty)->getElementType();
    const auto *FV = dyn_cast<FixedVectorType>(Ty);
    const uint64_t N = Ty->isArrayTy() ? Ty->getArrayNumElements() : FV ? FV->getNumElements() : 0;
    if (!N || N > 64) {
      stop("a vector that is not modelled");
      return {};
    }
    std::vector<Val> Parts;
    for (uint64_t K = 0; K < N; ++K)
      Parts.push_back(load(Address + K * DL.getTypeAllocSize(E), E));
    return Val::many(std::move(Parts));
  }
  const unsigned Bytes = unsigned(DL.getTypeStoreSize(Ty));
  Val V = Mem.load(Address, Ty, Bytes);
  if (V.K == Val::Undef) {
    stop("parts of what lies in memory are read");
    return V;
  }
  const bool Real = Ty->isFloatingPointTy();
  if (Real && V.K == Val::Int)
    return cast(Instruction::BitCast, V, IntegerType::get(Ty->getContext(), Bytes * 8), Ty);
  if (!Real && V.K == Val::Real)
    return cast(
        Instruction::BitCast, V,
        Bytes == 4 ? Type::getFloatTy(Ty->getContext()) : Type::getDoubleTy(Ty->getContext()), Ty);
  return V;
}

bool Tracer::store(uint64_t Address, Type *Ty, const Val &V) {
  if (V.K == Val::Many) {
    for (size_t K = 0; K < V.Parts->size(); ++K) {
      Type *E;
      uint64_t At;
      if (auto *S = dyn_cast<StructType>(Ty)) {
        E = S->getElementType(unsigned(K));
        At = DL.getStructLayout(S)->getElementOffset(unsigned(K));
      } else {
        E = Ty->isArrayTy() ? Ty->getArrayElementType() : cast<VectorType>(Ty)->getElementType();
        At = K * DL.getTypeAllocSize(E);
      }
      if (!store(Address + At, E, (*V.Parts)[K]))
        return false;
    }
    return true;
  }
  const Object *O = Mem.objectAt(Address);
  if (!O)
    return stop("a store to nowhere");
  const unsigned Bytes = unsigned(DL.getTypeStoreSize(Ty));
  if (!Mem.store(Address, Bytes, V))
    return stop("too much memory");
  if (!O->Stack && !Ty->isPointerTy() && V.K != Val::Bytes)
    T.Writes.push_back({placeOf(Address, Bytes, V.K == Val::Real), numberOf(V, Ty), Call});
  return true;
}

uint64_t Tracer::addressOf(const Val &V) {
  use(V, Address);
  return V.I;
}

//===--- Instructions -------------------------------------------------------===//

static bool onlyStored(const LoadInst &L) {
  if (L.use_empty() || !L.getType()->isIntegerTy() || L.getType()->getIntegerBitWidth() < 32)
    return false;
  for (const User *U : L.users())
    if (const auto *S = dyn_cast<StoreInst>(U); !S || S->getPointerOperand() == &L)
      return false;
  return true;
}

bool Tracer::execute(Frame &Fr, const Instruction &I, unsigned Depth) {
  auto Operand = [&](unsigned K) { return get(Fr, I.getOperand(K)); };
  Val R;
  if (const auto *B = dyn_cast<BinaryOperator>(&I)) {
    const auto *D = dyn_cast<PossiblyDisjointInst>(B);
    R = each(I.getType(), Operand(0), Operand(1), [&](const Val &X, const Val &Y) {
      return binary(B->getOpcode(), X, Y, I.getType()->getScalarType(), D && D->isDisjoint());
    });
  } else if (const auto *C = dyn_cast<CastInst>(&I)) {
    Type *From = C->getSrcTy(), *To = C->getDestTy();
    if (C->getOpcode() == Instruction::BitCast)
      R = cast(C->getOpcode(), Operand(0), From, To);
    else
      R = each(To, Operand(0), {}, [&](const Val &X, const Val &) {
        return cast(C->getOpcode(), X, From->getScalarType(), To->getScalarType());
      });
  } else if (const auto *Cmp = dyn_cast<CmpInst>(&I)) {
    R = each(I.getType(), Operand(0), Operand(1), [&](const Val &X, const Val &Y) {
      if (Cmp->isEquality())
        count(*Cmp, X, Y);
      return compare(Cmp->getPredicate(), X, Y, Cmp->getOperand(0)->getType()->getScalarType());
    });
  } else if (isa<SelectInst>(I)) {
    const Val C = Operand(0), A = Operand(1), B = Operand(2);
    R = C.K == Val::Many ? Val{} : select(I, C, A, B);
    if (C.K == Val::Many)
      return stop("a choice in vectors");
  } else if (const auto *L = dyn_cast<LoadInst>(&I)) {
    const uint64_t At = addressOf(Operand(0));
    const unsigned Bytes = unsigned(DL.getTypeStoreSize(L->getType()));
    if (!Mem.objectAt(At))
      return stop("a load from nowhere");
    if (onlyStored(*L)) {
      R.K = Val::Bytes;
      R.I = Mem.objectOf(spread(~uint64_t(++Allocations)), true);
      if (!Mem.copy(R.I, At, Bytes))
        return stop("too much memory");
    } else {
      R = load(At, L->getType());
    }
  } else if (const auto *S = dyn_cast<StoreInst>(&I)) {
    return store(addressOf(Operand(1)), S->getValueOperand()->getType(), Operand(0));
  } else if (const auto *G = dyn_cast<GetElementPtrInst>(&I)) {
    if (I.getType()->isVectorTy())
      return stop("a vector of addresses");
    R = Operand(0);
    use(R, Address);
    R.N = None;
    for (auto It = gep_type_begin(G); It != gep_type_end(G); ++It) {
      if (StructType *ST = It.getStructTypeOrNull()) {
        const unsigned Field = unsigned(cast<ConstantInt>(It.getOperand())->getZExtValue());
        R.I += DL.getStructLayout(ST)->getElementOffset(Field);
        continue;
      }
      const Val K = get(Fr, It.getOperand());
      use(K, Address);
      const unsigned Bits = It.getOperand()->getType()->getIntegerBitWidth();
      R.I += uint64_t(signedOf(K.I, Bits)) * uint64_t(It.getSequentialElementStride(DL));
    }
  } else if (const auto *A = dyn_cast<AllocaInst>(&I)) {
    (void)A;
    R = Val::integer(Mem.objectOf(spread(~uint64_t(++Allocations)), true, nullptr, true));
  } else if (I.getOpcode() == Instruction::FNeg) {
    R = each(I.getType(), Operand(0), {}, [&](const Val &X, const Val &) {
      return Val::real(
          T.G.make(Op::Mul, T.G.constant(-1), numberOf(X, I.getType()->getScalarType())));
    });
  } else if (isa<FreezeInst>(I)) {
    R = Operand(0);
  } else if (const auto *X = dyn_cast<ExtractValueInst>(&I)) {
    R = Operand(0);
    for (unsigned K : X->indices()) {
      if (R.K != Val::Many || K >= R.Parts->size())
        return stop("a part of something that is not modelled");
      R = Val((*R.Parts)[K]);
    }
  } else if (const auto *X = dyn_cast<InsertValueInst>(&I)) {
    if (X->getNumIndices() != 1)
      return stop("a nested structure");
    R = Operand(0);
    std::vector<Val> Parts;
    if (R.K == Val::Many)
      Parts = *R.Parts;
    Parts.resize(std::max<size_t>(Parts.size(), X->getIndices()[0] + 1));
    Parts[X->getIndices()[0]] = Operand(1);
    R = Val::many(std::move(Parts));
  } else if (isa<ExtractElementInst>(I) || isa<InsertElementInst>(I)) {
    const bool Inserts = isa<InsertElementInst>(I);
    R = Operand(0);
    const uint64_t K = Operand(Inserts ? 2 : 1).I;
    const auto *VT = dyn_cast<FixedVectorType>(I.getOperand(0)->getType());
    if (!VT || K >= VT->getNumElements())
      return stop("a vector that is not modelled");
    std::vector<Val> Parts;
    if (R.K == Val::Many)
      Parts = *R.Parts;
    Parts.resize(VT->getNumElements());
    if (Inserts) {
      Parts[K] = Operand(1);
      R = Val::many(std::move(Parts));
    } else {
      R = Parts[K];
    }
  } else if (const auto *S = dyn_cast<ShuffleVectorInst>(&I)) {
    const Val A = Operand(0), B = Operand(1);
    const auto *VT = dyn_cast<FixedVectorType>(I.getOperand(0)->getType());
    if (!VT)
      return stop("a vector that is not modelled");
    std::vector<Val> Parts;
    for (int K : S->getShuffleMask()) {
      const int N = int(VT->getNumElements());
      const Val &From = K < N ? A : B;
      Parts.push_back(K < 0 || From.K != Val::Many ? Val{} : (*From.Parts)[size_t(K % N)]);
    }
    R = Val::many(std::move(Parts));
  } else if (const auto *C = dyn_cast<CallBase>(&I)) {
    return callInstruction(Fr, *C, Depth);
  } else {
    return stop("an instruction that is not modelled");
  }
  Fr.Values[Fr.C.Slots[&I]] = std::move(R);
  return !Reason;
}
