//===- runtime/watch/kernel_side.cpp - The BPF programs, loaded -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/kernel_side.h"
#include "runtime/watch/rights.h"

#include "bpf/watch.h"
#define _Bool bool // the skeleton is C
#include "watch.skel.h"
#undef _Bool

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::watch {
namespace {

/// What libbpf said first about what failed: its errno alone tells little.
std::string Warning;

int keepWarning(libbpf_print_level Level, const char *Format, va_list Args) {
  if (Level != LIBBPF_WARN || !Warning.empty())
    return 0;
  char Buffer[256];
  vsnprintf(Buffer, sizeof(Buffer), Format, Args);
  Warning = Buffer;
  while (Warning.ends_with('\n'))
    Warning.pop_back();
  return 0;
}

std::unexpected<demand::Error> failed(const char *What) {
  std::string Why = Warning.empty() ? strerror(errno) : Warning;
  return demand::fail(fmt::format("cannot {} BPF programs: {}", What, Why));
}

bool has(const btf &Kernel, const std::string &Name, uint32_t Kind) {
  return btf__find_by_name_kind(&Kernel, Name.c_str(), Kind) >= 0;
}

} // namespace

/// An executable with probes that somebody listens to.
struct KernelSide::Probed {
  place::Fd Executable;
  Beacons Names;
  std::set<uint32_t> Listeners; ///< slots
  std::set<uint32_t> Silent;    ///< those of them whose jobs may have no breakpoints now
  std::vector<std::unique_ptr<bpf_link, Detach>> Links; ///< none while anybody is in Silent
};

void KernelSide::Unload::operator()(watch_bpf *S) const { watch_bpf__destroy(S); }
void KernelSide::Detach::operator()(bpf_link *L) const { bpf_link__destroy(L); }
KernelSide::KernelSide() = default;
KernelSide::KernelSide(KernelSide &&) noexcept = default;
KernelSide::~KernelSide() = default;

demand::Expected<KernelSide> KernelSide::load() {
  libbpf_set_print(keepWarning);
  std::unique_ptr<btf, void (*)(btf *)> Kernel(btf__load_vmlinux_btf(), btf__free);
  if (!Kernel)
    return demand::fail("the kernel has no type information (CONFIG_DEBUG_INFO_BTF)");
  // Without the tracepoints on sockets, programs at functions. Not every kernel lets those
  // be attached (lockdown, no ftrace): whether this one does is only known by trying.
  if (!has(*Kernel, "btf_trace_sock_recv_length", BTF_KIND_TYPEDEF))
    if (auto K = load(*Kernel, true))
      return K;
  return load(*Kernel, false);
}

demand::Expected<KernelSide> KernelSide::load(const btf &Kernel, bool FollowFunctions) {
  Warning.clear();
  KernelSide K;
  K.Programs.reset(watch_bpf__open());
  if (!K.Programs)
    return failed("open");
  watch_bpf &S = *K.Programs;
  auto ByTracepoint = [&](bpf_program *P, const char *Name) {
    bool There = has(Kernel, fmt::format("btf_trace_{}", Name), BTF_KIND_TYPEDEF);
    bpf_program__set_autoload(P, There);
    return There;
  };
  auto ByFunction = [&](bpf_program *P, const char *Name, bool Wanted) {
    bool There = Wanted && has(Kernel, Name, BTF_KIND_FUNC);
    bpf_program__set_autoload(P, There);
    return There;
  };
  K.Blocks = ByTracepoint(S.progs.on_bio, "block_bio_queue");
  // The tracepoints on sockets are younger (Linux 6.3) than the rest.
  bool Traced = ByTracepoint(S.progs.on_send, "sock_send_length");
  Traced &= ByTracepoint(S.progs.on_receive, "sock_recv_length");
  bool Followed = ByFunction(S.progs.on_send4, "inet_sendmsg", FollowFunctions);
  Followed &= ByFunction(S.progs.on_receive4, "inet_recvmsg", FollowFunctions);
  Followed &= ByFunction(S.progs.on_send6, "inet6_sendmsg", FollowFunctions);
  Followed &= ByFunction(S.progs.on_receive6, "inet6_recvmsg", FollowFunctions);
  ByFunction(S.progs.on_send_page, "inet_sendpage", FollowFunctions); // gone with Linux 6.5
  K.Sockets = Traced || Followed;
  if (watch_bpf__load(&S) != 0)
    return failed("load");
  if (watch_bpf__attach(&S) != 0)
    return failed("attach");
  return K;
}

demand::Expected<uint32_t> KernelSide::add(uint64_t Group, uint32_t RingBytes, JobMaps &Out) {
  if (Groups.size() == WATCH_SLOTS)
    return demand::fail(fmt::format("{} jobs are being watched already", WATCH_SLOTS));
  for (const auto &[Slot, Known] : Groups)
    if (Known == Group)
      return demand::fail("this control group is being watched already");
  while (Groups.contains(NextSlot % WATCH_SLOTS))
    ++NextSlot;
  uint32_t Slot = NextSlot++ % WATCH_SLOTS;
  uint64_t Token = ++Generation << WATCH_SLOT_BITS | Slot;

  watch_bpf &S = *Programs;
  Out.Counters = place::Fd(bpf_map_create(BPF_MAP_TYPE_PERCPU_ARRAY, "job_counters",
                                          sizeof(uint32_t), sizeof(watch_counters), 1, nullptr));
  Out.Ring = place::Fd(bpf_map_create(BPF_MAP_TYPE_RINGBUF, "job_ring", 0, 0, RingBytes, nullptr));
  if (!Out.Counters || !Out.Ring)
    return demand::fail(fmt::format("cannot create a map: {}", strerror(errno)));
  auto Set = [](bpf_map *M, const void *Key, const void *Value) {
    return bpf_map_update_elem(bpf_map__fd(M), Key, Value, BPF_ANY) == 0;
  };
  int CountersFd = Out.Counters.get(), RingFd = Out.Ring.get();
  if (!Set(S.maps.counters, &Slot, &CountersFd) || !Set(S.maps.rings, &Slot, &RingFd) ||
      !Set(S.maps.tokens, &Slot, &Token) || !Set(S.maps.jobs, &Group, &Token)) {
    int Why = errno;
    Groups[Slot] = Group;
    remove(Slot);
    return demand::fail(fmt::format("cannot enter the job into a map: {}", strerror(Why)));
  }
  Groups[Slot] = Group;
  // The job's threads that exist already.
  if (place::Fd Walk(bpf_iter_create(bpf_link__fd(S.links.mark_job))); Walk) {
    char Nothing[64];
    while (read(Walk.get(), Nothing, sizeof(Nothing)) > 0)
      ;
  }
  return Slot;
}

void KernelSide::remove(uint32_t Slot) {
  auto It = Groups.find(Slot);
  if (It == Groups.end())
    return;
  watch_bpf &S = *Programs;
  uint64_t None = 0;
  bpf_map_delete_elem(bpf_map__fd(S.maps.jobs), &It->second);
  bpf_map_update_elem(bpf_map__fd(S.maps.tokens), &Slot, &None, BPF_ANY);
  bpf_map_delete_elem(bpf_map__fd(S.maps.counters), &Slot);
  bpf_map_delete_elem(bpf_map__fd(S.maps.rings), &Slot);
  Groups.erase(It);
  for (auto &[Id, P] : Probes) {
    P.Listeners.erase(Slot);
    if (P.Silent.erase(Slot) && P.Silent.empty() && !P.Listeners.empty())
      (void)attach(P); // for the others; a failure leaves them without
  }
  std::erase_if(Probes, [](const auto &Each) { return Each.second.Listeners.empty(); });
}

demand::Expected<void> KernelSide::attach(Probed &P) {
  std::vector<std::unique_ptr<bpf_link, Detach>> Links;
  // The descriptor, not a name: what is attached is what was opened.
  std::string Path = fmt::format("/proc/self/fd/{}", P.Executable.get());
  Warning.clear();
  useRightsForProbes();
  for (uint32_t I = 0; I < P.Names.Count; ++I) {
    bpf_usdt_opts Options = {};
    Options.sz = sizeof(Options);
    Options.usdt_cookie = I;
    bpf_link *L = bpf_program__attach_usdt(Programs->progs.on_beacon, -1, Path.c_str(), "auspex",
                                           P.Names.Names[I], &Options);
    if (!L)
      break;
    Links.emplace_back(L);
  }
  useFewRights();
  if (Links.size() < P.Names.Count)
    return demand::fail(fmt::format("cannot listen to the beacon {}: {}",
                                    P.Names.Names[Links.size()],
                                    Warning.empty() ? strerror(errno) : Warning));
  P.Links = std::move(Links);
  return {};
}

demand::Expected<void> KernelSide::listen(uint32_t Slot, int Executable, const Beacons &B) {
  struct stat St;
  if (fstat(Executable, &St) != 0 || !S_ISREG(St.st_mode))
    return demand::fail("the executable is no regular file");
  FileId Id{{St.st_dev, St.st_ino}, {St.st_ctim.tv_sec, St.st_ctim.tv_nsec}};
  Probed &P = Probes[Id];
  if (!P.Executable) {
    P.Executable = place::Fd(fcntl(Executable, F_DUPFD_CLOEXEC, 3));
    P.Names = B;
  }
  if (P.Links.empty() && P.Silent.empty())
    if (auto Ok = attach(P); !Ok) {
      if (P.Listeners.empty())
        Probes.erase(Id);
      return Ok;
    }
  P.Listeners.insert(Slot);
  return {};
}

void KernelSide::silence(uint32_t Slot) {
  for (auto &[Id, P] : Probes)
    if (P.Listeners.contains(Slot)) {
      P.Silent.insert(Slot);
      useRightsForProbes();
      P.Links.clear();
      useFewRights();
    }
}

} // namespace auspex::watch
