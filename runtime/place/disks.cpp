//===- runtime/place/disks.cpp - The disks of this machine -----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/disks.h"

#include "runtime/place/file.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace auspex::place {

std::vector<std::string> disks(const std::string &Sysfs) {
  std::vector<std::string> All;
  std::error_code Error;
  for (const auto &Entry : std::filesystem::directory_iterator(Sysfs, Error)) {
    std::string Number = readFile(Entry.path() / "dev");
    while (Number.ends_with('\n'))
      Number.pop_back();
    // A loop device without a file, a compressed one that is not set up: 0 sectors.
    if (!Number.empty() && strtoull(readFile(Entry.path() / "size").c_str(), nullptr, 10) > 0)
      All.push_back(Number);
  }
  std::ranges::sort(All);
  return All;
}

} // namespace auspex::place
