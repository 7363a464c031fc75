//===- runtime/calibrate/memory.cpp - Caches and memory -------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Bandwidth: reading a buffer of half a level's size in order, as plain compiled
// code does (128-bit loads). Latency: following pointers through it in an order
// that no prefetcher guesses (a random cycle, Sattolo's algorithm).
//
//===----------------------------------------------------------------------===//
#include "runtime/calibrate/calibrate.h"
#include "runtime/calibrate/timing.h"

#include <atomic>
#include <memory>
#include <numeric>
#include <random>
#include <thread>

namespace auspex::calibrate {
namespace {

constexpr size_t LineBytes = 64, MostBytes = size_t(128) << 20;

struct alignas(LineBytes) Line {
  Line *Next;
  uint64_t Words[7];
};

/// Bytes of the buffer that stands for level \p L of \p M.
size_t bufferBytes(const demand::MachineModel &M, size_t L) {
  bool Memory = L + 1 == M.Levels.size();
  double Nearer = L > 0 ? M.Levels[L - 1].Bytes : 0;
  double Bytes = Memory ? 4 * Nearer : std::max(M.Levels[L].Bytes / 2, 1.5 * Nearer);
  Bytes = std::clamp(Bytes, 16.0 * 1024, std::min(double(MostBytes), double(M.MemoryBytes) / 16));
  return size_t(Bytes) / LineBytes * LineBytes;
}

/// Reads all of it.
__attribute__((noinline)) void read(const Line *Begin, size_t Lines) {
  typedef uint64_t Words __attribute__((vector_size(16)));
  const auto *P = reinterpret_cast<const Words *>(Begin);
  Words Sum[4] = {};
  for (size_t I = 0; I != Lines; ++I, P += 4)
#pragma unroll
    for (int K = 0; K != 4; ++K) {
      Sum[K] += P[K];
      opaqueVector(Sum[K]);
    }
}

double oneThread(const Line *Buffer, size_t Lines) {
  return double(Lines * LineBytes) * unitsPerSecond([&](uint64_t N) {
           for (uint64_t I = 0; I != N; ++I)
             read(Buffer, Lines);
         });
}

/// All threads for a while, each in a buffer of its own.
double allThreads(unsigned Threads, size_t Lines) {
  constexpr double Seconds = 0.1;
  std::atomic<unsigned> Ready{0};
  std::atomic<double> Rate{0};
  auto Body = [&] {
    auto Buffer = std::make_unique<Line[]>(Lines);
    for (size_t I = 0; I != Lines; ++I)
      Buffer[I].Words[0] = I;
    ++Ready;
    while (Ready < Threads)
      std::this_thread::yield();
    double Begin = wallSeconds(), Now = Begin;
    uint64_t Rounds = 0;
    for (; Now < Begin + Seconds; Now = wallSeconds(), ++Rounds)
      read(Buffer.get(), Lines);
    Rate.fetch_add(double(Rounds * Lines * LineBytes) / (Now - Begin));
  };
  std::vector<std::thread> All;
  for (unsigned T = 0; T != Threads; ++T)
    All.emplace_back(Body);
  for (std::thread &T : All)
    T.join();
  return Rate;
}

} // namespace

void measureBandwidth(demand::MachineModel &M) {
  for (size_t L = 0; L != M.Levels.size(); ++L) {
    size_t Lines = bufferBytes(M, L) / LineBytes;
    auto Buffer = std::make_unique<Line[]>(Lines);
    for (size_t I = 0; I != Lines; ++I)
      Buffer[I].Words[0] = I;
    M.Levels[L].OneThread = oneThread(Buffer.get(), Lines);
    Buffer.reset();
    std::vector<double> All;
    size_t Each = L + 1 == M.Levels.size() ? std::max<size_t>(Lines / M.Cpus, 1) : Lines;
    for (int I = 0; I != 3; ++I)
      All.push_back(allThreads(M.Cpus, Each));
    M.Levels[L].AllThreads = std::max(M.Levels[L].OneThread, median(std::move(All)));
  }
}

void measureLatency(demand::MachineModel &M) {
  std::mt19937_64 Random(1);
  for (size_t L = 0; L != M.Levels.size(); ++L) {
    size_t Lines = bufferBytes(M, L) / LineBytes;
    auto Buffer = std::make_unique<Line[]>(Lines);
    std::vector<uint32_t> Order(Lines);
    std::iota(Order.begin(), Order.end(), 0u);
    for (size_t I = Lines; I-- > 1;)
      std::swap(Order[I], Order[Random() % I]);
    for (size_t I = 0; I != Lines; ++I)
      Buffer[Order[I]].Next = &Buffer[Order[(I + 1) % Lines]];
    Line *At = &Buffer[0];
    for (size_t I = 0; I != Lines; ++I)
      At = At->Next;
    M.Levels[L].Latency = 1 / unitsPerSecond(
                                  [&](uint64_t N) {
                                    for (uint64_t I = 0; I != N; ++I)
                                      At = At->Next;
                                    opaque(At);
                                  },
                                  1e-2, 5);
  }
}

} // namespace auspex::calibrate
