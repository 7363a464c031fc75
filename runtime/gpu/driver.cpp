//===- runtime/gpu/driver.cpp - The CUDA driver ----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/gpu/driver.h"

#include <fmt/format.h>

namespace auspex::gpu {
namespace {

/// What a person can do about \p R; empty where nothing is known.
const char *remedyFor(cu::Result R) {
  switch (R) {
  case cu::OutOfMemory:
    return "the GPU's memory is taken; nvidia-smi shows by whom";
  case cu::NotInitialized:
    return "the driver was initialised before this process was forked; initialise it in the "
           "process "
           "that uses it";
  case cu::NewerDriverNeeded:
  case cu::SystemDriverMismatch:
    return "update the NVIDIA driver and load its kernel module anew";
  case cu::DeviceUnavailable:
    return "another process has the GPU (nvidia-smi -c shows and sets the compute mode)";
  case cu::NoDevice:
    return "no GPU, or CUDA_VISIBLE_DEVICES hides it";
  case cu::OperatingSystem:
  case cu::NotPermitted:
    return "give this user access to /dev/nvidia*";
  case cu::SystemNotReady:
    return "start the fabric manager (systemctl start nvidia-fabricmanager)";
  case cu::MpsConnectionFailed:
    return "the MPS server does not answer; restart nvidia-cuda-mps-control";
  case cu::Unknown:
    return "the GPU may be lost: dmesg tells (NVRM: Xid), a reset or a reboot brings it back";
  default:
    return "";
  }
}

} // namespace

std::string uuidText(const cu::Uuid &U) {
  std::string Text = "GPU";
  for (int I = 0; I < 16; ++I)
    Text += fmt::format("{}{:02x}", I == 0 || I == 4 || I == 6 || I == 8 || I == 10 ? "-" : "",
                        static_cast<unsigned char>(U.Bytes[I]));
  return Text;
}

std::optional<cu::Uuid> parseUuid(std::string_view Text) {
  if (!Text.starts_with("GPU-") && !Text.starts_with("MIG-"))
    return std::nullopt;
  std::string_view Form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  Text.remove_prefix(4);
  if (Text.size() != Form.size())
    return std::nullopt;
  cu::Uuid U = {};
  size_t Digit = 0;
  for (size_t I = 0; I < Form.size(); ++I) {
    char C = Text[I];
    if (Form[I] == '-') {
      if (C != '-')
        return std::nullopt;
      continue;
    }
    int Value = C >= '0' && C <= '9'   ? C - '0'
                : C >= 'a' && C <= 'f' ? C - 'a' + 10
                : C >= 'A' && C <= 'F' ? C - 'A' + 10
                                       : -1;
    if (Value < 0)
      return std::nullopt;
    char &Byte = U.Bytes[Digit / 2];
    Byte = char(static_cast<unsigned char>(Byte) << 4 | Value);
    ++Digit;
  }
  return U;
}

std::string versionText(int Version) {
  return fmt::format("{}.{}", Version / 1000, Version % 1000 / 10);
}

demand::Expected<Driver> Driver::open(const char *Name) {
  Driver D;
  const Entry Entries[] = {
#define CUDA_CALL(Member, Symbol, Since, Type)                                                     \
  {#Symbol, reinterpret_cast<void **>(&D.Calls.Member), Since == 0},
#include "runtime/gpu/cuda_functions.def"
  };
  auto Lib = Library::open(Name, Entries, "NVIDIA driver");
  if (!Lib)
    return std::unexpected(Lib.error());
  D.Lib = std::move(*Lib);
  if (auto Ok = D.check(D.Calls.driverGetVersion(&D.Version), "cuDriverGetVersion"); !Ok)
    return std::unexpected(Ok.error());
  if (D.Version < OldestVersion)
    return demand::fail(fmt::format("the NVIDIA driver is too old: it is of CUDA {}, {} is needed; "
                                    "update the driver",
                                    versionText(D.Version), versionText(OldestVersion)));
  return D;
}

demand::Expected<void> Driver::check(cu::Result R, std::string_view What) const {
  if (R == cu::Success)
    return {};
  const char *Name = nullptr;
  if (!Calls.getErrorName || Calls.getErrorName(R, &Name) != cu::Success || !Name)
    Name = "an error that the driver has no name for";
  std::string_view Remedy = remedyFor(R);
  return demand::fail(
      fmt::format("{}: {} ({}){}{}", What, Name, R, Remedy.empty() ? "" : "; ", Remedy));
}

demand::Expected<void> Driver::init() const { return check(Calls.init(0), "cuInit"); }

demand::Expected<std::vector<Driver::Device>> Driver::devices() const {
  int Count = 0;
  if (auto Ok = check(Calls.deviceGetCount(&Count), "cuDeviceGetCount"); !Ok)
    return std::unexpected(Ok.error());
  std::vector<Device> All;
  for (int I = 0; I < Count; ++I) {
    Device D;
    char Name[256] = {};
    cu::Uuid Uuid = {};
    size_t Total = 0;
    int Major = 0, Minor = 0, Mode = 0, Pools = 0;
    auto Get = [&](cu::Attribute A, int &To) { return Calls.deviceGetAttribute(&To, A, D.Number); };
    cu::Result R = Calls.deviceGet(&D.Number, I);
    for (cu::Result Next :
         {R ? R : Calls.deviceGetName(Name, sizeof(Name), D.Number),
          R ? R : Calls.deviceTotalMem(&Total, D.Number), R ? R : Get(cu::CapabilityMajor, Major),
          R ? R : Get(cu::CapabilityMinor, Minor), R ? R : Get(cu::ComputeModeAttribute, Mode),
          R ? R : Get(cu::MemoryPoolsSupported, Pools)})
      R = R ? R : Next;
    if (auto Ok = check(R, fmt::format("GPU {}", I)); !Ok)
      return std::unexpected(Ok.error());
    if (Calls.deviceGetUuid && Calls.deviceGetUuid(&Uuid, D.Number) == cu::Success)
      D.Uuid = uuidText(Uuid);
    D.Name = Name;
    D.Capability = 10 * Major + Minor;
    D.TotalBytes = Total;
    D.Mode = cu::ComputeMode(Mode);
    D.Pools = Pools != 0;
    All.push_back(std::move(D));
  }
  return All;
}

} // namespace auspex::gpu
