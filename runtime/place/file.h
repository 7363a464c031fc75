//===- runtime/place/file.h - Small files and descriptors -----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What cgroup and proc files need: a descriptor that closes itself, reading and
// writing a small file in one call, and opening below a directory without ever
// leaving it. Every descriptor is close-on-exec.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_PLACE_FILE_H
#define AUSPEX_RUNTIME_PLACE_FILE_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace auspex::place {

class Fd {
public:
  Fd() = default;
  explicit Fd(int Value) : Value(Value) {}
  Fd(Fd &&Other) noexcept : Value(std::exchange(Other.Value, -1)) {}
  Fd &operator=(Fd &&Other) noexcept {
    std::swap(Value, Other.Value);
    return *this;
  }
  ~Fd() { reset(); }
  int get() const { return Value; }
  explicit operator bool() const { return Value >= 0; }
  void reset();
  int release() { return std::exchange(Value, -1); }

private:
  int Value = -1;
};

/// Opens \p Path below \p Dir: no symbolic links, no `..`, nothing outside
/// (openat2; where the kernel lacks it, the path is checked and opened
/// component by component). errno is set on failure.
Fd openBelow(int Dir, const std::string &Path, int Flags, unsigned Mode = 0);

/// The whole file, at most 1 MiB; empty where it cannot be read.
std::string readFile(const std::string &Path);
std::string readFileAt(int Dir, const char *Name);
/// A file that holds one number; "max" is UINT64_MAX.
std::optional<uint64_t> readNumberAt(int Dir, const char *Name);
/// The number behind `Key ` in a file of "key value" lines.
std::optional<uint64_t> readKeyAt(int Dir, const char *Name, std::string_view Key);

/// Writes \p Text in one write(2); 0 or errno.
int writeAt(int Dir, const char *Name, std::string_view Text);

} // namespace auspex::place

#endif
