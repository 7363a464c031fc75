//===- runtime/binary/file.cpp - Opening files that others name -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/binary/file.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::binary {

static const char *kindOf(mode_t Mode) {
  switch (Mode & S_IFMT) {
  case S_IFDIR:
    return "a directory";
  case S_IFIFO:
    return "a pipe";
  case S_IFCHR:
  case S_IFBLK:
    return "a device";
  case S_IFSOCK:
    return "a socket";
  default:
    return "something else";
  }
}

demand::Expected<File> File::open(const std::string &Path) {
  int D = ::open(Path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (D < 0) {
    int Why = errno;
    struct stat S;
    if (stat(Path.c_str(), &S) == 0 && !S_ISREG(S.st_mode))
      return demand::fail(fmt::format("{}: is {}, not a file; name a program", Path, kindOf(S.st_mode)));
    return demand::fail(fmt::format("{}: {}", Path,
                                    Why == ENOENT   ? "no such file; check the name"
                                    : Why == EACCES ? "permission denied; you need the right to read it"
                                                    : strerror(Why)));
  }
  File Result(D, 0);
  struct stat S;
  if (fstat(D, &S) != 0)
    return demand::fail(fmt::format("{}: {}", Path, strerror(errno)));
  if (!S_ISREG(S.st_mode))
    return demand::fail(fmt::format("{}: is {}, not a file; name a program", Path, kindOf(S.st_mode)));
  Result.Bytes = uint64_t(S.st_size);
  return Result;
}

File::~File() {
  if (Descriptor >= 0)
    close(Descriptor);
}

demand::Expected<std::string> File::read(uint64_t Offset, size_t Count) const {
  if (Offset > Bytes || Count > Bytes - Offset)
    return demand::fail("truncated: the file ends before its own headers say");
  std::string Buffer(Count, '\0');
  size_t Done = 0;
  while (Done < Count) {
    ssize_t N = pread(Descriptor, Buffer.data() + Done, Count - Done, off_t(Offset + Done));
    if (N < 0 && errno == EINTR)
      continue;
    if (N < 0)
      return demand::fail(fmt::format("cannot be read: {}", strerror(errno)));
    if (N == 0)
      return demand::fail("truncated while it was read");
    Done += size_t(N);
  }
  return Buffer;
}

} // namespace auspex::binary
