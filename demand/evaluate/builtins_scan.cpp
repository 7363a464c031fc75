//===- demand/evaluate/builtins_scan.cpp - scanf and its kin --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each conversion is taken out of the format and given to the C library by
// itself, so that widths, flags and the corners of the standard are its own.
// What a stream holds is known while the file is followed; of what comes later,
// only that there are as many words as the file's length lets expect.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/conversion.h"
#include "demand/evaluate/source.h"

#include <cctype>
#include <cstdio>

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t HeaderBytes = 1024; ///< that one call may look at

bool isBlank(char Ch) { return std::isspace(static_cast<unsigned char>(Ch)) != 0; }

/// A format applied to text that is known.
class Scan {
public:
  enum class End {
    Done,       ///< Result says what the call returns
    TextEnds,   ///< what is known of the text ends before that is settled
    Unmodelled, ///< a conversion that is not modelled
  };

  /// \p Open: the text goes on, but what follows is not known. Targets are the
  /// arguments of \p C from \p First on.
  Scan(CallSite &C, const std::string &Text, bool Open, size_t First)
      : C(C), Begin(Text.c_str()), In(Begin), Open(Open), Next(First) {}

  End run(const std::string &Format);
  /// Stores what was converted.
  void apply() const {
    for (const Field &F : Fields)
      if (F.Bytes > 0)
        overwrite(C, F.To, Val::integer(F.Bytes));
      else if (F.V.known())
        put(C, F.To, F.V);
      else
        putText(C, F.To, F.Text, F.Terminated);
  }
  int64_t Result = 0;
  bool SawEnd = false; ///< looked for more where the text ends
  int64_t taken() const { return In - Begin; }
  size_t next() const { return Next; } ///< the first argument without a value

private:
  struct Field {
    Val To, V;
    std::string Text;
    bool Terminated = false;
    int64_t Bytes = 0; ///< written with what has no representation
  };
  End ended(int64_t With) {
    Result = With;
    return !*In && Open ? End::TextEnds : End::Done;
  }
  void skipBlanks() {
    while (isBlank(*In))
      ++In;
    SawEnd |= !*In;
  }
  std::optional<End> literal(const char *&F);
  std::optional<End> conversion(const struct Conversion &X);

  CallSite &C;
  const char *Begin, *In;
  bool Open;
  size_t Next;
  int64_t Assigned = 0;
  std::vector<Field> Fields;
};

std::optional<Scan::End> Scan::literal(const char *&F) {
  if (*F == '%') // "%%" skips blanks, a plain character does not
    skipBlanks();
  SawEnd |= !*In;
  if (!*In)
    return ended(Assigned ? Assigned : EOF);
  if (*In != *F)
    return ended(Assigned);
  ++In, ++F;
  return std::nullopt;
}

std::optional<Scan::End> Scan::conversion(const struct Conversion &X) {
  bool Integer = std::strchr("diuxXo", X.Letter), Real = std::strchr("fFeEgGaA", X.Letter);
  bool Chars = X.Letter == 'c', Set = X.Letter == '[';
  bool Text = Chars || Set || X.Letter == 's';
  if ((!Integer && !Real && !Text) || X.Allocates || (Text && !X.Length.empty()))
    return End::Unmodelled;
  if (!Chars && !Set)
    skipBlanks();
  SawEnd |= !*In;
  if (!*In)
    return ended(Assigned ? Assigned : EOF);
  std::string Spec = X.Spec;
  int Taken = -1, Filled = 0;
  Field Out;
  if (Integer) {
    long long I = 0;
    Filled = std::sscanf(In, (Spec + "ll" + X.Letter + "%n").c_str(), &I, &Taken);
    Out.V = Val::integer(canonical(I, integerOf(X.Length)), integerOf(X.Length));
    // The library converts in the width that it was told.
    if (X.Length.empty() && Filled == 1) {
      int Narrow = 0;
      std::sscanf(In, (Spec + X.Letter).c_str(), &Narrow);
      Out.V = Val::integer(Narrow, Type::I32);
    }
  } else if (Real) {
    double D = 0;
    float N = 0;
    Filled = X.Length.empty() ? std::sscanf(In, (Spec + X.Letter + "%n").c_str(), &N, &Taken)
                              : std::sscanf(In, (Spec + "l" + X.Letter + "%n").c_str(), &D, &Taken);
    Out.V = X.Length.empty() ? Val::real(double(N), Type::F32) : Val::real(D);
    Out.Bytes = X.Length == "L" ? 16 : 0;
  } else {
    Out.Text.assign(std::max(std::strlen(In), size_t(std::max<int64_t>(X.Width, 1))) + 1, '\0');
    Spec += Set ? "[" + X.Set + "]" : std::string(1, X.Letter);
    Filled = std::sscanf(In, (Spec + "%n").c_str(), Out.Text.data(), &Taken);
    Out.Text.resize(Chars ? size_t(std::max(0, Taken)) : std::strlen(Out.Text.c_str()));
    Out.Terminated = !Chars;
  }
  if (Filled != 1 || Taken < 0)
    return ended(Assigned);
  In += Taken;
  SawEnd |= !*In && (X.Width <= 0 || Taken < X.Width) && !Chars;
  if (!*In && Open) // it may go on
    return End::TextEnds;
  if (!X.Suppressed) {
    Out.To = C.arg(Next++);
    Fields.push_back(std::move(Out));
    ++Assigned;
  }
  return std::nullopt;
}

Scan::End Scan::run(const std::string &Format) {
  for (const char *F = Format.c_str(); *F;) {
    if (isBlank(*F)) {
      skipBlanks();
      ++F;
      continue;
    }
    std::optional<End> Stop;
    Conversion X;
    if (*F != '%' || F[1] == '%') {
      F += *F == '%';
      Stop = literal(F);
    } else if (!takeConversion(++F, true, X)) {
      Stop = End::Unmodelled;
    } else if (X.Letter == 'n') {
      if (!X.Suppressed)
        Fields.push_back({C.arg(Next++), Val::integer(taken(), integerOf(X.Length)), {}});
    } else {
      Stop = conversion(X);
    }
    if (Stop)
      return *Stop;
  }
  return ended(Assigned);
}

void forgetFrom(CallSite &C, size_t First) {
  for (size_t I = First; I < C.Args.size(); ++I)
    forgetTarget(C, C.arg(I));
}

Val scan(CallSite &C) { // sscanf(text, format, ...)
  constexpr size_t First = 2;
  bool Open = false;
  auto S = text(C, 0), Format = text(C, 1);
  if (!S) {
    S = beginning(C, C.arg(0));
    Open = true;
  }
  if (!Format || (Open && S->empty())) {
    forgetFrom(C, First);
    return unknownText(C, "fields");
  }
  Scan Fields(C, *S, Open, First);
  switch (Fields.run(*Format)) {
  case Scan::End::Done:
    Fields.apply();
    return intResult(C, Fields.Result);
  case Scan::End::TextEnds:
    forgetFrom(C, First);
    return unknownText(C, "fields");
  case Scan::End::Unmodelled:
    break;
  }
  Fields.apply();
  forgetFrom(C, Fields.next());
  return C.M.unknownOf(C.Result, "sscanf with a conversion that is not modelled");
}

/// How much a format takes of a file in the mean, in bytes; 0: not known.
double meanBytes(const std::string &Format, const FileContents::Items &Items) {
  double Bytes = 0;
  for (const char *F = Format.c_str(); *F;) {
    if (*F++ != '%')
      continue;
    Conversion X;
    if (*F == '%' || !takeConversion(F, true, X))
      continue;
    if (X.Letter == '[' && X.Set.find('\n') != std::string::npos && X.Set.starts_with('^'))
      Bytes = std::max(Bytes, Items.Line); // to the end of the line
    else if (X.Letter == 'c')
      Bytes += double(std::max<int64_t>(1, X.Width));
    else if (X.Letter != 'n')
      Bytes += Items.Word;
  }
  return Bytes;
}

/// What \p Format would store is stored, but not known.
void loseFields(CallSite &C, const std::optional<std::string> &Format, size_t Next) {
  constexpr int64_t LikelyWord = 8;
  for (const char *F = Format ? Format->c_str() : ""; *F;) {
    if (*F++ != '%')
      continue;
    Conversion X;
    if (*F == '%' || !takeConversion(F, true, X) || X.Suppressed) {
      F += *F == '%';
      continue;
    }
    const Val &To = C.arg(Next++);
    if (std::strchr("diuxXon", X.Letter))
      put(C, To, Val::unknown(integerOf(X.Length)));
    else if (std::strchr("fFeEgGaA", X.Letter))
      put(C, To, Val::unknown(X.Length.empty() ? Type::F32 : Type::F64));
    else if (X.Width > 0)
      overwrite(C, To, Val::interval(1, std::min(LikelyWord, X.Width), X.Width + 1, Type::I64));
    else
      forgetTarget(C, To);
  }
  forgetFrom(C, Next);
}

/// fscanf and scanf.
template <size_t FirstTarget> Val scanStream(CallSite &C) {
  Source S = FirstTarget == 2 ? Source::stream(C, C.arg(0)) : Source::standardInput(C);
  auto Format = text(C, FirstTarget - 1);
  int64_t Fields = int64_t(C.Args.size()) - int64_t(FirstTarget);
  Type T = isInteger(C.Result) ? C.Result : Type::I32;
  // A zero byte is a character like any other to the stream, but not to what converts.
  bool Binary = false;
  if (std::string Text = Format ? S.peek(HeaderBytes) : std::string(); !Text.empty()) {
    bool Open = !S.endsAfter(int64_t(Text.size()));
    if (size_t Zero = Text.find('\0'); Zero != std::string::npos)
      Text.resize(Zero), Open = Binary = true;
    Scan Found(C, Text, Open, FirstTarget);
    if (!Text.empty() && Found.run(*Format) == Scan::End::Done) {
      Found.apply();
      S.take(Found.taken());
      if (Found.SawEnd)
        S.setEof(Val::integer(1, Type::I32));
      return Val::integer(Found.Result, T);
    }
  }
  loseFields(C, Format, FirstTarget);
  const FileContents::Items *Items = Format && !Binary ? S.items() : nullptr;
  std::optional<bool> More = Items ? S.pass(meanBytes(*Format, *Items)) : std::nullopt;
  if (!More) {
    S.lose();
    S.setEof(Val::unknown(Type::I32));
    return Fields > 0 ? Val::interval(EOF, Fields, Fields, T)
                      : C.M.unknownOf(C.Result, "fields of a file");
  }
  if (!*More)
    S.setEof(Val::integer(1, Type::I32));
  return Val::integer(*More ? Fields : EOF, T);
}

} // namespace

std::span<const BuiltinRow> scanBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"sscanf", scan},
      {"scanf", scanStream<1>},
      {"fscanf", scanStream<2>},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
