//===- kernels/idioms/cryptography/cbc.cpp - Cipher block chaining ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// NIST SP 800-38A, 6.2: c = E(p xor c of before), the first after an initial vector.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/modes.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// \p Vector is zero, or somewhere in what was read.
bool isVector(const Behaviour &B, std::span<const uint8_t> Vector) {
  if (std::ranges::all_of(Vector, [](uint8_t X) { return X == 0; }))
    return true;
  for (const Location &S : sources(B, Vector.size(), 64))
    if (std::ranges::equal(valueOf(B, S, Vector.size()), Vector))
      return true;
  return false;
}

std::optional<Explained> chained(const Behaviour &B, const Keyed &K) {
  const size_t N = K.blockBytes();
  for (const Behaviour::Run &W : B.runsWritten())
    for (const Behaviour::Run &R : B.runsRead()) {
      const size_t Size = std::min(W.Size, R.Size) / N * N;
      // One block does not tell a chain from a code of a message, which keeps its last only.
      if (Size < 2 * N || overlaps({{R.At}, {}}, Size, K.At, K.Form.Parts))
        continue;
      const auto Out = B.after(W.At, Size), In = B.before(R.At, Size);
      for (bool Decrypts : {false, true}) {
        if (!Decrypts && !K.Form.Encrypts)
          continue;
        const auto Cipher = Decrypts ? In : Out, Plain = Decrypts ? Out : In;
        // D(c) xor p is what c was chained to.
        auto Before = [&](size_t At) {
          return xored(K.decrypted(Cipher.subspan(At, N)), Plain.subspan(At, N));
        };
        bool Chains = true;
        for (size_t At = N; At < Size && Chains; At += N)
          Chains = std::ranges::equal(Before(At), Cipher.subspan(At - N, N));
        if (!Chains || !isVector(B, Before(0)))
          continue;
        // Besides the data only the vector may be kept.
        if (B.bytesWritten() > Size + 2 * N)
          continue;
        Explained E =
            K.explained(Decrypts ? "p = D(c) xor c before" : "c = E(p xor c before)", Decrypts);
        E.Length = argumentOf(B, {Size, Size / N});
        return E;
      }
    }
  return std::nullopt;
}

std::optional<Explained> explain(Subject &S) {
  return explainMode(
      S, {.Least = 8,
          .Besides = 32, // two vectors
          .Encrypts = false,
          .Small = true,
          // Data and a vector, which may be carried on.
          .Plausible = [](size_t Read,
                          size_t Written) { return Written <= Read + 24 && Read <= Written + 48; },
          .On = [](const Behaviour &B) -> UnderKey {
            return [&B](const Keyed &K) { return chained(B, K); };
          }});
}

} // namespace

const Idiom Cbc = {
    .Name = "cbc",
    .Family = "cryptography",
    .Form = "c[i] = E_K(p[i] xor c[i-1]), or its inverse",
    .Title = "cipher block chaining",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "CMAC (only the last block leaves); CFB, PCBC (another feedback)",
    .Explain = explain,
};

} // namespace auspex::kernels
