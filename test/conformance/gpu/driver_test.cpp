//===- test/conformance/gpu/driver_test.cpp - What every driver does -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "drivers.h"
#include "holder.h"

#include <sys/wait.h>
#include <unistd.h>

namespace auspex::gpu::test {
namespace {

constexpr size_t MiB = 1 << 20;

class Drivers : public testing::TestWithParam<const char *> {
protected:
  void SetUp() override {
    if (real()) {
      auto D = open();
      auto N = nvml();
      if (!D || !N)
        GTEST_SKIP() << "no real GPU here: " << (!D ? D.error() : N.error()).Message;
      // The GPU is looked for in a child: this process may still have to fork.
      if (!inChild([&] { return D->init().has_value(); }))
        GTEST_SKIP() << "no real GPU here: cuInit fails";
    } else {
      Fake.emplace(twoGpus());
    }
  }
  bool real() const { return GetParam() == std::string("real"); }
  demand::Expected<Driver> open() const { return real() ? Driver::open() : fakeDriver(); }
  demand::Expected<Nvml> nvml() const { return real() ? Nvml::open() : fakeNvml(); }

  /// The driver, initialised, with the primary context of device 0 current.
  Driver withContext() const {
    auto D = open();
    EXPECT_TRUE(D && D->init());
    cu::Context C = nullptr;
    EXPECT_TRUE(D->check(D->calls().primaryRetain(&C, 0), "retain"));
    EXPECT_TRUE(D->check(D->calls().contextSetCurrent(C), "current"));
    return std::move(*D);
  }
  size_t freeBytes(const Driver &D) const {
    size_t Free = 0, Total = 0;
    EXPECT_TRUE(D.check(D.calls().memGetInfo(&Free, &Total), "free"));
    return Free;
  }
  template <typename F> static bool inChild(F Do) {
    pid_t Pid = fork();
    if (Pid == 0)
      _exit(Do() ? 0 : 1);
    int Status = 0;
    waitpid(Pid, &Status, 0);
    return Status == 0;
  }

  std::optional<FakeMachine> Fake;
};

TEST_P(Drivers, TellsItsVersionUninitialised) {
  auto D = open();
  ASSERT_TRUE(D) << D.error().Message;
  EXPECT_GE(D->version(), Driver::OldestVersion);
  int Count = 0;
  EXPECT_EQ(D->calls().deviceGetCount(&Count), cu::NotInitialized);
}

TEST_P(Drivers, DescribesDevices) {
  auto D = open();
  ASSERT_TRUE(D);
  ASSERT_TRUE(D->init());
  EXPECT_TRUE(D->init()) << "a second time is nothing";
  auto All = D->devices();
  ASSERT_TRUE(All) << All.error().Message;
  ASSERT_FALSE(All->empty());
  for (const Driver::Device &Each : *All) {
    EXPECT_FALSE(Each.Name.empty());
    EXPECT_GE(Each.Capability, 30);
    EXPECT_GT(Each.TotalBytes, 256 * MiB);
    auto U = parseUuid(Each.Uuid);
    ASSERT_TRUE(U) << Each.Uuid;
    EXPECT_EQ(uuidText(*U), Each.Uuid);
  }
}

TEST_P(Drivers, NvmlKnowsTheSameGpus) {
  auto N = nvml();
  ASSERT_TRUE(N) << N.error().Message;
  EXPECT_FALSE(N->driverVersion().empty());
  auto D = open();
  ASSERT_TRUE(D && D->init());
  EXPECT_EQ(N->cudaVersion(), D->version());
  auto Gpus = N->gpus();
  ASSERT_TRUE(Gpus) << Gpus.error().Message;
  for (const Driver::Device &Each : *D->devices()) {
    const Gpu *Same = nullptr;
    for (const Gpu &G : *Gpus)
      if (G.Uuid == Each.Uuid)
        Same = &G;
    ASSERT_TRUE(Same || Each.Uuid.empty()) << Each.Uuid;
    if (!Same)
      continue;
    EXPECT_EQ(Same->Name, Each.Name);
    EXPECT_EQ(Same->Capability, Each.Capability);
    EXPECT_EQ(Same->Mode, Each.Mode);
    EXPECT_LE(Same->FreeBytes, Same->TotalBytes);
    // NVML counts what the driver keeps for itself, CUDA does not.
    EXPECT_NEAR(double(Same->TotalBytes), double(Each.TotalBytes), 0.1 * double(Each.TotalBytes));
    EXPECT_TRUE(N->find(Each.Uuid));
  }
  auto None = N->find("GPU-00000000-0000-0000-0000-000000000000");
  ASSERT_FALSE(None);
  EXPECT_NE(None.error().Message.find("nvidia-smi -L"), std::string::npos);
}

TEST_P(Drivers, AContextShowsAsAProcess) {
  Driver D = withContext();
  auto N = nvml();
  ASSERT_TRUE(N);
  std::string Uuid = (*D.devices())[0].Uuid;
  auto Handle = N->find(Uuid);
  ASSERT_TRUE(Handle);
  bool Seen = false;
  for (const ProcessUse &P : N->processes(*Handle))
    Seen |= P.Pid == getpid() && P.Bytes.value_or(1) > 0;
  if (!Seen && real())
    GTEST_SKIP() << "NVML tells process ids of another PID namespace here";
  EXPECT_TRUE(Seen);
}

TEST_P(Drivers, CountsAllocations) {
  Driver D = withContext();
  size_t Before = freeBytes(D);
  cu::DevicePtr P = 0;
  ASSERT_TRUE(D.check(D.calls().memAlloc(&P, 64 * MiB), "alloc"));
  EXPECT_LE(freeBytes(D), Before - 64 * MiB);
  ASSERT_TRUE(D.check(D.calls().memFree(P), "free"));
  EXPECT_GE(freeBytes(D), Before - 2 * MiB);
}

TEST_P(Drivers, OutOfMemoryIsAnErrorThatSaysWhatToDo) {
  Driver D = withContext();
  size_t Total = (*D.devices())[0].TotalBytes;
  cu::DevicePtr P = 0;
  auto Failed = D.check(D.calls().memAlloc(&P, 2 * Total), "2 times all of it");
  ASSERT_FALSE(Failed);
  EXPECT_NE(Failed.error().Message.find("CUDA_ERROR_OUT_OF_MEMORY (2); "), std::string::npos)
      << Failed.error().Message;
  ASSERT_TRUE(D.check(D.calls().memAlloc(&P, MiB), "afterwards"));
}

TEST_P(Drivers, APoolKeepsWhatItsThresholdSays) {
  Driver D = withContext();
  if (!(*D.devices())[0].Pools)
    GTEST_SKIP() << "this GPU has no memory pools";
  const cu::Calls &C = D.calls();
  cu::Pool Pool = nullptr;
  ASSERT_TRUE(D.check(C.deviceGetDefaultPool(&Pool, 0), "pool"));
  auto Reserved = [&] {
    uint64_t Bytes = 0;
    EXPECT_TRUE(D.check(C.poolGetAttribute(Pool, cu::ReservedCurrent, &Bytes), "reserved"));
    return Bytes;
  };
  auto UseAndFree = [&](size_t Bytes) {
    cu::DevicePtr P = 0;
    EXPECT_TRUE(D.check(C.memAllocAsync(&P, Bytes, nullptr), "alloc"));
    EXPECT_TRUE(D.check(C.memFreeAsync(P, nullptr), "free"));
    EXPECT_TRUE(D.check(C.streamSynchronize(nullptr), "synchronize"));
  };
  UseAndFree(64 * MiB);
  EXPECT_EQ(Reserved(), 0u);
  uint64_t Threshold = 128 * MiB;
  ASSERT_TRUE(D.check(C.poolSetAttribute(Pool, cu::ReleaseThreshold, &Threshold), "threshold"));
  UseAndFree(64 * MiB);
  EXPECT_GE(Reserved(), 64 * MiB);
}

TEST_P(Drivers, ThePrimaryContextIsOneForAll) {
  Driver D = withContext();
  cu::Context First = nullptr, Second = nullptr;
  ASSERT_TRUE(D.check(D.calls().contextGetCurrent(&First), "current"));
  ASSERT_TRUE(D.check(D.calls().primaryRetain(&Second, 0), "retain"));
  EXPECT_EQ(First, Second);
  unsigned Flags = 99;
  int Active = 0;
  ASSERT_TRUE(D.check(D.calls().primaryGetState(0, &Flags, &Active), "state"));
  EXPECT_TRUE(Active);
  // What a program sets after somebody else retained the context holds (CU_CTX_SCHED_YIELD).
  ASSERT_TRUE(D.check(D.calls().primarySetFlags(0, 2), "flags of an active context"));
  ASSERT_TRUE(D.check(D.calls().primaryGetState(0, &Flags, &Active), "state"));
  EXPECT_EQ(Flags & 7, 2u);
}

TEST_P(Drivers, AContextDoesNotSurviveAFork) {
  Driver D = withContext();
  EXPECT_TRUE(inChild([&] {
    auto Failed = D.check(D.calls().init(0), "cuInit");
    return !Failed && Failed.error().Message.find("forked") != std::string::npos;
  }));
  EXPECT_GT(freeBytes(D), 0u) << "the parent goes on";
}

TEST_P(Drivers, TakesStateOutAndPutsItBack) {
  fake::Holder H([this] { return open(); }, 64 * MiB);
  auto D = open();
  ASSERT_TRUE(D);
  auto C = Checkpoint::of(*D, false);
  if (!C && real())
    GTEST_SKIP() << C.error().Message;
  ASSERT_TRUE(C) << C.error().Message;
  ASSERT_TRUE(D->init());
  auto Is = [&] { return C->state(H.Pid).value_or(cu::ProcessState::Failed); };
  EXPECT_EQ(Is(), cu::ProcessState::Running);
  auto TooEarly = C->checkpoint(H.Pid);
  ASSERT_FALSE(TooEarly) << "a running process is not checkpointed";
  ASSERT_TRUE(C->lock(H.Pid, 10'000));
  EXPECT_EQ(Is(), cu::ProcessState::Locked);
  ASSERT_TRUE(C->checkpoint(H.Pid));
  EXPECT_EQ(Is(), cu::ProcessState::Checkpointed);
  auto N = nvml();
  ASSERT_TRUE(N);
  for (const Gpu &G : *N->gpus())
    for (const ProcessUse &P : G.Processes)
      EXPECT_NE(P.Pid, H.Pid) << "it still holds a GPU";
  ASSERT_TRUE(C->restore(H.Pid, {}));
  EXPECT_EQ(Is(), cu::ProcessState::Locked);
  ASSERT_TRUE(C->unlock(H.Pid));
  EXPECT_EQ(Is(), cu::ProcessState::Running);
  EXPECT_FALSE(C->state(getppid())) << "a process without a GPU has no such state";
}

INSTANTIATE_TEST_SUITE_P(Gpu, Drivers, testing::Values("fake", "real"),
                         [](const auto &Info) { return std::string(Info.param); });

} // namespace
} // namespace auspex::gpu::test
