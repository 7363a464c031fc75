//===- kernels/trace/graph.h - What code computed, as a graph of numbers ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A straight-line program over real numbers: inputs, constants and operations in the
// order in which they were made, equal ones once. It can be evaluated for other inputs
// and differentiated (forward and reverse mode: Griewank and Walther, Evaluating
// Derivatives, chapter 3), which is how linear operators are probed with basis vectors.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_TRACE_GRAPH_H
#define AUSPEX_KERNELS_TRACE_GRAPH_H

#include <cstdint>
#include <span>
#include <vector>

namespace auspex::kernels::trace {

using Ref = uint32_t;
inline constexpr Ref None = ~0u;

enum class Op : uint8_t {
  Constant,
  Input, ///< A: its number
  Add,
  Sub,
  Mul,
  Div,
  Min,
  Max,
  Sqrt,
  Abs,
  Sin,
  Cos,
  Exp,
  Log,
  Tanh,
  Atan2,
  Pow,
  Floor,
  Round, ///< to an integer: the number itself, but for where it lies between integers
  Log10,
  Opaque, ///< depends on A and B in a way that is not modelled
};

struct Node {
  Op O = Op::Constant;
  Ref A = None, B = None;
  double Value = 0; ///< in the run that made it
};

class Graph {
public:
  static constexpr size_t MaxNodes = 1 << 17;

  Ref constant(double V);
  Ref input(double V);
  Ref make(Op O, Ref A, Ref B = None);
  /// Depends on \p A and \p B; its value is known in this run only.
  Ref opaque(Ref A, Ref B, double V);

  const Node &operator[](Ref R) const { return Nodes[R]; }
  size_t size() const { return Nodes.size(); }
  bool isFull() const { return Nodes.size() >= MaxNodes; }
  uint32_t inputs() const { return uint32_t(InputNodes.size()); }
  Ref inputNode(uint32_t Input) const { return InputNodes[Input]; }
  bool isConstant(Ref R) const { return Nodes[R].O == Op::Constant; }
  bool isConstant(Ref R, double V) const { return isConstant(R) && Nodes[R].Value == V; }

  /// Every node's value for other inputs.
  std::vector<double> evaluate(std::span<const double> Inputs) const;
  std::vector<double> inputValues() const;
  /// Every node's derivative where input K moves by Direction[K]. \p Values: of evaluate().
  void tangent(const std::vector<double> &Values, std::span<const double> Direction,
               std::vector<double> &Out) const;
  /// The derivative of \p Of by every input: all columns of one row, where tangent() finds
  /// one column of all rows.
  void gradient(const std::vector<double> &Values, Ref Of, std::vector<double> &Out,
                std::vector<double> &Scratch) const;
  /// For each node the union of Mask[K] over the inputs that it depends on.
  std::vector<uint64_t> masks(std::span<const uint64_t> Mask) const;
  /// For each node whether what it depends on, of \p Below, went through something that is
  /// not modelled or has no derivative.
  std::vector<bool> unknown(const std::vector<uint64_t> &Below) const;
  /// For each node its degree as a polynomial in the inputs with Weight[K] = 1, at most
  /// 200; what is no polynomial in them has 255.
  /// Divided: by something counts as a product.
  std::vector<uint8_t> degrees(std::span<const uint8_t> Weight, bool Divided = false) const;
  /// The inputs below \p R; some, where there are more than \p Most nodes.
  std::vector<uint32_t> inputsOf(Ref R, size_t Most = MaxNodes) const;

private:
  /// The derivatives of node \p R by its operands.
  std::pair<double, double> partial(Ref R, const std::vector<double> &Values) const;
  Ref intern(Node N);
  void rehash();
  std::vector<Node> Nodes;
  std::vector<Ref> InputNodes;
  mutable std::vector<uint32_t> Visited; ///< by whose walk: asked at every branch
  mutable uint32_t Visit = 0;
  std::vector<Ref> Known; ///< nodes by hash, open addressing; a power of two in size
};

/// The value of an operation.
double apply(Op O, double A, double B);

} // namespace auspex::kernels::trace

#endif
