//===- demand/evaluate/builtins.h - Library calls that yield values -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the C library's functions return and leave in memory, as the C and POSIX
// standards (and, for getopt's permutation, glibc's manual) define it. Costs are
// rows of knowledge; a row names its builtin. One table a file
// and a function that returns it.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_BUILTINS_H
#define AUSPEX_DEMAND_EVALUATE_BUILTINS_H

#include "demand/evaluate/machine.h"

#include <span>

namespace auspex::demand::evaluate {

struct BuiltinRow {
  std::string_view Name;
  Builtin Run;
  bool Allocates = false; ///< it may, or runs code that may
};

std::span<const BuiltinRow> numberBuiltins();       ///< text to numbers, character classes
std::span<const BuiltinRow> stringBuiltins();       ///< compare, search, copy
std::span<const BuiltinRow> stdStringBuiltins();    ///< std::string: contents that change
std::span<const BuiltinRow> stdStringSearchBuiltins(); ///< std::string: compare, find
std::span<const BuiltinRow> stdStringMemberBuiltins(); ///< std::string: its fields
std::span<const BuiltinRow> streamBuiltins();       ///< reading from std::istream
std::span<const BuiltinRow> streamOpenBuiltins();   ///< making and opening streams
/// Lets stdin and std::cin read from standard input where that is a regular file.
void createStandardStreams(Machine &M, Path &P);
std::span<const BuiltinRow> hashTableBuiltins();    ///< how unordered containers grow
std::span<const BuiltinRow> treeBuiltins();         ///< std::map and std::set
std::span<const BuiltinRow> argpBuiltins();         ///< argp_parse
std::span<const BuiltinRow> tokenBuiltins();        ///< strtok and its kin, parts of paths
std::span<const BuiltinRow> formatBuiltins();       ///< sprintf
std::span<const BuiltinRow> scanBuiltins();         ///< sscanf, fscanf
std::span<const BuiltinRow> optionBuiltins();       ///< getopt and the environment
std::span<const BuiltinRow> fileBuiltins();         ///< reading from C's streams
std::span<const BuiltinRow> filesystemBuiltins();   ///< files by name: their sizes, what changes them
std::span<const BuiltinRow> descriptorBuiltins();   ///< reading by descriptors, sizes of files
std::span<const BuiltinRow> memoryBuiltins();       ///< realloc and what else sizes memory
std::span<const BuiltinRow> processBuiltins();      ///< exit, processors, C++ support
std::span<const BuiltinRow> algorithmBuiltins();    ///< sorting, random numbers
std::span<const BuiltinRow> threadBuiltins();       ///< pthreads, std::thread
std::span<const BuiltinRow> openmpBuiltins();       ///< parallel regions, shares, tasks
std::span<const BuiltinRow> cudaBuiltins();       ///< GPUs: their memory, transfers
std::span<const BuiltinRow> fortranBuiltins();      ///< arguments, allocation
std::span<const BuiltinRow> fortranArrayBuiltins(); ///< assignment, transformations
std::span<const BuiltinRow> fortranInputBuiltins(); ///< READ
std::span<const BuiltinRow> fortranUnitBuiltins();  ///< files, their buffers

} // namespace auspex::demand::evaluate

#endif
