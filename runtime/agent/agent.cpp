//===- runtime/agent/agent.cpp - Jobs from other hosts, and to them ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/agent/agent.h"

#include "runtime/agent/arrival.h"
#include "runtime/migrate/host/channel.h"
#include "runtime/migrate/movers.h"
#include "runtime/place/registry.h"
#include "runtime/place/socket_name.h"

#include <algorithm>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace auspex::agent {
namespace {

using migrate::Channel, migrate::Frame, migrate::FrameKind;

/// Hands a connection and its first frame to the process of a job; false where there is none.
bool handOver(const std::string &Directory, const std::string &Job, const Frame &First,
              Channel &C) {
  place::Fd To(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  place::SocketName Name(relayPath(Directory, Job));
  if (!To || connect(To.get(), Name.address(), Name.size()) != 0)
    return false;
  std::string Text = std::string(1, char(First.Kind)) + First.Body;
  iovec Data = {Text.data(), Text.size()};
  alignas(cmsghdr) char Space[CMSG_SPACE(sizeof(int))] = {};
  msghdr M = {};
  M.msg_iov = &Data;
  M.msg_iovlen = 1;
  M.msg_control = Space;
  M.msg_controllen = sizeof(Space);
  cmsghdr *Rights = CMSG_FIRSTHDR(&M);
  Rights->cmsg_level = SOL_SOCKET;
  Rights->cmsg_type = SCM_RIGHTS;
  Rights->cmsg_len = CMSG_LEN(sizeof(int));
  int F = C.get();
  memcpy(CMSG_DATA(Rights), &F, sizeof(F));
  if (sendmsg(To.get(), &M, MSG_NOSIGNAL) != ssize_t(Text.size()))
    return false;
  char One; // it takes the connection before it closes this one
  return recv(To.get(), &One, 1, 0) == 1;
}

bool lives(const std::string &Directory, const std::string &Job) {
  return std::ranges::any_of(place::livingJobs(Directory),
                             [&](const place::Living &L) { return L.Job == Job; });
}

/// What became of an arrival whose process is gone: running, over or none. Waits until
/// nobody can commit it any more where nobody has.
demand::Expected<std::string> stateOf(const std::string &Directory, const std::string &Job) {
  constexpr int StepMs = 10, MostMs = 10'000;
  std::string Path = arrivalPath(Directory, Job);
  for (int Waited = 0; Waited < MostMs; Waited += StepMs) {
    auto H = migrate::parseJournal(place::readFile(Path));
    bool Alive = lives(Directory, Job);
    if (H && H->Committed)
      return Alive ? "running" : "over";
    if (!Alive) {
      auto J = migrate::Journal::open(Path);
      if (!J && access(Path.c_str(), F_OK) != 0)
        return "none";
      if (J && (H = J->read()) && !H->Committed)
        if (migrate::Outcome O = migrate::resolve(*J); O.Unsettled.empty())
          return O.Moved ? "over" : "none";
    }
    poll(nullptr, 0, StepMs);
  }
  return demand::fail("what is left of an earlier arrival there does not end");
}

int answerAsk(const Ways &W, Channel &C, const Frame &F, const std::string &Job) {
  if (handOver(W.Directory, Job, F, C))
    return 0;
  auto State = stateOf(W.Directory, Job);
  (void)(State ? C.send(FrameKind::Answer, {{"state", *State}})
               : C.send(FrameKind::Refused, std::string_view(State.error().Message)));
  return 0;
}

/// The process that kept the job's output was killed: how the job ends can still be told.
int answerAttach(const Ways &W, Channel &C, const Frame &F, const std::string &Job) {
  constexpr int StepMs = 100;
  while (true) {
    if (handOver(W.Directory, Job, F, C))
      return 0;
    auto H = migrate::parseJournal(place::readFile(arrivalPath(W.Directory, Job)));
    if (!H || !H->Committed) {
      (void)C.send(FrameKind::Gone);
      return 0;
    }
    int Status = 0;
    std::string Record = place::readFile(fmt::format("{}/{}", W.Directory, Job));
    size_t At = Record.rfind("outcome ");
    if (At != Record.npos && sscanf(Record.c_str() + At, "outcome %d", &Status) == 1) {
      if (C.send(FrameKind::Ended, {{"status", Status}}) && C.receive(FrameKind::Bye)) {
        place::cleanUp(W.Directory);
        unlink(arrivalPath(W.Directory, Job).c_str());
      }
      return 0;
    }
    if (!lives(W.Directory, Job)) {
      (void)C.send(FrameKind::Gone);
      return 0;
    }
    if (!C.fill())
      return 0;
    poll(nullptr, 0, StepMs);
  }
}

} // namespace

std::string arrivalPath(const std::string &Directory, const std::string &Job) {
  return fmt::format("{}/{}.arrival", Directory, Job);
}
std::string relayPath(const std::string &Directory, const std::string &Job) {
  return fmt::format("{}/{}.relay", Directory, Job);
}

void settleArrivals(const std::string &Directory) {
  constexpr std::string_view Suffix = ".arrival";
  std::unique_ptr<DIR, int (*)(DIR *)> D(opendir(Directory.c_str()), closedir);
  while (dirent *E = D ? readdir(D.get()) : nullptr) {
    std::string Name = E->d_name;
    if (!Name.ends_with(Suffix))
      continue;
    std::string Path = Directory + "/" + Name, Job = Name.substr(0, Name.size() - Suffix.size());
    auto J = migrate::Journal::open(Path);
    auto H = J ? J->read() : demand::Expected<migrate::History>(std::unexpected(J.error()));
    if (!H || (H->Ended && H->Committed))
      continue; // its process lives, or it is the mark of a job that came
    // Until its keeper is gone, too, that one could still commit.
    constexpr int StepMs = 10, MostMs = 5000;
    for (int Waited = 0; !H->Committed && lives(Directory, Job) && Waited < MostMs;
         Waited += StepMs)
      poll(nullptr, 0, StepMs);
    if (!H->Committed && lives(Directory, Job))
      continue;
    if (migrate::Outcome O = migrate::resolve(*J); O.Unsettled.empty() && !O.Moved)
      unlink(Path.c_str());
  }
  place::cleanUp(Directory);
}

int serve(const Ways &W) {
  struct stat What;
  if (fstat(0, &What) != 0 || !S_ISSOCK(What.st_mode)) {
    settleArrivals(W.Directory);
    return 0;
  }
  Channel C(place::Fd(fcntl(0, F_DUPFD_CLOEXEC, 3)));
  place::Fd Null(open("/dev/null", O_RDWR | O_CLOEXEC));
  dup2(Null.get(), 0);
  while (true) {
    auto F = C.receive();
    if (!F)
      return 0;
    nlohmann::json Body = F->json();
    std::string Job = Body.contains("job") && Body["job"].is_string()
                          ? Body["job"].get<std::string>()
                          : std::string();
    if (!place::validJob(Job)) {
      (void)C.send(FrameKind::Refused, std::string_view("that is no name of a job"));
      return 1;
    }
    switch (F->Kind) {
    case FrameKind::Offer:
      if (auto Ok = acceptable(W, Body); !Ok) {
        (void)C.send(FrameKind::Refused, std::string_view(Ok.error().Message));
        return 0;
      }
      if (!Body.value("check", true))
        return arrive(W, std::move(C), Body);
      if (!C.send(FrameKind::Accepted))
        return 0;
      break;
    case FrameKind::Ask:
      return answerAsk(W, C, *F, Job);
    case FrameKind::Attach:
      return answerAttach(W, C, *F, Job);
    default:
      (void)C.send(FrameKind::Refused, std::string_view("that is no beginning"));
      return 1;
    }
  }
}

} // namespace auspex::agent
