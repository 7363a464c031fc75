//===- mlir-dialects/passes/Passes.td - From MLIR to the note -----*- tablegen -*-===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_PASSES_TD
#define AUSPEX_MLIR_PASSES_TD

include "mlir/Pass/PassBase.td"

// The attributes that passes make belong to the demand dialect.
class DemandPass<string name, string on> : Pass<name, on> {
  let dependentDialects = ["::auspex::dialect::DemandDialect"];
}

def DemandAnnotate : DemandPass<"demand-annotate", "::mlir::func::FuncOp"> {
  let summary = "Hang on each op what it takes, and on the function the sum";
  let description = [{
    `demand.cost` on every op that implements DemandOpInterface and costs something, and
    on the function their sum over its loops. Dynamic sizes become formulas over the
    function's parameters. Calls are not in the sum: the forecast links them.
  }];
}

def DemandRaise : DemandPass<"demand-raise", "::mlir::func::FuncOp"> {
  let summary = "Name what linalg ops and loop nests compute";
  let description = [{
    Every output of a linalg op and every store in affine or scf loops becomes a
    statement of the kernel normal form; the recognisers of kernels/ name them. The name
    goes on the op (`demand.kernel`) and the record into the function's note.
  }];
  let options = [
    Option<"printForms", "print-forms", "bool", "false", "Print the normal forms">,
    Option<"remarkMisses", "remark-misses", "bool", "false",
           "Say of what looked like an idiom why it is none">
  ];
}

def DemandCompose : DemandPass<"demand-compose", "::mlir::func::FuncOp"> {
  let summary = "Layers from chains of kernels: product, bias, activation";
  let description = "Wants what demand-raise has named. `demand.layer` on each op of a chain.";
}

def DemandDecompose : DemandPass<"demand-decompose", "::mlir::func::FuncOp"> {
  let summary = "Make of ops that MLIR does not lower others that it does";
  let description = [{
    linalg.softmax becomes what loops are made of. A memref.expand_shape with more than one
    size in a group that only the run knows becomes a cast by sizes and strides:
    expand-strided-metadata crashes on it.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect", "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect",
                           "::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}

def DemandPeak : DemandPass<"demand-peak", "::mlir::func::FuncOp"> {
  let summary = "The high-water mark of what a function allocates";
  let description = [{
    `demand.peak`, in bytes, from the lives of buffers; before bufferisation from those of
    the tensors that will need one.
  }];
}

def DemandBeacons : DemandPass<"demand-beacons", "::mlir::ModuleOp"> {
  let summary = "Probes before allocations whose size only the run knows";
  let dependentDialects = ["::auspex::dialect::DemandDialect", "::mlir::arith::ArithDialect"];
}

def DemandNote : DemandPass<"demand-note", "::mlir::func::FuncOp"> {
  let summary = "Make the function's skeleton and complete its note";
  let description = [{
    Wants buffers (after one-shot-bufferize and deallocation) and structured control flow
    (before scf is made cf). What demand-raise found stays in the note, also where it
    ran on tensors.
  }];
}

def DemandInlineRegions : DemandPass<"demand-inline-regions", "::mlir::func::FuncOp"> {
  let summary = "Put what is in demand.region where the region is";
  let description = [{
    Behind demand-note, which has counted them, and before control flow is lowered: blocks
    cannot branch out of a region.
  }];
}

def DemandToLLVM : DemandPass<"demand-to-llvm", "::mlir::ModuleOp"> {
  let summary = "Notes and beacons as constants and probes of the LLVM dialect";
  let description = [{
    The last pass before translation. Each function's note becomes a constant in section
    .note.auspex that llvm.compiler.used keeps, beacons become probes, and ops of the
    dialect that are left go.
  }];
  let dependentDialects = ["::auspex::dialect::DemandDialect", "::mlir::LLVM::LLVMDialect"];
}

#endif
