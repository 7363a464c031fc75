//===- runtime/binary/library_search.h - Where ld.so finds a library ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The search of ld.so(8): DT_RPATH (where there is no DT_RUNPATH),
// LD_LIBRARY_PATH, DT_RUNPATH, /etc/ld.so.cache, the system's folders. Entries
// of the cache that ask for special hardware (glibc-hwcaps) are passed over: a
// variant of a library has the same symbols.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_BINARY_LIBRARY_SEARCH_H
#define AUSPEX_RUNTIME_BINARY_LIBRARY_SEARCH_H

#include "runtime/binary/elf_file.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace auspex::binary {

/// Value of \p Name among "NAME=value" strings, or empty.
std::string_view variable(std::span<const std::string> Env, std::string_view Name);

class LibrarySearch {
public:
  /// \p Env is the environment that the program will get.
  explicit LibrarySearch(std::span<const std::string> Env);

  /// Candidates for \p Name as \p Requester (with the files that loaded it,
  /// itself first) would search for it, in order; the first that is an ELF file
  /// for the machine is taken.
  std::vector<std::string> candidates(const std::string &Name,
                                      std::span<const ElfFile *const> Requesters);

private:
  void addPath(std::vector<std::string> &Out, std::string_view List, const std::string &Name,
               const ElfFile &Origin) const;
  const std::vector<std::string> &cached(const std::string &Name, const ElfFile &For);

  std::string LibraryPath;
  std::optional<std::string> Cache; ///< bytes of ld.so.cache, once read
  std::vector<std::string> Found;
};

} // namespace auspex::binary

#endif
