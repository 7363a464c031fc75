//===- demand/evaluate/builtins_options.cpp - getopt, the environment -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// getopt(3) and getopt_long(3) as the GNU manual describes them: options and
// operands in any order (options are moved to the front), clusters (-abc), glued
// and separate arguments, optional arguments, unambiguous abbreviations, `--`,
// and the leading `+`, `-` and `:` of the option string.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins.h"

#include <algorithm>

namespace auspex::demand::evaluate {
namespace {

/// getopt's place between calls, in the library object "getopt state".
enum StateOffset : int64_t { NextChar = 0, Current = 8, Base = 16 };

class Options {
public:
  Options(CallSite &C) : C(C), Mem(C.P.Mem), State(*C.M.libraryObject("getopt state")) {}

  Val next(bool Long, bool SingleDash);

private:
  int64_t get(ObjectId O, int64_t At, Type T) {
    Val V = Mem.load(O, At, T);
    Known &= V.exactInt();
    return V.exactInt() ? V.Mid : 0;
  }
  int64_t global(const char *Name) { return get(*C.M.libraryObject(Name), 0, Type::I32); }
  void setGlobal(const char *Name, int64_t V) {
    Mem.store(*C.M.libraryObject(Name), 0, Val::integer(V, Type::I32));
  }
  void setArgument(const Val &V) { Mem.store(*C.M.libraryObject("optarg"), 0, V); }
  Val pointerAt(int64_t I) { return Mem.load(C.arg(1).Id, C.arg(1).Mid + 8 * I, Type::Ptr); }
  std::optional<std::string> textAt(int64_t I) { return C.M.stringAt(C.P, pointerAt(I)); }
  /// Moves elements [From, From+N) in front of those from \p To on.
  void moveForward(int64_t To, int64_t From, int64_t N);
  Val longOption(const std::string &Arg, int64_t NameAt, int64_t First, int64_t At);
  Val result(int64_t V) { return Val::integer(V, Type::I32); }
  Val unknown() { return C.M.unknownOf(Type::I32, "options that are not known"); }

  CallSite &C;
  Memory &Mem;
  ObjectId State;
  bool Known = true;
  int64_t Argc = 0;
};

void Options::moveForward(int64_t To, int64_t From, int64_t N) {
  if (To == From)
    return;
  std::vector<Val> Cells;
  for (int64_t I = To; I != From + N; ++I)
    Cells.push_back(pointerAt(I));
  std::ranges::rotate(Cells, Cells.begin() + (From - To));
  for (int64_t I = To; I != From + N; ++I)
    Mem.store(C.arg(1).Id, C.arg(1).Mid + 8 * I, Cells[size_t(I - To)]);
}

Val Options::longOption(const std::string &Arg, int64_t NameAt, int64_t First, int64_t At) {
  std::string Name = Arg.substr(size_t(NameAt), Arg.find('=') == std::string::npos
                                                    ? std::string::npos
                                                    : Arg.find('=') - size_t(NameAt));
  const Val &Table = C.arg(3);
  if (!Table.isPtr() || Table.AnyOffset)
    return unknown();
  int64_t Match = -1;
  bool Exact = false, Ambiguous = false;
  for (int64_t I = 0; I < 1024; ++I) {
    Val P = Mem.load(Table.Id, Table.Mid + 32 * I, Type::Ptr);
    if (P.isNull())
      break;
    auto Candidate = C.M.stringAt(C.P, P);
    if (!Candidate)
      return unknown();
    if (*Candidate == Name) {
      Match = I;
      Exact = true;
      break;
    }
    if (Candidate->starts_with(Name)) {
      Ambiguous |= Match >= 0;
      Match = I;
    }
  }
  auto Finish = [&](int64_t Elements, Val R) {
    moveForward(First, At, Elements);
    setGlobal("optind", First + Elements);
    return R;
  };
  if (Match < 0 || (Ambiguous && !Exact))
    return Finish(1, result('?'));
  int64_t Row = Table.Mid + 32 * Match;
  int64_t HasArg = get(Table.Id, Row + 8, Type::I32), Value = get(Table.Id, Row + 24, Type::I32);
  Val Flag = Mem.load(Table.Id, Row + 16, Type::Ptr);
  if (!Known)
    return unknown();
  int64_t Elements = 1;
  setArgument(Val::integer(0, Type::Ptr));
  if (size_t Eq = Arg.find('='); Eq != std::string::npos && HasArg != 0) {
    Val P = pointerAt(At);
    P.Mid += int64_t(Eq) + 1;
    setArgument(P);
  } else if (HasArg == 1) {
    if (At + 1 >= Argc)
      return Finish(1, result('?'));
    setArgument(pointerAt(At + 1));
    Elements = 2;
  }
  if (C.arg(4).isPtr())
    Mem.store(C.arg(4).Id, C.arg(4).Mid, Val::integer(Match, Type::I32));
  if (Flag.isPtr()) {
    Mem.store(Flag.Id, Flag.Mid, Val::integer(Value, Type::I32));
    return Finish(Elements, result(0));
  }
  return Finish(Elements, result(Value));
}

Val Options::next(bool Long, bool SingleDash) {
  auto Spec = C.M.stringAt(C.P, C.arg(2));
  if (!C.arg(0).exactInt() || !C.arg(1).isPtr() || !Spec)
    return unknown();
  Argc = C.arg(0).Mid;
  bool InOrder = Spec->starts_with('-'), Strict = Spec->starts_with('+');
  if (InOrder || Strict)
    Spec->erase(0, 1);
  bool Colon = Spec->starts_with(':');

  int64_t Char = get(State, NextChar, Type::I64);
  int64_t At = get(State, Current, Type::I64), First = get(State, Base, Type::I64);
  if (!Known)
    return unknown();
  if (Char == 0) {
    First = std::max<int64_t>(1, global("optind"));
    if (!Known)
      return unknown();
    // The next element that looks like an option.
    At = First;
    for (;; ++At) {
      if (At >= Argc)
        return result(-1);
      auto A = textAt(At);
      if (!A)
        return unknown();
      if (A->size() > 1 && (*A)[0] == '-')
        break;
      if (Strict)
        return result(-1);
      if (InOrder) {
        setArgument(pointerAt(At));
        setGlobal("optind", At + 1);
        return result(1);
      }
    }
    std::string A = *textAt(At);
    if (A == "--") {
      moveForward(First, At, 1);
      setGlobal("optind", First + 1);
      return result(-1);
    }
    if (Long && A.starts_with("--"))
      return longOption(A, 2, First, At);
    if (Long && SingleDash) {
      Val R = longOption(A, 1, First, At);
      return R;
    }
    Char = 1;
  }

  auto A = textAt(At);
  if (!A || Char >= int64_t(A->size()))
    return unknown();
  char Option = (*A)[size_t(Char++)];
  bool Done = Char >= int64_t(A->size());
  int64_t Elements = 1;
  auto Finish = [&](int64_t R) {
    if (Done) {
      moveForward(First, At, Elements);
      setGlobal("optind", First + Elements);
      Char = 0;
    }
    Mem.store(State, NextChar, Val::integer(Char));
    Mem.store(State, Current, Val::integer(At));
    Mem.store(State, Base, Val::integer(First));
    return result(R);
  };
  size_t Found = Option == ':' ? std::string::npos : Spec->find(Option);
  if (Found == std::string::npos) {
    setGlobal("optopt", Option);
    return Finish('?');
  }
  if (Found + 1 < Spec->size() && (*Spec)[Found + 1] == ':') {
    bool Optional = Found + 2 < Spec->size() && (*Spec)[Found + 2] == ':';
    if (!Done) {
      Val P = pointerAt(At);
      P.Mid += Char;
      setArgument(P);
      Done = true;
    } else if (Optional) {
      setArgument(Val::integer(0, Type::Ptr));
    } else if (At + 1 < Argc) {
      setArgument(pointerAt(At + 1));
      Elements = 2;
    } else {
      setGlobal("optopt", Option);
      return Finish(Colon ? ':' : '?');
    }
  }
  return Finish(Option);
}

template <bool Long, bool SingleDash> Val options(CallSite &C) {
  return Options(C).next(Long, SingleDash);
}

Val environment(CallSite &C) {
  auto Name = C.M.stringAt(C.P, C.arg(0));
  if (!Name)
    return C.M.unknownOf(Type::Ptr, "environment variable whose name is not known");
  for (const std::string &E : C.M.In.Env)
    if (E.size() > Name->size() && E[Name->size()] == '=' && E.starts_with(*Name))
      return Val::pointer(C.M.textObject(C.P, E.substr(Name->size() + 1)), 0);
  return Val::integer(0, Type::Ptr);
}

} // namespace

std::span<const BuiltinRow> optionBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"getopt", options<false, false>},
      {"getopt_long", options<true, false>},
      {"getopt_long_only", options<true, true>},
      {"getenv", environment},
      {"secure_getenv", environment},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
