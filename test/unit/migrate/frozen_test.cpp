//===- test/unit/migrate/frozen_test.cpp - Two copies, of which one must end ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/criu_mover.h"
#include "runtime/migrate/frozen.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

/// What looks like a v1 freezer group; the kernel does not take its processes off the list.
class Fake {
public:
  explicit Fake(pid_t Member) {
    std::string Name = std::filesystem::temp_directory_path() / "auspex-frozen-XXXXXX";
    Path = mkdtemp(Name.data());
    std::ofstream(Path + "/freezer.state") << "FROZEN\n";
    std::ofstream(Path + "/cgroup.procs") << (Member ? fmt::format("{}\n", Member) : "");
  }
  ~Fake() { std::filesystem::remove_all(Path); }
  std::string Path;
};

/// A number that no process has any more.
pid_t gone() {
  pid_t Pid = fork();
  if (Pid == 0)
    _exit(0);
  waitpid(Pid, nullptr, 0);
  return Pid;
}

TEST(Frozen, WhatDoesNotEndIsTold) {
  EXPECT_TRUE(endFrozen(Fake(0).Path, 1, 20));
  EXPECT_TRUE(endFrozen("/no/such/group", 1, 20));
  Fake Stays(gone());
  EXPECT_FALSE(endFrozen(Stays.Path, 1, 20));
}

TEST(Frozen, TheOtherCopyWaitsForTheEndOfThisOne) {
  for (bool Forward : {false, true}) {
    Fake Goes(gone()), Stays(0);
    History H;
    H.Notes["source"] = "1 " + (Forward ? Goes : Stays).Path;
    H.Notes["target"] = "1 " + (Forward ? Stays : Goes).Path;
    auto Done = CriuMover::settle(H, Forward);
    ASSERT_FALSE(Done);
    EXPECT_NE(Done.error().Message.find(Goes.Path), std::string::npos) << Done.error().Message;
    EXPECT_TRUE(isFrozen(Stays.Path, 1)) << "two copies run";
  }
}

} // namespace
} // namespace auspex::migrate
