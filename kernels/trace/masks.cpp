//===- kernels/trace/masks.cpp - Filters of images --------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// y[i,j] = sum h[p,q]*x[i+p,j+q] (Gonzalez and Woods, Digital Image Processing, 3.4). In
// memory an image is one row after another, so that a mask is as many runs of neighbours at
// the distance of a row. What happens at the borders is left open.
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/classify.h"

#include <algorithm>

namespace auspex::kernels::trace {
namespace {

/// A mask over an image: where the whole of it lies inside, each output is the sum of the
/// same neighbours with the same weights; at the borders of some of these.
class Mask {
public:
  Mask(const Response &Y, const Signal &X, const Matrix &J) : Scale(largest(J)) {
    for (size_t R = 0; R < Y.size(); ++R) {
      std::vector<std::pair<int64_t, double>> Near;
      for (size_t C = 0; C < X.size(); ++C)
        if (!near(J[R][C], 0, Scale))
          Near.emplace_back(X.At[C] - Y.At[R], J[R][C]);
      if (!Near.empty())
        Rows.push_back(std::move(Near));
    }
  }

  bool isMask() const {
    const auto Count = [&](const auto &Row) {
      return std::ranges::count_if(Rows, [&](const auto &R) { return isSame(R, Row); });
    };
    constexpr ptrdiff_t MinInside = 4;
    for (const auto &Row : Rows)
      if (Row.size() >= 4 &&
          Count(Row) >= std::max<ptrdiff_t>(MinInside, ptrdiff_t(Rows.size() / 6)))
        return isRectangle(Row) && std::ranges::all_of(Rows, [&](const auto &R) {
                 return R.size() <= Row.size() && R.front().first >= Row.front().first &&
                        R.back().first <= Row.back().first;
               });
    return false;
  }

  /// Every output sees a whole window, and windows lie as outputs do, rows apart where
  /// the image is wider than they are: how many places each has; 0 where they do not.
  size_t isWhole() const {
    if (Rows.size() < 8 || Rows[0].size() < 4 || !isRectangle(Rows[0]))
      return 0;
    size_t Next = 0;
    for (size_t K = 0; K < Rows.size(); ++K) {
      if (Rows[K].size() != Rows[0].size())
        return 0;
      for (size_t J = 0; J < Rows[K].size(); ++J)
        if (Rows[K][J].first - Rows[K][0].first != Rows[0][J].first - Rows[0][0].first ||
            !near(Rows[K][J].second, Rows[0][J].second, Scale))
          return 0;
      if (K && Rows[K][0].first < Rows[K - 1][0].first)
        return 0;
      Next += K && Rows[K][0].first == Rows[K - 1][0].first;
    }
    return 2 * Next >= Rows.size() ? Rows[0].size() : 0;
  }

private:
  using Neighbours = std::vector<std::pair<int64_t, double>>;
  bool isSame(const Neighbours &A, const Neighbours &B) const {
    return std::ranges::equal(A, B, [&](const auto &P, const auto &Q) {
      return P.first == Q.first && near(P.second, Q.second, Scale);
    });
  }
  /// Rows of equal length at one distance that is larger, weights that are not all equal.
  bool isRectangle(const Neighbours &N) const {
    const int64_t Step = N[1].first - N[0].first;
    size_t Length = 1;
    while (Length < N.size() && N[Length].first - N[Length - 1].first == Step)
      ++Length;
    if (Length < 2 || N.size() % Length || N.size() < 2 * Length)
      return false;
    const int64_t Pitch = N[Length].first - N[0].first;
    std::vector<double> Weights;
    for (size_t K = 0; K < N.size(); ++K) {
      Weights.push_back(N[K].second);
      if (N[K].first != N[0].first + int64_t(K / Length) * Pitch + int64_t(K % Length) * Step)
        return false;
    }
    return Pitch > int64_t(Length) * Step && distinct(Weights) >= 2;
  }
  double Scale;
  std::vector<Neighbours> Rows;
};

/// Degree of the outputs in all that comes from outside.
uint8_t degreeOf(const Analysis &A, const Response &Y) {
  const std::vector<uint8_t> All(A.T.Inputs.size(), 1), D = A.T.G.degrees(All, true);
  uint8_t Degree = 0;
  for (Ref R : Y.Values)
    Degree = std::max(Degree, D[R]);
  return Degree;
}

} // namespace

bool isMinimalFilter(const Analysis &A, const Response &Y, const Signal &X, const Matrix &J) {
  if (Y.ByCall || X.ByCall || X.size() < Y.size() || degreeOf(A, Y) != 2)
    return false;
  const size_t Taps = Mask(Y, X, J).isWhole();
  return Taps && 4 * A.operations(X.Inputs).second < 3 * Taps * Y.size();
}

bool isImageFilter(const Analysis &A, const Response &Y, const Signal &X, const Matrix &J) {
  constexpr size_t MinOutputs = 6;
  if (Y.ByCall || X.ByCall || Y.size() < MinOutputs || X.size() < Y.size())
    return false;
  // Weights that come from outside, or a product of two such.
  const uint8_t Degree = degreeOf(A, Y);
  return (Degree == 2 || Degree == 3) && Mask(Y, X, J).isMask();
}

} // namespace auspex::kernels::trace
