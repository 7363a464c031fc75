//===- kernels/normalise.cpp - Updates to contractions ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/normal_form.h"
#include "kernels/window.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace auspex::kernels {
namespace {

using Polys = std::vector<Poly>;

/// Applies \p F to every address polynomial of an update, output first.
template <typename Upd, typename F> void forEachAddress(Upd &U, F Do) {
  if (!U.ToScalar)
    for (auto &L : U.Out.Levels)
      Do(L);
  for (auto &R : U.Reads)
    for (auto &L : R.Op.Levels)
      Do(L);
}

Polys strides(const Update &U, uint32_t Loop) {
  Polys Out;
  forEachAddress(U, [&](const Poly &P) { Out.push_back(P.coefficientOf(indexOf(Loop))); });
  return Out;
}

/// The parts of the addresses that no index moves.
Polys offsets(const Update &U) {
  Polys Out;
  forEachAddress(U, [&](const Poly &P) {
    Poly O = P;
    for (const Dim &D : U.Dims)
      O = O.substitute(indexOf(D.Loop), Poly(0));
    Out.push_back(O);
  });
  return Out;
}

bool isBad(const Polys &Ps) {
  return std::ranges::any_of(Ps, [](const Poly &P) { return P.isBad(); });
}
bool allZero(const Polys &Ps) {
  return std::ranges::all_of(Ps, [](const Poly &P) { return P.isZero(); });
}
Polys minus(const Polys &A, const Polys &B) {
  Polys Out;
  for (size_t I = 0; I < A.size(); ++I)
    Out.push_back(A[I] - B[I]);
  return Out;
}
Polys times(const Polys &A, const Poly &F) {
  Polys Out;
  for (const Poly &P : A)
    Out.push_back(P * F);
  return Out;
}

void substituteIndex(Update &U, uint32_t Loop, const Poly &By) {
  const Sym I = indexOf(Loop);
  forEachAddress(U, [&](Poly &P) { P = P.substitute(I, By); });
  for (Dim &D : U.Dims)
    for (Poly &E : D.Extent)
      E = E.substitute(I, By);
  for (Obstacle &O : U.Obstacles)
    O.On = O.On.substitute(I, By);
}

/// A condition tells \p Loop from others that play its part.
bool isTested(const Update &U, uint32_t Loop) {
  return std::ranges::any_of(U.Obstacles, [&](const Obstacle &O) {
    return O.Kind == ObstacleKind::IndexGuard && O.On.mentions(indexOf(Loop));
  });
}

/// Brings the factors into an order that depends on what they are, not on how
/// they were computed, so that copies line up.
void sortReads(Update &U) {
  if (U.Function != NoNode)
    return; // its arguments are in order
  std::ranges::sort(U.Reads, [](const Factor &A, const Factor &B) {
    if (A.Op.sameAddress(B.Op))
      return A.Abs < B.Abs;
    return precedes(A.Op, B.Op);
  });
}

/// The same computation on other places: everything but dims and offsets.
bool sameShape(const Update &A, const Update &B) {
  if (A.Reduce != B.Reduce || A.Combine != B.Combine || A.ToScalar != B.ToScalar ||
      A.Before != B.Before || A.Coef != B.Coef || A.Scalars != B.Scalars ||
      A.Function != B.Function || A.Whole != B.Whole || A.Sparse != B.Sparse || !A.States.empty() ||
      !B.States.empty() || A.IsInit != B.IsInit || A.Complex != B.Complex ||
      A.Reads.size() != B.Reads.size())
    return false;
  auto SameTarget = [](const Operand &X, const Operand &Y) {
    return X.Object == Y.Object && X.Elem == Y.Elem && X.Levels.size() == Y.Levels.size();
  };
  if (!A.ToScalar ? !SameTarget(A.Out, B.Out) : A.Tags != B.Tags)
    return false;
  for (size_t I = 0; I < A.Reads.size(); ++I)
    if (!SameTarget(A.Reads[I].Op, B.Reads[I].Op) || A.Reads[I].Abs != B.Reads[I].Abs)
      return false;
  return true;
}

void absorb(Update &Into, const Update &From) {
  for (uint32_t T : From.Tags)
    if (std::ranges::find(Into.Tags, T) == Into.Tags.end())
      Into.Tags.push_back(T);
  for (uint32_t L : From.Origin)
    if (std::ranges::find(Into.Origin, L) == Into.Origin.end())
      Into.Origin.push_back(L);
  for (const Obstacle &O : From.Obstacles)
    Into.Obstacles.push_back(O);
}

class Normaliser {
public:
  Normaliser(std::vector<Update> Us, const BodyDag &B) : Us(std::move(Us)), B(B) {}

  std::vector<Contraction> run() {
    for (Update &U : Us)
      sortReads(U);
    reroll();
    for (Update &U : Us)
      tidyDims(U);
    joinRemainders();
    for (Update &U : Us)
      tidyDims(U);
    // Joining may complete a tile for another round.
    joinRemainders();
    return group();
  }

private:
  //===--- Re-rolling ------------------------------------------------------===//

  /// Replaces chains of copies in \p Bucket that lie \p Step apart, each of
  /// length \p Length, by their first members. Leaves the bucket alone and
  /// answers false unless the chains cover it.
  bool takeChains(std::vector<size_t> &Bucket, const std::vector<Polys> &Off, const Polys &Step,
                  size_t Length) {
    std::vector<bool> Used(Bucket.size());
    std::vector<std::vector<size_t>> Chains;
    auto Find = [&](const Polys &At) {
      for (size_t I = 0; I < Bucket.size(); ++I)
        if (!Used[I] && Off[Bucket[I]] == At)
          return I;
      return Bucket.size();
    };
    for (size_t Start = 0; Start < Bucket.size(); ++Start) {
      // A chain starts where nothing lies one step before.
      if (Find(minus(Off[Bucket[Start]], Step)) != Bucket.size() || Used[Start])
        continue;
      std::vector<size_t> Chain;
      Polys At = Off[Bucket[Start]];
      for (size_t I = Start; Chain.size() < Length; I = Find(At)) {
        if (I == Bucket.size())
          return false;
        Used[I] = true;
        Chain.push_back(Bucket[I]);
        for (size_t K = 0; K < At.size(); ++K)
          At[K] += Step[K];
      }
      Chains.push_back(std::move(Chain));
    }
    if (std::ranges::find(Used, false) != Used.end())
      return false;
    Bucket.clear();
    for (const auto &Chain : Chains) {
      Bucket.push_back(Chain[0]);
      for (size_t I = 1; I < Chain.size(); ++I) {
        absorb(Us[Chain[0]], Us[Chain[I]]);
        Dead[Chain[I]] = true;
      }
    }
    return true;
  }

  void reroll() {
    Dead.assign(Us.size(), false);
    std::vector<bool> Seen(Us.size());
    for (size_t I = 0; I < Us.size(); ++I) {
      if (Seen[I])
        continue;
      std::vector<size_t> Bucket;
      for (size_t J = I; J < Us.size(); ++J)
        if (!Seen[J] && sameShape(Us[I], Us[J]) && Us[I].Dims.size() == Us[J].Dims.size() &&
            alignLoops(Us[I], Us[J]) && sameStrides(I, J)) {
          Seen[J] = true;
          Bucket.push_back(J);
        }
      if (Bucket.size() > 1 && Bucket.size() <= MaxCopies)
        rerollBucket(Bucket);
    }
    size_t K = 0;
    for (size_t I = 0; I < Us.size(); ++I)
      if (!Dead[I] && K++ != I)
        Us[K - 1] = std::move(Us[I]);
    Us.resize(K);
  }

  /// Copies of an inner loop, unrolled with what is around it, are loops of their own:
  /// \p W gets the numbers of those of \p U that run alike. True where all do.
  bool alignLoops(const Update &U, Update &W) const {
    if (U.Dims == W.Dims)
      return true;
    if (!U.States.empty() || usesIndices(U) || usesIndices(W) || !U.Obstacles.empty() ||
        !W.Obstacles.empty())
      return false;
    Update X = W;
    for (size_t K = 0; K < X.Dims.size(); ++K) {
      if (U.dim(X.Dims[K].Loop))
        continue;
      const Polys S = strides(X, X.Dims[K].Loop);
      const auto Twin = std::ranges::find_if(U.Dims, [&](const Dim &D) {
        return !X.dim(D.Loop) && !isBad(S) && strides(U, D.Loop) == S && D.Extent == X.Dims[K].Extent;
      });
      if (Twin == U.Dims.end())
        return false;
      substituteIndex(X, X.Dims[K].Loop, Poly::symbol(indexOf(Twin->Loop)));
      X.Dims[K].Loop = Twin->Loop;
    }
    std::ranges::sort(X.Dims, {}, [&](const Dim &D) {
      return std::ranges::find(U.Dims, D) - U.Dims.begin();
    });
    if (X.Dims != U.Dims)
      return false;
    W = std::move(X);
    return true;
  }

  bool sameStrides(size_t I, size_t J) const {
    for (const Dim &D : Us[I].Dims)
      if (strides(Us[I], D.Loop) != strides(Us[J], D.Loop))
        return false;
    return true;
  }

  void rerollBucket(std::vector<size_t> &Bucket) {
    std::vector<Polys> Off(Us.size());
    for (size_t J : Bucket)
      Off[J] = offsets(Us[J]);
    for (bool Changed = true; Changed && Bucket.size() > 1;) {
      Changed = false;
      const std::vector<Dim> Dims = Us[Bucket[0]].Dims;
      for (const Dim &D : Dims) {
        const Polys S = strides(Us[Bucket[0]], D.Loop);
        if (isBad(S) || allZero(S))
          continue;
        for (size_t U = Bucket.size(); U > 1 && !Changed; --U) {
          if (Bucket.size() % U)
            continue;
          Polys Step;
          for (const Poly &P : S)
            if (auto Q = P.dividedBy(int64_t(U)))
              Step.push_back(*Q);
          if (Step.size() == S.size() && takeChains(Bucket, Off, Step, U)) {
            for (size_t J : Bucket)
              finer(Us[J], D.Loop, U, Step);
            Changed = true;
          }
        }
        if (Changed)
          break;
      }
    }
    // Copies that no loop moves on: loops that were unrolled away.
    if (Bucket.size() >= MinAlongAxis)
      while (Bucket.size() > 1 && takeUnrolled(Bucket, Off))
        ;
  }

  /// A short chain is one along an axis: what lies across is no loop.
  bool isAlongAxis(const Update &X, const Polys &Step) const {
    constexpr int64_t MaxRatio = 8;
    return std::ranges::any_of(X.Dims, [&](const Dim &D) {
      const Polys S = strides(X, D.Loop);
      for (int64_t Steps = 1; Steps <= MaxRatio; ++Steps) {
        size_t Moved = 0, K = 0;
        for (; K < S.size(); ++K) {
          const bool Fits = Step[K].isZero() || Step[K] * Poly(Steps) == S[K] ||
                            Step[K] * Poly(-Steps) == S[K] || S[K] * Poly(Steps) == Step[K] ||
                            S[K] * Poly(-Steps) == Step[K];
          if (!Fits && !S[K].isZero())
            break;
          Moved += Fits && !Step[K].isZero();
        }
        if (K == S.size() && Moved)
          return true;
      }
      return false;
    });
  }

  /// \p Step goes on in an operand where a loop that was unrolled before stops: the rows of
  /// a table of coefficients.
  bool continuesTable(const Update &X, const Polys &Step) const {
    return std::ranges::any_of(X.Dims, [&](const Dim &D) {
      if (!D.Unrolled || D.Extent.size() != 1)
        return false;
      const Polys S = strides(X, D.Loop);
      for (size_t K = 0; K < S.size() && K < Step.size(); ++K)
        if (!S[K].isZero() && S[K].constant() &&
            (Step[K] == S[K] * D.Extent[0] || Step[K] == Poly(0) - S[K] * D.Extent[0]))
          return true;
      return false;
    });
  }

  bool takeUnrolled(std::vector<size_t> &Bucket, const std::vector<Polys> &Off) {
    for (size_t Next = 1; Next < Bucket.size(); ++Next) {
      const Polys Step = minus(Off[Bucket[Next]], Off[Bucket[0]]);
      if (isBad(Step) || allZero(Step))
        continue;
      const bool Short = isAlongAxis(Us[Bucket[0]], Step) || continuesTable(Us[Bucket[0]], Step);
      for (size_t U = Bucket.size(); U >= (Short ? 2 : MinUnrolled); --U) {
        if (Bucket.size() % U)
          continue;
        for (const Poly &Dir : {Poly(1), Poly(-1)})
          if (takeChains(Bucket, Off, times(Step, Dir), U)) {
            for (size_t J : Bucket)
              addDim(Us[J], U, times(Step, Dir));
            ++NextLoop;
            return true;
          }
      }
    }
    return false;
  }

  /// The loop runs \p U times as often with a stride of \p Step.
  void finer(Update &X, uint32_t Loop, size_t U, const Polys &Step) {
    size_t K = 0;
    const Poly I = Poly::symbol(indexOf(Loop));
    forEachAddress(X, [&](Poly &P) { P = P.substitute(indexOf(Loop), Poly(0)) + I * Step[K++]; });
    for (Dim &D : X.Dims)
      for (Poly &E : D.Extent) {
        if (D.Loop == Loop)
          E *= Poly(int64_t(U));
        else if (E.mentions(indexOf(Loop))) // a triangle of unrolled tiles
          if (auto Q = E.coefficientOf(indexOf(Loop)).dividedBy(int64_t(U)))
            E = E.substitute(indexOf(Loop), Poly(0)) + I * *Q;
      }
  }

  void addDim(Update &X, size_t U, const Polys &Step) {
    Dim D;
    D.Loop = NextLoop;
    D.Extent = {Poly(int64_t(U))};
    D.Unrolled = true;
    size_t K = 0;
    forEachAddress(X, [&](Poly &P) { P += Poly::symbol(indexOf(D.Loop)) * Step[K++]; });
    X.Dims.push_back(std::move(D));
  }

  //===--- Dimensions ------------------------------------------------------===//

  void tidyDims(Update &U) {
    for (bool Changed = true; Changed;)
      Changed = dropTrivial(U) || mergePair(U) || straighten(U) || turn(U);
  }

  /// The function that is computed depends on where it is computed.
  bool usesIndices(const Update &U) const {
    return !U.States.empty() || U.Sparse ||
           (U.Function != NoNode && B.mentionsKind(U.Function, NodeKind::Index));
  }

  bool dropTrivial(Update &U) {
    for (size_t I = 0; I < U.Dims.size(); ++I) {
      const uint32_t Loop = U.Dims[I].Loop;
      const bool Unit = U.Dims[I].Extent.size() == 1 && U.Dims[I].Extent[0] == Poly(1);
      const bool UsedInExtents = std::ranges::any_of(U.Dims, [&](const Dim &D) {
        return std::ranges::any_of(D.Extent,
                                   [&](const Poly &E) { return E.mentions(indexOf(Loop)); });
      });
      if (!Unit && (UsedInExtents || U.moves(B, Loop)))
        continue;
      substituteIndex(U, Loop, Poly(0));
      U.Dims.erase(U.Dims.begin() + long(I));
      return true;
    }
    return false;
  }

  /// The source's subscripts say that two loops slide along two axes, each with another one:
  /// the steps of windows in an image that they fill to the end of a row.
  static bool slideApart(const Update &U, const Dim &X, const Dim &Y) {
    auto Slides = [&](const Operand &O, const Dim &D, const Dim &Not) {
      return std::ranges::any_of(U.Dims, [&](const Dim &K) {
        return K.Loop != X.Loop && K.Loop != Y.Loop && inOneSubscript(O, D, K) == true &&
               inOneSubscript(O, Not, K) == false;
      });
    };
    auto Apart = [&](const Operand &O) {
      return !O.Subscripts.empty() && Slides(O, X, Y) && Slides(O, Y, X);
    };
    return (!U.ToScalar && Apart(U.Out)) ||
           std::ranges::any_of(U.Reads, [&](const Factor &F) { return Apart(F.Op); });
  }

  /// Merges an outer and an inner loop of one role: stride(outer) =
  /// size * stride(inner) for every operand, where size is the inner extent or
  /// what clips it.
  bool mergePair(Update &U) {
    for (const Dim &O : U.Dims)
      for (const Dim &I : U.Dims) {
        if (O.Loop == I.Loop || usesIndices(U) || isTested(U, O.Loop) || isTested(U, I.Loop) ||
            slideApart(U, O, I))
          continue;
        const Polys SO = strides(U, O.Loop), SI = strides(U, I.Loop);
        if (isBad(SO) || isBad(SI) || allZero(SI))
          continue;
        for (const Poly &Size : I.Extent)
          if (!Size.mentionsAnyIndex() && times(SI, Size) == SO && mergeInto(U, O, I, Size))
            return true;
      }
    return false;
  }

  bool mergeInto(Update &U, Dim O, Dim I, Poly Size) {
    const Sym SymO = indexOf(O.Loop), SymI = indexOf(I.Loop);
    // The joint index is SymI := SymO * Size + SymI. The inner extents other
    // than Size must be a bound on it: E - Size * SymO.
    Polys Joint;
    for (const Poly &E : I.Extent) {
      if (E == Size)
        continue;
      Poly Whole = E + Size * Poly::symbol(SymO);
      if (Whole.mentions(SymO) || Whole.isBad())
        return false;
      Joint.push_back(std::move(Whole));
    }
    if (Joint.empty())
      for (const Poly &E : O.Extent)
        Joint.push_back(E * Size);
    // The other extents must see the joint index only.
    for (const Dim &D : U.Dims) {
      if (D.Loop == O.Loop || D.Loop == I.Loop)
        continue;
      for (const Poly &E : D.Extent) {
        const Poly CO = E.coefficientOf(SymO), CI = E.coefficientOf(SymI);
        if (CO.isBad() || CI.isBad() || !(CO == CI * Size))
          return false;
      }
    }
    substituteIndex(U, O.Loop, Poly(0));
    for (Dim &D : U.Dims)
      if (D.Loop == I.Loop) {
        D.Extent = Joint;
        D.MayLeave |= O.MayLeave;
        D.Joined.push_back(O.Loop);
        D.Joined.insert(D.Joined.end(), O.Joined.begin(), O.Joined.end());
        if (D.Name.empty())
          D.Name = O.Name;
      }
    std::erase_if(U.Dims, [&](const Dim &D) { return D.Loop == O.Loop; });
    return true;
  }

  /// A loop that starts where another stands (for j from i on) has an extent of
  /// e - i and moves what its own index and i move. Counted from 0, i moves
  /// less: j' = j + i runs over [i, e), which is i over [0, j'].
  bool straighten(Update &U) {
    if (usesIndices(U))
      return false;
    std::vector<uint32_t> Started;
    for (const Dim &I : U.Dims)
      if (!startOf(U, I).isZero())
        Started.push_back(I.Loop);
    if (Started.empty())
      return false;
    auto Try = [&](std::optional<Update> V) {
      if (!V || zeros(*V) <= zeros(U))
        return false;
      U = std::move(*V);
      return true;
    };
    if (Try(straightened(U, Started)))
      return true;
    for (uint32_t L : Started) {
      if (Started.size() > 1 && Try(straightened(U, {L})))
        return true;
      // for (i from k on) for (j from k to i): j starts with k only when i counts from 0.
      const std::optional<Update> V = straightened(U, {L});
      if (!V)
        continue;
      std::vector<uint32_t> Next;
      for (const Dim &I : V->Dims)
        if (I.Loop != L && !startOf(*V, I).isZero() &&
            std::ranges::find(Started, I.Loop) == Started.end())
          Next.push_back(I.Loop);
      if (!Next.empty() && Try(straightened(*V, Next)))
        return true;
    }
    return false;
  }

  /// How many operands dimensions do not move; -1 where that is not known.
  static ptrdiff_t zeros(const Update &X) {
    ptrdiff_t N = 0;
    for (const Dim &D : X.Dims) {
      const Polys S = strides(X, D.Loop);
      if (isBad(S))
        return -1;
      N += std::ranges::count_if(S, &Poly::isZero);
    }
    return N;
  }

  /// The sum of the indices that \p I starts from: those that its extent takes away.
  static Poly startOf(const Update &U, const Dim &I) {
    Poly Start;
    if (I.Extent.size() == 1)
      for (const Dim &O : U.Dims)
        if (O.Loop != I.Loop && I.Extent[0].coefficientOf(indexOf(O.Loop)) == Poly(-1))
          Start += Poly::symbol(indexOf(O.Loop));
    return Start;
  }

  /// \p U with the loops \p Started counted from 0; nothing where they cannot be.
  std::optional<Update> straightened(const Update &U, const std::vector<uint32_t> &Started) const {
    Update V = U;
    struct Bound {
      uint32_t Loop;
      Poly Start, End; ///< Start is rewritten with the others
    };
    std::vector<Bound> Bounds;
    // Inner loops first: what they start from is then rewritten, too.
    for (auto It = U.Dims.rbegin(); It != U.Dims.rend(); ++It) {
      if (std::ranges::find(Started, It->Loop) == Started.end())
        continue;
      const Dim &I = *V.dim(It->Loop);
      const Poly Start = startOf(V, I), Index = Poly::symbol(indexOf(I.Loop));
      if (Start.isZero())
        return std::nullopt;
      const Poly End = I.Extent[0] + Start;
      substituteIndex(V, I.Loop, Index - Start);
      for (Bound &B : Bounds)
        B.Start = B.Start.substitute(indexOf(I.Loop), Index - Start);
      Bounds.push_back({I.Loop, Start, End});
    }
    for (const Bound &B : Bounds)
      for (Dim &D : V.Dims)
        if (D.Loop == B.Loop)
          D.Extent = {B.End};
    for (const Bound &B : Bounds) {
      // One index that the loop starts from, which is bounded by it in turn.
      const auto &Terms = B.Start.terms();
      if (Terms.size() != 1 || Terms.begin()->first.size() != 1 || Terms.begin()->second != 1)
        return std::nullopt;
      const uint32_t From = loopOf(Terms.begin()->first[0]);
      for (Dim &D : V.Dims) {
        if (D.Loop != From)
          continue;
        // The outer extent is no bound of its own where it reaches the end.
        const Poly Last = Poly::symbol(indexOf(B.Loop)) + Poly(1);
        if (D.Extent.size() == 1 && (D.Extent[0] - B.End).isNonNegative())
          D.Extent = {Last};
        else
          D.Extent.push_back(Last);
      }
    }
    return V;
  }

  /// A loop of as many iterations as another has counted, that starts where that one
  /// stands and goes back to where it came from: counted from there, it moves what it
  /// reads by itself.
  bool turn(Update &U) {
    for (const Dim &O : U.Dims)
      for (const Dim &I : U.Dims) {
        if (O.Loop == I.Loop || I.Extent.size() != 1 || usesIndices(U) ||
            !(I.Extent[0].coefficientOf(indexOf(O.Loop)) == Poly(1)))
          continue;
        Update V = U;
        const Poly From = I.Extent[0] - Poly(1) - Poly::symbol(indexOf(I.Loop));
        forEachAddress(V, [&](Poly &P) { P = P.substitute(indexOf(I.Loop), From); });
        const bool Bounds = std::ranges::any_of(U.Dims, [&](const Dim &D) {
          return std::ranges::any_of(D.Extent,
                                     [&](const Poly &E) { return E.mentions(indexOf(I.Loop)); });
        });
        auto Moved = [&](const Update &X) {
          const Polys S = strides(X, O.Loop);
          return isBad(S)
                     ? S.size() + 1
                     : size_t(std::ranges::count_if(S, [](const Poly &P) { return !P.isZero(); }));
        };
        if (Bounds || Moved(V) >= Moved(U))
          continue;
        U = std::move(V);
        return true;
      }
    return false;
  }

  //===--- Remainders ------------------------------------------------------===//

  /// Where an update that goes on along one of its dimensions would begin.
  static std::vector<Polys> endsOf(const Update &U, const Polys &Begin) {
    std::vector<Polys> Ends;
    for (const Dim &D : U.Dims) {
      const Polys S = strides(U, D.Loop);
      if (D.Extent.size() != 1 || D.Extent[0].mentionsAnyIndex() || allZero(S))
        continue;
      Polys &End = Ends.emplace_back(times(S, D.Extent[0]));
      for (size_t K = 0; K < End.size(); ++K)
        End[K] += Begin[K];
    }
    return Ends;
  }

  void joinRemainders() {
    // Few of all pairs meet: where each begins and ends is found once.
    std::vector<Polys> Begins;
    std::vector<std::vector<Polys>> Ends;
    for (const Update &U : Us) {
      Begins.push_back(offsets(U));
      Ends.push_back(endsOf(U, Begins.back()));
    }
    auto JoinOne = [&] {
      for (size_t I = 0; I < Us.size(); ++I)
        for (size_t J = 0; J < Us.size(); ++J) {
          if (I == J || std::ranges::find(Ends[I], Begins[J]) == Ends[I].end() ||
              !sameShape(Us[I], Us[J]) || Us[I].Dims.size() != Us[J].Dims.size() ||
              !join(Us[I], Us[J]))
            continue;
          absorb(Us[I], Us[J]);
          Ends[I] = endsOf(Us[I], Begins[I]);
          Us.erase(Us.begin() + long(J));
          Begins.erase(Begins.begin() + long(J));
          Ends.erase(Ends.begin() + long(J));
          return true;
        }
      return false;
    };
    while (JoinOne())
      ;
  }

  /// \p W goes on where \p U stops in one dimension and is the same elsewhere.
  bool join(Update &U, Update W) {
    // Loops of W that are not loops of U are renamed to those with the same strides.
    for (size_t K = 0; K < W.Dims.size(); ++K) {
      const uint32_t Loop = W.Dims[K].Loop;
      if (U.dim(Loop))
        continue;
      const Polys S = strides(W, Loop);
      const Dim *Twin = nullptr;
      for (const Dim &D : U.Dims)
        if (!W.dim(D.Loop) && !isBad(S) && strides(U, D.Loop) == S)
          Twin = &D;
      if (!Twin)
        return false;
      substituteIndex(W, Loop, Poly::symbol(indexOf(Twin->Loop)));
      W.Dims[K].Loop = Twin->Loop;
    }
    const Polys Gap = minus(offsets(W), offsets(U));
    const Dim *Along = nullptr;
    for (const Dim &D : U.Dims) {
      const Dim *E = W.dim(D.Loop);
      if (!E || strides(U, D.Loop) != strides(W, D.Loop))
        return false;
      const bool GoesOn = D.Extent.size() == 1 && E->Extent.size() == 1 &&
                          !allZero(strides(U, D.Loop)) && !D.Extent[0].mentionsAnyIndex() &&
                          !E->Extent[0].mentionsAnyIndex() &&
                          times(strides(U, D.Loop), D.Extent[0]) == Gap;
      if (GoesOn && !Along)
        Along = &D;
      else if (D.Extent != E->Extent)
        return false;
    }
    if (!Along)
      return false;
    const Poly More = W.dim(Along->Loop)->Extent[0];
    for (Dim &D : U.Dims)
      if (D.Loop == Along->Loop)
        D.Extent[0] += More;
    return true;
  }

  //===--- Grouping --------------------------------------------------------===//

  std::vector<Contraction> group() {
    std::vector<Contraction> Out;
    for (Update &U : Us) {
      auto Same = std::ranges::find_if(Out, [&](const Contraction &C) {
        return std::ranges::any_of(C.Updates[0].Tags, [&](uint32_t T) {
          return std::ranges::find(U.Tags, T) != U.Tags.end();
        });
      });
      if (Same != Out.end())
        Same->Updates.push_back(std::move(U));
      else
        Out.push_back({{std::move(U)}});
    }
    return Out;
  }

  static constexpr size_t MaxCopies = 64;
  static constexpr size_t MinUnrolled = 4, MinAlongAxis = 3;

  std::vector<Update> Us;
  const BodyDag &B;
  std::vector<bool> Dead;
  uint32_t NextLoop = 1u << 30; // numbers that no loop of the program has
};

} // namespace

std::vector<Contraction> normalise(std::vector<Update> Updates, const BodyDag &B) {
  return Normaliser(std::move(Updates), B).run();
}

} // namespace auspex::kernels
