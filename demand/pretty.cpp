//===- demand/pretty.cpp - Formulas for people ----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/pretty.h"
#include "demand/arith.h"
#include "demand/print.h"
#include "demand/text_cursor.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace auspex::demand {

/// Deeper expressions and longer parts are abridged: nobody reads them.
static constexpr unsigned MaxDepth = 60, MaxVisits = 1u << 15;
static constexpr size_t MaxPiece = 400;
static constexpr const char *Abridged = "...";

bool passesValue(Op O) {
  switch (O) {
  case Op::Trunc: case Op::ZExt: case Op::SExt: case Op::SiToFp: case Op::UiToFp:
  case Op::FpToSi: case Op::FpToUi: case Op::FpCast: case Op::Cast:
    return true;
  default:
    return false;
  }
}

/// Counts nesting and work, so that whoever is too deep writes an ellipsis.
struct PrettyPrinter::Guard {
  explicit Guard(PrettyPrinter &P) : P(P) { ++P.Depth, ++P.Visits; }
  ~Guard() { --P.Depth; }
  bool tooDeep() const { return P.Depth > MaxDepth || P.Visits > MaxVisits; }
  PrettyPrinter &P;
};

PrettyPrinter::PrettyPrinter(const Function &F)
    : F(F), IsMain(F.Symbol == "main"), Definitions(F.Values.size()), Open(F.Values.size()) {
  for (const Node &N : F.Nodes) {
    for (const Step &S : N.Steps)
      if (S.Result < Definitions.size())
        Definitions[S.Result].By = &S;
    for (const Edge &E : N.Edges)
      for (auto [V, X] : E.Assign)
        if (V < Definitions.size() && Definitions[V].Incoming.size() < 8 &&
            std::ranges::find(Definitions[V].Incoming, X) == Definitions[V].Incoming.end())
          Definitions[V].Incoming.push_back(X);
  }
}

std::string PrettyPrinter::paramName(uint32_t I) const {
  if (I < F.Params.size() && !F.Params[I].Name.empty())
    return F.Params[I].Name;
  static constexpr const char *MainNames[] = {"argc", "argv", "envp"};
  if (IsMain && I < std::size(MainNames))
    return MainNames[I];
  return "arg" + std::to_string(I);
}

PrettyPiece PrettyPrinter::piece(ExprRef E) {
  if (E >= F.Exprs.size())
    return {"none"};
  if (auto It = Pieces.find(E); It != Pieces.end())
    return It->second;
  Guard G(*this);
  if (G.tooDeep())
    return {Abridged, BindPrimary, false};
  PrettyPiece P;
  if (auto Poly = polynomial(E))
    P = show(*Poly);
  else
    P = atomText(E);
  if (P.Text.size() > MaxPiece)
    P = {Abridged, BindPrimary, false};
  Pieces[E] = P;
  return P;
}

std::optional<Polynomial> PrettyPrinter::polynomial(ExprRef E) {
  if (auto It = Polynomials.find(E); It != Polynomials.end())
    return It->second;
  Guard G(*this);
  if (G.tooDeep())
    return std::nullopt;
  auto P = collect(E);
  // Two reads of an unknown are two unknowns, even from one node.
  if (!F.Exprs.hasUnknown(E))
    Polynomials[E] = P;
  return P;
}

std::optional<Polynomial> PrettyPrinter::collect(ExprRef E) {
  const ExprNode &N = F.Exprs[E];
  // An operand that is too large to collect is an atom of its own.
  auto Of = [this](ExprRef R) {
    auto P = polynomial(R);
    return P ? *P : Polynomial::atom(atom(R));
  };
  auto Constant = [&](ExprRef R) -> std::optional<double> { return Of(R).asConstant(); };
  switch (N.O) {
  case Op::Int:
    if (N.Ty == Type::Ptr || std::llabs(N.Imm >> 1) >= (int64_t(1) << 51))
      break;
    return Polynomial::constant(double(N.Imm));
  case Op::Real:
    if (!(std::fabs(realOf(N.Imm)) < 0x1p53))
      break;
    return Polynomial::constant(realOf(N.Imm));
  case Op::Add:
  case Op::FAdd: return Of(N.A).plus(Of(N.B));
  case Op::Sub:
  case Op::FSub: return Of(N.A).plus(Of(N.B), -1);
  case Op::FNeg: return Polynomial().plus(Of(N.A), -1);
  case Op::Mul:
  case Op::FMul: return Of(N.A).times(Of(N.B));
  case Op::Shl:
    if (auto C = Constant(N.B); C && *C >= 0 && *C < 52)
      return Of(N.A).times(Polynomial::constant(std::ldexp(1.0, int(*C))));
    break;
  case Op::SDiv:
  case Op::UDiv:
  case Op::FDiv:
    if (auto C = Constant(N.B); C && *C > 0)
      if (auto P = Of(N.A).dividedBy(*C))
        return P;
    break;
  case Op::LShr:
  case Op::AShr:
    if (auto C = Constant(N.B); C && *C >= 0 && *C < 52)
      if (auto P = Of(N.A).dividedBy(std::ldexp(1.0, int(*C))))
        return P;
    break;
  default:
    // Widths are for the machine. A condition stays one: `(n < 10)`.
    if (passesValue(N.O) && F.Exprs[N.A].Ty != Type::I1 && N.Ty != Type::I1)
      return Of(N.A);
    break;
  }
  return Polynomial::atom(atom(E));
}

uint32_t PrettyPrinter::atom(ExprRef E) {
  if (auto It = AtomOf.find(E); It != AtomOf.end())
    return It->second;
  Atom A{atomText(E), E};
  if (A.Piece.Text.size() > MaxPiece)
    A.Piece = {Abridged, BindPrimary, false};
  uint32_t Id = uint32_t(Atoms.size());
  if (A.Piece.Stable) {
    auto [It, New] = AtomByText.try_emplace(A.Piece.Text, Id);
    Id = It->second;
    if (New)
      Atoms.push_back(std::move(A));
  } else {
    Atoms.push_back(std::move(A));
  }
  if (!F.Exprs.hasUnknown(E))
    AtomOf[E] = Id;
  return Id;
}

static std::string coefficient(double V) {
  char Buffer[40];
  if (V == std::trunc(V))
    std::snprintf(Buffer, sizeof(Buffer), "%.0f", V);
  else
    std::snprintf(Buffer, sizeof(Buffer), "%.6g", V);
  return Buffer;
}

PrettyPiece PrettyPrinter::show(const Polynomial &P) const {
  if (auto A = P.asAtom())
    return Atoms[*A].Piece;
  if (P.terms().empty())
    return {"0"};
  // `10 - n` rather than `-n + 10`.
  std::vector<const Polynomial::Term *> Terms;
  for (const Polynomial::Term &T : P.terms())
    Terms.push_back(&T);
  auto Positive = std::ranges::find_if(Terms, [](auto *T) { return T->Coefficient > 0; });
  if (Positive != Terms.end())
    std::rotate(Terms.begin(), Positive, Positive + 1);

  PrettyPiece Out{"", Terms.size() > 1 ? BindSum : BindProduct, true};
  for (const Polynomial::Term *T : Terms) {
    double C = T->Coefficient;
    if (Out.Text.empty())
      Out.Text = C < 0 ? "-" : "";
    else
      Out.Text += C < 0 ? " - " : " + ";
    const char *Times = "";
    if (std::fabs(C) != 1 || T->Powers.empty()) {
      Out.Text += coefficient(std::fabs(C));
      Times = "*";
    }
    for (auto [A, Power] : T->Powers) {
      const PrettyPiece &Piece = Atoms[A].Piece;
      Out.Stable &= Piece.Stable;
      bool Alone = T->Powers.size() == 1 && Power == 1 && std::fabs(C) == 1 && C > 0;
      bool Bare = Piece.Bind > BindProduct || (Alone && Piece.Bind >= BindSum);
      Out.Text += Times;
      Out.Text += Bare ? Piece.Text : "(" + Piece.Text + ")";
      if (Power > 1)
        (Out.Text += '^') += std::to_string(Power);
      Times = "*";
    }
  }
  if (Terms.size() == 1 && Terms[0]->Powers.empty())
    Out.Bind = Terms[0]->Coefficient < 0 ? BindUnary : BindPrimary;
  else if (Terms.size() == 1 && Terms[0]->Powers.size() == 1 && Terms[0]->Coefficient == 1)
    Out.Bind = BindPower;
  return Out;
}

std::string PrettyPrinter::operand(ExprRef E, Binding Least) {
  PrettyPiece P = piece(E);
  return P.Bind >= Least ? P.Text : "(" + P.Text + ")";
}

PrettyPiece PrettyPrinter::infix(ExprRef A, const char *Op, ExprRef B, Binding Bind,
                                 bool RightTighter) {
  std::string Left = operand(A, Bind);
  return {Left + Op + operand(B, RightTighter ? Binding(Bind + 1) : Bind), Bind,
          stable(A) && stable(B)};
}

PrettyPiece PrettyPrinter::call(std::string_view Name, std::initializer_list<ExprRef> Args) {
  PrettyPiece P{std::string(Name) + "("};
  const char *Separator = "";
  for (ExprRef A : Args) {
    PrettyPiece Arg = piece(A);
    P.Text += Separator + Arg.Text;
    P.Stable &= Arg.Stable;
    Separator = ", ";
  }
  P.Text += ")";
  return P;
}

PrettyPiece PrettyPrinter::comparison(const ExprNode &N) {
  // `n > 10` rather than `10 < n`.
  bool Turn = F.Exprs[N.A].O == Op::Int && F.Exprs[N.B].O != Op::Int;
  const char *Sign = " == ";
  switch (N.O) {
  case Op::Eq:
  case Op::FEq: break;
  case Op::Ne:
  case Op::FNe: Sign = " != "; break;
  case Op::ULt:
  case Op::SLt:
  case Op::FLt: Sign = Turn ? " > " : " < "; break;
  default: Sign = Turn ? " >= " : " <= "; break;
  }
  return Turn ? infix(N.B, Sign, N.A, Binding(BindCompare + 1))
              : infix(N.A, Sign, N.B, Binding(BindCompare + 1));
}

PrettyPiece PrettyPrinter::atomText(ExprRef E) {
  Guard G(*this);
  if (G.tooDeep())
    return {Abridged, BindPrimary, false};
  const ExprNode &N = F.Exprs[E];
  if (isComparison(N.O) || isRealComparison(N.O)) {
    PrettyPiece P = comparison(N);
    P.Bind = BindCompare;
    return P;
  }
  auto Power = [&](ExprRef R) -> std::optional<int64_t> {
    if (F.Exprs[R].O == Op::Int && F.Exprs[R].Imm >= 0 && F.Exprs[R].Imm < 63)
      return int64_t(1) << F.Exprs[R].Imm;
    return std::nullopt;
  };
  auto Quotient = [&](std::string By) -> PrettyPiece {
    return {operand(N.A, BindProduct) + "/" + By, BindProduct, stable(N.A)};
  };
  switch (N.O) {
  case Op::Int:
    if (N.Ty == Type::I1)
      return {N.Imm ? "true" : "false"};
    if (N.Ty == Type::Ptr && N.Imm == 0)
      return {"null"};
    return {std::to_string(N.Imm), N.Imm < 0 ? BindUnary : BindPrimary};
  case Op::Real: return {shortestReal(realOf(N.Imm))};
  case Op::Param: return {paramName(uint32_t(N.Imm))};
  case Op::Value: return value(uint32_t(N.Imm));
  case Op::Index: {
    size_t L = size_t(N.Imm);
    if (L < F.Loops.size() && !F.Loops[L].Name.empty())
      return {F.Loops[L].Name};
    return {"i" + std::to_string(N.Imm)};
  }
  case Op::Symbol: return {"&" + F.Strings[size_t(N.Imm)], BindUnary};
  case Op::Unknown:
    return {"unknown(" + std::string(reasonOf(F, N)) + ")", BindPrimary, false};
  case Op::SDiv:
  case Op::UDiv:
  case Op::FDiv: return infix(N.A, "/", N.B, BindProduct, true);
  case Op::SRem:
  case Op::URem: return infix(N.A, " % ", N.B, BindProduct, true);
  case Op::LShr:
  case Op::AShr:
    if (auto C = Power(N.B))
      return Quotient(std::to_string(*C));
    return infix(N.A, " >> ", N.B, BindShift, true);
  case Op::Shl: return infix(N.A, " << ", N.B, BindShift, true);
  case Op::And: {
    if (N.Ty == Type::I1)
      return infix(N.A, " && ", N.B, BindAnd);
    // (x + 15) & -16 rounds up; x & -16 rounds down.
    const ExprNode &Mask = F.Exprs[N.B];
    uint64_t Unit = Mask.O == Op::Int ? 0 - uint64_t(Mask.Imm) : 0;
    if (Mask.O == Op::Int && Mask.Imm < 0 && std::has_single_bit(Unit)) {
      const ExprNode &Sum = F.Exprs[N.A];
      bool Up = Sum.O == Op::Add && F.Exprs.isInt(Sum.B, int64_t(Unit - 1));
      PrettyPiece P = piece(Up ? Sum.A : N.A);
      P.Text = (Up ? "roundup(" : "rounddown(") + P.Text + ", " + std::to_string(Unit) + ")";
      P.Bind = BindPrimary;
      return P;
    }
    return infix(N.A, " & ", N.B, BindBits);
  }
  case Op::Or:
    return N.Ty == Type::I1 ? infix(N.A, " || ", N.B, BindOr) : infix(N.A, " | ", N.B, BindBits);
  case Op::Xor:
    if (N.Ty == Type::I1 && F.Exprs.isInt(N.B, 1))
      return {"!" + operand(N.A, BindUnary), BindUnary, stable(N.A)};
    return call("xor", {N.A, N.B});
  case Op::UMin: case Op::SMin: case Op::FMin: return call("min", {N.A, N.B});
  case Op::UMax: case Op::SMax: case Op::FMax: return call("max", {N.A, N.B});
  case Op::CeilDiv: {
    PrettyPiece P = infix(N.A, "/", N.B, BindProduct, true);
    return {"ceil(" + P.Text + ")", BindPrimary, P.Stable};
  }
  case Op::Select: {
    std::string Cond = operand(N.A, BindOr), A = operand(N.B, BindOr);
    return {Cond + " ? " + A + " : " + operand(N.C, BindSelect), BindSelect,
            stable(N.A) && stable(N.B) && stable(N.C)};
  }
  case Op::PtrAdd: return infix(N.A, " + ", N.B, BindSum);
  case Op::Pow: return call("pow", {N.A, N.B});
  case Op::FAbs: return call("abs", {N.A});
  // Sums and products too large to collect.
  case Op::Add:
  case Op::FAdd: return infix(N.A, " + ", N.B, BindSum);
  case Op::Sub:
  case Op::FSub: return infix(N.A, " - ", N.B, BindSum, true);
  case Op::Mul:
  case Op::FMul: return infix(N.A, "*", N.B, BindProduct);
  case Op::FNeg: return {"-" + operand(N.A, BindUnary), BindUnary, stable(N.A)};
  default:
    break;
  }
  if (passesValue(N.O))
    return piece(N.A);
  return call(nameOf(N.O), {N.A}); // sqrt, log2, ctpop, ...
}

std::string prettyText(const Function &F, ExprRef E) { return PrettyPrinter(F).text(E); }

std::string originsOf(const Function &F, ExprRef E) {
  if (E >= F.Exprs.size())
    return "";
  PrettyPrinter P(F);
  std::vector<bool> Reached(E + 1), Told(F.Values.size());
  Reached[E] = true;
  std::string Out;
  for (ExprRef R = E + 1; R-- > 0;) {
    if (!Reached[R])
      continue;
    const ExprNode &N = F.Exprs[R];
    for (ExprRef Operand : {N.A, N.B, N.C})
      if (Operand != NoExpr)
        Reached[Operand] = true;
    if (N.O != Op::Value || size_t(N.Imm) >= F.Values.size() || Told[size_t(N.Imm)])
      continue;
    const std::string &Name = F.Values[size_t(N.Imm)].Name;
    Told[size_t(N.Imm)] = true;
    PrettyPiece D = P.definition(uint32_t(N.Imm));
    if (Name.empty() || D.Text.empty() || D.Text == Name || Out.size() > MaxPiece)
      continue;
    Out += (Out.empty() ? "" : ", ") + Name + " = " + D.Text;
  }
  return Out;
}

} // namespace auspex::demand
