//===- kernels/sample.cpp - What a statement stores, on numbers ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/sample.h"

#include "kernels/evaluate.h"

#include <algorithm>
#include <cmath>

namespace auspex::kernels {
namespace {

constexpr size_t MaxSteps = 1'000'000;
constexpr unsigned MaxChain = 6, MaxDepth = 200;

/// A sum of products of two arrays along one loop.
bool isProduct(const BodyDag &B, const Statement &W) {
  return std::ranges::any_of(
      B.collect(W.Value, [](const Node &N) { return N.Kind == NodeKind::Fold; }), [&](NodeRef R) {
        return std::ranges::any_of(B[R].Terms, [&](const Term &T) {
          std::set<uint32_t> Moved;
          for (NodeRef X : T.Factors)
            if (B[X].Kind == NodeKind::Read &&
                std::ranges::any_of(T.Over, [&](uint32_t L) {
                  return B.operand(B[X].Id).moves(indexOf(L));
                }))
              Moved.insert(B.operand(B[X].Id).Object);
          return Moved.size() > 1;
        });
      });
}

/// \p W adds to what was where it writes, and reads nothing else there.
bool addsToOld(const BodyDag &B, const Statement &W) {
  size_t Old = 0;
  for (const Term &T : B.sumTerms(W.Value))
    Old += T.Over.empty() && T.Factors.size() == 1 && B[T.Factors[0]].Kind == NodeKind::Read &&
           B.operand(B[T.Factors[0]].Id).sameAddress(W.Out);
  return Old == 1 && std::ranges::count_if(B.readsOf(W.Value), [&](uint32_t Id) {
                       return B.operand(Id).Object == W.Out.Object;
                     }) == 1;
}

uint64_t mixed(uint64_t X) { // splitmix64's finaliser
  X = (X ^ X >> 30) * 0xbf58476d1ce4e5b9;
  X = (X ^ X >> 27) * 0x94d049bb133111eb;
  return X ^ X >> 31;
}

} // namespace

Sampler::Sampler(const Flow &F, const Statement &S, NodeRef Value, double Magnitude)
    : F(F), B(F.B), S(S), Value(Value), Magnitude(Magnitude) {
  for (const Statement &W : F.All)
    if (W.ToScalar)
      Left.insert(W.Result);
  findGiven(Value);
}

/// What is followed is decided once for each array, so that all see the same elements there.
void Sampler::findGiven(NodeRef Value) {
  std::vector<NodeRef> Work{Value};
  for (unsigned Chain = 0; Chain < MaxChain && !Work.empty(); ++Chain) {
    std::vector<NodeRef> Next;
    for (NodeRef R : Work)
      for (uint32_t Id : B.readsOf(R)) {
        const uint32_t Object = B.operand(Id).Object;
        if (Made.contains(Object))
          continue;
        std::vector<NodeRef> From;
        bool Product = false;
        for (const Statement &W : F.All)
          if (!W.ToScalar && W.Value != NoNode && W.Out.Object == Object && W.Tag < S.Tag) {
            From.push_back(W.Value);
            Product |= isProduct(B, W);
          }
        if (From.empty() || Product)
          continue;
        Made.insert(Object);
        Next.insert(Next.end(), From.begin(), From.end());
      }
    Work = std::move(Next);
  }
}

void Sampler::change(std::map<uint32_t, Change> By) {
  Changes = std::move(By);
  Known.clear();
}

void Sampler::setSizes(std::optional<int64_t> To) {
  AllSizes = To;
  Known.clear();
}

void Sampler::setScalar(uint32_t Id, double To) {
  Numbers[Id] = To;
  Known.clear();
}

std::optional<double> Sampler::at(const std::vector<int64_t> &Place) {
  Now.clear();
  for (size_t K = 0; K < Place.size() && K < S.Loops.size(); ++K)
    Now.emplace_back(S.Loops[K].Loop, Place[K]);
  const auto V = value(Value, S);
  return V && std::isfinite(*V) ? V : std::nullopt;
}

std::optional<int64_t> Sampler::extentAt(size_t K, const std::vector<int64_t> &Place) {
  Now.clear();
  for (size_t L = 0; L < K; ++L)
    Now.emplace_back(S.Loops[L].Loop, Place[L]);
  return countOf(S.Loops[K]);
}

//===--- Numbers ------------------------------------------------------------===//

/// A sum may run over the loop that it stands in.
std::optional<int64_t> Sampler::indexNow(uint32_t Loop) const {
  for (auto It = Now.rbegin(); It != Now.rend(); ++It)
    if (It->first == Loop)
      return It->second;
  return std::nullopt;
}

/// Sizes that are no constants are small and differ.
std::optional<int64_t> Sampler::number(const Poly &P) {
  if (P.isBad())
    return std::nullopt;
  int64_t Sum = 0;
  for (const auto &[M, C] : P.terms()) {
    int64_t Product = C;
    for (Sym X : M) {
      int64_t V = 0;
      if (isIndex(X)) {
        const auto I = indexNow(loopOf(X));
        if (!I)
          return std::nullopt;
        V = *I;
      } else {
        V = AllSizes ? *AllSizes
                     : Sizes.try_emplace(X, int64_t(5 + 2 * Sizes.size())).first->second;
        HasSizes = true;
      }
      if (__builtin_mul_overflow(Product, V, &Product))
        return std::nullopt;
    }
    if (__builtin_add_overflow(Sum, Product, &Sum))
      return std::nullopt;
  }
  return Sum;
}

std::optional<int64_t> Sampler::countOf(const Dim &D) {
  std::optional<int64_t> Least;
  for (const Poly &E : D.Extent) {
    const auto N = number(E);
    if (!N)
      return std::nullopt;
    Least = std::min(Least.value_or(*N), *N);
  }
  return D.MayLeave || !Least || *Least < 0 ? std::nullopt : Least;
}

const Dim *Sampler::dimOf(uint32_t Loop, const Statement &At) const {
  for (const auto *Dims : {&At.Inner, &At.Loops})
    for (const Dim &D : *Dims)
      if (D.Loop == Loop)
        return &D;
  for (const Statement &W : F.All)
    for (const auto *Dims : {&W.Inner, &W.Loops})
      for (const Dim &D : *Dims)
        if (D.Loop == Loop)
          return &D;
  return nullptr;
}

/// The loops whose indices \p R is a function of.
const std::set<uint32_t> &Sampler::loopsOf(NodeRef R) {
  if (const auto It = Loops.find(R); It != Loops.end())
    return It->second;
  std::set<uint32_t> Out;
  auto Add = [&](const Poly &P) {
    for (const auto &[M, C] : P.terms())
      for (Sym X : M)
        if (isIndex(X))
          Out.insert(loopOf(X));
  };
  const Node &N = B[R];
  if (N.Kind == NodeKind::Read)
    for (const Poly &L : B.operand(N.Id).Levels)
      Add(L);
  if (N.Kind == NodeKind::Index)
    Add(N.Affine);
  for (NodeRef A : N.Args)
    Out.insert(loopsOf(A).begin(), loopsOf(A).end());
  for (const Term &T : N.Terms) {
    std::set<uint32_t> Of;
    for (NodeRef X : T.Factors)
      Of.insert(loopsOf(X).begin(), loopsOf(X).end());
    for (uint32_t L : T.Over)
      Of.erase(L);
    Out.insert(Of.begin(), Of.end());
  }
  return Loops.emplace(R, std::move(Out)).first->second;
}

//===--- Values -------------------------------------------------------------===//

std::optional<double> Sampler::value(NodeRef R, const Statement &At) {
  if (++Steps > MaxSteps || Depth > MaxDepth)
    return std::nullopt;
  const Node &N = B[R];
  switch (N.Kind) {
  case NodeKind::Constant:
    return N.Value;
  case NodeKind::Scalar: {
    // What another loop has left is no number that may be chosen.
    if (Left.contains(N.Id))
      return std::nullopt;
    Scalars.insert(N.Id);
    const auto It = Numbers.find(N.Id);
    return It == Numbers.end() ? 1 : It->second;
  }
  case NodeKind::Index: {
    const auto I = number(N.Affine);
    return I ? std::optional<double>(double(*I)) : std::nullopt;
  }
  case NodeKind::Read:
  case NodeKind::Fold:
  case NodeKind::Apply:
    break;
  default:
    return std::nullopt;
  }
  // A sum is the same for all elements that it does not move with.
  std::vector<int64_t> Key;
  for (uint32_t L : loopsOf(R))
    Key.push_back(indexNow(L).value_or(-1));
  auto Place = std::pair(std::pair(R, At.Tag), std::move(Key));
  if (const auto It = Known.find(Place); It != Known.end())
    return It->second;
  ++Depth;
  const auto V = N.Kind == NodeKind::Read    ? read(B.operand(N.Id), At)
                 : N.Kind == NodeKind::Fold ? fold(N, At)
                                            : apply(N, At);
  --Depth;
  return Known[std::move(Place)] = V;
}

/// \p Sum folded with the rest of \p T from loop \p K on.
bool Sampler::sumOver(const Term &T, size_t K, Fn Op, const Statement &At,
                      std::optional<double> &Sum) {
  if (K < T.Over.size()) {
    const Dim *D = dimOf(T.Over[K], At);
    const auto Count = D ? countOf(*D) : std::nullopt;
    if (!Count)
      return false;
    Counts.insert(*Count);
    Now.emplace_back(T.Over[K], 0);
    bool Good = true;
    for (int64_t I = 0; I < *Count && Good; ++I) {
      Now.back().second = I;
      Good = sumOver(T, K + 1, Op, At, Sum);
    }
    Now.pop_back();
    return Good;
  }
  double X = T.Coef;
  for (NodeRef Y : T.Factors) {
    const auto V = value(Y, At);
    if (!V)
      return false;
    X *= *V;
  }
  switch (Op) {
  case Fn::Add:
    Sum = Sum.value_or(0) + X;
    return true;
  case Fn::Mul:
    Sum = Sum.value_or(1) * X;
    return true;
  case Fn::Min:
    Sum = Sum ? std::min(*Sum, X) : X;
    return true;
  case Fn::Max:
    Sum = Sum ? std::max(*Sum, X) : X;
    return true;
  default:
    return false;
  }
}

std::optional<double> Sampler::fold(const Node &N, const Statement &At) {
  std::optional<double> Sum;
  for (const Term &T : N.Terms) {
    Sums += !T.Over.empty();
    const bool Good = sumOver(T, 0, N.Op, At, Sum);
    Sums -= !T.Over.empty();
    if (!Good)
      return std::nullopt;
  }
  return Sum;
}

std::optional<double> Sampler::apply(const Node &N, const Statement &At) {
  if (N.Op == Fn::Select && N.Args.size() == 3) {
    const auto C = value(N.Args[0], At);
    return C ? value(N.Args[*C != 0 ? 1 : 2], At) : std::nullopt;
  }
  std::vector<double> Args;
  for (NodeRef A : N.Args) {
    const auto V = value(A, At);
    if (!V)
      return std::nullopt;
    Args.push_back(*V);
  }
  return applied(N, Args);
}

std::optional<double> Sampler::given(uint32_t Object, const std::vector<int64_t> &Place) {
  if (Sums)
    Summed.insert(Object);
  uint64_t H = mixed(Object + 1);
  for (int64_t X : Place)
    H = mixed(H ^ mixed(uint64_t(X)));
  double V = double(H >> 11) * 0x1p-53;
  V = V < 0.5 ? -0.05 - 1.9 * V : 1.9 * V - 0.9; // none close to 0
  V *= Magnitude;
  if (const auto It = Changes.find(Object); It != Changes.end()) {
    V = V * It->second.Scale + It->second.Shift;
    if (It->second.Flip && (mixed(H) & 1))
      V = -V;
  }
  return V;
}

/// Who has made the array of \p O when \p At reads it. One statement alone, and nobody has read
/// it before, but to add to it: a value that was read earlier would not say so. One behind, in a
/// loop around both, may have written in the iteration before.
Sampler::Source Sampler::sourceOf(const Operand &O, const Statement &At) {
  const auto [It, New] = Sources.try_emplace({O.Object, At.Tag});
  Source &Found = It->second;
  if (!New)
    return Found;
  for (const Statement &W : F.All) {
    if (W.ToScalar || W.Value == NoNode || (W.Out.Object != O.Object && W.Out.Root != O.Root))
      continue;
    if (W.Tag < At.Tag) {
      Found.IsKnown &= !Found.Writer && W.Out.Object == O.Object;
      Found.Writer = &W;
    } else if (W.Tag > At.Tag) {
      Found.IsKnown &= std::ranges::none_of(W.Around, [&](uint32_t L) {
        return std::ranges::find(At.Around, L) != At.Around.end();
      });
    }
  }
  if (Found.Writer)
    Found.IsKnown &= std::ranges::none_of(F.All, [&](const Statement &W) {
      return W.Tag <= Found.Writer->Tag && W.Value != NoNode &&
             !(&W == Found.Writer && addsToOld(B, W)) &&
             std::ranges::any_of(B.readsOf(W.Value), [&](uint32_t Id) {
               return B.operand(Id).Object == O.Object;
             });
    });
  if (!Made.contains(O.Object))
    Found.Writer = nullptr;
  return Found;
}

std::optional<double> Sampler::read(const Operand &O, const Statement &At) {
  if (!O.Via.empty())
    return std::nullopt;
  std::vector<int64_t> Address;
  for (const Poly &L : O.Levels) {
    const auto N = number(L);
    if (!N)
      return std::nullopt;
    Address.push_back(*N);
  }
  const Source From = sourceOf(O, At);
  if (!From.IsKnown)
    return std::nullopt;
  Indices There;
  const Place Where = From.Writer ? placeIn(*From.Writer, Address, There) : Place::Elsewhere;
  if (Where == Place::Unknown)
    return std::nullopt;
  if (Where == Place::Elsewhere)
    return given(O.Object, Address);
  std::swap(Now, There);
  const auto V = value(From.Writer->Value, *From.Writer);
  std::swap(Now, There);
  return V;
}

/// The indices with which \p W writes to \p Address.
Sampler::Place Sampler::placeIn(const Statement &W, const std::vector<int64_t> &Address,
                                Indices &Out) {
  if (!W.Obstacles.empty() || W.Out.Levels.size() != Address.size() || !W.Out.Via.empty())
    return Place::Unknown;
  struct Axis {
    uint32_t Loop;
    int64_t Count, At;
    size_t Level;
    int64_t Step;
  };
  std::vector<Axis> Axes;
  Indices Start;
  for (const Dim &D : W.Loops)
    Start.emplace_back(D.Loop, 0);
  std::swap(Now, Start);
  std::vector<int64_t> Left = Address;
  bool Good = true;
  for (size_t L = 0; L < Left.size() && Good; ++L) {
    const auto First = number(W.Out.Levels[L]);
    Good = First.has_value();
    Left[L] -= First.value_or(0);
  }
  for (const Dim &D : W.Loops) {
    const bool IsBox = std::ranges::none_of(D.Extent, &Poly::mentionsAnyIndex);
    const auto Count = Good && IsBox ? countOf(D) : std::nullopt;
    const bool Moves = W.Out.moves(indexOf(D.Loop));
    // What is done to one place again and again is not followed.
    if (!Count || *Count == 0 ||
        (!Moves && *Count > 1 && std::ranges::any_of(B.readsOf(W.Value), [&](uint32_t Id) {
           return B.operand(Id).Object == W.Out.Object;
         }))) {
      Good = false;
      break;
    }
    Axis A{D.Loop, *Count, Moves ? 0 : *Count - 1, 0, 0};
    if (Moves) {
      while (!W.Out.Levels[A.Level].mentions(indexOf(D.Loop)))
        ++A.Level;
      const auto Step = number(W.Out.Levels[A.Level].coefficientOf(indexOf(D.Loop)));
      Good &= Step && *Step > 0;
      A.Step = Step.value_or(0);
    }
    Axes.push_back(A);
  }
  std::swap(Now, Start);
  if (!Good)
    return Place::Unknown;
  std::ranges::sort(Axes, std::greater<>(), &Axis::Step);
  for (Axis &A : Axes)
    if (A.Step) {
      A.At = std::clamp<int64_t>(Left[A.Level] / A.Step, 0, A.Count - 1);
      Left[A.Level] -= A.At * A.Step;
    }
  if (std::ranges::any_of(Left, [](int64_t X) { return X != 0; }))
    return Place::Elsewhere;
  for (const Axis &A : Axes)
    Out.emplace_back(A.Loop, A.At);
  return Place::Here;
}

} // namespace auspex::kernels
