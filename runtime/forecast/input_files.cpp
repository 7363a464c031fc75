//===- runtime/forecast/input_files.cpp - Files that a program will read --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/forecast/input_files.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::forecast {
namespace {

/// Where standard input stands; negative where it cannot be told.
off_t standardInput() { return lseek(STDIN_FILENO, 0, SEEK_CUR); }

int openQuietly(const std::string &Path) {
  constexpr int Flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
  int Fd = open(Path.c_str(), Flags | O_NOATIME);
  return Fd < 0 && errno == EPERM ? open(Path.c_str(), Flags) : Fd;
}

std::optional<std::string> readFrom(int Fd, uint64_t Offset, uint64_t Count) {
  struct stat S;
  if (fstat(Fd, &S) != 0 || !S_ISREG(S.st_mode) || Offset > uint64_t(INT64_MAX) - MostInputBytes)
    return std::nullopt;
  std::string Bytes(std::min(Count, MostInputBytes), '\0');
  size_t Got = 0;
  while (Got < Bytes.size()) {
    ssize_t N = pread(Fd, Bytes.data() + Got, Bytes.size() - Got, off_t(Offset + Got));
    if (N < 0 && errno == EINTR)
      continue;
    if (N < 0)
      return std::nullopt;
    if (N == 0)
      break;
    Got += size_t(N);
  }
  Bytes.resize(Got);
  return Bytes;
}

} // namespace

bool isStandardInput(const std::string &Path) { return Path == "/dev/stdin"; }

std::optional<uint64_t> inputSize(const std::string &Path) {
  struct stat S;
  if (isStandardInput(Path)) {
    off_t At = standardInput();
    if (At < 0 || fstat(STDIN_FILENO, &S) != 0 || !S_ISREG(S.st_mode))
      return std::nullopt;
    return uint64_t(std::max<off_t>(0, S.st_size - At));
  }
  if (Path.empty() || stat(Path.c_str(), &S) != 0 || !S_ISREG(S.st_mode) ||
      access(Path.c_str(), R_OK) != 0)
    return std::nullopt;
  return uint64_t(S.st_size);
}

bool inputMissing(const std::string &Path) {
  struct stat S;
  return !isStandardInput(Path) && stat(Path.c_str(), &S) != 0 && errno == ENOENT;
}

std::string inputName(const std::string &Path) {
  struct stat S;
  // What is left of standard input is a file of its own, where some of it was read.
  bool Exists = isStandardInput(Path)
                    ? standardInput() == 0 && fstat(STDIN_FILENO, &S) == 0 && S_ISREG(S.st_mode)
                    : stat(Path.c_str(), &S) == 0;
  if (Exists)
    return fmt::format("{}:{}", S.st_dev, S.st_ino);
  std::error_code Error;
  auto Name = std::filesystem::weakly_canonical(Path, Error);
  return Error ? Path : Name.string();
}

std::optional<std::string> inputBytes(const std::string &Path, uint64_t Offset, uint64_t Count) {
  if (isStandardInput(Path)) {
    off_t At = standardInput();
    if (At < 0)
      return std::nullopt;
    return readFrom(STDIN_FILENO, Offset + uint64_t(At), Count);
  }
  // Opening a FIFO or a device may do something: what is none is not opened.
  if (!inputSize(Path))
    return std::nullopt;
  int Fd = openQuietly(Path);
  if (Fd < 0)
    return std::nullopt;
  auto Bytes = readFrom(Fd, Offset, Count);
  close(Fd);
  return Bytes;
}

} // namespace auspex::forecast
