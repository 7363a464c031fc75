//===- passes/execute/X86.cpp - Instructions that x86 has for ciphers -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// AES, SHA, carry-less products, CRC-32C and byte shuffles, as Intel's manual (volume 2)
// defines them. Vectors are of 128 bits.
//
//===----------------------------------------------------------------------===//
#include "passes/execute/Executor.h"

#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsX86.h"

#include <array>
#include <bit>
#include <cstring>

using namespace llvm;

namespace auspex::passes::execute {
namespace {

using Octets = std::array<uint8_t, 16>;

uint8_t doubled(uint8_t X) { return uint8_t(X << 1 ^ (X & 0x80 ? 0x1b : 0)); }
uint8_t product(uint8_t A, uint8_t B) {
  uint8_t R = 0;
  for (; B; B >>= 1, A = doubled(A))
    if (B & 1)
      R ^= A;
  return R;
}

/// The inverse in GF(2^8) and an affine map (FIPS 197, 5.1.1).
struct Boxes {
  std::array<uint8_t, 256> Forward{}, Backward{};
  Boxes() {
    for (unsigned X = 0; X < 256; ++X) {
      uint8_t Inverse = 0;
      for (unsigned Y = 1; X && Y < 256; ++Y)
        if (product(uint8_t(X), uint8_t(Y)) == 1)
          Inverse = uint8_t(Y);
      uint8_t S = 0x63;
      for (unsigned K = 0; K < 5; ++K)
        S ^= uint8_t(Inverse << K | Inverse >> (8 - K));
      Forward[X] = S;
      Backward[S] = uint8_t(X);
    }
  }
};
const Boxes &boxes() {
  static const Boxes B;
  return B;
}

Octets mixed(const Octets &S, std::array<uint8_t, 4> By) {
  Octets R{};
  for (unsigned C = 0; C < 4; ++C)
    for (unsigned Row = 0; Row < 4; ++Row)
      for (unsigned K = 0; K < 4; ++K)
        R[4 * C + Row] ^= product(By[(K + 4 - Row) % 4], S[4 * C + K]);
  return R;
}

Octets round(const Octets &S, bool Encrypts, bool IsLast) {
  Octets R;
  for (unsigned C = 0; C < 4; ++C)
    for (unsigned Row = 0; Row < 4; ++Row) {
      const unsigned From = Encrypts ? (C + Row) % 4 : (C + 4 - Row) % 4;
      const uint8_t X = S[4 * From + Row];
      R[4 * C + Row] = Encrypts ? boxes().Forward[X] : boxes().Backward[X];
    }
  if (IsLast)
    return R;
  return Encrypts ? mixed(R, {2, 3, 1, 1}) : mixed(R, {14, 11, 13, 9});
}

uint32_t substituted(uint32_t W) {
  uint32_t R = 0;
  for (unsigned K = 0; K < 4; ++K)
    R |= uint32_t(boxes().Forward[W >> 8 * K & 255]) << 8 * K;
  return R;
}

using Words = std::array<uint32_t, 4>; ///< the lowest lane first

Words sha256Rounds(const Words &A, const Words &B, const Words &C) {
  // A: C, D, G, H; B: A, B, E, F, from the highest lane down.
  uint32_t S[8] = {B[3], B[2], A[3], A[2], B[1], B[0], A[1], A[0]}; // a b c d e f g h
  for (unsigned K = 0; K < 2; ++K) {
    const uint32_t E = S[4], X = S[0];
    const uint32_t T = S[7] + (std::rotr(E, 6) ^ std::rotr(E, 11) ^ std::rotr(E, 25)) + ((E & S[5]) ^ (~E & S[6])) + C[K];
    const uint32_t U = (std::rotr(X, 2) ^ std::rotr(X, 13) ^ std::rotr(X, 22)) + ((X & S[1]) ^ (X & S[2]) ^ (S[1] & S[2]));
    for (unsigned I = 7; I > 0; --I)
      S[I] = S[I - 1];
    S[4] += T;
    S[0] = T + U;
  }
  return {S[5], S[4], S[1], S[0]};
}

Words sha1Rounds(const Words &A, const Words &B, unsigned Function) {
  static constexpr uint32_t Constants[] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
  uint32_t S[5] = {A[3], A[2], A[1], A[0], 0};
  for (unsigned I = 0; I < 4; ++I) {
    const uint32_t X = S[1], Y = S[2], Z = S[3];
    const uint32_t F = Function == 0   ? (X & Y) ^ (~X & Z)
                       : Function == 2 ? (X & Y) ^ (X & Z) ^ (Y & Z)
                                       : X ^ Y ^ Z;
    // E is in the first word already.
    const uint32_t T = F + std::rotl(S[0], 5) + B[3 - I] + S[4] + Constants[Function];
    S[4] = S[3];
    S[3] = S[2];
    S[2] = std::rotl(S[1], 30);
    S[1] = S[0];
    S[0] = T;
  }
  return {S[3], S[2], S[1], S[0]};
}

} // namespace

bool Executor::x86(Frame &F, const Op &O, unsigned Id, bool &Known) {
  Known = true;
  auto *Call = llvm::cast<CallBase>(O.I);
  // Operands as bytes, whatever their lanes are.
  Octets In[3] = {};
  uint64_t Scalars[3] = {};
  for (unsigned K = 0; K < std::min<unsigned>(3, Call->arg_size()); ++K) {
    const Shape S = F.C.shapeOf(Call->getArgOperand(K)->getType());
    for (unsigned L = 0; L < S.Count; ++L) {
      const Slot &V = F.at(O.From[K])[L];
      if (V.K != Slot::Int)
        return stop("arithmetic on the bits of a number", O.I);
      Scalars[K] = V.V;
      for (unsigned I = 0; I < S.Bits / 8 && L * (S.Bits / 8) + I < 16; ++I)
        In[K][L * (S.Bits / 8) + I] = uint8_t(V.V >> 8 * I);
    }
  }
  auto Answer = [&](const Octets &R) {
    const unsigned Bytes = O.Type.Bits / 8;
    for (unsigned L = 0; L < O.Type.Count; ++L) {
      uint64_t V = 0;
      for (unsigned I = 0; I < Bytes; ++I)
        V |= uint64_t(R[L * Bytes + I]) << 8 * I;
      F.to(O.To)[L] = Slot::integer(V);
    }
    return true;
  };
  auto Xor = [](Octets A, const Octets &B) {
    for (unsigned I = 0; I < 16; ++I)
      A[I] ^= B[I];
    return A;
  };
  auto Of = [](const Octets &B) { return std::bit_cast<Words>(B); };
  auto Answered = [&](const Words &W) { return Answer(std::bit_cast<Octets>(W)); };
  const Words A = Of(In[0]), B = Of(In[1]), C = Of(In[2]);

  switch (Id) {
  case Intrinsic::x86_aesni_aesenc: return Answer(Xor(round(In[0], true, false), In[1]));
  case Intrinsic::x86_aesni_aesenclast: return Answer(Xor(round(In[0], true, true), In[1]));
  case Intrinsic::x86_aesni_aesdec: return Answer(Xor(round(In[0], false, false), In[1]));
  case Intrinsic::x86_aesni_aesdeclast: return Answer(Xor(round(In[0], false, true), In[1]));
  case Intrinsic::x86_aesni_aesimc: return Answer(mixed(In[0], {14, 11, 13, 9}));
  case Intrinsic::x86_aesni_aeskeygenassist: {
    const uint32_t X1 = substituted(A[1]), X3 = substituted(A[3]), R = uint32_t(Scalars[1] & 255);
    return Answered({X1, std::rotr(X1, 8) ^ R, X3, std::rotr(X3, 8) ^ R});
  }
  case Intrinsic::x86_pclmulqdq: {
    const auto X = std::bit_cast<std::array<uint64_t, 2>>(In[0])[Scalars[2] & 1];
    const auto Y = std::bit_cast<std::array<uint64_t, 2>>(In[1])[Scalars[2] >> 4 & 1];
    unsigned __int128 R = 0;
    for (unsigned I = 0; I < 64; ++I)
      if (Y >> I & 1)
        R ^= (unsigned __int128)X << I;
    return Answer(std::bit_cast<Octets>(R));
  }
  case Intrinsic::x86_ssse3_pshuf_b_128: {
    Octets R;
    for (unsigned I = 0; I < 16; ++I)
      R[I] = In[1][I] & 0x80 ? 0 : In[0][In[1][I] & 15];
    return Answer(R);
  }
  case Intrinsic::x86_sha256rnds2: return Answered(sha256Rounds(A, B, C));
  case Intrinsic::x86_sha256msg1: {
    auto S = [](uint32_t X) { return std::rotr(X, 7) ^ std::rotr(X, 18) ^ X >> 3; };
    return Answered({A[0] + S(A[1]), A[1] + S(A[2]), A[2] + S(A[3]), A[3] + S(B[0])});
  }
  case Intrinsic::x86_sha256msg2: {
    auto S = [](uint32_t X) { return std::rotr(X, 17) ^ std::rotr(X, 19) ^ X >> 10; };
    const uint32_t W0 = A[0] + S(B[2]), W1 = A[1] + S(B[3]);
    return Answered({W0, W1, A[2] + S(W0), A[3] + S(W1)});
  }
  case Intrinsic::x86_sha1rnds4: return Answered(sha1Rounds(A, B, unsigned(Scalars[2] & 3)));
  case Intrinsic::x86_sha1nexte: return Answered({B[0], B[1], B[2], B[3] + std::rotl(A[3], 30)});
  case Intrinsic::x86_sha1msg1: return Answered({A[0] ^ B[2], A[1] ^ B[3], A[2] ^ A[0], A[3] ^ A[1]});
  case Intrinsic::x86_sha1msg2: {
    const uint32_t W3 = std::rotl(A[3] ^ B[2], 1);
    return Answered({std::rotl(A[0] ^ W3, 1), std::rotl(A[1] ^ B[0], 1), std::rotl(A[2] ^ B[1], 1), W3});
  }
  case Intrinsic::x86_sse42_crc32_32_8: case Intrinsic::x86_sse42_crc32_32_16:
  case Intrinsic::x86_sse42_crc32_32_32: case Intrinsic::x86_sse42_crc32_64_64: {
    const unsigned Bits = Call->getArgOperand(1)->getType()->getIntegerBitWidth();
    uint32_t R = uint32_t(Scalars[0]);
    for (unsigned I = 0; I < Bits; ++I) {
      const uint32_t Out = (R ^ uint32_t(Scalars[1] >> I)) & 1;
      R = R >> 1 ^ (Out ? 0x82f63b78u : 0); // Castagnoli's polynomial, reflected
    }
    *F.to(O.To) = Slot::integer(R);
    return true;
  }
  default:
    Known = false;
    return true;
  }
}

} // namespace auspex::passes::execute
