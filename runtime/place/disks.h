//===- runtime/place/disks.h - The disks of this machine -------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_PLACE_DISKS_H
#define AUSPEX_RUNTIME_PLACE_DISKS_H

#include <string>
#include <vector>

namespace auspex::place {

/// "MAJOR:MINOR" of every disk that holds something, partitions apart: what a control
/// group's I/O limits are given for.
std::vector<std::string> disks(const std::string &Sysfs = "/sys/block");

} // namespace auspex::place

#endif
