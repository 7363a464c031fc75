//===- demand/exact_parse.cpp - The exact form, read ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   text    = { "let" name "=" sum ";" } sum
//   sum     = product { ("+" | "-") product }
//   product = factor { "*" factor }
//   factor  = "(" sum ")" | name | leaf | operator { "." suffix } "(" sum { "," sum } ")"
//   leaf    = [ "-" ] number [ ":" type ] | "true" | "false" | "null"
//           | "bits(0x...)" [ ":" type ]            a real that is no number
//           | "$" n [ ":" type ]                    parameter
//           | "%" n [ ":" type ]                    value
//           | "#" n                                 index of a loop
//           | "@" string                            address of a symbol
//           | "?" (string | "large" | "illtyped") [ ":" type ]   unknown
//
// Types default to i64, of reals to f64. Nothing is folded: the text says which
// nodes there are.
//
//===----------------------------------------------------------------------===//

#include "demand/arith.h"
#include "demand/print.h"
#include "demand/text_cursor.h"

#include <map>

namespace auspex::demand {
namespace {

using Result = Expected<ExprRef>;

class ExactParser {
public:
  ExactParser(Function &F, std::string_view Text) : F(F), In(Text) {}
  Result run();

private:
  Result sum();
  Result product();
  Result factor();
  Result leaf();
  Result constant(bool Negative);
  Result reference(char Sigil);
  Result unknown();
  Result named(std::string_view Name);
  Result operation(Op O);
  Result add(const ExprNode &N);
  Expected<Type> type(Type Default);
  /// The type that \p Name names; Void and unknown names are nothing.
  static std::optional<Type> typeNamed(std::string_view Name);

  Function &F;
  TextCursor In;
  std::map<std::string_view, ExprRef, std::less<>> Names;
  unsigned Depth = 0;
};

Result ExactParser::run() {
  while (In.take("let ")) {
    std::string_view Name = In.word();
    if (Name.empty() || !In.take("="))
      return In.error("'let name =' expected");
    auto E = sum();
    if (!E)
      return E;
    if (!In.take(";"))
      return In.error("';' expected");
    Names[Name] = *E;
  }
  auto E = sum();
  if (E && !In.atEnd())
    return In.error("unexpected text");
  return E;
}

Result ExactParser::add(const ExprNode &N) {
  auto R = F.Exprs.append(N);
  if (!R)
    return In.error(R.error().Message + ";");
  return R;
}

Result ExactParser::sum() {
  if (++Depth > MaxTextDepth)
    return In.error("expression nested too deeply");
  auto A = product();
  while (A && (In.peek() == '+' || In.peek() == '-')) {
    Op O = In.take("+") ? Op::Add : Op::Sub;
    if (O == Op::Sub)
      In.take("-");
    auto B = product();
    if (!B)
      return B;
    A = add({.O = O, .Ty = F.Exprs[*A].Ty, .A = *A, .B = *B});
  }
  --Depth;
  return A;
}

Result ExactParser::product() {
  auto A = factor();
  while (A && In.take("*")) {
    auto B = factor();
    if (!B)
      return B;
    A = add({.O = Op::Mul, .Ty = F.Exprs[*A].Ty, .A = *A, .B = *B});
  }
  return A;
}

Result ExactParser::factor() {
  if (In.take("(")) {
    auto A = sum();
    if (A && !In.take(")"))
      return In.error("')' expected");
    return A;
  }
  std::string_view Name = In.word();
  return Name.empty() ? leaf() : named(Name);
}

std::optional<Type> ExactParser::typeNamed(std::string_view Name) {
  for (unsigned T = 0; T <= unsigned(Type::Ptr); ++T)
    if (nameOf(Type(T)) == Name)
      return Type(T);
  return std::nullopt;
}

Expected<Type> ExactParser::type(Type Default) {
  if (!In.take(":"))
    return Default;
  if (auto T = typeNamed(In.word()))
    return *T;
  return In.error("a type expected");
}

Result ExactParser::leaf() {
  char C = In.peek();
  if (C == '$' || C == '%' || C == '#')
    return reference(C);
  if (In.take("@")) {
    auto Name = In.quoted();
    if (!Name)
      return In.error("a string expected");
    return add({.O = Op::Symbol, .Ty = Type::Ptr, .Imm = F.string(*Name)});
  }
  if (In.take("?"))
    return unknown();
  return constant(In.take("-"));
}

Result ExactParser::constant(bool Negative) {
  auto N = In.number();
  if (!N)
    return In.error("an expression expected");
  auto T = type(N->Real ? Type::F64 : Type::I64);
  if (!T)
    return std::unexpected(T.error());
  if (N->Real)
    return add({.O = Op::Real, .Ty = *T, .Imm = bitsOfReal(Negative ? -N->Float : N->Float)});
  if (!Negative && N->Int < 0)
    return In.error("integer too large");
  int64_t V = Negative ? int64_t(0 - uint64_t(N->Int)) : N->Int;
  return add({.O = Op::Int, .Ty = *T, .Imm = V});
}

Result ExactParser::reference(char Sigil) {
  In.take(std::string_view(&Sigil, 1));
  auto N = In.number();
  if (!N || N->Real || N->Int < 0)
    return In.error("a number expected");
  auto T = type(Type::I64);
  if (!T)
    return std::unexpected(T.error());
  size_t Id = size_t(N->Int);
  if (Sigil == '#') {
    if (Id >= F.Loops.size())
      return In.error("no such loop");
    return add({.O = Op::Index, .Ty = *T, .Imm = N->Int});
  }
  bool Param = Sigil == '$';
  if (Param ? Id >= F.Params.size() || F.Params[Id].Ty != *T
            : Id >= F.Values.size() || F.Values[Id].Ty != *T)
    return In.error(Param ? "no such parameter of that type" : "no such value of that type");
  return add({.O = Param ? Op::Param : Op::Value, .Ty = *T, .Imm = N->Int});
}

Result ExactParser::unknown() {
  int64_t Imm;
  if (In.peek() == '"') {
    auto Reason = In.quoted();
    if (!Reason)
      return In.error("a string expected");
    Imm = F.string(*Reason);
  } else {
    std::string_view Word = In.word();
    if (Word != "large" && Word != "illtyped")
      return In.error("a reason expected");
    Imm = Word == "large" ? UnknownTooLarge : UnknownIllTyped;
  }
  auto T = type(Type::I64);
  if (!T)
    return std::unexpected(T.error());
  return add({.O = Op::Unknown, .Ty = *T, .Imm = Imm});
}

Result ExactParser::named(std::string_view Name) {
  if (auto It = Names.find(Name); It != Names.end())
    return It->second;
  if (Name == "true" || Name == "false")
    return add({.O = Op::Int, .Ty = Type::I1, .Imm = Name == "true"});
  if (Name == "null")
    return add({.O = Op::Int, .Ty = Type::Ptr});
  if (Name == "bits") {
    if (!In.take("("))
      return In.error("'(' expected");
    auto N = In.number();
    if (!N || N->Real || !In.take(")"))
      return In.error("the bits of a real expected");
    auto T = type(Type::F64);
    if (!T)
      return std::unexpected(T.error());
    return add({.O = Op::Real, .Ty = *T, .Imm = N->Int});
  }
  for (unsigned O = 0; O <= unsigned(Op::Last); ++O)
    if (arityOf(Op(O)) && nameOf(Op(O)) == Name)
      return operation(Op(O));
  return In.error("no operator '" + std::string(Name) + "'; it ends");
}

Result ExactParser::operation(Op O) {
  ExprNode N{.O = O};
  std::optional<Type> T;
  while (In.take(".")) {
    std::string_view Suffix = In.word();
    if (Suffix == "nsw")
      N.Flags |= NoSignedWrap;
    else if (Suffix == "nuw")
      N.Flags |= NoUnsignedWrap;
    else if (auto Named = typeNamed(Suffix))
      T = Named;
    else
      return In.error("a type or a flag expected");
  }
  if (isConversion(O) != T.has_value())
    return In.error(T ? "a type that is not needed" : "the type of a conversion expected");
  ExprRef *Operands[] = {&N.A, &N.B, &N.C};
  for (unsigned I = 0; I < arityOf(O); ++I) {
    if (!In.take(I == 0 ? "(" : ","))
      return In.error(I == 0 ? "'(' expected" : "',' expected");
    auto A = sum();
    if (!A)
      return A;
    *Operands[I] = *A;
  }
  if (!In.take(")"))
    return In.error("')' expected");
  if (T)
    N.Ty = *T;
  else if (isComparison(O) || isRealComparison(O))
    N.Ty = Type::I1;
  else
    N.Ty = F.Exprs[O == Op::Select ? N.B : N.A].Ty;
  return add(N);
}

} // namespace

Expected<ExprRef> parseExact(Function &F, std::string_view Text) {
  return ExactParser(F, Text).run();
}

} // namespace auspex::demand
