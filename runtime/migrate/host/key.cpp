//===- runtime/migrate/host/key.cpp - The secret that two agents share ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/host/key.h"

#include "runtime/place/file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::migrate {

demand::Expected<Key> readKey(const std::string &Path) {
  place::Fd F(open(Path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  struct stat S;
  if (!F || fstat(F.get(), &S) != 0)
    return demand::fail(fmt::format("cannot read the key {}: {}", Path, strerror(errno)));
  if (!S_ISREG(S.st_mode) || S.st_uid != geteuid() || (S.st_mode & 077) != 0)
    return demand::fail(fmt::format("the key {} must be a file of mode 0600 that belongs to user "
                                    "{}: chmod 600 {}",
                                    Path, geteuid(), Path));
  Key K;
  char Text[2 * sizeof(K) + 2] = {};
  ssize_t N = read(F.get(), Text, sizeof(Text));
  auto Digit = [](char C) {
    return C >= '0' && C <= '9' ? C - '0' : C >= 'a' && C <= 'f' ? C - 'a' + 10 : -1;
  };
  bool Good = N == 2 * sizeof(K) || (N == 2 * sizeof(K) + 1 && Text[N - 1] == '\n');
  for (size_t I = 0; Good && I < K.size(); ++I) {
    int High = Digit(Text[2 * I]), Low = Digit(Text[2 * I + 1]);
    Good = High >= 0 && Low >= 0;
    K[I] = (unsigned char)(High * 16 + Low);
  }
  explicit_bzero(Text, sizeof(Text));
  if (!Good)
    return demand::fail(fmt::format(
        "{} holds no key (64 hexadecimal digits); `auspex agent --new-key FILE` makes one", Path));
  return K;
}

demand::Expected<void> makeKey(const std::string &Path) {
  Key K;
  if (getrandom(K.data(), K.size(), 0) != ssize_t(K.size()))
    return demand::fail(fmt::format("no random bytes: {}", strerror(errno)));
  place::Fd F(open(Path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!F)
    return demand::fail(fmt::format("cannot make {}: {}", Path, strerror(errno)));
  std::string Text;
  for (unsigned char C : K)
    Text += fmt::format("{:02x}", C);
  Text += '\n';
  bool Done = write(F.get(), Text.data(), Text.size()) == ssize_t(Text.size());
  explicit_bzero(Text.data(), Text.size());
  explicit_bzero(K.data(), K.size());
  if (!Done)
    return demand::fail(fmt::format("cannot write {}: {}", Path, strerror(errno)));
  return {};
}

} // namespace auspex::migrate
