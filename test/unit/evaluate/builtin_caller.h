//===- test/unit/evaluate/builtin_caller.h - Calls builtins by name -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A machine in the state in which a process begins, and calls of the library on
// it: what a test compares with the C library that it runs on.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_TEST_UNIT_EVALUATE_BUILTIN_CALLER_H
#define AUSPEX_TEST_UNIT_EVALUATE_BUILTIN_CALLER_H

#include "demand/evaluate/machine.h"

#include <gtest/gtest.h>

#include <random>

namespace auspex::demand::test {

using evaluate::ObjectId;
using evaluate::Val;

class Caller {
public:
  explicit Caller(Inputs Given = {})
      : In(std::move(Given)), Linked(Program::link({}, builtinKnowledge())), M(Linked, In, {}),
        P(M.start()) {}
  Caller(const Caller &) = delete;

  Val call(std::string_view Name, std::vector<Val> Args, Type Result = Type::I32) {
    evaluate::Builtin B = evaluate::findBuiltin(Name);
    if (!B) {
      ADD_FAILURE() << "no builtin " << Name;
      return {};
    }
    evaluate::CallSite C{M, P, nullptr, nullptr, std::move(Args), Result};
    return B(C);
  }
  /// A string of the program's.
  Val text(std::string S) { return Val::pointer(M.textObject(P, std::move(S)), 0); }
  /// Zeroed memory, on the heap.
  Val buffer(int64_t Bytes) {
    return Val::pointer(P.Mem.allocate(Val::integer(Bytes), AllocKind::Calloc, 16), 0);
  }
  /// \p Bytes bytes from \p At on; unknown ones fail.
  std::string bytes(const Val &At, int64_t Bytes) {
    std::string S;
    for (int64_t I = 0; I != Bytes; ++I) {
      auto B = At.isPtr() ? P.Mem.byte(At.Id, At.Mid + I) : std::nullopt;
      if (!B)
        ADD_FAILURE() << "byte " << I << " is not known";
      S.push_back(char(B.value_or(0)));
    }
    return S;
  }
  Val load(const Val &At, Type T, int64_t Offset = 0) {
    return P.Mem.load(At.Id, At.Mid + Offset, T);
  }
  void store(const Val &At, const Val &V, int64_t Offset = 0) {
    P.Mem.store(At.Id, At.Mid + Offset, V);
  }
  Val library(std::string_view Name, Type T) { return P.Mem.load(*M.libraryObject(Name), 0, T); }
  bool ended() const { return P.Ended; }

  Inputs In;
  Program Linked;
  evaluate::Machine M;
  evaluate::Path P;
};

inline Val number(int64_t V, Type T = Type::I64) { return Val::integer(V, T); }
inline Val null() { return Val::integer(0, Type::Ptr); }

/// Random text over \p Alphabet.
inline std::string randomText(std::mt19937 &Random, std::string_view Alphabet, size_t Most) {
  std::string S(Random() % (Most + 1), ' ');
  for (char &C : S)
    C = Alphabet[Random() % Alphabet.size()];
  return S;
}

} // namespace auspex::demand::test

#endif
