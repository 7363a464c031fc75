//===- runtime/forecast/inputs.cpp - Numbers that a command line holds ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/forecast/inputs.h"

#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::forecast {
namespace {

/// A long command line is a list of files: their sum says what there is to say.
constexpr size_t MostArguments = 24;

/// "4096", "1.5e6", "64M", "2GiB".
std::optional<double> number(const std::string &Text) {
  if (Text.empty())
    return std::nullopt;
  char *End = nullptr;
  double V = std::strtod(Text.c_str(), &End);
  if (End == Text.c_str() || !std::isfinite(V))
    return std::nullopt;
  static constexpr std::string_view Units = "kmgt";
  std::string_view Rest(End);
  if (!Rest.empty())
    if (size_t Power = Units.find(char(std::tolower(static_cast<unsigned char>(Rest[0]))));
        Power != Units.npos) {
      V = std::ldexp(V, 10 * int(Power + 1));
      Rest.remove_prefix(Rest.ends_with("iB") ? 3 : Rest.ends_with("B") ? 2 : 1);
    }
  if (!Rest.empty())
    return std::nullopt;
  return V;
}

double fileBytes(const std::string &Path) {
  struct stat S;
  return !Path.empty() && stat(Path.c_str(), &S) == 0 && S_ISREG(S.st_mode) ? double(S.st_size) : 0;
}

} // namespace

learn::Features inputsOf(const std::vector<std::string> &Argv, const demand::Forecast &F) {
  using learn::Kind;
  learn::Features Out;
  auto Add = [&](std::string Name, double V, Kind Is = Kind::Size) {
    if (V > 0 && std::isfinite(V))
      Out.push_back({std::move(Name), V, Is});
  };
  if (F.Available) {
    if (F.PeakResident.bounded())
      Add(FormulaPeak, F.PeakResident.Likely, Kind::Formula);
    else
      Add(OpenPeak, F.PeakResident.Likely);
    Add(FormulaSeconds, F.Seconds.Likely, Kind::Formula);
    Add(FormulaFlops, F.Flops.Likely);
  }
  double Files = 0;
  unsigned Position = 0;
  for (size_t I = 1; I < Argv.size(); ++I) {
    // An option's own value belongs to it, a word to its place among words.
    std::string Name, Value = Argv[I];
    if (size_t Equals = Value.find('='); Value.starts_with('-') && Equals != Value.npos) {
      Name = Value.substr(0, Equals);
      Value = Value.substr(Equals + 1);
    } else if (Value.starts_with('-') && !number(Value)) {
      if (I + 1 == Argv.size() || Argv[I + 1].starts_with('-'))
        continue;
      Name = Value;
      Value = Argv[++I];
    } else {
      Name = fmt::format("argument {}", ++Position);
    }
    double Bytes = fileBytes(Value);
    Files += Bytes;
    if (I > MostArguments)
      continue;
    if (Bytes > 0)
      Add("bytes of " + Name, Bytes);
    else if (auto N = number(Value))
      Add(Name, *N);
  }
  Add("bytes of all files", Files);
  struct stat S;
  if (fstat(STDIN_FILENO, &S) == 0 && S_ISREG(S.st_mode))
    Add("bytes of standard input", double(S.st_size));
  return Out;
}

} // namespace auspex::forecast
