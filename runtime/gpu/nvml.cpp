//===- runtime/gpu/nvml.cpp - What GPUs there are and what they do ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/gpu/nvml.h"

#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

namespace auspex::gpu {
namespace {

const char *remedyFor(nvml::Return R) {
  switch (R) {
  case nvml::NoPermission:
    return "; give this user access to /dev/nvidia*";
  case nvml::DriverNotLoaded:
    return "; load the NVIDIA kernel module (modprobe nvidia)";
  case nvml::GpuIsLost:
    return "; the GPU fell off its bus: dmesg tells why (NVRM: Xid), a reset or a reboot brings it "
           "back";
  case nvml::LibraryVersionMismatch:
    return "; the kernel module is of another version: load it anew, or reboot";
  default:
    return "";
  }
}

std::string textOf(nvml::Return (*Get)(nvml::Device, char *, unsigned), nvml::Device D) {
  char Text[128] = {};
  return Get(D, Text, sizeof(Text) - 1) == nvml::Success ? Text : "";
}

} // namespace

demand::Expected<Nvml> Nvml::open(const char *Name) {
  Nvml N;
  nvml::Calls Found;
  const Entry Entries[] = {
#define NVML_CALL(Member, Symbol, Required, Type)                                                  \
  {#Symbol, reinterpret_cast<void **>(&Found.Member), Required},
#include "runtime/gpu/nvml_functions.def"
  };
  auto Lib = Library::open(Name, Entries, "NVIDIA driver");
  if (!Lib)
    return std::unexpected(Lib.error());
  N.Lib = std::move(*Lib);
  N.Calls.errorString = Found.errorString;
  if (auto Ok = N.check(Found.init(), "nvmlInit"); !Ok)
    return std::unexpected(Ok.error());
  N.Calls = Found; // with a shutdown: from here on it has to be called
  return N;
}

Nvml::~Nvml() {
  if (Calls.shutdown)
    Calls.shutdown();
}

demand::Expected<void> Nvml::check(nvml::Return R, std::string_view What) const {
  if (R == nvml::Success)
    return {};
  return demand::fail(fmt::format("{}: {} ({}){}", What, Calls.errorString(R), R, remedyFor(R)));
}

std::string Nvml::driverVersion() const {
  char Text[96] = {};
  return Calls.driverVersion(Text, sizeof(Text) - 1) == nvml::Success ? Text : "";
}

int Nvml::cudaVersion() const {
  int Version = 0;
  return Calls.cudaVersion && Calls.cudaVersion(&Version) == nvml::Success ? Version : 0;
}

std::vector<ProcessUse> Nvml::processes(nvml::Device D) const {
  // v3 differs from v2 in what it tells of MIG instances only.
  auto *Get = Calls.processes ? Calls.processes : Calls.processesBefore;
  std::vector<ProcessUse> Out;
  if (!Get)
    return Out;
  std::vector<nvml::ProcessInfo> All(16);
  unsigned Count = unsigned(All.size());
  nvml::Return R = Get(D, &Count, All.data());
  for (int Tries = 0; R == nvml::InsufficientSize && Tries < 4; ++Tries) {
    Count += 16; // some may come in between
    All.resize(Count);
    R = Get(D, &Count, All.data());
  }
  for (unsigned I = 0; R == nvml::Success && I < Count; ++I)
    Out.push_back({pid_t(All[I].Pid), All[I].UsedBytes == nvml::NotTold
                                          ? std::nullopt
                                          : std::optional<uint64_t>(All[I].UsedBytes)});
  return Out;
}

std::optional<unsigned> Nvml::utilization(nvml::Device D) const {
  nvml::Utilization U = {};
  if (!Calls.utilization || Calls.utilization(D, &U) != nvml::Success)
    return std::nullopt;
  return U.Gpu;
}

Gpu Nvml::describe(nvml::Device D, unsigned Index) const {
  Gpu G;
  G.Index = Index;
  G.Name = textOf(Calls.name, D);
  G.Uuid = textOf(Calls.uuid, D);
  nvml::Memory M = {};
  int Major = 0, Minor = 0, Mode = 0;
  nvml::Return R = Calls.memory(D, &M);
  if (auto Ok = check(R, "its memory"); !Ok) {
    G.Unusable = Ok.error().Message;
    return G;
  }
  G.TotalBytes = M.Total;
  G.FreeBytes = M.Free;
  if (Calls.capability(D, &Major, &Minor) == nvml::Success)
    G.Capability = 10 * Major + Minor;
  if (Calls.computeMode(D, &Mode) == nvml::Success)
    G.Mode = cu::ComputeMode(Mode);
  unsigned Current = 0, Pending = 0;
  G.Divided = Calls.migMode && Calls.migMode(D, &Current, &Pending) == nvml::Success && Current;
  G.Processes = processes(D);
  return G;
}

template <typename F> demand::Expected<void> Nvml::each(F Do) const {
  unsigned Count = 0;
  if (auto Ok = check(Calls.count(&Count), "nvmlDeviceGetCount"); !Ok)
    return Ok;
  for (unsigned I = 0; I < Count; ++I) {
    nvml::Device D = nullptr;
    nvml::Return R = Calls.byIndex(I, &D);
    if (Do(R == nvml::Success ? D : nullptr, I, false, R))
      return {};
    unsigned Most = 0;
    if (R != nvml::Success || !Calls.migCount || !Calls.migByIndex ||
        Calls.migCount(D, &Most) != nvml::Success)
      continue;
    for (unsigned N = 0; N < Most; ++N) {
      nvml::Device Part = nullptr;
      if (Calls.migByIndex(D, N, &Part) == nvml::Success && Do(Part, I, true, nvml::Success))
        return {};
    }
  }
  return {};
}

demand::Expected<std::vector<Gpu>> Nvml::gpus() const {
  std::vector<Gpu> All;
  cu::ComputeMode OfWhole = cu::ComputeMode::Default;
  auto Ok = each([&](nvml::Device D, unsigned Index, bool Instance, nvml::Return R) {
    Gpu G;
    G.Index = Index;
    if (D)
      G = describe(D, Index);
    else
      G.Unusable = check(R, "it").error().Message;
    G.Instance = Instance;
    if (!Instance)
      OfWhole = G.Mode;
    else if (G.Mode == cu::ComputeMode::Default)
      G.Mode = OfWhole; // older drivers tell it of whole GPUs only
    All.push_back(std::move(G));
    return false;
  });
  if (!Ok)
    return std::unexpected(Ok.error());
  return All;
}

demand::Expected<nvml::Device> Nvml::find(std::string_view Uuid) const {
  nvml::Device Found = nullptr;
  auto Ok = each([&](nvml::Device D, unsigned, bool, nvml::Return) {
    if (D && textOf(Calls.uuid, D) == Uuid)
      Found = D;
    return Found != nullptr;
  });
  if (!Ok)
    return std::unexpected(Ok.error());
  if (!Found)
    return demand::fail(fmt::format("this machine has no GPU {}; nvidia-smi -L lists them", Uuid));
  return Found;
}

bool mpsRuns() {
  const char *Own = getenv("CUDA_MPS_PIPE_DIRECTORY");
  return access(fmt::format("{}/control", Own && *Own ? Own : "/tmp/nvidia-mps").c_str(), F_OK) ==
         0;
}

} // namespace auspex::gpu
