//===- demand/evaluate/source.cpp - What a program reads from -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/source.h"

#include <cmath>

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t PositionCell = 1 << 20, EofCell = PositionCell + 8,
                  EstimateCell = PositionCell + 16; // beyond any path
constexpr double Fraction = 1024;                   ///< of an estimated place
/// A FILE (glibc 2.36) and the buffer that it gets with its first transfer.
constexpr int64_t StreamBytes = 552, BufferBytes = 4096;
/// What is larger than a header is data, of which the beginning may be one.
constexpr int64_t HeaderBytes = 1024, BeginningBytes = 256;

/// A + B, as near as an integer comes to it: places in files are the program's own sums.
int64_t sumOf(int64_t A, int64_t B) {
  int64_t Sum;
  if (!__builtin_add_overflow(A, B, &Sum))
    return Sum;
  return A < 0 ? INT64_MIN : INT64_MAX;
}

} // namespace

void writes(CallSite &C, const std::optional<std::string> &Path) {
  if (Path)
    C.M.Files.wrote(*Path);
  else
    C.M.Files.wroteAnything();
}

Val makeStream(CallSite &C, const std::string &Path, int64_t At, bool Costs) {
  ObjectId O;
  if (Costs) {
    O = C.P.Mem.allocate(Val::integer(StreamBytes + BufferBytes), AllocKind::Malloc, 16);
    C.P.Mem.touchWhole(O, true);
  } else {
    O = opaque(C, StreamBytes).Id;
  }
  Val File = Val::pointer(O, 0);
  leadTo(C, File, Path);
  C.P.Mem.store(O, PositionCell, Val::integer(At));
  return File;
}

void leadTo(CallSite &C, const Val &File, const std::optional<std::string> &Path) {
  if (Path)
    C.M.Files.revive(*Path);
  Object &O = C.P.Mem.edit(File.Id);
  O.Text = Path ? std::make_shared<std::string>(Path->c_str(), Path->size() + 1) : nullptr;
  O.Initial = O.Text.get();
  C.P.Mem.store(File.Id, File.Mid + PositionCell, Val::integer(0));
  C.P.Mem.store(File.Id, File.Mid + EofCell, Val::integer(0, Type::I32));
  C.P.Mem.store(File.Id, File.Mid + EstimateCell, Val::unknown(Type::I64));
}

Source Source::stream(CallSite &C, const Val &File) {
  Source S(C);
  S.Path = C.M.stringAt(C.P, File);
  if (isPlace(File))
    S.Stream = File;
  if (!S.Path)
    return S;
  if (isPlace(File))
    S.Position = offset(File, PositionCell);
  S.Size = C.M.Files.size(*S.Path);
  return S;
}

Source Source::descriptor(CallSite &C, const Val &Number) {
  Source S(C);
  if (!Number.exactInt())
    return S;
  int64_t I = Number.Mid - Machine::FirstDescriptor;
  if (Number.Mid == 0) {
    S.Path = StandardInput;
    I = Machine::MostDescriptors;
  } else if (I >= 0 && size_t(I) < C.M.OpenFiles.size()) {
    S.Path = C.M.OpenFiles[size_t(I)];
  } else {
    return S;
  }
  S.Position = Val::pointer(*C.M.libraryObject("descriptors"), 8 * I);
  S.Size = C.M.Files.size(*S.Path);
  return S;
}

Source Source::standardInput(CallSite &C) {
  return stream(C, C.P.Mem.load(*C.M.libraryObject("stdin"), 0, Type::Ptr));
}

Val Source::position() const {
  return Position ? C->P.Mem.load(Position->Id, Position->Mid, Type::I64) : Val();
}

void Source::moveTo(const Val &At) {
  if (Position)
    C->P.Mem.store(Position->Id, Position->Mid, At);
  if (Stream)
    C->P.Mem.store(Stream->Id, Stream->Mid + EstimateCell, Val::unknown(Type::I64));
}

Val Source::seek(const Val &Offset, const Val &Whence) {
  if (Path)
    C->M.Files.revive(*Path);
  Val Now = position(), At = C->M.unknownOf(Type::I64, "position in a file");
  if (Path && Offset.exactInt() && Whence.exactInt()) {
    if (Whence.Mid == 0)
      At = Val::integer(Offset.Mid);
    else if (Whence.Mid == 1 && Now.exactInt())
      At = Val::integer(sumOf(Now.Mid, Offset.Mid));
    else if (Whence.Mid == 2 && Size)
      At = Val::integer(sumOf(*Size, Offset.Mid));
  }
  moveTo(At);
  return At;
}

std::string Source::peek(int64_t Count) const {
  Val At = position();
  return Path && Size && At.exactInt() ? C->M.Files.peek(*Path, At.Mid, Count) : std::string();
}

bool Source::endsAfter(int64_t Bytes) const {
  Val At = position();
  return Size && At.exactInt() && At.Mid >= *Size - Bytes;
}

void Source::take(int64_t Bytes) {
  Val At = position();
  C->M.Files.took(*Path, At.Mid, Bytes, FileContents::Cursor{Position->Id, Position->Mid});
  C->M.followed(At.Mid);
  moveTo(Val::integer(At.Mid + Bytes));
}

std::optional<bool> Source::pass(double Mean, int64_t Count) {
  if (Path && C->M.Files.exhausted(*Path))
    return false;
  Val At = position(), Estimate;
  if (Stream)
    Estimate = C->P.Mem.load(Stream->Id, Stream->Mid + EstimateCell, Type::I64);
  if (At.exactInt() && Size) // past the end is the end
    Estimate = Val::integer(int64_t(double(std::min(At.Mid, *Size)) * Fraction));
  if (!Size || !Stream || !Estimate.exactInt() || Mean <= 0) {
    lose();
    return std::nullopt;
  }
  int64_t Whole = *Size * int64_t(Fraction);
  double Taken = std::min(Mean * double(Count) * Fraction, 2 * double(Whole) + 2);
  int64_t Step = std::max<int64_t>(1, std::llround(Taken));
  int64_t End = Whole - Step / 2;
  // All that is left is less than half of an item, but not before the first.
  if (!C->M.decideLess(Estimate.Mid, std::max<int64_t>(End, *Size > 0), /*Input=*/true))
    return false;
  lose();
  C->P.Mem.store(Stream->Id, Stream->Mid + EstimateCell, Val::integer(sumOf(Estimate.Mid, Step)));
  return true;
}

std::optional<int64_t> Source::transfer(const Val &To, const Val &Asked) {
  if (Path && Size && C->M.Files.exhausted(*Path)) {
    if (Asked.exactInt()) // which the row has counted
      C->P.Sum.DiskRead = C->P.Sum.DiskRead + Range::exactly(-double(Asked.Mid));
    return 0;
  }
  Val At = position();
  auto Got = transferAt(To, Asked, At);
  if (Got)
    moveTo(Val::integer(At.Mid + *Got));
  else
    lose();
  return Got;
}

std::optional<int64_t> Source::transferAt(const Val &To, const Val &Asked, const Val &At) {
  if (!Size || !At.exactInt() || !Asked.exactInt() || At.Mid < 0 || Asked.Mid < 0) {
    overwrite(*C, To, Asked);
    return std::nullopt;
  }
  int64_t Left = std::max<int64_t>(0, *Size - At.Mid);
  // The loop around may go on like this until the file ends.
  C->M.compared(Op::SLe, Asked, Val::integer(Left), /*Input=*/true);
  int64_t Got = std::min(Asked.Mid, Left);
  overwrite(*C, To, Val::integer(Got));
  if (isPlace(To) && Got < Asked.Mid)
    C->P.Mem.noteInput(To.Id);
  if (isPlace(To))
    C->P.Mem.hold(To.Id, To.Mid, Got, C->M.Files, C->M.Files.file(*Path), At.Mid);
  bool Short = Got <= HeaderBytes || *Size <= HeaderBytes * 2;
  if (isPlace(To) && (Short || At.Mid <= HeaderBytes))
    if (std::string Known = C->M.Files.peek(*Path, At.Mid, Short ? Got : BeginningBytes);
        !Known.empty()) {
      if (Short) // a member of a structure, perhaps, whose other members came from elsewhere
        putText(*C, To, Known, false);
      C->M.Files.took(*Path, At.Mid, int64_t(Known.size()));
      C->M.followed(At.Mid);
    }
  C->P.Sum.DiskRead = C->P.Sum.DiskRead + Range::exactly(double(Got - Asked.Mid));
  return Got;
}

void Source::setEof(const Val &V) {
  if (Stream)
    C->P.Mem.store(Stream->Id, Stream->Mid + EofCell, V);
}

Val Source::eof() const {
  return Stream ? C->P.Mem.load(Stream->Id, Stream->Mid + EofCell, Type::I32) : Val();
}

} // namespace auspex::demand::evaluate
