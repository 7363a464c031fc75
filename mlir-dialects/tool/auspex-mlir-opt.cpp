//===- mlir-dialects/tool/auspex-mlir-opt.cpp - mlir-opt with demand --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The passes of MLIR and ours in one tool. Dialects are loaded when a file uses them,
// so that starting costs little more than loading the library.
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/tool/Register.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry Registry;
  mlir::registerAllDialects(Registry);
  mlir::registerAllExtensions(Registry);
  mlir::registerAllPasses();
  auspex::dialect::registerDialect(Registry);
  auspex::dialect::registerPasses();
  return mlir::failed(mlir::MlirOptMain(argc, argv, "MLIR with demand annotations\n", Registry));
}
