//===- demand/evaluate/file_contents.cpp - What input files begin with ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/file_contents.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <utility>

namespace auspex::demand::evaluate {

static bool isBlank(char C) { return C == ' ' || (C >= '\t' && C <= '\r'); }

FileContents::File &FileContents::file(const std::string &Path) {
  if (DirectoryChanged && !Path.starts_with('/'))
    return Elsewhere;
  File *&Known = ByPath[Path];
  if (!Known) {
    std::string Name =
        In.FileName ? In.FileName(Path) : std::filesystem::path(Path).lexically_normal().string();
    auto [I, New] = Files.try_emplace(std::move(Name));
    Known = &I->second;
    if (New) {
      Known->Path = Path;
      if (In.FileSize && !AnythingWritten)
        if (auto S = In.FileSize(Path); S && *S <= uint64_t(INT64_MAX / 2048))
          Known->Size = int64_t(*S);
      Known->Missing = !Known->Size && In.FileMissing && !AnythingWritten && In.FileMissing(Path);
    }
  }
  return *Known;
}

std::optional<int64_t> FileContents::size(const std::string &Path) { return file(Path).Size; }

bool FileContents::missing(const std::string &Path) {
  File &F = file(Path);
  F.AskedFor |= F.Missing;
  return F.Missing;
}

void FileContents::wrote(const std::string &Path) {
  File &F = file(Path);
  F.Size.reset();
  F.Missing = false;
}

std::string FileContents::bytes(const std::string &Path, int64_t At, int64_t Count) const {
  auto Read = In.FileBytes(Path, uint64_t(At), uint64_t(Count));
  return Read ? std::move(*Read) : std::string();
}

std::string FileContents::peek(const std::string &Path, int64_t At, int64_t Count) {
  File &F = file(Path);
  if (!In.FileBytes || !F.Size || At < 0 || At >= *F.Size || Count <= 0 || F.Exhausted ||
      F.Reads >= F.MostReads || F.Bytes >= F.MostBytes || ReadsInAll >= FollowedInAll)
    return {};
  Count = std::min({Count, *F.Size - At, HeadBytes});
  if (!F.Head) {
    if (Looked == MostFiles)
      return {};
    ++Looked;
    F.Head = bytes(Path, 0, std::min(HeadBytes, *F.Size));
  }
  if (At + Count <= int64_t(F.Head->size()))
    return F.Head->substr(size_t(At), size_t(Count));
  if (F.WindowAt < 0 || At < F.WindowAt || At + Count > F.WindowAt + int64_t(F.Window.size())) {
    if (Windows == MostWindows)
      return {};
    ++Windows;
    F.WindowAt = At;
    F.Window = bytes(Path, At, std::max(WindowBytes, Count));
  }
  return F.Window.substr(std::min(size_t(At - F.WindowAt), F.Window.size()), size_t(Count));
}

std::optional<uint8_t> FileContents::byteAt(File &F, int64_t At) const {
  if (!In.FileBytes || !F.Size || At < 0 || At >= *F.Size)
    return std::nullopt;
  if (F.Head && At < int64_t(F.Head->size()))
    return uint8_t((*F.Head)[size_t(At)]);
  if (const int64_t Begin = At - At % WindowBytes; F.PageAt != Begin) {
    if (F.Pages == MostPages)
      return std::nullopt;
    ++F.Pages;
    F.PageAt = Begin;
    F.Page = bytes(F.Path, Begin, WindowBytes);
  }
  const size_t In = size_t(At - F.PageAt);
  return In < F.Page.size() ? std::optional(uint8_t(F.Page[In])) : std::nullopt;
}

void FileContents::took(const std::string &Path, int64_t At, int64_t Bytes,
                        std::optional<Cursor> Where) {
  File &F = file(Path);
  Current = &F;
  CurrentAt = At + Bytes;
  CurrentCursor = Where;
  ++F.Reads;
  ++ReadsInAll;
  F.Bytes += Bytes;
  const bool InHead = F.Head && CurrentAt <= int64_t(F.Head->size());
  const std::string &Text = InHead ? *F.Head : F.Window;
  const int64_t Begin = At - (InHead ? 0 : F.WindowAt), End = Begin + Bytes;
  TakenInAll += Bytes;
  EndsLine = false;
  if (Begin >= 0 && End <= int64_t(Text.size()) && Bytes > 0)
    EndsLine = Text[size_t(End - 1)] == '\n';
}

std::optional<int64_t> FileContents::lineBehind(int64_t At) {
  if (!Current || !Current->Size || At <= 0 || At >= *Current->Size || Windows == MostWindows)
    return std::nullopt;
  ++Windows;
  const std::string Text = bytes(Current->Path, At, WindowBytes);
  const size_t End = Text.find('\n');
  return End == Text.npos ? std::nullopt : std::optional(At + int64_t(End) + 1);
}

int64_t FileContents::linesIn(int64_t Begin, int64_t End) const {
  const std::string Text = bytes(Current->Path, Begin, std::min(End - Begin, FollowedBytes));
  return std::ranges::count(Text, '\n');
}

void FileContents::skipTo(int64_t At) {
  TakenInAll += At - CurrentAt;
  CurrentAt = At;
  Current->MostReads = Current->Reads + ReadsBehindSkip;
  Current->MostBytes = Current->Bytes + BytesBehindSkip;
}

/// Calls \p Each(piece, whether it goes on where the one before ended) for all of a small
/// file, for pieces of a large one; how many bytes they are.
template <class Fn> int64_t FileContents::sample(const File &F, Fn Each) {
  if (!In.FileBytes || Looked == MostFiles)
    return 0;
  ++Looked;
  const int64_t Size = *F.Size, Count = std::clamp<int64_t>(Size / PieceBytes, 1, Pieces);
  const bool All = Size <= PieceBytes * Pieces;
  int64_t Seen = 0;
  for (int64_t I = 0; I != Count; ++I) {
    int64_t Begin = All ? PieceBytes * I : Size / Count * I;
    std::string Piece = bytes(F.Path, Begin, All && I + 1 == Count ? Size - Begin : PieceBytes);
    Seen += int64_t(Piece.size());
    Each(Piece, All && I != 0);
  }
  return Seen;
}

const FileContents::Items *FileContents::items(const std::string &Path) {
  File &F = file(Path);
  if (!F.Size || *F.Size <= 0)
    return nullptr;
  if (!F.Lengths) {
    Items &L = F.Lengths.emplace();
    int64_t Lines = 0, Words = 0;
    bool Blank = true;
    char End = '\n';
    int64_t Seen = sample(F, [&](const std::string &Piece, bool GoesOn) {
      Blank |= !GoesOn;
      for (char C : Piece) {
        Words += Blank && !isBlank(C);
        Blank = isBlank(C);
        Lines += C == '\n';
      }
      End = Piece.empty() ? End : Piece.back();
    });
    Lines += Seen == *F.Size && End != '\n'; // the last one has no end
    if (Seen == 0)
      return nullptr;
    L.Line = double(Lines ? Seen : *F.Size) / double(std::max<int64_t>(1, Lines));
    L.Word = double(Words ? Seen : *F.Size) / double(std::max<int64_t>(1, Words));
  }
  return F.Lengths->Line > 0 ? &*F.Lengths : nullptr;
}

namespace {

/// How many different values there were, from the bits of a map that are still clear (linear
/// counting: Whang, Vander-Zanden, Taylor 1990, by whose formula the standard error is 0.2% for
/// as many values as half a megabyte of text has at most).
class Distinct {
  static constexpr size_t Bits = 1 << 18;
  std::vector<uint64_t> Map = std::vector<uint64_t>(Bits / 64);

public:
  void add(uint64_t Hash) {
    Hash = (Hash ^ Hash >> 32) * 0x9E3779B97F4A7C15ull;
    Map[Hash >> 46 >> 6] |= uint64_t(1) << (Hash >> 46 & 63);
  }
  double count() const {
    size_t Clear = 0;
    for (uint64_t Word : Map)
      Clear += size_t(std::popcount(~Word));
    return double(Bits) * std::log(double(Bits) / double(std::max<size_t>(1, Clear)));
  }
  /// In \p Scale times as much text, where half of it has \p Half: a power of its length
  /// (Heaps' law).
  static int64_t in(double Scale, const Distinct &All, const Distinct &Half) {
    const double Seen = All.count() + 1, Before = Half.count() + 1;
    const double Power = Scale > 1 ? std::clamp(std::log2(Seen / Before), 0.0, 1.0) : 0;
    return std::llround(Seen * std::pow(std::max(1.0, Scale), Power));
  }
};

} // namespace

std::optional<FileContents::Variety> FileContents::variety() {
  if (!Current || !Current->Size || *Current->Size <= 0)
    return std::nullopt;
  if (!Current->Different) {
    constexpr uint64_t Basis = 0xcbf29ce484222325, Prime = 0x100000001b3; // FNV-1a
    Distinct Lines, Words, HalfLines, HalfWords;                          // half: of the pieces
    uint64_t Line = Basis, Word = Basis;
    bool Half = false;
    auto Add = [&](Distinct &All, Distinct &Some, uint64_t &Hash) {
      if (Half)
        Some.add(Hash);
      All.add(std::exchange(Hash, Basis));
    };
    int64_t Seen = sample(*Current, [&](const std::string &Piece, bool GoesOn) {
      Half = !Half;
      if (!GoesOn)
        Line = Word = Basis;
      for (char C : Piece) {
        Line = (Line ^ uint8_t(C)) * Prime;
        if (!isBlank(C))
          Word = (Word ^ uint8_t(C)) * Prime;
        else if (Word != Basis)
          Add(Words, HalfWords, Word);
        if (C == '\n')
          Add(Lines, HalfLines, Line);
      }
    });
    if (Seen == 0)
      return std::nullopt;
    const double Scale = double(*Current->Size) / double(Seen);
    Current->Different = {Distinct::in(Scale, Lines, HalfLines),
                          Distinct::in(Scale, Words, HalfWords)};
  }
  return Current->Different;
}

std::optional<int64_t> FileContents::largestNumber() {
  if (!Current || !Current->Size || *Current->Size <= 0)
    return std::nullopt;
  if (!Current->Largest) {
    constexpr int MostDigits = 18;
    constexpr int64_t None = -1;
    int64_t Largest = None, Number = 0;
    int Digits = 0;
    bool Whole = false; // digits so far, behind a blank or a separator
    int64_t Seen = sample(*Current, [&](const std::string &Piece, bool GoesOn) {
      if (!GoesOn)
        Whole = false;
      for (char C : Piece) {
        if (C >= '0' && C <= '9') {
          Number = Digits < MostDigits ? Number * 10 + (C - '0') : Number;
          ++Digits;
          continue;
        }
        const bool Part = C == '.' || C == '_' || (C >= 'A' && C <= 'Z') || (C >= 'a' && C <= 'z');
        if (Whole && !Part && Digits > 0 && Digits <= MostDigits)
          Largest = std::max(Largest, Number);
        Number = Digits = 0;
        Whole = !Part;
      }
    });
    if (Seen == 0)
      return std::nullopt;
    Current->Largest = Largest;
  }
  return *Current->Largest < 0 ? std::nullopt : Current->Largest;
}

template <class Fn> std::vector<std::string> FileContents::paths(Fn Of) const {
  std::vector<std::string> Names;
  for (const auto &[Name, F] : Files)
    if (Of(F))
      Names.push_back(F.Path);
  std::ranges::sort(Names);
  return Names;
}

std::vector<std::string> FileContents::followed() const {
  return paths([](const File &F) { return F.Reads > 0 || F.Pages > 0; });
}

std::vector<std::string> FileContents::absent() const {
  return paths([](const File &F) { return F.AskedFor; });
}

} // namespace auspex::demand::evaluate
