//===- test/unit/evaluate/files_test.cpp - What reads return --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "builtin_caller.h"
#include "skeleton_maker.h"

namespace auspex::demand::test {
namespace {

constexpr int64_t FileBytes = 1'000'000'007;

Inputs withFile() {
  Inputs In;
  In.FileSize = [](const std::string &Path) -> std::optional<uint64_t> {
    return Path == "data" ? std::optional<uint64_t>(FileBytes) : std::nullopt;
  };
  return In;
}

Val open(Caller &C, const char *Path, const char *Mode) {
  return C.call("fopen", {C.text(Path), C.text(Mode)}, Type::Ptr);
}

TEST(Files, StreamsKnowWhereTheyStand) {
  Caller C(withFile());
  Val F = open(C, "data", "rb"), Buffer = C.buffer(4096);
  ASSERT_TRUE(F.isPtr());
  EXPECT_EQ(C.call("ftell", {F}, Type::I64).Mid, 0);
  EXPECT_EQ(C.call("fread", {Buffer, number(4), number(1000), F}, Type::I64).Mid, 1000);
  EXPECT_EQ(C.call("ftell", {F}, Type::I64).Mid, 4000);
  EXPECT_FALSE(C.load(Buffer, Type::I32).known());
  EXPECT_EQ(C.call("fseek", {F, number(-3), number(2)}).Mid, 0);
  EXPECT_EQ(C.call("ftell", {F}, Type::I64).Mid, FileBytes - 3);
  EXPECT_EQ(C.call("feof", {F}).Mid, 0);
  EXPECT_EQ(C.call("fread", {Buffer, number(2), number(100), F}, Type::I64).Mid, 1);
  EXPECT_EQ(C.call("feof", {F}).Mid, 1);
  C.call("rewind", {F}, Type::Void);
  EXPECT_EQ(C.call("feof", {F}).Mid, 0);
  Val Ch = C.call("getc", {F});
  EXPECT_TRUE(Ch.isInt());
  EXPECT_GE(Ch.Lo, 0);
}

TEST(Files, ShortFilesFillShortPiecesOfBuffers) {
  Inputs In;
  In.FileSize = [](const std::string &) { return std::optional<uint64_t>(10'000); };
  Caller C(In);
  Val F = open(C, "small", "r"), Buffer = C.buffer(100 << 20);
  int64_t Before = C.P.Mem.resident();
  EXPECT_EQ(C.call("fread", {Buffer, number(1), number(100 << 20), F}, Type::I64).Mid, 10'000);
  EXPECT_LE(C.P.Mem.resident() - Before, 16'384);
}

TEST(Files, WhatIsWrittenHasNoSize) {
  Caller C(withFile());
  Val W = open(C, "data", "w");
  EXPECT_TRUE(W.isPtr());
  Val R = open(C, "data", "r");
  EXPECT_FALSE(R.known() && C.call("fread", {C.buffer(8), number(1), number(8), R}).known());
  EXPECT_FALSE(open(C, "missing", "r").known());
}

TEST(Files, DescriptorsKnowWhereTheyStand) {
  Caller C(withFile());
  Val D = C.call("open", {C.text("data"), number(0, Type::I32)}), Buffer = C.buffer(64);
  ASSERT_TRUE(D.exactInt());
  EXPECT_EQ(C.call("read", {D, Buffer, number(64)}, Type::I64).Mid, 64);
  EXPECT_EQ(C.call("lseek", {D, number(0), number(1)}, Type::I64).Mid, 64);
  EXPECT_EQ(C.call("lseek", {D, number(-1), number(2)}, Type::I64).Mid, FileBytes - 1);
  EXPECT_EQ(C.call("read", {D, Buffer, number(64)}, Type::I64).Mid, 1);
  EXPECT_EQ(C.call("read", {D, Buffer, number(64)}, Type::I64).Mid, 0);
  EXPECT_EQ(C.call("pread", {D, Buffer, number(64), number(FileBytes - 5)}, Type::I64).Mid, 5);
  Val Stat = C.buffer(144);
  EXPECT_EQ(C.call("fstat", {D, Stat}).Mid, 0);
  EXPECT_EQ(C.load(Stat, Type::I64, 48).Mid, FileBytes);
  EXPECT_EQ(C.call("stat", {C.text("data"), Stat}).Mid, 0);
  EXPECT_FALSE(C.call("read", {number(0, Type::I32), Buffer, number(64)}, Type::I64).known());
}

/// while ((n = fread(buffer, 1, 65536, f)) > 0) total += n;
TEST(Files, LoopOverAFileEndsWhereTheFileDoes) {
  Maker M;
  ExprRef Buffer = M.alloc(M.num(65536));
  ExprRef F = M.call("fopen", {M.argv(1), M.argv(2)}, Type::Ptr);
  uint32_t Total = M.local(Type::I64, "total");
  M.loopOver(1, 3);
  M.jump(1, {{Total, M.num(0)}});
  M.node(0); // 1
  ExprRef N = M.call("fread", {Buffer, M.num(1), M.num(65536), F}, Type::I64);
  M.branch(M.x().binary(Op::SLt, M.num(0), N), 2, 3);
  M.node(0); // 2
  M.jump(1, {{Total, M.add(M.get(Total), N)}});
  M.node(); // 3
  M.flops(M.get(Total));
  M.ret();
  Forecast Got = forecastOf({M.F}, {"data", "r"}, withFile());
  EXPECT_EQ(Got.Flops.Likely, double(FileBytes));
  EXPECT_EQ(Got.DiskRead.Likely, double(FileBytes));
  EXPECT_EQ(Got.UnknownSteps, 0u);
  EXPECT_LT(Got.Steps, 20'000u);
}

/// while ((c = getc(f)) != EOF) n++;
TEST(Files, LoopOverCharacters) {
  Maker M;
  ExprRef F = M.call("fopen", {M.argv(1), M.argv(2)}, Type::Ptr);
  uint32_t Count = M.local(Type::I64, "n");
  M.loopOver(1, 3);
  M.jump(1, {{Count, M.num(0)}});
  M.node(0); // 1
  ExprRef Ch = M.call("getc", {F}, Type::I32);
  M.branch(M.x().binary(Op::Eq, Ch, M.i32(-1)), 3, 2);
  M.node(0); // 2
  M.jump(1, {{Count, M.add(M.get(Count), M.num(1))}});
  M.node(); // 3
  M.flops(M.get(Count));
  M.ret();
  EXPECT_EQ(forecastOf({M.F}, {"data", "r"}, withFile()).Flops.Likely, double(FileBytes));
}

} // namespace
} // namespace auspex::demand::test
