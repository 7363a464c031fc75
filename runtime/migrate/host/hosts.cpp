//===- runtime/migrate/host/hosts.cpp - Other hosts by name ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/host/hosts.h"

#include "runtime/place/file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <unistd.h>
#include <vector>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_UNRELEASED_FEATURES 0
#include <toml++/toml.h>

namespace auspex::migrate {
namespace {

using demand::Expected;

class Reader {
public:
  explicit Reader(std::string_view Name) : Name(Name) {}

  std::unexpected<demand::Error> at(const toml::source_position &At,
                                    std::string_view Message) const {
    return demand::fail(fmt::format("{}:{}:{}: {}", Name, At.line, At.column, Message));
  }
  std::unexpected<demand::Error> at(const toml::node &N, std::string_view Message) const {
    return at(N.source().begin, Message);
  }

  Expected<Peer> peer(const toml::node &N, const char *AddressKey, std::string *Images) const {
    const toml::table *T = N.as_table();
    if (!T)
      return at(N, "expected a table: address, port and key");
    Peer P;
    for (const auto &[Key, Value] : *T) {
      if (Key.str() == AddressKey) {
        if (auto Ok = text(Value, "an address or a host's name", P.Address); !Ok)
          return std::unexpected(Ok.error());
      } else if (Key.str() == "key") {
        if (auto Ok = path(Value, P.Key); !Ok)
          return std::unexpected(Ok.error());
      } else if (Key.str() == "images" && Images) {
        if (auto Ok = path(Value, *Images); !Ok)
          return std::unexpected(Ok.error());
      } else if (Key.str() == "port") {
        const auto *I = Value.as_integer();
        if (!I || I->get() < (Images ? 0 : 1) || I->get() > 65535)
          return at(Value, "expected a port, from 1 to 65535");
        P.Port = int(I->get());
      } else {
        return at(Value, fmt::format("unknown key '{}'; there are {}, port, key{}", Key.str(),
                                     AddressKey, Images ? " and images" : ""));
      }
    }
    if (P.Address.empty())
      return at(N, fmt::format("no {} is given", AddressKey));
    if (P.Key.empty())
      return at(N, "no key is given: the path of a file that `auspex agent --new-key` makes");
    return P;
  }

private:
  Expected<void> text(const toml::node &N, const char *What, std::string &To) const {
    const auto *S = N.as_string();
    // It becomes an argument of another program.
    if (!S || S->get().empty() || S->get()[0] == '-' || S->get().size() > 4096 ||
        S->get().find('\0') != std::string::npos)
      return at(N, fmt::format("expected {} in quotes", What));
    To = S->get();
    return {};
  }
  Expected<void> path(const toml::node &N, std::string &To) const {
    if (auto Ok = text(N, "a path that begins with /", To); !Ok)
      return Ok;
    return To[0] == '/' ? Expected<void>() : at(N, "expected a path that begins with /");
  }
  std::string_view Name;
};

std::vector<std::string> paths() {
  const char *Own = getenv("AUSPEX_HOSTS"), *Xdg = getenv("XDG_CONFIG_HOME"),
             *Home = getenv("HOME");
  if (Own && *Own == '/')
    return {Own};
  std::vector<std::string> All;
  if (Xdg && *Xdg == '/')
    All.push_back(std::string(Xdg) + "/auspex/hosts.toml");
  else if (Home && *Home)
    All.push_back(std::string(Home) + "/.config/auspex/hosts.toml");
  All.push_back("/etc/auspex/hosts.toml");
  return All;
}

} // namespace

Expected<Hosts> parseHosts(std::string_view Text, std::string_view Name) {
  Reader Read(Name);
  toml::parse_result Parsed = toml::parse(Text, Name);
  if (!Parsed)
    return Read.at(Parsed.error().source().begin, Parsed.error().description());
  Hosts All;
  All.Path = Name;
  for (const auto &[Key, Node] : Parsed.table()) {
    if (Key.str() == "agent") {
      auto P = Read.peer(Node, "listen", &All.Images);
      if (!P)
        return std::unexpected(P.error());
      All.Agent = std::move(*P);
    } else if (const toml::table *T = Key.str() == "hosts" ? Node.as_table() : nullptr) {
      for (const auto &[Host, Each] : *T) {
        auto P = Read.peer(Each, "address", nullptr);
        if (!P)
          return std::unexpected(P.error());
        All.Others[std::string(Host.str())] = std::move(*P);
      }
    } else {
      return Read.at(Node, fmt::format("unknown key '{}'; hosts are written [hosts.NAME], what "
                                       "listens here [agent]",
                                       Key.str()));
    }
  }
  return All;
}

Expected<Hosts> loadHosts() {
  for (const std::string &Path : paths()) {
    if (access(Path.c_str(), R_OK) != 0) {
      if (errno == ENOENT || errno == ENOTDIR)
        continue;
      return demand::fail(fmt::format("{}: {}", Path, strerror(errno)));
    }
    return parseHosts(place::readFile(Path), Path);
  }
  return Hosts();
}

} // namespace auspex::migrate
