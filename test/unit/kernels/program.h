//===- test/unit/kernels/program.h - Behaviours of programs written as lambdas ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A recogniser sees what a function read and wrote. Here the function is a lambda over
// buffers with arbitrary contents, whose read and written bytes are declared.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_TEST_UNIT_KERNELS_PROGRAM_H
#define AUSPEX_TEST_UNIT_KERNELS_PROGRAM_H

#include "kernels/behaviour.h"
#include "kernels/idiom.h"

#include <deque>

namespace auspex::kernels::test {

/// An object of memory: which of its bytes are read and written, [begin, end).
struct Area {
  using Ranges = std::vector<std::pair<size_t, size_t>>;
  size_t Size;
  Ranges Read, Written;
  /// Makes contents that the program can run on (a string's end).
  std::function<void(Bytes &)> Shape = {};
};
inline Area in(size_t Size) { return {Size, {{0, Size}}, {}}; }
inline Area out(size_t Size) { return {Size, {}, {{0, Size}}}; }
inline Area inOut(size_t Size) { return {Size, {{0, Size}}, {{0, Size}}}; }
/// A string of \p Length characters and its end.
Area text(size_t Length);

/// A scalar argument: a value, or arbitrary ones.
struct Argument {
  unsigned Bits;
  std::optional<uint64_t> Value = std::nullopt;
};

class Program : public Subject {
public:
  using Memory = std::vector<Bytes>;
  using Scalars = std::vector<uint64_t>;
  using Run = std::function<uint64_t(Memory &, const Scalars &)>;

  /// \p ResultBits: 0 where nothing is returned.
  Program(std::vector<Area> Areas, std::vector<Argument> Args, unsigned ResultBits, Run Code)
      : Areas(std::move(Areas)), Args(std::move(Args)), ResultBits(ResultBits),
        Code(std::move(Code)) {}

  const Behaviour *trial(unsigned Seed) override { return given({}, Seed); }
  const Behaviour *given(const Given &What, unsigned Seed) override;

  /// Trials that were run.
  size_t runs() const { return Results.size(); }

private:
  std::vector<Area> Areas;
  std::vector<Argument> Args;
  unsigned ResultBits;
  Run Code;
  std::vector<std::pair<uint64_t, unsigned>> Known; ///< masks and seeds of the results
  std::deque<Behaviour> Results;
};

/// The first of the catalogue's idioms that explains \p P, as a function is named; "" if none.
std::string nameOf(Program &P);
std::string nameOf(Program &&P);

Bytes bytes(std::string_view Text), fromHex(std::string_view Hex);
std::string hex(std::span<const uint8_t> Data);

} // namespace auspex::kernels::test

#endif
