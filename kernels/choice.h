//===- kernels/choice.h - What is chosen by a condition -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every front end meets choices: a select, the arms of a branch, two values that meet.
// Many of them are something else.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_CHOICE_H
#define AUSPEX_KERNELS_CHOICE_H

#include "kernels/body.h"

namespace auspex::kernels {

/// Cond ? T : F; a minimum, a maximum, an absolute value, or a sum with a chosen part,
/// where it is one.
NodeRef choose(BodyDag &Dag, NodeRef Cond, NodeRef T, NodeRef F);

/// What is tested by \p R, an integer that stands for a truth value: x of x != 0, or of
/// x == 0 where \p Not. NoNode where it is none.
NodeRef testedIn(const BodyDag &Dag, NodeRef R, bool Not);

} // namespace auspex::kernels

#endif
