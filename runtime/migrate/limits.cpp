//===- runtime/migrate/limits.cpp - A job's limits, in the groups that it goes to ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/limits.h"

#include "runtime/place/resctrl.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

struct Limit {
  const char *Controller;
  int Version;
  const char *File;
};

/// A period before the quota that counts in it.
constexpr Limit Limits[] = {{"memory", 1, "memory.limit_in_bytes"},
                            {"memory", 1, "memory.soft_limit_in_bytes"},
                            {"memory", 2, "memory.max"},
                            {"memory", 2, "memory.high"},
                            {"cpu", 1, "cpu.shares"},
                            {"cpu", 1, "cpu.cfs_period_us"},
                            {"cpu", 1, "cpu.cfs_quota_us"},
                            {"cpu", 2, "cpu.weight"},
                            {"cpu", 2, "cpu.max"},
                            {"pids", 1, "pids.max"},
                            {"pids", 2, "pids.max"},
                            {"io", 1, "blkio.throttle.read_bps_device"},
                            {"io", 1, "blkio.throttle.write_bps_device"},
                            {"io", 2, "io.max"}};

/// Whether \p Value of \p File bounds nothing: what a group that was just made has.
bool unbounded(std::string_view File, std::string_view Value) {
  if (Value.starts_with("max") || Value.starts_with("-1"))
    return true;
  if (File == "cpu.shares")
    return Value == "1024";
  if (File == "cpu.weight")
    return Value == "100";
  if (File == "cpu.cfs_period_us")
    return Value == "100000";
  // v1 writes "none" as the largest multiple of a page.
  return File.starts_with("memory.") && strtoull(Value.data(), nullptr, 10) >= uint64_t(1) << 62;
}

} // namespace

demand::Expected<void> copyLimits(const place::Group &From, const place::Group &To) {
  for (const Limit &L : Limits) {
    const place::Group::Part *Old = From.find(L.Controller), *New = To.find(L.Controller);
    if (!Old || Old->Version != L.Version)
      continue;
    std::string Value = place::readFileAt(Old->Dir.get(), L.File);
    while (Value.ends_with('\n'))
      Value.pop_back();
    if (Value.empty() || unbounded(L.File, Value))
      continue;
    int Error = New && New->Version == Old->Version ? 0 : ENOENT;
    for (size_t At = 0; !Error && At < Value.size();) { // a line for each disk
      size_t End = std::min(Value.find('\n', At), Value.size());
      Error = place::writeAt(New->Dir.get(), L.File, Value.substr(At, End - At));
      At = End + 1;
    }
    if (Error)
      return demand::fail(fmt::format("its limit {} = {} cannot be kept there: {}", L.File, Value,
                                      strerror(Error)));
  }
  return {};
}

demand::Expected<void> boundElsewhere(const std::string &Job, const place::Group &From) {
  if (place::CacheGroup::exists(Job))
    return demand::fail("its share of caches or of memory's bandwidth cannot be kept on another host");
  for (const Limit &L : Limits) {
    const place::Group::Part *P = std::string_view(L.Controller) == "io" ? From.find("io") : nullptr;
    if (P && P->Version == L.Version && !place::readFileAt(P->Dir.get(), L.File).empty())
      return demand::fail("its bound on disks (--io-max) cannot be kept on another host");
  }
  for (const place::Group::Part &P : From.parts())
    for (uint32_t Direction : {BPF_CGROUP_INET_EGRESS, BPF_CGROUP_INET_INGRESS}) {
      bpf_attr A = {};
      A.query.target_fd = uint32_t(P.Dir.get());
      A.query.attach_type = Direction;
      if (P.Version == 2 && syscall(SYS_bpf, BPF_PROG_QUERY, &A, sizeof(A)) == 0 &&
          A.query.prog_cnt)
        return demand::fail("its bound on networks (--net-max) cannot be kept on another host");
    }
  return {};
}

place::Limits limitsOf(const place::Group &From) {
  auto Text = [&](const char *Controller, const char *One, const char *Two) {
    const place::Group::Part *P = From.find(Controller);
    const char *File = !P ? "" : P->Version == 2 ? Two : One;
    std::string Value = P ? place::readFileAt(P->Dir.get(), File) : std::string();
    return Value.empty() || unbounded(File, Value) ? std::string() : Value;
  };
  auto Number = [](const std::string &Value) { return strtoull(Value.c_str(), nullptr, 10); };
  place::Limits L;
  L.MemoryMax = Number(Text("memory", "memory.limit_in_bytes", "memory.max"));
  L.Pids = Number(Text("pids", "pids.max", "pids.max"));
  const place::Group::Part *Cpu = From.find("cpu");
  if (!Cpu)
    return L;
  if (Cpu->Version == 2) {
    L.CpuWeight = Number(Text("cpu", "", "cpu.weight"));
    double Quota = 0, Period = 0;
    if (sscanf(Text("cpu", "", "cpu.max").c_str(), "%lf %lf", &Quota, &Period) == 2 && Period > 0)
      L.CpuQuota = Quota / Period;
  } else {
    L.CpuWeight = uint64_t(double(Number(Text("cpu", "cpu.shares", ""))) / 10.24 + 0.5);
    double Quota = double(Number(Text("cpu", "cpu.cfs_quota_us", "")));
    double Period = double(Number(place::readFileAt(Cpu->Dir.get(), "cpu.cfs_period_us")));
    if (Quota > 0 && Period > 0)
      L.CpuQuota = Quota / Period;
  }
  return L;
}

} // namespace auspex::migrate
