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

#include <span>

namespace auspex::demand {

struct BuiltinRow {
  const char *Symbol, *Toml;
};

/// Sorted by symbol.
std::span<const BuiltinRow> builtinRows();

} // namespace auspex::demand

#endif
