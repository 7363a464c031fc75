//===- kernels/idioms/cryptography/any_function.h - What a construction is made of ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A mode or a MAC is what it is whatever its cipher or digest: where the code calls one
// that is not here (through a pointer, or in another file), a function that nobody can
// know stands for it, and the construction has to hold for that.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_ANY_FUNCTION_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_ANY_FUNCTION_H

#include "kernels/idioms/cryptography/block_cipher.h"
#include "kernels/idioms/cryptography/macs.h"

namespace auspex::kernels {

/// A block of anyPermutation(), the key being the caller's business.
const BlockCipher &anyCipher();
/// anyDigest() as \p B has it, with blocks of the usual sizes.
std::span<const DigestFunction> anyDigests(const Behaviour &B);

} // namespace auspex::kernels

#endif
