//===- kernels/idioms/linear-algebra/linear_algebra.h - The family ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_LINEAR_ALGEBRA_H
#define AUSPEX_KERNELS_IDIOMS_LINEAR_ALGEBRA_H

#include "kernels/idiom.h"
#include "kernels/match.h"

namespace auspex::kernels {

/// Three loops sweep one of the three matrices at each step of the outermost and so move
/// at least m*n*k elements where none fits; blocks that fill the fast memory move
/// 2*m*n*k/sqrt(S/e) (Hong and Kung, "I/O complexity: the red-blue pebble game", 1981).
inline constexpr Alternative BlockedProduct = {
    .Name = "blocked-product",
    .Ratio = "round(sqrt(real(S)/e)/2)",
    .Measure = "bytes",
    .When = "loops == 3 && e*min(i*k, min(k*j, i*j)) > S",
};

extern const Idiom Gemm;
extern const Idiom BatchedGemm;
extern const Idiom Syrk;
extern const Idiom Trmm;
extern const Idiom Gemv;
extern const Idiom Trmv;
extern const Idiom Ger;
extern const Idiom Outer;
extern const Idiom Nrm2;
extern const Idiom Dot;
extern const Idiom Asum;
extern const Idiom Axpby;
extern const Idiom Waxpy;
extern const Idiom Waxpby;
extern const Idiom Axpy;
extern const Idiom AxpyMatrix;
extern const Idiom Scal;
extern const Idiom ScalMatrix;
extern const Idiom Transpose;
extern const Idiom TransposeInPlace;
extern const Idiom Copy;
extern const Idiom CopyMatrix;
extern const Idiom MinPlus;
extern const Idiom MaxPlus;
extern const Idiom MaxTimes;
extern const Idiom OrAnd;
extern const Idiom Stencil;
extern const Idiom Scan;
extern const Idiom Trsv;
extern const Idiom TrsvDivided;
extern const Idiom Trsm;
extern const Idiom Lu;
extern const Idiom LuDivided;
extern const Idiom Cholesky;
extern const Idiom SpMV;
extern const Idiom SpMM;
extern const Idiom Histogram;
extern const Idiom Iamax;
extern const Idiom IamaxComplex;
extern const Idiom Frobenius;
extern const Idiom TrmvInPlace;
extern const Idiom TrmmInPlace;
extern const Idiom LuApart;
extern const Idiom Ldl;
extern const Idiom LdlDivided;
extern const Idiom IluDense;
extern const Idiom SpTRSV;
extern const Idiom SpGEMM;
extern const Idiom Sddmm;
extern const Idiom IluSparse;
extern const Idiom Symv;
extern const Idiom Symm;
extern const Idiom Syr2k;
extern const Idiom Mttkrp;
extern const Idiom SparseMttkrp;
extern const Idiom Kronecker;
extern const Idiom TiledGemm;
extern const Idiom TensorContraction;
extern const Idiom ConjugateGradients;
extern const Idiom JacobiIteration;
extern const Idiom Multigrid;
extern const Idiom Qr;
extern const Idiom Eigen;
extern const Idiom Svd;

} // namespace auspex::kernels

#endif
