// ===- test/corpus/seventh-hands/ciphers.cpp - Cryptography in classes -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ===----------------------------------------------------------------------===//

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

using Bytes = std::span<const std::uint8_t>;

namespace {

constexpr std::uint8_t times2(std::uint8_t x) { return std::uint8_t((x << 1) ^ ((x >> 7) * 0x1b)); }

// Powers of 3 run through all elements, powers of 1/3 through their inverses.
constexpr std::array<std::uint8_t, 256> substitution() {
  std::array<std::uint8_t, 256> box{};
  std::uint8_t p = 1, q = 1;
  do {
    p ^= times2(p);
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    if (q & 0x80)
      q ^= 0x09;
    std::uint8_t s = q;
    for (int k = 1; k < 5; ++k)
      s ^= std::rotl(q, k);
    box[p] = s ^ 0x63;
  } while (p != 1);
  box[0] = 0x63;
  return box;
}

constexpr auto Box = substitution();

} // namespace

class Aes128 {
public:
  explicit Aes128(std::span<const std::uint8_t, 16> key) {
    std::memcpy(keys_.data(), key.data(), 16);
    std::uint8_t round = 1;
    for (int i = 4; i < 44; ++i) {
      std::array<std::uint8_t, 4> t = {keys_[4 * i - 4], keys_[4 * i - 3], keys_[4 * i - 2], keys_[4 * i - 1]};
      if (i % 4 == 0) {
        t = {std::uint8_t(Box[t[1]] ^ round), Box[t[2]], Box[t[3]], Box[t[0]]};
        round = times2(round);
      }
      for (int k = 0; k < 4; ++k)
        keys_[4 * i + k] = keys_[4 * (i - 4) + k] ^ t[k];
    }
  }
  void encrypt(std::span<std::uint8_t, 16> block) const {
    std::array<std::uint8_t, 16> s;
    for (int i = 0; i < 16; ++i)
      s[i] = block[i] ^ keys_[i];
    for (int r = 1; r <= 10; ++r) {
      std::array<std::uint8_t, 16> t;
      for (int c = 0; c < 4; ++c)
        for (int i = 0; i < 4; ++i)
          t[4 * c + i] = Box[s[4 * ((c + i) % 4) + i]];
      if (r < 10)
        for (int c = 0; c < 4; ++c) {
          std::uint8_t a[4] = {t[4 * c], t[4 * c + 1], t[4 * c + 2], t[4 * c + 3]};
          for (int i = 0; i < 4; ++i)
            t[4 * c + i] = times2(a[i]) ^ times2(a[(i + 1) % 4]) ^ a[(i + 1) % 4] ^ a[(i + 2) % 4] ^ a[(i + 3) % 4];
        }
      for (int i = 0; i < 16; ++i)
        s[i] = t[i] ^ keys_[16 * r + i];
    }
    std::memcpy(block.data(), s.data(), 16);
  }

private:
  std::array<std::uint8_t, 176> keys_;
};

void aes_one_block(const Aes128 &cipher, std::uint8_t *block) { cipher.encrypt(std::span<std::uint8_t, 16>(block, 16)); }

void aes_counter(const Aes128 &cipher, std::array<std::uint8_t, 16> counter, std::span<std::uint8_t> data) {
  for (std::size_t at = 0; at < data.size(); at += 16) {
    std::array<std::uint8_t, 16> stream = counter;
    cipher.encrypt(stream);
    for (std::size_t i = 0; i < 16 && at + i < data.size(); ++i)
      data[at + i] ^= stream[i];
    for (int i = 15; i >= 0 && ++counter[i] == 0; --i)
      ;
  }
}

std::array<std::uint32_t, 5> sha1(std::string_view text) {
  std::vector<std::uint8_t> m(text.begin(), text.end());
  m.push_back(0x80);
  while (m.size() % 64 != 56)
    m.push_back(0);
  const std::uint64_t bits = std::uint64_t(text.size()) * 8;
  for (int i = 7; i >= 0; --i)
    m.push_back(std::uint8_t(bits >> (8 * i)));
  std::array<std::uint32_t, 5> h = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  for (std::size_t at = 0; at < m.size(); at += 64) {
    std::array<std::uint32_t, 80> w;
    for (int i = 0; i < 16; ++i)
      w[i] = std::uint32_t(m[at + 4 * i]) << 24 | m[at + 4 * i + 1] << 16 | m[at + 4 * i + 2] << 8 | m[at + 4 * i + 3];
    for (int i = 16; i < 80; ++i)
      w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    auto [a, b, c, d, e] = h;
    for (int i = 0; i < 80; ++i) {
      std::uint32_t f, k;
      if (i < 20)
        f = (b & c) | (~b & d), k = 0x5a827999;
      else if (i < 40)
        f = b ^ c ^ d, k = 0x6ed9eba1;
      else if (i < 60)
        f = (b & c) | (b & d) | (c & d), k = 0x8f1bbcdc;
      else
        f = b ^ c ^ d, k = 0xca62c1d6;
      const std::uint32_t t = std::rotl(a, 5) + f + e + k + w[i];
      e = d, d = c, c = std::rotl(b, 30), b = a, a = t;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
  }
  return h;
}

std::uint64_t siphash24(Bytes message, std::uint64_t k0, std::uint64_t k1) {
  std::uint64_t v0 = k0 ^ 0x736f6d6570736575, v1 = k1 ^ 0x646f72616e646f6d, v2 = k0 ^ 0x6c7967656e657261, v3 = k1 ^ 0x7465646279746573;
  auto round = [&] {
    v0 += v1, v1 = std::rotl(v1, 13) ^ v0, v0 = std::rotl(v0, 32);
    v2 += v3, v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3, v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1, v1 = std::rotl(v1, 17) ^ v2, v2 = std::rotl(v2, 32);
  };
  auto absorb = [&](std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  };
  std::size_t at = 0;
  for (; at + 8 <= message.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, message.data() + at, 8);
    absorb(word);
  }
  std::uint64_t last = std::uint64_t(message.size()) << 56;
  for (int shift = 0; at < message.size(); ++at, shift += 8)
    last |= std::uint64_t(message[at]) << shift;
  absorb(last);
  v2 ^= 0xff;
  for (int i = 0; i < 4; ++i)
    round();
  return v0 ^ v1 ^ v2 ^ v3;
}

// Limbs of 32 bits, least significant first.
std::vector<std::uint32_t> long_product(const std::vector<std::uint32_t> &a, const std::vector<std::uint32_t> &b) {
  std::vector<std::uint32_t> r(a.size() + b.size(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
      carry += r[i + j] + std::uint64_t(a[i]) * b[j];
      r[i + j] = std::uint32_t(carry);
      carry >>= 32;
    }
    r[i + b.size()] = std::uint32_t(carry);
  }
  return r;
}

std::uint64_t power_mod(std::uint64_t base, std::uint64_t exponent, std::uint64_t modulus) {
  unsigned __int128 result = 1 % modulus, square = base % modulus;
  for (; exponent; exponent >>= 1) {
    if (exponent & 1)
      result = result * square % modulus;
    square = square * square % modulus;
  }
  return std::uint64_t(result);
}

class XorShift {
public:
  explicit XorShift(std::uint64_t seed) : x_(seed ? seed : 1) {}
  std::uint64_t operator()() {
    x_ ^= x_ << 13;
    x_ ^= x_ >> 7;
    x_ ^= x_ << 17;
    return x_;
  }

private:
  std::uint64_t x_;
};

void fill_random(XorShift &g, std::span<std::uint64_t> out) {
  for (auto &v : out)
    v = g();
}

// A look-alike: a hash of a table that multiplies by 31.
std::uint32_t hash31(std::string_view s) {
  std::uint32_t h = 7;
  for (unsigned char c : s)
    h = 31 * h + c;
  return h;
}

// A look-alike: sums of long numbers carry, too.
std::vector<std::uint32_t> long_sum(const std::vector<std::uint32_t> &a, const std::vector<std::uint32_t> &b) {
  std::vector<std::uint32_t> r(a.size() + 1);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    carry += std::uint64_t(a[i]) + (i < b.size() ? b[i] : 0);
    r[i] = std::uint32_t(carry);
    carry >>= 32;
  }
  r[a.size()] = std::uint32_t(carry);
  return r;
}
