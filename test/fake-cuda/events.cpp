//===- test/fake-cuda/events.cpp - Prints what was called of the fake driver ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// fake-cuda-events SCRIPT: a line each, in order: who called (the main thread of its process or
// another) and what.
//
//===----------------------------------------------------------------------===//
#include "machine.h"

#include <cstdio>

int main(int Argc, char **Argv) {
  if (Argc != 2)
    return 2;
  auspex::fake::Machine M(Argv[1]);
  for (const auspex::fake::Event &E : M.events())
    printf("%s: %s\n", E.Pid == E.Tid ? "main" : "thread", E.Name);
  return 0;
}
