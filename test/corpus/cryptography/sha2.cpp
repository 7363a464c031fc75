// SHA-2 as one C++ template over the word type, and SHA-256 over a span with lambdas.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace {
constexpr std::array<std::uint64_t, 80> kRound = {
    0x428a2f98d728ae22ULL, 0x7137449123ef65cdULL, 0xb5c0fbcfec4d3b2fULL, 0xe9b5dba58189dbbcULL,
    0x3956c25bf348b538ULL, 0x59f111f1b605d019ULL, 0x923f82a4af194f9bULL, 0xab1c5ed5da6d8118ULL,
    0xd807aa98a3030242ULL, 0x12835b0145706fbeULL, 0x243185be4ee4b28cULL, 0x550c7dc3d5ffb4e2ULL,
    0x72be5d74f27b896fULL, 0x80deb1fe3b1696b1ULL, 0x9bdc06a725c71235ULL, 0xc19bf174cf692694ULL,
    0xe49b69c19ef14ad2ULL, 0xefbe4786384f25e3ULL, 0x0fc19dc68b8cd5b5ULL, 0x240ca1cc77ac9c65ULL,
    0x2de92c6f592b0275ULL, 0x4a7484aa6ea6e483ULL, 0x5cb0a9dcbd41fbd4ULL, 0x76f988da831153b5ULL,
    0x983e5152ee66dfabULL, 0xa831c66d2db43210ULL, 0xb00327c898fb213fULL, 0xbf597fc7beef0ee4ULL,
    0xc6e00bf33da88fc2ULL, 0xd5a79147930aa725ULL, 0x06ca6351e003826fULL, 0x142929670a0e6e70ULL,
    0x27b70a8546d22ffcULL, 0x2e1b21385c26c926ULL, 0x4d2c6dfc5ac42aedULL, 0x53380d139d95b3dfULL,
    0x650a73548baf63deULL, 0x766a0abb3c77b2a8ULL, 0x81c2c92e47edaee6ULL, 0x92722c851482353bULL,
    0xa2bfe8a14cf10364ULL, 0xa81a664bbc423001ULL, 0xc24b8b70d0f89791ULL, 0xc76c51a30654be30ULL,
    0xd192e819d6ef5218ULL, 0xd69906245565a910ULL, 0xf40e35855771202aULL, 0x106aa07032bbd1b8ULL,
    0x19a4c116b8d2d0c8ULL, 0x1e376c085141ab53ULL, 0x2748774cdf8eeb99ULL, 0x34b0bcb5e19b48a8ULL,
    0x391c0cb3c5c95a63ULL, 0x4ed8aa4ae3418acbULL, 0x5b9cca4f7763e373ULL, 0x682e6ff3d6b2b8a3ULL,
    0x748f82ee5defb2fcULL, 0x78a5636f43172f60ULL, 0x84c87814a1f0ab72ULL, 0x8cc702081a6439ecULL,
    0x90befffa23631e28ULL, 0xa4506cebde82bde9ULL, 0xbef9a3f7b2c67915ULL, 0xc67178f2e372532bULL,
    0xca273eceea26619cULL, 0xd186b8c721c0c207ULL, 0xeada7dd6cde0eb1eULL, 0xf57d4f7fee6ed178ULL,
    0x06f067aa72176fbaULL, 0x0a637dc5a2c898a6ULL, 0x113f9804bef90daeULL, 0x1b710b35131c471bULL,
    0x28db77f523047d84ULL, 0x32caab7b40c72493ULL, 0x3c9ebe0a15c9bebcULL, 0x431d67c49c100d4cULL,
    0x4cc5d4becb3e42b6ULL, 0x597f299cfc657e2aULL, 0x5fcb6fab3ad6faecULL, 0x6c44198c4a475817ULL,
};

/* SHA-256's constants are the upper halves of the first 64 of SHA-512's. */
template <typename Word> constexpr Word round_constant(int i) {
  if constexpr (sizeof(Word) == 8)
    return kRound[i];
  else
    return static_cast<Word>(kRound[i] >> 32);
}

template <typename Word, int Rounds, int... R> struct Sha2 {
  static constexpr int r[12] = {R...};
  static Word big(Word x, int o) { return std::rotr(x, r[o]) ^ std::rotr(x, r[o + 1]) ^ std::rotr(x, r[o + 2]); }
  static Word small(Word x, int o) { return std::rotr(x, r[o]) ^ std::rotr(x, r[o + 1]) ^ (x >> r[o + 2]); }

  static void compress(std::array<Word, 8> &state, const Word *in) {
    std::array<Word, Rounds> w;
    for (int i = 0; i < 16; ++i)
      w[i] = in[i];
    for (int i = 16; i < Rounds; ++i)
      w[i] = small(w[i - 2], 9) + w[i - 7] + small(w[i - 15], 6) + w[i - 16];
    auto [a, b, c, d, e, f, g, h] = state;
    for (int i = 0; i < Rounds; ++i) {
      const Word t1 = h + big(e, 3) + ((e & f) ^ (~e & g)) + round_constant<Word>(i) + w[i];
      const Word t2 = big(a, 0) + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    const Word add[8] = {a, b, c, d, e, f, g, h};
    for (int i = 0; i < 8; ++i)
      state[i] += add[i];
  }
};
} // namespace

void Sha256Block(std::array<std::uint32_t, 8> &state, const std::uint32_t *in) {
  Sha2<std::uint32_t, 64, 2, 13, 22, 6, 11, 25, 7, 18, 3, 17, 19, 10>::compress(state, in);
}

void Sha512Block(std::array<std::uint64_t, 8> &state, const std::uint64_t *in) {
  Sha2<std::uint64_t, 80, 28, 34, 39, 14, 18, 41, 1, 8, 7, 19, 61, 6>::compress(state, in);
}

void sha256_words(std::span<std::uint32_t, 8> state, std::span<const std::uint32_t> words) {
  std::vector<std::uint32_t> w(64);
  auto sigma = [](std::uint32_t x, int a, int b, int c) {
    return std::rotl(x, 32 - a) ^ std::rotl(x, 32 - b) ^ (x >> c);
  };
  auto sum = [](std::uint32_t x, int a, int b, int c) {
    return std::rotr(x, a) ^ std::rotr(x, b) ^ std::rotr(x, c);
  };
  for (std::size_t at = 0; at + 16 <= words.size(); at += 16) {
    std::size_t i = 0;
    for (; i < 16; ++i)
      w[i] = words[at + i];
    for (; i < 64; ++i)
      w[i] = w[i - 16] + w[i - 7] + sigma(w[i - 15], 7, 18, 3) + sigma(w[i - 2], 17, 19, 10);
    std::array<std::uint32_t, 8> v;
    for (i = 0; i < 8; ++i)
      v[i] = state[i];
    for (i = 0; i < 64; ++i) {
      /* v[(k - i) mod 8] is the k-th variable. */
      auto at_ = [&](std::size_t k) -> std::uint32_t & { return v[(k - i) & 7]; };
      at_(7) += sum(at_(4), 6, 11, 25) + ((at_(4) & at_(5)) | (~at_(4) & at_(6))) +
                static_cast<std::uint32_t>(kRound[i] >> 32) + w[i];
      at_(3) += at_(7);
      at_(7) += sum(at_(0), 2, 13, 22) + ((at_(0) & at_(1)) ^ (at_(0) & at_(2)) ^ (at_(1) & at_(2)));
    }
    for (i = 0; i < 8; ++i)
      state[i] += v[i];
  }
}
