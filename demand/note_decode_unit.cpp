//===- demand/note_decode_unit.cpp - Reading the note of a unit -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/note_document.h"

namespace auspex::demand {
namespace {

class UnitReader : DocumentReader {
public:
  using DocumentReader::DocumentReader;
  Expected<Document> run();

private:
  void entry(uint8_t Key);
  void global();
  Unit U;
};

Expected<Document> UnitReader::run() {
  read(wire::UnitKeys, [this](uint8_t Key) { entry(Key); });
  if (!In.ok())
    return In.error();
  return std::move(U);
}

void UnitReader::entry(uint8_t Key) {
  switch (Key) {
  case wire::Id: U.Id = unitId(); break;
  case wire::Source: U.Source = text("source"); break;
  case wire::Producer: U.Producer = text("producer"); break;
  case wire::Triple: U.Triple = text("triple"); break;
  case wire::Globals: {
    uint32_t Count = In.array();
    for (uint32_t I = 0; I < Count && In.ok(); ++I)
      global();
    break;
  }
  case wire::Constructors: {
    uint32_t Count = In.array();
    for (uint32_t I = 0; I < Count && In.ok(); ++I)
      U.Constructors.push_back(text("constructor"));
    break;
  }
  case wire::Aliases:
    flat([&] {
      Alias &A = U.Aliases.emplace_back();
      A.Symbol = text("alias");
      int64_t Flags = In.within(0, INT64_MAX, "flags");
      A.Internal = Flags & wire::AliasInternal;
      A.Weak = Flags & wire::AliasWeak;
      A.Target = text("target of an alias");
    });
    break;
  }
}

void UnitReader::global() {
  uint32_t Fields = In.array();
  if (Fields < 5)
    return In.fail("global cut short");
  Global &G = U.Globals.emplace_back();
  G.Symbol = text("symbol");
  int64_t Flags = In.within(0, INT64_MAX, "flags");
  G.Internal = Flags & wire::GlobalInternal;
  G.Constant = Flags & wire::Constant;
  G.Zero = Flags & wire::Zero;
  G.Declared = Flags & wire::Declared;
  G.Size = In.number(INT64_MAX, "size");
  G.Bytes = In.bin();
  if (G.Bytes.size() > G.Size)
    return In.fail("global with more contents than bytes");
  uint64_t Last = 0;
  flat([&] {
    GlobalInit &Init = G.Inits.emplace_back();
    Init.Offset = Last + In.number(G.Size - Last, "offset");
    Last = Init.Offset;
    Init.Ty = type(false);
    Init.Bits = In.integer();
    Init.Symbol = text("symbol");
    if (In.ok() && bytesOf(Init.Ty) > G.Size - Init.Offset)
      In.fail("initial value beyond the end of its global");
  });
  skipRest(Fields, 5);
}

} // namespace

Expected<Document> decodeUnitNote(std::string_view Bytes) { return UnitReader(Bytes).run(); }

} // namespace auspex::demand
