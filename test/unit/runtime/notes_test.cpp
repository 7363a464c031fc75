//===- test/unit/runtime/notes_test.cpp - ELF notes from untrusted files --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/binary/notes.h"

#include <cstring>
#include <gtest/gtest.h>

using namespace auspex;
using binary::NoteReader;

namespace {

std::string word(uint32_t W) { return std::string(reinterpret_cast<char *>(&W), 4); }

std::string note(std::string Name, uint32_t Type, std::string Body, size_t Align = 4) {
  Name.push_back('\0');
  std::string N = word(uint32_t(Name.size())) + word(uint32_t(Body.size())) + word(Type) + Name;
  N.resize((N.size() + Align - 1) / Align * Align);
  N += Body;
  N.resize((N.size() + Align - 1) / Align * Align);
  return N;
}

std::string functionNote(std::string Symbol) {
  demand::Function F;
  F.Symbol = std::move(Symbol);
  F.Reason = "a test";
  return note("Auspex", demand::FunctionNote, word(0) + demand::encodeFunction(F, "unit"));
}

} // namespace

TEST(Notes, ReadsItsOwnAndSkipsOthers) {
  NoteReader R;
  R.read(note("GNU", 3, "\x12\xab") + functionNote("f") + note("stapsdt", 3, "x") + functionNote("g"), 4, "file");
  ASSERT_EQ(R.Module.Functions.size(), 2u);
  EXPECT_EQ(R.Module.Functions[1].Func.Symbol, "g");
  EXPECT_EQ(R.Module.Functions[1].UnitId, "unit");
  EXPECT_EQ(R.BuildId, "12ab");
  EXPECT_TRUE(R.Warnings.empty());
}

TEST(Notes, ReadsUnits) {
  demand::Unit U;
  U.Id = "1234";
  U.Source = "a.c";
  NoteReader R;
  R.read(note("Auspex", demand::UnitNote, word(0) + demand::encodeUnit(U)), 4, "file");
  ASSERT_EQ(R.Module.Units.size(), 1u);
  EXPECT_EQ(R.Module.Units[0].Source, "a.c");
}

TEST(Notes, SkipsKindsOfLaterVersions) {
  NoteReader R;
  R.read(note("Auspex", 99, "whatever") + functionNote("f"), 4, "file");
  EXPECT_EQ(R.Module.Functions.size(), 1u);
  EXPECT_TRUE(R.Warnings.empty());
}

TEST(Notes, OneBadNoteCostsOneNote) {
  NoteReader R;
  R.read(note("Auspex", demand::FunctionNote, "????\xc1\xc1") + note("Auspex", demand::UnitNote, "ab") +
             functionNote("f"),
         4, "file");
  EXPECT_EQ(R.Module.Functions.size(), 1u);
  EXPECT_EQ(R.Warnings.size(), 2u);
}

TEST(Notes, AlignsToEightWhereTheSegmentDoes) {
  NoteReader R;
  R.read(note("GNU", 5, std::string(12, 'x'), 8) + note("GNU", 3, "\x01", 8), 8, "file");
  EXPECT_EQ(R.BuildId, "01");
}

TEST(Notes, SizesThatLieEndTheReading) {
  std::string Good = functionNote("f");
  for (size_t Field : {0, 4})
    for (uint32_t Value : {0xffffffffu, 0x80000000u, 0x7fffffffu, uint32_t(Good.size())}) {
      std::string Bad = Good;
      memcpy(Bad.data() + Field, &Value, 4);
      NoteReader R;
      R.read(Good + Bad + Good, 4, "file");
      EXPECT_GE(R.Module.Functions.size(), 1u);
      EXPECT_LE(R.Module.Functions.size(), 2u);
    }
  // The last three bytes may be padding, which nobody misses.
  for (size_t Cut = 0; Cut + 3 < Good.size(); ++Cut) {
    NoteReader R;
    R.read(Good.substr(0, Cut), 4, "file");
    EXPECT_TRUE(R.Module.Functions.empty());
  }
}

TEST(Notes, WarningsAreBounded) {
  NoteReader R;
  for (int I = 0; I < 1000; ++I)
    R.read(note("Auspex", demand::FunctionNote, "????\xc1"), 4, "file");
  EXPECT_LE(R.Warnings.size(), binary::MaxWarnings + 1);
}
