//===- runtime/machine/facility.cpp - What calls of the C library run -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/machine/facility.h"

#include <algorithm>
#include <initializer_list>

namespace auspex::machine {
namespace {

struct Facility {
  std::initializer_list<std::string_view> Calls; ///< a name, or how names begin: "str*"
  std::initializer_list<Use::Anchor> Runs;
  unsigned ReadOnlyKiB = 0, PrivateKiB = 0;
  bool OfReals = false; ///< counts where a floating-point number is passed
};

const Facility Facilities[] = {
    // The end of every process.
    {{"exit"},
     {{"exit"},
      {"__cxa_finalize"},
      {"_IO_adjust_column"},
      {"pthread_mutex_lock"},
      {"__register_atfork"}}},
    {{"malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign", "_Znwm", "_Znam", "strdup",
      "fopen*"},
     {{"malloc"}, {"sbrk"}},
     0,
     4},
    // Streams: the buffer, and whether it is a terminal.
    {{"puts", "fputs*", "fputc*", "putc*", "putchar*", "_IO_putc", "fwrite*", "printf", "fprintf",
      "vprintf", "vfprintf", "__printf_chk", "__fprintf_chk", "__vprintf_chk", "__vfprintf_chk",
      "_ZNSo*", "_ZStls*"},
     {{"_IO_file_doallocate"},
      {"malloc"},
      {"sbrk"},
      {"fstat64"},
      {"write"},
      {"isatty"},
      {"tcgetattr"}},
     64,
     8},
    {{"fopen*", "fdopen", "fread*", "fgets*", "fgetc*", "getc*", "getchar*", "getline", "getdelim",
      "__getdelim", "_IO_getc", "ungetc", "fscanf", "scanf", "__isoc99_fscanf", "__isoc99_scanf",
      "__isoc23_fscanf", "__isoc23_scanf"},
     {{"_IO_file_doallocate"},
      {"fopen64"},
      {"_IO_getline"},
      {"malloc"},
      {"sbrk"},
      {"open64"},
      {"fstat64"},
      {"read"},
      {"__close_nocancel"}},
     80,
     12},
    // Formatted output and its inverse: functions of 20 KiB.
    {{"printf", "fprintf", "sprintf", "snprintf", "vprintf", "vfprintf", "vsprintf", "vsnprintf",
      "asprintf", "vasprintf", "dprintf", "perror", "__*printf_chk"},
     {{"printf"}, {"vfprintf"}, {"vfprintf", 0x4000}},
     112},
    {{"printf", "fprintf", "sprintf", "snprintf", "__*printf_chk"},
     {{"__printf_fp"}, {"__xpg_basename"}, {"parse_printf_format"}},
     178,
     0,
     true},
    {{"sscanf", "fscanf", "scanf", "vsscanf", "vfscanf", "vscanf", "__isoc99_*", "__isoc23_*scanf"},
     {{"vfscanf"}, {"vfscanf", 0x4000}, {"strtoq"}},
     134},
    // Numbers in text: the locale's digits and classes.
    {{"strto*", "__isoc23_strto*", "ato*", "isalpha", "isdigit", "toupper", "tolower", "__ctype_*",
      "getopt*", "strcasecmp*"},
     {{"strtoq"}},
     64},
    {{"strtod*", "strtof*", "strtold*", "atof"},
     {{"strtof64"}, {"strtof64", 0x2000}, {"__xpg_basename"}},
     139},
};

bool matches(std::string_view Pattern, std::string_view Name) {
  size_t Star = Pattern.find('*');
  if (Star == Pattern.npos)
    return Pattern == Name;
  std::string_view Begin = Pattern.substr(0, Star), End = Pattern.substr(Star + 1);
  return Name.size() >= Begin.size() + End.size() && Name.starts_with(Begin) && Name.ends_with(End);
}

} // namespace

Use useOf(std::span<const demand::LibraryCall> Calls) {
  Use U;
  auto Add = [&](const Facility &F) {
    U.Code.insert(U.Code.end(), F.Runs.begin(), F.Runs.end());
    // The tables are the same ones: those of the greediest call hold the others'.
    U.ReadOnlyBytes = std::max<uint64_t>(U.ReadOnlyBytes, F.ReadOnlyKiB * 1024);
    U.PrivateBytes = std::max<uint64_t>(U.PrivateBytes, F.PrivateKiB * 1024);
  };
  Add(Facilities[0]);
  for (const demand::LibraryCall &C : Calls) {
    U.Code.push_back({C.Symbol});
    U.Teams |= C.Symbol.starts_with("__kmpc_fork") || C.Symbol == "GOMP_parallel";
    for (const Facility &F : Facilities)
      if ((!F.OfReals || C.Real) &&
          std::ranges::any_of(F.Calls, [&](std::string_view P) { return matches(P, C.Symbol); }))
        Add(F);
  }
  std::ranges::sort(U.Code);
  U.Code.erase(std::unique(U.Code.begin(), U.Code.end()), U.Code.end());
  return U;
}

} // namespace auspex::machine
