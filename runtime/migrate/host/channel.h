//===- runtime/migrate/host/channel.h - Frames between two hosts ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a mover, a relay and an agent tell each other: frames over a stream socket whose other
// end is auspex-tunnel's, which encrypts. A frame is its body's length (4 bytes, little
// endian), its kind (1 byte), its body. A stream that ends within a move, or within a frame,
// was cut: nothing is concluded from an end but that.
//
//   mover to agent                         answer
//   Offer     what the job is and needs    Accepted (its name there) or Refused; with
//                                          "check" that is all
//   File      name of an image             -
//   Data      bytes of it                  -
//   Restore   its pipes                    Restored (how many processes) or Refused
//   Commit                                 Committed: it runs
//   Ask       a job                        Answer: running, over or none. Where it is none
//                                          now it stays none: a Commit that is still under
//                                          way finds nothing
//
//   relay to agent: Attach (job, what it has of each stream), answered by Attached (the
//   same of the agent), Gone or Refused. Then both ways Stream, Ack, Broken (stream.h); Ended
//   (wait status) when the job is over and all that it wrote has arrived; Bye.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_HOST_CHANNEL_H
#define AUSPEX_RUNTIME_MIGRATE_HOST_CHANNEL_H

#include "demand/error.h"
#include "runtime/migrate/host/hosts.h"
#include "runtime/place/file.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace auspex::migrate {

inline constexpr int ProtocolVersion = 1;

enum class FrameKind : uint8_t {
  Offer = 1,
  Accepted,
  Refused,
  File,
  Data,
  Restore,
  Restored,
  Commit,
  Committed,
  Ask,
  Answer,
  Attach,
  Attached,
  Gone,
  Stream,
  Ack,
  Broken,
  Ended,
  Bye
};

struct Frame {
  FrameKind Kind = FrameKind::Bye;
  std::string Body;
  /// The body as a document; an empty object where it is none.
  nlohmann::json json() const;
};

inline constexpr size_t MostBody = 4 << 20; ///< bytes of a frame

class Channel {
public:
  Channel() = default;
  explicit Channel(place::Fd Socket) : Socket(std::move(Socket)) {}

  /// Sends all of it, waiting where it must.
  demand::Expected<void> send(FrameKind Kind, std::string_view Body = {});
  demand::Expected<void> send(FrameKind Kind, const nlohmann::json &Body);
  /// The next frame; a Refused is an error with its reason.
  demand::Expected<Frame> receive();
  /// ... which has to be of \p Wanted.
  demand::Expected<Frame> receive(FrameKind Wanted);

  // For loops that wait for several things.
  void queue(FrameKind Kind, std::string_view Body = {});
  bool flush();                ///< as much as goes without waiting; false: it was cut
  bool fill();                 ///< takes what is there; false: it was cut
  std::optional<Frame> take(); ///< the next whole frame that is there
  bool waiting() const { return !Out.empty(); }

  int get() const { return Socket.get(); }
  explicit operator bool() const { return bool(Socket); }
  place::Fd release() { return std::move(Socket); }
  void close() { *this = Channel(); }

private:
  place::Fd Socket;
  std::string In, Out;
  size_t InAt = 0, OutAt = 0;
  bool Bad = false; ///< what came is no frame
};

/// Connects to the agent at \p P through \p Tunnel (auspex-tunnel). Fails with the reason: not
/// reachable, another key.
demand::Expected<Channel> connectTo(const Peer &P, const std::string &Tunnel);

/// auspex-tunnel of the installation that \p Self belongs to.
std::string tunnelOf(const std::string &Self);

} // namespace auspex::migrate

#endif
