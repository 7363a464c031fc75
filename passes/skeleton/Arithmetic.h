//===- passes/skeleton/Arithmetic.h - Integers of any width in formulas --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Formulas have machine types; LLVM's integers have any width (SCEV computes some
// trip counts in i33). An integer of odd width is kept zero-extended in the next
// machine type, and every operator keeps it so.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_SKELETON_ARITHMETIC_H
#define AUSPEX_PASSES_SKELETON_ARITHMETIC_H

#include "demand/expr.h"

namespace llvm {
class Type;
} // namespace llvm

namespace auspex::passes {

/// The machine type of \p T; Void where the contract has none.
demand::Type typeOf(const llvm::Type *T);

/// The smallest machine type that holds \p Bits bits, at most 64.
demand::Type machineType(unsigned Bits);

/// Bits of an integer or pointer that fits a machine type; 0 otherwise.
unsigned bitsOf(const llvm::Type *T);

class Arithmetic {
public:
  explicit Arithmetic(demand::ExprPool &Pool) : Pool(Pool) {}

  /// \p O modulo 2^Bits in the machine type that holds the operands.
  demand::ExprRef arith(demand::Op O, demand::ExprRef A, demand::ExprRef B, unsigned Bits,
                        uint8_t Flags = demand::NoFlags);
  demand::ExprRef wrap(demand::ExprRef E, unsigned Bits);
  /// \p E with the sign of its \p Bits bits in all bits of its machine type.
  demand::ExprRef signExtended(demand::ExprRef E, unsigned Bits);
  demand::ExprRef resize(demand::ExprRef E, unsigned From, unsigned To, bool Signed);
  demand::ExprRef logicalNot(demand::ExprRef E);
  /// The unknown part of \p E in its place, unless something can be said of the whole.
  demand::ExprRef absorb(demand::ExprRef E);

private:
  bool isLost(demand::ExprRef E, unsigned Fuel) const;

  demand::ExprPool &Pool;
};

} // namespace auspex::passes

#endif
