//===- demand/program.h - Summaries linked as the dynamic linker would ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_PROGRAM_H
#define AUSPEX_DEMAND_PROGRAM_H

#include "demand/knowledge.h"
#include "demand/note.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace auspex::demand {

/// The notes of one file of the process image (executable, shared library), in
/// the order in which the dynamic linker searches: executable first.
struct Module {
  std::string Name;                  ///< soname, or the executable's path
  std::vector<FunctionDoc> Functions;
  std::vector<Unit> Units;
  /// Symbols that this file defines for others (dynamic symbols), with or
  /// without a note.
  std::unordered_set<std::string> Defined;
};

/// What a call or an address refers to.
struct Target {
  const FunctionDoc *Function = nullptr; ///< annotated code
  const KnowledgeEntry *Known = nullptr; ///< a row of knowledge
  uint32_t Module = ~0u;                 ///< which module defines the symbol; ~0u: none does
};

/// All modules of a process, symbols resolved.
class Program {
public:
  /// Modules in search order; takes them over. \p K must outlive the program.
  static Program link(std::vector<Module> Modules, const Knowledge &K);

  /// Resolves \p Symbol as seen from unit \p UnitId of module \p From: the
  /// unit's own internal symbols first, then the modules in search order.
  Target resolve(std::string_view Symbol, std::string_view UnitId, uint32_t From) const;

  struct GlobalRef {
    const Global *Def = nullptr;
    const Unit *Owner = nullptr;
    uint32_t Module = ~0u;
  };
  GlobalRef global(std::string_view Symbol, std::string_view UnitId, uint32_t From) const;

  const std::vector<Module> &modules() const { return Mods; }
  bool empty() const; ///< no note in any module

private:
  void addAlias(uint32_t Module, const Unit &U, const Alias &A);

  using Key = std::string; // "module\0unit\0symbol" or "module\0\0symbol"
  std::vector<Module> Mods;
  const Knowledge *Rows = nullptr;
  std::unordered_map<Key, const FunctionDoc *> Functions;
  std::unordered_map<Key, GlobalRef> Globals;
};

} // namespace auspex::demand

#endif
