//===- bpf/network.bpf.c - Bound what a job sends and receives -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A token bucket for each direction of one job, kept as the time at which the bucket
// will be full again: a packet moves it by the time that its bytes take at the given
// rate, and has no place where that would be later than a burst from now. Loopback is
// no network.
//
// What is sent is told of early: from half a burst on, TCP learns of congestion and slows
// down before anything is dropped. What is received can only be dropped, so that the
// peer's congestion control finds the rate.
//
//===----------------------------------------------------------------------===//
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

enum { Loopback = 1 }; // its index in every network namespace
enum { Sent, Received, Directions };
enum verdict { Pass, PassAndTell, Drop };

/// Set before loading.
const volatile __u64 bytes_per_second = 1;
const volatile __u64 burst_ns = 0;

struct bucket {
  struct bpf_spin_lock lock;
  __u64 full_at_ns; ///< CLOCK_MONOTONIC
};
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, Directions);
  __type(key, __u32);
  __type(value, struct bucket);
} buckets SEC(".maps");

static __always_inline enum verdict take(__u32 direction, __u32 bytes) {
  struct bucket *b = bpf_map_lookup_elem(&buckets, &direction);
  if (!b)
    return Pass;
  __u64 now = bpf_ktime_get_ns(), cost = (__u64)bytes * 1000000000 / bytes_per_second;
  enum verdict v = Drop;
  bpf_spin_lock(&b->lock);
  __u64 full = b->full_at_ns > now ? b->full_at_ns : now;
  // A packet that is larger than a burst passes a full bucket, or nothing would.
  if (full == now || full + cost <= now + burst_ns) {
    b->full_at_ns = full + cost;
    v = full + cost > now + burst_ns / 2 ? PassAndTell : Pass;
  }
  bpf_spin_unlock(&b->lock);
  return v;
}

SEC("cgroup_skb/egress")
int on_egress(struct __sk_buff *skb) {
  // Bit 0: it passes; bit 1: tell of congestion. A packet that is dropped without the
  // latter is an error of the call that sent it.
  enum { Kept = 1, Congested = 2 };
  if (skb->ifindex == Loopback)
    return Kept;
  switch (take(Sent, skb->len)) {
  case Pass:
    return Kept;
  case PassAndTell:
    return Kept | Congested;
  default:
    return Congested;
  }
}

SEC("cgroup_skb/ingress")
int on_ingress(struct __sk_buff *skb) {
  return skb->ifindex == Loopback || take(Received, skb->len) != Drop;
}
