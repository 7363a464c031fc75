//===- runtime/watch/service.h - auspex-watchd serves launchers -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_SERVICE_H
#define AUSPEX_RUNTIME_WATCH_SERVICE_H

#include "runtime/place/file.h"

#include <string>

namespace auspex::watch {

/// Serves who connects to \p Listen, a socket bound to \p Path, until nobody has
/// been connected for \p IdleSeconds; then removes \p Path.
int serve(place::Fd Listen, const std::string &Path, unsigned IdleSeconds);

} // namespace auspex::watch

#endif
