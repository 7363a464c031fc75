//===- test/unit/place/registry_test.cpp - Records of jobs -----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/registry.h"

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace auspex::place;
namespace fs = std::filesystem;

namespace {

class Registry : public testing::Test {
protected:
  void SetUp() override {
    std::string Template = (fs::temp_directory_path() / "auspex-registry-XXXXXX").string();
    ASSERT_NE(mkdtemp(Template.data()), nullptr);
    Folder = Template;
  }
  void TearDown() override { fs::remove_all(Folder); }
  void write(const std::string &Name, std::string_view Text) {
    Fd F(open((Folder + "/" + Name).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    ASSERT_EQ(::write(F.get(), Text.data(), Text.size()), ssize_t(Text.size()));
  }
  size_t files() const {
    return size_t(std::distance(fs::directory_iterator(Folder), fs::directory_iterator()));
  }
  std::string Folder;
};

TEST_F(Registry, ALivingJobIsLeftAlone) {
  auto R = Record::create(Folder, "1-a", Plan());
  ASSERT_TRUE(R.has_value());
  // Another open file description, as another process has it.
  EXPECT_TRUE(cleanUp(Folder).empty());
  EXPECT_EQ(files(), 1u);
  R->remove();
  EXPECT_EQ(files(), 0u);
}

TEST_F(Registry, ADeadJobIsCleanedUpOnce) {
  { auto R = Record::create(Folder, "1-a", Plan()); } // the lock goes, the record stays
  EXPECT_EQ(files(), 1u);
  auto Found = cleanUp(Folder);
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].Job, "1-a");
  EXPECT_TRUE(Found[0].Removed);
  EXPECT_TRUE(cleanUp(Folder).empty());
  EXPECT_EQ(files(), 0u);
}

TEST_F(Registry, TheKeepersWordIsKept) {
  {
    auto R = Record::create(Folder, "1-a", Plan());
    ASSERT_EQ(::write(R->lock(), "outcome 256 5 6\n", 16), 16);
  }
  EXPECT_EQ(cleanUp(Folder).at(0).Outcome, "256 5 6");
}

// Records are this user's own, but a damaged one must not remove anything else.
TEST_F(Registry, DamagedAndHostileRecords) {
  fs::create_directory(Folder + "/victim");
  fs::create_directory(Folder + "/victim/auspex-2-b");
  std::string Hostile = "auspex job 1\ngroup 1 memory " + Folder;
  Hostile += std::string("\0victim\0\n", 9);
  write("2-b", Hostile);                     // not a cgroup file system
  std::string Climb = "auspex job 1\ngroup 1 memory /sys/fs/cgroup";
  Climb += std::string("\0../../..\0\n", 11); // out of the mount
  write("3-c", Climb);
  write("4-d", "something else");
  write("5-e", "auspex job 1\ngroup");
  write("6-f", "");
  write("Not A Job", "auspex job 1\n");
  cleanUp(Folder);
  EXPECT_TRUE(fs::exists(Folder + "/victim/auspex-2-b"));
  EXPECT_TRUE(fs::exists(Folder + "/Not A Job"));
  EXPECT_EQ(files(), 2u);
}

TEST_F(Registry, TheDirectoryMustBeTheUsersAlone) {
  setenv("AUSPEX_RUNTIME_DIR", Folder.c_str(), 1);
  EXPECT_TRUE(runtimeDirectory().has_value());
  chmod(Folder.c_str(), 0755);
  EXPECT_FALSE(runtimeDirectory().has_value());
  fs::create_directory_symlink(Folder, Folder + "/link");
  setenv("AUSPEX_RUNTIME_DIR", (Folder + "/link").c_str(), 1);
  EXPECT_FALSE(runtimeDirectory().has_value());
  unsetenv("AUSPEX_RUNTIME_DIR");
}

TEST_F(Registry, PathsStayBelow) {
  fs::create_directory(Folder + "/in");
  fs::create_directory_symlink("/etc", Folder + "/out");
  Fd D(open(Folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  EXPECT_TRUE(openBelow(D.get(), "in", O_RDONLY | O_DIRECTORY));
  EXPECT_TRUE(openBelow(D.get(), "", O_RDONLY | O_DIRECTORY));
  EXPECT_FALSE(openBelow(D.get(), "out", O_RDONLY | O_DIRECTORY));
  EXPECT_FALSE(openBelow(D.get(), "out/passwd", O_RDONLY));
  EXPECT_FALSE(openBelow(D.get(), "..", O_RDONLY | O_DIRECTORY));
  EXPECT_FALSE(openBelow(D.get(), "/etc", O_RDONLY | O_DIRECTORY));
}

} // namespace
