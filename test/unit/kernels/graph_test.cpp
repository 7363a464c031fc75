//===- test/unit/kernels/graph_test.cpp - Graphs of numbers -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/graph.h"

#include <gtest/gtest.h>

using namespace auspex::kernels::trace;

TEST(Graph, KeepsEqualNodesOnce) {
  Graph G;
  const Ref X = G.input(2), Y = G.input(3);
  EXPECT_EQ(G.make(Op::Add, X, Y), G.make(Op::Add, Y, X));
  EXPECT_NE(G.make(Op::Sub, X, Y), G.make(Op::Sub, Y, X));
  EXPECT_EQ(G.constant(0.5), G.constant(0.5));
  // Many, so that the table grows.
  Ref Sum = X;
  for (int K = 0; K < 2000; ++K)
    Sum = G.make(Op::Add, Sum, G.make(Op::Mul, Y, G.constant(K)));
  const size_t Size = G.size();
  EXPECT_EQ(G.make(Op::Mul, G.constant(1999), Y), G.make(Op::Mul, Y, G.constant(1999)));
  EXPECT_EQ(G.size(), Size);
  EXPECT_EQ(G.inputsOf(Sum), (std::vector<uint32_t>{0, 1}));
  EXPECT_EQ(G.inputsOf(X), (std::vector<uint32_t>{0}));
}

TEST(Graph, DifferentiatesAlikeBothWays) {
  Graph G;
  const Ref X = G.input(0.7), Y = G.input(1.3), Z = G.input(-0.4);
  const Ref Product = G.make(Op::Mul, X, Y);
  const Ref F = G.make(
      Op::Add, G.make(Op::Div, G.make(Op::Sin, Product), G.make(Op::Exp, Z)),
      G.make(Op::Max, G.make(Op::Mul, Product, Product), G.make(Op::Sqrt, Y)));
  const std::vector<double> Values = G.evaluate(G.inputValues());
  std::vector<double> Gradient, Scratch, Tangent;
  G.gradient(Values, F, Gradient, Scratch);
  ASSERT_EQ(Gradient.size(), 3u);
  for (size_t K = 0; K < 3; ++K) {
    std::vector<double> Direction(3);
    Direction[K] = 1;
    G.tangent(Values, Direction, Tangent);
    EXPECT_NEAR(Gradient[K], Tangent[F], 1e-12);
    // And as differences say.
    std::vector<double> Near = G.inputValues();
    constexpr double Step = 1e-6;
    Near[K] += Step;
    EXPECT_NEAR((G.evaluate(Near)[F] - Values[F]) / Step, Gradient[K], 1e-4);
  }
}
