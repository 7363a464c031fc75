//===- demand/note_document.cpp -------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/note_document.h"

#include <algorithm>

namespace auspex::demand {

void DocumentReader::strings() {
  uint32_t Count = In.array();
  Table.reserve(std::min<uint32_t>(Count, 1u << 16));
  for (uint32_t I = 0; I < Count && In.ok(); ++I) {
    Table.push_back(In.str());
    if (Table.back().size() > MaxString)
      In.fail("string too long");
  }
}

std::string DocumentReader::unitId() {
  if (In.atString())
    return std::string(In.str().substr(0, MaxString));
  std::string Id;
  for (char C : In.bin().substr(0, MaxString))
    for (unsigned Digit : {uint8_t(C) >> 4, uint8_t(C) & 15})
      Id.push_back("0123456789abcdef"[Digit]);
  return Id;
}

Expected<Document> decodeNote(NoteType Type, std::string_view Bytes) {
  if (Bytes.size() > MaxNoteBytes)
    return fail("a note of " + std::to_string(Bytes.size()) + " bytes; the format allows " +
                std::to_string(MaxNoteBytes));
  switch (Type) {
  case FunctionNote: return decodeFunctionNote(Bytes);
  case UnitNote: return decodeUnitNote(Bytes);
  }
  return fail("a note of type " + std::to_string(unsigned(Type)) +
              ", which this version does not know");
}

} // namespace auspex::demand
