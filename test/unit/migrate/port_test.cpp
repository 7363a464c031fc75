//===- test/unit/migrate/port_test.cpp - The keeper's part in a move --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "denied.h"
#include "runtime/launch/port.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <gtest/gtest.h>
#include <memory>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auspex::launch {
namespace {

/// A keeper's end of a connection to a mover, in the middle of a move.
class PortTest : public testing::Test {
protected:
  void SetUp() override {
    int Pair[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, Pair), 0);
    P.Peer = Pair[0];
    Mover = Pair[1];
    P.Holding = true;
    R.Kind = Control::Spawn;
  }
  void TearDown() override {
    close(P.Peer);
    close(Mover);
  }
  void word(const char *Text) {
    memcpy(R.Text + R.Bytes, Text, strlen(Text) + 1);
    R.Bytes = uint16_t(R.Bytes + strlen(Text) + 1);
  }
  Answer ask() {
    EXPECT_EQ(send(Mover, &R, sizeof(R), 0), ssize_t(sizeof(R)));
    pid_t Job = 0;
    receiveRequest(P, Job);
    Answer A;
    EXPECT_EQ(recv(Mover, &A, sizeof(A), MSG_DONTWAIT), ssize_t(sizeof(A)));
    return A;
  }
  Port P;
  int Mover = -1;
  Request R;
};

TEST_F(PortTest, EveryWordOfALongCommandArrives) {
  for (const char *Word : {"/bin/sh", "-c", "exit $#", "sh"})
    word(Word);
  for (int I = 0; I < 200; ++I)
    word("x");
  Answer A = ask();
  ASSERT_EQ(A.Kind, Control::Spawned);
  int Status = 0;
  ASSERT_EQ(waitpid(A.Pid, &Status, 0), A.Pid);
  EXPECT_EQ(WEXITSTATUS(Status), 200);
}

TEST_F(PortTest, ACommandThatDoesNotFitIsRefusedWhole) {
  word("/bin/true");
  while (R.Bytes + 1u < sizeof(R.Text))
    R.Text[R.Bytes++] = 0; // empty words
  Answer A = ask();
  EXPECT_EQ(A.Kind, Control::Refused);
  EXPECT_EQ(A.Status, E2BIG);
}

TEST_F(PortTest, ALengthThatIsNoneIsRefused) {
  word("/bin/true");
  for (unsigned Bytes : {0u, 65535u, unsigned(sizeof(R.Text)) + 1}) {
    R.Bytes = uint16_t(Bytes);
    EXPECT_EQ(ask().Kind, Control::Refused) << Bytes;
  }
}

TEST_F(PortTest, WithoutAPledgeTheEndOfTheMoverIsAWayBack) {
  close(Mover);
  pid_t Job = 0;
  EXPECT_EQ(receiveRequest(P, Job), PortEvent::Back);
  EXPECT_FALSE(P.Holding);
}

TEST_F(PortTest, APledgeOutlivesItsMover) {
  R.Kind = Control::Pledge;
  EXPECT_EQ(ask().Kind, Control::Pledged);
  close(Mover);
  pid_t Job = 0;
  EXPECT_EQ(receiveRequest(P, Job), PortEvent::None);
  EXPECT_TRUE(P.Holding && P.Pledged);
  EXPECT_EQ(P.Peer, -1) << "somebody else may connect and decide";
}

TEST_F(PortTest, NothingTakesAJobsPlaceOnThisHostWithoutAPledge) {
  pid_t Relay = fork();
  if (Relay == 0) {
    pause();
    _exit(0);
  }
  P.Journal = memfd_create("journal", MFD_CLOEXEC);
  R.Kind = Control::Commit;
  R.Pid = Relay;
  Answer A = ask();
  EXPECT_EQ(A.Kind, Control::Refused);
  EXPECT_EQ(A.Status, EINVAL);
  P.Pledged = true;
  int Lines = dup(P.Journal);
  EXPECT_EQ(ask().Kind, Control::Committed);
  EXPECT_TRUE(P.Away);
  EXPECT_FALSE(P.Holding || P.Pledged);
  char Text[16] = {};
  EXPECT_EQ(pread(Lines, Text, sizeof(Text) - 1, 0), 7);
  EXPECT_STREQ(Text, "commit\n");
  close(Lines);
  kill(Relay, SIGKILL);
  waitpid(Relay, nullptr, 0);
}

void never(void *) { _exit(0); }

TEST(Init, WithoutAChildItEndsAndSaysWhy) {
  int *Error = static_cast<int *>(
      mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  ASSERT_NE(Error, MAP_FAILED);
  int Ready[2];
  ASSERT_EQ(pipe(Ready), 0);
  EXPECT_EQ(migrate::test::statusOf([&]() -> int {
              if (!migrate::test::deny(migrate::test::Forking, EAGAIN))
                return 99;
              beInit(never, nullptr, Ready[1], *Error);
            }),
            126);
  EXPECT_EQ(*Error, EAGAIN);
  close(Ready[1]);
  char One;
  EXPECT_EQ(read(Ready[0], &One, 1), 0) << "it said that the program runs";
  close(Ready[0]);
  munmap(Error, sizeof(int));
}

} // namespace
} // namespace auspex::launch
