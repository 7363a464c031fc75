//===- kernels/trace/filters.cpp - Linear time-invariant behaviour ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A linear operator is a filter where its matrix is Toeplitz: J[t+U][s+D] = J[t][s]
// (Oppenheim and Schafer, Discrete-Time Signal Processing, 2.3). U = D = 1 is a filter,
// D > 1 a decimator, U > 1 an interpolator, both a polyphase structure. The impulse
// response tells which: finite and of independent weights, a box, boxes convolved with
// each other (CIC), or without an end, which feedback alone makes. A response that ends
// as a polynomial has all its poles at 1: sums, integrators, controllers are no filters.
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/classify.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace auspex::kernels::trace {
namespace {

/// The matrix on a grid of places: rows and columns that are missing are absent.
class Grid {
public:
  Grid(const Matrix &J, const Response &Y, const Signal &X) : J(J) {
    Scale = largest(J);
    for (size_t R = 0; R < Y.size(); ++R)
      Rows[Y.At[R]] = R;
    for (size_t C = 0; C < X.size(); ++C)
      Columns[X.At[C]] = C;
  }
  bool zero(double V) const { return near(V, 0, Scale); }

  /// J[t+U][s+D] = J[t][s] wherever both exist.
  bool shifts(int64_t U, int64_t D) const {
    size_t Equal = 0;
    for (const auto &[T, R] : Rows) {
      auto Next = Rows.find(T + U);
      if (Next == Rows.end())
        continue;
      for (const auto &[S, C] : Columns) {
        auto Moved = Columns.find(S + D);
        const double A = J[R][C];
        if (Moved == Columns.end()) {
          // A weight that moves to a place that was not read.
          if (!zero(A) && S + D > Columns.begin()->first && S + D < Columns.rbegin()->first)
            return false;
          continue;
        }
        if (!near(A, J[Next->second][Moved->second], Scale))
          return false;
        Equal += !zero(A);
      }
    }
    return Equal >= 4;
  }

  const Matrix &J;
  double Scale;
  std::map<int64_t, size_t> Rows, Columns;
};

/// Of one row the weights from its first to its last that is not zero.
struct Row {
  int64_t First = 0, Last = -1, Place = 0;
  std::vector<double> Weights;
  size_t Count = 0;
};

std::vector<Row> rowsOf(const Grid &G) {
  std::vector<Row> Out;
  for (const auto &[T, R] : G.Rows) {
    Row W;
    W.Place = T;
    // Exactly: what decays is never nothing.
    for (const auto &[S, C] : G.Columns)
      if (G.J[R][C] != 0) {
        if (!W.Count++)
          W.First = S;
        W.Last = S;
      }
    for (int64_t S = W.First; S <= W.Last; ++S) {
      auto It = G.Columns.find(S);
      W.Weights.push_back(It == G.Columns.end() ? 0 : G.J[R][It->second]);
    }
    Out.push_back(std::move(W));
  }
  return Out;
}

/// \p W is a box of length R convolved with itself Order times, times a factor.
std::optional<std::pair<int, int>> boxesOf(const std::vector<double> &W) {
  for (int Order = 1; Order <= 6; ++Order) {
    if ((W.size() - 1) % size_t(Order))
      continue;
    const size_t R = (W.size() - 1) / size_t(Order) + 1;
    if (R < 2)
      continue;
    std::vector<double> Box(R, 1), P{1};
    for (int K = 0; K < Order; ++K) {
      std::vector<double> Q(P.size() + R - 1);
      for (size_t A = 0; A < P.size(); ++A)
        for (size_t B = 0; B < R; ++B)
          Q[A + B] += P[A];
      P = std::move(Q);
    }
    bool Same = true;
    for (size_t K = 0; K < W.size() && Same; ++K)
      Same = near(W[K] * P[0], P[K] * W[0], std::fabs(W[0]) * P[P.size() / 2]);
    if (Same)
      return std::pair{Order, int(R)};
  }
  return std::nullopt;
}

/// The end of \p H is a polynomial: differences of some order vanish.
bool endsAsPolynomial(std::vector<double> H) {
  const double Scale = std::accumulate(
      H.begin(), H.end(), 0.0, [](double A, double B) { return std::max(A, std::fabs(B)); });
  constexpr size_t Tail = 3;
  for (int Order = 0; Order < 8 && H.size() > Tail + 1; ++Order) {
    bool Vanishes = true;
    for (size_t K = H.size() - Tail; K < H.size(); ++K)
      Vanishes &= near(H[K], 0, Scale);
    if (Vanishes)
      return Order > 0;
    for (size_t K = H.size() - 1; K > 0; --K)
      H[K] -= H[K - 1];
    H.erase(H.begin());
  }
  return false;
}

class Filter {
public:
  Filter(const Analysis &A, const Response &Y, const Signal &X, const Matrix &J)
      : A(A), Y(Y), X(X), G(J, Y, X), Rows(rowsOf(G)) {
    for (const Row &R : Rows)
      if (R.Count && (!Longest || R.Count > Longest->Count))
        Longest = &R;
  }

  std::optional<Verdict> run() {
    if (isCircular())
      return Verdict{"convolution",
                     "each output is a sum with weights that stay, indices wrap around",
                     {{"n", lengthOf(Y)}, {"k", int64_t(X.size())}}};
    if (!findShift() || !Longest)
      return std::nullopt;
    // An operator that only moves or scales elements is no filter.
    if (Longest->Count < 2)
      return std::nullopt;
    return isEndless() ? feedback() : feedForward();
  }

private:
  bool findShift() {
    const int64_t Span = G.Rows.rbegin()->first - G.Rows.begin()->first + 1;
    constexpr int64_t Most = 32;
    auto Try = [&](int64_t Up, int64_t Down) {
      // Of several phases each has to be met three times.
      if (Up + 2 > Span || (Up > 1 && 3 * Up > Span) || !G.shifts(Up, Down))
        return false;
      U = Up;
      D = Down;
      return true;
    };
    // How far the window moves is what its ends tell, in the middle of the output.
    std::map<int64_t, const Row *> ByPlace;
    for (const Row &R : Rows)
      if (R.Count)
        ByPlace[R.Place] = &R;
    bool Found = false;
    for (int64_t Up = 1; Up <= Most && !Found; ++Up) {
      std::vector<int64_t> Steps;
      for (const auto &[T, R] : ByPlace)
        if (auto Next = ByPlace.find(T + Up); Next != ByPlace.end()) {
          Steps.push_back(Next->second->First - R->First);
          Steps.push_back(Next->second->Last - R->Last);
        }
      std::ranges::sort(Steps);
      Steps.erase(std::unique(Steps.begin(), Steps.end()), Steps.end());
      for (int64_t Down : Steps)
        Found = Found || (Down > 0 && Steps.size() <= 4 && Try(Up, Down));
    }
    return Found;
  }

  /// A circulant matrix of weights that come from outside.
  bool isCircular() const {
    const size_t N = Y.size();
    if (N < 6 || X.size() != N || Y.ByCall || X.ByCall || degree() != 2)
      return false;
    std::vector<double> First;
    for (size_t R = 0; R < N; ++R)
      for (size_t C = 0; C < N; ++C)
        if (!near(G.J[R][C], G.J[0][(C + N - R) % N], G.Scale))
          return false;
    return distinct(G.J[0]) >= 3;
  }

  /// Every row begins where the input begins, so that nothing ever leaves the window.
  bool isEndless() const {
    if (U != 1 || D != 1)
      return false;
    // Products of several weights come from feedback, or from one filter after another,
    // whose window moves on.
    if (const uint8_t Degree = degree();
        Degree > 2 && Degree != 255 && (!leaves() || isSparse(Longest->Weights)))
      return true;
    int64_t Begin = INT64_MAX, Last = INT64_MIN;
    size_t Many = 0;
    for (const Row &R : Rows)
      if (R.Count) {
        Begin = std::min(Begin, R.First);
        Many += R.Last != Last;
        Last = R.Last;
      }
    for (const Row &R : Rows)
      if (R.Count > 1 && R.First > Begin + 1 && R.Last < G.Columns.rbegin()->first)
        return false;
    return Many >= 4;
  }

  /// Degree of the outputs in all inputs.
  uint8_t degree() const {
    const std::vector<uint8_t> Weight(A.T.Inputs.size(), 1);
    const std::vector<uint8_t> D = A.T.G.degrees(Weight, true);
    uint8_t Most = 0;
    for (Ref R : Y.Values)
      Most = std::max(Most, D[R]);
    return Most;
  }

  std::optional<Verdict> feedback() {
    std::vector<double> H(Longest->Weights.rbegin(), Longest->Weights.rend());
    constexpr size_t MinResponse = 6;
    if (H.size() < MinResponse)
      return std::nullopt;
    const uint8_t Degree = degree();
    // As long as the input, and of one weight a tap: the input ends before the taps do.
    if (Degree == 2 && distinct(H) + 1 >= H.size() / 2)
      return isShortRecurrence(H) ? std::nullopt : feedForward();
    if (Degree == 1 && !isShortRecurrence(H))
      return std::nullopt;
    if (Degree <= 2 && distinct(H) == 1)
      return std::nullopt; // a running sum
    if (endsAsPolynomial(H) || readsAhead())
      return std::nullopt;
    for (const Row &R : Rows)
      if (R.Count && !Y.ByCall && !X.ByCall && Y.First.Object == X.First.Object &&
          R.Last > R.Place + (Y.First.Offset - X.First.Offset) / X.First.Bytes)
        return std::nullopt;
    Verdict V{"iir",
              "the response to an impulse is causal, the same at each element, "
              "and has no end",
              {{"n", lengthOf(Y)}}};
    const Recurrence Of = shortRecurrence(H);
    // What turns and loses nothing (points around a centre, an oscillator) filters nothing.
    if (Of.Order > 1 && near(std::fabs(Of.Last), 1, 1))
      return std::nullopt;
    // Nothing tells feedback from a finite response that outlasts the input: neither products of
    // its weights nor a rule by which the response goes on.
    if (!Of.Order && (Degree == 2 || Degree == 255))
      return std::nullopt;
    if (Of.Order)
      V.Sizes.emplace_back("order", int64_t(Of.Order));
    if (isLattice())
      V.Roles = {"lattice"};
    else if (Of.Order == 1)
      V.Roles = {"one-pole"};
    else if (Of.Order == 2)
      V.Roles = {"biquad"};
    return V;
  }

  /// Stages of f' = f - k*g, g' = g + k*f' (Gray and Markel, 1973): one coefficient meets both
  /// that go in, and comes back crosswise.
  bool isLattice() const {
    constexpr size_t MinStages = 2;
    const Graph &N = A.T.G;
    struct Step {
      Ref To, From, Factor; ///< a node From + k*Factor
    };
    std::map<Ref, std::vector<Step>> ByCoefficient;
    auto Add = [&](Ref To, Ref From, Ref Product) {
      if (N[Product].O != Op::Mul)
        return;
      for (const auto &[C, F] : {std::pair(N[Product].A, N[Product].B), {N[Product].B, N[Product].A}})
        for (Ref K = C;;) // whatever its sign
          if (N[K].O == Op::Input) {
            ByCoefficient[K].push_back({To, From, F});
            break;
          } else if (N[K].O == Op::Sub && N.isConstant(N[K].A, 0)) {
            K = N[K].B;
          } else if (N[K].O == Op::Mul && N.isConstant(N[K].A)) {
            K = N[K].B;
          } else if (N[K].O == Op::Mul && N.isConstant(N[K].B)) {
            K = N[K].A;
          } else {
            break;
          }
    };
    for (Ref R = 0; R < N.size(); ++R)
      if (N[R].O == Op::Add || N[R].O == Op::Sub) {
        Add(R, N[R].A, N[R].B);
        if (N[R].O == Op::Add)
          Add(R, N[R].B, N[R].A);
      }
    size_t Stages = 0;
    for (const auto &[K, Steps] : ByCoefficient)
      Stages += std::ranges::any_of(Steps, [&](const Step &P) {
        return std::ranges::any_of(Steps, [&](const Step &Q) {
          return &P != &Q && Q.From == P.Factor && (Q.Factor == P.To || Q.Factor == P.From) &&
                 P.From != P.Factor;
        });
      });
    return Stages >= MinStages;
  }

  /// The outputs depend on what their own places, or later ones, held before: a system
  /// is solved in place, or the input is not one signal.
  bool readsAhead() const {
    if (Y.ByCall || Y.First.Object == X.First.Object)
      return false;
    // Rows behind one table of pointers are one array, whichever of them is the first.
    const auto TableOf = [&](uint32_t Object) {
      const auto Row = A.T.Rows.find(Object);
      return Row == A.T.Rows.end() ? 0 : Row->second.first;
    };
    const uint32_t Table = TableOf(Y.First.Object);
    for (const Signal &S : A.Signals) {
      const bool BesideIt = Table && S.First.Object != Y.First.Object && TableOf(S.First.Object) == Table;
      if (S.ByCall || (S.First.Object != Y.First.Object && !BesideIt))
        continue;
      const Matrix J = A.derivative(Y.Values, S.Inputs);
      if (BesideIt && largest(J) > 0)
        return true;
      for (size_t R = 0; R < Y.size(); ++R)
        for (size_t C = 0; C < S.size(); ++C)
          if (J[R][C] != 0 && S.First.Offset + S.At[C] * S.First.Bytes >= Y.First.Offset)
            return true;
    }
    return A.isExhausted();
  }

  /// A recurrence of order up to 4 makes \p H: Hankel determinants by elimination.
  bool isShortRecurrence(const std::vector<double> &H) const {
    return shortRecurrence(H).Order > 0;
  }
  struct Recurrence {
    size_t Order = 0; ///< 0: there is none so short
    double Last = 0;  ///< the product of its poles, up to the sign
  };
  Recurrence shortRecurrence(const std::vector<double> &H) const {
    constexpr size_t Most = 4;
    for (size_t Order = 1; Order <= Most && 2 * Order + 3 <= H.size(); ++Order) {
      // Solve for H[k] = sum c_j H[k-j] over the last equations, then check all of these.
      const size_t Start = std::min<size_t>(3, H.size() - 2 * Order - 1);
      Matrix M(Order, std::vector<double>(Order + 1));
      for (size_t R = 0; R < Order; ++R) {
        for (size_t C = 0; C < Order; ++C)
          M[R][C] = H[Start + R + Order - 1 - C];
        M[R][Order] = H[Start + R + Order];
      }
      bool Singular = false;
      for (size_t P = 0; P < Order && !Singular; ++P) {
        size_t Best = P;
        for (size_t R = P; R < Order; ++R)
          if (std::fabs(M[R][P]) > std::fabs(M[Best][P]))
            Best = R;
        std::swap(M[P], M[Best]);
        Singular = std::fabs(M[P][P]) < 1e-12;
        for (size_t R = 0; R < Order && !Singular; ++R)
          if (R != P) {
            const double F = M[R][P] / M[P][P];
            for (size_t C = P; C <= Order; ++C)
              M[R][C] -= F * M[P][C];
          }
      }
      if (Singular)
        continue;
      bool Holds = true;
      for (size_t K = Start + Order; K < H.size() && Holds; ++K) {
        double Sum = 0, Size = std::fabs(H[K]);
        for (size_t J = 0; J < Order; ++J) {
          Sum += M[J][Order] / M[J][J] * H[K - 1 - J];
          Size = std::max(Size, std::fabs(H[K - 1 - J]));
        }
        Holds = near(Sum, H[K], 100 * Size);
      }
      if (Holds && Start + Order + 2 <= H.size())
        return {Order, M[Order - 1][Order] / M[Order - 1][Order - 1]};
    }
    return {};
  }

  std::optional<Verdict> feedForward() {
    const std::vector<double> &W = Longest->Weights;
    const uint8_t Degree = degree();
    if (Degree > 2)
      return std::nullopt;
    std::vector<double> Taps;
    for (double V : W)
      if (!G.zero(V))
        Taps.push_back(V);
    const bool Plain = distinct(Taps) == 1;
    constexpr size_t MinTaps = 3, MinWritten = 5;
    std::vector<std::pair<std::string, int64_t>> Sizes{{"n", lengthOf(Y) / (D == 1 ? U : 1)},
                                                       {"k", int64_t(Taps.size())}};
    if (U > 1)
      Sizes.emplace_back("l", U);
    if (D > 1)
      Sizes.emplace_back("m", D);
    if (Plain) {
      // All taps count alike: a box. What never leaves is a sum.
      if (Taps.size() < MinTaps || Taps.size() != W.size() || !leaves() || (U != 1))
        return std::nullopt;
      if (D != 1)
        return std::nullopt;
      return Verdict{"moving-average", "each output is the sum of a window, all weights equal",
                     Sizes};
    }
    const bool Rates = U != 1 || D != 1;
    if (!Rates && Degree == 2 && isTransformer(W))
      return Verdict{"hilbert",
                     "the weights lie at every second place and change their sign in the middle",
                     Sizes};
    // Windows that do not overlap are rows of a matrix.
    if (D > 1 && Longest->Last - Longest->First + 1 <= D)
      return std::nullopt;
    // Fewer products than taps: a minimal algorithm, which is known as such.
    size_t Elements = 0;
    for (const Row &R : Rows)
      Elements += R.Count;
    if (Degree == 2 && !isFolded(Taps) && 4 * A.operations(X.Inputs).second < 3 * Elements)
      return !Rates && !Y.ByCall && !isFull() && areWeights(Taps.size())
                 ? std::optional(Verdict{"conv1d", "each output is the sum of a window, at fewer products than it has weights",
                                         {}, {}, {"winograd"}})
                 : std::nullopt;
    if (!Rates && isPlane(W))
      return Verdict{"filter-2d",
                     "each output is the sum of a window of an image with weights that stay",
                     Sizes};
    if (Degree == 1 && !Rates && isHilbert(W))
      return Verdict{"hilbert", "the weights are 1/k at every second place, with the sign of k",
                     Sizes};
    if (Rates && Degree == 1)
      if (const auto Boxes = boxesOf(W); Boxes && Boxes->first >= 2)
        return Verdict{"cic", "the response is a box convolved with itself", Sizes};
    // Sums that go on over all of the input repeat their weights: no windows.
    if (Rates && !leaves() && 2 * distinct(Taps) < Taps.size())
      return std::nullopt;
    // Weights that come from outside, or many that are written out.
    if (Taps.size() < (Degree == 2 ? MinTaps : MinWritten))
      return std::nullopt;
    if (Degree == 1 && Rates)
      return std::nullopt;
    const std::string Text = "each output is the sum of a window with weights that stay";
    if (U == D && U > 1 && !staysInPhase())
      return U == 2 && isComplex() ? std::optional(Verdict{"fir", Text + ", complex", Sizes})
                                   : std::nullopt;
    if (!Rates && isSparse(W))
      return std::nullopt;
    // A rate is reduced; other sizes are those of channels.
    if (U > 1 && std::gcd(U, D) > 1)
      return std::nullopt;
    if (U > 1 && D > 1)
      // Outputs of one window all are channels.
      return !movesWithin()
                 ? std::nullopt
                 : std::optional(Verdict{
                       "polyphase", Text + "; they repeat every " + std::to_string(U) + " outputs",
                       Sizes});
    if (U > 1)
      return Verdict{"interpolator", Text + "; " + std::to_string(U) + " outputs an input", Sizes};
    if (D > 1)
      return Verdict{storedInOrder() ? "decimator" : "polyphase",
                     Text + "; " + std::to_string(D) + " inputs an output", Sizes};
    if (isFull())
      return Verdict{isCounted(+1) && !isCounted(-1) ? "correlation" : "convolution", Text, Sizes};
    return Verdict{"fir", Text, Sizes};
  }

  /// An array of so many elements is what the weights are made of, each of another one.
  bool areWeights(size_t Taps) const {
    const Ref Value = Y.Values[G.Rows.at(Longest->Place)];
    return Taps >= 3 && std::ranges::any_of(A.Signals, [&](const Signal &W) {
      return !W.ByCall && W.size() == Taps && W.First.Object != X.First.Object &&
             std::ranges::none_of(A.derivative({Value}, W.Inputs)[0], [](double V) { return V == 0; }) &&
             A.linear(Y.Values, W.Inputs);
    });
  }

  /// The window moves on while the weights have not come round.
  bool movesWithin() const {
    for (size_t K = 0; K + size_t(U) <= Rows.size(); K += size_t(U))
      if (Rows[K].Count && Rows[K + size_t(U) - 1].First != Rows[K].First)
        return true;
    return false;
  }

  /// Equal taps from both ends share a product.
  bool isFolded(const std::vector<double> &Taps) const {
    for (size_t K = 0; K < Taps.size(); ++K)
      if (!near(std::fabs(Taps[K]), std::fabs(Taps[Taps.size() - 1 - K]), G.Scale))
        return false;
    return true;
  }

  /// Each output sees one channel of the inputs only.
  bool staysInPhase() const {
    for (const Row &R : Rows)
      for (size_t K = 0; K < R.Weights.size(); ++K)
        if (!G.zero(R.Weights[K]) && int64_t(K) % D)
          return false;
    return true;
  }

  /// Blocks of two by two are complex numbers: [a -b; b a], either sign.
  bool isComplex() const {
    for (const auto &[T, R] : G.Rows)
      if (T % 2 == 0 && G.Rows.contains(T + 1))
        for (const auto &[S, C] : G.Columns)
          if (S % 2 == 0 && G.Columns.contains(S + 1)) {
            const auto &Re = G.J[R], &Im = G.J[G.Rows.at(T + 1)];
            const size_t Next = G.Columns.at(S + 1);
            if (!near(std::fabs(Re[C]), std::fabs(Im[Next]), G.Scale) ||
                !near(std::fabs(Re[Next]), std::fabs(Im[C]), G.Scale))
              return false;
          }
    return true;
  }

  /// Weights at every second or third place only: an input whose gaps are filled.
  bool isSparse(const std::vector<double> &W) const {
    int64_t Step = 0;
    for (size_t K = 1; K < W.size(); ++K)
      if (!G.zero(W[K]))
        Step = std::gcd(Step, int64_t(K));
    return Step > 1;
  }

  /// Several runs of weights at one distance: rows of a mask.
  bool isPlane(const std::vector<double> &W) const {
    std::vector<std::pair<size_t, size_t>> Runs;
    for (size_t K = 0; K < W.size(); ++K)
      if (!G.zero(W[K])) {
        if (K && !G.zero(W[K - 1]))
          ++Runs.back().second;
        else
          Runs.emplace_back(K, 1);
      }
    if (Runs.size() < 2 || Runs[0].second < 2)
      return false;
    for (size_t K = 1; K < Runs.size(); ++K)
      if (Runs[K].second != Runs[0].second ||
          Runs[K].first - Runs[K - 1].first != Runs[1].first - Runs[0].first)
        return false;
    return Runs[1].first - Runs[0].first > Runs[0].second;
  }

  /// Antisymmetric, and nothing at even distances from the middle.
  bool isTransformer(const std::vector<double> &W) const {
    constexpr size_t MinTaps = 4;
    const size_t Middle = W.size() / 2;
    size_t Taps = 0;
    if (W.size() % 2 == 0)
      return false;
    for (size_t K = 0; K <= Middle; ++K) {
      const double Before = W[Middle - K], After = W[Middle + K];
      if (K % 2 == 0 ? !G.zero(Before) || !G.zero(After) : !near(Before, -After, G.Scale))
        return false;
      Taps += !G.zero(After) ? 2 : 0;
    }
    return Taps >= MinTaps && distinct(W) >= MinTaps;
  }

  bool isHilbert(const std::vector<double> &W) const {
    if (W.size() < 5 || W.size() % 2 == 0)
      return false;
    const int Middle = int(W.size() / 2);
    for (int K = -Middle; K <= Middle; ++K) {
      const double V = W[size_t(Middle + K)];
      if (K % 2 == 0 ? !G.zero(V)
                     : !near(V * K, W[size_t(Middle + 1)], 10 * std::fabs(W[size_t(Middle + 1)])))
        return false;
    }
    return true;
  }

  /// Of some window the first input is not the first of all.
  bool leaves() const {
    int64_t Begin = INT64_MAX;
    for (const Row &R : Rows)
      if (R.Count)
        Begin = std::min(Begin, R.First);
    size_t Later = 0;
    for (const Row &R : Rows)
      Later += R.Count == Longest->Count && R.First > Begin;
    return Later >= 2;
  }

  /// Both ends of the output see only a part of the taps.
  bool isFull() const {
    if (Y.ByCall || Longest->Count < 3)
      return false;
    const Row *First = nullptr, *Last = nullptr;
    for (const Row &R : Rows)
      if (R.Count) {
        First = First ? First : &R;
        Last = &R;
      }
    return First->Count == 1 && Last->Count == 1;
  }

  /// Where in memory the weights of the longest row lie, in the order of its inputs.
  std::vector<int64_t> tapPlaces() const {
    // The weight of each input is a tap: by which input does it change?
    const Row &R = *Longest;
    const Ref Value = Y.Values[G.Rows.at(R.Place)];
    std::vector<uint32_t> Others;
    for (uint32_t K : A.T.G.inputsOf(Value))
      if (std::ranges::find(X.Inputs, K) == X.Inputs.end())
        Others.push_back(K);
    std::vector<int64_t> Order;
    for (int64_t S = R.First; S <= R.Last; ++S) {
      auto C = G.Columns.find(S);
      if (C == G.Columns.end())
        continue;
      std::vector<double> At = A.Inputs;
      At[X.Inputs[C->second]] += 1;
      const std::vector<double> There = A.at(At);
      for (uint32_t K : Others) {
        const double Before = A.derivative({Value}, {K})[0][0],
                     After = A.derivative({Value}, {K}, There)[0][0];
        if (!near(Before, After, 1))
          Order.push_back(A.T.Inputs[K].Offset);
      }
    }
    return Order;
  }

  /// Taps are counted with the inputs (+1) or against them (-1).
  bool isCounted(int Direction) const {
    const std::vector<int64_t> Order = tapPlaces();
    for (size_t K = 1; K < Order.size(); ++K)
      if ((Order[K] - Order[K - 1]) * Direction <= 0)
        return false;
    return Order.size() > 1;
  }

  /// Neighbouring taps lie next to each other in memory, forwards or backwards.
  bool storedInOrder() const {
    const std::vector<int64_t> Order = tapPlaces();
    size_t Up = 0, Down = 0;
    for (size_t K = 1; K < Order.size(); ++K) {
      Up += Order[K] >= Order[K - 1];
      Down += Order[K] <= Order[K - 1];
    }
    // Folded taps go there and back.
    return Order.empty() || Up == Order.size() - 1 || Down == Order.size() - 1 ||
           std::ranges::equal(Order, std::vector(Order.rbegin(), Order.rend()));
  }

  const Analysis &A;
  const Response &Y;
  const Signal &X;
  Grid G;
  std::vector<Row> Rows;
  const Row *Longest = nullptr;
  int64_t U = 1, D = 1;
};

} // namespace

std::optional<Verdict> filter(const Analysis &A, const Response &Y, const Signal &X,
                              const Matrix &J) {
  return Filter(A, Y, X, J).run();
}

} // namespace auspex::kernels::trace
