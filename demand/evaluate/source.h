//===- demand/evaluate/source.h - What a program reads from ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A FILE * is an object whose text is the path; where the stream stands is a
// cell of it. Descriptors are numbers from Machine::FirstDescriptor on; where
// they stand is in the library object "descriptors". A file that the program
// writes to has neither size nor contents that we know.
//
// Where a program stands that reads lines or words is known while the file is
// followed (evaluate/file_contents.h). From then on it moves by their mean length,
// in 1/1024 bytes, so that a loop over them ends about where the file does.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_SOURCE_H
#define AUSPEX_DEMAND_EVALUATE_SOURCE_H

#include "demand/evaluate/builtins_support.h"

namespace auspex::demand::evaluate {

/// The name under which standard input is asked for.
inline constexpr const char *StandardInput = "/dev/stdin";

/// The program opens \p Path, or a file whose name is not known, to write to it.
void writes(CallSite &C, const std::optional<std::string> &Path);

class Source {
public:
  static Source stream(CallSite &C, const Val &File);
  static Source descriptor(CallSite &C, const Val &Number);
  /// What scanf and getchar read from.
  static Source standardInput(CallSite &C);

  const std::optional<std::string> &path() const { return Path; }
  std::optional<int64_t> size() const { return Size; }
  /// Not exact where that is not known.
  Val position() const;
  void moveTo(const Val &At);
  /// Moves by \p Offset from where \p Whence says (SEEK_SET, ...); the place.
  Val seek(const Val &Offset, const Val &Whence);
  void lose() { moveTo(Val::unknown(Type::I64)); }

  /// Up to \p Count bytes that come next; empty where they are not known.
  std::string peek(int64_t Count) const;
  /// Whether those \p Bytes and what is behind them is all that the file has.
  bool endsAfter(int64_t Bytes) const;
  /// The program takes \p Bytes of what peek() gave.
  void take(int64_t Bytes);
  /// The program takes \p Count lines or words of a \p Mean length that nobody
  /// looks at. Whether they are there; not known where the file is not.
  std::optional<bool> pass(double Mean, int64_t Count = 1);
  const FileContents::Items *items() const {
    return Path && Size ? C->M.Files.items(*Path) : nullptr;
  }
  /// Reads up to \p Asked bytes to \p To; what arrives, where that is known. The row
  /// of knowledge has counted \p Asked bytes as read from disk.
  std::optional<int64_t> transfer(const Val &To, const Val &Asked);
  /// The same from \p At on, which does not move it.
  std::optional<int64_t> transferAt(const Val &To, const Val &Asked, const Val &At);

  void setEof(const Val &V);
  Val eof() const;

private:
  explicit Source(CallSite &C) : C(&C) {}
  CallSite *C;
  std::optional<std::string> Path;
  std::optional<Val> Stream;   ///< the FILE
  std::optional<Val> Position; ///< a place in memory that holds where it stands
  std::optional<int64_t> Size;
};

/// A FILE for \p Path. \p Costs: on the heap, as fopen makes it.
Val makeStream(CallSite &C, const std::string &Path, int64_t At, bool Costs = true);
/// \p File stands at the beginning of \p Path now; of a file that is not known.
void leadTo(CallSite &C, const Val &File, const std::optional<std::string> &Path);

} // namespace auspex::demand::evaluate

#endif
