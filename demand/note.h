//===- demand/note.h - The demand note: reading and writing ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// docs/note-format.md specifies the bytes. A note is MessagePack in an ELF note
// of owner "Auspex" in section .note.auspex. Notes come from untrusted files:
// the reader is iterative, allocates no more than a small multiple of the bytes
// it was given, and returns an error with the offset for anything malformed.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_NOTE_H
#define AUSPEX_DEMAND_NOTE_H

#include "demand/skeleton.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace auspex::demand {

inline constexpr std::string_view NoteOwner = "Auspex";
inline constexpr std::string_view NoteSection = ".note.auspex";
/// Version of the document. A reader accepts equal majors.
inline constexpr unsigned NoteMajor = 1, NoteMinor = 3;

/// n_type of the ELF note header.
enum NoteType : uint32_t { FunctionNote = 1, UnitNote = 2 };

/// Caps of the format; beyond them the writer gives up on a function (Reason)
/// and the reader refuses.
inline constexpr size_t MaxNoteBytes = 4u << 20;
inline constexpr size_t MaxNodes = 1u << 14, MaxSteps = 1u << 16, MaxLoops = 1u << 12,
                        MaxValues = 1u << 16, MaxString = 1u << 16;

/// The descriptor of a note: the MessagePack document, without the ELF header
/// and without the leading 32-bit PC-relative reference to the function (the
/// emitter adds it, the ELF reader strips it).
std::string encodeFunction(const Function &F, std::string_view UnitId);
std::string encodeUnit(const Unit &U);

struct FunctionDoc {
  Function Func;
  std::string UnitId;
};
using Document = std::variant<FunctionDoc, Unit>;

/// Decodes and checks (checkFunction). \p Bytes may have trailing padding.
Expected<Document> decodeNote(NoteType Type, std::string_view Bytes);

/// The same document as JSON text, as docs/note-format.md shows it.
std::string toJson(const Document &D);

} // namespace auspex::demand

#endif
