//===- runtime/policy/parse.cpp - A policy file's text ---------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/size.h"
#include "runtime/policy/policy.h"

#include <fmt/format.h>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_UNRELEASED_FEATURES 0
#include <toml++/toml.h>

namespace auspex::policy {
namespace {

using demand::Expected;

constexpr size_t MostRules = 10'000;

/// Reads one rule. Everything that is said and not understood is an error at its place.
class Reader {
public:
  Reader(std::string_view Name, Rule &R) : Name(Name), R(R) {}

  Expected<void> key(std::string_view Key, const toml::node &N) {
    Line = N.source().begin.line;
    if (Key == "user")
      return names(N, R.Users);
    if (Key == "group")
      return names(N, R.Groups);
    if (Key == "class")
      return names(N, R.Classes);
    if (Key == "memory_max")
      return bytes(N, R.Says.MemoryMax);
    if (Key == "cpus")
      return real(N, R.Says.Cpus, 0.01, 1e6);
    if (Key == "cpu_weight")
      return whole(N, R.Says.CpuWeight, 1, 10'000);
    if (Key == "pids")
      return whole(N, R.Says.Pids, 1, 1ll << 40);
    if (Key == "io_max")
      return bytes(N, R.Says.IoMax);
    if (Key == "net_max")
      return bytes(N, R.Says.NetMax);
    if (Key == "cache_share")
      return real(N, R.Says.CacheShare, 0.01, 1);
    if (Key == "bandwidth_share")
      return real(N, R.Says.BandwidthShare, 0.01, 1);
    if (Key == "margin")
      return real(N, R.Says.Margin, 0.5, 16);
    if (Key == "use")
      return use(N);
    return at(N, fmt::format("unknown key '{}'; a rule has user, group, class, memory_max, cpus, "
                             "cpu_weight, pids, io_max, net_max, cache_share, "
                             "bandwidth_share, margin and use",
                             Key));
  }

private:
  std::unexpected<demand::Error> at(const toml::node &N, std::string Message) const {
    const auto &Begin = N.source().begin;
    return demand::fail(fmt::format("{}:{}:{}: {}", Name, Begin.line, Begin.column, Message));
  }

  std::string from() const { return fmt::format("{}:{}", Name, Line); }

  Expected<void> names(const toml::node &N, std::vector<std::string> &To) const {
    auto Add = [&](const toml::node &E) -> Expected<void> {
      const auto *S = E.as_string();
      if (!S || S->get().empty())
        return at(E, "expected a name in quotes, or a list of names");
      To.push_back(S->get());
      return {};
    };
    const toml::array *Several = N.as_array();
    if (!Several)
      return Add(N);
    if (Several->empty())
      return at(N, "an empty list matches nobody; leave the key out to match everybody");
    for (const toml::node &E : *Several)
      if (auto Done = Add(E); !Done)
        return Done;
    return {};
  }

  Expected<void> bytes(const toml::node &N, std::optional<Bound<uint64_t>> &To) const {
    constexpr const char *Wanted = "expected a size: \"512M\", \"8G\" or a number of bytes";
    if (const auto *I = N.as_integer()) {
      if (I->get() <= 0)
        return at(N, Wanted);
      To = {uint64_t(I->get()), from()};
      return {};
    }
    const auto *S = N.as_string();
    if (!S)
      return at(N, Wanted);
    auto Bytes = place::parseSize(S->get());
    if (!Bytes)
      return at(N, Wanted);
    To = {*Bytes, from()};
    return {};
  }

  Expected<void> whole(const toml::node &N, std::optional<Bound<uint64_t>> &To, int64_t Least,
                       int64_t Most) const {
    const auto *I = N.as_integer();
    if (!I || I->get() < Least || I->get() > Most)
      return at(N, fmt::format("expected a whole number from {} to {}", Least, Most));
    To = {uint64_t(I->get()), from()};
    return {};
  }

  Expected<void> real(const toml::node &N, std::optional<Bound<double>> &To, double Least,
                      double Most) const {
    std::optional<double> V = N.value<double>();
    if (!N.is_number() || !V || !(*V >= Least && *V <= Most))
      return at(N, fmt::format("expected a number from {} to {}", Least, Most));
    To = {*V, from()};
    return {};
  }

  Expected<void> use(const toml::node &N) {
    const toml::array *List = N.as_array();
    if (!List)
      return at(N, "expected a list of mechanisms: " + all());
    R.SaysUse = true;
    R.Says.Forbidden.fill(from());
    for (const toml::node &E : *List) {
      const auto *S = E.as_string();
      const MechanismName *Found = nullptr;
      for (const MechanismName &M : Mechanisms)
        if (S && S->get() == M.Name)
          Found = &M;
      if (!Found)
        return at(E, S ? fmt::format("unknown mechanism '{}'; there are {}", S->get(), all())
                       : "expected a mechanism in quotes: " + all());
      R.Says.Forbidden[unsigned(Found->What)].reset();
    }
    return {};
  }

  static std::string all() {
    std::string Text;
    for (const MechanismName &M : Mechanisms)
      Text += (Text.empty() ? "" : ", ") + std::string(M.Name);
    return Text;
  }

  std::string_view Name;
  Rule &R;
  uint32_t Line = 0;
};

} // namespace

Expected<Document> parse(std::string_view Text, std::string_view Name) {
  toml::parse_result Parsed = toml::parse(Text, Name);
  if (!Parsed) {
    const toml::parse_error &E = Parsed.error();
    const auto &Begin = E.source().begin;
    return demand::fail(
        fmt::format("{}:{}:{}: {}", Name, Begin.line, Begin.column, E.description()));
  }
  Document D;
  for (const auto &[Key, Node] : Parsed.table()) {
    auto At = [&](const toml::node &Where, std::string_view Message) {
      const auto &Begin = Where.source().begin;
      return demand::fail(fmt::format("{}:{}:{}: {}", Name, Begin.line, Begin.column, Message));
    };
    const toml::array *Rules = Node.as_array();
    if (Key.str() != "rule")
      return At(Node, fmt::format("unknown key '{}'; rules are written [[rule]]", Key.str()));
    if (!Rules)
      return At(Node, "rules are written [[rule]], with two brackets");
    for (const toml::node &Each : *Rules) {
      const toml::table *T = Each.as_table();
      if (!T)
        return At(Each, "rules are written [[rule]]");
      if (D.Rules.size() == MostRules)
        return At(Each, fmt::format("more than {} rules", MostRules));
      Reader Read(Name, D.Rules.emplace_back());
      for (const auto &[RuleKey, Value] : *T)
        if (auto Done = Read.key(RuleKey.str(), Value); !Done)
          return std::unexpected(Done.error());
    }
  }
  return D;
}

} // namespace auspex::policy
