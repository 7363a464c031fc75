//===- test/unit/migrate/hosts_test.cpp - Hosts by name, and their keys ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/host/hosts.h"
#include "runtime/migrate/host/key.h"
#include "runtime/place/file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace auspex::migrate {
namespace {

TEST(Hosts, AFileNamesAnAgentAndOthers) {
  auto H = parseHosts("[agent]\nlisten = '10.0.0.1'\nport = 99\nkey = '/k'\nimages = '/run/x'\n"
                      "[hosts.b]\naddress = 'b.example'\nkey = '/etc/b.key'\n",
                      "f");
  ASSERT_TRUE(H) << H.error().Message;
  ASSERT_TRUE(H->Agent);
  EXPECT_EQ(H->Agent->Address, "10.0.0.1");
  EXPECT_EQ(H->Agent->Port, 99);
  EXPECT_EQ(H->Images, "/run/x");
  ASSERT_TRUE(H->Others.contains("b"));
  EXPECT_EQ(H->Others["b"].Address, "b.example");
  EXPECT_EQ(H->Others["b"].Port, DefaultPort);
}

TEST(Hosts, WhatIsWrongIsNamedWithItsPlace) {
  const std::pair<const char *, const char *> Wrong[] = {
      {"[hosts.b]\naddress = 'x'\n", "f:1:1: no key is given"},
      {"[hosts.b]\nkey = '/k'\n", "f:1:1: no address is given"},
      {"[hosts.b]\naddress = 'x'\nkey = 'k'\n", "f:3:7: expected a path that begins with /"},
      {"[hosts.b]\naddress = '--help'\nkey = '/k'\n", "f:2:11: expected an address"},
      {"[hosts.b]\naddress = 'x'\nkey = '/k'\nport = 0\n", "f:4:8: expected a port"},
      {"[hosts.b]\naddress = 'x'\nkey = '/k'\nport = '7'\n", "f:4:8: expected a port"},
      {"[hosts.b]\naddress = 'x'\nkey = '/k'\ncolour = 1\n", "f:4:10: unknown key 'colour'"},
      {"[hosts.b]\naddress = 'x'\nkey = '/k'\nimages = '/x'\n", "f:4:10: unknown key 'images'"},
      {"[agent]\naddress = 'x'\nkey = '/k'\n", "f:2:11: unknown key 'address'"},
      {"hosts = 1\n", "f:1:9: unknown key 'hosts'"},
      {"[hosts]\nb = 1\n", "f:2:5: expected a table"},
      {"[hosts.b\n", "f:1:"},
  };
  for (const auto &[Text, Message] : Wrong) {
    auto H = parseHosts(Text, "f");
    ASSERT_FALSE(H) << Text;
    EXPECT_TRUE(H.error().Message.starts_with(Message)) << H.error().Message;
  }
}

class Keys : public testing::Test {
protected:
  void SetUp() override {
    std::string Name = std::filesystem::temp_directory_path() / "auspex-keys-XXXXXX";
    ASSERT_NE(mkdtemp(Name.data()), nullptr);
    Folder = Name;
    Path = Folder + "/key";
  }
  void TearDown() override { std::filesystem::remove_all(Folder); }
  std::string Folder, Path;
};

TEST_F(Keys, ANewOneIsItsOwnersAlone) {
  ASSERT_TRUE(makeKey(Path));
  struct stat S;
  ASSERT_EQ(stat(Path.c_str(), &S), 0);
  EXPECT_EQ(S.st_mode & 07777, 0600u);
  ASSERT_TRUE(makeKey(Path + "2"));
  auto One = readKey(Path), Two = readKey(Path + "2");
  ASSERT_TRUE(One && Two);
  EXPECT_NE(*One, *Two);
  EXPECT_FALSE(makeKey(Path)) << "it would lose the one that is there";
}

TEST_F(Keys, OneThatOthersCanReadIsRefused) {
  ASSERT_TRUE(makeKey(Path));
  for (mode_t Mode : {0640, 0604, 0620, 0666}) {
    ASSERT_EQ(chmod(Path.c_str(), Mode), 0);
    auto K = readKey(Path);
    ASSERT_FALSE(K);
    EXPECT_NE(K.error().Message.find("chmod 600 " + Path), std::string::npos);
  }
}

TEST_F(Keys, WhatIsNoneIsRefused) {
  ASSERT_TRUE(makeKey(Path));
  std::string Good = place::readFile(Path);
  for (const std::string &Text : {std::string(), Good.substr(1), Good + "0", "g" + Good.substr(1),
                                  std::string(64, 'A')}) {
    std::ofstream(Path, std::ios::trunc) << Text;
    EXPECT_FALSE(readKey(Path)) << Text;
  }
  std::filesystem::remove(Path);
  std::filesystem::create_symlink("/dev/zero", Path);
  EXPECT_FALSE(readKey(Path));
}

} // namespace
} // namespace auspex::migrate
