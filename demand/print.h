//===- demand/print.h - Expressions as text, and back ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two forms. The exact form carries every type and flag and parses back to the
// same expression. The form for people drops widths, writes products as
// products and collects polynomials: `24*n^2 + 8*n`. Values are written by
// where they come from: `argv[1]`, `atoi(argv[1])`, `option -n`, a source name.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_PRINT_H
#define AUSPEX_DEMAND_PRINT_H

#include "demand/skeleton.h"

#include <functional>
#include <string>
#include <string_view>

namespace auspex::demand {

/// Exact text: `24*%3:i32 + $0:i32`, `add.nsw(%3, 1)`, `zext.i64($0:i32)`. What
/// is large and used often, or deep, gets a name: `let t1 = ...; t1*t1`. The
/// grammar stands at the head of exact_parse.cpp.
std::string exactText(const Function &F, ExprRef E);
/// Parses the exact form into \p F's pool; nothing is folded.
Expected<ExprRef> parseExact(Function &F, std::string_view Text);

/// Parses a formula as knowledge files write it into \p F's pool:
/// `8*count + 16`, `max(a, b)`, `ceildiv(n, 16)`, `select(n < 10, 1, n)`.
/// Identifiers are names of \p F's parameters. Integers compute in I64 (narrower
/// parameters are sign-extended; `/` and `%` are signed), anything beside a real
/// in F64. Functions: min max umin umax ceildiv select abs sqrt log log2 log10
/// exp exp2 pow floor ceil round real int. Operators as in C: ?: || && == != <
/// <= > >= + - * / % ! and ^ for a constant integral power.
Expected<ExprRef> parseFormula(Function &F, std::string_view Text);

/// Text for a person. Parameters by their names, local values by the source
/// variable or by what defines them, calls as calls.
std::string prettyText(const Function &F, ExprRef E);

/// Where the source variables that prettyText(E) names come from:
/// "n = atoi(argv[1]), reps = 100 or atoi(argv[2])"; empty where it names none.
std::string originsOf(const Function &F, ExprRef E);

/// The asymptotic class of a non-negative quantity in the pretty names of its
/// atoms: "O(n^3)", "O(n*log n)", "O(1)"; "unknown" where an unknown decides.
std::string complexityOf(const Function &F, ExprRef E);

} // namespace auspex::demand

#endif
