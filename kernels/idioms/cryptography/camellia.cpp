//===- kernels/idioms/cryptography/camellia.cpp - Camellia ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// RFC 3713. A schedule is kept in arrays of its own for whitening, rounds and the FL
// layers, or all in the order of use.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/camellia.h"

#include "kernels/idioms/cryptography/cryptography.h"

#include <algorithm>
#include <array>

namespace auspex::kernels {
namespace {

/// s1; the other three are it with a rotation.
constexpr const char *Box = "70822cecb327c0e5e4855735ea0cae4123ef6b934519a521ed0e4f4e1d6592bd"
                            "86b8af8f7ceb1fce3e30dc5f5ec50b1aa6e139cad5475d3dd9015ad651566c4d"
                            "8b0d9a66fbccb02d74122b20f0b18499df4ccbc2347e76056db7a931d11704d7"
                            "14583a61de1b111c320f9c165318f222fe44cfb2c3b57a912408e8a860fc6950"
                            "aad0a07da1896297545b1e95e0ff64d210c40048a3f775db8a03e6da093fdd94"
                            "875c8302cd4a90337367f6f39d7fbfe2529bd826c837c63b81966f4b13be632e"
                            "e979a78c9f6ebc8e29f5f9b62ffdb4597898066ae74671bad425ab4288a28dfa"
                            "7207b955f8eeac0a36492a683c38f1a44028d37bbbc943c115e3adf477c7809e";

struct Boxes {
  std::array<std::array<uint8_t, 256>, 4> S;
  Boxes() {
    auto Digit = [](char C) { return C <= '9' ? C - '0' : C - 'a' + 10; };
    for (unsigned X = 0; X < 256; ++X)
      S[0][X] = uint8_t(Digit(Box[2 * X]) << 4 | Digit(Box[2 * X + 1]));
    for (unsigned X = 0; X < 256; ++X) {
      S[1][X] = uint8_t(S[0][X] << 1 | S[0][X] >> 7);
      S[2][X] = uint8_t(S[0][X] << 7 | S[0][X] >> 1);
      S[3][X] = S[0][uint8_t(X << 1 | X >> 7)];
    }
  }
};

uint64_t round(uint64_t X, uint64_t Key) {
  static const Boxes B;
  static constexpr uint8_t Which[8] = {0, 1, 2, 3, 1, 2, 3, 0};
  // Which outputs each byte goes into, the first output in the highest bit.
  static constexpr uint8_t Into[8] = {0b11101001, 0b01111100, 0b10110110, 0b11010011,
                                      0b01110111, 0b10111011, 0b11011101, 0b11101110};
  X ^= Key;
  uint64_t Out = 0;
  for (unsigned I = 0; I < 8; ++I) {
    const uint64_t T = B.S[Which[I]][X >> (56 - 8 * I) & 255];
    for (unsigned J = 0; J < 8; ++J)
      if (Into[I] >> (7 - J) & 1)
        Out ^= T << (56 - 8 * J);
  }
  return Out;
}

uint64_t fl(uint64_t X, uint64_t K) {
  auto L = uint32_t(X >> 32), R = uint32_t(X);
  R ^= rotl32(L & uint32_t(K >> 32), 1);
  L ^= R | uint32_t(K);
  return uint64_t(L) << 32 | R;
}
uint64_t flInverse(uint64_t X, uint64_t K) {
  auto L = uint32_t(X >> 32), R = uint32_t(X);
  L ^= R | uint32_t(K);
  R ^= rotl32(L & uint32_t(K >> 32), 1);
  return uint64_t(L) << 32 | R;
}

/// Words in the order of use: two to whiten, six rounds, two for FL, ..., two to whiten.
void crypt(const std::vector<uint64_t> &K, uint8_t *Block) {
  uint64_t X[2] = {word({Block, 16}, 0, 8, Order8::Big) ^ K[0],
                   word({Block, 16}, 8, 8, Order8::Big) ^ K[1]};
  size_t At = 2;
  for (size_t Group = 0; At + 2 < K.size(); ++Group) {
    if (Group) {
      X[0] = fl(X[0], K[At]);
      X[1] = flInverse(X[1], K[At + 1]);
      At += 2;
    }
    for (size_t I = 0; I < 6 && At + 2 < K.size(); ++I, ++At)
      X[~I & 1] ^= round(X[I & 1], K[At]);
  }
  const uint64_t Out[2] = {X[1] ^ K[At], X[0] ^ K[At + 1]};
  std::ranges::copy(bytesOf(Out, 8, Order8::Big), Block);
}

/// The schedule of the other direction: backwards, the whitening words in their pairs.
std::vector<uint64_t> backwards(std::vector<uint64_t> K) {
  std::ranges::reverse(K);
  std::swap(K[0], K[1]);
  std::swap(K[K.size() - 2], K[K.size() - 1]);
  return K;
}
void decrypt(const Schedule &S, uint8_t *Block) { crypt(backwards(S.Words), Block); }

/// Whitening, rounds, FL one after the other, made into the order of use.
std::vector<uint64_t> inOrder(const std::vector<uint64_t> &W, size_t Rounds) {
  std::vector<uint64_t> Out = {W[0], W[1]};
  for (size_t R = 0; R < Rounds; ++R) {
    for (size_t I = 0; R && R % 6 == 0 && I < 2; ++I)
      Out.push_back(W[4 + Rounds + R / 3 - 2 + I]);
    Out.push_back(W[4 + R]);
  }
  Out.push_back(W[2]);
  Out.push_back(W[3]);
  return Out;
}
/// And back, the FL words left out.
std::vector<uint64_t> apart(const std::vector<uint64_t> &K) {
  std::vector<uint64_t> Out = {K[0], K[1], K[K.size() - 2], K[K.size() - 1]};
  for (size_t I = 2; I + 2 < K.size(); ++I)
    if ((I - 2) % 8 < 6)
      Out.push_back(K[I]);
  return Out;
}

std::vector<uint64_t> loadWords(std::span<const uint8_t> M, const Layout &L) {
  Bytes Value(M.size());
  L.load(M, Value);
  return words(Value, M.size() / 8, 8, Order8::Big);
}

constexpr Layout Layouts[] = {InWords64, InBytes, InWords32};

BlockCipher makeCipher() {
  BlockCipher C = {.Name = "Camellia",
                   .BlockBytes = 16,
                   .Data = {InWords64, InBytes, InWords32},
                   .Keys = {},
                   .Encrypt = encryptCamellia,
                   .Decrypt = decrypt,
                   .Least = {.Xor = 18 * 64 / 2}};
  for (const Layout &L : Layouts) {
    // 18 or 24 rounds; 16 where the program was given their count.
    for (size_t Count : {18u, 24u, 16u}) {
      const size_t Rounds = 8 * Count, Fl = (Count - 1) / 6 * 16;
      for (const std::vector<size_t> &Parts :
           {std::vector<size_t>{32 + Rounds + Fl}, {32, Rounds, Fl}, {32 + Rounds, Fl}})
        for (bool Ordered : {true, false})
          if (!Ordered || Parts.size() == 1)
            C.Keys.push_back({.Parts = Parts,
                              .Load = [L, Count, Ordered](
                                          std::span<const uint8_t> M) -> std::optional<Schedule> {
                                const std::vector<uint64_t> W = loadWords(M, L);
                                return Schedule{.Octets = {},
                                                .Words = Ordered ? W : inOrder(W, Count),
                                                .Rounds = unsigned(Count)};
                              },
                              .What = "round keys",
                              .Parameters = {{"rounds", int64_t(Count)}},
                              .Standard = Count != 16});
    }
    for (size_t KeyBytes : {16u, 24u, 32u})
      C.Keys.push_back({.Parts = {KeyBytes},
                        .Load = [L](std::span<const uint8_t> M) -> std::optional<Schedule> {
                          Bytes Key(M.size());
                          L.load(M, Key);
                          return Schedule{.Octets = {},
                                          .Words = expandCamelliaKey(Key),
                                          .Rounds = M.size() == 16 ? 18u : 24u};
                        },
                        .What = "key",
                        .Parameters = {{"rounds", KeyBytes == 16 ? 18 : 24}}});
  }
  return C;
}

std::optional<Explained> explain(Subject &S) {
  static const BlockCipher C = makeCipher();
  if (auto E = explainBlockCipher(S, C))
    return E;
  static const std::vector<KeyExpansion> Expansions = [] {
    std::vector<KeyExpansion> Out;
    for (size_t KeyBytes : {16u, 24u, 32u})
      for (const Layout &L : Layouts)
        Out.push_back(
            {KeyBytes,
             L,
             [](std::span<const uint8_t> Key) {
               std::vector<Bytes> All;
               const std::vector<uint64_t> K = expandCamelliaKey(Key);
               for (const std::vector<uint64_t> &W : {K, backwards(K), apart(K)}) {
                 const Bytes Plain = bytesOf(W, 8, Order8::Big);
                 All.push_back(Plain);
                 for (unsigned Unit : {4u, 8u}) {
                   Bytes Turned(Plain.size());
                   Layout{.Unit = Unit, .Reversed = true}.load(Plain, Turned);
                   All.push_back(std::move(Turned));
                 }
               }
               return All;
             },
             {{"rounds", KeyBytes == 16 ? 18 : 24}, {"key-bits", int64_t(8 * KeyBytes)}}});
    return Out;
  }();
  return explainKeyExpansion(S, Expansions);
}

} // namespace

void encryptCamellia(const Schedule &S, uint8_t *Block) { crypt(S.Words, Block); }

std::vector<uint64_t> expandCamelliaKey(std::span<const uint8_t> Key) {
  // Fractions of the square roots of 2, 3, 5, 7, 11, 13.
  static constexpr uint64_t Sigma[6] = {0xa09e667f3bcc908b, 0xb67ae8584caa73b2, 0xc6ef372fe94f82be,
                                        0x54ff53a5f1d36f1c, 0x10e527fade682d1d, 0xb05688c2b3e6c1fd};
  using Pair = std::array<uint64_t, 2>;
  Pair L = {word(Key, 0, 8, Order8::Big), word(Key, 8, 8, Order8::Big)}, R = {0, 0};
  if (Key.size() > 16)
    R = {word(Key, 16, 8, Order8::Big),
         Key.size() == 32 ? word(Key, 24, 8, Order8::Big) : ~word(Key, 16, 8, Order8::Big)};
  Pair A = {L[0] ^ R[0], L[1] ^ R[1]};
  A[1] ^= round(A[0], Sigma[0]);
  A[0] ^= round(A[1], Sigma[1]);
  A = {A[0] ^ L[0], A[1] ^ L[1]};
  A[1] ^= round(A[0], Sigma[2]);
  A[0] ^= round(A[1], Sigma[3]);
  Pair B = {A[0] ^ R[0], A[1] ^ R[1]};
  B[1] ^= round(B[0], Sigma[4]);
  B[0] ^= round(B[1], Sigma[5]);
  std::vector<uint64_t> Out;
  auto Push = [&](const Pair &X, unsigned Turn, bool First = true, bool Second = true) {
    const uint64_t H = X[Turn / 64 % 2], W = X[1 - Turn / 64 % 2];
    const unsigned N = Turn % 64;
    if (First)
      Out.push_back(N ? H << N | W >> (64 - N) : H);
    if (Second)
      Out.push_back(N ? W << N | H >> (64 - N) : W);
  };
  if (Key.size() == 16) {
    Push(L, 0), Push(A, 0), Push(L, 15), Push(A, 15), Push(A, 30), Push(L, 45),
        Push(A, 45, true, false);
    Push(L, 60, false, true), Push(A, 60), Push(L, 77), Push(L, 94), Push(A, 94), Push(L, 111),
        Push(A, 111);
    return Out;
  }
  Push(L, 0), Push(B, 0), Push(R, 15), Push(A, 15), Push(R, 30), Push(B, 30), Push(L, 45),
      Push(A, 45), Push(L, 60);
  Push(R, 60), Push(B, 60), Push(L, 77), Push(A, 77), Push(R, 94), Push(A, 94), Push(L, 111),
      Push(B, 111);
  return Out;
}

const Idiom Camellia = {
    .Name = "camellia",
    .Family = "cryptography",
    .Form = "out = E_K(in) or D_K(in); round keys = expand(key)",
    .Title = "Camellia: blocks encrypted, decrypted one by one; key expansion",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "Feistel networks with another function",
    .Explain = explain,
};

} // namespace auspex::kernels
