//===- runtime/binary/notes.h - Bytes of ELF notes -> demand documents ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is read comes from an untrusted file. One bad note costs that note, with
// a warning; caps bound what all of them together may cost.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_BINARY_NOTES_H
#define AUSPEX_RUNTIME_BINARY_NOTES_H

#include "demand/program.h"

#include <string>
#include <string_view>
#include <vector>

namespace auspex::binary {

/// Bounds on the notes of one process image.
inline constexpr size_t MaxNotesBytes = 32u << 20, MaxNotes = 200'000, MaxWarnings = 20;

struct NoteReader {
  demand::Module Module;
  std::string BuildId;               ///< in hexadecimal, or empty
  std::vector<std::string> Warnings; ///< notes that were left out, and why
  size_t Bytes = 0, Count = 0;       ///< read so far

  /// Reads the notes in the contents of a note segment or section; those of
  /// other owners are skipped. \p Align is 4, or 8 where the segment says so.
  void read(std::string_view Contents, size_t Align, std::string_view Where);
  void warn(std::string Message);
};

/// Whether \p Contents hold a note of ours at all (cheap).
bool holdsNotes(std::string_view Contents);

} // namespace auspex::binary

#endif
