//===- runtime/migrate/host/stream.h - Bytes that survive a cut connection ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A job that has moved to another host writes into pipes there, whose bytes belong into the
// pipes that it had here; what stands in its input pipe here belongs there; signals go there.
// Each is a stream of bytes with a number. The sender keeps what was not acknowledged, and
// sends it again over a new connection; the receiver acknowledges what it has written where it
// belongs, and drops what it has already.
//
//   Stream   number (1 byte), offset (8 bytes, little endian), bytes; no bytes: the stream's end
//   Ack      number, offset: everything before it has arrived; one more than the stream has
//            bytes: its end, too
//   Broken   number: nobody reads what is sent
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_MIGRATE_HOST_STREAM_H
#define AUSPEX_RUNTIME_MIGRATE_HOST_STREAM_H

#include "runtime/migrate/host/channel.h"

#include <functional>
#include <map>
#include <poll.h>
#include <vector>

namespace auspex::migrate {

/// The stream of signals: a byte is a signal's number.
inline constexpr uint8_t SignalStream = 255;

/// All streams between a relay and the agent of its job.
class Streams {
public:
  /// Sends what can be read from \p From (which becomes non-blocking), until its end.
  void addSender(uint8_t Number, place::Fd From);
  /// Writes what arrives into \p To (which becomes non-blocking).
  void addReceiver(uint8_t Number, place::Fd To);
  /// A sender that push() feeds.
  void addSource(uint8_t Number);
  void push(uint8_t Number, char Byte);
  /// A receiver that hands on each byte.
  void addSink(uint8_t Number, std::function<void(unsigned char)> To);

  /// What is to be waited for; \p Connected: whether there is room for what is read.
  void waitFor(std::vector<pollfd> &Fds) const;
  /// Reads and writes whatever is ready, by waitFor()'s answer or without one.
  void work();
  /// Queues what is to be told. Nothing where \p C is none.
  void tell(Channel &C);
  /// Takes a Stream, Ack or Broken; false where it is none, or nonsense.
  bool take(const Frame &F);

  /// What has arrived here, for whoever connects anew; and what has arrived there.
  nlohmann::json arrived() const;
  void resume(const nlohmann::json &Arrived);

  /// Every sender with a descriptor has come to its end, and that was acknowledged.
  bool delivered() const;

private:
  struct Sender {
    place::Fd From;
    std::string Kept;            ///< not acknowledged
    uint64_t Base = 0, Sent = 0; ///< offsets: of Kept, of what was sent
    bool Source = false, Ended = false, EndSent = false, Done = false;
  };
  struct Receiver {
    place::Fd To;
    std::function<void(unsigned char)> Sink;
    std::string Pending;
    uint64_t Have = 0, Told = 0; ///< offset of the end of Pending; what was acknowledged
    bool Ended = false, Broken = false, BrokenTold = false;
    uint64_t arrived() const { return Have - Pending.size() + (Ended && Pending.empty()); }
  };
  static void read(Sender &S);
  static void write(Receiver &R);
  std::map<uint8_t, Sender> Senders;
  std::map<uint8_t, Receiver> Receivers;
};

/// A pipe whose reader is gone is an error of write(2) for this process, and no signal, which
/// would be taken for one that somebody sent to the job.
void ignoreBrokenPipes();

} // namespace auspex::migrate

#endif
