//===- test/unit/proof/reference_test.cpp - What a normal form says ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Affine.h"
#include "passes/proof/Reference.h"

#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SourceMgr.h"

#include <gtest/gtest.h>

using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::proof;
using execute::Slot;
using kernels::Fn;
using kernels::NodeRef;
using kernels::Poly;

namespace {

constexpr uint32_t I = 0, K = 1;
Poly index(uint32_t Loop) { return Poly::symbol(kernels::indexOf(Loop)); }

struct ReferenceTest : testing::Test {
  llvm::LLVMContext Context;
  std::unique_ptr<llvm::Module> M;
  llvm::LoopAnalysisManager LAM;
  llvm::FunctionAnalysisManager FAM;
  llvm::CGSCCAnalysisManager CGAM;
  llvm::ModuleAnalysisManager MAM;
  llvm::TargetLibraryInfoImpl Library{llvm::Triple("x86_64-unknown-linux-gnu")};
  llvm::TargetLibraryInfo TLI{Library};
  execute::Numbers N{execute::Arithmetic::Field};
  execute::Memory Mem{N, 1};
  extract::SymbolTable Symbols;
  kernels::BodyDag Dag;
  Region R;
  std::unique_ptr<execute::Executor> E;
  std::unique_ptr<Inputs> In;
  std::unique_ptr<Evaluator> Ev;
  std::vector<kernels::Update> Us;
  Point P;

  void SetUp() override {
    llvm::SMDiagnostic Problem;
    M = llvm::parseAssemblyString("define void @f(ptr %x, ptr %y, double %a) {\n  ret void\n}\n",
                                  Problem, Context);
    ASSERT_TRUE(M) << Problem.getMessage().str();
    llvm::PassBuilder PB;
    PB.registerModuleAnalyses(MAM);
    PB.registerCGSCCAnalyses(CGAM);
    PB.registerFunctionAnalyses(FAM);
    PB.registerLoopAnalyses(LAM);
    PB.crossRegisterProxies(LAM, FAM, CGAM, MAM);
    llvm::Function &F = *M->getFunction("f");
    E = std::make_unique<execute::Executor>(*M, TLI, N, Mem);
    In = std::make_unique<Inputs>(*E, Symbols, FAM.getResult<llvm::ScalarEvolutionAnalysis>(F),
                                  M->getDataLayout(), R, Choice{});
    Ev = std::make_unique<Evaluator>(Dag, Symbols, *In, *E);
    Symbols.objectNumber(F.getArg(0));
    Symbols.objectNumber(F.getArg(1));
  }

  kernels::Operand operand(uint32_t Object, Poly Address, demand::Type Elem = demand::Type::F64) {
    kernels::Operand O;
    O.Object = Object;
    O.Elem = Elem;
    O.Levels = {std::move(Address)};
    return O;
  }
  kernels::Operand x(Poly Element) { return operand(0, Element * Poly(8)); }
  kernels::Operand y(Poly Element) { return operand(1, Element * Poly(8)); }
  /// What x[Element] holds.
  uint64_t valueOf(int64_t Element) {
    return Mem.loadNumber(In->value(Symbols.Objects[0])->V + uint64_t(Element) * 8, 8)->V;
  }
  kernels::Dim dim(uint32_t Loop, Poly Extent) {
    kernels::Dim D;
    D.Loop = Loop;
    D.Extent = {std::move(Extent)};
    return D;
  }

  /// y[i] += x[k] for k < Count
  void sumOfRows(kernels::Old Before, Poly Count) {
    kernels::Update &U = Us.emplace_back();
    U.Out = y(index(I));
    U.Before = Before;
    U.Reads = {{x(index(K)), false}};
    U.Dims = {dim(K, std::move(Count)), dim(I, Poly(4))};
    U.Tags = {0};
  }
};

TEST_F(ReferenceTest, SumsOfProducts) {
  // 2*x[i]*x[i+1] - 3
  const NodeRef A = Dag.read(x(index(I))), B = Dag.read(x(index(I) + Poly(1)));
  const NodeRef Root = Dag.add(Dag.multiply(Dag.constant(2), Dag.multiply(A, B)), Dag.constant(-3));
  P[I] = 4;
  const auto V = Ev->evaluate(Root, P);
  ASSERT_TRUE(V) << Ev->why();
  const uint64_t X = valueOf(4), Y = valueOf(5);
  EXPECT_NE(X, Y);
  EXPECT_EQ(V->V, N.subtract(N.multiply(N.of(2), N.multiply(X, Y)), N.of(3)));
}

TEST_F(ReferenceTest, ReductionsInside) {
  // the sum of x[k] for k <= i
  const kernels::Dim Inner = dim(K, index(I) + Poly(1));
  Ev->DimOf = [&](uint32_t Loop) { return Loop == K ? &Inner : nullptr; };
  const NodeRef Sum = Dag.sum({{1, {Dag.read(x(index(K)))}, {K}}});
  P[I] = 2;
  const auto V = Ev->evaluate(Sum, P);
  ASSERT_TRUE(V) << Ev->why();
  EXPECT_EQ(V->V, N.add(N.add(valueOf(0), valueOf(1)), valueOf(2)));
  // Over a loop that nobody knows.
  EXPECT_FALSE(Ev->evaluate(Dag.sum({{1, {Dag.read(x(index(7)))}, {7}}}), P));
  EXPECT_EQ(Ev->why(), "an extent is computed in the loops");
}

TEST_F(ReferenceTest, NarrowIntegersExtendEitherWay) {
  const kernels::Operand O = operand(0, index(I), demand::Type::I8);
  const uint8_t Minus1 = 0xff;
  ASSERT_TRUE(Mem.initialise(In->value(Symbols.Objects[0])->V, &Minus1, 1));
  EXPECT_EQ(int64_t(Ev->read(O, P)->V), -1);
  Ev->Unsigned.insert(0);
  EXPECT_EQ(Ev->read(O, P)->V, 255u);
}

TEST_F(ReferenceTest, TheFieldHasNoOrder) {
  const NodeRef A = Dag.read(x(index(I))), B = Dag.read(x(index(I) + Poly(1)));
  EXPECT_FALSE(Ev->evaluate(Dag.fold(Fn::Max, A, B), P));
  EXPECT_EQ(Ev->why(), "the field has no order");
}

TEST_F(ReferenceTest, TriangularDomains) {
  sumOfRows(kernels::Old::Kept, index(I) + Poly(1));
  Reference Ref(Us, false, *Ev, *In, *E);
  ASSERT_TRUE(Ref.findDomain(100)) << Ref.why();
  EXPECT_EQ(Ref.points(), 10u);
  EXPECT_EQ(Ref.shape(), "4 x ...");
  EXPECT_EQ(Ref.largestExtent(), 4);
  Reference TooLarge(Us, false, *Ev, *In, *E);
  EXPECT_FALSE(TooLarge.findDomain(9));
}

TEST_F(ReferenceTest, AnElementGoesOnWithItsOldValueOrANumber) {
  sumOfRows(kernels::Old::Kept, Poly(3));
  Reference Ref(Us, false, *Ev, *In, *E);
  ASSERT_TRUE(Ref.findDomain(100) && Ref.compute()) << Ref.why();
  ASSERT_EQ(Ref.Elements.size(), 4u);
  const auto Fill = [&](auto From) {
    for (Element &El : Ref.Elements)
      El.Now = Slot::number(N.add(From(El), El.Sum->V));
  };
  Fill([](const Element &El) { return El.Old->V; });
  EXPECT_FALSE(Ref.differs({}, 64));
  // One element is not what the others are.
  Ref.Elements[2].Now.V ^= 1;
  EXPECT_EQ(Ref.differs({}, 64), &Ref.Elements[2]);
  Fill([&](const Element &) { return N.of(5); });
  EXPECT_FALSE(Ref.differs({}, 64));
  Fill([&](const Element &El) { return N.multiply(N.of(7), El.Old->V); });
  EXPECT_FALSE(Ref.differs({}, 64));
  uint64_t Beta = 1;
  Fill([&](const Element &El) { return N.multiply(N.of(double(++Beta)), El.Old->V); });
  EXPECT_TRUE(Ref.differs({}, 64));
  // Nothing was added.
  for (Element &El : Ref.Elements)
    El.Now = *El.Old;
  EXPECT_TRUE(Ref.differs({}, 64));
}

TEST_F(ReferenceTest, AScalarStartsFromWhatItsStatementSays) {
  sumOfRows(kernels::Old::Lost, Poly(3));
  Us[0].ToScalar = true;
  Us[0].Out.Levels.clear();
  Us[0].Dims.pop_back();
  Reference Ref(Us, false, *Ev, *In, *E);
  ASSERT_TRUE(Ref.findDomain(100) && Ref.compute()) << Ref.why();
  ASSERT_EQ(Ref.Elements.size(), 1u);
  Ref.Elements[0].Now = Slot::number(N.add(Ref.Elements[0].Sum->V, N.of(2)));
  EXPECT_TRUE(Ref.differs({}, 64));
  EXPECT_FALSE(Ref.differs({Slot::integer(2)}, 64));
}

TEST_F(ReferenceTest, RowsThatOverlapShow) {
  sumOfRows(kernels::Old::Lost, Poly(3));
  Us[0].Out = y(index(I) + index(K));
  Reference Ref(Us, false, *Ev, *In, *E);
  ASSERT_TRUE(Ref.findDomain(100) && Ref.compute()) << Ref.why();
  EXPECT_TRUE(Ref.overlaps());
}

TEST_F(ReferenceTest, Recurrences) {
  // s = s + x[i]; y[i] = s
  constexpr uint32_t State = 9;
  kernels::Update &U = Us.emplace_back();
  U.Out = y(index(I));
  U.Reads = {{x(index(I)), false}};
  U.Function = Dag.add(Dag.carried(State), Dag.argument(0));
  U.States = {{State, I, U.Function}};
  U.Dims = {dim(I, Poly(3))};
  U.Tags = {0};
  Reference Ref(Us, false, *Ev, *In, *E);
  Ref.StartOf = [&](const kernels::State &) { return Slot::number(N.of(1)); };
  ASSERT_TRUE(Ref.findDomain(100) && Ref.compute()) << Ref.why();
  ASSERT_EQ(Ref.Elements.size(), 3u);
  uint64_t Sum = N.of(1);
  for (int T = 0; T < 3; ++T) {
    Sum = N.add(Sum, valueOf(T));
    EXPECT_EQ(Ref.Elements[size_t(T)].Sum->V, Sum);
  }
}

} // namespace
