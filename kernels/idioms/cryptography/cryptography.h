//===- kernels/idioms/cryptography/cryptography.h - The family's idioms ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each is its standard's definition on words and bytes, and a way to find its inputs and
// outputs in what a function did (kernels/behaviour.h). No constants are looked for.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_CRYPTOGRAPHY_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_CRYPTOGRAPHY_H

#include "kernels/idiom.h"

namespace auspex::kernels {

// Digests.
extern const Idiom Md4, Md5, Sha1, Sha256, Sha512, Sm3, Ripemd160;
// Ciphers, their modes, long numbers.
extern const Idiom Aes, Des, TripleDes, Blowfish, Sm4, Camellia, Serpent, Tea, Xtea, Xxtea;
extern const Idiom Cbc, Ctr, Gcm, Xts, Cmac;
extern const Idiom BignumMultiply, MontgomeryMultiply, BignumModExp, ModExp, Rsa;
extern const Idiom FieldMultiply25519, X25519, Ed25519, EccP256;
extern const Idiom Scrypt, Argon2, Ntt, ReedSolomon;
extern const Idiom ChaCha20, Salsa20, Rc4;
// Hashes for tables, checksums.
extern const Idiom Murmur3, XxHash, Jenkins, Fnv1a, Fnv1, Djb2, Sdbm;
extern const Idiom Adler32, Fletcher, InternetChecksum, CrcCheck;
// Generators.
extern const Idiom MersenneTwister, Splitmix64, Pcg, Xorshift, Lcg;
// Digests and MACs of other shapes.
extern const Idiom Keccak, Blake2b, Blake2s, Blake3, SipHash;
// Message authentication.
extern const Idiom Hmac, Pbkdf2, Poly1305, Ghash;

} // namespace auspex::kernels

#endif
