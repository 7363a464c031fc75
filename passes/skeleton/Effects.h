//===- passes/skeleton/Effects.h - What an instruction does to the world --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Sorts instructions into the kinds that the skeleton treats alike. Allocation
// functions are known by the prototype that TargetLibraryInfo checks, or by the
// C library's name where TargetLibraryInfo has none (posix_memalign, mmap); a
// function that the module itself defines is never one of them.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_SKELETON_EFFECTS_H
#define AUSPEX_PASSES_SKELETON_EFFECTS_H

#include <cstdint>
#include <string>

namespace llvm {
class CallBase;
class Instruction;
class TargetLibraryInfo;
} // namespace llvm

namespace auspex::passes {

enum class Effect : uint8_t {
  None,      ///< computes; debug and lifetime markers, assumptions
  Math,      ///< a mathematical function without side effects
  Load,
  Store,
  Atomic,    ///< read-modify-write
  MemCopy,   ///< memcpy, memmove
  MemSet,
  Alloca,
  Malloc,    ///< malloc(size), and operator new
  New,
  Calloc,    ///< calloc(n, size)
  Aligned,   ///< aligned_alloc(align, size), memalign
  AlignedInto, ///< posix_memalign(&p, align, size)
  PageAligned, ///< valloc(size)
  Realloc,   ///< realloc(p, size)
  ReallocArray, ///< reallocarray(p, n, size)
  Free,      ///< free(p), operator delete(p, ...)
  Map,       ///< mmap of anonymous memory
  Unmap,     ///< munmap(p, size)
  StackRestore,
  Widen,     ///< std::ctype<char>::do_widen(c), which returns c
  ListStart, ///< va_start(list)
  ListCopy,  ///< va_copy(to, from)
  Call,      ///< anything else that is called
  Unknown,   ///< not modelled: describe() says what
};

Effect effectOf(const llvm::Instruction &I, const llvm::TargetLibraryInfo &TLI);

/// Whether a loop that holds such an instruction can still be folded.
inline bool isFoldable(Effect E) {
  return E == Effect::None || E == Effect::Math || E == Effect::Load || E == Effect::Store ||
         E == Effect::MemCopy || E == Effect::MemSet;
}

/// Why an Unknown instruction is one, for a person.
std::string describe(const llvm::Instruction &I);

/// Cost of \p I executed once: vectors count per element, a fused multiply-add
/// as 2 FLOP, a transcendental function as TranscendentalFlops.
struct Cost {
  double Flops = 0, IntOps = 0, BytesRead = 0, BytesWritten = 0;
  uint32_t Need = 0; ///< demand::Needs
  Cost &operator+=(const Cost &C);
  Cost operator*(double Times) const;
  bool isZero() const { return !(Flops > 0 || IntOps > 0 || BytesRead > 0 || BytesWritten > 0); }
};
/// Polynomial or table evaluation in double precision as libm does it: about
/// 20 operations (Cody and Waite, "Software Manual for the Elementary Functions").
inline constexpr double TranscendentalFlops = 20;
Cost costOf(const llvm::Instruction &I, const llvm::TargetLibraryInfo &TLI);

} // namespace auspex::passes

#endif
