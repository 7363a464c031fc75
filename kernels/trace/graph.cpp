//===- kernels/trace/graph.cpp - What code computed, as a graph of numbers --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/graph.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace auspex::kernels::trace {

double apply(Op O, double A, double B) {
  switch (O) {
  case Op::Add:
    return A + B;
  case Op::Sub:
    return A - B;
  case Op::Mul:
    return A * B;
  case Op::Div:
    return A / B;
  case Op::Min:
    return std::min(A, B);
  case Op::Max:
    return std::max(A, B);
  case Op::Sqrt:
    return std::sqrt(A);
  case Op::Abs:
    return std::fabs(A);
  case Op::Sin:
    return std::sin(A);
  case Op::Cos:
    return std::cos(A);
  case Op::Exp:
    return std::exp(A);
  case Op::Log:
    return std::log(A);
  case Op::Tanh:
    return std::tanh(A);
  case Op::Atan2:
    return std::atan2(A, B);
  case Op::Pow:
    return std::pow(A, B);
  case Op::Floor:
    return std::floor(A);
  case Op::Round:
    return std::trunc(A);
  case Op::Log10:
    return std::log10(A);
  case Op::Constant:
  case Op::Input:
  case Op::Opaque:
    break;
  }
  return 0;
}

/// What tells a node from others beside its operands: the value that is no function of them.
static uint64_t bitsOf(const Node &N) {
  return N.O == Op::Constant || N.O == Op::Opaque ? std::bit_cast<uint64_t>(N.Value) : 0;
}
static size_t hashOf(const Node &N) {
  uint64_t H = (uint64_t(N.A) << 32 | N.B) * 0x9e3779b97f4a7c15u;
  H ^= (bitsOf(N) + uint64_t(N.O)) * 0xbf58476d1ce4e5b9u;
  return size_t(H ^ (H >> 29));
}

void Graph::rehash() {
  Known.assign(std::bit_ceil(std::max<size_t>(256, 4 * Nodes.size())), None);
  for (Ref R = 0; R < Nodes.size(); ++R) {
    size_t At = hashOf(Nodes[R]) & (Known.size() - 1);
    while (Known[At] != None)
      At = (At + 1) & (Known.size() - 1);
    Known[At] = R;
  }
}

Ref Graph::intern(Node N) {
  if (2 * Nodes.size() >= Known.size())
    rehash();
  size_t At = hashOf(N) & (Known.size() - 1);
  for (; Known[At] != None; At = (At + 1) & (Known.size() - 1)) {
    const Node &X = Nodes[Known[At]];
    if (X.O == N.O && X.A == N.A && X.B == N.B && bitsOf(X) == bitsOf(N))
      return Known[At];
  }
  Known[At] = Ref(Nodes.size());
  Nodes.push_back(N);
  return Known[At];
}

Ref Graph::constant(double V) { return intern({Op::Constant, None, None, V + 0.0}); }

Ref Graph::input(double V) {
  const Ref R = intern({Op::Input, Ref(InputNodes.size()), None, V});
  InputNodes.push_back(R);
  return R;
}

Ref Graph::opaque(Ref A, Ref B, double V) { return intern({Op::Opaque, A, B, V}); }

Ref Graph::make(Op O, Ref A, Ref B) {
  const bool Binary = B != None;
  const double X = Nodes[A].Value, Y = Binary ? Nodes[B].Value : 0;
  if (isConstant(A) && (!Binary || isConstant(B)))
    return constant(apply(O, X, Y));
  switch (O) {
  case Op::Add:
    if (isConstant(A, 0))
      return B;
    if (isConstant(B, 0))
      return A;
    break;
  case Op::Sub:
    if (isConstant(B, 0))
      return A;
    if (A == B)
      return constant(0);
    break;
  case Op::Mul:
    if (isConstant(A, 0) || isConstant(B, 0))
      return constant(0);
    if (isConstant(A, 1))
      return B;
    if (isConstant(B, 1))
      return A;
    break;
  case Op::Div:
    if (isConstant(B, 1))
      return A;
    break;
  case Op::Min:
  case Op::Max:
    if (A == B)
      return A;
    break;
  default:
    break;
  }
  if ((O == Op::Add || O == Op::Mul || O == Op::Min || O == Op::Max) && B < A)
    std::swap(A, B);
  return intern({O, A, B, apply(O, Nodes[A].Value, Binary ? Nodes[B].Value : 0)});
}

std::vector<double> Graph::inputValues() const {
  std::vector<double> Out;
  for (Ref R : InputNodes)
    Out.push_back(Nodes[R].Value);
  return Out;
}

std::vector<double> Graph::evaluate(std::span<const double> Inputs) const {
  std::vector<double> Out(Nodes.size());
  for (size_t R = 0; R < Nodes.size(); ++R) {
    const Node &N = Nodes[R];
    if (N.O == Op::Input)
      Out[R] = Inputs[N.A];
    else if (N.O == Op::Constant || N.O == Op::Opaque)
      Out[R] = N.Value;
    else
      Out[R] = apply(N.O, Out[N.A], N.B == None ? 0 : Out[N.B]);
  }
  return Out;
}

std::pair<double, double> Graph::partial(Ref R, const std::vector<double> &V) const {
  const Node &N = Nodes[R];
  const double A = V[N.A], B = N.B == None ? 0 : V[N.B];
  switch (N.O) {
  case Op::Add:
    return {1, 1};
  case Op::Sub:
    return {1, -1};
  case Op::Mul:
    return {B, A};
  case Op::Div:
    return {1 / B, -V[R] / B};
  case Op::Min:
    return A <= B ? std::pair(1.0, 0.0) : std::pair(0.0, 1.0);
  case Op::Max:
    return A >= B ? std::pair(1.0, 0.0) : std::pair(0.0, 1.0);
  case Op::Sqrt:
    return {1 / (2 * V[R]), 0};
  case Op::Abs:
    return {A < 0 ? -1 : 1, 0};
  case Op::Sin:
    return {std::cos(A), 0};
  case Op::Cos:
    return {-std::sin(A), 0};
  case Op::Exp:
    return {V[R], 0};
  case Op::Log:
    return {1 / A, 0};
  case Op::Log10:
    return {1 / (A * std::numbers::ln10), 0};
  case Op::Round:
    return {1, 0};
  case Op::Tanh:
    return {1 - V[R] * V[R], 0};
  case Op::Atan2:
    return {B / (A * A + B * B), -A / (A * A + B * B)};
  case Op::Pow:
    return {B * std::pow(A, B - 1), 0};
  case Op::Constant:
  case Op::Input:
  case Op::Floor:
  case Op::Opaque:
    break;
  }
  return {0, 0};
}

void Graph::tangent(const std::vector<double> &V, std::span<const double> Direction,
                    std::vector<double> &D) const {
  D.assign(Nodes.size(), 0);
  for (size_t R = 0; R < Nodes.size(); ++R) {
    const Node &N = Nodes[R];
    if (N.O == Op::Input) {
      D[R] = Direction[N.A];
      continue;
    }
    if (N.A == None)
      continue;
    const double DA = D[N.A], DB = N.B == None ? 0 : D[N.B];
    if (DA == 0 && DB == 0)
      continue;
    // What does not move has no part in it, whatever its derivative would be.
    const auto [PA, PB] = partial(Ref(R), V);
    D[R] = (DA == 0 ? 0 : PA * DA) + (DB == 0 ? 0 : PB * DB);
  }
}

void Graph::gradient(const std::vector<double> &V, Ref Of, std::vector<double> &Out,
                     std::vector<double> &Adjoint) const {
  Adjoint.assign(size_t(Of) + 1, 0);
  Out.assign(InputNodes.size(), 0);
  Adjoint[Of] = 1;
  for (Ref R = Of + 1; R-- > 0;) {
    const double W = Adjoint[R];
    const Node &N = Nodes[R];
    if (W == 0 || N.A == None)
      continue;
    if (N.O == Op::Input) {
      Out[N.A] = W;
      continue;
    }
    const auto [PA, PB] = partial(R, V);
    if (!isConstant(N.A))
      Adjoint[N.A] += PA * W;
    if (N.B != None && !isConstant(N.B))
      Adjoint[N.B] += PB * W;
  }
}

std::vector<uint64_t> Graph::masks(std::span<const uint64_t> Mask) const {
  std::vector<uint64_t> Out(Nodes.size());
  for (size_t R = 0; R < Nodes.size(); ++R) {
    const Node &N = Nodes[R];
    if (N.O == Op::Input) {
      Out[R] = Mask[N.A];
      continue;
    }
    if (N.A != None)
      Out[R] |= Out[N.A];
    if (N.B != None)
      Out[R] |= Out[N.B];
  }
  return Out;
}

std::vector<bool> Graph::unknown(const std::vector<uint64_t> &Below) const {
  std::vector<bool> Out(Nodes.size());
  for (size_t R = 0; R < Nodes.size(); ++R) {
    const Node &N = Nodes[R];
    if (!Below[R] || N.O == Op::Input || N.A == None)
      continue;
    Out[R] = N.O == Op::Opaque || N.O == Op::Floor || Out[N.A] || (N.B != None && Out[N.B]);
  }
  return Out;
}

std::vector<uint8_t> Graph::degrees(std::span<const uint8_t> Weight, bool Divided) const {
  constexpr uint8_t Most = 200, Other = 255;
  std::vector<uint8_t> Out(Nodes.size());
  for (size_t R = 0; R < Nodes.size(); ++R) {
    const Node &N = Nodes[R];
    if (N.O == Op::Input) {
      Out[R] = Weight[N.A];
      continue;
    }
    const uint8_t A = N.A == None ? 0 : Out[N.A], B = N.B == None ? 0 : Out[N.B];
    if (A == 0 && B == 0)
      continue;
    switch (N.O) {
    case Op::Add:
    case Op::Sub:
      Out[R] = std::max(A, B);
      break;
    case Op::Mul:
      Out[R] = A == Other || B == Other ? Other : uint8_t(std::min<int>(A + B, Most));
      break;
    case Op::Div:
      Out[R] = !B        ? A
               : !Divided || A == Other || B == Other ? Other
                         : uint8_t(std::min<int>(A + B, Most));
      break;
    case Op::Round:
      Out[R] = A;
      break;
    default:
      Out[R] = Other;
      break;
    }
  }
  return Out;
}

std::vector<uint32_t> Graph::inputsOf(Ref R, size_t Most) const {
  std::vector<uint32_t> Out;
  std::vector<Ref> Work{R};
  Visited.resize(Nodes.size());
  ++Visit;
  for (size_t Seen = 0; !Work.empty() && Seen <= Most;) {
    const Ref X = Work.back();
    Work.pop_back();
    if (X == None || Visited[X] == Visit)
      continue;
    Visited[X] = Visit;
    ++Seen;
    if (Nodes[X].O == Op::Input) {
      Out.push_back(Nodes[X].A);
      continue;
    }
    Work.push_back(Nodes[X].A);
    Work.push_back(Nodes[X].B);
  }
  std::ranges::sort(Out);
  return Out;
}

} // namespace auspex::kernels::trace
