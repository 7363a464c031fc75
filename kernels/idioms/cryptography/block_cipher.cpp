//===- kernels/idioms/cryptography/block_cipher.cpp - What block ciphers share =//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/block_cipher.h"

#include <algorithm>
#include <numeric>

namespace auspex::kernels {
namespace {

/// Where byte \p I of a value lies, of units by layout.
size_t position(const Layout &L, size_t I) {
  if (L.Transposed)
    I = I / 16 * 16 + I % 4 * 4 + I % 16 / 4;
  const size_t Unit = I / L.Unit, In = I % L.Unit;
  return Unit * L.stride() + (L.Reversed ? L.Unit - 1 - In : In);
}

/// A block of data found: where it came from, where it went, which way.
struct Found {
  Source In;
  std::optional<Source> Out; ///< nothing: it was returned
  Layout How;
  bool Decrypts;
};

/// Where \p Value was written in layout \p L.
std::optional<Found> foundIn(const Behaviour &B, const Source &In, std::span<const uint8_t> Value,
                             const Layout &L, bool Decrypts) {
  const size_t Size = L.memory(Value.size());
  if (In.Parts.size() > 1) { // halves behind pointers of their own
    const size_t Half = Size / In.Parts.size();
    Source Out;
    for (size_t K = 0; K < In.Parts.size(); ++K)
      for (const Place P : B.places(B.runsWritten(), Half, Half, 8))
        if (L.holds(B.after(P, Half), Value.subspan(K * Value.size() / In.Parts.size(),
                                                    Value.size() / In.Parts.size()))) {
          Out.Parts.push_back(P);
          break;
        }
    if (Out.Parts.size() == In.Parts.size())
      return Found{In, Out, L, Decrypts};
    return std::nullopt;
  }
  if (B.Result && B.Result->Bits == 8 * Value.size() && L.memory(Value.size()) == Value.size()) {
    const uint64_t R[1] = {B.Result->Value};
    if (L.holds(bytesOf(R, unsigned(Value.size()), Order8::Little), Value))
      return Found{In, std::nullopt, L, Decrypts};
  }
  for (const Place P : B.places(B.runsWritten(), Size, L.Unit, 64))
    if (L.holds(B.after(P, Size), Value))
      return Found{In, Source{{P}, {}}, L, Decrypts};
  return std::nullopt;
}

/// How many blocks in a row are as the first: at least one.
size_t blocksOf(const Behaviour &B, const BlockCipher &C, const Schedule &Key, const Found &F) {
  if (F.In.Parts.size() != 1 || !F.Out || F.Out->Parts.size() != 1)
    return 1;
  const size_t Size = F.How.memory(C.BlockBytes);
  const Place In = F.In.Parts[0], Out = F.Out->Parts[0];
  size_t N = 1;
  Bytes Block(C.BlockBytes);
  while (B.Extents[In.Extent].allRead(In.At + N * Size, Size) &&
         B.Extents[Out.Extent].allWritten(Out.At + N * Size, Size)) {
    if (!F.How.load(B.before({In.Extent, In.At + N * Size}, Size), Block))
      break;
    (F.Decrypts ? C.Decrypt : C.Encrypt)(Key, Block.data());
    if (!F.How.holds(B.after({Out.Extent, Out.At + N * Size}, Size), Block))
      break;
    ++N;
  }
  return N;
}

std::optional<Explained> explainOn(const Behaviour &B, const BlockCipher &C) {
  const size_t Read = B.bytesRead(), Written = B.bytesWritten();
  size_t InArgs = 0;
  for (const Scalar &A : B.Args)
    InArgs += A.Bits / 8;
  const bool Returns = B.Result && B.Result->Bits == 64 && C.BlockBytes == 8;
  if ((!Returns && Written < C.BlockBytes) || Written > 4096)
    return std::nullopt;

  std::vector<Source> Blocks;
  std::optional<Explained> E;
  for (const KeyForm &Form : C.Keys) {
    const size_t KeyBytes = Form.bytes();
    // Key and data are all that is read.
    if (Read + InArgs < KeyBytes + C.BlockBytes ||
        Read > KeyBytes + std::max(Written, C.BlockBytes) + C.Slack)
      continue;
    const bool Any = anyKey(B, Form, [&](const Schedule &Key, const std::vector<Source> &At) {
      for (const Layout &L : C.Data) {
        const size_t Size = L.memory(C.BlockBytes);
        if (Read + InArgs < KeyBytes + Size || (!Returns && Written < Size))
          continue;
        for (const Source &In : sources(B, Size, 12)) {
          if (overlaps(B, In, Size, At, Form.Parts))
            continue;
          Bytes Value(C.BlockBytes), Block;
          if (!L.load(valueOf(B, In, Size), Value))
            continue;
          for (bool Decrypts : {false, true}) {
            if (Decrypts ? !Form.Decrypts : !Form.Encrypts)
              continue;
            Block = Value;
            (Decrypts ? C.Decrypt : C.Encrypt)(Key, Block.data());
            const std::optional<Found> F = foundIn(B, In, Block, L, Decrypts);
            if (!F)
              continue;
            const size_t N = blocksOf(B, C, Key, *F);
            // What else is read and written is little, or this is a part of something.
            const size_t DataRead = In.Parts.empty() ? 0 : N * Size;
            size_t KeyRead = 0;
            for (size_t K = 0; K < At.size(); ++K)
              KeyRead += At[K].Parts.empty() ? 0 : Form.Parts[K];
            const size_t MoreRead = Read - std::min(Read, DataRead + KeyRead);
            const size_t MoreWritten = Written - std::min(Written, F->Out ? N * Size : 0);
            if (MoreRead > C.Slack || (MoreRead >= C.BlockBytes && MoreWritten > 0) ||
                MoreWritten > 1024)
              continue;
            E = Explained{.Form = std::string(Decrypts ? "out = D_K(in), " : "out = E_K(in), ") +
                                  C.Name + " under its " + Form.What,
                          .Parameters = Form.Parameters,
                          .Length = {}};
            E->Parameters.emplace_back("block", int64_t(C.BlockBytes));
            E->Parameters.emplace_back("decrypts", Decrypts);
            if (N > 1)
              E->Length = argumentOf(B, {N * C.BlockBytes, N * Size, N, N * Size / L.stride()});
            return true;
          }
        }
      }
      return false;
    });
    if (Any)
      return E;
  }
  return std::nullopt;
}

} // namespace

bool Layout::load(std::span<const uint8_t> Memory, std::span<uint8_t> Value) const {
  if (Bits) {
    for (size_t I = 0; I < Value.size(); ++I) {
      Value[I] = 0;
      for (size_t K = 0; K < 8; ++K) {
        const uint8_t Bit = Memory[(8 * I + K) * stride()];
        if (Bit > 1)
          return false;
        Value[I] = uint8_t(Value[I] << 1 | Bit);
      }
    }
    return true;
  }
  for (size_t I = 0; I < Value.size(); ++I)
    Value[I] = Memory[position(*this, I)];
  return true;
}

bool Layout::holds(std::span<const uint8_t> Memory, std::span<const uint8_t> Value) const {
  for (size_t I = 0; I < Value.size(); ++I) {
    if (!Bits && Memory[position(*this, I)] != Value[I])
      return false;
    for (size_t K = 0; Bits && K < 8; ++K)
      if (Memory[(8 * I + K) * stride()] != (Value[I] >> (7 - K) & 1))
        return false;
  }
  return true;
}

size_t KeyForm::bytes() const { return std::accumulate(Parts.begin(), Parts.end(), size_t(0)); }

std::vector<Source> sources(const Behaviour &B, size_t Count, size_t Most) {
  std::vector<Source> Out;
  for (const Place P : B.places(B.runsRead(), Count, Count % 4 ? 1 : 4, Most))
    Out.push_back({{P}, {}});
  // In registers: words of one width.
  for (unsigned Width : {8u, 4u}) {
    if (Count % Width || Count / Width > 4)
      continue;
    std::vector<size_t> Wide;
    for (size_t A = 0; A < B.Args.size(); ++A)
      if (B.Args[A].Bits == 8 * Width)
        Wide.push_back(A);
    for (size_t K = 0; K + Count / Width <= Wide.size() && K < 4; ++K)
      Out.push_back({{}, {Wide.begin() + ptrdiff_t(K), Wide.begin() + ptrdiff_t(K + Count / Width)}});
  }
  // Two halves, each behind its pointer.
  if (Count == 8 || Count == 16) {
    std::vector<Place> Halves;
    for (bool Rewritten : {true, false})
      for (const Behaviour::Run &R : B.runsRead())
        if (R.Size == Count / 2 && Halves.size() < 4 &&
            B.Extents[R.At.Extent].allWritten(R.At.At, R.Size) == Rewritten)
          Halves.push_back(R.At);
    for (const Place X : Halves)
      for (const Place Y : Halves)
        if (X != Y)
          Out.push_back({{X, Y}, {}});
  }
  return Out;
}

Bytes valueOf(const Behaviour &B, const Source &S, size_t Count) {
  Bytes Out;
  Out.reserve(Count);
  for (const Place P : S.Parts) {
    const auto Part = B.before(P, Count / S.Parts.size());
    Out.insert(Out.end(), Part.begin(), Part.end());
  }
  for (size_t A : S.Args)
    for (size_t I = 0; I < Count / S.Args.size(); ++I)
      Out.push_back(uint8_t(B.Args[A].Value >> 8 * I));
  return Out;
}

bool overlap(const Behaviour &, Place X, size_t SizeX, Place Y, size_t SizeY) {
  return X.Extent == Y.Extent && X.At < Y.At + SizeY && Y.At < X.At + SizeX;
}
bool overlaps(const Behaviour &B, const Source &X, size_t SizeX, const std::vector<Source> &Y,
              const std::vector<size_t> &SizesY) {
  for (size_t K = 0; K < Y.size(); ++K) {
    for (const Place P : X.Parts)
      for (const Place Q : Y[K].Parts)
        if (overlap(B, P, SizeX / X.Parts.size(), Q, SizesY[K] / Y[K].Parts.size()))
          return true;
    for (size_t A : X.Args)
      if (std::ranges::find(Y[K].Args, A) != Y[K].Args.end())
        return true;
  }
  return false;
}

bool anyKey(const Behaviour &B, const KeyForm &Form,
            const std::function<bool(const Schedule &, const std::vector<Source> &)> &Try) {
  std::vector<std::vector<Source>> Where;
  for (size_t Size : Form.Parts) {
    std::vector<Source> Part;
    if (Size <= 32 && Form.Parts.size() == 1)
      Part = sources(B, Size, 8);
    else
      for (const Place P : B.places(B.runsRead(), Size, Form.Align, 8))
        Part.push_back({{P}, {}});
    if (Part.empty())
      return false;
    Where.push_back(std::move(Part));
  }
  // One place for each array, none twice.
  std::vector<size_t> Pick(Where.size(), 0);
  for (unsigned Tries = 0; Tries < 128; ++Tries) {
    std::vector<Source> At;
    Bytes Memory;
    bool Apart = true;
    for (size_t K = 0; K < Where.size() && Apart; ++K) {
      const Source &S = Where[K][Pick[K]];
      Apart = !overlaps(B, S, Form.Parts[K], At, Form.Parts);
      const Bytes Part = valueOf(B, S, Form.Parts[K]);
      Memory.insert(Memory.end(), Part.begin(), Part.end());
      At.push_back(S);
    }
    if (Apart)
      if (const std::optional<Schedule> Key = Form.Load(Memory); Key && Try(*Key, At))
        return true;
    size_t K = 0;
    while (K < Pick.size() && ++Pick[K] == Where[K].size())
      Pick[K++] = 0;
    if (K == Pick.size())
      return false;
  }
  return false;
}

std::optional<Explained> explainBlockCipher(Subject &S, const BlockCipher &C) {
  return onTwoTrials(S, [&](const Behaviour &B) { return explainOn(B, C); });
}

std::optional<Explained> explainKeyExpansion(Subject &S, const std::vector<KeyExpansion> &All) {
  return onTwoTrials(S, [&](const Behaviour &B) -> std::optional<Explained> {
    const size_t Read = B.bytesRead(), Written = B.bytesWritten();
    for (const KeyExpansion &X : All) {
      const size_t Size = X.Key.memory(X.KeyBytes);
      if (Written < 2 * X.KeyBytes || Read > Size + 64)
        continue;
      for (const Source &At : sources(B, Size, 8)) {
        Bytes Key(X.KeyBytes);
        if (!X.Key.load(valueOf(B, At, Size), Key))
          continue;
        for (const Bytes &Keys : X.Schedules(Key))
          if (Keys.size() <= Written && B.written(Keys))
            return Explained{.Form = "round keys = expand(key)", .Parameters = X.Parameters, .Length = {}};
      }
    }
    return std::nullopt;
  });
}

} // namespace auspex::kernels
