//===- runtime/migrate/host/host_mover.cpp - To another host, by CRIU ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/host/host_mover.h"

#include "runtime/migrate/frozen.h"
#include "runtime/migrate/host/channel.h"
#include "runtime/migrate/host/requirements.h"
#include "runtime/migrate/limits.h"
#include "runtime/place/registry.h"
#include "runtime/place/size.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

using nlohmann::json;

/// What is not CRIU's in the directory of the images.
bool ours(std::string_view Name) {
  return Name == "dumped" || Name == "full" || Name == "relay" || Name.ends_with(".log");
}

demand::Expected<void> sendFile(Channel &To, const std::string &Folder, const std::string &Name) {
  auto Refuse = [&] {
    return demand::fail(fmt::format("cannot read {}/{}: {}", Folder, Name, strerror(errno)));
  };
  place::Fd F(open((Folder + "/" + Name).c_str(), O_RDONLY | O_CLOEXEC));
  if (!F)
    return Refuse();
  if (auto Ok = To.send(FrameKind::File, std::string_view(Name)); !Ok)
    return Ok;
  std::string Piece(1 << 18, '\0');
  while (true) {
    ssize_t N = read(F.get(), Piece.data(), Piece.size());
    if (N < 0)
      return Refuse();
    if (N == 0)
      return {};
    if (auto Ok = To.send(FrameKind::Data, std::string_view(Piece).substr(0, size_t(N))); !Ok)
      return Ok;
  }
}

demand::Expected<void> sendImages(Channel &To, const std::string &Folder) {
  std::unique_ptr<DIR, int (*)(DIR *)> D(opendir(Folder.c_str()), closedir);
  while (dirent *E = D ? readdir(D.get()) : nullptr) {
    std::string Name = E->d_name;
    if (Name[0] == '.' || ours(Name))
      continue;
    if (auto Ok = sendFile(To, Folder, Name); !Ok) {
      // The agent may have said why before it closed.
      auto Why = To.receive();
      return Why ? Ok : std::unexpected(Why.error());
    }
  }
  return {};
}

json limitsOf(const Subject &S) {
  place::Limits L = migrate::limitsOf(*S.Groups);
  return {{"memory_max", L.MemoryMax},
          {"cpu_weight", L.CpuWeight},
          {"cpus", L.CpuQuota},
          {"pids", L.Pids}};
}

json wordsOf(pid_t Pid) {
  json Words = json::array();
  std::string Text = place::readFile(fmt::format("/proc/{}/cmdline", Pid));
  for (size_t At = 0, End; (End = Text.find('\0', At)) != Text.npos; At = End + 1)
    Words.push_back(Text.substr(At, End - At));
  return Words;
}

/// Has the keeper make a relay, which is attached to the job's agent.
demand::Expected<pid_t> startRelay(KeeperLink &Keeper, const std::string &Self, Journal &J,
                                   const std::string &Images) {
  auto Child = Keeper.spawn({Self, "agent", "--relay", J.path(), Images}, true, -1, 0);
  if (!Child)
    return std::unexpected(Child.error());
  auto Status = Keeper.await(*Child);
  if (!Status)
    return std::unexpected(Status.error());
  std::string Text = place::readFile(Images + "/relay");
  auto Pid = pid_t(atoi(Text.c_str()));
  if (*Status != 0 || Pid <= 0)
    return demand::fail(Text.empty() ? "its relay could not be started" : Text);
  if (auto Ok = J.note("root", identity(Pid)); !Ok)
    return std::unexpected(Ok.error());
  return Pid;
}

} // namespace

struct HostMover::Work {
  Dump From;
  std::string Host;
  Peer To;
  json Offer;
  Channel Agent;
  std::string There; ///< the job's name at the other host
  pid_t Relay = 0;
  double Seconds = 0;
};

demand::Expected<void> HostMover::check(const Subject &S, const Target &T) {
  if (auto Ok = dumpable(S); !Ok)
    return Ok;
  auto Known = loadHosts();
  if (!Known)
    return std::unexpected(Known.error());
  auto To = Known->Others.find(T.Name);
  if (To == Known->Others.end())
    return demand::fail(
        Known->Path.empty()
            ? fmt::format("no hosts are known here; write [hosts.{}] into /etc/auspex/hosts.toml",
                          T.Name)
            : fmt::format("{} has no [hosts.{}]", Known->Path, T.Name));
  auto Criu = readyCriu(O);
  if (!Criu)
    return std::unexpected(Criu.error());
  if (auto Kept = boundElsewhere(S.Job, *S.Groups); !Kept)
    return Kept;
  std::vector<pid_t> Pids = S.processes();
  auto Needs = requirementsOf(Pids);
  if (!Needs)
    return std::unexpected(Needs.error());
  uint64_t Bytes = dumpBytes(Pids), Margin = 16 << 20;
  std::string Images = O.Images.empty() ? "/dev/shm" : O.Images;
  if (!inMemory(Images))
    return demand::fail(fmt::format("{} is no memory file system, and nothing of a job may be left "
                                    "on a disk; name another with --images",
                                    Images));
  if (freeBytes(Images) < Bytes + Margin)
    return demand::fail(
        fmt::format("its memory takes {} in {}, where {} are free; give more room with --images",
                    place::sizeText(double(Bytes + Margin)), Images,
                    place::sizeText(double(freeBytes(Images)))));
  Now = std::make_shared<Work>();
  Work &W = *Now;
  W.From.Criu = *Criu;
  W.From.Helper = O.Helper;
  W.From.Images = fmt::format("{}/auspex-{}.images", Images, S.Job);
  W.From.Bytes = Bytes;
  W.Host = T.Name;
  W.To = To->second;
  W.Offer = {{"version", ProtocolVersion}, {"job", S.Job},        {"check", true},
             {"needs", *Needs},            {"limits", limitsOf(S)}, {"argv", wordsOf(S.Pid)}};
  auto Agent = connectTo(W.To, tunnelOf(O.Self));
  if (!Agent)
    return demand::fail(fmt::format("host {}: {}", W.Host, Agent.error().Message));
  W.Agent = std::move(*Agent);
  if (auto Ok = W.Agent.send(FrameKind::Offer, W.Offer); !Ok)
    return Ok;
  if (auto Ok = W.Agent.receive(FrameKind::Accepted); !Ok)
    return demand::fail(fmt::format("host {}: {}", W.Host, Ok.error().Message));
  return {};
}

Plan HostMover::plan(const Subject &S, const migrate::Target &T, Journal &J) {
  Plan P;
  if (!Now)
    if (auto Ok = check(S, T); !Ok) {
      P.Steps.push_back({"check", [Ok] { return Ok; }});
      P.Settle = settle;
      return P;
    }
  std::shared_ptr<Work> W = Now;
  auto Planned = place::plannedGroups(S.Directory, S.Job);
  W->From.Source = place::Group::open(Planned ? *Planned : place::Plan(), S.Job);
  auto Told = [W](demand::Expected<Frame> F) -> demand::Expected<Frame> {
    if (F)
      return F;
    return demand::fail(fmt::format("host {}: {}", W->Host, F.error().Message));
  };

  P.Steps.push_back({"prepare", [this, W, S, Told, &J]() -> demand::Expected<void> {
                       const place::Group::Part *From = freezerOf(W->From.Source);
                       if (!From)
                         return demand::fail("it has no process any more");
                       for (const auto &[Key, Value] :
                            {std::pair<const char *, std::string>("directory", S.Directory),
                             {"job", S.Job},
                             {"source", fmt::format("{} {}", From->Version,
                                                    pathOf(From->Dir.get()))},
                             {"images", W->From.Images},
                             {"host", W->Host},
                             {"address", W->To.Address},
                             {"port", fmt::to_string(W->To.Port)},
                             {"key", W->To.Key},
                             {"self", O.Self},
                             {"tunnel", tunnelOf(O.Self)}})
                         if (auto Ok = J.note(Key, Value); !Ok)
                           return Ok;
                       W->Offer["check"] = false;
                       if (auto Ok = W->Agent.send(FrameKind::Offer, W->Offer); !Ok)
                         return Ok;
                       auto Answer = Told(W->Agent.receive(FrameKind::Accepted));
                       if (!Answer)
                         return std::unexpected(Answer.error());
                       W->There = Answer->json().value("job", "");
                       if (!place::validJob(W->There))
                         return demand::fail("the other host's agent does not name the job");
                       if (auto Ok = J.note("there", W->There); !Ok)
                         return Ok;
                       return makeImages(W->From.Images);
                     }});
  P.Steps.push_back({"hold", [W, S, &J] { return W->From.hold(S, J); }});
  P.Steps.push_back({"dump", [W, &J] { return W->From.dump(J); }});
  P.Steps.push_back({"send", [W]() -> demand::Expected<void> {
                       if (auto Ok = sendImages(W->Agent, W->From.Images); !Ok)
                         return demand::fail(
                             fmt::format("host {}: {}", W->Host, Ok.error().Message));
                       return {};
                     }});
  P.Steps.push_back({"restore", [W, Told, &J]() -> demand::Expected<void> {
                       json Pipes = json::array(), Ways = json::array();
                       for (const Outside &Each : W->From.Pipes) {
                         Pipes.push_back({{"id", Each.Id}, {"reads", Each.Reads}});
                         Ways.push_back({{"path", Each.Path}, {"reads", Each.Reads}});
                       }
                       if (auto Ok = J.note("pipes", Ways.dump()); !Ok)
                         return Ok;
                       if (auto Ok = W->Agent.send(FrameKind::Restore,
                                                   {{"pipes", Pipes},
                                                    {"processes", W->From.Count}});
                           !Ok)
                         return Ok;
                       auto Answer = Told(W->Agent.receive(FrameKind::Restored));
                       return Answer ? demand::Expected<void>() : std::unexpected(Answer.error());
                     }});
  P.Steps.push_back(
      {"relay", [this, W, &J]() -> demand::Expected<void> {
         auto Relay = startRelay(W->From.Link, O.Self, J, W->From.Images);
         if (!Relay)
           return std::unexpected(Relay.error());
         W->Relay = *Relay;
         return {};
       }});
  P.Steps.push_back({"pledge", [W, &J]() -> demand::Expected<void> {
                       if (auto Ok = W->From.Link.pledge(); !Ok)
                         return Ok;
                       return J.note("asked", W->There);
                     }});
  P.Steps.push_back({"ask", [W, Told]() -> demand::Expected<void> {
                       if (auto Ok = W->Agent.send(FrameKind::Commit); !Ok)
                         return Ok;
                       if (auto Ok = Told(W->Agent.receive(FrameKind::Committed)); !Ok)
                         return std::unexpected(Ok.error());
                       W->Seconds = monotonicNow() - W->From.StoppedAt;
                       return {};
                     },
                     false, true});
  P.Steps.push_back({"commit", [W] { return W->From.Link.commit(W->Relay); }});

  P.Decide = [W](const History &H, Journal &J) -> demand::Expected<bool> {
    W->Agent.close();
    W->From.Link = KeeperLink(); // decide() is the next who speaks with the keeper
    return decide(H, J);
  };
  P.Settle = [W](const History &H, bool Forward) -> demand::Expected<void> {
    W->Agent.close();
    if (!Forward)
      (void)W->From.Link.abort();
    auto Done = settle(H, Forward);
    W->From.Link.over();
    if (Forward && Done && W->Seconds > 0)
      rememberMove("host", double(W->From.Bytes), W->Seconds);
    return Done;
  };
  return P;
}

demand::Expected<bool> HostMover::decide(const History &H, Journal &J) {
  auto There = [&]() -> demand::Expected<std::string> {
    auto Agent = connectTo(peerOf(H), H.note("tunnel"));
    if (!Agent)
      return std::unexpected(Agent.error());
    if (auto Ok = Agent->send(FrameKind::Ask, {{"job", H.note("asked")}}); !Ok)
      return std::unexpected(Ok.error());
    auto Answer = Agent->receive(FrameKind::Answer);
    if (!Answer)
      return std::unexpected(Answer.error());
    return Answer->json().value("state", "");
  }();
  if (There && *There == "none")
    return false;
  if (!There || (*There != "running" && *There != "over"))
    return demand::fail(fmt::format(
        "it stays frozen until host {} tells whether it runs there as {} ({}); where that host "
        "will not come back, `auspex migrate --resolve {} --lost` runs it here",
        H.note("host"), H.note("asked"), There ? "its answer is none" : There.error().Message,
        H.note("job")));
  // The keeper writes the commit, where it lives.
  constexpr int MostRounds = 200, StepMs = 10; // another's connection may just be ending
  for (int Round = 0; Round < MostRounds; ++Round) {
    auto Keeper = KeeperLink::connect(place::controlPath(H.note("directory"), H.note("job")));
    if (!Keeper)
      break;
    std::string Relay = H.note("root");
    if (!alive(Relay)) // killed meanwhile: another one takes its place
      if (auto Made = startRelay(*Keeper, H.note("self"), J, H.note("images")))
        Relay = identity(*Made);
    if (Keeper->commit(pid_t(atoi(Relay.c_str()))))
      break;
    poll(nullptr, 0, StepMs);
  }
  return true;
}

demand::Expected<void> HostMover::settle(const History &H, bool Forward) {
  if (!Forward) {
    // Where the keeper had pledged it waits for this word.
    if (auto Keeper = KeeperLink::connect(place::controlPath(H.note("directory"), H.note("job"))))
      (void)Keeper->abort();
    // It may be who settles this: then it ends by itself.
    std::string Relay = H.note("root");
    if (auto Pid = pid_t(atoi(Relay.c_str())); alive(Relay) && Pid != getpid())
      kill(Pid, SIGKILL);
  }
  return settleCopies(H, Forward);
}

Speed HostMover::speed() const { return moveSpeed("host"); }

std::string HostMover::effect() const {
  return fmt::format("{} process{}, {}, stopped for {:.2f} s; it is job {} there", Now->From.Count,
                     Now->From.Count == 1 ? "" : "es", place::sizeText(double(Now->From.Bytes)),
                     Now->Seconds, Now->There);
}

demand::Expected<void> HostMover::inject(const std::string &Kind) {
  if (Kind == "cut")
    shutdown(Now->Agent.get(), SHUT_RDWR);
  else if (Kind == "kill-relay" && Now->Relay > 0)
    kill(Now->Relay, SIGKILL);
  return injectFault(Kind, Now->From, Now->Relay);
}

Whereabouts whereabouts(const std::string &Directory, const std::string &Job) {
  auto H = parseJournal(place::readFile(journalPath(Directory, Job)));
  if (!H || H->Mover != "host" || !H->Committed)
    return {};
  return {H->note("host"), H->note("there")};
}

bool giveUpLost(const std::string &Directory, const std::string &Job) {
  auto H = parseJournal(place::readFile(journalPath(Directory, Job)));
  return H && H->Mover == "host" && H->Committed && H->Ended && alive(H->note("root")) &&
         kill(pid_t(atoi(H->note("root").c_str())), SIGKILL) == 0;
}

Peer peerOf(const History &H) {
  return {H.note("address"), atoi(H.note("port").c_str()), H.note("key")};
}

} // namespace auspex::migrate
