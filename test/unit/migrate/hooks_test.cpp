//===- test/unit/migrate/hooks_test.cpp - Scripts that CRIU has a shell run ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/hooks.h"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace auspex::migrate {
namespace {

class Hooks : public testing::Test {
protected:
  void SetUp() override {
    std::string Name = std::filesystem::temp_directory_path() / "auspex it's hooks-XXXXXX";
    Dir = mkdtemp(Name.data());
  }
  void TearDown() override { std::filesystem::remove_all(Dir); }
  int run(const std::string &Text, const char *Moment) {
    std::string Path = Dir + "/script";
    std::ofstream(Path) << Text;
    chmod(Path.c_str(), 0700);
    setenv("CRTOOLS_SCRIPT_ACTION", Moment, 1);
    int Status = system(shellWord(Path).c_str());
    unsetenv("CRTOOLS_SCRIPT_ACTION");
    return WIFEXITED(Status) ? WEXITSTATUS(Status) : -1;
  }
  std::string content(const char *Name) {
    std::ifstream F(Dir + "/" + Name);
    return {std::istreambuf_iterator<char>(F), {}};
  }
  std::string Dir;
};

TEST_F(Hooks, FreezesAtItsMomentOnly) {
  for (int Version : {1, 2}) {
    std::string Text = hookScript("post-dump", Dir, freezeCommand(Dir, Version));
    const char *File = Version == 2 ? "cgroup.freeze" : "freezer.state";
    EXPECT_EQ(run(Text, "pre-dump"), 0);
    EXPECT_EQ(content(File), "");
    EXPECT_EQ(run(Text, "post-dump"), 0);
    EXPECT_EQ(content(File), Version == 2 ? "1\n" : "FROZEN\n");
  }
}

TEST_F(Hooks, WhatCannotBeFrozenIsAFailure) {
  for (int Version : {1, 2})
    EXPECT_NE(run(hookScript("post-dump", Dir, freezeCommand(Dir + "/gone", Version)), "post-dump"),
              0);
  EXPECT_NE(run(hookScript("pre-resume", Dir, leaveCommand(Dir + "/gone")), "pre-resume"), 0);
}

} // namespace
} // namespace auspex::migrate
