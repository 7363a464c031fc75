//===- runtime/gpu/library.h - A library that may not be there -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The NVIDIA driver comes as libraries that a machine has or has not: they are loaded
// when they are needed, and nothing is linked.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_GPU_LIBRARY_H
#define AUSPEX_RUNTIME_GPU_LIBRARY_H

#include "demand/error.h"

#include <span>
#include <utility>

namespace auspex::gpu {

/// A function of a library and where its address goes.
struct Entry {
  const char *Symbol;
  void **To;
  bool Required; ///< the library is of no use without it
};

class Library {
public:
  Library() = default;
  Library(Library &&Other) noexcept : Handle(std::exchange(Other.Handle, nullptr)) {}
  Library &operator=(Library &&Other) noexcept {
    std::swap(Handle, Other.Handle);
    return *this;
  }
  ~Library();

  /// Loads \p Name and looks \p Entries up. \p Purpose is whose it is ("NVIDIA driver").
  static demand::Expected<Library> open(const char *Name, std::span<const Entry> Entries,
                                        const char *Purpose);

private:
  void *Handle = nullptr;
};

} // namespace auspex::gpu

#endif
