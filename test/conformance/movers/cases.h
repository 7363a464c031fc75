//===- test/conformance/movers/cases.h - A job for each mover ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the suite needs to know of a mover: a job that it can move, where to, where it
// cannot, and on which side a job is.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_TEST_CONFORMANCE_MOVERS_CASES_H
#define AUSPEX_TEST_CONFORMANCE_MOVERS_CASES_H

#include "runtime/migrate/movers.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace auspex::migrate::test {

enum class Side { Source, Target, Neither, Both };

/// One running job; ends with the object.
class Case {
public:
  virtual ~Case() = default;
  virtual std::unique_ptr<Mover> mover() = 0;
  virtual Subject subject() = 0;
  virtual Target target() = 0;
  /// Where no mover of this kind can go on any machine.
  virtual Target impossible() = 0;
  /// Where the job is, asked of the system and not of the mover.
  virtual Side side() = 0;
};

struct Kind {
  const char *Name;
  /// Why the mover cannot be tested here; empty where it can.
  std::string (*Missing)();
  std::unique_ptr<Case> (*Make)(const std::string &Directory);
  /// Somebody beside the mover settles what it left when it dies.
  bool SettlesItself = false;
};
/// A movable job, and an agent of another host that it can go to (host_case.cpp).
Kind hostKind();
const std::vector<Kind> &kinds();

/// A directory of its own, removed with what is in it.
class Folder {
public:
  Folder();
  ~Folder();
  const std::string &path() const { return Path; }

private:
  std::string Path;
};

} // namespace auspex::migrate::test

#endif
