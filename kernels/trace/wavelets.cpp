//===- kernels/trace/wavelets.cpp - Discrete wavelet transforms -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two filters whose outputs are decimated by two: one whose weights sum to zero (the
// details), one whose weights do not (the approximation); together as many outputs as
// inputs (Mallat, A Wavelet Tour of Signal Processing, 7.3). The inverse transform has
// the transposed matrix. At the borders the rows are others.
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/classify.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace auspex::kernels::trace {
namespace {

struct Shape {
  std::vector<double> Weights;
  std::vector<int64_t> Places; ///< of the first weight, one for each row that has it
};

/// The rows of \p J by what they hold, wherever it begins.
std::vector<Shape> shapesOf(const Matrix &J) {
  std::vector<Shape> Out;
  const double Scale = largest(J);
  for (const auto &Row : J) {
    std::vector<double> W;
    int64_t First = -1, Last = -1;
    for (size_t C = 0; C < Row.size(); ++C)
      if (!near(Row[C], 0, Scale)) {
        First = First < 0 ? int64_t(C) : First;
        Last = int64_t(C);
      }
    if (First < 0)
      continue;
    W.assign(Row.begin() + First, Row.begin() + Last + 1);
    auto Same = std::ranges::find_if(Out, [&](const Shape &S) {
      if (S.Weights.size() != W.size())
        return false;
      for (size_t K = 0; K < W.size(); ++K)
        if (!near(S.Weights[K], W[K], Scale))
          return false;
      return true;
    });
    if (Same == Out.end())
      Out.push_back({std::move(W), {First}});
    else
      Same->Places.push_back(First);
  }
  return Out;
}

bool isDetail(const Shape &S) {
  double Sum = 0, Size = 0;
  for (double V : S.Weights) {
    Sum += V;
    Size += std::fabs(V);
  }
  return std::fabs(Sum) < 1e-3 * Size;
}

bool isBank(const Matrix &J) {
  const size_t N = J[0].size();
  if (J.size() != N || N < 8 || N > 128)
    return false;
  size_t Details = 0, Smooth = 0;
  std::vector<Shape> Shapes = shapesOf(J);
  for (Shape &S : Shapes) {
    constexpr size_t Longest = 14;
    if (S.Places.size() < 2 || S.Weights.size() < 2 || S.Weights.size() > Longest)
      continue;
    std::ranges::sort(S.Places);
    size_t ByTwo = 0;
    for (size_t K = 1; K < S.Places.size(); ++K)
      ByTwo += S.Places[K] - S.Places[K - 1] == 2;
    if (ByTwo + 1 < S.Places.size())
      continue;
    (isDetail(S) ? Details : Smooth) += S.Places.size();
  }
  // One level has as many smooth rows as details; several levels have others instead.
  return Details >= N / 4 && Details <= N / 2 && (Smooth >= N / 8 || Details == N / 2);
}

/// Two filters over the same windows, which go on by two elements; their weights come from
/// outside.
bool isGivenBank(const Matrix &Y, const Matrix &Z) {
  const size_t N = Y[0].size();
  constexpr size_t MinRows = 4, MinTaps = 2;
  const double Scale = std::max(largest(Y), largest(Z));
  if (Y.size() < MinRows || 2 * Y.size() > N + 2)
    return false;
  size_t Taps = 0;
  for (double V : Y[0])
    Taps += !near(V, 0, Scale);
  bool Differ = false;
  for (size_t R = 0; R < Y.size(); ++R)
    for (size_t C = 0; C < N; ++C) {
      // At the end windows may go round, or end.
      if (R && 2 * R + Taps <= N &&
          (!near(Y[R][C], C < 2 ? 0 : Y[R - 1][C - 2], Scale) || !near(Z[R][C], C < 2 ? 0 : Z[R - 1][C - 2], Scale)))
        return false;
      if (near(Y[R][C], 0, Scale) != near(Z[R][C], 0, Scale))
        return false;
      Differ |= !near(Y[R][C] * Z[0][0], Z[R][C] * Y[0][0], Scale * Scale);
    }
  return Differ && Taps >= MinTaps && Taps <= N / 2;
}

/// Squares of four inputs give four outputs, their sum and three differences, which lie in
/// four bands.
bool isSquareHaar(const Matrix &J, const std::vector<int64_t> &At) {
  const size_t N = J.size();
  const double Scale = largest(J);
  if (N < 16 || J[0].size() != N || N > 128)
    return false;
  std::map<std::vector<size_t>, std::vector<std::pair<int, size_t>>> Squares; // inputs -> signs, row
  for (size_t R = 0; R < N; ++R) {
    std::vector<size_t> In;
    int Signs = 0;
    for (size_t C = 0; C < N; ++C)
      if (!near(J[R][C], 0, Scale)) {
        if (!near(std::fabs(J[R][C]), Scale, Scale))
          return false;
        Signs |= (J[R][C] < 0) << In.size();
        In.push_back(C);
        if (In.size() > 4)
          return false;
      }
    if (In.size() != 4 || In[1] != In[0] + 1 || In[3] != In[2] + 1)
      return false;
    Squares[In].emplace_back(Signs, R);
  }
  for (auto &[In, Rows] : Squares) {
    std::ranges::sort(Rows);
    if (Rows.size() != 4 || Rows[0].first != 0 || Rows[1].first != 6 || Rows[2].first != 10 || Rows[3].first != 12)
      return false;
    // Neighbours lie elsewhere.
    for (size_t K = 1; K < 4; ++K)
      if (std::abs(At[Rows[K].second] - At[Rows[0].second]) < 2)
        return false;
  }
  return true;
}

} // namespace

std::optional<Verdict> wavelet(const Analysis &A, const Signal &X) {
  for (const Response &Y : A.Responses) {
    if (Y.ByCall || 2 * Y.size() > X.size() + 2)
      continue;
    for (const Response &Z : A.Responses)
      if (&Y < &Z && !Z.ByCall && Z.size() == Y.size() && A.mixes(Y.Values[1], X.Inputs) && A.mixes(Z.Values[1], X.Inputs))
        if (const auto JY = A.linear(Y.Values, X.Inputs))
          if (const auto JZ = A.linear(Z.Values, X.Inputs); JZ && isGivenBank(*JY, *JZ))
            return Verdict{"dwt", "two filters over the same windows, each two inputs on", {{"n", lengthOf(Y)}}};
  }
  // All outputs together, or arrays of half the length.
  std::vector<std::vector<Ref>> Candidates;
  for (const Response &Y : A.Responses) {
    if (Y.ByCall)
      continue;
    if (Y.size() == X.size()) {
      Candidates.push_back(Y.Values);
      if (const auto J = A.mixes(Y.Values[0], X.Inputs) ? A.linear(Y.Values, X.Inputs) : std::nullopt;
          J && isSquareHaar(*J, Y.At))
        return Verdict{"dwt", "of each square of four its sum and its differences, in bands", {{"n", lengthOf(Y)}}};
    }
    for (const Response &Z : A.Responses)
      if (&Y < &Z && !Z.ByCall && Y.size() == Z.size() && 2 * Y.size() == X.size()) {
        Candidates.push_back(Y.Values);
        Candidates.back().insert(Candidates.back().end(), Z.Values.begin(), Z.Values.end());
      }
  }
  for (const auto &Y : Candidates) {
    const auto J = A.linear(Y, X.Inputs);
    if (!J)
      continue;
    Matrix T(X.size(), std::vector<double>(Y.size()));
    for (size_t R = 0; R < Y.size(); ++R)
      for (size_t C = 0; C < X.size(); ++C)
        T[C][R] = (*J)[R][C];
    if (isBank(*J) || isBank(T))
      return Verdict{"dwt", "half of the outputs are details, half a smooth version, each two inputs on",
                     {{"n", int64_t(X.size())}}};
  }
  return std::nullopt;
}

} // namespace auspex::kernels::trace
