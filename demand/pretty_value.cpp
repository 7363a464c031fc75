//===- demand/pretty_value.cpp - Values by what defines them --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/demangle.h"
#include "demand/pretty.h"

#include <algorithm>

namespace auspex::demand {

/// Functions whose result depends on nothing but what their arguments say.
static bool readsOnlyItsArguments(std::string_view Callee) {
  static constexpr std::string_view Names[] = {
      "atof", "atoi", "atol", "atoll", "strtod", "strtof", "strtol", "strtoll", "strtoul",
      "strtoull", "__isoc23_strtol", "__isoc23_strtoul", "__isoc23_strtoll", "__isoc23_strtoull",
      "getenv", "strlen", "strcmp", "strncmp"};
  return std::ranges::find(Names, Callee) != std::end(Names);
}

PrettyPiece PrettyPrinter::value(uint32_t Id) {
  // A name of the source; two values that carry it need not be equal.
  if (!F.Values[Id].Name.empty())
    return {F.Values[Id].Name, BindPrimary, false};
  PrettyPiece P = definition(Id);
  return P.Text.empty() ? PrettyPiece{"v" + std::to_string(Id)} : P;
}

PrettyPiece PrettyPrinter::definition(uint32_t Id) {
  const Definition &D = Definitions[Id];
  if (Open[Id])
    return {"", BindPrimary, false};
  Open[Id] = true;
  PrettyPiece P{"", BindPrimary, false};
  if (!D.By) {
    P = choices(D, Id);
  } else if (D.By->Kind == StepKind::Load) {
    P = load(*D.By);
  } else {
    const Step &S = *D.By;
    static constexpr const char *Allocators[] = {"malloc", "calloc", "aligned_alloc",
                                                 "new",    "alloca", "mmap"};
    std::string Name = S.Kind == StepKind::Alloc     ? Allocators[unsigned(S.Alloc)]
                       : S.Kind == StepKind::Realloc ? "realloc"
                       : S.Indirect                  ? "(*" + text(S.Args[0]) + ")"
                                                     : demangledName(S.Text);
    P = {Name + "(", BindPrimary, S.Kind == StepKind::Call && readsOnlyItsArguments(S.Text)};
    const char *Separator = "";
    // A text this long is abridged anyway.
    for (size_t I = S.Indirect ? 1 : 0; I < S.Args.size() && P.Text.size() < 1000; ++I) {
      PrettyPiece Arg = piece(S.Args[I]);
      P.Stable &= Arg.Stable;
      P.Text += Separator + Arg.Text;
      Separator = ", ";
    }
    P.Text += ")";
  }
  Open[Id] = false;
  return P;
}

/// What may flow into a phi: `100 or atoi(argv[1])`.
PrettyPiece PrettyPrinter::choices(const Definition &D, uint32_t Id) {
  if (D.Incoming.empty() || D.Incoming.size() > 3)
    return {"", BindPrimary, false};
  auto Reads = [this](ExprRef E, uint32_t Value) {
    // A loop's own step (`i + 1`) is no choice; looking one node deep suffices.
    const ExprNode &N = F.Exprs[E];
    for (ExprRef R : {E, N.A, N.B, N.C})
      if (R != NoExpr && F.Exprs[R].O == Op::Value && F.Exprs[R].Imm == int64_t(Value))
        return true;
    return false;
  };
  PrettyPiece Out{"", BindPrimary, false};
  for (ExprRef E : D.Incoming) {
    if (Reads(E, Id))
      return {"", BindPrimary, false};
    PrettyPiece P = piece(E);
    if (D.Incoming.size() == 1)
      return P;
    Out.Text += (Out.Text.empty() ? "" : " or ") + P.Text;
  }
  Out.Bind = BindSelect;
  return Out;
}

PrettyPiece PrettyPrinter::load(const Step &S) { return place(S.Args[0], bytesOf(S.Ty)); }

/// The object of \p Bytes bytes at an address: `argv[1]`, `count`, `table[i]`.
PrettyPiece PrettyPrinter::place(ExprRef Address, unsigned Bytes) {
  const ExprNode &N = F.Exprs[Address];
  if (N.O == Op::Symbol)
    return {F.Strings[size_t(N.Imm)], BindPrimary, false};
  bool Offset = N.O == Op::PtrAdd;
  ExprRef Base = Offset ? N.A : Address;
  const ExprNode &B = F.Exprs[Base];
  // The vector of arguments does not change under a program's feet.
  bool Argv = IsMain && B.O == Op::Param && (B.Imm == 1 || B.Imm == 2);
  if (!Offset)
    return Argv ? PrettyPiece{paramName(uint32_t(B.Imm)) + "[0]"}
                : PrettyPiece{"*" + operand(Base, BindUnary), BindUnary, false};
  std::string Name =
      B.O == Op::Symbol ? F.Strings[size_t(B.Imm)] : operand(Base, BindPrimary);
  bool Steady = Argv && stable(N.B);
  if (auto Bytewise = polynomial(N.B))
    if (auto Index = Bytewise->dividedBy(Bytes ? Bytes : 1))
      return {Name + "[" + show(*Index).Text + "]", BindPrimary, Steady};
  return {"*(" + Name + " + " + operand(N.B, BindSum) + ")", BindUnary, Steady};
}

} // namespace auspex::demand
