//===- passes/proof/Factors.cpp - What a factorisation leaves in its matrix ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/proof/Factors.h"

#include <cmath>

using namespace llvm;

namespace auspex::passes::proof {

using execute::Slot;
using kernels::indexOf;
using kernels::Operand;

Factors::Kind Factors::kindOf(StringRef Idiom) {
  return Idiom == "lu"         ? Kind::Lu
         : Idiom == "cholesky" ? Kind::Cholesky
         : Idiom == "ldl"      ? Kind::Ldl
                               : Kind::None;
}

/// The step moves the factors and not the output; the output's dimensions are those that
/// they have one each.
bool Factors::findLoops() {
  SmallVector<uint32_t, 2> Moving, Steps;
  for (const kernels::Dim &D : U.Dims)
    if (U.Out.moves(indexOf(D.Loop)))
      Moving.push_back(D.Loop);
    else if (any_of(U.Reads, [&](const kernels::Factor &F) { return F.Op.moves(indexOf(D.Loop)); }))
      Steps.push_back(D.Loop);
  if (Moving.size() != 2 || Steps.size() != 1)
    return false;
  K = Steps[0];
  auto Factor = [&](uint32_t With, uint32_t Without) -> const Operand * {
    const Operand *Found = nullptr;
    for (const kernels::Factor &F : U.Reads)
      if (F.Op.Root == U.Out.Root && F.Op.moves(indexOf(K)) && F.Op.moves(indexOf(With)) &&
          !F.Op.moves(indexOf(Without))) {
        if (Found)
          return nullptr;
        Found = &F.Op;
      }
    return Found;
  };
  for (const auto &[X, Y] : {std::pair(Moving[0], Moving[1]), {Moving[1], Moving[0]}}) {
    I = X, J = Y;
    Left = Factor(I, J);
    Right = Factor(J, I);
    if (!Left || !Right)
      return false;
    auto MovesAlike = [](const Operand &A, uint32_t X, const Operand &B, uint32_t Y) {
      return std::ranges::equal(A.Levels, B.Levels, [&](const auto &L, const auto &M) {
        return L.coefficientOf(indexOf(X)) == M.coefficientOf(indexOf(Y));
      });
    };
    // The step is a column of the left factor.
    if (MovesAlike(*Left, K, U.Out, J) &&
        (What == Kind::Lu ? MovesAlike(*Right, K, U.Out, I) : MovesAlike(*Right, J, U.Out, I)))
      return true;
  }
  return false;
}

/// Where the output's first element lies in the matrix, from where the factors begin.
bool Factors::findOrigin() {
  Point Zero, Second;
  const uint32_t Column = What == Kind::Lu ? J : K;
  Second[Column] = 1;
  const auto First = Ev.addressOf(*Right, Zero), Next = Ev.addressOf(*Right, Second);
  Point RowNext;
  RowNext[What == Kind::Lu ? K : J] = 1;
  const auto Below = Ev.addressOf(*Right, RowNext);
  const auto Out = Ev.addressOf(U.Out, Zero), Own = Ev.addressOf(*Left, Zero);
  if (!First || !Next || !Below || !Out || !Own)
    return false;
  const int64_t Step = int64_t(*Next - *First), Down = int64_t(*Below - *First);
  // The left factor begins in column 0 of the output's first row.
  if (Step == 0 || Down == 0 || int64_t(*Out - *Own) % Step)
    return false;
  Column0 = int64_t(*Out - *Own) / Step;
  if (Column0 < 0 || Column0 > 1)
    return false;
  // The output's first row is the one whose column 0 the left factor has.
  for (Row0 = 0; Row0 <= 1; ++Row0)
    if (const auto There = at(Row0, Column0); There && *There == *Out)
      return true;
  return false;
}

std::optional<uint64_t> Factors::at(int64_t Row, int64_t Column) {
  Point P;
  if (What == Kind::Lu) {
    P[K] = Row;
    P[J] = Column - Column0;
  } else { // the right factor is the row that the output's column has the number of
    P[J] = Row - Column0;
    P[K] = Column;
  }
  return Ev.addressOf(*Right, P);
}

bool Factors::read(Matrix &Into) {
  Into.assign(size_t(Size), std::vector<uint64_t>(size_t(Size)));
  for (int64_t R = 0; R < Size; ++R)
    for (int64_t C = 0; C < Size; ++C) {
      const auto Where = at(R, C);
      const auto V = Where ? Ev.load(*Where, U.Out) : std::nullopt;
      if (!V || V->K != Slot::Number)
        return false;
      Into[size_t(R)][size_t(C)] = V->V;
    }
  return true;
}

bool Factors::prepare(const Reference &Domain) {
  constexpr int64_t Least = 3, Most = 12;
  if (What == Kind::None || !demand::isFloat(U.Out.Elem) || !findLoops() || !findOrigin())
    return false;
  const int64_t Rows = Domain.extentOf(I) + Row0, Columns = Domain.extentOf(J) + Column0;
  Size = std::max(Rows, Columns);
  if (Size < Least || Size > Most || (What == Kind::Lu && Rows != Columns))
    return false;
  const execute::Numbers &N = E.numbers();
  // Symmetric; in doubles positive definite.
  const unsigned Bytes = unsigned(demand::bytesOf(U.Out.Elem));
  for (int64_t R = 0; R < Size && What != Kind::Lu; ++R)
    for (int64_t C = 0; C <= R; ++C) {
      const uint64_t V = N.isField() ? N.arbitrary(execute::spread(uint64_t(R * Size + C)))
                                     : N.of(R == C ? 30.0 + double(R) : 1 + double((R * 7 + C * 3) % 5) / 4);
      for (const auto Where : {at(R, C), at(C, R)})
        if (!Where || !Mem.store(*Where, Bytes, Slot::number(V)))
          return false;
    }
  return read(Before);
}

bool Factors::isZero(uint64_t X, uint64_t Scale) const {
  const execute::Numbers &N = E.numbers();
  if (N.isField())
    return X == N.of(0);
  return std::fabs(N.asDouble(X)) <= 1e-5 * std::fabs(N.asDouble(Scale));
}

/// A unit lower triangle, with its rows in some order.
bool Factors::isLower(const Matrix &X, bool MayPermute) const {
  const execute::Numbers &N = E.numbers();
  const uint64_t One = N.of(1);
  std::vector<bool> Met(X.size());
  for (size_t R = 0; R < X.size(); ++R) {
    size_t Last = X.size();
    while (Last > 0 && isZero(X[R][Last - 1], One))
      --Last;
    if (!Last || Met[Last - 1] || (!MayPermute && Last != R + 1) ||
        !isZero(N.subtract(X[R][Last - 1], One), One))
      return false;
    Met[Last - 1] = true;
  }
  return true;
}

/// \p Inverted: the diagonal is kept as its reciprocal.
std::optional<bool> Factors::isLu(const Matrix &Old, const Matrix &New, bool Inverted) const {
  const execute::Numbers &N = E.numbers();
  Matrix X = Old; // Old = X*U
  for (auto &Row : X)
    for (size_t C = 0; C < Row.size(); ++C) {
      for (size_t T = 0; T < C; ++T)
        Row[C] = N.subtract(Row[C], N.multiply(Row[T], New[T][C]));
      if (Inverted) {
        Row[C] = N.multiply(Row[C], New[C][C]);
        continue;
      }
      const auto Q = N.divide(Row[C], New[C][C]);
      if (!Q)
        return std::nullopt;
      Row[C] = *Q;
    }
  return isLower(X, true);
}

/// Strictly below the diagonal stands L, or L times the pivots that were not divided by; the
/// diagonal follows from the matrix.
std::optional<bool> Factors::isSymmetric() const {
  const execute::Numbers &N = E.numbers();
  auto Transposed = [](Matrix M) {
    for (size_t R = 0; R < M.size(); ++R)
      for (size_t C = 0; C < R; ++C)
        std::swap(M[R][C], M[C][R]);
    return M;
  };
  for (const Matrix &L : {After, Transposed(After)})
    for (const bool Divided : {true, false}) {
      bool Holds = true;
      std::vector<uint64_t> D(L.size());
      for (size_t C = 0; C < L.size() && Holds; ++C)
        for (size_t R = C; R < L.size() && Holds; ++R) {
          uint64_t Rest = Before[R][C];
          for (size_t T = 0; T < C; ++T) {
            uint64_t P = N.multiply(L[R][T], L[C][T]);
            if (What == Kind::Ldl && Divided)
              P = N.multiply(P, D[T]);
            if (What == Kind::Ldl && !Divided) {
              const auto Q = N.divide(P, D[T]);
              if (!Q)
                return std::nullopt;
              P = *Q;
            }
            Rest = N.subtract(Rest, P);
          }
          if (R == C)
            D[C] = Rest;
          else if (What == Kind::Ldl && !Divided)
            Holds = isZero(N.subtract(L[R][C], Rest), Before[0][0]);
          else if (What == Kind::Ldl)
            Holds = isZero(N.subtract(N.multiply(L[R][C], D[C]), Rest), Before[0][0]);
          else // (L[r,c]*L[c,c])^2 = rest^2, L[c,c]^2 is what is left of the diagonal
            Holds = isZero(N.subtract(N.multiply(N.multiply(L[R][C], L[R][C]), D[C]),
                                      N.multiply(Rest, Rest)),
                           Before[0][0]);
        }
      if (Holds)
        return true;
      if (What == Kind::Cholesky)
        break;
    }
  return false;
}

std::optional<bool> Factors::hold() {
  // What is left was there: the pivots, and one of both triangles.
  auto AreRead = [&](bool Lower) {
    for (int64_t R = 0; R < Size; ++R)
      for (int64_t C = 0; C <= R; ++C)
        if (const auto Where = Lower ? at(R, C) : at(C, R); !Where || !Mem.wasRead(*Where))
          return false;
    return true;
  };
  if (!(What == Kind::Lu ? AreRead(true) && AreRead(false) : AreRead(true) || AreRead(false)) ||
      !read(After))
    return std::nullopt;
  if (What != Kind::Lu)
    return isSymmetric();
  auto Transposed = [](const Matrix &M) {
    Matrix T = M;
    for (size_t R = 0; R < M.size(); ++R)
      for (size_t C = 0; C < M.size(); ++C)
        T[C][R] = M[R][C];
    return T;
  };
  bool Asked = false;
  for (const bool Inverted : {false, true})
    for (const bool Crout : {false, true}) {
      const auto Is = Crout ? isLu(Transposed(Before), Transposed(After), Inverted)
                            : isLu(Before, After, Inverted);
      if (Is && *Is)
        return true;
      Asked |= Is.has_value();
    }
  return Asked ? std::optional(false) : std::nullopt;
}

} // namespace auspex::passes::proof
