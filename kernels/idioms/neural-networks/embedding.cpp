//===- kernels/idioms/neural-networks/embedding.cpp - Rows by token, by position ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An embedding copies (or adds up) the rows of a table that an array of tokens names; a
// position's row may be added (Vaswani et al., NeurIPS 2017). Rotary embeddings turn
// pairs of elements by an angle that is the position times a power (Su et al., 2021,
// arXiv:2104.09864).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

bool movesItself(const Operand &O, uint32_t Loop) {
  return std::ranges::any_of(O.Levels, [&](const Poly &P) { return P.mentions(indexOf(Loop)); });
}

/// A row of a table whose number is data: the elements of the row move as the output's,
/// the row's number with the token only.
bool isRowOfTable(const Operand &T, const Update &U) {
  if (T.Via.size() != 1 || demand::bytesOf(T.Elem) < 2 || !T.Via[0].Via.empty())
    return false;
  bool Along = false, ByToken = false;
  for (const Dim &D : U.Dims) {
    const bool Row = movesItself(T, D.Loop), Token = T.Via[0].moves(indexOf(D.Loop));
    if (Row && Token)
      return false;
    if (Row && !movesItself(U.Out, D.Loop))
      return false;
    Along |= Row;
    ByToken |= Token;
  }
  return Along && ByToken;
}

std::optional<Match> embedding(const Idiom &I, const Update &U, const BodyDag &B) {
  if (U.Reduce != Fn::Add || U.ToScalar || U.Dims.size() < 2 || !U.Out.Via.empty() ||
      U.Reads.empty() || U.Reads.size() > 2 || (U.Reads.size() == 2 && U.Function == NoNode))
    return std::nullopt;
  Match M;
  M.What = &I;
  M.U = &U;
  M.FlopsPerPoint = 1;
  for (size_t K = 0; K < U.Reads.size(); ++K)
    if (isRowOfTable(U.Reads[K].Op, U))
      M.Reads.insert(M.Reads.begin(), K);
    else if (U.Reads[K].Op.Via.empty())
      M.Reads.push_back(K);
  if (M.Reads.size() != U.Reads.size() || M.operand(0).Via.empty())
    return std::nullopt;
  // A second operand is added: a position's row.
  if (U.Function != NoNode) {
    const auto Terms = B.sumTerms(U.Function);
    if (U.Reads.size() != 2 || Terms.size() != 2 ||
        std::ranges::any_of(Terms, [](const Term &T) { return T.Factors.size() != 1; }))
      return std::nullopt;
  }
  for (const Dim &D : U.Dims)
    M.Roles.emplace_back(movesItself(M.operand(0), D.Loop) ? 'd' : 't', D.Loop);
  M.Text = I.Form;
  return M;
}

/// An angle that shrinks as a power: of a base by an index, or step by step.
bool isPowerOfIndex(NodeRef Angle, const Statement &S, const BodyDag &B) {
  if (!B.collect(Angle, [&](const Node &N) {
         return N.Kind == NodeKind::Apply &&
                ((N.Op == Fn::Call && N.Args.size() == 2 && B.readsOf(N.Args[0]).empty() &&
                  !B.mentionsKind(N.Args[0], NodeKind::Index)) ||
                 (N.Op == Fn::Exp && B.readsOf(N.Args[0]).empty()));
       }).empty())
    return true;
  for (uint32_t Id : B.idsBelow(Angle, NodeKind::Carried))
    for (const State &X : S.States)
      if (X.Id == Id) {
        const auto Terms = B.sumTerms(X.Next);
        if (Terms.size() == 1 && (Terms[0].Coef != 1 || Terms[0].Factors.size() > 1) &&
            std::ranges::any_of(Terms[0].Factors, [&](NodeRef F) {
              return B[F].Kind == NodeKind::Carried && B[F].Id == Id;
            }))
          return true;
      }
  return false;
}

/// x cos - y sin, or x sin + y cos, of one angle.
std::optional<uint32_t> rope(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  const auto Terms = B.sumTerms(Value);
  if (S.ToScalar || Terms.size() != 2)
    return std::nullopt;
  NodeRef Angle[2] = {NoNode, NoNode}, Of[2] = {NoNode, NoNode};
  for (size_t K : {0, 1}) {
    for (NodeRef X : Terms[K].Factors) {
      for (const auto &[Op, At] : {std::pair(Fn::Cos, 0), std::pair(Fn::Sin, 1)})
        if (F.is(X, Op) && Angle[At] == NoNode)
          Angle[At] = B[X].Args[0];
      if (B[X].Kind == NodeKind::Read)
        Of[K] = X;
    }
    if (Terms[K].Factors.size() != 2 || !Terms[K].Over.empty())
      return std::nullopt;
  }
  if (Angle[0] == NoNode || Angle[0] != Angle[1] || Of[0] == NoNode || Of[1] == NoNode ||
      Of[0] == Of[1] || B.operand(B[Of[0]].Id).Object != B.operand(B[Of[1]].Id).Object ||
      !isPowerOfIndex(Angle[0], S, B))
    return std::nullopt;
  return B[Of[0]].Id;
}

} // namespace

const Idiom Embedding = {
    .Name = "embedding",
    .Family = "neural-networks",
    .Form = "y[t,d] = x[n[t],d]",
    .Title = "rows of a table picked by token",
    .Shape = Domain::Any,
    .FlopsPerPoint = 0,
    .Flops = "0",
    .Bytes = "2*e*t*d",
    .Confused = "gathered elements (no rows); permutations",
    .Gathers = true,
    .Find = embedding,
};

const Idiom Rope = {
    .Name = "rope",
    .Family = "neural-networks",
    .Form = "y[i] = x[i]*cos(a)-x[j]*sin(a)",
    .Title = "pairs turned by the position's angles",
    .FlopsPerPoint = 6,
    .Flops = "6*n",
    .Bytes = "2*e*n",
    .Confused = "complex mixing, twiddle factors (angles grow by a constant)",
    .Compose = rope,
    .Masked = true,
};

} // namespace auspex::kernels
