//===- kernels/pattern.h - A formula against a function ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The body of a textbook formula, `1/(1+exp(-x))`, is parsed into a DAG by the same
// canonicalising operations as the code's, so that both agree wherever the code
// computes the formula, in whatever order. What is left to match: which operand
// stands for which (x may be any array), and names that are no operand (a slope, an
// epsilon), each of which stands for any product of numbers and scalars.
//
// Functions: exp, log, sqrt, sin, cos, tanh, erf, abs, max, min, and
// if(a > b, x, y). Numbers compare with a tolerance of 1e-4: sources round them.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_PATTERN_H
#define AUSPEX_KERNELS_PATTERN_H

#include "kernels/body.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auspex::kernels {

/// A reference of a formula: name and subscripts as written.
struct Reference {
  std::string Name, Subs;
  bool operator==(const Reference &) const = default;
};

/// A parsed formula; argument K of Root stands for References[K].
struct Pattern {
  BodyDag Dag;
  NodeRef Root = NoNode;
  std::vector<Reference> References;
};

std::shared_ptr<const Pattern> parsePattern(std::string_view Text);

/// The predicates of a comparison, whatever type it compares; the code's are LLVM's
/// numbers, which kernels/ does not know by name.
enum class Order : uint8_t { Less, Greater, Equal, Differs, Other };
Order orderOf(uint32_t Predicate);
/// It compares integers as if they had no sign.
bool isUnsigned(uint32_t Predicate);
/// A predicate of a comparison in a pattern: numbers that no compiler uses.
uint32_t predicateOf(Order O);

/// For each reference of \p P the argument of \p Function that it stands for, where
/// \p Function is the formula, term by term or by its values (kernels/evaluate.h); \p Want,
/// where given, has to be the answer.
std::optional<std::vector<size_t>> match(const Pattern &P, const BodyDag &B, NodeRef Function,
                                         const std::vector<size_t> &Want = {});

} // namespace auspex::kernels

#endif
