//===- mlir-dialects/passes/Raise.cpp - demand-raise ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/extract/Plain.h"
#include "mlir-dialects/extract/Recognise.h"
#include "mlir-dialects/passes/Note.h"
#include "mlir-dialects/passes/Passes.h"
#include "mlir-dialects/skeleton/Skeleton.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace auspex::dialect {
#define GEN_PASS_DEF_DEMANDRAISE
#include "mlir-dialects/passes/Passes.h.inc"

namespace {

struct Raise : impl::DemandRaiseBase<Raise> {
  using impl::DemandRaiseBase<Raise>::DemandRaiseBase;

  void runOnOperation() override {
    func::FuncOp Func = getOperation();
    if (Func.isExternal())
      return;
    Formulas F(Func);
    numberResults(Func, F);
    std::string Forms;
    std::function<void(const std::string &)> Show;
    if (printForms)
      Show = [&](const std::string &Form) { Forms += Form + "\n"; };
    Recognised R = recognise(Func, F, Show);
    if (printForms)
      llvm::outs() << Forms;
    demand::Function &D = F.function();
    for (NamedOps &N : R.Found) {
      SmallVector<StringAttr> Roles;
      for (const std::string &Role : N.Kernel.Roles)
        Roles.push_back(StringAttr::get(&getContext(), Role));
      auto K = KernelAttr::get(&getContext(), N.Kernel.Idiom, N.Kernel.Form,
                               F.attribute(N.Kernel.Flops), F.attribute(N.Kernel.Bytes), Roles);
      for (Operation *Op : N.Ops)
        Op->setAttr(KernelName, K);
      D.Kernels.push_back(std::move(N.Kernel));
    }
    Func.walk([&](linalg::LinalgOp Op) {
      if (Op->hasAttr(KernelName))
        return;
      if (const auto Plain = plainNameOf(Op))
        Op->setAttr(KernelName,
                    KernelAttr::get(&getContext(), Plain->Name, Plain->Form, {}, {}, {}));
    });
    for (demand::Rejection &M : R.Missed) {
      if (remarkMisses)
        mlir::emitRemark(Func.getLoc())
            << "not " << (M.Idiom.empty() ? "named" : M.Idiom) << ": " << M.Reason;
      D.Rejected.push_back(std::move(M));
    }
    D.Reason = "no skeleton was made (demand-note makes it)";
    if (!D.Kernels.empty() || !D.Rejected.empty())
      setNote(Func, D);
    markAllAnalysesPreserved();
  }
};

} // namespace
} // namespace auspex::dialect
