//===- runtime/watch/probes.cpp - A job's BPF counters and events ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/probes.h"

#include "runtime/watch/helper.h"
#include "runtime/watch/packet.h"
#include "runtime/watch/wire.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <poll.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#ifdef AUSPEX_HAVE_BPF
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#endif

namespace auspex::watch {

#ifdef AUSPEX_HAVE_BPF
struct Probes::Reader {
  struct Free {
    void operator()(ring_buffer *R) const { ring_buffer__free(R); }
  };
  std::unique_ptr<ring_buffer, Free> Ring;
  const Handler *Each = nullptr;

  static int take(void *Self, void *Data, size_t Size) {
    watch_event E;
    if (Size >= sizeof(E)) {
      memcpy(&E, Data, sizeof(E));
      (*static_cast<Reader *>(Self)->Each)(E);
    }
    return 0;
  }
};
#else
struct Probes::Reader {};
#endif

Probes::Probes(Probes &&) noexcept = default;
Probes &Probes::operator=(Probes &&) noexcept = default;
Probes::~Probes() = default;

demand::Expected<Probes> Probes::open(const ProbeOptions &O, int Group) {
#ifndef AUSPEX_HAVE_BPF
  return demand::fail("this build has no BPF programs (libbpf-dev and bpftool were missing)");
#else
  auto Socket = connectHelper(O);
  if (!Socket)
    return std::unexpected(Socket.error());
  Probes P;
  P.Socket = std::move(*Socket);
  Register M;
  M.RingBytes = O.RingBytes;
  if (!sendPacket(P.Socket.get(), &M, sizeof(M), {Group}))
    return demand::fail(fmt::format("cannot ask auspex-watchd: {}", strerror(errno)));
  P.Epoll = place::Fd(epoll_create1(EPOLL_CLOEXEC));
  epoll_event E = {};
  E.events = EPOLLIN;
  if (!P.Epoll || epoll_ctl(P.Epoll.get(), EPOLL_CTL_ADD, P.Socket.get(), &E) != 0)
    return demand::fail(fmt::format("cannot wait for auspex-watchd: {}", strerror(errno)));
  return P;
#endif
}

demand::Expected<void> Probes::begin(std::vector<place::Fd> Maps) {
#ifdef AUSPEX_HAVE_BPF
  if (Maps.size() != 2 || counting())
    return demand::fail("auspex-watchd answered without maps");
  libbpf_set_print(nullptr);
  CountersMap = std::move(Maps[0]);
  RingMap = std::move(Maps[1]);
  Ring = std::make_unique<Reader>();
  Ring->Ring.reset(ring_buffer__new(RingMap.get(), Reader::take, Ring.get(), nullptr));
  epoll_event E = {};
  E.events = EPOLLIN;
  if (!Ring->Ring ||
      epoll_ctl(Epoll.get(), EPOLL_CTL_ADD, ring_buffer__epoll_fd(Ring->Ring.get()), &E) != 0)
    return demand::fail(fmt::format("cannot map the ring buffer: {}", strerror(errno)));
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  Since = uint64_t(T.tv_sec) * 1'000'000'000 + uint64_t(T.tv_nsec);
#endif
  return {};
}

demand::Expected<void> Probes::handle(const Handler &Each) {
  union Packet {
    Message Kind;
    Refused No;
    Ready Yes;
    Listening Probes;
    Packet() : Kind() {}
  } M;
  for (bool More = true; More;) {
    std::vector<place::Fd> Fds;
    ptrdiff_t N = receivePacket(Socket.get(), &M, sizeof(M), Fds);
    if (N < 0 && errno == EAGAIN)
      More = false;
    else if (N <= 0)
      return demand::fail("auspex-watchd is gone");
    else if (M.Kind == Message::Ready) {
      CountsSockets = M.Yes.CountsSockets;
      CountsBlocks = M.Yes.CountsBlocks;
      if (auto Begun = begin(std::move(Fds)); !Begun)
        return Begun;
    } else if (M.Kind == Message::Listening) {
      Heard = M.Probes.Count;
    } else {
      M.No.Why[sizeof(M.No.Why) - 1] = 0;
      return demand::fail(M.No.Why);
    }
  }
#ifdef AUSPEX_HAVE_BPF
  if (Ring) {
    Ring->Each = &Each;
    ring_buffer__consume(Ring->Ring.get());
  }
#endif
  return {};
}

void Probes::listen(int Executable, const std::vector<std::string> &Names) {
  Beacons M;
  for (const std::string &Name : Names)
    if (M.Count < MaxBeacons && Name.size() < sizeof(M.Names[0]))
      memcpy(M.Names[M.Count++], Name.c_str(), Name.size() + 1);
  if (M.Count)
    sendPacket(Socket.get(), &M, sizeof(M), {Executable});
}

void Probes::silence() {
  Silence M;
  if (!Heard || !sendPacket(Socket.get(), &M, sizeof(M), {}))
    return;
  // The answer is waited for: the job is dumped next. A helper that does not give it is
  // not waited for, the end of the connection then says the same to it.
  constexpr int MostMs = 2000;
  pollfd P = {Socket.get(), POLLIN, 0};
  while (Heard && poll(&P, 1, MostMs) > 0) {
    Listening Answer;
    std::vector<place::Fd> Fds;
    ptrdiff_t N = receivePacket(Socket.get(), &Answer, sizeof(Answer), Fds);
    if (N == 0 || (N < 0 && errno != EAGAIN))
      return;
    if (N == sizeof(Answer) && Answer.Kind == Message::Listening)
      Heard = Answer.Count;
  }
}

uint64_t Probes::read(Counters &C) const {
  uint64_t Lost = 0;
#ifdef AUSPEX_HAVE_BPF
  if (!counting())
    return 0;
  std::vector<watch_counters> PerCpu(size_t(std::max(libbpf_num_possible_cpus(), 1)));
  uint32_t First = 0;
  if (bpf_map_lookup_elem(CountersMap.get(), &First, PerCpu.data()) != 0)
    return 0;
  watch_counters Sum = {};
  for (const watch_counters &W : PerCpu) {
    Sum.run_delay_ns += W.run_delay_ns;
    Sum.forks += W.forks;
    Sum.execs += W.execs;
    Sum.oom_marks += W.oom_marks;
    Sum.read_bytes += W.read_bytes;
    Sum.written_bytes += W.written_bytes;
    Sum.sent_bytes += W.sent_bytes;
    Sum.received_bytes += W.received_bytes;
    Sum.threads += W.threads;
    Lost += W.lost;
  }
  C.RunDelayNanos = Sum.run_delay_ns;
  C.Forks = Sum.forks;
  C.Executions = Sum.execs;
  if (CountsSockets) {
    C.SentBytes = Sum.sent_bytes;
    C.ReceivedBytes = Sum.received_bytes;
  }
  // The group's own figures, where it has any, are the ones that are reported.
  if (!C.Threads)
    C.Threads = uint64_t(std::max<int64_t>(Sum.threads, 0));
  if (!C.ReadBytes && CountsBlocks) {
    C.ReadBytes = Sum.read_bytes;
    C.WrittenBytes = Sum.written_bytes;
  }
#endif
  return Lost;
}

} // namespace auspex::watch
