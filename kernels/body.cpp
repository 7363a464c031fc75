//===- kernels/body.cpp - The scalar body of a kernel as a canonical DAG --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/body.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace auspex::kernels {

bool Operand::moves(Sym Index) const {
  return std::ranges::any_of(Levels, [&](const Poly &L) { return L.mentions(Index); }) ||
         std::ranges::any_of(Via, [&](const Operand &O) { return O.moves(Index); });
}

std::optional<bool> Operand::inOneSubscript(uint32_t Loop, uint32_t Other) const {
  bool Seen = false, SeenOther = false;
  for (const std::vector<uint32_t> &S : Subscripts) {
    const bool Has = std::ranges::find(S, Loop) != S.end(),
               HasOther = std::ranges::find(S, Other) != S.end();
    if (Has && HasOther)
      return true;
    Seen |= Has;
    SeenOther |= HasOther;
  }
  return Seen && SeenOther ? std::optional(false) : std::nullopt;
}

std::string_view nameOf(Fn F) {
  switch (F) {
  case Fn::Add:
    return "+";
  case Fn::Min:
    return "min";
  case Fn::Max:
    return "max";
  case Fn::Mul:
    return "*";
  case Fn::And:
    return "and";
  case Fn::Or:
    return "or";
  case Fn::Xor:
    return "xor";
  case Fn::Recip:
    return "1/";
  case Fn::Sqrt:
    return "sqrt";
  case Fn::Abs:
    return "abs";
  case Fn::Exp:
    return "exp";
  case Fn::Log:
    return "log";
  case Fn::Sin:
    return "sin";
  case Fn::Cos:
    return "cos";
  case Fn::Tanh:
    return "tanh";
  case Fn::Erf:
    return "erf";
  case Fn::Select:
    return "select";
  case Fn::Compare:
    return "compare";
  case Fn::Div:
    return "integer division";
  case Fn::Rem:
    return "remainder";
  case Fn::Shift:
    return "shift";
  case Fn::Mask:
    return "cut to fewer bits";
  case Fn::Convert:
    return "conversion to integer";
  case Fn::Call:
    return "call";
  }
  return "?";
}

size_t BodyDag::hashOf(const Node &N) {
  size_t H = size_t(N.Kind) * 31 + size_t(N.Op);
  auto Mix = [&H](size_t V) { H = (H ^ V) * 0x9E3779B97F4A7C15ull; };
  Mix(N.Id);
  Mix(std::hash<double>()(N.Value));
  for (NodeRef A : N.Args)
    Mix(A);
  for (const Term &T : N.Terms) {
    Mix(std::hash<double>()(T.Coef));
    for (NodeRef F : T.Factors)
      Mix(F);
    for (uint32_t L : T.Over)
      Mix(L + 77);
  }
  for (const auto &[M, C] : N.Affine.terms()) {
    Mix(size_t(C));
    for (Sym S : M)
      Mix(S);
  }
  return H;
}

size_t BodyDag::slotOf(const Node &N, size_t H) const {
  const size_t Mask = Slots.size() - 1;
  size_t At = (H ^ H >> 32) & Mask;
  while (Slots[At] != NoNode && !(Hashes[Slots[At]] == H && Nodes[Slots[At]] == N))
    At = (At + 1) & Mask;
  return At;
}

void BodyDag::grow() {
  constexpr size_t Least = 64;
  Slots.assign(std::max(Least, Slots.size() * 2), NoNode);
  for (NodeRef R = 0; R < Nodes.size(); ++R)
    Slots[slotOf(Nodes[R], Hashes[R])] = R;
}

NodeRef BodyDag::intern(Node N) {
  if (Slots.size() < 2 * (Nodes.size() + 1))
    grow();
  size_t H = hashOf(N), At = slotOf(N, H);
  if (Slots[At] != NoNode)
    return Slots[At];
  // The last node of a full pool is the opaque one that every later one becomes.
  if (Nodes.size() >= MaxNodes) {
    N = Node();
    N.Id = ~0u;
    H = hashOf(N);
    At = slotOf(N, H);
    if (Slots[At] != NoNode)
      return Slots[At];
  }
  Summary S{bit(N.Kind), N.Kind == NodeKind::Apply ? bit(N.Op) : 0};
  auto Add = [&](NodeRef R) {
    S.Kinds |= Below[R].Kinds;
    S.Applied |= Below[R].Applied;
  };
  std::ranges::for_each(N.Args, Add);
  for (const Term &T : N.Terms)
    std::ranges::for_each(T.Factors, Add);
  Nodes.push_back(std::move(N));
  Hashes.push_back(H);
  Below.push_back(S);
  return Slots[At] = NodeRef(Nodes.size() - 1);
}

NodeRef BodyDag::constant(double V) {
  Node N;
  N.Kind = NodeKind::Constant;
  N.Value = V == 0 || std::isnan(V) ? 0 : V; // one zero, and nodes that equal themselves
  if (std::isnan(V))
    return opaque("not a number");
  return intern(std::move(N));
}

NodeRef BodyDag::scalar(uint32_t Id) {
  Node N;
  N.Kind = NodeKind::Scalar;
  N.Id = Id;
  return intern(std::move(N));
}

NodeRef BodyDag::index(Poly P) {
  if (P.isBad())
    return opaque("index arithmetic that is not affine");
  if (auto C = P.constant())
    return constant(double(*C));
  Node N;
  N.Kind = NodeKind::Index;
  N.Affine = std::move(P);
  return intern(std::move(N));
}

NodeRef BodyDag::read(Operand O) {
  Node N;
  N.Kind = NodeKind::Read;
  for (N.Id = 0; N.Id < Operands.size(); ++N.Id)
    if (Operands[N.Id].sameAddress(O))
      return intern(std::move(N));
  Operands.push_back(std::move(O));
  return intern(std::move(N));
}

NodeRef BodyDag::carried(uint32_t Id) {
  Node N;
  N.Kind = NodeKind::Carried;
  N.Id = Id;
  return intern(std::move(N));
}

NodeRef BodyDag::argument(uint32_t Id) {
  Node N;
  N.Kind = NodeKind::Argument;
  N.Id = Id;
  return intern(std::move(N));
}

/// \p R with what \p With gives for its leaves in their place.
template <typename Fn2> NodeRef BodyDag::replaceLeaves(NodeRef R, Fn2 With) {
  std::unordered_map<NodeRef, NodeRef> Done;
  auto Visit = [&](auto &Self, NodeRef X) -> NodeRef {
    if (auto It = Done.find(X); It != Done.end())
      return It->second;
    Node N = Nodes[X]; // a copy: the pool grows
    NodeRef Out = X;
    if (N.Kind == NodeKind::Read || N.Kind == NodeKind::Scalar) {
      Out = With(X, N);
    } else if (N.Kind == NodeKind::Apply) {
      for (NodeRef &A : N.Args)
        A = Self(Self, A);
      Out = intern(std::move(N));
    } else if (N.Kind == NodeKind::Fold) {
      for (Term &T : N.Terms) {
        for (NodeRef &F : T.Factors)
          F = Self(Self, F);
        std::ranges::sort(T.Factors);
      }
      Out = finish(std::move(N));
    }
    return Done[X] = Out;
  };
  return Visit(Visit, R);
}

NodeRef BodyDag::substitute(NodeRef R, Sym S, const Poly &By) {
  std::unordered_map<NodeRef, NodeRef> Done;
  auto Visit = [&](auto &Self, NodeRef X) -> NodeRef {
    if (auto It = Done.find(X); It != Done.end())
      return It->second;
    Node N = Nodes[X]; // a copy: the pool grows
    NodeRef Out = X;
    if (N.Kind == NodeKind::Read && Operands[N.Id].moves(S)) {
      Operand O = Operands[N.Id];
      for (Poly &L : O.Levels)
        L = L.substitute(S, By);
      O.Subscripts.clear(); // of other loops
      Out = O.Levels.back().isBad() ? opaque("an address is not affine in the loops") : read(O);
    } else if (N.Kind == NodeKind::Index) {
      Out = index(N.Affine.substitute(S, By));
    } else if (N.Kind == NodeKind::Apply) {
      for (NodeRef &A : N.Args)
        A = Self(Self, A);
      Out = intern(std::move(N));
    } else if (N.Kind == NodeKind::Fold) {
      for (Term &T : N.Terms) {
        // A sum over that loop has an index of its own.
        if (std::ranges::find(T.Over, loopOf(S)) != T.Over.end())
          continue;
        for (NodeRef &F : T.Factors)
          F = Self(Self, F);
        std::ranges::sort(T.Factors);
      }
      Out = finish(std::move(N));
    }
    return Done[X] = Out;
  };
  return Visit(Visit, R);
}

NodeRef BodyDag::abstract(NodeRef R, const std::vector<Operand> &Args) {
  return replaceLeaves(R, [&](NodeRef X, const Node &N) {
    if (N.Kind == NodeKind::Read)
      for (uint32_t K = 0; K < Args.size(); ++K)
        if (Args[K].sameAddress(Operands[N.Id]))
          return argument(K);
    return X;
  });
}

NodeRef BodyDag::abstractScalars(NodeRef R, const std::vector<uint32_t> &Ids) {
  return replaceLeaves(R, [&](NodeRef X, const Node &N) {
    if (N.Kind == NodeKind::Scalar)
      for (uint32_t K = 0; K < Ids.size(); ++K)
        if (Ids[K] == N.Id)
          return argument(K);
    return X;
  });
}

bool BodyDag::mentionsIndex(NodeRef R, uint32_t Loop) const {
  return mentionsKind(R, NodeKind::Index) && anyBelow(R, [&](const Node &N) {
           return N.Kind == NodeKind::Index && N.Affine.mentions(indexOf(Loop));
         });
}

NodeRef BodyDag::opaque(std::string_view Reason) {
  Node N; // equal to none: the difference of two unknowns is no zero
  N.Id = uint32_t(Reasons.size());
  Reasons.emplace_back(Reason);
  return intern(std::move(N));
}

std::vector<Term> BodyDag::foldTerms(Fn Op, NodeRef R) const {
  const Node &N = Nodes[R];
  if (N.Kind == NodeKind::Fold && N.Op == Op)
    return N.Terms;
  if (Op == Fn::Add && N.Kind == NodeKind::Constant)
    return N.Value == 0 ? std::vector<Term>{} : std::vector<Term>{{N.Value, {}, {}}};
  return {{1, {R}, {}}};
}

std::vector<Term> BodyDag::sumTerms(NodeRef R) const { return foldTerms(Fn::Add, R); }

/// Sorts and merges the terms of a fold and takes away what a fold of one
/// plain term is wrapped in.
NodeRef BodyDag::finish(Node N) {
  if (N.Op == Fn::Add) {
    std::ranges::sort(N.Terms, [](const Term &A, const Term &B) {
      return std::tie(A.Factors, A.Over, A.Coef) < std::tie(B.Factors, B.Over, B.Coef);
    });
    std::vector<Term> Merged;
    for (Term &T : N.Terms) {
      if (!Merged.empty() && Merged.back().Factors == T.Factors && Merged.back().Over == T.Over)
        Merged.back().Coef += T.Coef;
      else
        Merged.push_back(std::move(T));
    }
    // What a full pool answers stands for many values, which do not cancel.
    auto IsFull = [&](NodeRef R) {
      return Nodes[R].Kind == NodeKind::Opaque && Nodes[R].Id == ~0u;
    };
    for (const Term &T : Merged)
      if (T.Coef == 0)
        if (auto Full = std::ranges::find_if(T.Factors, IsFull); Full != T.Factors.end())
          return *Full;
    std::erase_if(Merged, [](const Term &T) { return T.Coef == 0; });
    N.Terms = std::move(Merged);
    if (N.Terms.empty())
      return constant(0);
    if (N.Terms.size() == 1 && N.Terms[0].Over.empty()) {
      const Term &T = N.Terms[0];
      if (T.Factors.empty())
        return constant(T.Coef);
      if (T.Coef == 1 && T.Factors.size() == 1)
        return T.Factors[0];
    }
  } else {
    std::ranges::sort(N.Terms, [](const Term &A, const Term &B) {
      return std::tie(A.Factors, A.Over) < std::tie(B.Factors, B.Over);
    });
    if (N.Op != Fn::Xor && N.Op != Fn::Mul)
      N.Terms.erase(std::unique(N.Terms.begin(), N.Terms.end()), N.Terms.end());
    if (N.Terms.size() == 1 && N.Terms[0].Over.empty())
      return N.Terms[0].Factors[0];
    if (N.Terms.empty())
      return opaque("empty reduction");
  }
  if (N.Terms.size() > MaxFoldTerms)
    return opaque("body too large");
  return intern(std::move(N));
}

NodeRef BodyDag::add(NodeRef A, NodeRef B) {
  Node N;
  N.Kind = NodeKind::Fold;
  N.Terms = sumTerms(A);
  for (Term &T : sumTerms(B))
    N.Terms.push_back(std::move(T));
  return finish(std::move(N));
}

NodeRef BodyDag::sum(std::vector<Term> Terms) {
  Node N;
  N.Kind = NodeKind::Fold;
  N.Terms = std::move(Terms);
  return finish(std::move(N));
}

NodeRef BodyDag::multiply(NodeRef A, NodeRef B) {
  std::vector<Term> TA = sumTerms(A), TB = sumTerms(B);
  if (TA.empty() || TB.empty())
    return constant(0); // as if no operand is infinite or NaN: the kernel's meaning over a field
  auto IsPlainTerm = [](const std::vector<Term> &Ts) {
    return Ts.size() == 1 && Ts[0].Over.empty();
  };
  if (!IsPlainTerm(TA) && IsPlainTerm(TB)) {
    std::swap(TA, TB);
    std::swap(A, B);
  }
  auto Reduces = [](const std::vector<Term> &Ts) {
    return std::ranges::any_of(Ts, [](const Term &T) { return !T.Over.empty(); });
  };
  // A plain factor is distributed over a sum where that sum is a reduction or
  // the factor a number or scalar: alpha*(sum + c). A difference of two reads
  // stays one factor: (x-y)*(x-y) is a distance, not four products.
  const bool Single = IsPlainTerm(TA);
  const bool Plain = Single && std::ranges::all_of(TA[0].Factors, [&](NodeRef F) {
                       return Nodes[F].Kind == NodeKind::Scalar;
                     });
  auto AsFactor = [&](NodeRef R, const std::vector<Term> &Ts) {
    return IsPlainTerm(Ts) ? Ts[0] : Term{1, {R}, {}};
  };
  if (!(Single && (TB.size() == 1 || Plain || Reduces(TB)))) {
    TA = {AsFactor(A, TA)};
    TB = {AsFactor(B, TB)};
  }
  Node N;
  N.Kind = NodeKind::Fold;
  for (const Term &T : TB) {
    Term P;
    P.Coef = T.Coef * TA[0].Coef;
    std::ranges::merge(T.Factors, TA[0].Factors, std::back_inserter(P.Factors));
    P.Over = T.Over;
    if (P.Factors.size() > MaxFactors)
      return opaque("body too large");
    N.Terms.push_back(std::move(P));
  }
  return finish(std::move(N));
}

NodeRef BodyDag::divide(NodeRef A, NodeRef B) {
  if (Nodes[B].Kind == NodeKind::Constant && Nodes[B].Value != 0)
    return multiply(A, constant(1 / Nodes[B].Value));
  return multiply(A, apply(Fn::Recip, {B}));
}

NodeRef BodyDag::power(NodeRef X, NodeRef Y) {
  constexpr double MaxPower = 4;
  const double P = Nodes[Y].Kind == NodeKind::Constant ? Nodes[Y].Value : 0;
  if (P >= 1 && P <= MaxPower && P == unsigned(P)) {
    NodeRef R = X;
    for (unsigned K = 1; K < unsigned(P); ++K)
      R = multiply(R, X);
    return R;
  }
  if (P == 0.5)
    return apply(Fn::Sqrt, {X});
  if (P == -0.5)
    return apply(Fn::Recip, {apply(Fn::Sqrt, {X})});
  return apply(Fn::Call, {X, Y}, Power);
}

NodeRef BodyDag::fold(Fn Op, NodeRef A, NodeRef B) {
  Node N;
  N.Kind = NodeKind::Fold;
  N.Op = Op;
  N.Terms = foldTerms(Op, A);
  for (Term &T : foldTerms(Op, B))
    N.Terms.push_back(std::move(T));
  return finish(std::move(N));
}

NodeRef BodyDag::apply(Fn Op, std::vector<NodeRef> Args, uint32_t Id) {
  Node N;
  N.Kind = NodeKind::Apply;
  N.Op = Op;
  N.Id = Id;
  N.Args = std::move(Args);
  return intern(std::move(N));
}

NodeRef BodyDag::reduce(uint32_t Id, uint32_t Loop, NodeRef Init, NodeRef Next) {
  const NodeRef Self = carried(Id);
  if (Next == Self)
    return Init;
  const Node N = Nodes[Next];
  auto Fail = NoNode;
  // A product is a sum of one term: acc * x.
  if (N.Kind == NodeKind::Fold && N.Op == Fn::Add && N.Terms.size() == 1 &&
      N.Terms[0].Factors.size() > 1) {
    Term T = N.Terms[0];
    auto It = std::ranges::find(T.Factors, Self);
    if (It == T.Factors.end() || !T.Over.empty())
      return Fail;
    T.Factors.erase(It);
    Node Rest;
    Rest.Kind = NodeKind::Fold;
    Rest.Terms = {T};
    NodeRef X = finish(std::move(Rest));
    if (mentionsCarried(X, Id))
      return Fail;
    Node P;
    P.Kind = NodeKind::Fold;
    P.Op = Fn::Mul;
    P.Terms = {{1, {X}, {Loop}}, {1, {Init}, {}}};
    return finish(std::move(P));
  }
  if (N.Kind != NodeKind::Fold)
    return Fail;
  Node Out;
  Out.Kind = NodeKind::Fold;
  Out.Op = N.Op;
  bool Seen = false;
  for (const Term &T : N.Terms) {
    if (T.Coef == 1 && T.Over.empty() && T.Factors.size() == 1 && T.Factors[0] == Self) {
      if (Seen && N.Op == Fn::Add)
        return Fail;
      Seen = true;
      continue;
    }
    for (NodeRef F : T.Factors)
      if (mentionsCarried(F, Id))
        return Fail;
    Term R = T;
    R.Over.insert(std::ranges::upper_bound(R.Over, Loop), Loop);
    Out.Terms.push_back(std::move(R));
  }
  if (!Seen)
    return Fail;
  for (Term &T : foldTerms(N.Op, Init))
    Out.Terms.push_back(std::move(T));
  return finish(std::move(Out));
}

NodeRef BodyDag::reduceOver(Fn Op, NodeRef R, uint32_t Loop, double Count) {
  auto Moves = [&](NodeRef X) {
    return mentionsIndex(X, Loop) || mentionsKind(X, NodeKind::Carried) ||
           std::ranges::any_of(readsOf(X),
                               [&](uint32_t Id) { return Operands[Id].moves(indexOf(Loop)); });
  };
  Node Out;
  Out.Kind = NodeKind::Fold;
  Out.Op = Op;
  for (Term T : foldTerms(Op, R)) {
    if (std::ranges::any_of(T.Factors, Moves))
      T.Over.insert(std::ranges::upper_bound(T.Over, Loop), Loop);
    else if (Op == Fn::Add)
      T.Coef *= Count;
    Out.Terms.push_back(std::move(T));
  }
  return finish(std::move(Out));
}

bool BodyDag::mentionsCarried(NodeRef R, uint32_t Id) const {
  return mentionsKind(R, NodeKind::Carried) &&
         anyBelow(R, [&](const Node &N) { return N.Kind == NodeKind::Carried && N.Id == Id; });
}

/// The terms of a sum without what scales them: equal where one sum is a multiple of the
/// other, as in s > 0 ? s : a*s.
std::vector<std::pair<std::vector<NodeRef>, std::vector<uint32_t>>>
BodyDag::withoutScale(NodeRef R) const {
  std::vector<std::pair<std::vector<NodeRef>, std::vector<uint32_t>>> Out;
  for (const Term &T : Nodes[R].Terms) {
    auto &[Factors, Over] = Out.emplace_back();
    std::ranges::copy_if(T.Factors, std::back_inserter(Factors),
                         [&](NodeRef F) { return Nodes[F].Kind != NodeKind::Scalar; });
    Over = T.Over;
  }
  std::ranges::sort(Out);
  return Out;
}

bool BodyDag::isUnrolledSum(NodeRef R) const {
  constexpr size_t MinProducts = 4;
  const Node &N = Nodes[R];
  if (N.Kind != NodeKind::Fold || N.Op != Fn::Add)
    return false;
  std::map<std::pair<uint32_t, uint32_t>, size_t> Pairs;
  for (const Term &T : N.Terms)
    if (T.Over.empty() && T.Factors.size() == 2 && Nodes[T.Factors[0]].Kind == NodeKind::Read &&
        Nodes[T.Factors[1]].Kind == NodeKind::Read)
      ++Pairs[std::minmax(Operands[Nodes[T.Factors[0]].Id].Object,
                          Operands[Nodes[T.Factors[1]].Id].Object)];
  return std::ranges::any_of(Pairs, [](const auto &P) {
    return P.second >= MinProducts && P.first.first != P.first.second;
  });
}

NodeRef BodyDag::reductionBelow(NodeRef R) const {
  std::vector<NodeRef> Work{R}, Found;
  std::bitset<MaxNodes + 1> Seen;
  while (!Work.empty()) {
    const NodeRef X = Work.back();
    Work.pop_back();
    if (Seen[X])
      continue;
    Seen[X] = true;
    const Node &N = Nodes[X];
    const bool Loops = std::ranges::any_of(N.Terms, [](const Term &T) { return !T.Over.empty(); });
    if ((Loops && dependsOnData(X)) || isUnrolledSum(X)) { // what loops count is no reduction
      Found.push_back(X);
      continue;
    }
    Work.insert(Work.end(), N.Args.begin(), N.Args.end());
    for (const Term &T : N.Terms)
      Work.insert(Work.end(), T.Factors.begin(), T.Factors.end());
  }
  if (Found.empty())
    return R;
  const bool AreOne = std::ranges::all_of(Found, [&](NodeRef X) {
    return X == Found[0] || (Nodes[X].Op == Fn::Add && Nodes[Found[0]].Op == Fn::Add &&
                             withoutScale(X) == withoutScale(Found[0]));
  });
  return AreOne ? *std::ranges::min_element(Found) : NoNode; // the others were made from it
}

std::vector<uint32_t> BodyDag::idsBelow(NodeRef R, NodeKind K) const {
  std::vector<uint32_t> Out;
  if (!mentionsKind(R, K))
    return Out;
  for (NodeRef X : collect(R, [&](const Node &N) { return N.Kind == K; }))
    Out.push_back(Nodes[X].Id);
  std::ranges::sort(Out);
  return Out;
}

std::string_view BodyDag::opaqueReason(NodeRef R) const {
  std::string_view Out;
  if (!mentionsKind(R, NodeKind::Opaque))
    return Out;
  anyBelow(R, [&](const Node &N) {
    if (N.Kind != NodeKind::Opaque)
      return false;
    Out = N.Id < Reasons.size() ? std::string_view(Reasons[N.Id]) : "body too large";
    return true;
  });
  return Out;
}

} // namespace auspex::kernels
