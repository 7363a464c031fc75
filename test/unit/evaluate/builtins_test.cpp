//===- test/unit/evaluate/builtins_test.cpp - Against the C library -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "builtin_caller.h"

#include "demand/knowledge/rows.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <libgen.h>

namespace auspex::demand::test {
namespace {

TEST(Builtins, EveryRowNamesOneThatExists) {
  ASSERT_FALSE(builtinRows().empty());
  for (const BuiltinRow &Row : builtinRows()) {
    Knowledge K;
    auto Added = K.add(Row.toml(), Row.symbol());
    ASSERT_TRUE(Added.has_value()) << Added.error().Message;
    const KnowledgeEntry *E = K.find(Row.symbol(), {});
    ASSERT_NE(E, nullptr) << Row.symbol();
    if (!E->Builtin.empty())
      EXPECT_NE(evaluate::findBuiltin(E->Builtin), nullptr)
          << Row.symbol() << " names the builtin " << E->Builtin;
  }
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

std::vector<std::string> numerals() {
  std::vector<std::string> T{"",
                             "0",
                             "007",
                             "0x1F",
                             "0x",
                             " 42",
                             "\t-7kB",
                             "+3",
                             "--3",
                             "- 3",
                             "99999999999999999999",
                             "-9223372036854775808",
                             "2147483648",
                             "1e3",
                             "1.5e",
                             ".5",
                             "-.5e-3",
                             "inf",
                             "nan",
                             "0x1.8p3",
                             "1,5",
                             "z9",
                             "4294967296"};
  std::mt19937 Random(7);
  for (int I = 0; I != 300; ++I)
    T.push_back(randomText(Random, "0123456789 +-.xXeEaAzZ", 12));
  return T;
}

TEST(Builtins, IntegersLikeStrtol) {
  Caller C;
  for (const std::string &S : numerals()) {
    EXPECT_EQ(C.call("atoi", {C.text(S)}).Mid, std::atoi(S.c_str())) << S;
    EXPECT_EQ(C.call("atol", {C.text(S)}, Type::I64).Mid, std::atol(S.c_str())) << S;
    for (int Base : {0, 2, 8, 10, 16, 36}) {
      Val In = C.text(S), End = C.buffer(8);
      char *RealEnd;
      errno = 0;
      long Signed = std::strtol(S.c_str(), &RealEnd, Base);
      int Error = errno;
      C.store(Val::pointer(*C.M.libraryObject("errno"), 0), number(0, Type::I32));
      EXPECT_EQ(C.call("strtol", {In, End, number(Base, Type::I32)}, Type::I64).Mid, Signed) << S;
      EXPECT_EQ(C.load(End, Type::Ptr).Mid, RealEnd - S.c_str()) << S;
      EXPECT_EQ(C.library("errno", Type::I32).Mid, Error) << S;
      unsigned long Unsigned = std::strtoul(S.c_str(), &RealEnd, Base);
      Val V = C.call("strtoul", {In, End, number(Base, Type::I32)}, Type::I64);
      EXPECT_EQ(uint64_t(V.Mid), Unsigned) << S;
      EXPECT_EQ(C.load(End, Type::Ptr).Mid, RealEnd - S.c_str()) << S;
    }
  }
}

TEST(Builtins, RealsLikeStrtod) {
  Caller C;
  for (const std::string &S : numerals()) {
    Val End = C.buffer(8);
    char *RealEnd;
    double D = std::strtod(S.c_str(), &RealEnd);
    Val V = C.call("strtod", {C.text(S), End}, Type::F64);
    EXPECT_EQ(V, Val::real(D)) << S;
    EXPECT_EQ(C.load(End, Type::Ptr).Mid, RealEnd - S.c_str()) << S;
    Val Narrow = C.call("strtof", {C.text(S), null()}, Type::F32);
    EXPECT_EQ(Narrow, Val::real(double(std::strtof(S.c_str(), nullptr)), Type::F32)) << S;
  }
}

TEST(Builtins, NothingComesOfWhatIsNotKnown) {
  Caller C;
  EXPECT_FALSE(C.call("atoi", {null()}).known());
  EXPECT_FALSE(C.call("strtol", {C.text("1"), null(), Val()}).known());
  Val Out = C.buffer(8);
  EXPECT_FALSE(C.call("sscanf", {null(), C.text("%d"), Out}).known());
  EXPECT_FALSE(C.load(Out, Type::I32).known());
}

TEST(Builtins, CharacterClasses) {
  Caller C;
  for (int Ch = -1; Ch != 256; ++Ch) {
    EXPECT_EQ(C.call("isspace", {number(Ch, Type::I32)}).Mid, isspace(Ch));
    EXPECT_EQ(C.call("toupper", {number(Ch, Type::I32)}).Mid, toupper(Ch));
  }
  Val Holder = C.call("__ctype_b_loc", {}, Type::Ptr), Table = C.load(Holder, Type::Ptr);
  EXPECT_EQ(C.call("__ctype_b_loc", {}, Type::Ptr), Holder);
  for (int Ch : {97, 48, 32, 10, 200})
    EXPECT_EQ(uint16_t(C.load(Table, Type::I16, 2 * Ch).Mid), (*__ctype_b_loc())[Ch]) << Ch;
}

//===----------------------------------------------------------------------===//
// Formatted text
//===----------------------------------------------------------------------===//

TEST(Builtins, ScansLikeSscanf) {
  constexpr int Targets = 4, Room = 64;
  const char *Formats[] = {"%d",       "%d%d",         "%dx%d", "%d x %d", "%ld,%lu", "%hhd %hd",
                           "%3d%2d",   "%x",           "%i %i", "%o",      "%f",      "%lf %lf",
                           "%s",       "%3s%s",        "%c%c",  "%3c",     "%[a-z]",  "%[^,],%d",
                           "%[]x]%s",  "%*d %d",       "%*s%s", "%d%n",    "%d%%",    "%d %% %d",
                           " %d",      "size=%d%n",    "%d%c",  "%zu%c",   "%u",      "%lld%5[0-9]",
                           "%d:%d:%d", "%g%s",         "%a",    "abc",     "%E;%d",   "%5d%c",
                           "%*c%d",    "%ld%*[kKmM]%n"};
  std::vector<std::string> Inputs{
      "",          "12",          "12 34",      "12x34",    "12 x 34", " 7",        "-5,6",
      "300 70000", "12345",       "0x1f",       "0x1f 017", "1.5e3",   "2.5 -3e2x", "hello world",
      "abc,42",    "]x]yz",       "size=9",     "50%",      "50 % 60", "9k",        "abcd",
      "1:2:3",     "99999999999", "4294967295", "  ",       "1;2",     "nan",       "0x"};
  std::mt19937 Random(11);
  for (int I = 0; I != 200; ++I)
    Inputs.push_back(randomText(Random, "0123456789 -+.xabkK,:%", 14));
  Caller C;
  for (const char *Format : Formats)
    for (const std::string &In : Inputs) {
      char Real[Targets][Room] = {};
      int Count = std::sscanf(In.c_str(), Format, Real[0], Real[1], Real[2], Real[3]);
      std::vector<Val> Args{C.text(In), C.text(Format)};
      for (int I = 0; I != Targets; ++I)
        Args.push_back(C.buffer(Room));
      Val Got = C.call("sscanf", Args);
      ASSERT_TRUE(Got.exactInt()) << Format;
      EXPECT_EQ(Got.Mid, Count) << '"' << In << "\" as " << Format;
      for (int I = 0; I != Targets; ++I)
        EXPECT_EQ(C.bytes(Args[size_t(2 + I)], Room), std::string(Real[I], Room))
            << '"' << In << "\" as " << Format << ", field " << I;
    }
}

TEST(Builtins, ScanOfUnmodelledConversionForgets) {
  Caller C;
  Val Out = C.buffer(8), P = C.buffer(8);
  EXPECT_FALSE(C.call("sscanf", {C.text("5 x"), C.text("%d %ms"), Out, P}).known());
  EXPECT_EQ(C.load(Out, Type::I32).Mid, 5);
  EXPECT_FALSE(C.load(P, Type::Ptr).known());
}

TEST(Builtins, PrintsLikeSnprintf) {
  Caller C;
  struct Case {
    const char *Format;
    int64_t A, B;
  };
  for (Case X : {Case{"%ld", -5, 0},
                 {"%5ld|%-5ld|", 12, 34},
                 {"%05lu", 77, 0},
                 {"%lx %lX", 255, 254},
                 {"%+ld% ld", 4, 5},
                 {"%.3ld", 7, 0},
                 {"%lo%%", 8, 0},
                 {"%*ld", 6, 42},
                 {"plain", 0, 0},
                 {"%#lx", 31, 0},
                 {"%ld%c", 3, 'x'}}) {
    for (size_t Room : {size_t(1), size_t(4), size_t(64)}) {
      char Real[64] = {};
      int Length = std::snprintf(Real, Room, X.Format, X.A, X.B);
      Val To = C.buffer(64);
      Val Got = C.call("snprintf",
                       {To, number(int64_t(Room)), C.text(X.Format), number(X.A), number(X.B)});
      EXPECT_EQ(Got, number(Length, Type::I32)) << X.Format;
      EXPECT_EQ(C.bytes(To, 64), std::string(Real, 64)) << X.Format;
    }
  }
  Val To = C.buffer(64);
  C.call("sprintf", {To, C.text("%s-%.2f %5s|%-5s|%.2s"), C.text("a"), Val::real(2.0 / 3),
                     C.text("bc"), C.text("de"), C.text("fgh")});
  EXPECT_STREQ(C.bytes(To, 24).c_str(), "a-0.67    bc|de   |fg");
  // In another width than that of the register.
  C.call("sprintf", {To, C.text("%u %hhd"), number(-1, Type::I32), number(257, Type::I32)});
  EXPECT_STREQ(C.bytes(To, 16).c_str(), "4294967295 1");
}

TEST(Builtins, UnknownNumbersPrintWithinBounds) {
  Caller C;
  Val To = C.buffer(64);
  Val Got = C.call("snprintf", {To, number(64), C.text("file-%d.txt"), Val()});
  ASSERT_TRUE(Got.isInt());
  EXPECT_GE(Got.Lo, 9);
  EXPECT_LE(Got.Hi, 64);
  EXPECT_FALSE(C.load(To, Type::I8).known());
  EXPECT_FALSE(C.call("snprintf", {To, number(64), C.text("%s"), Val()}).known());

  Val Out = C.buffer(8);
  EXPECT_EQ(C.call("asprintf", {Out, C.text("%d%s"), number(12, Type::I32), C.text("ab")}).Mid, 4);
  EXPECT_STREQ(C.bytes(C.load(Out, Type::Ptr), 5).c_str(), "12ab");
}

//===----------------------------------------------------------------------===//
// Strings
//===----------------------------------------------------------------------===//

int sign(int64_t V) { return (V > 0) - (V < 0); }

TEST(Builtins, StringsLikeTheLibrary) {
  Caller C;
  std::mt19937 Random(3);
  for (int Round = 0; Round != 400; ++Round) {
    std::string A = randomText(Random, "abAB,/", 8), B = randomText(Random, "abAB,/", 3);
    size_t N = Random() % 6;
    int Ch = "abAB,/"[Random() % 6];
    Val X = C.text(A), Y = C.text(B), Size = number(int64_t(N)), Char = number(Ch, Type::I32);
    auto Place = [&](const char *Found) {
      return Found ? Val::pointer(X.Id, Found - A.c_str()) : null();
    };
    const char *S = A.c_str(), *T = B.c_str();
    EXPECT_EQ(C.call("strlen", {X}, Type::I64).Mid, int64_t(std::strlen(S)));
    EXPECT_EQ(C.call("strnlen", {X, Size}, Type::I64).Mid, int64_t(strnlen(S, N)));
    EXPECT_EQ(C.call("strcmp", {X, Y}).Mid, sign(std::strcmp(S, T)));
    EXPECT_EQ(C.call("strncmp", {X, Y, Size}).Mid, sign(std::strncmp(S, T, N)));
    EXPECT_EQ(C.call("strcasecmp", {X, Y}).Mid, sign(strcasecmp(S, T)));
    EXPECT_EQ(C.call("strncasecmp", {X, Y, Size}).Mid, sign(strncasecmp(S, T, N)));
    EXPECT_EQ(C.call("strchr", {X, Char}, Type::Ptr), Place(std::strchr(S, Ch)));
    EXPECT_EQ(C.call("strrchr", {X, Char}, Type::Ptr), Place(std::strrchr(S, Ch)));
    EXPECT_EQ(C.call("strchrnul", {X, Char}, Type::Ptr), Place(strchrnul(S, Ch)));
    EXPECT_EQ(C.call("strstr", {X, Y}, Type::Ptr), Place(std::strstr(S, T)));
    EXPECT_EQ(C.call("strcasestr", {X, Y}, Type::Ptr), Place(strcasestr(S, T)));
    EXPECT_EQ(C.call("strpbrk", {X, Y}, Type::Ptr), Place(std::strpbrk(S, T)));
    EXPECT_EQ(C.call("strspn", {X, Y}, Type::I64).Mid, int64_t(std::strspn(S, T)));
    EXPECT_EQ(C.call("strcspn", {X, Y}, Type::I64).Mid, int64_t(std::strcspn(S, T)));
    size_t Within = std::min(N, A.size());
    EXPECT_EQ(C.call("memchr", {X, Char, number(int64_t(Within))}, Type::Ptr),
              Place(static_cast<const char *>(std::memchr(S, Ch, Within))));
    EXPECT_EQ(C.call("memrchr", {X, Char, number(int64_t(Within))}, Type::Ptr),
              Place(static_cast<const char *>(memrchr(S, Ch, Within))));
    size_t Common = std::min(Within, B.size());
    EXPECT_EQ(sign(C.call("memcmp", {X, Y, number(int64_t(Common))}).Mid),
              sign(std::memcmp(S, T, Common)));
  }
}

TEST(Builtins, CopiesLikeTheLibrary) {
  Caller C;
  std::mt19937 Random(5);
  for (int Round = 0; Round != 200; ++Round) {
    std::string A = randomText(Random, "abc", 6), B = randomText(Random, "xyz", 6);
    size_t N = Random() % 8;
    Val Text = C.text(B), Size = number(int64_t(N));
    auto Check = [&](const char *Name, std::vector<Val> Rest, auto Real) {
      char Buffer[32] = {};
      std::memset(Buffer, '.', 20);
      std::strcpy(Buffer, A.c_str());
      Val To = C.buffer(32);
      for (int I = 0; I != 32; ++I)
        C.store(To, number(Buffer[I], Type::I8), I);
      Rest.insert(Rest.begin(), To);
      C.call(Name, Rest, Type::Ptr);
      Real(Buffer);
      EXPECT_EQ(C.bytes(To, 32), std::string(Buffer, 32))
          << Name << ' ' << A << ' ' << B << ' ' << N;
    };
    const char *S = B.c_str();
    Check("strcpy", {Text}, [&](char *To) { std::strcpy(To, S); });
    Check("stpcpy", {Text}, [&](char *To) { stpcpy(To, S); });
    Check("strcat", {Text}, [&](char *To) { std::strcat(To, S); });
    Check("strncpy", {Text, Size}, [&](char *To) { std::strncpy(To, S, N); });
    Check("strncat", {Text, Size}, [&](char *To) { std::strncat(To, S, N); });
    Check("memset", {number('q', Type::I32), Size}, [&](char *To) { std::memset(To, 'q', N); });
    Check("memset", {number(0, Type::I32), Size}, [&](char *To) { std::memset(To, 0, N); });
    size_t K = std::min(N, B.size());
    Check("memcpy", {Text, number(int64_t(K))}, [&](char *To) { std::memcpy(To, S, K); });
  }
  Val To = C.buffer(16);
  EXPECT_EQ(C.call("stpcpy", {To, C.text("abc")}, Type::Ptr).Mid, 3);
  EXPECT_EQ(C.call("mempcpy", {To, C.text("xyz"), number(2)}, Type::Ptr).Mid, 2);
  EXPECT_EQ(C.call("strlcpy", {To, C.text("0123456789"), number(4)}, Type::I64).Mid, 10);
  EXPECT_STREQ(C.bytes(To, 4).c_str(), "012");
  EXPECT_STREQ(C.bytes(C.call("strndup", {C.text("hello"), number(2)}, Type::Ptr), 3).c_str(),
               "he");
}

TEST(Builtins, TokensLikeStrtok) {
  std::mt19937 Random(9);
  for (int Round = 0; Round != 300; ++Round) {
    Caller C;
    std::string S = randomText(Random, "ab,; ", 12), D = randomText(Random, ",; ", 3);
    for (const char *Name : {"strtok", "strtok_r", "strsep"}) {
      std::string Copy = S;
      Val In = C.buffer(32), Rest = C.buffer(8), First = In;
      for (size_t I = 0; I != S.size(); ++I)
        C.store(In, number(S[I], Type::I8), int64_t(I));
      char *RealRest = Copy.data(), *RealFirst = Copy.data();
      if (!std::strcmp(Name, "strsep"))
        C.store(Rest, In);
      for (int I = 0; I != 16; ++I) {
        char *Real;
        Val Got;
        if (!std::strcmp(Name, "strtok")) {
          Real = std::strtok(RealFirst, D.c_str());
          Got = C.call(Name, {First, C.text(D)}, Type::Ptr);
        } else if (!std::strcmp(Name, "strtok_r")) {
          Real = strtok_r(RealFirst, D.c_str(), &RealRest);
          Got = C.call(Name, {First, C.text(D), Rest}, Type::Ptr);
        } else {
          Real = strsep(&RealRest, D.c_str());
          Got = C.call(Name, {Rest, C.text(D)}, Type::Ptr);
        }
        RealFirst = nullptr;
        First = null();
        ASSERT_EQ(Got, Real ? Val::pointer(In.Id, Real - Copy.data()) : null())
            << Name << " of \"" << S << "\" by \"" << D << '"';
        if (!Real)
          break;
      }
      EXPECT_EQ(C.bytes(In, int64_t(S.size())), Copy) << Name;
    }
  }
}

TEST(Builtins, PartsOfPaths) {
  Caller C;
  for (std::string S : {"a", "/a", "a/b", "/usr/lib/x.so", "a//b"}) {
    std::string Copy = S;
    Val In = C.text(S);
    EXPECT_EQ(C.call("basename", {In}, Type::Ptr).Mid, int64_t(S.rfind('/') + 1));
    EXPECT_EQ(C.M.stringAt(C.P, C.call("dirname", {In}, Type::Ptr)),
              std::string(dirname(Copy.data())));
  }
}

//===----------------------------------------------------------------------===//
// Memory, processes
//===----------------------------------------------------------------------===//

TEST(Builtins, SizesOfMemory) {
  Caller C;
  auto Bytes = [&](const Val &At) { return C.P.Mem.at(At.Id).Bytes; };
  Val P = C.call("realloc", {null(), number(100)}, Type::Ptr);
  EXPECT_EQ(Bytes(P), 100);
  C.store(P, number(7));
  P = C.call("reallocarray", {P, number(30), number(8)}, Type::Ptr);
  EXPECT_EQ(Bytes(P), 240);
  EXPECT_EQ(C.load(P, Type::I64).Mid, 7);
  Val Out = C.buffer(8);
  EXPECT_EQ(C.call("posix_memalign", {Out, number(64), number(500)}).Mid, 0);
  EXPECT_EQ(Bytes(C.load(Out, Type::Ptr)), 500);
  constexpr int64_t PrivateAnonymous = 0x22;
  Val Map =
      C.call("mmap", {null(), number(1 << 20), number(3), number(PrivateAnonymous)}, Type::Ptr);
  C.P.Mem.touchWhole(Map.Id, true);
  int64_t With = C.P.Mem.resident();
  C.call("mremap", {Map, number(1 << 20), number(1 << 19), number(0)}, Type::Ptr);
  EXPECT_EQ(With - C.P.Mem.resident(), 1 << 19);
  C.call("munmap", {Map, number(1 << 19)});
  EXPECT_EQ(With - C.P.Mem.resident(), 1 << 20);
}

TEST(Builtins, ProcessorsTheProgramMayUse) {
  for (unsigned Cpus : {1u, 3u, 64u, 100u}) {
    Inputs In;
    In.Cpus = Cpus;
    Caller C(In);
    Val Set = C.buffer(128);
    EXPECT_EQ(C.call("sched_getaffinity", {number(0), number(128), Set}).Mid, 0);
    EXPECT_EQ(C.call("__sched_cpucount", {number(128), Set}).Mid, Cpus);
    EXPECT_EQ(C.call("get_nprocs", {}).Mid, Cpus);
    EXPECT_EQ(C.call("sysconf", {number(84, Type::I32)}, Type::I64).Mid, Cpus);
  }
}

TEST(Builtins, GuardsOpenOnce) {
  Caller C;
  Val Guard = C.buffer(8);
  EXPECT_EQ(C.call("__cxa_guard_acquire", {Guard}).Mid, 1);
  C.call("__cxa_guard_release", {Guard});
  EXPECT_EQ(C.call("__cxa_guard_acquire", {Guard}).Mid, 0);
}

TEST(Builtins, EndsOfPrograms) {
  for (const char *Name : {"exit", "abort", "throw", "exec"}) {
    Caller C;
    C.call(Name, {number(1, Type::I32)});
    EXPECT_TRUE(C.ended()) << Name;
  }
  Caller C;
  C.call("error", {number(0, Type::I32), number(0, Type::I32)});
  EXPECT_FALSE(C.ended());
  C.call("error", {number(2, Type::I32), number(0, Type::I32)});
  EXPECT_TRUE(C.ended());
}

TEST(Builtins, SortingNeedsACopy) {
  Caller C;
  Val Base = C.buffer(1 << 20);
  C.P.Mem.touchWhole(Base.Id, true);
  int64_t Before = C.P.Mem.resident();
  C.P.Mem.openWindow();
  C.call("qsort", {Base, number(1 << 16), number(16), null()}, Type::Void);
  EXPECT_EQ(C.P.Mem.resident(), Before);
  EXPECT_NEAR(C.P.Mem.WindowPeak.Likely - double(Before), 1 << 20, 8192);
  EXPECT_FALSE(C.load(Base, Type::I64).known());
}

} // namespace
} // namespace auspex::demand::test
