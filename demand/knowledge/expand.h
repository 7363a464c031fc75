//===- demand/knowledge/expand.h - Rows for several element types at once -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A row with `with = "all"` stands for one row for each table of the file's
// [[sets.all]]; "{key}" in its strings becomes that table's value of key.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_KNOWLEDGE_EXPAND_H
#define AUSPEX_DEMAND_KNOWLEDGE_EXPAND_H

#include <string>
#include <vector>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_UNRELEASED_FEATURES 0
#include <toml++/toml.h>

namespace auspex::demand {

inline void substitute(std::string &Text, const toml::table &Values) {
  for (size_t At = Text.find('{'); At != Text.npos; At = Text.find('{', At + 1)) {
    size_t End = Text.find('}', At);
    if (End == Text.npos)
      return;
    const toml::node *Value = Values.get(std::string_view(Text).substr(At + 1, End - At - 1));
    if (const auto *S = Value ? Value->as_string() : nullptr)
      Text.replace(At, End - At + 1, S->get());
  }
}

/// In every string below \p N, which nests as deep as the TOML parser allows.
inline void substitute(toml::node &N, const toml::table &Values) {
  if (auto *S = N.as_string())
    substitute(S->get(), Values);
  else if (auto *A = N.as_array())
    for (toml::node &E : *A)
      substitute(E, Values);
  else if (auto *T = N.as_table())
    for (auto &&[Key, Value] : *T)
      substitute(Value, Values);
}

/// The rows that \p Row of \p File, which has a set, stands for; empty where the
/// set is missing. Copies of nodes have lost their place in the file.
inline std::vector<toml::table> expandRow(const toml::table &Row, const toml::table &File) {
  const toml::node *With = Row.get("with");
  std::vector<toml::table> Result;
  const auto *Name = With ? With->as_string() : nullptr;
  const toml::table *Sets = File.get_as<toml::table>("sets");
  const toml::array *Set = Name && Sets ? Sets->get_as<toml::array>(Name->get()) : nullptr;
  for (size_t I = 0; Set && I < Set->size(); ++I)
    if (const toml::table *Values = (*Set)[I].as_table()) {
      Result.push_back(Row);
      Result.back().erase("with");
      substitute(Result.back(), *Values);
    }
  return Result;
}

} // namespace auspex::demand

#endif
