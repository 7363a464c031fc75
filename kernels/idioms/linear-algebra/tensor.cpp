//===- kernels/idioms/linear-algebra/tensor.cpp - Products of more than two axes ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Sums of products whose axes do not fold into those of matrices (Kolda and Bader,
// "Tensor Decompositions and Applications", SIAM Review 51(3), 2009):
//
//   - MTTKRP: a tensor times one column of each of several matrices, M[i,r] +=
//     X[i,j,k]*B[j,r]*C[k,r]; all but the tensor move with the rank r;
//   - Kronecker: every element of A times all of B, blocks inside a matrix, nothing is
//     summed;
//   - any other contraction: each axis is in at least two of the operands, and the rest
//     of the catalogue has no name for how they are.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

#include <algorithm>
#include <map>

namespace auspex::kernels {
namespace {

/// Bit 0: the output; bit K + 1: the read K.
unsigned rolesOf(const Update &U, const Dim &D) {
  const Sym I = indexOf(D.Loop);
  unsigned Mask = !U.ToScalar && U.Out.moves(I);
  for (size_t K = 0; K < U.Reads.size(); ++K)
    Mask |= unsigned(U.Reads[K].Op.moves(I)) << (K + 1);
  return Mask;
}

bool isProduct(const Update &U) {
  return U.Reduce == Fn::Add && U.Combine == Fn::Mul && !U.ToScalar && U.Function == NoNode &&
         U.States.empty() && !U.Whole && !U.Mapped &&
         std::ranges::none_of(U.Reads, [](const Factor &F) { return F.Abs; });
}

/// Letters in the order of the loops: the output's from i on, the summed from p on.
Match withLetters(const Idiom &I, const Update &U) {
  Match M;
  M.What = &I;
  M.U = &U;
  char Free = 'a', Summed = 'p';
  auto Subs = [&](const Operand &O) {
    std::string S;
    for (const auto &[Letter, Loop] : M.Roles)
      if (O.moves(indexOf(Loop)))
        S += (S.empty() ? "" : ",") + std::string(1, Letter);
    return S;
  };
  // In storage order of the output, then of the first factor: not that of the loops.
  std::vector<const Dim *> Dims;
  auto IsFree = [&](const Dim *D) { return U.Out.moves(indexOf(D->Loop)); };
  for (const Dim &D : U.Dims)
    Dims.insert(std::ranges::find_if(Dims,
                                     [&](const Dim *X) {
                                       if (IsFree(&D) != IsFree(X))
                                         return IsFree(&D);
                                       const Operand &O = IsFree(X) ? U.Out : U.Reads[0].Op;
                                       return isMajor(O, D.Loop, X->Loop);
                                     }),
                &D);
  for (const Dim *D : Dims)
    M.Roles.emplace_back(IsFree(D) ? Free++ : Summed++, D->Loop);
  M.Text = (U.Out.Name.empty() ? "C" : U.Out.Name) + "[" + Subs(U.Out) + "] += ";
  for (size_t K = 0; K < U.Reads.size(); ++K) {
    M.Reads.push_back(K);
    const Operand &O = U.Reads[K].Op;
    M.Text += (K ? "*" : "") + (O.Name.empty() ? std::string(1, char('A' + K)) : O.Name) + "[" +
              Subs(O) + "]";
  }
  M.FlopsPerPoint = int64_t(U.Reads.size());
  return M;
}

std::optional<Match> mttkrp(const Idiom &I, const Update &U, const BodyDag &) {
  constexpr size_t MinReads = 3, MaxReads = 5;
  if (!isProduct(U) || U.Reads.size() < MinReads || U.Reads.size() > MaxReads)
    return std::nullopt;
  const unsigned Reads = (1u << (U.Reads.size() + 1)) - 2;
  for (size_t X = 0; X < U.Reads.size(); ++X) {
    const unsigned Tensor = 1u << (X + 1), Rank = (Reads & ~Tensor) | 1;
    unsigned Ranks = 0, Rows = 0, Seen = 0;
    bool Fits = true;
    for (const Dim &D : U.Dims) {
      const unsigned Mask = rolesOf(U, D);
      // A mode: the tensor's, summed with one of the matrices; of the output, the row.
      const unsigned Matrix = Mask & Reads & ~Tensor;
      if (Mask == Rank)
        ++Ranks;
      else if (Mask == (Tensor | 1))
        ++Rows;
      else if ((Mask & Tensor) && !(Mask & 1) && Matrix && !(Matrix & (Matrix - 1)))
        Seen |= Matrix;
      else if (!U.Sparse)
        Fits = false;
    }
    if (U.Sparse) {
      // By coordinates: one loop over the entries moves all, by their indices.
      Fits = Ranks == 1 && U.Dims.size() == 2 && !U.Out.Via.empty() &&
             std::ranges::count_if(U.Reads, [](const Factor &F) { return !F.Op.Via.empty(); }) ==
                 std::ssize(U.Reads) - 1;
      if (Fits && U.Reads[X].Op.Via.empty())
        return withLetters(I, U);
      continue;
    }
    // Where the rank is the slow axis of every factor it is a batch of forms.
    const bool IsBatch = std::ranges::all_of(U.Reads, [&](const Factor &F) {
      return &F.Op == &U.Reads[X].Op || std::ranges::any_of(U.Dims, [&](const Dim &R) {
               return rolesOf(U, R) == Rank && std::ranges::all_of(U.Dims, [&](const Dim &D) {
                        return D.Loop == R.Loop || !F.Op.moves(indexOf(D.Loop)) ||
                               isMajor(F.Op, R.Loop, D.Loop);
                      });
             });
    });
    if (Fits && !IsBatch && Ranks == 1 && Rows >= 1 && Seen == (Reads & ~Tensor))
      return withLetters(I, U);
  }
  return std::nullopt;
}

std::optional<Match> contraction(const Idiom &I, const Update &U, const BodyDag &) {
  constexpr size_t MinDims = 4, MaxReads = 4;
  if (!isProduct(U) || U.Reads.size() < 2 || U.Reads.size() > MaxReads ||
      U.Dims.size() + U.Reads.size() < MinDims + 2)
    return std::nullopt;
  bool Sums = false;
  unsigned All = ~0u;
  for (const Dim &D : U.Dims) {
    const unsigned Mask = rolesOf(U, D);
    // In two operands at least: no broadcast, no sum of one factor alone.
    if (!(Mask & (Mask - 1)))
      return std::nullopt;
    Sums |= !(Mask & 1);
    All &= Mask;
  }
  if (!Sums || (All & 1))
    return std::nullopt;
  // Every two factors meet along some axis, directly or over others.
  for (size_t K = 0; K < U.Reads.size(); ++K)
    if (std::ranges::none_of(U.Dims, [&](const Dim &D) {
          const unsigned Mask = rolesOf(U, D);
          return (Mask >> (K + 1) & 1) && (Mask & ~1u & ~(1u << (K + 1))) && !(Mask & 1);
        }))
      return std::nullopt;
  return withLetters(I, U);
}

/// A matrix product whose operands are stored in tiles: of every axis that falls into
/// several, all but one are the fixed sides of a tile.
bool isTiled(const Update &U) {
  std::map<unsigned, unsigned> Open; // by role
  for (const Dim &D : U.Dims) {
    const bool Fixed = D.Extent.size() == 1 && D.Extent[0].constant();
    unsigned &N = Open[rolesOf(U, D)];
    N += !Fixed;
    if (N > 1)
      return false;
  }
  constexpr size_t Roles = 3; // rows, columns, and what is summed
  return U.Reads.size() == 2 && Open.size() == Roles &&
         std::ranges::all_of(Open, [](const auto &X) { return X.second == 1; });
}

std::optional<Match> tiledProduct(const Idiom &I, const Update &U, const BodyDag &B) {
  return isTiled(U) ? contraction(I, U, B) : std::nullopt;
}

/// Rows of blocks inside the output: i before k, j before l, and i before j.
std::optional<std::string> nested(const Match &M) {
  const Operand &O = M.U->Out;
  const auto Loop = [&](char L) { return M.dim(L).Loop; };
  // Which of both axes of a factor comes first does not say the letters.
  const bool FirstIsRow = isMajor(O, Loop('i'), Loop('j')), SecondIsRow = isMajor(O, Loop('k'), Loop('l'));
  const char I = FirstIsRow ? 'i' : 'j', J = FirstIsRow ? 'j' : 'i', K = SecondIsRow ? 'k' : 'l',
             L = SecondIsRow ? 'l' : 'k';
  if (isMajor(O, Loop(I), Loop(K)) && isMajor(O, Loop(K), Loop(J)) && isMajor(O, Loop(J), Loop(L)))
    return std::nullopt;
  // Of a row's length nothing may be known but that a block is as high and wide as the
  // second factor.
  const auto IsBlockOf = [&](char Outer, char Inner) {
    const Dim &D = M.dim(Inner);
    return D.Extent.size() == 1 &&
           std::ranges::any_of(O.Levels, [&](const Poly &P) {
             const Poly Step = P.coefficientOf(indexOf(Loop(Inner)));
             return !Step.isZero() && P.coefficientOf(indexOf(Loop(Outer))) == D.Extent[0] * Step;
           });
  };
  for (const auto &[First, Second] : {std::pair(K, L), {L, K}})
    for (const auto &[Over, Beside] : {std::pair(I, J), {J, I}})
      if (IsBlockOf(Over, First) && IsBlockOf(Beside, Second))
        return std::nullopt;
  return "the factors are not nested as blocks (an outer product)";
}

} // namespace

const Idiom Mttkrp = {
    .Name = "mttkrp",
    .Family = "linear-algebra",
    .Form = "M[i,r] += X[i,j,k]*B[j,r]*C[k,r]",
    .Title = "matricised tensor times Khatri-Rao product",
    .FlopsPerPoint = 3,
    .Flops = "3*m*n*k*r",
    .Bytes = "e*(m*n*k + r*(m + n + k))",
    .Confused = "contractions (the factors share no axis with the output)",
    .Find = mttkrp,
};

const Idiom SparseMttkrp = {
    .Name = "mttkrp",
    .Family = "linear-algebra",
    .Form = "M[i[p],r] += X[p]*B[j[p],r]*C[k[p],r]",
    .Title = "sparse tensor (coordinates) times Khatri-Rao product",
    .Shape = Domain::Any,
    .FlopsPerPoint = 3,
    .Flops = "3*nnz*r",
    .Bytes = "nnz*(e + 12) + e*r*(m + n + k)",
    .Confused = "spmm (one factor)",
    .Gathers = true,
    .Find = mttkrp,
};

const Idiom Kronecker = {
    .Name = "kronecker",
    .Family = "linear-algebra",
    .Form = "C[i,k,j,l] = A[i,j]*B[k,l]",
    .Title = "Kronecker product",
    .FlopsPerPoint = 1,
    .Flops = "m*n*k*l",
    .Bytes = "e*(m*n + k*l + m*n*k*l)",
    .Confused = "outer products (blocks that are not nested)",
    .Also = nested,
};

const Idiom TiledGemm = {
    .Name = "gemm",
    .Family = "linear-algebra",
    .Part = LayerPart::Product,
    .Form = "C[i,a,j,b] += A[i,k,a]*B[j,k,b]",
    .Title = "matrix times matrix, operands packed in tiles",
    .FlopsPerPoint = 2,
    .Flops = "2*m*n*k",
    .Bytes = "e*(m*k + k*n + 2*m*n)",
    .Confused = "contractions (axes of any length)",
    .Find = tiledProduct,
};

const Idiom TensorContraction = {
    .Name = "tensor-contraction",
    .Family = "linear-algebra",
    .Form = "C[a,b,c,d] += A[a,p,b,q]*B[p,c,q,d]",
    .Title = "contraction of tensors that no single matrix product states",
    .FlopsPerPoint = 2,
    .Flops = "2*product of extents",
    .Bytes = "e*(sizes of all operands)",
    .Confused = "products of matrices (their axes fold); convolutions (axes slide)",
    .Find = contraction,
};

} // namespace auspex::kernels
