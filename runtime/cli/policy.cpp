//===- runtime/cli/policy.cpp - Show or check what jobs are allowed --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/policy/policy.h"
#include "runtime/cli/commands.h"
#include "runtime/report/text.h"
#include "runtime/place/size.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace auspex::cli {
namespace {

using nlohmann::json;

const char *const Footer =
    R"text(Without options: the files that were looked for, and what they allow a job of this user.

Examples:
  auspex policy
  auspex policy --class batch --user alice --group research
  auspex policy --check /etc/auspex/policy.toml.new)text";

struct Options {
  std::string Class, User, Check;
  std::vector<std::string> Groups;
  bool Json = false;
};

/// One bound as the two ways of printing see it.
struct Line {
  const char *Name;
  json Value;
  std::string Text, From;
};

std::vector<Line> linesOf(const policy::Settings &S) {
  std::vector<Line> All;
  auto Add = [&](const char *Name, const auto &B, auto Text) {
    if (B)
      All.push_back({Name, B->Value, Text(double(B->Value)), B->From});
  };
  auto Number = [](double V) { return fmt::format("{:g}", V); };
  Add("memory_max", S.MemoryMax, [](double V) { return place::sizeText(V); });
  Add("cpus", S.Cpus, Number);
  Add("cpu_weight", S.CpuWeight, Number);
  Add("pids", S.Pids, Number);
  Add("io_max", S.IoMax, [](double V) { return place::rateText(V); });
  Add("net_max", S.NetMax, [](double V) { return place::rateText(V); });
  Add("cache_share", S.CacheShare, Number);
  Add("bandwidth_share", S.BandwidthShare, Number);
  Add("margin", S.Margin, Number);
  return All;
}

void printText(const policy::Policy &P, const policy::Subject &Who, const policy::Settings &S) {
  for (const policy::File &F : P.Files)
    fmt::print("{:<12} {}{}\n", "file", report::printable(F.Path), F.Present ? "" : " (not there)");
  fmt::print("{:<12} {} in {}{}\n", "job of", report::printable(Who.User),
             report::printable(fmt::format("{}", fmt::join(Who.Groups, ", "))),
             Who.Class.empty() ? ", no class" : ", class " + report::printable(Who.Class));
  for (const Line &L : linesOf(S))
    fmt::print("{:<12} {:<12} {}\n", L.Name, L.Text, report::printable(L.From));
  for (const policy::MechanismName &M : policy::Mechanisms)
    if (const auto &From = S.Forbidden[unsigned(M.What)])
      fmt::print("{:<12} {:<12} {}\n", "not used", M.Name, report::printable(*From));
  if (P.empty())
    fmt::print("no rules: jobs are bounded by the machine and by their own options\n");
}

void printJson(const policy::Policy &P, const policy::Subject &Who, const policy::Settings &S) {
  json Files = json::array(), Bounds = json::object(), Forbidden = json::object();
  for (const policy::File &F : P.Files)
    Files.push_back({{"path", F.Path}, {"present", F.Present}});
  for (Line &L : linesOf(S))
    Bounds[L.Name] = {{"value", std::move(L.Value)}, {"from", std::move(L.From)}};
  for (const policy::MechanismName &M : policy::Mechanisms)
    if (const auto &From = S.Forbidden[unsigned(M.What)])
      Forbidden[M.Name] = *From;
  json J = {{"schema", "auspex.policy/1"},
            {"files", std::move(Files)},
            {"user", Who.User},
            {"groups", Who.Groups},
            {"class", Who.Class.empty() ? json(nullptr) : json(Who.Class)},
            {"bounds", std::move(Bounds)},
            {"not_used", std::move(Forbidden)}};
  fmt::print("{}\n", J.dump(2, ' ', false, json::error_handler_t::replace));
}

void run(const Options &O, Context &Ctx) {
  if (!O.Check.empty()) {
    auto D = policy::read(O.Check);
    if (!D)
      return failWith(Ctx, D.error().Message);
    return fmt::print("{}: {} rule{}\n", report::printable(O.Check), D->Rules.size(),
                      D->Rules.size() == 1 ? "" : "s");
  }
  auto P = policy::load();
  if (!P)
    return failWith(Ctx, P.error().Message);
  policy::Subject Who = policy::subjectOf(O.Class);
  if (!O.User.empty()) {
    Who.User = O.User;
    Who.Groups.clear();
  }
  if (!O.Groups.empty())
    Who.Groups = O.Groups;
  policy::Settings S = P->settingsFor(Who);
  if (O.Json)
    printJson(*P, Who, S);
  else
    printText(*P, Who, S);
}

} // namespace

void addPolicy(CLI::App &App, Context &Ctx) {
  auto O = std::make_shared<Options>();
  App.add_option("--class", O->Class, "Of a job of this class")->type_name("NAME");
  App.add_option("--user", O->User, "Of a job of this user, in the groups of --group")
      ->type_name("NAME");
  App.add_option("--group", O->Groups, "Of a user in this group")->type_name("NAME");
  App.add_option("--check", O->Check, "Only read FILE and say what is wrong with it")
      ->type_name("FILE");
  App.add_flag("--json", O->Json, "Print a document (schema auspex.policy/1)");
  App.footer(Footer);
  App.callback([O, &Ctx] { run(*O, Ctx); });
}

} // namespace auspex::cli
