//===- demand/demangle.cpp - Linkage names as the source wrote them -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/demangle.h"

#include <cctype>
#include <cstdlib>
#include <cxxabi.h>

namespace auspex::demand {

static constexpr size_t MaxMangled = 4096;

/// Substitutions (S1_) and template parameters (T0_) repeat what was written
/// before. With k of them a text grows at most 3^(k/3) times: 190 characters
/// become 16 MB and 0.1 s with libstdc++'s demangler. 30 allow 60,000 times the
/// longest piece, and names that people write rarely need that many.
static bool expandsLittle(std::string_view Symbol) {
  constexpr unsigned MaxReferences = 30;
  unsigned References = 0;
  for (size_t I = 0; I < Symbol.size(); ++I) {
    if (Symbol[I] != 'S' && Symbol[I] != 'T')
      continue;
    size_t End = I + 1;
    while (End < Symbol.size() && (isdigit(Symbol[End]) || isupper(Symbol[End])))
      ++End;
    if (End < Symbol.size() && Symbol[End] == '_')
      ++References;
  }
  return References <= MaxReferences;
}

std::string demangled(std::string_view Symbol) {
  if (!Symbol.starts_with("_Z") || Symbol.size() > MaxMangled || !expandsLittle(Symbol))
    return std::string(Symbol);
  int Status = 0;
  char *Text = abi::__cxa_demangle(std::string(Symbol).c_str(), nullptr, nullptr, &Status);
  std::string Result = Text ? Text : std::string(Symbol);
  std::free(Text);
  return Result;
}

std::string demangledName(std::string_view Symbol) {
  std::string Name = demangled(Symbol);
  if (Name == Symbol)
    return Name;
  int Angles = 0;
  for (size_t I = 0; I < Name.size(); ++I) {
    Angles += Name[I] == '<' ? 1 : Name[I] == '>' ? -1 : 0;
    if (Name[I] == '(' && Angles == 0 && I > 0)
      return Name.substr(0, I);
  }
  return Name;
}

std::string shortName(std::string_view Symbol) {
  constexpr size_t LongName = 48, MaxName = 120;
  std::string Name = demangledName(Symbol), Short;
  if (Name == Symbol || Name.size() <= LongName)
    return Name;
  int Angles = 0;
  for (char C : Name) {
    if (C == '<' && Angles++ == 0)
      Short += "<...>";
    else if (C == '>' && Angles > 0)
      --Angles;
    else if (Angles == 0)
      Short += C;
  }
  if (Short.starts_with("void "))
    Short.erase(0, 5);
  return Short.size() > MaxName ? Short.substr(0, MaxName) + "..." : Short;
}

} // namespace auspex::demand
