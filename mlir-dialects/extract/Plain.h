//===- mlir-dialects/extract/Plain.h - Names that are no idioms -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A linalg op that is no idiom of the catalogue may still be one plain operation on
// tensors: fill, broadcast, an element-wise addition, a maximum along an axis. Such names
// are for readers of the IR and stay out of notes, where the LLVM plugin has none.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_EXTRACT_PLAIN_H
#define AUSPEX_MLIR_EXTRACT_PLAIN_H

#include <optional>
#include <string>

namespace mlir::linalg {
class LinalgOp;
}

namespace auspex::dialect {

struct PlainName {
  std::string Name, Form;
};

/// Nothing where the body is more than one operation.
std::optional<PlainName> plainNameOf(mlir::linalg::LinalgOp Op);

} // namespace auspex::dialect

#endif
