//===- kernels/trace/series.cpp - Signals in a trace ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/series.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace auspex::kernels::trace {
namespace {

constexpr size_t MinLength = 3, MaxLength = 1100; ///< small sizes are what is looked at

/// Splits elements, sorted by place, into arrays: places of one object and type, with
/// no gap that is larger than MaxGap elements.
template <typename Item, typename Make>
void splitArrays(const std::vector<std::pair<Place, Item>> &All, Make Emit) {
  constexpr int64_t MaxGap = 16;
  for (size_t K = 0; K < All.size();) {
    size_t End = K + 1;
    const Place &F = All[K].first;
    while (End < All.size()) {
      const Place &P = All[End].first;
      const int64_t Gap = P.Offset - All[End - 1].first.Offset;
      if (P.Object != F.Object || P.Bytes != F.Bytes || P.Real != F.Real || !F.Bytes ||
          Gap % F.Bytes || Gap > MaxGap * F.Bytes)
        break;
      ++End;
    }
    if (End - K >= MinLength && End - K <= MaxLength)
      Emit(K, End);
    K = End;
  }
}

bool byArray(const Place &A, const Place &B) {
  return std::tuple(A.Object, A.Bytes, A.Real, A.Offset) <
         std::tuple(B.Object, B.Bytes, B.Real, B.Offset);
}

void append(Signal &To, const Signal &From, size_t K, int64_t At) {
  To.Inputs.push_back(From.Inputs[K]);
  To.At.push_back(At);
}
void append(Response &To, const Response &From, size_t K, int64_t At) {
  To.Values.push_back(From.Values[K]);
  To.At.push_back(At);
}

/// Rows that an array of pointers points to, as one array with gaps between them.
template <typename Array> void joinRows(const Trace &T, std::vector<Array> &Arrays) {
  constexpr int64_t Pitch = 192; // of pixels of one to four channels
  constexpr size_t MinRows = 3;
  std::map<std::tuple<uint32_t, uint8_t, bool>, std::vector<std::pair<int64_t, const Array *>>> Images;
  for (const Array &A : Arrays)
    if (auto Row = T.Rows.find(A.First.Object); Row != T.Rows.end() && !A.ByCall)
      Images[{Row->second.first, A.First.Bytes, A.First.Real}].emplace_back(Row->second.second, &A);
  std::vector<Array> Joined;
  std::set<const Array *> Replaced;
  for (auto &[Key, Rows] : Images) {
    if (Rows.size() < MinRows)
      continue;
    std::ranges::sort(Rows, {}, [](const auto &R) { return R.first; });
    Array All;
    for (const auto &[Number, Row] : Rows)
      for (size_t K = 0; K < Row->size(); ++K) {
        const int64_t At = Row->First.Offset / Row->First.Bytes + Row->At[K];
        if (At < 0 || At >= Pitch)
          return; // no image
        append(All, *Row, K, Number * Pitch + At);
      }
    All.First = Rows[0].second->First;
    for (const auto &[Number, Row] : Rows)
      Replaced.insert(Row);
    Joined.push_back(std::move(All));
  }
  std::vector<Array> Others;
  for (Array &A : Arrays)
    if (!Replaced.contains(&A))
      Others.push_back(std::move(A));
  Arrays = std::move(Others);
  Arrays.insert(Arrays.end(), std::make_move_iterator(Joined.begin()), std::make_move_iterator(Joined.end()));
}

} // namespace

/// Every \p Step-th of \p S, of which \p Elements are what it holds.
template <typename Series, typename List>
static Series everyStep(const Series &S, List Series::*Elements, int64_t First, int64_t Step) {
  Series C;
  C.First = S.First;
  C.ByCall = S.ByCall;
  for (size_t K = 0; K < S.size(); ++K)
    if (S.At[K] % Step == First) {
      (C.*Elements).push_back((S.*Elements)[K]);
      C.At.push_back(S.At[K] / Step);
    }
  return C;
}

Signal channelOf(const Signal &S, int64_t First, int64_t Step) {
  return everyStep(S, &Signal::Inputs, First, Step);
}
Response channelOf(const Response &S, int64_t First, int64_t Step) {
  return everyStep(S, &Response::Values, First, Step);
}

double largest(const Matrix &J) {
  double M = 0;
  for (const auto &Row : J)
    for (double V : Row)
      M = std::max(M, std::fabs(V));
  return M;
}

size_t distinct(std::vector<double> W) {
  std::ranges::sort(W);
  size_t N = 0;
  for (size_t K = 0; K < W.size(); ++K)
    N += K == 0 || !near(W[K], W[K - 1], std::fabs(W[K]));
  return N;
}

Analysis::Analysis(const Trace &T, uint64_t &Work)
    : T(T), Inputs(T.G.inputValues()), Work(Work) {
  // Fixed point: integers are fractions of what sums are divided by.
  std::map<double, size_t> Divisors;
  for (Ref R = 0; R < T.G.size(); ++R)
    if (T.G[R].O == Op::Div && T.G.isConstant(T.G[R].B) && T.G[T.G[R].B].Value >= 256)
      ++Divisors[T.G[T.G[R].B].Value];
  const auto Unit = std::ranges::max_element(Divisors, {}, [](const auto &D) { return D.second; });
  if (Unit != Divisors.end())
    for (size_t K = 0; K < Inputs.size(); ++K)
      if (!T.Inputs[K].Real)
        Inputs[K] = Unit->first * (0.25 + 0.7 * std::fmod(double(K) * 0.6180339887, 1.0));
  Values = T.G.evaluate(Inputs);
  // Inputs.
  std::vector<std::pair<Place, uint32_t>> In;
  std::map<int64_t, Signal> Params;
  int64_t Passed = 0;
  for (uint32_t K = 0; K < T.Inputs.size(); ++K) {
    Place P = T.Inputs[K];
    if (P.Object) {
      In.emplace_back(P, K);
      continue;
    }
    // A small structure is passed in vectors, side by side, and what is left of it by itself.
    const bool Lane = P.Offset % ParameterStep || (K + 1 < T.Inputs.size() && T.Inputs[K + 1].Object == 0 &&
                                                   T.Inputs[K + 1].Offset == P.Offset + 1);
    if (T.Calls == 1 && P.Real && (Lane || Passed)) {
      P.Object = Place::Passed;
      P.Offset = P.Bytes * Passed++;
      In.emplace_back(P, K);
    }
    Signal &S = Params[P.Offset];
    S.First = P;
    S.ByCall = true;
    S.Inputs.push_back(K);
    S.At.push_back(T.CallOf[K]);
  }
  std::ranges::sort(In, [](const auto &A, const auto &B) { return byArray(A.first, B.first); });
  splitArrays(In, [&](size_t Begin, size_t End) {
    Signal S;
    S.First = In[Begin].first;
    for (size_t K = Begin; K < End; ++K) {
      S.Inputs.push_back(In[K].second);
      S.At.push_back((In[K].first.Offset - S.First.Offset) / S.First.Bytes);
    }
    Signals.push_back(std::move(S));
  });
  joinRows(T, Signals);
  if (T.Calls > 1)
    for (auto &[Number, S] : Params)
      Signals.push_back(std::move(S));
  // Outputs.
  std::vector<std::pair<Place, Ref>> Out(T.Final.begin(), T.Final.end());
  std::ranges::sort(Out, [](const auto &A, const auto &B) { return byArray(A.first, B.first); });
  for (bool Own : {false, true}) {
    std::vector<std::pair<Place, Ref>> Part;
    for (const auto &O : Out)
      if (O.first.Own == Own)
        Part.push_back(O);
    splitArrays(Part, [&](size_t Begin, size_t End) {
      Response R;
      R.First = Part[Begin].first;
      for (size_t K = Begin; K < End; ++K) {
        R.Values.push_back(Part[K].second);
        R.At.push_back((Part[K].first.Offset - R.First.Offset) / R.First.Bytes);
      }
      Responses.push_back(std::move(R));
    });
  }
  joinRows(T, Responses);
  if (T.Calls > 1) {
    if (T.Results.size() == T.Calls) {
      Response R;
      R.ByCall = true;
      R.Values = T.Results;
      for (uint32_t K = 0; K < T.Calls; ++K)
        R.At.push_back(K);
      Responses.push_back(std::move(R));
    }
    // Of one sample a call one or two numbers come out; what is stored elsewhere is state.
    constexpr size_t MaxPlaces = 4;
    std::map<uint32_t, std::set<Place>> Places;
    for (const Write &W : T.Writes)
      Places[W.At.Object].insert(W.At);
    std::map<Place, Response> ByPlace;
    for (const Write &W : T.Writes) {
      if (Places[W.At.Object].size() > MaxPlaces)
        continue;
      Response &R = ByPlace[W.At];
      R.First = W.At;
      R.ByCall = true;
      if (!R.At.empty() && R.At.back() == int64_t(W.Call)) {
        R.Values.back() = W.Value;
        continue;
      }
      R.Values.push_back(W.Value);
      R.At.push_back(W.Call);
    }
    for (auto &[P, R] : ByPlace)
      if (R.size() >= MinLength)
        Responses.push_back(std::move(R));
  }
}

const std::vector<uint64_t> &Analysis::maskOf(const std::vector<uint32_t> &X) const {
  auto [It, New] = Masks.try_emplace(X);
  if (New) {
    spend(1);
    std::vector<uint64_t> Mask(T.Inputs.size());
    for (uint32_t K : X)
      Mask[K] = 1;
    It->second = T.G.masks(Mask);
  }
  return It->second;
}

Matrix Analysis::derivative(const std::vector<Ref> &Y, const std::vector<uint32_t> &X,
                            const std::vector<double> &At) const {
  Matrix J(Y.size(), std::vector<double>(X.size()));
  if (!spend(std::min(X.size(), Y.size())))
    return J;
  if (Y.size() < X.size()) {
    for (size_t R = 0; R < Y.size(); ++R) {
      T.G.gradient(At, Y[R], Moved, Scratch);
      for (size_t C = 0; C < X.size(); ++C)
        J[R][C] = Moved[X[C]];
    }
    return J;
  }
  std::vector<double> Direction(T.Inputs.size());
  for (size_t C = 0; C < X.size(); ++C) {
    Direction[X[C]] = 1;
    T.G.tangent(At, Direction, Moved);
    Direction[X[C]] = 0;
    for (size_t R = 0; R < Y.size(); ++R)
      J[R][C] = Moved[Y[R]];
  }
  return J;
}

bool Analysis::dependsOn(const std::vector<Ref> &Y, const std::vector<uint32_t> &X) const {
  const std::vector<uint64_t> &M = maskOf(X);
  return std::ranges::any_of(Y, [&](Ref R) { return M[R] != 0; });
}

bool Analysis::mixes(Ref Y, const std::vector<uint32_t> &X) const {
  size_t Count = 0;
  for (uint32_t K : T.G.inputsOf(Y))
    Count += std::ranges::find(X, K) != X.end();
  return Count >= 2;
}

bool Analysis::decidesBy(const std::vector<uint32_t> &X) const {
  const std::vector<uint64_t> &M = maskOf(X);
  std::set<Ref> Saturated;
  for (const Choice &C : T.Choices)
    if (C.Clamp)
      Saturated.insert(C.A);
  for (const Choice &C : T.Choices) {
    if (C.Clamp || !(M[C.A] | M[C.B]))
      continue;
    // The other limit, by a branch.
    if ((Saturated.contains(C.A) && T.G.isConstant(C.B)) ||
        (Saturated.contains(C.B) && T.G.isConstant(C.A)))
      continue;
    // Terms of zero that are left out, denormals.
    const auto Tiny = [&](Ref R) {
      const double V = std::fabs(T.G[R].Value);
      return T.G.isConstant(R) && (V == 0 ? C.Equality : V < 1e-6);
    };
    if (!Tiny(C.A) && !Tiny(C.B))
      return true;
  }
  for (Ref R : T.RealIndices)
    if (M[R])
      return true;
  return false;
}

const std::vector<uint8_t> &Analysis::degreesIn(const std::vector<uint32_t> &X) const {
  auto [It, New] = Degrees.try_emplace(X);
  if (New) {
    spend(1);
    std::vector<uint8_t> Weight(T.Inputs.size());
    for (uint32_t K : X)
      Weight[K] = 1;
    It->second = T.G.degrees(Weight);
  }
  return It->second;
}

std::optional<Matrix> Analysis::linear(const std::vector<Ref> &Y,
                                       const std::vector<uint32_t> &X) const {
  const auto Known = Linear.find({Y, X});
  if (Known != Linear.end())
    return Known->second;
  if (!Work)
    return std::nullopt;
  auto &Out = Linear[{Y, X}];
  const std::vector<uint8_t> &Degree = degreesIn(X);
  if (std::ranges::any_of(Y, [&](Ref R) { return Degree[R] > 1; }) ||
      std::ranges::none_of(Y, [&](Ref R) { return Degree[R] == 1; }) || decidesBy(X))
    return std::nullopt;
  Matrix J = derivative(Y, X);
  const double Scale = largest(J);
  if (Scale > 0 && std::isfinite(Scale))
    Out = std::move(J);
  return Out;
}

std::pair<size_t, size_t> Analysis::operations(const std::vector<uint32_t> &X) const {
  const std::vector<uint64_t> &M = maskOf(X);
  size_t Sums = 0, Products = 0;
  for (Ref R = 0; R < T.G.size(); ++R)
    if (M[R]) {
      Sums += T.G[R].O == Op::Add || T.G[R].O == Op::Sub;
      Products += (T.G[R].O == Op::Mul && !T.G.isConstant(T.G[R].A, -1) &&
                   !T.G.isConstant(T.G[R].B, -1)) ||
                  T.G[R].O == Op::Div;
    }
  return {Sums, Products};
}

size_t Analysis::depth(const std::vector<uint32_t> &X) const {
  const std::vector<uint64_t> &M = maskOf(X);
  std::vector<uint32_t> Depth(T.G.size());
  size_t Most = 0;
  for (Ref R = 0; R < T.G.size(); ++R) {
    const Node &N = T.G[R];
    if (!M[R] || N.O == Op::Input || N.A == None)
      continue;
    const bool Turns = T.G.isConstant(N.A, -1) || (N.B != None && T.G.isConstant(N.B, -1));
    Depth[R] = std::max(Depth[N.A], N.B == None ? 0 : Depth[N.B]) + (N.O == Op::Mul && !Turns);
    Most = std::max<size_t>(Most, Depth[R]);
  }
  return Most;
}

bool Analysis::wrapsIndices() const {
  std::vector<uint32_t> From;
  for (Ref R : T.RealIndices)
    for (uint32_t K : T.G.inputsOf(R))
      if (T.Inputs[K].Real)
        From.push_back(K);
  if (From.empty())
    return false;
  const std::vector<uint64_t> &M = maskOf(From);
  // Of the numbers themselves: that an index lies within its array is another question.
  std::vector<bool> Whole(T.G.size());
  for (Ref R = 0; R < T.G.size(); ++R) {
    const Node &N = T.G[R];
    if (N.O != Op::Input && N.A != None)
      Whole[R] = N.O == Op::Round || N.O == Op::Opaque || Whole[N.A] || (N.B != None && Whole[N.B]);
  }
  return std::ranges::any_of(T.Choices, [&](const Choice &C) {
    return !C.Leaves && !C.Equality && (M[C.A] | M[C.B]) && !Whole[C.A] && !Whole[C.B];
  });
}

std::optional<Frame> firstFrame(const Analysis &A, const Signal &X, const Response &Y) {
  const Graph &G = A.T.G;
  constexpr uint32_t Nowhere = ~0u;
  std::vector<uint32_t> Place(A.T.Inputs.size(), Nowhere);
  for (uint32_t K = 0; K < X.size(); ++K)
    Place[X.Inputs[K]] = K;
  std::vector<std::pair<uint32_t, uint32_t>> Span(G.size(), {Nowhere, 0});
  for (Ref R = 0; R < G.size(); ++R) {
    const Node &N = G[R];
    if (N.O == Op::Input) {
      if (Place[N.A] != Nowhere)
        Span[R] = {Place[N.A], Place[N.A] + 1};
      continue;
    }
    for (Ref Below : {N.A, N.B})
      if (Below != None)
        Span[R] = {std::min(Span[R].first, Span[Below].first), std::max(Span[R].second, Span[Below].second)};
  }
  std::vector<std::pair<uint32_t, uint32_t>> Hulls;
  std::vector<size_t> Begin;
  for (size_t K = 0; K < Y.size(); ++K) {
    const auto [First, End] = Span[Y.Values[K]];
    if (First == Nowhere)
      continue;
    if (Hulls.empty() || (First > Hulls.back().first && End > Hulls.back().second)) {
      Hulls.emplace_back(First, End);
      Begin.push_back(Hulls.size() == 1 ? 0 : K);
    }
    Hulls.back() = {std::min(Hulls.back().first, First), std::max(Hulls.back().second, End)};
  }
  if (Hulls.empty())
    return std::nullopt;
  Frame F;
  F.Count = Hulls.size();
  F.Hop = F.Count > 1 ? Hulls[1].first - Hulls[0].first : 0;
  const size_t Outputs = F.Count > 1 ? Begin[1] : Y.size();
  for (size_t K = 1; K < F.Count; ++K) // those at the end may be shorter
    if (Hulls[K].first != Hulls[0].first + K * F.Hop || Begin[K] != K * Outputs)
      return std::nullopt;
  F.X.assign(X.Inputs.begin() + Hulls[0].first, X.Inputs.begin() + Hulls[0].second);
  F.Y.assign(Y.Values.begin(), Y.Values.begin() + ptrdiff_t(Outputs));
  return F;
}

Ref levelOf(const Graph &G, Ref R, bool *Rooted) {
  for (;;) {
    const Node &N = G[R];
    if (N.O == Op::Sqrt || N.O == Op::Log || N.O == Op::Log10 || N.O == Op::Round) {
      if (Rooted)
        *Rooted |= N.O == Op::Sqrt;
      R = N.A;
    } else if ((N.O == Op::Mul || N.O == Op::Add || N.O == Op::Max) && G.isConstant(N.A)) {
      R = N.B;
    } else if ((N.O == Op::Mul || N.O == Op::Div || N.O == Op::Add || N.O == Op::Max) && G.isConstant(N.B)) {
      R = N.A;
    } else {
      return R;
    }
  }
}

} // namespace auspex::kernels::trace
