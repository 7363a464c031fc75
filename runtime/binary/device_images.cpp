//===- runtime/binary/device_images.cpp - Notes in the images of GPUs ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How images are packed is NVIDIA's affair and changes. What is read are the bytes of
// the one variable that holds the notes: in machine code as they are, found by the
// notes' own head; in PTX as the numbers of its initialiser, found by its name.
//
//===----------------------------------------------------------------------===//
#include "runtime/binary/device_images.h"

#include "demand/launch.h"
#include "demand/note.h"

#include <algorithm>
#include <cstring>

namespace auspex::binary {
namespace {

constexpr size_t HeadBytes = 12 + 8; ///< sizes and type, then the owner

uint32_t word(std::string_view Bytes, size_t At) {
  uint32_t W;
  memcpy(&W, Bytes.data() + At, 4);
  return W;
}

/// How long the note at \p At is that begins with a head like ours; 0: there is none.
size_t noteAt(std::string_view Bytes, size_t At) {
  if (Bytes.size() - At < HeadBytes || word(Bytes, At) != demand::NoteOwner.size() + 1)
    return 0;
  const size_t Descriptor = word(Bytes, At + 4);
  const uint32_t Type = word(Bytes, At + 8);
  const size_t Rest = Bytes.size() - At - HeadBytes, Padded = (Descriptor + 3) / 4 * 4;
  if ((Type != demand::FunctionNote && Type != demand::UnitNote) || Padded > Rest)
    return 0;
  return HeadBytes + Padded;
}

class Images {
public:
  Images(NoteReader &Out, std::string_view Where) : Out(Out), Where(Where) {}

  void readNotes(std::string_view Bytes) {
    const std::string Owner = std::string(demand::NoteOwner) + '\0' + '\0';
    for (size_t At = Bytes.find(Owner); At != Bytes.npos;) {
      size_t Length = At >= 12 ? noteAt(Bytes, At - 12) : 0;
      if (Length)
        read(Bytes.substr(At - 12, Length));
      At = Bytes.find(Owner, Length ? At - 12 + Length : At + 1);
    }
  }

  void readPtx(std::string_view Text) {
    for (size_t At = Text.find(demand::DeviceNotePrefix); At != Text.npos;
         At = Text.find(demand::DeviceNotePrefix, At + 1)) {
      constexpr size_t MostHeader = 256; // name, size, " = "
      size_t Open = Text.find('{', At);
      if (Open == Text.npos || Open - At > MostHeader)
        continue;
      readNotes(numbers(Text.substr(Open + 1)) + std::string(3, '\0'));
    }
  }

private:
  /// "7, 0, 0, ... }" as bytes. Zeros at the end, of which a note has three at most, are
  /// left out.
  static std::string numbers(std::string_view Text) {
    std::string Bytes;
    unsigned Value = 0;
    bool Any = false;
    for (char C : Text) {
      if (C >= '0' && C <= '9') {
        Value = Value * 10 + unsigned(C - '0');
        Any = true;
        if (Value > 255)
          return {};
      } else if (C == ',' || C == '}') {
        if (!Any || Bytes.size() >= MaxNotesBytes)
          return {};
        Bytes.push_back(char(Value));
        Value = 0;
        Any = false;
        if (C == '}')
          return Bytes;
      } else if (C != ' ' && C != '\n') {
        return {};
      }
    }
    return {};
  }

  /// A unit's own note follows those of its functions.
  void read(std::string_view Note) {
    Unit.Bytes = Out.Bytes;
    Unit.Count = Out.Count;
    Unit.read(Note, 4, Where);
    Out.Bytes = Unit.Bytes;
    Out.Count = Unit.Count;
    for (std::string &W : Unit.Warnings)
      Out.warn(std::move(W));
    Unit.Warnings.clear();
    if (Unit.Module.Units.empty())
      return;
    demand::Module &To = Out.Module, From = std::exchange(Unit.Module, {});
    const demand::Unit &U = From.Units.front();
    const bool Known = std::ranges::find(To.Units, U.Id, &demand::Unit::Id) != To.Units.end();
    if (Known || !demand::isDeviceTriple(U.Triple))
      return;
    for (demand::FunctionDoc &F : From.Functions)
      if (F.UnitId == U.Id)
        To.Functions.push_back(std::move(F));
    To.Units.push_back(std::move(From.Units.front()));
  }

  NoteReader &Out;
  std::string_view Where;
  NoteReader Unit; ///< the one that is being read
};

} // namespace

void readDeviceImages(std::string_view Section, NoteReader &Out, std::string_view Where) {
  Images I(Out, Where);
  I.readNotes(Section);
  I.readPtx(Section);
}

} // namespace auspex::binary
