//===- demand/knowledge/rows.h - The table of built-in rows ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Generated at build time by compile.cpp from the TOML files of this folder:
// every row as a document of its own, so that a forecast parses only the rows
// of the calls that the program makes.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_KNOWLEDGE_ROWS_H
#define AUSPEX_DEMAND_KNOWLEDGE_ROWS_H

#include <cstdint>
#include <span>
#include <string_view>

namespace auspex::demand {

/// Places in builtinText() of two strings that end in NUL. Pointers would be
/// relocated at the start of every process, offsets are not.
struct BuiltinRow {
  uint32_t SymbolAt, TomlAt;
  std::string_view symbol() const;
  std::string_view toml() const;
};
const char *builtinText();
inline std::string_view BuiltinRow::symbol() const { return builtinText() + SymbolAt; }
inline std::string_view BuiltinRow::toml() const { return builtinText() + TomlAt; }

/// Sorted by symbol.
std::span<const BuiltinRow> builtinRows();

} // namespace auspex::demand

#endif
