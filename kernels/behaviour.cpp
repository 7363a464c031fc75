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

const Behaviour::Index &Behaviour::index() const {
  if (Made)
    return *Made;
  Index I;
  for (size_t E = 0; E < Extents.size(); ++E) {
    const Extent &X = Extents[E];
    auto Collect = [&](std::vector<Run> &Runs, auto Is) {
      size_t Sum = 0;
      for (size_t At = 0; At < X.size(); ++At) {
        if (!Is(At))
          continue;
        size_t End = At;
        while (End < X.size() && Is(End))
          ++End;
        Runs.push_back({{E, At}, End - At});
        Sum += End - At;
        At = End;
      }
      return Sum;
    };
    I.ReadBytes += Collect(I.Read, [&](size_t At) { return X.Read[At]; });
    I.WrittenBytes += Collect(I.Written, [&](size_t At) { return X.Written[At]; });
    Collect(I.Rewritten, [&](size_t At) { return X.Read[At] && X.Written[At]; });
  }
  return Made.emplace(std::move(I));
}

size_t Behaviour::bytesRead() const { return index().ReadBytes; }
size_t Behaviour::bytesWritten() const { return index().WrittenBytes; }
const std::vector<Behaviour::Run> &Behaviour::runsRead() const { return index().Read; }
const std::vector<Behaviour::Run> &Behaviour::runsWritten() const { return index().Written; }
const std::vector<Behaviour::Run> &Behaviour::runsRewritten() const { return index().Rewritten; }

std::vector<Behaviour::Place> Behaviour::places(const std::vector<Run> &Runs, size_t Count,
                                                size_t Align, size_t Most) const {
  std::vector<Place> Out;
  // Most arrays are used from their beginning on.
  for (const Run &R : Runs)
    if (R.Size >= Count && Out.size() < Most)
      Out.push_back(R.At);
  for (const Run &R : Runs) // or up to their end
    if (R.Size > Count && Out.size() < Most)
      Out.push_back({R.At.Extent, R.At.At + R.Size - Count});
  for (const Run &R : Runs) {
    const int64_t Begin = Extents[R.At.Extent].Offset + int64_t(R.At.At);
    for (size_t K = 1; K + Count < R.Size && Out.size() < Most; ++K)
      if ((Begin + int64_t(K)) % int64_t(Align) == 0 || K % Align == 0)
        Out.push_back({R.At.Extent, R.At.At + K});
  }
  return Out;
}

std::vector<Behaviour::Place> Behaviour::inputs(size_t Count, size_t Align, bool Rewritten,
                                                size_t Most) const {
  return places(Rewritten ? runsRewritten() : runsRead(), Count, Align, Most);
}

std::optional<Explained>
onTwoTrials(Subject &S, const std::function<std::optional<Explained>(const Behaviour &)> &Explain) {
  const Behaviour *First = S.trial(0);
  if (!First)
    return std::nullopt;
  std::optional<Explained> E = Explain(*First);
  if (!E)
    return std::nullopt;
  const Behaviour *Second = S.trial(1);
  const std::optional<Explained> Again = Second ? Explain(*Second) : std::nullopt;
  if (!Again || Again->Form != E->Form || Again->Parameters != E->Parameters)
    return std::nullopt;
  return E;
}

std::optional<size_t> argumentOf(const Behaviour &B, std::initializer_list<uint64_t> Values) {
  for (size_t A = 0; A < B.Args.size(); ++A)
    if (B.Args[A].Bits && std::ranges::find(Values, B.Args[A].Value) != Values.end())
      return A;
  return std::nullopt;
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
