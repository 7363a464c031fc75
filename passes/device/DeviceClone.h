//===- passes/device/DeviceClone.h - GPU code in a form that can be read --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is analysed of a module for a GPU is a clone of it, taken before anything is
// optimised, that looks like a module for the host: one address space, the
// mathematical functions under their usual names instead of libdevice's bodies,
// simplified as at -O2, and each kernel a loop nest over its grid (Grid.h). The
// module itself stays as it is.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_DEVICE_DEVICECLONE_H
#define AUSPEX_PASSES_DEVICE_DEVICECLONE_H

#include "passes/Clone.h"
#include "passes/device/Grid.h"

#include "llvm/ADT/StringMap.h"

namespace auspex::passes {

/// Whether \p G of a clone was `__shared__`.
bool isOfBlock(const llvm::GlobalVariable &G);

class DeviceClone {
public:
  DeviceClone(const llvm::Module &M, llvm::FunctionAnalysisManager &Host);
  llvm::Module &module() { return *Copy; }
  llvm::FunctionAnalysisManager &functionAnalyses() { return Own.FAM; }
  /// What was found out of the kernel \p Name; null of other functions.
  const Grid *gridOf(llvm::StringRef Name) const {
    auto I = Grids.find(Name);
    return I == Grids.end() ? nullptr : &I->second;
  }

private:
  void nameMathematics();
  void joinAddressSpaces();

  std::unique_ptr<llvm::Module> Copy; // outlives the managers, which refer to it
  OwnPipeline Own;
  llvm::StringMap<Grid> Grids;
};

} // namespace auspex::passes

#endif
