//===- demand/exact_text.cpp - The exact form, written --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A pool is a graph with sharing; written out as a tree it can be exponentially
// large, and deeper than a stack. So subexpressions that are large and used
// more than once, or that lie deep, get a name first:
// `let t1 = $0 + 1; t1*t1`. The text is at most a small multiple of the graph.
//
//===----------------------------------------------------------------------===//

#include "demand/arith.h"
#include "demand/print.h"
#include "demand/text_cursor.h"

#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <cstdio>

namespace auspex::demand {
namespace {

constexpr unsigned MaxInline = 16, MaxDepth = 48;

enum Level { Sum, Product, Factor };

class Writer {
public:
  Writer(const Function &F, ExprRef Root) : F(F), Pool(F.Exprs), Root(Root) {}
  std::string run();

private:
  void plan();
  void leaf(const ExprNode &N);
  void write(ExprRef R, Level Min);
  void definition(ExprRef R, Level Min);

  struct Info {
    uint32_t Uses = 0, Size = 1, Depth = 0, Name = 0;
  };
  const Function &F;
  const ExprPool &Pool;
  ExprRef Root;
  std::vector<Info> Infos;
  std::vector<ExprRef> Named;
  std::string Out;
};

void Writer::plan() {
  Infos.resize(Root + 1);
  Infos[Root].Uses = 1;
  // Operands have smaller numbers: downwards for uses, upwards for sizes.
  for (ExprRef R = Root + 1; R-- > 0;)
    if (Infos[R].Uses)
      for (ExprRef Operand : {Pool[R].A, Pool[R].B, Pool[R].C})
        if (Operand != NoExpr)
          ++Infos[Operand].Uses;
  for (ExprRef R = 0; R < Root; ++R) {
    Info &I = Infos[R];
    if (!I.Uses || arityOf(Pool[R].O) == 0)
      continue;
    for (ExprRef Operand : {Pool[R].A, Pool[R].B, Pool[R].C}) {
      if (Operand == NoExpr)
        continue;
      bool Bound = Infos[Operand].Name != 0;
      I.Size += Bound ? 1 : Infos[Operand].Size;
      I.Depth = std::max(I.Depth, Bound ? 1 : Infos[Operand].Depth + 1);
    }
    if ((I.Uses > 1 && I.Size > MaxInline) || I.Depth >= MaxDepth) {
      Named.push_back(R);
      I.Name = uint32_t(Named.size());
    }
  }
}

void Writer::leaf(const ExprNode &N) {
  auto Typed = [&](Type Default) {
    if (N.Ty != Default)
      (Out += ':') += nameOf(N.Ty);
  };
  const std::string Number = std::to_string(N.Imm);
  switch (N.O) {
  case Op::Int:
    if (N.Ty == Type::I1) {
      Out += N.Imm ? "true" : "false";
      return;
    }
    if (N.Ty == Type::Ptr && N.Imm == 0) {
      Out += "null";
      return;
    }
    Out += Number;
    return Typed(Type::I64);
  case Op::Real: {
    double V = realOf(N.Imm);
    if (std::isfinite(V)) {
      Out += shortestReal(V);
    } else {
      char Buffer[32];
      std::snprintf(Buffer, sizeof(Buffer), "bits(0x%" PRIx64 ")", uint64_t(N.Imm));
      Out += Buffer;
    }
    return Typed(Type::F64);
  }
  case Op::Param:
    (Out += '$') += Number;
    return Typed(Type::I64);
  case Op::Value:
    (Out += '%') += Number;
    return Typed(Type::I64);
  case Op::Index: (Out += '#') += Number; return;
  case Op::Symbol: (Out += '@') += quote(F.Strings[size_t(N.Imm)]); return;
  default: // Unknown
    if (N.Imm == UnknownTooLarge)
      Out += "?large";
    else if (N.Imm == UnknownIllTyped)
      Out += "?illtyped";
    else
      (Out += '?') += quote(F.Strings[size_t(N.Imm)]);
    return Typed(Type::I64);
  }
}

void Writer::write(ExprRef R, Level Min) {
  if (uint32_t Name = Infos[R].Name)
    (Out += 't') += std::to_string(Name);
  else
    definition(R, Min);
}

void Writer::definition(ExprRef R, Level Min) {
  const ExprNode &N = Pool[R];
  if (arityOf(N.O) == 0)
    return leaf(N);
  bool Infix = (N.O == Op::Add || N.O == Op::Sub || N.O == Op::Mul) && !N.Flags;
  if (Infix) {
    Level Mine = N.O == Op::Mul ? Product : Sum;
    bool Parentheses = Mine < Min;
    if (Parentheses)
      Out += '(';
    write(N.A, Mine);
    Out += N.O == Op::Add ? " + " : N.O == Op::Sub ? " - " : "*";
    write(N.B, Level(Mine + 1));
    if (Parentheses)
      Out += ')';
    return;
  }
  Out += nameOf(N.O);
  if (isConversion(N.O))
    (Out += '.') += nameOf(N.Ty);
  if (N.Flags & NoSignedWrap)
    Out += ".nsw";
  if (N.Flags & NoUnsignedWrap)
    Out += ".nuw";
  Out += '(';
  const char *Separator = "";
  for (ExprRef Operand : {N.A, N.B, N.C}) {
    if (Operand == NoExpr)
      continue;
    Out += Separator;
    write(Operand, Sum);
    Separator = ", ";
  }
  Out += ')';
}

std::string Writer::run() {
  if (Root >= Pool.size())
    return "none";
  plan();
  for (ExprRef R : Named) {
    ((Out += "let t") += std::to_string(Infos[R].Name)) += " = ";
    definition(R, Sum);
    Out += "; ";
  }
  definition(Root, Sum);
  return Out;
}

} // namespace

std::string exactText(const Function &F, ExprRef E) { return Writer(F, E).run(); }

} // namespace auspex::demand
