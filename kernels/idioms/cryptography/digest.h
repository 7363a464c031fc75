//===- kernels/idioms/cryptography/digest.h - What digests share -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_DIGEST_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_DIGEST_H

#include "kernels/behaviour.h"

namespace auspex::kernels {

/// The first \p Bits bits (32 or 64) of the fractional parts of the \p Degree-th roots of
/// the first \p Count primes: SHA-2's constants.
std::vector<uint64_t> rootsOfPrimes(size_t Count, unsigned Degree, unsigned Bits);

/// The digest of a message by Merkle and Damgard: a bit 1, zeros, the length in bits in
/// the last two words (MD4's padding). \p Order: of the length and of the digest's words.
Bytes digest(const Compression &C, std::vector<uint64_t> State, std::span<const uint8_t> Message,
             Order8 Order, size_t DigestBytes);

/// Blocks of the Merkle-Damgard digests.
extern const Compression Md4Block, Md5Block, Sha1Block, Sha256Block, Sha512Block, Sm3Block,
    Ripemd160Block;

Bytes md4(std::span<const uint8_t> Message), md5(std::span<const uint8_t> Message),
    sha1(std::span<const uint8_t> Message), sha224(std::span<const uint8_t> Message),
    sha256(std::span<const uint8_t> Message), sha384(std::span<const uint8_t> Message),
    sha512(std::span<const uint8_t> Message), sm3(std::span<const uint8_t> Message),
    ripemd160(std::span<const uint8_t> Message), blake3(std::span<const uint8_t> Message);

/// Rounds \p FirstRound to \p EndRound - 1 of Keccak-f[1600] on 25 lanes.
void keccak(uint64_t *State, unsigned FirstRound = 0, unsigned EndRound = 24);
/// \p Suffix: the bits after the message with the first bit of padding (SHA-3: 6, SHAKE: 0x1f).
Bytes sponge(std::span<const uint8_t> Message, size_t Rate, uint8_t Suffix, size_t DigestBytes);
Bytes blake2b(std::span<const uint8_t> Message, std::span<const uint8_t> Key, size_t DigestBytes),
    blake2s(std::span<const uint8_t> Message, std::span<const uint8_t> Key, size_t DigestBytes);
uint64_t sipHash(std::span<const uint8_t> Message, uint64_t K0, uint64_t K1, unsigned Rounds = 2,
                 unsigned LastRounds = 4);

} // namespace auspex::kernels

#endif
