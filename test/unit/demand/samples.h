//===- test/unit/demand/samples.h - Functions to write, read and show -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_TEST_UNIT_DEMAND_SAMPLES_H
#define AUSPEX_TEST_UNIT_DEMAND_SAMPLES_H

#include "demand/note.h"

#include <cstdint>

namespace auspex::demand::test {

/// What the compiler would write for
///   int main(int argc, char **argv) {
///     int n = argc > 1 ? atoi(argv[1]) : 1000;
///     double *a = malloc(8 * n * n), ...;       // three of them
///     for (i) for (j) for (k) c[i*n+j] += a[i*n+k] * b[k*n+j];
///     free(a); ...
///   }
/// with a loop that stays (it calls `report` per row) and a matched kernel.
Function gemmMain();

/// A function that checkFunction() accepts; equal seeds, equal functions. Every
/// kind of step, terminator, operator and leaf turns up over a few seeds.
Function randomFunction(uint64_t Seed);

/// Globals of every kind.
Unit sampleUnit();

} // namespace auspex::demand::test

#endif
