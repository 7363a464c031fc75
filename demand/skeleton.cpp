//===- demand/skeleton.cpp - The invariants of a skeleton -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// checkFunction() is what stands between an untrusted note and everything that
// walks a function. It is linear in the size of the function.
//
//===----------------------------------------------------------------------===//

#include "demand/skeleton.h"
#include "demand/note.h"

#include <algorithm>
#include <cmath>

namespace auspex::demand {

std::string_view nameOf(Verdict V) {
  static constexpr std::string_view Names[] = {"suspected", "matched", "proved"};
  return Names[unsigned(V)];
}

std::string_view nameOf(DimKind K) {
  static constexpr std::string_view Names[] = {"unknown", "parallel", "reduction", "sequential"};
  return Names[unsigned(K)];
}

std::string_view reasonOf(const Function &F, const ExprNode &N) {
  if (N.Imm >= 0 && size_t(N.Imm) < F.Strings.size())
    return F.Strings[size_t(N.Imm)];
  return N.Imm == UnknownIllTyped ? "operands of types that do not go together"
                                  : "expression too large";
}

uint32_t Function::string(std::string_view S) {
  // Few strings a function: a search costs less than keeping an index would.
  for (size_t I = 0; I < Strings.size(); ++I)
    if (Strings[I] == S)
      return uint32_t(I);
  Strings.emplace_back(S);
  return uint32_t(Strings.size() - 1);
}

namespace {

/// How many arguments a step has, by kind; Call may have any number.
struct Arity {
  unsigned Min, Max;
};
constexpr Arity StepArity[] = {
    {1, 1}, {2, 2}, {0, ~0u}, {1, 2}, {2, 2}, {1, 2}, {2, 4}, {1, 2}, {1, 4}, {0, 0},
};

class Checker {
public:
  explicit Checker(const Function &F) : F(F) {}
  Expected<void> run();

private:
  using Result = Expected<void>;

  Result caps();
  Result expressions();
  Result loops();
  Result node(uint32_t I);
  Result step(const Step &S);
  Result edge(uint32_t From, const Edge &E);
  Result kernels();

  bool valid(ExprRef R) const { return R < F.Exprs.size(); }
  bool optional(ExprRef R) const { return R == NoExpr || valid(R); }
  Type typeOf(ExprRef R) const { return F.Exprs[R].Ty; }
  bool isAddress(ExprRef R) const { return typeOf(R) == Type::Ptr; }
  bool isCount(ExprRef R) const { return isInteger(typeOf(R)); }
  bool contains(uint32_t L, uint32_t N) const {
    return L == NoLoop || (F.Loops[L].Header <= N && N < F.Loops[L].End);
  }

  const Function &F;
  std::vector<uint32_t> HeaderOf; ///< the loop that a node is the header of
};

Expected<void> Checker::run() {
  for (auto Check : {&Checker::caps, &Checker::expressions, &Checker::loops})
    if (auto R = (this->*Check)(); !R)
      return R;
  for (uint32_t I = 0; I < F.Nodes.size(); ++I)
    if (auto R = node(I); !R)
      return fail("node " + std::to_string(I) + ": " + R.error().Message);
  return kernels();
}

Expected<void> Checker::caps() {
  size_t Steps = 0;
  for (const Node &N : F.Nodes) {
    Steps += N.Steps.size();
    if (N.Cases.size() > MaxSteps)
      return fail("too many cases in a switch");
  }
  auto Limit = [](size_t Count, size_t Max, const char *What) -> Result {
    if (Count > Max)
      return fail(std::to_string(Count) + " " + What + ", the format holds " +
                  std::to_string(Max));
    return {};
  };
  for (auto R : {Limit(F.Nodes.size(), MaxNodes, "nodes"), Limit(Steps, MaxSteps, "steps"),
                 Limit(F.Loops.size(), MaxLoops, "loops"),
                 Limit(F.Values.size(), MaxValues, "values"),
                 Limit(F.Params.size(), MaxValues, "parameters"),
                 Limit(F.Kernels.size(), MaxLoops, "kernels"),
                 Limit(F.Rejected.size(), MaxLoops, "rejected proposals"),
                 Limit(F.Beacons.size(), MaxLoops, "beacons"),
                 Limit(F.Symbol.size(), MaxString, "bytes of symbol name")})
    if (!R)
      return R;
  for (const std::string &S : F.Strings)
    if (S.size() > MaxString)
      return fail("a string of " + std::to_string(S.size()) + " bytes");
  for (const Local &V : F.Values)
    if (V.Ty == Type::Void)
      return fail("a value of type void");
  for (const Param &P : F.Params)
    if (P.Ty == Type::Void)
      return fail("a parameter of type void");
  return {};
}

Expected<void> Checker::expressions() {
  // Operands, types and operators were checked when the pool took each node;
  // what a leaf names belongs to the function.
  for (const ExprNode &N : F.Exprs.nodes()) {
    const uint64_t Id = uint64_t(N.Imm);
    switch (N.O) {
    case Op::Param:
      if (Id >= F.Params.size() || F.Params[Id].Ty != N.Ty)
        return fail("expression reads parameter " + std::to_string(Id) + " as " +
                    std::string(nameOf(N.Ty)) + ", which it is not");
      break;
    case Op::Value:
      if (Id >= F.Values.size() || F.Values[Id].Ty != N.Ty)
        return fail("expression reads value " + std::to_string(Id) + " as " +
                    std::string(nameOf(N.Ty)) + ", which it is not");
      break;
    case Op::Index:
      if (Id >= F.Loops.size())
        return fail("expression reads the index of loop " + std::to_string(Id) +
                    ", which does not exist");
      break;
    case Op::Symbol:
      if (Id >= F.Strings.size())
        return fail("expression names string " + std::to_string(Id) + ", which does not exist");
      break;
    case Op::Unknown:
      if (Id >= F.Strings.size() && N.Imm != UnknownTooLarge && N.Imm != UnknownIllTyped)
        return fail("expression names string " + std::to_string(Id) + ", which does not exist");
      break;
    default:
      break;
    }
  }
  return {};
}

Expected<void> Checker::loops() {
  const uint32_t Count = uint32_t(F.Nodes.size());
  HeaderOf.assign(Count, NoLoop);
  for (uint32_t L = 0; L < F.Loops.size(); ++L) {
    const Loop &Lp = F.Loops[L];
    auto Bad = [L](const char *What) { return fail("loop " + std::to_string(L) + What); };
    if (Lp.Header >= Lp.End || Lp.End > Count)
      return Bad(" covers nodes that do not exist");
    if (HeaderOf[Lp.Header] != NoLoop)
      return Bad(" has the header of another loop");
    HeaderOf[Lp.Header] = L;
    if (Lp.Parent != NoLoop && Lp.Parent >= L)
      return Bad(" comes before its parent");
    if (!optional(Lp.Trip) || (Lp.Trip != NoExpr && !isCount(Lp.Trip)))
      return Bad(" has a trip count that is no integer expression");
    if (!(Lp.ExpectedTrip >= 0) || !std::isfinite(Lp.ExpectedTrip))
      return Bad(" expects an impossible number of iterations");
  }
  // One sweep over the nodes with the stack of open loops.
  std::vector<uint32_t> Open;
  for (uint32_t I = 0; I < Count; ++I) {
    while (!Open.empty() && F.Loops[Open.back()].End <= I)
      Open.pop_back();
    if (uint32_t L = HeaderOf[I]; L != NoLoop) {
      uint32_t Outer = Open.empty() ? NoLoop : Open.back();
      if (F.Loops[L].Parent != Outer)
        return fail("loop " + std::to_string(L) + " does not lie in its parent");
      if (Outer != NoLoop && F.Loops[L].End > F.Loops[Outer].End)
        return fail("loop " + std::to_string(L) + " reaches out of its parent");
      Open.push_back(L);
    }
    if (F.Nodes[I].Loop != (Open.empty() ? NoLoop : Open.back()))
      return fail("node " + std::to_string(I) + " does not name the innermost loop it lies in");
  }
  return {};
}

Expected<void> Checker::edge(uint32_t From, const Edge &E) {
  if (E.Target >= F.Nodes.size())
    return fail("edge to a node that does not exist");
  if (!(E.Likelihood >= 0 && E.Likelihood <= 1))
    return fail("likelihood is not within 0 and 1");
  if (E.Target <= From) {
    uint32_t L = HeaderOf[E.Target];
    if (L == NoLoop || !contains(L, From))
      return fail("edge back to node " + std::to_string(E.Target) +
                  ", which is not the header of a loop around it");
  } else if (uint32_t L = F.Nodes[E.Target].Loop; !contains(L, From)) {
    if (F.Loops[L].Header != E.Target || !contains(F.Loops[L].Parent, From))
      return fail("edge into the middle of loop " + std::to_string(L));
  }
  for (auto [V, X] : E.Assign)
    if (V >= F.Values.size() || !valid(X) || F.Values[V].Ty != typeOf(X))
      return fail("edge assigns value " + std::to_string(V) + " something that does not fit");
  return {};
}

Expected<void> Checker::step(const Step &S) {
  if (unsigned(S.Kind) >= std::size(StepArity))
    return fail("step of an unknown kind");
  Arity Want = StepArity[unsigned(S.Kind)];
  if (S.Args.size() < Want.Min || S.Args.size() > Want.Max)
    return fail("step with " + std::to_string(S.Args.size()) + " arguments");
  bool MayLack = S.Kind == StepKind::Work;
  for (size_t I = 0; I < S.Args.size(); ++I) {
    bool Ranged = S.Kind == StepKind::Forget || S.Kind == StepKind::Touch;
    if (S.Args[I] == NoExpr && (MayLack || (Ranged && I == 1)))
      continue;
    if (!valid(S.Args[I]))
      return fail("step with an argument that does not exist");
  }
  if (S.Text.size() > MaxString)
    return fail("step with a text of " + std::to_string(S.Text.size()) + " bytes");

  bool MayResult = S.Kind == StepKind::Load || S.Kind == StepKind::Call ||
                   S.Kind == StepKind::Alloc || S.Kind == StepKind::Realloc;
  if (S.Result != NoValue && (!MayResult || S.Result >= F.Values.size()))
    return fail("step with a result that does not exist");
  Type Result = S.Result == NoValue ? Type::Void : F.Values[S.Result].Ty;

  auto Counts = [&](size_t From) {
    for (size_t I = From; I < S.Args.size(); ++I)
      if (S.Args[I] != NoExpr && !isCount(S.Args[I]))
        return false;
    return true;
  };
  switch (S.Kind) {
  case StepKind::Load:
    if (!isAddress(S.Args[0]) || S.Ty == Type::Void || Result != S.Ty)
      return fail("load with types that do not fit");
    return {};
  case StepKind::Store:
    if (!isAddress(S.Args[0]) || S.Ty == Type::Void || typeOf(S.Args[1]) != S.Ty)
      return fail("store with types that do not fit");
    return {};
  case StepKind::Call:
    if (S.Indirect ? S.Args.empty() || !isAddress(S.Args[0]) : S.Text.empty())
      return fail("call of nothing");
    if (S.Result != NoValue && Result != S.Ty)
      return fail("call with a result of another type");
    return {};
  case StepKind::Alloc:
    if (unsigned(S.Alloc) > unsigned(AllocKind::Mmap))
      return fail("allocation of an unknown kind");
    if (!Counts(0) || (S.Result != NoValue && Result != Type::Ptr))
      return fail("allocation with types that do not fit");
    return {};
  case StepKind::Realloc:
    if (!isAddress(S.Args[0]) || !Counts(1) || (S.Result != NoValue && Result != Type::Ptr))
      return fail("reallocation with types that do not fit");
    return {};
  case StepKind::Free:
  case StepKind::Touch:
  case StepKind::Forget:
    if (!isAddress(S.Args[0]) || !Counts(1))
      return fail("address and sizes with types that do not fit");
    return {};
  case StepKind::Work:
    for (ExprRef A : S.Args)
      if (A != NoExpr && !isCount(A) && !isFloat(typeOf(A)))
        return fail("work that is no number");
    return {};
  case StepKind::Unknown:
    return {};
  }
  return {};
}

Expected<void> Checker::node(uint32_t I) {
  const Node &N = F.Nodes[I];
  for (const Step &S : N.Steps)
    if (auto R = step(S); !R)
      return R;
  size_t Edges = 0;
  switch (N.Term) {
  case TermKind::Jump: Edges = 1; break;
  case TermKind::Branch: Edges = 2; break;
  case TermKind::Switch: Edges = N.Cases.size() + 1; break;
  case TermKind::Return:
  case TermKind::Unreachable: break;
  default: return fail("terminator of an unknown kind");
  }
  if (N.Edges.size() != Edges)
    return fail(std::to_string(N.Edges.size()) + " edges where there are " +
                std::to_string(Edges));
  if (N.Term != TermKind::Switch && !N.Cases.empty())
    return fail("cases without a switch");
  if (N.Term != TermKind::Jump && N.Term != TermKind::Unreachable) {
    // A branch whose condition was left out: unknown, or a loop's trip count decides.
    if (N.Term == TermKind::Switch ? !valid(N.Cond) : !optional(N.Cond))
      return fail("terminator with an expression that does not exist");
    if (N.Term == TermKind::Branch && N.Cond != NoExpr && typeOf(N.Cond) != Type::I1)
      return fail("branch on something that is no condition");
    if (N.Term == TermKind::Switch && !isCount(N.Cond))
      return fail("switch on something that is no integer");
    if (N.Term == TermKind::Return && N.Cond != NoExpr && typeOf(N.Cond) != F.Result)
      return fail("return of another type than the function's");
  } else if (N.Cond != NoExpr) {
    return fail("terminator with an expression that it does not use");
  }
  for (const Edge &E : N.Edges)
    if (auto R = edge(I, E); !R)
      return R;
  return {};
}

Expected<void> Checker::kernels() {
  for (const Kernel &K : F.Kernels) {
    if (unsigned(K.Proof) > unsigned(Verdict::Proved))
      return fail("kernel with an unknown verdict");
    bool Exist = true;
    visitFormulas(K, [&](ExprRef E) { Exist &= valid(E); });
    if (!Exist)
      return fail("kernel '" + K.Idiom + "' with a formula that does not exist");
    if (K.Loop != NoLoop && K.Loop >= F.Loops.size())
      return fail("kernel '" + K.Idiom + "' in a loop that does not exist");
    for (const Dim &D : K.Dims)
      if (unsigned(D.Kind) > unsigned(DimKind::Last))
        return fail("kernel '" + K.Idiom + "' with a dimension of an unknown kind");
  }
  for (const Pace &P : F.Paces)
    if (P.Loop >= F.Loops.size() || P.Lanes == 0 || P.Streams.size() > MaxStreams)
      return fail("pace of a loop that does not exist, or that cannot be");
  return {};
}

} // namespace

Expected<void> checkFunction(const Function &F) {
  if (auto R = Checker(F).run(); !R)
    return fail("function '" + F.Symbol + "': " + R.error().Message);
  return {};
}

} // namespace auspex::demand
