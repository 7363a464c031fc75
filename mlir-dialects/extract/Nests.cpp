//===- mlir-dialects/extract/Nests.cpp - Loops and stores as statements -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/extract/Extractor.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using kernels::NodeKind;
using kernels::NodeRef;
using kernels::NoNode;
using kernels::ObstacleKind;
using kernels::Poly;
using kernels::Statement;

static constexpr unsigned MaxLoopsAround = 10, MaxStatements = 512;

//===--- Loops --------------------------------------------------------------===//

/// Gives the loops that \p Op is numbers: one for each induction variable, of a linalg op
/// one for each dimension, of a copy one for each axis.
void Extractor::number(Operation *Op) {
  unsigned Count = 0;
  if (auto L = dyn_cast<linalg::LinalgOp>(Op))
    Count = L.getNumLoops();
  else if (isa<linalg::SoftmaxOp, tensor::InsertSliceOp, tensor::PadOp>(Op))
    Count = unsigned(cast<ShapedType>(Op->getOperand(0).getType()).getRank());
  else if (isa<scf::WhileOp>(Op))
    Count = 1;
  else
    Count = unsigned(inductionVariablesOf(Op).size());
  if (!Count)
    return;
  FirstLoop[Op] = uint32_t(LoopOps.size());
  if (SmallVector<Poly> Each = digitsOf(Op); Each.size() > 1) {
    Count = unsigned(Each.size());
    Each.push_back(S.polyOf(F.tripOf(Op)));
    for (unsigned K = 0; K < Count; ++K) // the highest is the outermost
      Counts[FirstLoop[Op] + Count - 1 - K] = *Each[K + 1].quotient(Each[K]);
    Each.pop_back();
    Digits[Op] = std::move(Each);
  }
  for (unsigned K = 0; K < Count; ++K)
    newLoop(Op);
}

std::vector<kernels::Dim> Extractor::dimsOf(Operation *Op) {
  std::vector<kernels::Dim> Dims;
  auto It = FirstLoop.find(Op);
  if (It == FirstLoop.end())
    return Dims;
  auto Add = [&](std::vector<Poly> Extent, std::string Name = {}) {
    kernels::Dim D;
    D.Loop = It->second + uint32_t(Dims.size());
    std::erase_if(Extent, [](const Poly &P) { return P.isBad(); });
    D.Extent = std::move(Extent);
    D.Name = std::move(Name);
    Dims.push_back(std::move(D));
  };
  auto Size = [&](Value V, unsigned K) { return std::vector<Poly>{S.polyOf(F.dimOf(V, K))}; };
  if (auto L = dyn_cast<linalg::LinalgOp>(Op)) {
    for (demand::ExprRef E : F.extentsOf(L))
      Add({E == demand::NoExpr ? Poly::bad() : S.polyOf(E)});
  } else if (isa<linalg::SoftmaxOp, tensor::InsertSliceOp, tensor::PadOp>(Op)) {
    const Value V = Op->getOperand(0);
    for (unsigned K = 0; K < cast<ShapedType>(V.getType()).getRank(); ++K)
      Add(Size(V, K));
  } else if (isa<scf::WhileOp>(Op)) {
    Add({});
    Dims.back().MayLeave = true;
  } else if (auto D = Digits.find(Op); D != Digits.end()) {
    for (size_t K = 0; K < D->second.size(); ++K)
      Add({Counts.lookup(It->second + uint32_t(K))});
  } else if (affineBoundsOf(Op, 0)) {
    for (auto [N, V] : llvm::enumerate(inductionVariablesOf(Op))) {
      const AffineBounds B = *affineBoundsOf(Op, unsigned(N));
      const std::vector<Poly> Starts = polysOf(B.Lower, B.LowerOperands);
      const Poly Start = Starts.size() == 1 ? Starts[0] : Poly::bad();
      std::vector<Poly> Extent;
      for (const Poly &End : polysOf(B.Upper, B.UpperOperands)) {
        const Poly Length = End - Start;
        if (B.Step == 1)
          Extent.push_back(Length);
        else if (const auto C = Length.constant())
          Extent.push_back(Poly((*C + B.Step - 1) / B.Step));
      }
      if (Extent.empty()) // a quotient
        Extent.push_back(S.polyOf(F.tripOfDimension(Op, unsigned(N))));
      Add(std::move(Extent), nameOf(V.getLoc()));
    }
  } else {
    auto L2 = cast<LoopLikeOpInterface>(Op);
    const auto Lower = L2.getLoopLowerBounds(), Upper = L2.getLoopUpperBounds(),
               Step = L2.getLoopSteps();
    for (auto [N, V] : llvm::enumerate(*L2.getLoopInductionVars())) {
      std::vector<Poly> Extent;
      if (Lower && Upper && Step) {
        const Poly Start = polyOf((*Lower)[N]), By = polyOf((*Step)[N]);
        const OpFoldResult End = (*Upper)[N];
        const std::vector<Poly> Ends =
            isa<Value>(End) ? boundsOf(cast<Value>(End)) : std::vector<Poly>{polyOf(End)};
        const auto C = By.constant();
        for (const Poly &E : Ends) {
          const Poly Length = E - Start;
          if (C == 1)
            Extent.push_back(Length);
          else if (const auto Constant = Length.constant(); Constant && C && *C > 0)
            Extent.push_back(Poly((*Constant + *C - 1) / *C));
        }
        if (Extent.empty())
          Extent.push_back(S.polyOf(F.tripOfDimension(Op, unsigned(N))));
      }
      Add(std::move(Extent), nameOf(V.getLoc()));
    }
  }
  return Dims;
}

std::vector<kernels::Dim> Extractor::dimsAround(Operation *Op) {
  std::vector<kernels::Dim> Dims;
  for (Operation *P = Op->getParentOp(); P && P != Func; P = P->getParentOp())
    if (isa<LoopLikeOpInterface>(P)) {
      const std::vector<kernels::Dim> These = dimsOf(P);
      Dims.insert(Dims.begin(), These.begin(), These.end());
    }
  return Dims;
}

std::vector<uint32_t> Extractor::numbersAround(Operation *Op) {
  std::vector<uint32_t> Numbers;
  for (const kernels::Dim &D : dimsAround(Op))
    Numbers.push_back(D.Loop);
  return Numbers;
}

//===--- Statements ---------------------------------------------------------===//

void Extractor::collect() {
  // Numbers and induction variables first: bounds refer to loops outside.
  Func.walk<WalkOrder::PreOrder>([&](Operation *Op) {
    number(Op);
    const SmallVector<Value> Own = inductionVariablesOf(Op);
    if (auto D = Digits.find(Op); D != Digits.end()) {
      Poly All;
      for (auto [K, Unit] : llvm::enumerate(llvm::reverse(D->second)))
        All += Unit * Poly::symbol(kernels::indexOf(FirstLoop.lookup(Op) + uint32_t(K)));
      Variables[Own[0]] = All;
      return;
    }
    for (auto [N, V] : llvm::enumerate(Own)) {
      const Poly Index = Poly::symbol(kernels::indexOf(FirstLoop.lookup(Op) + uint32_t(N)));
      if (const auto B = affineBoundsOf(Op, unsigned(N))) {
        const std::vector<Poly> Starts = polysOf(B->Lower, B->LowerOperands);
        Variables[V] = Starts.size() == 1 ? Starts[0] + Index * Poly(B->Step) : Poly::bad();
        continue;
      }
      auto L = cast<LoopLikeOpInterface>(Op);
      auto One = [&](std::optional<SmallVector<OpFoldResult>> R, int64_t Default) {
        return !R || N >= R->size() ? Poly(Default) : polyOf((*R)[N]);
      };
      Variables[V] = One(L.getLoopLowerBounds(), 0) + Index * One(L.getLoopSteps(), 1);
    }
  });
  Func.walk<WalkOrder::PreOrder>([&](Operation *Op) {
    if (All.size() >= MaxStatements) {
      GaveUp = "more than " + std::to_string(MaxStatements) + " statements";
      return WalkResult::interrupt();
    }
    if (llvm::any_of(Op->getOperandTypes(), isSparse)) {
      // A product over all elements it is not; as loops over those that are stored it has a name.
      GaveUp = "ops on sparse tensors (sparsify them before)";
      return WalkResult::skip();
    }
    if (auto L = dyn_cast<linalg::LinalgOp>(Op)) {
      // What fills is what others start from.
      if (!filledWith(L->getNumResults() == 1 ? L->getResult(0) : Value(L.getDpsInits()[0])) ||
          L->getNumResults() != 1)
        if (!isa<linalg::FillOp>(Op))
          addStructured(L);
      return WalkResult::skip();
    }
    if (auto X = dyn_cast<linalg::SoftmaxOp>(Op)) {
      addSoftmax(X);
    } else if (auto I = dyn_cast<tensor::InsertSliceOp>(Op)) {
      const auto Dropped = I.getDroppedDims();
      SmallVector<Poly> Offsets, Steps;
      bool Same = !Dropped.any();
      for (auto [At, By] : llvm::zip(I.getMixedOffsets(), I.getMixedStrides())) {
        Offsets.push_back(polyOf(At));
        Steps.push_back(polyOf(By));
      }
      if (Same)
        addCopy(Op, I.getSource(), I.getResult(), Offsets, Steps);
    } else if (auto P = dyn_cast<tensor::PadOp>(Op)) {
      SmallVector<Poly> Offsets;
      for (OpFoldResult R : P.getMixedLowPad())
        Offsets.push_back(polyOf(R));
      const SmallVector<Poly> Steps(Offsets.size(), Poly(1));
      addCopy(Op, P.getSource(), P.getResult(), Offsets, Steps);
      return WalkResult::skip();
    } else if (auto St = dyn_cast<memref::StoreOp>(Op)) {
      addStore(Op, St.getValueToStore(), St.getMemRef(), polysOf(St.getIndices()));
    } else if (auto St = dyn_cast<affine::AffineStoreOp>(Op)) {
      addStore(Op, St.getValueToStore(), St.getMemRef(),
               polysOf(St.getAffineMap(), St.getMapOperands()));
    } else if (isa<affine::AffineForOp, affine::AffineParallelOp, scf::ForOp, scf::ParallelOp>(
                   Op) &&
               Op->getNumResults() && numbersAround(Op).empty()) {
      addResults(Op);
    }
    return WalkResult::advance();
  });
}

void Extractor::addStore(Operation *Op, Value Stored, Value Into, ArrayRef<Poly> At) {
  clear();
  Statement St;
  St.Out = access(Into, At);
  if (St.Out.Levels[0].isBad())
    return;
  St.Loops = dimsAround(Op);
  if (St.Loops.size() > MaxLoopsAround) {
    GaveUp = "a nest of more than " + std::to_string(MaxLoopsAround) + " loops";
    return;
  }
  St.Value = eval(Stored);
  if (St.Loops.empty() && Reduced.empty())
    return; // a scalar is moved
  if (St.Loops.empty()) {
    St.ToScalar = true;
    St.Out = {};
    St.Out.Elem = elementType(Stored.getType());
  }
  addGuards(St, Op);
  finish(std::move(St), Op);
}

/// What a loop that no other contains results in: sums that leave in a register.
void Extractor::addResults(Operation *Loop) {
  for (Value R : Loop->getResults()) {
    if (!R.getType().isIntOrIndexOrFloat() || R.use_empty())
      continue;
    // Stored to memory outside of loops it is a statement already.
    if (llvm::all_of(R.getUsers(), [&](Operation *User) {
          return isa<memref::StoreOp, affine::AffineStoreOp>(User) &&
                 User->getBlock() == Loop->getBlock();
        }))
      continue;
    clear();
    Statement St;
    St.ToScalar = true;
    St.Out.Elem = elementType(R.getType());
    St.Value = eval(R);
    St.Result = scalarId(R);
    if (!Reduced.empty())
      finish(std::move(St), Loop);
  }
}

/// Conditions around \p Op, up to the function.
void Extractor::addGuards(Statement &St, Operation *Op) {
  for (Operation *In = Op; In->getParentOp() != Func; In = In->getParentOp()) {
    if (auto W = dyn_cast<scf::WhileOp>(In->getParentOp()))
      St.Obstacles.push_back({ObstacleKind::DataGuard, "a while loop decides how often"});
    NodeRef Test = NoNode;
    if (auto I = dyn_cast<scf::IfOp>(In->getParentOp()))
      Test = eval(I.getCondition());
    else if (isa<affine::AffineIfOp>(In->getParentOp()))
      St.Obstacles.push_back(
          {ObstacleKind::IndexGuard, "executed on a part of the domain only (affine.if)"});
    if (Test == NoNode)
      continue;
    std::vector<NodeRef> Tests;
    if (!kernels::indexTests(Dag, Test, Tests)) {
      if (Dag.dependsOnData(Test))
        St.Obstacles.push_back({ObstacleKind::DataGuard, "executed where the data say so"});
      continue; // a flag that is the same for all
    }
    for (NodeRef X : Tests)
      St.Obstacles.push_back({ObstacleKind::IndexGuard, "executed on a part of the domain only",
                              kernels::comparedIn(Dag, X)});
  }
}

void Extractor::finish(Statement St, Operation *At) {
  for (uint32_t Loop : Reduced) {
    const std::vector<kernels::Dim> Dims = dimsOf(LoopOps[Loop]);
    for (const kernels::Dim &D : Dims)
      if (D.Loop == Loop)
        St.Inner.push_back(D);
  }
  // Addresses that are made from data.
  auto IsData = [](const kernels::Operand &O) { return !O.Via.empty(); };
  St.Sparse = IsData(St.Out) || llvm::any_of(Dag.readsOf(St.Value),
                                             [&](uint32_t Id) { return IsData(Dag.operand(Id)); });
  St.Accesses = Accesses;
  if (!St.ToScalar)
    St.Accesses.emplace_back(demand::bytesOf(St.Out.Elem), St.Loops);
  St.Around = numbersAround(At);
  // What a sequence of loops computes together: a value made of folds that it is not.
  const auto Folds = Dag.collect(St.Value, [](const kernels::Node &N) {
    return llvm::any_of(N.Terms, [](const kernels::Term &T) { return !T.Over.empty(); });
  });
  if (!St.ToScalar && !Dag.mentionsKind(St.Value, NodeKind::Opaque) &&
      !Dag.mentionsKind(St.Value, NodeKind::Carried) &&
      llvm::any_of(Folds, [&](NodeRef X) { return X != St.Value; }))
    St.Composite = St.Value;
  else
    St.Composite = compositeOf(St);
  if (St.Composite != NoNode)
    for (NodeRef X :
         Dag.collect(St.Composite, [](const kernels::Node &N) { return !N.Terms.empty(); }))
      for (const kernels::Term &T : Dag[X].Terms)
        for (uint32_t Loop : T.Over)
          if (llvm::none_of(St.Inner, [&](const kernels::Dim &D) { return D.Loop == Loop; }))
            for (const kernels::Dim &D : dimsOf(LoopOps[Loop]))
              if (D.Loop == Loop)
                St.Inner.push_back(D);
  St.Tag = uint32_t(All.size());
  All.push_back(std::move(St));
  Sites.push_back(At);
}

//===--- What recognisers ask -----------------------------------------------===//

kernels::Surroundings Extractor::surroundings() {
  kernels::Surroundings Around;
  // Arms of one condition.
  Around.Exclusive = [this](uint32_t X, uint32_t Y) {
    for (Operation *A = Sites[X]; A && A != Func; A = A->getParentOp())
      for (Operation *B = Sites[Y]; B && B != Func; B = B->getParentOp())
        if (A->getParentOp() == B->getParentOp() && isa<scf::IfOp>(A->getParentOp()) &&
            A->getParentRegion() != B->getParentRegion())
          return true;
    return false;
  };
  Around.OriginOf = [](uint32_t) { return kernels::ScalarOrigin{}; };
  Around.Changed = [this](const kernels::Update &U) -> std::optional<std::string> {
    for (const Statement &T : All) {
      if (T.ToScalar || llvm::is_contained(U.Tags, T.Tag))
        continue;
      std::vector<uint32_t> Common;
      for (uint32_t Tag : U.Tags)
        for (uint32_t L : All[Tag].Around)
          if (llvm::is_contained(T.Around, L))
            Common.push_back(L);
      if (Common.empty())
        continue;
      auto Meets = [&](const kernels::Operand &O) {
        if (O.Object != T.Out.Object || O.Levels.empty())
          return false;
        // Each iteration of the loops around has places of its own, or makes anew what
        // is read behind.
        const bool Before = llvm::all_of(U.Tags, [&](uint32_t Tag) { return T.Tag < Tag; });
        return !llvm::all_of(Common, [&](uint32_t L) {
          const kernels::Sym I = kernels::indexOf(L);
          const Poly X = O.Levels.back().coefficientOf(I), Y = T.Out.Levels.back().coefficientOf(I);
          return X == Y && (Before || !X.isZero());
        });
      };
      for (const kernels::Factor &R : U.Reads)
        if (Meets(R.Op))
          return "another store in its loops writes to an operand";
      if (!U.ToScalar && Meets(U.Out))
        return "another store in its loops writes to the output";
    }
    return std::nullopt;
  };
  return Around;
}
