//===- runtime/migrate/speed.h - How long moves have taken here ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// $XDG_STATE_HOME/auspex/moves (~/.local/state): a line for each move, the last 64. The time
// of a move is taken as a fixed part and one proportional to the bytes.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_SPEED_H
#define AUSPEX_RUNTIME_MIGRATE_SPEED_H

#include <string>
#include <string_view>
#include <vector>

namespace auspex::migrate {

struct Speed {
  double Fixed = 0;   ///< seconds
  double PerByte = 0; ///< seconds
  double seconds(double Bytes) const { return Fixed + PerByte * Bytes; }
};

struct Measured {
  double Bytes = 0, Seconds = 0;
};

/// Least squares with neither part below zero; \p Otherwise where there is too little to
/// tell (fewer than three moves, or all of one size).
Speed fitSpeed(const std::vector<Measured> &Moves, const Speed &Otherwise);

void rememberMove(std::string_view Mover, double Bytes, double Seconds);
Speed moveSpeed(std::string_view Mover);

} // namespace auspex::migrate

#endif
