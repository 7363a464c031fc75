//===- runtime/agent/relay.cpp - In the place of a job that runs on another host ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/agent/agent.h"

#include "runtime/migrate/host/channel.h"
#include "runtime/migrate/host/host_mover.h"
#include "runtime/migrate/host/stream.h"
#include "runtime/migrate/movers.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/sched.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auspex::agent {
namespace {

using demand::Expected;
using migrate::Channel, migrate::Frame, migrate::FrameKind, migrate::History;
using nlohmann::json;
using place::Fd;

class Relay {
public:
  Relay(std::string Journal, History H) : Path(std::move(Journal)), H(std::move(H)) {}
  Expected<void> prepare();
  Expected<void> attach();
  int run();

private:
  bool settled();
  void hear(const Frame &F);
  int end(int Status);

  std::string Path;
  History H;
  Channel Agent;
  migrate::Streams Streams;
  bool Running = false; ///< the agent has committed
  bool Gone = false;    ///< it has no such job
  bool Settled = false; ///< the move is over here, too
  int Ended = -1;       ///< wait status
};

Expected<void> Relay::prepare() {
  auto Pipes = json::parse(H.note("pipes"), nullptr, false);
  if (!Pipes.is_array())
    return demand::fail("the journal names no pipes");
  uint8_t Number = 0;
  for (const json &Each : Pipes) {
    bool Reads = Each.value("reads", false);
    // Without waiting: a pipe whose other end is closed is none to wait for.
    Fd F(open(Each.value("path", "").c_str(),
              (Reads ? O_RDONLY : O_WRONLY) | O_NONBLOCK | O_CLOEXEC));
    if (Reads)
      Streams.addSender(Number++, std::move(F));
    else
      Streams.addReceiver(Number++, std::move(F));
  }
  Streams.addSource(migrate::SignalStream);
  return {};
}

Expected<void> Relay::attach() {
  Agent.close();
  auto To = migrate::connectTo(migrate::peerOf(H), H.note("tunnel"));
  if (!To)
    return std::unexpected(To.error());
  if (auto Ok = To->send(FrameKind::Attach,
                         {{"job", H.note("there")}, {"arrived", Streams.arrived()}});
      !Ok)
    return Ok;
  auto Answer = To->receive();
  if (!Answer)
    return std::unexpected(Answer.error());
  if (Answer->Kind == FrameKind::Attached) {
    Streams.resume(Answer->json().value("arrived", json::object()));
    Agent = std::move(*To);
    return {};
  }
  if (Answer->Kind == FrameKind::Ended) { // whoever kept its output was killed
    hear(*Answer);
    Running = true;
    Agent = std::move(*To);
    return {};
  }
  Gone = Answer->Kind == FrameKind::Gone;
  return demand::fail("the other host has no such job");
}

void Relay::hear(const Frame &F) {
  if (F.Kind == FrameKind::Committed) {
    Running = true;
  } else if (F.Kind == FrameKind::Ended) {
    json Body = F.json();
    Ended = Body.contains("status") && Body["status"].is_number_integer()
                ? Body["status"].get<int>() & 0xffff
                : SIGKILL;
  } else if (!Streams.take(F)) {
    Agent.close();
  }
}

/// Whether the move is over here. Where its mover died, its work is done here.
bool Relay::settled() {
  if (Settled)
    return true;
  auto Now = migrate::parseJournal(place::readFile(Path));
  if (!Now)
    return Settled = true; // the job is over
  if (!Now->Ended)
    migrate::resolveJob(H.note("directory"), H.note("job"));
  else if (!Now->Committed)
    _exit(1); // the job is here
  return Settled = Now->Ended;
}

int Relay::end(int Status) {
  if (Agent) {
    (void)Agent.send(FrameKind::Bye);
    for (int Waited = 0; Waited < 50 && Agent.fill(); ++Waited) // until it has taken leave, too
      poll(nullptr, 0, 20);
  }
  // As the init of a movable job tells: an exit status cannot say that a signal ended it.
  prctl(PR_SET_NAME, fmt::format("end {:x}", unsigned(Status)).c_str());
  return WIFEXITED(Status) ? WEXITSTATUS(Status) : 128 + WTERMSIG(Status);
}

int Relay::run() {
  sigset_t All;
  sigfillset(&All);
  sigprocmask(SIG_SETMASK, &All, nullptr);
  signal(SIGCHLD, SIG_DFL);
  migrate::ignoreBrokenPipes();
  Fd Signals(signalfd(-1, &All, SFD_NONBLOCK | SFD_CLOEXEC));
  constexpr int LeastMs = 100, MostMs = 2000;
  int Pause = LeastMs;
  while (true) {
    bool Over = settled();
    if (Over && Ended >= 0)
      return end(Ended);
    if (Over && Gone)
      return end(SIGKILL); // lost with its host
    if (!Agent && Ended < 0) {
      if (attach())
        Pause = LeastMs;
      else
        Pause = std::min(2 * Pause, MostMs);
    }
    if (Running) {
      Streams.work();
      Streams.tell(Agent);
    }
    if (Agent && !Agent.flush())
      Agent.close();
    std::vector<pollfd> Fds = {{Signals.get(), POLLIN, 0}};
    if (Agent)
      Fds.push_back({Agent.get(), short(POLLIN | (Agent.waiting() ? POLLOUT : 0)), 0});
    if (Running)
      Streams.waitFor(Fds);
    poll(Fds.data(), Fds.size(), Over && Agent ? -1 : Pause);
    signalfd_siginfo S;
    while (read(Signals.get(), &S, sizeof(S)) == sizeof(S))
      if (S.ssi_signo != SIGCHLD)
        Streams.push(migrate::SignalStream, char(S.ssi_signo));
    if (Agent && !Agent.fill()) {
      while (auto F = Agent.take())
        hear(*F);
      Agent.close();
    }
    while (Agent)
      if (auto F = Agent.take())
        hear(*F);
      else
        break;
  }
}

} // namespace

int relay(const std::string &Journal, const std::string &Images) {
  auto Tell = [&](const std::string &Text) {
    return migrate::writeFile(Images + "/relay", Text, 0600);
  };
  auto H = migrate::parseJournal(place::readFile(Journal));
  if (!H)
    return Tell(H.error().Message), 1;
  Relay R(Journal, std::move(*H));
  auto Ok = R.prepare();
  if (Ok)
    Ok = R.attach();
  if (!Ok)
    return Tell(fmt::format("its relay cannot be made: {}", Ok.error().Message)), 1;
  // The keeper's child, as what CRIU restores is.
  auto Pid = pid_t(syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, 0));
  if (Pid == 0) {
    prctl(PR_SET_NAME, "auspex-relay");
    _exit(R.run());
  }
  if (Pid < 0)
    return Tell(fmt::format("its relay cannot be made: {}", strerror(errno))), 1;
  return Tell(fmt::to_string(Pid)) ? 0 : 1;
}

} // namespace auspex::agent
