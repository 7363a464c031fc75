//===- kernels/idioms/cryptography/key_stream.h - What stream ciphers share --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_KEY_STREAM_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_KEY_STREAM_H

#include "kernels/behaviour.h"

namespace auspex::kernels {

/// Bytes that were written, as they are or xored with what was read: where a cipher wrote
/// its key stream, they are that stream.
struct KeyStream {
  Behaviour::Place Out;
  std::optional<Behaviour::Place> In;
  Bytes Value;
};
/// Those of \p Least bytes or more, at most \p Most.
std::vector<KeyStream> keyStreams(const Behaviour &B, size_t Least, size_t Most = 32);

/// A core of stream ciphers that are made of rounds on sixteen words.
struct RoundsOnWords {
  void (*Quarter)(uint32_t &A, uint32_t &B, uint32_t &C, uint32_t &D);
  void (*DoubleRound)(uint32_t *X);
  /// Where in the state the constants, the key and counter and nonce lie.
  unsigned Constants[4], Key[8], Counter[2], Nonce[2];
  /// An initial vector of 16 bytes in memory: where its words go.
  unsigned Vector[4];
};
std::optional<Explained> explainRoundsOnWords(Subject &S, const RoundsOnWords &C);

extern const RoundsOnWords SalsaCore;

} // namespace auspex::kernels

#endif
