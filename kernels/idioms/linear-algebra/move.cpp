//===- kernels/idioms/linear-algebra/move.cpp - Copies that scale, move and transpose -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Element-wise assignments of one operand: scal multiplies them, usually in place, copy
// keeps the order of the dimensions, a transpose exchanges them. They are named
// so that nothing else is taken for them.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

namespace auspex::kernels {

namespace {
bool inPlace(const Match &M) { return M.operand(0).sameAddress(M.U->Out); }
bool scaled(const Match &M) { return M.U->Coef != 1 || !M.U->Scalars.empty(); }

std::optional<std::string> isScal(const Match &M) {
  // One channel of several.
  for (const Dim &D : M.U->Dims) {
    const auto To = M.U->Out.Levels.back().coefficientOf(indexOf(D.Loop)).constant(),
               From = M.operand(0).Levels.back().coefficientOf(indexOf(D.Loop)).constant();
    const int64_t ToBytes = bytesOf(M.U->Out.Elem), FromBytes = bytesOf(M.operand(0).Elem);
    if (To && From && ToBytes && FromBytes && *To / ToBytes != *From / FromBytes)
      return "input and output go at different steps";
  }
  // What is scaled on the way to another place is scaled.
  return inPlace(M) || scaled(M) ? std::nullopt
                                 : std::optional<std::string>("another operand is written");
}
/// Some dimension runs along one operand and against the other.
bool turnsRound(const Match &M) {
  auto Against = [](const Operand &O, Sym I) {
    return std::ranges::any_of(O.Levels, [&](const Poly &P) {
      const Poly S = P.coefficientOf(I);
      return !S.isBad() && !S.isZero() && (Poly(0) - S).isNonNegative();
    });
  };
  return std::ranges::any_of(M.U->Dims, [&](const Dim &D) {
    return Against(M.U->Out, indexOf(D.Loop)) != Against(M.operand(0), indexOf(D.Loop));
  });
}

std::optional<std::string> isCopy(const Match &M) {
  if (inPlace(M))
    return "the operand is written back";
  if (turnsRound(M))
    return "the order of the elements is reversed";
  if (scaled(M))
    return "the elements are scaled";
  return std::nullopt;
}
std::optional<std::string> isTranspose(const Match &M) {
  if (auto Why = isCopy(M))
    return Why;
  const uint32_t I = M.dim('i').Loop, J = M.dim('j').Loop;
  const Operand &Out = M.U->Out, &In = M.operand(0);
  return isMajor(Out, I, J) != isMajor(In, I, J) && isMajor(Out, J, I) != isMajor(In, J, I)
             ? std::nullopt
             : std::optional<std::string>("the dimensions keep their order");
}
/// Two elements of one matrix across the diagonal change places.
bool exchange(const Match &A, const Match &B) {
  const Operand &To = A.U->Out, &From = A.operand(0);
  if (!To.sameAddress(B.operand(0)) || !From.sameAddress(B.U->Out) || To.Object != From.Object ||
      scaled(A) || scaled(B))
    return false;
  const Sym I = indexOf(A.dim('i').Loop), J = indexOf(A.dim('j').Loop);
  bool Differs = false;
  for (size_t L = 0; L < To.Levels.size(); ++L) {
    if (!(To.Levels[L].coefficientOf(I) == From.Levels[L].coefficientOf(J)) ||
        !(To.Levels[L].coefficientOf(J) == From.Levels[L].coefficientOf(I)))
      return false;
    Differs |= !(To.Levels[L].coefficientOf(I) == To.Levels[L].coefficientOf(J));
  }
  return Differs;
}
} // namespace

const Idiom Scal = {
    .Name = "scal",
    .Family = "linear-algebra",
    .Form = "x[i] = x[i]",
    .Title = "scaled vector",
    .FlopsPerPoint = 2,
    .Flops = "n",
    .Bytes = "2*e*n",
    .Confused = "copy",
    .Also = isScal,
};

const Idiom ScalMatrix = {
    .Name = "scal",
    .Family = "linear-algebra",
    .Form = "X[i,j] = X[i,j]",
    .Title = "scaled matrix",
    .FlopsPerPoint = 2,
    .Flops = "m*n",
    .Bytes = "2*e*m*n",
    .Confused = "copy",
    .Also = isScal,
};

const Idiom Transpose = {
    .Name = "transpose",
    .Family = "linear-algebra",
    .Form = "B[i,j] = A[j,i]",
    .Title = "transposed copy",
    .FlopsPerPoint = 0,
    .Flops = "0",
    .Bytes = "2*e*m*n",
    .Confused = "copy; products (nothing is multiplied)",
    .Also = isTranspose,
};

const Idiom TransposeInPlace = {
    .Name = "transpose",
    .Family = "linear-algebra",
    .Form = "A[i,j] = A[j,i]",
    .Title = "matrix transposed in place",
    .Shape = Domain::Any,
    .FlopsPerPoint = 0,
    .Flops = "0",
    .Bytes = "2*e*n*n",
    .Confused = "mirrored halves (one element is kept); reversed rows",
    .InPlace = true,
    .Recurs = true,
    .Pair = exchange,
};

const Idiom Copy = {
    .Name = "copy",
    .Family = "linear-algebra",
    .Form = "y[i] = x[i]",
    .Title = "copied vector",
    .FlopsPerPoint = 0,
    .Flops = "0",
    .Bytes = "2*e*n",
    .Confused = "products (nothing is multiplied)",
    .Alone = true,
    .Also = isCopy,
};

const Idiom CopyMatrix = {
    .Name = "copy",
    .Family = "linear-algebra",
    .Form = "B[i,j] = A[i,j]",
    .Title = "copied matrix",
    .FlopsPerPoint = 0,
    .Flops = "0",
    .Bytes = "2*e*m*n",
    .Confused = "transpose (the dimensions change order)",
    .Alone = true,
    .Also = isCopy,
};

} // namespace auspex::kernels
