//===- demand/evaluate/builtins_filesystem.cpp - Files by name ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A program that renames, removes or truncates a file reads something else by that
// name than what lies there before it runs. Whether the call succeeds is not known.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/source.h"
#include "demand/evaluate/stdstring.h"

namespace auspex::demand::evaluate {
namespace {

Val succeeded(CallSite &C) { return C.M.unknownOf(C.Result, "whether a file could be changed"); }

Val changeFirst(CallSite &C) { // unlink(path), remove(path), truncate(path, bytes)
  writes(C, text(C, 0));
  return succeeded(C);
}

Val changeBoth(CallSite &C) { // rename(from, to), link(to, name), symlink(to, name)
  writes(C, text(C, 0));
  writes(C, text(C, 1));
  return succeeded(C);
}

Val changeOpen(CallSite &C) { // ftruncate(descriptor, bytes)
  writes(C, Source::descriptor(C, C.arg(0)).path());
  return succeeded(C);
}

Val changeSomething(CallSite &C) { // std::filesystem's, and what is told by directories
  C.M.Files.wroteAnything();
  return succeeded(C);
}

Val changeDirectory(CallSite &C) { // chdir
  C.M.Files.changedDirectory();
  return succeeded(C);
}

Val fileSize(CallSite &C) { // std::filesystem::file_size(path): it begins with its string
  auto Path = StdString(C, C.arg(0)).text();
  auto Size = Path ? C.M.Files.size(*Path) : std::nullopt;
  return Size ? Val::integer(*Size)
              : C.M.unknownOf(Type::I64, "size of a file that cannot be looked at");
}

} // namespace

std::span<const BuiltinRow> filesystemBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"unlink", changeFirst},    {"rename", changeBoth},
      {"ftruncate", changeOpen},  {"renameat", changeSomething},
      {"chdir", changeDirectory}, {"std::filesystem::file_size", fileSize},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
