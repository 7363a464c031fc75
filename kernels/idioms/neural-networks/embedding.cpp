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
  // A bag of tokens is a range that offsets bound.
  const bool Bag = std::ranges::any_of(U.Dims, [](const Dim &D) {
    return std::ranges::any_of(D.Extent, [](const Poly &P) {
      return std::ranges::any_of(
          P.terms(), [](const auto &X) { return std::ranges::any_of(X.first, isData); });
    });
  });
  if (T.Via.size() != 1 || demand::bytesOf(T.Elem) < 2 || (!T.Via[0].Via.empty() && !Bag))
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

/// Bytes of a row and the row's scales, both picked by one index.
bool areScaledRows(const Update &U) {
  const Operand &A = U.Reads[0].Op, &B = U.Reads[1].Op;
  const bool Bytes = (demand::bytesOf(A.Elem) == 1) != (demand::bytesOf(B.Elem) == 1);
  auto IsRow = [&](const Operand &T) {
    bool Along = false, ByToken = false;
    for (const Dim &D : U.Dims) {
      const bool Row = movesItself(T, D.Loop), Token = T.Via[0].moves(indexOf(D.Loop));
      if ((Row && Token) || (Row && !movesItself(U.Out, D.Loop)))
        return false;
      Along |= Row;
      ByToken |= Token;
    }
    return Along && ByToken;
  };
  return Bytes && A.Via.size() == 1 && B.Via.size() == 1 && A.Via[0].Via.empty() &&
         A.Via[0].sameAddress(B.Via[0]) && IsRow(A) && IsRow(B);
}

std::optional<Match> embedding(const Idiom &I, const Update &U, const BodyDag &B) {
  if (U.Reduce != Fn::Add || U.ToScalar || U.Dims.size() < 2 || !U.Out.Via.empty() ||
      U.Reads.empty() || U.Reads.size() > 2)
    return std::nullopt;
  const bool Scaled = U.Reads.size() == 2 && U.Function == NoNode;
  if (Scaled && !areScaledRows(U))
    return std::nullopt;
  Match M;
  M.What = &I;
  M.U = &U;
  M.FlopsPerPoint = 1;
  if (Scaled) { // small integers and their scales
    const bool First = demand::bytesOf(U.Reads[0].Op.Elem) == 1;
    M.Reads = {First ? size_t(0) : size_t(1), First ? size_t(1) : size_t(0)};
    for (const Dim &D : U.Dims)
      M.Roles.emplace_back(movesItself(M.operand(0), D.Loop) ? 'd' : 't', D.Loop);
    M.Text = I.Form;
    return M;
  }
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

/// Two elements times cosine and sine of one angle, added.
struct Turn {
  NodeRef Angle = NoNode; ///< or where the cosine is kept
  NodeRef SinTable = NoNode;
  NodeRef ByCos = NoNode, BySin = NoNode;
  double Cos = 0, Sin = 0;
};

std::optional<Turn> turnOf(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  const auto Terms = B.sumTerms(Value);
  if (S.ToScalar || Terms.size() != 2)
    return std::nullopt;
  NodeRef Angle[2] = {NoNode, NoNode}, Of[2] = {NoNode, NoNode};
  Turn T;
  for (size_t K : {0, 1}) {
    for (NodeRef X : Terms[K].Factors) {
      for (const auto &[Op, At] : {std::pair(Fn::Cos, 0), std::pair(Fn::Sin, 1)})
        if (F.is(X, Op) && Angle[At] == NoNode) {
          Angle[At] = B[X].Args[0];
          (At ? T.Sin : T.Cos) = Terms[K].Coef;
        }
      if (B[X].Kind == NodeKind::Read)
        Of[K] = X;
    }
    if (Terms[K].Factors.size() != 2 || !Terms[K].Over.empty())
      return std::nullopt;
  }
  if (Angle[0] == NoNode || Angle[0] != Angle[1] || Of[0] == NoNode || Of[1] == NoNode ||
      Of[0] == Of[1] || B.operand(B[Of[0]].Id).Object != B.operand(B[Of[1]].Id).Object)
    return std::nullopt;
  const bool First =
      std::ranges::any_of(Terms[0].Factors, [&](NodeRef X) { return F.is(X, Fn::Cos); });
  T.Angle = Angle[0];
  T.ByCos = Of[First ? 0 : 1];
  T.BySin = Of[First ? 1 : 0];
  return T;
}

/// x cos - y sin and x sin + y cos: a pair is turned, not mirrored.
/// Turns whose cosines and sines are kept in two tables, read at one place: which is which
/// is open.
std::vector<Turn> tabledTurnsOf(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  const auto Terms = B.sumTerms(Value);
  std::vector<Turn> Out;
  if (S.ToScalar || Terms.size() != 2)
    return Out;
  for (const Term &T : Terms)
    if (!T.Over.empty() || T.Factors.size() != 2 ||
        !std::ranges::all_of(T.Factors, [&](NodeRef X) { return B[X].Kind == NodeKind::Read; }))
      return Out;
  auto Of = [&](NodeRef X) -> const Operand & { return B.operand(B[X].Id); };
  for (size_t I : {0, 1})
    for (size_t J : {0, 1}) {
      const NodeRef X = Terms[0].Factors[I], C = Terms[0].Factors[1 - I], Y = Terms[1].Factors[J],
                    D = Terms[1].Factors[1 - J];
      if (X == Y || Of(X).Object != Of(Y).Object || Of(C).Object == Of(D).Object ||
          Of(C).Levels != Of(D).Levels || Of(C).Object == Of(X).Object ||
          Of(D).Object == Of(X).Object)
        continue;
      // One row of angles serves several vectors.
      if (std::ranges::none_of(S.Loops, [&](const Dim &L) {
            return S.Out.moves(indexOf(L.Loop)) && !Of(C).moves(indexOf(L.Loop));
          }))
        continue;
      Turn T;
      T.Angle = C;
      T.SinTable = D;
      T.ByCos = X;
      T.BySin = Y;
      T.Cos = Terms[0].Coef;
      T.Sin = Terms[1].Coef;
      Out.push_back(T);
      std::swap(T.Angle, T.SinTable);
      std::swap(T.ByCos, T.BySin);
      std::swap(T.Cos, T.Sin);
      Out.push_back(T);
    }
  return Out;
}

std::optional<uint32_t> tabledRope(const Statement &S, NodeRef Value, const Flow &F) {
  const std::vector<Turn> Mine = tabledTurnsOf(S, Value, F);
  if (Mine.empty())
    return std::nullopt;
  for (const Statement &O : F.All) {
    if (&O == &S || O.Value == NoNode || O.Loops != S.Loops)
      continue;
    for (const Turn &Other : tabledTurnsOf(O, O.Value, F))
      for (const Turn &T : Mine)
        if (Other.Angle == T.Angle && Other.SinTable == T.SinTable && Other.ByCos == T.BySin &&
            Other.BySin == T.ByCos && Other.Cos == T.Cos && Other.Sin == -T.Sin)
          return F.B[T.ByCos].Id;
  }
  return std::nullopt;
}

std::optional<uint32_t> rope(const Statement &S, NodeRef Value, const Flow &F) {
  if (!F.applies(Fn::Cos))
    return tabledRope(S, Value, F);
  const auto T = turnOf(S, Value, F);
  if (!T || !isPowerOfIndex(T->Angle, S, F.B))
    return std::nullopt;
  for (const Statement &O : F.All) {
    const auto Other = &O == &S || O.Value == NoNode ? std::nullopt : turnOf(O, O.Value, F);
    if (Other && Other->Angle == T->Angle && Other->ByCos == T->BySin && Other->BySin == T->ByCos &&
        Other->Cos == T->Cos && Other->Sin == -T->Sin)
      return F.B[T->ByCos].Id;
  }
  return std::nullopt;
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
