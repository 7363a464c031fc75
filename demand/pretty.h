//===- demand/pretty.h - The printer for people, from the inside ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// prettyText() and complexityOf() share this. A formula becomes a polynomial
// over atoms; an atom is whatever is not a sum, difference or product: a
// parameter, a load, a call, a quotient, a maximum. Everything is memoised and
// capped: the input may be a hostile note.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_PRETTY_H
#define AUSPEX_DEMAND_PRETTY_H

#include "demand/polynomial.h"
#include "demand/skeleton.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace auspex::demand {

/// How tightly a text binds: an operand that binds less than its operator needs
/// parentheses.
enum Binding : uint8_t {
  BindSelect, BindOr, BindAnd, BindCompare, BindBits, BindShift, BindSum, BindProduct, BindUnary,
  BindPower, BindPrimary,
};

struct PrettyPiece {
  std::string Text;
  Binding Bind = BindPrimary;
  /// Two atoms of this text are the same quantity. Not so for unknowns, and not
  /// for reads of memory that may change in between.
  bool Stable = true;
};

class PrettyPrinter {
public:
  explicit PrettyPrinter(const Function &F);

  std::string text(ExprRef E) { return piece(E).Text; }
  PrettyPiece piece(ExprRef E);
  /// \p E as a sum of products; nothing where that gets too large.
  std::optional<Polynomial> polynomial(ExprRef E);
  /// What polynomial() numbered.
  const PrettyPiece &atomPiece(uint32_t Atom) const { return Atoms[Atom].Piece; }
  ExprRef atomExpr(uint32_t Atom) const { return Atoms[Atom].E; }

  /// What defines a value, never its own name: "atoi(argv[1])".
  PrettyPiece definition(uint32_t Value);

private:
  struct Definition {
    const Step *By = nullptr;
    std::vector<ExprRef> Incoming; ///< by edges
  };
  struct Atom {
    PrettyPiece Piece;
    ExprRef E = NoExpr;
  };
  struct Guard;

  std::optional<Polynomial> collect(ExprRef E);
  uint32_t atom(ExprRef E);
  PrettyPiece atomText(ExprRef E);
  PrettyPiece show(const Polynomial &P) const;
  std::string operand(ExprRef E, Binding Least);
  PrettyPiece infix(ExprRef A, const char *Op, ExprRef B, Binding Bind, bool RightTighter = false);
  PrettyPiece call(std::string_view Name, std::initializer_list<ExprRef> Args);
  PrettyPiece comparison(const ExprNode &N);
  PrettyPiece value(uint32_t Id);
  PrettyPiece load(const Step &S);
  PrettyPiece place(ExprRef Address, unsigned Bytes);
  PrettyPiece choices(const Definition &D, uint32_t Id);
  std::string paramName(uint32_t I) const;
  bool stable(ExprRef E) { return piece(E).Stable; }

  const Function &F;
  bool IsMain;
  std::vector<Definition> Definitions; ///< by value
  std::vector<bool> Open;              ///< values whose definition is being written
  std::unordered_map<ExprRef, PrettyPiece> Pieces;
  std::unordered_map<ExprRef, std::optional<Polynomial>> Polynomials;
  std::unordered_map<ExprRef, uint32_t> AtomOf;
  std::unordered_map<std::string, uint32_t> AtomByText;
  std::vector<Atom> Atoms;
  unsigned Depth = 0, Visits = 0;
};

/// The operand whose value a conversion passes on.
bool passesValue(Op O);

} // namespace auspex::demand

#endif
