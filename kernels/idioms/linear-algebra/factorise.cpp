//===- kernels/idioms/linear-algebra/factorise.cpp - Triangular solves and factorisations ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// x = L^-1*b: every element takes the ones before it, weighted by a row of a triangle,
// from its right-hand side (Golub and Van Loan, Matrix Computations, 3.1); with several
// right-hand sides, trsm. By rows or by columns, forwards or backwards it is one form.
// LU (Gaussian elimination, 3.2) and Cholesky (4.2) are the same update over one matrix:
// what is subtracted from an element is made of the part that is done. The division by
// the diagonal, and its root, are statements of their own or a function of the sum.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

bool triangle(const Match &M, char A, char B) {
  return M.extentDependsOn(A, B) || M.extentDependsOn(B, A);
}

/// The dimension \p X moves \p A as \p Y moves \p B.
bool moveAlike(const Match &M, const Operand &A, char X, const Operand &B, char Y) {
  const Sym I = indexOf(M.dim(X).Loop), J = indexOf(M.dim(Y).Loop);
  return std::ranges::equal(A.Levels, B.Levels, [&](const Poly &L, const Poly &K) {
    return L.coefficientOf(I) == K.coefficientOf(J);
  });
}

/// The second factor is the output at the summed index.
std::optional<std::string> solves(const Match &M) {
  const Operand &L = M.operand(0), &X = M.operand(1), &Out = M.U->Out;
  if (X.Object != Out.Object || L.Object == Out.Object)
    return "the output is no factor";
  if (!M.U->Subtracts)
    return "the products are added (a product in place)";
  if (!moveAlike(M, X, 'j', Out, 'i'))
    return "the factor is another part of the output";
  // What is read was computed before: j counts up to i.
  if (!M.extentDependsOn('j', 'i') || M.extentDependsOn('i', 'j'))
    return "the matrix is no triangle of what was computed before";
  // Each right-hand side has all rows: a part of them for each is a factor's triangle.
  if (M.Roles.size() > 2 && (M.extentDependsOn('i', 'c') || M.extentDependsOn('c', 'i')))
    return "the right-hand sides are no box";
  return std::nullopt;
}

std::optional<std::string> oneMatrix(const Match &M) {
  for (size_t K = 0; K < M.Reads.size(); ++K)
    if (M.operand(K).Root != M.U->Out.Root)
      return "not one matrix";
  return M.U->Subtracts ? std::nullopt
                        : std::optional<std::string>("the products are added, not taken away");
}

std::optional<std::string> lu(const Match &M) {
  if (auto Why = oneMatrix(M))
    return Why;
  const Operand &A = M.operand(0), &B = M.operand(1), &Out = M.U->Out;
  if (!moveAlike(M, A, 'i', Out, 'i') || !moveAlike(M, A, 'k', Out, 'j') ||
      !moveAlike(M, B, 'k', Out, 'i') || !moveAlike(M, B, 'j', Out, 'j'))
    return "rows and columns do not meet";
  return triangle(M, 'k', 'i') || triangle(M, 'k', 'j')
             ? std::nullopt
             : std::optional<std::string>("the update does not shrink");
}

std::optional<std::string> cholesky(const Match &M) {
  if (auto Why = oneMatrix(M))
    return Why;
  // Both factors are rows (or columns) of what is done.
  const Operand &A = M.operand(0), &B = M.operand(1);
  if (!moveAlike(M, A, 'k', B, 'k') || !moveAlike(M, A, 'i', B, 'j'))
    return "the factors are not one matrix and its transpose";
  return triangle(M, 'i', 'j') || triangle(M, 'k', 'i') || triangle(M, 'k', 'j')
             ? std::nullopt
             : std::optional<std::string>("the update does not shrink");
}

/// The third factor is the diagonal D between both.
std::optional<std::string> ldl(const Match &M) {
  const Operand &A = M.operand(0), &B = M.operand(1);
  if (A.Root != B.Root || A.Root != M.U->Out.Root)
    return "not one matrix";
  if (!M.U->Subtracts)
    return "the products are added, not taken away";
  if (!moveAlike(M, A, 'k', B, 'k') || !moveAlike(M, A, 'i', B, 'j'))
    return "the factors are not one matrix and its transpose";
  return triangle(M, 'i', 'j') || triangle(M, 'k', 'i') || triangle(M, 'k', 'j')
             ? std::nullopt
             : std::optional<std::string>("the update does not shrink");
}

/// Rows of U from rows of L and U, columns of L from the same: one of both outputs is
/// the first factor, the other one the second.
bool rowsAndColumns(const Match &A, const Match &B) {
  const uint32_t L = A.operand(0).Root, U = A.operand(1).Root;
  auto Outputs = [&](const Match &X, const Match &Y) {
    return X.U->Out.Root == U && Y.U->Out.Root == L;
  };
  auto Shrinks = [](const Match &M) { return triangle(M, 'k', 'i') || triangle(M, 'k', 'j'); };
  return L != U && B.operand(0).Root == L && B.operand(1).Root == U && A.U->Subtracts &&
         B.U->Subtracts && Shrinks(A) && Shrinks(B) && (Outputs(A, B) || Outputs(B, A));
}

std::optional<std::string> ilu(const Match &M) {
  if (std::ranges::none_of(M.U->Obstacles,
                           [](const Obstacle &O) { return O.Kind == ObstacleKind::Pattern; }))
    return "every element is updated, not only those of a pattern";
  return lu(M);
}

} // namespace

const Idiom Trsv = {
    .Name = "trsv",
    .Family = "linear-algebra",
    .Form = "x[i] += L[i,j]*x[j]",
    .Title = "triangular solve, one right-hand side",
    .Shape = Domain::Triangle,
    .FlopsPerPoint = 2,
    .Flops = "n*n",
    .Bytes = "e*(n*(n+1)/2 + 2*n)",
    .Confused = "gemv, trmv (the output is no input); Gauss-Seidel (no triangle); recursive "
                "filters (one row of coefficients)",
    .InPlace = true,
    .Recurs = true,
    .Also = solves,
    .Sequential = "i",
};

const Idiom TrsvDivided = {
    .Name = "trsv",
    .Family = "linear-algebra",
    .Form = "x[i] += -L[i,j]*x[j]/L[j,j]",
    .Title = "triangular solve by columns, divided by the diagonal on the way",
    .Shape = Domain::Triangle,
    .FlopsPerPoint = 2,
    .Flops = "n*n",
    .Bytes = "e*(n*(n+1)/2 + 2*n)",
    .Confused = "gemv, trmv (the output is no input)",
    .InPlace = true,
    .Recurs = true,
    .Also = solves,
    .Sequential = "j",
};

const Idiom Trsm = {
    .Name = "trsm",
    .Family = "linear-algebra",
    .Form = "X[i,c] += L[i,j]*X[j,c]",
    .Title = "triangular solve, several right-hand sides",
    .Shape = Domain::Triangle,
    .FlopsPerPoint = 2,
    .Flops = "n*n*m",
    .Bytes = "e*(n*(n+1)/2 + 2*n*m)",
    .Confused = "gemm, trmm (the output is no input)",
    .InPlace = true,
    .Recurs = true,
    .Also = solves,
    .Sequential = "i",
};

const Idiom Lu = {
    .Name = "lu",
    .Family = "linear-algebra",
    .Form = "A[i,j] += A[i,k]*A[k,j]",
    .Title = "LU factorisation, Gaussian elimination",
    .Shape = Domain::Triangle,
    .FlopsPerPoint = 2,
    .Flops = "2*n*n*n/3",
    .Bytes = "2*e*n*n",
    .Confused = "gemm (three matrices); Floyd-Warshall (min, +); Cholesky (symmetric)",
    .InPlace = true,
    .Masked = true,
    .Recurs = true,
    .Also = lu,
    .Sequential = "k",
};

const Idiom LuDivided = {
    .Name = "lu",
    .Family = "linear-algebra",
    .Form = "A[i,j] += -A[i,k]*A[k,j]/A[k,k]",
    .Title = "Gaussian elimination, divided by the pivot on the way",
    .Shape = Domain::Triangle,
    .FlopsPerPoint = 2,
    .Flops = "2*n*n*n/3",
    .Bytes = "2*e*n*n",
    .Confused = "gemm (three matrices)",
    .InPlace = true,
    .Masked = true,
    .Recurs = true,
    .Also = lu,
    .Sequential = "k",
};

const Idiom LuApart = {
    .Name = "lu",
    .Family = "linear-algebra",
    .Form = "C[i,j] += L[i,k]*U[k,j]",
    .Title = "LU factorisation into two matrices (Doolittle, Crout)",
    .Shape = Domain::Any,
    .FlopsPerPoint = 4,
    .Flops = "2*n*n*n/3",
    .Bytes = "3*e*n*n",
    .Confused = "trsm (one of both triangles is given)",
    .InPlace = true,
    .Recurs = true,
    .Pair = rowsAndColumns,
};

const Idiom IluDense = {
    .Name = "ilu",
    .Family = "linear-algebra",
    .Form = "A[i,j] += A[i,k]*A[k,j]",
    .Title = "incomplete LU factorisation: only where the matrix is not 0",
    .Shape = Domain::Triangle,
    .FlopsPerPoint = 2,
    .Flops = "at most 2*n*n*n/3",
    .Bytes = "2*e*n*n",
    .Confused = "LU (everywhere)",
    .InPlace = true,
    .Masked = true,
    .Recurs = true,
    .Also = ilu,
};

const Idiom Ldl = {
    .Name = "ldl",
    .Family = "linear-algebra",
    .Form = "A[i,j] += A[i,k]*A[j,k]*d[k]",
    .Title = "LDL factorisation",
    .Shape = Domain::Triangle,
    .FlopsPerPoint = 3,
    .Flops = "n*n*n/3",
    .Bytes = "e*n*(n+1)",
    .Confused = "Cholesky (no diagonal between)",
    .InPlace = true,
    .Masked = true,
    .Recurs = true,
    .Also = ldl,
};

const Idiom LdlDivided = {
    .Name = "ldl",
    .Family = "linear-algebra",
    .Form = "A[i,j] += -A[i,k]*A[j,k]/A[k,k]",
    .Title = "LDL factorisation, divided by the pivot on the way",
    .Shape = Domain::Triangle,
    .FlopsPerPoint = 3,
    .Flops = "n*n*n/3",
    .Bytes = "e*n*(n+1)",
    .Confused = "LU (a column and a row)",
    .InPlace = true,
    .Masked = true,
    .Recurs = true,
    .Also = ldl,
};

const Idiom Cholesky = {
    .Name = "cholesky",
    .Family = "linear-algebra",
    .Form = "A[i,j] += A[i,k]*A[j,k]",
    .Title = "Cholesky factorisation",
    .Shape = Domain::Triangle,
    .FlopsPerPoint = 2,
    .Flops = "n*n*n/3",
    .Bytes = "e*n*(n+1)",
    .Confused = "syrk (two matrices); LU (no symmetry)",
    .InPlace = true,
    .Masked = true,
    .Recurs = true,
    .Also = cholesky,
    .Sequential = "k",
};

} // namespace auspex::kernels
