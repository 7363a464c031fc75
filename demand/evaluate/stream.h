//===- demand/evaluate/stream.h - A std::istream ---------------------------===//
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
// which says at 56 whether its table of them at 57 is filled. Beyond any real
// member we keep where the text that is left lies or, of a file, the FILE that
// stands for it, and where ios lies.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_STREAM_H
#define AUSPEX_DEMAND_EVALUATE_STREAM_H

#include "demand/evaluate/source.h"

namespace auspex::demand::evaluate {

/// The stream at a place.
class Stream {
public:
  /// How reading went.
  enum State : int32_t { Good = 0, Eof = 2, Fail = 4 };
  static constexpr int64_t StateInIos = 32;
  static constexpr int64_t MostAtOnce = 1024; ///< bytes that one call may look at

  Stream(CallSite &C, const Val &Self) : C(C), Self(Self) {
    if (!isPlace(Self))
      return;
    Rest = cell(RestCell, Type::Ptr);
    File = cell(FileCell, Type::Ptr);
  }
  /// Remembers where ios lies, and makes the table that the program asks for it; where
  /// its buffer lies, of a file's.
  void create(int64_t Ios, int64_t Buffer = 0) {
    if (!isPlace(Self))
      return;
    constexpr int64_t Before = 24;
    Val Table = opaque(C, Before + 8);
    C.P.Mem.store(Table.Id, 0, Val::integer(Ios));
    C.P.Mem.store(Self.Id, Self.Mid, Val::pointer(Table.Id, Before));
    setCell(BaseCell, Val::integer(Ios));
    setCell(Ios + FlagsInIos, Val::integer(Decimal | SkipBlanks, Type::I32));
    setCell(Ios + FacetInIos, facet());
    if (Buffer)
      setCell(Ios + BufferInIos, offset(Self, Buffer));
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
  static constexpr int64_t RestCell = 1 << 20, FileCell = RestCell + 8, BaseCell = RestCell + 16;
  static constexpr int64_t FlagsInIos = 24, CountInStream = 8;
  static constexpr int64_t BufferInIos = 232, FacetInIos = 240, TableFilledInFacet = 56;
  static constexpr int64_t Decimal = 2, SkipBlanks = 0x1000; // std::ios::dec, skipws
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

} // namespace auspex::demand::evaluate

#endif
