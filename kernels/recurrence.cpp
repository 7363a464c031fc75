//===- kernels/recurrence.cpp - What depends on the iteration before -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/recurrence.h"

#include <algorithm>
#include <set>

namespace auspex::kernels {
namespace {

Weight times(Weight A, Weight B) {
  if (A == Weight::Other || B == Weight::Other)
    return Weight::Other;
  return A == B ? Weight::One : Weight::MinusOne;
}

class Linear {
public:
  Linear(const BodyDag &B) : B(B) {}

  bool run(NodeRef R, Combination &Out) { return add(R, Weight::One, Out); }
  unsigned Flops = 0;

private:
  bool isScalar(NodeRef R) const {
    return !B.mentionsKind(R, NodeKind::Argument) && !B.mentionsKind(R, NodeKind::Carried) &&
           !B.mentionsKind(R, NodeKind::Index) && !B.mentionsKind(R, NodeKind::Opaque);
  }

  template <typename Key> static void put(std::map<Key, Weight> &In, Key K, Weight W) {
    auto [It, New] = In.try_emplace(K, W);
    if (!New)
      It->second = Weight::Other; // twice: some sum of both
  }

  bool add(NodeRef R, Weight W, Combination &Out) {
    const Node &N = B[R];
    if (N.Kind == NodeKind::Carried)
      return put(Out.States, N.Id, W), true;
    if (N.Kind == NodeKind::Argument)
      return put(Out.Reads, size_t(N.Id), W), true;
    if (isScalar(R))
      return Out.Constant = true;
    // A shift by a number scales, as in fixed-point filters.
    if (N.Kind == NodeKind::Apply && N.Op == Fn::Shift && isScalar(N.Args[1]))
      return ++Flops, add(N.Args[0], Weight::Other, Out);
    if (N.Kind != NodeKind::Fold || N.Op != Fn::Add)
      return false;
    Flops += unsigned(N.Terms.size() - 1);
    for (const Term &T : N.Terms) {
      NodeRef Data = NoNode;
      bool Scaled = T.Coef != 1 && T.Coef != -1;
      if (!T.Over.empty())
        return false;
      for (NodeRef F : T.Factors) {
        if (isScalar(F)) {
          Scaled = true;
          continue;
        }
        if (Data != NoNode)
          return false;
        Data = F;
      }
      Flops += Scaled;
      if (Data == NoNode) {
        Out.Constant = true;
        continue;
      }
      const Weight Here = Scaled ? Weight::Other : T.Coef == 1 ? Weight::One : Weight::MinusOne;
      if (!add(Data, times(W, Here), Out))
        return false;
    }
    return true;
  }

  const BodyDag &B;
};

/// How many steps along \p D the read lies before the output; nothing where it is not
/// along \p D alone.
std::optional<int64_t> stepsBefore(const Operand &O, const Operand &Out, const Dim &D) {
  if (O.Levels.size() != Out.Levels.size())
    return std::nullopt;
  std::optional<int64_t> Steps;
  for (size_t L = 0; L < O.Levels.size(); ++L) {
    const Poly Gap = Out.Levels[L] - O.Levels[L], S = Out.Levels[L].coefficientOf(indexOf(D.Loop));
    if (Gap.isZero())
      continue;
    const auto Q = S.isZero() || S.isBad() ? std::nullopt : Gap.quotient(S);
    const auto C = Q ? Q->constant() : std::nullopt;
    if (!C || Steps)
      return std::nullopt;
    Steps = C;
  }
  return Steps;
}

} // namespace

std::optional<Recurrence> linearRecurrence(const Update &U, const BodyDag &B) {
  if (!U.Whole || U.Function == NoNode || U.Dims.empty())
    return std::nullopt;
  Recurrence R;
  Linear L(B);
  if (!L.run(U.Function, R.Value))
    return std::nullopt;
  for (const State &S : U.States)
    if (!L.run(S.Next, R.Next[S.Id]))
      return std::nullopt;
  R.Flops = L.Flops;

  // The loop that carries on.
  std::optional<uint32_t> Loop;
  for (const State &S : U.States) {
    if (Loop && *Loop != S.Loop)
      return std::nullopt;
    Loop = S.Loop;
  }
  int64_t Furthest = 0;
  for (size_t K = 0; K < U.Reads.size(); ++K) {
    const Operand &O = U.Reads[K].Op;
    if (O.Object != U.Out.Object || (!U.States.empty() && O.sameAddress(U.Out))) {
      R.Inputs.push_back(K);
      continue;
    }
    std::optional<int64_t> Steps;
    for (const Dim &D : U.Dims)
      if (auto S = stepsBefore(O, U.Out, D); S && (!Loop || *Loop == D.Loop)) {
        Steps = S;
        Loop = D.Loop;
        break;
      }
    constexpr int64_t MaxSteps = 16;
    if (O.sameAddress(U.Out)) {
      R.Inputs.push_back(K); // in place: the input is overwritten
      continue;
    }
    if (!Steps || *Steps < 1 || *Steps > MaxSteps)
      return std::nullopt; // another row, or what is yet to come
    R.Past.push_back(K);
    Furthest = std::max(Furthest, *Steps);
  }
  if (!Loop || !U.dim(*Loop) || !U.Out.moves(indexOf(*Loop)))
    return std::nullopt;
  R.Loop = *Loop;

  // A state that can be reached from itself feeds back.
  std::map<uint32_t, std::set<uint32_t>> Reach;
  for (const auto &[Id, C] : R.Next)
    for (const auto &[From, W] : C.States)
      Reach[Id].insert(From);
  for (size_t Round = 0; Round < R.Next.size(); ++Round)
    for (auto &[Id, To] : Reach)
      for (uint32_t X : std::set<uint32_t>(To))
        To.insert(Reach[X].begin(), Reach[X].end());
  for (const auto &[Id, C] : R.Next)
    for (const auto &[From, W] : C.States)
      if (Reach[From].contains(Id) || From == Id) {
        R.FeedsBack = true;
        R.Decays |= W != Weight::One;
      }
  for (size_t K : R.Past) {
    R.FeedsBack = true;
    const auto It = R.Value.Reads.find(K);
    R.Decays |= It != R.Value.Reads.end() && It->second != Weight::One;
  }
  size_t Cycles = 0;
  for (const auto &[Id, C] : R.Next)
    Cycles += Reach[Id].contains(Id);
  R.Poles = unsigned(std::max<size_t>(size_t(Furthest), Cycles));
  R.Order = unsigned(std::max<size_t>(size_t(Furthest), R.Next.size()));
  return R;
}

bool readsTwice(const Update &U, const std::vector<size_t> &Inputs) {
  for (size_t K : Inputs)
    for (size_t L : Inputs)
      if (K < L && U.Reads[K].Op.Object == U.Reads[L].Op.Object)
        return true;
  return false;
}

void assignLetters(Match &M, uint32_t Loop, char Along) {
  std::string_view Outer = "cdef";
  for (const Dim &D : M.U->Dims)
    if (D.Loop == Loop)
      M.Roles.emplace_back(Along, D.Loop);
    else if (!Outer.empty()) {
      M.Roles.emplace_back(Outer.front(), D.Loop);
      Outer.remove_prefix(1);
    }
}

std::optional<uint32_t> scanLoop(const Update &U, const BodyDag &B) {
  if (!U.Whole || U.States.size() != 1 || U.Reads.empty())
    return std::nullopt;
  const State &S = U.States[0];
  const Node &N = B[S.Next];
  const bool IsValue =
      U.Function == S.Next || (B[U.Function].Kind == NodeKind::Carried && B[U.Function].Id == S.Id);
  if (!IsValue || N.Kind != NodeKind::Fold || !U.dim(S.Loop) || !U.Out.moves(indexOf(S.Loop)))
    return std::nullopt;
  bool Carried = false, Reads = false;
  for (const Term &T : N.Terms) {
    const bool Self =
        T.Coef == 1 && T.Over.empty() &&
        std::ranges::any_of(T.Factors, [&](NodeRef F) { return B[F].Kind == NodeKind::Carried; });
    if (Self && (Carried || (N.Op == Fn::Add && N.Terms.size() > 1 && T.Factors.size() != 1)))
      return std::nullopt;
    Carried |= Self;
    for (NodeRef F : T.Factors)
      if (!Self || B[F].Kind != NodeKind::Carried) {
        if (B.mentionsKind(F, NodeKind::Carried) || !T.Over.empty())
          return std::nullopt;
        Reads |= B.mentionsKind(F, NodeKind::Argument);
      }
  }
  // What is read once an iteration moves with it.
  for (const Factor &F : U.Reads)
    if (!F.Op.moves(indexOf(S.Loop)) || (F.Op.Object == U.Out.Object && !F.Op.sameAddress(U.Out)))
      return std::nullopt;
  return Carried && Reads ? std::optional(S.Loop) : std::nullopt;
}

} // namespace auspex::kernels
