//===- kernels/idioms/cryptography/bignum.cpp - Long products ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Knuth, TAOCP 2, 4.3.1; Montgomery, "Modular multiplication without trial division",
// 1985. In memory of little-endian machines the width of limbs does not show: a number is
// its bytes, or its bytes the other way round.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/natural.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

using Run = Behaviour::Run;

/// Runs of numbers: as long as words are, and not too many.
std::vector<Run> numbers(const std::vector<Run> &Runs, size_t Least) {
  std::vector<Run> Out;
  for (const Run &R : Runs)
    if (R.Size >= Least && R.Size <= 1024 && Out.size() < 6)
      Out.push_back(R);
  return Out;
}
Natural numberAt(const Behaviour &B, const Run &R, Order8 O, bool After = false) {
  return Natural::of(After ? B.after(R.At, R.Size) : B.before(R.At, R.Size), O);
}

/// A factor of one limb: a parameter, or a word that was read. Not a size: where that is 1, a
/// sum passes for a product.
std::vector<std::pair<uint64_t, unsigned>> limbs(const Behaviour &B) {
  std::vector<std::pair<uint64_t, unsigned>> Out;
  for (const Scalar &A : B.Args)
    if (!A.Chosen && (A.Bits == 64 || A.Bits == 32 || A.Bits == 16))
      Out.emplace_back(A.Value, A.Bits / 8);
  for (const Run &R : B.runsRead())
    if ((R.Size == 4 || R.Size == 8) && Out.size() < 8)
      Out.emplace_back(word(B.before(R.At, R.Size), 0, unsigned(R.Size), Order8::Little),
                       unsigned(R.Size));
  return Out;
}

std::optional<Explained> product(const Behaviour &B) {
  // Numbers of several words: 24 bytes are more than a machine's own product.
  if (B.bytesWritten() < 16 || B.bytesWritten() > 2048 || B.bytesRead() < 16 ||
      B.bytesRead() > 4096)
    return std::nullopt;
  const std::vector<Run> In = numbers(B.runsRead(), 4), Out = numbers(B.runsWritten(), 16);
  for (const Run &P : Out)
    for (Order8 O : {Order8::Little, Order8::Big}) {
      const Natural After = numberAt(B, P, O, true);
      if (After.isZero())
        continue;
      for (size_t I = 0; I < In.size(); ++I)
        for (size_t J = I; J < In.size(); ++J) {
          if (In[I].Size + In[J].Size != P.Size || P.Size < 24)
            continue;
          const Natural X = numberAt(B, In[I], O), Y = numberAt(B, In[J], O);
          if (X * Y == After)
            return Explained{
                .Form = I == J ? "r = a * a" : "r = a * b",
                .Parameters = {{"bits", int64_t(8 * std::max(In[I].Size, In[J].Size))}},
                .Length = argumentOf(B, {In[I].Size, In[I].Size / 4, In[I].Size / 8})};
        }
      if (O == Order8::Big)
        continue;
      // A row: a number times a limb, added to another one or not; the carry goes on top.
      for (const auto &[Limb, Width] : limbs(B))
        for (const Run &A : In) {
          if (A.Size < 16 || A.Size % Width || (P.Size != A.Size && P.Size != A.Size + Width))
            continue;
          Natural Sum = numberAt(B, A, O) * Natural(Limb);
          const bool Adds = B.Extents[P.At.Extent].allRead(P.At.At, A.Size);
          const bool InPlace = P.At == A.At;
          if (Adds && !InPlace)
            Sum = Sum + Natural::of(B.before(P.At, B.Extents[P.At.Extent].allRead(P.At.At, P.Size)
                                                       ? P.Size
                                                       : A.Size),
                                    O);
          if (!std::ranges::equal(Sum.bytes(P.Size), B.after(P.At, P.Size)))
            continue;
          return Explained{.Form = Adds && !InPlace ? "r = r + a * limb" : "r = a * limb",
                           .Parameters = {{"bits", int64_t(8 * A.Size)}},
                           .Length = argumentOf(B, {A.Size, A.Size / Width})};
        }
    }
  return std::nullopt;
}

/// The numbers of \p Size bytes that were read: one of them is the modulus.
std::vector<Run> ofSize(const Behaviour &B, size_t Size) {
  std::vector<Run> Out;
  for (const Run &R : B.runsRead()) {
    if (R.Size == Size && Out.size() < 5)
      Out.push_back(R);
    else if (R.Size > Size && R.Size <= Size + 16 && Out.size() < 5) { // beside a word or two
      Out.push_back({R.At, Size});
      Out.push_back({{R.At.Extent, R.At.At + R.Size - Size}, Size});
    }
  }
  return Out;
}

/// a * b / R mod m by limbs of \p Width bytes, whatever \p Inverse is: where it is not -1/m,
/// the limbs that should vanish are dropped all the same.
Natural montgomery(const Natural &A, const Natural &B, const Natural &M, size_t Size,
                   unsigned Width, uint64_t Inverse) {
  Natural T = A * B;
  const unsigned Bits = 8 * Width;
  for (size_t At = 0; At < Size; At += Width) {
    const uint64_t U =
        (Natural(T.shifted(-8 * int64_t(At)).low(Bits)) * Natural(Inverse)).low(Bits);
    T = T + (Natural(U) * M).shifted(8 * int64_t(At));
  }
  return T.shifted(-8 * int64_t(Size));
}

std::optional<Explained> montgomeryProduct(const Behaviour &B) {
  const size_t Written = B.bytesWritten();
  if (Written < 16 || Written > 600 || B.bytesRead() < Written || B.bytesRead() > 3 * Written + 64)
    return std::nullopt;
  for (const Run &Out : B.runsWritten()) {
    const size_t Size = Out.Size;
    if (Size < 16 || Size > 256)
      continue;
    const std::vector<Run> In = ofSize(B, Size);
    if (In.size() < 2)
      continue;
    const auto After = B.after(Out.At, Size);
    for (size_t K = 0; K < In.size(); ++K) {
      const Natural M = numberAt(B, In[K], Order8::Little);
      if (M.isZero())
        continue;
      for (unsigned Width : {8u, 4u, 2u, 1u}) {
        if (Size % Width)
          continue;
        std::vector<uint64_t> Inverses;
        if (M.bit(0))
          Inverses.push_back(uint64_t(0) - inverseOfOdd(M.low(64), 64));
        for (const auto &[Limb, LimbWidth] : limbs(B))
          if (LimbWidth >= Width)
            Inverses.push_back(Limb);
        for (size_t I = 0; I < In.size(); ++I)
          for (size_t J = I; J < In.size(); ++J) {
            if (I == K || J == K)
              continue;
            const Natural X = numberAt(B, In[I], Order8::Little),
                          Y = numberAt(B, In[J], Order8::Little);
            for (uint64_t Inverse : Inverses) {
              const Natural T =
                  montgomery(X, Y, M, Size, Width, Inverse & Natural(~uint64_t(0)).low(8 * Width));
              // Subtracted once, where it is not less, or left as it is.
              if (std::ranges::equal(T.bytes(Size), After) ||
                  (T >= M && std::ranges::equal((T - M).bytes(Size), After)) ||
                  (M.bit(0) && std::ranges::equal((T % M).bytes(Size), After)))
                return Explained{
                    .Form = I == J ? "r = a * a / R mod m" : "r = a * b / R mod m",
                    .Parameters = {{"bits", int64_t(8 * Size)}, {"limb", 8 * int64_t(Width)}},
                    .Length = argumentOf(B, {Size / Width})};
            }
          }
      }
    }
  }
  return std::nullopt;
}

std::optional<Explained> explainProduct(Subject &S) { return onTwoTrials(S, product); }
std::optional<Explained> explainMontgomery(Subject &S) { return onTwoTrials(S, montgomeryProduct); }

} // namespace

const Idiom BignumMultiply = {
    .Name = "bignum-multiply",
    .Family = "cryptography",
    .Form = "r = a * b, numbers of several limbs; r = r + a * limb",
    .Title = "product of long numbers, or one row of it",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "a convolution (no carries); a product modulo something",
    .Explain = explainProduct,
};
const Idiom MontgomeryMultiply = {
    .Name = "montgomery-multiply",
    .Family = "cryptography",
    .Form = "r = a * b / R mod m",
    .Title = "Montgomery's product of long numbers",
    .Flops = "0",
    .Bytes = "4*n",
    .Confused = "a product with a remainder",
    .Explain = explainMontgomery,
};

} // namespace auspex::kernels
