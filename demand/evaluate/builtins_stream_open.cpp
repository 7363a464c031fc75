//===- demand/evaluate/builtins_stream_open.cpp - Making streams ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/stdstring.h"
#include "demand/evaluate/stream.h"

namespace auspex::demand::evaluate {
namespace {

/// Where ios lies in each kind of stream.
constexpr int64_t IosInIstream = 16, IosInIfstream = 256, IosInFstream = 264,
                  IosInIstringstream = 120, IosInStringstream = 128;
/// Where filebuf lies in a file stream, and in that basic_file.
constexpr int64_t BufferInIfstream = 16, BufferInFstream = 24;
constexpr int64_t bufferBefore(int64_t Ios) {
  return Ios == IosInIfstream ? BufferInIfstream : BufferInFstream;
}
constexpr int64_t OpenAtEnd = 2, OpenOut = 16; // std::ios::ate, out
constexpr int64_t FileInIfstream = 16 + 104, FileInFstream = 24 + 104;

template <int64_t Ios> Val makeStringStream(CallSite &C) { // basic_istringstream(string, openmode)
  Stream S(C, C.arg(0));
  S.create(Ios);
  if (auto Text = StdString(C, C.arg(1)).text()) {
    S.setText(*Text);
    S.setState(Stream::Good);
  }
  return Val();
}

void openFile(CallSite &C, const std::optional<std::string> &Path, const Val &Mode) {
  Stream S(C, C.arg(0));
  S.setState(Val::unknown(Type::I32));
  S.loseFile();
  bool Writes = !Mode.exactInt() || (Mode.Mid & OpenOut);
  if (Writes)
    writes(C, Path);
  if (!Path || Writes)
    return;
  if (auto Size = C.M.Files.size(*Path)) {
    int64_t At = (Mode.Mid & OpenAtEnd) ? *Size : 0;
    S.setFile(makeStream(C, *Path, At, /*Costs=*/false));
    S.setState(Stream::Good);
  }
}

template <int64_t Ios> Val makeFileStream(CallSite &C) { // basic_ifstream(const char *, openmode)
  Stream(C, C.arg(0)).create(Ios, bufferBefore(Ios));
  if (C.Args.size() > 1)
    openFile(C, text(C, 1), C.arg(2));
  return Val();
}

template <int64_t Ios> Val makeFileStreamOf(CallSite &C) { // basic_ifstream(string, openmode)
  Stream(C, C.arg(0)).create(Ios, bufferBefore(Ios));
  openFile(C, StdString(C, C.arg(1)).text(), C.arg(2));
  return Val();
}

Val openNamed(CallSite &C) { // ifstream.open(const char *, openmode)
  openFile(C, text(C, 1), C.arg(2));
  return Val();
}

Val openString(CallSite &C) { // ifstream.open(const string &, openmode)
  openFile(C, StdString(C, C.arg(1)).text(), C.arg(2));
  return Val();
}

/// The file stream whose buffer is at \p Buffer; no place where there is none.
Val streamAround(CallSite &C, const Val &Buffer) {
  for (auto [Before, Ios] :
       {std::pair(BufferInIfstream, IosInIfstream), std::pair(BufferInFstream, IosInFstream)})
    if (Val Self = offset(Buffer, -Before); isPlace(Self) && Stream(C, Self).ios() == Ios)
      return Self;
  return Val();
}

Val openBuffer(CallSite &C) { // filebuf.open(const char *, openmode), a member of the stream's
  if (Val Self = streamAround(C, C.arg(0)); isPlace(Self)) {
    CallSite Open = C;
    Open.Args[0] = Self;
    openFile(Open, text(C, 1), C.arg(2));
    if (Stream(C, Self).isFile())
      return C.arg(0);
  }
  if (!C.arg(2).exactInt() || (C.arg(2).Mid & OpenOut)) // an ofstream's
    writes(C, text(C, 1));
  return C.M.unknownOf(Type::Ptr, "whether a file can be opened");
}

/// What is left of a file.
struct Rest {
  FileContents::File &Of;
  int64_t At, Bytes;
  /// It is read to the beginning of \p Id.
  void arriveIn(CallSite &C, ObjectId Id) const { C.P.Mem.hold(Id, 0, Bytes, C.M.Files, Of, At); }
};

/// Of the file behind \p Buffer, which is read.
std::optional<Rest> readRest(CallSite &C, const Val &Buffer) {
  Val Self = streamAround(C, Buffer);
  if (!isPlace(Self) || !Stream(C, Self).isFile())
    return std::nullopt;
  Source S = Stream(C, Self).source();
  const Val At = S.position();
  if (!S.size() || !At.exactInt() || At.Mid < 0)
    return std::nullopt;
  const int64_t Bytes = std::max<int64_t>(0, *S.size() - At.Mid);
  S.moveTo(Val::integer(At.Mid + Bytes));
  C.P.Sum.DiskRead = C.P.Sum.DiskRead + Range::exactly(double(Bytes));
  return Rest{C.M.Files.file(*S.path()), At.Mid, Bytes};
}

Val lostRest(CallSite &C) {
  C.M.noteUnknown(C.From, C.S, "how much is left of a stream");
  C.P.Mem.openBound(true);
  return Val();
}

/// vector(istreambuf_iterator, istreambuf_iterator): byte by byte, doubling as it grows.
Val readVector(CallSite &C) { // (vector, buffer, ...)
  const Val Self = C.arg(0);
  forgetTarget(C, Self);
  auto Rest = isPlace(Self) ? readRest(C, C.arg(1)) : std::nullopt;
  if (!Rest)
    return lostRest(C);
  ObjectId Data = 0;
  int64_t Capacity = 0;
  while (Capacity < Rest->Bytes) {
    const int64_t Filled = std::exchange(Capacity, Capacity ? 2 * Capacity : 1);
    ObjectId New = C.P.Mem.allocate(Val::integer(Capacity), AllocKind::New, Heap::HeaderBytes);
    C.P.Mem.touch(New, 0, Filled, 0, true);
    if (Filled)
      C.P.Mem.release(Data);
    C.P.Mem.touch(New, 0, std::min(Capacity, Rest->Bytes), 0, true);
    Data = New;
  }
  if (Capacity)
    Rest->arriveIn(C, Data);
  for (auto [Member, To] : {std::pair(0, int64_t(0)), {8, Rest->Bytes}, {16, Capacity}})
    put(C, offset(Self, Member), Capacity ? Val::pointer(Data, To) : Val::integer(0, Type::Ptr));
  return Val();
}

/// string(istreambuf_iterator, istreambuf_iterator): the same, from its own room on.
Val readString(CallSite &C) { // (string, buffer, ...)
  auto Rest = isPlace(C.arg(0)) ? readRest(C, C.arg(1)) : std::nullopt;
  StdString S(C, C.arg(0));
  if (!Rest) {
    S.lost();
    return lostRest(C);
  }
  S.create();
  for (int64_t Room = StdString::LocalCapacity; Room < Rest->Bytes; Room *= 2) {
    S.write(0, Val(), Room); // which move
    S.setSize(Val::integer(Room));
    S.grow(Room + 1);
  }
  S.write(0, Val(), Rest->Bytes);
  S.setSize(Val::integer(Rest->Bytes));
  if (Val Data = S.at(0); isPlace(Data) && Data.Mid == 0 && Rest->Bytes > StdString::LocalCapacity)
    Rest->arriveIn(C, Data.Id);
  return Val();
}

Val writeNamed(CallSite &C) { // ofstream(const char *, openmode), ofstream.open
  writes(C, text(C, 1));
  return Val();
}

Val writeString(CallSite &C) { // the same with a std::string
  writes(C, StdString(C, C.arg(1)).text());
  return Val();
}

Val closeFile(CallSite &C) { // ifstream.close()
  Stream(C, C.arg(0)).loseFile();
  return Val();
}

Val closeBuffer(CallSite &C) { // filebuf.close(), a member of the stream's
  for (int64_t At : {BufferInIfstream, BufferInFstream})
    if (Stream S(C, offset(C.arg(0), -At)); S.isFile())
      S.loseFile();
  return C.arg(0);
}

Val isOpen(CallSite &C) { // ifstream.is_open()
  if (Stream(C, C.arg(0)).isFile())
    return Val::integer(1, Type::I1);
  return C.M.unknownOf(C.Result, "whether a file is open");
}

Val isFileOpen(CallSite &C) { // basic_file.is_open(), a member of the stream's
  for (int64_t At : {FileInIfstream, FileInFstream})
    if (Stream(C, offset(C.arg(0), -At)).isFile())
      return Val::integer(1, Type::I1);
  return C.M.unknownOf(C.Result, "whether a file is open");
}

} // namespace

void createStandardStreams(Machine &M, Path &P) {
  CallSite C{M, P, nullptr, nullptr, {}, Type::Void};
  // Also where standard input is no file: freopen may lead it to one.
  Val File = makeStream(C, StandardInput, 0, /*Costs=*/false);
  P.Mem.store(*M.libraryObject("stdin"), 0, File);
  if (!M.Files.size(StandardInput))
    return;
  if (auto Cin = M.libraryObject("_ZSt3cin")) {
    Stream S(C, Val::pointer(*Cin, 0));
    S.create(IosInIstream);
    S.setFile(File);
    S.setState(Stream::Good);
  }
}

std::span<const BuiltinRow> streamOpenBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"std::istringstream", makeStringStream<IosInIstringstream>, true},
      {"std::stringstream", makeStringStream<IosInStringstream>, true},
      {"std::ifstream", makeFileStream<IosInIfstream>, true},
      {"std::fstream", makeFileStream<IosInFstream>, true},
      {"std::ifstream string", makeFileStreamOf<IosInIfstream>, true},
      {"std::fstream string", makeFileStreamOf<IosInFstream>, true},
      {"std::ifstream::open", openNamed, true},
      {"std::ifstream::open string", openString, true},
      {"std::filebuf::open", openBuffer, true},
      {"std::vector istreambuf", readVector, true},
      {"std::string istreambuf", readString, true},
      {"std::filebuf::close", closeBuffer},
      {"std::ifstream::close", closeFile},
      {"std::ofstream", writeNamed, true},
      {"std::ofstream string", writeString, true},
      {"std::ifstream::is_open", isOpen},
      {"std::basic_file::is_open", isFileOpen},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
