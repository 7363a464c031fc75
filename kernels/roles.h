//===- kernels/roles.h - What a form serves as where it stands --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A form has one name; what it is for shows in what surrounds it. A matrix product
// whose result gets a bias or an activation is a linear layer, a stencil that runs over
// its own result again and again is Jacobi's iteration. docs/idioms.md lists the roles.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_ROLES_H
#define AUSPEX_KERNELS_ROLES_H

#include "kernels/idiom.h"
#include "kernels/scene.h"

#include <vector>

namespace auspex::kernels {

/// A match with the form that it matched.
struct Named {
  Match M;
  const Form *F;
};

/// Adds the roles that other kernels and statements of the function give \p Matches,
/// whose updates are those of \p All.
void addRoles(std::vector<Named> &Matches, const std::vector<Contraction> &All,
              const std::vector<Statement> &Statements, const BodyDag &B,
              const Surroundings &Around);

} // namespace auspex::kernels

#endif
