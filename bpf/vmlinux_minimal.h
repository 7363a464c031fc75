//===- bpf/vmlinux_minimal.h - Kernel types that the programs read ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Only the members that are used, in no particular place: each access is
// relocated to the running kernel's layout when the program is loaded (CO-RE).
// A whole vmlinux.h is 2.7 MB, and one made on the build machine is no truer.
//
//===----------------------------------------------------------------------===//
#ifndef __VMLINUX_H__
#define __VMLINUX_H__

typedef unsigned char __u8;
typedef short int __s16;
typedef short unsigned int __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long int __s64;
typedef long long unsigned int __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef __u64 u64;
typedef __u32 u32;
typedef __s64 s64;
typedef _Bool bool;
enum { false = 0, true = 1 };

enum bpf_map_type {
  BPF_MAP_TYPE_HASH = 1,
  BPF_MAP_TYPE_ARRAY = 2,
  BPF_MAP_TYPE_PERCPU_ARRAY = 6,
  BPF_MAP_TYPE_ARRAY_OF_MAPS = 12,
  BPF_MAP_TYPE_RINGBUF = 27,
  BPF_MAP_TYPE_TASK_STORAGE = 29,
};
enum { BPF_ANY = 0, BPF_NOEXIST = 1 };
enum { BPF_F_NO_PREALLOC = 1 };
enum { BPF_LOCAL_STORAGE_GET_F_CREATE = 1 };
enum { BPF_F_CURRENT_CPU = 0xffffffff };

struct pt_regs {
  unsigned long ip;
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

enum cgroup_subsys_id { memory_cgrp_id = 4 };

struct kernfs_node {
  u64 id;
};
struct cgroup {
  struct kernfs_node *kn;
};
struct cgroup_subsys_state {
  struct cgroup *cgroup;
};
struct css_set {
  struct cgroup_subsys_state *subsys[16];
};
struct sched_info {
  unsigned long long run_delay;
};
struct task_struct {
  int pid;
  int tgid;
  struct css_set *cgroups;
  struct sched_info sched_info;
};

struct bvec_iter {
  unsigned int bi_size;
};
struct bio {
  unsigned int bi_opf;
  struct bvec_iter bi_iter;
};

struct sock_common {
  unsigned short skc_family;
};
struct sock {
  struct sock_common __sk_common;
};
struct socket {
  struct sock *sk;
};

struct linux_binprm;
struct msghdr;
struct page;
struct bpf_iter__task {
  struct task_struct *task;
};

#pragma clang attribute pop

#endif
