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

bool underOom(const Guard &G) {
  char Buffer[128];
  ssize_t N = G.Oom >= 0 ? pread(G.Oom, Buffer, sizeof(Buffer) - 1, 0) : 0;
  if (N <= 0)
    return false;
  Buffer[N] = 0;
  return strstr(Buffer, "under_oom 1") != nullptr;
}

/// v1: an event when usage crosses the reservation.
bool armThreshold(const Guard &G) {
  char Buffer[64];
  int N = snprintf(Buffer, sizeof(Buffer), "%d %d %llu", G.Event, G.Usage,
                   static_cast<unsigned long long>(G.Reserved));
  return write(G.Control, Buffer, size_t(N)) == N;
}

bool setLines(const Guard &G) {
  uint64_t Hard = G.Reserved + headroom(G.Version, G.Reserved);
  if (G.Max && Hard > G.Max)
    Hard = G.Max;
  bool Done = writeNumber(G.Limit, Hard);
  return writeNumber(G.Soft, G.Reserved) && Done;
}

} // namespace

int *Guard::descriptor(int I) {
  int *All[Descriptors] = {&Event, &Control, &Usage, &Stat, &Limit, &Soft, &Oom};
  return All[I];
}

bool arm(Guard &G) {
  if (G.Version == 1) {
    char Buffer[64];
    int N = snprintf(Buffer, sizeof(Buffer), "%d %d", G.Event, G.Oom);
    if (write(G.Control, Buffer, size_t(N)) != N || !armThreshold(G))
      return false;
    // Where the user set a maximum the kernel's OOM killer has the last word.
    if (!G.Max && pwrite(G.Oom, "1", 1, 0) != 1)
      return false;
  }
  return setLines(G);
}

void reserve(Guard &G, uint64_t Bytes) {
  if (G.Max && Bytes > G.Max)
    Bytes = G.Max;
  if (!G.Version || Bytes <= G.Reserved)
    return;
  G.Reserved = Bytes;
  setLines(G);
  if (G.Version == 1)
    armThreshold(G);
}

bool check(Guard &G, uint64_t &Needed) {
  uint64_t Count;
  if (G.Version == 1 && read(G.Event, &Count, sizeof(Count)) < 0)
    Count = 0; // woken by the interval
  if (G.Version == 2) {
    char Drain[256]; // memory.events has to be read before poll() waits again
    if (pread(G.Event, Drain, sizeof(Drain), 0) < 0)
      Drain[0] = 0;
  }
  uint64_t Used = readNumber(G.Usage);
  bool Stuck = underOom(G);
  // v2 holds a group at memory.high; close to it is at it.
  uint64_t Line = G.Version == 2 ? G.Reserved - G.Reserved / 64 : G.Reserved;
  G.Watching = Used > Line;
  if (!G.Watching && !Stuck)
    return false;
  uint64_t Cache = pageCache(G);
  Needed = Used > Cache ? Used - Cache : Used;
  if ((Needed <= Line && !Stuck) || (G.Max && G.Reserved >= G.Max))
    return false;
  uint64_t From = Needed > G.Reserved ? Needed : G.Reserved;
  reserve(G, raised(From, G.Max));
  G.Watching = false;
  return true;
}

} // namespace auspex::launch
