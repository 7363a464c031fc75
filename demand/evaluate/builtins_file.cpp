//===- demand/evaluate/builtins_file.cpp - Sizes and positions of files ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A FILE * is an object whose text is the path; where the stream stands is a
// cell of it. Descriptors are numbers from Machine::FirstDescriptor on; where
// they stand is in the library object "descriptors". Files are never opened:
// their size comes from Inputs::FileSize, and what is read is not known. A file
// that the program writes to has no size that we know.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_support.h"

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t PositionCell = 1 << 20, EofCell = PositionCell + 8; // beyond any path
constexpr int64_t SizeInStat = 48; // offsetof(struct stat, st_size), x86-64 and aarch64
/// A FILE (glibc 2.36) and the buffer that it gets with its first transfer.
constexpr int64_t StreamBytes = 552, BufferBytes = 4096;
constexpr int64_t LikelyLineBytes = 128;
constexpr size_t MaxDescriptors = 4096;

std::optional<int64_t> sizeOf(CallSite &C, const std::string &Path) {
  if (!C.M.In.FileSize || C.M.WrittenFiles.contains(Path))
    return std::nullopt;
  auto S = C.M.In.FileSize(Path);
  return S ? std::optional<int64_t>(int64_t(*S)) : std::nullopt;
}

/// Something that is read from: whose size and position may be known.
struct Source {
  std::optional<std::string> Path;
  std::optional<Val> Position; ///< a place in memory that holds it
  std::optional<int64_t> Size;

  static Source stream(CallSite &C, const Val &File) {
    Source S;
    S.Path = C.M.stringAt(C.P, File);
    if (S.Path && isPlace(File))
      S.Position = offset(File, PositionCell);
    if (S.Path)
      S.Size = sizeOf(C, *S.Path);
    return S;
  }
  static Source descriptor(CallSite &C, const Val &Number) {
    Source S;
    int64_t I = Number.exactInt() ? Number.Mid - Machine::FirstDescriptor : -1;
    if (I < 0 || size_t(I) >= C.M.OpenFiles.size())
      return S;
    S.Path = C.M.OpenFiles[size_t(I)];
    S.Position = Val::pointer(*C.M.libraryObject("descriptors"), 8 * I);
    S.Size = sizeOf(C, *S.Path);
    return S;
  }

  Val position(CallSite &C) const {
    return Position ? C.P.Mem.load(Position->Id, Position->Mid, Type::I64) : Val();
  }
  void moveTo(CallSite &C, const Val &At) const {
    if (Position)
      C.P.Mem.store(Position->Id, Position->Mid, At);
  }
  void lose(CallSite &C) const { moveTo(C, Val::unknown(Type::I64)); }
};

/// Reads up to \p Asked bytes to \p To; what arrives, where that is known. The
/// row of knowledge has counted \p Asked bytes as read from disk.
std::optional<int64_t> transfer(CallSite &C, const Source &S, const Val &To, const Val &Asked) {
  Val At = S.position(C);
  if (!S.Size || !At.exactInt() || !Asked.exactInt() || Asked.Mid < 0) {
    overwrite(C, To, Asked);
    S.lose(C);
    return std::nullopt;
  }
  int64_t Left = std::max<int64_t>(0, *S.Size - At.Mid);
  // The loop around may go on like this until the file ends.
  C.M.compared(Op::SLe, Asked, Val::integer(Left));
  int64_t Got = std::min(Asked.Mid, Left);
  overwrite(C, To, Val::integer(Got));
  S.moveTo(C, Val::integer(At.Mid + Got));
  C.P.Sum.DiskRead = C.P.Sum.DiskRead + Range::exactly(double(Got - Asked.Mid));
  return Got;
}

void setEof(CallSite &C, const Val &File, bool Eof) {
  if (isPlace(File))
    C.P.Mem.store(File.Id, File.Mid + EofCell, Val::integer(Eof, Type::I32));
}

//===----------------------------------------------------------------------===//
// Streams
//===----------------------------------------------------------------------===//

Val makeStream(CallSite &C, const std::string &Path, int64_t At) {
  ObjectId O = C.P.Mem.allocate(Val::integer(StreamBytes + BufferBytes), AllocKind::Malloc, 16);
  C.P.Mem.touchWhole(O, true);
  Object &File = C.P.Mem.edit(O);
  File.Text = std::make_shared<std::string>(Path.c_str(), Path.size() + 1);
  File.Initial = File.Text.get();
  C.P.Mem.store(O, PositionCell, Val::integer(At));
  C.P.Mem.store(O, EofCell, Val::integer(0, Type::I32));
  return Val::pointer(O, 0);
}

Val openStream(CallSite &C) { // fopen(path, mode)
  auto Path = text(C, 0), Mode = text(C, 1);
  if (!Path)
    return C.M.unknownOf(Type::Ptr, "stream of a file whose name is not known");
  bool OnlyReads = Mode && Mode->starts_with('r') && Mode->find('+') == std::string::npos;
  if (!OnlyReads)
    C.M.WrittenFiles.insert(*Path);
  else if (C.M.In.FileSize && !sizeOf(C, *Path))
    return C.M.unknownOf(Type::Ptr, "file `" + *Path + "` cannot be looked at");
  return makeStream(C, *Path, 0);
}

Val openStreamOf(CallSite &C) { // fdopen(descriptor, mode)
  Source S = Source::descriptor(C, C.arg(0));
  if (!S.Path)
    return C.M.unknownOf(Type::Ptr, "stream of a file whose name is not known");
  Val At = S.position(C);
  return makeStream(C, *S.Path, At.exactInt() ? At.Mid : 0);
}

Val closeStream(CallSite &C) { // fclose; the row frees the stream
  return intResult(C, 0);
}

Val seek(CallSite &C) { // fseek(stream, offset, whence)
  const Val &File = C.arg(0), &Offset = C.arg(1), &Whence = C.arg(2);
  Source S = Source::stream(C, File);
  Val At = Val::unknown(Type::I64), Now = S.position(C);
  if (Offset.exactInt() && Whence.exactInt()) {
    if (Whence.Mid == 0)
      At = Val::integer(Offset.Mid);
    else if (Whence.Mid == 1 && Now.exactInt())
      At = Val::integer(Now.Mid + Offset.Mid);
    else if (Whence.Mid == 2 && S.Size)
      At = Val::integer(*S.Size + Offset.Mid);
  }
  S.moveTo(C, At);
  setEof(C, File, false);
  return intResult(C, 0);
}

Val rewindStream(CallSite &C) {
  Source::stream(C, C.arg(0)).moveTo(C, Val::integer(0));
  setEof(C, C.arg(0), false);
  return Val();
}

Val tell(CallSite &C) { // ftell, ftello
  Val V = Source::stream(C, C.arg(0)).position(C);
  return V.known() ? V : C.M.unknownOf(Type::I64, "position in a file");
}

template <bool Checked> Val readStream(CallSite &C) { // fread(buffer, size, count, stream)
  constexpr size_t First = Checked ? 2 : 1;           // __fread_chk(buffer, room, ...)
  const Val &To = C.arg(0), &Size = C.arg(First), &Count = C.arg(First + 1);
  const Val &File = C.arg(First + 2);
  Val Bytes;
  if (Size.exactInt() && Count.exactInt() && Size.Mid > 0 && Count.Mid >= 0 &&
      Size.Mid <= INT64_MAX / std::max<int64_t>(1, Count.Mid))
    Bytes = Val::integer(Size.Mid * Count.Mid);
  auto Got = transfer(C, Source::stream(C, File), To, Bytes);
  if (!Got) {
    if (isPlace(File))
      C.P.Mem.store(File.Id, File.Mid + EofCell, Val::unknown(Type::I32));
    return C.M.unknownOf(Type::I64, "length of input");
  }
  if (*Got < Bytes.Mid)
    setEof(C, File, true);
  return Val::integer(*Got / Size.Mid);
}

/// Whether a file that is read line by line has another line; where it stands
/// behind that is not known.
std::optional<bool> nextLine(CallSite &C, const Val &File) {
  Source S = Source::stream(C, File);
  Val At = S.position(C);
  bool Known = S.Size && At.exactInt(), Ended = Known && At.Mid >= *S.Size;
  if (!Ended) {
    S.lose(C);
    if (isPlace(File))
      C.P.Mem.store(File.Id, File.Mid + EofCell, Val::unknown(Type::I32));
  }
  return Known ? std::optional<bool>(!Ended) : std::nullopt;
}

template <bool Checked> Val readLine(CallSite &C) { // fgets(buffer, size, stream)
  const Val &To = C.arg(0), &Size = C.arg(Checked ? 2 : 1);
  if (Size.isInt())
    overwrite(C, To,
              Val::interval(0, std::clamp<int64_t>(Size.Mid, 0, LikelyLineBytes),
                            std::max<int64_t>(0, Size.Hi), Type::I64));
  else
    forgetTarget(C, To);
  auto More = nextLine(C, C.arg(Checked ? 3 : 2));
  if (More)
    return *More ? To : nullPointer();
  return C.M.unknownOf(Type::Ptr, "whether a file has another line");
}

Val readAnyLine(CallSite &C) { // getline(&line, &room, stream), getdelim(..., delimiter, stream)
  const Val &Line = C.arg(0), &Room = C.arg(1);
  Val Now = isPlace(Line) ? C.P.Mem.load(Line.Id, Line.Mid, Type::Ptr) : Val::unknown(Type::Ptr);
  if (Now.isNull()) {
    ObjectId O = C.P.Mem.allocate(Val::integer(LikelyLineBytes), AllocKind::Malloc, 16);
    put(C, Line, Val::pointer(O, 0));
    put(C, Room, C.M.unknownOf(Type::I64, "length of a line"));
    Now = Val::pointer(O, 0);
  }
  forgetTarget(C, Now);
  if (Now.isPtr())
    C.P.Mem.touchWhole(Now.Id, true);
  auto More = nextLine(C, C.arg(C.Args.size() - 1));
  if (More)
    return *More ? Val::interval(1, LikelyLineBytes / 2, INT32_MAX, Type::I64) : Val::integer(-1);
  return C.M.unknownOf(Type::I64, "length of a line");
}

Val readCharacter(CallSite &C) { // getc, fgetc
  const Val &File = C.arg(0);
  auto Got =
      C.Args.empty() ? std::nullopt : transfer(C, Source::stream(C, File), Val(), Val::integer(1));
  if (!Got)
    return C.M.unknownOf(Type::I32, "character of input");
  if (*Got == 1)
    return Val::interval(0, ' ', 255, Type::I32);
  setEof(C, File, true);
  return Val::integer(-1, Type::I32);
}

Val atEnd(CallSite &C) { // feof
  if (isPlace(C.arg(0)))
    if (Val V = C.P.Mem.load(C.arg(0).Id, C.arg(0).Mid + EofCell, Type::I32); V.known())
      return V;
  return C.M.unknownOf(Type::I32, "whether a file has ended");
}

//===----------------------------------------------------------------------===//
// Descriptors
//===----------------------------------------------------------------------===//

Val makeDescriptor(CallSite &C, std::string Path, const Val &At) {
  if (C.M.OpenFiles.size() >= MaxDescriptors)
    return C.M.unknownOf(C.Result, "one of very many descriptors");
  int64_t I = int64_t(C.M.OpenFiles.size());
  C.M.OpenFiles.push_back(std::move(Path));
  C.P.Mem.store(*C.M.libraryObject("descriptors"), 8 * I, At);
  return Val::integer(Machine::FirstDescriptor + I, Type::I32);
}

Val openDescriptor(CallSite &C) {   // open(path, flags, ...)
  constexpr int64_t AccessMode = 3; // O_ACCMODE; 0 is O_RDONLY
  auto Path = text(C, 0);
  const Val &Flags = C.arg(1);
  if (!Path)
    return C.M.unknownOf(Type::I32, "descriptor of a file whose name is not known");
  if (!Flags.exactInt() || (Flags.Mid & AccessMode))
    C.M.WrittenFiles.insert(*Path);
  else if (C.M.In.FileSize && !sizeOf(C, *Path))
    return C.M.unknownOf(Type::I32, "file `" + *Path + "` cannot be looked at");
  return makeDescriptor(C, *Path, Val::integer(0));
}

Val descriptorOf(CallSite &C) { // fileno
  Source S = Source::stream(C, C.arg(0));
  if (!S.Path)
    return C.M.unknownOf(Type::I32, "descriptor of a stream");
  return makeDescriptor(C, *S.Path, S.position(C));
}

Val seekDescriptor(CallSite &C) { // lseek
  Source S = Source::descriptor(C, C.arg(0));
  const Val &Offset = C.arg(1), &Whence = C.arg(2);
  Val Now = S.position(C), At = C.M.unknownOf(Type::I64, "position in a file");
  if (S.Path && Offset.exactInt() && Whence.exactInt()) {
    if (Whence.Mid == 0)
      At = Val::integer(Offset.Mid);
    else if (Whence.Mid == 1 && Now.exactInt())
      At = Val::integer(Now.Mid + Offset.Mid);
    else if (Whence.Mid == 2 && S.Size)
      At = Val::integer(*S.Size + Offset.Mid);
  }
  S.moveTo(C, At);
  return At;
}

Val readDescriptor(CallSite &C) { // read(fd, buffer, count)
  auto Got = transfer(C, Source::descriptor(C, C.arg(0)), C.arg(1), C.arg(2));
  return Got ? Val::integer(*Got) : C.M.unknownOf(Type::I64, "length of input");
}

Val readAt(CallSite &C) { // pread(fd, buffer, count, offset)
  Source S = Source::descriptor(C, C.arg(0));
  const Val &Asked = C.arg(2), &At = C.arg(3);
  if (!S.Size || !At.exactInt() || !Asked.exactInt() || Asked.Mid < 0) {
    overwrite(C, C.arg(1), Asked);
    return C.M.unknownOf(Type::I64, "length of input");
  }
  Val Left = Val::integer(std::max<int64_t>(0, *S.Size - At.Mid));
  C.M.compared(Op::SLe, Asked, Left);
  int64_t Got = std::min(Asked.Mid, Left.Mid);
  overwrite(C, C.arg(1), Val::integer(Got));
  C.P.Sum.DiskRead = C.P.Sum.DiskRead + Range::exactly(double(Got - Asked.Mid));
  return Val::integer(Got);
}

/// readv and writev: (fd, vector of {start, bytes}, how many).
template <bool Reads> Val vectored(CallSite &C) {
  const Val &Vector = C.arg(1), &N = C.arg(2);
  Val Sum = Val::integer(0);
  bool Known = isPlace(Vector) && N.exactInt() && N.Mid >= 0 && N.Mid <= 1024;
  for (int64_t I = 0; Known && I != N.Mid; ++I) {
    int64_t At = Vector.Mid + 16 * I;
    Val Start = C.P.Mem.load(Vector.Id, At, Type::Ptr);
    Val Bytes = C.P.Mem.load(Vector.Id, At + 8, Type::I64);
    if (Reads)
      overwrite(C, Start, Bytes);
    Known = Bytes.exactInt() && Bytes.Mid >= 0;
    Sum = Val::integer(Sum.Mid + Bytes.Mid);
  }
  Range &Disk = Reads ? C.P.Sum.DiskRead : C.P.Sum.DiskWrite;
  if (Known)
    Disk = Disk + Range::exactly(double(Sum.Mid));
  if (Known && !Reads)
    return Sum;
  return C.M.unknownOf(Type::I64, "length of input");
}

//===----------------------------------------------------------------------===//
// stat
//===----------------------------------------------------------------------===//

/// The buffer is the last argument, also of __xstat(version, path, buffer).
Val describeFile(CallSite &C, const std::optional<int64_t> &Size) {
  const Val &To = C.arg(C.Args.size() - 1);
  forgetTarget(C, To);
  if (!Size)
    return C.M.unknownOf(Type::I32, "size of a file that cannot be looked at");
  put(C, offset(To, SizeInStat), Val::integer(*Size));
  return Val::integer(0, Type::I32);
}

Val statPath(CallSite &C) {
  auto Path = text(C, C.Args.size() == 3 ? 1 : 0);
  return describeFile(C, Path ? sizeOf(C, *Path) : std::nullopt);
}

Val statDescriptor(CallSite &C) {
  return describeFile(C, Source::descriptor(C, C.arg(C.Args.size() == 3 ? 1 : 0)).Size);
}

} // namespace

std::span<const BuiltinRow> fileBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"fopen", openStream},
      {"fdopen", openStreamOf},
      {"fclose", closeStream},
      {"fseek", seek},
      {"rewind", rewindStream},
      {"ftell", tell},
      {"fread", readStream<false>},
      {"__fread_chk", readStream<true>},
      {"fgets", readLine<false>},
      {"__fgets_chk", readLine<true>},
      {"getline", readAnyLine},
      {"getc", readCharacter},
      {"feof", atEnd},
      {"fileno", descriptorOf},
      {"open", openDescriptor},
      {"lseek", seekDescriptor},
      {"read", readDescriptor},
      {"pread", readAt},
      {"readv", vectored<true>},
      {"writev", vectored<false>},
      {"stat", statPath},
      {"fstat", statDescriptor},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
