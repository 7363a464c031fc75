//===- kernels/describe.h - A normal form for people ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What recognisers see, one line a statement or update, for whoever writes one:
// `clang -mllvm -auspex-print-forms`. i<N> is the index of loop N, a<N> an atom,
// s<N> a scalar; addresses are in bytes. The text is not stable: no tool reads it.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_DESCRIBE_H
#define AUSPEX_KERNELS_DESCRIBE_H

#include "kernels/normal_form.h"

#include <string>

namespace auspex::kernels {

std::string describe(const Poly &P);
std::string describe(const Operand &O);
std::string describe(NodeRef R, const BodyDag &B);
std::string describe(const Statement &S, const BodyDag &B);
std::string describe(const Update &U, const BodyDag &B);

} // namespace auspex::kernels

#endif
