//===- kernels/catalogue/print_catalogue.cpp - Writes docs/idioms.md --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/catalogue/catalogue.h"

#include <cstdio>

int main() { return fputs(auspex::kernels::catalogueMarkdown().c_str(), stdout) < 0; }
