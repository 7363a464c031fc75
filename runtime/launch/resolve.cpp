//===- runtime/launch/resolve.cpp - Which file a command is ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/launch.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::launch {
namespace {

/// 0 where \p Path can be executed, else errno.
int executable(const std::string &Path) {
  struct stat S;
  if (stat(Path.c_str(), &S) != 0)
    return errno;
  if (S_ISDIR(S.st_mode))
    return EISDIR;
  if (!S_ISREG(S.st_mode))
    return EACCES;
  return faccessat(AT_FDCWD, Path.c_str(), X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

Resolved refused(int Error) {
  bool Missing = Error == ENOENT || Error == ENOTDIR;
  return {{}, Error, Missing ? 127 : 126};
}

} // namespace

Resolved resolveProgram(const std::string &Name) {
  if (Name.empty())
    return refused(ENOENT);
  if (Name.find('/') != Name.npos) {
    int Error = executable(Name);
    return Error ? refused(Error) : Resolved{Name, 0, 0};
  }
  const char *Path = getenv("PATH");
  std::string_view Rest = Path ? Path : "/bin:/usr/bin";
  int Seen = ENOENT;
  while (true) {
    size_t N = Rest.find(':');
    std::string Directory(Rest.substr(0, N));
    // An empty element is the current directory.
    std::string Candidate = Directory.empty() ? Name : Directory + "/" + Name;
    int Error = executable(Candidate);
    if (!Error)
      return {Candidate, 0, 0};
    if (Error == EACCES)
      Seen = EACCES;
    if (N == Rest.npos)
      return refused(Seen);
    Rest.remove_prefix(N + 1);
  }
}

} // namespace auspex::launch
