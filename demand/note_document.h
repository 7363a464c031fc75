//===- demand/note_document.h - What both kinds of note share -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The input is hostile. Every count is checked against the caps and against the
// bytes that are left before anything of that size is allocated; strings that
// the note holds once and uses often are copied against a budget.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_NOTE_DOCUMENT_H
#define AUSPEX_DEMAND_NOTE_DOCUMENT_H

#include "demand/msgpack.h"
#include "demand/note.h"
#include "demand/note_wire.h"

#include <vector>

namespace auspex::demand {

Expected<Document> decodeFunctionNote(std::string_view Bytes);
Expected<Document> decodeUnitNote(std::string_view Bytes);

/// What both documents consist of: a map whose entries come in ascending order
/// of their keys, with the version and the strings first.
class DocumentReader {
public:
  explicit DocumentReader(std::string_view Bytes)
      : In(Bytes), TextBudget(wire::textBudget(Bytes.size())) {}

protected:
  /// Reads the map; entry(Key) reads the value of a key below \p Keys.
  template <typename EntryFn> void read(unsigned Keys, EntryFn Entry);

  std::string_view view(const char *What) {
    uint64_t Id = In.number(Table.size(), What);
    return Id && In.ok() ? Table[Id - 1] : std::string_view();
  }
  std::string text(const char *What) {
    std::string_view S = view(What);
    if (S.size() > TextBudget) {
      In.fail("its strings are repeated too often");
      return {};
    }
    TextBudget -= S.size();
    return std::string(S);
  }
  Type type(bool VoidToo = true) {
    return Type(In.within(VoidToo ? 0 : 1, int64_t(Type::Ptr), "type"));
  }
  uint32_t small(uint64_t High, const char *What) { return uint32_t(In.number(High, What)); }
  /// A number that is written as its distance to \p Last.
  uint32_t relative(int64_t Last, const char *What) {
    int64_t D = In.within(-int64_t(UINT32_MAX), int64_t(UINT32_MAX), What);
    if (Last + D < 0 || Last + D > int64_t(UINT32_MAX) - 1) {
      In.fail(std::string(What) + " out of range");
      return 0;
    }
    return uint32_t(Last + D);
  }
  std::string unitId();
  /// Reads an array whose elements belong together by twos and threes: calls
  /// Group() until all are read.
  template <typename GroupFn> void flat(GroupFn Group) {
    size_t Count = In.array(), Begin = In.objects();
    while (In.ok() && In.objects() - Begin < Count)
      Group();
    if (In.ok() && In.objects() - Begin != Count)
      In.fail("an array that ends too early");
  }
  /// Elements beyond those that this version knows.
  void skipRest(uint32_t Count, uint32_t Known) {
    for (; Known < Count && In.ok(); ++Known)
      In.skip();
  }

  Unpacker In;
  int64_t Minor = 0; ///< of the document's version

private:
  void strings();
  std::vector<std::string_view> Table;
  size_t TextBudget;
};

template <typename EntryFn> void DocumentReader::read(unsigned Keys, EntryFn Entry) {
  uint32_t Count = In.map();
  int64_t Last = -1;
  for (uint32_t I = 0; I < Count && In.ok(); ++I) {
    if (!In.atInteger()) { // no key of ours
      In.skip();
      In.skip();
      continue;
    }
    int64_t Key = In.within(Last + 1, INT64_MAX - 1, "key");
    if (Last < 0 && Key != wire::Version)
      return In.fail("it does not begin with its version");
    Last = Key;
    if (Key == wire::Version) {
      uint32_t Parts = In.array();
      int64_t Major = In.integer();
      if (In.ok() && Major != NoteMajor)
        return In.fail("version " + std::to_string(Major) +
                       " of the note format; this reader knows " + std::to_string(NoteMajor));
      if (Parts > 1)
        Minor = In.integer();
      skipRest(Parts, 2);
    } else if (Key == wire::Strings) {
      strings();
    } else if (Key < int64_t(Keys)) {
      Entry(uint8_t(Key));
    } else {
      In.skip();
    }
  }
  if (Last < 0)
    In.fail("it has no version");
  if (In.ok() && In.left() > 3)
    In.fail("something follows the document");
  while (In.ok() && In.left())
    if (In.number(0, "padding") != 0)
      break;
}

} // namespace auspex::demand

#endif
