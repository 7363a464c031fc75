//===- demand/knowledge_kernel.cpp - What a row's form says of its kernel --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/knowledge_kernel.h"

#include <algorithm>

namespace auspex::demand {
namespace {

constexpr std::pair<uint32_t, std::string_view> Names[] = {
    {NeedVec128, "vector128"}, {NeedVec256, "vector256"}, {NeedVec512, "vector512"},
    {NeedFma, "fma"},          {NeedAes, "aes"},          {NeedSha, "sha"},
    {NeedClmul, "clmul"},      {NeedCrc32, "crc32"},      {NeedDot8, "dot8"},
    {NeedMatrix8, "matrix8"}};

/// \p Text has the subscript \p Name: in brackets, between what is no part of a name.
bool hasSubscript(std::string_view Text, std::string_view Name) {
  auto IsPart = [](char C) { return isalnum(static_cast<unsigned char>(C)) || C == '_'; };
  bool Inside = false;
  for (size_t At = 0; At < Text.size(); ++At) {
    Inside = Text[At] == '[' || (Inside && Text[At] != ']');
    if (Inside && Text.substr(At).starts_with(Name) && !IsPart(Text[At - 1]) &&
        (At + Name.size() == Text.size() || !IsPart(Text[At + Name.size()])))
      return true;
  }
  return false;
}

} // namespace

std::optional<uint32_t> needNamed(std::string_view Name) {
  for (const auto &[Bit, Known] : Names)
    if (Known == Name)
      return Bit;
  return std::nullopt;
}

std::vector<std::string> needNames(uint32_t Need) {
  std::vector<std::string> Result;
  for (const auto &[Bit, Name] : Names)
    if (Need & Bit)
      Result.emplace_back(Name);
  return Result;
}

DimKind kindIn(std::string_view Form, std::string_view Dimension) {
  const size_t Fold = Form.find("+=");
  if (Fold == Form.npos || Dimension.empty())
    return DimKind::Unknown;
  const std::string_view Out = Form.substr(0, Fold), In = Form.substr(Fold + 2);
  const std::string_view Array = Out.substr(0, std::min(Out.find_first_of("[ "), Out.size()));
  // What is computed from itself has an order.
  if (In.find(std::string(Array) + "[") != In.npos)
    return DimKind::Unknown;
  return hasSubscript(Out, Dimension) ? DimKind::Parallel
         : hasSubscript(In, Dimension) ? DimKind::Reduction
                                       : DimKind::Unknown;
}

uint32_t usualNeeds(std::string_view Idiom, std::string_view Form, Type Elem) {
  // Intel SDM 12.13 (AES, CLMUL), SHA extensions; the CRC of CRC32C and of folding.
  static constexpr std::pair<std::string_view, uint32_t> Crypto[] = {
      {"aes", NeedAes},  {"aes-key-schedule", NeedAes}, {"sha1", NeedSha},
      {"sha256", NeedSha}, {"ghash", NeedClmul},        {"crc", NeedClmul | NeedCrc32}};
  for (const auto &[Name, Need] : Crypto)
    if (Name == Idiom)
      return Need | (Form.find("GCM") != Form.npos ? NeedClmul : 0);
  const bool MultipliesAndAdds =
      Form.find("+=") != Form.npos && Form.find('*') != Form.npos;
  const bool Transforms = Idiom == "fft" || Idiom == "iir";
  if (isFloat(Elem) && (MultipliesAndAdds || Transforms))
    return NeedFma;
  return Elem == Type::I8 && MultipliesAndAdds ? NeedDot8 : 0;
}

} // namespace auspex::demand
