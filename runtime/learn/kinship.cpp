//===- runtime/learn/kinship.cpp - What other runs told of the same input ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/learn/kinship.h"

#include <cctype>
#include <cmath>
#include <map>
#include <set>

namespace auspex::learn {
namespace {

/// Longer tags have too many parts, and none of them says more.
constexpr size_t MostTokens = 12;
/// The last few of a program: later ones are nearer in time.
constexpr size_t MostKin = 8;

/// Letters and digits; every other character only separates.
std::vector<std::string> tokensOf(std::string_view Tag) {
  std::vector<std::string> Out;
  bool Inside = false;
  for (char C : Tag) {
    bool Part = std::isalnum(static_cast<unsigned char>(C));
    if (Part && !Inside)
      Out.emplace_back();
    if (Part)
      Out.back() += C;
    Inside = Part;
  }
  if (Out.size() > MostTokens)
    Out.resize(MostTokens);
  return Out;
}

std::string join(const std::vector<std::string> &Tokens, size_t From, size_t To) {
  std::string Out;
  for (size_t I = From; I < To; ++I)
    Out += Tokens[I] + ' ';
  return Out;
}

/// Runs of neighbouring tokens and how many tokens each has.
std::map<std::string, size_t> partsOf(const std::vector<std::string> &Tokens) {
  std::map<std::string, size_t> Out;
  for (size_t I = 0; I < Tokens.size(); ++I)
    for (size_t J = I + 1; J <= Tokens.size(); ++J)
      Out.try_emplace(join(Tokens, I, J), J - I);
  return Out;
}

} // namespace

void Kinship::add(const std::string &Program, std::string_view Tag, double Peak, double Seconds) {
  auto Tokens = tokensOf(Tag);
  if (Tokens.empty())
    return;
  uint32_t Id = uint32_t(Runs.size());
  Runs.push_back({Program, Peak, Seconds});
  for (const auto &[Part, Length] : partsOf(Tokens))
    (Length == Tokens.size() ? Tagged : Containing)[Part].push_back(Id);
}

Features Kinship::of(std::string_view Tag) const {
  auto Tokens = tokensOf(Tag);
  struct Closest {
    size_t Closeness = 0;
    std::vector<uint32_t> Ids;
  };
  std::map<std::string_view, Closest> ByProgram;
  auto Offer = [&](uint32_t Id, size_t Closeness) {
    Closest &C = ByProgram[Runs[Id].Program];
    if (Closeness > C.Closeness)
      C = {Closeness, {}};
    if (Closeness == C.Closeness)
      C.Ids.push_back(Id);
  };
  for (const auto &[Part, Length] : partsOf(Tokens))
    if (auto At = Tagged.find(Part); At != Tagged.end())
      for (uint32_t Id : At->second)
        Offer(Id, Length == Tokens.size() ? MostTokens + 1 : Length);
  if (auto At = Containing.find(join(Tokens, 0, Tokens.size())); At != Containing.end())
    for (uint32_t Id : At->second)
      Offer(Id, Tokens.size());
  Features Out;
  for (const auto &[Program, C] : ByProgram) {
    double Peak = 0, Seconds = 0;
    size_t First = C.Ids.size() > MostKin ? C.Ids.size() - MostKin : 0;
    double N = double(C.Ids.size() - First);
    for (size_t I = First; I < C.Ids.size(); ++I) {
      Peak += std::log(Runs[C.Ids[I]].Peak) / N;
      Seconds += std::log(Runs[C.Ids[I]].Seconds + 0.5) / N;
    }
    Out.push_back({"peak of " + std::string(Program), std::exp(Peak), Kind::Sibling});
    Out.push_back({"seconds of " + std::string(Program), std::exp(Seconds), Kind::Sibling});
  }
  return Out;
}

} // namespace auspex::learn
