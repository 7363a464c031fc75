//===- runtime/watch/network.cpp - Bound what a group sends and receives -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/network.h"
#include "runtime/watch/rights.h"

#define _Bool bool // the skeleton is C
#include "network.skel.h"
#undef _Bool

#include <algorithm>
#include <bpf/bpf.h>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <memory>

namespace auspex::watch {

demand::Expected<std::array<place::Fd, 2>> boundNetwork(int Group, uint64_t BytesPerSecond) {
  auto Failed = [](const char *What) {
    return demand::fail(fmt::format("cannot {} a program on packets: {}", What, strerror(errno)));
  };
  std::unique_ptr<network_bpf, void (*)(network_bpf *)> S(network_bpf__open(),
                                                          network_bpf__destroy);
  if (!S)
    return Failed("open");
  // TCP whose packet was dropped here while none is on its way tries again after 200 ms
  // (TCP_RTO_MIN): a burst that takes less time leaves a part of the rate unused.
  constexpr uint64_t Second = 1'000'000'000, FewPackets = 4 * 65536;
  S->rodata->bytes_per_second = BytesPerSecond;
  S->rodata->burst_ns = std::max(Second / 4, FewPackets * Second / BytesPerSecond);
  // Loading, too: without them libbpf takes the kernel for one that cannot be told what
  // a program will be attached to, and the program may then not tell of congestion.
  useRightsForPackets();
  std::array<place::Fd, 2> Links;
  const char *Doing = "load";
  if (network_bpf__load(S.get()) == 0) {
    Doing = "attach";
    auto Attach = [&](bpf_program *P, bpf_attach_type Where) {
      return place::Fd(bpf_link_create(bpf_program__fd(P), Group, Where, nullptr));
    };
    Links = {Attach(S->progs.on_egress, BPF_CGROUP_INET_EGRESS),
             Attach(S->progs.on_ingress, BPF_CGROUP_INET_INGRESS)};
  }
  int Why = errno;
  useFewRights();
  errno = Why;
  if (!Links[0] || !Links[1])
    return Failed(Doing);
  return Links;
}

} // namespace auspex::watch
