//===- hostile_test.cpp - Notes that somebody made to hurt ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every input here must end in an error or in a function that holds its
// invariants; what is decoded is also shown, as `inspect` would.
//
//===----------------------------------------------------------------------===//

#include "demand/msgpack.h"
#include "demand/note.h"
#include "demand/note_wire.h"
#include "demand/print.h"
#include "samples.h"

#include <gtest/gtest.h>

#include <random>

using namespace auspex::demand;
using namespace auspex::demand::test;

namespace {

/// Everything that is done with a note that was accepted.
void use(const Document &D) {
  EXPECT_FALSE(toJson(D).empty());
  const auto *Doc = std::get_if<FunctionDoc>(&D);
  if (!Doc)
    return;
  const Function &F = Doc->Func;
  EXPECT_TRUE(checkFunction(F));
  for (const Node &N : F.Nodes)
    for (const Step &S : N.Steps)
      for (ExprRef A : S.Args) {
        prettyText(F, A);
        complexityOf(F, A);
        exactText(F, A);
      }
}

/// Decodes; what is accepted must be fit for use.
bool accepted(NoteType Type, std::string_view Bytes) {
  auto D = decodeNote(Type, Bytes);
  if (!D) {
    EXPECT_FALSE(D.error().Message.empty());
    return false;
  }
  use(*D);
  return true;
}

std::string errorOf(std::string_view Bytes, NoteType Type = FunctionNote) {
  auto D = decodeNote(Type, Bytes);
  return D ? "accepted" : D.error().Message;
}

/// A note with one more entry than the version.
std::string noteWith(uint8_t Key, std::string_view Packed) {
  Packer P;
  P.map(2);
  P.number(wire::Version);
  P.array(2);
  P.number(NoteMajor);
  P.number(NoteMinor);
  P.number(Key);
  P.raw(Packed);
  return P.take();
}

TEST(Hostile, TruncatedAtEveryByte) {
  for (const std::string &Bytes :
       {encodeFunction(gemmMain(), "u"), encodeFunction(randomFunction(3), "0a0b")})
    for (size_t Length = 0; Length < Bytes.size(); ++Length)
      EXPECT_FALSE(accepted(FunctionNote, std::string_view(Bytes).substr(0, Length))) << Length;
  std::string Bytes = encodeUnit(sampleUnit());
  for (size_t Length = 0; Length < Bytes.size(); ++Length)
    EXPECT_FALSE(accepted(UnitNote, std::string_view(Bytes).substr(0, Length))) << Length;
}

TEST(Hostile, EveryBitFlipped) {
  std::string Bytes = encodeFunction(gemmMain(), "u");
  for (size_t I = 0; I < 8 * Bytes.size(); ++I) {
    std::string Bad = Bytes;
    Bad[I / 8] = char(Bad[I / 8] ^ 1 << I % 8);
    accepted(FunctionNote, Bad);
    accepted(UnitNote, Bad);
  }
}

TEST(Hostile, BytesReplacedAtRandom) {
  std::mt19937_64 Random(11);
  for (uint64_t Seed = 0; Seed < 60; ++Seed) {
    std::string Bytes = encodeFunction(randomFunction(Seed), "u");
    for (int I = 0; I < 100; ++I) {
      std::string Bad = Bytes;
      for (size_t N = 1 + Random() % 4; N-- > 0;)
        Bad[Random() % Bad.size()] = char(Random());
      accepted(FunctionNote, Bad);
    }
  }
}

TEST(Hostile, NestingWithoutEnd) {
  std::string Deep(50000, '\x91'); // arrays of one element
  EXPECT_FALSE(accepted(FunctionNote, Deep));
  EXPECT_FALSE(accepted(UnitNote, Deep));
  // Under a key that a reader skips, closed properly: nothing is wrong with it.
  EXPECT_TRUE(accepted(FunctionNote, noteWith(100, Deep + '\xc0')));
  EXPECT_FALSE(accepted(FunctionNote, noteWith(100, Deep)));
  std::string Maps;
  for (int I = 0; I < 50000; ++I)
    Maps += "\x81\x01";
  EXPECT_TRUE(accepted(FunctionNote, noteWith(100, Maps + '\xc0')));
}

TEST(Hostile, LengthsBeyondTheEnd) {
  using namespace std::literals;
  for (std::string_view Huge :
       {"\xdd\xff\xff\xff\xff"sv, "\xdf\xff\xff\xff\xff"sv, "\xdb\xff\xff\xff\xff"sv,
        "\xc6\xff\xff\xff\xff"sv, "\xc9\xff\xff\xff\xff\x01"sv, "\xdc\xff\xff"sv, "\xd9\xff"sv}) {
    EXPECT_FALSE(accepted(FunctionNote, Huge));
    for (uint8_t Key = 1; Key < 20; ++Key) {
      EXPECT_FALSE(accepted(FunctionNote, noteWith(Key, Huge)));
      EXPECT_FALSE(accepted(UnitNote, noteWith(Key, Huge)));
    }
  }
}

TEST(Hostile, AnArrayOfArraysIsNoReasonToAllocate) {
  // Each level claims as many elements as there are bytes left.
  std::string Bytes;
  for (uint32_t Left = 60000; Left > 3; Left -= 3) {
    Bytes += '\xdc';
    Bytes += char((Left - 3) >> 8);
    Bytes += char(Left - 3);
  }
  EXPECT_FALSE(accepted(FunctionNote, noteWith(100, Bytes)));
  EXPECT_FALSE(accepted(FunctionNote, noteWith(wire::Code, Bytes)));
}

TEST(Hostile, VersionsAndKeys) {
  Packer P;
  P.map(1);
  P.number(wire::Version);
  P.array(2);
  P.number(NoteMajor + 1);
  P.number(0);
  EXPECT_NE(errorOf(P.bytes()).find("version 2"), std::string::npos) << errorOf(P.bytes());
  EXPECT_NE(errorOf("\x80").find("no version"), std::string::npos);
  EXPECT_NE(errorOf(std::string_view("\x81\x03\x00", 3)).find("begin with its version"),
            std::string::npos);
  EXPECT_NE(errorOf("").find("byte 0"), std::string::npos);
  // A later minor: more parts of the version, more keys, keys of other types.
  Packer Q;
  Q.map(4);
  Q.number(wire::Version);
  Q.array(3);
  Q.number(NoteMajor);
  Q.number(99);
  Q.str("beta");
  Q.number(90);
  Q.map(1);
  Q.str("a");
  Q.real(1.5);
  Q.number(91);
  Q.raw(std::string_view("\xcf\xff\xff\xff\xff\xff\xff\xff\xff", 9)); // 2^64 - 1
  Q.str("comment");
  Q.bin("bytes");
  EXPECT_TRUE(accepted(FunctionNote, Q.bytes()));
  EXPECT_TRUE(accepted(UnitNote, Q.bytes()));
  // The same key twice, or out of order.
  Packer R;
  R.map(3);
  R.number(wire::Version);
  R.array(2);
  R.number(NoteMajor);
  R.number(0);
  for (int I = 0; I < 2; ++I) {
    R.number(wire::Line);
    R.number(1);
  }
  EXPECT_NE(errorOf(R.bytes()).find("key"), std::string::npos) << errorOf(R.bytes());
  EXPECT_FALSE(decodeNote(NoteType(3), R.bytes()));
}

TEST(Hostile, TooLargeAltogether) {
  EXPECT_NE(errorOf(std::string(MaxNoteBytes + 1, '\0')).find("allows"), std::string::npos);
}

/// A note whose expressions and strings are as given.
std::string withExprs(const PackedArray &Exprs) {
  Packer P;
  P.map(4);
  P.number(wire::Version);
  P.array(2);
  P.number(NoteMajor);
  P.number(NoteMinor);
  P.number(wire::Params);
  P.array(2);
  P.integer(int64_t(Type::I64));
  P.integer(0);
  P.number(wire::Exprs);
  Exprs.writeTo(P);
  PackedArray Code; // one node that returns nothing
  Code << 0 << int64_t(TermKind::Return);
  Code.nil();
  P.number(wire::Code);
  Code.writeTo(P);
  return P.take();
}

TEST(Hostile, ExpressionsAsDeepAsThePoolAllows) {
  PackedArray Exprs;
  Exprs << int64_t(Op::Param) << 0;
  for (int I = 0; I < 60000; ++I)
    Exprs << int64_t(I % 2 ? Op::Add : Op::Mul) << 1 << (I + 1);
  auto D = decodeNote(FunctionNote, withExprs(Exprs));
  ASSERT_TRUE(D) << D.error().Message;
  const Function &F = std::get<FunctionDoc>(*D).Func;
  ExprRef Last = ExprRef(F.Exprs.size() - 1);
  EXPECT_GT(Last, 59999u);
  EXPECT_LT(prettyText(F, Last).size(), 2000u);
  EXPECT_FALSE(complexityOf(F, Last).empty());
  EXPECT_FALSE(exactText(F, Last).empty());
  EXPECT_FALSE(encodeFunction(F, "u").empty());
  use(*D);
}

TEST(Hostile, MoreExpressionsThanThePoolHolds) {
  PackedArray Exprs;
  for (int I = 0; I < (1 << 16) + 10; ++I)
    Exprs << int64_t(Op::Int) << int64_t(Type::I64) << I;
  EXPECT_NE(errorOf(withExprs(Exprs)).find("more than"), std::string::npos);
}

TEST(Hostile, ExpressionsThatAreNone) {
  auto Error = [](std::initializer_list<int64_t> Elements) {
    PackedArray Exprs;
    for (int64_t E : Elements)
      Exprs << E;
    return errorOf(withExprs(Exprs));
  };
  const int64_t Param = int64_t(Op::Param), Add = int64_t(Op::Add);
  EXPECT_EQ(Error({Param, 0}), "accepted");
  EXPECT_NE(Error({Param, 1}).find("parameter"), std::string::npos);
  EXPECT_NE(Error({Param}).find("malformed"), std::string::npos);
  EXPECT_NE(Error({Add, 1, 1}).find("operand"), std::string::npos);
  EXPECT_NE(Error({Param, 0, Add, 0, 1}).find("operand"), std::string::npos) << "itself";
  EXPECT_NE(Error({Param, 0, Add, -5, 1}).find("operand"), std::string::npos) << "a later one";
  EXPECT_NE(Error({Param, 0, Param, 0}).find("twice"), std::string::npos);
  EXPECT_NE(Error({110}).find("operator"), std::string::npos);
  EXPECT_NE(Error({Param, 0, int64_t(Op::Sqrt), 1}).find("types"), std::string::npos);
  EXPECT_NE(Error({int64_t(Op::Int), 2, 128}).find("fit"), std::string::npos);
  EXPECT_NE(Error({int64_t(Op::Symbol), 1}).find("symbol"), std::string::npos);
  EXPECT_NE(Error({int64_t(Op::Index), 0}).find("loop 0"), std::string::npos);
}

TEST(Hostile, LoopsOfTwoToThe63) {
  Function F = gemmMain();
  F.Loops[0].Trip = F.Exprs.integer(INT64_MIN);
  EXPECT_TRUE(accepted(FunctionNote, encodeFunction(F, "u")));
  F.Loops[0].Trip = F.Exprs.integer(INT64_MAX);
  F.Loops[0].ExpectedTrip = 0x1p63;
  EXPECT_TRUE(accepted(FunctionNote, encodeFunction(F, "u")));
}

TEST(Hostile, OneLongStringUsedOften) {
  // 64 KiB of name in as many calls as a note holds would be 4 GiB of strings.
  auto Calls = [](int Count) {
    Packer P;
    P.map(3);
    P.number(wire::Version);
    P.array(2);
    P.number(NoteMajor);
    P.number(NoteMinor);
    P.number(wire::Strings);
    P.array(1);
    P.str(std::string(MaxString, 'x'));
    P.number(wire::Code);
    PackedArray Code;
    Code << Count;
    for (int I = 0; I < Count; ++I)
      Code << int64_t(StepKind::Call) << int64_t(Type::Void) << 1 << 0;
    Code << int64_t(TermKind::Unreachable);
    Code.writeTo(P);
    return P.take();
  };
  EXPECT_EQ(errorOf(Calls(3)), "accepted");
  EXPECT_NE(errorOf(Calls(60000)).find("repeated"), std::string::npos);
  // The writer does not write what no reader takes.
  Function F;
  F.Symbol = "f";
  F.Nodes.resize(1);
  Step S;
  S.Kind = StepKind::Call;
  S.Text = std::string(MaxString, 'x');
  F.Nodes[0].Steps.assign(300, S);
  auto D = decodeNote(FunctionNote, encodeFunction(F, "u"));
  ASSERT_TRUE(D);
  EXPECT_NE(std::get<FunctionDoc>(*D).Func.Reason.find("names"), std::string::npos);
  // A name of ordinary length is no such thing.
  S.Text = "_ZNSt6vectorIdSaIdEE17_M_default_appendEm";
  F.Nodes[0].Steps.assign(5000, S);
  D = decodeNote(FunctionNote, encodeFunction(F, "u"));
  ASSERT_TRUE(D);
  EXPECT_EQ(std::get<FunctionDoc>(*D).Func.Nodes.size(), 1u);
}

TEST(Hostile, ManyTinyThings) {
  // A byte of note buys at most a small object.
  for (uint8_t Key = 1; Key < wire::FunctionKeys; ++Key) {
    Packer P;
    P.array(200000);
    for (int I = 0; I < 200000; ++I)
      P.number(I % 3);
    EXPECT_FALSE(accepted(FunctionNote, noteWith(Key, P.bytes())));
  }
}

TEST(Hostile, GlobalsLargerThanTheyAre) {
  auto Unit = [](uint64_t Size, std::string_view Contents, std::initializer_list<int64_t> Inits) {
    PackedArray G, I, All;
    for (int64_t V : Inits)
      I << V;
    G << 0 << 0 << int64_t(Size);
    G.bin(Contents);
    G.append(I);
    All.append(G);
    Packer P;
    All.writeTo(P);
    return noteWith(wire::Globals, P.bytes());
  };
  EXPECT_EQ(errorOf(Unit(8, "12345678", {0, 5, 1, 0}), UnitNote), "accepted");
  EXPECT_NE(errorOf(Unit(2, "123", {}), UnitNote).find("contents"), std::string::npos);
  EXPECT_NE(errorOf(Unit(8, "", {1, 5, 1, 0}), UnitNote).find("beyond"), std::string::npos);
  EXPECT_NE(errorOf(Unit(8, "", {9, 5, 1, 0}), UnitNote).find("offset"), std::string::npos);
  EXPECT_NE(errorOf(Unit(8, "", {0, 5, 1}), UnitNote).find("malformed"), std::string::npos);
}

TEST(Msgpack, SkipsEveryTypeOfTheFormat) {
  using namespace std::literals;
  for (std::string_view One :
       {"\x00"sv, "\x7f"sv, "\xe0"sv, "\xff"sv, "\xc0"sv, "\xc2"sv, "\xc3"sv, "\xca----"sv,
        "\xcb--------"sv, "\xcc-"sv, "\xcd--"sv, "\xce----"sv, "\xcf--------"sv, "\xd0-"sv,
        "\xd1--"sv, "\xd2----"sv, "\xd3--------"sv, "\xa3""abc"sv, "\xd9\x03""abc"sv,
        "\xda\x00\x03""abc"sv, "\xdb\x00\x00\x00\x03""abc"sv, "\xc4\x03""abc"sv,
        "\xc5\x00\x03""abc"sv, "\xc6\x00\x00\x00\x03""abc"sv, "\x92\x01\x02"sv,
        "\xdc\x00\x02\x01\x02"sv, "\xdd\x00\x00\x00\x02\x01\x02"sv, "\x81\x01\x02"sv,
        "\xde\x00\x01\x01\x02"sv, "\xdf\x00\x00\x00\x01\x01\x02"sv, "\xd4t-"sv, "\xd5t--"sv,
        "\xd6t----"sv, "\xd7t--------"sv, "\xd8t----------------"sv, "\xc7\x02t--"sv,
        "\xc8\x00\x02t--"sv, "\xc9\x00\x00\x00\x02t--"sv}) {
    Unpacker U(One);
    U.skip();
    EXPECT_TRUE(U.ok()) << int(uint8_t(One[0]));
    EXPECT_EQ(U.left(), 0u) << int(uint8_t(One[0]));
    Unpacker Short(One.substr(0, One.size() - 1));
    Short.skip();
    EXPECT_FALSE(Short.ok()) << int(uint8_t(One[0]));
  }
  Unpacker U("\xc1");
  U.skip();
  EXPECT_FALSE(U.ok());
}

TEST(Msgpack, NumbersTakeTheShortestForm) {
  for (auto [V, Size] : {std::pair<int64_t, size_t>{0, 1}, {127, 1}, {128, 2}, {255, 2}, {256, 3},
                         {65535, 3}, {65536, 5}, {int64_t(1) << 32, 9}, {INT64_MAX, 9}, {-1, 1},
                         {-32, 1}, {-33, 2}, {-128, 2}, {-129, 3}, {-32769, 5}, {INT64_MIN, 9}}) {
    Packer P;
    P.integer(V);
    EXPECT_EQ(P.size(), Size) << V;
    Unpacker U(P.bytes());
    EXPECT_EQ(U.integer(), V);
    EXPECT_TRUE(U.ok() && !U.left());
  }
  for (double V : {0.0, 1.0, -3.0, 0.5, 0.1, 1e300, -0.0, 0x1p53}) {
    Packer P;
    P.real(V);
    Unpacker U(P.bytes());
    double R = U.real();
    EXPECT_EQ(std::bit_cast<uint64_t>(R), std::bit_cast<uint64_t>(V)) << V;
  }
}

} // namespace
