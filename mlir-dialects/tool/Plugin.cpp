//===- mlir-dialects/tool/Plugin.cpp - For mlir-opt -------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//     mlir-opt-22 --load-dialect-plugin=AuspexMlir.so --load-pass-plugin=AuspexMlir.so
//                 --pass-pipeline='builtin.module(func.func(demand-annotate))' model.mlir
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/tool/Register.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"
#include "llvm/Support/Compiler.h"

extern "C" LLVM_ATTRIBUTE_VISIBILITY_DEFAULT mlir::DialectPluginLibraryInfo
mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Auspex", AUSPEX_VERSION,
          [](mlir::DialectRegistry *Registry) { auspex::dialect::registerDialect(*Registry); }};
}

extern "C" LLVM_ATTRIBUTE_VISIBILITY_DEFAULT mlir::PassPluginLibraryInfo mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Auspex", AUSPEX_VERSION,
          [] { auspex::dialect::registerPasses(); }};
}
