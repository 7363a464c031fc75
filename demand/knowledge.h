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

/// Whose memory a row allocates besides what AllocKind says of the host's.
enum class MemoryKind : uint8_t {
  Host,
  Pinned,  ///< the host's that the GPU reads itself: resident from the start
  Device,  ///< of the current GPU
  Managed, ///< pages that move between host and GPU as they are touched
};

enum class IoKind : uint8_t { None, DiskRead, DiskWrite, NetRead, NetWrite };

/// One row. Formulas live in Shape's pool over Param(i); a row whose effects
/// cannot be said by formulas names a Builtin of the evaluator. Where a row has
/// both, the formulas say what the call costs and the builtin, if the evaluator
/// has it, what the call returns (instead of Result and AllocBytes) and leaves
/// in memory.
struct KnowledgeEntry {
  std::string Symbol;
  std::vector<std::string> Libraries; ///< soname prefixes: "libc.so", "libblas.so"
  std::string Builtin;                ///< "atoi", "getopt", ...: see evaluate/builtins.cpp
  Function Shape;                     ///< pool, parameter names and types only
  /// Parameter i is a pointer to the value of type Params[i].Ty that the
  /// formulas mean by Param(i) (Fortran). Empty: none is.
  std::vector<bool> ByReference;
  /// Values that the call reads from memory: parameters of Shape after those of
  /// the call, each loaded from Address.
  struct Field {
    uint32_t Param = 0;
    ExprRef Address = NoExpr;
  };
  std::vector<Field> Fields;
  bool NoCost = false;                ///< costs nothing worth modelling; no unknown
  IoKind Io = IoKind::None;
  ExprRef IoBytes = NoExpr;
  ExprRef ToGpu = NoExpr, FromGpu = NoExpr; ///< bytes transferred
  /// What the call does on a GPU: nothing; it needs a context; so it does, and the row's
  /// operations and traffic are the GPU's; so it does, and takes memory there of which
  /// nothing is documented.
  enum class Gpu : uint8_t { None, Context, Work, Library };
  Gpu UsesGpu = Gpu::None;
  ExprRef Flops = NoExpr, BytesRead = NoExpr, BytesWritten = NoExpr;
  ExprRef Result = NoExpr;
  struct Touched {
    ExprRef Ptr = NoExpr, Bytes = NoExpr; ///< no bytes: all there is
    bool Write = true;
  };
  std::vector<Touched> Touches;
  struct Stored {
    ExprRef Address = NoExpr, Value = NoExpr;
  };
  std::vector<Stored> Stores;         ///< what is known of memory after the call
  ExprRef AllocBytes = NoExpr;        ///< the call returns a fresh object of this size
  AllocKind Alloc = AllocKind::Malloc;
  MemoryKind AllocIn = MemoryKind::Host;
  ExprRef AllocAt = NoExpr;           ///< ... or stores its address here, and returns Result
  std::vector<ExprRef> Holds;         ///< numbers of 8 bytes at the beginning of the fresh object
  ExprRef Frees = NoExpr;             ///< ... or frees this pointer
  ExprRef FreesAt = NoExpr;           ///< ... or the pointer that lies here
  ExprRef Scratch = NoExpr;           ///< heap that the call takes and gives back
  bool NoReturn = false;
  bool Instantiated = false; ///< a template: the row holds for what the program makes of it
  std::string Idiom, Family, Form;    ///< kernels: "gemm", ...
  Type Elem = Type::Void;
  std::vector<Dim> Dims;
  std::vector<std::string> Roles;
  std::vector<Parameter> Attributes;  ///< parameters of the computation, not of the call
  uint32_t Need = 0;                  ///< Needs
};

class Knowledge {
public:
  /// No row, or those that ship with Auspex below the ones that are added.
  enum Base { Empty, WithBuiltin };
  explicit Knowledge(Base B = Empty) : Builtin(B == WithBuiltin) {}

  /// Parses TOML text; \p Name appears in errors with line and column. Rows
  /// added later win over earlier ones for the same symbol and library.
  Expected<void> add(std::string_view Toml, std::string_view Name);
  /// The row for \p Symbol as provided by \p Library (a soname or a path to
  /// one; empty: not known, any row of that symbol serves). Null where there is
  /// none. Built-in rows are parsed when they are first asked for: not for use
  /// by two threads at once.
  const KnowledgeEntry *find(std::string_view Symbol, std::string_view Library) const;
  size_t size() const;

private:
  const KnowledgeEntry *findExactly(std::string_view Symbol, std::string_view Library) const;

  bool Builtin;
  std::multimap<std::string, KnowledgeEntry, std::less<>> Rows;
  const std::vector<std::string_view> &patterns() const;
  mutable std::vector<std::string_view> Patterns; ///< found when first asked for
  /// Built-in rows by their place in the table.
  mutable std::map<uint32_t, KnowledgeEntry> Parsed;
};

/// The rows that ship with Auspex (demand/knowledge/*.toml, built in).
const Knowledge &builtinKnowledge();

} // namespace auspex::demand

#endif
