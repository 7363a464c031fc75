//===- bpf/watch.bpf.c - Count what jobs do, tell what matters -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread of a watched job carries the job's token in task storage: it gets it
// when it is made (from its parent), when it executes a program (from its memory
// control group), or from mark_job, which walks the threads that exist when a job
// is registered. Every other program asks for that storage only, so that a
// thread of no job costs one look-up.
//
// The memory controller's group identifies a job on cgroup v1 and v2 alike. Its
// kernfs id is the inode number of the group's directory.
//
// What is counted here is what control groups do not tell: CPU time, memory and
// faults come from the group's own files.
//
//===----------------------------------------------------------------------===//
#include "vmlinux_minimal.h"

#include "watch.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct task_mark {
  u64 token;
  u64 run_delay_ns; ///< already counted
};

struct {
  __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, int);
  __type(value, struct task_mark);
} marks SEC(".maps");

/// Memory control group -> token.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, WATCH_SLOTS);
  __type(key, u64);
  __type(value, u64);
} jobs SEC(".maps");

/// Slot -> the token that is valid now.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, WATCH_SLOTS);
  __type(key, u32);
  __type(value, u64);
} tokens SEC(".maps");

/// Sizes and no types: before Linux 6.2 a map without type information, as auspex-watchd
/// makes one for each job, takes no place of one that has it.
struct job_counters {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __uint(key_size, sizeof(u32));
  __uint(value_size, sizeof(struct watch_counters));
};
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
  __uint(max_entries, WATCH_SLOTS);
  __type(key, u32);
  __array(values, struct job_counters);
} counters SEC(".maps");

struct job_ring {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
};
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
  __uint(max_entries, WATCH_SLOTS);
  __type(key, u32);
  __array(values, struct job_ring);
} rings SEC(".maps");

static __always_inline u32 slot_of(u64 token) { return token & (WATCH_SLOTS - 1); }

static __always_inline bool valid(u64 token) {
  u32 slot = slot_of(token);
  u64 *now = bpf_map_lookup_elem(&tokens, &slot);
  return token && now && *now == token;
}

/// The counters of this CPU.
static __always_inline struct watch_counters *counters_of(u64 token) {
  u32 slot = slot_of(token), first = 0;
  void *own = bpf_map_lookup_elem(&counters, &slot);
  return own ? bpf_map_lookup_elem(own, &first) : 0;
}

/// The job's counters where the current thread belongs to one.
static __always_inline struct watch_counters *current_job(u64 *token) {
  struct task_mark *m = bpf_task_storage_get(&marks, bpf_get_current_task_btf(), 0, 0);
  if (!m || !valid(m->token))
    return 0;
  *token = m->token;
  return counters_of(m->token);
}

static __always_inline void tell(u64 token, struct watch_counters *c, const struct watch_event *e) {
  u32 slot = slot_of(token);
  void *ring = bpf_map_lookup_elem(&rings, &slot);
  if (ring && bpf_ringbuf_output(ring, (void *)e, sizeof(*e), 0) != 0)
    __sync_fetch_and_add(&c->lost, 1);
}

static __always_inline u64 memory_group(struct task_struct *t) {
  struct css_set *set = BPF_CORE_READ(t, cgroups);
  u64 index = bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);
  struct cgroup_subsys_state **at =
      (void *)__builtin_preserve_access_index(&set->subsys[0]);
  struct cgroup_subsys_state *css = 0;
  bpf_probe_read_kernel(&css, sizeof(css), at + index);
  return BPF_CORE_READ(css, cgroup, kn, id);
}

/// Makes \p t a thread of the job \p token.
static __always_inline void mark(struct task_struct *t, u64 token) {
  struct task_mark *m =
      bpf_task_storage_get(&marks, t, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
  if (!m)
    return;
  u64 before = m->token;
  if (before == token || __sync_val_compare_and_swap(&m->token, before, token) != before)
    return; // somebody else was first
  struct watch_counters *c = counters_of(token);
  if (c)
    __sync_fetch_and_add(&c->threads, 1);
}

/// The token of \p t, by what it carries or by its group.
static __always_inline u64 token_of(struct task_struct *t) {
  struct task_mark *m = bpf_task_storage_get(&marks, t, 0, 0);
  if (m && valid(m->token))
    return m->token;
  u64 group = memory_group(t);
  u64 *token = bpf_map_lookup_elem(&jobs, &group);
  return token ? *token : 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child) {
  u64 token = token_of(parent);
  if (!token)
    return 0;
  mark(child, token);
  struct watch_counters *c = counters_of(token);
  if (!c)
    return 0;
  if (child->tgid == parent->tgid)
    __sync_fetch_and_add(&c->thread_starts, 1);
  else
    __sync_fetch_and_add(&c->forks, 1);
  return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task) {
  u64 token = token_of(task);
  struct watch_counters *c = token ? counters_of(token) : 0;
  if (!c)
    return 0;
  mark(task, token);
  __sync_fetch_and_add(&c->execs, 1);
  struct watch_event e = {.kind = WATCH_EXEC, .pid = task->tgid, .time_ns = bpf_ktime_get_ns()};
  tell(token, c, &e);
  return 0;
}

static __always_inline void count_delay(struct task_mark *m, struct task_struct *t,
                                        struct watch_counters *c) {
  u64 total = t->sched_info.run_delay;
  if (total > m->run_delay_ns)
    __sync_fetch_and_add(&c->run_delay_ns, total - m->run_delay_ns);
  m->run_delay_ns = total;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task) {
  struct task_mark *m = bpf_task_storage_get(&marks, task, 0, 0);
  if (!m || !valid(m->token))
    return 0;
  struct watch_counters *c = counters_of(m->token);
  if (!c)
    return 0;
  count_delay(m, task, c);
  __sync_fetch_and_add(&c->threads, -1);
  return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, bool preempt, struct task_struct *prev) {
  struct task_mark *m = bpf_task_storage_get(&marks, prev, 0, 0);
  if (!m || !valid(m->token))
    return 0;
  struct watch_counters *c = counters_of(m->token);
  if (c)
    count_delay(m, prev, c);
  return 0;
}

SEC("tp_btf/block_bio_queue")
int BPF_PROG(on_bio, struct bio *bio) {
  u64 token;
  struct watch_counters *c = current_job(&token);
  if (!c)
    return 0;
  enum { Operations = 0xff, Read = 0, Write = 1 }; // REQ_OP_MASK, REQ_OP_*
  u32 operation = bio->bi_opf & Operations;
  if (operation == Read)
    __sync_fetch_and_add(&c->read_bytes, bio->bi_iter.bi_size);
  else if (operation == Write)
    __sync_fetch_and_add(&c->written_bytes, bio->bi_iter.bi_size);
  return 0;
}

static __always_inline bool internet(struct sock *sk) {
  enum { Inet = 2, Inet6 = 10 };
  return sk->__sk_common.skc_family == Inet || sk->__sk_common.skc_family == Inet6;
}

static __always_inline int sent(struct sock *sk, int bytes) {
  u64 token;
  struct watch_counters *c = bytes > 0 ? current_job(&token) : 0;
  if (c && internet(sk))
    __sync_fetch_and_add(&c->sent_bytes, bytes);
  return 0;
}

static __always_inline int received(struct sock *sk, int bytes, int flags) {
  enum { Peek = 2 }; // MSG_PEEK
  u64 token;
  struct watch_counters *c = bytes > 0 && !(flags & Peek) ? current_job(&token) : 0;
  if (c && internet(sk))
    __sync_fetch_and_add(&c->received_bytes, bytes);
  return 0;
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(on_send, struct sock *sk, int bytes, int flags) { return sent(sk, bytes); }

SEC("tp_btf/sock_recv_length")
int BPF_PROG(on_receive, struct sock *sk, int bytes, int flags) {
  return received(sk, bytes, flags);
}

// The same before Linux 6.3, which brought the tracepoints: at the return of what sends and
// receives for a socket of either family.
SEC("fexit/inet_sendmsg")
int BPF_PROG(on_send4, struct socket *s, struct msghdr *m, u64 size, int done) {
  return sent(s->sk, done);
}
SEC("fexit/inet6_sendmsg")
int BPF_PROG(on_send6, struct socket *s, struct msghdr *m, u64 size, int done) {
  return sent(s->sk, done);
}
SEC("fexit/inet_sendpage") // sendfile(2)
int BPF_PROG(on_send_page, struct socket *s, struct page *p, int offset, u64 size, int flags,
             int done) {
  return sent(s->sk, done);
}
SEC("fexit/inet_recvmsg")
int BPF_PROG(on_receive4, struct socket *s, struct msghdr *m, u64 size, int flags, int done) {
  return received(s->sk, done, flags);
}
SEC("fexit/inet6_recvmsg")
int BPF_PROG(on_receive6, struct socket *s, struct msghdr *m, u64 size, int flags, int done) {
  return received(s->sk, done, flags);
}

SEC("raw_tp/mark_victim")
int on_oom(void *ctx) {
  u64 token;
  struct watch_counters *c = current_job(&token);
  if (!c)
    return 0;
  __sync_fetch_and_add(&c->oom_marks, 1);
  struct watch_event e = {.kind = WATCH_OOM,
                          .pid = bpf_get_current_pid_tgid() >> 32,
                          .time_ns = bpf_ktime_get_ns()};
  tell(token, c, &e);
  return 0;
}

SEC("usdt")
int on_beacon(struct pt_regs *ctx) {
  u64 token;
  struct watch_counters *c = current_job(&token);
  if (!c)
    return 0;
  __sync_fetch_and_add(&c->beacons, 1);
  struct watch_event e = {.kind = WATCH_BEACON,
                          .pid = bpf_get_current_pid_tgid() >> 32,
                          .time_ns = bpf_ktime_get_ns(),
                          .cookie = bpf_usdt_cookie(ctx)};
  for (int i = 0; i < WATCH_BEACON_VALUES; ++i) {
    long value = 0;
    if (bpf_usdt_arg(ctx, i, &value) != 0)
      break;
    e.values[i] = value;
  }
  tell(token, c, &e);
  return 0;
}

/// Marks the threads that a job already has.
SEC("iter/task")
int mark_job(struct bpf_iter__task *ctx) {
  struct task_struct *task = ctx->task;
  if (!task)
    return 0;
  u64 token = token_of(task);
  if (token)
    mark(task, token);
  return 0;
}
