//===- test/unit/evaluate/gpu_test.cpp - What programs ask of GPUs --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "test/unit/evaluate/skeleton_maker.h"

#include <algorithm>

using namespace auspex::demand;
using namespace auspex::demand::test;

namespace {

constexpr int64_t ToGpu = 1, FromGpu = 2, ByPointers = 4;

/// main of a program that calls the CUDA runtime.
struct CudaMaker : Maker {
  ExprRef slot() { return alloc(num(8), AllocKind::Stack); }
  /// p = cudaMalloc(bytes), or by another name
  ExprRef device(ExprRef Bytes, const char *How = "cudaMalloc") {
    ExprRef S = slot();
    call(How, {S, Bytes});
    return load(S, Type::Ptr);
  }
  void give(ExprRef P, const char *How = "cudaFree") { call(How, {P}); }
  void copy(ExprRef To, ExprRef From, ExprRef Bytes, int64_t Kind) {
    call("cudaMemcpy", {To, From, Bytes, i32(Kind)});
  }
  Forecast forecast(std::vector<std::string> Args = {}, Inputs In = {}) {
    ret();
    return forecastOf({F}, std::move(Args), std::move(In));
  }
};

void expectExactly(const Range &R, double Want) {
  EXPECT_EQ(R.Low, Want);
  EXPECT_EQ(R.Likely, Want);
  EXPECT_EQ(R.High, Want);
}

bool tells(const Forecast &F, std::string_view Reason) {
  return std::ranges::any_of(
      F.Unknowns, [&](const UnknownUse &U) { return U.Reason.find(Reason) != std::string::npos; });
}

} // namespace

TEST(Gpu, AProgramWithoutOneAsksForNothing) {
  CudaMaker M;
  M.call("somebody_elses", {}, Type::Void); // which may allocate anywhere
  Forecast F = M.forecast();
  EXPECT_FALSE(F.Gpu.used());
  expectExactly(F.Gpu.Peak, 0);
  EXPECT_TRUE(F.Gpu.Peaks.empty());
}

TEST(Gpu, WhatIsFreedMakesRoom) {
  CudaMaker M;
  ExprRef N = M.argument(1);
  ExprRef A = M.device(M.mul(N, M.num(8))), B = M.device(M.mul(N, M.num(4)), "cudaMallocAsync");
  M.give(A);
  ExprRef C = M.device(M.mul(N, M.num(6)));
  M.give(B, "cudaFreeAsync");
  M.give(C);
  Forecast F = M.forecast({"1000"});
  expectExactly(F.Gpu.Peak, 12'000);
  ASSERT_EQ(F.Gpu.Peaks.size(), 1u);
  expectExactly(F.Gpu.Peaks[0], 12'000);
  expectExactly(F.Gpu.Calls, 6);
  EXPECT_LT(F.PeakResident.Likely, 8192) << "none of it is the host's";
  expectExactly(F.HeapPeak, 0);
}

TEST(Gpu, BuffersOfALoopAddUpOrTakeTurns) {
  CudaMaker M;
  ExprRef N = M.argument(1);
  uint32_t Kept = M.openLoop(N);
  M.device(M.num(1000));
  M.closeLoop(Kept);
  uint32_t Turns = M.openLoop(N);
  M.give(M.device(M.num(500'000)));
  M.closeLoop(Turns);
  for (int64_t Times : {3, 1'000'000}) {
    CudaMaker Copy = M;
    Forecast F = Copy.forecast({std::to_string(Times)});
    expectExactly(F.Gpu.Peak, double(1000 * Times + 500'000));
    expectExactly(F.Gpu.Calls, double(3 * Times));
  }
}

TEST(Gpu, WhatAnIterationHoldsForAMomentComesOnTop) {
  CudaMaker M;
  uint32_t L = M.openLoop(M.argument(1));
  ExprRef Work = M.device(M.num(500'000));
  M.device(M.num(1000));
  M.give(Work);
  M.closeLoop(L);
  Forecast F = M.forecast({"10000"});
  EXPECT_GE(F.Gpu.Peak.Likely, 10'000'000 + 499'000);
  EXPECT_LE(F.Gpu.Peak.Likely, 10'000'000 + 500'000);
}

TEST(Gpu, SizesThatMoveAreSummed) {
  CudaMaker M;
  uint32_t L = M.openLoop(M.argument(1));
  M.device(M.mul(M.x().index(L), M.num(8)));
  M.closeLoop(L);
  Forecast F = M.forecast({"1000"});
  expectNear(F.Gpu.Peak.Likely, 8 * 999.0 * 1000 / 2, 0.001, 64);
  expectNear(F.Gpu.Peak.High, F.Gpu.Peak.Likely, 0.001, 64);
}

TEST(Gpu, EitherWayIsAnInterval) {
  // if (somebody's opinion) cudaMalloc(&p, 1 MB);
  CudaMaker M;
  M.device(M.num(1000));
  ExprRef Unknown = M.x().unknown(M.F.string("data"), Type::I1);
  M.branch(Unknown, 1, 2, {}, {}, 0.2f);
  M.node();
  M.device(M.num(1'000'000));
  M.jump(2);
  M.node();
  Forecast F = M.forecast();
  EXPECT_EQ(F.Gpu.Peak.Low, 1000);
  EXPECT_EQ(F.Gpu.Peak.Likely, 1000);
  EXPECT_EQ(F.Gpu.Peak.High, 1'001'000);
  EXPECT_EQ(F.Gpu.Calls.Low, 1);
  EXPECT_EQ(F.Gpu.Calls.High, 2);
}

TEST(Gpu, AnUnknownSizeHasNoBound) {
  CudaMaker M;
  M.device(M.num(1000));
  M.device(M.x().unknown(M.F.string("data"), Type::I64));
  Forecast F = M.forecast();
  EXPECT_EQ(F.Gpu.Peak.Low, 1000);
  EXPECT_FALSE(F.Gpu.Peak.bounded());
  EXPECT_TRUE(F.PeakResident.bounded()) << "the host's is known";
  EXPECT_TRUE(tells(F, "size of an allocation is not known"));
}

TEST(Gpu, PinnedMemoryIsResident) {
  CudaMaker M;
  ExprRef S = M.slot();
  M.call("cudaHostAlloc", {S, M.num(64 << 20), M.i32(0)});
  Forecast F = M.forecast();
  expectNear(F.PeakResident.Likely, 64 << 20);
  expectExactly(F.Gpu.Peak, 0);
  EXPECT_TRUE(F.Gpu.used());
}

TEST(Gpu, ManagedMemoryIsWhereItIsTouched) {
  CudaMaker M;
  ExprRef P = M.device(M.num(64 << 20), "cudaMallocManaged");
  M.touch(P, M.num(16 << 20));
  Forecast F = M.forecast();
  EXPECT_EQ(F.Gpu.Peak.Low, 0);
  EXPECT_EQ(F.Gpu.Peak.Likely, 64 << 20);
  EXPECT_EQ(F.Gpu.Peak.High, 64 << 20);
  expectNear(F.PeakResident.Likely, 16 << 20);
}

TEST(Gpu, TransfersHaveAWay) {
  CudaMaker M;
  ExprRef N = M.argument(1), Host = M.alloc(N), Device = M.device(N), Other = M.device(N);
  M.copy(Device, Host, N, ToGpu);
  M.copy(Host, Device, N, FromGpu);
  M.copy(Host, Device, N, FromGpu);
  M.copy(Other, Device, N, ByPointers);
  M.copy(Host, Other, N, ByPointers);
  Forecast F = M.forecast({"4096"});
  expectExactly(F.Gpu.ToGpu, 4096);
  expectExactly(F.Gpu.FromGpu, 3 * 4096);
  expectExactly(F.Gpu.Bytes, 2 * 4096);
  expectExactly(F.BytesAccessed, 0);
}

TEST(Gpu, WhatIsCopiedThereAndBackIsKnown) {
  CudaMaker M;
  ExprRef Host = M.alloc(M.num(8)), Back = M.alloc(M.num(8)), Device = M.device(M.num(8));
  M.store(Host, M.num(5000), Type::I64);
  M.copy(Device, Host, M.num(8), ToGpu);
  M.copy(Back, Device, M.num(8), FromGpu);
  M.device(M.load(Back, Type::I64));
  expectExactly(M.forecast().Gpu.Peak, 5008);
}

TEST(Gpu, EachDeviceHasItsOwn) {
  // for (g < count) { cudaSetDevice(g); cudaMalloc(&p, (g + 1)*1000); }
  CudaMaker M;
  ExprRef Count = M.slot();
  M.call("cudaGetDeviceCount", {Count});
  ExprRef N = M.load(Count, Type::I32);
  uint32_t L = M.openLoop(N);
  ExprRef G = M.x().index(L);
  M.call("cudaSetDevice", {M.x().unary(Op::Trunc, G, Type::I32)});
  M.device(M.mul(M.add(G, M.num(1)), M.num(1000)));
  M.closeLoop(L);
  CudaMaker Copy = M;
  Inputs In;
  In.Gpus = 4;
  Forecast F = M.forecast({}, In);
  ASSERT_EQ(F.Gpu.Peaks.size(), 4u);
  for (size_t I = 0; I != 4; ++I)
    expectExactly(F.Gpu.Peaks[I], double(1000 * (I + 1)));
  expectExactly(F.Gpu.Peak, 10'000);
  EXPECT_TRUE(tells(Copy.forecast(), "how many GPUs"));
}

TEST(Gpu, RowsMayBePadded) {
  CudaMaker M;
  ExprRef P = M.slot(), Pitch = M.slot();
  M.call("cudaMallocPitch", {P, Pitch, M.num(1000), M.num(100)});
  Forecast F = M.forecast();
  EXPECT_EQ(F.Gpu.Peak.Low, 100'000);
  EXPECT_EQ(F.Gpu.Peak.Likely, 102'400);
}

TEST(Gpu, TheDriverInterfaceIsTheSame) {
  CudaMaker M;
  ExprRef S = M.slot();
  M.call("cuMemAlloc_v2", {S, M.num(4096)});
  ExprRef P = M.load(S, Type::I64); // CUdeviceptr is an integer
  ExprRef Host = M.alloc(M.num(4096));
  M.call("cuMemcpyHtoD_v2", {P, Host, M.num(4096)});
  M.call("cuMemFree_v2", {P});
  M.call("cuMemAlloc_v2", {S, M.num(1024)});
  Forecast F = M.forecast();
  expectExactly(F.Gpu.Peak, 4096);
  expectExactly(F.Gpu.ToGpu, 4096);
}

TEST(Gpu, LibrariesComputeThereAndTakeWhatTheyTake) {
  CudaMaker M;
  ExprRef Handle = M.slot();
  M.device(M.num(1000));
  M.call("cublasCreate_v2", {Handle});
  ExprRef H = M.load(Handle, Type::Ptr), N = M.i32(100), P = M.slot();
  M.call("cublasDgemm_v2", {H, M.i32(0), M.i32(0), N, N, N, P, P, N, P, N, P, P, N});
  Forecast F = M.forecast();
  expectExactly(F.Gpu.Flops, 2e6);
  expectExactly(F.Flops, 0);
  EXPECT_EQ(F.Gpu.Peak.Likely, 1000);
  EXPECT_FALSE(F.Gpu.Peak.bounded());
  EXPECT_TRUE(tells(F, "is not documented"));
}

TEST(Gpu, AContextTakesWhatTheMachineFileSays) {
  CudaMaker M;
  M.device(M.num(1000));
  CudaMaker Copy = M;
  EXPECT_EQ(M.forecast().Gpu.ContextBytes, 0);
  MachineModel Machine;
  Machine.GpuContextBytes = 5e8;
  Inputs In;
  In.Model = &Machine;
  Forecast F = Copy.forecast({}, In);
  EXPECT_EQ(F.Gpu.ContextBytes, 5e8);
  expectExactly(F.Gpu.Peak, 1000);
}

TEST(Gpu, PhasesTellOfIt) {
  CudaMaker M;
  ExprRef Host = M.alloc(M.num(50 << 20));
  M.touch(Host, M.num(50 << 20));
  M.flops(M.num(1 << 20));
  ExprRef Device = M.device(M.num(50 << 20));
  M.copy(Device, Host, M.num(50 << 20), ToGpu);
  M.release(Host);
  M.flops(M.num(1 << 20));
  Forecast F = M.forecast();
  Range Moved;
  double Most = 0;
  for (const Phase &P : F.Timeline) {
    Moved = Moved + P.ToGpu;
    Most = std::max(Most, P.GpuMemory.Likely);
  }
  expectExactly(Moved, 50 << 20);
  EXPECT_EQ(Most, 50 << 20);
  EXPECT_EQ(F.Timeline.front().GpuMemory.Likely, 0);
}

namespace {

/// A kernel: 2 operations a thread of the x dimension, and writes the array.
Function kernel() {
  Maker K("_Z1kPfi", false);
  K.F.Params = {{"p", Type::Ptr}, {"n", Type::I32}, {"gridDim.x", Type::I32}, {"blockDim.x", Type::I32}};
  K.F.Result = Type::Void;
  auto Wide = [&](uint32_t I) { return K.x().unary(Op::ZExt, K.x().param(I, Type::I32), Type::I64); };
  ExprRef Threads = K.mul(Wide(2), Wide(3));
  K.touch(K.x().param(0, Type::Ptr), K.mul(Threads, K.num(4)));
  K.flops(K.mul(Threads, K.num(2)));
  K.ret();
  return K.F;
}

/// The host's stub of it, as clang makes it.
Function stub() {
  Maker S("_Z16__device_stub__kPfi", false);
  S.F.Params = {{"p", Type::Ptr}, {"n", Type::I32}};
  S.F.Result = Type::Void;
  ExprRef P = S.alloc(S.num(8), AllocKind::Stack), N = S.alloc(S.num(4), AllocKind::Stack),
          All = S.alloc(S.num(16), AllocKind::Stack), Grid = S.alloc(S.num(12), AllocKind::Stack),
          Block = S.alloc(S.num(12), AllocKind::Stack), Bytes = S.alloc(S.num(8), AllocKind::Stack),
          Stream = S.alloc(S.num(8), AllocKind::Stack);
  S.store(P, S.x().param(0, Type::Ptr), Type::Ptr);
  S.store(N, S.x().param(1, Type::I32), Type::I32);
  S.store(All, P, Type::Ptr);
  S.store(S.at(All, S.num(8)), N, Type::Ptr);
  S.call("__cudaPopCallConfiguration", {Grid, Block, Bytes, Stream});
  S.call("cudaLaunchKernel",
         {S.symbol("_Z16__device_stub__kPfi"), S.load(Grid, Type::I64),
          S.load(S.at(Grid, S.num(8)), Type::I32), S.load(Block, Type::I64),
          S.load(S.at(Block, S.num(8)), Type::I32), All, S.load(Bytes, Type::I64),
          S.load(Stream, Type::Ptr)});
  S.ret();
  return S.F;
}

/// k<<<{x, y, 1}, {64, 1, 1}>>>(p, n)
void launch(CudaMaker &M, ExprRef P, ExprRef X, int64_t Y) {
  ExprRef XY = M.x().binary(Op::Or, X, M.num(Y << 32));
  M.call("__cudaPushCallConfiguration",
         {XY, M.i32(1), M.num(int64_t(1) << 32 | 64), M.i32(1), M.num(0), M.num(0)});
  M.call("_Z16__device_stub__kPfi", {P, M.i32(7)}, Type::Void);
}

} // namespace

TEST(Gpu, ALaunchIsTheKernelOverItsGrid) {
  CudaMaker M;
  ExprRef P = M.device(M.num(1 << 20));
  launch(M, P, M.argument(1), 1);
  M.ret();
  Forecast F = forecastOf({M.F, stub(), kernel()}, {"100"});
  expectExactly(F.Gpu.Launches, 1);
  expectExactly(F.Gpu.Flops, 2 * 64 * 100);
  expectExactly(F.Flops, 0);
  EXPECT_LT(F.PeakResident.Likely, 16384) << "the kernel touches nothing of the host";
}

TEST(Gpu, ThreadsThatAKernelDoesNotTellApartDoTheSame) {
  CudaMaker M;
  ExprRef P = M.device(M.num(1 << 20));
  launch(M, P, M.argument(1), 3);
  M.ret();
  expectExactly(forecastOf({M.F, stub(), kernel()}, {"100"}).Gpu.Flops, 3 * 2 * 64 * 100);
}

TEST(Gpu, LaunchesInALoopAreSummed) {
  CudaMaker M;
  ExprRef P = M.device(M.num(1 << 20)), N = M.argument(1);
  uint32_t L = M.openLoop(N);
  launch(M, P, M.add(M.x().index(L), M.num(1)), 1);
  M.closeLoop(L);
  M.ret();
  Forecast F = forecastOf({M.F, stub(), kernel()}, {"1000"});
  expectExactly(F.Gpu.Launches, 1000);
  expectExactly(F.Gpu.Flops, 2 * 64 * 1000.0 * 1001 / 2);
}

TEST(Gpu, AKernelWithoutANoteIsUnknown) {
  CudaMaker M;
  launch(M, M.device(M.num(1000)), M.num(4), 1);
  M.ret();
  Forecast F = forecastOf({M.F, stub()}, {});
  expectExactly(F.Gpu.Launches, 1);
  EXPECT_FALSE(F.Gpu.Flops.bounded());
  EXPECT_TRUE(tells(F, "no demand note for the GPU's code of `k`"));
  expectExactly(F.Gpu.Peak, 1000);
}
