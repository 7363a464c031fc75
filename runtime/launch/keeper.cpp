//===- runtime/launch/keeper.cpp - auspex-keeper ---------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// auspex-keeper SOCKET PROGRAM [ARGUMENT...]: started by `auspex run` only.
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/keep.h"

#include <cstdlib>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc < 3) {
    static const char Text[] = "auspex-keeper is started by `auspex run`\n";
    return write(2, Text, sizeof(Text) - 1) < 0 ? 125 : 2;
  }
  return auspex::launch::keep(atoi(argv[1]), argv + 2, environ);
}
