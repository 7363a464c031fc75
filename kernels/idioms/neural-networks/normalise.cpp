//===- kernels/idioms/neural-networks/normalise.cpp - Layers made of several loops ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a row becomes after its reductions: the sequence of loops is one value once the
// results of the earlier ones stand in the last.
//
//   softmax    e^(x_i - max x) / sum of e^(x_j - max x); the subtraction may be missing
//              (Goodfellow, Bengio, Courville, Deep Learning, 4.1)
//   layer norm (x_i - mean) / sqrt(variance + eps), scaled and shifted (Ba, Kiros,
//              Hinton, 2016, arXiv:1607.06450)
//   RMS norm   x_i / sqrt(mean of squares + eps), scaled (Zhang and Sennrich, NeurIPS
//              2019)
//   batch norm the same as layer norm with given mean and variance for each channel:
//              element by element (Ioffe and Szegedy, ICML 2015)
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/laws.h"
#include "kernels/idioms/neural-networks/neural_networks.h"

#include <algorithm>
#include <set>

namespace auspex::kernels {
namespace {

bool isReduction(const Node &N, Fn Op) {
  return N.Kind == NodeKind::Fold && N.Op == Op &&
         std::ranges::any_of(N.Terms, [](const Term &T) { return !T.Over.empty(); });
}

/// Its address is made from data.
bool isGathered(const BodyDag &B, uint32_t Id) { return !B.operand(Id).Via.empty(); }

/// A sum over \p Loop, with stride \p P, covers \p Reach bytes and more.
bool sumsReach(const Statement &S, uint32_t Loop, const Poly &P, const Poly &Reach) {
  for (const Dim &D : S.Inner)
    if (D.Loop == Loop)
      for (const Poly &E : D.Extent)
        if ((P * E).quotient(Reach))
          return true;
  return false;
}

const Dim *dimOf(uint32_t Loop, const Flow &F) {
  for (const Statement &S : F.All)
    for (const auto *Dims : {&S.Inner, &S.Loops})
      for (const Dim &D : *Dims)
        if (D.Loop == Loop)
          return &D;
  return nullptr;
}

/// What \p S stores goes along a row to another end than the sum of \p In over \p Over: by
/// more than a number of elements, and it is no part of that many rows.
bool endsElsewhere(const Statement &S, const Operand &In, const std::vector<uint32_t> &Over,
                   const Flow &F) {
  auto Stride = [](const Operand &O, uint32_t Loop) {
    Poly P(0);
    for (const Poly &L : O.Levels)
      P += L.coefficientOf(indexOf(Loop));
    return P;
  };
  auto Alike = [](const Poly &X, const Poly &Y) {
    return (X - Y).constant() || X.quotient(Y) || Y.quotient(X);
  };
  Poly All(1);
  for (uint32_t Loop : Over)
    if (const Dim *D = dimOf(Loop, F); D && D->Extent.size() == 1)
      All *= D->Extent[0];
  for (uint32_t Loop : Over) {
    const Dim *Summed = dimOf(Loop, F);
    const Poly P = Stride(In, Loop);
    if (!Summed || Summed->Extent.size() != 1 || P.isBad() || P.isZero())
      continue;
    bool Same = false, Other = false;
    for (const Dim &D : S.Loops)
      if (D.Loop != Loop && D.Extent.size() == 1 && Stride(S.Out, D.Loop) == P)
        (Alike(D.Extent[0], Summed->Extent[0]) || Alike(D.Extent[0], All) ? Same : Other) = true;
    if (Other && !Same)
      return true;
  }
  return false;
}

/// The one reduction that \p R is a sum of alone (starting at a number), or nothing.
const Term *onlySum(const BodyDag &B, NodeRef R) {
  const Node &N = B[R];
  const Term *Found = nullptr;
  if (!isReduction(N, Fn::Add))
    return nullptr;
  for (const Term &T : N.Terms) {
    if (T.Over.empty() && T.Factors.empty())
      continue;
    if (Found || T.Over.empty())
      return nullptr;
    Found = &T;
  }
  return Found;
}

/// \p R is an exponential of something that is read.
bool isExp(NodeRef R, const Flow &F) {
  return F.is(R, Fn::Exp) && !F.B.readsOf(R).empty() && !F.B.mentionsKind(R, NodeKind::Carried);
}

/// \p R is the sum of exponentials over a row: of the exponentials themselves, or of
/// where another statement put them. A sum that is kept in memory is what is added there.
bool isSumOfExp(NodeRef R, const Flow &F) {
  auto IsExp = [&](NodeRef X) { return isExp(X, F); };
  if (const Term *T = onlySum(F.B, R))
    return T->Coef == 1 && T->Factors.size() == 1 && F.stands(T->Factors[0], IsExp);
  if (F.B[R].Kind != NodeKind::Read)
    return false;
  for (const Statement *W : F.writersOf(F.B.operand(F.B[R].Id))) {
    if (F.B[W->Value].Kind == NodeKind::Read)
      continue;
    bool Exp = false, Old = false;
    for (const Term &T : F.B.sumTerms(W->Value)) {
      if (T.Factors.size() != 1 || T.Coef != 1)
        continue;
      const Node &N = F.B[T.Factors[0]];
      Old |= !T.Over.empty() || (N.Kind == NodeKind::Read && F.B.operand(N.Id).sameAddress(W->Out));
      Exp |= F.stands(T.Factors[0], IsExp);
    }
    if (Exp && Old)
      return true;
  }
  return false;
}

/// The operand that an exponential is taken of: what is stored there, where it is
/// itself the exponentials.
std::optional<uint32_t> softmax(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  if (!F.applies(Fn::Exp))
    return std::nullopt;
  const std::vector<Term> Terms = B.sumTerms(Value);
  if (S.ToScalar || Terms.size() != 1 || Terms[0].Coef != 1 || Terms[0].Factors.size() != 2 ||
      !Terms[0].Over.empty())
    return std::nullopt;
  for (size_t K : {0, 1}) {
    const NodeRef E = Terms[0].Factors[1 - K];
    const bool Divides = F.stands(Terms[0].Factors[K], [&](NodeRef D) {
      if (!F.is(D, Fn::Recip) || !isSumOfExp(B[D].Args[0], F))
        return false;
      const Term *Sum = onlySum(B, B[D].Args[0]);
      return !Sum || std::ranges::none_of(B.readsOf(Sum->Factors[0]), [&](uint32_t Id) {
        return endsElsewhere(S, B.operand(Id), Sum->Over, F);
      });
    });
    if (!Divides || !F.stands(E, [&](NodeRef X) { return isExp(X, F); }))
      continue;
    if (rowsDoNotAddUp(S, Value, F, false))
      continue;
    // The exponential moves as the output does.
    for (uint32_t Id : B.readsOf(E))
      if (std::ranges::all_of(S.Loops, [&](const Dim &D) {
            return S.Out.moves(indexOf(D.Loop)) == B.operand(Id).moves(indexOf(D.Loop));
          }))
        return Id;
    for (uint32_t Id : B.readsOf(E))
      return Id;
  }
  return std::nullopt;
}

std::optional<uint32_t> logSoftmax(const Statement &S, NodeRef Value, const Flow &F) {
  bool Log = false;
  std::optional<uint32_t> In;
  if (S.ToScalar)
    return std::nullopt;
  for (const Term &T : F.B.sumTerms(Value)) {
    if (T.Factors.size() != 1)
      return std::nullopt;
    const Node &N = F.B[T.Factors[0]];
    if (F.is(T.Factors[0], Fn::Log) && T.Coef == -1 && isSumOfExp(N.Args[0], F))
      Log = true;
    else if (N.Kind == NodeKind::Read && T.Coef == 1 && T.Over.empty() && !isGathered(F.B, N.Id))
      In = N.Id;
  }
  return Log && In && !rowsDoNotAddUp(S, Value, F, true) ? In : std::nullopt;
}

/// What a value is divided by the root of, and what is subtracted: sums over a row.
struct Moments {
  bool Mean = false;            ///< a sum of the elements
  bool Squares = false;         ///< a sum of their squares, or of squared distances
  bool Scaled = false;          ///< that sum is divided by the count
  size_t Terms = 0;             ///< of the sum of squares: more than one where it is unrolled
  std::vector<uint32_t> Over;   ///< the loops of the sum of squares
  std::optional<uint32_t> Read; ///< the operand that is squared
};

class MomentFinder {
public:
  MomentFinder(const Flow &F, uint32_t Object) : F(F), B(F.B), Object(Object) {}

  Moments of(NodeRef R) {
    F.reaches(R, [&](NodeRef X) {
      look(X);
      return false;
    });
    return M;
  }

private:
  bool isElement(NodeRef X) const {
    return B[X].Kind == NodeKind::Read && B.operand(B[X].Id).Object == Object;
  }
  /// x less something, or where that is kept.
  bool isDistance(NodeRef X) const {
    return F.stands(X, [&](NodeRef Y) {
      return B[Y].Kind == NodeKind::Fold && B[Y].Op == Fn::Add && B[Y].Terms.size() > 1 &&
             std::ranges::count_if(B[Y].Terms, [&](const Term &T) {
               return T.Over.empty() && T.Factors.size() == 1 && isElement(T.Factors[0]);
             }) == 1;
    });
  }
  /// The element below \p X that the loops \p Over move.
  std::optional<uint32_t> elementBelow(NodeRef X, const std::vector<uint32_t> &Over) const {
    for (uint32_t Id : B.readsOf(X))
      if (const Operand &O = B.operand(Id);
          O.Object == Object &&
          std::ranges::any_of(Over, [&](uint32_t L) { return O.moves(indexOf(L)); }))
        return Id;
    return std::nullopt;
  }

  /// How many factors are elements, and how many are distances.
  std::pair<size_t, size_t> partsOf(const Term &T) const {
    std::pair<size_t, size_t> Count;
    for (NodeRef Y : T.Factors)
      if (isElement(Y))
        ++Count.first;
      else if (isDistance(Y))
        ++Count.second;
    return Count;
  }

  /// \p X reads what a sum of squares was stored to.
  bool keepsSquares(NodeRef X) const {
    return B[X].Kind == NodeKind::Read && F.stands(X, [&](NodeRef Y) {
             return isReduction(B[Y], Fn::Add) &&
                    std::ranges::any_of(B[Y].Terms, [&](const Term &T) {
                      const auto [Elements, Distances] = partsOf(T);
                      return !T.Over.empty() && (Elements == 2 || Distances == 2);
                    });
           });
  }

  void look(NodeRef X) {
    const Node &N = B[X];
    if (N.Kind != NodeKind::Fold || N.Op != Fn::Add)
      return;
    for (const Term &T : N.Terms) {
      if (T.Over.empty()) {
        // The sum is kept as it is and divided where it is used.
        M.Scaled |= (T.Coef != 1 || T.Factors.size() > 1) &&
                    std::ranges::any_of(T.Factors, [&](NodeRef Y) { return keepsSquares(Y); });
        continue;
      }
      const auto [Elements, Distances] = partsOf(T);
      if (Elements == 2 || Distances == 2) {
        M.Squares = true;
        ++M.Terms;
        M.Scaled |= T.Coef != 1 || T.Factors.size() > 2;
        M.Over = T.Over;
        for (NodeRef Y : T.Factors)
          if (auto Id = elementBelow(Y, T.Over))
            M.Read = Id;
      } else if (Elements == 1 && !Distances) {
        M.Mean = true;
      }
    }
  }

  const Flow &F;
  const BodyDag &B;
  uint32_t Object;
  Moments M;
};

/// Which axis of the data the statistics belong to.
enum class Norm : uint8_t { Row, Channel, Group };

/// The strides of \p O along the dimensions that sums run over, and along the others.
Norm axisOf(const Statement &S, const Operand &O, const Moments &M, const BodyDag &B) {
  std::vector<Poly> Summed, Kept;
  auto Stride = [](const Operand &X, uint32_t Loop) {
    for (const Poly &L : X.Levels)
      if (L.mentions(indexOf(Loop)))
        return L.coefficientOf(indexOf(Loop));
    return Poly(0);
  };
  if (M.Read)
    for (uint32_t L : M.Over)
      if (const Poly P = Stride(B.operand(*M.Read), L); !P.isBad() && !P.isZero())
        Summed.push_back(P);
  // A sum of several elements at a time takes larger steps than the row has.
  auto IsSummed = [&](const Poly &P) {
    return std::ranges::any_of(Summed, [&](const Poly &Step) {
      const auto Q = Step.quotient(P);
      const auto Ratio = Q ? Q->constant() : std::nullopt;
      return Step == P || (Ratio && *Ratio > 1 && size_t(*Ratio) <= M.Terms);
    });
  };
  std::vector<std::pair<Poly, const Dim *>> Along;
  for (const Dim &D : S.Loops) {
    const Poly P = Stride(O, D.Loop);
    if (P.isBad() || P.isZero())
      continue;
    if (IsSummed(P))
      Along.emplace_back(P, &D);
    else
      Kept.push_back(P);
  }
  // A part of the channels next to each other, and another axis further apart.
  auto Larger = [](const Poly &X, const Poly &Y) {
    const auto CX = X.constant(), CY = Y.constant();
    return CX && CY ? *CX > *CY : !CX && X.quotient(Y) && !(X == Y);
  };
  bool Group = false, Channel = false;
  for (const Poly &K : Kept) {
    const bool Outside = std::ranges::any_of(Summed, [&](const Poly &P) { return Larger(P, K); });
    Channel |= Outside;
    // The next group begins where a run of channels ends, and another axis that is summed
    // over leads past it.
    for (const auto &[P, D] : Along) {
      const bool Next = std::ranges::any_of(D->Extent, [&](const Poly &E) { return P * E == K; });
      Group |=
          Next && (Outside || std::ranges::any_of(Along, [&](const auto &Other) {
                     return !(Other.first == P) && !(Other.first == K) && !P.quotient(Other.first);
                   }));
    }
  }
  return Group ? Norm::Group : Channel ? Norm::Channel : Norm::Row;
}

/// A scale that is read along with \p O: whether the rows of one scale are a part of what
/// is summed over (channels in a group), or all of it.
bool scaleIsByGroup(const Statement &S, NodeRef Value, const Operand &O, const Moments &M,
                    const Flow &F) {
  const BodyDag &B = F.B;
  for (uint32_t Id : B.readsOf(Value)) {
    const Operand &G = B.operand(Id);
    if (G.Object == O.Object)
      continue;
    const bool Summed =
        std::ranges::any_of(S.Inner, [&](const Dim &D) { return G.moves(indexOf(D.Loop)); });
    if (!G.Via.empty() || Summed || !F.writersOf(G).empty())
      continue; // statistics that are kept, and what they are made of
    bool Kept = false, Rest = false;
    for (const Dim &D : S.Loops) {
      if (!O.moves(indexOf(D.Loop)))
        continue;
      const bool Moves = G.moves(indexOf(D.Loop));
      bool Within = false; // an axis that the sums run over: with strides of its own
      if (M.Read)
        for (const Poly &L : O.Levels)
          for (const Poly &X : B.operand(*M.Read).Levels)
            for (uint32_t Loop : M.Over) {
              const Poly P = X.coefficientOf(indexOf(Loop)), Q = L.coefficientOf(indexOf(D.Loop));
              Within |=
                  !Q.isBad() && !Q.isZero() && !P.isBad() && !P.isZero() &&
                  (P == Q || (Q.quotient(P) && std::ranges::any_of(D.Extent, [&](const Poly &E) {
                                return sumsReach(S, Loop, P, Q * E);
                              })));
            }
      Kept |= Moves && !Within;
      Rest |= !Moves && Within;
    }
    // One for all of a row: each channel is a group by itself (instance norm).
    if (Kept && Rest)
      return true;
  }
  return false;
}

/// What the value is scaled by moves along none of the axes that are summed over: one for
/// each channel, where a group has one for each of its channels.
bool scaleIsByKept(const Statement &S, NodeRef Value, const Operand &O, const Moments &M,
                   const std::vector<uint32_t> &Elements, const BodyDag &B) {
  if (!M.Read)
    return false;
  auto IsSummed = [&](const Dim &D) {
    const Poly P = O.Levels.back().coefficientOf(indexOf(D.Loop));
    return !P.isBad() && !P.isZero() && std::ranges::any_of(M.Over, [&](uint32_t Loop) {
      return B.operand(*M.Read).Levels.back().coefficientOf(indexOf(Loop)) == P;
    });
  };
  bool Kept = false;
  for (uint32_t Id : B.readsOf(Value)) {
    if (std::ranges::find(Elements, Id) != Elements.end() || B.operand(Id).Object == O.Object)
      continue;
    for (const Dim &D : S.Loops) {
      const bool Moves = B.operand(Id).moves(indexOf(D.Loop));
      if (Moves && IsSummed(D))
        return false;
      Kept |= Moves;
    }
  }
  return Kept;
}

/// The operands \p Elements, each with the objects whose elements it holds: its own, and
/// what was centred into it before.
std::vector<std::pair<uint32_t, uint32_t>> sourcesOf(const std::vector<uint32_t> &Elements,
                                                     const Flow &F) {
  std::vector<std::pair<uint32_t, uint32_t>> Out;
  for (uint32_t Id : Elements)
    Out.emplace_back(Id, F.B.operand(Id).Object);
  for (uint32_t Id : Elements)
    for (const Statement *W : F.writersOf(F.B.operand(Id)))
      for (uint32_t From : F.B.readsOf(W->Value))
        if (const Operand &O = F.B.operand(From);
            O.Object != F.B.operand(Id).Object && std::ranges::all_of(W->Loops, [&](const Dim &D) {
              return W->Out.moves(indexOf(D.Loop)) == O.moves(indexOf(D.Loop));
            }))
          Out.emplace_back(Id, O.Object);
  return Out;
}

/// \p R holds a sum of products of data that is not below \p Root: what is divided by the
/// root is no element (a factorisation's column).
bool sumsProductsBeside(const BodyDag &B, NodeRef R, NodeRef Root, std::set<NodeRef> &Seen) {
  if (R == Root || !Seen.insert(R).second)
    return false;
  const Node &N = B[R];
  const auto Below = [&](NodeRef X) { return sumsProductsBeside(B, X, Root, Seen); };
  return std::ranges::any_of(N.Args, Below) || std::ranges::any_of(N.Terms, [&](const Term &T) {
           return (!T.Over.empty() && std::ranges::count_if(T.Factors, [&](NodeRef F) {
                                        return B[F].Kind == NodeKind::Read &&
                                               std::ranges::any_of(T.Over, [&](uint32_t L) {
                                                 return B.operand(B[F].Id).moves(indexOf(L));
                                               });
                                      }) > 1) ||
                  std::ranges::any_of(T.Factors, Below);
         });
}

/// The operand that is divided by the root of a sum over its row, with the moments of
/// that sum and of the whole value.
std::optional<uint32_t> normalised(const Statement &S, NodeRef Value, const Flow &F, bool WantMean,
                                   Norm Want) {
  const BodyDag &B = F.B;
  NodeRef Root = NoNode;
  if (S.ToScalar || !F.applies(Fn::Recip) || !F.applies(Fn::Sqrt))
    return std::nullopt;
  // The element itself moves as the output does.
  auto IsElement = [&](uint32_t Id) {
    const Operand &O = B.operand(Id);
    return std::ranges::all_of(S.Loops, [&](const Dim &D) {
      return S.Out.moves(indexOf(D.Loop)) == O.moves(indexOf(D.Loop));
    });
  };
  std::vector<uint32_t> Elements;
  std::ranges::copy_if(B.readsOf(Value), std::back_inserter(Elements), IsElement);
  if (Elements.empty())
    return std::nullopt;
  F.reaches(Value, [&](NodeRef X) {
    if (F.is(X, Fn::Recip) && F.reaches(B[X].Args[0], [&](NodeRef Y) { return F.is(Y, Fn::Sqrt); }))
      Root = X;
    return Root != NoNode;
  });
  std::set<NodeRef> Seen;
  if (Root == NoNode || sumsProductsBeside(B, Value, Root, Seen))
    return std::nullopt;
  for (const auto &[Id, Object] : sourcesOf(Elements, F)) {
    const Operand &O = B.operand(Id);
    const Moments M = MomentFinder(F, Object).of(Root);
    if (!M.Squares || !M.Scaled || MomentFinder(F, Object).of(Value).Mean != WantMean)
      continue;
    if (M.Read && M.Terms == 1 && endsElsewhere(S, B.operand(*M.Read), M.Over, F))
      continue; // a part of the row
    Norm Is = axisOf(S, O, M, B);
    if (Is == Norm::Row && WantMean && scaleIsByGroup(S, Value, O, M, F))
      Is = Norm::Group;
    else if (Is == Norm::Group && scaleIsByKept(S, Value, O, M, Elements, B))
      Is = Norm::Channel;
    if (Is == Want && !rowsKeepScale(S, Value, F, WantMean))
      return Id;
  }
  return std::nullopt;
}

std::optional<uint32_t> layerNorm(const Statement &S, NodeRef Value, const Flow &F) {
  return normalised(S, Value, F, true, Norm::Row);
}
std::optional<uint32_t> batchNorm(const Statement &S, NodeRef Value, const Flow &F) {
  return normalised(S, Value, F, true, Norm::Channel);
}
std::optional<uint32_t> groupNorm(const Statement &S, NodeRef Value, const Flow &F) {
  return normalised(S, Value, F, true, Norm::Group);
}
std::optional<uint32_t> rmsNorm(const Statement &S, NodeRef Value, const Flow &F) {
  return normalised(S, Value, F, false, Norm::Row);
}

} // namespace

const Idiom Softmax = {
    .Name = "softmax",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[i] = exp(x[i]-m)/s",
    .Title = "exponentials of a row divided by their sum",
    .FlopsPerPoint = 5,
    .Flops = "5*n",
    .Bytes = "2*e*n",
    .Confused = "sigmoid (no sum); a row divided by its plain sum",
    .Compose = softmax,
};

const Idiom LogSoftmax = {
    .Name = "log-softmax",
    .Family = "neural-networks",
    .Form = "y[i] = x[i]-m-log(s)",
    .Title = "logarithm of softmax",
    .FlopsPerPoint = 5,
    .Flops = "5*n",
    .Bytes = "2*e*n",
    .Confused = "softmax",
    .Compose = logSoftmax,
};

const Idiom LayerNorm = {
    .Name = "layer-norm",
    .Family = "neural-networks",
    .Form = "y[i] = g[i]*(x[i]-m)/sqrt(v+c)+b[i]",
    .Title = "a row made of mean 0 and variance 1",
    .FlopsPerPoint = 8,
    .Flops = "8*n",
    .Bytes = "e*(2*n)",
    .Confused = "RMS norm (no mean); batch norm (given statistics)",
    .Compose = layerNorm,
};

const Idiom BatchNormTraining = {
    .Name = "batch-norm",
    .Family = "neural-networks",
    .Form = "y[c,i] = g[c]*(x[c,i]-m[c])/sqrt(v[c]+a)+b[c]",
    .Title = "channels normalised by the statistics of the batch",
    .FlopsPerPoint = 8,
    .Flops = "8*n*c",
    .Bytes = "e*(2*n*c + 2*c)",
    .Confused = "layer norm (statistics of the row)",
    .Compose = batchNorm,
};

const Idiom GroupNorm = {
    .Name = "group-norm",
    .Family = "neural-networks",
    .Form = "y[g,c,i] = h[g,c]*(x[g,c,i]-m[g])/sqrt(v[g]+a)+b[g,c]",
    .Title = "groups of channels made of mean 0 and variance 1",
    .FlopsPerPoint = 8,
    .Flops = "8*n",
    .Bytes = "e*(2*n)",
    .Confused = "layer norm (one scale for each element of the row); batch norm",
    .Compose = groupNorm,
};

const Idiom RmsNorm = {
    .Name = "rms-norm",
    .Family = "neural-networks",
    .Form = "y[i] = g[i]*x[i]/sqrt(v+c)",
    .Title = "a row divided by the root of its mean square",
    .FlopsPerPoint = 5,
    .Flops = "5*n",
    .Bytes = "e*(2*n)",
    .Confused = "layer norm; division by the Euclidean norm (no mean)",
    .Compose = rmsNorm,
};

const Idiom BatchNorm = {
    .Name = "batch-norm",
    .Family = "neural-networks",
    .Form = "y[c,i] = (x[c,i]-m[c])/sqrt(v[c]+a)",
    .Title = "channels normalised by given statistics",
    .FlopsPerPoint = 5,
    .Flops = "5*n*c",
    .Bytes = "e*(2*n*c + 2*c)",
    .Confused = "layer norm (statistics of the row)",
    .Variants = "(x[c,i]-m[c])/(sqrt(v[c])+a)",
};

const Idiom BatchNormScaled = {
    .Name = "batch-norm",
    .Family = "neural-networks",
    .Form = "y[c,i] = g[c]*(x[c,i]-m[c])/sqrt(v[c]+a)+b[c]",
    .Title = "channels normalised by given statistics, scaled and shifted",
    .FlopsPerPoint = 7,
    .Flops = "7*n*c",
    .Bytes = "e*(2*n*c + 4*c)",
    .Confused = "layer norm (statistics of the row)",
    .Variants = "x[c,i]*g[c]/sqrt(v[c]+a)+b[c]-m[c]*g[c]/sqrt(v[c]+a)",
};

} // namespace auspex::kernels
