//===- benchmarks/right-sizing/right_sizing.cpp - Memory from history alone --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How much memory is wasted, and how many tasks fail, when each task of a recorded
// workflow is given what was learned from those before it?
//
// Traces are CSV files with the columns process, tag, start_ms, complete_ms, duration_ms,
// requested_bytes, peak_bytes and, where it is known before the task runs, input_bytes.
// Tasks are replayed in the order in which they started. A rule is told of a task what
// was known then (process, tag, request) and, of each task that had ended before, what
// it took. An allocation below the peak fails at the end of the task's run time; all of it is
// waste, and the next attempt has twice as much.
//
//===----------------------------------------------------------------------===//
#include "runtime/learn/workload.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/core.h>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <queue>
#include <ranges>
#include <string>
#include <vector>

namespace {

using nlohmann::json;
namespace learn = auspex::learn;

struct Task {
  std::string Process, Tag;
  double Start = 0, End = 0;    ///< seconds since 1970
  double Seconds = 0, Peak = 0; ///< known at End only
  double Requested = 0;         ///< bytes
  double InputBytes = 0;        ///< 0: not known
  size_t Line = 0;              ///< of the file: the order of equal starts
};

std::vector<std::string> fieldsOf(const std::string &Line) {
  std::vector<std::string> Out(1);
  bool Quoted = false;
  for (char C : Line)
    if (C == '"')
      Quoted = !Quoted;
    else if (C == ',' && !Quoted)
      Out.emplace_back();
    else if (C != '\r')
      Out.back() += C;
  return Out;
}

/// Throws std::runtime_error for a file that is no trace.
std::vector<Task> readTrace(const std::string &Path) {
  std::ifstream In(Path);
  std::string Line;
  if (!In || !std::getline(In, Line))
    throw std::runtime_error(Path + ": cannot be read");
  std::map<std::string, size_t> Columns;
  for (const std::string &Name : fieldsOf(Line))
    Columns.try_emplace(Name, Columns.size());
  for (const char *Name : {"process", "tag", "start_ms", "complete_ms", "duration_ms",
                           "requested_bytes", "peak_bytes"})
    if (!Columns.contains(Name))
      throw std::runtime_error(fmt::format("{}: no column '{}'", Path, Name));
  std::vector<Task> Out;
  for (unsigned Number = 2; std::getline(In, Line); ++Number) {
    if (Line.empty())
      continue;
    auto F = fieldsOf(Line);
    if (F.size() != Columns.size())
      throw std::runtime_error(
          fmt::format("{}:{}: {} columns instead of {}", Path, Number, F.size(), Columns.size()));
    auto Real = [&](const char *Name) { return std::strtod(F[Columns[Name]].c_str(), nullptr); };
    Task T{F[Columns["process"]],
           F[Columns["tag"]],
           Real("start_ms") / 1e3,
           Real("complete_ms") / 1e3,
           Real("duration_ms") / 1e3,
           Real("peak_bytes"),
           Real("requested_bytes"),
           Columns.contains("input_bytes") ? Real("input_bytes") : 0,
           Number};
    if (!(T.Peak > 0) || !(T.Requested > 0))
      throw std::runtime_error(fmt::format("{}:{}: no peak or no request", Path, Number));
    Out.push_back(std::move(T));
  }
  std::ranges::sort(Out, {}, [](const Task &T) { return std::pair(T.Start, T.Line); });
  return Out;
}

/// One way to choose an allocation. Tasks are numbered in the order of their starts.
class Rule {
public:
  virtual ~Rule() = default;
  virtual double allocate(size_t Number, const Task &Known) = 0;
  virtual void ended(size_t Number, const Task &T) = 0;
};

class Request : public Rule {
  double allocate(size_t, const Task &T) override { return T.Requested; }
  void ended(size_t, const Task &) override {}
};

/// A multiple of a quantile of the process's peaks so far; the request before the first.
class Quantile : public Rule {
public:
  Quantile(double Level, double Factor) : Level(Level), Factor(Factor) {}

private:
  double allocate(size_t, const Task &T) override {
    const std::vector<double> &P = Peaks[T.Process];
    if (P.empty())
      return T.Requested;
    return Factor * P[size_t(std::ceil(Level * double(P.size()))) - 1];
  }
  void ended(size_t, const Task &T) override {
    std::vector<double> &P = Peaks[T.Process];
    P.insert(std::ranges::upper_bound(P, T.Peak), T.Peak);
  }
  double Level, Factor;
  std::map<std::string, std::vector<double>> Peaks; ///< sorted
};

class Learned : public Rule {
  double allocate(size_t Number, const Task &T) override {
    learn::Features Inputs;
    if (T.InputBytes > 0)
      Inputs.push_back({"input bytes", T.InputBytes, learn::Kind::Size});
    return (Running[Number] = W.begin(T.Process, T.Tag, T.Requested, Inputs)).Bytes;
  }
  void ended(size_t Number, const Task &T) override {
    auto At = Running.find(Number);
    W.finish(At->second, T.Peak, T.Seconds);
    Running.erase(At);
  }
  learn::Workload W;
  std::map<size_t, learn::Workload::Begun> Running;
};

struct Total {
  double Wasted = 0, Used = 0; ///< byte seconds
  size_t Failed = 0, Tasks = 0;
  void add(const learn::Cost &C, const Task &T) {
    Wasted += C.Wasted;
    Used += T.Peak * T.Seconds;
    Failed += C.Failures > 0;
    ++Tasks;
  }
  double wastedGBh() const { return Wasted / 3.6e12; }
  double maq() const { return Used / (Used + Wasted); }
  double failedShare() const { return double(Failed) / double(Tasks); }
};

struct Result {
  Total All;
  std::map<std::string, Total> ByProcess;
};

Result replay(const std::vector<Task> &Tasks, Rule &R) {
  using Ending = std::pair<double, size_t>;
  std::priority_queue<Ending, std::vector<Ending>, std::greater<>> Running;
  Result Out;
  for (size_t I = 0; I < Tasks.size(); ++I) {
    const Task &T = Tasks[I];
    for (; !Running.empty() && Running.top().first <= T.Start; Running.pop())
      R.ended(Running.top().second, Tasks[Running.top().second]);
    Task Known = T; // nothing that only the end tells
    Known.End = Known.Seconds = Known.Peak = 0;
    learn::Cost C = learn::costOf(R.allocate(I, Known), T.Peak, T.Seconds);
    Out.All.add(C, T);
    Out.ByProcess[T.Process].add(C, T);
    Running.push({T.End, I});
  }
  return Out;
}

json toJson(const Total &T) {
  return {{"tasks", T.Tasks},
          {"waste_gb_hours", T.wastedGBh()},
          {"maq", T.maq()},
          {"failed_share", T.failedShare()}};
}

struct Named {
  const char *Name;
  std::unique_ptr<Rule> (*Make)();
};
const Named Rules[] = {
    {"request by hand", [] { return std::unique_ptr<Rule>(new Request); }},
    {"p90 + 15%", [] { return std::unique_ptr<Rule>(new Quantile(0.9, 1.15)); }},
    {"maximum seen", [] { return std::unique_ptr<Rule>(new Quantile(1, 1)); }},
    {"1.1 x maximum seen", [] { return std::unique_ptr<Rule>(new Quantile(1, 1.1)); }},
    {"learned", [] { return std::unique_ptr<Rule>(new Learned); }},
};

} // namespace

int main(int Argc, char **Argv) {
  CLI::App App{"How much memory do tasks waste, and how many fail, sized by history alone?"};
  std::vector<std::string> Files;
  bool Json = false, Processes = false;
  App.add_flag("--json", Json, "Print a document");
  App.add_flag("--processes", Processes, "What each process wastes with the learned rule");
  App.add_option("traces", Files, "Traces (CSV)")->required()->type_name("FILE");
  CLI11_PARSE(App, Argc, Argv);
  json All = json::array();
  try {
    for (const std::string &Path : Files) {
      auto Tasks = readTrace(Path);
      std::string Name = Path.substr(Path.rfind('/') + 1);
      Name = Name.substr(0, Name.rfind('.'));
      json Row = {{"workflow", Name}, {"rules", json::object()}};
      if (!Json)
        fmt::print("{} ({} tasks)\n  {:<20}{:>12}{:>8}{:>9}\n", Name, Tasks.size(), "rule",
                   "waste GB*h", "MAQ", "failed");
      Result Last;
      for (const Named &N : Rules) {
        auto R = N.Make();
        Last = replay(Tasks, *R);
        json &Of = Row["rules"][N.Name] = toJson(Last.All);
        for (const auto &[Process, T] : Last.ByProcess)
          Of["processes"][Process] = toJson(T);
        if (!Json)
          fmt::print("  {:<20}{:>12.1f}{:>7.1f}%{:>8.2f}%\n", N.Name, Last.All.wastedGBh(),
                     100 * Last.All.maq(), 100 * Last.All.failedShare());
      }
      if (Processes && !Json)
        for (const auto &[Process, T] : Last.ByProcess)
          fmt::print("    {:>9.2f} GB*h {:>5} failed of {:>5}  {}\n", T.wastedGBh(), T.Failed,
                     T.Tasks, Process);
      All.push_back(std::move(Row));
    }
  } catch (const std::runtime_error &E) {
    fmt::print(stderr, "right-sizing: error: {}\n", E.what());
    return 1;
  }
  if (Json)
    fmt::print("{}\n", json{{"schema", "auspex.right-sizing/1"}, {"workflows", All}}.dump(2));
  return 0;
}
