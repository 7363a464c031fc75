//===- mlir-dialects/skeleton/Descriptors.h - Lowered values ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How values look once they are lowered to LLVM (mlir/docs/TargetLLVMIR.md, "Ranked
// MemRef Types"): a memref of rank r is a struct of 3 + 2r words, all else itself.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_SKELETON_DESCRIPTORS_H
#define AUSPEX_MLIR_SKELETON_DESCRIPTORS_H

#include "mlir-dialects/formula/Formulas.h"

namespace auspex::dialect {

inline constexpr unsigned WordBytes = 8;

/// One scalar of a lowered value: its type, and where it lies in the struct that several
/// results are returned in.
struct Word {
  demand::Type Ty = demand::Type::I64;
  unsigned Offset = 0;
};

/// The words of values of these types, laid out one after another as a struct. Nothing
/// where a type has no such form.
inline std::optional<llvm::SmallVector<Word>> wordsOf(mlir::TypeRange Types) {
  llvm::SmallVector<Word> Words;
  unsigned Offset = 0;
  auto Add = [&](demand::Type T) {
    const unsigned Size = demand::bytesOf(T);
    Offset = (Offset + Size - 1) / Size * Size;
    Words.push_back({T, Offset});
    Offset += Size;
  };
  for (mlir::Type T : Types) {
    if (auto M = mlir::dyn_cast<mlir::MemRefType>(T)) {
      Offset = (Offset + WordBytes - 1) / WordBytes * WordBytes;
      Add(demand::Type::Ptr);
      Add(demand::Type::Ptr);
      for (int64_t K = 0; K < 1 + 2 * M.getRank(); ++K)
        Add(demand::Type::I64);
    } else if (const demand::Type E = elementType(T); E != demand::Type::Void) {
      Add(E);
    } else {
      return std::nullopt;
    }
  }
  return Words;
}

/// Bytes of that struct.
inline unsigned bytesOf(llvm::ArrayRef<Word> Words) {
  return Words.empty() ? 0 : (Words.back().Offset + 2 * WordBytes - 1) / WordBytes * WordBytes;
}

/// Results of these types come back in a struct.
inline bool returnsStruct(mlir::TypeRange Results) {
  return Results.size() > 1 ||
         (Results.size() == 1 && mlir::isa<mlir::MemRefType>(Results.front()));
}

} // namespace auspex::dialect

#endif
