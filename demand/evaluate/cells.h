//===- demand/evaluate/cells.h - Scalars by offset, cheap to copy ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An ordered map from offsets to values, in sorted blocks that copies share until
// they are written: a table of thousands of cells is copied with every iteration
// that stores into it.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_CELLS_H
#define AUSPEX_DEMAND_EVALUATE_CELLS_H

#include "demand/evaluate/value.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace auspex::demand::evaluate {

class CellMap {
public:
  using Entry = std::pair<int64_t, Val>;
  /// Invalid after any change of the map.
  class Iterator {
  public:
    const Entry &operator*() const { return (*Map->Blocks[Block])[Slot]; }
    const Entry *operator->() const { return &**this; }
    Iterator &operator++() {
      if (++Slot == Map->Blocks[Block]->size())
        ++Block, Slot = 0;
      return *this;
    }
    Iterator &operator--() {
      if (Slot == 0)
        Slot = Map->Blocks[--Block]->size();
      --Slot;
      return *this;
    }
    bool operator==(const Iterator &I) const { return Block == I.Block && Slot == I.Slot; }

  private:
    friend class CellMap;
    Iterator(const CellMap *Map, size_t Block, size_t Slot) : Map(Map), Block(Block), Slot(Slot) {}
    const CellMap *Map;
    size_t Block, Slot;
  };

  Iterator begin() const { return {this, 0, 0}; }
  Iterator end() const { return {this, Blocks.size(), 0}; }
  bool empty() const { return Blocks.empty(); }
  void clear() { Blocks.clear(); }

  /// The first entry at or past \p Key.
  Iterator lower_bound(int64_t Key) const {
    size_t B = blockOf(Key);
    if (B == Blocks.size())
      return end();
    auto I = std::ranges::lower_bound(*Blocks[B], Key, {}, &Entry::first);
    return {this, B, size_t(I - Blocks[B]->begin())};
  }
  Iterator upper_bound(int64_t Key) const {
    Iterator I = lower_bound(Key);
    if (I != end() && I->first == Key)
      ++I;
    return I;
  }
  Iterator find(int64_t Key) const {
    Iterator I = lower_bound(Key);
    return I != end() && I->first == Key ? I : end();
  }
  bool contains(int64_t Key) const { return find(Key) != end(); }
  const Val &at(int64_t Key) const { return find(Key)->second; }

  void set(int64_t Key, const Val &V) {
    size_t B = blockOf(Key);
    if (B == Blocks.size()) { // past everything
      if (Blocks.empty() || Blocks.back()->size() >= Length)
        Blocks.push_back(std::make_shared<Entries>());
      else
        --B;
      edit(B).emplace_back(Key, V);
      return;
    }
    Entries &E = edit(B);
    auto I = std::ranges::lower_bound(E, Key, {}, &Entry::first);
    if (I != E.end() && I->first == Key) {
      I->second = V;
      return;
    }
    E.emplace(I, Key, V);
    if (E.size() > 2 * Length) {
      Blocks.insert(Blocks.begin() + ptrdiff_t(B) + 1,
                    std::make_shared<Entries>(E.begin() + Length, E.end()));
      E.resize(Length);
    }
  }
  /// Returns what follows.
  Iterator erase(Iterator I) {
    Entries &E = edit(I.Block);
    E.erase(E.begin() + ptrdiff_t(I.Slot));
    if (E.empty())
      Blocks.erase(Blocks.begin() + ptrdiff_t(I.Block));
    else if (I.Slot == E.size())
      ++I.Block;
    else
      return I;
    I.Slot = 0;
    return I;
  }
  /// Calls \p F(Key, Value) for all entries but those of blocks that are shared
  /// with \p Then.
  template <class Fn> void changedSince(const CellMap &Then, Fn F) const {
    size_t Other = 0;
    for (const auto &B : Blocks) {
      int64_t First = B->front().first;
      while (Other != Then.Blocks.size() && Then.Blocks[Other]->front().first < First)
        ++Other;
      if (Other == Then.Blocks.size() || Then.Blocks[Other] != B)
        for (const auto &[Key, V] : *B)
          F(Key, V);
    }
  }

private:
  using Entries = std::vector<Entry>;
  static constexpr size_t Length = 32; ///< of a block, at most twice
  /// The first block that ends at or past \p Key.
  size_t blockOf(int64_t Key) const {
    auto I = std::ranges::lower_bound(Blocks, Key, {},
                                      [](const auto &B) { return B->back().first; });
    return size_t(I - Blocks.begin());
  }
  Entries &edit(size_t B) {
    if (Blocks[B].use_count() > 1)
      Blocks[B] = std::make_shared<Entries>(*Blocks[B]);
    return *Blocks[B];
  }
  std::vector<std::shared_ptr<Entries>> Blocks; ///< none is empty
};

} // namespace auspex::demand::evaluate

#endif
