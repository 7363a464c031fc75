//===- kernels/idioms/neural-networks/recurrent.cpp - RNN, LSTM, GRU -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Cells that carry a state from step to step. What tells them apart is what is done
// with the state, element by element:
//
//   RNN   h' = tanh(W x + U h + b)                          (Elman, 1990)
//   LSTM  c' = f c + i g, with gates f, i and g a tanh      (Hochreiter, Schmidhuber, 1997)
//   GRU   h' = (1 - z) n + z h, with a gate z and n a tanh  (Cho et al., EMNLP 2014)
//
// Gates are logistic functions of anything. They may be kept in arrays.
//
//===----------------------------------------------------------------------===//
#include "kernels/evaluate.h"
#include "kernels/idioms/neural-networks/neural_networks.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace auspex::kernels {
namespace {

/// A value as a function of gates, candidates and states.
struct Cell {
  std::vector<NodeRef> Gates, Candidates, States;
};

void partsOf(NodeRef R, const Flow &F, Cell &C, unsigned Depth = 0) {
  const Node &N = F.B[R];
  auto Add = [&](std::vector<NodeRef> &To) {
    if (std::ranges::find(To, R) == To.end())
      To.push_back(R);
  };
  constexpr unsigned MaxDepth = 6;
  if (N.Kind == NodeKind::Constant)
    return;
  // One less a gate is a function of that gate.
  const bool Less = N.Kind == NodeKind::Fold && N.Op == Fn::Add && N.Terms.size() == 2 &&
                    std::ranges::any_of(N.Terms, [&](const Term &T) {
                      return T.Coef == -1 && T.Factors.size() == 1 && F.isSigmoid(T.Factors[0]);
                    });
  if (!Less && F.isSigmoid(R))
    return Add(C.Gates);
  if (F.isTanh(R))
    return Add(C.Candidates);
  const bool Sum = N.Kind == NodeKind::Fold && N.Op == Fn::Add && Depth < MaxDepth &&
                   std::ranges::all_of(N.Terms, [](const Term &T) { return T.Over.empty(); });
  if (!Sum)
    return Add(C.States);
  for (const Term &T : N.Terms)
    for (NodeRef X : T.Factors)
      partsOf(X, F, C, Depth + 1);
}

/// \p R has the values of \p Is for numbers in the place of its parts.
template <typename Fn2> bool equals(NodeRef R, const Flow &F, const Cell &C, Fn2 Is) {
  for (unsigned Round = 0; Round < 3; ++Round) {
    std::map<NodeRef, double> At;
    double Next = 0.13 + 0.29 * Round;
    auto Give = [&](const std::vector<NodeRef> &Parts) {
      for (NodeRef X : Parts)
        At[X] = Next = std::fmod(Next + 0.37, 1.0);
    };
    Give(C.Gates);
    Give(C.Candidates);
    Give(C.States);
    const auto V = evaluateAt(F.B, R, At);
    if (!V || !Is(*V, At))
      return false;
  }
  return true;
}

/// The state, which has as many elements as there are cells: what a gate reads is moved
/// by the loops of its own sums as well.
std::optional<uint32_t> stateOf(const Cell &C, const BodyDag &B) {
  const auto Reads = B.readsOf(C.States[0]);
  return Reads.empty() ? std::nullopt : std::optional(Reads[0]);
}

std::optional<uint32_t> lstm(const Statement &S, NodeRef Value, const Flow &F) {
  Cell C;
  if (S.ToScalar || F.B.sumTerms(Value).size() < 2)
    return std::nullopt;
  partsOf(Value, F, C);
  if (C.Gates.size() != 2 || C.Candidates.size() != 1 || C.States.size() != 1)
    return std::nullopt;
  for (size_t K : {0, 1})
    if (equals(Value, F, C, [&](double V, auto &At) {
          return std::abs(V - (At[C.Gates[K]] * At[C.States[0]] +
                               At[C.Gates[1 - K]] * At[C.Candidates[0]])) < 1e-9;
        }))
      return stateOf(C, F.B);
  return std::nullopt;
}

std::optional<uint32_t> gru(const Statement &S, NodeRef Value, const Flow &F) {
  Cell C;
  if (S.ToScalar || F.B.sumTerms(Value).size() < 2)
    return std::nullopt;
  partsOf(Value, F, C);
  if (C.Gates.size() != 1 || C.Candidates.size() != 1 || C.States.size() != 1)
    return std::nullopt;
  for (bool Turned : {false, true})
    if (equals(Value, F, C, [&](double V, auto &At) {
          const double Z = Turned ? 1 - At[C.Gates[0]] : At[C.Gates[0]];
          return std::abs(V - ((1 - Z) * At[C.Candidates[0]] + Z * At[C.States[0]])) < 1e-9;
        }))
      return stateOf(C, F.B);
  return std::nullopt;
}

/// The sums of products that \p R adds up: in itself or in the array that it reads.
std::vector<std::pair<const Term *, const Statement *>> productsIn(NodeRef R, const Statement &S,
                                                                   const Flow &F) {
  std::vector<std::pair<const Term *, const Statement *>> Out;
  auto Look = [&](NodeRef X, const Statement &In) {
    const Node &N = F.B[X];
    if (N.Kind != NodeKind::Fold || N.Op != Fn::Add)
      return;
    const bool Adds = std::ranges::any_of(N.Terms, [&](const Term &T) {
      return T.Factors.size() == 1 && F.B[T.Factors[0]].Kind == NodeKind::Read &&
             F.B.operand(F.B[T.Factors[0]].Id).sameAddress(In.Out);
    });
    for (const Term &T : N.Terms)
      if (std::ranges::count_if(T.Factors,
                                [&](NodeRef Y) { return F.B[Y].Kind == NodeKind::Read; }) >= 2 &&
          (!T.Over.empty() || Adds))
        Out.emplace_back(&T, &In);
  };
  Look(R, S);
  if (F.B[R].Kind == NodeKind::Read)
    for (const Statement *W : F.writersOf(F.B.operand(F.B[R].Id)))
      Look(W->Value, *W);
  return Out;
}

/// What an activation is applied to, where \p R is one: tanh, or max(x, 0).
NodeRef activated(NodeRef R, const Flow &F) {
  const Node &N = F.B[R];
  if (F.is(R, Fn::Tanh))
    return N.Args[0];
  if (N.Kind == NodeKind::Fold && N.Op == Fn::Max && N.Terms.size() == 2)
    for (size_t K : {0, 1})
      if (const Node &Zero = F.B[N.Terms[K].Factors[0]];
          Zero.Kind == NodeKind::Constant && Zero.Value == 0)
        return N.Terms[1 - K].Factors[0];
  return NoNode;
}

using ProductList = std::vector<std::pair<const Term *, const Statement *>>;

/// One step by itself: tanh of two products of matrix and vector, one of which has as many
/// elements as there are cells (the state, whose matrix is square).
std::optional<uint32_t> oneStep(NodeRef Value, const ProductList &All, const Flow &F) {
  if (!F.is(Value, Fn::Tanh) || All.size() != 2 || All[0].second != All[1].second)
    return std::nullopt;
  const Statement &S = *All[0].second;
  auto DimOf = [&](uint32_t Loop, const std::vector<Dim> &Dims) {
    const auto It = std::ranges::find(Dims, Loop, &Dim::Loop);
    return It == Dims.end() ? nullptr : &*It;
  };
  std::optional<uint32_t> State;
  std::vector<uint32_t> Objects;
  for (const auto &[T, In] : All) {
    if (T->Factors.size() != 2 || T->Over.size() != 1)
      return std::nullopt;
    const Sym Sum = indexOf(T->Over[0]);
    for (size_t K : {0, 1}) {
      if (F.B[T->Factors[K]].Kind != NodeKind::Read || F.B[T->Factors[1 - K]].Kind != NodeKind::Read)
        return std::nullopt;
      const uint32_t Id = F.B[T->Factors[K]].Id;
      const Operand &Vector = F.B.operand(Id), &Matrix = F.B.operand(F.B[T->Factors[1 - K]].Id);
      for (const Dim &Cells : S.Loops) {
        const Sym C = indexOf(Cells.Loop);
        const Dim *Summed = DimOf(T->Over[0], S.Inner);
        if (!S.Out.moves(C) || !Matrix.moves(C) || Vector.moves(C) || !Vector.moves(Sum) || !Matrix.moves(Sum))
          continue;
        Objects.push_back(Vector.Object);
        Objects.push_back(Matrix.Object);
        if (Summed && !Cells.Extent.empty() && Summed->Extent == Cells.Extent)
          State = Id;
      }
    }
  }
  std::ranges::sort(Objects);
  const bool Apart = Objects.size() == 4 && std::ranges::adjacent_find(Objects) == Objects.end();
  return Apart ? State : std::nullopt;
}

std::optional<uint32_t> rnn(const Statement &S, NodeRef Value, const Flow &F) {
  if (S.ToScalar || F.B[Value].Kind == NodeKind::Read)
    return std::nullopt;
  const NodeRef X = activated(Value, F);
  if (X == NoNode)
    return std::nullopt;
  // A cell with gates has another name.
  for (const Statement &O : F.All)
    for (NodeRef V : Flow::valuesOf(O))
      if (!F.B.collect(V,
                       [](const Node &N) { return N.Kind == NodeKind::Apply && N.Op == Fn::Exp; })
               .empty())
        return std::nullopt;
  const auto Products = productsIn(X, S, F);
  if (const auto Of = oneStep(Value, Products, F))
    return Of;
  // The state is what the products are made of and what is computed; the weights are
  // the same in each step.
  for (const auto &[T, In] : Products)
    for (NodeRef H : T->Factors) {
      if (F.B[H].Kind != NodeKind::Read || !F.reachesArray(S, F.B.operand(F.B[H].Id)))
        continue;
      const Operand &State = F.B.operand(F.B[H].Id);
      bool Same = true;
      for (NodeRef W : T->Factors) {
        if (W == H || F.B[W].Kind != NodeKind::Read)
          continue;
        const Operand &Weight = F.B.operand(F.B[W].Id);
        for (const Dim &D : In->Loops) {
          const Sym I = indexOf(D.Loop);
          Same &= !(State.moves(I) && Weight.moves(I) &&
                    std::ranges::find(T->Over, D.Loop) == T->Over.end()) ||
                  !In->Out.moves(I);
        }
      }
      if (Same)
        return F.B[H].Id;
    }
  return std::nullopt;
}

} // namespace

const Idiom Lstm = {
    .Name = "lstm",
    .Family = "neural-networks",
    .Form = "c[j] = f[j]*c[j]+i[j]*g[j]",
    .Title = "long short-term memory: gated state",
    .FlopsPerPoint = 20,
    .Flops = "20*n",
    .Bytes = "e*(7*n)",
    .Confused = "GRU (one gate weighs both)",
    .Compose = lstm,
    .Masked = true,
};

const Idiom Gru = {
    .Name = "gru",
    .Family = "neural-networks",
    .Form = "h[j] = (1-z[j])*n[j]+z[j]*h[j]",
    .Title = "gated recurrent unit",
    .FlopsPerPoint = 16,
    .Flops = "16*n",
    .Bytes = "e*(5*n)",
    .Confused = "LSTM (two gates); interpolation (weights are no gate)",
    .Compose = gru,
    .Masked = true,
};

const Idiom Rnn = {
    .Name = "rnn",
    .Family = "neural-networks",
    .Form = "h[j] = tanh(W[j,i]*x[i]+U[j,k]*h[k]+b[j])",
    .Title = "recurrent layer: the state goes into its own products",
    .FlopsPerPoint = 4,
    .Flops = "2*j*(i+k)",
    .Bytes = "e*(j*i + j*k)",
    .Confused = "a linear layer with an activation (no state)",
    .Compose = rnn,
    .Masked = true,
};

} // namespace auspex::kernels
