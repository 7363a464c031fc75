//===- demand/evaluate/builtins_cuda.cpp - The CUDA runtime and driver ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What formulas cannot say of the CUDA Runtime API and Driver API: which GPU is
// meant, which way a transfer goes, what is known of memory afterwards. All calls
// succeed.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_support.h"

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t PitchBytes = 512; ///< an assumption: the reference leaves it to the device
constexpr int64_t MostGpus = DeviceMemory::MostDevices;

Val countGpus(CallSite &C) { // cudaGetDeviceCount(&count)
  if (auto Known = C.M.In.Gpus) {
    put(C, C.arg(0), Val::integer(int64_t(*Known), Type::I32));
    return intResult(C, 0);
  }
  C.M.noteUnknown(C.From, C.S, "how many GPUs the program may use is not known");
  put(C, C.arg(0), Val::interval(1, 1, MostGpus, Type::I32));
  return intResult(C, 0);
}

unsigned gpuNumber(int64_t N) { return unsigned(std::clamp<int64_t>(N, 0, MostGpus - 1)); }

/// The program addresses GPU \p Which, also where it holds nothing there: all GPUs up to that
/// number get a share of nothing.
void addressGpus(CallSite &C, const Val &Which) {
  if (!Which.exactInt())
    C.M.noteUnknown(C.From, C.S, "which GPU is meant is not known");
  const unsigned Last = gpuNumber(Which.isInt() ? Which.Hi : MostGpus - 1);
  constexpr DeviceShare Nothing, Touch{0, 1, 0}; // less than nothing is nothing
  C.P.Mem.Gpus.change(Last, Nothing, Touch);
  C.P.Mem.Gpus.change(Last, Touch, Nothing);
}

Val setGpu(CallSite &C) { // cudaSetDevice(number)
  const Val &Which = C.arg(0);
  if (Which.isInt())
    C.P.Mem.CurrentGpu = gpuNumber(Which.Mid);
  addressGpus(C, Which);
  return intResult(C, 0);
}

Val deviceOf(CallSite &C) { // cuDeviceGet(&device, number)
  put(C, C.arg(0), C.arg(1));
  addressGpus(C, C.arg(1));
  return intResult(C, 0);
}

Val getGpu(CallSite &C) { // cudaGetDevice(&number)
  put(C, C.arg(0), Val::integer(C.P.Mem.CurrentGpu, Type::I32));
  return intResult(C, 0);
}

/// Rows of \p Width bytes, padded or not.
Val pitchOf(const Val &Width) {
  if (!Width.isInt() || Width.Lo < 0 || Width.Hi > INT64_MAX - PitchBytes)
    return Val::unknown(Type::I64);
  auto Up = [](int64_t X) { return (X + PitchBytes - 1) / PitchBytes * PitchBytes; };
  return Val::interval(Width.Lo, Up(Width.Mid), Up(Width.Hi), Type::I64);
}

Val times(const Val &A, const Val &B) {
  ExprNode Product;
  Product.O = Op::Mul;
  Product.Ty = Type::I64;
  return apply(Product, A, B, Val());
}

Val allocateOnGpu(CallSite &C, const Val &Bytes) {
  if (!Bytes.isInt())
    C.M.noteUnknown(C.From, C.S, "size of an allocation is not known");
  C.M.noteAmount(Bytes);
  return Val::pointer(C.P.Mem.allocate(Bytes, AllocKind::Mmap, PitchBytes, 1, MemoryKind::Device),
                      0);
}

Val allocatePitched(CallSite &C) { // cudaMallocPitch(&p, &pitch, width, height)
  const Val Pitch = pitchOf(C.arg(2));
  put(C, C.arg(0), allocateOnGpu(C, times(Pitch, C.arg(3))));
  put(C, C.arg(1), Pitch);
  return intResult(C, 0);
}

/// cudaMalloc3D(&{pointer, pitch, width, height}, {width, height, depth})
Val allocateBox(CallSite &C) {
  auto Of = [&](int64_t At) {
    const Val &Extent = C.arg(1);
    return isPlace(Extent) ? C.P.Mem.load(Extent.Id, Extent.Mid + At, Type::I64)
                           : Val::unknown(Type::I64);
  };
  const Val Width = Of(0), Height = Of(8), Pitch = pitchOf(Width), &To = C.arg(0);
  put(C, To, allocateOnGpu(C, times(times(Pitch, Height), Of(16))));
  if (isPlace(To)) {
    put(C, offset(To, 8), Pitch);
    put(C, offset(To, 16), Width);
    put(C, offset(To, 24), Height);
  }
  return intResult(C, 0);
}

Val registerHost(CallSite &C) { // cudaHostRegister(p, bytes, flags): its pages are pinned
  const Val &At = C.arg(0), &Bytes = C.arg(1);
  if (isPlace(At) && Bytes.isInt())
    C.P.Mem.touch(At.Id, At.Mid, At.Mid + std::max<int64_t>(0, Bytes.Mid), 0, true);
  else if (At.isPtr())
    C.P.Mem.touchWhole(At.Id, true);
  return intResult(C, 0);
}

void copyContents(CallSite &C, const Val &To, const Val &From, const Val &Bytes) {
  if (isPlace(To) && isPlace(From) && Bytes.exactInt())
    C.P.Mem.copy(To.Id, To.Mid, From.Id, From.Mid, Bytes.Mid);
  else if (isPlace(To) && Bytes.isInt())
    C.P.Mem.forget(To.Id, To.Mid, To.Mid + std::max<int64_t>(0, Bytes.Hi));
  else
    forgetTarget(C, To);
}

constexpr int64_t ByPointers = 4; ///< a kind of transfer

/// A transfer whose way the row's formulas do not tell: within a GPU, or as the
/// pointers say.
void transfer(CallSite &C, const Val &To, const Val &From, const Val &Bytes, const Val &Kind) {
  constexpr int64_t WithinGpu = 3;
  if (!Kind.exactInt() || Kind.Mid < WithinGpu)
    return;
  auto OnGpu = [&](const Val &V) {
    return V.isPtr() && C.P.Mem.at(V.Id).Where == Object::Home::Device;
  };
  const bool Out = Kind.Mid == WithinGpu || OnGpu(From), In = Kind.Mid == WithinGpu || OnGpu(To);
  if (!In && !Out)
    return;
  const Range Moved = Bytes.isInt() ? Range{double(Bytes.Lo), double(Bytes.Mid), double(Bytes.Hi)}
                                    : Range{0, 0, Range::Unbounded};
  Counters &Sum = C.P.Sum;
  if (In && Out)
    Sum.GpuBytes = Sum.GpuBytes + Moved + Moved;
  else
    (In ? Sum.ToGpu : Sum.FromGpu) = (In ? Sum.ToGpu : Sum.FromGpu) + Moved;
}

Val copy(CallSite &C) { // cudaMemcpy(to, from, bytes, kind)
  transfer(C, C.arg(0), C.arg(1), C.arg(2), C.arg(3));
  copyContents(C, C.arg(0), C.arg(1), C.arg(2));
  return intResult(C, 0);
}

Val copyRows(CallSite &C) { // cudaMemcpy2D(to, pitch, from, pitch, width, height, kind)
  transfer(C, C.arg(0), C.arg(2), times(C.arg(4), C.arg(5)), C.arg(6));
  forgetTarget(C, C.arg(0));
  return intResult(C, 0);
}

Val copyBytes(CallSite &C) { // cuMemcpyHtoD(to, from, bytes)
  copyContents(C, C.arg(0), C.arg(1), C.arg(2));
  return intResult(C, 0);
}

Val fill(CallSite &C) { // cudaMemset(p, byte, bytes)
  const Val &To = C.arg(0), &Byte = C.arg(1), &Bytes = C.arg(2);
  if (!isPlace(To) || !Bytes.isInt()) {
    forgetTarget(C, To);
  } else {
    const int64_t End = To.Mid + std::max<int64_t>(0, Bytes.Hi);
    C.P.Mem.forget(To.Id, To.Mid, End);
    if (Byte.exactInt() && Byte.Mid == 0 && Bytes.exactInt())
      C.P.Mem.zero(To.Id, To.Mid, End);
  }
  return intResult(C, 0);
}

/// How a launch finds its grid: `__cudaPushCallConfiguration` by the caller, popped by
/// the stub.
enum LaunchState : int64_t { GridXY = 0, GridZ = 8, BlockXY = 16, BlockZ = 24, SharedBytes = 32, Stream = 40 };
constexpr std::pair<LaunchState, Type> LaunchPlaces[] = {
    {GridXY, Type::I64}, {GridZ, Type::I32},       {BlockXY, Type::I64},
    {BlockZ, Type::I32}, {SharedBytes, Type::I64}, {Stream, Type::Ptr}};

/// (gridXY, gridZ, blockXY, blockZ, shared bytes, stream): a dim3 in two registers.
Val pushLaunch(CallSite &C) {
  ObjectId State = *C.M.libraryObject("cuda launch");
  for (size_t I = 0; I != std::size(LaunchPlaces); ++I)
    C.P.Mem.store(State, LaunchPlaces[I].first, C.arg(I));
  return intResult(C, 0);
}

Val popLaunch(CallSite &C) { // (&grid, &block, &shared bytes, &stream)
  ObjectId State = *C.M.libraryObject("cuda launch");
  auto Get = [&](size_t I) {
    return C.P.Mem.load(State, LaunchPlaces[I].first, LaunchPlaces[I].second);
  };
  put(C, C.arg(0), Get(0));
  if (isPlace(C.arg(0)))
    put(C, offset(C.arg(0), 8), Get(1));
  put(C, C.arg(1), Get(2));
  if (isPlace(C.arg(1)))
    put(C, offset(C.arg(1), 8), Get(3));
  put(C, C.arg(2), Get(4));
  put(C, C.arg(3), Get(5));
  return intResult(C, 0);
}

/// The two numbers of 32 bits in one register.
std::pair<Val, Val> halves(const Val &V) {
  const int64_t High = V.isInt() ? V.Mid >> 32 : 0;
  if (!V.isInt() || V.Lo >> 32 != High || V.Hi >> 32 != High)
    return {Val::unknown(Type::I32), Val::unknown(Type::I32)};
  auto Low = [](int64_t X) { return int64_t(uint32_t(X)); };
  return {Val::interval(Low(V.Lo), Low(V.Mid), Low(V.Hi), Type::I32),
          Val::integer(High, Type::I32)};
}

Val launchKernel(CallSite &C) { // (stub, gridXY, gridZ, blockXY, blockZ, arguments, ...)
  auto [GridX, GridY] = halves(C.arg(1));
  auto [BlockX, BlockY] = halves(C.arg(3));
  const std::array<Val, 6> Extents{GridX, GridY, C.arg(2), BlockX, BlockY, C.arg(4)};
  return C.M.launch(C, C.arg(0), Extents, C.arg(5));
}

/// cudaLaunchKernelExC({grid, block, shared bytes, stream, ...}, stub, arguments)
Val launchConfigured(CallSite &C) {
  std::array<Val, 6> Extents;
  for (size_t I = 0; I != Extents.size(); ++I)
    Extents[I] = isPlace(C.arg(0))
                     ? C.P.Mem.load(C.arg(0).Id, C.arg(0).Mid + 4 * int64_t(I), Type::I32)
                     : Val::unknown(Type::I32);
  return C.M.launch(C, C.arg(1), Extents, C.arg(2));
}

/// cuLaunchKernel(function, x, y, z, x, y, z, shared bytes, stream, arguments, ...)
Val launchFunction(CallSite &C) {
  const std::array<Val, 6> Extents{C.arg(1), C.arg(2), C.arg(3), C.arg(4), C.arg(5), C.arg(6)};
  return C.M.launch(C, C.arg(0), Extents, C.arg(9));
}

/// mgpuMemcpy(to, from, bytes, stream): the pointers tell the way.
Val copyOfMlir(CallSite &C) {
  transfer(C, C.arg(0), C.arg(1), C.arg(2), Val::integer(ByPointers, Type::I32));
  copyContents(C, C.arg(0), C.arg(1), C.arg(2));
  return Val();
}

/// mgpuLaunchKernel: its row says what the kernel does.
Val launchOfMlir(CallSite &C) {
  C.P.Sum.Launches = C.P.Sum.Launches + Range::exactly(1);
  return Val();
}

} // namespace

std::span<const BuiltinRow> cudaBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"cudaGetDeviceCount", countGpus},
      {"cudaSetDevice", setGpu},
      {"cudaGetDevice", getGpu},
      {"cuDeviceGet", deviceOf},
      {"cudaMallocPitch", allocatePitched, true},
      {"cudaMalloc3D", allocateBox, true},
      {"cudaHostRegister", registerHost},
      {"cudaMemcpy", copy},
      {"cudaMemcpy2D", copyRows},
      {"cuMemcpy", copyBytes},
      {"cudaMemset", fill},
      {"__cudaPushCallConfiguration", pushLaunch},
      {"__cudaPopCallConfiguration", popLaunch},
      {"cudaLaunchKernel", launchKernel, true},
      {"cudaLaunchKernelExC", launchConfigured, true},
      {"cuLaunchKernel", launchFunction, true},
      {"mgpuMemcpy", copyOfMlir},
      {"mgpuLaunchKernel", launchOfMlir, true},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
