//===- demand/evaluate/growth.h - Arrays that move when they are full -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// std::vector, std::string and their like: a block that is full is exchanged for
// a larger one. What replaces what is seen from the pointers that point to the
// one and then to the other; so are the end of what is used and the capacity,
// which move with them.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_GROWTH_H
#define AUSPEX_DEMAND_EVALUATE_GROWTH_H

#include "demand/evaluate/memory.h"

#include <optional>
#include <vector>

namespace auspex::demand::evaluate {

/// \p Then was exchanged for the larger \p Now; by realloc where they are one.
struct Relocation {
  ObjectId Then, Now;
};
std::vector<Relocation> relocations(const Memory &Then, const Memory &Now);

/// How far from its start a block is written.
int64_t usedOf(const Object &O);

/// An array that goes on to be filled, and to move.
class GrowingArray {
public:
  /// After \p Done iterations since \p Then, \p Rest are still to come.
  GrowingArray(const Memory &Then, const Memory &Now, Relocation R, int64_t Done, int64_t Rest);
  /// One that is cleared whenever it moves, and is larger by how much more is found by it: the
  /// \p Done iterations since it was empty tell of \p Rest that find something new.
  static GrowingArray table(const Memory &Then, const Memory &Now, Relocation R, int64_t Done,
                            int64_t Rest);

  /// At which part of the way it is full the next time; above 1: never.
  double nextMove() const;
  void move(Memory &Mem);
  /// The way is over: contents, and the pointers to it.
  void settle(Memory &Mem);
  int64_t grownBy() const { return Bytes - Block.Bytes; }
  ObjectId id() const { return R.Now; }
  int64_t used() const { return usedOf(Block); }
  int64_t meanStep() const { return (UsedNow - UsedThen + Done - 1) / Done; }
  /// Whether it was filled by \p Step bytes in each iteration, on average.
  bool isFilledBy(int64_t Step) const {
    return __int128(Step) * Done == __int128(UsedNow) - UsedThen;
  }
  /// What it may take beyond that where an iteration fills at most \p Step bytes.
  double atMostBeyond(int64_t Step) const;
  /// What a value that was \p Was and is \p Now is when the way is over, where it
  /// points to this array or tells its size.
  std::optional<Val> moved(const Val &Was, const Val &Now) const;

private:
  struct Place {
    ObjectId Id;
    int64_t At;
    Val Was, Now;
  };
  Relocation R;
  int64_t Done, Rest;
  double Factor;
  Object Block;              ///< as it was
  int64_t ThenBytes, UsedThen = 0, UsedNow = 0, Bytes;
  ObjectId Current;
  std::vector<Place> Places; ///< that point to it, or tell its size
  int64_t usedAt(double Part) const;
  int64_t movedOn(int64_t Was, int64_t Now, double Part = 1) const;
};

} // namespace auspex::demand::evaluate

#endif
