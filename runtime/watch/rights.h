//===- runtime/watch/rights.h - Which capabilities are used now ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_RIGHTS_H
#define AUSPEX_RUNTIME_WATCH_RIGHTS_H

#include <cstdint>
#include <initializer_list>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace auspex::watch {

/// Of the capabilities that this thread may use, keeps those that auspex-watchd needs at some
/// time and uses \p Effective.
inline void setRights(std::initializer_list<unsigned> Effective) {
  __user_cap_header_struct Header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct Had[2] = {}, Kept[2] = {};
  if (syscall(SYS_capget, &Header, Had) != 0)
    return;
  for (unsigned Cap : {CAP_BPF, CAP_PERFMON, CAP_SYS_ADMIN, CAP_NET_ADMIN})
    Kept[Cap / 32].permitted |= Had[Cap / 32].permitted & 1u << (Cap % 32);
  for (unsigned Cap : Effective)
    Kept[Cap / 32].effective |= Kept[Cap / 32].permitted & 1u << (Cap % 32);
  syscall(SYS_capset, &Header, Kept);
}

/// What auspex-watchd does its work with.
inline void useFewRights() { setRights({CAP_BPF, CAP_PERFMON}); }
/// What a probe in an executable needs while it is attached: the kernel asks for
/// CAP_SYS_ADMIN (perf_uprobe_event_init; Linux 6.18).
inline void useRightsForProbes() { setRights({CAP_BPF, CAP_PERFMON, CAP_SYS_ADMIN}); }
/// What a program on a group's packets needs while it is loaded and attached
/// (is_net_admin_prog_type, bpf_prog_attach_check_attach_type).
inline void useRightsForPackets() { setRights({CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN}); }

} // namespace auspex::watch

#endif
