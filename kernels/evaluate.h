//===- kernels/evaluate.h - The value of a function at a point -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Functions of one or two numbers have more spellings than canonicalising makes one
// of: a sigmoid may be a quotient of exponentials, half a tanh, or chosen by the sign
// of x so that nothing overflows. What they share are their values. An element-wise
// function of the code is held against a formula at sample points, with numbers in
// the place of scalars; a name of the formula (a slope) is tried for each scalar and
// constant of the code.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_EVALUATE_H
#define AUSPEX_KERNELS_EVALUATE_H

#include "kernels/body.h"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace auspex::kernels {

struct Pattern;

/// What \p N, an Apply, makes of the values \p X. Nothing where it is a choice, or has no
/// meaning here.
std::optional<double> applied(const Node &N, std::span<const double> X);

/// The value of \p R where argument K is \p Arguments[K] and \p Leaf gives that of
/// scalars and of operands that nothing moves. Nothing where \p R is not a function of
/// these alone.
std::optional<double> evaluate(const BodyDag &B, NodeRef R, std::span<const double> Arguments,
                               const std::function<std::optional<double>(NodeRef)> &Leaf);

/// The value of \p R where the node \p X below it, or its negation, is \p Value and
/// nothing else is needed.
std::optional<double> evaluateAt(const BodyDag &B, NodeRef R, NodeRef X, double Value);

/// The value of \p R where the nodes \p At below it have those values and nothing else is
/// needed.
std::optional<double> evaluateAt(const BodyDag &B, NodeRef R, const std::map<NodeRef, double> &At);

/// For each reference of \p P the argument of \p Function that it stands for, where
/// both have the same values.
std::optional<std::vector<size_t>> matchValues(const Pattern &P, const BodyDag &B,
                                               NodeRef Function);

} // namespace auspex::kernels

#endif
