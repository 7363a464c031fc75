//===- runtime/migrate/host/hosts.h - Other hosts by name ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// hosts.toml: $AUSPEX_HOSTS, the user's $XDG_CONFIG_HOME/auspex (default ~/.config/auspex), or
// /etc/auspex; the first that is there.
//
//   [agent]                     # what `auspex agent` on this host listens on
//   listen = "10.0.0.2"         # an address of this host
//   port = 7411
//   key = "/etc/auspex/b.key"   # who has it may bring jobs here
//   images = "/dev/shm"         # a tmpfs
//
//   [hosts.b]                   # --to host=b
//   address = "10.0.0.2"
//   port = 7411
//   key = "/etc/auspex/b.key"
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_HOST_HOSTS_H
#define AUSPEX_RUNTIME_MIGRATE_HOST_HOSTS_H

#include "demand/error.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace auspex::migrate {

inline constexpr int DefaultPort = 7411;

/// Where an agent listens.
struct Peer {
  std::string Address; ///< a name or an address
  int Port = DefaultPort;
  std::string Key; ///< path of the file with the secret that both ends share
};

struct Hosts {
  std::string Path; ///< the file; empty: there is none
  std::optional<Peer> Agent;
  std::string Images = "/dev/shm"; ///< where the agent keeps what arrives
  std::map<std::string, Peer> Others;
};

/// Errors begin with "NAME:line:column: ".
demand::Expected<Hosts> parseHosts(std::string_view Text, std::string_view Name);
/// A file that is there and cannot be understood is an error; none at all is not.
demand::Expected<Hosts> loadHosts();

} // namespace auspex::migrate

#endif
