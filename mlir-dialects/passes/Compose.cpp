//===- mlir-dialects/passes/Compose.cpp - demand-compose --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Chains of ops that hand one tensor or buffer on are layers: a product or convolution
// with the bias and the activation behind it, and layers that follow one another with an
// activation in between, a multi-layer perceptron. What is one idiom already (softmax,
// attention, layer norm) the recognisers have composed.
//
//===----------------------------------------------------------------------===//
#include "kernels/catalogue/catalogue.h"
#include "mlir-dialects/formula/Formulas.h"
#include "mlir-dialects/passes/Note.h"
#include "mlir-dialects/passes/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include <array>

using namespace mlir;

namespace auspex::dialect {
#define GEN_PASS_DEF_DEMANDCOMPOSE
#include "mlir-dialects/passes/Passes.h.inc"

namespace {

StringRef idiomOf(Operation *Op) {
  auto K = Op->getAttrOfType<KernelAttr>(KernelName);
  return K ? K.getIdiom() : StringRef();
}

kernels::LayerPart partOf(Operation *Op) {
  const StringRef Name = idiomOf(Op);
  for (const kernels::Idiom *I : kernels::catalogue())
    if (I->Part != kernels::LayerPart::None && Name == StringRef(I->Name))
      return I->Part;
  return kernels::LayerPart::None;
}

bool isProduct(Operation *Op) {
  return llvm::is_contained({kernels::LayerPart::Product, kernels::LayerPart::Convolution},
                            partOf(Op));
}

/// What \p Op makes: a tensor, or the buffer that it writes to.
Value madeBy(Operation *Op) {
  auto Dps = dyn_cast<DestinationStyleOpInterface>(Op);
  if (!Dps || Dps.getNumDpsInits() != 1)
    return {};
  return Op->getNumResults() == 1 ? Value(Op->getResult(0)) : Dps.getDpsInits()[0];
}

/// out = x + b where x is \p Made and b has fewer axes than it.
bool isBias(Operation *Op, Value Made) {
  auto L = dyn_cast<linalg::LinalgOp>(Op);
  if (!L || L.getNumReductionLoops() || L.getNumDpsInits() != 1)
    return false;
  Operation *Yielded = L.getBlock()->getTerminator()->getOperand(0).getDefiningOp();
  if (!isa_and_nonnull<arith::AddFOp, arith::AddIOp>(Yielded) ||
      !llvm::all_of(Yielded->getOperands(), [&](Value V) {
        auto A = dyn_cast<BlockArgument>(V);
        return A && A.getOwner() == L.getBlock();
      }))
    return false;
  auto OperandOf = [&](unsigned K) {
    return L.getMatchingOpOperand(cast<BlockArgument>(Yielded->getOperand(K)));
  };
  return llvm::any_of(std::array{0u, 1u}, [&](unsigned K) {
    OpOperand *X = OperandOf(K), *B = OperandOf(1 - K);
    const AffineMap M = L.getMatchingIndexingMap(B);
    return X->get() == Made && L.getMatchingIndexingMap(X).isPermutation() &&
           M.isProjectedPermutation() && M.getNumResults() && M.getNumResults() < L.getNumLoops();
  });
}

/// Each element by itself: no softmax.
bool isElementwise(Operation *Op) {
  auto L = dyn_cast<linalg::LinalgOp>(Op);
  return L && !L.getNumReductionLoops() &&
         llvm::all_of(L.getIndexingMapsArray(), [](AffineMap M) { return M.isPermutation(); });
}

/// The next op that does something with what \p Op makes, if it is the only one.
Operation *nextOf(Operation *Op) {
  const Value Made = madeBy(Op);
  if (!Made)
    return nullptr;
  if (Op->getNumResults() == 1)
    return Made.hasOneUse() ? *Made.user_begin() : nullptr;
  // On buffers: the next one in the block that uses it.
  for (Operation *N = Op->getNextNode(); N; N = N->getNextNode())
    if (llvm::is_contained(N->getOperands(), Made))
      return isa<linalg::LinalgOp>(N) ? N : nullptr;
  return nullptr;
}

struct Layer {
  SmallVector<Operation *> Ops;
  std::string Name;
  bool Activated = false;
};

struct Compose : impl::DemandComposeBase<Compose> {
  void runOnOperation() override {
    func::FuncOp Func = getOperation();
    std::optional<demand::Function> Note = noteOf(Func);
    llvm::DenseMap<Operation *, size_t> Records;
    if (Note)
      Records = recordsOf(Func, *Note);
    SmallVector<Layer> Layers;
    Func.walk([&](Operation *Op) {
      if (isProduct(Op))
        Layers.push_back(layerFrom(Op));
    });
    for (size_t I = 0; I < Layers.size(); ++I)
      if (isDeep(Layers, I))
        Layers[I].Name += ", mlp";
    for (const Layer &L : Layers) {
      if (L.Ops.size() < 2 && !StringRef(L.Name).ends_with("mlp"))
        continue;
      for (Operation *Op : L.Ops)
        Op->setAttr(LayerName, StringAttr::get(&getContext(), L.Name));
      // The kernel of the chain's head carries its name.
      if (auto It = Records.find(L.Ops[0]); It != Records.end())
        Note->Kernels[It->second].Params.push_back({"chain", demand::NoExpr, L.Name});
    }
    if (Note)
      setNote(Func, *Note);
    markAllAnalysesPreserved();
  }

private:
  static Layer layerFrom(Operation *Op) {
    Layer L;
    L.Ops = {Op};
    L.Name = idiomOf(Op).str();
    bool Bias = false;
    for (Operation *N = nextOf(Op); N && N->getBlock() == Op->getBlock(); N = nextOf(N)) {
      if (!Bias && isBias(N, madeBy(L.Ops.back()))) {
        L.Name += "+bias";
        Bias = true;
      } else if (partOf(N) == kernels::LayerPart::Activation) {
        L.Name += "+" + idiomOf(N).str();
        L.Ops.push_back(N);
        L.Activated = true;
        break;
      } else {
        break;
      }
      L.Ops.push_back(N);
    }
    return L;
  }

  /// A layer that is activated hands on to another product, or gets what one made.
  static bool isDeep(ArrayRef<Layer> All, size_t I) {
    auto Feeds = [](const Layer &A, const Layer &B) {
      Operation *Last = A.Ops.back();
      if (!A.Activated || Last->getNumResults() != 1)
        return false;
      auto Next = dyn_cast<DestinationStyleOpInterface>(B.Ops[0]);
      return Next && llvm::is_contained(Next.getDpsInputs(), Last->getResult(0)) &&
             partOf(A.Ops[0]) == kernels::LayerPart::Product &&
             partOf(B.Ops[0]) == kernels::LayerPart::Product && isElementwise(Last);
    };
    return llvm::any_of(All, [&](const Layer &O) {
      return &O != &All[I] && (Feeds(All[I], O) || Feeds(O, All[I]));
    });
  }

  /// The record of each kernel that an op is, in the note. Records that say the same of
  /// the same place are as many as ops that do; which is whose makes no difference.
  static llvm::DenseMap<Operation *, size_t> recordsOf(func::FuncOp Func,
                                                       const demand::Function &D) {
    Formulas F(Func);
    F.function() = D;
    llvm::DenseMap<Operation *, size_t> At;
    std::vector<bool> Taken(D.Kernels.size());
    Func.walk([&](Operation *Op) {
      auto K = Op->getAttrOfType<KernelAttr>(KernelName);
      if (!K)
        return;
      const Place P = placeOf(Op->getLoc());
      for (auto [N, X] : llvm::enumerate(D.Kernels))
        if (!Taken[N] && K.getIdiom() == X.Idiom && K.getForm() == X.Form && P.File == X.File &&
            P.Line == X.Line && K.getFlops() == F.attribute(X.Flops) &&
            K.getBytes() == F.attribute(X.Bytes) && layerOf(X) == nameOf(Op->getLoc())) {
          At[Op] = N;
          Taken[N] = true;
          return;
        }
    });
    return At;
  }

  static std::string layerOf(const demand::Kernel &K) {
    for (const auto &P : K.Params)
      if (P.Name == "layer")
        return P.Text;
    return "";
  }
};

} // namespace
} // namespace auspex::dialect
