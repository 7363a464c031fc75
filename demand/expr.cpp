//===- demand/expr.cpp - The pool: equal nodes once, constants folded -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/expr.h"
#include "demand/arith.h"

#include <array>

namespace auspex::demand {

unsigned bitsOf(Type T) {
  static constexpr uint8_t Bits[] = {0, 1, 8, 16, 32, 64, 32, 64, 64};
  return Bits[unsigned(T)];
}
unsigned bytesOf(Type T) { return T == Type::I1 ? 1 : bitsOf(T) / 8; }
bool isInteger(Type T) { return T >= Type::I1 && T <= Type::I64; }
bool isFloat(Type T) { return T == Type::F32 || T == Type::F64; }
std::string_view nameOf(Type T) {
  static constexpr std::string_view Names[] = {"void", "i1",  "i8",  "i16", "i32",
                                               "i64",  "f32", "f64", "ptr"};
  return Names[unsigned(T)];
}

namespace {
struct OpInfo {
  std::string_view Name;
  uint8_t Arity;
};
constexpr OpInfo Ops[] = {
    {"int", 0},     {"real", 0},    {"param", 0},   {"value", 0},   {"index", 0},
    {"symbol", 0},  {"unknown", 0}, {"add", 2},     {"sub", 2},     {"mul", 2},
    {"udiv", 2},    {"sdiv", 2},    {"urem", 2},    {"srem", 2},    {"shl", 2},
    {"lshr", 2},    {"ashr", 2},    {"and", 2},     {"or", 2},      {"xor", 2},
    {"umin", 2},    {"umax", 2},    {"smin", 2},    {"smax", 2},    {"eq", 2},
    {"ne", 2},      {"ult", 2},     {"ule", 2},     {"slt", 2},     {"sle", 2},
    {"feq", 2},     {"fne", 2},     {"flt", 2},     {"fle", 2},     {"trunc", 1},
    {"zext", 1},    {"sext", 1},    {"fptosi", 1},  {"fptoui", 1},  {"sitofp", 1},
    {"uitofp", 1},  {"fpcast", 1},  {"cast", 1},    {"fadd", 2},    {"fsub", 2},
    {"fmul", 2},    {"fdiv", 2},    {"fneg", 1},    {"fmin", 2},    {"fmax", 2},
    {"sqrt", 1},    {"log2", 1},    {"log", 1},     {"log10", 1},   {"exp", 1},
    {"exp2", 1},    {"pow", 2},     {"floor", 1},   {"ceil", 1},    {"round", 1},
    {"fabs", 1},    {"sin", 1},     {"cos", 1},     {"select", 3},  {"ptradd", 2},
    {"ctpop", 1},   {"ctlz", 1},    {"cttz", 1},    {"bswap", 1},   {"ceildiv", 2},
};
static_assert(std::size(Ops) == unsigned(Op::Last) + 1);

/// Room that ordinary nodes leave for one Unknown of each type and kind.
constexpr size_t Reserve = 32;
static_assert(2 * (unsigned(Type::Ptr) + 1) <= Reserve);

constexpr bool isConstant(const ExprNode &N) { return N.O == Op::Int || N.O == Op::Real; }
} // namespace

unsigned arityOf(Op O) { return Ops[unsigned(O)].Arity; }
std::string_view nameOf(Op O) { return Ops[unsigned(O)].Name; }

size_t ExprPool::Hash::operator()(const ExprNode &N) const {
  auto Mix = [](uint64_t H, uint64_t V) {
    H ^= V + 0x9e3779b97f4a7c15ull + (H << 6) + (H >> 2);
    return H * 0xff51afd7ed558ccdull;
  };
  uint64_t H = uint64_t(N.O) << 16 | uint64_t(N.Ty) << 8 | N.Flags;
  H = Mix(H, uint64_t(N.A) << 32 | N.B);
  H = Mix(H, uint64_t(N.C));
  H = Mix(H, uint64_t(N.Imm));
  return size_t(H ^ H >> 32);
}

ExprRef ExprPool::push(const ExprNode &N) {
  ExprRef R = ExprRef(Nodes.size());
  bool U = N.O == Op::Unknown;
  for (ExprRef Operand : {N.A, N.B, N.C})
    U |= Operand != NoExpr && HasUnknown[Operand];
  Nodes.push_back(N);
  HasUnknown.push_back(U);
  Known.emplace(N, R);
  return R;
}

ExprRef ExprPool::intern(const ExprNode &N) {
  if (auto It = Known.find(N); It != Known.end())
    return It->second;
  if (Nodes.size() >= MaxNodes - Reserve)
    return givenUp(UnknownTooLarge, N.Ty);
  return push(N);
}

ExprRef ExprPool::givenUp(int64_t Why, Type T) {
  ExprNode N{.O = Op::Unknown, .Ty = T, .Imm = Why};
  if (auto It = Known.find(N); It != Known.end())
    return It->second;
  return push(N); // the reserve holds every (reason, type) pair
}

Expected<ExprRef> ExprPool::append(const ExprNode &N) {
  if (unsigned(N.O) > unsigned(Op::Last) || unsigned(N.Ty) > unsigned(Type::Ptr))
    return fail("expression with an operator or type that this version does not know");
  const ExprRef Operands[] = {N.A, N.B, N.C};
  Type Types[3] = {};
  for (unsigned I = 0; I < 3; ++I) {
    if (I >= arityOf(N.O)) {
      if (Operands[I] != NoExpr)
        return fail("expression '" + std::string(nameOf(N.O)) + "' has too many operands");
      continue;
    }
    if (Operands[I] >= Nodes.size())
      return fail("operand of '" + std::string(nameOf(N.O)) + "' is not an earlier expression");
    Types[I] = Nodes[Operands[I]].Ty;
  }
  if (!wellTyped(N.O, N.Ty, Types[0], Types[1], Types[2]))
    return fail("operands of '" + std::string(nameOf(N.O)) + "' do not have the types it needs");
  if (N.Flags & ~(takesFlags(N.O) ? NoSignedWrap | NoUnsignedWrap : 0))
    return fail("expression '" + std::string(nameOf(N.O)) + "' has flags it cannot have");
  if (N.O == Op::Int && N.Imm != canonical(N.Imm, N.Ty))
    return fail("constant does not fit its type");
  if (arityOf(N.O) > 0 && N.Imm != 0)
    return fail("expression '" + std::string(nameOf(N.O)) + "' has an immediate");
  if (auto It = Known.find(N); It != Known.end())
    return It->second;
  if (Nodes.size() >= MaxNodes - Reserve)
    return fail("more than " + std::to_string(MaxNodes - Reserve) + " expressions");
  return push(N);
}

ExprRef ExprPool::integer(int64_t V, Type T) {
  if (!isInteger(T) && T != Type::Ptr)
    return givenUp(UnknownIllTyped, T);
  return intern({.O = Op::Int, .Ty = T, .Imm = canonical(V, T)});
}
ExprRef ExprPool::real(double V, Type T) {
  if (!isFloat(T))
    return givenUp(UnknownIllTyped, T);
  return intern({.O = Op::Real, .Ty = T, .Imm = bitsOfReal(T == Type::F32 ? double(float(V)) : V)});
}
ExprRef ExprPool::param(uint32_t I, Type T) { return intern({.O = Op::Param, .Ty = T, .Imm = I}); }
ExprRef ExprPool::value(uint32_t Id, Type T) {
  return intern({.O = Op::Value, .Ty = T, .Imm = Id});
}
ExprRef ExprPool::index(uint32_t Loop) {
  return intern({.O = Op::Index, .Ty = Type::I64, .Imm = Loop});
}
ExprRef ExprPool::symbol(uint32_t StringId) {
  return intern({.O = Op::Symbol, .Ty = Type::Ptr, .Imm = StringId});
}
ExprRef ExprPool::unknown(uint32_t StringId, Type T) {
  return intern({.O = Op::Unknown, .Ty = T, .Imm = StringId});
}

ExprRef ExprPool::constant(Type T, int64_t Bits) {
  return isFloat(T) ? intern({.O = Op::Real, .Ty = T, .Imm = Bits}) : integer(Bits, T);
}

ExprRef ExprPool::unary(Op O, ExprRef A, Type T) {
  const ExprNode N = Nodes[A]; // a copy: interning moves the nodes
  if (isConversion(O) && N.Ty == T)
    return A;
  // Extending or truncating a pointer to its own width is reading it as an integer.
  bool Resize = O == Op::Trunc || O == Op::ZExt || O == Op::SExt;
  if (Resize && bitsOf(N.Ty) == bitsOf(T))
    O = Op::Cast;
  if (arityOf(O) != 1 || !wellTyped(O, T, N.Ty, Type::Void, Type::Void))
    return givenUp(UnknownIllTyped, T);
  const ExprNode New{.O = O, .Ty = T, .A = A};
  if (isConstant(N)) {
    auto V = evalNode(New, N.Ty, N.Imm, 0, 0);
    return V ? constant(T, *V) : intern(New);
  }
  bool Widened = N.O == Op::ZExt || N.O == Op::SExt;
  if (Widened && (O == N.O || (O == Op::SExt && N.O == Op::ZExt)))
    return intern({.O = N.O, .Ty = T, .A = N.A}); // the inner extension left no sign to copy
  if (O == Op::Trunc && (Widened || N.O == Op::Trunc)) {
    Type Inner = Nodes[N.A].Ty;
    if (Inner == T)
      return N.A;
    return intern({.O = bitsOf(Inner) > bitsOf(T) ? Op::Trunc : N.O, .Ty = T, .A = N.A});
  }
  if ((O == Op::FNeg && N.O == Op::FNeg) || (O == Op::Cast && N.O == Op::Cast)) {
    if (Nodes[N.A].Ty == T)
      return N.A;
  }
  return intern(New);
}

/// Gives the constant \p C the type of its partner where both are integral:
/// `integer(1)` beside an i32 means one, whatever its width.
static bool adoptType(const ExprNode &C, Type Partner) {
  bool Integral = isInteger(Partner) || Partner == Type::Ptr;
  return C.O == Op::Int && C.Ty != Partner && Integral;
}

ExprRef ExprPool::binary(Op O, ExprRef A, ExprRef B, uint8_t Flags) {
  if (O == Op::PtrAdd)
    return ptrAdd(A, B);
  if (adoptType(Nodes[B], Nodes[A].Ty))
    B = integer(Nodes[B].Imm, Nodes[A].Ty);
  else if (adoptType(Nodes[A], Nodes[B].Ty))
    A = integer(Nodes[A].Imm, Nodes[B].Ty);
  const Type Operand = Nodes[A].Ty;
  const Type T = isComparison(O) || isRealComparison(O) ? Type::I1 : Operand;
  if (arityOf(O) != 2 || !wellTyped(O, T, Operand, Nodes[B].Ty, Type::Void))
    return givenUp(UnknownIllTyped, T);
  if (!takesFlags(O))
    Flags = NoFlags;
  if (isCommutative(O) && isConstant(Nodes[A]) && !isConstant(Nodes[B]))
    std::swap(A, B);
  const ExprNode New{.O = O, .Ty = T, .Flags = Flags, .A = A, .B = B};
  if (isConstant(Nodes[A]) && isConstant(Nodes[B])) {
    auto V = evalNode(New, Operand, Nodes[A].Imm, Nodes[B].Imm, 0);
    return V ? constant(T, *V) : intern(New);
  }
  // Two occurrences of one Unknown node need not be the same value.
  if (A == B && !HasUnknown[A])
    if (ExprRef R = ofEqualOperands(O, A); R != NoExpr)
      return R;
  if (isConstant(Nodes[B]))
    if (ExprRef R = withConstant(New); R != NoExpr)
      return R;
  return intern(New);
}

ExprRef ExprPool::ofEqualOperands(Op O, ExprRef A) {
  switch (O) {
  case Op::Sub:
  case Op::Xor: return integer(0, Nodes[A].Ty);
  case Op::And: case Op::Or:
  case Op::UMin: case Op::UMax: case Op::SMin: case Op::SMax: return A;
  case Op::Eq: case Op::ULe: case Op::SLe: return integer(1, Type::I1);
  case Op::Ne: case Op::ULt: case Op::SLt: return integer(0, Type::I1);
  default: return NoExpr;
  }
}

/// The comparison that holds exactly where \p N, an integer comparison, fails.
static ExprNode inverse(ExprNode N) {
  switch (N.O) {
  case Op::Eq: N.O = Op::Ne; break;
  case Op::Ne: N.O = Op::Eq; break;
  case Op::ULt: N.O = Op::ULe; std::swap(N.A, N.B); break;
  case Op::ULe: N.O = Op::ULt; std::swap(N.A, N.B); break;
  case Op::SLt: N.O = Op::SLe; std::swap(N.A, N.B); break;
  default: N.O = Op::SLt; std::swap(N.A, N.B); break;
  }
  return N;
}

ExprRef ExprPool::withConstant(const ExprNode &New) {
  const ExprNode X = Nodes[New.A];
  const ExprRef A = New.A;
  const Type T = New.Ty;
  const int64_t C = Nodes[New.B].Imm;
  switch (New.O) {
  case Op::Add: {
    if (C == 0)
      return A;
    // (x + c1) + c2. Promises about overflow survive where both go one way.
    if (X.O != Op::Add || Nodes[X.B].O != Op::Int)
      return NoExpr;
    int64_t Inner = Nodes[X.B].Imm;
    uint8_t Flags = New.Flags & X.Flags;
    if (Flags && !((Inner > 0 && C > 0) || (Flags == NoSignedWrap && Inner < 0 && C < 0)))
      return NoExpr;
    if (!Flags && (New.Flags || X.Flags))
      return NoExpr;
    auto Sum = evalInt(Op::Add, T, Flags, Inner, C);
    if (!Sum)
      return NoExpr;
    if (*Sum == 0)
      return X.A;
    ExprRef S = integer(*Sum, T);
    return intern({.O = Op::Add, .Ty = T, .Flags = Flags, .A = X.A, .B = S});
  }
  case Op::Sub: {
    if (C == 0)
      return A;
    auto Negated = evalInt(Op::Sub, T, NoSignedWrap, 0, C);
    if (T == Type::I1 || !Negated || (New.Flags & NoUnsignedWrap))
      return NoExpr;
    return binary(Op::Add, A, integer(*Negated, T), New.Flags);
  }
  case Op::Mul: {
    if (C == 1)
      return A;
    if (C == 0)
      return New.B;
    if (X.O != Op::Mul || Nodes[X.B].O != Op::Int || New.Flags || X.Flags)
      return NoExpr;
    ExprRef P = integer(*evalInt(Op::Mul, T, NoFlags, Nodes[X.B].Imm, C), T);
    if (isInt(P, 0) || isInt(P, 1))
      return isInt(P, 0) ? P : X.A;
    return intern({.O = Op::Mul, .Ty = T, .A = X.A, .B = P});
  }
  case Op::UDiv:
  case Op::SDiv:
  case Op::CeilDiv: return C == 1 && T != Type::I1 ? A : NoExpr;
  case Op::URem:
  case Op::SRem: return C == 1 && T != Type::I1 ? integer(0, T) : NoExpr;
  case Op::Shl:
  case Op::LShr:
  case Op::AShr: return C == 0 ? A : NoExpr;
  case Op::And:
    if (C == 0)
      return New.B;
    return C == canonical(-1, T) ? A : NoExpr;
  case Op::Or:
    if (C == canonical(-1, T))
      return New.B;
    return C == 0 ? A : NoExpr;
  case Op::Xor:
    if (C == 0)
      return A;
    if (T == Type::I1 && isComparison(X.O))
      return intern(inverse(X));
    if (X.O == Op::Xor && X.B == New.B)
      return X.A;
    return NoExpr;
  case Op::Ne:
  case Op::Eq:
    // (zext b) != 0 is b.
    if (X.O == Op::ZExt && Nodes[X.A].Ty == Type::I1 && C == 0)
      return New.O == Op::Ne ? X.A : binary(Op::Xor, X.A, integer(1, Type::I1));
    if (X.Ty == Type::I1)
      return (New.O == Op::Ne) == (C == 0) ? A : binary(Op::Xor, A, integer(1, Type::I1));
    return NoExpr;
  case Op::FMul:
  case Op::FDiv: return realOf(C) == 1.0 ? A : NoExpr;
  default: return NoExpr;
  }
}

ExprRef ExprPool::select(ExprRef Cond, ExprRef A, ExprRef B) {
  if (adoptType(Nodes[B], Nodes[A].Ty))
    B = integer(Nodes[B].Imm, Nodes[A].Ty);
  else if (adoptType(Nodes[A], Nodes[B].Ty))
    A = integer(Nodes[A].Imm, Nodes[B].Ty);
  const Type T = Nodes[A].Ty;
  if (!wellTyped(Op::Select, T, Nodes[Cond].Ty, T, Nodes[B].Ty))
    return givenUp(UnknownIllTyped, T);
  if (Nodes[Cond].O == Op::Int)
    return Nodes[Cond].Imm ? A : B;
  if (A == B)
    return A;
  if (T == Type::I1 && isInt(A, 1) && isInt(B, 0))
    return Cond;
  return intern({.O = Op::Select, .Ty = T, .A = Cond, .B = A, .C = B});
}

ExprRef ExprPool::ptrAdd(ExprRef Ptr, ExprRef Bytes) {
  // An address computation extends its index with the sign.
  if (isInteger(Nodes[Bytes].Ty))
    Bytes = unary(Op::SExt, Bytes, Type::I64);
  if (!wellTyped(Op::PtrAdd, Type::Ptr, Nodes[Ptr].Ty, Nodes[Bytes].Ty, Type::Void))
    return givenUp(UnknownIllTyped, Type::Ptr);
  if (isInt(Bytes, 0))
    return Ptr;
  if (Nodes[Ptr].O == Op::PtrAdd) {
    ExprRef Base = Nodes[Ptr].A;
    Bytes = binary(Op::Add, Nodes[Ptr].B, Bytes);
    if (isInt(Bytes, 0))
      return Base;
    return intern({.O = Op::PtrAdd, .Ty = Type::Ptr, .A = Base, .B = Bytes});
  }
  if (Nodes[Ptr].O == Op::Int && Nodes[Bytes].O == Op::Int)
    return integer(int64_t(uint64_t(Nodes[Ptr].Imm) + uint64_t(Nodes[Bytes].Imm)), Type::Ptr);
  return intern({.O = Op::PtrAdd, .Ty = Type::Ptr, .A = Ptr, .B = Bytes});
}

} // namespace auspex::demand
