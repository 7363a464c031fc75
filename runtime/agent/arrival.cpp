//===- runtime/agent/arrival.cpp - A job that comes from another host ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/agent/arrival.h"

#include "runtime/launch/launch.h"
#include "runtime/migrate/criu_steps.h"
#include "runtime/migrate/frozen.h"
#include "runtime/migrate/host/requirements.h"
#include "runtime/migrate/host/stream.h"
#include "runtime/migrate/movers.h"
#include "runtime/place/registry.h"
#include "runtime/place/socket_name.h"
#include "runtime/watch/status.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

namespace auspex::agent {
namespace {

using demand::Expected;
using migrate::Channel, migrate::Frame, migrate::FrameKind;
using nlohmann::json;
using place::Fd;

constexpr int StepMs = 20;
/// How long the end of a job is kept for a relay that does not come.
constexpr int64_t MostWaitMs = 24 * 3600 * 1000ll;

/// The file of the images that a mover may name.
bool validName(std::string_view Name) {
  return !Name.empty() && Name.size() < 128 && Name[0] != '.' && Name != "restored" &&
         Name != "root" && std::ranges::all_of(Name, [](char C) {
           return (C >= 'a' && C <= 'z') || (C >= 'A' && C <= 'Z') || (C >= '0' && C <= '9') ||
                  C == '-' || C == '_' || C == '.';
         });
}

int64_t number(const json &J, const char *Key) {
  auto At = J.find(Key);
  return At != J.end() && At->is_number() ? At->get<int64_t>() : 0;
}

class Arrival {
public:
  Arrival(const Ways &W, Channel Mover, const json &Offer)
      : W(W), Mover(std::move(Mover)), Job(place::newJob()) {
    Status.Job = Job;
    if (auto Words = Offer.find("argv"); Words != Offer.end() && Words->is_array())
      for (const json &Word : *Words)
        if (Word.is_string())
          Status.Argv.push_back(Word.get<std::string>());
  }
  Expected<void> prepare(const json &Offer);
  int run();
  /// Before the commit, and only then: nothing of the job stays here.
  [[noreturn]] void giveUp(const std::string &Why);

private:
  void step();
  void hearMover();
  void hear(const Frame &F);
  void acceptOther();
  void hearRelay();
  Expected<void> takeFile(const Frame &F);
  Expected<void> restore(const json &How);
  void commit();
  pid_t moveOver(pid_t Pid);
  void waitAgain(launch::Events &E);
  std::vector<pollfd> interests() const;

  Ways W;
  Channel Mover, Relay;
  std::string Job, Images;
  std::vector<std::string> Criu; ///< how it is started here
  watch::Status Status;
  std::optional<place::Record> Record;
  place::Group Group;
  std::optional<migrate::Journal> J;
  launch::SignalState Signals;
  launch::Keeper Keeper;
  Fd Control, Listen, Image, Epoll;
  migrate::KeeperLink Link;
  migrate::Streams Streams;
  pid_t Root = 0;
  bool Restored = false, Committed = false, Over = false, EndTold = false, Left = false;
  launch::Outcome Result;
};

Expected<void> Arrival::prepare(const json &Offer) {
  auto Known = migrate::loadHosts();
  if (!Known)
    return std::unexpected(Known.error());
  auto Ready = migrate::readyCriu({W.Self, W.Helper, ""});
  if (!Ready)
    return std::unexpected(Ready.error());
  Criu = std::move(*Ready);
  const json L = Offer.value("limits", json::object());
  place::Limits Wanted;
  Wanted.Movable = true;
  Wanted.MemoryMax = uint64_t(number(L, "memory_max"));
  Wanted.CpuWeight = uint64_t(number(L, "cpu_weight"));
  Wanted.Pids = uint64_t(number(L, "pids"));
  if (L.contains("cpus") && L["cpus"].is_number())
    Wanted.CpuQuota = L["cpus"].get<double>();
  place::cleanUp(W.Directory);
  place::Plan P = place::planGroup(place::detectLayout(), Wanted);
  if (P.Parts.empty() || !P.Missing.empty())
    return demand::fail(fmt::format("no control group can be made there ({})",
                                    P.Missing.empty() ? "none is writable" : P.Missing[0]));
  auto Made = place::Record::create(W.Directory, Job, P);
  if (!Made)
    return std::unexpected(Made.error());
  Record = std::move(*Made);
  auto Begun = migrate::Journal::begin(arrivalPath(W.Directory, Job), "arrival",
                                       fmt::format("job={}", Offer.value("job", "")));
  if (!Begun)
    return std::unexpected(Begun.error());
  J = std::move(*Begun);
  Images = fmt::format("{}/auspex-{}.images", Known->Images, Job);
  std::vector<std::string> Missing;
  Group = place::Group::create(P, Job, Missing);
  Group.apply(Wanted, Missing);
  const place::Group::Part *Freezer = migrate::freezerOf(Group);
  if (!Missing.empty() || !Freezer)
    return demand::fail(Missing.empty() ? "its control groups cannot be frozen (no v1 freezer, no "
                                          "v2 group)"
                                        : Missing[0]);
  for (const auto &[Key, Value] :
       {std::pair<const char *, std::string>("directory", W.Directory),
        {"job", Job},
        {"target", fmt::format("{} {}", Freezer->Version, migrate::pathOf(Freezer->Dir.get()))},
        {"images", Images}})
    if (auto Ok = J->note(Key, Value); !Ok)
      return Ok;
  if (auto Ok = J->step(1, "receive"); !Ok)
    return Ok;
  if (auto Ok = migrate::makeImages(Images); !Ok)
    return Ok;
  Control = place::listenAt(place::controlPath(W.Directory, Job));
  Listen = place::listenAt(relayPath(W.Directory, Job));
  if (!Control || !Listen)
    return demand::fail(fmt::format("cannot listen in {}: {}", W.Directory, strerror(errno)));
  return {};
}

void Arrival::giveUp(const std::string &Why) {
  if (Mover && !Why.empty())
    (void)Mover.send(FrameKind::Refused, std::string_view(Why));
  (void)Link.abort();
  if (J)
    if (auto H = J->read()) {
      auto Ok = migrate::settleArrival(*H, false);
      (void)J->end(false, Why.empty() ? "the connection ended" : Why);
      // Where something is left the agent's next start tries again.
      if (Ok)
        unlink(J->path().c_str());
    }
  unlink(relayPath(W.Directory, Job).c_str());
  launch::awaitKeeper(Keeper);
  if (Group.empty() || Group.remove())
    if (Record)
      Record->remove();
  _exit(0);
}

Expected<void> Arrival::takeFile(const Frame &F) {
  if (F.Kind == FrameKind::File) {
    if (!validName(F.Body))
      return demand::fail("that is no name of an image");
    Image = Fd(open((Images + "/" + F.Body).c_str(),
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    return Image ? Expected<void>()
                 : demand::fail(fmt::format("cannot make {}/{}: {}", Images, F.Body,
                                            strerror(errno)));
  }
  for (std::string_view Rest = F.Body; !Rest.empty();) {
    ssize_t N = write(Image.get(), Rest.data(), Rest.size());
    if (N < 0 && errno == EINTR)
      continue;
    if (N <= 0)
      return demand::fail(fmt::format("cannot write below {}: {}", Images, strerror(errno)));
    Rest.remove_prefix(size_t(N));
  }
  return {};
}

Expected<void> Arrival::restore(const json &How) {
  Image.reset();
  std::vector<migrate::Outside> Pipes;
  std::vector<Fd> Theirs; // open until CRIU has opened them
  const json Wanted = How.value("pipes", json::array());
  if (!Wanted.is_array() || Wanted.size() >= migrate::SignalStream)
    return demand::fail("it has too many pipes that lead out of it");
  for (const json &Each : Wanted) {
    std::string Id = Each.value("id", "");
    bool Reads = Each.value("reads", false);
    if (!Id.starts_with("pipe:[") || Id.size() > 64)
      return demand::fail("that is no pipe");
    int Ends[2];
    if (pipe2(Ends, O_CLOEXEC) != 0)
      return demand::fail(fmt::format("no more pipes: {}", strerror(errno)));
    Fd Read(Ends[0]), Write(Ends[1]);
    auto Number = uint8_t(Pipes.size());
    Fd &Inside = Reads ? Read : Write;
    Pipes.push_back({fmt::format("/proc/{}/fd/{}", getpid(), Inside.get()), Id, Reads});
    Theirs.push_back(std::move(Inside));
    if (Reads)
      Streams.addReceiver(Number, std::move(Write));
    else
      Streams.addSender(Number, std::move(Read));
  }
  Streams.addSink(migrate::SignalStream, [](unsigned char Number) {
    // Taken up as any signal of a launcher: the keeper keeps it while the job is held.
    if (Number && Number <= 64 && Number != SIGKILL && Number != SIGSTOP && Number != SIGCHLD)
      kill(getpid(), Number);
  });
  if (auto Ok = J->step(2, "restore"); !Ok)
    return Ok;
  auto To = migrate::KeeperLink::connect(place::controlPath(W.Directory, Job));
  if (!To)
    return std::unexpected(To.error());
  Link = std::move(*To);
  Fd Lines(open(J->path().c_str(), O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC));
  const place::Group::Part *Freezer = migrate::freezerOf(Group);
  if (auto Held = Link.hold(Freezer->Dir.get(), Freezer->Version, Lines.get()); !Held)
    return std::unexpected(Held.error());
  auto Made = migrate::restore({Criu, W.Helper, Images, {}, Pipes}, Group, Link, *J);
  if (!Made)
    return std::unexpected(Made.error());
  Root = *Made;
  if (auto Ok = migrate::verify(Group, size_t(number(How, "processes"))); !Ok)
    return Ok;
  Restored = true;
  return J->step(3, "wait for the word");
}

void Arrival::commit() {
  auto Done = Link.commit(Root);
  auto H = J->read(); // the journal decides, whatever the keeper could say
  Committed = H && H->Committed;
  if (!Committed)
    giveUp(Done ? "it could not be committed" : Done.error().Message);
  (void)Mover.send(FrameKind::Committed);
  Mover.close();
  if (Relay)
    Relay.queue(FrameKind::Committed);
  // The mover is told first: what follows is not urgent.
  if (migrate::settleArrival(*H, true))
    (void)J->end(true, "as planned");
  J.reset();
  Link.over();
}

void Arrival::hear(const Frame &F) {
  switch (F.Kind) {
  case FrameKind::File:
  case FrameKind::Data:
    if (auto Ok = takeFile(F); !Ok)
      giveUp(Ok.error().Message);
    return;
  case FrameKind::Restore: {
    auto Ok = Restored ? Expected<void>(demand::fail("it was restored before"))
                       : restore(F.json());
    if (!Ok)
      giveUp(Ok.error().Message);
    Mover.queue(FrameKind::Restored, "{}");
    return;
  }
  case FrameKind::Commit:
    if (!Restored)
      giveUp("nothing was restored");
    return commit();
  default:
    giveUp("that is no part of a move");
  }
}

void Arrival::hearMover() {
  bool Open = Mover.fill();
  while (Mover)
    if (auto F = Mover.take())
      hear(*F);
    else
      break;
  if (Mover && !Open) // before its word
    giveUp("");
}

/// A connection that another process of the agent took for this job.
void Arrival::acceptOther() {
  Fd From(accept4(Listen.get(), nullptr, nullptr, SOCK_CLOEXEC));
  std::string Text(1 << 16, '\0');
  iovec Data = {Text.data(), Text.size()};
  alignas(cmsghdr) char Space[CMSG_SPACE(sizeof(int))];
  msghdr M = {};
  M.msg_iov = &Data;
  M.msg_iovlen = 1;
  M.msg_control = Space;
  M.msg_controllen = sizeof(Space);
  timeval Soon = {1, 0};
  setsockopt(From.get(), SOL_SOCKET, SO_RCVTIMEO, &Soon, sizeof(Soon));
  ssize_t N = From ? recvmsg(From.get(), &M, MSG_CMSG_CLOEXEC) : -1;
  cmsghdr *C = N > 0 ? CMSG_FIRSTHDR(&M) : nullptr;
  if (!C || C->cmsg_type != SCM_RIGHTS || C->cmsg_len != CMSG_LEN(sizeof(int)))
    return;
  int Number;
  memcpy(&Number, CMSG_DATA(C), sizeof(Number));
  Channel Other{Fd(Number)};
  send(From.get(), "1", 1, MSG_NOSIGNAL);
  Frame First{FrameKind(Text[0]), Text.substr(1, size_t(N - 1))};
  if (First.Kind == FrameKind::Ask) {
    if (!Committed) {
      // The mover doubts. What it may still have under way finds nobody.
      Mover.close();
      Fd Kept = Other.release();
      Channel Answer{std::move(Kept)};
      Mover = std::move(Answer);
      (void)Link.abort();
      auto H = J->read();
      if (H && migrate::settleArrival(*H, false)) {
        (void)J->end(false, "the mover was cut off");
        (void)Mover.send(FrameKind::Answer, {{"state", "none"}});
      }
      giveUp("");
    }
    (void)Other.send(FrameKind::Answer, {{"state", Over ? "over" : "running"}});
    return;
  }
  if (First.Kind != FrameKind::Attach)
    return;
  Relay = std::move(Other);
  EndTold = false;
  Streams.resume(First.json().value("arrived", json::object()));
  Relay.queue(FrameKind::Attached, json{{"arrived", Streams.arrived()}}.dump());
  if (Committed)
    Relay.queue(FrameKind::Committed);
}

void Arrival::hearRelay() {
  bool Open = Relay.fill();
  while (auto F = Relay.take()) {
    if (F->Kind == FrameKind::Bye)
      Left = true;
    else if (!Committed || !Streams.take(*F))
      Open = false;
  }
  if (!Open)
    Relay.close(); // it comes again
}

void Arrival::step() {
  auto Readable = [](int F) {
    pollfd P = {F, POLLIN, 0};
    return F >= 0 && poll(&P, 1, 0) == 1;
  };
  if (Readable(Mover.get()))
    hearMover();
  if (Mover && !Mover.flush())
    giveUp("");
  if (Readable(Listen.get()))
    acceptOther();
  if (Readable(Relay.get()))
    hearRelay();
  if (Committed) {
    Streams.work();
    Streams.tell(Relay);
  }
  if (Over && Relay && !EndTold && Streams.delivered()) {
    Relay.queue(FrameKind::Ended, json{{"status", Result.End.Status}}.dump());
    EndTold = true;
  }
  if (Relay && !Relay.flush())
    Relay.close();
}

std::vector<pollfd> Arrival::interests() const {
  std::vector<pollfd> All;
  All.push_back({Listen.get(), POLLIN, 0});
  if (Mover)
    All.push_back({Mover.get(), short(POLLIN | (Mover.waiting() ? POLLOUT : 0)), 0});
  if (Relay)
    All.push_back({Relay.get(), short(POLLIN | (Relay.waiting() ? POLLOUT : 0)), 0});
  if (Committed)
    Streams.waitFor(All);
  return All;
}

/// The launcher waits for one descriptor: a new set of those that matter now.
void Arrival::waitAgain(launch::Events &E) {
  Epoll = Fd(epoll_create1(EPOLL_CLOEXEC));
  for (const pollfd &P : interests()) {
    epoll_event Event = {};
    Event.events = uint32_t(P.events);
    epoll_ctl(Epoll.get(), EPOLL_CTL_ADD, P.fd, &Event);
  }
  E.Fd = Epoll.get();
}

pid_t Arrival::moveOver(pid_t Pid) {
  if (!Committed)
    giveUp("its keeper was killed");
  migrate::resolveJob(W.Directory, Job);
  if (auto Planned = place::plannedGroups(W.Directory, Job))
    Group = place::Group::open(*Planned, Job);
  Status.Pid = Pid;
  watch::writeStatus(W.Directory, Status);
  auto H = migrate::parseJournal(place::readFile(migrate::journalPath(W.Directory, Job)));
  if (!H || !H->Committed)
    H = migrate::parseJournal(place::readFile(arrivalPath(W.Directory, Job)));
  return H ? pid_t(atoi(H->note("root").c_str())) : 0;
}

int Arrival::run() {
  Signals.take();
  bool Inexact = false;
  char Name[] = "-";
  char *Argv[] = {Name, nullptr};
  auto Started = launch::startKeeper(W.Keeper, Argv, Signals, Inexact);
  if (!Started)
    giveUp(Started.error().Message);
  Keeper = std::move(*Started);
  launch::letGoOfInherited(true);
  migrate::ignoreBrokenPipes();
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  Status.StartedNanos = uint64_t(T.tv_sec) * 1'000'000'000 + uint64_t(T.tv_nsec);

  launch::Job What;
  What.Group = &Group;
  What.Lock = Record->lock();
  What.Control = Control.get();
  What.Movable = What.Adopt = true;
  Mover.queue(FrameKind::Accepted, json{{"job", Job}}.dump());
  launch::Events E;
  E.Ready = [&] {
    step();
    waitAgain(E);
    return true;
  };
  E.MoveOver = [&](pid_t Pid) { return moveOver(Pid); };
  step();
  waitAgain(E);
  launch::runJob(Keeper, What, Signals, E, Result);
  if (!Committed)
    giveUp("its keeper could not be started");
  Over = true;
  if (Result.Lost)
    Result.End.Status = SIGKILL;
  // Whoever asks gets the last bytes and how it ended.
  for (int64_t Waited = 0; !Left && Waited < MostWaitMs;) {
    step();
    std::vector<pollfd> All = interests();
    if (!Left && poll(All.data(), All.size(), StepMs) == 0)
      Waited += StepMs;
  }
  launch::awaitKeeper(Keeper);
  migrate::resolveJob(W.Directory, Job, 10'000);
  if (auto Planned = place::plannedGroups(W.Directory, Job))
    Group = place::Group::open(*Planned, Job);
  if (Group.remove())
    Record->remove();
  unlink(relayPath(W.Directory, Job).c_str());
  unlink(arrivalPath(W.Directory, Job).c_str());
  return 0;
}

} // namespace

Expected<void> acceptable(const Ways &W, const json &Offer) {
  if (number(Offer, "version") != migrate::ProtocolVersion)
    return demand::fail("its agent is of another version; install the same Auspex on both hosts");
  auto Known = migrate::loadHosts();
  if (!Known)
    return std::unexpected(Known.error());
  if (auto Criu = migrate::readyCriu({W.Self, W.Helper, ""}); !Criu)
    return std::unexpected(Criu.error());
  return migrate::meets(Offer.value("needs", json::object()), Known->Images);
}

int arrive(const Ways &W, Channel Mover, const json &Offer) {
  setsid(); // the agent's end, or its terminal's, is not the job's
  Arrival A(W, std::move(Mover), Offer);
  if (auto Ok = A.prepare(Offer); !Ok)
    A.giveUp(Ok.error().Message);
  return A.run();
}

} // namespace auspex::agent
