//===- kernels/idioms/linear-algebra/symmetric.cpp - One triangle for a whole matrix ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A symmetric matrix is stored by one triangle; a product with it takes each element
// twice, once as it stands and once transposed. That is two updates of one output, in
// one statement or in two: the form of each is gemv's (symv) or gemm's (symm) on a
// triangle, and the matrix of the one is the transpose of the other's. A rank-2k update
// adds A*B^T and B*A^T: both updates have gemm's form with exchanged factors (syr2k).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// The elements of the matrix that are taken, by \p Sum in row i, are a triangle of it.
bool isTriangle(const Match &M, char Sum) {
  return M.extentDependsOn(Sum, 'i') || M.extentDependsOn('i', Sum);
}

/// \p X of \p A moves by \p I as \p Y of \p B by \p J; in the output the same.
bool moveAlike(const Match &A, const Operand &X, char I, const Match &B, const Operand &Y,
               char J) {
  const Sym SI = indexOf(A.dim(I).Loop), SJ = indexOf(B.dim(J).Loop);
  return X.Levels.size() == Y.Levels.size() &&
         std::ranges::equal(X.Levels, Y.Levels, [&](const Poly &P, const Poly &Q) {
           return P.coefficientOf(SI) == Q.coefficientOf(SJ);
         });
}

bool sameObject(const Operand &X, const Operand &Y) { return X.Root == Y.Root; }

/// The matrix of \p B is the transpose of that of \p A; the other operands are the same.
bool isTransposed(const Match &A, const Match &B, char Sum) {
  return isTriangle(A, Sum) && isTriangle(B, Sum) && sameObject(A.U->Out, B.U->Out) &&
         sameObject(A.operand(0), B.operand(0)) && sameObject(A.operand(1), B.operand(1)) &&
         !sameObject(A.operand(0), A.operand(1)) && !sameObject(A.operand(0), A.U->Out) &&
         !sameObject(A.operand(1), A.U->Out) && A.U->Subtracts == B.U->Subtracts &&
         moveAlike(A, A.operand(0), 'i', B, B.operand(0), Sum) &&
         moveAlike(A, A.operand(0), Sum, B, B.operand(0), 'i') &&
         !moveAlike(A, A.operand(0), 'i', B, B.operand(0), 'i');
}

bool symv(const Match &A, const Match &B) { return isTransposed(A, B, 'j'); }

bool symm(const Match &A, const Match &B) { return isTransposed(A, B, 'k'); }

/// The factors change places.
bool syr2k(const Match &A, const Match &B) {
  const Operand &A0 = A.operand(0), &A1 = A.operand(1), &B0 = B.operand(0), &B1 = B.operand(1);
  const bool Crossed = sameObject(A0, B1) && sameObject(A1, B0) && !sameObject(A0, A1) &&
                       moveAlike(A, A0, 'i', B, B1, 'j') && moveAlike(A, A1, 'j', B, B0, 'i') &&
                       moveAlike(A, A0, 'k', B, B1, 'k') && moveAlike(A, A1, 'k', B, B0, 'k');
  return Crossed && sameObject(A.U->Out, B.U->Out) && moveAlike(A, A.U->Out, 'i', B, B.U->Out, 'i') &&
         A.U->Subtracts == B.U->Subtracts && !sameObject(A0, A.U->Out) &&
         !sameObject(A1, A.U->Out);
}

} // namespace

const Idiom Symv = {
    .Name = "symv",
    .Family = "linear-algebra",
    .Form = "y[i] += A[i,j]*x[j]",
    .Title = "symmetric matrix, one triangle stored, times vector",
    .Shape = Domain::Any,
    .FlopsPerPoint = 4,
    .Flops = "2*n*n",
    .Bytes = "e*(n*(n+1)/2 + 3*n)",
    .Confused = "trmv (each element is used once); gemv (a whole matrix)",
    .Pair = symv,
};

const Idiom Symm = {
    .Name = "symm",
    .Family = "linear-algebra",
    .Form = "C[i,j] += A[i,k]*B[k,j]",
    .Title = "symmetric matrix, one triangle stored, times matrix",
    .Shape = Domain::Any,
    .FlopsPerPoint = 4,
    .Flops = "2*m*m*n",
    .Bytes = "e*(m*(m+1)/2 + 3*m*n)",
    .Confused = "trmm (each element is used once); gemm (a whole matrix)",
    .Pair = symm,
};

const Idiom Syr2k = {
    .Name = "syr2k",
    .Family = "linear-algebra",
    .Form = "C[i,j] += A[i,k]*B[j,k]",
    .Title = "symmetric rank-2k update, A*B^T + B*A^T",
    .Shape = Domain::Any,
    .FlopsPerPoint = 4,
    .Flops = "2*m*(m+1)*k",
    .Bytes = "e*(2*m*k + m*(m+1))",
    .Confused = "syrk (one matrix); two products of different matrices",
    .Pair = syr2k,
};

} // namespace auspex::kernels
