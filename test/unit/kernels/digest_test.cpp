//===- test/unit/kernels/digest_test.cpp - Digests by what they compute ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/digest.h"
#include "test/unit/kernels/program.h"

#include <gtest/gtest.h>

using namespace auspex::kernels;
using namespace auspex::kernels::test;

namespace {

struct Kind {
  const char *Name;
  const Compression *Block;
  Bytes (*Digest)(std::span<const uint8_t>);
  const char *OfAbc, *OfNothing;
};
// Known answers: RFC 1320, RFC 1321, FIPS 180-4's examples, GB/T 32905, the RIPEMD-160 paper.
const Kind Kinds[] = {
    {"md4", &Md4Block, md4, "a448017aaf21d8525fc10ae87aa6729d", "31d6cfe0d16ae931b73c59d7e0c089c0"},
    {"md5", &Md5Block, md5, "900150983cd24fb0d6963f7d28e17f72", "d41d8cd98f00b204e9800998ecf8427e"},
    {"sha-1", &Sha1Block, sha1, "a9993e364706816aba3e25717850c26c9cd0d89d",
     "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
    {"sha-256", &Sha256Block, sha256,
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"sha-256", &Sha256Block, sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
     "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"},
    {"sha-512", &Sha512Block, sha512,
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3fee"
     "bbd454d4423643ce80e2a9ac94fa54ca49f",
     "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877ee"
     "c2f63b931bd47417a81a538327af927da3e"},
    {"sha-512", &Sha512Block, sha384,
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c82"
     "5a7",
     "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b"
     "95b"},
    {"sm3", &Sm3Block, sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
     "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"},
    {"ripemd-160", &Ripemd160Block, ripemd160, "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc",
     "9c1185a5c5e9fc54612808977ee8f548b2258d31"},
};

/// The program's own state (words of \p Stride bytes), then blocks.
void compress(const Compression &C, Bytes &State, std::span<const uint8_t> Blocks, Order8 Order,
              unsigned Stride = 0) {
  std::vector<uint64_t> S = words(State, C.StateWords, C.Width, Order8::Little, Stride);
  for (size_t At = 0; At + C.BlockBytes <= Blocks.size(); At += C.BlockBytes)
    C.Compress(S.data(),
               words(Blocks.subspan(At), C.BlockBytes / C.Width, C.Width, Order).data());
  State = bytesOf(S, C.Width, Order8::Little, Stride);
}

struct DigestTest : testing::TestWithParam<Kind> {
  const Kind &K = GetParam();
  const Compression &C = *K.Block;
  size_t StateBytes = C.StateWords * C.Width;
};

TEST_P(DigestTest, ReferenceGivesTheKnownAnswers) {
  EXPECT_EQ(hex(K.Digest(bytes("abc"))), K.OfAbc);
  EXPECT_EQ(hex(K.Digest({})), K.OfNothing);
}

TEST_P(DigestTest, NamesABlockFunction) {
  EXPECT_EQ(nameOf(Program({inOut(StateBytes), in(C.BlockBytes)}, {}, 0,
                           [&](auto &M, auto &) {
                             compress(C, M[0], M[1], C.BlockOrder);
                             return 0;
                           })),
            K.Name);
  // Words of the program's own order; a length that is not used; a context around the state.
  EXPECT_EQ(nameOf(Program({in(C.BlockBytes), {120, {{8, 8 + StateBytes}}, {{8, 8 + StateBytes}}}},
                           {{32}}, 0,
                           [&](auto &M, auto &) {
                             Bytes State(M[1].begin() + 8, M[1].begin() + ptrdiff_t(8 + StateBytes));
                             compress(C, State, M[0], Order8::Little);
                             std::copy(State.begin(), State.end(), M[1].begin() + 8);
                             return 0;
                           })),
            K.Name);
}

TEST_P(DigestTest, NamesAStateInWiderWordsAndSeveralBlocks) {
  EXPECT_EQ(nameOf(Program({inOut(C.StateWords * 8), in(5 * C.BlockBytes)}, {{64, 5}}, 0,
                           [&](auto &M, auto &) {
                             compress(C, M[0], M[1], C.BlockOrder, 8);
                             return 0;
                           })),
            K.Name);
}

TEST_P(DigestTest, NamesABufferThatIsFilledUp) {
  // State, count, buffer; 20 bytes are kept from before.
  const size_t Buffer = StateBytes + 8, Whole = Buffer + C.BlockBytes;
  EXPECT_EQ(nameOf(Program({{Whole, {{0, Buffer + 20}}, {{0, StateBytes}, {Buffer, Whole}}},
                            in(C.BlockBytes)},
                           {{64, C.BlockBytes}}, 0,
                           [&](auto &M, auto &) {
                             std::copy(M[1].begin(), M[1].end() - 20, M[0].begin() + ptrdiff_t(Buffer + 20));
                             Bytes State(M[0].begin(), M[0].begin() + ptrdiff_t(StateBytes));
                             compress(C, State, std::span(M[0]).subspan(Buffer), C.BlockOrder);
                             std::copy(State.begin(), State.end(), M[0].begin());
                             std::copy(M[1].end() - 20, M[1].end(), M[0].begin() + ptrdiff_t(Buffer));
                             return 0;
                           })),
            K.Name);
}

TEST_P(DigestTest, NamesADigestOfAMessage) {
  for (size_t Length : {1, 16, 64, 200}) {
    const size_t DigestBytes = K.Digest({}).size();
    EXPECT_EQ(nameOf(Program({in(Length), out(DigestBytes)}, {{64, Length}}, 32,
                             [&](auto &M, auto &) {
                               M[1] = K.Digest(M[0]);
                               return 0;
                             })),
              K.Name);
    EXPECT_EQ(nameOf(Program({text(Length), out(DigestBytes)}, {}, 0,
                             [&](auto &M, auto &) {
                               M[1] = K.Digest(std::span(M[0]).first(Length));
                               return 0;
                             })),
              K.Name);
  }
}

TEST_P(DigestTest, DoesNotNameWhatIsAlmostIt) {
  // The block's first words swapped; the state not added back; one bit of the answer.
  EXPECT_EQ(nameOf(Program({inOut(StateBytes), in(C.BlockBytes)}, {}, 0,
                           [&](auto &M, auto &) {
                             std::swap_ranges(M[1].begin(), M[1].begin() + C.Width,
                                              M[1].begin() + C.Width);
                             compress(C, M[0], M[1], C.BlockOrder);
                             return 0;
                           })),
            "");
  EXPECT_EQ(nameOf(Program({inOut(StateBytes), in(C.BlockBytes)}, {}, 0,
                           [&](auto &M, auto &) {
                             const Bytes Old = M[0];
                             compress(C, M[0], M[1], C.BlockOrder);
                             for (size_t I = 0; I < Old.size(); ++I)
                               M[0][I] = uint8_t(M[0][I] ^ Old[I]);
                             return 0;
                           })),
            "");
  EXPECT_EQ(nameOf(Program({in(40), out(K.Digest({}).size())}, {{64, 40}}, 0,
                           [&](auto &M, auto &) {
                             M[1] = K.Digest(M[0]);
                             M[1][3] ^= 1;
                             return 0;
                           })),
            "");
}

INSTANTIATE_TEST_SUITE_P(All, DigestTest, testing::ValuesIn(Kinds), [](const auto &Info) {
  std::string Name = Info.param.Name + std::string("_") + std::to_string(Info.index);
  std::erase(Name, '-');
  return Name;
});

} // namespace
