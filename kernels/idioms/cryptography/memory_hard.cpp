//===- kernels/idioms/cryptography/memory_hard.cpp - scrypt, Argon2 ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/memory_hard.h"

#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/key_stream.h"
#include "kernels/idioms/cryptography/modes.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

Bytes salsa8(std::span<const uint8_t> Block) {
  uint32_t X[16];
  std::vector<uint64_t> Out = words(Block, 16, 4, Order8::Little);
  std::copy(Out.begin(), Out.end(), X);
  for (int I = 0; I < 4; ++I)
    SalsaCore.DoubleRound(X);
  for (size_t I = 0; I < 16; ++I)
    Out[I] = uint32_t(Out[I] + X[I]);
  return bytesOf(Out, 4, Order8::Little);
}

std::optional<Explained> explainScryptOn(const Behaviour &B) {
  const size_t Written = B.bytesWritten();
  if (Written < 64 || Written > (1u << 16) || B.bytesRead() < 128 || B.bytesRead() > Written + 256)
    return std::nullopt;
  for (const Behaviour::Run &R : B.runsRead())
    for (const Behaviour::Run &W : B.runsWritten()) {
      // A block of 64 bytes xored into the state before the core.
      if (R.Size == 64 && W.Size == 64 && R.At != W.At && B.bytesRead() <= 128 + 16 &&
          B.Extents[W.At.Extent].allRead(W.At.At, 64) &&
          std::ranges::equal(salsa8(xored(B.before(R.At, 64), B.before(W.At, 64))),
                             B.after(W.At, 64)))
        return Explained{
            .Form = "b = salsa20/8(b xor x)", .Parameters = {{"rounds", 8}}, .Length = {}};
      const size_t Size = R.Size / 128 * 128;
      if (Size == 0 || Size > 4096 || W.Size < Size)
        continue;
      const auto In = B.before(R.At, Size), After = B.after(W.At, Size);
      if (std::ranges::equal(scryptBlockMix(In), After))
        return Explained{.Form = "y = blockmix(b)",
                         .Parameters = {{"rounds", 8}, {"r", int64_t(Size / 128)}},
                         .Length = argumentOf(B, {Size / 128, Size})};
      for (const Scalar &A : B.Args)
        if (A.Bits && A.Value >= 2 && A.Value <= 64 && (A.Value & (A.Value - 1)) == 0 &&
            std::ranges::equal(scryptRoMix(Bytes(In.begin(), In.end()), A.Value), After))
          return Explained{.Form = "b = romix(b)",
                           .Parameters = {{"rounds", 8}, {"r", int64_t(Size / 128)}},
                           .Length = {}};
    }
  return std::nullopt;
}

std::optional<Explained> explainArgon2On(const Behaviour &B) {
  const size_t Written = B.bytesWritten(), Read = B.bytesRead();
  if (Written == 128 && Read >= 128 && Read <= 144) {
    // One round of the permutation: the words in a row, or pairs of them a column apart.
    std::vector<uint64_t> Before, After;
    for (const Behaviour::Run &R : B.runsRewritten())
      for (size_t At = 0; At + 8 <= R.Size; At += 8) {
        Before.push_back(word(B.before(R.At, R.Size), At, 8, Order8::Little));
        After.push_back(word(B.after(R.At, R.Size), At, 8, Order8::Little));
      }
    if (Before.size() == 16) {
      argon2Round(Before.data());
      if (Before == After)
        return Explained{.Form = "v = P(v)", .Parameters = {}, .Length = {}};
    }
  }
  if (Written < 1024 || Written > 4096 || Read < 1024 || Read > 4096)
    return std::nullopt;
  for (const Behaviour::Run &R : B.runsRewritten())
    if (R.Size == 1024 && Written == 1024 && Read <= 1040) {
      std::vector<uint64_t> Z = words(B.before(R.At, 1024), 128, 8, Order8::Little);
      argon2Permute(Z);
      if (std::ranges::equal(bytesOf(Z, 8, Order8::Little), B.after(R.At, 1024)))
        return Explained{.Form = "r = P(r) over rows and columns",
                         .Parameters = {{"block", 1024}},
                         .Length = {}};
    }
  for (const Behaviour::Run &W : B.runsWritten())
    for (const Behaviour::Run &X : B.runsRead())
      for (const Behaviour::Run &Y : B.runsRead()) {
        if (W.Size < 1024 || X.Size < 1024 || Y.Size < 1024 || Y.At <= X.At)
          continue; // of a block and itself it is zero
        const bool Rewritten = B.Extents[W.At.Extent].allRead(W.At.At, 1024);
        Bytes Out = argon2Compress(B.before(X.At, 1024), B.before(Y.At, 1024));
        if (std::ranges::equal(Out, B.after(W.At, 1024)) ||
            (Rewritten &&
             std::ranges::equal(xored(Out, B.before(W.At, 1024)), B.after(W.At, 1024))))
          return Explained{.Form = "r = G(x, y)", .Parameters = {{"block", 1024}}, .Length = {}};
      }
  return std::nullopt;
}

std::optional<Explained> explainScrypt(Subject &S) { return onTwoTrials(S, explainScryptOn); }
std::optional<Explained> explainArgon2(Subject &S) { return onTwoTrials(S, explainArgon2On); }

} // namespace

Bytes scryptBlockMix(std::span<const uint8_t> Block) {
  const size_t N = Block.size() / 64;
  Bytes X(Block.end() - 64, Block.end()), Out(Block.size());
  for (size_t I = 0; I < N; ++I) {
    X = salsa8(xored(X, Block.subspan(64 * I, 64)));
    std::ranges::copy(X, Out.begin() + ptrdiff_t(64 * (I / 2 + (I % 2) * N / 2)));
  }
  return Out;
}

Bytes scryptRoMix(Bytes X, size_t N) {
  std::vector<Bytes> V;
  for (size_t I = 0; I < N; ++I) {
    V.push_back(X);
    X = scryptBlockMix(X);
  }
  for (size_t I = 0; I < N; ++I)
    X = scryptBlockMix(xored(X, V[word(X, X.size() - 64, 8, Order8::Little) % N]));
  return X;
}

void argon2Round(uint64_t *V) {
  auto Mul = [](uint64_t X, uint64_t Y) { return X + Y + 2 * (X & 0xffffffff) * (Y & 0xffffffff); };
  auto G = [&](uint64_t &A, uint64_t &B, uint64_t &C, uint64_t &D) {
    A = Mul(A, B), D = rotr64(D ^ A, 32);
    C = Mul(C, D), B = rotr64(B ^ C, 24);
    A = Mul(A, B), D = rotr64(D ^ A, 16);
    C = Mul(C, D), B = rotr64(B ^ C, 63);
  };
  for (unsigned Diagonal : {0u, 1u})
    for (unsigned I = 0; I < 4; ++I)
      G(V[I], V[4 + (I + Diagonal) % 4], V[8 + (I + 2 * Diagonal) % 4],
        V[12 + (I + 3 * Diagonal) % 4]);
}

void argon2Permute(std::span<uint64_t> Z) {
  for (size_t Row = 0; Row < 8; ++Row)
    argon2Round(&Z[16 * Row]);
  for (size_t Column = 0; Column < 8; ++Column) {
    uint64_t V[16];
    for (size_t I = 0; I < 16; ++I)
      V[I] = Z[16 * (I / 2) + 2 * Column + I % 2];
    argon2Round(V);
    for (size_t I = 0; I < 16; ++I)
      Z[16 * (I / 2) + 2 * Column + I % 2] = V[I];
  }
}

Bytes argon2Compress(std::span<const uint8_t> X, std::span<const uint8_t> Y) {
  const Bytes R = xored(X, Y);
  std::vector<uint64_t> Z = words(R, 128, 8, Order8::Little);
  argon2Permute(Z);
  return xored(bytesOf(Z, 8, Order8::Little), R);
}

const Idiom Scrypt = {
    .Name = "scrypt",
    .Family = "cryptography",
    .Form = "y[i] = salsa20/8(y[i-1] xor b[i]), even blocks first",
    .Title = "scrypt's mix of blocks and of memory",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "Salsa20 on one block",
    .Explain = explainScrypt,
};
const Idiom Argon2 = {
    .Name = "argon2",
    .Family = "cryptography",
    .Form = "r = G(x, y), G of P over rows and columns",
    .Title = "Argon2's compression and permutation",
    .Flops = "0",
    .Bytes = "3*1024",
    .Confused = "BLAKE2b's round (sums without products)",
    .Explain = explainArgon2,
};

} // namespace auspex::kernels
