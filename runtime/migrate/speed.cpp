//===- runtime/migrate/speed.cpp - How long moves have taken here ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/speed.h"

#include "runtime/place/file.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

constexpr size_t Most = 64;
/// Measured with CRIU 4.1 and images in memory, two virtual CPUs (docs/results.md).
constexpr Speed Unmeasured = {0.5, 1.0 / (400.0 * 1048576)};

std::string path() {
  const char *State = getenv("XDG_STATE_HOME"), *Home = getenv("HOME");
  std::string Base = State && *State == '/' ? State
                     : Home && *Home        ? std::string(Home) + "/.local/state"
                                            : "";
  return Base.empty() ? Base : Base + "/auspex/moves";
}

std::vector<std::string> lines() {
  std::vector<std::string> All;
  std::string Text = place::readFile(path());
  for (size_t At = 0, End; (End = Text.find('\n', At)) != Text.npos; At = End + 1)
    All.push_back(Text.substr(At, End - At));
  return All;
}

} // namespace

Speed fitSpeed(const std::vector<Measured> &Moves, const Speed &Otherwise) {
  if (Moves.size() < 3)
    return Otherwise;
  double N = double(Moves.size()), X = 0, Y = 0, XX = 0, XY = 0;
  for (const Measured &M : Moves) {
    X += M.Bytes / N;
    Y += M.Seconds / N;
  }
  for (const Measured &M : Moves) {
    XX += (M.Bytes - X) * (M.Bytes - X);
    XY += (M.Bytes - X) * (M.Seconds - Y);
  }
  if (XX <= 0.01 * X * X * N) // all of one size: the mean, in the shares assumed
    return {Otherwise.Fixed * Y / Otherwise.seconds(X),
            Otherwise.PerByte * Y / Otherwise.seconds(X)};
  Speed S{0, std::max(XY / XX, 0.0)};
  S.Fixed = Y - S.PerByte * X;
  if (S.Fixed < 0)
    S = {0, X > 0 ? Y / X : 0};
  return S;
}

void rememberMove(std::string_view Mover, double Bytes, double Seconds) {
  std::string To = path();
  if (To.empty() || Seconds <= 0)
    return;
  std::vector<std::string> All = lines();
  All.push_back(fmt::format("{} {:.0f} {:.6f}", Mover, Bytes, Seconds));
  if (All.size() > Most)
    All.erase(All.begin(), All.end() - Most);
  mkdir(To.substr(0, To.rfind('/')).c_str(), 0700);
  std::string Hidden = To + ".new", Text;
  for (const std::string &L : All)
    Text += L + "\n";
  place::Fd F(open(Hidden.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (F && write(F.get(), Text.data(), Text.size()) == ssize_t(Text.size()))
    rename(Hidden.c_str(), To.c_str());
}

Speed moveSpeed(std::string_view Mover) {
  std::vector<Measured> Moves;
  for (const std::string &L : lines()) {
    char Name[32];
    Measured M;
    if (sscanf(L.c_str(), "%31s %lf %lf", Name, &M.Bytes, &M.Seconds) == 3 && Name == Mover)
      Moves.push_back(M);
  }
  return fitSpeed(Moves, Unmeasured);
}

} // namespace auspex::migrate
