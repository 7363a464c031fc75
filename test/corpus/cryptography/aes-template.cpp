// AES as a C++ class template over the key size, its S-box made by the compiler.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <array>
#include <cstddef>
#include <cstdint>

namespace {
constexpr std::uint8_t twice(std::uint8_t x) {
  return static_cast<std::uint8_t>((x << 1) ^ ((x & 0x80) ? 0x1b : 0));
}

constexpr std::array<std::uint8_t, 256> make_sbox() {
  std::array<std::uint8_t, 256> box{};
  std::uint8_t p = 1, q = 1;
  do {
    p = static_cast<std::uint8_t>(p ^ twice(p));
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    if (q & 0x80)
      q ^= 0x09;
    auto rot = [q](int n) { return static_cast<std::uint8_t>(q << n | q >> (8 - n)); };
    box[p] = static_cast<std::uint8_t>(q ^ rot(1) ^ rot(2) ^ rot(3) ^ rot(4) ^ 0x63);
  } while (p != 1);
  box[0] = 0x63;
  return box;
}

constexpr auto kSbox = make_sbox();
} // namespace

template <int KeyWords> class Rijndael {
public:
  static constexpr int kRounds = KeyWords + 6;
  using Block = std::array<std::uint8_t, 16>;

  explicit Rijndael(const std::uint8_t *key) {
    for (int i = 0; i < 4 * KeyWords; ++i)
      schedule_[i] = key[i];
    std::uint8_t rcon = 1;
    for (int i = KeyWords; i < 4 * (kRounds + 1); ++i) {
      std::array<std::uint8_t, 4> t;
      for (int j = 0; j < 4; ++j)
        t[j] = schedule_[4 * (i - 1) + j];
      if (i % KeyWords == 0) {
        t = {static_cast<std::uint8_t>(kSbox[t[1]] ^ rcon), kSbox[t[2]], kSbox[t[3]], kSbox[t[0]]};
        rcon = twice(rcon);
      } else if (KeyWords == 8 && i % 8 == 4) {
        for (auto &b : t)
          b = kSbox[b];
      }
      for (int j = 0; j < 4; ++j)
        schedule_[4 * i + j] = schedule_[4 * (i - KeyWords) + j] ^ t[j];
    }
  }

  void encrypt(Block &s) const {
    add(s, 0);
    for (int r = 1; r < kRounds; ++r) {
      Block t = sub_and_shift(s);
      for (std::size_t c = 0; c < 16; c += 4)
        for (std::size_t i = 0; i < 4; ++i)
          s[c + i] = static_cast<std::uint8_t>(twice(t[c + i] ^ t[c + (i + 1) % 4]) ^
                                               t[c + (i + 1) % 4] ^ t[c + (i + 2) % 4] ^
                                               t[c + (i + 3) % 4]);
      add(s, r);
    }
    s = sub_and_shift(s);
    add(s, kRounds);
  }

private:
  static Block sub_and_shift(const Block &s) {
    Block t;
    for (std::size_t i = 0; i < 16; ++i)
      t[i] = kSbox[s[(i * 5) % 16]];
    return t;
  }
  void add(Block &s, int round) const {
    for (std::size_t i = 0; i < 16; ++i)
      s[i] ^= schedule_[16 * round + i];
  }
  std::array<std::uint8_t, 16 * (KeyWords + 7)> schedule_;
};

template class Rijndael<4>;
template class Rijndael<8>;

extern "C" void aes192_encrypt(const std::uint8_t *key, std::uint8_t *block) {
  Rijndael<6> cipher(key);
  Rijndael<6>::Block b;
  for (std::size_t i = 0; i < 16; ++i)
    b[i] = block[i];
  cipher.encrypt(b);
  for (std::size_t i = 0; i < 16; ++i)
    block[i] = b[i];
}
