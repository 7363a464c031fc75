//===- test/unit/evaluate/fortran_test.cpp - The Fortran runtime ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "builtin_caller.h"

#include "demand/evaluate/fortran_descriptor.h"
#include "demand/evaluate/fortran_record.h"

namespace auspex::demand::test {
namespace {

using namespace evaluate;

//===----------------------------------------------------------------------===//
// Records. What flang 22.1.8 does with the same text stands in the tables.
//===----------------------------------------------------------------------===//

std::string padded(std::string S, size_t N = 16) {
  S.resize(N, ' ');
  return S;
}

TEST(FortranRecord, ListDirectedIntegers) {
  struct Case {
    const char *Text;
    int64_t Status, Value; ///< of a variable that held 5
  };
  for (const Case &X : {Case{"12,34", 0, 12},
                        {"3*7 /", 0, 7},
                        {" ", ReadEnd, 5},
                        {"abc", ReadBad, 5},
                        {"3.7", ReadBad, 5},
                        {"99999999999", ReadOverflow, 5},
                        {"5;6", ReadBad, 5},
                        {"12abc", ReadBad, 5},
                        {"+8", 0, 8},
                        {"/", 0, 5},
                        {",7", 0, 5},
                        {"-2147483648", 0, INT32_MIN},
                        {"2147483648", ReadOverflow, 5}}) {
    RecordState S;
    ListItem I = nextListItem(padded(X.Text), S, false);
    int64_t Status = I.Status, Value = 5;
    if (Status == ReadOk && !I.Null) {
      ReadInteger R = readInteger(I.Text, 4);
      Status = R.Status;
      Value = R.Status == ReadOk ? R.Value : 5;
    }
    EXPECT_EQ(Status, X.Status) << X.Text;
    EXPECT_EQ(Value, X.Value) << X.Text;
  }
}

TEST(FortranRecord, ListsGoOn) {
  auto Read = [](std::string Text, size_t N) {
    RecordState S;
    std::string Out;
    Text = padded(Text, 24);
    for (size_t K = 0; K != N; ++K) {
      ListItem I = nextListItem(Text, S, true);
      Out += I.Status == ReadEnd ? "[end]" : I.Null ? "[]" : "[" + I.Text + "]";
    }
    return Out;
  };
  EXPECT_EQ(Read("2*5 6", 3), "[5][5][6]");
  EXPECT_EQ(Read(",7", 2), "[][7]");
  EXPECT_EQ(Read("1,,3", 3), "[1][][3]");
  EXPECT_EQ(Read("1 , 2", 3), "[1][2][end]");
  EXPECT_EQ(Read("1,2,", 3), "[1][2][end]");
  EXPECT_EQ(Read("1 / 2", 3), "[1][][]");
  EXPECT_EQ(Read("2* 4", 3), "[][][4]");
  EXPECT_EQ(Read("'a b' \"c''\"", 2), "[a b][c'']");
  EXPECT_EQ(Read("'it''s' x", 2), "[it's][x]");
  EXPECT_EQ(Read("2*'a b' z", 3), "[a b][a b][z]");
}

TEST(FortranRecord, Reals) {
  for (auto [Text, Value] : {std::pair<const char *, double>{"1.5d2", 150},
                             {"1e3", 1000},
                             {"-.5", -.5},
                             {"7", 7},
                             {"1.5+2", 150},
                             {"2D-1", .2},
                             {" 4 ", 4},
                             {"3.q1", 30}}) {
    ReadReal R = readReal(Text);
    EXPECT_EQ(R.Status, ReadOk) << Text;
    EXPECT_EQ(R.Value, Value) << Text;
  }
  for (const char *Bad : {"x", "1.2.3", ".", "1e", "1e+", "--1", "1x3"})
    EXPECT_EQ(readReal(Bad).Status, ReadBad) << Bad;
}

TEST(FortranRecord, Formatted) {
  auto Field = [](const char *Format, std::string Text, size_t Nth = 0) {
    auto F = parseFormat(Format);
    EXPECT_TRUE(F.has_value()) << Format;
    RecordState S;
    evaluate::Field Last;
    Text = padded(Text);
    for (size_t I = 0; F && I <= Nth; ++I)
      Last = nextField(Text, *F, S, 4);
    return Last;
  };
  EXPECT_EQ(readInteger(Field("(i3)", "1 2").Text, 4).Value, 12);
  EXPECT_EQ(readInteger(Field("(i4)", "").Text, 4).Value, 0);
  EXPECT_EQ(readReal(Field("(f6.2)", "1234").Text, 2).Value, 12.34);
  EXPECT_EQ(readReal(Field("(f8.2)", "12.5e1").Text, 2).Value, 125);
  EXPECT_EQ(readInteger(Field("(i8)", "12,5").Text, 4).Value, 12);
  EXPECT_EQ(readInteger(Field("(I2, I3)", "12345", 1).Text, 4).Value, 345);
  EXPECT_EQ(readInteger(Field("(2(i2,1x),i1)", "12x34y5", 2).Text, 4).Value, 5);
  EXPECT_EQ(readInteger(Field("(t4,i2)", "abc42").Text, 4).Value, 42);
  EXPECT_EQ(readInteger(Field("(bn,i5)", " 4 2").Text, 4).Value, 42);
  EXPECT_EQ(Field("(a)", "name and more").Text, "name");
  EXPECT_EQ(Field("(a6)", "abcdef").Text, "cdef");
  EXPECT_EQ(Field("(i3)", "123456", 1).Status, ReadEnd);
  for (const char *Bad : {"", "(", "(i5", "i5", "(q3)", "('text')", "(i5,/,i5)", "(bz,i5)"})
    EXPECT_FALSE(parseFormat(Bad).has_value()) << Bad;
  // Repeats do not multiply without bound.
  EXPECT_FALSE(parseFormat("(999(999(999(i1))))").has_value());
}

TEST(FortranRecord, AnyTextComesToAnEnd) {
  std::mt19937 Random(1);
  for (int Round = 0; Round != 5000; ++Round) {
    std::string Text = randomText(Random, "0123456789 ,/*'\"+-.ed", 20);
    RecordState S;
    for (int I = 0; I != 8; ++I) {
      ListItem Item = nextListItem(Text, S, Round % 2);
      readInteger(Item.Text, 4);
      readReal(Item.Text);
      readLogical(Item.Text);
    }
    if (auto F = parseFormat("(" + randomText(Random, "0123456789 ,()ifaxtg.", 12) + ")")) {
      RecordState T;
      for (int I = 0; I != 8; ++I)
        nextField(Text, *F, T, 8);
    }
  }
}

//===----------------------------------------------------------------------===//
// Calls as flang makes them
//===----------------------------------------------------------------------===//

class Runtime : public Caller {
public:
  using Caller::Caller;
  CallSite site() { return {M, P, nullptr, nullptr, {}, Type::Void}; }

  /// A descriptor; extents of -1 are not set.
  Val descriptor(FortranType T, int64_t Bytes, std::vector<int64_t> Extents, Val Base = null(),
                 int64_t Attribute = Descriptor::Allocatable) {
    Val At = buffer(24 + 24 * int64_t(Extents.size()));
    CallSite S = site();
    Descriptor D(S, At);
    std::vector<Val> E;
    for (int64_t X : Extents)
      E.push_back(X < 0 ? Val::unknown(Type::I64) : number(X));
    D.establish(number(T, Type::I8), number(Bytes), E);
    store(At, number(Attribute, Type::I8), 22);
    store(At, Base);
    int64_t Stride = Bytes;
    for (size_t I = 0; I != Extents.size(); ++I, Stride *= Extents[I - 1])
      store(At, number(Stride), 24 + 24 * int64_t(I) + 16);
    return At;
  }
  Val array(std::vector<int64_t> Extents) {
    Val At = descriptor(FortranReal64, 8, std::move(Extents));
    CallSite S = site();
    Descriptor(S, At).allocate();
    P.Mem.touchWhole(load(At, Type::Ptr).Id, true);
    return At;
  }
  Val character(int64_t Bytes) { return descriptor(FortranCharacter, Bytes, {}, buffer(Bytes), 0); }
  std::vector<int64_t> extents(const Val &At) {
    CallSite S = site();
    std::vector<int64_t> E;
    for (const Val &V : Descriptor(S, At).extents())
      E.push_back(V.exactInt() ? V.Mid : -1);
    return E;
  }
  int64_t bytesOf(const Val &At) { return P.Mem.at(load(At, Type::Ptr).Id).Bytes; }
  std::string characters(const Val &At) {
    return bytes(load(At, Type::Ptr), load(At, Type::I64, 8).Mid);
  }
};

Inputs commandLine(std::vector<std::string> Argv, std::vector<std::string> Env = {}) {
  Inputs In;
  In.Argv = std::move(Argv);
  In.Env = std::move(Env);
  return In;
}

TEST(Fortran, CommandLine) {
  Runtime R(commandLine({"tool", "toolong", "7"}));
  EXPECT_EQ(R.call("_FortranAArgumentCount", {}).Mid, 2);
  struct Case {
    int64_t N;
    const char *Text;
    int64_t Length, Status;
  };
  for (const Case &X :
       {Case{0, "tool", 4, 0}, {1, "tool", 7, -1}, {2, "7   ", 1, 0}, {9, "    ", 0, 107}}) {
    Val Value = R.character(4), Length = R.descriptor(FortranInt8, 4, {}, R.buffer(4), 0);
    Val S = R.call("_FortranAGetCommandArgument",
                   {number(X.N, Type::I32), Value, Length, null(), null(), number(1)});
    EXPECT_EQ(S.Mid, X.Status) << X.N;
    EXPECT_EQ(R.characters(Value), X.Text);
    EXPECT_EQ(R.load(R.load(Length, Type::Ptr), Type::I32).Mid, X.Length);
  }
  Val N = R.buffer(4), Text = R.buffer(4);
  R.store(N, number(2, Type::I32));
  R.call("getarg_", {N, Text, number(4)}, Type::Void);
  EXPECT_EQ(R.bytes(Text, 4), "7   ");
}

TEST(Fortran, Environment) {
  Runtime R(commandLine({"a"}, {"SIZE=12"}));
  auto Ask = [&](std::string Name, Val Value) {
    Val Text = R.character(int64_t(Name.size()));
    for (size_t I = 0; I != Name.size(); ++I)
      R.store(R.load(Text, Type::Ptr), number(Name[I], Type::I8), int64_t(I));
    return R
        .call("_FortranAGetEnvVariable",
              {Text, Value, null(), number(1, Type::I1), null(), null(), number(1)})
        .Mid;
  };
  Val Value = R.character(4);
  EXPECT_EQ(Ask("SIZE  ", Value), 0);
  EXPECT_EQ(R.characters(Value), "12  ");
  EXPECT_EQ(Ask("NOPE", Value), 1);
  EXPECT_EQ(R.characters(Value), "    ");
}

/// read (text, *) n, x ; read (text, '(i4)') n
TEST(Fortran, ReadsFromCharacters) {
  Runtime R;
  Val Text = R.text(padded("12 3.5")), N = R.buffer(4), X = R.buffer(8);
  Val Cookie = R.call("_FortranAioBeginInternalListInput",
                      {Text, number(16), null(), number(0), null(), number(1)}, Type::Ptr);
  EXPECT_EQ(R.call("_FortranAioInputInteger", {Cookie, N, number(4, Type::I32)}, Type::I1).Mid & 1,
            1);
  EXPECT_EQ(R.call("_FortranAioInputReal64", {Cookie, X}, Type::I1).Mid & 1, 1);
  EXPECT_EQ(R.call("_FortranAioEndIoStatement", {Cookie}).Mid, 0);
  EXPECT_EQ(R.load(N, Type::I32).Mid, 12);
  EXPECT_EQ(R.load(X, Type::F64), Val::real(3.5));

  Cookie = R.call("_FortranAioBeginInternalFormattedInput",
                  {Text, number(16), R.text("(i1,i1)"), number(7), null(), null(), number(0)},
                  Type::Ptr);
  Val Two = R.buffer(16);
  R.call("_FortranAioInputDescriptor", {Cookie, R.descriptor(FortranInt64, 8, {2}, Two, 0)},
         Type::I1);
  EXPECT_EQ(R.load(Two, Type::I64).Mid, 1);
  EXPECT_EQ(R.load(Two, Type::I64, 8).Mid, 2);
}

TEST(Fortran, ErrorsEndTheProgramUnlessHandled) {
  for (bool Handled : {false, true}) {
    Runtime R;
    Val N = R.buffer(4);
    Val Cookie =
        R.call("_FortranAioBeginInternalListInput", {R.text("abc "), number(4)}, Type::Ptr);
    if (Handled)
      R.call("_FortranAioEnableHandlers", {Cookie, number(1, Type::I1), number(0, Type::I1)},
             Type::Void);
    Val Ok = R.call("_FortranAioInputInteger", {Cookie, N, number(4, Type::I32)}, Type::I1);
    EXPECT_EQ(Ok.Mid, 0);
    EXPECT_EQ(R.ended(), !Handled);
    if (Handled)
      EXPECT_EQ(R.call("_FortranAioEndIoStatement", {Cookie}).Mid, ReadBad);
  }
}

TEST(Fortran, WhatIsReadElsewhereIsNotKnown) {
  Runtime R;
  Val N = R.buffer(4);
  Val Cookie = R.call("fortran-external-input", {number(5, Type::I32)}, Type::Ptr);
  R.call("_FortranAioInputInteger", {Cookie, N, number(4, Type::I32)}, Type::I1);
  EXPECT_FALSE(R.load(N, Type::I32).known());
  EXPECT_EQ(R.call("_FortranAioEndIoStatement", {Cookie}).Mid, 0);
}

TEST(Fortran, AllocatesWhatTheBoundsSay) {
  Runtime R;
  Val A = R.descriptor(FortranReal64, 8, {0, 0});
  R.call("_FortranAAllocatableSetBounds", {A, number(0), number(0), number(99)}, Type::Void);
  R.call("_FortranAAllocatableSetBounds", {A, number(1), number(5), number(14)}, Type::Void);
  EXPECT_EQ(R.call("_FortranAAllocatableAllocate", {A}).Mid, 0);
  EXPECT_EQ(R.bytesOf(A), 8000);
  EXPECT_EQ(R.load(A, Type::I64, 24 + 24 + 16).Mid, 800); // stride of the second dimension
  EXPECT_EQ(R.call("_FortranAUboundDim", {A, number(2)}, Type::I64).Mid, 14);
  EXPECT_EQ(R.call("_FortranASize", {A}, Type::I64).Mid, 1000);
  ObjectId Held = R.load(A, Type::Ptr).Id;
  EXPECT_EQ(R.call("_FortranAAllocatableDeallocate", {A}).Mid, 0);
  EXPECT_TRUE(R.P.Mem.at(Held).Freed);
  EXPECT_TRUE(R.load(A, Type::Ptr).isNull());
  // An empty array has a place, too.
  R.call("_FortranAAllocatableSetBounds", {A, number(0), number(1), number(-5)}, Type::Void);
  R.call("_FortranAAllocatableAllocate", {A});
  EXPECT_EQ(R.bytesOf(A), 1);
}

TEST(Fortran, AssignmentTakesTheShapeOfTheRightSide) {
  Runtime R;
  Val From = R.array({30, 20}), To = R.descriptor(FortranReal64, 8, {0, 0});
  R.call("_FortranAAssign", {To, From}, Type::Void);
  EXPECT_EQ(R.extents(To), (std::vector<int64_t>{30, 20}));
  EXPECT_EQ(R.bytesOf(To), 4800);
  ObjectId Held = R.load(To, Type::Ptr).Id;
  R.call("_FortranAAssign", {To, From}, Type::Void); // the same shape: stays where it is
  EXPECT_EQ(R.load(To, Type::Ptr).Id, Held);
  R.call("_FortranAAssign", {To, R.array({5, 5})}, Type::Void);
  EXPECT_TRUE(R.P.Mem.at(Held).Freed);
  EXPECT_EQ(R.bytesOf(To), 200);
  // A scalar fills what is there; small values arrive.
  Val Scalar = R.descriptor(FortranInt64, 8, {}, R.buffer(8), 0);
  R.store(R.load(Scalar, Type::Ptr), number(42));
  Val Copy = R.descriptor(FortranInt64, 8, {}, R.buffer(8), 0);
  R.call("_FortranAAssign", {Copy, Scalar}, Type::Void);
  EXPECT_EQ(R.load(R.load(Copy, Type::Ptr), Type::I64).Mid, 42);
}

TEST(Fortran, ComponentsComeAndGoWithTheirObject) {
  Runtime R;
  // type t; integer(8) :: n; real(8), allocatable :: v(:); end type
  auto Element = [&] {
    Val Array = R.descriptor(FortranDerived, 56, {1});
    R.call("_FortranAAllocatableAllocate", {Array});
    return Array;
  };
  Val A = Element(), At = R.load(A, Type::Ptr);
  Val Held = R.array({100});
  R.P.Mem.copy(At.Id, 8, Held.Id, 0, 48);
  ObjectId Inner = R.load(Held, Type::Ptr).Id;
  Val B = R.descriptor(FortranDerived, 56, {0});
  R.call("_FortranAAssign", {B, A}, Type::Void);
  Val Copy = R.load(R.load(B, Type::Ptr), Type::Ptr, 8);
  ASSERT_TRUE(Copy.isPtr());
  EXPECT_NE(Copy.Id, Inner);
  EXPECT_EQ(R.P.Mem.at(Copy.Id).Bytes, 800);
  R.call("_FortranAAllocatableDeallocate", {A});
  EXPECT_TRUE(R.P.Mem.at(Inner).Freed);
  EXPECT_FALSE(R.P.Mem.at(Copy.Id).Freed);
}

TEST(Fortran, Transformations) {
  Runtime R;
  auto Result = [&] { return R.buffer(24 + 24 * 4); };
  Val X = R.array({30, 20}), Y = R.array({20, 10}), V = R.array({20});
  Val Z = Result();
  R.call("_FortranAMatmul", {Z, X, Y}, Type::Void);
  EXPECT_EQ(R.extents(Z), (std::vector<int64_t>{30, 10}));
  EXPECT_EQ(R.bytesOf(Z), 2400);
  EXPECT_EQ(R.P.Sum.Flops.Likely, 2 * 30 * 20 * 10);
  R.call("_FortranAMatmul", {Z = Result(), X, V}, Type::Void);
  EXPECT_EQ(R.extents(Z), (std::vector<int64_t>{30}));
  R.call("_FortranAMatmulTranspose", {Z = Result(), Y, V}, Type::Void);
  EXPECT_EQ(R.extents(Z), (std::vector<int64_t>{10}));
  R.call("_FortranATranspose", {Z = Result(), X}, Type::Void);
  EXPECT_EQ(R.extents(Z), (std::vector<int64_t>{20, 30}));
  R.call("_FortranASpread", {Z = Result(), V, number(1, Type::I32), number(7)}, Type::Void);
  EXPECT_EQ(R.extents(Z), (std::vector<int64_t>{7, 20}));
  Val Shape = R.buffer(8);
  R.store(Shape, number(100, Type::I32));
  R.store(Shape, number(6, Type::I32), 4);
  R.call("_FortranAReshape", {Z = Result(), X, R.descriptor(FortranInt8, 4, {2}, Shape, 0)},
         Type::Void);
  EXPECT_EQ(R.extents(Z), (std::vector<int64_t>{100, 6}));
  R.call("fortran-reduction-dim", {Z = Result(), X, number(1, Type::I32)}, Type::Void);
  EXPECT_EQ(R.extents(Z), (std::vector<int64_t>{20}));
  R.call("_FortranAPack", {Z = Result(), X, null(), null()}, Type::Void);
  EXPECT_EQ(R.P.Mem.at(R.load(Z, Type::Ptr).Id).HighBytes, 4800);
  EXPECT_FALSE(R.call("fortran-reduction", {X}, Type::F64).known());
}

TEST(Fortran, ArrayConstructorsGrow) {
  Runtime R;
  Val Vector = R.buffer(64), To = R.descriptor(FortranReal64, 8, {0});
  R.call("_FortranAInitArrayConstructorVector", {Vector, To}, Type::Void);
  R.call("_FortranAPushArrayConstructorValue", {Vector, R.array({100})}, Type::Void);
  R.call("_FortranAPushArrayConstructorValue", {Vector, R.array({50})}, Type::Void);
  R.call("_FortranAPushArrayConstructorSimpleScalar", {Vector, R.buffer(8)}, Type::Void);
  EXPECT_EQ(R.extents(To), (std::vector<int64_t>{151}));
  EXPECT_EQ(R.bytesOf(To), 151 * 8);
}

TEST(Fortran, Characters) {
  Runtime R;
  Val Text = R.character(8), Result = R.buffer(48);
  std::string S = " ab     ";
  for (size_t I = 0; I != S.size(); ++I)
    R.store(R.load(Text, Type::Ptr), number(S[I], Type::I8), int64_t(I));
  R.call("_FortranATrim", {Result, Text}, Type::Void);
  EXPECT_EQ(R.characters(Result), " ab");
  R.call("_FortranAAdjustl", {Result, Text}, Type::Void);
  EXPECT_EQ(R.characters(Result), "ab      ");
  R.call("_FortranAAdjustr", {Result, Text}, Type::Void);
  EXPECT_EQ(R.characters(Result), "      ab");
  Val At = R.load(Text, Type::Ptr);
  EXPECT_EQ(R.call("_FortranALenTrim", {At, number(8)}, Type::I64).Mid, 3);
  EXPECT_EQ(R.call("_FortranAIndex", {At, number(8), R.text("b"), number(1), number(0, Type::I1)},
                   Type::I64)
                .Mid,
            3);
  EXPECT_EQ(
      R.call("_FortranACharacterCompareScalar", {At, R.text(" ab"), number(8), number(3)}).Mid, 0);
  EXPECT_LT(R.call("_FortranACharacterCompareScalar", {At, R.text(" b"), number(8), number(2)}).Mid,
            0);
}

TEST(Fortran, UnitsBufferRecords) {
  for (bool Stream : {true, false}) {
    Runtime R;
    Val A = R.array({1 << 17}), Number = R.buffer(4);
    Val Open = R.call("_FortranAioBeginOpenNewUnit", {null(), number(1)}, Type::Ptr);
    if (Stream)
      R.call("_FortranAioSetAccess", {Open, R.text("stream"), number(6)}, Type::I1);
    R.call("_FortranAioGetNewUnit", {Open, Number, number(4)}, Type::I1);
    R.call("_FortranAioEndIoStatement", {Open});
    int64_t Before = R.P.Mem.resident();
    R.P.Mem.openWindow();
    Val Write = R.call("_FortranAioBeginUnformattedOutput", {R.load(Number, Type::I32)}, Type::Ptr);
    R.call("_FortranAioOutputDescriptor", {Write, A}, Type::I1);
    EXPECT_NEAR(R.P.Mem.WindowPeak.Likely - double(Before), (Stream ? 1 : 2) << 20, 16384);
    EXPECT_EQ(R.P.Sum.DiskWrite.Likely, 1 << 20);
    R.call("_FortranAioBeginClose", {R.load(Number, Type::I32)}, Type::Ptr);
    EXPECT_NEAR(double(R.P.Mem.resident() - Before), 0, 16384);
  }
}

} // namespace
} // namespace auspex::demand::test
