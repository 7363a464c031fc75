//===- runtime/policy/policy.h - What a site and a user allow their jobs ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A policy file (docs/policy.md) is a list of rules. Those that match a job's user,
// groups and class apply in their order, a later one over an earlier one. Two files
// count: the site's, and the user's own, which can narrow what the site allows and
// never widen it. A bound knows the line that set it, so that a message can name it.
//
// A file that is there and cannot be understood is an error: a bound that silently
// vanished would be none.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_POLICY_POLICY_H
#define AUSPEX_RUNTIME_POLICY_POLICY_H

#include "demand/error.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auspex::policy {

/// What Auspex does to a job or its machine, each of which can be forbidden.
enum class Mechanism : unsigned {
  Memory,  ///< a memory reservation from the forecast
  Cpu,     ///< a CPU weight from the forecast
  Resize,  ///< the reservation follows the timeline
  Bpf,     ///< BPF programs watch the job
  Beacons, ///< probes in the executable are listened to
  Scope,   ///< a transient systemd scope where no group can be made otherwise
  History, ///< runs are recorded and earlier ones asked
  Migrate, ///< the job is moved
  Gpu,     ///< a GPU is chosen for the job and its context started early
};
struct MechanismName {
  Mechanism What;
  const char *Name, *Meaning;
};
extern const std::array<MechanismName, 9> Mechanisms;

/// A value and the place that set it ("/etc/auspex/policy.toml:4").
template <typename T> struct Bound {
  T Value{};
  std::string From;
};

/// Who runs what.
struct Subject {
  std::string User;                ///< name, or the number where it has none
  std::vector<std::string> Groups; ///< all of the user's
  std::string Class;               ///< of the job (`auspex run --class`); may be empty
};

/// What rules say; nothing where they say nothing.
struct Settings {
  std::optional<Bound<uint64_t>> MemoryMax; ///< bytes that a job may hold
  std::optional<Bound<double>> Cpus;        ///< CPUs' time that a job may take
  std::optional<Bound<uint64_t>> CpuWeight; ///< largest share of contended CPUs, 1..10000
  std::optional<Bound<uint64_t>> Pids;      ///< processes and threads
  std::optional<Bound<uint64_t>> IoMax;     ///< bytes a second from each disk, and to it
  std::optional<Bound<uint64_t>> NetMax;    ///< bytes a second to networks, and from them
  std::optional<Bound<double>> CacheShare;     ///< of the last-level cache, 0..1
  std::optional<Bound<double>> BandwidthShare; ///< of memory's bandwidth, 0..1
  std::optional<Bound<double>> Margin;      ///< times what the forecast's high end asks for
  /// Where the mechanism was left out; nothing: it may be used.
  std::array<std::optional<std::string>, Mechanisms.size()> Forbidden{};

  bool allows(Mechanism M) const { return !Forbidden[unsigned(M)]; }
};

struct Rule {
  std::vector<std::string> Users, Groups, Classes; ///< one of each that is not empty
  Settings Says;
  /// The rule names what may be used: what it does not name is forbidden, what it
  /// names is allowed again.
  bool SaysUse = false;
  bool matches(const Subject &S) const;
};

/// One file.
struct Document {
  std::vector<Rule> Rules;
  Settings settingsFor(const Subject &S) const;
};

/// Errors begin with "NAME:line:column: ".
demand::Expected<Document> parse(std::string_view Text, std::string_view Name);

/// The smaller bound of each kind, only what both allow; the margin is the user's
/// where there is one.
Settings narrowed(Settings Site, const Settings &User);

struct File {
  std::string Path;
  bool Present = false;
};

/// The files that count: /etc/auspex/policy.toml and the user's
/// $XDG_CONFIG_HOME/auspex/policy.toml (default ~/.config). No variable moves the
/// site's.
struct Policy {
  Document Site, User;
  std::vector<File> Files; ///< looked for, the site's first
  bool empty() const { return Site.Rules.empty() && User.Rules.empty(); }
  Settings settingsFor(const Subject &S) const;
};
/// An error names each file that cannot be used and what to do.
demand::Expected<Policy> load();
/// One file, which has to be there.
demand::Expected<Document> read(const std::string &Path);

/// The user that this process runs as. Asks the name service.
Subject subjectOf(std::string Class);

} // namespace auspex::policy

#endif
