//===- demand/emit.h - What compilers write around a document -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The bytes and the assembly that put notes and beacons into object files, for all
// compilers: docs/note-format.md has the note's, <sys/sdt.h> the probe's.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EMIT_H
#define AUSPEX_DEMAND_EMIT_H

#include "demand/note.h"

#include <string>
#include <string_view>

namespace auspex::demand {

/// The header of the ELF note and its owner, padded. The reference to the function, four
/// bytes, follows, and the document.
std::string noteHead(uint32_t Type, size_t DocumentBytes);
/// \p Document with the zeros that align what follows.
std::string padded(std::string Document);

/// A probe of provider "auspex" (SystemTap's wiki, "UserSpaceProbeImplementation"): the
/// nop and its description, for inline assembly with \p Values register operands of
/// eight bytes.
std::string probeAssembly(std::string_view Probe, size_t Values);

} // namespace auspex::demand

#endif
