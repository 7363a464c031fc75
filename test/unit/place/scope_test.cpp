//===- test/unit/place/scope_test.cpp - When a scope is asked for, and which ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/scope.h"
#include "runtime/place/user_manager.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace auspex::place;

namespace {

constexpr const char *Unified = "30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n";

TEST(Scope, IsAskedForWhereNoGroupCanBeMadeOnV2) {
  Layout V2 = parseLayout(Unified, "0::/user.slice/user-1000.slice/session-3.scope\n");
  Plan Nothing, Some;
  Some.Parts.push_back({2, "/sys/fs/cgroup", "a", {}, {}});
  EXPECT_TRUE(wantsScope(V2, Nothing));
  EXPECT_FALSE(wantsScope(V2, Some));
}

TEST(Scope, IsNotAskedForBesideV1) {
  const char *V1 = "31 23 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
  EXPECT_FALSE(wantsScope(parseLayout(V1, "4:memory:/\n"), Plan()));
  EXPECT_FALSE(wantsScope(parseLayout(std::string(V1) + Unified, "4:memory:/\n0::/a\n"), Plan()));
  EXPECT_FALSE(wantsScope(Layout(), Plan()));
}

TEST(Scope, IsKnownByItsOwnName) {
  EXPECT_EQ(scopeName("7-0a"), "auspex-run-7-0a.scope");
  auto In = [](const char *Group) { return inScope(parseLayout(Unified, Group), "7-0a"); };
  EXPECT_TRUE(In("0::/user.slice/user@1000.service/app.slice/auspex-run-7-0a.scope\n"));
  EXPECT_TRUE(In("0::/auspex-run-7-0a.scope\n"));
  EXPECT_FALSE(In("0::/user.slice/session-3.scope\n"));
  EXPECT_FALSE(In("0::/app.slice/my-auspex-run-7-0a.scope\n"));
  EXPECT_FALSE(In("0::/app.slice/auspex-run-7-0a.scope/keeper\n"));
  EXPECT_FALSE(In("0::/app.slice/auspex-run-8-0a.scope\n"));
  EXPECT_FALSE(In(""));
}

// The exec watch tells a job's processes by "/auspex-<job>" in their group's path:
// the scope, in which the keeper is, must not look like it.
TEST(Scope, HasANameThatIsNotAJobs) {
  EXPECT_EQ(("/" + scopeName("7-0a")).find("/auspex-7-0a"), std::string::npos);
}

TEST(UserManager, TellsWhyThereIsNoBus) {
  EXPECT_EQ(whyNoBus("unix:path=/run/bus", nullptr), "");
  for (const char *Directory : {static_cast<const char *>(nullptr), "", "relative"})
    EXPECT_NE(whyNoBus("", Directory).find("XDG_RUNTIME_DIR"), std::string::npos);
  EXPECT_EQ(whyNoBus(nullptr, "/nonexistent"),
            "user bus /nonexistent/bus: No such file or directory");
}

TEST(UserManager, AnswersWithAReasonWhereNobodyListens) {
  setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
  auto Manager = UserManager::open();
  bool Refused = !Manager || !Manager->startScope("auspex-run-0.scope", 1);
  EXPECT_TRUE(Refused);
  unsetenv("DBUS_SESSION_BUS_ADDRESS");
}

// A bus that accepts and never answers: its own time limit is 90 s.
TEST(UserManager, GivesUpOnABusThatDoesNotAnswer) {
  std::string Path = testing::TempDir() + "auspex-silent-" + std::to_string(getpid());
  sockaddr_un Address = {};
  Address.sun_family = AF_UNIX;
  ASSERT_LT(Path.size(), sizeof(Address.sun_path));
  Path.copy(Address.sun_path, Path.size());
  Fd Listening(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(bind(Listening.get(), reinterpret_cast<sockaddr *>(&Address), sizeof(Address)), 0);
  ASSERT_EQ(listen(Listening.get(), 1), 0);
  setenv("DBUS_SESSION_BUS_ADDRESS", ("unix:path=" + Path).c_str(), 1);
  auto Manager = UserManager::open();
  unsetenv("DBUS_SESSION_BUS_ADDRESS");
  unlink(Path.c_str());
  ASSERT_FALSE(Manager);
  // The library's limit ends in another error than ours.
  EXPECT_EQ(Manager.error().Message, "user bus: Connection timed out");
}

TEST(Scope, CanBeForbidden) {
  setenv("AUSPEX_SCOPE", "0", 1);
  auto Entered = enterScope("7-0a", 1);
  ASSERT_FALSE(Entered);
  EXPECT_EQ(Entered.error().Message, "AUSPEX_SCOPE=0");
  unsetenv("AUSPEX_SCOPE");
}

} // namespace
