//===- kernels/idioms/cryptography/touched.h - Tables read in parts ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A table that is part of the key is read where the data say: what was touched of it are
// bytes with gaps between. A reference that asks for other bytes is not what was computed.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_TOUCHED_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_TOUCHED_H

#include "kernels/behaviour.h"

#include <map>

namespace auspex::kernels {

/// An object of memory of which some bytes were touched.
struct Touched {
  uint64_t Object;
  int64_t End = 0;
  size_t Count = 0;
  std::map<int64_t, const Extent *> Extents; ///< by offset

  std::optional<uint8_t> byte(int64_t Offset, bool After) const;
};
/// The objects of \p B in the order of their first use.
std::vector<Touched> touchedObjects(const Behaviour &B);

} // namespace auspex::kernels

#endif
