//===- runtime/cli/agent.cpp - Let jobs of other hosts come here -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/agent/agent.h"
#include "runtime/cli/arguments.h"
#include "runtime/cli/commands.h"
#include "runtime/migrate/host/channel.h"
#include "runtime/migrate/host/key.h"
#include "runtime/migrate/host/requirements.h"
#include "runtime/place/registry.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <unistd.h>
#include <vector>

namespace auspex::cli {
namespace {

const char *const Footer =
    R"(Listens where [agent] of hosts.toml says (docs/migration.md), in the foreground, until it is
ended; jobs that have come stay. Who has the key may bring programs that run here as any user.

Examples:
  auspex agent --new-key /etc/auspex/b.key    # on one host; copy it to the other, mode 0600
  auspex agent --check
  auspex agent)";

struct Options {
  std::string NewKey;
  std::vector<std::string> Relay;
  bool Check = false, Serve = false;
};

/// Becomes what listens.
void listen(const Options &O, const agent::Ways &W, Context &Ctx) {
  auto Known = migrate::loadHosts();
  if (!Known)
    return failWith(Ctx, Known.error().Message);
  if (!Known->Agent)
    return failWith(Ctx, Known->Path.empty()
                             ? "there is no hosts.toml; write [agent] into /etc/auspex/hosts.toml"
                             : fmt::format("{} has no [agent]", Known->Path));
  const migrate::Peer &P = *Known->Agent;
  if (auto K = migrate::readKey(P.Key); !K)
    return failWith(Ctx, K.error().Message);
  if (geteuid() != 0)
    return failWith(Ctx, "jobs of other hosts are restored by CRIU, which needs root here");
  if (!migrate::inMemory(Known->Images))
    return failWith(Ctx, fmt::format("images = \"{}\" is no memory file system", Known->Images));
  std::string Tunnel = migrate::tunnelOf(W.Self), Port = fmt::to_string(P.Port);
  if (access(Tunnel.c_str(), X_OK) != 0)
    return failWith(Ctx, fmt::format("{} is missing; install Auspex completely", Tunnel));
  if (O.Check)
    return fmt::print("{}: jobs may come to {} port {}\n", Known->Path, P.Address, P.Port);
  agent::settleArrivals(W.Directory);
  fflush(stdout);
  execl(Tunnel.c_str(), Tunnel.c_str(), "listen", P.Address.c_str(), Port.c_str(), P.Key.c_str(),
        W.Self.c_str(), "agent", "--serve", static_cast<char *>(nullptr));
  failWith(Ctx, fmt::format("cannot execute {}: {}", Tunnel, strerror(errno)));
}

void run(const Options &O, Context &Ctx) {
  if (!O.NewKey.empty()) {
    if (auto Ok = migrate::makeKey(O.NewKey); !Ok)
      failWith(Ctx, Ok.error().Message);
    return;
  }
  if (O.Relay.size() == 2) {
    Ctx.Status = agent::relay(O.Relay[0], O.Relay[1]);
    return;
  }
  auto Directory = place::runtimeDirectory();
  if (!Directory)
    return failWith(Ctx, Directory.error().Message);
  agent::Ways W{Ctx.SelfPath, companion(Ctx, "auspex-criu"), companion(Ctx, "auspex-keeper"),
                *Directory};
  if (O.Serve)
    Ctx.Status = agent::serve(W);
  else
    listen(O, W, Ctx);
}

} // namespace

void addAgent(CLI::App &App, Context &Ctx) {
  auto O = std::make_shared<Options>();
  App.add_option("--new-key", O->NewKey, "Only make a key that two hosts share, in a new FILE")
      ->type_name("FILE");
  App.add_flag("--check", O->Check, "Only say whether it could listen, and why not");
  App.add_flag("--serve", O->Serve, "")->group(""); // of auspex-tunnel
  App.add_option("--relay", O->Relay, "")->group("")->expected(2); // of a job's keeper
  App.footer(Footer);
  App.callback([O, &Ctx] { run(*O, Ctx); });
}

} // namespace auspex::cli
