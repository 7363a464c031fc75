//===- kernels/idioms/linear-algebra/orthogonal.cpp - QR, eigenvalues, singular values ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is made of orthogonal steps (Golub and Van Loan, Matrix Computations, 5, 7, 8):
//
//   - a projection takes from a vector its part along another, a -= f(v'*a)*v, where a
//     norm of one of both is taken on the way: Householder's reflections and
//     Gram-Schmidt alike, QR;
//   - a rotation mixes two rows or columns, (x, y) = (c*x + s*y, c*y - s*x). Its angle
//     comes from two elements in Givens' QR, from elements of a matrix that is rotated
//     from both sides in Jacobi's method for eigenvalues, from inner products of the
//     columns that it turns in the one-sided method for singular values;
//   - power iteration: y = A*x, and x = y divided by its norm.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"
#include "kernels/scene.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

//===--- Rotations ----------------------------------------------------------===//

struct Rotation {
  const Statement *First, *Second;
  Operand X, Y;
  Source Angle;
};

std::vector<Rotation> rotations(const Scene &Sc) {
  struct Half {
    const Statement *S;
    uint32_t Own, Other;
    Source Angle;
  };
  std::vector<Half> Halves;
  for (const Statement &S : Sc.All) {
    const auto C = S.Sparse ? std::nullopt : Sc.combined(S);
    if (!C || C->Constant || C->Reads.size() != 2)
      continue;
    auto Own = C->Reads.begin(), Other = std::next(Own);
    if (!Sc.operand(Own->first).sameAddress(S.Out))
      std::swap(Own, Other);
    if (!Sc.operand(Own->first).sameAddress(S.Out) || Own->second.isNumber() ||
        Other->second.isNumber())
      continue;
    Source A = Sc.sourceOf(Own->second);
    const Source T = Sc.sourceOf(Other->second);
    A.Sums.insert(T.Sums.begin(), T.Sums.end());
    A.Elements.insert(T.Elements.begin(), T.Elements.end());
    A.Root |= T.Root;
    A.Turn |= T.Turn;
    Halves.push_back({&S, Own->first, Other->first, std::move(A)});
  }
  std::vector<Rotation> Out;
  for (const Half &H : Halves)
    for (const Half &K : Halves)
      if (&H < &K && H.Own == K.Other && H.Other == K.Own && (H.Angle.Root || H.Angle.Turn))
        Out.push_back({H.S, K.S, Sc.operand(H.Own), Sc.operand(K.Own), H.Angle});
  return Out;
}

/// The stride along the innermost loop.
Poly strideOf(const Rotation &R) {
  Poly P(0);
  for (const Poly &L : R.X.Levels)
    P += L.coefficientOf(indexOf(R.First->Loops.back().Loop));
  return P;
}

bool isOneMatrix(const Rotation &R) { return R.X.Root == R.Y.Root; }

/// Rows and columns of one matrix are rotated by one angle.
const Rotation *otherSide(const Rotation &R, const std::vector<Rotation> &All) {
  for (const Rotation &Q : All) {
    if (&Q == &R || Q.X.Root != R.X.Root || !Scene::commonLoop(*Q.First, *R.First))
      continue;
    const bool SameLevel = Q.X.Levels.size() == R.X.Levels.size();
    // Different strides; or, by row pointers, different levels that move.
    auto Moving = [](const Rotation &X) {
      size_t K = 0;
      while (K < X.X.Levels.size() &&
             !X.X.Levels[K].mentions(indexOf(X.First->Loops.back().Loop)))
        ++K;
      return K;
    };
    if (!SameLevel || Moving(Q) != Moving(R) || !(strideOf(Q) == strideOf(R)))
      return &Q;
  }
  return nullptr;
}

/// The loop is inside two others: pairs of rows or columns.
bool isOverPairs(const Rotation &R) {
  constexpr size_t MinLoops = 3;
  return R.First->Around.size() >= MinLoops;
}

std::vector<Ensemble> oneSidedJacobi(const Scene &Sc) {
  for (const Rotation &R : rotations(Sc))
    if (isOverPairs(R) && Sc.sumsProduct(R.Angle, R.X.Root, R.Y.Root))
      return {{{R.First, R.Second}, {}}};
  return {};
}

//===--- Projections ----------------------------------------------------------===//

struct Projection {
  const Statement *S;
  uint32_t From, Along; ///< roots
};

/// A norm of \p X is taken: the root of a sum of its squares.
bool takesNorm(const Scene &Sc, uint32_t X) {
  return std::ranges::any_of(Sc.All, [&](const Statement &S) {
    if (S.Value == NoNode)
      return false;
    if (S.ToScalar && !S.RootTaken)
      return false;
    const Source A = Sc.sourceOf(S.Value);
    return (A.Root || S.RootTaken) && Sc.sumsProduct(A, X, X);
  });
}

std::vector<Projection> projections(const Scene &Sc) {
  std::vector<Projection> Out;
  for (const Statement &S : Sc.All) {
    const auto C = S.Sparse ? std::nullopt : Sc.combined(S);
    constexpr size_t MinLoops = 2;
    if (!C || C->Constant || C->Reads.size() != 2 || S.Around.size() < MinLoops)
      continue;
    auto Own = C->Reads.begin(), Other = std::next(Own);
    if (!Sc.operand(Own->first).sameAddress(S.Out))
      std::swap(Own, Other);
    if (!Sc.operand(Own->first).sameAddress(S.Out) || !Own->second.isOne() ||
        Other->second.isNumber())
      continue;
    const uint32_t V = Sc.operand(Other->first).Root;
    const Source A = Sc.sourceOf(Other->second);
    bool Along = Sc.sumsProduct(A, V, S.Out.Root);
    // Classical Gram-Schmidt projects what the vector was copied from.
    for (const Statement &Copy : Sc.All)
      if (!Along && !Copy.ToScalar && Copy.Value != NoNode && Copy.Out.Root == S.Out.Root &&
          Sc.B[Copy.Value].Kind == NodeKind::Read)
        Along = Sc.sumsProduct(A, V, Sc.operand(Sc.B[Copy.Value].Id).Root);
    for (const Move &M : Sc.Around.Moves)
      Along |= M.To == S.Out.Root && Sc.sumsProduct(A, V, M.From);
    if (Along && (takesNorm(Sc, V) || takesNorm(Sc, S.Out.Root)))
      Out.push_back({&S, S.Out.Root, V});
  }
  return Out;
}

/// A product that the loop makes of what is projected: Krylov's methods, and the QR
/// iteration for eigenvalues.
const Statement *productInto(const Scene &Sc, uint32_t X, uint32_t Loop) {
  for (const Statement &S : Sc.All) {
    if (S.ToScalar || S.Out.Root != X || S.Value == NoNode || !Scene::isIn(S.Around, Loop))
      continue;
    const auto Sums = Sc.B.collect(S.Value, [](const Node &N) {
      return N.Op == Fn::Add && std::ranges::any_of(N.Terms, [](const Term &T) {
               return !T.Over.empty() && T.Factors.size() == 2;
             });
    });
    const bool Product = std::ranges::any_of(Sums, [&](NodeRef R) {
      return std::ranges::all_of(Sc.B[R].Terms, [&](const Term &T) {
        return std::ranges::none_of(T.Factors,
                                    [&](NodeRef F) { return Sc.rootsBelow(F).contains(X); });
      });
    });
    if (!Sums.empty() && Product)
      return &S;
  }
  return nullptr;
}

/// The outermost loop around a statement.
uint32_t outermost(const Statement &S) { return S.Around.front(); }

bool isQrIteration(const Scene &Sc, const Projection &P) {
  // A' = R*Q goes back to what is factored next.
  if (productInto(Sc, P.From, outermost(*P.S)))
    return true;
  for (const Statement &Copy : Sc.All)
    if (!Copy.ToScalar && Copy.Value != NoNode && Copy.Out.Root == P.From &&
        Sc.B[Copy.Value].Kind == NodeKind::Read &&
        productInto(Sc, Sc.operand(Sc.B[Copy.Value].Id).Root, outermost(*P.S)))
      return true;
  return false;
}

std::vector<Ensemble> qr(const Scene &Sc) {
  for (const Projection &P : projections(Sc))
    if (!isQrIteration(Sc, P))
      return {{{P.S}, "A -= v*(v'*A)"}};
  const std::vector<Rotation> All = rotations(Sc);
  for (const Rotation &R : All)
    if (isOneMatrix(R) && R.Angle.Sums.empty() && R.Angle.Elements.contains(R.X.Root) &&
        !otherSide(R, All) && isOverPairs(R) && !R.Angle.Turn)
      return {{{R.First, R.Second}, {}}};
  return {};
}

//===--- Eigenvalues ----------------------------------------------------------===//

std::vector<Ensemble> powerIteration(const Scene &Sc) {
  for (const Statement &X : Sc.All) {
    const auto C = Sc.combined(X);
    if (!C || C->Constant || C->Reads.size() != 1)
      continue;
    const auto &[Id, K] = *C->Reads.begin();
    const uint32_t Y = Sc.operand(Id).Root;
    if (Y == X.Out.Root || K.isNumber())
      continue;
    const Source Norm = Sc.sourceOf(K);
    if (Norm.Sums.empty() || !(Norm.Root || Norm.Divided))
      continue;
    // What is normed was a product with the vector that is written.
    for (const Statement &P : Sc.All) {
      const auto T = Scene::commonLoop(X, P);
      if (P.ToScalar || P.Out.Root != Y || P.Value == NoNode || !T)
        continue;
      const auto Sums = Sc.B.collect(P.Value, [&](const Node &N) {
        return N.Op == Fn::Add && std::ranges::any_of(N.Terms, [&](const Term &F) {
                 std::set<uint32_t> Roots;
                 for (NodeRef R : F.Factors)
                   Roots.merge(Sc.rootsBelow(R));
                 return !F.Over.empty() && F.Factors.size() == 2 && Roots.size() > 1 &&
                        Roots.contains(X.Out.Root);
               });
      });
      if (!Sums.empty() && (Sc.sumsOver(Norm, Y) || Sc.sumsOver(Norm, X.Out.Root)))
        return {{{&P, &X}, "y = A*x; x = y/|y|"}};
    }
  }
  return {};
}

std::vector<Ensemble> eigen(const Scene &Sc) {
  const std::vector<Rotation> All = rotations(Sc);
  for (const Rotation &R : All)
    if (isOneMatrix(R) && R.Angle.Sums.empty() && R.Angle.Elements.contains(R.X.Root))
      if (const Rotation *Q = otherSide(R, All))
        return {{{R.First, R.Second, Q->First, Q->Second}, {}}};
  for (const Projection &P : projections(Sc))
    if (isQrIteration(Sc, P))
      return {{{P.S}, "A = Q*R; A = R*Q"}};
  return powerIteration(Sc);
}

} // namespace

const Idiom Qr = {
    .Name = "qr",
    .Family = "linear-algebra",
    .Form = "A -= v*(v'*A); or (x, y) = (c*x + s*y, c*y - s*x), rows of A",
    .Title = "QR factorisation: Householder, Gram-Schmidt, Givens",
    .Shape = Domain::Any,
    .FlopsPerPoint = 4,
    .Flops = "2*m*n*n - 2*n*n*n/3",
    .Bytes = "2*e*m*n",
    .Confused = "Arnoldi's and Lanczos' methods (a product in between); LU (no inner products); "
                "Jacobi's rotations (from both sides, or angles from inner products)",
    .Assemble = qr,
};

const Idiom Eigen = {
    .Name = "eigen",
    .Family = "linear-algebra",
    .Form = "rows and columns p, q of A rotated; or y = A*x, x = y/|y|; or A = Q*R, A = R*Q",
    .Title = "eigenvalues: Jacobi's rotations, power iteration, QR iteration",
    .Shape = Domain::Any,
    .FlopsPerPoint = 6,
    .Flops = "about 12*n*n*n a sweep; 2*n*n a step of power iteration",
    .Bytes = "2*e*n*n",
    .Confused = "Givens' QR (from one side); Jacobi's iteration (a diagonal, no norm)",
    .Assemble = eigen,
};

const Idiom Svd = {
    .Name = "svd",
    .Family = "linear-algebra",
    .Form = "(x, y) = (c*x - s*y, s*x + c*y), columns of A, the angle from x'*x, y'*y, x'*y",
    .Title = "singular values by one-sided Jacobi rotations (Hestenes)",
    .Shape = Domain::Any,
    .FlopsPerPoint = 6,
    .Flops = "about 6*m*n*n a sweep",
    .Bytes = "2*e*m*n",
    .Confused = "Jacobi's method for eigenvalues (elements of a symmetric matrix)",
    .Assemble = oneSidedJacobi,
};

} // namespace auspex::kernels
