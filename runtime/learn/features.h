//===- runtime/learn/features.h - What is known before a run ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LEARN_FEATURES_H
#define AUSPEX_RUNTIME_LEARN_FEATURES_H

#include <string>
#include <vector>

namespace auspex::learn {

/// What a number says about the quantity that is to be predicted, and so which
/// functions of it are tried.
enum class Kind : unsigned char {
  Formula, ///< static analysis's own value of the quantity: y = c f, y = a + b f
  Size,    ///< size of an input, a count in an argument: y = a + b x^p
  Sibling, ///< what another run told of the same input: y = c x^p
};

/// A positive number known before the run. Names are the caller's: two runs' features
/// of one name are compared.
struct Feature {
  std::string Name;
  double Value = 0;
  Kind Is = Kind::Size;
};
using Features = std::vector<Feature>;

} // namespace auspex::learn

#endif
