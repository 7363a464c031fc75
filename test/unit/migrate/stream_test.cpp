//===- test/unit/migrate/stream_test.cpp - What survives a cut connection ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/host/stream.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

using place::Fd;

/// A pipe into a sender here, and one out of a receiver there.
class StreamTest : public testing::Test {
protected:
  void SetUp() override {
    ignoreBrokenPipes();
    int A[2], B[2];
    ASSERT_EQ(pipe2(A, O_CLOEXEC), 0);
    ASSERT_EQ(pipe2(B, O_CLOEXEC | O_NONBLOCK), 0);
    Here.addSender(0, Fd(A[0]));
    In = Fd(A[1]);
    Out = Fd(B[0]);
    There.addReceiver(0, Fd(B[1]));
    connectAnew();
  }
  void connectAnew() {
    int Pair[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, Pair), 0);
    Near = Channel(Fd(Pair[0]));
    Far = Channel(Fd(Pair[1]));
    Here.resume(There.arrived());
    There.resume(Here.arrived());
  }
  /// What goes without anybody else's doing; \p Lossy: answers are lost.
  void settle(bool Lossy = false) {
    for (int I = 0; I < 8; ++I) {
      Here.work();
      Here.tell(Near);
      ASSERT_TRUE(Near.flush());
      Far.fill();
      while (auto F = Far.take())
        ASSERT_TRUE(There.take(*F));
      There.work();
      There.tell(Far);
      if (!Lossy)
        Far.flush();
      Near.fill();
      while (auto F = Near.take())
        ASSERT_TRUE(Here.take(*F));
    }
  }
  void write(std::string_view Text) {
    ASSERT_EQ(::write(In.get(), Text.data(), Text.size()), ssize_t(Text.size()));
  }
  std::string read() {
    char Buffer[1 << 16];
    ssize_t N = ::read(Out.get(), Buffer, sizeof(Buffer));
    return N > 0 ? std::string(Buffer, size_t(N)) : N == 0 ? "end" : "nothing";
  }
  Streams Here, There;
  Channel Near, Far;
  Fd In, Out;
};

TEST_F(StreamTest, BytesAndTheirEndArrive) {
  write("one");
  settle();
  EXPECT_EQ(read(), "one");
  EXPECT_FALSE(Here.delivered());
  In.reset();
  settle();
  EXPECT_EQ(read(), "end");
  EXPECT_TRUE(Here.delivered());
}

TEST_F(StreamTest, ACutLosesAndDoublesNothing) {
  write("one");
  settle(true); // written there, but this side does not know
  write("two");
  Here.work();
  Here.tell(Near); // under way when the connection ends
  connectAnew();
  write("three");
  settle();
  EXPECT_EQ(read(), "onetwothree");
  In.reset();
  settle(true);
  connectAnew();
  settle();
  EXPECT_EQ(read(), "end");
  EXPECT_TRUE(Here.delivered());
}

TEST_F(StreamTest, MoreThanAPipeHoldsWaits) {
  std::string Much(50'000, 'x');
  for (int I = 0; I < 2; ++I) {
    write(Much);
    settle();
  }
  std::string All;
  for (std::string Part; (Part = read()) != "nothing";) {
    All += Part;
    settle();
  }
  EXPECT_EQ(All.size(), 2 * Much.size());
}

TEST_F(StreamTest, AReaderThatIsGoneIsTold) {
  Out.reset();
  settle();
  EXPECT_EQ(::write(In.get(), "x", 1), -1) << "the program's pipe is broken, too";
  EXPECT_EQ(errno, EPIPE);
  EXPECT_TRUE(Here.delivered());
}

TEST_F(StreamTest, NonsenseIsRefused) {
  auto Body = [](uint8_t Number, uint64_t Offset, std::string Bytes) {
    std::string Text(1, char(Number));
    for (int I = 0; I < 8; ++I)
      Text += char(Offset >> (8 * I));
    return Text + Bytes;
  };
  EXPECT_FALSE(There.take({FrameKind::Stream, Body(0, 5, "gap")}));
  EXPECT_FALSE(There.take({FrameKind::Stream, Body(7, 0, "nobody")}));
  EXPECT_FALSE(There.take({FrameKind::Stream, "short"}));
  EXPECT_FALSE(There.take({FrameKind::Stream, ""}));
  EXPECT_FALSE(There.take({FrameKind::Stream, Body(0, 0, std::string(1 << 20, 'x'))}));
  EXPECT_FALSE(Here.take({FrameKind::Ack, Body(0, 1, "")})) << "nothing was sent";
  EXPECT_TRUE(There.take({FrameKind::Stream, Body(0, 0, "good")}));
  EXPECT_EQ(read(), "good");
}

TEST_F(StreamTest, SignalsAreBytesOfAStream) {
  std::string Got;
  Here.addSource(SignalStream);
  There.addSink(SignalStream, [&](unsigned char C) { Got += std::to_string(C) + " "; });
  Here.push(SignalStream, 10);
  settle(true);
  connectAnew();
  Here.push(SignalStream, 12);
  settle();
  EXPECT_EQ(Got, "10 12 ");
}

TEST(Channel, AFrameThatIsTooLongEndsTheConnection) {
  int Pair[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, Pair), 0);
  Channel C{Fd(Pair[0])};
  Fd Other(Pair[1]);
  const unsigned char Head[] = {0xff, 0xff, 0xff, 0xff, 1};
  ASSERT_EQ(::write(Other.get(), Head, sizeof(Head)), ssize_t(sizeof(Head)));
  EXPECT_FALSE(C.receive());
}

TEST(Channel, AStreamThatEndsInAFrameWasCut) {
  int Pair[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, Pair), 0);
  Channel C{Fd(Pair[0])};
  Fd Other(Pair[1]);
  const unsigned char Part[] = {10, 0, 0, 0, 1, 'x'};
  ASSERT_EQ(::write(Other.get(), Part, sizeof(Part)), ssize_t(sizeof(Part)));
  Other.reset();
  auto F = C.receive();
  ASSERT_FALSE(F);
  EXPECT_NE(F.error().Message.find("cut"), std::string::npos);
}

} // namespace
} // namespace auspex::migrate
