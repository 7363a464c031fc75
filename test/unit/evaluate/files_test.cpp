//===- test/unit/evaluate/files_test.cpp - What reads return --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "builtin_caller.h"
#include "skeleton_maker.h"

#include <fcntl.h>

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

TEST(Files, WhatIsMissingCannotBeOpened) {
  Inputs In = withFile();
  In.FileMissing = [](const std::string &Path) { return Path == "missing"; };
  In.IsTerminal = [](int Descriptor) { return Descriptor == 1; };
  Caller C(In);
  Val Stat = C.buffer(256);
  EXPECT_TRUE(open(C, "missing", "r").isNull());
  EXPECT_FALSE(open(C, "unreadable", "r").known());
  EXPECT_EQ(C.call("open", {C.text("missing"), number(0)}), Val::integer(-1, Type::I32));
  EXPECT_EQ(C.call("access", {C.text("missing"), number(0)}), Val::integer(-1, Type::I32));
  EXPECT_EQ(C.call("access", {C.text("data"), number(4)}), Val::integer(0, Type::I32));
  EXPECT_FALSE(C.call("access", {C.text("data"), number(2)}).known());
  EXPECT_EQ(C.call("stat", {C.text("missing"), Stat}), Val::integer(-1, Type::I32));
  // A regular file, whoever may use it.
  EXPECT_EQ(C.call("stat", {C.text("data"), Stat}), Val::integer(0, Type::I32));
  Val Mode = C.load(Stat, Type::I32, 24);
  ASSERT_TRUE(Mode.isInt());
  EXPECT_EQ(Mode.Lo & 0170000, 0100000);
  EXPECT_EQ(Mode.Hi & 0170000, 0100000);
  EXPECT_EQ(C.call("isatty", {number(1)}), Val::integer(1, Type::I32));
  EXPECT_EQ(C.call("isatty", {number(0)}), Val::integer(0, Type::I32));
  EXPECT_FALSE(C.call("isatty", {number(7)}).known());
  // A file is none, also one that is made under a name that nobody knows; nor is making it likely
  // to fail.
  EXPECT_EQ(C.call("isatty", {C.call("open", {C.text("data"), number(0)})}),
            Val::integer(0, Type::I32));
  EXPECT_FALSE(
      C.call("isatty", {C.call("open", {C.text("/dev/tty"), number(2 | O_CREAT)})}).known());
  Val Made = C.call("open", {Val::unknown(Type::Ptr), number(1 | O_CREAT)});
  EXPECT_TRUE(Made.exactInt());
  EXPECT_EQ(C.call("isatty", {Made}), Val::integer(0, Type::I32));
  // Until the program makes it.
  open(C, "missing", "w");
  EXPECT_FALSE(open(C, "missing", "r").isNull());
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

/// Files by name, all of whose bytes may be read.
Inputs withContents(std::map<std::string, std::string> Files) {
  Inputs In;
  auto Held = std::make_shared<std::map<std::string, std::string>>(std::move(Files));
  In.FileSize = [Held](const std::string &Path) -> std::optional<uint64_t> {
    auto I = Held->find(Path);
    return I == Held->end() ? std::nullopt : std::optional<uint64_t>(I->second.size());
  };
  In.FileBytes = [Held](const std::string &Path, uint64_t At,
                        uint64_t Count) -> std::optional<std::string> {
    auto I = Held->find(Path);
    if (I == Held->end())
      return std::nullopt;
    return I->second.substr(std::min<size_t>(At, I->second.size()), Count);
  };
  return In;
}

TEST(Files, HeadersAreRead) {
  std::string Head("MAGC\x2a\0\0\0\0\0\x01\x02", 12), Data(1 << 20, 'x');
  Caller C(withContents({{"data", Head + Data}}));
  Val F = open(C, "data", "rb"), Buffer = C.buffer(1 << 20);
  EXPECT_EQ(C.call("fread", {Buffer, number(1), number(4), F}, Type::I64).Mid, 4);
  EXPECT_EQ(C.bytes(Buffer, 4), "MAGC");
  EXPECT_EQ(C.call("fread", {Buffer, number(8), number(1), F}, Type::I64).Mid, 1);
  EXPECT_EQ(C.load(Buffer, Type::I32), number(42, Type::I32));
  EXPECT_EQ(C.load(Buffer, Type::I32, 4), number(0x02010000, Type::I32));
  // What is read in bulk is looked up where it is asked for.
  EXPECT_EQ(C.call("fread", {Buffer, number(1), number(1 << 20), F}, Type::I64).Mid, 1 << 20);
  EXPECT_EQ(C.bytes(Buffer, 256), std::string(256, 'x'));
  EXPECT_EQ(C.load(Buffer, Type::I8, 4096), number('x', Type::I8));
  EXPECT_EQ(C.call("memchr", {Buffer, number('M', Type::I32), number(1 << 10)}, Type::Ptr),
            number(0, Type::Ptr));
  EXPECT_FALSE(C.call("memchr", {Buffer, number('M', Type::I32), number(1 << 20)}, Type::Ptr).known());
  // By descriptor, and from any place.
  Val D = C.call("open", {C.text("data"), number(0, Type::I32)});
  EXPECT_EQ(C.call("pread", {D, Buffer, number(4), number(4)}, Type::I64).Mid, 4);
  EXPECT_EQ(C.load(Buffer, Type::I32), number(42, Type::I32));
  EXPECT_EQ(C.call("read", {D, Buffer, number(4)}, Type::I64).Mid, 4);
  EXPECT_EQ(C.bytes(Buffer, 4), "MAGC");
}

TEST(Files, WhatIsWrittenIsNotRead) {
  Caller C(withContents({{"data", "12345678"}}));
  open(C, "data", "w");
  Val R = open(C, "data", "r+"), Buffer = C.buffer(8);
  C.call("fread", {Buffer, number(1), number(8), R}, Type::I64);
  EXPECT_FALSE(C.load(Buffer, Type::I8).known());
}

/// How far what is read from "data" is known after \p Change: all 8 bytes or nothing.
bool knownAfter(void (*Change)(Caller &C), const char *Name = "data") {
  Inputs In = withContents({{"data", "12345678"}, {"./data", "12345678"}, {"other", "87654321"}});
  Caller C(In);
  Change(C);
  Val R = open(C, Name, "r"), Buffer = C.buffer(8);
  Val Got = C.call("fread", {Buffer, number(1), number(8), R}, Type::I64);
  EXPECT_EQ(Got.exactInt(), C.load(Buffer, Type::I8).known());
  return C.load(Buffer, Type::I8).known();
}

TEST(Files, WhatTheProgramChangesItselfIsNotWhatLiesThere) {
  EXPECT_TRUE(knownAfter([](Caller &) {}));
  EXPECT_TRUE(knownAfter([](Caller &C) { open(C, "other", "w"); }));
  EXPECT_TRUE(knownAfter([](Caller &C) { C.call("open", {C.text("data"), number(0, Type::I32)}); }));
  using Change = void (*)(Caller & C);
  for (Change Do : std::initializer_list<Change>{
           [](Caller &C) { open(C, "./data", "w"); },
           [](Caller &C) { open(C, "folder/../data", "a"); },
           [](Caller &C) { C.call("open", {C.text("data"), number(1, Type::I32)}); },
           [](Caller &C) { C.call("openat", {number(-100), C.text("data"), number(2, Type::I32)}); },
           [](Caller &C) { C.call("openat", {number(7), C.text("x"), number(1, Type::I32)}); },
           [](Caller &C) { C.call("creat", {C.text("data"), number(0644, Type::I32)}); },
           [](Caller &C) { C.call("freopen", {C.text("data"), C.text("w"), C.buffer(8)}, Type::Ptr); },
           [](Caller &C) { C.call("unlink", {C.text("data")}); },
           [](Caller &C) { C.call("rename", {C.text("other"), C.text("data")}); },
           [](Caller &C) { C.call("renameat", {}); },
           [](Caller &C) { C.call("chdir", {C.text("/")}); },
           [](Caller &C) {
             Val D = C.call("open", {C.text("data"), number(2, Type::I32)});
             C.call("ftruncate", {D, number(1)});
           },
           [](Caller &C) { C.call("process", {}); },
           [](Caller &C) { C.call("popen", {C.text("cat"), C.text("r")}, Type::Ptr); },
           [](Caller &C) { C.call("std::ofstream", {C.buffer(512), C.text("data"), number(16)}); },
           [](Caller &C) { C.call("std::filebuf::open", {C.buffer(512), C.text("data"), number(16)}); },
           // A name that is not known may be any.
           [](Caller &C) { C.call("fopen", {Val::unknown(Type::Ptr), C.text("w")}, Type::Ptr); },
       })
    EXPECT_FALSE(knownAfter(Do));
  EXPECT_FALSE(knownAfter([](Caller &C) { open(C, "data", "w"); }, "./data"));
}

TEST(Files, WhatWasLookedAtBeforeAnotherProcessIsFollowedOn) {
  Caller C(withContents({{"data", "12345678"}}));
  Val R = open(C, "data", "r"), Buffer = C.buffer(8);
  C.call("process", {});
  EXPECT_EQ(C.call("fread", {Buffer, number(1), number(8), R}, Type::I64).Mid, 8);
  EXPECT_EQ(C.bytes(Buffer, 8), "12345678");
}

TEST(Files, OneFileHasOneName) {
  Inputs In = withContents({{"data", "1234"}, {"link", "1234"}});
  In.FileName = [](const std::string &) { return std::string("1:2"); };
  Caller C(In);
  open(C, "link", "w");
  EXPECT_FALSE(open(C, "data", "r").known());
}

TEST(Files, StandardInputMayBeLedElsewhere) {
  Caller C(withContents({{"data", "17 4"}}));
  Val In = C.library("stdin", Type::Ptr), X = C.buffer(8);
  EXPECT_FALSE(C.call("getc", {}).known());
  EXPECT_EQ(C.call("freopen", {C.text("data"), C.text("r"), In}, Type::Ptr), In);
  EXPECT_EQ(C.call("scanf", {C.text("%d"), X}).Mid, 1);
  EXPECT_EQ(C.load(X, Type::I32), number(17, Type::I32));
}

TEST(Files, TheEndIsSeenByWhoeverLooksBehindIt) {
  auto EndAfter = [](const char *Text, void (*Read)(Caller &C, const Val &F, const Val &To)) {
    Caller C(withContents({{"data", Text}}));
    Val F = open(C, "data", "r");
    Read(C, F, C.buffer(64));
    return C.call("feof", {F});
  };
  auto Line = [](Caller &C, const Val &F, const Val &To) {
    EXPECT_EQ(C.call("fgets", {To, number(64, Type::I32), F}, Type::Ptr), To);
  };
  EXPECT_EQ(EndAfter("last line\n", Line).Mid, 0);
  EXPECT_EQ(EndAfter("last line", Line).Mid, 1);
  auto Five = [](Caller &C, const Val &F, const Val &To) {
    EXPECT_EQ(C.call("fgets", {To, number(5, Type::I32), F}, Type::Ptr), To);
  };
  EXPECT_EQ(EndAfter("four", Five).Mid, 0); // there was no room to look for a fifth
  auto Number = [](Caller &C, const Val &F, const Val &To) {
    EXPECT_EQ(C.call("fscanf", {F, C.text("%d"), To}).Mid, 1);
  };
  EXPECT_EQ(EndAfter("12", Number).Mid, 1);
  EXPECT_EQ(EndAfter("12\n", Number).Mid, 0);
  auto Digits = [](Caller &C, const Val &F, const Val &To) {
    EXPECT_EQ(C.call("fscanf", {F, C.text("%2d"), To}).Mid, 1);
  };
  EXPECT_EQ(EndAfter("12", Digits).Mid, 0);
}

TEST(Files, AZeroByteIsNoEndOfText) {
  Caller C(withContents({{"data", std::string("12\0 34\n", 7)}}));
  Val F = open(C, "data", "r"), X = C.buffer(8);
  Val Fields = C.call("fscanf", {F, C.text("%d"), X});
  EXPECT_FALSE(Fields.exactInt());
  EXPECT_FALSE(C.load(X, Type::I32).known());
}

TEST(Files, PlacesBeyondAnyFileDoNoHarm) {
  Caller C(withContents({{"data", "12345678"}}));
  Val F = open(C, "data", "r"), Buffer = C.buffer(64);
  for (int64_t Far : {INT64_MAX, INT64_MIN, int64_t(1) << 62}) {
    C.call("fseek", {F, number(Far), number(0, Type::I32)});
    C.call("fseek", {F, number(Far), number(1, Type::I32)});
    C.call("fseek", {F, number(Far), number(2, Type::I32)});
    C.call("fgets", {Buffer, number(64, Type::I32), F}, Type::Ptr);
    C.call("fscanf", {F, C.text("%d"), Buffer});
    C.call("getc", {F});
    C.call("fread", {Buffer, number(1), number(8), F}, Type::I64);
    Val D = C.call("open", {C.text("data"), number(0, Type::I32)});
    C.store(Buffer, Buffer);
    C.store(Buffer, number(8), 8);
    C.call("readv", {D, Buffer, number(1), number(Far)}, Type::I64);
  }
}

/// A read of which nothing is known returns what was asked for, or less.
TEST(Files, ReadsThatAreNotFollowedReturnWhatWasAskedFor) {
  Caller C{Inputs()};
  Val F = open(C, "data", "r");
  Val Got = C.call("fread", {C.buffer(64), number(8), number(5), F}, Type::I64);
  EXPECT_EQ(Got.Lo, 0);
  EXPECT_EQ(Got.Mid, 5);
  EXPECT_EQ(Got.Hi, 5);
}

TEST(Files, TextIsConvertedWhileItIsFollowed) {
  std::string Text = "P5\n# a comment\n640 480\n255\n1.5e3 word ";
  Caller C(withContents({{"data", Text + std::string(100'000, '\n')}}));
  Val F = open(C, "data", "r"), Line = C.buffer(64), X = C.buffer(8), Y = C.buffer(8);
  EXPECT_EQ(C.call("getc", {F}), number('P', Type::I32));
  EXPECT_EQ(C.call("getc", {F}), number('5', Type::I32));
  EXPECT_EQ(C.call("fgets", {Line, number(64, Type::I32), F}, Type::Ptr), Line);
  EXPECT_EQ(C.bytes(Line, 2), std::string("\n\0", 2));
  EXPECT_EQ(C.call("fgets", {Line, number(5, Type::I32), F}, Type::Ptr), Line);
  EXPECT_EQ(C.bytes(Line, 5), std::string("# a \0", 5));
  EXPECT_EQ(C.call("fgets", {Line, number(64, Type::I32), F}, Type::Ptr), Line);
  EXPECT_EQ(C.bytes(Line, 8), std::string("comment\n", 8));
  EXPECT_EQ(C.call("fscanf", {F, C.text("%d %d"), X, Y}).Mid, 2);
  EXPECT_EQ(C.load(X, Type::I32), number(640, Type::I32));
  EXPECT_EQ(C.load(Y, Type::I32), number(480, Type::I32));
  EXPECT_EQ(C.call("fscanf", {F, C.text("%d"), X}).Mid, 1);
  EXPECT_EQ(C.call("fscanf", {F, C.text("%lf"), X}).Mid, 1);
  EXPECT_EQ(C.load(X, Type::F64), Val::real(1500));
  EXPECT_EQ(C.call("fscanf", {F, C.text("%d"), X}).Mid, 0);
  EXPECT_EQ(C.call("fscanf", {F, C.text("%7s"), Line}).Mid, 1);
  EXPECT_EQ(C.bytes(Line, 5), std::string("word\0", 5));
}

TEST(Files, LinesThatAreNotFollowedAreCounted) {
  std::string Text;
  for (int I = 0; I != 20'000; ++I)
    Text += "line " + std::to_string(I % 90 + 10) + "\n"; // 8 bytes each
  Caller C(withContents({{"data", Text}}));
  Val F = open(C, "data", "r"), Line = C.buffer(256);
  int64_t Lines = 0;
  while (C.call("fgets", {Line, number(256, Type::I32), F}, Type::Ptr).isPtr() && Lines < 30'000)
    ++Lines;
  EXPECT_NEAR(double(Lines), 20'000, 2);
  EXPECT_EQ(C.call("feof", {F}).Mid, 1);
  C.call("rewind", {F}, Type::Void);
  int64_t Words = 0;
  while (C.call("fscanf", {F, C.text("%255s"), Line}).Mid == 1 && Words < 60'000)
    ++Words;
  EXPECT_NEAR(double(Words), 40'000, 4);
}

TEST(Files, StandardInputIsAFileWhereItIsOne) {
  Caller C(withContents({{"/dev/stdin", "300 301\nrest"}}));
  Val X = C.buffer(8), Y = C.buffer(8);
  EXPECT_EQ(C.call("scanf", {C.text("%d %d"), X, Y}).Mid, 2);
  EXPECT_EQ(C.load(Y, Type::I32), number(301, Type::I32));
  EXPECT_EQ(C.call("getc", {}), number('\n', Type::I32));
  EXPECT_EQ(C.call("read", {number(0, Type::I32), X, number(3)}, Type::I64).Mid, 3);
  EXPECT_EQ(C.bytes(X, 3), "300");
  Caller None{Inputs()};
  EXPECT_FALSE(None.call("getc", {}).known());
  EXPECT_LT(None.call("scanf", {None.text("%d"), None.buffer(8)}).Lo, 1);
}

/// The file got shorter, or cannot be read any more, after its size was asked.
TEST(Files, ChangingFilesDoNoHarm) {
  Inputs In;
  In.FileSize = [](const std::string &) { return std::optional<uint64_t>(1000); };
  In.FileBytes = [](const std::string &, uint64_t, uint64_t) -> std::optional<std::string> {
    return std::nullopt;
  };
  Caller C(In);
  Val F = open(C, "data", "r"), Buffer = C.buffer(64);
  EXPECT_EQ(C.call("fread", {Buffer, number(1), number(8), F}, Type::I64).Mid, 8);
  EXPECT_FALSE(C.load(Buffer, Type::I64).known());
  EXPECT_FALSE(C.call("fgets", {Buffer, number(64, Type::I32), F}, Type::Ptr).isNull());
  In.FileBytes = [](const std::string &, uint64_t, uint64_t) { return std::string("ab"); };
  Caller Short(In);
  F = open(Short, "data", "r"), Buffer = Short.buffer(64);
  EXPECT_EQ(Short.call("fread", {Buffer, number(1), number(8), F}, Type::I64).Mid, 8);
  EXPECT_EQ(Short.bytes(Buffer, 2), "ab");
  EXPECT_FALSE(Short.load(Buffer, Type::I8, 2).known());
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
