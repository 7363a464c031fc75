//===- runtime/migrate/journal.cpp - What a move has done so far ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/journal.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace auspex::migrate {
namespace {

constexpr std::string_view Header = "auspex move 1";

std::string_view upTo(std::string_view &Rest, char End) {
  size_t N = Rest.find(End);
  std::string_view Part = Rest.substr(0, N);
  Rest = N == Rest.npos ? std::string_view() : Rest.substr(N + 1);
  return Part;
}

/// A value is one line.
std::string oneLine(std::string_view Text) {
  std::string Out(Text);
  std::ranges::replace(Out, '\n', ' ');
  return Out;
}

bool lock(int File) { return flock(File, LOCK_EX | LOCK_NB) == 0; }

} // namespace

std::string History::note(const std::string &Key) const {
  auto At = Notes.find(Key);
  return At == Notes.end() ? std::string() : At->second;
}

std::string journalPath(const std::string &Directory, const std::string &Job) {
  return fmt::format("{}/{}.move", Directory, Job);
}

demand::Expected<History> parseJournal(std::string_view Text) {
  History H;
  bool First = true;
  while (true) {
    size_t N = Text.find('\n');
    if (N == Text.npos)
      break; // nothing, or a line that was not written whole
    std::string_view Line = Text.substr(0, N);
    Text.remove_prefix(N + 1);
    if (First) {
      if (Line != Header)
        return demand::fail(
            fmt::format("no journal of this version (it begins with '{}')", Line.substr(0, 40)));
      First = false;
      continue;
    }
    std::string_view Word = upTo(Line, ' ');
    if (Word == "begin") {
      H.Mover = upTo(Line, ' ');
      H.Target = Line;
    } else if (Word == "note") {
      std::string Key(upTo(Line, ' '));
      H.Notes[Key] = Line;
    } else if (Word == "step") {
      H.Begun = atoi(std::string(upTo(Line, ' ')).c_str());
      H.StepName = Line;
    } else if (Word == "done") {
      H.Done = atoi(std::string(Line).c_str());
    } else if (Word == "commit") {
      H.Committed = true;
    } else if (Word == "end") {
      H.Ended = true;
      H.Forward = upTo(Line, ' ') == "forward";
      H.Reason = Line;
    } // else: of a later version
  }
  if (First)
    return demand::fail("an empty journal");
  return H;
}

demand::Expected<Journal> Journal::begin(const std::string &Path, std::string_view Mover,
                                         std::string_view Target) {
  Journal J;
  J.Path = Path;
  J.File =
      place::Fd(::open(Path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!J.File)
    return demand::fail(fmt::format("cannot write {}: {}", Path, strerror(errno)));
  if (!lock(J.File.get()))
    return demand::fail("another move of this job is under way; wait for its end");
  if (auto Before = J.read(); Before && !Before->Ended)
    return demand::fail("an earlier move of this job died half-way; `auspex migrate --resolve` "
                        "finishes it");
  if (ftruncate(J.File.get(), 0) != 0)
    return demand::fail(fmt::format("cannot write {}: {}", Path, strerror(errno)));
  if (auto Ok = J.line(fmt::format("{}\nbegin {} {}", Header, oneLine(Mover), oneLine(Target)));
      !Ok)
    return std::unexpected(Ok.error());
  return J;
}

demand::Expected<Journal> Journal::open(const std::string &Path) {
  Journal J;
  J.Path = Path;
  J.File = place::Fd(::open(Path.c_str(), O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC));
  if (!J.File)
    return demand::fail(fmt::format("cannot read {}: {}", Path, strerror(errno)));
  if (!lock(J.File.get()))
    return demand::fail("the move is still under way");
  // What follows must not become a part of a line that was not written whole.
  std::string Text = J.text();
  size_t Whole = Text.rfind('\n');
  if (!Text.ends_with('\n') &&
      ftruncate(J.File.get(), Whole == Text.npos ? 0 : off_t(Whole + 1)) != 0)
    return demand::fail(fmt::format("cannot write {}: {}", Path, strerror(errno)));
  return J;
}

demand::Expected<void> Journal::line(std::string Text) {
  Text += '\n';
  // One write: another appender's line never stands in the middle of it.
  if (write(File.get(), Text.data(), Text.size()) != ssize_t(Text.size()) ||
      fdatasync(File.get()) != 0)
    return demand::fail(fmt::format("cannot write {}: {}", Path, strerror(errno)));
  return {};
}

demand::Expected<void> Journal::note(std::string_view Key, std::string_view Value) {
  return line(fmt::format("note {} {}", Key, oneLine(Value)));
}
demand::Expected<void> Journal::step(int Number, std::string_view Name) {
  return line(fmt::format("step {} {}", Number, Name));
}
demand::Expected<void> Journal::done(int Number) { return line(fmt::format("done {}", Number)); }
demand::Expected<void> Journal::commit() { return line("commit"); }
demand::Expected<void> Journal::end(bool Forward, std::string_view Reason) {
  return line(fmt::format("end {} {}", Forward ? "forward" : "back", oneLine(Reason)));
}

demand::Expected<History> Journal::read() const { return parseJournal(text()); }

std::string Journal::text() const {
  std::string Text;
  char Buffer[4096];
  for (off_t At = 0;;) {
    ssize_t N = pread(File.get(), Buffer, sizeof(Buffer), At);
    if (N <= 0)
      break;
    Text.append(Buffer, size_t(N));
    At += N;
  }
  return Text;
}

} // namespace auspex::migrate
