//===- demand/evaluate/shared.h - Values that copies share ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A state is copied at every iteration and at every fork, and little of it
// changes until the next copy. What is here is shared until it is written.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_SHARED_H
#define AUSPEX_DEMAND_EVALUATE_SHARED_H

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace auspex::demand::evaluate {

/// One value.
template <class T> class Shared {
public:
  const T &operator*() const { return *P; }
  const T *operator->() const { return P.get(); }
  T &edit() {
    if (P.use_count() > 1)
      P = std::make_shared<T>(*P);
    return *P;
  }

private:
  std::shared_ptr<T> P = std::make_shared<T>();
};

/// A sequence that only grows. Copies share blocks of elements, and elements.
template <class T> class SharedSequence {
public:
  size_t size() const { return Count; }
  const T &operator[](size_t I) const { return *(*Blocks[I / Length])[I % Length]; }
  T &edit(size_t I) {
    std::shared_ptr<T> &P = slot(I);
    if (P.use_count() > 1)
      P = std::make_shared<T>(*P);
    return *P;
  }
  void push_back(T X) {
    if (Count % Length == 0)
      Blocks.push_back(std::make_shared<Block>());
    slot(Count++) = std::make_shared<T>(std::move(X));
  }
  /// Calls \p F(I) for the elements of both sequences that they do not share.
  template <class Fn>
  static void differing(const SharedSequence &A, const SharedSequence &B, Fn F) {
    size_t Common = A.Count < B.Count ? A.Count : B.Count;
    for (size_t At = 0; At < Common; At += Length) {
      if (A.Blocks[At / Length] == B.Blocks[At / Length])
        continue;
      for (size_t I = At; I != At + Length && I != Common; ++I)
        if (&A[I] != &B[I])
          F(I);
    }
  }

private:
  static constexpr size_t Length = 32;
  using Block = std::array<std::shared_ptr<T>, Length>;
  std::shared_ptr<T> &slot(size_t I) {
    std::shared_ptr<Block> &B = Blocks[I / Length];
    if (B.use_count() > 1)
      B = std::make_shared<Block>(*B);
    return (*B)[I % Length];
  }
  std::vector<std::shared_ptr<Block>> Blocks;
  size_t Count = 0;
};

} // namespace auspex::demand::evaluate

#endif
