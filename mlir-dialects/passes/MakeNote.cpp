//===- mlir-dialects/passes/MakeNote.cpp - demand-note ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/passes/Note.h"
#include "mlir-dialects/passes/Passes.h"
#include "mlir-dialects/skeleton/Skeleton.h"

using namespace mlir;

namespace auspex::dialect {
#define GEN_PASS_DEF_DEMANDNOTE
#include "mlir-dialects/passes/Passes.h.inc"

namespace {

struct MakeNote : impl::DemandNoteBase<MakeNote> {
  void runOnOperation() override {
    func::FuncOp Func = getOperation();
    if (Func.isExternal())
      return;
    Formulas F(Func);
    buildSkeleton(Func, F);
    demand::Function &D = F.function();
    compact(D);
    if (std::optional<demand::Function> Before = noteOf(Func))
      adopt(D, *Before);
    setNote(Func, D);
    if (Func->hasAttr("llvm.emit_c_interface") && !D.Nodes.empty())
      setNote(Func, interfaceOf(Func), WrapperName);
    markAllAnalysesPreserved();
  }
};

} // namespace
} // namespace auspex::dialect
