//===- demand/knowledge.h - What well-known library calls cost ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Rows of data (demand/knowledge/*.toml, and the user's own files) say what a
// call of a library function does in terms of its arguments. A row applies to a
// symbol that resolves to the library it names, or that nothing defines.
// docs/knowledge.md describes the file format.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_KNOWLEDGE_H
#define AUSPEX_DEMAND_KNOWLEDGE_H

#include "demand/skeleton.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace auspex::demand {

enum class IoKind : uint8_t { None, DiskRead, DiskWrite, NetRead, NetWrite };

/// One row. Formulas live in Shape's pool over Param(i); a row whose effects
/// cannot be said by formulas names a Builtin of the evaluator. Where a row has
/// both, the formulas say what the call costs and the builtin what it returns
/// and leaves in memory.
struct KnowledgeEntry {
  std::string Symbol;
  std::vector<std::string> Libraries; ///< soname prefixes: "libc.so", "libblas.so"
  std::string Builtin;                ///< "atoi", "getopt", ...: see evaluate/builtins.cpp
  Function Shape;                     ///< pool, parameter names and types only
  /// Parameter i is a pointer to the value of type Params[i].Ty that the
  /// formulas mean by Param(i) (Fortran). Empty: none is.
  std::vector<bool> ByReference;
  bool NoCost = false;                ///< costs nothing worth modelling; no unknown
  IoKind Io = IoKind::None;
  ExprRef IoBytes = NoExpr;
  ExprRef Flops = NoExpr, BytesRead = NoExpr, BytesWritten = NoExpr;
  ExprRef Result = NoExpr;
  struct Touched {
    ExprRef Ptr = NoExpr, Bytes = NoExpr;
    bool Write = true;
  };
  std::vector<Touched> Touches;
  ExprRef AllocBytes = NoExpr;        ///< the call returns a fresh object of this size
  ExprRef Frees = NoExpr;             ///< ... or frees this pointer
  bool NoReturn = false;
  std::string Idiom, Family, Form;    ///< kernels: "gemm", ...
  Type Elem = Type::Void;
  std::vector<Dim> Dims;
};

class Knowledge {
public:
  /// Parses TOML text; \p Name appears in errors with line and column.
  Expected<void> add(std::string_view Toml, std::string_view Name);
  /// The row for \p Symbol as provided by \p Library (a soname; empty: not
  /// known, any row of that symbol serves). Null where there is none.
  const KnowledgeEntry *find(std::string_view Symbol, std::string_view Library) const;
  size_t size() const { return Rows.size(); }

private:
  std::multimap<std::string, KnowledgeEntry, std::less<>> Rows;
};

/// The rows that ship with Auspex (demand/knowledge/*.toml, built in).
const Knowledge &builtinKnowledge();

} // namespace auspex::demand

#endif
