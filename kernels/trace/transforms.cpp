//===- kernels/trace/transforms.cpp - Operators with a known spectrum -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A linear operator between arrays is a transform where its matrix is: powers of a root
// of unity (DFT; in any order of inputs and outputs, which leaves bit reversal aside),
// cosines of half steps (DCT, MDCT), signs (Walsh and Hadamard). Rows and columns may
// have factors (normalisation, windows). Whether it is a fast transform is decided by
// what it cost: additions against elements of the matrix.
//
// Twiddles that come from a table are inputs. The operator is looked at with the tables
// holding cosines and sines; that they do is an assumption, and is said.
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/classify.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace auspex::kernels::trace {
namespace {

using Complex = std::complex<double>;
using ComplexMatrix = std::vector<std::vector<Complex>>;
constexpr double Pi = std::numbers::pi;
/// Fixed-point tables have 13 bits or more.
constexpr double Tolerance = 3e-3;
bool close(double A, double B, double Scale) { return std::fabs(A - B) <= Tolerance * Scale; }

/// Real and imaginary parts.
struct Points {
  std::vector<uint32_t> Re, Im; ///< Im empty: real
};
struct Spectrum {
  std::vector<Ref> Re, Im;
};

template <typename T> std::pair<std::vector<T>, std::vector<T>> parts(const std::vector<T> &V) {
  std::pair<std::vector<T>, std::vector<T>> P;
  for (size_t K = 0; K < V.size(); ++K)
    (K % 2 ? P.second : P.first).push_back(V[K]);
  return P;
}

/// Powers of a root of unity, whatever the order of rows and columns, whatever the
/// factors of columns. Of a large operator some columns.
bool isFourier(const ComplexMatrix &C) {
  const size_t N = C.size(), Columns = C[0].size();
  std::vector<std::vector<size_t>> Steps(N, std::vector<size_t>(Columns));
  const double Turn = double(N) / (2 * Pi);
  for (size_t Col = 0; Col < Columns; ++Col) {
    const Complex First = C[0][Col];
    const double Size = std::abs(First);
    if (Size == 0 || !std::isfinite(Size))
      return false;
    for (size_t Row = 0; Row < N; ++Row) {
      const Complex Ratio = C[Row][Col] / First;
      const double Angle = std::arg(Ratio) * Turn, Whole = std::round(Angle);
      if (!close(std::abs(Ratio), 1, 1) ||
          std::fabs(Angle - Whole) > std::max(0.02, Tolerance * Turn))
        return false;
      Steps[Row][Col] = size_t(int64_t(Whole) + int64_t(N)) % N;
    }
  }
  // One column counts the rows; the others are multiples of it.
  for (size_t Col = 0; Col < Columns; ++Col) {
    std::vector<size_t> Place(N, N);
    for (size_t Row = 0; Row < N; ++Row)
      Place[Steps[Row][Col]] = Row;
    if (std::ranges::find(Place, N) != Place.end())
      continue;
    std::vector<bool> Seen(N);
    for (size_t Other = 0; Other < Columns; ++Other) {
      const size_t By = Steps[Place[1]][Other];
      if (Seen[By])
        return false;
      Seen[By] = true;
      for (size_t Row = 0; Row < N; ++Row)
        if (Steps[Row][Other] != Steps[Row][Col] * By % N)
          return false;
    }
    return true;
  }
  return false;
}

/// Rows over real samples are tones of one frequency each, two phases for each.
bool isRealFourier(const Matrix &J) {
  const size_t N = J[0].size();
  if (N < 6 || N % 2)
    return false;
  std::vector<std::vector<std::pair<double, double>>> Found(N / 2 + 1);
  size_t Rows = 0;
  for (const auto &Row : J) {
    double Energy = 0;
    for (double V : Row)
      Energy += V * V;
    if (Energy < 1e-20)
      continue;
    ++Rows;
    bool Pure = false;
    for (size_t K = 0; K <= N / 2 && !Pure; ++K) {
      double A = 0, B = 0;
      for (size_t M = 0; M < N; ++M) {
        A += Row[M] * std::cos(2 * Pi * double(K * M % N) / double(N));
        B += Row[M] * std::sin(2 * Pi * double(K * M % N) / double(N));
      }
      const double Share = (A * A + B * B) / double(N) * (K == 0 || 2 * K == N ? 1 : 2);
      if (Share > Energy * (1 - 1e-4)) {
        Found[K].emplace_back(A, B);
        Pure = true;
      }
    }
    if (!Pure)
      return false;
  }
  for (size_t K = 1; K < N / 2; ++K) {
    bool Independent = false;
    for (const auto &[A, B] : Found[K])
      for (const auto &[X, Y] : Found[K])
        Independent |= std::fabs(A * Y - B * X) > 0.1 * std::hypot(A, B) * std::hypot(X, Y);
    if (!Independent)
      return false;
  }
  return Rows >= N - 2;
}

/// J = rows' factors x columns' factors x \p Base, element by element.
template <typename Fn> bool isScaled(const Matrix &J, Fn Base) {
  const size_t M = J.size(), N = J[0].size();
  std::vector<double> R(M);
  const double Scale = largest(J);
  for (size_t K = 0; K < M; ++K) {
    R[K] = J[K][0] / Base(K, 0);
    if (std::fabs(R[K]) < 1e-9 * Scale)
      return false;
  }
  for (size_t C = 0; C < N; ++C) {
    size_t Best = 0;
    for (size_t K = 0; K < M; ++K)
      if (std::fabs(Base(K, C)) > std::fabs(Base(Best, C)))
        Best = K;
    const double F = J[Best][C] / (R[Best] * Base(Best, C));
    if (std::fabs(F) < 1e-6)
      return false;
    for (size_t K = 0; K < M; ++K)
      if (!close(J[K][C], R[K] * F * Base(K, C), std::fabs(R[K] * F)))
        return false;
  }
  return true;
}

Matrix transposed(const Matrix &J) {
  Matrix T(J[0].size(), std::vector<double>(J.size()));
  for (size_t R = 0; R < J.size(); ++R)
    for (size_t C = 0; C < J[0].size(); ++C)
      T[C][R] = J[R][C];
  return T;
}

double dct2(size_t K, size_t N, double Of) { return std::cos(Pi * double((2 * N + 1) * K) / (2 * Of)); }

bool isCosine(const Matrix &Forward) {
  const size_t N = Forward.size();
  if (N != Forward[0].size() || N < 4)
    return false;
  for (const Matrix &J : {Forward, transposed(Forward)}) {
    if (isScaled(J, [&](size_t K, size_t M) { return dct2(K, M, double(N)); }))
      return true;
    // Rows and columns of a square.
    const size_t Side = size_t(std::lround(std::sqrt(double(N))));
    if (Side >= 4 && Side * Side == N && isScaled(J, [&](size_t K, size_t M) {
          return dct2(K / Side, M / Side, double(Side)) * dct2(K % Side, M % Side, double(Side));
        }))
      return true;
  }
  return isScaled(Forward,
                  [&](size_t K, size_t M) {
                    return std::cos(Pi * double((2 * K + 1) * (2 * M + 1)) / (4 * double(N)));
                  }) ||
         isScaled(Forward, [&](size_t K, size_t M) {
           return std::cos(Pi * double(K * M) / double(N - 1)) ;
         });
}

/// Rows of whole numbers that stand for those of the DCT: orthogonal to each other, and each
/// nearly its row (Malvar et al., Low-complexity transform and quantization in H.264/AVC,
/// 2003; of the ratio of four points' odd rows, 1+sqrt(2), nothing but 2 is made, or 2.3: 3
/// would be the slant transform).
bool isWholeCosine(const Matrix &J) {
  const size_t N = J.size();
  if (N < 4 || N > 32 || (N & (N - 1)) || J[0].size() != N)
    return false;
  const auto Product = [&](const std::vector<double> &X, const std::vector<double> &Y) {
    double Sum = 0;
    for (size_t K = 0; K < N; ++K)
      Sum += X[K] * Y[K];
    return Sum;
  };
  for (size_t K = 0; K < N; ++K) {
    const double Size = Product(J[K], J[K]);
    if (Size < 1e-12)
      return false;
    for (size_t Other = 0; Other < K; ++Other)
      if (std::fabs(Product(J[K], J[Other])) > 0.02 * std::sqrt(Size * Product(J[Other], J[Other])))
        return false;
    std::vector<double> Row(N);
    for (size_t M = 0; M < N; ++M)
      Row[M] = dct2(K, M, double(N));
    const double Like = Product(J[K], Row) / std::sqrt(Size * Product(Row, Row));
    if (std::fabs(Like) < 0.985)
      return false;
  }
  const double Ratio = N == 4 ? std::fabs(J[1][0] / J[1][1]) : 2;
  return Ratio > 1.95 && Ratio < 2.55;
}

/// The same by rows and columns of a square, the sides apart.
bool isWholeCosineOfSquare(const Matrix &J) {
  const size_t N = J.size(), Side = size_t(std::lround(std::sqrt(double(N))));
  if (Side < 4 || Side * Side != N || J[0].size() != N || J[0][0] == 0)
    return false;
  Matrix A(Side, std::vector<double>(Side)), B = A;
  for (size_t K = 0; K < Side; ++K)
    for (size_t M = 0; M < Side; ++M) {
      A[K][M] = J[K * Side][M * Side] / J[0][0];
      B[K][M] = J[K][M] / J[0][0];
    }
  const double Scale = largest(J);
  for (size_t K = 0; K < N; ++K)
    for (size_t M = 0; M < N; ++M)
      if (!close(J[K][M], A[K / Side][M / Side] * B[K % Side][M % Side] * J[0][0], Scale))
        return false;
  return isWholeCosine(A) && isWholeCosine(B);
}

/// Half as many outputs as inputs, which overlap, or the other way round.
bool isLapped(const Matrix &Any) {
  const Matrix J = Any.size() < Any[0].size() ? Any : transposed(Any);
  const size_t N = J.size();
  return N >= 4 && J[0].size() == 2 * N && isScaled(J, [&](size_t K, size_t M) {
    return std::cos(Pi / double(N) * (double(M) + 0.5 + double(N) / 2) * (double(K) + 0.5));
  });
}

bool isWalsh(const Matrix &J) {
  const size_t N = J.size();
  if (N < 4 || N != J[0].size() || (N & (N - 1)))
    return false;
  const double Size = std::fabs(J[0][0]);
  std::vector<bool> Seen(N);
  for (const auto &Row : J) {
    size_t K = 0;
    for (size_t Bit = 1; Bit < N; Bit *= 2)
      K |= Row[Bit] * Row[0] < 0 ? Bit : 0;
    if (Seen[K])
      return false;
    Seen[K] = true;
    for (size_t M = 0; M < N; ++M) {
      const double Sign = __builtin_popcountll(K & M) % 2 ? -1 : 1;
      if (!near(Row[M], Sign * Row[0], Size) || !near(std::fabs(Row[M]), Size, Size))
        return false;
    }
  }
  return Size > 0;
}

//===--- Tables -------------------------------------------------------------===//

/// What tables may hold: an assignment to the inputs, and how to say it.
struct Hypothesis {
  std::vector<double> Inputs;
  bool Tables = false;
};

int64_t indexIn(const Signal &S, size_t K) {
  const int64_t Begin = S.First.Offset / std::max<int64_t>(1, S.First.Bytes);
  constexpr int64_t Near = 8;
  return (Begin >= 0 && Begin <= Near ? Begin : 0) + S.At[K];
}

std::vector<Hypothesis> hypotheses(const Analysis &A, const std::vector<const Signal *> &Tables,
                                   size_t N) {
  std::vector<Hypothesis> Out{{A.Inputs, false}};
  if (Tables.empty() || Tables.size() > 4)
    return Out;
  const Place &F = Tables[0]->First;
  std::vector<double> Scales{1};
  if (!F.Real)
    Scales = F.Bytes <= 2 ? std::vector<double>{32768, 16384}
                          : std::vector<double>{2147483648.0, 32768, 16384, 1073741824.0};
  for (double Scale : Scales)
    for (size_t Period : {N, 2 * N, 4 * N}) {
      auto Fill = [&](auto Value) {
        Hypothesis H{A.Inputs, true};
        for (size_t T = 0; T < Tables.size(); ++T)
          for (size_t K = 0; K < Tables[T]->size(); ++K)
            H.Inputs[Tables[T]->Inputs[K]] = Scale * Value(T, indexIn(*Tables[T], K));
        Out.push_back(std::move(H));
      };
      auto Angle = [&](int64_t K) { return 2 * Pi * double(K) / double(Period); };
      Fill([&](size_t, int64_t K) { return K % 2 ? -std::sin(Angle(K / 2)) : std::cos(Angle(K / 2)); });
      Fill([&](size_t T, int64_t K) { return T % 2 ? -std::sin(Angle(K)) : std::cos(Angle(K)); });
      Fill([&](size_t T, int64_t K) { return T % 2 ? std::cos(Angle(K)) : -std::sin(Angle(K)); });
      Fill([&](size_t, int64_t K) { return std::sin(Angle(K)); });
      Fill([&](size_t, int64_t K) { return std::cos(Angle(K)); });
    }
  return Out;
}

class Finder {
public:
  explicit Finder(const Analysis &A) : A(A) {}

  std::optional<Verdict> run() {
    for (const Signal &X : A.Signals)
      for (const Response &Y : A.Responses)
        if (!X.ByCall && !Y.ByCall && isAnalytic(X, Y))
          return Verdict{"hilbert", "the imaginary parts are the input turned by a quarter at each frequency", {{"n", int64_t(X.size())}}};
    for (const Signal &X : A.Signals)
      if (!X.ByCall)
        for (const Response &Y : A.Responses)
          if (auto V = between(X, Y))
            return V;
    return std::nullopt;
  }

private:
  static constexpr size_t MinPoints = 4, MaxPoints = 512;

  std::optional<Verdict> between(const Signal &X, const Response &Y) {
    if (Y.ByCall || X.size() < MinPoints || Y.size() < MinPoints || X.size() > 2 * MaxPoints ||
        Y.size() > 2 * MaxPoints || !isRegular(X.At) || !isRegular(Y.At))
      return std::nullopt;
    // All of the input is in all of the output, or in its part of it.
    if (!A.mixes(Y.Values[Y.size() / 2], X.Inputs) && !A.mixes(Y.Values[Y.size() / 2 - 1], X.Inputs))
      return std::nullopt;
    // Several transforms side by side: the first of them.
    if (const auto F = firstFrame(A, X, Y); F && F->Count > 1 && F->Hop >= F->X.size()) {
      Signal X0{X.First, F->X, {X.At.begin(), X.At.begin() + ptrdiff_t(F->X.size())}};
      Response Y0{Y.First, F->Y, {Y.At.begin(), Y.At.begin() + ptrdiff_t(F->Y.size())}};
      if (F->X.size() >= MinPoints && X.Inputs[0] == F->X[0])
        if (auto V = between(X0, Y0))
          return V;
    }
    constexpr size_t MaxReal = 128;
    if (X.size() > MaxReal && 2 * A.T.G.inputsOf(Y.Values[Y.size() / 2]).size() < X.size())
      return std::nullopt;
    if (X.size() <= MaxReal) {
      const auto J = A.linear(Y.Values, X.Inputs);
      if (!J)
        return std::nullopt;
      // All of the input is in all of the output.
      size_t Elements = 0;
      for (const auto &Row : *J)
        Elements += size_t(std::ranges::count_if(Row, [&](double V) { return V != 0; }));
      if (Elements * 20 < X.size() * Y.size() * 9)
        return wavelet(A, X);
      if (auto V = real(X, Y, *J))
        return V;
      if (auto V = lapped(X, Y))
        return V;
    } else if (!A.linear(Y.Values, {X.Inputs[0], X.Inputs[1]})) {
      return std::nullopt;
    }
    // Interleaved on either side, or the imaginary parts in arrays of their own.
    std::vector<Spectrum> Outs;
    for (const Response &Z : A.Responses)
      if (&Z > &Y && !Z.ByCall && Z.size() == Y.size())
        Outs.push_back({Y.Values, Z.Values});
    if (Y.size() % 2 == 0) {
      auto [Re, Im] = parts(Y.Values);
      Outs.push_back({Re, Im});
    }
    std::vector<Points> Ins;
    for (const Signal &Z : A.Signals)
      if (&Z > &X && !Z.ByCall && Z.size() == X.size() && Z.First.Real == X.First.Real)
        Ins.push_back({X.Inputs, Z.Inputs});
    if (X.size() % 2 == 0) {
      auto [Re, Im] = parts(X.Inputs);
      Ins.push_back({Re, Im});
    }
    constexpr size_t MaxPairs = 4;
    if (Outs.size() > MaxPairs || Ins.size() > MaxPairs)
      return std::nullopt;
    for (const Spectrum &S : Outs) {
      for (const Points &P : Ins)
        if (P.Re.size() == S.Re.size() && P.Re.size() >= MinPoints)
          if (auto V = complexFourier(P, S))
            return V;
      if (auto V = realFourier(X, S))
        return V;
    }
    return X.size() <= MaxReal ? wavelet(A, X) : std::nullopt;
  }

  /// The input beside its circular Hilbert transform, whose spectrum has -i and i.
  bool isAnalytic(const Signal &X, const Response &Y) const {
    const size_t N = X.size();
    constexpr size_t MaxLength = 64;
    if (N < 6 || N > MaxLength || Y.size() != 2 * N || !A.mixes(Y.Values[N + 1], X.Inputs))
      return false;
    const auto J = A.linear(Y.Values, X.Inputs);
    if (!J)
      return false;
    const double Own = (*J)[0][0];
    for (size_t R = 0; R < N; ++R)
      for (size_t C = 0; C < N; ++C)
        if (!close((*J)[2 * R][C], R == C ? Own : 0, std::fabs(Own)) ||
            !close((*J)[2 * R + 1][C], (*J)[1][(C + N - R) % N], std::fabs(Own)))
          return false;
    for (size_t K = 1; 2 * K < N; ++K) {
      Complex Sum;
      for (size_t M = 0; M < N; ++M)
        Sum += (*J)[1][M] * std::polar(1.0, 2 * Pi * double(K * M) / double(N));
      if (!close(std::abs(Sum.imag()), std::fabs(Own), std::fabs(Own)) ||
          !close(Sum.real(), 0, std::fabs(Own)))
        return false;
    }
    return Own != 0;
  }

  /// Elements at one distance, or pairs of neighbours at one distance.
  static bool isRegular(const std::vector<int64_t> &At) {
    for (size_t K = 2; K < At.size(); ++K)
      if (At[K] - At[K - 2] != At[2] - At[0])
        return false;
    return At[1] - At[0] == 1 || 2 * (At[1] - At[0]) == At[2] - At[0];
  }

  /// Arrays of numbers that \p Y depends on and that are no part of \p X.
  std::vector<const Signal *> tablesFor(const std::vector<uint32_t> &X, const std::vector<Ref> &Y,
                                        size_t Points) const {
    std::vector<const Signal *> Out;
    for (const Signal &S : A.Signals)
      if (!S.ByCall && S.size() + 2 >= Points / 4 && std::ranges::find(X, S.Inputs[0]) == X.end() &&
          A.dependsOn(Y, S.Inputs))
        Out.push_back(&S);
    return Out;
  }

  /// Both halves of a lapped inverse: the output, and what the next block adds.
  std::optional<Verdict> lapped(const Signal &X, const Response &Y) {
    if (X.size() != Y.size() || X.size() > 64)
      return std::nullopt;
    for (const Response &Z : A.Responses) {
      if (&Z == &Y || Z.ByCall || Z.size() != Y.size())
        continue;
      std::vector<Ref> Both = Y.Values;
      Both.insert(Both.end(), Z.Values.begin(), Z.Values.end());
      if (const auto J = A.linear(Both, X.Inputs); J && isLapped(*J))
        return Verdict{"mdct", "the matrix of the operator is cosines of half steps over overlapping blocks",
                       {{"n", int64_t(X.size())}}};
    }
    return std::nullopt;
  }

  std::optional<Verdict> real(const Signal &X, const Response &Y, const Matrix &J) {
    if (isWalsh(J))
      return Verdict{"fwht", "the matrix of the operator is Walsh and Hadamard's", {{"n", int64_t(X.size())}}};
    if (X.size() != Y.size() && X.size() != 2 * Y.size() && 2 * X.size() != Y.size())
      return std::nullopt;
    if (isCosine(J))
      return Verdict{"dct", "the matrix of the operator is cosines of half steps", {{"n", int64_t(X.size())}}};
    if (!X.First.Real && X.size() == Y.size())
      for (const Matrix &K : {J, transposed(J)})
        if (isWholeCosine(K) || isWholeCosineOfSquare(K))
          return Verdict{"dct", "the rows of the operator are whole numbers near those of the DCT, and orthogonal",
                         {{"n", int64_t(X.size())}}, {}, {"integer-dct"}};
    if (isLapped(J))
      return Verdict{"mdct", "the matrix of the operator is cosines of half steps over overlapping blocks",
                     {{"n", int64_t(Y.size())}}};
    const size_t Small = std::min(X.size(), Y.size());
    for (const Hypothesis &H : hypotheses(A, tablesFor(X.Inputs, Y.Values, Small), 2 * Small)) {
      if (!H.Tables)
        continue;
      const Matrix K = A.derivative(Y.Values, X.Inputs, A.at(H.Inputs));
      if (isCosine(K))
        return Verdict{"dct", "with a table of cosines the matrix of the operator is that of the DCT",
                       {{"n", int64_t(Small)}}};
    }
    return std::nullopt;
  }

  /// Every input meets w^(k*k) with w = e^(pi*i/n), and nothing else: what follows is a
  /// convolution with the same chirp (Bluestein, 1970).
  bool isChirped(const std::vector<uint32_t> &X, const ComplexMatrix &C) const {
    const Graph &G = A.T.G;
    const size_t N = C.size();
    std::vector<size_t> NumberOf(A.T.Inputs.size(), N);
    for (size_t K = 0; K < X.size(); ++K)
      NumberOf[X[K]] = K % N;
    std::vector<bool> Met(N);
    for (Ref R = 0; R < G.size(); ++R) {
      const Node &M = G[R];
      for (const auto &[One, Other] : {std::pair(M.A, M.B), {M.B, M.A}}) {
        if (M.O == Op::Input || M.O == Op::Constant || One == None || G[One].O != Op::Input || NumberOf[G[One].A] == N)
          continue;
        // Quarter turns are no products.
        const size_t K = NumberOf[G[One].A];
        if (2 * K * K % N == 0)
          continue;
        const double Angle = Pi * double(K * K % (2 * N)) / double(N);
        const double Factor = M.O == Op::Mul && G.isConstant(Other) ? std::fabs(G[Other].Value) : -1;
        if (!close(Factor, std::fabs(std::cos(Angle)), 1) && !close(Factor, std::fabs(std::sin(Angle)), 1))
          return false;
        Met[K] = true;
      }
    }
    size_t Turned = 0;
    for (size_t K = 0; K < N; ++K)
      Turned += 2 * K * K % N != 0;
    return Turned >= 3 && size_t(std::ranges::count(Met, true)) == Turned;
  }

  Verdict named(const std::vector<uint32_t> &X, const ComplexMatrix &C, bool Complex, bool Tables) {
    const double Part = double(C[0].size()) * (Complex ? 2 : 1) / double(X.size());
    // A transform by its definition adds once an element of the matrix.
    size_t Elements = 0;
    for (const auto &Row : C)
      for (const auto &V : Row)
        Elements += (std::fabs(V.real()) > 1e-9) + (std::fabs(V.imag()) > 1e-9);
    if (Complex)
      Elements *= 2;
    const bool Fast = double(A.operations(X).first) * Part < 0.75 * double(Elements);
    std::string Text = "the matrix of the operator is powers of a root of unity";
    if (Tables)
      Text = "with tables of cosines and sines " + Text;
    constexpr size_t MinChirp = 5; // of a few, multiples of an angle are what squares are
    if (Complex && !Tables && C.size() >= MinChirp && isChirped(X, C))
      return {"fft", Text + ", by a convolution with a chirp", {{"n", int64_t(X.size()) / 2}}, {}, {"bluestein"}};
    return {Fast ? "fft" : "dft", Text + (Fast ? ", at fewer additions than it has elements" : ""),
            {{"n", int64_t(X.size()) / (Complex ? 2 : 1)}}};
  }

  std::optional<Verdict> complexFourier(const Points &P, const Spectrum &S) {
    const size_t N = P.Re.size();
    // Of a large operator some columns are enough.
    constexpr size_t MaxColumns = 64, Few = 12;
    Points Some;
    for (size_t K = 0; K < N; ++K)
      if (N <= MaxColumns || K < Few / 2 || K >= N - Few / 2) {
        Some.Re.push_back(P.Re[K]);
        Some.Im.push_back(P.Im[K]);
      }
    const size_t Columns = Some.Re.size();
    std::vector<uint32_t> Both = P.Re;
    Both.insert(Both.end(), P.Im.begin(), P.Im.end());
    for (const Hypothesis &H : hypotheses(A, tablesFor(Both, S.Re, N), N)) {
      const std::vector<double> V = A.at(H.Inputs);
      std::vector<Ref> Outs = S.Re;
      Outs.insert(Outs.end(), S.Im.begin(), S.Im.end());
      const Matrix Re = A.derivative(Outs, Some.Re, V);
      ComplexMatrix C(N, std::vector<Complex>(Columns));
      for (size_t R = 0; R < N; ++R)
        for (size_t K = 0; K < Columns; ++K)
          C[R][K] = {Re[R][K], Re[N + R][K]};
      if (!isFourier(C))
        continue;
      // The imaginary parts go the same way, a quarter turn on.
      const Matrix Quarter = A.derivative(S.Re, {Some.Im[1]}, V);
      bool Same = true;
      for (size_t R = 0; R < N; ++R)
        Same &= close(Quarter[R][0], -C[R][1].imag(), std::abs(C[R][1]));
      if (Same)
        return named(Both, C, true, H.Tables);
    }
    return std::nullopt;
  }

  std::optional<Verdict> realFourier(const Signal &X, const Spectrum &S) {
    if (X.size() < 6 || X.size() > 256)
      return std::nullopt;
    std::vector<Ref> All = S.Re;
    All.insert(All.end(), S.Im.begin(), S.Im.end());
    if (All.size() + 2 < X.size() || All.size() > 2 * X.size())
      return std::nullopt;
    for (const Hypothesis &H : hypotheses(A, tablesFor(X.Inputs, All, X.size()), X.size())) {
      const Matrix J = A.derivative(All, X.Inputs, A.at(H.Inputs));
      if (!isRealFourier(J))
        continue;
      ComplexMatrix C;
      for (const auto &Row : J)
        C.emplace_back(Row.begin(), Row.end());
      return named(X.Inputs, C, false, H.Tables);
    }
    return std::nullopt;
  }

  const Analysis &A;
};

} // namespace

std::optional<Verdict> transform(const Analysis &A) { return Finder(A).run(); }

} // namespace auspex::kernels::trace
