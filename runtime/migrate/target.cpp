//===- runtime/migrate/target.cpp - Where a job is to go ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/target.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace auspex::migrate {
namespace {

bool number(std::string_view Text, int &To) {
  auto [End, Failed] = std::from_chars(Text.data(), Text.data() + Text.size(), To);
  return Failed == std::errc() && End == Text.data() + Text.size() && To >= 0;
}

bool validName(std::string_view Name) {
  return !Name.empty() && Name.size() <= 128 && Name != "." && Name != ".." &&
         std::ranges::all_of(Name, [](char C) {
           return (C >= 'a' && C <= 'z') || (C >= 'A' && C <= 'Z') || (C >= '0' && C <= '9') ||
                  C == '.' || C == '-' || C == '_' || C == ':';
         });
}

} // namespace

demand::Expected<std::vector<int>> parseList(std::string_view Text) {
  auto Wrong = [&] { return demand::fail(fmt::format("'{}' is no list; write 0-3,8", Text)); };
  std::vector<int> All;
  for (std::string_view Rest = Text;;) {
    size_t Comma = Rest.find(',');
    std::string_view Part = Rest.substr(0, Comma);
    size_t Dash = Part.find('-');
    int First = 0, Last = 0;
    if (!number(Part.substr(0, Dash), First))
      return Wrong();
    Last = First;
    if (Dash != Part.npos && !number(Part.substr(Dash + 1), Last))
      return Wrong();
    if (Last < First || Last >= CPU_SETSIZE)
      return Wrong();
    for (int I = First; I <= Last; ++I)
      All.push_back(I);
    if (Comma == Rest.npos)
      break;
    Rest.remove_prefix(Comma + 1);
  }
  std::ranges::sort(All);
  All.erase(std::ranges::unique(All).begin(), All.end());
  return All;
}

std::string listText(const std::vector<int> &List) {
  std::string Text;
  for (size_t I = 0; I < List.size();) {
    size_t End = I + 1;
    while (End < List.size() && List[End] == List[End - 1] + 1)
      ++End;
    Text += fmt::format("{}{}", Text.empty() ? "" : ",", List[I]);
    if (End - I > 1)
      Text += fmt::format("-{}", List[End - 1]);
    I = End;
  }
  return Text;
}

demand::Expected<Target> parseTarget(std::string_view Text) {
  size_t Equal = Text.find('=');
  std::string_view Kind = Text.substr(0, Equal);
  std::string_view Value = Equal == Text.npos ? "" : Text.substr(Equal + 1);
  Target T;
  if (Kind == "cpus") {
    auto List = parseList(Value);
    if (!List)
      return std::unexpected(List.error());
    T.CpuList = std::move(*List);
    return T;
  }
  if (Kind == "node" && number(Value, T.NodeNumber)) {
    T.Is = Target::Node;
    return T;
  }
  if ((Kind == "container" || Kind == "host" || Kind == "gpu") && validName(Value)) {
    T.Is = Kind == "host" ? Target::Host : Kind == "gpu" ? Target::Gpu : Target::Container;
    T.Name = Value;
    return T;
  }
  return demand::fail(fmt::format("'{}' is no target; write cpus=2-3, node=1, gpu=1, "
                                  "container=NAME or host=NAME",
                                  Text));
}

std::string toText(const Target &T) {
  switch (T.Is) {
  case Target::Cpus:
    return "cpus=" + listText(T.CpuList);
  case Target::Node:
    return fmt::format("node={}", T.NodeNumber);
  case Target::Gpu:
    return "gpu=" + T.Name;
  case Target::Container:
    return "container=" + T.Name;
  case Target::Host:
    return "host=" + T.Name;
  }
  return {};
}

cpu_set_t cpuSet(const std::vector<int> &List) {
  cpu_set_t Set;
  CPU_ZERO(&Set);
  for (int Cpu : List)
    CPU_SET(size_t(Cpu), &Set);
  return Set;
}

std::vector<int> cpuList(const cpu_set_t &Set) {
  std::vector<int> List;
  for (int Cpu = 0; Cpu < CPU_SETSIZE; ++Cpu)
    if (CPU_ISSET(size_t(Cpu), &Set))
      List.push_back(Cpu);
  return List;
}

} // namespace auspex::migrate
