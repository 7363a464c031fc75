//===- demand/evaluate/builtins_stream.cpp - Reading from std::istream ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A stream that was made from text that is known (an argument) yields numbers and
// words that are known; so does a file while it is followed
// (evaluate/file_contents.h). Every other stream reads data.
//
// libstdc++'s layout, which its binary interface fixes: the table of virtual
// functions holds at -24 where the base ios lies, in which the state is at 32; an
// istream keeps gcount() at 8; ios holds at 240 the facet that widens characters,
// which says at 56 whether its table of them at 57 is filled. Beyond any real member we keep where
// the text that is left lies or, of a file, the FILE that stands for it, and where ios lies.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/source.h"
#include "demand/evaluate/stdstring.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <cstring>

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t RestCell = 1 << 20, FileCell = RestCell + 8, BaseCell = RestCell + 16;
constexpr int64_t FlagsInIos = 24, StateInIos = 32, CountInStream = 8;
constexpr int64_t FacetInIos = 240, TableFilledInFacet = 56;
constexpr int64_t Decimal = 2, SkipBlanks = 0x1000; // std::ios::dec, skipws
constexpr int64_t IosInIstream = 16, IosInIfstream = 256, IosInFstream = 264,
                  IosInIstringstream = 120, IosInStringstream = 128;
/// Where filebuf lies in a file stream, and in that basic_file.
constexpr int64_t BufferInIfstream = 16, BufferInFstream = 24;
constexpr int64_t OpenAtEnd = 2, OpenOut = 16; // std::ios::ate, out
constexpr int64_t FileInIfstream = 16 + 104, FileInFstream = 24 + 104;
enum State : int32_t { Good = 0, Eof = 2, Fail = 4 };
constexpr int64_t MostAtOnce = 1024; ///< bytes that one call may look at

bool isBlank(char Ch) { return std::isspace(static_cast<unsigned char>(Ch)) != 0; }

/// The stream at a place.
class Stream {
public:
  Stream(CallSite &C, const Val &Self) : C(C), Self(Self) {
    if (!isPlace(Self))
      return;
    Rest = cell(RestCell, Type::Ptr);
    File = cell(FileCell, Type::Ptr);
  }
  /// Remembers where ios lies, and makes the table that the program asks for it.
  void create(int64_t Ios) {
    if (!isPlace(Self))
      return;
    constexpr int64_t Before = 24;
    Val Table = opaque(C, Before + 8);
    C.P.Mem.store(Table.Id, 0, Val::integer(Ios));
    C.P.Mem.store(Self.Id, Self.Mid, Val::pointer(Table.Id, Before));
    setCell(BaseCell, Val::integer(Ios));
    setCell(Ios + FlagsInIos, Val::integer(Decimal | SkipBlanks, Type::I32));
    setCell(Ios + FacetInIos, facet());
    setCell(RestCell, Rest = Val::unknown(Type::Ptr));
    setCell(FileCell, File = Val::unknown(Type::Ptr));
  }
  void setText(const std::string &Text) {
    setCell(RestCell, Rest = Val::pointer(C.M.textObject(C.P, Text), 0));
  }
  void setFile(const Val &V) { setCell(FileCell, File = V); }
  void loseFile() { setFile(Val::unknown(Type::Ptr)); }
  /// Whether numbers and words are read as by default: no std::hex, no std::noskipws.
  bool plain() const {
    auto Ios = this->ios();
    Val Flags = Ios ? cell(*Ios + FlagsInIos, Type::I32) : Val();
    return Flags.exactInt() && Flags.Mid == (Decimal | SkipBlanks);
  }
  Source source() const { return Source::stream(C, File); }
  bool isFile() const { return File.isPtr(); }

  /// What comes next; empty where it is not known, or where there is nothing.
  std::string peek() const {
    if (Rest.isPtr())
      return C.M.stringAt(C.P, Rest).value_or("");
    return isFile() ? source().peek(MostAtOnce) : std::string();
  }
  bool known() const {
    return Rest.isPtr() ? C.M.stringAt(C.P, Rest).has_value()
                        : isFile() && (!source().peek(1).empty() || source().endsAfter(0));
  }
  /// Whether nothing follows after \p Bytes bytes of what peek() gave.
  bool endsAfter(size_t Bytes) const {
    return Rest.isPtr() ? peek().size() <= Bytes : source().endsAfter(int64_t(Bytes));
  }
  void take(size_t Bytes) {
    if (Rest.isPtr())
      setCell(RestCell, Rest = offset(Rest, int64_t(Bytes)));
    else if (Bytes > 0)
      source().take(int64_t(Bytes));
  }

  std::optional<int64_t> ios() const {
    Val Ios = cell(BaseCell, Type::I64);
    return Ios.exactInt() ? std::optional(Ios.Mid) : std::nullopt;
  }
  Val state() const {
    Val Ios = cell(BaseCell, Type::I64);
    return Ios.exactInt() ? cell(Ios.Mid + StateInIos, Type::I32) : Val();
  }
  bool failed() const { return state().exactInt() && state().Mid != Good; }
  void setState(const Val &V) {
    if (Val Ios = cell(BaseCell, Type::I64); Ios.exactInt())
      setCell(Ios.Mid + StateInIos, V);
  }
  void setState(int32_t S) { setState(Val::integer(S, Type::I32)); }
  void setCount(const Val &V) { setCell(CountInStream, V); }
  /// Something was read that is not known.
  void lose() {
    if (isFile())
      source().lose();
    setCell(RestCell, Rest = Val::unknown(Type::Ptr));
    setState(Val::unknown(Type::I32));
  }
  /// An item of a \p Mean length was read that is not known.
  void pass(double FileContents::Items::*Mean) {
    const FileContents::Items *Items = isFile() ? source().items() : nullptr;
    std::optional<bool> More = Items ? source().pass(Items->*Mean) : std::nullopt;
    if (!More)
      lose();
    else
      setState(*More ? Good : Eof | Fail);
  }

private:
  /// What std::use_facet finds in the "C" locale: each character is itself.
  Val facet() const {
    Val Facet = opaque(C, TableFilledInFacet + 1 + 256);
    auto Bytes = std::make_shared<std::string>(TableFilledInFacet, '\0');
    Bytes->push_back(1);
    for (int Ch = 0; Ch != 256; ++Ch)
      Bytes->push_back(char(Ch));
    Object &O = C.P.Mem.edit(Facet.Id);
    O.Initial = Bytes.get();
    O.Text = std::move(Bytes);
    return Facet;
  }
  Val cell(int64_t At, Type T) const {
    return isPlace(Self) ? C.P.Mem.load(Self.Id, Self.Mid + At, T) : Val::unknown(T);
  }
  void setCell(int64_t At, const Val &V) {
    if (isPlace(Self))
      C.P.Mem.store(Self.Id, Self.Mid + At, V);
  }
  CallSite &C;
  Val Self, Rest, File;
};

//===----------------------------------------------------------------------===//
// Opening
//===----------------------------------------------------------------------===//

template <int64_t Ios> Val makeStringStream(CallSite &C) { // basic_istringstream(string, openmode)
  Stream S(C, C.arg(0));
  S.create(Ios);
  if (auto Text = StdString(C, C.arg(1)).text()) {
    S.setText(*Text);
    S.setState(Good);
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
    S.setState(Good);
  }
}

template <int64_t Ios> Val makeFileStream(CallSite &C) { // basic_ifstream(const char *, openmode)
  Stream(C, C.arg(0)).create(Ios);
  if (C.Args.size() > 1)
    openFile(C, text(C, 1), C.arg(2));
  return Val();
}

template <int64_t Ios> Val makeFileStreamOf(CallSite &C) { // basic_ifstream(string, openmode)
  Stream(C, C.arg(0)).create(Ios);
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

Val openBuffer(CallSite &C) { // filebuf.open(const char *, openmode), a member of the stream's
  for (auto [Before, Ios] :
       {std::pair(BufferInIfstream, IosInIfstream), std::pair(BufferInFstream, IosInFstream)}) {
    Val Self = offset(C.arg(0), -Before);
    if (!isPlace(Self) || Stream(C, Self).ios() != Ios)
      continue;
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

//===----------------------------------------------------------------------===//
// Formatted input
//===----------------------------------------------------------------------===//

/// The type that operator>> stores, by its code in the Itanium ABI, which ends
/// _ZNSirsERi and follows in _ZNSi10_M_extractIjEE...
char storedCode(std::string_view Symbol) {
  size_t At = Symbol.find("_M_extractI");
  if (At != Symbol.npos)
    return Symbol[std::min(At + 11, Symbol.size() - 1)];
  return Symbol.empty() ? 'l' : Symbol.back();
}

Type storedType(char Code) {
  switch (Code) {
  case 'b':
    return Type::I8;
  case 's':
  case 't':
    return Type::I16;
  case 'i':
  case 'j':
    return Type::I32;
  case 'f':
    return Type::F32;
  case 'd':
  case 'e':
    return Type::F64;
  default:
    return Type::I64;
  }
}

/// The number at the beginning of \p Text, and how long it is. Nothing where there is
/// none, or what a stream makes of it is not simply its value: out of the type's range,
/// an exponent without digits.
template <class T> std::optional<std::pair<T, size_t>> numberIn(std::string_view Text) {
  const char *End = Text.data() + Text.size(), *Digits = Text.data();
  if (Digits != End && *Digits == '+')
    ++Digits; // which from_chars does not take
  T V{};
  auto [Rest, Error] = std::from_chars(Digits, End, V);
  bool Odd = Error != std::errc();
  if constexpr (std::is_floating_point_v<T>)
    Odd |= !std::isfinite(V) || (Rest != End && (*Rest == 'e' || *Rest == 'E'));
  if (Odd || (Digits != Text.data() && *Digits == '-'))
    return std::nullopt;
  return std::pair(V, size_t(Rest - Text.data()));
}

/// The same of the type with the code \p Code.
std::optional<std::pair<Val, size_t>> numberIn(char Code, std::string_view Text) {
  Type Ty = storedType(Code);
  auto As = [&](auto Read) -> std::optional<std::pair<Val, size_t>> {
    if (!Read)
      return std::nullopt;
    if constexpr (std::is_floating_point_v<decltype(Read->first)>)
      return std::pair(Val::real(double(Read->first), Ty), Read->second);
    else
      return std::pair(Val::integer(canonical(int64_t(Read->first), Ty), Ty), Read->second);
  };
  switch (Code) {
  case 's':
    return As(numberIn<int16_t>(Text));
  case 't':
    return As(numberIn<uint16_t>(Text));
  case 'i':
    return As(numberIn<int32_t>(Text));
  case 'j':
    return As(numberIn<uint32_t>(Text));
  case 'l':
  case 'x':
    return As(numberIn<int64_t>(Text));
  case 'm':
  case 'y':
    return As(numberIn<uint64_t>(Text));
  case 'f':
    return As(numberIn<float>(Text));
  case 'd':
    return As(numberIn<double>(Text));
  default: // bool, long double
    return std::nullopt;
  }
}

/// Behind a number or a word that ended \p Bytes bytes into \p Text: not where it
/// may go on behind what is known.
bool finishItem(Stream &S, const std::string &Text, size_t Bytes, bool Found) {
  bool Ended = Bytes == Text.size();
  if (Ended && !S.endsAfter(Bytes))
    return false;
  S.take(Bytes);
  S.setState((Found ? Good : Fail) | (Ended ? Eof : Good));
  return true;
}

Val readNumber(CallSite &C) { // operator>>(number &)
  char Code = storedCode(C.S ? std::string_view(C.S->Text) : std::string_view());
  Type T = storedType(Code);
  Val V = C.M.unknownOf(T, "number read from a stream");
  Stream S(C, C.arg(0));
  if (S.failed()) // leaves the number as it is
    return C.arg(0);
  if (S.known() && S.plain()) {
    std::string Text = S.peek();
    size_t Blanks = size_t(std::ranges::find_if_not(Text, isBlank) - Text.begin());
    auto Read = numberIn(Code, std::string_view(Text).substr(Blanks));
    if (Read && finishItem(S, Text, Blanks + Read->second, true)) {
      put(C, C.arg(1), Read->first);
      return C.arg(0);
    }
    // Where no number begins, zero is stored and the stream fails.
    bool None = Blanks == Text.size() || !std::strchr("+-.0123456789", Text[Blanks]);
    if (None && finishItem(S, Text, Blanks, false)) {
      put(C, C.arg(1), isFloat(T) ? Val::real(0, T) : Val::integer(0, T));
      return C.arg(0);
    }
  }
  put(C, C.arg(1), V);
  if (Code == 'e') // a long double is wider than any type here
    overwrite(C, C.arg(1), Val::integer(16));
  S.pass(&FileContents::Items::Word);
  return C.arg(0);
}

/// Text from a stream goes into the string at argument 1; \p Likely long, as it is in
/// the mean, where it is not known.
Val deliver(CallSite &C, const std::optional<std::string> &Text, const Val &Likely = Val()) {
  StdString S(C, C.arg(1));
  if (!S.known() || (!Text && !Likely.isInt())) {
    S.lost();
    return C.arg(0);
  }
  if (!Text) {
    S.replace(0, S.size(), Val(), Likely);
    return C.arg(0);
  }
  Val From = Val::pointer(C.M.textObject(C.P, *Text), 0);
  S.replace(0, S.size(), From, Val::integer(int64_t(Text->size())));
  return C.arg(0);
}

Val readWord(CallSite &C) { // operator>>(string &)
  Stream S(C, C.arg(0));
  if (S.known() && S.plain()) {
    std::string Text = S.peek();
    auto Begin = std::ranges::find_if_not(Text, isBlank);
    auto End = std::find_if(Begin, Text.end(), isBlank);
    std::string Word(Begin, End);
    if (finishItem(S, Text, size_t(End - Text.begin()), !Word.empty()))
      return deliver(C, Word);
  }
  const FileContents::Items *Items = S.isFile() ? S.source().items() : nullptr;
  Val Likely;
  if (Items)
    Likely = Val::integer(std::max<int64_t>(1, std::llround(Items->Word) - 1));
  S.pass(&FileContents::Items::Word);
  return S.failed() ? C.arg(0) : deliver(C, {}, Likely);
}

Val readLine(CallSite &C) { // getline(stream, string [, delimiter])
  const Val &Given = C.arg(2);
  Stream S(C, C.arg(0));
  bool Exact = !Given.known() || Given.exactInt();
  char Delimiter = Given.exactInt() ? char(Given.Mid) : '\n';
  if (Exact && S.known()) {
    std::string Text = S.peek();
    size_t End = Text.find(Delimiter);
    if (End != Text.npos || S.endsAfter(Text.size())) {
      bool Found = End != Text.npos;
      S.take(Found ? End + 1 : Text.size());
      S.setState(Found ? Good : Text.empty() ? Eof | Fail : Eof);
      return deliver(C, Text.substr(0, End));
    }
  }
  const FileContents::Items *Items = S.isFile() && Delimiter == '\n' ? S.source().items() : nullptr;
  Val Likely;
  if (Items)
    Likely = Val::integer(std::max<int64_t>(0, std::llround(Items->Line) - 1));
  S.pass(&FileContents::Items::Line);
  return S.failed() ? C.arg(0) : deliver(C, {}, Likely);
}

//===----------------------------------------------------------------------===//
// Unformatted input
//===----------------------------------------------------------------------===//

Val readBlock(CallSite &C) { // istream.read(buffer, count)
  Stream S(C, C.arg(0));
  if (!S.isFile()) {
    overwrite(C, C.arg(1), C.arg(2));
    S.setCount(Val::unknown(Type::I64));
    S.lose();
    return C.arg(0);
  }
  auto Got = S.source().transfer(C.arg(1), C.arg(2));
  S.setCount(Got ? Val::integer(*Got) : Val::unknown(Type::I64));
  if (!Got)
    S.setState(Val::unknown(Type::I32));
  else if (*Got < C.arg(2).Mid)
    S.setState(Eof | Fail);
  return C.arg(0);
}

/// A character from the stream at argument 0; -1 at its end.
Val character(CallSite &C, bool Takes) {
  Stream S(C, C.arg(0));
  if (S.known()) {
    std::string Text = S.peek();
    if (!Text.empty() && Takes)
      S.take(1);
    if (Text.empty())
      S.setState(Takes ? Eof | Fail : Eof);
    return Val::integer(Text.empty() ? -1 : int64_t(uint8_t(Text[0])), Type::I32);
  }
  std::optional<bool> More;
  if (S.isFile() && Takes) {
    Val At = S.source().position();
    if (auto Got = At.exactInt() ? S.source().transfer(Val(), Val::integer(1)) : std::nullopt)
      More = *Got == 1;
    else
      More = S.source().pass(1);
  }
  if (!More) {
    if (Takes)
      S.lose();
    return C.M.unknownOf(Type::I32, "character of input");
  }
  S.setState(*More ? Good : Eof | Fail);
  return *More ? Val::interval(0, ' ', 255, Type::I32) : Val::integer(-1, Type::I32);
}

Val getCharacter(CallSite &C) { return character(C, true); } // istream.get()
Val peekCharacter(CallSite &C) { return character(C, false); }

Val getCharacterTo(CallSite &C) { // istream.get(char &)
  Val V = character(C, true);
  if (!V.exactInt())
    put(C, C.arg(1), Val::unknown(Type::I8));
  else if (V.Mid >= 0)
    put(C, C.arg(1), Val::integer(int8_t(V.Mid), Type::I8));
  return C.arg(0);
}

Val readCharacter(CallSite &C) { // operator>>(char &)
  Stream S(C, C.arg(0));
  if (S.known() && S.plain()) {
    std::string Text = S.peek();
    size_t Begin = size_t(std::ranges::find_if_not(Text, isBlank) - Text.begin());
    if (Begin < Text.size() || S.endsAfter(Begin)) {
      bool Found = Begin < Text.size();
      S.take(Begin + Found);
      S.setState(Found ? Good : Eof | Fail);
      if (Found)
        put(C, C.arg(1), Val::integer(Text[Begin], Type::I8));
      return C.arg(0);
    }
  }
  put(C, C.arg(1), Val::unknown(Type::I8));
  S.lose();
  return C.arg(0);
}

Val skipBlanks(CallSite &C) { // std::ws
  Stream S(C, C.arg(0));
  std::string Text = S.peek();
  size_t Begin = size_t(std::ranges::find_if_not(Text, isBlank) - Text.begin());
  if (Begin < Text.size())
    S.take(Begin);
  else
    S.lose();
  return C.arg(0);
}

Val ignore(CallSite &C) { // istream.ignore([count [, delimiter]])
  Stream S(C, C.arg(0));
  Val Count = C.Args.size() > 1 ? C.arg(1) : Val::integer(1);
  std::string Text = S.peek();
  if (Count.exactInt() && Count.Mid >= 0) {
    size_t Most = size_t(Count.Mid), End = Text.npos;
    if (C.Args.size() > 2 && C.arg(2).exactInt() && C.arg(2).Mid >= 0)
      End = Text.find(char(C.arg(2).Mid));
    if (End != Text.npos && End < Most)
      Most = End + 1;
    if (Most <= Text.size()) {
      S.take(Most);
      return C.arg(0);
    }
    if (C.Args.size() <= 2 && S.isFile()) {
      S.source().seek(Count, Val::integer(1));
      return C.arg(0);
    }
  }
  if (Count.exactInt() && Count.Mid > MostAtOnce)
    S.pass(&FileContents::Items::Line);
  else
    S.lose();
  return C.arg(0);
}

/// istream.seekg(offset, direction) and seekg(place).
template <bool Relative> Val seekTo(CallSite &C) {
  Stream S(C, C.arg(0));
  if (!S.isFile())
    return S.lose(), C.arg(0);
  Val At = S.source().seek(C.arg(1), Relative ? C.arg(2) : Val::integer(0));
  S.setState(At.exactInt() ? Val::integer(Good, Type::I32) : Val::unknown(Type::I32));
  return C.arg(0);
}

Val tell(CallSite &C) { // istream.tellg(), which returns a structure
  Stream S(C, C.arg(0));
  if (C.Args.size() > 1)
    put(C, C.arg(1),
        S.isFile() && S.source().position().known()
            ? S.source().position()
            : C.M.unknownOf(Type::I64, "position in a file"));
  return Val();
}

Val clearState(CallSite &C) { // basic_ios.clear(state)
  if (isPlace(C.arg(0)))
    C.P.Mem.store(C.arg(0).Id, C.arg(0).Mid + StateInIos,
                  C.arg(1).exactInt() ? Val::integer(C.arg(1).Mid, Type::I32)
                                      : Val::unknown(Type::I32));
  return Val();
}

/// What is not modelled may read anything.
Val readSomething(CallSite &C) {
  for (size_t I = 1; I < C.Args.size(); ++I)
    forgetTarget(C, C.arg(I));
  Stream(C, C.arg(0)).lose();
  return C.Result == Type::Ptr ? C.arg(0) : C.M.unknownOf(C.Result, "what a stream reads");
}

Val fileSize(CallSite &C) { // std::filesystem::file_size(path): it begins with its string
  auto Path = StdString(C, C.arg(0)).text();
  auto Size = Path ? C.M.Files.size(*Path) : std::nullopt;
  return Size ? Val::integer(*Size)
              : C.M.unknownOf(Type::I64, "size of a file that cannot be looked at");
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
    S.setState(Good);
  }
}

std::span<const BuiltinRow> streamBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"std::istringstream", makeStringStream<IosInIstringstream>},
      {"std::stringstream", makeStringStream<IosInStringstream>},
      {"std::ifstream", makeFileStream<IosInIfstream>},
      {"std::fstream", makeFileStream<IosInFstream>},
      {"std::ifstream string", makeFileStreamOf<IosInIfstream>},
      {"std::fstream string", makeFileStreamOf<IosInFstream>},
      {"std::ifstream::open", openNamed},
      {"std::ifstream::open string", openString},
      {"std::filebuf::open", openBuffer},
      {"std::filebuf::close", closeBuffer},
      {"std::ifstream::close", closeFile},
      {"std::ofstream", writeNamed},
      {"std::ofstream string", writeString},
      {"std::ifstream::is_open", isOpen},
      {"std::basic_file::is_open", isFileOpen},
      {"std::istream::number", readNumber},
      {"std::istream::word", readWord},
      {"std::istream::character", readCharacter},
      {"std::getline", readLine},
      {"std::istream::read", readBlock},
      {"std::istream::get", getCharacter},
      {"std::istream::get to", getCharacterTo},
      {"std::istream::peek", peekCharacter},
      {"std::istream::ignore", ignore},
      {"std::istream::seekg", seekTo<true>},
      {"std::istream::seekg place", seekTo<false>},
      {"std::istream::tellg", tell},
      {"std::istream::other", readSomething},
      {"std::ws", skipBlanks},
      {"std::ios::clear", clearState},
      {"std::filesystem::file_size", fileSize},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
