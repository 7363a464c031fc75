//===- runtime/watch/helper.h - Find auspex-watchd, or start it ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_HELPER_H
#define AUSPEX_RUNTIME_WATCH_HELPER_H

#include "runtime/watch/probes.h"

namespace auspex::watch {

/// A connection to the helper of this runtime directory. Where there is none,
/// the socket is made here and handed to a new one: whoever connects meanwhile
/// waits in its queue, and of many launchers at once one starts it.
demand::Expected<place::Fd> connectHelper(const ProbeOptions &O);

/// Why this process may not load BPF programs or cannot use their process ids;
/// empty where it can.
std::string whyNoPrograms();

} // namespace auspex::watch

#endif
