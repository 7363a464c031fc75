//===- demand/evaluate/builtins_hashtable.cpp - Hash tables that grow -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The policy by which libstdc++'s unordered containers choose how many buckets
// they have (src/c++11/hashtable_c++0x.cc): a prime at least twice as large, as
// soon as there are more elements than buckets times the load factor. On its
// layout: the load factor (float) at 0, at 8 the number of elements up to which
// the buckets suffice.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_support.h"

#include <bits/hash_bytes.h>
#include <cmath>

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t LoadAt = 0, NextResizeAt = 8, GrowthFactor = 2, FirstBuckets = 11;

/// What _M_next_bkt yields from 14 on (libstdc++ 12; __prime_list).
constexpr int64_t Primes[] = {
    17,
    19,
    23,
    29,
    31,
    37,
    41,
    43,
    47,
    53,
    59,
    61,
    67,
    71,
    73,
    79,
    83,
    89,
    97,
    103,
    109,
    113,
    127,
    137,
    139,
    149,
    157,
    167,
    179,
    193,
    199,
    211,
    227,
    241,
    257,
    277,
    293,
    313,
    337,
    359,
    383,
    409,
    439,
    467,
    503,
    541,
    577,
    619,
    661,
    709,
    761,
    823,
    887,
    953,
    1031,
    1109,
    1193,
    1289,
    1381,
    1493,
    1613,
    1741,
    1879,
    2029,
    2179,
    2357,
    2549,
    2753,
    2971,
    3209,
    3469,
    3739,
    4027,
    4349,
    4703,
    5087,
    5503,
    5953,
    6427,
    6949,
    7517,
    8123,
    8783,
    9497,
    10273,
    11113,
    12011,
    12983,
    14033,
    15173,
    16411,
    17749,
    19183,
    20753,
    22447,
    24281,
    26267,
    28411,
    30727,
    33223,
    35933,
    38873,
    42043,
    45481,
    49201,
    53201,
    57557,
    62233,
    67307,
    72817,
    78779,
    85229,
    92203,
    99733,
    107897,
    116731,
    126271,
    136607,
    147793,
    159871,
    172933,
    187091,
    202409,
    218971,
    236897,
    256279,
    277261,
    299951,
    324503,
    351061,
    379787,
    410857,
    444487,
    480881,
    520241,
    562841,
    608903,
    658753,
    712697,
    771049,
    834181,
    902483,
    976369,
    1056323,
    1142821,
    1236397,
    1337629,
    1447153,
    1565659,
    1693859,
    1832561,
    1982627,
    2144977,
    2320627,
    2510653,
    2716249,
    2938679,
    3179303,
    3439651,
    3721303,
    4026031,
    4355707,
    4712381,
    5098259,
    5515729,
    5967347,
    6456007,
    6984629,
    7556579,
    8175383,
    8844859,
    9569143,
    10352717,
    11200489,
    12117689,
    13109983,
    14183539,
    15345007,
    16601593,
    17961079,
    19431899,
    21023161,
    22744717,
    24607243,
    26622317,
    28802401,
    31160981,
    33712729,
    36473443,
    39460231,
    42691603,
    46187573,
    49969847,
    54061849,
    58488943,
    63278561,
    68460391,
    74066549,
    80131819,
    86693767,
    93793069,
    101473717,
    109783337,
    118773397,
    128499677,
    139022417,
    150406843,
    162723577,
    176048909,
    190465427,
    206062531,
    222936881,
    241193053,
    260944219,
    282312799,
    305431229,
    330442829,
    357502601,
    386778277,
    418451333,
    452718089,
    489790921,
    529899637,
    573292817,
    620239453,
    671030513,
    725980837,
    785430967,
    849749479,
    919334987,
    994618837,
    1076067617,
    1164186217,
    1259520799,
    1362662261,
    1474249943,
    1594975441,
    1725587117,
    1866894511,
    2019773507,
    2185171673,
    2364114217,
    2557710269,
    2767159799,
    2993761039,
    3238918481,
    3504151727,
    3791104843,
    4101556399,
    4294967291,
    6442450933,
    8589934583,
    12884901857,
    17179869143,
    25769803693,
    34359738337,
    51539607367,
    68719476731,
    103079215087,
    137438953447,
    206158430123,
    274877906899,
    412316860387,
    549755813881,
    824633720731,
    1099511627689,
    1649267441579,
    2199023255531,
    3298534883309,
    4398046511093,
    6597069766607,
};
constexpr int64_t SmallPrimes[] = {1, 2, 2, 3, 5, 5, 7, 7, 11, 11, 11, 11, 13, 13};

int64_t nextBuckets(int64_t AtLeast) {
  if (AtLeast < int64_t(std::size(SmallPrimes)))
    return SmallPrimes[std::max<int64_t>(0, AtLeast)];
  const int64_t *P = std::ranges::lower_bound(Primes, AtLeast);
  return P == std::end(Primes) ? AtLeast : *P;
}

class Policy {
public:
  explicit Policy(CallSite &C) : C(C), At(C.arg(0)) {
    Val F = isPlace(At) ? C.P.Mem.load(At.Id, At.Mid + LoadAt, Type::F32) : Val();
    Load = F.K == Val::Kind::Real && F.asReal() > 0 ? F.asReal() : 1;
  }
  Val nextResize() const {
    return isPlace(At) ? C.P.Mem.load(At.Id, At.Mid + NextResizeAt, Type::I64) : Val();
  }
  void suffices(int64_t Buckets) {
    put(C, offset(At, NextResizeAt), Val::integer(int64_t(std::floor(double(Buckets) * Load))));
  }
  double load() const { return Load; }

private:
  CallSite &C;
  Val At;
  double Load;
};

Val nextBucketCount(CallSite &C) { // _M_next_bkt(n)
  const Val &N = C.arg(1);
  if (!N.isInt() || N.Lo < 0) {
    put(C, offset(C.arg(0), NextResizeAt), Val::unknown(Type::I64));
    return C.M.unknownOf(C.Result, "number of buckets for elements whose number is not known");
  }
  Policy(C).suffices(nextBuckets(N.Mid));
  return Val::interval(nextBuckets(N.Lo), nextBuckets(N.Mid), nextBuckets(N.Hi), Type::I64);
}

/// _M_need_rehash(buckets, elements, insertions): a pair of whether to grow and
/// to how many, at the last argument.
Val needRehash(CallSite &C) {
  const Val &Buckets = C.arg(1), &Elements = C.arg(2), &New = C.arg(3), &To = C.arg(4);
  auto Answer = [&](const Val &Grow, const Val &Count) {
    put(C, To, Grow);
    put(C, offset(To, 8), Count);
    return Val();
  };
  Policy P(C);
  Val Next = P.nextResize();
  if (!Buckets.exactInt() || !Elements.exactInt() || !New.exactInt() || !Next.exactInt())
    return Answer(Val::unknown(Type::I8), Val::unknown(Type::I64));
  Val No = Val::integer(0, Type::I8), Yes = Val::integer(1, Type::I8);
  int64_t Wanted = Elements.Mid + New.Mid;
  if (!C.M.decideLess(Next.Mid, Wanted))
    return Answer(No, Val::integer(0));
  double Least = double(std::max(Wanted, Next.Mid ? 0 : FirstBuckets)) / P.load();
  if (C.M.decideLess(int64_t(std::min(Least, 1e18)), Buckets.Mid)) {
    P.suffices(Buckets.Mid);
    return Answer(No, Val::integer(0));
  }
  int64_t Twice = Buckets.Mid > INT64_MAX / GrowthFactor ? 0 : Buckets.Mid * GrowthFactor;
  int64_t Grown = nextBuckets(std::max(int64_t(std::min(Least, 1e18)) + 1, Twice));
  P.suffices(Grown);
  return Answer(Yes, Val::integer(Grown));
}

/// _Hash_bytes(p, n, seed): of text that is known, what the library makes of it.
Val hashOfBytes(CallSite &C) {
  const Val &At = C.arg(0), &Count = C.arg(1), &Seed = C.arg(2);
  constexpr int64_t Most = 4096;
  if (!isPlace(At) || !Count.exactInt() || Count.Mid < 0 || Count.Mid > Most || !Seed.exactInt())
    return unknownText(C, "hash");
  std::string Bytes;
  for (int64_t I = 0; I != Count.Mid; ++I) {
    auto B = C.P.Mem.byte(At.Id, At.Mid + I);
    if (!B)
      return unknownText(C, "hash");
    Bytes.push_back(char(*B));
  }
  C.M.charge(uint64_t(Count.Mid) / 8);
  return Val::integer(int64_t(std::_Hash_bytes(Bytes.data(), Bytes.size(), size_t(Seed.Mid))),
                      Type::I64);
}

} // namespace

std::span<const BuiltinRow> hashTableBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"_Hash_bytes", hashOfBytes},
      {"_M_next_bkt", nextBucketCount},
      {"_M_need_rehash", needRehash},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
