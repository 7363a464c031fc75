//===- passes/proof/Solution.cpp - What a triangular solve leaves -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/proof/Solution.h"

using namespace llvm;

namespace auspex::passes::proof {

using execute::Slot;
using kernels::indexOf;
using kernels::Operand;

/// The vector's factor is moved by the loop that does not move the output, and the
/// triangle by that and by the output's rows.
bool Solution::findLoops() {
  SmallVector<uint32_t, 2> Moving, Summed;
  for (const kernels::Dim &D : U.Dims)
    (U.Out.moves(indexOf(D.Loop)) ? Moving : Summed).push_back(D.Loop);
  if (Moving.empty() || Moving.size() > 2 || Summed.size() != 1)
    return false;
  J = Summed[0];
  for (const kernels::Factor &F : U.Reads) {
    if (!F.Op.moves(indexOf(J)))
      continue;
    const Operand *&Where = F.Op.Root == U.Out.Root ? X : L;
    if (Where)
      return false;
    Where = &F.Op;
  }
  if (!X || !L)
    return false;
  bool HasRows = false;
  for (uint32_t M : Moving)
    if (L->moves(indexOf(M)) && !X->moves(indexOf(M)) && !HasRows) {
      I = M;
      HasRows = true;
    } else if (!L->moves(indexOf(M)) && X->moves(indexOf(M)) && !C) {
      C = M;
    } else {
      return false;
    }
  return HasRows;
}

std::optional<uint64_t> Solution::number(const Operand &O, const Point &P) {
  const auto At = Ev.addressOf(O, P);
  const auto V = At ? Ev.load(*At, O) : std::nullopt;
  return V && V->K == Slot::Number ? std::optional(V->V) : std::nullopt;
}

std::optional<uint64_t> Solution::element(int64_t Row, int64_t Column) {
  Point P;
  P[J] = Row;
  if (C)
    P[*C] = Column;
  return number(*X, P);
}

std::optional<uint64_t> Solution::triangle(int64_t Row, int64_t Column) {
  Point P;
  P[I] = Row - Row0;
  P[J] = Column;
  return number(*L, P);
}

bool Solution::prepare(const Reference &Domain) {
  constexpr int64_t Least = 3, Most = 12;
  if (!demand::isFloat(U.Out.Elem) || !findLoops())
    return false;
  const Point Zero;
  const auto Out = Ev.addressOf(U.Out, Zero);
  for (Row0 = 0;; ++Row0) {
    Point P;
    P[J] = Row0;
    const auto At = Ev.addressOf(*X, P);
    if (!Out || !At || Row0 > 1)
      return false;
    if (*At == *Out)
      break;
  }
  Rows = std::max(Domain.extentOf(I) + Row0, Domain.extentOf(J));
  Columns = C ? Domain.extentOf(*C) : 1;
  if (Rows < Least || Rows > Most || Columns > Most)
    return false;
  for (int64_t K = 0; K < Columns; ++K) {
    auto &B = Right.emplace_back();
    for (int64_t R = 0; R < Rows; ++R) {
      const auto V = element(R, K);
      if (!V)
        return false;
      B.push_back(*V);
    }
  }
  return true;
}

std::optional<bool> Solution::solves(Diagonal D, int64_t Column) {
  const execute::Numbers &N = E.numbers();
  std::optional<uint64_t> Alpha;
  for (int64_t R = 0; R < Rows; ++R) {
    const auto Own = element(R, Column);
    auto Sum = Own;
    if (D != Diagonal::One) {
      const auto Pivot = triangle(R, R);
      if (!Own || !Pivot)
        return std::nullopt;
      Sum = D == Diagonal::Divides ? std::optional(N.multiply(*Own, *Pivot)) : N.divide(*Own, *Pivot);
    }
    for (int64_t T = 0; T < R && Sum; ++T) {
      const auto A = triangle(R, T), Y = element(T, Column);
      if (!A || !Y)
        return std::nullopt;
      Sum = N.add(*Sum, N.multiply(*A, *Y));
    }
    if (!Sum)
      return std::nullopt;
    if (!Alpha && !(Alpha = N.divide(*Sum, Right[size_t(Column)][size_t(R)])))
      return std::nullopt;
    if (!N.equal(*Sum, N.multiply(*Alpha, Right[size_t(Column)][size_t(R)])))
      return false;
  }
  return true;
}

std::optional<bool> Solution::hold() {
  Point Last;
  Last[J] = Rows - 1;
  if (const auto At = Ev.addressOf(*X, Last); !At || !Mem.wasRead(*At))
    return std::nullopt;
  // Rows that a pointer walks along lie elsewhere than those of a table.
  for (int64_t R = 1; R < Rows; ++R)
    for (int64_t T = 0; T < R; ++T) {
      Point P;
      P[I] = R - Row0;
      P[J] = T;
      if (const auto At = Ev.addressOf(*L, P); !At || !Mem.wasRead(*At))
        return std::nullopt;
    }
  bool Asked = false;
  for (const Diagonal D : {Diagonal::One, Diagonal::Divides, Diagonal::Reciprocal}) {
    bool All = true;
    for (int64_t K = 0; K < Columns && All; ++K) {
      const auto Is = solves(D, K);
      Asked |= Is.has_value();
      All = Is && *Is;
    }
    if (All)
      return true;
  }
  return Asked ? std::optional(false) : std::nullopt;
}

} // namespace auspex::passes::proof
