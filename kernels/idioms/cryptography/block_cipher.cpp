//===- kernels/idioms/cryptography/block_cipher.cpp - What block ciphers share =//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/block_cipher.h"

#include <algorithm>
#include <array>
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

/// Where a block's result may have been written: its first bytes, in the standard's order,
/// are compared before anything else.
struct Target {
  std::optional<Place> Out; ///< nothing: it was returned
  std::array<uint8_t, 32> Value;
};
struct Input {
  Location In;
  std::array<uint8_t, 32> Value;
};
/// All blocks that may be data in one layout.
struct View {
  Layout How;
  size_t Size; ///< of a block in memory
  std::vector<Input> Inputs;
  std::vector<Target> Targets;
};

View viewOf(const Behaviour &B, const Layout &L, size_t BlockBytes) {
  View V{L, L.memory(BlockBytes), {}, {}};
  for (const Place P : B.places(B.runsWritten(), V.Size, L.Unit, 24)) {
    Target T{P, {}};
    if (L.load(B.after(P, V.Size), std::span(T.Value).first(BlockBytes)))
      V.Targets.push_back(T);
  }
  if (B.Result && B.Result->Bits == 8 * BlockBytes && V.Size == BlockBytes) {
    Target T{std::nullopt, {}};
    const uint64_t R[1] = {B.Result->Value};
    L.load(bytesOf(R, unsigned(BlockBytes), Order8::Little), std::span(T.Value).first(BlockBytes));
    V.Targets.push_back(T);
  }
  for (Location &S : sources(B, V.Size, 12)) {
    Input I{std::move(S), {}};
    if (L.load(valueOf(B, I.In, V.Size), std::span(I.Value).first(BlockBytes)))
      V.Inputs.push_back(std::move(I));
  }
  return V;
}

/// How many blocks in a row are as the first: at least one.
size_t blocksOf(const Behaviour &B, const BlockCipher &C, const Schedule &Key, const View &V,
                Place In, Place Out, bool Decrypts) {
  size_t N = 1;
  Bytes Block(C.BlockBytes);
  while (B.Extents[In.Extent].allRead(In.At + N * V.Size, V.Size) &&
         B.Extents[Out.Extent].allWritten(Out.At + N * V.Size, V.Size)) {
    if (!V.How.load(B.before({In.Extent, In.At + N * V.Size}, V.Size), Block))
      break;
    (Decrypts ? C.Decrypt : C.Encrypt)(Key, Block.data());
    if (!V.How.holds(B.after({Out.Extent, Out.At + N * V.Size}, V.Size), Block))
      break;
    ++N;
  }
  return N;
}

/// Written besides \p Data bytes: little, or a state of a block, or a key schedule.
bool mayWriteBesides(const Behaviour &B, const KeyForm &Form, size_t More, size_t Block) {
  if (More < Block)
    return true;
  if (More == Form.bytes() && B.bytesRewritten() >= More) // the key, gone on with by rounds
    return true;
  if (More == Block) // halves behind pointers, or a state kept in a variable
    return std::ranges::any_of(B.runsWritten(), [&](const Behaviour::Run &R) {
      return R.Size == Block && !B.Extents[R.At.Extent].Read[R.At.At];
    });
  return Form.bytes() <= 32 && More >= 64 && More <= 2048;
}

/// Key and blocks of data are all that is read, blocks and little more what is written.
bool plausible(const Behaviour &B, const BlockCipher &C, const KeyForm &Form, size_t Size,
               size_t InArgs) {
  const size_t Read = B.bytesRead(), Written = B.bytesWritten(), Key = Form.bytes();
  const bool Returns = B.Result && B.Result->Bits == 8 * C.BlockBytes;
  if (Read + InArgs < Key + Size || (!Returns && Written < Size))
    return false;
  if (InArgs >= Size || Returns) // registers say nothing of how much there is
    return Read <= Key + std::max(Written, Size) + C.Slack;
  const size_t Data = Read - std::min(Read, InArgs >= Key ? 0 : Key);
  for (size_t N = (Data - std::min(Data, C.Slack) + Size - 1) / Size; N * Size <= Data; ++N)
    if (N > 0 && N * Size <= Written && mayWriteBesides(B, Form, Written - N * Size, C.BlockBytes))
      return true;
  // The key may lie in registers although others do too.
  return InArgs >= Key && Read >= Size && Read <= Written + C.Slack;
}

std::optional<Explained> explainOn(const Behaviour &B, const BlockCipher &C) {
  if (B.bytesWritten() > 4096 || (B.bytesWritten() < C.BlockBytes && !B.Result))
    return std::nullopt;
  size_t InArgs = 0;
  for (const Scalar &A : B.Args)
    InArgs += A.Bits >= 32 ? A.Bits / 8 : 0;

  std::vector<std::optional<View>> Views(C.Data.size());
  std::optional<Explained> E;
  for (const KeyForm &Form : C.Keys) {
    std::vector<const View *> Plausible;
    for (size_t K = 0; K < C.Data.size(); ++K)
      if (plausible(B, C, Form, C.Data[K].memory(C.BlockBytes), InArgs)) {
        if (!Views[K])
          Views[K] = viewOf(B, C.Data[K], C.BlockBytes);
        if (!Views[K]->Inputs.empty())
          Plausible.push_back(&*Views[K]);
      }
    if (Plausible.empty())
      continue;
    auto Explain = [&](const Schedule &Key, const std::vector<Location> &At, const View &V,
                       const Input &I, bool Decrypts) -> std::optional<Explained> {
      std::array<uint8_t, 32> Block = I.Value;
      (Decrypts ? C.Decrypt : C.Encrypt)(Key, Block.data());
      size_t N = 0;
      bool Returned = false;
      if (I.In.Parts.size() == 2) { // halves behind pointers of their own
        const size_t Half = C.BlockBytes / 2;
        for (size_t K = 0; K < 2; ++K)
          for (const Place P : B.places(B.runsWritten(), V.Size / 2, V.Size / 2, 8))
            if (V.How.holds(B.after(P, V.Size / 2), std::span(Block).subspan(K * Half, Half))) {
              ++N;
              break;
            }
        N /= 2;
      } else {
        for (const Target &T : V.Targets) {
          if (!std::equal(Block.begin(), Block.begin() + ptrdiff_t(C.BlockBytes), T.Value.begin()))
            continue;
          Returned = !T.Out;
          N = T.Out && I.In.Parts.size() == 1
                  ? blocksOf(B, C, Key, V, I.In.Parts[0], *T.Out, Decrypts)
                  : 1;
          break;
        }
      }
      if (!N)
        return std::nullopt;
      // What else is read and written is little, or this is a part of something.
      size_t Known = I.In.Parts.empty() ? 0 : N * V.Size;
      for (size_t K = 0; K < At.size(); ++K)
        Known += At[K].Parts.empty() ? 0 : Form.Parts[K];
      const size_t Written = Returned ? 0 : N * V.Size;
      const size_t MoreRead = B.bytesRead() - std::min(B.bytesRead(), Known);
      if (MoreRead > C.Slack || B.bytesWritten() < Written ||
          !mayWriteBesides(B, Form, B.bytesWritten() - Written, C.BlockBytes) ||
          (MoreRead >= C.BlockBytes && B.bytesWritten() > Written))
        return std::nullopt;
      Explained Out{.Form = std::string(Decrypts ? "out = D_K(in), " : "out = E_K(in), ") + C.Name +
                            " under its " + Form.What,
                    .Parameters = Form.Parameters,
                    .Length = {}};
      Out.Parameters.emplace_back("block", int64_t(C.BlockBytes));
      Out.Parameters.emplace_back("decrypts", Decrypts);
      if (N > 1)
        Out.Length = argumentOf(B, {N * C.BlockBytes, N * V.Size, N, N * V.Size / V.How.stride()});
      return Out;
    };
    if (anyKey(B, Form, [&](const Schedule &Key, const std::vector<Location> &At) {
          for (const View *V : Plausible)
            for (const Input &I : V->Inputs) {
              if (overlaps(I.In, V->Size, At, Form.Parts))
                continue;
              for (bool Decrypts : {false, true})
                if (Decrypts ? Form.Decrypts : Form.Encrypts)
                  if ((E = Explain(Key, At, *V, I, Decrypts)))
                    return true;
            }
          return false;
        }))
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

/// In parameters: words of one width.
static std::vector<Location> inRegisters(const Behaviour &B, size_t Count) {
  std::vector<Location> Out;
  for (unsigned Width : {8u, 4u}) {
    if (Count % Width || Count / Width > 4)
      continue;
    std::vector<size_t> Wide;
    for (size_t A = 0; A < B.Args.size(); ++A)
      if (B.Args[A].Bits == 8 * Width)
        Wide.push_back(A);
    for (size_t K = 0; K + Count / Width <= Wide.size() && K < 4; ++K)
      Out.push_back(
          {{}, {Wide.begin() + ptrdiff_t(K), Wide.begin() + ptrdiff_t(K + Count / Width)}});
  }
  return Out;
}

std::vector<Location> sources(const Behaviour &B, size_t Count, size_t Most) {
  std::vector<Location> Out;
  for (const Place P : B.places(B.runsRead(), Count, Count % 4 ? 1 : 4, Most))
    Out.push_back({{P}, {}});
  for (Location &S : inRegisters(B, Count))
    Out.push_back(std::move(S));
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

Bytes valueOf(const Behaviour &B, const Location &S, size_t Count) {
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

bool overlap(Place X, size_t SizeX, Place Y, size_t SizeY) {
  return X.Extent == Y.Extent && X.At < Y.At + SizeY && Y.At < X.At + SizeX;
}
bool overlaps(const Location &X, size_t SizeX, const std::vector<Location> &Y,
              const std::vector<size_t> &SizesY) {
  for (size_t K = 0; K < Y.size(); ++K) {
    for (const Place P : X.Parts)
      for (const Place Q : Y[K].Parts)
        if (overlap(P, SizeX / X.Parts.size(), Q, SizesY[K] / Y[K].Parts.size()))
          return true;
    for (size_t A : X.Args)
      if (std::ranges::find(Y[K].Args, A) != Y[K].Args.end())
        return true;
  }
  return false;
}

/// Where an array of a key of \p Size bytes may lie. A key fills the run that it is read in,
/// but for a few bytes; or data lie beside it, and then it begins the run or ends it.
static std::vector<Location> keyPlaces(const Behaviour &B, size_t Size, size_t Align, bool Alone) {
  std::vector<Location> Out;
  for (const Behaviour::Run &R : B.runsRead()) {
    if (R.Size < Size || Out.size() >= 12)
      continue;
    const size_t More = R.Size - Size;
    if (!Alone && More > 0)
      continue;
    std::vector<size_t> Offsets = {0};
    for (size_t At : {size_t(4), size_t(8), size_t(16)})
      if (At < More && More <= 40 && At % Align == 0)
        Offsets.push_back(At);
    if (More)
      Offsets.push_back(More);
    for (size_t At : Offsets)
      Out.push_back({{{R.At.Extent, R.At.At + At}}, {}});
  }
  return Out;
}

bool anyKey(const Behaviour &B, const KeyForm &Form,
            const std::function<bool(const Schedule &, const std::vector<Location> &)> &Try) {
  std::vector<std::vector<Location>> Where;
  for (size_t Size : Form.Parts) {
    std::vector<Location> Part = keyPlaces(B, Size, Form.Align, Form.Parts.size() == 1);
    if (Size <= 32 && Form.Parts.size() == 1)
      for (Location &S : inRegisters(B, Size))
        Part.push_back(std::move(S));
    if (Part.empty())
      return false;
    Where.push_back(std::move(Part));
  }
  // One place for each array, none twice.
  std::vector<size_t> Pick(Where.size(), 0);
  for (unsigned Tries = 0; Tries < 64; ++Tries) {
    std::vector<Location> At;
    Bytes Memory;
    bool Apart = true;
    for (size_t K = 0; K < Where.size() && Apart; ++K) {
      const Location &S = Where[K][Pick[K]];
      Apart = !overlaps(S, Form.Parts[K], At, Form.Parts);
      if (!Apart)
        break;
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
  if (!executed(S, C.Least))
    return std::nullopt;
  return onTwoTrials(S, [&](const Behaviour &B) { return explainOn(B, C); });
}

std::optional<Explained> explainKeyExpansion(Subject &S, const std::vector<KeyExpansion> &All) {
  return onTwoTrials(S, [&](const Behaviour &B) -> std::optional<Explained> {
    const size_t Read = B.bytesRead(), Written = B.bytesWritten();
    for (const KeyExpansion &X : All) {
      const size_t Size = X.Key.memory(X.KeyBytes);
      // Every schedule is several times as long as its key.
      if (Written < 7 * X.KeyBytes || Read > Size + 64)
        continue;
      for (const Location &At : sources(B, Size, 8)) {
        Bytes Key(X.KeyBytes);
        // Of a key that is one byte again and again, zeros most of all, little comes that
        // other code does not write: DES drops a bit of each byte.
        if (!X.Key.load(valueOf(B, At, Size), Key) ||
            2 * std::ranges::count(Key, Key[0]) > ptrdiff_t(Key.size()) ||
            2 * std::ranges::count(Key, 0) > ptrdiff_t(Key.size()))
          continue;
        for (const Bytes &Keys : X.Schedules(Key))
          if (Keys.size() <= Written && B.written(Keys))
            return Explained{
                .Form = "round keys = expand(key)", .Parameters = X.Parameters, .Length = {}};
      }
    }
    return std::nullopt;
  });
}

} // namespace auspex::kernels
