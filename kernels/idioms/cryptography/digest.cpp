//===- kernels/idioms/cryptography/digest.cpp - What digests share -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/digest.h"

namespace auspex::kernels {
namespace {

/// X^Degree <= Prime * 2^(Degree*Bits), in numbers of any length (32-bit limbs).
using Limbs = std::vector<uint32_t>;
Limbs multiply(const Limbs &A, const Limbs &B) {
  Limbs R(A.size() + B.size());
  for (size_t I = 0; I < A.size(); ++I) {
    uint64_t Carry = 0;
    for (size_t J = 0; J < B.size() || Carry; ++J) {
      const uint64_t T = R[I + J] + Carry + (J < B.size() ? uint64_t(A[I]) * B[J] : 0);
      R[I + J] = uint32_t(T);
      Carry = T >> 32;
    }
  }
  return R;
}
bool atMost(const Limbs &A, const Limbs &B) {
  for (size_t I = std::max(A.size(), B.size()); I-- > 0;) {
    const uint32_t X = I < A.size() ? A[I] : 0, Y = I < B.size() ? B[I] : 0;
    if (X != Y)
      return X < Y;
  }
  return true;
}

/// floor(root * 2^Bits), of which the fraction is wanted.
uint64_t fraction(unsigned Prime, unsigned Degree, unsigned Bits) {
  Limbs Target(Degree * Bits / 32 + 1);
  Target.back() = Prime;
  unsigned __int128 X = 0;
  for (int Bit = int(Bits) + 6; Bit >= 0; --Bit) { // roots of primes below 4096 are below 64
    const unsigned __int128 Y = X | (unsigned __int128)1 << Bit;
    const Limbs L{uint32_t(Y), uint32_t(Y >> 32), uint32_t(Y >> 64)};
    Limbs P = L;
    for (unsigned D = 1; D < Degree; ++D)
      P = multiply(P, L);
    if (atMost(P, Target))
      X = Y;
  }
  return Bits == 64 ? uint64_t(X) : uint64_t(X) & ((uint64_t(1) << Bits) - 1);
}

} // namespace

std::vector<uint64_t> rootsOfPrimes(size_t Count, unsigned Degree, unsigned Bits) {
  std::vector<uint64_t> Out;
  std::vector<unsigned> Primes;
  for (unsigned N = 2; Out.size() < Count; ++N) {
    bool IsPrime = true;
    for (unsigned P : Primes)
      IsPrime &= N % P != 0;
    if (!IsPrime)
      continue;
    Primes.push_back(N);
    Out.push_back(fraction(N, Degree, Bits));
  }
  return Out;
}

Bytes digest(const Compression &C, std::vector<uint64_t> State, std::span<const uint8_t> Message,
             Order8 Order, size_t DigestBytes) {
  Bytes Padded(Message.begin(), Message.end());
  Padded.push_back(0x80);
  while (Padded.size() % C.BlockBytes != C.BlockBytes - 2 * C.Width)
    Padded.push_back(0);
  const uint64_t Mask = C.Width == 8 ? ~uint64_t(0) : 0xffffffff;
  const uint64_t Low = uint64_t(Message.size()) * 8 & Mask, High = C.Width == 8 ? 0 : uint64_t(Message.size()) * 8 >> 32;
  const uint64_t Length[2] = {Order == Order8::Big ? High : Low, Order == Order8::Big ? Low : High};
  const Bytes Encoded = bytesOf(Length, C.Width, Order);
  Padded.insert(Padded.end(), Encoded.begin(), Encoded.end());
  for (size_t At = 0; At < Padded.size(); At += C.BlockBytes)
    C.Compress(State.data(), words(std::span(Padded).subspan(At), C.BlockBytes / C.Width, C.Width, C.BlockOrder).data());
  Bytes Out = bytesOf(State, C.Width, Order);
  Out.resize(DigestBytes);
  return Out;
}

} // namespace auspex::kernels
