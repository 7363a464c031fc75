//===- test/unit/kernels/generator_test.cpp - Random number generators by what they compute ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/generators.h"
#include "test/unit/kernels/program.h"

#include <gtest/gtest.h>

#include <bit>

using namespace auspex::kernels;
using namespace auspex::kernels::test;

namespace {

uint64_t get(const Bytes &B, size_t K, unsigned Width) { return word(B, K * Width, Width, Order8::Little); }
void put(Bytes &B, size_t K, unsigned Width, uint64_t V) {
  for (unsigned I = 0; I < Width; ++I)
    B[K * Width + I] = uint8_t(V >> 8 * I);
}

/// One number: state in memory, returned.
std::string nameOfStep(unsigned Width, std::function<uint64_t(uint64_t &)> Step, unsigned Bits = 0) {
  return nameOf(Program({inOut(Width)}, {}, Bits ? Bits : 8 * Width, [&](auto &M, auto &) {
    uint64_t State = get(M[0], 0, Width);
    const uint64_t R = Step(State);
    put(M[0], 0, Width, State);
    return R;
  }));
}
/// Numbers into an array; the state is an argument and returned.
std::string nameOfFill(unsigned Width, unsigned OutWidth, size_t Count, std::function<uint64_t(uint64_t &)> Step,
                       bool Returns = true) {
  return nameOf(Program({out(Count * OutWidth)}, {{8 * Width}, {64, Count}}, Returns ? 8 * Width : 0,
                        [&](auto &M, auto &A) {
                          uint64_t State = A[0];
                          for (size_t K = 0; K < Count; ++K)
                            put(M[0], K, OutWidth, Step(State));
                          return State;
                        }));
}

TEST(Generators, ReferencesGiveTheKnownAnswers) {
  EXPECT_EQ(splitmix64(1234567), 6457827717110365317u);
  EXPECT_EQ(splitmix64(1234567 + 0x9e3779b97f4a7c15), 3203168211198807973u);
  uint32_t State[624];
  mersenneSeed(State, 5489);
  twist(State);
  EXPECT_EQ(temper(State[0]), 3499211612u);
  EXPECT_EQ(temper(State[1]), 581869302u);
  // pcg32_srandom(42, 54) of the paper's demonstration.
  uint64_t Pcg = 0;
  const uint64_t Increment = 54 << 1 | 1, Multiplier = 6364136223846793005;
  Pcg = Pcg * Multiplier + Increment;
  Pcg += 42;
  Pcg = Pcg * Multiplier + Increment;
  EXPECT_EQ(pcg32(Pcg), 0xa15c02b7u);
  uint64_t X[4] = {1, 2, 3, 4};
  xoshiro256(X);
  EXPECT_EQ(rotl64(X[1] * 5, 7) * 9, 0u);
  EXPECT_EQ(X[3], uint64_t(6) << 45);
}

uint64_t shift32(uint64_t &S) {
  S ^= S << 13 & 0xffffffff, S ^= S >> 17, S ^= S << 5 & 0xffffffff;
  return S;
}
uint64_t shift64(uint64_t &S) {
  S ^= S >> 12, S ^= S << 25, S ^= S >> 27;
  return S * 0x2545f4914f6cdd1d;
}

TEST(Generators, NamesXorshift) {
  EXPECT_EQ(nameOfStep(4, shift32), "xorshift");
  EXPECT_EQ(nameOfStep(8, shift64), "xorshift");
  EXPECT_EQ(nameOfFill(4, 4, 16, shift32), "xorshift");
  EXPECT_EQ(nameOfFill(4, 4, 1, shift32), "xorshift");
  EXPECT_EQ(nameOf(Program({}, {{32}}, 32, [](auto &, auto &A) {
              uint64_t S = A[0];
              return shift32(S);
            })),
            "xorshift");
  for (size_t Steps : {1, 3})
    EXPECT_EQ(nameOf(Program({inOut(16), out(4 * Steps)}, {{32, Steps}}, 0,
                             [&](auto &M, auto &) {
                               for (size_t K = 0; K < Steps; ++K) {
                                 uint32_t T = uint32_t(get(M[0], 0, 4)), W = uint32_t(get(M[0], 3, 4));
                                 T ^= T << 11;
                                 W = W ^ W >> 19 ^ T ^ T >> 8;
                                 M[0].erase(M[0].begin(), M[0].begin() + 4);
                                 M[0].resize(16);
                                 put(M[0], 3, 4, W);
                                 put(M[1], K, 4, W);
                               }
                               return 0;
                             })),
              "xorshift");
  EXPECT_EQ(nameOf(Program({inOut(16)}, {}, 64,
                           [&](auto &M, auto &) {
                             uint64_t A = get(M[0], 0, 8), B = get(M[0], 1, 8);
                             A ^= A << 23;
                             A = A ^ A >> 17 ^ B ^ B >> 26;
                             put(M[0], 0, 8, B), put(M[0], 1, 8, A);
                             return A + B;
                           })),
            "xorshift");
  for (auto Step : {xoshiro256, xoroshiro128})
    EXPECT_EQ(nameOf(Program({inOut(Step == xoshiro256 ? 32 : 16)}, {}, 64,
                             [&](auto &M, auto &) {
                               auto S = words(M[0], M[0].size() / 8, 8, Order8::Little);
                               Step(S.data());
                               M[0] = bytesOf(S, 8, Order8::Little);
                               return S[0] + S[1];
                             })),
              "xorshift");
}

TEST(Generators, OtherShiftsAreNoXorshift) {
  EXPECT_EQ(nameOfStep(4, [](uint64_t &S) { // a sum
              S ^= S << 13 & 0xffffffff, S += S >> 17, S ^= S << 5;
              return S &= 0xffffffff;
            }),
            "");
  EXPECT_EQ(nameOfStep(4, [](uint64_t &S) { return S ^= S >> 1; }), "");        // Gray code
  EXPECT_EQ(nameOfStep(4, [](uint64_t &S) { return S ^= S << 3 & 0xffffffff; }), "");
  EXPECT_EQ(nameOf(Program({inOut(16)}, {}, 64,
                           [&](auto &M, auto &) {
                             const uint64_t A = get(M[0], 0, 8), B = get(M[0], 1, 8);
                             put(M[0], 0, 8, B), put(M[0], 1, 8, A);
                             return A + B;
                           })),
            "");
}

TEST(Generators, NamesLcg) {
  auto Numerical = [](uint64_t &S) { return S = uint32_t(S * 1664525 + 1013904223); };
  EXPECT_EQ(nameOfStep(4, Numerical), "lcg");
  EXPECT_EQ(nameOfFill(4, 4, 16, Numerical), "lcg");
  EXPECT_EQ(nameOfFill(4, 4, 16, Numerical, false), "lcg");
  EXPECT_EQ(nameOfStep(4, [](uint64_t &S) { // rand()
              S = uint32_t(S * 1103515245 + 12345);
              return S >> 16 & 0x7fff;
            }, 32),
            "lcg");
  EXPECT_EQ(nameOfStep(4, [](uint64_t &S) { return S = (S * 1103515245 + 12345) & 0x7fffffff; }), "lcg");
  EXPECT_EQ(nameOfStep(8, [](uint64_t &S) { return S = (S * 0x5deece66d + 11) & 0xffffffffffff; }), "lcg");
  EXPECT_EQ(nameOfStep(8, [](uint64_t &S) {
              S = S * 6364136223846793005 + 1442695040888963407;
              return S >> 33;
            }, 32),
            "lcg");
  EXPECT_EQ(nameOfStep(4, [](uint64_t &S) { return S = uint32_t(S * 69069); }), "lcg");
  for (unsigned Steps : {1, 16})
    EXPECT_EQ(nameOf(Program({out(4 * Steps)}, {{64}, {32, Steps}}, 64,
                             [&](auto &, auto &A) {
                               int64_t X = int64_t(A[0]);
                               for (unsigned K = 0; K < Steps; ++K)
                                 X = int64_t(uint64_t(X) * 16807) % 2147483647;
                               return uint64_t(X);
                             })),
              "lcg");
  EXPECT_EQ(nameOfStep(4, [](uint64_t &S) { // Schrage's method
              int64_t Hi = int32_t(S) / 127773, Lo = int32_t(S) % 127773, T = 16807 * Lo - 2836 * Hi;
              S = uint32_t(T > 0 ? T : T + 2147483647);
              return S;
            }),
            "lcg");
}

TEST(Generators, OtherMapsAreNoLcg) {
  EXPECT_EQ(nameOfStep(4, [](uint64_t &S) { return S = uint32_t(S + 1); }), "");
  EXPECT_EQ(nameOfStep(4, [](uint64_t &S) { return S = uint32_t(S * 5 + 1); }), "") << "a small number";
  EXPECT_EQ(nameOfStep(4, [](uint64_t &S) { return S = uint32_t(S * S + 1013904223); }), "");
  EXPECT_EQ(nameOf(Program({}, {{32}}, 32, [](auto &, auto &A) { return A[0] * 2654435761; })), "")
      << "multiplicative hashing";
  EXPECT_EQ(nameOf(Program({inOut(4)}, {{32}}, 0,
                           [](auto &M, auto &A) { // another summand each time: a hash
                             put(M[0], 0, 4, get(M[0], 0, 4) * 1664525 + A[0]);
                             return 0;
                           })),
            "");
  EXPECT_EQ(nameOf(Program({out(64)}, {{32}}, 0,
                           [](auto &M, auto &A) { // powers of a number
                             uint32_t P = 1;
                             for (size_t K = 0; K < 16; ++K, P *= uint32_t(A[0]))
                               put(M[0], K, 4, P);
                             return 0;
                           })),
            "");
}

TEST(Generators, NamesMersenneTwister) {
  auto Twisted = [](Bytes &B, size_t Distance) {
    uint32_t S[624];
    for (size_t I = 0; I < 624; ++I)
      S[I] = uint32_t(get(B, I, 4));
    for (size_t I = 0; I < 624; ++I) {
      const uint32_t Y = (S[I] & 0x80000000) | (S[(I + 1) % 624] & 0x7fffffff);
      S[I] = S[(I + Distance) % 624] ^ Y >> 1 ^ (Y & 1 ? 0x9908b0df : 0);
    }
    for (size_t I = 0; I < 624; ++I)
      put(B, I, 4, S[I]);
  };
  for (size_t Distance : {397, 396})
    EXPECT_EQ(nameOf(Program({inOut(2496)}, {}, 0,
                             [&](auto &M, auto &) {
                               Twisted(M[0], Distance);
                               return 0;
                             })),
              Distance == 397 ? "mersenne-twister" : "");
  EXPECT_EQ(nameOf(Program({{2500, {{40, 104}, {2496, 2500}}, {{2496, 2500}}}, out(64)}, {{64, 16}}, 0,
                           [&](auto &M, auto &) {
                             for (size_t K = 0; K < 16; ++K)
                               put(M[1], K, 4, temper(uint32_t(get(M[0], 10 + K, 4))));
                             put(M[0], 624, 4, 26);
                             return 0;
                           })),
            "mersenne-twister");
  EXPECT_EQ(nameOf(Program({}, {{32}}, 32, [](auto &, auto &A) { return temper(uint32_t(A[0])); })),
            "mersenne-twister");
  EXPECT_EQ(nameOf(Program({out(2496)}, {{32}}, 0,
                           [&](auto &M, auto &A) {
                             uint32_t S[624];
                             mersenneSeed(S, uint32_t(A[0]));
                             for (size_t I = 0; I < 624; ++I)
                               put(M[0], I, 4, S[I]);
                             return 0;
                           })),
            "mersenne-twister");
}

TEST(Generators, NamesSplitmix) {
  auto Next = [](uint64_t &S) {
    S += 0x9e3779b97f4a7c15;
    return splitmix64(S - 0x9e3779b97f4a7c15);
  };
  EXPECT_EQ(nameOfStep(8, Next), "splitmix64");
  EXPECT_EQ(nameOfFill(8, 8, 16, Next, false), "splitmix64");
  EXPECT_EQ(nameOfFill(8, 8, 4, Next, true), "splitmix64");
  EXPECT_EQ(nameOf(Program({out(128)}, {{64}, {64}, {64, 16}}, 0,
                           [&](auto &M, auto &A) { // by a counter, as fractions
                             for (uint64_t K = 0; K < 16; ++K)
                               put(M[0], K, 8,
                                   std::bit_cast<uint64_t>(
                                       double(splitmix64(A[0] + (A[1] + K) * 0x9e3779b97f4a7c15) >> 11) * 0x1p-53));
                             return 0;
                           })),
            "splitmix64");
  EXPECT_EQ(nameOfStep(8, [](uint64_t &S) {
              uint64_t Z = S += 0x9e3779b97f4a7c15;
              Z = (Z ^ Z >> 30) * 0xbf58476d1ce4e5b9;
              Z = (Z ^ Z >> 28) * 0x94d049bb133111eb;
              return Z ^ Z >> 31;
            }),
            "");
}

TEST(Generators, NamesPcg) {
  for (bool Rotates : {true, false})
    for (size_t Count : {1, 16})
      EXPECT_EQ(nameOf(Program({{16, {{0, 16}}, {{0, 8}}}, out(4 * Count)}, {{64, Count}}, 0,
                               [&](auto &M, auto &) {
                                 uint64_t S = get(M[0], 0, 8);
                                 const uint64_t C = get(M[0], 1, 8) | 1;
                                 for (size_t K = 0; K < Count; ++K) {
                                   put(M[1], K, 4, Rotates ? pcg32(S) : uint32_t((S >> 18 ^ S) >> 27));
                                   S = S * 6364136223846793005 + C;
                                 }
                                 put(M[0], 0, 8, S);
                                 return 0;
                               })),
                Rotates ? "pcg" : "");
  EXPECT_EQ(nameOf(Program({out(64)}, {{64}, {64}, {32, 16}}, 64,
                           [&](auto &M, auto &A) {
                             uint64_t S = A[0];
                             for (size_t K = 0; K < 16; ++K) {
                               put(M[0], K, 4, pcg32(S));
                               S = S * 6364136223846793005 + (A[1] << 1 | 1);
                             }
                             return S;
                           })),
            "pcg");
  EXPECT_EQ(nameOfStep(8, [](uint64_t &S) {
              const uint32_t R = pcg32(S);
              S = S * 6364136223846793005 + 1442695040888963407;
              return R;
            }, 32),
            "pcg");
}

} // namespace
