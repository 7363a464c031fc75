//===- runtime/migrate/place_of.h - What a place has, of what the planner asks ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_PLACE_OF_H
#define AUSPEX_RUNTIME_MIGRATE_PLACE_OF_H

#include "runtime/migrate/mover.h"
#include "runtime/migrate/planner.h"

namespace auspex::migrate {

/// Where \p S runs: the CPUs that its first process may use, its quota, its groups' memory
/// limit or the machine's memory.
Place placeOf(const Subject &S);
/// Where it would run at \p T.
demand::Expected<Place> placeOf(const Target &T);

} // namespace auspex::migrate

#endif
