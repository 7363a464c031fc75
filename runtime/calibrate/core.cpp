//===- runtime/calibrate/core.cpp - Clock, issue rates, floating point ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/calibrate/calibrate.h"
#include "runtime/calibrate/timing.h"

#include <cstddef>

namespace auspex::calibrate {
namespace {

using demand::MachineModel;

constexpr int Unrolled = 64;

/// Additions, each of which needs the one before.
void addChain(uint64_t N) {
  uint64_t X = 1, Y = 3;
  opaque(Y);
  for (uint64_t I = 0; I != N; ++I)
#pragma unroll
    for (int K = 0; K != Unrolled; ++K) {
      X += Y;
      opaque(X);
    }
}

void addIndependent(uint64_t N) {
  uint64_t X[8] = {1, 2, 3, 4, 5, 6, 7, 8}, Y = 3;
  opaque(Y);
  for (uint64_t I = 0; I != N; ++I)
#pragma unroll
    for (int K = 0; K != Unrolled; ++K) {
      X[K % 8] += Y;
      opaque(X[K % 8]);
    }
}

void loads(uint64_t N) {
  volatile uint64_t Place[8] = {};
  for (uint64_t I = 0; I != N; ++I)
#pragma unroll
    for (int K = 0; K != Unrolled; ++K)
      (void)Place[K % 8];
}

void stores(uint64_t N) {
  volatile uint64_t Place[8] = {};
  for (uint64_t I = 0; I != N; ++I)
#pragma unroll
    for (int K = 0; K != Unrolled; ++K)
      Place[K % 8] = I;
}

void floatChain(uint64_t N) {
  double X = 1, Y = 1e-9;
  opaqueVector(Y);
  for (uint64_t I = 0; I != N; ++I)
#pragma unroll
    for (int K = 0; K != Unrolled; ++K) {
      X += Y;
      opaqueVector(X);
    }
}

void divideIndependent(uint64_t N) {
  double X[8] = {1e300, 2e300, 3e300, 4e300, 5e300, 6e300, 7e300, 8e300}, Y = 1.0000001;
  opaqueVector(Y);
  for (uint64_t I = 0; I != N; ++I)
#pragma unroll
    for (int K = 0; K != Unrolled; ++K) {
      opaqueVector(X[K % 8]);
      double Q = X[K % 8] / Y;
      opaqueVector(Q);
    }
}

//===--- Multiplications and additions ---------------------------------------===//
//
// x := x*a + b in as many independent chains as registers hold, in one function
// for each element type, width and instruction set.

constexpr int Chains = 12;

template <class T, size_t Bytes> struct VectorOf {
  typedef T Type __attribute__((vector_size(Bytes)));
};

// As opaqueVector(), in the function itself: with its instruction set.
#if defined(__x86_64__)
#define AUSPEX_OPAQUE(X) asm volatile("" : "+v"(X))
#else
#define AUSPEX_OPAQUE(X) asm volatile("" : "+w"(X))
#endif
#define AUSPEX_SPIN(NAME, TYPE, ATTRIBUTES, CONTRACT)                                              \
  ATTRIBUTES __attribute__((noinline)) void NAME(uint64_t N) {                                     \
    _Pragma(CONTRACT) typedef TYPE V;                                                              \
    V A = {}, B = {}, X[Chains] = {};                                                              \
    AUSPEX_OPAQUE(A);                                                                              \
    AUSPEX_OPAQUE(B);                                                                               \
    for (uint64_t I = 0; I != N; ++I)                                                              \
      _Pragma("unroll") for (int K = 0; K != Chains; ++K) {                                        \
        X[K] = X[K] * A + B;                                                                       \
        AUSPEX_OPAQUE(X[K]);                                                                       \
      }                                                                                            \
  }
#define AUSPEX_TARGET(FEATURES) __attribute__((target(FEATURES)))
#define AUSPEX_APART "clang fp contract(off)"
#define AUSPEX_FUSED "clang fp contract(fast)"

using D2 = VectorOf<double, 16>::Type;
using S4 = VectorOf<float, 16>::Type;
AUSPEX_SPIN(doubleScalar, double, , AUSPEX_APART)
AUSPEX_SPIN(floatScalar, float, , AUSPEX_APART)
AUSPEX_SPIN(double128, D2, , AUSPEX_APART)
AUSPEX_SPIN(float128, S4, , AUSPEX_APART)
#if defined(__x86_64__)
using D4 = VectorOf<double, 32>::Type;
using S8 = VectorOf<float, 32>::Type;
using D8 = VectorOf<double, 64>::Type;
using S16 = VectorOf<float, 64>::Type;
AUSPEX_SPIN(double256, D4, AUSPEX_TARGET("avx2"), AUSPEX_APART)
AUSPEX_SPIN(float256, S8, AUSPEX_TARGET("avx2"), AUSPEX_APART)
AUSPEX_SPIN(double512, D8, AUSPEX_TARGET("avx512f"), AUSPEX_APART)
AUSPEX_SPIN(float512, S16, AUSPEX_TARGET("avx512f"), AUSPEX_APART)
AUSPEX_SPIN(doubleScalarFma, double, AUSPEX_TARGET("fma"), AUSPEX_FUSED)
AUSPEX_SPIN(floatScalarFma, float, AUSPEX_TARGET("fma"), AUSPEX_FUSED)
AUSPEX_SPIN(double128Fma, D2, AUSPEX_TARGET("fma"), AUSPEX_FUSED)
AUSPEX_SPIN(float128Fma, S4, AUSPEX_TARGET("fma"), AUSPEX_FUSED)
AUSPEX_SPIN(double256Fma, D4, AUSPEX_TARGET("avx2,fma"), AUSPEX_FUSED)
AUSPEX_SPIN(float256Fma, S8, AUSPEX_TARGET("avx2,fma"), AUSPEX_FUSED)
AUSPEX_SPIN(double512Fma, D8, AUSPEX_TARGET("avx512f,fma"), AUSPEX_FUSED)
AUSPEX_SPIN(float512Fma, S16, AUSPEX_TARGET("avx512f,fma"), AUSPEX_FUSED)
#endif

} // namespace

void measureClock(MachineModel &M) {
  unitsPerSecond(addChain, 0.1, 1); // wakes the clock up
  M.Hertz = Unrolled * unitsPerSecond(addChain, 1e-2, 9);
}

void measureIssue(MachineModel &M) {
  auto PerCycle = [&](void (*Run)(uint64_t)) { return Unrolled * unitsPerSecond(Run) / M.Hertz; };
  M.IntegersPerCycle = PerCycle(addIndependent);
  M.LoadsPerCycle = PerCycle(loads);
  M.StoresPerCycle = PerCycle(stores);
  M.FloatLatency = 1 / PerCycle(floatChain);
  M.DivideCycles = 1 / PerCycle(divideIndependent);
}

void measureFlops(MachineModel &M) {
  auto Measure = [&](bool Single, bool Fused, demand::Width W, void (*Run)(uint64_t)) {
    double &Rate = M.Flops[Single][Fused][size_t(W)];
    double Bits = W == demand::Width::Scalar ? 0 : 64.0 * double(1u << unsigned(W));
    double Lanes = Bits > 0 ? Bits / (Single ? 32 : 64) : 1;
    if (Rate > 0) // the processor can
      Rate = 2 * Chains * Lanes * unitsPerSecond(Run);
  };
  using enum demand::Width;
  Measure(false, false, Scalar, doubleScalar);
  Measure(true, false, Scalar, floatScalar);
  Measure(false, false, Bits128, double128);
  Measure(true, false, Bits128, float128);
#if defined(__x86_64__)
  Measure(false, false, Bits256, double256);
  Measure(true, false, Bits256, float256);
  Measure(false, false, Bits512, double512);
  Measure(true, false, Bits512, float512);
  Measure(false, true, Scalar, doubleScalarFma);
  Measure(true, true, Scalar, floatScalarFma);
  Measure(false, true, Bits128, double128Fma);
  Measure(true, true, Bits128, float128Fma);
  Measure(false, true, Bits256, double256Fma);
  Measure(true, true, Bits256, float256Fma);
  Measure(false, true, Bits512, double512Fma);
  Measure(true, true, Bits512, float512Fma);
#endif
}

} // namespace auspex::calibrate
