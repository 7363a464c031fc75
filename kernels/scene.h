//===- kernels/scene.h - The statements of a function together --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Some algorithms are no single contraction but several statements that work for each
// other in a loop: a step of conjugate gradients, a plane rotation, an orthogonal
// projection. A Scene answers what such recognisers ask: what a statement is as a
// linear combination of vectors, and what its coefficients are made from, whether they
// are computed in the same nest, in scalars before it or kept in memory in between.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_SCENE_H
#define AUSPEX_KERNELS_SCENE_H

#include "kernels/normal_form.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace auspex::kernels {

/// What a scalar is computed from outside of the nest that uses it.
struct ScalarOrigin {
  std::vector<uint32_t> Sums; ///< tags of the statements whose results it is made of
  std::set<uint32_t> Elements; ///< roots of the objects that it loads an element of
  bool Root = false;           ///< a square root is taken (sqrt, hypot)
  bool Turn = false;           ///< an angle is made or used (atan2, sin, cos)
  bool Divided = false;
};

/// What only the extractor can answer.
struct Surroundings {
  /// Of the statements with these tags, only one is executed in one execution of the
  /// function: versions of one kernel (a loop unswitched on a flag, the case of an empty
  /// sum) are named once.
  std::function<bool(uint32_t, uint32_t)> Exclusive;
  /// Why something else changes the operands of an update while it runs, if so.
  std::function<std::optional<std::string>(const Update &)> Changed;
  std::function<ScalarOrigin(uint32_t Scalar)> OriginOf;
  std::vector<Move> Moves;
  /// Is told the normal form, for people.
  std::function<void(const std::string &)> Show;
};

/// A coefficient: a sum of products, each of factors and of what is summed over loops.
struct Coefficient {
  struct Product {
    double Number = 1;
    std::vector<NodeRef> Factors, Summed;
  };
  std::vector<Product> Terms;
  bool isNumber() const {
    return Terms.size() == 1 && Terms[0].Factors.empty() && Terms[0].Summed.empty();
  }
  bool isOne() const { return isNumber() && Terms[0].Number == 1; }
};

/// A value as a combination of the elements that move along one loop.
struct Combined {
  std::map<uint32_t, Coefficient> Reads; ///< by operand
  bool Constant = false;                 ///< and something that does not move
};

/// What a value is made from, all the way back.
struct Source {
  std::vector<std::vector<NodeRef>> Sums; ///< products that are summed over loops
  bool Unknown = false;                   ///< and sums that have no normal form
  std::set<uint32_t> Elements; ///< roots of single elements
  bool Root = false, Turn = false, Divided = false;
};

class Scene {
public:
  Scene(const std::vector<Statement> &All, const BodyDag &B, const Surroundings &Around)
      : All(All), B(B), Around(Around) {}

  const std::vector<Statement> &All;
  const BodyDag &B;
  const Surroundings &Around;

  const Operand &operand(uint32_t Id) const { return B.operand(Id); }
  /// The value of \p S along its innermost loop; nothing where it is no combination.
  std::optional<Combined> combined(const Statement &S) const;
  Source sourceOf(const Coefficient &C) const;
  Source sourceOf(NodeRef R) const;
  /// A sum of \p S has a product of elements of both objects (roots).
  bool sumsProduct(const Source &S, uint32_t X, uint32_t Y) const;
  /// A sum of \p S reads \p X.
  bool sumsOver(const Source &S, uint32_t X) const;
  /// The innermost loop around both, or nothing.
  static std::optional<uint32_t> commonLoop(const Statement &X, const Statement &Y);
  static bool isIn(const std::vector<uint32_t> &Around, uint32_t Loop);
  /// Something in \p Loop makes \p To of \p From as it is.
  bool movesBack(uint32_t To, uint32_t From, uint32_t Loop) const;
  /// The roots of what is read below \p R.
  std::set<uint32_t> rootsBelow(NodeRef R) const;

private:
  void add(NodeRef R, Source &S, std::set<NodeRef> &Seen, std::set<uint32_t> &Tags) const;
};

/// An algorithm that was found: the statements that are its parts, the first of which
/// has the dimensions, and a line for people.
struct Ensemble {
  std::vector<const Statement *> Parts;
  std::string Text;
};

} // namespace auspex::kernels

#endif
