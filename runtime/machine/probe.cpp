//===- runtime/machine/probe.cpp - What this machine allows ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/machine/probe.h"
#include "runtime/machine/machine.h"
#include "runtime/place/group.h"
#include "runtime/place/registry.h"
#include "runtime/place/resctrl.h"
#include "runtime/place/scope.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/bpf.h>
#include <linux/openat2.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace auspex::machine {
namespace {

using State = Finding::State;

std::string remedyForGroups(const place::Layout &L) {
  if (L.empty())
    return "mount a cgroup file system (mount -t cgroup2 none /sys/fs/cgroup)";
  if (geteuid() == 0)
    return "mount the controller, or run where its hierarchy is writable (a container mounts it "
           "read-only unless told otherwise)";
  if (L.unified())
    return "run as root, in a delegated group, or with a user manager of systemd, which `auspex run` asks "
           "for a scope (systemd.scope below)";
  return "run as root, or let root create a group for this user (cgcreate -t USER -a USER -g "
         "memory,pids:USER) and start auspex in it (cgexec)";
}

/// Whether clone3 knows CLONE_INTO_CGROUP: with a descriptor that is none, a
/// kernel that does says EBADF before anything is created.
bool hasCloneIntoCgroup() {
  clone_args Args = {};
  Args.flags = CLONE_INTO_CGROUP;
  Args.exit_signal = 17; // SIGCHLD
  Args.cgroup = uint64_t(INT32_MAX);
  long Result = syscall(SYS_clone3, &Args, sizeof(Args));
  if (Result == 0)
    _exit(0);
  return Result < 0 && errno == EBADF;
}

Finding bpfRights() {
  Finding F{"kernel", "kernel.bpf", State::Missing, "", "watching a job in the kernel", ""};
  // The smallest program there is: r0 = 0; exit.
  bpf_insn Code[2] = {};
  Code[0].code = BPF_ALU64 | BPF_MOV | BPF_K;
  Code[1].code = BPF_JMP | BPF_EXIT;
  union bpf_attr A;
  memset(&A, 0, sizeof(A));
  A.prog_type = BPF_PROG_TYPE_TRACEPOINT;
  A.insns = reinterpret_cast<uint64_t>(Code);
  A.insn_cnt = 2;
  A.license = reinterpret_cast<uint64_t>("Dual BSD/GPL");
  place::Fd Program(int(syscall(SYS_bpf, BPF_PROG_LOAD, &A, sizeof(A))));
  if (Program) {
    F.Is = State::Available;
    F.Detail = "tracepoint programs load";
  } else {
    F.Detail = fmt::format("bpf(BPF_PROG_LOAD): {}", strerror(errno));
    F.Remedy = "run as root, or with CAP_BPF and CAP_PERFMON";
  }
  return F;
}

Finding perfCounters() {
  Finding F{"kernel", "kernel.perf", State::Missing, "", "calibration and instruction counts", ""};
  perf_event_attr A = {};
  A.size = sizeof(A);
  A.type = PERF_TYPE_HARDWARE;
  A.config = PERF_COUNT_HW_INSTRUCTIONS;
  A.exclude_kernel = 1;
  A.disabled = 1;
  place::Fd Hardware(int(syscall(SYS_perf_event_open, &A, 0, -1, -1, PERF_FLAG_FD_CLOEXEC)));
  if (Hardware) {
    F.Is = State::Available;
    F.Detail = "hardware counters work";
    return F;
  }
  int Why = errno;
  A.type = PERF_TYPE_SOFTWARE;
  A.config = PERF_COUNT_SW_CPU_CLOCK;
  place::Fd Software(int(syscall(SYS_perf_event_open, &A, 0, -1, -1, PERF_FLAG_FD_CLOEXEC)));
  F.Is = Software ? State::Limited : State::Missing;
  F.Detail = fmt::format("hardware counters: {}{}", strerror(Why),
                         Software ? "; software events work" : "");
  F.Remedy = Why == EACCES || Why == EPERM ? "sysctl kernel.perf_event_paranoid=1"
                                           : "a machine (or virtual machine) with counters";
  return F;
}

/// A scope of the user's systemd, for a caller whose own group takes no groups.
Finding userScope() {
  Finding F{"tools", "systemd.scope", State::Missing, "", "groups without root, by a scope of the user's systemd", ""};
  place::Layout L = place::detectLayout();
  auto Manager = place::askManager(L);
  if (!Manager) {
    F.Detail = Manager.error().Message;
    F.Remedy = geteuid() == 0 ? "not needed as root"
                              : fmt::format("loginctl enable-linger {0} (as root, where systemd runs), "
                                            "then XDG_RUNTIME_DIR=/run/user/{0}",
                                            geteuid());
    return F;
  }
  std::string Missing;
  for (const char *Wanted : {"memory", "cpu", "pids"})
    if (std::ranges::find(Manager->Controllers, Wanted) == Manager->Controllers.end())
      Missing += fmt::format("{}{}", Missing.empty() ? "" : ", ", Wanted);
  F.Detail = fmt::format("the user's systemd {} answers; delegated to it: {}", Manager->Version,
                         Manager->Controllers.empty() ? std::string("nothing")
                                                      : fmt::format("{}", fmt::join(Manager->Controllers, " ")));
  F.Is = Missing.empty() ? State::Available : State::Limited;
  if (strcmp(L.name(), "v2") != 0)
    F.Remedy = "boot with cgroup v2 only (systemd.unified_cgroup_hierarchy=1)";
  else if (!Missing.empty())
    F.Remedy = fmt::format("Delegate=memory cpu pids (lacking: {}) under [Service] in /etc/systemd/system/user@.service.d/"
                           "delegate.conf, then log in again",
                           Missing);
  return F;
}

} // namespace

const char *nameOf(State S) {
  return S == State::Available ? "available" : S == State::Limited ? "limited" : "missing";
}

std::vector<Finding> probeGroups() {
  constexpr const char *Area = "control groups";
  std::vector<Finding> Out;
  place::Layout L = place::detectLayout();
  place::Limits Everything{1, 1, 100, 1, 1};
  place::Plan P = place::planGroup(L, Everything);
  std::string Remedy = remedyForGroups(L);

  std::string Where;
  for (const place::Plan::Part &Part : P.Parts)
    Where += fmt::format("{}{}{}{}", Where.empty() ? "" : ", ", Part.Mount,
                         Part.Parent.empty() ? "" : "/", Part.Parent);
  Out.push_back({Area, "cgroup.layout", L.empty() ? State::Missing : State::Available, L.name(),
                 "a group for each job", L.empty() ? Remedy : ""});
  auto Controller = [&](const char *Name, const char *Use) {
    Finding F{Area, fmt::format("cgroup.{}", Name), State::Missing, "", Use, ""};
    for (const place::Plan::Part &Part : P.Parts)
      for (const std::string &C : Part.Controllers)
        if (C == Name) {
          F.Is = State::Available;
          F.Detail = fmt::format("v{}, groups go below {}/{}", Part.Version, Part.Mount, Part.Parent);
        }
    if (F.Is == State::Missing) {
      const place::Hierarchy *H = L.find(Name);
      F.Detail = H ? fmt::format("mounted at {}, but the caller's group there takes no groups", H->Mount)
                   : "not mounted, or not handed to this process";
      F.Remedy = Remedy;
    }
    Out.push_back(std::move(F));
  };
  Controller("memory", "reservation, peak of all processes of a job");
  Controller("cpu", "weight and quota");
  Controller("pids", "limit on processes, list of a job's processes");

  const place::Hierarchy *U = L.unified();
  Finding Clone{Area, "cgroup.clone", State::Missing, "", "starting a job inside its v2 group", ""};
  if (!hasCloneIntoCgroup()) {
    Clone.Detail = "clone3 has no CLONE_INTO_CGROUP";
    Clone.Remedy = "Linux 5.7 or later; until then a job enters its group before it executes";
  } else if (!U || !U->has("memory")) {
    Clone.Is = State::Limited;
    Clone.Detail = "clone3 can, but memory is not a v2 controller here";
    Clone.Remedy = "boot with cgroup v2 only (systemd.unified_cgroup_hierarchy=1)";
  } else {
    Clone.Is = State::Available;
    Clone.Detail = "clone3 with CLONE_INTO_CGROUP";
  }
  Out.push_back(std::move(Clone));

  Finding Caches{Area, "resctrl", State::Available, "", "shares of caches and memory bandwidth", ""};
  if (auto R = place::detectResctrl(); !R) {
    Caches.Is = State::Missing;
    Caches.Detail = R.error().Message;
    Caches.Remedy = "mount it where the processor can; --cache-share and --bandwidth-share need it";
  } else {
    Caches.Detail = fmt::format("{}{}{}", R->WayMask ? "cache" : "",
                                R->WayMask && R->LeastBandwidth ? " and " : "",
                                R->LeastBandwidth ? "bandwidth" : "");
    if (!R->WayMask && !R->LeastBandwidth) {
      Caches.Is = State::Limited;
      Caches.Detail = "nothing that can be shared out by percent";
    }
  }
  Out.push_back(std::move(Caches));

  Finding Psi{Area, "cgroup.psi", State::Missing, "", "noticing memory pressure", ""};
  if (access("/proc/pressure/memory", R_OK) == 0) {
    Psi.Is = State::Available;
    Psi.Detail = "/proc/pressure is there";
  } else {
    Psi.Detail = "/proc/pressure is not there";
    Psi.Remedy = "boot with psi=1";
  }
  Out.push_back(std::move(Psi));

  Finding Records{Area, "runtime.directory", State::Available, "", "records of running jobs", ""};
  if (auto Directory = place::runtimeDirectory()) {
    Records.Detail = *Directory;
  } else {
    Records.Is = State::Missing;
    Records.Detail = Directory.error().Message;
    Records.Remedy = "set AUSPEX_RUNTIME_DIR to a directory of your own, mode 0700";
  }
  Out.push_back(std::move(Records));
  return Out;
}

std::vector<Finding> probeKernel() {
  constexpr const char *Area = "kernel";
  std::vector<Finding> Out;
  auto Add = [&](const char *Name, bool Has, std::string Detail, const char *Use, const char *Remedy) {
    Out.push_back({Area, Name, Has ? State::Available : State::Missing, std::move(Detail), Use,
                   Has ? "" : Remedy});
  };
  place::Fd Pid(int(syscall(SYS_pidfd_open, getpid(), 0)));
  Add("kernel.pidfd", bool(Pid), Pid ? "pidfd_open works" : strerror(errno),
      "waiting for processes that are not children", "Linux 5.3 or later");
  open_how How = {};
  How.flags = O_PATH | O_CLOEXEC;
  How.resolve = RESOLVE_BENEATH;
  place::Fd Beneath(int(syscall(SYS_openat2, AT_FDCWD, ".", &How, sizeof(How))));
  Add("kernel.openat2", bool(Beneath), Beneath ? "openat2 works" : strerror(errno),
      "staying below the group's directory", "Linux 5.6 or later; until then paths are walked by hand");
  bool Btf = access("/sys/kernel/btf/vmlinux", R_OK) == 0;
  Add("kernel.btf", Btf, Btf ? "/sys/kernel/btf/vmlinux" : "no /sys/kernel/btf/vmlinux",
      "programs that follow the kernel's layout", "a kernel with CONFIG_DEBUG_INFO_BTF");
  Out.push_back(bpfRights());
  Out.push_back(perfCounters());
  std::string Huge = hugePageMode();
  Add("kernel.hugepages", !Huge.empty(), Huge.empty() ? "none" : Huge,
      "resident memory with transparent huge pages", "a kernel with CONFIG_TRANSPARENT_HUGEPAGE");
  return Out;
}

std::vector<Finding> probeTools() {
  constexpr const char *Area = "tools";
  std::vector<Finding> Out;
  Out.push_back(userScope());

  bool Terminal = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
  Out.push_back({Area, "terminal", Terminal ? State::Available : State::Limited,
                 Terminal ? "standard input and error are a terminal" : "not on a terminal",
                 "job control of the shell works with or without it", ""});
  return Out;
}

} // namespace auspex::machine
