//===- demand/evaluate/file_contents.h - What input files begin with ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A program often reads the sizes of what it will allocate from the beginning of
// a file. The evaluation follows such a file for some reads and some bytes; what
// comes later is data, of which only sizes and mean lengths are known. It asks
// Inputs::FileSize and Inputs::FileBytes, and each file's size once, so that one
// evaluation sees one size even of a file that grows. What the program writes
// itself before it reads it is not what lies there now: of such files nothing is
// known from then on.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_FILE_CONTENTS_H
#define AUSPEX_DEMAND_EVALUATE_FILE_CONTENTS_H

#include "demand/forecast.h"

#include "demand/evaluate/value.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace auspex::demand::evaluate {

class FileContents {
public:
  explicit FileContents(const Inputs &In) : In(In) {}

  /// The program creates, changes, replaces or removes \p Path.
  void wrote(const std::string &Path);
  /// Something may have been written that has no name here (by a child process, under
  /// a name that is not known): to any file that was not looked at before.
  void wroteAnything() { AnythingWritten = true; }
  /// From here on relative paths mean other files.
  void changedDirectory() { DirectoryChanged = true; }

  /// Bytes of the regular file \p Path; nothing where it cannot be read.
  std::optional<int64_t> size(const std::string &Path);
  /// Whether there certainly is no file \p Path.
  bool missing(const std::string &Path);
  /// Up to \p Count bytes from \p At on, fewer at the end of the file. Empty where
  /// the file is not followed (any longer).
  std::string peek(const std::string &Path, int64_t At, int64_t Count);
  /// The place in memory that says how far a file was read.
  struct Cursor {
    ObjectId Id;
    int64_t At;
  };
  /// The program read the \p Bytes bytes from \p At on that peek() gave, and keeps at
  /// \p Where how far it has come.
  void took(const std::string &Path, int64_t At, int64_t Bytes, std::optional<Cursor> Where = {});
  /// How much took() was told of, some of it twice where the evaluation went back.
  int64_t taken() const { return TakenInAll; }
  /// How many bytes are left of the file that was last read from.
  int64_t left() const { return Current && Current->Size ? *Current->Size - CurrentAt : 0; }
  /// Where that is noted; whether what was read of it last ended a line.
  std::optional<Cursor> cursor() const { return CurrentCursor; }
  bool endsLine() const { return EndsLine; }
  /// Where its first line behind \p At begins.
  std::optional<int64_t> lineBehind(int64_t At);
  /// How many lines of it end in [\p Begin, \p End), which is not more than is followed.
  int64_t linesIn(int64_t Begin, int64_t End) const;
  /// What is read next of it is at \p At: a few more reads are followed there.
  void skipTo(int64_t At);
  /// All of that file was read; until the program goes back in it.
  void exhaust() {
    if (Current)
      Current->Exhausted = true;
  }
  void revive(const std::string &Path) { file(Path).Exhausted = false; }
  bool exhausted(const std::string &Path) { return file(Path).Exhausted; }

  /// Lengths of what text consists of, in bytes.
  struct Items {
    double Line = 0; ///< with its end, in the mean
    double Word = 0; ///< with the blanks behind it, in the mean
  };
  /// From all of a small file, from pieces of a large one; null where it cannot
  /// be read or is empty.
  const Items *items(const std::string &Path);
  /// Of the file that was last read from.
  const Items *currentItems() { return Current ? items(Current->Path) : nullptr; }
  /// How many lines and words of that file differ from each other.
  struct Variety {
    int64_t Lines, Words;
  };
  std::optional<Variety> variety();
  /// The largest whole number in its text, as far as it was looked at.
  std::optional<int64_t> largestNumber();

  /// Files whose contents the program's reads were answered with.
  std::vector<std::string> followed() const;
  /// Files that the program looked for and that do not exist.
  std::vector<std::string> absent() const;

  /// What is known of one file.
  struct File {
    std::string Path; ///< by which it was first asked for
    std::optional<int64_t> Size;
    std::optional<std::string> Head;
    std::optional<Items> Lengths;
    std::optional<Variety> Different;
    std::optional<int64_t> Largest;
    int64_t WindowAt = -1, PageAt = -1;
    std::string Window, Page;
    unsigned Pages = 0; ///< of what lies in memory that were looked at
    unsigned Reads = 0, MostReads = FollowedReads;
    int64_t Bytes = 0, MostBytes = FollowedBytes;
    bool Exhausted = false;
    bool Missing = false, AskedFor = false; ///< by missing(), which said that it is
  };
  /// A relative path that the program changed the directory under stands for no file.
  File &file(const std::string &Path);
  /// The byte at \p At of a file that the program read to memory; nothing where it is not
  /// looked at (any longer).
  std::optional<uint8_t> byteAt(File &F, int64_t At) const;

private:
  static constexpr int64_t FollowedBytes = 8192;
  static constexpr unsigned FollowedReads = 512;
  static constexpr int64_t HeadBytes = 8192, WindowBytes = 4096;
  static constexpr unsigned FollowedInAll = 3072, MostPages = 256;
  static constexpr int64_t BytesBehindSkip = 4096; ///< that are followed there
  static constexpr unsigned ReadsBehindSkip = 128;
  static constexpr unsigned MostFiles = 32, MostWindows = 64;
  static constexpr int64_t PieceBytes = 8192, Pieces = 64;
  template <class Fn> std::vector<std::string> paths(Fn Of) const;
  template <class Fn> int64_t sample(const File &F, Fn Each);
  std::string bytes(const std::string &Path, int64_t At, int64_t Count) const;

  const Inputs &In;
  std::map<std::string, File> Files;    ///< by Inputs::FileName
  std::map<std::string, File *> ByPath; ///< as the program spells it
  File Elsewhere;                       ///< stands for what a relative path now means
  bool AnythingWritten = false, DirectoryChanged = false;
  File *Current = nullptr; ///< that was last read from, up to CurrentAt
  int64_t CurrentAt = 0;
  std::optional<Cursor> CurrentCursor;
  bool EndsLine = false;
  int64_t TakenInAll = 0;
  unsigned ReadsInAll = 0, Windows = 0, Looked = 0;
};

} // namespace auspex::demand::evaluate

#endif
