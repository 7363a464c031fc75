//===- kernels/idioms/cryptography/touched.cpp - Tables read in parts --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/touched.h"

#include <algorithm>

namespace auspex::kernels {

std::optional<uint8_t> Touched::byte(int64_t Offset, bool After) const {
  auto It = Extents.upper_bound(Offset);
  if (It == Extents.begin())
    return std::nullopt;
  const Extent &X = *std::prev(It)->second;
  const auto At = size_t(Offset - X.Offset);
  if (At >= X.size() || !(After ? X.Written[At] : X.Read[At]))
    return std::nullopt;
  return After ? X.After[At] : X.Before[At];
}

std::vector<Touched> touchedObjects(const Behaviour &B) {
  std::vector<Touched> Out;
  for (const Extent &X : B.Extents) {
    auto It = std::ranges::find(Out, X.Object, &Touched::Object);
    if (It == Out.end())
      It = Out.insert(Out.end(), Touched{.Object = X.Object, .Extents = {}});
    It->Extents[X.Offset] = &X;
    It->End = std::max(It->End, X.Offset + int64_t(X.size()));
    It->Count += X.size();
  }
  return Out;
}

} // namespace auspex::kernels
