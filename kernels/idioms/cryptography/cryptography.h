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

extern const Idiom Aes, Des, TripleDes, Blowfish, Sm4, Camellia, Serpent, Tea, Xtea, Xxtea;
extern const Idiom Cbc, Ctr, Gcm, Xts, Cmac;
extern const Idiom BignumMultiply, MontgomeryMultiply, BignumModExp;
extern const Idiom FieldMultiply25519, X25519, EccP256;
extern const Idiom Scrypt, Argon2, Ntt, ReedSolomon;
extern const Idiom ChaCha20, Salsa20, Rc4;
extern const Idiom Sha256;

} // namespace auspex::kernels

#endif
