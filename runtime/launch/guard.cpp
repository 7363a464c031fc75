//===- runtime/launch/guard.cpp - Raise a memory limit before it hurts -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/guard.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <sys/eventfd.h>
#include <unistd.h>

namespace auspex::launch {
namespace {

uint64_t readNumber(int F) {
  char Buffer[32];
  ssize_t N = pread(F, Buffer, sizeof(Buffer) - 1, 0);
  if (N <= 0)
    return 0;
  Buffer[N] = 0;
  return strtoull(Buffer, nullptr, 10);
}

bool writeNumber(int F, uint64_t V) {
  char Buffer[32];
  int N = snprintf(Buffer, sizeof(Buffer), "%llu", static_cast<unsigned long long>(V));
  return pwrite(F, Buffer, size_t(N), 0) == N;
}

/// Page cache of the group, in bytes: what the kernel takes back by itself.
uint64_t pageCache(const Guard &G) {
  char Buffer[8192];
  ssize_t N = pread(G.Stat, Buffer, sizeof(Buffer) - 1, 0);
  if (N <= 0)
    return 0;
  Buffer[N] = 0;
  uint64_t Sum = 0;
  for (const char *Key : {"inactive_file ", "active_file "}) {
    size_t Length = strlen(Key);
    for (const char *At = Buffer; At; At = strchr(At, '\n')) {
      At += *At == '\n';
      if (!strncmp(At, Key, Length)) {
        Sum += strtoull(At + Length, nullptr, 10);
        break;
      }
    }
  }
  return Sum;
}

bool setReservation(Guard &G) {
  if (G.Version == 2) {
    uint64_t Hard = lastResort(G.Reserved);
    writeNumber(G.Other, G.Max && Hard > G.Max ? G.Max : Hard);
    return writeNumber(G.Soft, G.Reserved);
  }
  writeNumber(G.Soft, G.Reserved); // kernels without soft limits still count usage
  if (G.Armed) {
    int Fresh = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (Fresh < 0)
      return false;
    if (G.Event >= 0)
      close(G.Event);
    G.Event = Fresh;
  }
  G.Armed = true;
  // An event when usage crosses the reservation.
  char Buffer[64];
  int N = snprintf(Buffer, sizeof(Buffer), "%d %d %llu", G.Event, G.Usage,
                   static_cast<unsigned long long>(G.Reserved));
  return write(G.Other, Buffer, size_t(N)) == N;
}

} // namespace

int *Guard::descriptor(int I) {
  int *All[Descriptors] = {&Event, &Usage, &Stat, &Soft, &Other};
  return All[I];
}

bool arm(Guard &G) { return setReservation(G); }

void reserve(Guard &G, uint64_t Bytes) {
  if (G.Max && Bytes > G.Max)
    Bytes = G.Max;
  if (!G.Version || Bytes <= G.Reserved)
    return;
  G.Reserved = Bytes;
  setReservation(G);
}

void resize(Guard &G, uint64_t Bytes) {
  if (!G.Version)
    return;
  if (Bytes < G.Reserved) {
    uint64_t Used = readNumber(G.Usage), Cache = pageCache(G);
    uint64_t Least = (Used > Cache ? Used - Cache : 0) + (1u << 20);
    if (Bytes < Least)
      Bytes = Least;
  }
  if (G.Max && Bytes > G.Max)
    Bytes = G.Max;
  if (Bytes == G.Reserved)
    return;
  G.Reserved = Bytes;
  setReservation(G);
  G.Watching = true; // usage may have passed the new line before the event was asked for
}

bool check(Guard &G, uint64_t &Needed) {
  // Both kinds of event have to be read before poll() waits again.
  char Drain[256];
  ssize_t Got = G.Version == 1 ? read(G.Event, Drain, sizeof(uint64_t))
                               : pread(G.Event, Drain, sizeof(Drain), 0);
  (void)Got; // woken by the interval there is none
  uint64_t Used = readNumber(G.Usage);
  // v2 holds a group at memory.high; close to it is at it.
  uint64_t Line = G.Version == 2 ? G.Reserved - G.Reserved / 64 : G.Reserved;
  // What the CPUs took ahead of time may be given back between event and look.
  constexpr uint64_t Slack = 1u << 20;
  G.Watching = Used + Slack >= Line;
  if (!G.Watching)
    return false;
  uint64_t Cache = pageCache(G);
  Needed = Used > Cache ? Used - Cache : Used;
  if (Needed < Line || (G.Max && G.Reserved >= G.Max))
    return false;
  reserve(G, raised(Needed > G.Reserved ? Needed : G.Reserved, G.Max));
  // Still Watching: usage may have passed the new line before the event for it
  // was asked for.
  return true;
}

} // namespace auspex::launch
