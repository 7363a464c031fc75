//===- runtime/place/contradictions.cpp - What a program is told to take --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/contradictions.h"
#include "runtime/place/size.h"

#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace auspex::place {
namespace {

constexpr std::string_view MemoryOptions[] = {"--max-mem",       "--max-memory",   "--mem-limit",
                                              "--memlimit",      "--memory-limit", "--max-heap",
                                              "--max-heap-size", "--memory"};
constexpr std::string_view ThreadOptions[] = {"--threads", "--num-threads", "--nthreads",
                                              "--jobs",    "--workers",     "-j"};

struct Option {
  std::string Text; ///< as it was written
  double Value;
};

/// A number with a suffix of bytes ("4G", "512MiB") behind which nothing comes.
std::optional<double> amount(std::string_view Text) {
  std::string Copy(Text);
  char *End = nullptr;
  double Value = strtod(Copy.c_str(), &End);
  if (End == Copy.c_str() || !(Value > 0) || !std::isfinite(Value))
    return std::nullopt;
  static constexpr std::string_view Suffixes = "kmgt";
  if (size_t Power = Suffixes.find(char(std::tolower(*End))); *End && Power != Suffixes.npos) {
    Value = std::ldexp(Value, 10 * int(Power + 1));
    ++End;
  }
  std::string_view Rest = End;
  return Rest.empty() || Rest == "B" || Rest == "iB" || Rest == "b" ? std::optional(Value)
                                                                    : std::nullopt;
}

/// What of \p Names stands in \p Argv, with its value behind '=', behind a short name
/// at once, or as the next argument.
template <class Names>
std::optional<Option> find(const std::vector<std::string> &Argv, const Names &All) {
  for (size_t I = 1; I < Argv.size(); ++I) {
    std::string_view A = Argv[I];
    if (A == "--")
      break;
    for (std::string_view Name : All) {
      if (!A.starts_with(Name))
        continue;
      std::string_view Rest = A.substr(Name.size());
      bool Next = Rest.empty() && I + 1 < Argv.size();
      bool Short = Name.size() == 2;
      if (!Next && !Rest.starts_with('=') && !(Short && !Rest.empty()))
        continue;
      std::string_view Value =
          Next ? std::string_view(Argv[I + 1]) : Rest.substr(Rest.starts_with('='));
      if (auto V = amount(Value))
        return Option{Next ? fmt::format("{} {}", A, Value) : std::string(A), *V};
    }
  }
  return std::nullopt;
}

/// The Java way: -Xmx4g.
std::optional<Option> maximumHeap(const std::vector<std::string> &Argv) {
  for (const std::string &A : Argv)
    if (A.starts_with("-Xmx"))
      if (auto V = amount(std::string_view(A).substr(4)))
        return Option{A, *V};
  return std::nullopt;
}

std::optional<Option> environment(const std::vector<std::string> &Env, std::string_view Name) {
  for (const std::string &E : Env)
    if (E.size() > Name.size() && E.starts_with(Name) && E[Name.size()] == '=')
      if (auto V = amount(std::string_view(E).substr(Name.size() + 1)))
        return Option{E, *V};
  return std::nullopt;
}

} // namespace

std::vector<std::string> contradictions(const std::vector<std::string> &Argv,
                                        const std::vector<std::string> &Env,
                                        const demand::Forecast &F, const InForce &L) {
  std::vector<std::string> All;
  const char *Whose = L.MemoryIsLimit ? "the limit in force is" : "this machine has";
  auto Memory = find(Argv, MemoryOptions);
  if (!Memory)
    Memory = maximumHeap(Argv);
  if (Memory && L.MemoryBytes > 0 && Memory->Value > double(L.MemoryBytes))
    All.push_back(fmt::format("{} lets the program take {}, {} {}", Memory->Text,
                              sizeText(Memory->Value), Whose, sizeText(double(L.MemoryBytes))));
  if (F.Available && L.MemoryBytes > 0 && F.PeakResident.Likely > double(L.MemoryBytes))
    All.push_back(fmt::format("the program will likely need {}, {} {}",
                              sizeText(F.PeakResident.Likely), Whose,
                              sizeText(double(L.MemoryBytes))));
  if (F.Available && Memory && F.PeakResident.Low > Memory->Value)
    All.push_back(fmt::format("{} allows {}, the program will need at least {}", Memory->Text,
                              sizeText(Memory->Value), sizeText(F.PeakResident.Low)));
  auto Threads = find(Argv, ThreadOptions);
  if (!Threads)
    Threads = environment(Env, "OMP_NUM_THREADS");
  double Wanted = Threads ? Threads->Value : F.Available ? F.Parallelism.Likely : 0;
  if (L.Cpus > 0 && Wanted > std::ceil(L.Cpus))
    All.push_back(fmt::format("{} makes {:.0f} threads, the job may use {:.3g} CPU{}",
                              Threads ? Threads->Text : "the program", Wanted, L.Cpus,
                              L.Cpus == 1 ? "" : "s"));
  return All;
}

} // namespace auspex::place
