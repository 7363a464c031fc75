//===- runtime/gpu/early.cpp - A context that is ready when the program wants it ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/gpu/early.h"

#include "runtime/binary/elf_file.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::gpu {

const char *valueOf(const std::vector<std::string> &Environment, std::string_view Name) {
  for (const std::string &E : Environment)
    if (E.size() > Name.size() && E[Name.size()] == '=' && E.starts_with(Name))
      return E.c_str() + Name.size() + 1;
  return nullptr;
}

demand::Expected<std::vector<std::string>> earlyStart(const std::string &Program,
                                                      const std::string &Library,
                                                      uint64_t PoolBytes,
                                                      const std::vector<std::string> &Environment) {
  if (access(Library.c_str(), R_OK) != 0)
    return demand::fail(
        fmt::format("{} is not there; build or install Auspex completely", Library));
  // The loader takes both for separators.
  if (Library.find_first_of(" :") != Library.npos)
    return demand::fail(fmt::format("{} has a space or a colon in its path", Library));
  struct stat S;
  if (stat(Program.c_str(), &S) != 0)
    return demand::fail(fmt::format("{}: {}", Program, strerror(errno)));
  if (S.st_mode & (S_ISUID | S_ISGID))
    return demand::fail(fmt::format("{} runs with other rights", Program));
  binary::Want Little;
  Little.Notes = false;
  auto File = binary::readElf(Program, Little);
  if (!File)
    return std::unexpected(File.error());
  if (File->Interpreter.empty() || !File->Is64)
    return demand::fail(
        fmt::format("{} is {}", Program, File->Is64 ? "linked statically" : "of 32 bits"));
  for (const std::string &Needed : File->Needed)
    for (const char *Sanitizer : {"asan", "tsan", "msan", "hwasan"})
      if (Needed.find(Sanitizer) != Needed.npos)
        return demand::fail(fmt::format("{} has to come first in {}", Needed, Program));
  const char *Before = valueOf(Environment, "LD_PRELOAD");
  return std::vector<std::string>{
      fmt::format("LD_PRELOAD={}{}{}", Library, Before && *Before ? ":" : "", Before ? Before : ""),
      fmt::format("{}={} {} {}", StartVariable, uint64_t(S.st_dev), uint64_t(S.st_ino), PoolBytes)};
}

} // namespace auspex::gpu
