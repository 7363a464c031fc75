//===- demand/evaluate/stdstring.h - A std::string in abstract memory -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// libstdc++'s layout (bits/basic_string.h): pointer at 0, size at 8, at 16 the
// capacity or, for up to 15 characters, the text itself. Growth at least
// doubles, as basic_string::_M_create has it.
//
// A size is followed by its likely value. What it may be off by is an interval
// while the text lies within the object, and belongs to the process's
// uncertainty from then on, so that a loop of appends stays regular.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_STDSTRING_H
#define AUSPEX_DEMAND_EVALUATE_STDSTRING_H

#include "demand/evaluate/builtins_support.h"

namespace auspex::demand::evaluate {

class StdString {
public:
  static constexpr int64_t Bytes = 32, SizeAt = 8, LocalAt = 16, LocalCapacity = 15;
  /// Longer texts have a size, but no contents: text that decides something
  /// (options, names) is short.
  static constexpr int64_t FollowedBytes = 256;

  StdString(CallSite &C, const Val &Self);

  bool known() const { return Known; }
  int64_t size() const { return Size.Mid; }
  const Val &length() const { return Size; }
  Val at(int64_t I) const { return offset(Data, I); }
  /// All of the text, where it is known and its length certain.
  std::optional<std::string> text() const;

  /// What cannot be followed leaves a string that nothing is known of; it may
  /// have grown without a bound.
  Val lost();
  /// An empty string where nothing was.
  void create();
  /// Makes room for \p Needed characters, as much more as growth demands.
  void grow(int64_t Needed);
  /// A new block that is \p NewCapacity large.
  void allocate(int64_t NewCapacity);
  void dispose();
  void write(int64_t To, const Val &From, int64_t Count);
  void setSize(const Val &N);
  /// Replaces \p Old characters at \p At by \p New ones, which may be a
  /// likely number, from \p From.
  void replace(int64_t At, int64_t Old, const Val &From, const Val &New);
  void fill(int64_t At, int64_t Count, const Val &Character);
  /// Takes over the text of \p Other, which is left empty.
  void take(StdString &Other);

private:
  void moveTo(const Val &Where, int64_t NewCapacity);

  CallSite &C;
  Memory &Mem;
  Val Self, Data, Size;
  bool Known = false, Local = false;
  int64_t Capacity = 0;
};

} // namespace auspex::demand::evaluate

#endif
