//===- runtime/migrate/limits.h - A job's limits, in the groups that it goes to ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_LIMITS_H
#define AUSPEX_RUNTIME_MIGRATE_LIMITS_H

#include "demand/error.h"
#include "runtime/place/group.h"

namespace auspex::migrate {

/// What holds for the job in \p From shall hold in \p To: memory, CPU time and weight,
/// processes. Fails where \p To cannot keep one of them: a bound may not vanish on the way.
demand::Expected<void> copyLimits(const place::Group &From, const place::Group &To);

/// Fails where the job of \p From has a bound that no other host can be told: on its disks,
/// which are other ones there, on networks (a program on the group's packets) or on caches.
demand::Expected<void> boundElsewhere(const std::string &Job, const place::Group &From);

/// What the job of \p From may use at most, in no hierarchy's words, for another host.
place::Limits limitsOf(const place::Group &From);

} // namespace auspex::migrate

#endif
