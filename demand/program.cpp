//===- demand/program.cpp - Summaries linked as the dynamic linker would --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/program.h"

namespace auspex::demand {
namespace {

/// "module\0unit\0symbol"; an empty unit for what other units can see.
std::string keyOf(uint32_t Module, std::string_view Unit, std::string_view Symbol) {
  std::string K;
  K.reserve(Unit.size() + Symbol.size() + 8);
  K += std::to_string(Module);
  K += '\0';
  K += Unit;
  K += '\0';
  K += Symbol;
  return K;
}

/// Which of two copies of one visible function the linker keeps: the strong
/// one; of COMDAT copies any, so that we take one that says something.
bool better(const Function &New, const Function &Old) {
  if (New.Weak != Old.Weak)
    return !New.Weak;
  return !New.Nodes.empty() && Old.Nodes.empty();
}

} // namespace

Program Program::link(std::vector<Module> Modules, const Knowledge &K) {
  Program P;
  P.Mods = std::move(Modules);
  P.Rows = &K;
  for (uint32_t M = 0; M < P.Mods.size(); ++M) {
    for (const FunctionDoc &D : P.Mods[M].Functions) {
      std::string_view Unit = D.Func.Internal ? std::string_view(D.UnitId) : std::string_view();
      auto [At, New] = P.Functions.try_emplace(keyOf(M, Unit, D.Func.Symbol), &D);
      if (!New && better(D.Func, At->second->Func))
        At->second = &D;
    }
    for (const Unit &U : P.Mods[M].Units)
      for (const Global &G : U.Globals) {
        std::string_view Unit = G.Internal ? std::string_view(U.Id) : std::string_view();
        auto [At, New] = P.Globals.try_emplace(keyOf(M, Unit, G.Symbol), GlobalRef{&G, &U, M});
        // A definition beats a declaration, contents beat a tentative definition.
        const Global &Old = *At->second.Def;
        if (!New && !G.Declared &&
            (Old.Declared || (Old.Bytes.empty() && Old.Inits.empty() && Old.Zero)))
          At->second = {&G, &U, M};
      }
  }
  for (uint32_t M = 0; M < P.Mods.size(); ++M)
    for (const Unit &U : P.Mods[M].Units)
      for (const Alias &A : U.Aliases)
        P.addAlias(M, U, A);
  return P;
}

/// The alias names whatever its target is in its own module.
void Program::addAlias(uint32_t M, const Unit &U, const Alias &A) {
  std::string Name = keyOf(M, A.Internal ? std::string_view(U.Id) : std::string_view(), A.Symbol);
  for (std::string_view Unit : {std::string_view(U.Id), std::string_view()}) {
    std::string Target = keyOf(M, Unit, A.Target);
    if (auto F = Functions.find(Target); F != Functions.end()) {
      const FunctionDoc *D = F->second;
      auto [At, New] = Functions.try_emplace(Name, D);
      if (!New && !A.Weak && At->second->Func.Weak)
        At->second = D;
      return;
    }
    if (auto G = Globals.find(Target); G != Globals.end()) {
      GlobalRef Ref = G->second;
      auto [At, New] = Globals.try_emplace(Name, Ref);
      if (!New && At->second.Def->Declared)
        At->second = Ref;
      return;
    }
  }
}

bool Program::empty() const {
  for (const Module &M : Mods)
    if (!M.Functions.empty())
      return false;
  return true;
}

/// The name lies in namespace std, where no program may define anything ([namespace.std]).
static bool isOfTheLibrary(std::string_view Symbol) {
  return Symbol.starts_with("_ZSt") || Symbol.starts_with("_ZNSt") || Symbol.starts_with("_ZNKSt");
}

Target Program::resolve(std::string_view Symbol, std::string_view UnitId, uint32_t From) const {
  auto Find = [&](uint32_t M, std::string_view Unit) -> const FunctionDoc * {
    auto At = Functions.find(keyOf(M, Unit, Symbol));
    return At == Functions.end() ? nullptr : At->second;
  };
  if (const FunctionDoc *Own = Find(From, UnitId); Own && !UnitId.empty())
    return {Own, nullptr, From};

  // A module exports what its dynamic symbol table names. What it defines and
  // does not export (hidden, or an executable's own) it uses itself.
  auto Exports = [&](uint32_t M) {
    return Mods[M].Defined.empty() || Mods[M].Defined.contains(std::string(Symbol));
  };
  auto In = [&](uint32_t M) -> Target {
    const FunctionDoc *F = Find(M, {});
    if (F && F->Func.Weak && isOfTheLibrary(Symbol))
      if (const KnowledgeEntry *K = Rows->find(Symbol, "libstdc++.so"); K && K->Instantiated)
        return {nullptr, K, M};
    if (F && (M == From || Exports(M)))
      // A library built with the plugin may be a well-known one all the same.
      return {F, M == 0 ? nullptr : Rows->find(Symbol, Mods[M].Name), M};
    if (!F && !Mods[M].Defined.empty() && Exports(M))
      return {nullptr, Rows->find(Symbol, Mods[M].Name), M};
    return {};
  };
  if (From < Mods.size() && !Mods[From].Defined.empty() && !Exports(From))
    if (Target T = In(From); T.Function)
      return T;
  for (uint32_t M = 0; M < Mods.size(); ++M)
    if (Target T = In(M); T.Module != ~0u)
      return T;
  // Nothing that we can see defines it: linked in statically without a note, or
  // the symbol tables were not read.
  return {nullptr, Rows->find(Symbol, {}), ~0u};
}

Program::GlobalRef Program::global(std::string_view Symbol, std::string_view UnitId,
                                   uint32_t From) const {
  auto Find = [&](uint32_t M, std::string_view Unit) -> GlobalRef {
    auto At = Globals.find(keyOf(M, Unit, Symbol));
    return At == Globals.end() ? GlobalRef{} : At->second;
  };
  if (!UnitId.empty())
    if (GlobalRef Own = Find(From, UnitId); Own.Def)
      return Own;
  GlobalRef Declared;
  auto Consider = [&](uint32_t M) {
    GlobalRef G = Find(M, {});
    if (G.Def && !G.Def->Declared)
      return G;
    if (G.Def && !Declared.Def)
      Declared = G;
    return GlobalRef{};
  };
  // What the module defines but does not export binds to itself.
  if (From < Mods.size() && !Mods[From].Defined.empty() &&
      !Mods[From].Defined.contains(std::string(Symbol)))
    if (GlobalRef G = Consider(From); G.Def)
      return G;
  for (uint32_t M = 0; M < Mods.size(); ++M)
    if (M == From || Mods[M].Defined.empty() || Mods[M].Defined.contains(std::string(Symbol)))
      if (GlobalRef G = Consider(M); G.Def)
        return G;
  return Declared;
}

} // namespace auspex::demand
