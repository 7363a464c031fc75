//===- kernels/body.h - The scalar body of a kernel as a canonical DAG ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is computed for one element of the output, with everything removed that
// depends on how it was written: sums and products are flat and sorted, scalar
// factors are distributed over sums, a reduction is a property of a term (the
// loops that it is summed over) whether the accumulator lived in a register or
// in several. Widening and rounding conversions are looked through: they change
// the precision of a kernel, not its meaning.
//
// Equal nodes are stored once, so equal references are equal expressions.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_BODY_H
#define AUSPEX_KERNELS_BODY_H

#include "demand/expr.h"
#include "kernels/poly.h"

#include <algorithm>
#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auspex::kernels {

/// Where an operand is read or written. Levels: the address at each step of
/// following pointers, in bytes over loop indices and atoms. One level for flat
/// arrays; for row pointers (`double **`, vector of vectors) every level but
/// the last addresses a pointer that is then followed.
struct Operand {
  uint32_t Object = 0; ///< identity of the object that the first level starts at
  std::string Name;    ///< source name, where known
  demand::Type Elem = demand::Type::Void;
  std::vector<Poly> Levels;
  std::vector<Operand> Via; ///< index arrays that the address is made from (gathers)
  uint32_t Root = 0;        ///< the object that the pointers to Object come from
  uint32_t Rank = 0;        ///< place among the program's operands, to list them in
  bool Distinct = false;    ///< known to overlap no other object (restrict, local, global)
  /// The loops in each subscript, where the source has some: which of them move along one
  /// axis, addresses alone do not always tell.
  std::vector<std::vector<uint32_t>> Subscripts;

  bool moves(Sym Index) const;
  /// Whether one subscript has both loops; nothing where subscripts are not known.
  std::optional<bool> inOneSubscript(uint32_t Loop, uint32_t Other) const;
  bool sameAddress(const Operand &O) const { return Object == O.Object && Levels == O.Levels; }
};

using NodeRef = uint32_t;
inline constexpr NodeRef NoNode = ~0u;

enum class NodeKind : uint8_t {
  Constant, ///< Value
  Scalar,   ///< Id: a value that does not change while the kernel runs
  Index,    ///< Affine: integer arithmetic on loop indices
  Read,     ///< Id: the operand that is read
  Carried,  ///< Id: what this recurrence held at the start of the iteration
  Fold,     ///< Op over Terms: Add, Min, Max, Mul, And, Or, Xor; Add carries coefficients
  Apply,    ///< Op on Args
  Argument, ///< Id: the place of an operand in an abstracted function
  Opaque,   ///< Id: not modelled, and equal to no other; opaqueReason says why
};

enum class Fn : uint8_t {
  Add,
  Min,
  Max,
  Mul,
  And,
  Or,
  Xor, // folds (associative and commutative)
  Recip,
  Sqrt,
  Abs,
  Exp,
  Log,
  Sin,
  Cos,
  Tanh,
  Erf, // unary
  Select,
  Compare,
  Div,
  Rem,
  Shift,
  Mask,
  Convert,
  Call, // anything else: kept, not interpreted
};
std::string_view nameOf(Fn F);

/// One term of a fold: Coef * product of Factors, folded over the loops Over.
/// Only Add has coefficients and more than one factor.
struct Term {
  double Coef = 1;
  std::vector<NodeRef> Factors; ///< sorted
  std::vector<uint32_t> Over;   ///< sorted loop numbers
  bool operator==(const Term &) const = default;
};

struct Node {
  NodeKind Kind = NodeKind::Opaque;
  Fn Op = Fn::Add;
  uint32_t Id = 0;
  double Value = 0;
  Poly Affine;
  std::vector<NodeRef> Args;
  std::vector<Term> Terms;
  bool operator==(const Node &) const = default;
};

class BodyDag {
public:
  static constexpr size_t MaxNodes = 4096;
  static constexpr size_t MaxFactors = 16;
  static constexpr size_t MaxFoldTerms = 256;
  /// Id of a Call that is a power with any exponent; no front end numbers a function so.
  static constexpr uint32_t Power = ~0u;

  const Node &operator[](NodeRef R) const { return Nodes[R]; }
  size_t size() const { return Nodes.size(); }

  NodeRef constant(double V);
  NodeRef scalar(uint32_t Id);
  NodeRef index(Poly P);
  NodeRef read(Operand O);
  NodeRef carried(uint32_t Id);
  NodeRef argument(uint32_t Id);
  NodeRef opaque(std::string_view Reason);

  NodeRef add(NodeRef A, NodeRef B);
  NodeRef sum(std::vector<Term> Terms);
  NodeRef negate(NodeRef A) { return multiply(A, constant(-1)); }
  NodeRef multiply(NodeRef A, NodeRef B);
  NodeRef divide(NodeRef A, NodeRef B);
  /// \p X to the power of \p Y; a product where that is a small whole number.
  NodeRef power(NodeRef X, NodeRef Y);
  /// Min, Max, And, Or, Xor.
  NodeRef fold(Fn Op, NodeRef A, NodeRef B);
  NodeRef apply(Fn Op, std::vector<NodeRef> Args, uint32_t Id = 0);

  /// \p R as a function: every operand that an index moves, found in \p Args by its
  /// address, is replaced by its place there. Equal functions are equal nodes.
  NodeRef abstract(NodeRef R, const std::vector<Operand> &Args);

  /// \p R with \p By in the place of \p S in addresses and index arithmetic.
  NodeRef substitute(NodeRef R, Sym S, const Poly &By);
  /// \p R as a function of the scalars \p Ids: argument K is Ids[K].
  NodeRef abstractScalars(NodeRef R, const std::vector<uint32_t> &Ids);

  /// The value after loop \p Loop of a recurrence that starts as \p Init and
  /// becomes \p Next, an expression over carried(\p Id). NoNode where this is
  /// no reduction.
  NodeRef reduce(uint32_t Id, uint32_t Loop, NodeRef Init, NodeRef Next);

  /// \p R folded by \p Op over a loop of \p Count iterations that nothing is carried
  /// through: the lanes of a vector.
  NodeRef reduceOver(Fn Op, NodeRef R, uint32_t Loop, double Count);

  /// \p Big is \p Small and terms that are all folded over a loop for which
  /// \p MayNotRun answers true: what \p Small becomes when those loops run.
  template <typename Pred> bool extends(NodeRef Big, NodeRef Small, Pred MayNotRun) const {
    const Node &N = Nodes[Big];
    if (N.Kind != NodeKind::Fold)
      return false;
    const std::vector<Term> Old = foldTerms(N.Op, Small);
    size_t Kept = 0;
    for (const Term &T : N.Terms) {
      if (std::find(Old.begin(), Old.end(), T) != Old.end()) {
        ++Kept;
        continue;
      }
      if (std::none_of(T.Over.begin(), T.Over.end(), MayNotRun))
        return false;
    }
    return Kept == Old.size() && Kept < N.Terms.size();
  }

  /// \p R mentions carried(\p Id) / any node of kind \p K / applies \p F.
  bool mentionsCarried(NodeRef R, uint32_t Id) const;
  bool mentionsKind(NodeRef R, NodeKind K) const { return Below[R].Kinds & bit(K); }
  bool applies(NodeRef R, Fn F) const { return Below[R].Applied & bit(F); }
  /// One bit for each Fn that \p R applies.
  uint32_t appliedBelow(NodeRef R) const { return Below[R].Applied; }
  /// Index arithmetic below \p R mentions the index of \p Loop.
  bool mentionsIndex(NodeRef R, uint32_t Loop) const;
  /// \p R depends on data that changes while the kernel runs: it reads an
  /// operand or is not modelled.
  bool dependsOnData(NodeRef R) const {
    return Below[R].Kinds & (bit(NodeKind::Read) | bit(NodeKind::Opaque) | bit(NodeKind::Carried));
  }
  /// The one reduction that \p R is a function of, element by element: itself where
  /// it is one or has none, NoNode where it has several.
  NodeRef reductionBelow(NodeRef R) const;
  /// A sum of four or more products of elements of the same two arrays: a loop that was
  /// unrolled to its end.
  bool isUnrolledSum(NodeRef R) const;
  /// Every node below \p R for which \p P answers true, and \p R, each once.
  template <typename Pred> std::vector<NodeRef> collect(NodeRef R, Pred P) const {
    std::vector<NodeRef> Out;
    walk(R, [&](NodeRef X) {
      if (P(Nodes[X]))
        Out.push_back(X);
      return false;
    });
    return Out;
  }
  /// The numbers of the nodes of kind \p K below \p R, each once, in order.
  std::vector<uint32_t> idsBelow(NodeRef R, NodeKind K) const;
  std::vector<uint32_t> readsOf(NodeRef R) const { return idsBelow(R, NodeKind::Read); }
  /// The reason of the first opaque node below \p R, or empty.
  std::string_view opaqueReason(NodeRef R) const;

  const Operand &operand(uint32_t Id) const { return Operands[Id]; }
  /// The terms of \p R as a sum: itself where it is no sum.
  std::vector<Term> sumTerms(NodeRef R) const;
  /// The terms of \p R as a fold by \p Op.
  std::vector<Term> foldTerms(Fn Op, NodeRef R) const;

private:
  NodeRef intern(Node N);
  template <typename Fn2> NodeRef replaceLeaves(NodeRef R, Fn2 With);
  NodeRef finish(Node N);
  template <typename Enum> static constexpr uint32_t bit(Enum E) { return 1u << unsigned(E); }
  /// Visits every node below \p R, and \p R, once, until \p Visit answers true.
  template <typename Fn2> bool walk(NodeRef R, Fn2 Visit) const {
    if (Nodes[R].Args.empty() && Nodes[R].Terms.empty())
      return Visit(R);
    std::vector<NodeRef> Work{R};
    std::bitset<MaxNodes + 1> Seen; // one more: see intern
    while (!Work.empty()) {
      const NodeRef X = Work.back();
      Work.pop_back();
      if (Seen[X])
        continue;
      Seen[X] = true;
      if (Visit(X))
        return true;
      Work.insert(Work.end(), Nodes[X].Args.begin(), Nodes[X].Args.end());
      for (const Term &T : Nodes[X].Terms)
        Work.insert(Work.end(), T.Factors.begin(), T.Factors.end());
    }
    return false;
  }
  template <typename Fn2> bool anyBelow(NodeRef R, Fn2 Pred) const {
    return walk(R, [&](NodeRef X) { return Pred(Nodes[X]); });
  }

  std::vector<std::pair<std::vector<NodeRef>, std::vector<uint32_t>>> withoutScale(NodeRef R) const;
  static size_t hashOf(const Node &N);
  /// Where \p N, with hash \p H, stands in Slots, or would stand.
  size_t slotOf(const Node &N, size_t H) const;
  void grow();

  /// What occurs in a node and below it: most questions are answered by this.
  struct Summary {
    uint32_t Kinds = 0, Applied = 0;
  };
  std::vector<Node> Nodes;
  std::vector<size_t> Hashes; ///< of Nodes
  std::vector<Summary> Below; ///< of Nodes
  std::vector<NodeRef> Slots; ///< of a hash table; a power of two, at most half of them taken
  std::vector<Operand> Operands;
  std::vector<std::string> Reasons;
};

} // namespace auspex::kernels

#endif
