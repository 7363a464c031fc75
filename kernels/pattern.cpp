//===- kernels/pattern.cpp - A formula against a function -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/pattern.h"

#include "kernels/evaluate.h"

#include <cctype>
#include <cmath>
#include <cstdlib>
#include <map>
#include <utility>

namespace auspex::kernels {

static constexpr uint32_t FirstOwn = 1000;

uint32_t predicateOf(Order O) { return FirstOwn + uint32_t(O); }

Order orderOf(uint32_t P) {
  if (P >= FirstOwn)
    return Order(P - FirstOwn);
  // llvm::CmpInst::Predicate: floating point 0-15 (bit 0: equal, 1: greater, 2: less,
  // 3: or unordered), integers from 32 on: eq ne ugt uge ult ule sgt sge slt sle.
  if (P < 16) {
    const bool Greater = P & 2, Less = P & 4, Equal = P & 1;
    if (Greater != Less)
      return Less ? Order::Less : Order::Greater;
    return Equal && !Less ? Order::Equal : !Equal && Less ? Order::Differs : Order::Other;
  }
  switch (P) {
  case 32:
    return Order::Equal;
  case 33:
    return Order::Differs;
  case 34:
  case 35:
  case 38:
  case 39:
    return Order::Greater;
  case 36:
  case 37:
  case 40:
  case 41:
    return Order::Less;
  default:
    return Order::Other;
  }
}

bool isUnsigned(uint32_t P) { return P >= 34 && P <= 37; }

//===--- Parsing ------------------------------------------------------------===//

namespace {

class Parser {
public:
  Parser(std::string_view Text, Pattern &P) : Text(Text), P(P) {}
  NodeRef run() { return sum(); }

private:
  bool take(char C) {
    while (At < Text.size() && Text[At] == ' ')
      ++At;
    if (At == Text.size() || Text[At] != C)
      return false;
    ++At;
    return true;
  }

  NodeRef sum() {
    NodeRef R = product();
    for (;;) {
      if (take('+'))
        R = P.Dag.add(R, product());
      else if (take('-'))
        R = P.Dag.add(R, P.Dag.negate(product()));
      else
        return R;
    }
  }

  NodeRef product() {
    NodeRef R = unary();
    for (;;) {
      if (take('*'))
        R = P.Dag.multiply(R, unary());
      else if (take('/'))
        R = P.Dag.divide(R, unary());
      else
        return R;
    }
  }

  NodeRef unary() { return take('-') ? P.Dag.negate(unary()) : primary(); }

  NodeRef comparison() {
    const NodeRef A = sum();
    const Order O = take('<') ? Order::Less : take('>') ? Order::Greater : Order::Other;
    return P.Dag.apply(Fn::Compare, {A, sum()}, predicateOf(O));
  }

  NodeRef primary() {
    if (take('(')) {
      const NodeRef R = sum();
      take(')');
      return R;
    }
    if (At < Text.size() && (isdigit(static_cast<unsigned char>(Text[At])) || Text[At] == '.')) {
      char *End = nullptr;
      const std::string Rest(Text.substr(At));
      const double V = strtod(Rest.c_str(), &End);
      At += size_t(End - Rest.c_str());
      return P.Dag.constant(V);
    }
    std::string Name;
    while (At < Text.size() && isalnum(static_cast<unsigned char>(Text[At])))
      Name += Text[At++];
    if (take('('))
      return function(Name);
    if (take('['))
      return reference(std::move(Name));
    auto [It, New] = Scalars.try_emplace(Name, uint32_t(Scalars.size()));
    return P.Dag.scalar(It->second);
  }

  NodeRef reference(std::string Name) {
    Reference R{std::move(Name), {}};
    while (At < Text.size() && Text[At] != ']')
      R.Subs += Text[At++];
    take(']');
    size_t K = 0;
    while (K < P.References.size() && !(P.References[K] == R))
      ++K;
    if (K == P.References.size())
      P.References.push_back(std::move(R));
    return P.Dag.argument(uint32_t(K));
  }

  NodeRef function(std::string_view Name) {
    std::vector<NodeRef> Args{Name == "if" ? comparison() : sum()};
    while (take(','))
      Args.push_back(sum());
    take(')');
    if (Name == "max" || Name == "min")
      return P.Dag.fold(Name == "max" ? Fn::Max : Fn::Min, Args[0], Args[1]);
    constexpr std::pair<std::string_view, Fn> Known[] = {
        {"exp", Fn::Exp},   {"log", Fn::Log}, {"sqrt", Fn::Sqrt},
        {"sin", Fn::Sin},   {"cos", Fn::Cos}, {"erf", Fn::Erf},
        {"tanh", Fn::Tanh}, {"abs", Fn::Abs}, {"if", Fn::Select},
    };
    for (const auto &[N, F] : Known)
      if (N == Name)
        return P.Dag.apply(F, std::move(Args));
    return P.Dag.opaque("no such function");
  }

  std::string_view Text;
  Pattern &P;
  size_t At = 0;
  std::map<std::string, uint32_t> Scalars;
};

} // namespace

std::shared_ptr<const Pattern> parsePattern(std::string_view Text) {
  auto P = std::make_shared<Pattern>();
  P->Root = Parser(Text, *P).run();
  return P;
}

//===--- Matching -----------------------------------------------------------===//

namespace {

class Matcher {
public:
  Matcher(const Pattern &P, const BodyDag &B, const std::vector<size_t> &Want) : P(P), B(B) {
    for (size_t K = 0; K < Want.size() && K < P.References.size(); ++K)
      S.Operands[uint32_t(K)] = uint32_t(Want[K]);
  }

  std::optional<std::vector<size_t>> run(NodeRef Function) {
    if (!node(P.Root, Function))
      return std::nullopt;
    std::vector<size_t> Out;
    for (size_t K = 0; K < P.References.size(); ++K) {
      auto It = S.Operands.find(uint32_t(K));
      if (It == S.Operands.end())
        return std::nullopt;
      Out.push_back(It->second);
    }
    return Out;
  }

private:
  /// A product of a number and scalars that a name stands for.
  using Product = std::pair<double, std::vector<NodeRef>>;
  struct State {
    std::map<uint32_t, uint32_t> Operands; ///< reference -> argument
    std::map<uint32_t, Product> Names;
  };

  static bool same(double A, double B) {
    constexpr double Tolerance = 1e-4;
    return std::abs(A - B) <= Tolerance * std::max(std::abs(A), std::abs(B));
  }

  /// Nothing that is different for another element.
  bool isScalar(NodeRef R) const {
    return !B.mentionsKind(R, NodeKind::Argument) && !B.mentionsKind(R, NodeKind::Index) &&
           !B.mentionsKind(R, NodeKind::Carried) && !B.mentionsKind(R, NodeKind::Opaque);
  }

  bool bind(uint32_t Name, Product V) {
    auto [It, New] = S.Names.try_emplace(Name, V);
    return New || (same(It->second.first, V.first) && It->second.second == V.second);
  }

  bool node(NodeRef X, NodeRef Y) {
    if (++Steps > MaxSteps)
      return false;
    const Node &A = P.Dag[X], &C = B[Y];
    switch (A.Kind) {
    case NodeKind::Constant:
      return C.Kind == NodeKind::Constant && same(A.Value, C.Value);
    case NodeKind::Scalar:
      if (!isScalar(Y))
        return false;
      return C.Kind == NodeKind::Constant ? bind(A.Id, {C.Value, {}}) : bind(A.Id, {1, {Y}});
    case NodeKind::Argument: {
      if (C.Kind != NodeKind::Argument)
        return false;
      for (const auto &[Reference, Argument] : S.Operands)
        if ((Reference == A.Id) != (Argument == C.Id))
          return false;
      S.Operands[A.Id] = C.Id;
      return true;
    }
    case NodeKind::Apply:
      return apply(A, C);
    case NodeKind::Fold:
      if (C.Kind == NodeKind::Fold ? C.Op != A.Op : A.Op != Fn::Add)
        return false;
      return terms(A.Op, A.Terms, C.Kind == NodeKind::Fold ? C.Terms : B.sumTerms(Y));
    default:
      return false;
    }
  }

  bool apply(const Node &A, const Node &C) {
    if (C.Kind != NodeKind::Apply || C.Op != A.Op || C.Args.size() != A.Args.size())
      return false;
    if (A.Op == Fn::Compare) {
      const Order Want = orderOf(A.Id), Is = orderOf(C.Id);
      const State Before = S;
      if (Want == Is && node(A.Args[0], C.Args[0]) && node(A.Args[1], C.Args[1]))
        return true;
      S = Before;
      const bool Turned = (Want == Order::Less && Is == Order::Greater) ||
                          (Want == Order::Greater && Is == Order::Less);
      return Turned && node(A.Args[0], C.Args[1]) && node(A.Args[1], C.Args[0]);
    }
    const State Before = S;
    bool All = true;
    for (size_t K = 0; K < A.Args.size() && All; ++K)
      All = node(A.Args[K], C.Args[K]);
    if (All || A.Op != Fn::Select)
      return All;
    // The other way round: what is chosen where the condition does not hold.
    S = Before;
    const Node &Test = P.Dag[A.Args[0]];
    const Order O = orderOf(Test.Id);
    if (Test.Op != Fn::Compare || (O != Order::Less && O != Order::Greater))
      return false;
    Node Not = Test;
    Not.Id = predicateOf(O == Order::Less ? Order::Greater : Order::Less);
    const Node &CTest = B[C.Args[0]];
    return apply(Not, CTest) && node(A.Args[1], C.Args[2]) && node(A.Args[2], C.Args[1]);
  }

  /// Each term of the one is a term of the other.
  bool terms(Fn Op, const std::vector<Term> &A, const std::vector<Term> &C) {
    if (A.size() != C.size() || A.size() > MaxTerms)
      return false;
    std::vector<bool> Used(C.size());
    auto From = [&](auto &Self, size_t K) -> bool {
      if (K == A.size())
        return true;
      for (size_t L = 0; L < C.size(); ++L) {
        if (Used[L] || !C[L].Over.empty())
          continue;
        const State Before = S;
        Used[L] = true;
        // Only sums have terms of several factors.
        auto Rest = [&] { return Self(Self, K + 1); };
        if (Op == Fn::Add ? term(A[K], C[L], Rest)
                          : node(A[K].Factors[0], C[L].Factors[0]) && Rest())
          return true;
        Used[L] = false;
        S = Before;
      }
      return false;
    };
    return From(From, 0);
  }

  /// \p A is \p C in a way that lets \p Then hold: which of two factors is which, other
  /// terms may tell.
  template <typename Fn2> bool term(const Term &A, const Term &C, Fn2 Then) {
    std::vector<NodeRef> Wanted; // factors that are no name
    std::vector<uint32_t> Names;
    for (NodeRef F : A.Factors)
      if (P.Dag[F].Kind == NodeKind::Scalar)
        Names.push_back(P.Dag[F].Id);
      else
        Wanted.push_back(F);
    Product Rest{C.Coef / A.Coef, {}};
    std::vector<NodeRef> Have;
    for (NodeRef F : C.Factors)
      (isScalar(F) ? Rest.second : Have).push_back(F);
    if (Wanted.size() != Have.size())
      return false;
    if (Names.empty() && (!Rest.second.empty() || !same(Rest.first, 1)))
      return false;
    std::vector<bool> Used(Have.size());
    auto From = [&](auto &Self, size_t K) -> bool {
      if (K == Wanted.size()) {
        // Several names in one product are told apart where all but one are known.
        return (Names.empty() || (Names.size() == 1 && bind(Names[0], Rest))) && Then();
      }
      for (size_t L = 0; L < Have.size(); ++L) {
        if (Used[L] || (L && Have[L] == Have[L - 1] && !Used[L - 1]))
          continue;
        const State Before = S;
        Used[L] = true;
        if (node(Wanted[K], Have[L]) && Self(Self, K + 1))
          return true;
        Used[L] = false;
        S = Before;
      }
      return false;
    };
    return From(From, 0);
  }

  static constexpr size_t MaxTerms = 8;
  static constexpr unsigned MaxSteps = 2000;
  const Pattern &P;
  const BodyDag &B;
  State S;
  unsigned Steps = 0;
};

} // namespace

std::optional<std::vector<size_t>> match(const Pattern &P, const BodyDag &B, NodeRef Function,
                                         const std::vector<size_t> &Want) {
  if (auto M = Matcher(P, B, Want).run(Function))
    return M;
  auto M = matchValues(P, B, Function);
  return M && !Want.empty() && *M != Want ? std::nullopt : M;
}

} // namespace auspex::kernels
