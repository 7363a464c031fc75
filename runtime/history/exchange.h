//===- runtime/history/exchange.h - Runs as JSON ---------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A run as a member of "auspex.history/1" (docs/history.md). What is not known is null.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_HISTORY_EXCHANGE_H
#define AUSPEX_RUNTIME_HISTORY_EXCHANGE_H

#include "runtime/history/history.h"

#include <nlohmann/json.hpp>

namespace auspex::history {

nlohmann::json toJson(const Run &R);

/// An error names the member that is missing or of another type. Members that are not
/// known are left alone.
demand::Expected<Run> fromJson(const nlohmann::json &J);

} // namespace auspex::history

#endif
