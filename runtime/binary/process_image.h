//===- runtime/binary/process_image.h - The files of a process to be ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_BINARY_PROCESS_IMAGE_H
#define AUSPEX_RUNTIME_BINARY_PROCESS_IMAGE_H

#include "runtime/binary/elf_file.h"

#include <span>
#include <string>
#include <vector>

namespace auspex::binary {

/// An executable with the libraries that ld.so would load, in search order.
struct ProcessImage {
  std::vector<demand::Module> Modules; ///< the executable first
  ElfFile Executable;                  ///< its notes moved to Modules
  std::vector<std::string> Paths;      ///< of the modules, then of ld.so if it is none
  std::vector<std::string> Missing;    ///< libraries that were not found
  std::vector<std::string> Warnings;
  bool annotated() const;              ///< a module carries a note
};

/// Loads \p Path for a run with \p Env ("NAME=value"). Where the executable has
/// no note nothing can be forecast, and no library is looked at.
demand::Expected<ProcessImage> loadProcessImage(const std::string &Path,
                                                std::span<const std::string> Env);

/// The path that execvp would run for \p Program with \p Env's PATH; empty
/// where there is none.
std::string findProgram(const std::string &Program, std::span<const std::string> Env);

} // namespace auspex::binary

#endif
