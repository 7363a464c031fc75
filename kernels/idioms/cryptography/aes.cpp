//===- kernels/idioms/cryptography/aes.cpp - AES ----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// FIPS 197. The S-box is the inverse in GF(2^8) modulo x^8+x^4+x^3+x+1, then an affine
// map. The equivalent inverse cipher (5.3.5) has round keys of its own, which programs
// keep in the order of encryption or of decryption.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/aes.h"

#include "kernels/idioms/cryptography/cryptography.h"

#include <algorithm>
#include <array>

namespace auspex::kernels {
namespace {

uint8_t twice(uint8_t X) { return uint8_t(X << 1 ^ (X & 0x80 ? 0x1b : 0)); }

struct Tables {
  std::array<uint8_t, 256> Sub, Inverse;
  std::array<std::array<uint8_t, 256>, 16> Times; ///< only 1, 2, 3, 9, 11, 13, 14 are used

  Tables() {
    for (unsigned C = 0; C < 16; ++C)
      for (unsigned X = 0; X < 256; ++X) {
        uint8_t R = 0, Power = uint8_t(X);
        for (unsigned K = C; K; K >>= 1, Power = twice(Power))
          R ^= K & 1 ? Power : 0;
        Times[C][X] = R;
      }
    // 3 generates the field, 0xf6 is its inverse.
    uint8_t P = 1, Q = 1;
    do {
      P = Times[3][P];
      Q = uint8_t(Q ^ Q << 1);
      Q = uint8_t(Q ^ Q << 2);
      Q = uint8_t(Q ^ Q << 4);
      Q ^= Q & 0x80 ? 9 : 0;
      const unsigned Q2 = Q | unsigned(Q) << 8;
      Sub[P] = uint8_t(0x63 ^ Q ^ Q2 >> 7 ^ Q2 >> 6 ^ Q2 >> 5 ^ Q2 >> 4);
    } while (P != 1);
    Sub[0] = 0x63;
    for (unsigned X = 0; X < 256; ++X)
      Inverse[Sub[X]] = uint8_t(X);
  }
};
const Tables &tables() {
  static const Tables T;
  return T;
}

void mixColumns(uint8_t *S, std::array<uint8_t, 4> Row) {
  const auto &Times = tables().Times;
  for (int C = 0; C < 4; ++C, S += 4) {
    uint8_t T[4];
    for (unsigned R = 0; R < 4; ++R)
      T[R] = Times[Row[0]][S[R]] ^ Times[Row[1]][S[(R + 1) % 4]] ^ Times[Row[2]][S[(R + 2) % 4]] ^
             Times[Row[3]][S[(R + 3) % 4]];
    std::copy_n(T, 4, S);
  }
}
constexpr std::array<uint8_t, 4> Mix = {2, 3, 1, 1}, Unmix = {14, 11, 13, 9};

void addKey(uint8_t *S, const uint8_t *K) {
  for (int I = 0; I < 16; ++I)
    S[I] ^= K[I];
}

/// What is done to a schedule before it is used to decrypt.
enum class Turned : uint8_t { Not, Order, Mixed, MixedOrder };

Bytes turn(Bytes Keys, Turned How, std::array<uint8_t, 4> Row) {
  if (How == Turned::Mixed || How == Turned::MixedOrder)
    for (size_t At = 16; At + 16 < Keys.size(); At += 16)
      mixColumns(&Keys[At], Row);
  if (How == Turned::Order || How == Turned::MixedOrder)
    for (size_t I = 0, J = Keys.size() - 16; I < J; I += 16, J -= 16)
      std::swap_ranges(&Keys[I], &Keys[I] + 16, &Keys[J]);
  return Keys;
}

/// How round keys lie in memory: also all of them as one matrix by rows.
enum class KeyOrder : uint8_t { Bytes, Words, Transposed, Matrix };

Bytes reorder(std::span<const uint8_t> In, KeyOrder O, bool Store) {
  Bytes Out(In.size());
  const size_t Columns = In.size() / 4;
  for (size_t I = 0; I < In.size(); ++I) {
    size_t J = I;
    if (O == KeyOrder::Words)
      J = I ^ 3;
    else if (O == KeyOrder::Transposed)
      J = I / 16 * 16 + I % 4 * 4 + I % 16 / 4;
    else if (O == KeyOrder::Matrix)
      J = I % 4 * Columns + I / 4;
    Store ? Out[J] = In[I] : Out[I] = In[J];
  }
  return Out;
}

std::vector<KeyForm> keyForms() {
  std::vector<KeyForm> Out;
  for (size_t KeyBytes : {16u, 24u, 32u})
    for (KeyOrder O : {KeyOrder::Bytes, KeyOrder::Words})
      Out.push_back({.Parts = {KeyBytes},
                     .Load = [O](std::span<const uint8_t> M) -> std::optional<Schedule> {
                       Schedule S{.Octets = expandAesKey(reorder(M, O, false)), .Words = {}};
                       S.Rounds = unsigned(S.Octets.size() / 16 - 1);
                       return S;
                     },
                     .What = "key",
                     .Parameters = {{"rounds", int64_t(KeyBytes / 4 + 6)}}});
  for (unsigned Rounds : {10u, 12u, 14u, 13u, 11u, 9u, 8u, 7u, 6u, 5u, 4u})
    for (Turned T : {Turned::Not, Turned::Order, Turned::Mixed, Turned::MixedOrder})
      for (KeyOrder O : {KeyOrder::Bytes, KeyOrder::Words, KeyOrder::Transposed, KeyOrder::Matrix})
        Out.push_back(
            {.Parts = {16 * (Rounds + 1)},
             .Load = [O, T, Rounds](std::span<const uint8_t> M) -> std::optional<Schedule> {
               return Schedule{
                   .Octets = turn(reorder(M, O, false), T, Mix), .Words = {}, .Rounds = Rounds};
             },
             .What = "round keys",
             .Parameters = {{"rounds", int64_t(Rounds)}},
             .Encrypts = T == Turned::Not,
             .Standard = Rounds == 10 || Rounds == 12 || Rounds == 14});
  return Out;
}

std::vector<KeyExpansion> expansions() {
  std::vector<KeyExpansion> Out;
  for (size_t KeyBytes : {16u, 24u, 32u})
    for (const Layout &L : {InBytes, InWords32})
      Out.push_back(
          {KeyBytes,
           L,
           [](std::span<const uint8_t> Key) {
             std::vector<Bytes> All;
             const Bytes Keys = expandAesKey(Key);
             for (Turned T : {Turned::Not, Turned::Order, Turned::Mixed, Turned::MixedOrder})
               for (KeyOrder O :
                    {KeyOrder::Bytes, KeyOrder::Words, KeyOrder::Transposed, KeyOrder::Matrix})
                 All.push_back(reorder(turn(Keys, T, Unmix), O, true));
             return All;
           },
           {{"rounds", int64_t(KeyBytes / 4 + 6)}, {"key-bits", int64_t(8 * KeyBytes)}}});
  return Out;
}

std::optional<Explained> explain(Subject &S) {
  if (auto E = explainBlockCipher(S, aes()))
    return E;
  static const std::vector<KeyExpansion> Expansions = expansions();
  return explainKeyExpansion(S, Expansions);
}

} // namespace

Bytes expandAesKey(std::span<const uint8_t> Key) {
  const size_t Nk = Key.size() / 4, Words = 4 * (Nk + 7);
  const auto &Sub = tables().Sub;
  Bytes W(Key.begin(), Key.end());
  uint8_t Rcon = 1;
  for (size_t I = Nk; I < Words; ++I) {
    uint8_t T[4];
    std::copy_n(&W[4 * I - 4], 4, T);
    if (I % Nk == 0) {
      std::rotate(T, T + 1, T + 4);
      for (uint8_t &X : T)
        X = Sub[X];
      T[0] ^= Rcon;
      Rcon = twice(Rcon);
    } else if (Nk > 6 && I % Nk == 4) {
      for (uint8_t &X : T)
        X = Sub[X];
    }
    for (size_t K = 0; K < 4; ++K)
      W.push_back(W[4 * (I - Nk) + K] ^ T[K]);
  }
  return W;
}

void encryptAes(const Schedule &Key, uint8_t *S) {
  const auto &Sub = tables().Sub;
  addKey(S, Key.Octets.data());
  for (unsigned Round = 1; Round <= Key.Rounds; ++Round) {
    uint8_t T[16];
    for (unsigned I = 0; I < 16; ++I) // row r moves r columns to the left
      T[I] = Sub[S[(I + 4 * (I % 4)) % 16]];
    if (Round < Key.Rounds)
      mixColumns(T, Mix);
    addKey(T, &Key.Octets[16 * Round]);
    std::copy_n(T, 16, S);
  }
}

void decryptAes(const Schedule &Key, uint8_t *S) {
  const auto &Inverse = tables().Inverse;
  for (unsigned Round = Key.Rounds; Round > 0; --Round) {
    addKey(S, &Key.Octets[16 * Round]);
    if (Round < Key.Rounds)
      mixColumns(S, Unmix);
    uint8_t T[16];
    for (unsigned I = 0; I < 16; ++I)
      T[(I + 4 * (I % 4)) % 16] = Inverse[S[I]];
    std::copy_n(T, 16, S);
  }
  addKey(S, Key.Octets.data());
}

const BlockCipher &aes() {
  static const BlockCipher C = {.Name = "AES",
                                .BlockBytes = 16,
                                .Data = {InBytes, InWords32, ByRows, InInts},
                                .Keys = keyForms(),
                                .Encrypt = encryptAes,
                                .Decrypt = decryptAes,
                                .Least = {.Xor = 11 * 128 / 2}};
  return C;
}

const Idiom Aes = {
    .Name = "aes",
    .Family = "cryptography",
    .Form = "out = E_K(in) or D_K(in); round keys = expand(key)",
    .Title = "AES: blocks encrypted, decrypted one by one; key expansion",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "Rijndael-like ciphers with another S-box or matrix; modes (cbc, ctr, gcm, xts)",
    .Explain = explain,
};

} // namespace auspex::kernels
