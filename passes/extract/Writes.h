//===- passes/extract/Writes.h - Whether pointers and sizes in memory stay --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a part of a function writes, as far as it may change a pointer or a size that
// is kept in memory (a member of a structure, a row of a table). Compilers load such
// a value again behind each store that may alias; two loads of one place are one value
// where nothing between can have written it. Objects are those that addresses are
// made from.
//
// A place of an object is changed by what is written to it there; by a copy of a
// structure to an object that may be the same, of which any part may be a pointer; and,
// if it holds a pointer, by pointers stored to such an object. That arrays (what is
// written at places that move) lie elsewhere than structures do is an assumption, and so
// is that what a structure leads to is not the structure, except where the very member
// is stored behind one of its own pointers (a list whose next node may be this one).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EXTRACT_WRITES_H
#define AUSPEX_PASSES_EXTRACT_WRITES_H

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <set>
#include <string>

namespace llvm {
class BasicBlock;
class CallBase;
class DataLayout;
class LoadInst;
class StoreInst;
class TargetLibraryInfo;
class Value;
} // namespace llvm

namespace auspex::passes::extract {

/// \p S puts a pointer of a table back into the table: rows change places, and which is
/// first does not matter to what is done with all of them.
bool exchanges(const llvm::StoreInst *S);

/// \p C writes to no array of the caller.
bool isHarmless(const llvm::CallBase &C, const llvm::TargetLibraryInfo &TLI);

class Writes {
public:
  void add(const llvm::BasicBlock &BB, const llvm::TargetLibraryInfo &TLI);

  /// A call, or what writes like one.
  bool anywhere() const { return Anywhere; }
  /// Pointers are stored, and not only exchanged.
  bool pointers() const { return Pointers; }

  /// What \p L loads, a pointer or an integer, is the same before and after. What that
  /// rests on goes to \p Assumptions.
  bool keep(const llvm::LoadInst &L, std::set<std::string> &Assumptions) const;
  /// What \p L loads from a table, in loops whose other pointers stay as they are.
  bool keepRow(const llvm::LoadInst &L, std::set<std::string> &Assumptions) const;

private:
  enum Kind : uint8_t {
    Numbers = 1,    ///< integers
    Words = 2,      ///< what may be a pointer, kept as an integer
    Addresses = 4,  ///< pointers
    Structures = 8, ///< one is assigned to another
    Blocks = 16,    ///< copies of a fixed size
    Copies = 32,    ///< others
    Fills = 64,     ///< one byte again and again, which makes no pointer
  };
  struct Member {
    int64_t Offset;
    uint64_t Bytes;
    uint8_t Kinds;
    bool operator==(const Member &) const = default;
    bool meets(int64_t Begin, int64_t End) const {
      return Offset < End && Begin < Offset + int64_t(Bytes);
    }
  };
  /// What is written to one object.
  struct Target {
    uint8_t Kinds = 0;
    uint8_t Moving = 0; ///< at places that are not known: of an array
    llvm::SmallVector<Member, 2> Members;
  };
  void note(const llvm::Value *Pointer, uint8_t Kinds, uint64_t Bytes, const llvm::DataLayout &DL);

  static uint8_t kindsAlone(const Target &T);

  bool Anywhere = false, Pointers = false;
  llvm::SmallMapVector<const llvm::Value *, Target, 4> Targets;
};

} // namespace auspex::passes::extract

#endif
