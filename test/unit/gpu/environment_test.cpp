//===- test/unit/gpu/environment_test.cpp - What a job's environment has more ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/environment.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace auspex::launch {
namespace {

std::vector<std::string> with(std::string List, std::vector<std::string> Env) {
  List.resize(64, 'x'); // whatever is behind it
  std::vector<char *> Pointers;
  for (std::string &E : Env)
    Pointers.push_back(E.data());
  Pointers.push_back(nullptr);
  std::vector<std::string> Out;
  char **New = withAdditions(List.data(), List.size(), Pointers.data());
  for (char **E = New; *E; ++E)
    Out.emplace_back(*E);
  if (New != Pointers.data())
    free(New);
  return Out;
}

using Env = std::vector<std::string>;

TEST(Additions, ReplaceOrFollow) {
  EXPECT_EQ(with(std::string("\0", 1), {"A=1"}), (Env{"A=1"})) << "an empty list";
  EXPECT_EQ(with(std::string("B=2\0\0", 5), {"A=1"}), (Env{"A=1", "B=2"}));
  EXPECT_EQ(with(std::string("A=2\0C=\0\0", 8), {"A=1", "B=1"}), (Env{"A=2", "B=1", "C="}));
  EXPECT_EQ(with(std::string("A=2\0A=3\0\0", 9), {}), (Env{"A=3"})) << "the last one holds";
  EXPECT_EQ(with(std::string("A=2\0\0", 5), {"AB=1"}), (Env{"AB=1", "A=2"})) << "whole names";
}

TEST(Additions, EndWithTheMessage) {
  EXPECT_EQ(with(std::string(64, 'y'), {}).size(), 1u);
  EXPECT_EQ(with(std::string(64, 'y'), {})[0].size(), 62u);
}

} // namespace
} // namespace auspex::launch
