//===- demand/evaluate/builtins_file.cpp - Reading from C's streams -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/source.h"

#include <cmath>

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t LikelyLineBytes = 128;
/// Longer lines are data.
constexpr int64_t HeaderLineBytes = 1024;

/// Notes that \p Path is opened in \p Mode; why no stream comes of it, where that is so.
std::optional<std::string> refusal(CallSite &C, const std::optional<std::string> &Path,
                                   const std::optional<std::string> &Mode) {
  bool OnlyReads = Mode && Mode->starts_with('r') && Mode->find('+') == std::string::npos;
  if (!OnlyReads)
    writes(C, Path);
  if (!Path)
    return "stream of a file whose name is not known";
  if (OnlyReads && C.M.In.FileSize && !C.M.Files.size(*Path))
    return "file `" + *Path + "` cannot be looked at";
  return std::nullopt;
}

Val openStream(CallSite &C) { // fopen(path, mode)
  auto Path = text(C, 0), Mode = text(C, 1);
  if (Path && Mode && Mode->starts_with('r') && C.M.Files.missing(*Path))
    return Val::integer(0, Type::Ptr);
  if (auto Why = refusal(C, Path, Mode))
    return C.M.unknownOf(Type::Ptr, *Why);
  return makeStream(C, *Path, 0);
}

Val reopenStream(CallSite &C) { // freopen(path, mode, stream)
  const Val &File = C.arg(2);
  auto Path = text(C, 0);
  auto Why = refusal(C, Path, text(C, 1));
  if (!isPlace(File))
    return C.M.unknownOf(Type::Ptr, "stream of a file that nobody followed");
  leadTo(C, File, Why ? std::nullopt : Path);
  return Why ? C.M.unknownOf(Type::Ptr, *Why) : File;
}

Val openCommand(CallSite &C) { // popen(command, mode)
  C.M.Files.wroteAnything();
  return makeStream(C, "", 0); // which is no file's name
}

Val openStreamOf(CallSite &C) { // fdopen(descriptor, mode)
  Source S = Source::descriptor(C, C.arg(0));
  if (!S.path())
    return C.M.unknownOf(Type::Ptr, "stream of a file whose name is not known");
  if (auto Mode = text(C, 1); !Mode || !Mode->starts_with('r'))
    writes(C, S.path());
  Val Stream = makeStream(C, *S.path(), 0);
  Source::stream(C, Stream).moveTo(S.position());
  return Stream;
}

Val closeStream(CallSite &C) { // fclose; the row frees the stream
  return intResult(C, 0);
}

Val seekStream(CallSite &C) { // fseek(stream, offset, whence)
  Source S = Source::stream(C, C.arg(0));
  S.seek(C.arg(1), C.arg(2));
  S.setEof(Val::integer(0, Type::I32));
  return intResult(C, 0);
}

Val rewindStream(CallSite &C) {
  Source S = Source::stream(C, C.arg(0));
  S.seek(Val::integer(0), Val::integer(0));
  S.setEof(Val::integer(0, Type::I32));
  return Val();
}

Val tell(CallSite &C) { // ftell, ftello
  Val V = Source::stream(C, C.arg(0)).position();
  return V.known() ? V : C.M.unknownOf(Type::I64, "position in a file");
}

template <bool Checked> Val readStream(CallSite &C) { // fread(buffer, size, count, stream)
  constexpr size_t First = Checked ? 2 : 1;           // __fread_chk(buffer, room, ...)
  const Val &To = C.arg(0), &Size = C.arg(First), &Count = C.arg(First + 1);
  Val Bytes;
  if (Size.exactInt() && Count.exactInt() && Size.Mid > 0 && Count.Mid >= 0 &&
      Size.Mid <= INT64_MAX / std::max<int64_t>(1, Count.Mid))
    Bytes = Val::integer(Size.Mid * Count.Mid);
  Source S = Source::stream(C, C.arg(First + 2));
  auto Got = S.transfer(To, Bytes);
  if (!Got) {
    S.setEof(Val::unknown(Type::I32));
    // Programs mostly get what they ask for.
    if (Bytes.exactInt() && Count.Mid > 0)
      return Val::interval(0, Count.Mid, Count.Mid, Type::I64);
    return C.M.unknownOf(Type::I64, "length of input");
  }
  if (*Got < Bytes.Mid)
    S.setEof(Val::integer(1, Type::I32));
  return Val::integer(*Got / Size.Mid);
}

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

/// The line that comes next, with its end, where all of it is known: up to
/// \p Most bytes.
std::optional<std::string> knownLine(Source &S, int64_t Most, char End) {
  std::string Text = S.peek(std::min(Most, HeaderLineBytes));
  int64_t Bytes = int64_t(Text.size());
  size_t Found = Text.find(End);
  if (Found != std::string::npos) {
    Text.resize(Found + 1);
  } else if (Bytes < Most) { // looking for more finds the end of the file
    if (Text.empty() || !S.endsAfter(Bytes))
      return std::nullopt;
    S.setEof(Val::integer(1, Type::I32));
  }
  S.take(int64_t(Text.size()));
  return Text;
}

/// Whether there is another line, which is not known itself. How long it is, its end
/// included: where the file can be looked at, as long as they are in the mean; all of
/// them together are as long as the file.
struct NextLine {
  std::optional<bool> More;
  Val Bytes;
};

NextLine nextLine(CallSite &C, Source &S, int64_t Most) {
  NextLine L;
  const FileContents::Items *Items = S.items();
  Val At = S.position();
  if (Items) {
    double Mean = std::min(Items->Line, double(Most));
    L.More = S.pass(Mean);
    L.Bytes = Val::integer(std::max<int64_t>(1, std::llround(Mean)));
  } else {
    if (S.size() && At.exactInt())
      L.More = At.Mid < *S.size();
    if (L.More != false)
      S.lose();
    L.Bytes = Val::interval(1, std::clamp<int64_t>(LikelyLineBytes / 2, 1, Most), Most, Type::I64);
  }
  if (!L.More)
    S.setEof(Val::unknown(Type::I32));
  else if (!*L.More)
    S.setEof(Val::integer(1, Type::I32));
  return L;
}

/// A line of \p Bytes bytes that nobody knows, but for its end.
void putLine(CallSite &C, const Val &To, const Val &Bytes) {
  overwrite(C, To, Val::interval(Bytes.Lo, Bytes.Mid + 1, Bytes.Hi + 1, Type::I64));
  if (Bytes.exactInt() && isPlace(To)) {
    put(C, offset(To, Bytes.Mid - 1), Val::integer('\n', Type::I8));
    put(C, offset(To, Bytes.Mid), Val::integer(0, Type::I8));
  }
}

template <bool Checked> Val readLine(CallSite &C) { // fgets(buffer, size, stream)
  const Val &To = C.arg(0), &Size = C.arg(Checked ? 2 : 1);
  Source S = Source::stream(C, C.arg(Checked ? 3 : 2));
  if (!Size.isInt() || Size.Hi < 2) {
    forgetTarget(C, To);
    S.lose();
    return C.M.unknownOf(Type::Ptr, "whether a file has another line");
  }
  if (auto Line = Size.exactInt() ? knownLine(S, Size.Mid - 1, '\n') : std::nullopt) {
    overwrite(C, To, Val::integer(int64_t(Line->size()) + 1));
    putText(C, To, *Line, true);
    return To;
  }
  NextLine L = nextLine(C, S, Size.Hi - 1);
  if (L.More == false)
    return nullPointer();
  putLine(C, To, L.Bytes);
  return L.More ? To : C.M.unknownOf(Type::Ptr, "whether a file has another line");
}

Val readAnyLine(CallSite &C) { // getline(&line, &room, stream), getdelim(..., delimiter, stream)
  constexpr int64_t FirstRoom = 120; // of glibc's
  const Val &Line = C.arg(0), &Room = C.arg(1);
  Source S = Source::stream(C, C.arg(C.Args.size() - 1));
  Val End = C.Args.size() > 3 ? C.arg(2) : Val::integer('\n');
  Val Now = isPlace(Line) ? C.P.Mem.load(Line.Id, Line.Mid, Type::Ptr) : Val::unknown(Type::Ptr);
  if (Now.isNull()) {
    ObjectId O = C.P.Mem.allocate(Val::integer(LikelyLineBytes), AllocKind::Malloc, 16);
    put(C, Line, Val::pointer(O, 0));
    put(C, Room, Val::integer(FirstRoom));
    Now = Val::pointer(O, 0);
  }
  if (auto Text = End.exactInt() ? knownLine(S, HeaderLineBytes, char(End.Mid)) : std::nullopt) {
    int64_t Bytes = int64_t(Text->size());
    if (isPlace(Now) && C.P.Mem.at(Now.Id).Bytes <= Bytes) {
      C.P.Mem.resize(Now.Id, Val::integer(2 * Bytes));
      put(C, Room, Val::integer(2 * Bytes));
    }
    overwrite(C, Now, Val::integer(Bytes + 1));
    putText(C, Now, *Text, true);
    return Val::integer(Bytes);
  }
  NextLine L = nextLine(C, S, INT32_MAX);
  if (L.More == false)
    return Val::integer(-1);
  forgetTarget(C, Now);
  if (Now.isPtr())
    C.P.Mem.touchWhole(Now.Id, true);
  if (L.Bytes.exactInt()) {
    if (isPlace(Now) && C.P.Mem.at(Now.Id).Bytes <= L.Bytes.Mid) {
      C.P.Mem.resize(Now.Id, Val::integer(2 * L.Bytes.Mid));
      put(C, Room, Val::integer(2 * L.Bytes.Mid));
    }
    putLine(C, Now, L.Bytes);
  }
  return L.More ? L.Bytes : C.M.unknownOf(Type::I64, "length of a line");
}

Val characterOf(CallSite &C, Source S) {
  if (std::string Text = S.peek(1); !Text.empty()) {
    S.take(1);
    return Val::integer(uint8_t(Text[0]), Type::I32);
  }
  std::optional<bool> More;
  if (!S.position().exactInt())
    More = S.pass(1);
  else if (auto Got = S.transfer(Val(), Val::integer(1)))
    More = *Got == 1;
  if (!More)
    return C.M.unknownOf(Type::I32, "character of input");
  if (*More)
    return Val::interval(0, ' ', 255, Type::I32);
  S.setEof(Val::integer(1, Type::I32));
  return Val::integer(-1, Type::I32);
}

Val readCharacter(CallSite &C) { // getc, fgetc, getchar
  return characterOf(C, C.Args.empty() ? Source::standardInput(C) : Source::stream(C, C.arg(0)));
}

Val putBack(CallSite &C) { // ungetc(character, stream)
  Source S = Source::stream(C, C.arg(1));
  Val At = S.position();
  if (At.exactInt() && At.Mid > 0 && C.arg(0).isInt() && C.arg(0).Lo >= 0)
    S.moveTo(Val::integer(At.Mid - 1));
  S.setEof(Val::integer(0, Type::I32));
  return C.arg(0);
}

Val atEnd(CallSite &C) { // feof
  if (Val V = Source::stream(C, C.arg(0)).eof(); V.known())
    return V;
  return C.M.unknownOf(Type::I32, "whether a file has ended");
}

} // namespace

std::span<const BuiltinRow> fileBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"fopen", openStream},        {"fdopen", openStreamOf},
      {"freopen", reopenStream},    {"popen", openCommand},
      {"fclose", closeStream},      {"fseek", seekStream},
      {"rewind", rewindStream},     {"ftell", tell},
      {"fread", readStream<false>}, {"__fread_chk", readStream<true>},
      {"fgets", readLine<false>},   {"__fgets_chk", readLine<true>},
      {"getline", readAnyLine, true}, {"getc", readCharacter},
      {"ungetc", putBack},          {"feof", atEnd},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
