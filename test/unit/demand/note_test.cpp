//===- note_test.cpp - Notes, written and read ----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/note.h"
#include "demand/print.h"
#include "samples.h"

#include <gtest/gtest.h>

using namespace auspex::demand;
using namespace auspex::demand::test;

namespace {

FunctionDoc decode(const std::string &Bytes) {
  auto D = decodeNote(FunctionNote, Bytes);
  EXPECT_TRUE(D) << D.error().Message;
  return D ? std::get<FunctionDoc>(*D) : FunctionDoc();
}

void expectSameExpr(const Function &A, ExprRef X, const Function &B, ExprRef Y) {
  ASSERT_EQ(X == NoExpr, Y == NoExpr);
  if (X != NoExpr) {
    ASSERT_EQ(exactText(A, X), exactText(B, Y));
  }
}

void expectSameStep(const Function &A, const Step &X, const Function &B, const Step &Y) {
  ASSERT_EQ(X.Kind, Y.Kind);
  EXPECT_EQ(X.Ty, Y.Ty);
  EXPECT_EQ(X.Alloc, Y.Alloc);
  EXPECT_EQ(X.Write, Y.Write);
  EXPECT_EQ(X.Indirect, Y.Indirect);
  EXPECT_EQ(X.Result, Y.Result);
  EXPECT_EQ(X.Need, Y.Need);
  EXPECT_EQ(X.Line, Y.Line);
  EXPECT_EQ(X.Text, Y.Text);
  ASSERT_EQ(X.Args.size(), Y.Args.size());
  for (size_t I = 0; I < X.Args.size(); ++I)
    expectSameExpr(A, X.Args[I], B, Y.Args[I]);
}

void expectSameNode(const Function &A, const Node &X, const Function &B, const Node &Y) {
  EXPECT_EQ(X.Loop, Y.Loop);
  EXPECT_EQ(X.Term, Y.Term);
  EXPECT_EQ(X.Cases, Y.Cases);
  expectSameExpr(A, X.Cond, B, Y.Cond);
  ASSERT_EQ(X.Steps.size(), Y.Steps.size());
  for (size_t S = 0; S < X.Steps.size(); ++S)
    expectSameStep(A, X.Steps[S], B, Y.Steps[S]);
  ASSERT_EQ(X.Edges.size(), Y.Edges.size());
  for (size_t E = 0; E < X.Edges.size(); ++E) {
    EXPECT_EQ(X.Edges[E].Target, Y.Edges[E].Target);
    EXPECT_NEAR(X.Edges[E].Likelihood, Y.Edges[E].Likelihood, 0.5 / 120 + 1e-6);
    ASSERT_EQ(X.Edges[E].Assign.size(), Y.Edges[E].Assign.size());
    for (size_t I = 0; I < X.Edges[E].Assign.size(); ++I) {
      EXPECT_EQ(X.Edges[E].Assign[I].first, Y.Edges[E].Assign[I].first);
      expectSameExpr(A, X.Edges[E].Assign[I].second, B, Y.Edges[E].Assign[I].second);
    }
  }
}

void expectSame(const Function &A, const Function &B) {
  EXPECT_EQ(A.Symbol, B.Symbol);
  EXPECT_EQ(A.Internal, B.Internal);
  EXPECT_EQ(A.Weak, B.Weak);
  EXPECT_EQ(A.VarArgs, B.VarArgs);
  EXPECT_EQ(A.File, B.File);
  EXPECT_EQ(A.Line, B.Line);
  EXPECT_EQ(A.Result, B.Result);
  EXPECT_EQ(A.Reason, B.Reason);
  ASSERT_EQ(A.Params.size(), B.Params.size());
  for (size_t I = 0; I < A.Params.size(); ++I)
    EXPECT_TRUE(A.Params[I].Name == B.Params[I].Name && A.Params[I].Ty == B.Params[I].Ty);
  ASSERT_EQ(A.Values.size(), B.Values.size());
  for (size_t I = 0; I < A.Values.size(); ++I)
    EXPECT_TRUE(A.Values[I].Name == B.Values[I].Name && A.Values[I].Ty == B.Values[I].Ty);
  ASSERT_EQ(A.Loops.size(), B.Loops.size());
  for (size_t I = 0; I < A.Loops.size(); ++I) {
    const Loop &X = A.Loops[I], &Y = B.Loops[I];
    EXPECT_EQ(X.Header, Y.Header);
    EXPECT_EQ(X.End, Y.End);
    EXPECT_EQ(X.Parent, Y.Parent);
    EXPECT_EQ(X.TripIsBound, Y.TripIsBound);
    EXPECT_EQ(X.ExpectedTrip, Y.ExpectedTrip);
    EXPECT_EQ(X.Line, Y.Line);
    EXPECT_EQ(X.Name, Y.Name);
    expectSameExpr(A, X.Trip, B, Y.Trip);
  }
  ASSERT_EQ(A.Nodes.size(), B.Nodes.size());
  for (size_t I = 0; I < A.Nodes.size(); ++I)
    expectSameNode(A, A.Nodes[I], B, B.Nodes[I]);
  ASSERT_EQ(A.Kernels.size(), B.Kernels.size());
  for (size_t I = 0; I < A.Kernels.size(); ++I) {
    const Kernel &X = A.Kernels[I], &Y = B.Kernels[I];
    EXPECT_EQ(X.Idiom, Y.Idiom);
    EXPECT_EQ(X.Family, Y.Family);
    EXPECT_EQ(X.Proof, Y.Proof);
    EXPECT_EQ(X.Evidence, Y.Evidence);
    EXPECT_EQ(X.Form, Y.Form);
    EXPECT_EQ(X.Elem, Y.Elem);
    EXPECT_EQ(X.Loop, Y.Loop);
    EXPECT_EQ(X.Function, Y.Function);
    EXPECT_EQ(X.File, Y.File);
    EXPECT_EQ(X.Line, Y.Line);
    expectSameExpr(A, X.Flops, B, Y.Flops);
    expectSameExpr(A, X.Bytes, B, Y.Bytes);
    expectSameExpr(A, X.Accesses, B, Y.Accesses);
    ASSERT_EQ(X.Dims.size(), Y.Dims.size());
    for (size_t D = 0; D < X.Dims.size(); ++D) {
      EXPECT_EQ(X.Dims[D].Name, Y.Dims[D].Name);
      EXPECT_EQ(X.Dims[D].Kind, Y.Dims[D].Kind);
      expectSameExpr(A, X.Dims[D].Extent, B, Y.Dims[D].Extent);
    }
    EXPECT_EQ(X.Roles, Y.Roles);
    EXPECT_EQ(X.Need, Y.Need);
    ASSERT_EQ(X.Params.size(), Y.Params.size());
    for (size_t P = 0; P < X.Params.size(); ++P) {
      EXPECT_EQ(X.Params[P].Name, Y.Params[P].Name);
      EXPECT_EQ(X.Params[P].Text, Y.Params[P].Text);
      expectSameExpr(A, X.Params[P].Value, B, Y.Params[P].Value);
    }
    EXPECT_EQ(X.Better.Name, Y.Better.Name);
    EXPECT_EQ(X.Better.Measure, Y.Better.Measure);
    expectSameExpr(A, X.Better.Ratio, B, Y.Better.Ratio);
  }
  ASSERT_EQ(A.Beacons.size(), B.Beacons.size());
  for (size_t I = 0; I < A.Beacons.size(); ++I) {
    EXPECT_EQ(A.Beacons[I].Probe, B.Beacons[I].Probe);
    EXPECT_EQ(A.Beacons[I].Values, B.Beacons[I].Values);
  }
  ASSERT_EQ(A.Rejected.size(), B.Rejected.size());
  for (size_t I = 0; I < A.Rejected.size(); ++I) {
    EXPECT_EQ(A.Rejected[I].Reason, B.Rejected[I].Reason);
    EXPECT_EQ(A.Rejected[I].Line, B.Rejected[I].Line);
  }
}

TEST(Note, ReadsWhatItWrote) {
  Function F = gemmMain();
  FunctionDoc D = decode(encodeFunction(F, "unit.c"));
  EXPECT_EQ(D.UnitId, "unit.c");
  expectSame(F, D.Func);
}

TEST(Note, ReadsWhatItWroteAtRandom) {
  for (uint64_t Seed = 0; Seed < 500; ++Seed) {
    Function F = randomFunction(Seed);
    std::string Bytes = encodeFunction(F, "0123456789abcdef");
    FunctionDoc D = decode(Bytes);
    EXPECT_EQ(D.UnitId, "0123456789abcdef");
    expectSame(F, D.Func);
    if (HasFailure())
      FAIL() << "seed " << Seed;
    EXPECT_EQ(encodeFunction(D.Func, D.UnitId), Bytes) << "what was read is written alike";
  }
}

TEST(Note, BytesDoNotDependOnHowThePoolWasFilled) {
  Function F = gemmMain(), G;
  // Junk that nothing refers to, before and after.
  G = gemmMain();
  for (int64_t I = 0; I < 100; ++I)
    G.Exprs.integer(I + 5000);
  G.string("nobody says this");
  EXPECT_EQ(encodeFunction(F, "u"), encodeFunction(G, "u"));
}

TEST(Note, IsSmall) {
  std::string Bytes = encodeFunction(gemmMain(), "0123456789abcdef");
  RecordProperty("gemm_main_bytes", int(Bytes.size()));
  // Names, evidence and reasons as text are half of it.
  EXPECT_LE(Bytes.size(), 480u);
  Function Empty;
  Empty.Symbol = "f";
  EXPECT_LE(encodeFunction(Empty, "0123456789abcdef").size(), 24u);
}

TEST(Note, WhatAKernelDoesNotSayTakesNoBytes) {
  Function F = gemmMain();
  const size_t Full = encodeFunction(F, "u").size();
  for (Dim &D : F.Kernels[0].Dims)
    D.Kind = DimKind::Unknown;
  F.Kernels[0].Need = 0;
  // Kinds, no roles, no parameters and needs: a byte each; two for an array of 16 and more.
  EXPECT_EQ(encodeFunction(F, "u").size() + 6, Full);
}

TEST(Note, UnitIdsOfHexadecimalDigitsTakeHalf) {
  Function F;
  for (const char *Id : {"", "deadbeef", "dead", "abc", "DEADBEEF", "src/gemm.c", "00"}) {
    F.Symbol = "f";
    EXPECT_EQ(decode(encodeFunction(F, Id)).UnitId, Id);
  }
  EXPECT_LT(encodeFunction(F, "0123456789abcdef").size(),
            encodeFunction(F, "0123456789abcdeg").size());
}

TEST(Note, AFunctionThatCannotBeWrittenSaysWhy) {
  Function F = gemmMain();
  F.Nodes[0].Edges[0].Target = 99;
  FunctionDoc D = decode(encodeFunction(F, "u"));
  EXPECT_EQ(D.Func.Symbol, "main");
  EXPECT_TRUE(D.Func.Nodes.empty());
  EXPECT_NE(D.Func.Reason.find("does not exist"), std::string::npos) << D.Func.Reason;
}

TEST(Note, UnitReadsBack) {
  Unit U = sampleUnit();
  auto D = decodeNote(UnitNote, encodeUnit(U));
  ASSERT_TRUE(D) << D.error().Message;
  const Unit &V = std::get<Unit>(*D);
  EXPECT_EQ(V.Id, U.Id);
  EXPECT_EQ(V.Source, U.Source);
  EXPECT_EQ(V.Producer, U.Producer);
  EXPECT_EQ(V.Triple, U.Triple);
  EXPECT_EQ(V.Constructors, U.Constructors);
  ASSERT_EQ(V.Aliases.size(), U.Aliases.size());
  for (size_t I = 0; I < U.Aliases.size(); ++I) {
    EXPECT_EQ(V.Aliases[I].Symbol, U.Aliases[I].Symbol);
    EXPECT_EQ(V.Aliases[I].Internal, U.Aliases[I].Internal);
    EXPECT_EQ(V.Aliases[I].Weak, U.Aliases[I].Weak);
    EXPECT_EQ(V.Aliases[I].Target, U.Aliases[I].Target);
  }
  ASSERT_EQ(V.Globals.size(), U.Globals.size());
  for (size_t I = 0; I < U.Globals.size(); ++I) {
    const Global &A = U.Globals[I], &B = V.Globals[I];
    EXPECT_EQ(A.Symbol, B.Symbol);
    EXPECT_EQ(A.Internal, B.Internal);
    EXPECT_EQ(A.Constant, B.Constant);
    EXPECT_EQ(A.Zero, B.Zero);
    EXPECT_EQ(A.Declared, B.Declared);
    EXPECT_EQ(A.Size, B.Size);
    EXPECT_EQ(A.Bytes, B.Bytes);
    ASSERT_EQ(A.Inits.size(), B.Inits.size());
    for (size_t J = 0; J < A.Inits.size(); ++J) {
      EXPECT_EQ(A.Inits[J].Offset, B.Inits[J].Offset);
      EXPECT_EQ(A.Inits[J].Ty, B.Inits[J].Ty);
      EXPECT_EQ(A.Inits[J].Bits, B.Inits[J].Bits);
      EXPECT_EQ(A.Inits[J].Symbol, B.Inits[J].Symbol);
    }
  }
  EXPECT_EQ(encodeUnit(V), encodeUnit(U));
}

TEST(Note, AUnitTooLargeLosesTheContentsOfItsLargestGlobals) {
  Unit U = sampleUnit();
  Global Huge;
  Huge.Symbol = "huge";
  Huge.Zero = true;
  Huge.Size = MaxNoteBytes + 1;
  Huge.Bytes = std::string(MaxNoteBytes + 1, 'x');
  U.Globals.push_back(Huge);
  auto D = decodeNote(UnitNote, encodeUnit(U));
  ASSERT_TRUE(D) << D.error().Message;
  const Unit &V = std::get<Unit>(*D);
  EXPECT_EQ(V.Globals.back().Size, MaxNoteBytes + 1);
  EXPECT_TRUE(V.Globals.back().Bytes.empty());
  EXPECT_FALSE(V.Globals.back().Zero) << "its contents are not known, not zero";
  EXPECT_EQ(V.Globals[0].Bytes, U.Globals[0].Bytes);
}

TEST(Note, PaddingIsPartOfTheDescriptor) {
  std::string Bytes = encodeFunction(gemmMain(), "u");
  for (size_t I = 0; I < 4; ++I)
    EXPECT_TRUE(decodeNote(FunctionNote, Bytes + std::string(I, '\0')));
  EXPECT_FALSE(decodeNote(FunctionNote, Bytes + std::string(4, '\0')));
  EXPECT_FALSE(decodeNote(FunctionNote, Bytes + "\1"));
}

/// Before 1.3 a touch of no known size left pointers unknown, too.
TEST(Note, OldTouchesLeaveNothingKnown) {
  Function F = gemmMain();
  size_t Before = 0;
  for (Node &N : F.Nodes)
    for (Step &S : N.Steps) {
      Before += S.Kind == StepKind::Forget;
      if (S.Kind == StepKind::Touch && S.Write)
        S.Args = {S.Args[0], NoExpr};
    }
  auto Count = [](const FunctionDoc &D, StepKind Kind) {
    size_t Found = 0;
    for (const Node &N : D.Func.Nodes)
      for (const Step &S : N.Steps)
        Found += S.Kind == Kind && (Kind != StepKind::Touch || S.Write);
    return Found;
  };
  std::string Bytes = encodeFunction(F, "u");
  const FunctionDoc New = decode(Bytes);
  const size_t Touches = Count(New, StepKind::Touch);
  ASSERT_GT(Touches, 0u);
  EXPECT_EQ(Count(New, StepKind::Forget), Before);
  const size_t Version = Bytes.find(std::string("\x00\x92\x01\x03", 4));
  ASSERT_NE(Version, std::string::npos);
  Bytes[Version + 3] = 2;
  const FunctionDoc Old = decode(Bytes);
  EXPECT_EQ(Count(Old, StepKind::Forget), Before + Touches);
}

} // namespace
