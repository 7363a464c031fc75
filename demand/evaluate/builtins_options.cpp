//===- demand/evaluate/builtins_options.cpp - getopt, the environment -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// getopt(3), getopt_long(3) and getopt_long_only(3) as the GNU manual and the
// man page describe them, down to where optind stands between two options:
// operands are moved behind the options that follow them only when the next
// option is looked for.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_support.h"

namespace auspex::demand::evaluate {
namespace {

/// getopt's place between calls, in the library object "getopt state".
enum StateCell : int64_t {
  Started = 0,
  NextChar = 8,
  FirstOperand = 16,
  LastOperand = 24,
  Order = 32
};
enum Ordering : int64_t { Permute, RequireOrder, ReturnInOrder };

/// Fields of struct option.
constexpr int64_t OptionBytes = 32, HasArgAt = 8, FlagAt = 16, ValueAt = 24, MaxLongOptions = 1024;

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
  int64_t state(StateCell At) { return get(State, At, Type::I64); }
  void setState(StateCell At, int64_t V) { Mem.store(State, At, Val::integer(V)); }
  int64_t global(const char *Name) { return get(*C.M.libraryObject(Name), 0, Type::I32); }
  void setGlobal(const char *Name, int64_t V) {
    Mem.store(*C.M.libraryObject(Name), 0, Val::integer(V, Type::I32));
  }
  void setArgument(const Val &V) { Mem.store(*C.M.libraryObject("optarg"), 0, V); }
  Val pointerAt(int64_t I) { return Mem.load(C.arg(1).Id, C.arg(1).Mid + 8 * I, Type::Ptr); }
  std::string textAt(int64_t I) { return textOf(pointerAt(I)); }
  std::string textOf(const Val &V) {
    auto S = C.M.stringAt(C.P, V);
    Known &= S.has_value();
    return S.value_or("");
  }
  /// An element that is no option: also "-" by itself.
  bool isOperand(int64_t I) {
    std::string S = textAt(I);
    return S.size() < 2 || S[0] != '-';
  }
  void start();
  void exchange();
  std::optional<Val> nextElement(bool Long, bool SingleDash);
  std::optional<Val> longOption(bool SingleDash);
  Val shortOption(bool Long);
  Val argumentMissing(int64_t Option) {
    setGlobal("optopt", Option);
    return result(Spec.starts_with(':') ? ':' : '?');
  }
  Val result(int64_t V) { return Val::integer(V, Type::I32); }
  Val unknown() { return C.M.unknownOf(Type::I32, "options that are not known"); }

  CallSite &C;
  Memory &Mem;
  ObjectId State;
  bool Known = true;           ///< whatever was looked at so far
  bool SingleDashOnly = false; ///< getopt_long_only
  std::string Spec;            ///< without a leading '+' or '-'
  int64_t Argc = 0, Index = 0, First = 0, Last = 0, How = Permute;
  Val Next; ///< the rest of the element in progress; null: none
};

void Options::start() {
  auto Text = C.M.stringAt(C.P, C.arg(2));
  Known &= C.arg(0).exactInt() && isPlace(C.arg(1)) && Text.has_value();
  if (!Known)
    return;
  Spec = *Text;
  Argc = C.arg(0).Mid;
  Index = global("optind");
  if (Index == 0 || !state(Started)) {
    if (Index == 0)
      Index = 1;
    First = Last = Index;
    Next = nullPointer();
    bool Strict = std::ranges::any_of(
        C.M.In.Env, [](const std::string &E) { return E.starts_with("POSIXLY_CORRECT="); });
    How = Spec.starts_with('-')             ? ReturnInOrder
          : Spec.starts_with('+') || Strict ? RequireOrder
                                            : Permute;
    setState(Started, 1);
    setState(Order, How);
  } else {
    First = state(FirstOperand);
    Last = state(LastOperand);
    How = state(Order);
    Next = Mem.load(State, NextChar, Type::Ptr);
    Known &= Next.known();
  }
  if (Spec.starts_with('-') || Spec.starts_with('+'))
    Spec.erase(0, 1);
}

/// The operands [First, Last) and the options [Last, Index) change places.
void Options::exchange() {
  std::vector<Val> Cells;
  for (int64_t I = First; I < Index; ++I)
    Cells.push_back(pointerAt(I));
  std::ranges::rotate(Cells, Cells.begin() + (Last - First));
  for (int64_t I = First; I < Index; ++I)
    Mem.store(C.arg(1).Id, C.arg(1).Mid + 8 * I, Cells[size_t(I - First)]);
  First += Index - Last;
  Last = Index;
}

/// Moves to the next element with an option in it, and takes it where it is a
/// long one; nothing where short options follow.
std::optional<Val> Options::nextElement(bool Long, bool SingleDash) {
  First = std::min(First, Index);
  Last = std::min(Last, Index);
  if (First < 0 || Argc > (1 << 16) || Index < 0)
    return unknown();
  if (How == Permute) {
    if (First != Last && Last != Index)
      exchange();
    else if (Last != Index)
      First = Index;
    while (Index < Argc && isOperand(Index) && Known)
      ++Index;
    Last = Index;
  }
  if (Index < Argc && textAt(Index) == "--") { // everything behind it is an operand
    ++Index;
    if (First != Last && Last != Index)
      exchange();
    else if (First == Last)
      First = Index;
    Last = Index = Argc;
  }
  if (Index >= Argc) {
    if (First != Last)
      Index = First;
    return result(-1);
  }
  if (isOperand(Index)) {
    if (How == RequireOrder)
      return result(-1);
    setArgument(pointerAt(Index++));
    return result(1);
  }
  std::string A = textAt(Index);
  Next = offset(pointerAt(Index), 1);
  if (!Long || !Known)
    return std::nullopt;
  if (A[1] == '-') {
    Next = offset(Next, 1);
    return longOption(false);
  }
  if (SingleDash && (A.size() > 2 || Spec.find(A[1]) == std::string::npos))
    return longOption(true); // or, where there is none, short ones
  return std::nullopt;
}

std::optional<Val> Options::longOption(bool SingleDash) {
  const Val Whole = Next;
  std::string Text = textOf(Whole), Name = Text.substr(0, Text.find('='));
  const Val &Table = C.arg(3);
  if (!isPlace(Table))
    return unknown();
  struct Row {
    int64_t HasArg, Value;
    Val Flag;
    bool operator==(const Row &) const = default;
  };
  auto RowAt = [&](int64_t I) {
    int64_t At = Table.Mid + OptionBytes * I;
    return Row{get(Table.Id, At + HasArgAt, Type::I32), get(Table.Id, At + ValueAt, Type::I32),
               Mem.load(Table.Id, At + FlagAt, Type::Ptr)};
  };
  int64_t Match = -1;
  bool Ambiguous = false;
  for (int64_t I = 0; I < MaxLongOptions && Known; ++I) {
    Val P = Mem.load(Table.Id, Table.Mid + OptionBytes * I, Type::Ptr);
    if (P.isNull())
      break;
    std::string Candidate = textOf(P);
    if (Candidate == Name) {
      Match = I;
      Ambiguous = false;
      break;
    }
    if (!Candidate.starts_with(Name))
      continue;
    if (Match < 0)
      Match = I;
    else if (SingleDashOnly || !(RowAt(Match) == RowAt(I)))
      Ambiguous = true;
  }
  if (!Known)
    return unknown();
  if (Match < 0 && SingleDash && Spec.find(Text[0]) != std::string::npos)
    return std::nullopt;
  ++Index;
  Next = nullPointer();
  if (Match < 0 || Ambiguous) {
    setGlobal("optopt", 0);
    return result('?');
  }
  Row R = RowAt(Match);
  if (Name.size() != Text.size()) { // "=value"
    if (!R.HasArg) {
      setGlobal("optopt", R.Value);
      return result('?');
    }
    setArgument(offset(Whole, int64_t(Name.size()) + 1));
  } else if (R.HasArg == 1) {
    if (Index >= Argc)
      return argumentMissing(R.Value);
    setArgument(pointerAt(Index++));
  }
  if (isPlace(C.arg(4)))
    put(C, C.arg(4), Val::integer(Match, Type::I32));
  if (!Known || !R.Flag.known())
    return unknown();
  if (R.Flag.isNull())
    return result(R.Value);
  put(C, R.Flag, Val::integer(R.Value, Type::I32));
  return result(0);
}

Val Options::shortOption(bool Long) {
  std::string Rest = textOf(Next);
  if (Rest.empty())
    return unknown();
  char Option = Rest[0];
  Rest.erase(0, 1);
  Next = offset(Next, 1);
  if (Rest.empty())
    ++Index;
  size_t At = Spec.find(Option);
  auto Follows = [&](size_t I, char Ch) { return At + I < Spec.size() && Spec[At + I] == Ch; };
  if (At == std::string::npos || Option == ':' || Option == ';') {
    setGlobal("optopt", Option);
    return result('?');
  }
  if (Long && Option == 'W' && Follows(1, ';')) { // -W name is --name
    if (Rest.empty() && Index >= Argc)
      return argumentMissing(Option);
    if (Rest.empty())
      Next = pointerAt(Index);
    return longOption(false).value_or(unknown());
  }
  if (Follows(1, ':')) {
    if (!Rest.empty()) {
      setArgument(Next);
      ++Index;
    } else if (!Follows(2, ':')) {
      if (Index >= Argc) {
        Next = nullPointer();
        return argumentMissing(Option);
      }
      setArgument(pointerAt(Index++));
    }
    Next = nullPointer();
  }
  return result(Option);
}

Val Options::next(bool Long, bool SingleDash) {
  SingleDashOnly = SingleDash;
  start();
  if (!Known)
    return unknown();
  if (Argc < 1)
    return result(-1);
  setArgument(nullPointer());
  std::optional<Val> R;
  if (Next.isNull() || textOf(Next).empty())
    R = nextElement(Long, SingleDash);
  if (!R && Known)
    R = shortOption(Long);
  if (!Known)
    return unknown();
  setGlobal("optind", Index);
  setState(FirstOperand, First);
  setState(LastOperand, Last);
  Mem.store(State, NextChar, Next);
  return *R;
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
