//===- runtime/launch/environment.cpp - What a job's environment has more --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/environment.h"

#include <cstdlib>
#include <cstring>

namespace auspex::launch {

char **withAdditions(char *List, size_t Size, char **Env) {
  List[Size - 1] = List[Size - 2] = 0;
  if (!*List)
    return Env;
  size_t Count = 0, Added = 0;
  while (Env[Count])
    ++Count;
  for (char *At = List; *At; At += strlen(At) + 1)
    ++Added;
  char **New = static_cast<char **>(calloc(Count + Added + 1, sizeof(char *)));
  if (!New)
    return Env;
  memcpy(New, Env, Count * sizeof(char *));
  for (char *At = List; *At; At += strlen(At) + 1) {
    char *Equal = strchr(At, '=');
    size_t Length = Equal ? size_t(Equal - At) + 1 : strlen(At), I = 0;
    while (I < Count && strncmp(New[I], At, Length) != 0)
      ++I;
    New[I] = At;
    Count += I == Count;
  }
  return New;
}

} // namespace auspex::launch
