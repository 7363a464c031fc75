//===- kernels/sample.h - What a statement stores, on numbers --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A layer made of several loops has laws that its parts do not show: the elements of a
// softmax's row add up to one, whatever goes in. Here a statement's value is computed at
// places of its output, from arrays that hold numbers of no particular value, through the
// statements before it that made what it reads. What a product of two arrays made is given
// like an argument.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_SAMPLE_H
#define AUSPEX_KERNELS_SAMPLE_H

#include "kernels/flow.h"

#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

namespace auspex::kernels {

/// What the elements of a given array are before they are read.
struct Change {
  double Scale = 1, Shift = 0;
  bool Flip = false; ///< the sign of some of them
};

class Sampler {
public:
  /// Given elements are between -\p Magnitude and \p Magnitude.
  Sampler(const Flow &F, const Statement &S, NodeRef Value, double Magnitude);

  /// The value at indices of Statement::Loops; nothing where something is not known, or
  /// would take too long.
  std::optional<double> at(const std::vector<int64_t> &Place);
  /// How often loop \p K runs at that place.
  std::optional<int64_t> extentAt(size_t K, const std::vector<int64_t> &Place);

  /// The array is given, whoever made it.
  void give(uint32_t Object) {
    Made.erase(Object);
    Sources.clear();
  }
  void change(std::map<uint32_t, Change> By);
  /// The given arrays, by their objects, whose elements the values so far sum.
  const std::set<uint32_t> &summed() const { return Summed; }

  /// The scalars that the values so far are made from, and the counts of their sums.
  const std::set<uint32_t> &scalars() const { return Scalars; }
  const std::set<int64_t> &counts() const { return Counts; }
  void setScalar(uint32_t Id, double To);
  /// Sizes that are no constants have been used; what they all are.
  bool hasSizes() const { return HasSizes; }
  void setSizes(std::optional<int64_t> To);

private:
  using Indices = std::vector<std::pair<uint32_t, int64_t>>; ///< by loop

  void findGiven(NodeRef Value);
  std::optional<double> value(NodeRef R, const Statement &At);
  std::optional<double> fold(const Node &N, const Statement &At);
  std::optional<double> apply(const Node &N, const Statement &At);
  std::optional<double> read(const Operand &O, const Statement &At);
  std::optional<double> given(uint32_t Object, const std::vector<int64_t> &Place);
  bool sumOver(const Term &T, size_t K, Fn Op, const Statement &At, std::optional<double> &Sum);
  std::optional<int64_t> indexNow(uint32_t Loop) const;
  std::optional<int64_t> number(const Poly &P);
  std::optional<int64_t> countOf(const Dim &D);
  const Dim *dimOf(uint32_t Loop, const Statement &At) const;
  struct Source {
    const Statement *Writer = nullptr; ///< null: it is given
    bool IsKnown = true;
  };
  Source sourceOf(const Operand &O, const Statement &At);
  enum class Place : uint8_t { Elsewhere, Here, Unknown };
  Place placeIn(const Statement &W, const std::vector<int64_t> &Address, Indices &Out);
  const std::set<uint32_t> &loopsOf(NodeRef R);

  const Flow &F;
  const BodyDag &B;
  const Statement &S;
  const NodeRef Value;
  const double Magnitude;
  std::set<uint32_t> Made; ///< objects that are followed to what made them
  std::map<uint32_t, Change> Changes;
  std::map<uint32_t, double> Numbers; ///< of scalars
  std::map<Sym, int64_t> Sizes;
  std::optional<int64_t> AllSizes;
  bool HasSizes = false;
  std::set<uint32_t> Summed, Scalars;
  std::set<uint32_t> Left; ///< the scalars that loops leave
  std::map<std::pair<uint32_t, uint32_t>, Source> Sources; ///< by object and statement
  std::set<int64_t> Counts;
  Indices Now;
  unsigned Sums = 0, Depth = 0;
  size_t Steps = 0;
  std::unordered_map<NodeRef, std::set<uint32_t>> Loops;
  std::map<std::pair<std::pair<NodeRef, uint32_t>, std::vector<int64_t>>, std::optional<double>>
      Known;
};

} // namespace auspex::kernels

#endif
