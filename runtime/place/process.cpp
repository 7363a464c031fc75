//===- runtime/place/process.cpp - Who is whose child ------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/process.h"

#include "runtime/place/file.h"

#include <cstdlib>
#include <fmt/format.h>

namespace auspex::place {

pid_t parentOf(pid_t Pid) {
  // pid (comm) state ppid ...; the name may hold anything, its end is the last ')'.
  std::string Text = readFile(fmt::format("/proc/{}/stat", Pid));
  size_t Close = Text.rfind(')');
  return Close == Text.npos || Close + 4 >= Text.size()
             ? 0
             : pid_t(strtol(Text.c_str() + Close + 4, nullptr, 10));
}

std::vector<pid_t> descendants(pid_t Pid) {
  constexpr size_t Most = 4096;
  std::vector<pid_t> Out;
  if (Pid > 0)
    Out.push_back(Pid);
  for (size_t At = 0; At < Out.size(); ++At) {
    std::string Text = readFile(fmt::format("/proc/{0}/task/{0}/children", Out[At]));
    char *Next = Text.data();
    while (pid_t Child = pid_t(strtol(Next, &Next, 10)))
      if (Out.size() < Most)
        Out.push_back(Child);
  }
  return Out;
}

} // namespace auspex::place
