//===- demand/evaluate/builtins_argp.cpp - argp_parse ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// argp_parse(3) as the GNU manual ("Parsing Program Options with Argp") and
// argp.h describe it: the program's own parser is called for every option and,
// behind the options, for every operand.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_support.h"

namespace auspex::demand::evaluate {
namespace {

/// Fields of struct argp, struct argp_option and struct argp_state.
constexpr int64_t OptionsAt = 0, ParserAt = 8, ChildrenAt = 32;
constexpr int64_t OptionBytes = 48, NameAt = 0, KeyAt = 8, ArgAt = 16, FlagsAt = 24, DocAt = 32,
                  GroupAt = 40;
constexpr int64_t StateBytes = 96, RootAt = 0, CountAt = 8, VectorAt = 16, NextAt = 24,
                  StateFlagsAt = 28, ArgNumberAt = 32, QuotedAt = 36, InputAt = 40;
constexpr size_t MaxOptions = 256, MaxArguments = 4096;

enum OptionFlag : int64_t { ArgOptional = 1, Alias = 4, Doc = 8 };
enum ParseFlag : int64_t { ParseArgv0 = 1, NoArgs = 4, InOrder = 8 };
enum SpecialKey : int64_t {
  KeyArg = 0,
  KeyEnd = 0x1000001,
  KeyNoArgs = 0x1000002,
  KeyInit = 0x1000003,
  KeySuccess = 0x1000004,
  KeyArgs = 0x1000006,
  KeyFini = 0x1000007,
};
constexpr int64_t ErrorUnknown = 7; // E2BIG, as argp.h has it

struct Option {
  std::string Name;
  int64_t Key = 0, Flags = 0;
  bool TakesArgument = false;
};

class Parser {
public:
  explicit Parser(CallSite &C) : C(C), Mem(C.P.Mem), Argp(C.arg(0)), Argv(C.arg(2)) {}
  Val run();

private:
  Val at(const Val &Base, int64_t Offset, Type T) {
    Val V = isPlace(Base) ? Mem.load(Base.Id, Base.Mid + Offset, T) : Val();
    Known &= V.known();
    return V;
  }
  int64_t number(const Val &Base, int64_t Offset) {
    Val V = at(Base, Offset, Type::I32);
    Known &= V.exactInt();
    return V.Mid;
  }
  bool readOptions();
  const Option *findLong(const std::string &Name) const;
  const Option *findShort(char Letter) const;
  bool parseLong(size_t &I);
  bool parseShort(size_t &I);
  /// Calls the program's parser; false where argp_parse ends.
  bool tell(int64_t Key, const Val &Argument);
  bool operand(size_t I);
  Val argument(size_t I) { return Mem.load(Argv.Id, Argv.Mid + 8 * int64_t(I), Type::Ptr); }
  void setState(int64_t Offset, const Val &V) { Mem.store(State.Id, Offset, V); }
  bool stop() { // an error: argp prints it and exits
    C.M.fail(C.P);
    return false;
  }

  CallSite &C;
  Memory &Mem;
  Val Argp, Argv, State, Function;
  std::vector<Option> Options;
  std::vector<std::string> Texts;
  bool Known = true, AllTaken = false;
  int64_t Error = 0, Operands = 0;
};

bool Parser::readOptions() {
  Val Table = at(Argp, OptionsAt, Type::Ptr);
  Function = at(Argp, ParserAt, Type::Ptr);
  Val Children = at(Argp, ChildrenAt, Type::Ptr);
  if (!Known || !Children.isNull() || Function.K != Val::Kind::Code)
    return false;
  for (; isPlace(Table) && Options.size() < MaxOptions; Table = offset(Table, OptionBytes)) {
    Val Name = at(Table, NameAt, Type::Ptr), Text = at(Table, DocAt, Type::Ptr);
    Option O;
    O.Key = number(Table, KeyAt);
    O.Flags = number(Table, FlagsAt);
    O.TakesArgument = !at(Table, ArgAt, Type::Ptr).isNull();
    if (!Known)
      return false;
    if (Name.isNull() && O.Key == 0 && Text.isNull() && number(Table, GroupAt) == 0)
      break;
    if (!Name.isNull()) {
      auto S = C.M.stringAt(C.P, Name);
      if (!S)
        return false;
      O.Name = *S;
    }
    if (O.Flags & Alias && !Options.empty()) { // of the option before it
      O.Key = O.Key ? O.Key : Options.back().Key;
      O.TakesArgument = Options.back().TakesArgument;
    }
    if (!(O.Flags & Doc))
      Options.push_back(std::move(O));
  }
  return Known;
}

const Option *Parser::findLong(const std::string &Name) const {
  const Option *Found = nullptr;
  for (const Option &O : Options) {
    if (O.Name == Name)
      return &O;
    if (!O.Name.empty() && O.Name.starts_with(Name)) {
      if (Found && Found->Key != O.Key)
        return nullptr; // ambiguous
      Found = &O;
    }
  }
  return Found;
}

const Option *Parser::findShort(char Letter) const {
  for (const Option &O : Options)
    if (O.Key == Letter)
      return &O;
  return nullptr;
}

bool Parser::tell(int64_t Key, const Val &Argument) {
  Val R = C.M.callPointer(C.P, Function, {Val::integer(Key, Type::I32), Argument, State});
  if (C.P.Ended)
    return false;
  Error = R.exactInt() ? R.Mid : 0;
  return true;
}

bool Parser::parseLong(size_t &I) {
  std::string Name = Texts[I].substr(2);
  size_t Equals = Name.find('=');
  const Option *O = findLong(Name.substr(0, Equals));
  if (!O) // --help and --usage are argp's own and end the program as well
    return stop();
  Val Argument = nullPointer();
  if (Equals != Name.npos) {
    if (!O->TakesArgument)
      return stop();
    Argument = offset(argument(I), int64_t(Equals) + 3);
  } else if (O->TakesArgument && !(O->Flags & ArgOptional)) {
    if (++I >= Texts.size())
      return stop();
    Argument = argument(I);
  }
  setState(NextAt, Val::integer(int64_t(I) + 1, Type::I32));
  return tell(O->Key, Argument) && (Error == 0 || stop());
}

bool Parser::parseShort(size_t &I) {
  for (size_t At = 1; At < Texts[I].size(); ++At) {
    const Option *O = findShort(Texts[I][At]);
    if (!O)
      return stop();
    Val Argument = nullPointer();
    bool Rest = At + 1 < Texts[I].size(), Takes = O->TakesArgument;
    if (Takes && Rest) {
      Argument = offset(argument(I), int64_t(At) + 1);
    } else if (Takes && !(O->Flags & ArgOptional)) {
      if (++I >= Texts.size())
        return stop();
      Argument = argument(I);
    }
    setState(NextAt, Val::integer(int64_t(I) + 1, Type::I32));
    if (!tell(O->Key, Argument) || (Error != 0 && !stop()))
      return false;
    if (Takes && (Rest || !(O->Flags & ArgOptional)))
      return true;
  }
  return true;
}

bool Parser::operand(size_t I) {
  setState(NextAt, Val::integer(int64_t(I) + 1, Type::I32));
  setState(ArgNumberAt, Val::integer(Operands, Type::I32));
  if (!tell(KeyArg, argument(I)))
    return false;
  if (Error == ErrorUnknown) { // it may want them all at once
    if (!tell(KeyArgs, nullPointer()))
      return false;
    AllTaken = Error == 0;
  }
  if (Error != 0)
    return stop();
  setState(ArgNumberAt, Val::integer(++Operands, Type::I32));
  return true;
}

Val Parser::run() {
  const Val &Count = C.arg(1), &Flags = C.arg(3), &Input = C.arg(5);
  auto Unknown = [&] {
    forgetTarget(C, Input);
    C.M.noteUnknown(C.From, C.S, "options that are not known");
    return C.M.unknownOf(Type::I32, "options that are not known");
  };
  if (!readOptions() || !Count.exactInt() || !Flags.exactInt() || !isPlace(Argv) ||
      uint64_t(Count.Mid) > MaxArguments)
    return Unknown();
  for (int64_t I = 0; I != Count.Mid; ++I) {
    auto S = C.M.stringAt(C.P, argument(size_t(I)));
    if (!S)
      return Unknown();
    Texts.push_back(*S);
  }
  State = opaque(C, StateBytes);
  setState(RootAt, Argp);
  setState(CountAt, Val::integer(Count.Mid, Type::I32));
  setState(VectorAt, Argv);
  setState(StateFlagsAt, Val::integer(Flags.Mid, Type::I32));
  setState(ArgNumberAt, Val::integer(0, Type::I32));
  setState(QuotedAt, Val::integer(0, Type::I32));
  setState(InputAt, Input);

  size_t First = Flags.Mid & ParseArgv0 ? 0 : 1;
  setState(NextAt, Val::integer(int64_t(First), Type::I32));
  if (!tell(KeyInit, nullPointer()))
    return Val();
  std::vector<size_t> Rest;
  bool Quoted = false;
  for (size_t I = First; I < Texts.size(); ++I) {
    const std::string &S = Texts[I];
    if (!Quoted && S == "--") {
      Quoted = true;
    } else if (Quoted || S.size() < 2 || S[0] != '-') {
      if (!(Flags.Mid & InOrder))
        Rest.push_back(I); // getopt moves them behind the options
      else if (!operand(I))
        return Val();
    } else if (!(S[1] == '-' ? parseLong(I) : parseShort(I))) {
      return Val();
    }
  }
  if (!(Flags.Mid & NoArgs))
    for (size_t I : Rest)
      if (!AllTaken && !operand(I))
        return Val();
  if (Operands == 0 && !tell(KeyNoArgs, nullPointer()))
    return Val();
  for (SpecialKey Key : {KeyEnd, KeySuccess, KeyFini})
    if (!tell(Key, nullPointer()))
      return Val();
  return Val::integer(0, Type::I32);
}

Val argpParse(CallSite &C) { return Parser(C).run(); }

} // namespace

std::span<const BuiltinRow> argpBuiltins() {
  static constexpr BuiltinRow Rows[] = {{"argp_parse", argpParse, true}};
  return Rows;
}

} // namespace auspex::demand::evaluate
