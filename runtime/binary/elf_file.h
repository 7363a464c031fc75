//===- runtime/binary/elf_file.h - What an ELF file says ------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Executables, shared libraries, object files and archives of them, read with
// libelf. Notes come from the program headers where there are some, so that a
// stripped file says as much as any other.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_BINARY_ELF_FILE_H
#define AUSPEX_RUNTIME_BINARY_ELF_FILE_H

#include "runtime/binary/notes.h"

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

namespace auspex::binary {

enum class FileKind { Executable, SharedLibrary, Object, Archive };
const char *nameOf(FileKind K); // "executable", ...

struct ElfFile {
  std::string Path;
  FileKind Kind = FileKind::Executable;
  bool Is64 = true;
  uint16_t Machine = 0;            ///< e_machine
  std::string Interpreter;         ///< ld.so; empty: static, or a library
  std::string Soname;
  std::vector<std::string> Needed; ///< DT_NEEDED
  std::string RPath, RunPath;      ///< unexpanded
  NoteReader Notes;
};

/// What of a file is wanted: a launch reads no more than it needs.
struct Want {
  bool Notes = true;
  /// Of the dynamic symbols that the file defines, those in this set go to
  /// Module::Defined (together with an empty string, so that the set is not
  /// empty where the table was read). Null: none are read.
  const std::unordered_set<std::string_view> *Symbols = nullptr;
};

demand::Expected<ElfFile> readElf(const std::string &Path, const Want &W = {});

/// Whether the file begins like a script ("#!"); then its interpreter's path.
std::string scriptInterpreter(const std::string &Path);

} // namespace auspex::binary

#endif
