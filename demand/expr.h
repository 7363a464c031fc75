//===- demand/expr.h - Formulas over a program's inputs -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An expression is a node in a pool. A node refers only to nodes with smaller
// numbers, so a pool is acyclic by construction, can be read from an untrusted
// file without recursion, and is evaluated in one linear sweep. Equal nodes are
// stored once (hash-consing): comparing two references of one pool compares the
// expressions.
//
// Integers have the program's width and wrap as two's complement; where the
// program promised not to overflow (`nsw`/`nuw`), an overflow evaluates to
// unknown. Division by zero and shifts past the width are unknown too.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EXPR_H
#define AUSPEX_DEMAND_EXPR_H

#include "demand/error.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace auspex::demand {

/// Machine types. Void marks "no value"; anything else a program may hold
/// (vectors, x87, i128) is not representable and becomes an Unknown node.
enum class Type : uint8_t { Void, I1, I8, I16, I32, I64, F32, F64, Ptr };

/// Width in bits (pointer: 64); 0 for Void.
unsigned bitsOf(Type T);
/// Size in memory in bytes (I1: 1); 0 for Void.
unsigned bytesOf(Type T);
bool isInteger(Type T);
bool isFloat(Type T);
std::string_view nameOf(Type T); // "i32", "ptr", ...

enum class Op : uint8_t {
  // Leaves. Imm holds what the comment says.
  Int,     ///< the constant Imm, of type Ty (also Ptr: 0 is null)
  Real,    ///< the double whose bits are Imm
  Param,   ///< the function's parameter number Imm
  Value,   ///< the local value number Imm (Function::Values): set by a step or an edge
  Index,   ///< how often loop number Imm went round before this iteration: 0, 1, ...
  Symbol,  ///< the address of the function or global Function::Strings[Imm]
  Unknown, ///< not derivable; Function::Strings[Imm] says why
  // Integer arithmetic (operands A, B of type Ty).
  Add, Sub, Mul, UDiv, SDiv, URem, SRem,
  Shl, LShr, AShr, And, Or, Xor,
  UMin, UMax, SMin, SMax,
  // Comparisons (result I1; operands share one type; signedness in the name).
  Eq, Ne, ULt, ULe, SLt, SLe,
  FEq, FNe, FLt, FLe, ///< ordered comparisons; FNe is unordered-or-unequal
  // Conversions of A to Ty.
  Trunc, ZExt, SExt, FpToSi, FpToUi, SiToFp, UiToFp, FpCast, Cast,
  // Floating point (Ty F32 or F64).
  FAdd, FSub, FMul, FDiv, FNeg, FMin, FMax,
  Sqrt, Log2, Log, Log10, Exp, Exp2, Pow, Floor, Ceil, Round, FAbs, Sin, Cos,
  // Other.
  Select,  ///< A ? B : C
  PtrAdd,  ///< pointer A plus B bytes
  CtPop,   ///< number of set bits of A
  Ctlz,    ///< leading zeros of A
  Cttz,    ///< trailing zeros of A
  Bswap,   ///< bytes of A reversed
  CeilDiv, ///< ceil(A / B), unsigned (knowledge files; trip counts)
  Last = CeilDiv,
};

/// Number of operands (0 for leaves).
unsigned arityOf(Op O);
/// The mnemonic of the exact text form: "add", "slt", ...
std::string_view nameOf(Op O);

/// A node of a pool; NoExpr is "no expression".
using ExprRef = uint32_t;
inline constexpr ExprRef NoExpr = ~0u;

/// What an Unknown node's Imm says besides a string's number: the pool is full,
/// or a constructor was given operands of types that do not go together.
inline constexpr int64_t UnknownTooLarge = -1, UnknownIllTyped = -2;

enum ExprFlags : uint8_t {
  NoFlags = 0,
  NoSignedWrap = 1,   ///< signed overflow is undefined in the program
  NoUnsignedWrap = 2, ///< unsigned overflow is undefined in the program
};

struct ExprNode {
  Op O = Op::Int;
  Type Ty = Type::I64;
  uint8_t Flags = NoFlags;
  ExprRef A = NoExpr, B = NoExpr, C = NoExpr;
  int64_t Imm = 0;
  bool operator==(const ExprNode &) const = default;
};

/// Owns the nodes of one function. Constructors fold constants and trivial
/// identities (x+0, x*1, zext(zext x)) and return an existing node where one
/// is equal. A pool holds at most MaxNodes; past it every constructor returns
/// the Unknown node "expression too large".
class ExprPool {
public:
  static constexpr size_t MaxNodes = 1u << 16;

  const ExprNode &operator[](ExprRef R) const { return Nodes[R]; }
  size_t size() const { return Nodes.size(); }
  std::span<const ExprNode> nodes() const { return Nodes; }

  ExprRef integer(int64_t V, Type T = Type::I64);
  ExprRef real(double V, Type T = Type::F64);
  ExprRef null() { return integer(0, Type::Ptr); }
  ExprRef param(uint32_t I, Type T);
  ExprRef value(uint32_t Id, Type T);
  ExprRef index(uint32_t Loop);
  /// \p StringId indexes Function::Strings.
  ExprRef symbol(uint32_t StringId);
  ExprRef unknown(uint32_t StringId, Type T);

  ExprRef unary(Op O, ExprRef A, Type T);
  ExprRef binary(Op O, ExprRef A, ExprRef B, uint8_t Flags = NoFlags);
  ExprRef select(ExprRef Cond, ExprRef A, ExprRef B);
  ExprRef ptrAdd(ExprRef Ptr, ExprRef Bytes);

  bool isInt(ExprRef R, int64_t V) const {
    return R != NoExpr && Nodes[R].O == Op::Int && Nodes[R].Imm == V;
  }

  /// Appends a node exactly as given, after checking that the operator is
  /// known, its operands are smaller than the new node's number and their
  /// number fits. The reader of notes uses this; no folding.
  Expected<ExprRef> append(const ExprNode &N);

  /// Whether an Unknown is among what \p R is made of.
  bool hasUnknown(ExprRef R) const { return HasUnknown[R]; }

private:
  ExprRef intern(const ExprNode &N);
  ExprRef push(const ExprNode &N);
  ExprRef givenUp(int64_t Why, Type T);
  ExprRef constant(Type T, int64_t Bits);
  ExprRef ofEqualOperands(Op O, ExprRef A);
  ExprRef withConstant(const ExprNode &New);
  struct Hash {
    size_t operator()(const ExprNode &N) const;
  };
  std::vector<ExprNode> Nodes;
  std::vector<bool> HasUnknown;
  std::unordered_map<ExprNode, ExprRef, Hash> Known;
};

} // namespace auspex::demand

#endif
