//===- kernels/recognise.h - Statements to named kernels --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one entry: normalises the statements of a function, asks every idiom, and
// answers with what was found and what nearly was. The verdict is `matched`:
// the normal form is that of the idiom, under the assumptions listed in the
// evidence. A proof (passes/proof) raises it to `proved`.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_RECOGNISE_H
#define AUSPEX_KERNELS_RECOGNISE_H

#include "demand/skeleton.h"
#include "kernels/domain.h"
#include "kernels/normal_form.h"
#include "kernels/scene.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace auspex::kernels {

/// A kernel without its place in the source, which the extractor knows by Tags.
struct Finding {
  demand::Kernel Kernel;
  std::vector<uint32_t> Tags;  ///< Statement::Tag of all that it was made from
  std::vector<uint32_t> Loops; ///< the loops that it was made from
  /// What the name stands on: the terms of its output. None for a sequence of kernels.
  std::vector<Update> Updates;
};
struct Miss {
  std::string Idiom, Reason;
  std::vector<uint32_t> Tags, Loops;
};
struct Findings {
  std::vector<Finding> Found;
  std::vector<Miss> Missed;
};

/// The element-wise idiom that \p R is, a value made of the scalars \p Parameters; no
/// place in the source.
std::optional<demand::Kernel> recogniseElement(NodeRef R, const std::vector<uint32_t> &Parameters,
                                               BodyDag &B, demand::Type Elem,
                                               demand::ExprPool &Pool);

/// Names what \p Statements are; all three must outlive the answer. That writes what was
/// found with formulas over some atoms, and may be asked for others again.
std::function<Findings(Atoms &)> recognise(const std::vector<Statement> &Statements, BodyDag &B,
                                           const Surroundings &Around);

} // namespace auspex::kernels

#endif
