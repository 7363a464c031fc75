//===- demand/evaluate/file_contents.cpp - What input files begin with ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/file_contents.h"

#include <algorithm>
#include <filesystem>
#include <unordered_set>
#include <utility>

namespace auspex::demand::evaluate {

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
    }
  }
  return *Known;
}

std::optional<int64_t> FileContents::size(const std::string &Path) { return file(Path).Size; }

void FileContents::wrote(const std::string &Path) { file(Path).Size.reset(); }

std::string FileContents::bytes(const std::string &Path, int64_t At, int64_t Count) const {
  auto Read = In.FileBytes(Path, uint64_t(At), uint64_t(Count));
  return Read ? std::move(*Read) : std::string();
}

std::string FileContents::peek(const std::string &Path, int64_t At, int64_t Count) {
  File &F = file(Path);
  if (!In.FileBytes || !F.Size || At < 0 || At >= *F.Size || Count <= 0 || F.Exhausted ||
      F.Reads >= FollowedReads || F.Bytes >= FollowedBytes || ReadsInAll >= FollowedInAll)
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

void FileContents::took(const std::string &Path, int64_t At, int64_t Bytes) {
  File &F = file(Path);
  Current = &F;
  CurrentAt = At + Bytes;
  TakenInAll += Bytes;
  ++F.Reads;
  ++ReadsInAll;
  F.Bytes += Bytes;
}

const FileContents::Items *FileContents::items(const std::string &Path) {
  File &F = file(Path);
  if (!In.FileBytes || !F.Size || *F.Size <= 0)
    return nullptr;
  if (!F.Lengths) {
    F.Lengths.emplace();
    if (Looked == MostFiles)
      return nullptr;
    ++Looked;
    Items &L = *F.Lengths;
    int64_t Count = std::clamp<int64_t>(*F.Size / PieceBytes, 1, Pieces);
    bool All = *F.Size <= PieceBytes * Pieces;
    int64_t Seen = 0, Lines = 0, Words = 0;
    bool Blank = true;
    std::unordered_set<uint64_t> LinesSeen, WordsSeen;
    constexpr uint64_t Basis = 0xcbf29ce484222325, Prime = 0x100000001b3; // FNV-1a
    uint64_t Line = Basis, Word = Basis;
    for (int64_t I = 0; I != Count; ++I) {
      int64_t Begin = All ? PieceBytes * I : *F.Size / Count * I;
      bool Last = I + 1 == Count;
      std::string Piece = bytes(Path, Begin, All && Last ? *F.Size - Begin : PieceBytes);
      Seen += int64_t(Piece.size());
      Blank |= !All;
      for (char C : Piece) {
        bool Now = C == ' ' || (C >= '\t' && C <= '\r');
        Words += Blank && !Now;
        if (Now && !Blank)
          WordsSeen.insert(std::exchange(Word, Basis));
        Blank = Now;
        if (!Now)
          Word = (Word ^ uint8_t(C)) * Prime;
        Line = (Line ^ uint8_t(C)) * Prime;
        if (C == '\n') {
          ++Lines;
          LinesSeen.insert(std::exchange(Line, Basis));
        }
      }
      Lines += All && Last && !Piece.ends_with('\n'); // the last one has no end
    }
    if (Seen == 0)
      return nullptr;
    L.Line = Lines ? double(Seen) / double(Lines) : double(*F.Size);
    L.Word = Words ? double(Seen) / double(Words) : double(*F.Size);
    double Scale = double(*F.Size) / double(Seen); // of what was not looked at as much is new
    L.Lines = int64_t(double(LinesSeen.size() + 1) * Scale);
    L.Words = int64_t(double(WordsSeen.size() + 1) * Scale);
  }
  return F.Lengths->Line > 0 ? &*F.Lengths : nullptr;
}

std::vector<std::string> FileContents::followed() const {
  std::vector<std::string> Names;
  for (const auto &[Name, F] : Files)
    if (F.Reads > 0)
      Names.push_back(F.Path);
  std::ranges::sort(Names);
  return Names;
}

} // namespace auspex::demand::evaluate
