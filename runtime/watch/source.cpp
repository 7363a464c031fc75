//===- runtime/watch/source.cpp - A job's counters, from the best that there is ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/watch/source.h"

#include "runtime/place/process.h"
#include "runtime/watch/files.h"

#include <fmt/format.h>

namespace auspex::watch {

void Source::openProbes(const ProbeOptions &O) {
  const place::Group::Part *Memory = Group ? Group->find("memory") : nullptr;
  if (!Memory) {
    Why = "a job is told apart by its memory control group, and has none here";
    return;
  }
  if (auto P = Probes::open(O, Memory->Dir.get()))
    Bpf = std::move(*P);
  else
    Why = P.error().Message;
}

void Source::closeProbes() {
  Counters C;
  if (Bpf) {
    Lost = Bpf->read(C);
    Bpf->silence();
    Silent = std::move(Bpf);
  }
  Bpf.reset();
}

void Source::handle(const Probes::Handler &Each) {
  if (!Bpf)
    return;
  auto Done = Bpf->handle(Each);
  Counted |= Bpf->counting();
  if (Done)
    return;
  Counters C;
  Lost = Bpf->read(C); // what was counted until then
  Why = Done.error().Message;
  Bpf.reset();
}

Counters Source::read() {
  Counters C;
  if (Group)
    C = readGroup(*Group);
  if (Bpf)
    Lost = Bpf->read(C);
  if (!Bpf || !Bpf->counting())
    addFromProc(C, Group ? Group->processes() : place::descendants(Job));
  return C;
}

std::string Source::name() const {
  std::string Files = "/proc";
  if (Group) {
    const place::Group::Part *P = Group->find("memory");
    Files = fmt::format("cgroup v{}", P ? P->Version : Group->parts()[0].Version);
    if (!Counted)
      Files += " and /proc";
  }
  return Counted ? "BPF and " + Files : Files;
}

} // namespace auspex::watch
