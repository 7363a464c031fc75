//===- kernels/better.cpp - What would compute the same with less -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/better.h"

#include "demand/arith.h"
#include "demand/print.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

using demand::ExprNode;
using demand::ExprPool;
using demand::ExprRef;
using demand::NoExpr;
using demand::Op;

/// What a formula may mention, each with its value.
class Scope {
public:
  explicit Scope(ExprPool &Pool) : Pool(Pool) {}

  void add(std::string_view Name, ExprRef Value) {
    if (Value == NoExpr || Pool[Value].Ty != demand::Type::I64 || knows(Name))
      return;
    Names.Params.push_back({std::string(Name), demand::Type::I64});
    Values.push_back(Value);
  }
  bool knows(std::string_view Name) const {
    return std::ranges::find(Names.Params, Name, &demand::Param::Name) != Names.Params.end();
  }

  /// \p Formula over the values; NoExpr where it mentions what is not known.
  ExprRef read(std::string_view Formula) {
    const auto Root = demand::parseFormula(Names, Formula);
    if (!Root)
      return NoExpr;
    // Operands come before what is made of them.
    std::vector<ExprRef> At(*Root + 1, NoExpr);
    for (ExprRef R = 0; R <= *Root; ++R)
      At[R] = copy(Names.Exprs[R], At);
    return At[*Root];
  }

private:
  ExprRef copy(const ExprNode &N, const std::vector<ExprRef> &At) {
    switch (demand::arityOf(N.O)) {
    case 1:
      return Pool.unary(N.O, At[N.A], N.Ty);
    case 2:
      return Pool.binary(N.O, At[N.A], At[N.B], N.Flags);
    case 3:
      return Pool.select(At[N.A], At[N.B], At[N.C]);
    default:
      return N.O == Op::Param ? Values[size_t(N.Imm)]
             : N.O == Op::Real ? Pool.real(demand::realOf(N.Imm), N.Ty)
                               : Pool.integer(N.Imm, N.Ty);
    }
  }

  ExprPool &Pool;
  demand::Function Names; ///< parameters only
  std::vector<ExprRef> Values;
};

} // namespace

demand::Alternative betterThan(const demand::Kernel &K, const Idiom &I, const Facts &Known,
                               ExprPool &Pool) {
  if (I.Better[0].Name.empty())
    return {};
  Scope Names(Pool);
  for (const demand::Dim &D : K.Dims)
    Names.add(D.Name, D.Extent);
  for (const demand::Parameter &P : K.Params)
    Names.add(P.Name, P.Value);
  Names.add("stride", Pool.integer(1)); // where the kernel has none of its own
  Names.add("dilation", Pool.integer(1));
  Names.add("e", Known.ElementBytes ? Pool.integer(Known.ElementBytes) : NoExpr);
  Names.add("accesses", K.Accesses);
  Names.add("loops", Pool.integer(int64_t(Known.Loops)));
  Names.add("real", Pool.integer(demand::isFloat(K.Elem)));
  Names.add("S", Pool.integer(FastMemoryBytes));
  for (const Alternative &Way : I.Better) {
    if (Way.Name.empty())
      break;
    ExprRef Ratio = Names.read(Way.Ratio);
    const ExprRef When = Way.When.empty() ? NoExpr : Names.read(Way.When);
    if (Ratio == NoExpr || (When == NoExpr && !Way.When.empty()) || Pool.isInt(When, 0))
      continue;
    if (When != NoExpr && Pool[When].O != Op::Int)
      Ratio = Pool.select(When, Ratio, Pool.real(1));
    const ExprNode &N = Pool[Ratio];
    if (N.O == Op::Unknown || N.Ty != demand::Type::F64 ||
        (N.O == Op::Real && !(demand::realOf(N.Imm) > 1)))
      continue;
    return {std::string(Way.Name), std::string(Way.Measure), Ratio};
  }
  return {};
}

demand::ExprRef costOf(const demand::Kernel &K, std::string_view Formula, int64_t ElementBytes,
                       ExprPool &Pool) {
  constexpr std::string_view About = "about ";
  if (Formula.starts_with(About))
    Formula.remove_prefix(About.size());
  Scope Names(Pool);
  for (const demand::Dim &D : K.Dims)
    Names.add(D.Name, D.Extent);
  for (const demand::Parameter &P : K.Params)
    Names.add(P.Name, P.Value);
  Names.add("e", ElementBytes ? Pool.integer(ElementBytes) : NoExpr);
  return Names.read("int(" + std::string(Formula) + ")");
}

} // namespace auspex::kernels
