//===- runtime/place/file.cpp - Small files and descriptors ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/file.h"

#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <limits>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace auspex::place {
namespace {

std::string readAll(int F) {
  std::string Text;
  char Buffer[4096];
  constexpr size_t Most = 1u << 20;
  while (Text.size() < Most) {
    ssize_t N = read(F, Buffer, sizeof(Buffer));
    if (N < 0 && errno == EINTR)
      continue;
    if (N <= 0)
      break;
    Text.append(Buffer, size_t(N));
  }
  return Text;
}

std::optional<uint64_t> parseNumber(std::string_view Text) {
  if (Text.starts_with("max"))
    return std::numeric_limits<uint64_t>::max();
  uint64_t V = 0;
  auto [End, Failed] = std::from_chars(Text.data(), Text.data() + Text.size(), V);
  if (Failed != std::errc())
    return std::nullopt;
  return V;
}

} // namespace

void Fd::reset() {
  if (Value >= 0)
    close(Value);
  Value = -1;
}

Fd openBelow(int Dir, const std::string &Path, int Flags, unsigned Mode) {
  open_how How = {};
  How.flags = uint64_t(Flags) | O_CLOEXEC;
  How.mode = Mode;
  How.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  const char *Name = Path.empty() ? "." : Path.c_str();
  Fd F(int(syscall(SYS_openat2, Dir, Name, &How, sizeof(How))));
  if (F || (errno != ENOSYS && errno != EPERM))
    return F;

  // Before Linux 5.6, or a seccomp filter that does not know openat2.
  Fd At(openat(Dir, ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  std::string_view Rest = Path;
  while (At) {
    size_t N = Rest.find('/');
    std::string Part(Rest.substr(0, N));
    if (Part == "..") {
      errno = EXDEV;
      return Fd();
    }
    if (N == Rest.npos)
      return Fd(openat(At.get(), Part.empty() ? "." : Part.c_str(),
                       Flags | O_NOFOLLOW | O_CLOEXEC, Mode));
    Rest.remove_prefix(N + 1);
    if (!Part.empty())
      At = Fd(openat(At.get(), Part.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  }
  return Fd();
}

std::string readFileAt(int Dir, const char *Name) {
  Fd F(openat(Dir, Name, O_RDONLY | O_CLOEXEC));
  return F ? readAll(F.get()) : std::string();
}

std::string readFile(const std::string &Path) { return readFileAt(AT_FDCWD, Path.c_str()); }

std::optional<uint64_t> readNumberAt(int Dir, const char *Name) {
  return parseNumber(readFileAt(Dir, Name));
}

std::optional<uint64_t> readKeyAt(int Dir, const char *Name, std::string_view Key) {
  std::string Text = readFileAt(Dir, Name);
  std::string_view Rest = Text;
  while (!Rest.empty()) {
    size_t End = Rest.find('\n');
    std::string_view Line = Rest.substr(0, End);
    if (Line.starts_with(Key) && Line.size() > Key.size() && Line[Key.size()] == ' ')
      return parseNumber(Line.substr(Key.size() + 1));
    Rest = End == Rest.npos ? std::string_view() : Rest.substr(End + 1);
  }
  return std::nullopt;
}

int writeAt(int Dir, const char *Name, std::string_view Text) {
  Fd F(openat(Dir, Name, O_WRONLY | O_CLOEXEC));
  if (!F)
    return errno;
  ssize_t N;
  do
    N = write(F.get(), Text.data(), Text.size());
  while (N < 0 && errno == EINTR);
  return N < 0 ? errno : 0;
}

} // namespace auspex::place
