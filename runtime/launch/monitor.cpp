//===- runtime/launch/monitor.cpp - Everything that is heard of a job --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/launch/monitor.h"

#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include <utility>

namespace auspex::launch {
namespace {

uint64_t now() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return uint64_t(T.tv_sec) * 1'000'000'000 + uint64_t(T.tv_nsec);
}

} // namespace

Monitor::Monitor(const place::Group *Group, const std::string &Name, Options Given)
    : O(std::move(Given)), Execs(Group, Name), Source(Group), Epoll(epoll_create1(EPOLL_CLOEXEC)) {
  Exact = Execs.source() == ExecWatch::Source::Connector;
  add(Execs.fd());
  if (O.Programs && !O.Beacons.empty())
    askForPrograms();
}

void Monitor::add(int Fd) {
  epoll_event E = {};
  E.events = EPOLLIN;
  if (Epoll && Fd >= 0)
    epoll_ctl(Epoll.get(), EPOLL_CTL_ADD, Fd, &E);
}

void Monitor::started(pid_t Pid) {
  Job = Pid;
  Execs.setJob(Pid);
  Source.setJob(Pid);
  Timer = place::Fd(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  itimerspec After = {};
  After.it_value.tv_nsec = long(O.AfterMs) * 1'000'000;
  if (Timer && timerfd_settime(Timer.get(), 0, &After, nullptr) == 0)
    add(Timer.get());
}

void Monitor::askForPrograms() {
  Source.openProbes(O.Probes);
  add(Source.fd());
  if (watch::Probes *P = Source.probes())
    if (O.Executable && !O.Beacons.empty())
      P->listen(O.Executable.get(), O.Beacons);
}

void Monitor::detach() {
  Source.closeProbes();
  if (HandedOver) {
    HandedOver = Exact = false; // what is executed until moved() may be missed
    Execs.resume();
    add(Execs.fd());
  }
}

void Monitor::moved(pid_t Pid) {
  Job = Pid;
  Execs.setJob(Pid);
  Source.setJob(Pid);
  Source.release();
  if (O.Programs && Source.fd() < 0)
    askForPrograms();
}

int Monitor::interval() const { return Execs.interval(); }

/// From here on the programs tell what is executed.
void Monitor::handOver(const Hooks &H) {
  HandedOver = true;
  for (pid_t Pid : Execs.next()) {
    Told.insert(Pid);
    if (H.Executed)
      H.Executed(Pid);
  }
  Execs.stop();
  // Not before the last of the others was read: what is executed meanwhile is told by both.
  Cut = now();
}

void Monitor::executed(const Hooks &H, const watch_event &E) {
  pid_t Pid = pid_t(E.pid);
  if (E.time_ns < Cut) {
    if (auto It = Told.find(Pid); It != Told.end()) {
      Told.erase(It);
      return;
    }
    if (Pid == Job || !Execs.sawFirst())
      return; // the program that was asked for
  } else if (Pid == Job && !Execs.sawFirst() && !std::exchange(SawFirst, true)) {
    return; // the same, on a machine so busy that it was executed after the handing over
  }
  if (H.Executed)
    H.Executed(Pid);
}

void Monitor::handle(const Hooks &H) {
  uint64_t Expired;
  if (Timer && ::read(Timer.get(), &Expired, sizeof(Expired)) == sizeof(Expired)) {
    Timer.reset();
    if (O.Programs && Source.fd() < 0 && Source.why().empty())
      askForPrograms();
  }
  if (!HandedOver)
    for (pid_t Pid : Execs.next()) {
      if (Source.fd() >= 0)
        Told.insert(Pid);
      if (H.Executed)
        H.Executed(Pid);
    }
  if (Source.fd() < 0)
    return;
  Source.handle([&](const watch_event &E) {
    if (!HandedOver)
      handOver(H);
    if (E.kind == WATCH_EXEC)
      executed(H, E);
    else if (E.kind == WATCH_BEACON && H.Beacon)
      H.Beacon(E);
    else if (E.kind == WATCH_OOM && H.OomMark)
      H.OomMark(pid_t(E.pid));
  });
  watch::Probes *P = Source.probes();
  if (P && P->counting() && !HandedOver)
    handOver(H);
  if (!P && HandedOver) { // the helper died
    HandedOver = Exact = false;
    Execs.resume();
    add(Execs.fd());
  }
}

} // namespace auspex::launch
