//===- demand/knowledge.cpp - What well-known library calls cost ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// docs/knowledge.md describes the files. Whatever a row says that is not
// understood is an error with its place: a misspelt key must not silently make
// a call cheap.
//
//===----------------------------------------------------------------------===//
#include "demand/knowledge.h"

#include "demand/knowledge/expand.h"
#include "demand/knowledge/rows.h"
#include "demand/knowledge_kernel.h"
#include "demand/print.h"

#include <algorithm>
#include <array>
#include <functional>

namespace auspex::demand {
namespace {

constexpr size_t MaxFileBytes = 4u << 20, MaxRows = 100'000, MaxParams = 64;

/// Where in which file. An expanded row has lost its place: then that of the
/// row as it was written counts.
struct Place {
  std::string_view Name;
  const toml::node *Written = nullptr;
  std::unexpected<Error> operator()(const toml::node &At, std::string Message) const {
    bool Lost = At.source().begin.line == 0 && Written;
    const auto &Begin = Lost ? Written->source().begin : At.source().begin;
    return fail(std::string(Name) + ":" + std::to_string(Begin.line) + ":" +
                std::to_string(Begin.column) + ": " + std::move(Message));
  }
};

/// Strings of a string or an array of strings.
Expected<std::vector<std::string>> strings(const toml::node &N, const Place &At) {
  std::vector<std::string> Result;
  if (const auto *S = N.as_string())
    return std::vector<std::string>{S->get()};
  const toml::array *A = N.as_array();
  if (!A)
    return At(N, "expected a string or an array of strings");
  for (const toml::node &E : *A) {
    const auto *S = E.as_string();
    if (!S)
      return At(E, "expected a string");
    Result.push_back(S->get());
  }
  return Result;
}

Expected<Type> typeOf(std::string_view Name, const toml::node &N, const Place &At) {
  for (Type T : {Type::I1, Type::I8, Type::I16, Type::I32, Type::I64, Type::F32, Type::F64,
                 Type::Ptr, Type::Void})
    if (nameOf(T) == Name)
      return T;
  return At(N, "unknown type '" + std::string(Name) + "'; one of i8 i16 i32 i64 f32 f64 ptr");
}

/// "n", "i32 n", "&i32 n".
Expected<void> addParam(KnowledgeEntry &E, std::string_view Text, const toml::node &N,
                        const Place &At) {
  Param P;
  bool ByReference = Text.starts_with('&');
  if (ByReference)
    Text.remove_prefix(1);
  if (size_t Space = Text.find(' '); Space != Text.npos) {
    auto T = typeOf(Text.substr(0, Space), N, At);
    if (!T)
      return std::unexpected(T.error());
    P.Ty = *T;
    Text.remove_prefix(Space + 1);
  }
  P.Name = Text;
  if (P.Name.empty() || P.Name.find(' ') != P.Name.npos)
    return At(N, "a parameter is written \"name\", \"type name\" or \"&type name\"");
  E.Shape.Params.push_back(std::move(P));
  if (E.Shape.Params.size() > MaxParams)
    return At(N, "too many parameters");
  if (ByReference || !E.ByReference.empty())
    E.ByReference.resize(E.Shape.Params.size(), false);
  if (ByReference)
    E.ByReference.back() = true;
  return {};
}

Expected<ExprRef> formula(KnowledgeEntry &E, const toml::node &N, const Place &At) {
  if (const auto *I = N.as_integer())
    return E.Shape.Exprs.integer(I->get());
  const auto *S = N.as_string();
  if (!S)
    return At(N, "expected a formula in quotes or an integer");
  auto R = parseFormula(E.Shape, S->get());
  if (!R)
    return At(N, R.error().Message);
  return *R;
}

enum class Second : bool { Needed, Optional };

/// [["p", "8*n"], ...] -> (text or formula, formula). Optional: ["p"] gives NoExpr.
Expected<void> pairs(KnowledgeEntry &E, const toml::node &N, const Place &At, auto Take,
                     Second Wanted = Second::Needed) {
  const toml::array *A = N.as_array();
  if (!A)
    return At(N, "expected an array of pairs");
  for (const toml::node &Element : *A) {
    const toml::array *Pair = Element.as_array();
    const bool Alone = Pair && Pair->size() == 1 && Wanted == Second::Optional;
    if (!Pair || (Pair->size() != 2 && !Alone))
      return At(Element,
                Wanted == Second::Optional
                    ? "expected a pair: [\"pointer\", \"bytes\"], or [\"pointer\"] for all of it"
                    : "expected a pair: [\"a\", \"b\"]");
    Expected<ExprRef> Formula = Alone ? Expected<ExprRef>(NoExpr) : formula(E, (*Pair)[1], At);
    if (!Formula)
      return std::unexpected(Formula.error());
    if (auto R = Take((*Pair)[0], *Formula); !R)
      return R;
  }
  return {};
}

/// [["rounds", 10], ["key_bits", "8*n"], ["mode", "'CBC'"]]: formulas, and words in
/// quotes of their own.
Expected<void> attributes(KnowledgeEntry &E, const toml::node &N, const Place &At) {
  const toml::array *A = N.as_array();
  if (!A)
    return At(N, "expected an array of pairs");
  for (const toml::node &Element : *A) {
    const toml::array *Pair = Element.as_array();
    const auto *Name = Pair && Pair->size() == 2 ? (*Pair)[0].as_string() : nullptr;
    if (!Name)
      return At(Element, "expected a pair: [\"rounds\", 10]");
    Parameter P;
    P.Name = Name->get();
    const auto *Text = (*Pair)[1].as_string();
    const std::string_view Word = Text ? std::string_view(Text->get()) : std::string_view();
    if (Word.size() > 2 && Word.starts_with('\'') && Word.ends_with('\'')) {
      P.Text = Word.substr(1, Word.size() - 2);
    } else {
      auto Value = formula(E, (*Pair)[1], At);
      if (!Value)
        return std::unexpected(Value.error());
      P.Value = *Value;
    }
    E.Attributes.push_back(std::move(P));
  }
  return {};
}

/// [["p", "8*n"], ["all of this"], ...]
Expected<void> touches(KnowledgeEntry &E, const toml::node &N, const Place &At, bool Write) {
  return pairs(
      E, N, At,
      [&](const toml::node &Ptr, ExprRef Bytes) -> Expected<void> {
        auto P = formula(E, Ptr, At);
        if (!P)
          return std::unexpected(P.error());
        E.Touches.push_back({*P, Bytes, Write});
        return {};
      },
      Second::Optional);
}

/// [["i32 n", "p + 8"], ...]: names for what lies in memory.
Expected<void> fields(KnowledgeEntry &E, const toml::node &N, const Place &At) {
  return pairs(E, N, At, [&](const toml::node &Name, ExprRef Address) -> Expected<void> {
    const auto *S = Name.as_string();
    if (!S || S->get().starts_with('&'))
      return At(Name, "expected a name: \"n\" or \"type n\"");
    if (auto Added = addParam(E, S->get(), Name, At); !Added)
      return Added;
    E.Fields.push_back({uint32_t(E.Shape.Params.size() - 1), Address});
    return {};
  });
}

/// One key of a row; an error for a key that no row has.
Expected<void> field(KnowledgeEntry &E, std::string_view Key, const toml::node &N,
                     const Place &At) {
  struct FormulaField {
    std::string_view Key;
    ExprRef KnowledgeEntry::*To;
  };
  static constexpr FormulaField Formulas[] = {
      {"alloc", &KnowledgeEntry::AllocBytes},   {"alloc_at", &KnowledgeEntry::AllocAt},
      {"free", &KnowledgeEntry::Frees},         {"free_at", &KnowledgeEntry::FreesAt},
      {"scratch", &KnowledgeEntry::Scratch},    {"result", &KnowledgeEntry::Result},
      {"flops", &KnowledgeEntry::Flops},        {"read", &KnowledgeEntry::BytesRead},
      {"write", &KnowledgeEntry::BytesWritten}, {"io_bytes", &KnowledgeEntry::IoBytes},
      {"to_gpu", &KnowledgeEntry::ToGpu},       {"from_gpu", &KnowledgeEntry::FromGpu}};
  for (const FormulaField &F : Formulas)
    if (F.Key == Key) {
      auto R = formula(E, N, At);
      if (!R)
        return std::unexpected(R.error());
      E.*F.To = *R;
      return {};
    }
  if (Key == "reads" || Key == "writes")
    return touches(E, N, At, Key == "writes");
  if (Key == "stores")
    return pairs(E, N, At, [&](const toml::node &Address, ExprRef Value) -> Expected<void> {
      auto To = formula(E, Address, At);
      if (!To)
        return std::unexpected(To.error());
      E.Stores.push_back({*To, Value});
      return {};
    });
  if (Key == "dims")
    return pairs(E, N, At, [&](const toml::node &Name, ExprRef Extent) -> Expected<void> {
      const auto *S = Name.as_string();
      if (!S)
        return At(Name, "expected the name of a dimension");
      E.Dims.push_back({S->get(), Extent});
      return {};
    });
  if (Key == "roles") {
    auto Names = strings(N, At);
    if (!Names)
      return std::unexpected(Names.error());
    E.Roles = std::move(*Names);
    return {};
  }
  if (Key == "needs") {
    auto Names = strings(N, At);
    if (!Names)
      return std::unexpected(Names.error());
    for (const std::string &Name : *Names) {
      const auto Bit = needNamed(Name);
      if (!Bit)
        return At(N, "unknown instruction set '" + Name + "'");
      E.Need |= *Bit;
    }
    return {};
  }
  if (Key == "attributes")
    return attributes(E, N, At);
  if (Key == "holds") {
    const toml::array *A = N.as_array();
    if (!A)
      return At(N, "expected an array of formulas");
    for (const toml::node &Element : *A) {
      auto F = formula(E, Element, At);
      if (!F)
        return std::unexpected(F.error());
      E.Holds.push_back(*F);
    }
    return {};
  }
  if (Key == "noreturn" || Key == "instantiated") {
    const auto *B = N.as_boolean();
    if (!B)
      return At(N, "expected true or false");
    (Key == "noreturn" ? E.NoReturn : E.Instantiated) = B->get();
    return {};
  }

  const auto *S = N.as_string();
  if (!S)
    return At(N, "expected a string for '" + std::string(Key) + "'");
  const std::string &Text = S->get();
  if (Key == "builtin")
    E.Builtin = Text;
  else if (Key == "idiom")
    E.Idiom = Text;
  else if (Key == "family")
    E.Family = Text;
  else if (Key == "form")
    E.Form = Text;
  else if (Key == "elem") {
    auto T = Text.empty() ? Type::Void : typeOf(Text, N, At);
    if (!T)
      return std::unexpected(T.error());
    E.Elem = *T;
  } else if (Key == "cost") {
    if (Text != "none")
      return At(N, "cost is \"none\" or not given");
    E.NoCost = true;
  } else if (Key == "alloc_kind") {
    static constexpr std::pair<std::string_view, AllocKind> Kinds[] = {
        {"malloc", AllocKind::Malloc},
        {"calloc", AllocKind::Calloc},
        {"new", AllocKind::New},
        {"mmap", AllocKind::Mmap}};
    static constexpr std::pair<std::string_view, MemoryKind> Others[] = {
        {"pinned", MemoryKind::Pinned},
        {"device", MemoryKind::Device},
        {"managed", MemoryKind::Managed}};
    auto Other = std::ranges::find(Others, Text, &std::pair<std::string_view, MemoryKind>::first);
    if (Other != std::end(Others)) {
      E.AllocIn = Other->second;
      E.Alloc = AllocKind::Mmap;
      return {};
    }
    auto K = std::ranges::find(Kinds, Text, &std::pair<std::string_view, AllocKind>::first);
    if (K == std::end(Kinds))
      return At(N, "alloc_kind is one of malloc, calloc, new, mmap, pinned, device, managed");
    E.Alloc = K->second;
  } else if (Key == "gpu") {
    using enum KnowledgeEntry::Gpu;
    if (Text != "context" && Text != "work" && Text != "library")
      return At(N, "gpu is one of context, work, library");
    E.UsesGpu = Text == "work" ? Work : Text == "library" ? Library : Context;
  } else if (Key == "io") {
    static constexpr std::pair<std::string_view, IoKind> Kinds[] = {
        {"disk-read", IoKind::DiskRead},
        {"disk-write", IoKind::DiskWrite},
        {"net-read", IoKind::NetRead},
        {"net-write", IoKind::NetWrite}};
    auto K = std::ranges::find(Kinds, Text, &std::pair<std::string_view, IoKind>::first);
    if (K == std::end(Kinds))
      return At(N, "io is one of disk-read, disk-write, net-read, net-write");
    E.Io = K->second;
  } else
    return At(N, "unknown key '" + std::string(Key) + "'");
  return {};
}

struct Row {
  std::vector<std::string> Symbols;
  KnowledgeEntry Entry;
};

Expected<Row> row(const toml::table &T, const std::vector<std::string> &Libraries,
                  const Place &At) {
  Row R;
  R.Entry.Libraries = Libraries;
  // What formulas refer to comes first.
  if (const toml::node *N = T.get("params")) {
    auto Names = strings(*N, At);
    if (!Names)
      return std::unexpected(Names.error());
    for (const std::string &Name : *Names)
      if (auto Added = addParam(R.Entry, Name, *N, At); !Added)
        return std::unexpected(Added.error());
  }
  if (const toml::node *N = T.get("fields"))
    if (auto Added = fields(R.Entry, *N, At); !Added)
      return std::unexpected(Added.error());
  for (auto &&[Key, Node] : T) {
    if (Key == "params" || Key == "fields")
      continue;
    if (Key == "symbols" || Key == "symbol" || Key == "libraries") {
      auto Names = strings(Node, At);
      if (!Names)
        return std::unexpected(Names.error());
      (Key == "libraries" ? R.Entry.Libraries : R.Symbols) = std::move(*Names);
    } else if (auto Done = field(R.Entry, Key.str(), Node, At); !Done)
      return std::unexpected(Done.error());
  }
  for (Dim &D : R.Entry.Dims)
    D.Kind = kindIn(R.Entry.Form, D.Name);
  if (!R.Entry.Idiom.empty() && !T.contains("needs"))
    R.Entry.Need = usualNeeds(R.Entry.Idiom, R.Entry.Form, R.Entry.Elem);
  if (R.Symbols.empty())
    return At(T, "a call needs symbols = [...]");
  if (R.Entry.Libraries.empty())
    return At(T, "a call needs libraries = [...], its own or the file's");
  if ((R.Entry.Io != IoKind::None) != (R.Entry.IoBytes != NoExpr))
    return At(T, "io and io_bytes go together");
  if (R.Entry.AllocBytes == NoExpr && (R.Entry.AllocAt != NoExpr || !R.Entry.Holds.empty()))
    return At(T, "alloc_at and holds speak of what alloc allocates");
  return R;
}

Expected<std::vector<Row>> rows(std::string_view Text, std::string_view Name) {
  if (Text.size() > MaxFileBytes)
    return fail(std::string(Name) + ": larger than 4 MiB; no knowledge file is");
  toml::parse_result Parsed = toml::parse(Text, Name);
  if (!Parsed) {
    const auto &Begin = Parsed.error().source().begin;
    return fail(std::string(Name) + ":" + std::to_string(Begin.line) + ":" +
                std::to_string(Begin.column) + ": " + std::string(Parsed.error().description()));
  }
  Place At{Name};
  std::vector<Row> Result;
  std::vector<std::string> Libraries;
  const toml::table &File = Parsed.table();
  if (const toml::node *N = File.get("libraries")) {
    auto L = strings(*N, At);
    if (!L)
      return std::unexpected(L.error());
    Libraries = std::move(*L);
  }
  for (auto &&[Key, Node] : File) {
    if (Key == "libraries" || Key == "sets")
      continue;
    const toml::array *Calls = Key == "call" ? Node.as_array() : nullptr;
    if (!Calls)
      return At(
          Node,
          "unknown key '" + std::string(Key.str()) +
              "'; a knowledge file holds libraries = [...], [[sets.NAME]] and [[call]] tables");
    if (Calls->size() > MaxRows)
      return At(Node, "too many rows");
    for (const toml::node &Call : *Calls) {
      const toml::table *T = Call.as_table();
      if (!T)
        return At(Call, "expected [[call]]");
      auto Add = [&](const toml::table &One) -> Expected<void> {
        auto R = row(One, Libraries, {Name, &Call});
        if (!R)
          return std::unexpected(R.error());
        Result.push_back(std::move(*R));
        return {};
      };
      if (!T->contains("with")) {
        if (auto R = Add(*T); !R)
          return std::unexpected(R.error());
        continue;
      }
      std::vector<toml::table> Expanded = expandRow(*T, File);
      if (Expanded.empty())
        return At(Call, "with = \"NAME\" needs [[sets.NAME]] tables in this file");
      for (const toml::table &One : Expanded)
        if (auto R = Add(One); !R)
          return std::unexpected(R.error());
    }
  }
  return Result;
}

/// Whether a row of \p Libraries (soname prefixes) speaks for \p Library.
bool provides(const KnowledgeEntry &E, std::string_view Library) {
  if (Library.empty())
    return true;
  if (size_t Slash = Library.rfind('/'); Slash != Library.npos)
    Library.remove_prefix(Slash + 1);
  return std::ranges::any_of(E.Libraries,
                             [&](const std::string &P) { return Library.starts_with(P); });
}

} // namespace

Expected<void> Knowledge::add(std::string_view Toml, std::string_view Name) {
  auto Parsed = rows(Toml, Name);
  if (!Parsed)
    return std::unexpected(Parsed.error());
  for (Row &R : *Parsed)
    for (std::string &Symbol : R.Symbols) {
      KnowledgeEntry E = R.Entry;
      E.Symbol = Symbol;
      Rows.emplace(std::move(Symbol), std::move(E));
    }
  Patterns.clear();
  return {};
}

const KnowledgeEntry *Knowledge::findExactly(std::string_view Symbol,
                                             std::string_view Library) const {
  auto [First, Last] = Rows.equal_range(Symbol);
  while (First != Last)
    if (--Last; provides(Last->second, Library))
      return &Last->second;
  if (!Builtin)
    return nullptr;
  std::span<const BuiltinRow> Table = builtinRows();
  auto At = std::ranges::lower_bound(Table, Symbol, {}, &BuiltinRow::symbol);
  for (; At != Table.end() && At->symbol() == Symbol; ++At) {
    auto [Entry, New] = Parsed.try_emplace(uint32_t(At - Table.begin()));
    if (New) {
      // The table was written from parsed rows: it parses.
      auto R = rows(At->toml(), "built-in knowledge");
      if (R && R->size() == 1) {
        Entry->second = std::move(R->front().Entry);
        Entry->second.Symbol = Symbol;
      }
    }
    if (!Entry->second.Symbol.empty() && provides(Entry->second, Library))
      return &Entry->second;
  }
  return nullptr;
}

const KnowledgeEntry *Knowledge::find(std::string_view Symbol, std::string_view Library) const {
  if (const KnowledgeEntry *E = findExactly(Symbol, Library))
    return E;
  for (std::string_view Pattern : patterns())
    if (Symbol.starts_with(Pattern.substr(0, Pattern.size() - 1)))
      if (const KnowledgeEntry *E = findExactly(Pattern, Library))
        return E;
  return nullptr;
}

/// The rows for beginnings, "_ZNSo*": the longest first, which wins.
const std::vector<std::string_view> &Knowledge::patterns() const {
  if (Patterns.empty()) {
    for (const auto &[Symbol, Entry] : Rows)
      if (Symbol.ends_with('*'))
        Patterns.push_back(Symbol);
    if (Builtin)
      for (const BuiltinRow &R : builtinRows())
        if (R.symbol().ends_with('*'))
          Patterns.push_back(R.symbol());
    Patterns.push_back("*"); // in no row: says that they were looked for
    std::ranges::stable_sort(Patterns, std::greater(), &std::string_view::size);
  }
  return Patterns;
}

size_t Knowledge::size() const { return Rows.size() + (Builtin ? builtinRows().size() : 0); }

const Knowledge &builtinKnowledge() {
  static const Knowledge Builtin(Knowledge::WithBuiltin);
  return Builtin;
}

} // namespace auspex::demand
