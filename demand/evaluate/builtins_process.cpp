//===- demand/evaluate/builtins_process.cpp - Processes, the C++ library -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_support.h"

#include <bit>
#include <cmath>

namespace auspex::demand::evaluate {
namespace {

Val leave(CallSite &C) { // exit
  if (C.arg(0).exactInt() && C.arg(0).Mid != 0)
    C.M.fail(C.P);
  else
    C.M.end(C.P);
  return Val();
}

Val breakOff(CallSite &C) { // abort, throw
  C.M.fail(C.P);
  return Val();
}

Val complain(CallSite &C) { // error(status, errnum, format, ...)
  if (!C.arg(0).exactInt() || C.arg(0).Mid != 0)
    C.M.fail(C.P);
  return Val();
}

/// What a child process needs is the child's forecast.
Val startProcess(CallSite &C) { // fork, posix_spawn, system
  C.M.noteUnknown(C.From, C.S, "a child process is not part of this forecast");
  C.M.Files.wroteAnything();
  return C.M.unknownOf(C.Result, "identity of a child process");
}

Val awaitProcess(CallSite &C) { // wait, waitpid
  for (size_t I = 0; I != C.Args.size(); ++I)
    forgetTarget(C, C.arg(I));
  return C.M.unknownOf(C.Result, "fate of a child process");
}

/// From here on it is another program.
Val becomeAnother(CallSite &C) { // execve
  C.M.noteUnknown(C.From, C.S, "the program that is executed is not part of this forecast");
  C.M.end(C.P);
  return Val();
}

Val processors(CallSite &C) { return intResult(C, C.M.In.Cpus); }
Val pageSize(CallSite &C) { return intResult(C, int64_t(C.M.In.PageSize)); }

Val systemConfiguration(CallSite &C) {
  if (C.arg(0).exactInt()) {
    switch (C.arg(0).Mid) {
    case 30: // _SC_PAGESIZE
      return Val::integer(int64_t(C.M.In.PageSize));
    case 83: // _SC_NPROCESSORS_CONF
    case 84: // _SC_NPROCESSORS_ONLN
      return Val::integer(C.M.In.Cpus);
    }
  }
  return C.M.unknownOf(Type::I64, "sysconf");
}

Val affinity(CallSite &C) { // sched_getaffinity(pid, bytes, mask)
  const Val &Bytes = C.arg(1), &Mask = C.arg(2);
  overwrite(C, Mask, Bytes);
  if (isPlace(Mask) && Bytes.exactInt() && Bytes.Mid > 0 && Bytes.Mid <= 8192) {
    C.P.Mem.zero(Mask.Id, Mask.Mid, Mask.Mid + Bytes.Mid);
    for (int64_t At = 0, Left = C.M.In.Cpus; Left > 0 && At + 8 <= Bytes.Mid; At += 8, Left -= 64)
      C.P.Mem.store(Mask.Id, Mask.Mid + At,
                    Val::integer(Left >= 64 ? -1 : int64_t((uint64_t(1) << Left) - 1)));
  }
  return intResult(C, 0);
}

Val countAffinity(CallSite &C) { // __sched_cpucount(bytes, mask)
  const Val &Bytes = C.arg(0), &Mask = C.arg(1);
  if (!isPlace(Mask) || !Bytes.exactInt() || Bytes.Mid > 8192)
    return intResult(C, C.M.In.Cpus);
  int64_t N = 0;
  for (int64_t At = 0; At < Bytes.Mid; ++At) {
    auto B = C.P.Mem.byte(Mask.Id, Mask.Mid + At);
    if (!B)
      return C.M.unknownOf(Type::I32, "size of a CPU set that is not known");
    N += std::popcount(*B);
  }
  return intResult(C, N);
}

//===----------------------------------------------------------------------===//
// What compilers and the C++ library call
//===----------------------------------------------------------------------===//

/// The first byte of a guard says whether its variable is initialised (Itanium
/// C++ ABI, 3.3.3).
Val acquireGuard(CallSite &C) {
  if (isPlace(C.arg(0))) {
    auto B = C.P.Mem.byte(C.arg(0).Id, C.arg(0).Mid);
    return intResult(C, !(B && *B));
  }
  return intResult(C, 1);
}

Val releaseGuard(CallSite &C) {
  put(C, C.arg(0), Val::integer(1, Type::I8));
  return Val();
}

Val castDynamically(CallSite &C) { return C.arg(0); }

} // namespace

std::span<const BuiltinRow> processBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"exit", leave},
      {"abort", breakOff},
      {"throw", breakOff},
      {"error", complain},
      {"process", startProcess},
      {"wait", awaitProcess},
      {"exec", becomeAnother},
      {"get_nprocs", processors},
      {"getpagesize", pageSize},
      {"sysconf", systemConfiguration},
      {"sched_getaffinity", affinity},
      {"__sched_cpucount", countAffinity},
      {"__cxa_guard_acquire", acquireGuard},
      {"__cxa_guard_release", releaseGuard},
      {"__dynamic_cast", castDynamically},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
