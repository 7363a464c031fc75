//===- test/unit/kernels/cipher_subject.h - Behaviours made by hand ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a run of a program would have touched, written down: each array an object of its
// own, with arbitrary contents.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_TEST_UNIT_KERNELS_CIPHER_SUBJECT_H
#define AUSPEX_TEST_UNIT_KERNELS_CIPHER_SUBJECT_H

#include "kernels/behaviour.h"
#include "kernels/idiom.h"

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <string>

namespace auspex::kernels {

class Trace {
public:
  explicit Trace(unsigned Seed) : Random(Seed + 12345) {}

  Bytes arbitrary(size_t Count) {
    Bytes Out(Count);
    for (uint8_t &X : Out)
      X = uint8_t(Random());
    return Out;
  }
  /// An object that is read; what it holds.
  Bytes reads(size_t Count) { return reads(arbitrary(Count)); }
  Bytes reads(const Bytes &What) {
    touch(What, What, true, false);
    return What;
  }
  void writes(const Bytes &What) { touch(arbitrary(What.size()), What, false, true); }
  void rewrites(const Bytes &Before, const Bytes &After) { touch(Before, After, true, true); }
  void arg(uint64_t Value, unsigned Bits) { B.Args.push_back({Value, Bits}); }
  void returns(uint64_t Value, unsigned Bits) { B.Result = Scalar{Value, Bits}; }
  /// Bytes of an object of which only some are touched: the offset, before, after.
  void extent(uint64_t Object, int64_t Offset, const Bytes &Before, const Bytes &After, bool Read,
              bool Written) {
    B.Extents.push_back({Object, Offset, Before, After, Bytes(Before.size(), Read),
                         Bytes(Before.size(), Written)});
  }

  Behaviour B;
  std::mt19937 Random;

private:
  void touch(const Bytes &Before, const Bytes &After, bool Read, bool Written) {
    extent(1000 + B.Extents.size(), 0, Before, After, Read, Written);
  }
};

class TracedSubject : public Subject {
public:
  explicit TracedSubject(std::function<void(Trace &)> Run) : Run(std::move(Run)) {}
  const Behaviour *trial(unsigned Seed) override {
    auto It = Trials.find(Seed);
    if (It == Trials.end()) {
      Trace T(Seed);
      Run(T);
      It = Trials.emplace(Seed, std::move(T.B)).first;
    }
    return &It->second;
  }

private:
  std::function<void(Trace &)> Run;
  std::map<unsigned, Behaviour> Trials;
};

inline std::optional<Explained> explained(const Idiom &I, std::function<void(Trace &)> Run) {
  TracedSubject S(std::move(Run));
  return I.Explain(S);
}
inline int64_t parameter(const Explained &E, const std::string &Name) {
  for (const auto &[Key, Value] : E.Parameters)
    if (Key == Name)
      return Value;
  return -1;
}
/// Bytes from hexadecimal digits.
inline Bytes hex(std::string_view Text) {
  Bytes Out;
  std::string Digits;
  for (char C : Text)
    if (C != ' ')
      Digits += C;
  for (size_t I = 0; I + 1 < Digits.size(); I += 2)
    Out.push_back(uint8_t(std::stoul(Digits.substr(I, 2), nullptr, 16)));
  return Out;
}
/// The bytes of each unit of \p Unit bytes the other way round.
inline Bytes swapped(Bytes X, size_t Unit) {
  for (size_t I = 0; I + Unit <= X.size(); I += Unit)
    std::reverse(X.begin() + ptrdiff_t(I), X.begin() + ptrdiff_t(I + Unit));
  return X;
}

} // namespace auspex::kernels

#endif
