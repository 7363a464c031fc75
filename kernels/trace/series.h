//===- kernels/trace/series.h - Signals in a trace --------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Arrays that a function read and wrote, and what it was given and returned call by
// call: sequences of inputs and outputs. Between two of them stands a matrix of
// derivatives; where it is the same at two points the outputs are linear in the inputs.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_TRACE_SERIES_H
#define AUSPEX_KERNELS_TRACE_SERIES_H

#include "kernels/trace/trace.h"

namespace auspex::kernels::trace {

/// Inputs by place: Inputs[k] lies At[k] elements behind the first.
struct Signal {
  Place First;
  std::vector<uint32_t> Inputs;
  std::vector<int64_t> At;
  bool ByCall = false;
  size_t size() const { return Inputs.size(); }
};

/// Outputs likewise.
struct Response {
  Place First;
  std::vector<Ref> Values;
  std::vector<int64_t> At;
  bool ByCall = false;
  size_t size() const { return Values.size(); }
};

/// How many outputs there are: of one call.
inline int64_t lengthOf(const Response &Y) { return Y.ByCall ? 1 : int64_t(Y.size()); }

/// Every Step-th element from First on: one channel of several.
Signal channelOf(const Signal &S, int64_t First, int64_t Step);
Response channelOf(const Response &S, int64_t First, int64_t Step);

using Matrix = std::vector<std::vector<double>>; ///< [output][input]

class Analysis {
public:
  Analysis(const Trace &T, uint64_t &Work);

  const Trace &T;
  std::vector<Signal> Signals;
  std::vector<Response> Responses;

  /// Every node's value for other inputs; those of the run when the budget is spent.
  std::vector<double> at(const std::vector<double> &Inputs) const {
    return spend(1) ? T.G.evaluate(Inputs) : Values;
  }
  /// d Y / d X at the point of the run; zero when the budget is spent.
  Matrix derivative(const std::vector<Ref> &Y, const std::vector<uint32_t> &X) const {
    return derivative(Y, X, Values);
  }
  Matrix derivative(const std::vector<Ref> &Y, const std::vector<uint32_t> &X,
                    const std::vector<double> &At) const;
  /// The derivative where Y is linear in X and no comparison of what depends on X was
  /// decided on the way.
  std::optional<Matrix> linear(const std::vector<Ref> &Y, const std::vector<uint32_t> &X) const;
  /// For each node its degree as a polynomial in X (Graph::degrees).
  const std::vector<uint8_t> &degreesIn(const std::vector<uint32_t> &X) const;
  /// The derivative of one number by every node below it.
  void adjoints(Ref Y, std::vector<double> &Out) const {
    spend(1);
    T.G.gradient(Values, Y, Moved, Out);
  }
  /// The derivative of one number by X at \p At.
  std::vector<double> gradient(Ref Y, const std::vector<uint32_t> &X,
                               const std::vector<double> &At) const {
    return derivative({Y}, X, At)[0];
  }
  /// One of \p Y depends on one of \p X.
  bool dependsOn(const std::vector<Ref> &Y, const std::vector<uint32_t> &X) const;
  /// \p Y depends on two of \p X.
  bool mixes(Ref Y, const std::vector<uint32_t> &X) const;
  /// A comparison that decides what happens depends on one of \p X; saturation is none.
  bool decidesBy(const std::vector<uint32_t> &X) const;
  /// Additions and subtractions, and multiplications, of what depends on \p X.
  std::pair<size_t, size_t> operations(const std::vector<uint32_t> &X) const;

  /// The longest chain of multiplications of what depends on \p X.
  size_t depth(const std::vector<uint32_t> &X) const;
  /// Addresses are made from numbers, and something is chosen by these numbers.
  bool wrapsIndices() const;

  std::vector<double> Inputs, Values;
  /// Zeros stand for what was not evaluated: that nothing depends on something says nothing.
  bool isExhausted() const { return !Work; }

private:
  bool spend(size_t Times) const {
    const uint64_t Cost = Times * T.G.size();
    const bool Enough = Work >= Cost;
    Work -= Enough ? Cost : Work;
    return Enough;
  }
  uint64_t &Work;
  mutable std::vector<double> Moved, Scratch; ///< large, and used again and again
  const std::vector<uint64_t> &maskOf(const std::vector<uint32_t> &X) const;
  /// What depends on inputs, by the inputs: several questions ask about the same.
  mutable std::map<std::vector<uint32_t>, std::vector<uint64_t>> Masks;
  mutable std::map<std::vector<uint32_t>, std::vector<uint8_t>> Degrees;
  mutable std::map<std::pair<std::vector<Ref>, std::vector<uint32_t>>, std::optional<Matrix>> Linear;
};

/// The outputs of one frame, and the inputs that they depend on.
struct Frame {
  std::vector<uint32_t> X;
  std::vector<Ref> Y;
  size_t Count = 1; ///< frames like it
  size_t Hop = 0;
};

/// The first of the frames that \p Y consists of; all of it where it is one.
std::optional<Frame> firstFrame(const Analysis &A, const Signal &X, const Response &Y);

/// \p R without what is monotone around it: roots (\p Rooted: there is one), logarithms,
/// factors, a least value.
Ref levelOf(const Graph &G, Ref R, bool *Rooted = nullptr);

/// |A - B| is small against \p Scale.
inline bool near(double A, double B, double Scale) {
  const double D = A - B;
  return (D < 0 ? -D : D) <= 1e-6 * Scale;
}
double largest(const Matrix &J);
/// How many different numbers \p W has.
size_t distinct(std::vector<double> W);

} // namespace auspex::kernels::trace

#endif
