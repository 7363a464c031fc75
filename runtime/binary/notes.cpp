//===- runtime/binary/notes.cpp - Bytes of ELF notes -> demand documents --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/binary/notes.h"

#include "demand/note.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <elf.h>

namespace auspex::binary {

bool holdsNotes(std::string_view Contents) {
  return Contents.find(std::string_view("Auspex\0", 7)) != Contents.npos;
}

void NoteReader::warn(std::string Message) {
  if (Warnings.size() < MaxWarnings)
    Warnings.push_back(std::move(Message));
  else if (Warnings.size() == MaxWarnings)
    Warnings.push_back("... and more");
}

void NoteReader::read(std::string_view Contents, size_t Align, std::string_view Where) {
  auto Word = [&](size_t At) {
    uint32_t W;
    memcpy(&W, Contents.data() + At, 4);
    return W;
  };
  auto Padded = [&](uint64_t N) { return (N + Align - 1) & ~uint64_t(Align - 1); };

  for (uint64_t At = 0; Contents.size() - At >= 12;) {
    uint64_t NameSize = Word(At), DescSize = Word(At + 4);
    uint32_t Type = Word(At + 8);
    // 8-byte alignment pads the descriptor's start and end, counted from the note.
    uint64_t Desc = At + (Align == 8 ? Padded(12 + NameSize) : 12 + Padded(NameSize));
    uint64_t Next = Desc + Padded(DescSize);
    if (NameSize > Contents.size() || DescSize > Contents.size() ||
        Desc + DescSize > Contents.size()) {
      if (holdsNotes(Contents.substr(At)))
        warn(fmt::format("{}: a note is cut off at byte {}", Where, At));
      return;
    }
    std::string_view Name = Contents.substr(At + 12, NameSize);
    std::string_view Body = Contents.substr(Desc, DescSize);
    At = std::min<uint64_t>(Next, Contents.size());
    if (!Name.empty() && Name.back() == '\0')
      Name.remove_suffix(1);
    if (Name == "GNU" && Type == NT_GNU_BUILD_ID && Body.size() <= 64 && BuildId.empty())
      for (unsigned char C : Body)
        BuildId += fmt::format("{:02x}", C);
    if (Name != demand::NoteOwner)
      continue;

    if (++Count > MaxNotes || Bytes + Body.size() > MaxNotesBytes) {
      warn(fmt::format("{}: more demand notes than the {} MiB and {} notes that are read", Where,
                       MaxNotesBytes >> 20, MaxNotes));
      return;
    }
    Bytes += Body.size();
    if (Type != demand::FunctionNote && Type != demand::UnitNote)
      continue; // a kind of note of a later version
    // The reference that ties a function's note to its function; zero in a unit's.
    if (Body.size() < 4) {
      warn(fmt::format("{}: demand note {} is too short", Where, Count));
      continue;
    }
    Body.remove_prefix(4);
    auto Document = demand::decodeNote(demand::NoteType(Type), Body);
    if (!Document) {
      warn(fmt::format("{}: demand note {}: {}", Where, Count, Document.error().Message));
      continue;
    }
    if (auto *F = std::get_if<demand::FunctionDoc>(&*Document))
      Module.Functions.push_back(std::move(*F));
    else
      Module.Units.push_back(std::move(std::get<demand::Unit>(*Document)));
  }
}

} // namespace auspex::binary
