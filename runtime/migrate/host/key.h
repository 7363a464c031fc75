//===- runtime/migrate/host/key.h - The secret that two agents share ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_HOST_KEY_H
#define AUSPEX_RUNTIME_MIGRATE_HOST_KEY_H

#include "demand/error.h"

#include <array>
#include <string>

namespace auspex::migrate {

/// 256 bits; in the file as 64 hexadecimal digits.
using Key = std::array<unsigned char, 32>;

/// Fails where anybody but its owner, this user, may read or write the file.
demand::Expected<Key> readKey(const std::string &Path);
/// A new file of mode 0600; fails where there is one.
demand::Expected<void> makeKey(const std::string &Path);

} // namespace auspex::migrate

#endif
