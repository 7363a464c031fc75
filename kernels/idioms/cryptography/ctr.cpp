//===- kernels/idioms/cryptography/ctr.cpp - Counter mode -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// NIST SP 800-38A, 6.5. The key stream, decrypted, is the counters: each one more than
// the one before, as a number of 32, 64 or 128 bits at the block's end, or in front.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/ctr.h"

#include "kernels/idioms/cryptography/cryptography.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// One more, in the bytes from \p From on.
Bytes counted(std::span<const uint8_t> Block, size_t From, size_t Count, Order8 O) {
  Bytes Out(Block.begin(), Block.end());
  for (size_t I = 0; I < Count; ++I)
    if (++Out[O == Order8::Big ? From + Count - 1 - I : From + I])
      break;
  return Out;
}

std::optional<Explained> counts(const Behaviour &B, const std::vector<KeyStream> &Streams,
                                const Keyed &K) {
  for (const KeyStream &Stream : Streams) {
    if (!Stream.In || overlaps({{*Stream.In}, {}}, Stream.Value.size(), K.At, K.Form.Parts))
      continue;
    // One block is in xor E(anything).
    if (B.CallsAny && Stream.Value.size() < 2 * K.blockBytes())
      continue;
    const std::optional<CounterRun> Run = counterRun(B, K, Stream.Value);
    if (!Run)
      continue;
    // Besides the data, a counter and a part of the key stream may be kept: a tag is another mode.
    size_t More = B.bytesWritten() - Stream.Value.size();
    for (const Bytes &Kept : {Run->Last, Run->Next, K.encrypted(Run->Last), K.encrypted(Run->Next)})
      if (More >= K.blockBytes() && B.written(Kept))
        More -= K.blockBytes();
    if (More > 8)
      continue;
    Explained E = K.explained("out = in xor E(counter)", false);
    E.Length = argumentOf(B, {Stream.Value.size(), Stream.Value.size() / K.blockBytes()});
    return E;
  }
  return std::nullopt;
}

std::optional<Explained> explain(Subject &S) {
  return explainMode(
      S, {.Least = 16,
          // Data, a counter, a part of the stream, and which part.
          .Plausible = [](size_t Read,
                          size_t Written) { return Written <= Read + 40 && Read <= Written + 48; },
          .On = [](const Behaviour &B) -> UnderKey {
            return [&B, Streams = keyStreams(B, 16, 16)](const Keyed &K) {
              return counts(B, Streams, K);
            };
          }});
}

} // namespace

std::optional<CounterRun> counterRun(const Behaviour &B, const Keyed &K,
                                     std::span<const uint8_t> Stream) {
  const size_t N = K.blockBytes();
  if (Stream.size() < N)
    return std::nullopt;
  CounterRun Run;
  Run.First = Run.Last = K.decrypted(Stream.first(N));
  const Bytes Second = Stream.size() >= 2 * N ? K.decrypted(Stream.subspan(N, N)) : Bytes();
  struct Way {
    size_t From, Count;
    Order8 O;
  };
  for (const Way W : {Way{N - 4, 4, Order8::Big},
                      {0, N, Order8::Big},
                      {N - 8, 8, Order8::Big},
                      {0, 8, Order8::Big},
                      {0, 4, Order8::Big},
                      {0, N, Order8::Little},
                      {N - 8, 8, Order8::Little},
                      {N - 4, 4, Order8::Little},
                      {0, 4, Order8::Little}}) {
    Bytes Counter = Run.First;
    if (!Second.empty() && counted(Counter, W.From, W.Count, W.O) != Second)
      continue;
    bool All = true;
    size_t At = 0;
    for (; At < Stream.size() && All; At += N) {
      if (At)
        Counter = counted(Counter, W.From, W.Count, W.O);
      const Bytes Block = K.encrypted(Counter);
      for (size_t I = 0; I < N && At + I < Stream.size() && All; ++I)
        All = Block[I] == Stream[At + I];
    }
    if (!All)
      continue;
    Run.Last = Counter;
    Run.Next = counted(Counter, W.From, W.Count, W.O);
    if (Stream.size() >= N + 8)
      return Run;
    // One block: its counter must be seen, or a nonce and a small number behind it.
    for (const Location &S : sources(B, N, 32))
      for (const Bytes &C : {Run.First, Run.Next})
        if (std::ranges::equal(valueOf(B, S, N), C))
          return Run;
    for (size_t Nonce : {size_t(12), size_t(8)})
      for (const Place P : B.places(B.runsRead(), Nonce, 4, 16))
        if (Nonce < N && std::ranges::equal(B.before(P, Nonce), std::span(Run.First).first(Nonce)))
          return Run;
  }
  return std::nullopt;
}

const Idiom Ctr = {
    .Name = "ctr",
    .Family = "cryptography",
    .Form = "out[i] = in[i] xor E_K(counter + i)",
    .Title = "counter mode",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "GCM, CCM (with a tag); OFB (the stream is fed back)",
    .Explain = explain,
};

} // namespace auspex::kernels
