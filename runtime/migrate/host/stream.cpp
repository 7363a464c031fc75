//===- runtime/migrate/host/stream.cpp - Bytes that survive a cut connection ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/host/stream.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

/// Bytes of a stream that may be under way: a pipe's.
constexpr size_t Window = 64 << 10;

std::string packed(uint8_t Number, uint64_t Offset) {
  std::string Text(1, char(Number));
  for (int I = 0; I < 8; ++I)
    Text += char(Offset >> (8 * I));
  return Text;
}

uint64_t offsetIn(const std::string &Body) {
  uint64_t Offset = 0;
  for (int I = 0; I < 8; ++I)
    Offset |= uint64_t((unsigned char)(Body[size_t(1 + I)])) << (8 * I);
  return Offset;
}

void unblock(const place::Fd &F) { fcntl(F.get(), F_SETFL, fcntl(F.get(), F_GETFL) | O_NONBLOCK); }

} // namespace

void ignoreBrokenPipes() {
  signal(SIGPIPE, SIG_IGN);
  sigset_t Only; // what is blocked is kept, ignored or not
  sigemptyset(&Only);
  sigaddset(&Only, SIGPIPE);
  sigprocmask(SIG_UNBLOCK, &Only, nullptr);
}

void Streams::addSender(uint8_t Number, place::Fd From) {
  Sender S;
  unblock(From);
  S.Ended = !From;
  S.From = std::move(From);
  Senders[Number] = std::move(S);
}

void Streams::addReceiver(uint8_t Number, place::Fd To) {
  Receiver R;
  unblock(To);
  R.Broken = !To;
  R.To = std::move(To);
  Receivers[Number] = std::move(R);
}

void Streams::addSource(uint8_t Number) { Senders[Number].Source = true; }

void Streams::push(uint8_t Number, char Byte) {
  auto At = Senders.find(Number);
  if (At != Senders.end() && At->second.Kept.size() < Window)
    At->second.Kept += Byte;
}

void Streams::addSink(uint8_t Number, std::function<void(unsigned char)> To) {
  Receivers[Number].Sink = std::move(To);
}

void Streams::waitFor(std::vector<pollfd> &Fds) const {
  for (const auto &[Number, S] : Senders)
    if (S.From && S.Kept.size() < Window)
      Fds.push_back({S.From.get(), POLLIN, 0});
  for (const auto &[Number, R] : Receivers)
    if (R.To) // POLLERR alone tells that the reader is gone
      Fds.push_back({R.To.get(), short(R.Pending.empty() ? 0 : POLLOUT), 0});
}

void Streams::read(Sender &S) {
  char Buffer[Window];
  while (S.From && S.Kept.size() < Window) {
    ssize_t N = ::read(S.From.get(), Buffer, Window - S.Kept.size());
    if (N < 0 && errno == EINTR)
      continue;
    if (N < 0 && errno == EAGAIN)
      return;
    if (N <= 0) {
      S.From.reset();
      S.Ended = true;
      return;
    }
    S.Kept.append(Buffer, size_t(N));
  }
}

void Streams::write(Receiver &R) {
  while (R.To && !R.Pending.empty()) {
    ssize_t N = ::write(R.To.get(), R.Pending.data(), R.Pending.size());
    if (N < 0 && errno == EINTR)
      continue;
    if (N < 0 && errno == EAGAIN)
      return;
    if (N < 0) {
      R.Broken = true;
      R.To.reset();
      break;
    }
    R.Pending.erase(0, size_t(N));
  }
  if (R.Broken)
    R.Pending.clear();
  if (R.Ended && R.Pending.empty())
    R.To.reset();
}

void Streams::work() {
  for (auto &[Number, S] : Senders)
    read(S);
  for (auto &[Number, R] : Receivers) {
    write(R);
    pollfd P = {R.To.get(), 0, 0};
    // A pipe that nobody reads tells its writer before it writes.
    if (R.To && R.Pending.empty() && poll(&P, 1, 0) == 1 && P.revents & POLLERR) {
      R.Broken = true;
      R.To.reset();
    }
  }
}

void Streams::tell(Channel &C) {
  if (!C)
    return;
  for (auto &[Number, S] : Senders) {
    size_t From = size_t(S.Sent - S.Base);
    if (From < S.Kept.size()) {
      C.queue(FrameKind::Stream, packed(Number, S.Sent) + S.Kept.substr(From));
      S.Sent = S.Base + S.Kept.size();
    }
    if (S.Ended && !S.EndSent) {
      C.queue(FrameKind::Stream, packed(Number, S.Sent));
      S.EndSent = true;
    }
  }
  for (auto &[Number, R] : Receivers) {
    if (uint64_t Now = R.arrived(); Now > R.Told) {
      C.queue(FrameKind::Ack, packed(Number, Now));
      R.Told = Now;
    }
    if (R.Broken && !R.BrokenTold) {
      C.queue(FrameKind::Broken, std::string(1, char(Number)));
      R.BrokenTold = true;
    }
  }
}

bool Streams::take(const Frame &F) {
  if (F.Body.empty())
    return false;
  uint8_t Number = uint8_t(F.Body[0]);
  auto S = Senders.find(Number);
  auto R = Receivers.find(Number);
  if (F.Kind == FrameKind::Broken && S != Senders.end()) {
    S->second.From.reset();
    S->second.Kept.clear();
    S->second.Ended = S->second.EndSent = S->second.Done = true;
    return true;
  }
  if (F.Body.size() < 9)
    return false;
  uint64_t Offset = offsetIn(F.Body);
  if (F.Kind == FrameKind::Ack && S != Senders.end()) {
    Sender &To = S->second;
    uint64_t End = To.Base + To.Kept.size();
    if (Offset > End + To.Ended)
      return false;
    if (uint64_t Bytes = std::min(Offset, End); Bytes > To.Base) {
      To.Kept.erase(0, size_t(Bytes - To.Base));
      To.Base = Bytes;
      To.Sent = std::max(To.Sent, Bytes);
    }
    To.Done |= Offset == End + 1;
    return true;
  }
  if (F.Kind == FrameKind::Stream && R != Receivers.end()) {
    Receiver &To = R->second;
    std::string_view Bytes = std::string_view(F.Body).substr(9);
    if (Offset > To.Have || To.Pending.size() + Bytes.size() > 2 * Window)
      return false; // a gap, or more than was asked for
    if (Bytes.empty())
      To.Ended |= Offset == To.Have;
    size_t Known = size_t(std::min<uint64_t>(To.Have - Offset, Bytes.size()));
    Bytes.remove_prefix(Known);
    To.Have += Bytes.size();
    if (To.Sink)
      for (char C : Bytes)
        To.Sink((unsigned char)C);
    else if (!To.Broken)
      To.Pending += Bytes;
    write(To);
    return true;
  }
  return false;
}

nlohmann::json Streams::arrived() const {
  auto J = nlohmann::json::object();
  for (const auto &[Number, R] : Receivers)
    J[std::to_string(Number)] = R.arrived();
  return J;
}

void Streams::resume(const nlohmann::json &Arrived) {
  for (auto &[Number, S] : Senders) {
    auto At = Arrived.find(std::to_string(Number));
    uint64_t Offset = At != Arrived.end() && At->is_number_unsigned() ? At->get<uint64_t>() : 0;
    uint64_t End = S.Base + S.Kept.size();
    S.Done |= S.Ended && Offset == End + 1;
    Offset = std::clamp(Offset, S.Base, End);
    S.Kept.erase(0, size_t(Offset - S.Base));
    S.Base = S.Sent = Offset;
    S.EndSent = S.Done;
  }
  for (auto &[Number, R] : Receivers) {
    R.Told = 0;
    R.BrokenTold = false;
  }
}

bool Streams::delivered() const {
  return std::ranges::all_of(Senders,
                             [](const auto &S) { return S.second.Source || S.second.Done; });
}

} // namespace auspex::migrate
