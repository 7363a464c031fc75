//===- demand/knowledge/compile.cpp - TOML rows -> table, at build time ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// knowledge-compile OUTPUT.cpp FILE.toml...
//
// Checks every row as the runtime would (a formula that does not parse fails
// the build) and writes the table that rows.h declares.
//
//===----------------------------------------------------------------------===//
#include "demand/knowledge.h"
#include "demand/knowledge/expand.h"
#include "demand/knowledge/rows.h"

#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <span>
#include <sstream>
#include <string_view>

// The table is what this program makes; it runs with an empty one.
std::span<const auspex::demand::BuiltinRow> auspex::demand::builtinRows() { return {}; }
const char *auspex::demand::builtinText() { return ""; }

/// One document for each symbol of \p Row.
static void add(toml::table Row, const toml::table &File,
                std::multimap<std::string, std::string> &Rows) {
  if (!Row.contains("libraries"))
    Row.insert("libraries", *File.get("libraries")->as_array());
  toml::array Symbols;
  if (const toml::array *A = Row.get_as<toml::array>("symbols"))
    Symbols = *A;
  else
    Symbols.push_back(Row.get("symbol")->value_or(std::string()));
  Row.erase("symbol");
  Row.erase("symbols");
  for (const toml::node &S : Symbols) {
    toml::table One = Row;
    std::string Symbol = S.value_or(std::string());
    One.insert("symbols", toml::array{Symbol});
    toml::array List;
    List.push_back(One);
    toml::table Document;
    Document.insert("call", List);
    std::ostringstream Out;
    Out << Document;
    Rows.emplace(Symbol, Out.str());
  }
}

int main(int argc, char **argv) {
  std::multimap<std::string, std::string> Rows;
  for (int I = 2; I < argc; ++I) {
    std::ifstream In(argv[I]);
    std::stringstream Text;
    Text << In.rdbuf();
    if (!In) {
      std::cerr << "cannot read " << argv[I] << '\n';
      return 1;
    }
    auspex::demand::Knowledge Check;
    if (auto R = Check.add(Text.str(), argv[I]); !R) {
      std::cerr << R.error().Message << '\n';
      return 1;
    }
    toml::parse_result File = toml::parse(Text.str(), std::string_view(argv[I]));
    const toml::array *Calls = File.table().get_as<toml::array>("call");
    for (const toml::node &Call : *Calls) {
      const toml::table &Row = *Call.as_table();
      if (!Row.contains("with"))
        add(Row, File.table(), Rows);
      else
        for (const toml::table &One : auspex::demand::expandRow(Row, File.table()))
          add(One, File.table(), Rows);
    }
  }
  std::ofstream Out(argv[1]);
  Out << "// Written by demand/knowledge/compile.cpp; do not edit.\n"
         "#include \"demand/knowledge/rows.h\"\n\n"
         "static const char Text[] =\n";
  // All names first: a search among them touches few pages.
  std::ostringstream Table;
  size_t SymbolAt = 0, TomlAt = 0;
  for (const auto &[Symbol, Toml] : Rows) {
    Out << "\"" << Symbol << "\\0\"\n";
    TomlAt += Symbol.size() + 1;
  }
  for (const auto &[Symbol, Toml] : Rows) {
    Out << "R\"toml(" << Toml << ")toml\" \"\\0\"\n";
    Table << "{" << SymbolAt << ", " << TomlAt << "},\n";
    SymbolAt += Symbol.size() + 1;
    TomlAt += Toml.size() + 1;
  }
  Out << ";\n\nstatic const auspex::demand::BuiltinRow Table[] = {\n"
      << Table.str()
      << "};\n\nstd::span<const auspex::demand::BuiltinRow> auspex::demand::builtinRows() { "
         "return Table; }\nconst char *auspex::demand::builtinText() { return Text; }\n";
  Out.close();
  return Out ? 0 : 1;
}
