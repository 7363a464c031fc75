//===- test/conformance/gpu/fake_test.cpp - What cannot be provoked on a real GPU ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "drivers.h"

#include <sys/wait.h>
#include <unistd.h>

namespace auspex::gpu::test {
namespace {

using testing::Test;

std::string messageOf(const auto &Result) {
  EXPECT_FALSE(Result);
  return Result ? "" : Result.error().Message;
}

TEST(FakeDriver, IsNotInstalled) {
  EXPECT_EQ(messageOf(Driver::open("libauspex-no-such-driver.so.1")),
            "no NVIDIA driver: libauspex-no-such-driver.so.1 is not installed");
  EXPECT_EQ(messageOf(Nvml::open("libauspex-no-such-nvml.so.1")),
            "no NVIDIA driver: libauspex-no-such-nvml.so.1 is not installed");
}

TEST(FakeDriver, IsNoLibrary) {
  FakeMachine M(twoGpus());
  std::string Message = messageOf(Driver::open(M.script().c_str()));
  EXPECT_NE(Message.find("cannot be loaded"), std::string::npos) << Message;
  EXPECT_NE(Message.find("install it anew"), std::string::npos) << Message;
}

TEST(FakeDriver, LacksASymbol) {
  FakeMachine M(twoGpus());
  std::string Message = messageOf(fakeDriver("hollow"));
  EXPECT_NE(Message.find("has no cuDriverGetVersion"), std::string::npos) << Message;
  // What a newer driver brought is not asked for before it is needed.
  auto Old = fakeDriver("old");
  ASSERT_TRUE(Old) << Old.error().Message;
  EXPECT_EQ(Old->calls().checkpointLock, nullptr);
  Message = messageOf(Checkpoint::of(*Old, false));
  EXPECT_NE(Message.find("has no cuCheckpointProcess functions"), std::string::npos) << Message;
}

TEST(FakeDriver, IsTooOld) {
  FakeMachine M("driver 10020\n" + twoGpus());
  EXPECT_EQ(messageOf(fakeDriver()), "the NVIDIA driver is too old: it is of CUDA 10.2, 11.2 is "
                                     "needed; update the driver");
  M.rewrite("driver 12040\n" + twoGpus());
  auto D = fakeDriver();
  ASSERT_TRUE(D);
  EXPECT_NE(messageOf(Checkpoint::of(*D, false)).find("CUDA 12.4, 12.8 is needed"),
            std::string::npos);
}

TEST(FakeDriver, MovesToAnotherGpuFromCuda13On) {
  FakeMachine M("driver 12080\n" + twoGpus());
  auto D = fakeDriver();
  ASSERT_TRUE(D);
  EXPECT_TRUE(Checkpoint::of(*D, false));
  EXPECT_NE(messageOf(Checkpoint::of(*D, true)).find("to another GPU"), std::string::npos);
}

TEST(FakeDriver, HasNoDevice) {
  FakeMachine M("driver 13000\n");
  auto D = fakeDriver();
  ASSERT_TRUE(D);
  EXPECT_NE(messageOf(D->init()).find("CUDA_ERROR_NO_DEVICE"), std::string::npos);
  auto N = fakeNvml();
  ASSERT_TRUE(N);
  EXPECT_TRUE(N->gpus()->empty());
}

TEST(FakeDriver, DoesNotInitialise) {
  FakeMachine M(twoGpus() + "fail cuInit 999 1\nfail nvmlInit_v2 9\n");
  auto D = fakeDriver();
  ASSERT_TRUE(D);
  std::string Message = messageOf(D->init());
  EXPECT_NE(Message.find("cuInit: "), std::string::npos) << Message;
  EXPECT_NE(Message.find("dmesg"), std::string::npos) << Message;
  EXPECT_TRUE(D->init()) << "only the first fails";
  EXPECT_NE(messageOf(fakeNvml()).find("modprobe nvidia"), std::string::npos);
}

TEST(FakeDriver, LostADevice) {
  FakeMachine M(twoGpus() + "gpu GPU-33333333-3333-3333-3333-333333333333 16G 90 H100 lost\n");
  auto D = fakeDriver();
  ASSERT_TRUE(D && D->init());
  cu::Context C = nullptr;
  EXPECT_NE(messageOf(D->check(D->calls().primaryRetain(&C, 2), "a context")).find("Xid"),
            std::string::npos);
  auto N = fakeNvml();
  ASSERT_TRUE(N);
  auto All = N->gpus();
  ASSERT_TRUE(All);
  ASSERT_EQ(All->size(), 3u);
  EXPECT_EQ((*All)[0].Unusable, "");
  EXPECT_NE((*All)[2].Unusable.find("GPU is lost"), std::string::npos) << (*All)[2].Unusable;
}

/// What another process gets when it asks for a context on device 0.
cu::Result contextElsewhere() {
  pid_t Pid = fork();
  if (Pid == 0) {
    auto D = fakeDriver();
    cu::Context C = nullptr;
    cu::Result R = D && D->init() ? D->calls().primaryRetain(&C, 0) : cu::Unknown;
    _exit(R);
  }
  int Status = 0;
  waitpid(Pid, &Status, 0);
  return WEXITSTATUS(Status);
}

TEST(FakeDriver, ComputeModesKeepOthersOut) {
  std::string Gpu = std::string("gpu ") + FirstUuid + " 16G 90 H100 ";
  for (auto [Mode, Mps, First, Second] :
       {std::tuple("", "", cu::Success, cu::Success),
        std::tuple("exclusive", "", cu::Success, cu::DeviceUnavailable),
        std::tuple("exclusive", "mps\n", cu::Success, cu::Success),
        std::tuple("prohibited", "", cu::DeviceUnavailable, cu::DeviceUnavailable)}) {
    FakeMachine M(Gpu + Mode + "\n" + Mps);
    fake::Machine Seen(M.script());
    EXPECT_EQ(contextElsewhere(), First) << Mode;
    EXPECT_EQ(Seen.locked([&] { return Seen.held(0); }), 0u) << "it goes with its process";
    // A process that is there before.
    Seen.locked([&] {
      Seen.process(getpid(), true)->Bytes[0] = 1 << 20;
      return 0;
    });
    EXPECT_EQ(contextElsewhere(), Second) << Mode << Mps;
  }
}

TEST(FakeDriver, MigInstancesAreDevices) {
  FakeMachine M(twoGpus() + "mig 1 MIG-44444444-4444-4444-4444-444444444444 8G\n");
  auto N = fakeNvml();
  ASSERT_TRUE(N);
  auto All = N->gpus();
  ASSERT_TRUE(All);
  ASSERT_EQ(All->size(), 3u);
  EXPECT_TRUE((*All)[1].Divided && !(*All)[1].Instance);
  EXPECT_TRUE((*All)[2].Instance && !(*All)[2].Divided);
  EXPECT_EQ((*All)[2].Index, 1u);
  setenv("CUDA_VISIBLE_DEVICES", (*All)[2].Uuid.c_str(), 1);
  auto D = fakeDriver();
  ASSERT_TRUE(D && D->init());
  EXPECT_EQ(D->devices()->at(0).TotalBytes, 8ull << 30);
}

TEST(FakeDriver, ShowsWhatIsVisible) {
  FakeMachine M(twoGpus());
  setenv("CUDA_VISIBLE_DEVICES", SecondUuid, 1);
  auto D = fakeDriver();
  ASSERT_TRUE(D && D->init());
  ASSERT_EQ(D->devices()->size(), 1u);
  EXPECT_EQ(D->devices()->at(0).Uuid, SecondUuid);
}

TEST(FakeDriver, RefusesToTakeStateOut) {
  FakeMachine M(twoGpus() + "fail cuCheckpointProcessCheckpoint 801\n");
  auto D = fakeDriver();
  ASSERT_TRUE(D && D->init());
  auto C = Checkpoint::of(*D, true);
  ASSERT_TRUE(C);
  std::string Message = messageOf(C->checkpoint(getpid()));
  for (const char *Word : {"IPC", "UVM", "MPS"})
    EXPECT_NE(Message.find(Word), std::string::npos) << Message;
}

TEST(Uuid, IsReadStrictly) {
  EXPECT_TRUE(parseUuid(FirstUuid));
  EXPECT_TRUE(parseUuid("MIG-0a1B2c3d-0000-0000-0000-00000000000f"));
  for (const char *Wrong :
       {"", "GPU-", "0", "GPU-11111111-1111-1111-1111-11111111111",
        "GPU-11111111-1111-1111-1111-11111111111g", "GPU-11111111x1111-1111-1111-111111111111",
        "TPU-11111111-1111-1111-1111-111111111111"})
    EXPECT_FALSE(parseUuid(Wrong)) << Wrong;
}

} // namespace
} // namespace auspex::gpu::test
