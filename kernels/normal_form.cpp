//===- kernels/normal_form.cpp - Statements to updates ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/normal_form.h"

#include "kernels/pattern.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace auspex::kernels {

const Dim *Update::dim(uint32_t Loop) const {
  for (const Dim &D : Dims)
    if (D.Loop == Loop)
      return &D;
  return nullptr;
}

static bool readsMove(const BodyDag &B, NodeRef R, uint32_t Loop) {
  return std::ranges::any_of(B.readsOf(R),
                             [&](uint32_t Id) { return B.operand(Id).moves(indexOf(Loop)); });
}

bool Update::moves(const BodyDag &B, uint32_t Loop) const {
  return (!ToScalar && Out.moves(indexOf(Loop))) ||
         std::ranges::any_of(Reads, [&](const Factor &F) { return F.Op.moves(indexOf(Loop)); }) ||
         (Function != NoNode && B.mentionsIndex(Function, Loop));
}

Poly comparedIn(const BodyDag &B, NodeRef R) {
  const Node &N = B[R];
  if (N.Kind != NodeKind::Apply || N.Op != Fn::Compare || N.Args.size() != 2)
    return Poly::bad();
  Poly P[2];
  for (size_t K : {0, 1}) {
    const Node &X = B[N.Args[K]];
    if (X.Kind == NodeKind::Index)
      P[K] = X.Affine;
    else if (X.Kind != NodeKind::Constant && X.Kind != NodeKind::Scalar)
      return Poly::bad(); // what a scalar is does not matter: only how indices move
  }
  return P[0] - P[1];
}

bool indexTests(const BodyDag &B, NodeRef Test, std::vector<NodeRef> &Out) {
  const Node &N = B[Test];
  // What is the same for the whole nest only decides whether it runs at all.
  if (N.Kind == NodeKind::Constant ||
      (!B.mentionsKind(Test, NodeKind::Index) && !B.dependsOnData(Test)))
    return true;
  if (N.Kind == NodeKind::Fold && N.Op != Fn::Add)
    return std::ranges::all_of(
        N.Terms, [&](const Term &T) { return T.Over.empty() && indexTests(B, T.Factors[0], Out); });
  if (N.Kind == NodeKind::Apply && N.Op == Fn::Select)
    return std::ranges::all_of(N.Args, [&](NodeRef A) { return indexTests(B, A, Out); });
  Out.push_back(Test);
  return !comparedIn(B, Test).isBad();
}

bool precedes(const Operand &A, const Operand &B) {
  if (A.Object != B.Object || A.Levels.size() != B.Levels.size())
    return A.Object != B.Object ? A.Object < B.Object : A.Levels.size() < B.Levels.size();
  for (size_t L = 0; L < A.Levels.size(); ++L) {
    const Poly Gap = B.Levels[L] - A.Levels[L];
    if (Gap.isBad())
      return A.Levels[L] < B.Levels[L];
    if (!Gap.isZero())
      return Gap.terms().rbegin()->second > 0;
  }
  return false;
}

namespace {

/// First and one past last byte that an operand touches; bad where a stride has
/// no sign.
std::pair<Poly, Poly> spanOf(const Operand &O, const std::vector<Dim> &Dims) {
  Poly Lo = O.Levels.back(), Hi = Lo;
  // Inner dimensions first: their extents may mention outer indices.
  for (auto It = Dims.rbegin(); It != Dims.rend(); ++It) {
    const Sym I = indexOf(It->Loop);
    const Poly Last = It->Extent.empty() ? Poly::bad() : It->Extent.front() - Poly(1);
    for (Poly *End : {&Lo, &Hi}) {
      const Poly Stride = End->coefficientOf(I);
      if (Stride.isZero())
        continue;
      const bool Up = Stride.isNonNegative(), Down = (Poly(0) - Stride).isNonNegative();
      if (!Up && !Down)
        return {Poly::bad(), Poly::bad()};
      *End = End->substitute(I, Up == (End == &Hi) ? Last : Poly(0));
    }
  }
  return {Lo, Hi + Poly(demand::bytesOf(O.Elem))};
}

/// The part of an address without indices, and the greatest common divisor of
/// the coefficients of the rest.
std::pair<Poly, int64_t> offsetAndGrain(const Poly &P) {
  Poly Offset = P;
  int64_t Grain = 0;
  for (const auto &[M, C] : P.terms())
    if (!M.empty() && isIndex(M.back())) {
      Grain = std::gcd(Grain, C);
      Poly T(C);
      for (Sym S : M)
        T *= Poly::symbol(S);
      Offset = Offset - T;
    }
  return {Offset, Grain};
}

} // namespace

bool disjoint(const Operand &A, const Operand &B, const std::vector<Dim> &Dims) {
  if (A.Object != B.Object)
    return true;
  if (A.Levels.size() != B.Levels.size())
    return false;
  for (size_t L = 0; L + 1 < A.Levels.size(); ++L)
    if (!(A.Levels[L] == B.Levels[L])) {
      // Row pointers: different constant members of one table are different rows.
      auto C = (A.Levels[L] - B.Levels[L]).constant();
      return C && *C != 0 && !A.Levels[L].mentionsAnyIndex();
    }
  const Poly &PA = A.Levels.back(), &PB = B.Levels.back();
  // Interleaved: the same grain, never the same place in it.
  auto [OffA, GA] = offsetAndGrain(PA);
  auto [OffB, GB] = offsetAndGrain(PB);
  if (auto Delta = (OffB - OffA).constant()) {
    const int64_t G = std::gcd(GA, GB), SA = demand::bytesOf(A.Elem), SB = demand::bytesOf(B.Elem);
    if (G > 0) {
      const int64_t Place = ((*Delta % G) + G) % G;
      if (Place >= SA && Place + SB <= G)
        return true;
    }
  }
  // One after the other.
  auto [LoA, HiA] = spanOf(A, Dims);
  auto [LoB, HiB] = spanOf(B, Dims);
  return (LoB - HiA).isNonNegative() || (LoA - HiB).isNonNegative();
}

namespace {

/// Splits a statement into updates.
class Splitter {
public:
  Splitter(const Statement &S, BodyDag &B) : S(S), B(B) {}

  std::vector<Update> run() {
    const NodeRef Root = rootOf();
    const Node N = B[Root];
    Fn Reduce = Fn::Add;
    std::vector<Term> Terms = B.sumTerms(Root);
    // A fold other than a sum counts where something is folded: the old value
    // or a loop. The smaller of two operands is just an element-wise body.
    // Or many are, as a loop that was written out does.
    constexpr ptrdiff_t MinWrittenOut = 4;
    auto IsRead = [&](const Term &T) {
      return T.Over.empty() && T.Factors.size() == 1 && B[T.Factors[0]].Kind == NodeKind::Read &&
             !isOldValue(T);
    };
    const bool WrittenOut = N.Kind == NodeKind::Fold && N.Op != Fn::Add &&
                            std::ranges::count_if(N.Terms, IsRead) >= MinWrittenOut;
    if (N.Kind == NodeKind::Fold && N.Op != Fn::Add)
      if (WrittenOut || std::ranges::any_of(N.Terms, [&](const Term &T) {
            return !T.Over.empty() || (isOldValue(T) && !isElementWise());
          })) {
        Reduce = N.Op;
        Terms = N.Terms;
      }

    Old Before = Old::Lost;
    std::erase_if(Terms, [&](const Term &T) {
      if (!isOldValue(T))
        return false;
      Before = T.Coef == 1 && T.Factors.size() == 1 && Before != Old::Scaled ? Old::Kept
                                                                             : Old::Scaled;
      return true;
    });
    const bool Unrolled = B.isUnrolledSum(Root);
    const bool Folded = WrittenOut || Unrolled || std::ranges::any_of(Terms, [](const Term &T) {
                          return !T.Over.empty();
                        });
    findTables(Terms);
    std::vector<Update> Out;
    for (const Term &T : Terms) {
      // A function of another reduction is a part of the result, not its start.
      const bool IsInit = Folded && T.Over.empty() && !(WrittenOut && IsRead(T)) &&
                          !(Unrolled && T.Factors.size() > 1) &&
                          std::ranges::all_of(T.Factors, [&](NodeRef F) {
                            const NodeRef R = B.reductionBelow(F);
                            return R != NoNode && !reduces(R);
                          });
      if (IsInit && std::ranges::none_of(T.Factors, [&](NodeRef F) { return B.dependsOnData(F); }))
        continue; // starts at a number
      Out.push_back(updateOf(T, Reduce, Before));
      Out.back().IsInit = IsInit;
    }
    // The sign of a sum that a function is applied to is the function's.
    auto IsMinus = [](const Update &U) { return U.IsInit || (U.Mapped && U.Coef == -1); };
    if (std::ranges::all_of(Out, IsMinus))
      for (Update &U : Out)
        U.Coef = -U.Coef;
    // What a reduction starts from is no part of its name, but that it starts from
    // its own results makes it another one; and so does a carry that is added beside it.
    std::vector<Obstacle> Starts;
    auto IsCarry = [&](const Update &U) {
      return U.Reads.empty() && std::ranges::any_of(U.Others, [&](NodeRef F) {
               return B.mentionsKind(F, NodeKind::Carried);
             });
    };
    for (const Update &U : Out)
      if (U.IsInit || IsCarry(U))
        for (const Obstacle &O : U.Obstacles)
          if (O.Kind == ObstacleKind::Recurrence || O.Kind == ObstacleKind::SelfDependence)
            Starts.push_back(O);
    for (Update &U : Out)
      if (!U.IsInit && !IsCarry(U))
        U.Obstacles.insert(U.Obstacles.end(), Starts.begin(), Starts.end());
    if (Terms.size() + (Before != Old::Lost) > 1 && Reduce == Fn::Add && isElementWise())
      if (auto U = wholeOf(Root))
        Out.push_back(std::move(*U));
    if (Reduce == Fn::Add)
      if (auto U = wholeSum(Terms, Before))
        Out.push_back(std::move(*U));
    if (auto U = recurrence())
      Out.push_back(std::move(*U));
    // beta * C alone: a scaling of the output.
    if (Terms.empty() && Before == Old::Scaled) {
      Term T = B.sumTerms(S.Value).front();
      Out.push_back(updateOf(T, Fn::Add, Old::Lost));
    }
    return Out;
  }

private:
  bool reduces(NodeRef R) const {
    return std::ranges::any_of(B[R].Terms, [](const Term &T) { return !T.Over.empty(); });
  }

  /// Each element is written once.
  bool isElementWise() const {
    if (S.ToScalar || S.Loops.empty())
      return false;
    return std::ranges::all_of(S.Loops, [&](const Dim &D) { // or again and again the same
      return S.Out.moves(indexOf(D.Loop)) ||
             (!readsMove(B, S.Value, D.Loop) && !B.mentionsIndex(S.Value, D.Loop));
    });
  }

  /// All terms as one function of the operands, where nothing is reduced.
  std::optional<Update> wholeOf(NodeRef Root) const {
    constexpr size_t MaxReads = 32;
    if (Root != S.Value || reduces(S.Value) || B.reductionBelow(S.Value) != S.Value ||
        B.mentionsKind(S.Value, NodeKind::Carried) || B.mentionsKind(S.Value, NodeKind::Opaque) ||
        B.readsOf(S.Value).size() > MaxReads)
      return std::nullopt;
    Term T;
    T.Factors = {S.Value};
    Update U = updateOf(T, Fn::Add, Old::Lost);
    U.Whole = true;
    return U;
  }

  /// Several terms that are summed over the same loops, as one function that is.
  std::optional<Update> wholeSum(const std::vector<Term> &Terms, Old Before) const {
    Term Sum;
    constexpr size_t MaxTerms = 8;
    std::vector<Term> Parts;
    for (const Term &T : Terms) {
      if (T.Over.empty() && T.Factors.empty())
        continue; // starts at a number
      if (T.Over.empty() || (!Parts.empty() && T.Over != Sum.Over) || Parts.size() == MaxTerms)
        return std::nullopt;
      Sum.Over = T.Over;
      Parts.push_back({T.Coef, T.Factors, {}});
    }
    if (Parts.size() < 2)
      return std::nullopt;
    const NodeRef R = B.sum(std::move(Parts));
    if (B.mentionsKind(R, NodeKind::Carried) || B.mentionsKind(R, NodeKind::Opaque))
      return std::nullopt;
    Sum.Factors = {R};
    Update U = updateOf(Sum, Fn::Add, Before);
    U.Whole = true;
    return U;
  }

  /// What is computed from the iteration before, with the states that carry it.
  std::optional<Update> recurrence() const {
    constexpr size_t MaxReads = 16;
    if (S.States.empty() || !isElementWise())
      return std::nullopt;
    // One root for all, so that their reads are numbered together.
    std::vector<NodeRef> Roots{S.Value};
    for (const State &X : S.States)
      Roots.push_back(X.Next);
    const NodeRef Root = B.apply(Fn::Call, Roots);
    if (B.mentionsKind(Root, NodeKind::Opaque) || B.readsOf(Root).size() > MaxReads)
      return std::nullopt;
    Update U;
    U.Out = S.Out;
    U.Whole = true;
    U.Obstacles = S.Obstacles;
    U.Assumptions = S.Assumptions;
    U.Tags = {S.Tag};
    U.Dims = S.Loops;
    makeFunction(U, Root);
    const Node N = B[U.Function];
    U.Function = N.Args[0];
    U.States = S.States;
    for (size_t K = 0; K < U.States.size(); ++K)
      U.States[K].Next = N.Args[K + 1];
    for (const Dim &D : U.Dims)
      if (U.moves(B, D.Loop))
        U.Origin.push_back(D.Loop);
    return U;
  }

  /// The reduction that the value is a function of, where it does not go on with the
  /// output's old value: what is done to each element afterwards is no part of it.
  NodeRef rootOf() const {
    // "i == j ? 1 : sum": an element of its own beside those that are sums.
    if (const Node &N = B[S.Value]; N.Kind == NodeKind::Apply && N.Op == Fn::Select &&
                                    !B.dependsOnData(N.Args[0]) &&
                                    B.mentionsKind(N.Args[0], NodeKind::Index))
      for (size_t K : {1, 2})
        if (B[N.Args[3 - K]].Kind == NodeKind::Constant && B[N.Args[K]].Kind == NodeKind::Fold &&
            B[N.Args[K]].Op == Fn::Add && reduces(N.Args[K]))
          return N.Args[K];
    NodeRef R = S.ToScalar || reduces(S.Value) ? S.Value : B.reductionBelow(S.Value);
    // A sum over a window, divided by how many elements of it lie inside.
    if (R == NoNode) {
      const auto Sums = B.collect(S.Value, [](const Node &N) {
        return std::ranges::any_of(N.Terms, [](const Term &T) { return !T.Over.empty(); });
      });
      auto OfData = [&](NodeRef X) { return !B.readsOf(X).empty(); };
      if (std::ranges::count_if(Sums, OfData) == 1)
        R = *std::ranges::find_if(Sums, OfData);
    }
    if (R == NoNode || R == S.Value || B.mentionsKind(S.Value, NodeKind::Carried) ||
        B.mentionsKind(S.Value, NodeKind::Opaque))
      return S.Value;
    for (uint32_t Id : B.readsOf(S.Value))
      if (isOutput(B.operand(Id)))
        return S.Value;
    return R;
  }

  /// \p O may lie in the array that is written: not where pointers that are kept in
  /// different places lead to them.
  bool isOutput(const Operand &O) const {
    if (O.Object != S.Out.Object)
      return false;
    for (size_t K = 0; K + 1 < O.Levels.size() && K + 1 < S.Out.Levels.size(); ++K)
      if (const Poly &X = O.Levels[K], &Y = S.Out.Levels[K];
          !(X == Y) && !X.mentionsAnyIndex() && !Y.mentionsAnyIndex())
        return false;
    return true;
  }

  /// Factors that the reduction's loops do not move are multiplied to its result.
  void dropMap(Update &U, const Term &T) const {
    if (T.Over.empty() || U.ToScalar || U.Reduce != Fn::Add || U.Combine != Fn::Mul)
      return;
    auto Stays = [&](auto Moves) {
      return std::ranges::none_of(T.Over, [&](uint32_t L) { return Moves(L); });
    };
    auto ReadStays = [&](const Factor &F) {
      return Stays([&](uint32_t L) { return F.Op.moves(indexOf(L)); });
    };
    auto OtherStays = [&](NodeRef R) {
      return !B.mentionsKind(R, NodeKind::Carried) && !B.mentionsKind(R, NodeKind::Opaque) &&
             Stays([&](uint32_t L) { return readsMove(B, R, L) || B.mentionsIndex(R, L); });
    };
    // What is left must still be a product.
    if (std::ranges::count_if(U.Reads, ReadStays) + 2 > std::ssize(U.Reads))
      return;
    const size_t Before = U.Reads.size() + U.Others.size();
    std::erase_if(U.Reads, ReadStays);
    std::erase_if(U.Others, OtherStays);
    U.Mapped |= U.Reads.size() + U.Others.size() < Before;
  }

  /// The output's own old value, times scalars.
  bool isOldValue(const Term &T) const {
    if (S.ToScalar || !T.Over.empty())
      return false;
    bool Seen = false;
    for (NodeRef F : T.Factors) {
      const Node &N = B[F];
      if (N.Kind == NodeKind::Read && B.operand(N.Id).sameAddress(S.Out)) {
        if (Seen)
          return false;
        Seen = true;
      } else if (N.Kind != NodeKind::Scalar && !isFixed(F)) {
        return false;
      }
    }
    return Seen;
  }

  /// Nothing in the nest moves it.
  bool isFixed(NodeRef R) const {
    if (B.mentionsKind(R, NodeKind::Opaque) || B.mentionsKind(R, NodeKind::Carried) ||
        B.mentionsKind(R, NodeKind::Index))
      return false;
    return std::ranges::none_of(B.readsOf(R), [&](uint32_t Id) {
      const Operand &O = B.operand(Id);
      return std::ranges::any_of(O.Levels, [](const Poly &P) { return P.mentionsAnyIndex(); });
    });
  }

  /// What a condition on indices lets through, and what changes nothing elsewhere (0 of
  /// a sum, a number below all of a maximum): a factor of a part of the domain.
  bool addPart(Update &U, const Node N) const {
    if (N.Kind != NodeKind::Apply || N.Op != Fn::Select)
      return false;
    auto IsNeutral = [&](NodeRef R) {
      if (B[R].Kind != NodeKind::Constant)
        return false;
      const double V = B[R].Value;
      constexpr double Huge = 1e4; // what programs take for infinity
      return U.Reduce == Fn::Add   ? V == 0
             : U.Reduce == Fn::Max ? V <= -Huge
             : U.Reduce == Fn::Min ? V >= Huge
                                   : false;
    };
    const NodeRef X = IsNeutral(N.Args[2]) ? N.Args[1] : IsNeutral(N.Args[1]) ? N.Args[2] : NoNode;
    std::vector<NodeRef> Tests;
    if (X == NoNode || !B.mentionsKind(N.Args[0], NodeKind::Index) ||
        !indexTests(B, N.Args[0], Tests))
      return false;
    const std::vector<Term> Terms = B.sumTerms(X);
    if (Terms.size() != 1 || !Terms[0].Over.empty() || Terms[0].Factors.empty())
      return false;
    for (NodeRef T : Tests)
      U.Obstacles.push_back({ObstacleKind::IndexGuard,
                             "a condition on the loop indices leaves out a part of the domain",
                             comparedIn(B, T)});
    U.Coef *= Terms[0].Coef;
    for (NodeRef F : Terms[0].Factors)
      addFactor(U, F);
    return true;
  }

  /// The operand of (q - z) where q are small integers: quantised numbers, which count
  /// from their zero point.
  NodeRef withoutOffset(NodeRef F) const {
    NodeRef X = NoNode;
    if (B[F].Kind != NodeKind::Fold || B[F].Op != Fn::Add)
      return NoNode;
    for (const Term &T : B[F].Terms) {
      if (!T.Over.empty())
        return NoNode;
      if (std::ranges::all_of(T.Factors, [&](NodeRef Y) { return isFixed(Y); }))
        continue;
      if (X != NoNode || T.Coef != 1 || T.Factors.size() != 1 ||
          B[T.Factors[0]].Kind != NodeKind::Read)
        return NoNode;
      X = T.Factors[0];
    }
    return X != NoNode && demand::bytesOf(B.operand(B[X].Id).Elem) == 1 ? X : NoNode;
  }

  /// What is taken where an operand is not 0, and nothing elsewhere: both of them.
  std::optional<std::pair<NodeRef, NodeRef>> whereTrue(const Node &N) const {
    if (N.Kind != NodeKind::Apply || N.Op != Fn::Select || N.Args.size() != 3)
      return std::nullopt;
    auto IsZero = [&](NodeRef R) { return B[R].Kind == NodeKind::Constant && B[R].Value == 0; };
    const Node &Test = B[N.Args[0]];
    if (Test.Kind != NodeKind::Apply || Test.Op != Fn::Compare || !IsZero(Test.Args[1]) ||
        B[Test.Args[0]].Kind != NodeKind::Read)
      return std::nullopt;
    const Order O = orderOf(Test.Id);
    const NodeRef Taken = O == Order::Equal     ? N.Args[2]
                          : O == Order::Differs ? N.Args[1]
                                                : NoNode;
    const NodeRef Left = O == Order::Equal ? N.Args[1] : N.Args[2];
    if (Taken == NoNode || !IsZero(Left) || B[Taken].Kind != NodeKind::Read)
      return std::nullopt;
    return std::pair(Test.Args[0], Taken);
  }

  void addFactor(Update &U, NodeRef F) const {
    if (addPart(U, B[F]))
      return;
    if (const NodeRef X = withoutOffset(F); X != NoNode)
      F = X;
    const Node &N = B[F];
    const bool IsAbs = N.Kind == NodeKind::Apply && N.Op == Fn::Abs;
    const Node &Inner = IsAbs ? B[N.Args[0]] : N;
    if (isFixed(F) && !(N.Kind == NodeKind::Read && Tables.contains(B.operand(N.Id).Object))) {
      U.Scalars.push_back(F);
    } else if (Inner.Kind == NodeKind::Read) {
      U.Reads.push_back({B.operand(Inner.Id), IsAbs});
    } else {
      U.Others.push_back(F);
      if (B.mentionsKind(F, NodeKind::Carried)) {
        U.Obstacles.push_back({ObstacleKind::Recurrence,
                               "a value is carried from one iteration to the next and is no "
                               "reduction"});
      } else if (auto Why = B.opaqueReason(F); !Why.empty()) {
        const bool Indirect = Why.find("address") != Why.npos;
        U.Obstacles.push_back(
            {Indirect ? ObstacleKind::Indirect : ObstacleKind::Body, std::string(Why)});
      }
    }
  }

  Update updateOf(const Term &T, Fn Reduce, Old Before) const {
    Update U;
    U.Reduce = Reduce;
    U.Out = S.EmptiedTo.value_or(S.Out);
    U.ToScalar = S.ToScalar;
    U.RootTaken = S.RootTaken;
    U.IsPlace = S.IsPlace;
    U.Averaged = S.Averaged;
    U.Sparse = S.Sparse;
    U.Before = Before;
    U.Coef = T.Coef;
    U.Subtracts = T.Coef < 0;
    U.Obstacles = S.Obstacles;
    U.Assumptions = S.Assumptions;
    U.Tags = {S.Tag};
    U.Dims = S.Loops;
    for (uint32_t L : T.Over)
      for (const Dim &D : S.Inner)
        if (D.Loop == L)
          U.Dims.push_back(D);
    std::vector<Term> Items;
    if (Reduce != Fn::Add && T.Factors.size() == 1)
      Items = B.sumTerms(T.Factors[0]);
    const bool Sum = Items.size() > 1 && std::ranges::all_of(Items, [](const Term &I) {
                       return I.Coef == 1 && I.Over.empty() && I.Factors.size() == 1;
                     });
    const Node &Item = B[T.Factors.empty() ? rootOf() : T.Factors[0]];
    const bool Meet = Reduce == Fn::Or && Item.Kind == NodeKind::Fold && Item.Op == Fn::And &&
                      std::ranges::all_of(Item.Terms, [](const Term &I) { return I.Over.empty(); });
    if (const auto Both = Reduce == Fn::Or ? whereTrue(Item) : std::nullopt) {
      U.Combine = Fn::And;
      addFactor(U, Both->first);
      addFactor(U, Both->second);
    } else if (Meet) {
      U.Combine = Fn::And;
      for (const Term &I : Item.Terms)
        addFactor(U, I.Factors[0]);
    } else if (Sum) {
      U.Combine = Fn::Add;
      for (const Term &I : Items)
        addFactor(U, I.Factors[0]);
    } else if (Items.size() == 1 && Items[0].Over.empty()) {
      U.Coef = Items[0].Coef;
      for (NodeRef F : Items[0].Factors)
        addFactor(U, F);
    } else {
      for (NodeRef F : T.Factors)
        addFactor(U, F);
    }
    findSelfDependence(U, !T.Over.empty());
    dropMap(U, T);
    U.Mapped |= rootOf() != S.Value;
    if (!U.Others.empty()) {
      NodeRef R = productOf(U);
      if (T.Over.empty() && Reduce == Fn::Add && isElementWise()) {
        R = B.multiply(R, B.constant(std::exchange(U.Coef, 1)));
        for (NodeRef X : std::exchange(U.Scalars, {}))
          R = B.multiply(R, X);
      }
      makeFunction(U, R);
    }
    for (const Dim &D : U.Dims)
      if (U.moves(B, D.Loop))
        U.Origin.push_back(D.Loop);
    U.Repeated = std::ranges::any_of(S.Around, [&](uint32_t L) {
      const bool Bounds = std::ranges::any_of(U.Dims, [&](const Dim &D) {
        return std::ranges::any_of(D.Extent,
                                   [&](const Poly &E) { return E.mentions(indexOf(L)); });
      });
      return !Bounds && std::ranges::find(U.Origin, L) == U.Origin.end();
    });
    findOverwriting(U);
    if (S.StartsAtZero && U.Before == Old::Kept)
      U.Before = Old::Lost;
    return U;
  }

  /// Coefficients that stand still one by one but are an array together: a loop over
  /// them was written out.
  void findTables(const std::vector<Term> &Terms) {
    std::map<uint32_t, std::set<uint32_t>> Elements;
    for (const Term &T : Terms)
      for (NodeRef F : T.Factors)
        if (B[F].Kind == NodeKind::Read && isFixed(F))
          Elements[B.operand(B[F].Id).Object].insert(B[F].Id);
    constexpr size_t MinTable = 4;
    for (const auto &[Object, Ids] : Elements)
      if (Ids.size() >= MinTable)
        Tables.insert(Object);
  }

  NodeRef productOf(const Update &U) const {
    NodeRef P = B.constant(1);
    for (NodeRef F : U.Others)
      P = B.multiply(P, F);
    for (const Factor &F : U.Reads) {
      const NodeRef R = B.read(F.Op);
      P = B.multiply(P, F.Abs ? B.apply(Fn::Abs, {R}) : R);
    }
    return P;
  }

  /// Takes \p R as a function of the operands that loops move.
  void makeFunction(Update &U, NodeRef R) const {
    U.Product = std::move(U.Reads);
    U.Reads.clear();
    std::vector<Operand> Args;
    for (uint32_t Id : B.readsOf(R))
      if (const Operand &O = B.operand(Id);
          std::ranges::any_of(O.Levels, [](const Poly &P) { return P.mentionsAnyIndex(); }))
        Args.push_back(O);
    std::ranges::sort(Args, precedes);
    for (const Operand &O : Args)
      U.Reads.push_back({O, false});
    U.Function = B.abstract(R, Args);
  }

  void findSelfDependence(Update &U, bool Folded) const {
    if (U.ToScalar)
      return;
    auto Check = [&](const Operand &O) {
      if (O.sameAddress(U.Out)) {
        const bool InMemory = std::ranges::any_of(
            S.Loops, [&](const Dim &D) { return !U.Out.moves(indexOf(D.Loop)); });
        // What a sum over entries of a pattern is scaled by stands at its own entry.
        if ((Folded && !U.Sparse) || InMemory)
          U.Obstacles.push_back({ObstacleKind::Recurrence,
                                 "the output is multiplied into itself while it is accumulated"});
      } else if (O.Object == U.Out.Object && !disjoint(O, U.Out, U.Dims)) {
        U.Obstacles.push_back({ObstacleKind::SelfDependence,
                               "the output is also an input at another index (self-dependence)"});
      }
    };
    for (const Factor &F : U.Reads)
      Check(F.Op);
    for (const auto *Refs : {&U.Scalars, &U.Others})
      for (NodeRef R : *Refs)
        for (uint32_t Id : B.readsOf(R))
          Check(B.operand(Id));
  }

  void findOverwriting(Update &U) const {
    if (U.ToScalar)
      return;
    for (const Dim &D : S.Loops) {
      if (U.Out.moves(indexOf(D.Loop)) || !U.moves(B, D.Loop))
        continue;
      const std::string Loop = D.Name.empty() ? "a loop" : "loop " + D.Name;
      if (U.Before == Old::Lost)
        U.Obstacles.push_back(
            {ObstacleKind::Overwritten, "the output is overwritten in every iteration of " + Loop});
      else if (U.Before == Old::Scaled)
        U.Obstacles.push_back({ObstacleKind::Recurrence,
                               "the output's old value is scaled in every iteration of " + Loop});
    }
  }

  const Statement &S;
  BodyDag &B;
  std::set<uint32_t> Tables; ///< objects
};

} // namespace

std::vector<Update> updatesOf(const Statement &S, BodyDag &B) {
  if (S.Value == NoNode)
    return {};
  return Splitter(S, B).run();
}

} // namespace auspex::kernels
