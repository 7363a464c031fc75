//===- demand/evaluate/fortran_record.h - Reading values from text --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// List-directed (Fortran 2018, 13.10) and formatted (13.7) input of one record,
// apart from any machine. Where a record leaves a choice, flang 22's runtime was
// asked.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_FORTRAN_RECORD_H
#define AUSPEX_DEMAND_EVALUATE_FORTRAN_RECORD_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auspex::demand::evaluate {

/// Where the reading of a record stands.
struct RecordState {
  int64_t At = 0;        ///< next character
  int64_t Item = 0;      ///< values read
  int64_t Repeats = 0;   ///< how often the last list item still counts
  int64_t RepeatAt = -1; ///< where its text begins; -1: it is null
  int64_t Finished = 0;  ///< a slash has ended the list
  int64_t Edit = 0;      ///< next edit descriptor
};

/// Status values that READ leaves in IOSTAT (the negative one is the standard's).
enum ReadStatus : int64_t { ReadOk = 0, ReadEnd = -1, ReadBad = 1001, ReadOverflow = 1035 };

/// The next value of a list: its text (empty: null, the variable keeps what it
/// has) or a status.
struct ListItem {
  int64_t Status = ReadOk;
  bool Null = false;
  std::string Text;
};
ListItem nextListItem(std::string_view Record, RecordState &S, bool Character);

/// One data edit descriptor, or a control one that moves within the record.
struct Edit {
  char Letter = 0; ///< I B O Z F E D G L A; X: move by Width; T: go to Width
  int64_t Width = -1, Digits = 0;
};
/// "(2(i5,1x))" in full; nothing where it holds something else.
std::optional<std::vector<Edit>> parseFormat(std::string_view Text);
/// The field for the next value of \p Bytes bytes.
struct Field {
  int64_t Status = ReadOk;
  Edit How;
  std::string Text;
};
Field nextField(std::string_view Record, const std::vector<Edit> &Format, RecordState &S,
                int64_t Bytes);

/// A value's text as a number of \p Bytes bytes. Blanks do not count.
struct ReadInteger {
  int64_t Status = ReadOk, Value = 0;
};
ReadInteger readInteger(std::string_view Text, int64_t Bytes);
struct ReadReal {
  int64_t Status = ReadOk;
  double Value = 0;
};
/// \p Digits: decimals where the text has no point.
ReadReal readReal(std::string_view Text, int64_t Digits = 0);
std::optional<bool> readLogical(std::string_view Text);

} // namespace auspex::demand::evaluate

#endif
