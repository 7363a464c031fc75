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

/// \p Exclusive answers whether two statements, by tag, never run in one
/// execution of the function: versions of one kernel (a loop unswitched on a
/// flag, the case of an empty sum) are named once.
/// What only the extractor can answer.
struct Surroundings {
  /// Of the statements with these tags only one is executed.
  std::function<bool(uint32_t, uint32_t)> Exclusive;
  /// Why something else changes the operands of an update while it runs, if so.
  std::function<std::optional<std::string>(const Update &)> Changed;
};

Findings recognise(const std::vector<Statement> &Statements, BodyDag &B, Atoms &A,
                   const Surroundings &Around);

} // namespace auspex::kernels

#endif
