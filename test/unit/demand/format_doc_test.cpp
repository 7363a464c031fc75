//===- format_doc_test.cpp - docs/note-format.md says what the code does --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/arith.h"
#include "demand/note.h"
#include "demand/note_wire.h"
#include "demand/print.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <sstream>

using namespace auspex::demand;

namespace {

std::string document() {
  std::ifstream In(AUSPEX_SOURCE_DIR "/docs/note-format.md");
  std::stringstream S;
  S << In.rdbuf();
  EXPECT_FALSE(S.str().empty());
  return S.str();
}

/// The fenced block of the language \p Tag.
std::string block(const std::string &Tag) {
  std::string Doc = document(), Fence = "```" + Tag + "\n";
  size_t Begin = Doc.find(Fence);
  if (Begin == std::string::npos)
    return "";
  Begin += Fence.size();
  return Doc.substr(Begin, Doc.find("```", Begin) - Begin);
}

/// The bytes of a dump: pairs of digits, `;` begins a comment.
std::string bytesOfDump(const std::string &Dump) {
  std::istringstream Lines(Dump);
  std::string Bytes, Line;
  while (std::getline(Lines, Line)) {
    std::istringstream Words(Line.substr(0, Line.find(';')));
    for (std::string Word; Words >> Word;)
      Bytes.push_back(char(std::stoul(Word, nullptr, 16)));
  }
  return Bytes;
}

std::string hex(const std::string &Bytes) {
  std::string Out;
  for (unsigned char C : Bytes) {
    char Buffer[4];
    std::snprintf(Buffer, sizeof(Buffer), "%02x ", C);
    Out += Buffer;
  }
  return Out;
}

/// void *make(long n) { return malloc(8 * n); }
Function make() {
  Function F;
  F.Symbol = "make";
  F.File = "make.c";
  F.Line = 3;
  F.Params = {{"n", Type::I64}};
  F.Result = Type::Ptr;
  F.Values = {{Type::Ptr, ""}};
  ExprPool &P = F.Exprs;
  Step S;
  S.Kind = StepKind::Alloc;
  S.Args = {P.binary(Op::Mul, P.param(0, Type::I64), P.integer(8))};
  S.Result = 0;
  S.Line = 3;
  F.Nodes.resize(1);
  F.Nodes[0].Steps = {S};
  F.Nodes[0].Cond = P.value(0, Type::Ptr);
  return F;
}

TEST(FormatDoc, WorkedExample) {
  std::string Note = bytesOfDump(block("hex"));
  // ELF note header: sizes of name and descriptor, type, name.
  std::string Document = encodeFunction(make(), "5ca1ab1e");
  ASSERT_GT(Note.size(), 24u);
  auto Word = [&](size_t At) {
    return uint32_t(uint8_t(Note[At])) | uint32_t(uint8_t(Note[At + 1])) << 8;
  };
  EXPECT_EQ(Word(0), NoteOwner.size() + 1);
  EXPECT_EQ(Word(4), 4 + Document.size());
  EXPECT_EQ(Word(8), uint32_t(FunctionNote));
  EXPECT_EQ(Note.substr(12, 8), std::string("Auspex\0\0", 8));
  EXPECT_EQ(hex(Note.substr(24, Document.size())), hex(Document));
  EXPECT_EQ(Note.size() % 4, 0u);
  EXPECT_EQ(Note.size(), 24 + (Document.size() + 3) / 4 * 4);
  auto D = decodeNote(FunctionNote, std::string_view(Note).substr(24));
  ASSERT_TRUE(D) << D.error().Message;
  EXPECT_EQ(nlohmann::json::parse(toJson(*D)), nlohmann::json::parse(block("json")))
      << toJson(*D);
}

/// Rows of tables that read `| number | name | ...`, after the heading \p Title.
std::map<int, std::string> table(const std::string &Title) {
  std::string Doc = document();
  size_t At = Doc.find("\n### " + Title + "\n");
  EXPECT_NE(At, std::string::npos) << Title;
  std::istringstream Lines(Doc.substr(At + 5));
  std::map<int, std::string> Rows;
  for (std::string Line; std::getline(Lines, Line) && !Line.starts_with("#");) {
    int Number;
    char Name[64];
    if (std::sscanf(Line.c_str(), "| %d | `%63[^`]`", &Number, Name) == 2)
      Rows[Number] = Name;
  }
  return Rows;
}

TEST(FormatDoc, OperatorsHaveTheirNumbers) {
  auto Rows = table("Operators");
  EXPECT_EQ(Rows.size(), size_t(Op::Last) + 1 + 12);
  for (unsigned O = 0; O <= unsigned(Op::Last); ++O)
    EXPECT_EQ(Rows[int(O)], nameOf(Op(O)));
  for (unsigned K = 0; K < 4; ++K)
    for (unsigned Flags = 1; Flags < 4; ++Flags)
      EXPECT_EQ(Rows[int(wire::Flagged + 3 * K + Flags - 1)],
                std::string(nameOf(wire::FlaggedOps[K])) + (Flags & 1 ? ".nsw" : "") +
                    (Flags & 2 ? ".nuw" : ""));
}

TEST(FormatDoc, TypesHaveTheirNumbers) {
  auto Rows = table("Types");
  EXPECT_EQ(Rows.size(), size_t(Type::Ptr) + 1);
  for (auto [Number, Name] : Rows)
    EXPECT_EQ(Name, nameOf(Type(Number)));
}

} // namespace
