//===- kernels/behaviour.cpp - What code does to memory, seen from outside --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/behaviour.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace auspex::kernels {

/// Whether all of \p Count flags from \p From on are set.
static bool allSet(const Bytes &Flags, size_t From, size_t Count) {
  return From + Count <= Flags.size() && (!Count || !std::memchr(Flags.data() + From, 0, Count));
}
/// Where the flags end that are set from \p At on.
static size_t endOfRun(const Bytes &Flags, size_t At) {
  const void *End =
      At < Flags.size() ? std::memchr(Flags.data() + At, 0, Flags.size() - At) : nullptr;
  return End ? size_t(static_cast<const uint8_t *>(End) - Flags.data()) : Flags.size();
}

bool Extent::allRead(size_t From, size_t Count) const { return allSet(Read, From, Count); }
bool Extent::allWritten(size_t From, size_t Count) const { return allSet(Written, From, Count); }

static uint32_t firstWord(const uint8_t *Data) {
  uint32_t Word;
  std::memcpy(&Word, Data, sizeof Word);
  return Word;
}

std::optional<Behaviour::Place> Behaviour::written(std::span<const uint8_t> What) const {
  if (What.empty())
    return std::nullopt;
  if (What.size() < sizeof(uint32_t)) {
    for (const Run &R : runsWritten()) {
      const auto Data = after(R.At, R.Size);
      if (const auto It = std::ranges::search(Data, What); !It.empty())
        return Place{R.At.Extent, R.At.At + size_t(It.begin() - Data.begin())};
    }
    return std::nullopt;
  }
  const auto Same = std::ranges::equal_range(wordsWritten(), firstWord(What.data()), {},
                                             &std::pair<uint32_t, Place>::first);
  for (const auto &[Word, P] : Same)
    if (const Extent &X = Extents[P.Extent];
        X.allWritten(P.At, What.size()) && std::ranges::equal(after(P, What.size()), What))
      return P;
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
    auto Collect = [&](std::vector<Run> &Runs, const Bytes &Is) {
      size_t Sum = 0;
      for (size_t At = 0; At < Is.size(); ++At) {
        if (!Is[At])
          continue;
        const size_t End = endOfRun(Is, At);
        Runs.push_back({{E, At}, End - At});
        Sum += End - At;
        At = End;
      }
      return Sum;
    };
    I.ReadBytes += Collect(I.Read, X.Read);
    I.WrittenBytes += Collect(I.Written, X.Written);
    Bytes Both(X.size());
    for (size_t K = 0; K < X.size(); ++K)
      Both[K] = X.Read[K] & X.Written[K];
    I.RewrittenBytes += Collect(I.Rewritten, Both);
  }
  return Made.emplace(std::move(I));
}

const Behaviour::Words &Behaviour::wordsWritten() const {
  if (ByWord)
    return *ByWord;
  Words W;
  for (const Run &R : runsWritten())
    for (size_t K = 0; K + sizeof(uint32_t) <= R.Size; ++K)
      W.emplace_back(firstWord(&Extents[R.At.Extent].After[R.At.At + K]),
                     Place{R.At.Extent, R.At.At + K});
  std::ranges::sort(W);
  return ByWord.emplace(std::move(W));
}

size_t Behaviour::bytesRead() const { return index().ReadBytes; }
size_t Behaviour::bytesWritten() const { return index().WrittenBytes; }
size_t Behaviour::bytesRewritten() const { return index().RewrittenBytes; }
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

std::vector<Behaviour::Place> Behaviour::states(size_t Count, size_t Align) const {
  constexpr size_t WordsBefore = 4, Most = 12;
  std::vector<Place> Out;
  for (const Run &R : runsRewritten()) {
    for (size_t Skip = 0; Skip <= WordsBefore && Skip * Align + Count <= R.Size; ++Skip)
      if (Out.size() < Most)
        Out.push_back({R.At.Extent, R.At.At + Skip * Align});
    if (Out.size() < Most && R.Size >= Count + (WordsBefore + 1) * Align)
      Out.push_back({R.At.Extent, R.At.At + R.Size - Count});
  }
  return Out;
}

const Behaviour *MaskedSubject::trial(unsigned Seed) {
  while (Results.size() <= Seed)
    Results.push_back(Of.masked(Mask, unsigned(Results.size())));
  return Results[Seed];
}

bool executed(Subject &S, Work Least) {
  const Behaviour *B = S.trial(0);
  return B && B->executed(Least);
}

/// Whether all that it writes is zero: what ends so by chance (a picture without a bright
/// pixel) is what many functions of zeros are.
static bool leavesZeros(const Behaviour &B) {
  const auto &Runs = B.runsWritten();
  return !Runs.empty() && std::ranges::all_of(Runs, [&](const Behaviour::Run &R) {
    return std::ranges::all_of(B.after(R.At, R.Size), [](uint8_t Byte) { return Byte == 0; });
  });
}

std::optional<Explained>
onTwoTrials(Subject &S, const std::function<std::optional<Explained>(const Behaviour &)> &Explain) {
  const Behaviour *First = S.trial(0);
  if (!First)
    return std::nullopt;
  std::optional<Explained> E = Explain(*First);
  if (!E || leavesZeros(*First))
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

std::span<const uint8_t> Behaviour::readAt(Site At, size_t Count) const {
  for (const Extent &X : Extents)
    if (X.Object == At.Object && At.Offset >= X.Offset &&
        X.allRead(size_t(At.Offset - X.Offset), Count))
      return std::span(X.Before).subspan(size_t(At.Offset - X.Offset), Count);
  return {};
}
std::span<const uint8_t> Behaviour::writtenAt(Site At, size_t Count) const {
  for (const Extent &X : Extents)
    if (X.Object == At.Object && At.Offset >= X.Offset &&
        X.allWritten(size_t(At.Offset - X.Offset), Count))
      return std::span(X.After).subspan(size_t(At.Offset - X.Offset), Count);
  return {};
}

static std::vector<Behaviour::Run> ofAtLeast(size_t Least,
                                             const std::vector<Behaviour::Run> &Runs) {
  std::vector<Behaviour::Run> Out;
  std::ranges::copy_if(Runs, std::back_inserter(Out),
                       [&](const Behaviour::Run &R) { return R.Size >= Least; });
  return Out;
}
std::vector<Behaviour::Run> Behaviour::readRuns(size_t Least) const {
  return ofAtLeast(Least, runsRead());
}
std::vector<Behaviour::Run> Behaviour::writtenRuns(size_t Least) const {
  return ofAtLeast(Least, runsWritten());
}

bool confirmed(Subject &S, unsigned Bits,
               const std::function<std::optional<bool>(const Behaviour &)> &Claim) {
  constexpr unsigned MaxTrials = 8, Enough = 48;
  const unsigned Needed = std::max(2u, (Enough + Bits - 1) / Bits);
  unsigned Held = 0;
  for (unsigned Seed = 0; Seed < MaxTrials && Held < Needed; ++Seed) {
    const Behaviour *B = S.trial(Seed);
    if (!B)
      continue;
    const std::optional<bool> Holds = Claim(*B);
    if (Holds && !*Holds)
      return false;
    Held += Holds.has_value();
  }
  return Held >= Needed;
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

std::optional<std::span<const uint8_t>> Message::in(const Behaviour &B) const {
  for (const Extent &X : B.Extents) {
    if (X.Object != At.Object || At.Offset < X.Offset || At.Offset >= X.Offset + int64_t(X.size()))
      continue;
    const auto From = size_t(At.Offset - X.Offset);
    if (Until == End::Argument) {
      if (Arg >= B.Args.size() || B.Args[Arg].Value > X.size() / Scale ||
          !X.allRead(From, B.Args[Arg].Value * Scale))
        return std::nullopt;
      return std::span(X.Before).subspan(From, B.Args[Arg].Value * Scale);
    }
    size_t Length = endOfRun(X.Read, From) - From;
    if (Until == End::Zero) {
      if (!Length || X.Before[From + Length - 1])
        return std::nullopt;
      --Length;
    }
    return std::span(X.Before).subspan(From, Length);
  }
  return std::nullopt;
}

std::vector<Message> messages(const Behaviour &B, size_t Least) {
  constexpr size_t Most = 16;
  std::vector<Message> Out;
  for (const auto &[P, Length] : B.readRuns(std::max<size_t>(Least, 1))) {
    const Behaviour::Site At = B.siteOf(P);
    bool Whole = false;
    for (size_t A = 0; A < B.Args.size(); ++A)
      for (unsigned Scale : {1u, 2u, 4u, 8u})
        if (const uint64_t V = B.Args[A].Value;
            B.Args[A].Bits > 1 && V && V <= Length / Scale && V * Scale >= Least) {
          Out.push_back({At, Message::End::Argument, A, Scale});
          Whole |= V * Scale == Length;
        }
    if (Length > Least && !B.Extents[P.Extent].Before[P.At + Length - 1])
      Out.push_back({At, Message::End::Zero});
    if (!Whole)
      Out.push_back({At, Message::End::Read});
    if (Out.size() >= Most)
      break;
  }
  return Out;
}

Bytes Stream::in(const Behaviour &B) const {
  Bytes Out;
  if (Kept) {
    const auto K = B.before(*Kept, KeptBytes);
    Out.assign(K.begin(), K.end());
  }
  const auto M = B.before(At, Length);
  Out.insert(Out.end(), M.begin(), M.end());
  return Out;
}

bool Stream::overlaps(Behaviour::Place P, size_t Count, size_t BlockBytes) const {
  auto Meets = [&](Behaviour::Place Q, size_t N) {
    return P.Extent == Q.Extent && P.At < Q.At + N && Q.At < P.At + Count;
  };
  return Meets(At, std::min(Length, BlockBytes)) || (Kept && Meets(*Kept, KeptBytes));
}

std::vector<Stream> streams(const Behaviour &B, size_t BlockBytes, unsigned Width) {
  constexpr size_t MaxBlocks = 16, MaxAround = 128, Most = 24;
  const auto Runs = B.readRuns(1);
  std::vector<Stream> Out;
  // Whole blocks, or as many as an argument says; what is too long is a table.
  auto Usable = [&](size_t Length) {
    if (Length / BlockBytes > MaxBlocks)
      return BlockBytes;
    if (Length % BlockBytes == 0)
      return Length;
    for (const Scalar &A : B.Args)
      if (A.Bits && A.Value &&
          (A.Value == Length / BlockBytes || A.Value / BlockBytes == Length / BlockBytes))
        return Length / BlockBytes * BlockBytes;
    return BlockBytes;
  };
  for (const auto &[P, Length] : Runs)
    if (Length >= BlockBytes)
      Out.push_back({P, Usable(Length), std::nullopt});
  for (size_t E = 0; E < B.Extents.size(); ++E) {
    const Extent &X = B.Extents[E];
    for (size_t At = 1; At < X.size(); ++At) {
      if (X.Read[At] || !X.Read[At - 1])
        continue;
      size_t Filled = 0;
      while (At + Filled < X.size() && X.Written[At + Filled] && !X.Read[At + Filled])
        ++Filled;
      if (!Filled || Filled >= BlockBytes || At + Filled < BlockBytes ||
          !X.allRead(At + Filled - BlockBytes, BlockBytes - Filled))
        continue;
      for (const auto &[P, Length] : Runs)
        if (P.Extent != E && Length >= Filled && Length <= MaxBlocks * BlockBytes)
          Out.push_back(
              {P, Length, Behaviour::Place{E, At + Filled - BlockBytes}, BlockBytes - Filled});
    }
  }
  // Inside of a context.
  for (const auto &[P, Length] : Runs)
    for (size_t At = Width; At + BlockBytes <= Length && Length <= BlockBytes + MaxAround;
         At += Width)
      if (Out.size() < Most)
        Out.push_back({{P.Extent, P.At + At}, BlockBytes, std::nullopt});
  return Out;
}

namespace {

/// How a compression was found in one trial.
struct Compressed {
  size_t Blocks;
};

std::optional<Compressed> compresses(const Behaviour &B, const Compression &C) {
  if (!B.executed(C.Least) || B.bytesRead() < C.StateWords * C.Width + C.Width)
    return std::nullopt;
  const std::vector<Stream> Streams = streams(B, C.BlockBytes, C.Width);
  if (Streams.empty())
    return std::nullopt;
  for (unsigned Stride : {C.Width, 8u}) {
    const size_t StateBytes = C.StateWords * Stride;
    std::vector<Behaviour::Place> States = B.states(StateBytes, C.Width);
    // Or one that is left as it is, and the next written elsewhere.
    if (std::ranges::any_of(B.writtenRuns(StateBytes),
                            [&](const Behaviour::Run &R) { return R.Size == StateBytes; }))
      for (const auto &[P, Length] : B.readRuns(StateBytes))
        if (std::ranges::find(States, P) == States.end() && States.size() < 12)
          States.push_back(P);
    for (const Behaviour::Place At : States)
      for (const Stream &M : Streams) {
        if (M.overlaps(At, StateBytes, C.BlockBytes))
          continue;
        const Bytes Data = M.in(B);
        for (Order8 Order : {Order8::Little, Order8::Big}) {
          std::vector<uint64_t> State =
              words(B.before(At, StateBytes), C.StateWords, C.Width, Order8::Little, Stride);
          for (size_t K = 0; K < Data.size() / C.BlockBytes; ++K) {
            C.Compress(State.data(), words(std::span(Data).subspan(K * C.BlockBytes),
                                           C.BlockBytes / C.Width, C.Width, Order)
                                         .data());
            if (B.written(bytesOf(State, C.Width, Order8::Little, Stride)))
              return Compressed{K + 1};
          }
        }
      }
    if (C.Width == 8)
      break;
  }
  return std::nullopt;
}

/// Where the last block of a message lies once it is padded: bytes that were kept, a bit 1,
/// zeros, and the length, which is written there.
std::vector<Behaviour::Place> paddedBlocks(const Behaviour &B, const Compression &C) {
  std::vector<Behaviour::Place> Out;
  const size_t Tail = 2 * C.Width;
  for (const auto &[P, Length] : B.writtenRuns(Tail + 1)) {
    const Extent &X = B.Extents[P.Extent];
    // A count that is written, too, may lie behind the buffer.
    constexpr size_t MaxBehind = 16;
    for (size_t Behind = 0; Behind <= std::min(MaxBehind, Length - Tail - 1); ++Behind) {
      const size_t End = P.At + Length - Behind;
      if (End < C.BlockBytes)
        break;
      size_t At = End - Tail;
      while (At > End - C.BlockBytes && X.Written[At - 1] && X.After[At - 1] == 0)
        --At;
      const size_t Start = End - C.BlockBytes;
      if (At > Start && X.Written[At - 1] && X.After[At - 1] == 0x80 &&
          X.allRead(Start, At - 1 - Start))
        Out.push_back({P.Extent, Start});
    }
  }
  return Out;
}

/// The digest is made of the last block and of what is kept of those before.
bool finishes(const Behaviour &B, const Compression &C) {
  if (!B.executed(C.Least))
    return false;
  const size_t StateBytes = C.StateWords * C.Width;
  for (const Behaviour::Place Block : paddedBlocks(B, C))
    for (const auto &[P, Length] : B.readRuns(StateBytes))
      for (size_t At = 0; At + StateBytes <= Length; At += C.Width) {
        std::vector<uint64_t> State = words(B.before({P.Extent, P.At + At}, StateBytes),
                                            C.StateWords, C.Width, Order8::Little);
        C.Compress(State.data(), words(B.after(Block, C.BlockBytes), C.BlockBytes / C.Width,
                                       C.Width, C.BlockOrder)
                                     .data());
        for (Order8 Order : {Order8::Little, Order8::Big})
          if (B.written(bytesOf(State, C.Width, Order)))
            return true;
      }
  return false;
}

} // namespace

/// The end of a digest whose message came in pieces.
static std::optional<Explained> explainLastBlock(Subject &S, const Compression &C) {
  if (!finishes(*S.trial(0), C) ||
      !confirmed(S, unsigned(C.StateWords * C.Width * 8), [&](const Behaviour &T) {
        return std::optional(&T == S.trial(0) || finishes(T, C));
      }))
    return std::nullopt;
  return Explained{.Form = "digest = compress(state, last block)",
                   .Parameters = {{"block", int64_t(C.BlockBytes)}},
                   .Length = {}};
}

std::optional<Explained> explainCompression(Subject &S, const Compression &C) {
  const Behaviour *B = S.trial(0);
  if (!B)
    return std::nullopt;
  const auto Found = compresses(*B, C);
  if (!Found)
    return explainLastBlock(S, C);
  if (!confirmed(S, unsigned(C.StateWords * C.Width * 8), [&](const Behaviour &T) {
        return std::optional(&T == B || compresses(T, C).has_value());
      }))
    return std::nullopt;
  Explained E{.Form = "state' = compress(state, block)",
              .Parameters = {{"block", int64_t(C.BlockBytes)}},
              .Length = {}};
  for (size_t A = 0; Found->Blocks > 1 && A < B->Args.size(); ++A)
    if (B->Args[A].Bits &&
        (B->Args[A].Value / C.BlockBytes == Found->Blocks || B->Args[A].Value == Found->Blocks))
      E.Length = A;
  return E;
}

std::optional<Explained> explainDigest(Subject &S, size_t DigestBytes, unsigned Width,
                                       const std::function<Bytes(std::span<const uint8_t>)> &Digest,
                                       Work Least) {
  const Behaviour *B = S.trial(0);
  constexpr size_t MaxWritten = 1024, MaxMessage = 1024;
  if (!B || !B->executed(Least) || B->writtenRuns(DigestBytes).empty() ||
      B->bytesWritten() > MaxWritten)
    return std::nullopt;
  auto Answers = [&](const Behaviour &T, std::span<const uint8_t> Message) {
    const Bytes D = Digest(Message);
    return T.written(D) || T.written(bytesOf(words(D, DigestBytes / Width, Width, Order8::Big),
                                             Width, Order8::Little));
  };
  for (const Message &M : messages(*B))
    if (M.in(*B)->size() <= MaxMessage &&
        confirmed(S, unsigned(8 * DigestBytes), [&](const Behaviour &T) -> std::optional<bool> {
          const auto Text = M.in(T);
          return Text ? std::optional(Answers(T, *Text)) : std::nullopt;
        }))
      return Explained{
          .Form = "digest = H(message)", .Parameters = {}, .Length = M.length(), .AnyLength = true};
  return std::nullopt;
}

} // namespace auspex::kernels
