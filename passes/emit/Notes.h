//===- passes/emit/Notes.h - Summaries as globals of the module -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One ELF note a function and one a translation unit, as private constants in
// .note.auspex that llvm.compiler.used keeps. A function's note is associated
// with the function (SHF_LINK_ORDER), lies in its COMDAT, and so is dropped and
// merged with it by every linker.
//
// Nothing in the IR may refer to a function that it did not refer to before: a
// local function whose address is taken gets another prologue (endbr64), and
// one that LTO inlines everywhere would stay alive. So only a strong external
// definition that no LTO follows gets the 32-bit PC-relative reference at the
// head of its descriptor; elsewhere that field is 0 and the name inside the
// document says which function it is.
//
// The image of a GPU has no notes and drops sections that it does not know: there they
// are one array of bytes in the GPU's memory, from which the host's file is read
// (docs/rationale.md, "Notes of GPU code").
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EMIT_NOTES_H
#define AUSPEX_PASSES_EMIT_NOTES_H

#include "demand/skeleton.h"

#include "llvm/ADT/SetVector.h"

namespace llvm {
class Function;
class GlobalValue;
class GlobalVariable;
class Module;
} // namespace llvm

namespace auspex::passes {

/// Whether notes can be put into the object file that \p M becomes: ELF, 64
/// bits, little endian, a CPU.
bool takesNotes(const llvm::Module &M);

/// Functions of \p M that have a note already (a module that is compiled on
/// after LTO's pre-link phase), by linkage name.
bool hasNotes(const llvm::Module &M);

class NoteWriter {
public:
  /// \p BeforeLto: the module will be linked with others and optimised again.
  NoteWriter(llvm::Module &M, std::string UnitId, bool BeforeLto)
      : M(M), UnitId(std::move(UnitId)), BeforeLto(BeforeLto) {}

  /// Returns the bytes that the note takes; 0 where it is too large for one.
  size_t add(llvm::Function &F, const demand::Function &D);
  size_t add(const demand::Unit &U);
  /// Makes the notes known to the module. Nothing is changed before.
  void finish();

private:
  llvm::GlobalVariable *write(uint32_t Type, const std::string &Document,
                              const llvm::Twine &Name, llvm::Function *F);

  llvm::Module &M;
  std::string UnitId;
  bool BeforeLto;
  llvm::SmallVector<llvm::GlobalValue *, 32> Written;
  std::string DeviceNotes; ///< all of a module for a GPU, one after another
};

} // namespace auspex::passes

#endif
