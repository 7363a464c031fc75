//===- test/unit/execute/executor_test.cpp - An interpreter of IR -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/execute/Executor.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SourceMgr.h"

#include <gtest/gtest.h>

using namespace auspex::passes::execute;

namespace {

struct ExecutorTest : testing::Test {
  llvm::LLVMContext Context;
  std::unique_ptr<llvm::Module> M;
  std::unique_ptr<llvm::TargetLibraryInfoImpl> Library;
  std::unique_ptr<llvm::TargetLibraryInfo> TLI;
  Numbers N{Arithmetic::Field};
  std::unique_ptr<Memory> Mem;
  std::unique_ptr<Executor> E;
  llvm::SmallVector<Slot, 4> Result;

  void parse(const char *Text, Budget B = {}) {
    llvm::SMDiagnostic Problem;
    M = llvm::parseAssemblyString(Text, Problem, Context);
    ASSERT_TRUE(M) << Problem.getMessage().str() << " in line " << Problem.getLineNo();
    Library = std::make_unique<llvm::TargetLibraryInfoImpl>(M->getTargetTriple());
    TLI = std::make_unique<llvm::TargetLibraryInfo>(*Library);
    Mem = std::make_unique<Memory>(N, 1);
    E = std::make_unique<Executor>(*M, *TLI, N, *Mem, B);
  }
  Stop call(const char *Name, std::initializer_list<Slot> Args) {
    return E->run(*M->getFunction(Name), std::vector<Slot>(Args), Result);
  }
};

TEST_F(ExecutorTest, Integers) {
  parse(R"(
    define i32 @mix(i32 %a, i8 %b) {
      %s = sext i8 %b to i32
      %x = xor i32 %a, %s
      %r = call i32 @llvm.fshl.i32(i32 %x, i32 %x, i32 7)
      %q = sdiv i32 %r, -3
      ret i32 %q
    }
    define i64 @high(i64 %a, i64 %b) {
      %x = zext i64 %a to i128
      %y = zext i64 %b to i128
      %p = mul i128 %x, %y
      %h = lshr i128 %p, 64
      %t = trunc i128 %h to i64
      ret i64 %t
    }
    define i1 @over(i8 %a, i8 %b) {
      %p = call { i8, i1 } @llvm.sadd.with.overflow.i8(i8 %a, i8 %b)
      %o = extractvalue { i8, i1 } %p, 1
      ret i1 %o
    }
    declare i32 @llvm.fshl.i32(i32, i32, i32))");
  EXPECT_FALSE(call("mix", {Slot::integer(0x12345678), Slot::integer(0xfe)}));
  const uint32_t X = 0x12345678 ^ 0xfffffffe, R = X << 7 | X >> 25;
  EXPECT_EQ(Result[0].V, uint32_t(int32_t(R) / -3));
  EXPECT_FALSE(call("high", {Slot::integer(~uint64_t(0)), Slot::integer(16)}));
  EXPECT_EQ(Result[0].V, 15u);
  EXPECT_FALSE(call("over", {Slot::integer(100), Slot::integer(28)}));
  EXPECT_EQ(Result[0].V, 1u);
  EXPECT_FALSE(call("over", {Slot::integer(0x80), Slot::integer(0x7f)}));
  EXPECT_EQ(Result[0].V, 0u);
}

TEST_F(ExecutorTest, LoopsAndMemory) {
  parse(R"(
    define double @dot(ptr %x, ptr %y, i64 %n) {
    entry:
      br label %loop
    loop:
      %i = phi i64 [ 0, %entry ], [ %j, %loop ]
      %s = phi double [ 0.0, %entry ], [ %t, %loop ]
      %px = getelementptr double, ptr %x, i64 %i
      %py = getelementptr double, ptr %y, i64 %i
      %a = load double, ptr %px
      %b = load double, ptr %py
      %t = call double @llvm.fmuladd.f64(double %a, double %b, double %s)
      %j = add i64 %i, 1
      %c = icmp ult i64 %j, %n
      br i1 %c, label %loop, label %done
    done:
      ret double %t
    })");
  const uint64_t X = Mem->allocate(), Y = Mem->allocate();
  EXPECT_FALSE(call("dot", {Slot::integer(X), Slot::integer(Y), Slot::integer(5)}));
  uint64_t Sum = 0;
  for (unsigned I = 5; I-- > 0;) // another order: the field does not mind
    Sum = N.add(Sum, N.multiply(Mem->initialNumber(X + 8 * I), Mem->initialNumber(Y + 8 * I)));
  EXPECT_EQ(Result[0].V, Sum);
  EXPECT_EQ(Mem->inputs().size(), 2u);
  EXPECT_TRUE(Mem->outputs().empty());
  EXPECT_TRUE(E->wasEntered(M->getFunction("dot")->back()));
}

TEST_F(ExecutorTest, VectorsAreLanes) {
  parse(R"(
    define i32 @lanes(ptr %p) {
      %v = load <4 x i32>, ptr %p
      %r = shufflevector <4 x i32> %v, <4 x i32> poison, <4 x i32> <i32 1, i32 2, i32 3, i32 0>
      %x = xor <4 x i32> %v, %r
      store <4 x i32> %x, ptr %p
      %b = bitcast <4 x i32> %x to <16 x i8>
      %e = extractelement <16 x i8> %b, i32 5
      %z = zext i8 %e to i32
      ret i32 %z
    })");
  const uint64_t P = Mem->allocate();
  for (unsigned I = 0; I < 4; ++I)
    Mem->store(P + 4 * I, 4, Slot::integer(0x01010101u * (1u << I)));
  EXPECT_FALSE(call("lanes", {Slot::integer(P)}));
  EXPECT_EQ(Result[0].V, 6u);
  EXPECT_EQ(Mem->load(P + 12, 4)->V, 0x09090909u);
}

TEST_F(ExecutorTest, TablesAndCalls) {
  parse(R"(
    @table = internal constant [4 x i16] [i16 7, i16 11, i16 13, i16 17]
    @row = internal constant ptr getelementptr (i8, ptr @table, i64 4)
    define i16 @at(i64 %i) {
      %r = load ptr, ptr @row
      %p = getelementptr i16, ptr %r, i64 %i
      %v = load i16, ptr %p
      ret i16 %v
    }
    define i16 @both() {
      %a = call i16 @at(i64 0)
      %b = call i16 @at(i64 1)
      %s = add i16 %a, %b
      ret i16 %s
    }
    declare i32 @elsewhere(i32)
    define i32 @outside() {
      %r = call i32 @elsewhere(i32 1)
      ret i32 %r
    }
    define void @endless() {
      br label %l
    l:
      br label %l
    })");
  EXPECT_FALSE(call("both", {}));
  EXPECT_EQ(Result[0].V, 30u);
  EXPECT_EQ(call("outside", {}).text(), "a call of a function that is not known (elsewhere)");
  E->External = [](const llvm::CallBase &, llvm::ArrayRef<Slot> Args, llvm::MutableArrayRef<Slot> R) {
    R[0] = Slot::integer(Args[0].V + 1);
    return true;
  };
  EXPECT_FALSE(call("outside", {}));
  EXPECT_EQ(Result[0].V, 2u);
  EXPECT_EQ(call("endless", {}).text(), "the budget of replayed instructions is spent");
}

TEST_F(ExecutorTest, RegionsAskForWhatTheyUse) {
  parse(R"(
    define i32 @f(i32 %n, i32 %k) {
    entry:
      %m = mul i32 %n, %k
      br label %loop
    loop:
      %i = phi i32 [ %k, %entry ], [ %j, %loop ]
      %s = phi i32 [ 0, %entry ], [ %t, %loop ]
      %t = add i32 %s, %m
      %j = add i32 %i, 1
      %c = icmp slt i32 %j, 10
      br i1 %c, label %loop, label %done
    done:
      ret i32 %t
    })");
  const llvm::Function &F = *M->getFunction("f");
  const llvm::BasicBlock &Entry = F.getEntryBlock(), &Loop = *Entry.getSingleSuccessor();
  std::vector<std::string> Asked;
  E->LiveIn = [&](const llvm::Value &V, llvm::MutableArrayRef<Slot> S) {
    Asked.push_back(V.getName().str());
    S[0] = Slot::integer(V.getName() == "k" ? 7 : 100);
    return true;
  };
  auto Inside = [&](const llvm::BasicBlock &BB) { return &BB == &Loop; };
  EXPECT_FALSE(E->runRegion(Loop, Entry, Inside));
  EXPECT_EQ(Asked, (std::vector<std::string>{"k", "m"}));
  EXPECT_EQ(E->valueOf(*Loop.getNextNode()->begin()->getOperand(0))->V, 300u);
  EXPECT_FALSE(E->runRegion(Loop, Entry, Inside)); // afresh
  EXPECT_EQ(Asked.size(), 4u);
}

} // namespace
