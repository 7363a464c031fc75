//===- runtime/migrate/movers.h - All movers ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_MOVERS_H
#define AUSPEX_RUNTIME_MIGRATE_MOVERS_H

#include "runtime/migrate/criu_steps.h"

#include <optional>

namespace auspex::migrate {

/// The mover for \p T, or a sentence that none can.
demand::Expected<std::unique_ptr<Mover>> moverFor(const Target &T, const CriuOptions &O);

/// Settles the move of \p J, whose mover is dead, by whichever mover it was.
Outcome resolve(Journal &J, bool Lost = false);

/// Settles whatever died of \p Job in the runtime directory \p Directory. Empty where
/// there was nothing to settle. A move whose mover lives is waited for, \p WaitMs at most.
/// \p Lost: another host that may have the job will not come back.
std::optional<Outcome> resolveJob(const std::string &Directory, const std::string &Job,
                                  int WaitMs = 0, bool Lost = false);

} // namespace auspex::migrate

#endif
