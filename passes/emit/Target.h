//===- passes/emit/Target.h - Which targets have notes ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EMIT_TARGET_H
#define AUSPEX_PASSES_EMIT_TARGET_H

#include "llvm/TargetParser/Triple.h"

namespace auspex::passes {

/// Executables for the host, whose sections `auspex` can read.
inline bool takesNotes(const llvm::Triple &T) {
  return T.isOSBinFormatELF() && T.isArch64Bit() && T.isLittleEndian() && !T.isNVPTX() &&
         !T.isAMDGPU() && !T.isBPF() && !T.isSPIROrSPIRV();
}

/// GPUs, whose code travels within that of the host.
inline bool isDevice(const llvm::Triple &T) { return T.isNVPTX() && T.isArch64Bit(); }

} // namespace auspex::passes

#endif
