//===- kernels/match.h - Forms against updates ------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Matches the roles of an update's dimensions against those of an idiom's form,
// and writes a found form with the program's names and storage orders.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_MATCH_H
#define AUSPEX_KERNELS_MATCH_H

#include "kernels/idiom.h"

#include <optional>
#include <string>

namespace auspex::kernels {

/// The assignment of roles under which \p U has \p I's form, if any. Ignores
/// obstacles and predicates: those decide between match and near miss.
std::optional<Match> matchForm(const Idiom &I, const Form &F, const Update &U, const BodyDag &B);

/// Why \p M, although it has the form, may be something else: an obstacle, an
/// operand that is no array of its rank (overlapping rows), a domain of another
/// shape, the idiom's own predicate. Nothing: it is the idiom. \p Half: of two updates
/// that share an output, each of which sets it to nothing where its sum is empty.
std::optional<std::string> objection(const Match &M, const Form &F, bool Half = false);

/// The form with the program's operand names (the textbook's where they are not
/// known or not distinct), subscripts in storage order, largest stride first.
std::string writeForm(const Match &M, const Form &F);

/// What a form that finds its parts itself calls the output and \p In: the program's
/// names where both are known and distinct, the textbook's \p Y and \p X otherwise.
struct FormNames {
  std::string Out, In;
};
FormNames namesFor(const Update &U, const Operand &In, const char *Y, const char *X);

/// The operands start at one place of one object.
bool isSameArray(const Operand &A, const Operand &B);

/// \p Loop moves in \p O with a larger stride than \p Other: it is the outer one in
/// memory. Strides that cannot be compared (both symbolic) leave it to the loops
/// of \p U, which usually run along memory: the outer one is the larger.
bool isMajor(const Operand &O, uint32_t Loop, uint32_t Other);

/// By how many steps of \p Tap one of \p Step moves \p O, where that is a constant:
/// the stride of a window, negative where they run against each other.
std::optional<int64_t> stepInTaps(const Operand &O, const Dim &Step, const Dim &Tap);

} // namespace auspex::kernels

#endif
