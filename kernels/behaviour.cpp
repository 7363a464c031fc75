//===- kernels/behaviour.cpp - What code does to memory, seen from outside --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/behaviour.h"

#include <algorithm>

namespace auspex::kernels {

bool Extent::allRead(size_t From, size_t Count) const {
  return From + Count <= size() &&
         std::all_of(Read.begin() + ptrdiff_t(From), Read.begin() + ptrdiff_t(From + Count),
                     [](bool B) { return B; });
}
bool Extent::allWritten(size_t From, size_t Count) const {
  return From + Count <= size() &&
         std::all_of(Written.begin() + ptrdiff_t(From), Written.begin() + ptrdiff_t(From + Count),
                     [](bool B) { return B; });
}

std::optional<Behaviour::Place> Behaviour::written(std::span<const uint8_t> What) const {
  for (size_t E = 0; E < Extents.size(); ++E) {
    const Bytes &After = Extents[E].After;
    for (auto It = After.begin();; ++It) {
      It = std::search(It, After.end(), What.begin(), What.end());
      if (It == After.end())
        break;
      const auto At = size_t(It - After.begin());
      if (Extents[E].allWritten(At, What.size()))
        return Place{E, At};
    }
  }
  return std::nullopt;
}

bool Behaviour::answers(uint64_t Value, unsigned Width) const {
  const uint64_t Mask = Width >= 8 ? ~uint64_t(0) : (uint64_t(1) << 8 * Width) - 1;
  if (Result && Result->Bits >= 8 * Width && Result->Value == (Value & Mask))
    return true;
  uint8_t Encoded[8];
  for (unsigned I = 0; I < Width; ++I)
    Encoded[I] = uint8_t(Value >> 8 * I);
  return written(std::span(Encoded).first(Width)).has_value();
}

std::vector<Behaviour::Place> Behaviour::inputs(size_t Count, size_t Align, bool Rewritten,
                                                size_t Most) const {
  std::vector<Place> Out;
  // The beginnings of extents first: most arrays are read from there on.
  for (bool Beginnings : {true, false})
    for (size_t E = 0; E < Extents.size(); ++E) {
      const Extent &X = Extents[E];
      for (size_t At = 0; At + Count <= X.size() && Out.size() < Most; ++At) {
        // The first byte that is read begins something.
        const bool Begins = X.Read[At] && (!At || !X.Read[At - 1]);
        if (Begins != Beginnings || (!Begins && (X.Offset + int64_t(At)) % int64_t(Align) != 0 && At % Align))
          continue;
        if (X.allRead(At, Count) && (!Rewritten || X.allWritten(At, Count)))
          Out.push_back({E, At});
      }
    }
  return Out;
}

size_t Behaviour::bytesRead() const {
  size_t N = 0;
  for (const Extent &X : Extents)
    N += size_t(std::count(X.Read.begin(), X.Read.end(), true));
  return N;
}
size_t Behaviour::bytesWritten() const {
  size_t N = 0;
  for (const Extent &X : Extents)
    N += size_t(std::count(X.Written.begin(), X.Written.end(), true));
  return N;
}

uint64_t word(std::span<const uint8_t> Data, size_t At, unsigned Width, Order8 O) {
  uint64_t V = 0;
  for (unsigned I = 0; I < Width; ++I)
    V |= uint64_t(Data[At + I]) << 8 * (O == Order8::Little ? I : Width - 1 - I);
  return V;
}

std::vector<uint64_t> words(std::span<const uint8_t> Data, size_t Count, unsigned Width, Order8 O,
                            unsigned Stride) {
  std::vector<uint64_t> Out(Count);
  for (size_t I = 0; I < Count; ++I)
    Out[I] = word(Data, I * (Stride ? Stride : Width), Width, O);
  return Out;
}

Bytes bytesOf(std::span<const uint64_t> Words, unsigned Width, Order8 O, unsigned Stride) {
  if (!Stride)
    Stride = Width;
  Bytes Out(Words.size() * Stride);
  for (size_t K = 0; K < Words.size(); ++K)
    for (unsigned I = 0; I < Width; ++I)
      Out[K * Stride + I] = uint8_t(Words[K] >> 8 * (O == Order8::Little ? I : Width - 1 - I));
  return Out;
}

namespace {

/// A way to read a compression's state and blocks out of memory.
struct Layout {
  Behaviour::Place State, Block;
  unsigned Stride; ///< bytes from word to word of the state
  Order8 Order;    ///< of a block's words
  size_t Blocks;
};

bool compresses(const Behaviour &B, const Compression &C, const Layout &L) {
  const size_t StateBytes = C.StateWords * L.Stride;
  std::vector<uint64_t> State = words(B.before(L.State, StateBytes), C.StateWords, C.Width,
                                      Order8::Little, L.Stride);
  for (size_t K = 0; K < L.Blocks; ++K) {
    const std::vector<uint64_t> Block =
        words(B.before(L.Block, C.BlockBytes * L.Blocks).subspan(K * C.BlockBytes),
              C.BlockBytes / C.Width, C.Width, L.Order);
    C.Compress(State.data(), Block.data());
  }
  return std::ranges::equal(bytesOf(State, C.Width, Order8::Little, L.Stride),
                            B.after(L.State, StateBytes));
}

} // namespace

std::optional<Explained> explainCompression(Subject &S, const Compression &C) {
  const Behaviour *B = S.trial(0);
  if (!B || B->bytesRead() < C.StateWords * C.Width + C.BlockBytes)
    return std::nullopt;
  for (unsigned Stride : {C.Width, 8u}) {
    for (const Behaviour::Place State : B->inputs(C.StateWords * Stride, C.Width, true, 16))
      for (const Behaviour::Place Block : B->inputs(C.BlockBytes, C.Width, false, 32)) {
        const bool Overlaps = State.Extent == Block.Extent &&
                              Block.At < State.At + C.StateWords * Stride &&
                              State.At < Block.At + C.BlockBytes;
        if (Overlaps)
          continue;
        for (Order8 Order : {C.BlockOrder, C.BlockOrder == Order8::Big ? Order8::Little : Order8::Big}) {
          size_t Most = 1;
          while (Most < 4 && B->Extents[Block.Extent].allRead(Block.At, (Most + 1) * C.BlockBytes))
            ++Most;
          for (size_t Blocks = 1; Blocks <= Most; ++Blocks) {
            const Layout L{State, Block, Stride, Order, Blocks};
            if (!compresses(*B, C, L))
              continue;
            Explained E{.Form = "state' = compress(state, block)",
                        .Parameters = {{"block", int64_t(C.BlockBytes)}},
                        .Length = {}};
            for (size_t A = 0; Blocks > 1 && A < B->Args.size(); ++A)
              if (B->Args[A].Bits && (B->Args[A].Value == Blocks * C.BlockBytes || B->Args[A].Value == Blocks))
                E.Length = A;
            return E;
          }
        }
      }
    if (C.Width == 8)
      break;
  }
  return std::nullopt;
}

std::optional<Explained>
explainDigest(Subject &S, const std::function<Bytes(std::span<const uint8_t>)> &Digest) {
  const Behaviour *B = S.trial(0);
  if (!B)
    return std::nullopt;
  auto Answers = [](const Behaviour &B, const Bytes &D) {
    if (D.size() <= 8 && B.answers(word(D, 0, unsigned(D.size()), Order8::Little), unsigned(D.size())))
      return true;
    return B.written(D).has_value();
  };
  // The message: what is read in a row, up to an argument's value or all of it.
  for (size_t E = 0; E < B->Extents.size(); ++E) {
    const Extent &X = B->Extents[E];
    for (size_t At = 0; At < X.size(); ++At) {
      if (!X.Read[At] || (At && X.Read[At - 1]))
        continue;
      size_t End = At;
      while (End < X.size() && X.Read[End])
        ++End;
      std::vector<std::pair<size_t, std::optional<size_t>>> Lengths;
      for (size_t A = 0; A < B->Args.size(); ++A)
        if (B->Args[A].Bits && B->Args[A].Value <= End - At)
          Lengths.emplace_back(B->Args[A].Value, A);
      Lengths.emplace_back(End - At, std::nullopt);
      if (End > At && !X.Before[End - 1]) // a string's end
        Lengths.emplace_back(End - At - 1, std::nullopt);
      for (const auto &[Length, Arg] : Lengths)
        if (Answers(*B, Digest(std::span(X.Before).subspan(At, Length))))
          return Explained{.Form = "digest = H(message)", .Parameters = {}, .Length = Arg};
    }
  }
  return std::nullopt;
}

} // namespace auspex::kernels
