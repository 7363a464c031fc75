//===- runtime/binary/file.h - Opening files that others name -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_BINARY_FILE_H
#define AUSPEX_RUNTIME_BINARY_FILE_H

#include "demand/error.h"

#include <cstdint>
#include <string>
#include <utility>

namespace auspex::binary {

/// An open regular file.
class File {
public:
  /// Opens \p Path for reading. Never blocks, never has side effects (a FIFO, a
  /// device, a terminal): anything but a regular file is an error.
  static demand::Expected<File> open(const std::string &Path);

  File(File &&O) noexcept : Descriptor(std::exchange(O.Descriptor, -1)), Bytes(O.Bytes) {}
  File &operator=(File &&O) noexcept {
    std::swap(Descriptor, O.Descriptor);
    Bytes = O.Bytes;
    return *this;
  }
  ~File();

  int descriptor() const { return Descriptor; }
  uint64_t size() const { return Bytes; }
  /// \p Count bytes from \p Offset on; an error where the file has fewer.
  demand::Expected<std::string> read(uint64_t Offset, size_t Count) const;

private:
  File(int D, uint64_t B) : Descriptor(D), Bytes(B) {}
  int Descriptor = -1;
  uint64_t Bytes = 0;
};

} // namespace auspex::binary

#endif
