//===- demand/complexity.cpp - The asymptotic class of a quantity ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A growth is a maximum of products of powers of atoms and of their logarithms,
// without what another product of the maximum dominates. Constant factors go.
// Quantities are taken to be non-negative: a difference grows at most like
// what it subtracts from.
//
//===----------------------------------------------------------------------===//

#include "demand/arith.h"
#include "demand/pretty.h"
#include "demand/print.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace auspex::demand {
namespace {

constexpr size_t MaxProducts = 12;
constexpr unsigned MaxDepth = 40;

struct Exponents {
  double Power = 0, Log = 0;
  bool operator==(const Exponents &) const = default;
};
/// By the atom's number, which says when it was first met.
using Product = std::map<size_t, Exponents>;

struct Growth {
  bool Unknown = false;
  std::vector<Product> Max; ///< empty: zero; {}: constant
  static Growth constant() { return {false, {{}}}; }
  static Growth unknown() { return {true, {}}; }
  bool isConstant() const {
    return !Unknown && std::ranges::all_of(Max, [](const Product &P) { return P.empty(); });
  }
};

bool dominates(const Product &A, const Product &B) {
  Product All = A;
  for (const auto &[Atom, X] : B)
    All.try_emplace(Atom);
  for (const auto &[Atom, X] : All) {
    auto InB = B.find(Atom);
    Exponents Y = InB == B.end() ? Exponents() : InB->second;
    if (X.Power < Y.Power || (X.Power == Y.Power && X.Log < Y.Log))
      return false;
  }
  return true;
}

Growth join(Growth A, const Growth &B) {
  A.Unknown |= B.Unknown;
  for (const Product &P : B.Max) {
    if (std::ranges::any_of(A.Max, [&](const Product &Q) { return dominates(Q, P); }))
      continue;
    std::erase_if(A.Max, [&](const Product &Q) { return dominates(P, Q); });
    A.Max.push_back(P);
  }
  return A.Max.size() > MaxProducts ? Growth::unknown() : A;
}

Growth multiply(const Growth &A, const Growth &B, double Sign = 1) {
  Growth Out;
  Out.Unknown = A.Unknown || B.Unknown;
  for (const Product &P : A.Max)
    for (const Product &Q : B.Max) {
      Product R = P;
      for (const auto &[Atom, X] : Q) {
        R[Atom].Power += Sign * X.Power;
        R[Atom].Log += Sign * X.Log;
      }
      std::erase_if(R, [](const auto &Entry) { return Entry.second == Exponents(); });
      Out = join(std::move(Out), {false, {R}});
    }
  return Out;
}

Growth raise(Growth G, double By) {
  for (Product &P : G.Max)
    for (auto &[Atom, X] : P) {
      X.Power *= By;
      X.Log *= By;
    }
  return G;
}

class Classifier {
public:
  explicit Classifier(const Function &F) : F(F), Printer(F) {}
  Growth of(ExprRef E);
  std::string show(const Product &P) const;

private:
  std::string factors(const Product &P, double Sign) const;
  Growth ofTerms(const Polynomial &P);
  Growth ofNode(ExprRef E);
  Growth logarithm(const Growth &G);
  Growth atom(ExprRef E);
  bool isConstant(ExprRef E) const {
    return F.Exprs[E].O == Op::Int || F.Exprs[E].O == Op::Real;
  }

  const Function &F;
  PrettyPrinter Printer;
  std::unordered_map<ExprRef, Growth> Known;
  std::vector<std::string> Atoms; ///< their texts
  unsigned Depth = 0;
};

Growth Classifier::atom(ExprRef E) {
  if (F.Exprs.hasUnknown(E))
    return Growth::unknown();
  PrettyPiece P = Printer.piece(E);
  if (P.Text == "...")
    return Growth::unknown();
  std::string Text = P.Bind > BindProduct ? P.Text : "(" + P.Text + ")";
  size_t Id = size_t(std::ranges::find(Atoms, Text) - Atoms.begin());
  if (Id == Atoms.size())
    Atoms.push_back(std::move(Text));
  return {false, {{{Id, {1, 0}}}}};
}

Growth Classifier::of(ExprRef E) {
  if (auto It = Known.find(E); It != Known.end())
    return It->second;
  if (++Depth > MaxDepth) {
    --Depth;
    return Growth::unknown();
  }
  // Collected first, so that what cancels does not count.
  auto P = Printer.polynomial(E);
  Growth G = P && !P->asAtom() ? ofTerms(*P) : ofNode(P ? Printer.atomExpr(*P->asAtom()) : E);
  --Depth;
  Known[E] = G;
  return G;
}

Growth Classifier::ofTerms(const Polynomial &P) {
  Growth Sum;
  for (const Polynomial::Term &T : P.terms()) {
    if (T.Coefficient < 0 && P.terms().size() > 1)
      continue;
    Growth Product = Growth::constant();
    for (auto [Atom, Power] : T.Powers)
      Product = multiply(Product, raise(ofNode(Printer.atomExpr(Atom)), Power));
    Sum = join(std::move(Sum), Product);
  }
  // Only what is subtracted: a constant at most.
  return Sum.Max.empty() && !Sum.Unknown ? Growth::constant() : Sum;
}

Growth Classifier::logarithm(const Growth &G) {
  Growth Out = Growth::constant();
  Out.Unknown = G.Unknown;
  for (const Product &P : G.Max)
    for (const auto &[Atom, X] : P)
      Out = join(std::move(Out), {false, {{{Atom, {0, 1}}}}});
  return Out;
}

Growth Classifier::ofNode(ExprRef E) {
  const ExprNode &N = F.Exprs[E];
  switch (N.O) {
  case Op::Int:
  case Op::Real: return Growth::constant();
  case Op::Unknown: return Growth::unknown();
  case Op::Add: case Op::FAdd:
  case Op::UMax: case Op::SMax: case Op::FMax: return join(of(N.A), of(N.B));
  case Op::Sub: case Op::FSub: return of(N.A);
  case Op::Mul: case Op::FMul: return multiply(of(N.A), of(N.B));
  case Op::Select: return join(of(N.B), of(N.C));
  case Op::UMin: case Op::SMin: case Op::FMin: {
    Growth A = of(N.A), B = of(N.B);
    if (A.isConstant() || B.isConstant())
      return Growth::constant();
    return atom(E);
  }
  case Op::UDiv: case Op::SDiv: case Op::FDiv: case Op::CeilDiv: {
    Growth By = of(N.B);
    if (!By.Unknown && By.Max.size() == 1)
      return multiply(of(N.A), By, -1);
    return atom(E);
  }
  case Op::LShr: case Op::AShr: return isConstant(N.B) ? of(N.A) : atom(E);
  case Op::URem: case Op::SRem: return of(N.B);
  case Op::And:
    if (isConstant(N.B))
      return F.Exprs[N.B].Imm < 0 ? of(N.A) : Growth::constant();
    return atom(E);
  case Op::Log: case Op::Log2: case Op::Log10: return logarithm(of(N.A));
  case Op::Sqrt: return raise(of(N.A), 0.5);
  case Op::Pow:
    if (F.Exprs[N.B].O == Op::Real && realOf(F.Exprs[N.B].Imm) > 0)
      return raise(of(N.A), realOf(F.Exprs[N.B].Imm));
    return atom(E);
  case Op::Floor: case Op::Ceil: case Op::Round: case Op::FAbs: case Op::FNeg: return of(N.A);
  case Op::Sin: case Op::Cos:
  case Op::CtPop: case Op::Ctlz: case Op::Cttz: return Growth::constant();
  default:
    if (N.Ty == Type::I1)
      return Growth::constant();
    if (passesValue(N.O))
      return of(N.A);
    return atom(E);
  }
}

/// x^2, sqrt(x), log x, log^2 x; several factors joined by '*'.
std::string Classifier::factors(const Product &P, double Sign) const {
  std::string Out;
  auto Add = [&Out](const std::string &Text) { Out += (Out.empty() ? "" : "*") + Text; };
  auto Number = [](double V) {
    char Buffer[32];
    std::snprintf(Buffer, sizeof(Buffer), "%g", V);
    return std::string(Buffer);
  };
  for (const auto &[Id, X] : P) {
    const std::string &Atom = Atoms[Id];
    if (double V = Sign * X.Power; V > 0)
      Add(V == 1 ? Atom : V == 0.5 ? "sqrt(" + Atom + ")" : Atom + "^" + Number(V));
    if (double V = Sign * X.Log; V > 0)
      Add((V == 1 ? "log " : "log^" + Number(V) + " ") + Atom);
  }
  return Out;
}

std::string Classifier::show(const Product &P) const {
  std::string Top = factors(P, 1), Bottom = factors(P, -1);
  if (Bottom.empty())
    return Top.empty() ? "1" : Top;
  bool Several = Bottom.find('*') != std::string::npos;
  return (Top.empty() ? "1" : Top) + "/" + (Several ? "(" + Bottom + ")" : Bottom);
}

} // namespace

std::string complexityOf(const Function &F, ExprRef E) {
  if (E >= F.Exprs.size())
    return "unknown";
  Classifier C(F);
  Growth G = C.of(E);
  if (G.Unknown)
    return "unknown";
  std::string Out;
  for (const Product &P : G.Max)
    Out += (Out.empty() ? "" : " + ") + C.show(P);
  return "O(" + (Out.empty() ? "1" : Out) + ")";
}

} // namespace auspex::demand
