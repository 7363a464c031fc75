//===- runtime/report/names.h - Names for what formulas mention -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_REPORT_NAMES_H
#define AUSPEX_RUNTIME_REPORT_NAMES_H

#include "demand/pretty.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace auspex::report {

/// Gives the values that formulas mention short names where the program was
/// compiled without them (-g1 has lines, no variables), and says what the names
/// stand for: heap = 24*n^2, n = atoi(argv[1]).
class Names {
public:
  explicit Names(const demand::Function &F) {
    for (const demand::Param &P : F.Params)
      Taken.insert(P.Name);
    for (const demand::Local &L : F.Values)
      Taken.insert(L.Name);
  }

  /// Looks at a formula that will be shown; \p F has the same values as the
  /// function of the constructor.
  void mention(const demand::Function &F, demand::ExprRef E) {
    if (E == demand::NoExpr)
      return;
    std::vector<bool> Reached(E + 1);
    Reached[E] = true;
    for (demand::ExprRef R = E + 1; R-- > 0;) {
      if (!Reached[R])
        continue;
      const demand::ExprNode &N = F.Exprs[R];
      for (demand::ExprRef O : {N.A, N.B, N.C})
        if (O != demand::NoExpr)
          Reached[O] = true;
      if (N.O == demand::Op::Value && std::ranges::find(Mentioned, uint32_t(N.Imm)) == Mentioned.end())
        Mentioned.push_back(uint32_t(N.Imm));
    }
  }

  /// Names the mentioned values in \p F.
  void apply(demand::Function &F) {
    for (uint32_t V : Mentioned) {
      if (!F.Values[V].Name.empty())
        continue;
      // A short definition reads better than a name for it.
      std::string Text = demand::PrettyPrinter(F).definition(V).Text;
      if (Text.size() <= ShortText && Text.find("alloca") == Text.npos)
        continue;
      auto [At, New] = Given.try_emplace(V);
      if (New)
        At->second = fresh();
      F.Values[V].Name = At->second;
    }
  }

  std::vector<std::pair<std::string, std::string>> where(demand::Function F) const {
    std::vector<std::pair<std::string, std::string>> Result;
    std::set<std::string> Seen;
    // A parameter of an inlined function says less than what was passed for it:
    // n = strtol(argv[1], ...), not strtol(nptr, ...).
    std::vector<bool> Pass(F.Values.size());
    for (uint32_t V = 0; V < F.Values.size() && F.Values.size() <= MaxNamed; ++V)
      if (!F.Values[V].Name.empty() && std::ranges::find(Mentioned, V) == Mentioned.end()) {
        std::string Text = demand::PrettyPrinter(F).definition(V).Text;
        Pass[V] = !Text.empty() && Text.size() <= ShortText;
      }
    for (uint32_t V = 0; V < F.Values.size(); ++V)
      if (Pass[V])
        F.Values[V].Name.clear();
    demand::PrettyPrinter Printer(F);
    for (uint32_t V : Mentioned) {
      const std::string &Name = F.Values[V].Name;
      if (Name.empty() || Result.size() >= MaxWhere)
        continue;
      std::string Text = Printer.definition(V).Text;
      if (!Text.empty() && Text != Name && Seen.insert(Name).second)
        Result.emplace_back(Name, Text);
    }
    return Result;
  }

private:
  static constexpr size_t ShortText = 12, MaxNamed = 500, MaxWhere = 12;
  std::string fresh() {
    for (char C : std::string_view("nmkpqrstuvwxyz"))
      if (std::string Name(1, C); Taken.insert(Name).second)
        return Name;
    for (unsigned I = 1;; ++I)
      if (std::string Name = "n" + std::to_string(I); Taken.insert(Name).second)
        return Name;
  }
  std::set<std::string> Taken;
  std::vector<uint32_t> Mentioned;
  std::map<uint32_t, std::string> Given;
};

} // namespace auspex::report

#endif
