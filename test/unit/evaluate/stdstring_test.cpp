//===- test/unit/evaluate/stdstring_test.cpp - Against libstdc++ ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "builtin_caller.h"

#include <sstream>
#include <string>
#include <unordered_map>

namespace auspex::demand::test {
namespace {

/// A std::string of the program's beside a real one.
struct Pair {
  explicit Pair(Caller &C) : C(C), Self(C.buffer(32)) {
    C.call("std::string::string", {Self});
  }
  void agree(const std::string &What) {
    ASSERT_EQ(C.load(Self, Type::I64, 8), number(int64_t(Real.size()))) << What;
    Val Data = C.load(Self, Type::Ptr);
    ASSERT_TRUE(Data.isPtr()) << What;
    if (Real.capacity() > 15)
      ASSERT_EQ(C.load(Self, Type::I64, 16), number(int64_t(Real.capacity()))) << What;
    else
      ASSERT_EQ(Data.Id, Self.Id) << What;
    ASSERT_EQ(C.bytes(Data, int64_t(Real.size())), Real) << What;
    ASSERT_EQ(C.call("std::string::capacity", {Self}, Type::I64), number(int64_t(Real.capacity())));
    ASSERT_EQ(C.call("std::string::empty", {Self}), number(Real.empty(), Type::I32));
    ASSERT_EQ(C.call("std::string::end", {Self}, Type::Ptr).Mid, Data.Mid + int64_t(Real.size()));
  }
  Caller &C;
  Val Self;
  std::string Real;
};

TEST(StdString, ChangesAsTheLibraryChangesIt) {
  std::mt19937 Random(7);
  Caller C;
  for (int Round = 0; Round != 60; ++Round) {
    Pair S(C);
    for (int Step = 0; Step != 12; ++Step) {
      if (S.Real.size() > 200) {
        S.Real.clear();
        C.call("std::string::clear", {S.Self});
      }
      std::string T = randomText(Random, "abc", 24);
      int64_t N = int64_t(Random() % 20), Size = int64_t(S.Real.size());
      int64_t At = Size ? int64_t(Random() % size_t(Size)) : 0;
      Val Text = C.text(T), Length = number(int64_t(T.size())), X = number('x', Type::I8);
      std::string What = "round " + std::to_string(Round) + " step " + std::to_string(Step);
      switch (Random() % 12) {
      case 0:
        S.Real.append(T);
        C.call("std::string::append", {S.Self, Text, Length});
        break;
      case 1:
        S.Real.append(size_t(N), 'x');
        C.call("std::string::replace fill", {S.Self, number(Size), number(0), number(N), X});
        break;
      case 2:
        S.Real.push_back('x');
        C.call("std::string::push_back", {S.Self, X});
        break;
      case 3:
        S.Real.assign(T);
        C.call("std::string::assign text", {S.Self, Text});
        break;
      case 4:
        S.Real.insert(size_t(Size), T);
        C.call("std::string::insert", {S.Self, number(Size), Text, Length});
        break;
      case 5:
        S.Real.erase(size_t(At), std::string::npos);
        C.call("std::string::erase", {S.Self, number(At), number(-1)});
        break;
      case 6:
        S.Real.resize(size_t(Size + N), 'x');
        C.call("std::string::resize", {S.Self, number(Size + N), X});
        break;
      case 7:
        S.Real.reserve(size_t(Size + N));
        C.call("std::string::reserve", {S.Self, number(Size + N)});
        break;
      case 8: {
        Pair Other(C);
        Other.Real.assign(T);
        C.call("std::string::assign text", {Other.Self, Text});
        S.Real += Other.Real;
        C.call("std::string::append string", {S.Self, Other.Self});
        break;
      }
      case 9: {
        Pair Other(C);
        Other.Real.assign(T);
        C.call("std::string::assign text", {Other.Self, Text});
        S.Real = Other.Real;
        C.call("std::string::assign", {S.Self, Other.Self});
        break;
      }
      case 10: {
        Pair Part(C);
        Part.Real = S.Real.substr(size_t(At), size_t(N));
        C.call("std::string::substr", {Part.Self, S.Self, number(At), number(N)});
        Part.agree(What);
        break;
      }
      default:
        S.Real.resize(size_t(At));
        C.call("std::string::resize", {S.Self, number(At), X});
        break;
      }
      S.agree(What);
      if (testing::Test::HasFatalFailure())
        return;
      EXPECT_EQ(C.call("std::string::find text", {S.Self, C.text("ab"), number(At)}, Type::I64),
                number(int64_t(S.Real.find("ab", size_t(At)))));
      EXPECT_EQ(C.call("std::string::rfind text", {S.Self, C.text("a"), number(0)}, Type::I64),
                number(int64_t(S.Real.rfind("a", 0))));
      int R = S.Real.compare("b");
      EXPECT_EQ(C.call("std::string::compare text", {S.Self, C.text("b")}),
                number((R > 0) - (R < 0), Type::I32));
    }
    C.call("std::string::dispose", {S.Self});
  }
}

TEST(StdString, AppendsOfUncertainLengthWidenTheInterval) {
  Caller C;
  Pair S(C);
  Val Some = Val::interval(1, 4, 10, Type::I64);
  C.call("std::string::append", {S.Self, Val(), Some});
  EXPECT_EQ(C.load(S.Self, Type::I64, 8), Some); // within the object
  C.call("std::string::append", {S.Self, Val(), number(100)});
  EXPECT_EQ(C.load(S.Self, Type::I64, 8), number(104));
  EXPECT_GE(C.P.Mem.ExtraHigh, 6);
  EXPECT_NE(C.P.Mem.ExtraHigh, Range::Unbounded);
  C.call("std::string::append", {S.Self, Val(), Val()});
  EXPECT_EQ(C.P.Mem.ExtraHigh, Range::Unbounded);
}

TEST(Stream, ReadsWhatAnArgumentSays) {
  Caller C;
  Pair Text(C), Word(C);
  C.call("std::string::assign text", {Text.Self, C.text("  12 -7 apple pear\nrest")});
  Val Stream = C.buffer(512), N = C.buffer(8);
  C.call("std::istringstream", {Stream, Text.Self, number(8, Type::I32)});
  C.call("std::istream::number", {Stream, N});
  EXPECT_EQ(C.load(N, Type::I64), number(12));
  C.call("std::istream::number", {Stream, N});
  EXPECT_EQ(C.load(N, Type::I64), number(-7));
  C.call("std::istream::word", {Stream, Word.Self});
  EXPECT_EQ(C.bytes(C.load(Word.Self, Type::Ptr), 6), std::string("apple\0", 6));
  C.call("std::getline", {Stream, Word.Self, Val()});
  EXPECT_EQ(C.bytes(C.load(Word.Self, Type::Ptr), 6), std::string(" pear\0", 6));
  EXPECT_NE(C.P.Mem.ExtraHigh, Range::Unbounded);
  C.call("std::getline", {C.buffer(512), Word.Self, Val()}); // of a file: any length
  EXPECT_EQ(C.P.Mem.ExtraHigh, Range::Unbounded);
}

TEST(Stream, ReadsTheBeginningOfAFile) {
  Inputs In;
  std::string Text = "P6 640 480\n255\nabc";
  In.FileSize = [&](const std::string &) { return std::optional<uint64_t>(Text.size()); };
  In.FileBytes = [&](const std::string &, uint64_t At, uint64_t Count) {
    return std::optional<std::string>(Text.substr(At, Count));
  };
  Caller C(In);
  Pair Word(C);
  Val S = C.buffer(520), N = C.buffer(8), Place = C.buffer(16);
  C.call("std::ifstream", {S, C.text("data"), number(12, Type::I32)});
  // What the compiler inlines of operator!: the table says where ios lies.
  Val Table = C.load(S, Type::Ptr);
  ASSERT_TRUE(Table.isPtr());
  int64_t State = C.load(Table, Type::I64, -24).Mid + 32;
  EXPECT_EQ(C.load(S, Type::I32, State).Mid, 0);
  C.call("std::istream::word", {S, Word.Self});
  EXPECT_EQ(C.bytes(C.load(Word.Self, Type::Ptr), 3), std::string("P6\0", 3));
  C.call("std::istream::number", {S, N});
  EXPECT_EQ(C.load(N, Type::I64), number(640));
  C.call("std::istream::number", {S, N});
  C.call("std::istream::number", {S, N});
  EXPECT_EQ(C.load(N, Type::I64), number(255));
  EXPECT_EQ(C.call("std::istream::get", {S}), number('\n', Type::I32));
  C.call("std::istream::tellg", {S, Place}, Type::Void);
  EXPECT_EQ(C.load(Place, Type::I64), number(15));
  C.call("std::istream::read", {S, N, number(2)});
  EXPECT_EQ(C.bytes(N, 2), "ab");
  EXPECT_EQ(C.load(S, Type::I64, 8), number(2)); // gcount()
  EXPECT_EQ(C.load(S, Type::I32, State).Mid, 0);
  C.call("std::istream::read", {S, N, number(2)});
  EXPECT_EQ(C.load(S, Type::I32, State).Mid, 6);
  C.call("std::ios::clear", {Val::pointer(S.Id, S.Mid + State - 32), number(0, Type::I32)});
  C.call("std::istream::seekg", {S, number(3), number(0, Type::I32)});
  C.call("std::istream::number", {S, N});
  EXPECT_EQ(C.load(N, Type::I64), number(640));
}

/// A stream of \p Text, and what one number read from it is.
Val numberFrom(Caller &C, const char *Text) {
  Pair Held(C);
  C.call("std::string::assign text", {Held.Self, C.text(Text)});
  Val Stream = C.buffer(512), N = C.buffer(8);
  C.call("std::istringstream", {Stream, Held.Self, number(8, Type::I32)});
  C.call("std::istream::number", {Stream, N});
  return C.load(N, Type::I64);
}

TEST(Stream, NumbersThatDoNotFitAreNotKnown) {
  Caller C;
  EXPECT_EQ(numberFrom(C, "+9223372036854775807,"), number(INT64_MAX));
  EXPECT_EQ(numberFrom(C, "640x480"), number(640));
  EXPECT_EQ(numberFrom(C, "none"), number(0));
  EXPECT_FALSE(numberFrom(C, "9223372036854775808").known());
  EXPECT_FALSE(numberFrom(C, "-").known());
}

TEST(Stream, ClosedAndReopenedStreamsReadNothingOfTheOldFile) {
  Inputs In;
  In.FileSize = [](const std::string &Path) -> std::optional<uint64_t> {
    return Path == "data" ? std::optional<uint64_t>(4) : std::nullopt;
  };
  In.FileBytes = [](const std::string &, uint64_t At, uint64_t Count) {
    return std::optional<std::string>(std::string("1 2 ").substr(At, Count));
  };
  Caller C(In);
  Val S = C.buffer(520), N = C.buffer(8);
  auto Read = [&] {
    C.call("std::istream::number", {S, N});
    return C.load(N, Type::I64);
  };
  C.call("std::ifstream", {S, C.text("data"), number(8, Type::I32)});
  EXPECT_EQ(Read(), number(1));
  C.call("std::ifstream::open", {S, C.text("missing"), number(8, Type::I32)});
  EXPECT_FALSE(C.call("std::ifstream::is_open", {S}, Type::I1).known());
  EXPECT_FALSE(Read().known());
  C.call("std::ifstream::open", {S, C.text("data"), number(8, Type::I32)});
  EXPECT_EQ(Read(), number(1));
  C.call("std::filebuf::close", {Val::pointer(S.Id, S.Mid + 16)}, Type::Ptr);
  EXPECT_FALSE(C.call("std::ifstream::is_open", {S}, Type::I1).known());
  EXPECT_FALSE(Read().known());
  // std::hex: what follows is read by another rule.
  C.call("std::ifstream::open", {S, C.text("data"), number(8, Type::I32)});
  int64_t Ios = C.load(C.load(S, Type::Ptr), Type::I64, -24).Mid;
  EXPECT_EQ(C.load(S, Type::I32, Ios + 24), number(0x1002, Type::I32));
  C.store(S, number(0x1008, Type::I32), Ios + 24);
  EXPECT_FALSE(Read().known());
}

TEST(HashTable, GrowsAsTheLibraryGrowsIt) {
  Caller C;
  std::__detail::_Prime_rehash_policy Real;
  Val Policy = C.buffer(16), To = C.buffer(16);
  C.store(Policy, Val::real(1, Type::F32));
  size_t Buckets = 1;
  int64_t Model = 1;
  for (size_t N = 0; N != 3000; ++N) {
    auto [Grow, Count] = Real._M_need_rehash(Buckets, N, 1);
    C.call("_M_need_rehash", {Policy, number(Model), number(int64_t(N)), number(1), To}, Type::Void);
    ASSERT_EQ(C.load(To, Type::I8), number(Grow, Type::I8)) << N;
    if (Grow) {
      ASSERT_EQ(C.load(To, Type::I64, 8), number(int64_t(Count))) << N;
      Buckets = Count;
      Model = int64_t(Count);
    }
  }
  for (size_t N : {0ul, 1ul, 13ul, 14ul, 100ul, 1000003ul, 123456789ul})
    EXPECT_EQ(C.call("_M_next_bkt", {Policy, number(int64_t(N))}, Type::I64),
              number(int64_t(Real._M_next_bkt(N))));
}

} // namespace
} // namespace auspex::demand::test
