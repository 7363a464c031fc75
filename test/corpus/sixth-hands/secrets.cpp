// Cryptography in classes and one-liners, and what looks like it.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

using Bytes = std::vector<std::uint8_t>;

class Aes128 {
public:
  explicit Aes128(const std::uint8_t *key) {
    fill();
    std::copy(key, key + 16, round_keys.begin());
    std::uint8_t rcon = 1;
    for (int i = 16; i < 176; i += 4) {
      std::array<std::uint8_t, 4> t{round_keys[i - 4], round_keys[i - 3], round_keys[i - 2], round_keys[i - 1]};
      if (i % 16 == 0) {
        std::rotate(t.begin(), t.begin() + 1, t.end());
        for (auto &b : t)
          b = sbox[b];
        t[0] ^= rcon;
        rcon = twice(rcon);
      }
      for (int j = 0; j < 4; ++j)
        round_keys[i + j] = round_keys[i - 16 + j] ^ t[j];
    }
  }

  void encrypt(std::uint8_t *block) const {
    add(block, 0);
    for (int round = 1; round <= 10; ++round) {
      std::array<std::uint8_t, 16> s;
      for (int i = 0; i < 16; ++i)
        s[i] = sbox[block[(i * 5) % 16]];
      if (round < 10)
        for (int c = 0; c < 4; ++c) {
          const std::uint8_t *a = &s[4 * c];
          const std::uint8_t all = a[0] ^ a[1] ^ a[2] ^ a[3];
          for (int r = 0; r < 4; ++r)
            block[4 * c + r] = a[r] ^ all ^ twice(a[r] ^ a[(r + 1) & 3]);
        }
      else
        std::copy(s.begin(), s.end(), block);
      add(block, round);
    }
  }

private:
  static std::uint8_t twice(std::uint8_t x) { return static_cast<std::uint8_t>(x << 1 ^ (x & 0x80 ? 0x1b : 0)); }

  void fill() {
    std::uint8_t p = 1, q = 1;
    do {
      p = p ^ twice(p);
      q ^= q << 1;
      q ^= q << 2;
      q ^= q << 4;
      if (q & 0x80)
        q ^= 0x09;
      auto rot = [&](int n) { return static_cast<std::uint8_t>(q << n | q >> (8 - n)); };
      sbox[p] = q ^ rot(1) ^ rot(2) ^ rot(3) ^ rot(4) ^ 0x63;
    } while (p != 1);
    sbox[0] = 0x63;
  }

  void add(std::uint8_t *block, int round) const {
    for (int i = 0; i < 16; ++i)
      block[i] ^= round_keys[16 * round + i];
  }

  std::array<std::uint8_t, 176> round_keys;
  std::array<std::uint8_t, 256> sbox;
};

void aes_block(const std::uint8_t *key, std::uint8_t *block) { Aes128(key).encrypt(block); }

class Sha256 {
public:
  void update(const std::uint8_t *data, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      buffer[used++] = data[i];
      if (used == 64) {
        block();
        bits += 512;
        used = 0;
      }
    }
  }

  void finish(std::uint8_t *out) {
    bits += used * 8;
    buffer[used++] = 0x80;
    if (used > 56) {
      while (used < 64)
        buffer[used++] = 0;
      block();
      used = 0;
    }
    while (used < 56)
      buffer[used++] = 0;
    for (int i = 7; i >= 0; --i)
      buffer[used++] = static_cast<std::uint8_t>(bits >> (8 * i));
    block();
    for (int i = 0; i < 32; ++i)
      out[i] = static_cast<std::uint8_t>(h[i / 4] >> (24 - 8 * (i % 4)));
  }

private:
  static std::uint32_t rotr(std::uint32_t x, int n) { return x >> n | x << (32 - n); }
  void block() {
    static constexpr std::uint32_t k[64] = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
        0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
        0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
        0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
        0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
        0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
    std::uint32_t w[64];
    for (int i = 0; i < 64; ++i)
      if (i < 16)
        w[i] = std::uint32_t(buffer[4 * i]) << 24 | buffer[4 * i + 1] << 16 | buffer[4 * i + 2] << 8 | buffer[4 * i + 3];
      else
        w[i] = (rotr(w[i - 2], 17) ^ rotr(w[i - 2], 19) ^ w[i - 2] >> 10) + w[i - 7] +
               (rotr(w[i - 15], 7) ^ rotr(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 16];
    std::array<std::uint32_t, 8> v = h;
    for (int i = 0; i < 64; ++i) {
      const auto t1 = v[7] + (rotr(v[4], 6) ^ rotr(v[4], 11) ^ rotr(v[4], 25)) + ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[i] + w[i];
      const auto t2 = (rotr(v[0], 2) ^ rotr(v[0], 13) ^ rotr(v[0], 22)) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
      std::copy_backward(v.begin(), v.end() - 1, v.end());
      v[4] += t1;
      v[0] = t1 + t2;
    }
    for (int i = 0; i < 8; ++i)
      h[i] += v[i];
  }

  std::array<std::uint32_t, 8> h{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> buffer{};
  std::size_t used = 0;
  std::uint64_t bits = 0;
};

void sha256_of(const std::uint8_t *data, std::size_t size, std::uint8_t *out) {
  Sha256 s;
  s.update(data, size);
  s.finish(out);
}

void hmac_sha256(const std::uint8_t *key, std::size_t klen, const std::uint8_t *msg, std::size_t mlen, std::uint8_t *out) {
  std::uint8_t k[64] = {}, inner[32];
  if (klen > 64)
    sha256_of(key, klen, k);
  else
    std::memcpy(k, key, klen);
  std::uint8_t pad[64];
  for (int i = 0; i < 64; ++i)
    pad[i] = k[i] ^ 0x36;
  Sha256 a;
  a.update(pad, 64);
  a.update(msg, mlen);
  a.finish(inner);
  for (int i = 0; i < 64; ++i)
    pad[i] = k[i] ^ 0x5c;
  Sha256 b;
  b.update(pad, 64);
  b.update(inner, 32);
  b.finish(out);
}

std::vector<std::uint32_t> big_times(const std::vector<std::uint32_t> &a, const std::vector<std::uint32_t> &b) {
  std::vector<std::uint32_t> r(a.size() + b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
      carry += std::uint64_t(a[i]) * b[j] + r[i + j];
      r[i + j] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    r[i + b.size()] = static_cast<std::uint32_t>(carry);
  }
  return r;
}

std::uint64_t power_mod(std::uint64_t base, std::uint64_t exp, std::uint64_t mod) {
  std::uint64_t r = 1 % mod;
  base %= mod;
  for (; exp; exp >>= 1, base = static_cast<unsigned __int128>(base) * base % mod)
    if (exp & 1)
      r = static_cast<unsigned __int128>(r) * base % mod;
  return r;
}

// The transform of contest programs, in place, of a power of two.
constexpr std::uint32_t kMod = 998244353;

void ntt_contest(std::vector<std::uint32_t> &a, bool invert) {
  const std::size_t n = a.size();
  for (std::size_t i = 1, j = 0; i < n; ++i) {
    std::size_t bit = n >> 1;
    for (; j & bit; bit >>= 1)
      j ^= bit;
    j ^= bit;
    if (i < j)
      std::swap(a[i], a[j]);
  }
  for (std::size_t len = 2; len <= n; len <<= 1) {
    std::uint64_t w = power_mod(3, (kMod - 1) / len, kMod);
    if (invert)
      w = power_mod(w, kMod - 2, kMod);
    for (std::size_t i = 0; i < n; i += len) {
      std::uint64_t p = 1;
      for (std::size_t j = 0; j < len / 2; ++j) {
        const std::uint32_t u = a[i + j], v = static_cast<std::uint32_t>(a[i + j + len / 2] * p % kMod);
        a[i + j] = u + v < kMod ? u + v : u + v - kMod;
        a[i + j + len / 2] = u >= v ? u - v : u + kMod - v;
        p = p * w % kMod;
      }
    }
  }
  if (invert) {
    const std::uint64_t back = power_mod(n, kMod - 2, kMod);
    for (auto &x : a)
      x = static_cast<std::uint32_t>(x * back % kMod);
  }
}

// Look-alikes.

std::string base64(const Bytes &in) {
  static const char *digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < in.size(); i += 3) {
    std::uint32_t v = in[i] << 16;
    if (i + 1 < in.size())
      v |= in[i + 1] << 8;
    if (i + 2 < in.size())
      v |= in[i + 2];
    for (int k = 0; k < 4; ++k)
      out += i + k > in.size() ? '=' : digits[v >> (18 - 6 * k) & 63];
  }
  return out;
}

void xor_with_text(Bytes &data, const std::string &key) {
  for (std::size_t i = 0; i < data.size(); ++i)
    data[i] ^= static_cast<std::uint8_t>(key[i % key.size()]);
}

std::uint64_t combine(const std::vector<std::uint64_t> &v) {
  std::uint64_t seed = 0;
  for (auto x : v)
    seed ^= x + 0x9e3779b97f4a7c15 + (seed << 6) + (seed >> 2);
  return seed;
}

void toy_feistel(std::uint32_t *half, const std::uint32_t *key) {
  for (int i = 0; i < 8; ++i) {
    const std::uint32_t f = (half[1] * 0x9e3779b1u) ^ key[i] ^ (half[1] >> 7);
    const std::uint32_t t = half[0] ^ f;
    half[0] = half[1];
    half[1] = t;
  }
}
