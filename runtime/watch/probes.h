//===- runtime/watch/probes.h - A job's BPF counters and events --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The launcher's end of auspex-watchd. Nothing here waits: the helper is started
// when there is none, and says on its socket when it counts. From then on the
// launcher reads the job's own map and ring buffer, and the helper sleeps.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_WATCH_PROBES_H
#define AUSPEX_RUNTIME_WATCH_PROBES_H

#include "bpf/watch.h"
#include "demand/error.h"
#include "runtime/place/file.h"
#include "runtime/watch/counters.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace auspex::watch {

struct ProbeOptions {
  std::string Helper;    ///< path of auspex-watchd
  std::string Directory; ///< runtime directory, mode 0700
  uint32_t RingBytes = 64 * 1024;
  unsigned IdleSeconds = 20; ///< after which an idle helper ends
};

class Probes {
public:
  using Handler = std::function<void(const watch_event &)>;

  /// Asks for the control group whose directory is \p Group, or says why no
  /// programs can be had here.
  static demand::Expected<Probes> open(const ProbeOptions &O, int Group);
  Probes(Probes &&) noexcept;
  Probes &operator=(Probes &&) noexcept;
  ~Probes();

  /// Ready for reading when there is something for handle() to do.
  int fd() const { return Epoll.get(); }
  /// Takes the helper's answer and the job's events. An error ends the watch: the
  /// programs could not be loaded, or the helper is gone.
  demand::Expected<void> handle(const Handler &Each);

  bool counting() const { return Since != 0; }
  /// CLOCK_MONOTONIC, nanoseconds; 0: not yet.
  uint64_t since() const { return Since; }
  /// Listens to the probes \p Names of the executable \p Executable.
  void listen(int Executable, const std::vector<std::string> &Names);
  /// Has every breakpoint taken out of the job's code until this object is gone.
  void silence();
  /// How many are heard.
  unsigned listening() const { return Heard; }
  /// Writes what the programs counted into \p C. Returns events lost.
  uint64_t read(Counters &C) const;

private:
  Probes() = default;
  demand::Expected<void> begin(std::vector<place::Fd> Maps);
  struct Reader;
  place::Fd Socket, Epoll, CountersMap, RingMap;
  std::unique_ptr<Reader> Ring;
  uint64_t Since = 0;
  unsigned Heard = 0;
  bool CountsSockets = false, CountsBlocks = false;
};

} // namespace auspex::watch

#endif
