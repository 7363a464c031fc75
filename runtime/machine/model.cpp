//===- runtime/machine/model.cpp - The machine file -----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/machine/model.h"

#include "runtime/machine/machine.h"
#include "runtime/place/file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace auspex::machine {
namespace {

using json = nlohmann::ordered_json;
using demand::MachineModel;

constexpr std::string_view Schema = "auspex.machine/";
constexpr int Version = 1;
constexpr size_t MaxBytes = 1 << 20;
constexpr const char *WidthNames[demand::Widths] = {"scalar", "vector128", "vector256",
                                                    "vector512"};

/// Numbers of the model that stand by themselves, by their names in the file.
struct Field {
  const char *Name;
  double MachineModel::*At;
  bool MayBeZero;
};
constexpr Field Fields[] = {
    {"hertz", &MachineModel::Hertz, false},
    {"integers_per_cycle", &MachineModel::IntegersPerCycle, false},
    {"loads_per_cycle", &MachineModel::LoadsPerCycle, false},
    {"stores_per_cycle", &MachineModel::StoresPerCycle, false},
    {"float_latency_cycles", &MachineModel::FloatLatency, false},
    {"divide_cycles", &MachineModel::DivideCycles, false},
    {"aes_bytes_per_second", &MachineModel::AesBytes, true},
    {"sha256_bytes_per_second", &MachineModel::ShaBytes, true},
    {"crc32_bytes_per_second", &MachineModel::CrcBytes, true},
    {"disk_read_bytes_per_second", &MachineModel::DiskRead, false},
    {"disk_write_bytes_per_second", &MachineModel::DiskWrite, false},
    {"loopback_bytes_per_second", &MachineModel::Loopback, false},
    {"page_fault_seconds", &MachineModel::PageFaultSeconds, false},
    {"thread_start_seconds", &MachineModel::ThreadStartSeconds, false},
    {"process_start_seconds", &MachineModel::ProcessStartSeconds, false},
};

/// There only where somebody measured it: calibration does not make contexts.
constexpr const char *GpuContext = "gpu_context_bytes";

/// "of one thread that multiplies and adds": f64, f64_fma, f32, f32_fma.
std::string flopsName(bool Single, bool Fused) {
  return fmt::format("{}{}", Single ? "f32" : "f64", Fused ? "_fma" : "");
}

json toJson(const MachineModel &M) {
  json J = {{"schema", fmt::format("{}{}", Schema, Version)},
            {"processor", M.Processor},
            {"measured", M.When},
            {"cpus", M.Cpus},
            {"memory_bytes", M.MemoryBytes}};
  for (const Field &F : Fields)
    J[F.Name] = M.*F.At;
  json Flops = json::object(), Levels = json::array();
  for (bool Single : {false, true})
    for (bool Fused : {false, true}) {
      json ByWidth = json::object();
      for (size_t W = 0; W != demand::Widths; ++W)
        if (double Rate = M.Flops[Single][Fused][W]; Rate > 0)
          ByWidth[WidthNames[W]] = Rate;
      Flops[flopsName(Single, Fused)] = std::move(ByWidth);
    }
  for (const demand::MemoryLevel &L : M.Levels)
    Levels.push_back({{"name", L.Name},
                      {"bytes", L.Bytes},
                      {"one_thread_bytes_per_second", L.OneThread},
                      {"all_threads_bytes_per_second", L.AllThreads},
                      {"latency_seconds", L.Latency}});
  if (M.GpuContextBytes > 0)
    J[GpuContext] = M.GpuContextBytes;
  J["flops_per_second"] = std::move(Flops);
  J["levels"] = std::move(Levels);
  return J;
}

/// Reads members and remembers the first that is missing or absurd.
class Reader {
public:
  explicit Reader(const json &J) : J(J) {}
  std::string Bad;

  double number(const json &From, const char *Name, bool MayBeZero) {
    auto I = From.find(Name);
    double V = I != From.end() && I->is_number() ? I->get<double>() : NAN;
    if (!(MayBeZero ? V >= 0 : V > 0) || !std::isfinite(V)) {
      if (Bad.empty())
        Bad = Name;
      return 1;
    }
    return V;
  }
  std::string text(const json &From, const char *Name) {
    auto I = From.find(Name);
    return I != From.end() && I->is_string() ? I->get<std::string>() : std::string();
  }
  MachineModel model() {
    MachineModel M;
    M.Measured = true;
    M.Processor = text(J, "processor");
    M.When = text(J, "measured");
    M.Cpus = unsigned(std::clamp(number(J, "cpus", false), 1.0, 65536.0));
    M.MemoryBytes = uint64_t(std::min(number(J, "memory_bytes", false), 0x1p62));
    for (const Field &F : Fields)
      M.*F.At = number(J, F.Name, F.MayBeZero);
    if (J.contains(GpuContext))
      M.GpuContextBytes = number(J, GpuContext, false);
    readFlops(M);
    readLevels(M);
    return M;
  }

private:
  void readFlops(MachineModel &M) {
    const json Flops = J.value("flops_per_second", json::object());
    for (bool Single : {false, true})
      for (bool Fused : {false, true}) {
        std::string Name = flopsName(Single, Fused);
        const json ByWidth = Flops.is_object() ? Flops.value(Name, json::object()) : json();
        if (!ByWidth.is_object() || (!Fused && !ByWidth.contains("scalar"))) {
          Bad = Bad.empty() ? "flops_per_second." + Name : Bad;
          continue;
        }
        for (size_t W = 0; W != demand::Widths; ++W)
          if (ByWidth.contains(WidthNames[W]))
            M.Flops[Single][Fused][W] = number(ByWidth, WidthNames[W], false);
      }
  }
  void readLevels(MachineModel &M) {
    auto Levels = J.find("levels");
    bool Some = Levels != J.end() && Levels->is_array() && !Levels->empty() && Levels->size() <= 8;
    if (!Some) {
      Bad = Bad.empty() ? "levels" : Bad;
      return;
    }
    for (const json &L : *Levels) {
      if (!L.is_object()) {
        Bad = Bad.empty() ? "levels" : Bad;
        return;
      }
      M.Levels.push_back({text(L, "name"), number(L, "bytes", false),
                          number(L, "one_thread_bytes_per_second", false),
                          number(L, "all_threads_bytes_per_second", false),
                          number(L, "latency_seconds", false)});
    }
  }
  const json &J;
};

const char *const Remedy = "run `auspex calibrate` to make a new one";

std::string homeState() {
  if (const char *State = getenv("XDG_STATE_HOME"); State && *State == '/')
    return State;
  const char *Home = getenv("HOME");
  return Home && *Home == '/' ? std::string(Home) + "/.local/state" : std::string();
}

bool makeFolders(const std::string &File) {
  for (size_t At = File.find('/', 1); At != File.npos; At = File.find('/', At + 1))
    if (mkdir(File.substr(0, At).c_str(), 0777) != 0 && errno != EEXIST)
      return false;
  return true;
}

std::unexpected<demand::Error> notWritten(const std::string &Path) {
  return demand::fail(fmt::format("{}: cannot be written: {}; choose another place with --output",
                                  Path, strerror(errno)));
}

/// The first bytes of a file: those of /proc/cpuinfo about one CPU of many.
std::string head(const char *Path) {
  place::Fd F(open(Path, O_RDONLY | O_CLOEXEC));
  char Buffer[2048];
  ssize_t N = F ? read(F.get(), Buffer, sizeof(Buffer)) : 0;
  return N > 0 ? std::string(Buffer, size_t(N)) : std::string();
}

/// The clock that the kernel tells of, in Hz; 0: none.
double clockOf() {
  std::string Text = place::readFile("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq");
  if (double KHz = atof(Text.c_str()); KHz > 0)
    return KHz * 1e3;
  Text = head("/proc/cpuinfo");
  size_t At = Text.find("cpu MHz"), Colon = At == Text.npos ? At : Text.find(':', At);
  return Colon == Text.npos ? 0 : atof(Text.c_str() + Colon + 1) * 1e6;
}

struct Features {
  bool Fma = false, Avx2 = false, Avx512 = false, Aes = false, Sha = false, Crc = false;
};

Features features() {
  Features F;
#if defined(__x86_64__)
  F.Fma = __builtin_cpu_supports("fma");
  F.Avx2 = __builtin_cpu_supports("avx2");
  F.Avx512 = __builtin_cpu_supports("avx512f");
  F.Aes = __builtin_cpu_supports("aes");
  F.Crc = __builtin_cpu_supports("sse4.2");
  unsigned A = 0, B = 0, C = 0, D = 0;
  constexpr unsigned ShaBit = 1u << 29;
  F.Sha = __get_cpuid_count(7, 0, &A, &B, &C, &D) && (B & ShaBit);
#endif
  return F;
}

} // namespace

std::string modelPath() {
  if (const char *Own = getenv("AUSPEX_MACHINE"); Own && *Own)
    return Own;
  std::string State = homeState();
  return State.empty() ? State : State + "/auspex/machine.json";
}

demand::Expected<MachineModel> readModel(const std::string &Path) {
  struct stat S;
  if (stat(Path.c_str(), &S) != 0)
    return demand::fail(fmt::format("{}: {}; {}", Path, strerror(errno), Remedy));
  if (!S_ISREG(S.st_mode) || size_t(S.st_size) >= MaxBytes)
    return demand::fail(fmt::format("{}: is no machine file; {}", Path, Remedy));
  if (access(Path.c_str(), R_OK) != 0)
    return demand::fail(fmt::format("{}: {}; {}", Path, strerror(errno), Remedy));
  json J = json::parse(place::readFile(Path), nullptr, false);
  if (J.is_discarded() || !J.is_object())
    return demand::fail(fmt::format("{}: is damaged (no JSON object); {}", Path, Remedy));
  auto Kind = J.find("schema");
  std::string Name =
      Kind != J.end() && Kind->is_string() ? Kind->get<std::string>() : std::string();
  if (!Name.starts_with(Schema))
    return demand::fail(
        fmt::format("{}: is no machine file (schema '{}'); {}", Path, Name, Remedy));
  if (int Of = atoi(Name.c_str() + Schema.size()); Of != Version)
    return demand::fail(fmt::format("{}: is of {}version {}, this Auspex reads version {}; {}",
                                    Path, Of > Version ? "the newer " : "", Of, Version, Remedy));
  Reader R(J);
  MachineModel M = R.model();
  if (!R.Bad.empty())
    return demand::fail(
        fmt::format("{}: is damaged ('{}' is missing or absurd); {}", Path, R.Bad, Remedy));
  M.Source = Path;
  return M;
}

demand::Expected<void> prepareModel(const std::string &Path) {
  std::string Folder = Path.substr(0, Path.rfind('/') + 1);
  if (!makeFolders(Path) || access(Folder.empty() ? "." : Folder.c_str(), W_OK) != 0)
    return notWritten(Path);
  return {};
}

demand::Expected<void> writeModel(const std::string &Path, const MachineModel &M) {
  if (!makeFolders(Path))
    return notWritten(Path);
  std::string Temporary = fmt::format("{}.{}", Path, getpid());
  place::Fd F(open(Temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!F)
    return notWritten(Path);
  std::string Text = toJson(M).dump(2, ' ', false, json::error_handler_t::replace) + "\n";
  bool Written = true;
  for (size_t At = 0; Written && At < Text.size();) {
    ssize_t N = write(F.get(), Text.data() + At, Text.size() - At);
    Written = N > 0;
    At += N > 0 ? size_t(N) : 0;
  }
  if (!Written || fsync(F.get()) != 0 || rename(Temporary.c_str(), Path.c_str()) != 0) {
    int Why = errno;
    unlink(Temporary.c_str());
    errno = Why;
    return notWritten(Path);
  }
  return {};
}

MachineModel modelFromFeatures() {
  MachineModel M;
  Machine Here = detectMachine();
  M.Processor = processorName();
  M.Cpus = Here.Cpus;
  M.MemoryBytes = Here.MemoryBytes;
  if (double Clock = clockOf(); Clock > 1e8)
    M.Hertz = Clock;
  // Two units that add or multiply once a cycle, as wide as the instructions are.
  const Features F = features();
  const bool Has[demand::Widths] = {true, true, F.Avx2, F.Avx512};
  for (bool Single : {false, true})
    for (size_t W = 0; W != demand::Widths; ++W) {
      double Lanes = W == 0 ? 1 : double(64u << W) / (Single ? 32 : 64);
      M.Flops[Single][0][W] = Has[W] ? 2 * Lanes * M.Hertz : 0;
      M.Flops[Single][1][W] = Has[W] && F.Fma ? 4 * Lanes * M.Hertz : 0;
    }
  // Bytes a cycle from L1, L2, L3: 64, 32 and 16 of one thread of a current server
  // (Intel and AMD optimisation manuals); plain code with 128-bit loads takes half.
  double PerCycle = 32;
  double Latency = 4;
  for (const Cache &C : caches()) {
    if (C.Type == "Instruction" || C.Level < 1 || C.Level > 3)
      continue;
    double Rate = PerCycle * M.Hertz;
    M.Levels.push_back(
        {fmt::format("L{}", C.Level), double(C.Bytes), Rate, Rate * M.Cpus, Latency / M.Hertz});
    PerCycle /= 2;
    Latency *= 3.5;
  }
  M.Levels.push_back({"memory", double(M.MemoryBytes), 1e10, 1e10 * std::min(M.Cpus, 8u), 9e-8});
  M.AesBytes = F.Aes ? M.Hertz * 1.5 : 0;
  M.ShaBytes = F.Sha ? M.Hertz * 0.5 : 0;
  M.CrcBytes = F.Crc ? M.Hertz * 2.5 : 0;
  return M;
}

FoundModel findModel() {
  FoundModel Found;
  std::string Path = modelPath();
  if (!Path.empty() && access(Path.c_str(), F_OK) == 0) {
    if (auto M = readModel(Path); !M)
      Found.Warning = M.error().Message;
    else if (std::string Here = processorName(); M->Processor != Here)
      Found.Warning = fmt::format("{}: is about another processor ({}, this is {}); {}", Path,
                                  M->Processor, Here, Remedy);
    else {
      Found.Model = std::move(*M);
      return Found;
    }
  }
  Found.Model = modelFromFeatures();
  return Found;
}

std::string describe(const MachineModel &M) {
  if (!M.Measured)
    return "durations from the processor's features; `auspex calibrate` measures this machine";
  return fmt::format("durations by rates measured on {} ({})", M.When.substr(0, 10), M.Source);
}

} // namespace auspex::machine
