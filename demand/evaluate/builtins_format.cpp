//===- demand/evaluate/builtins_format.cpp - Formatted text -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each conversion is taken out of the format and given to the C library by
// itself, so that widths, flags and the corners of the standard are its own.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_support.h"

#include <cctype>
#include <cstdio>
#include <cstring>

namespace auspex::demand::evaluate {
namespace {

constexpr int64_t MaxFieldBytes = 4096;

/// One conversion of a format: flags, width, precision, length, letter.
struct Conversion {
  std::string Spec; ///< from '%' to before the length modifier
  std::string Set;  ///< "[...]" of a scan
  std::string_view Length;
  char Letter = 0;
  bool Suppressed = false, Allocates = false;
  unsigned Stars = 0; ///< widths and precisions that are arguments
  int64_t Width = -1; ///< -1: none
};

bool isDigit(char C) { return C >= '0' && C <= '9'; }

/// Reads the conversion at \p F (behind its '%') and moves behind it; false
/// where the format ends within it.
bool takeConversion(const char *&F, bool Scan, Conversion &C) {
  C = {};
  C.Spec = "%";
  for (; *F && std::strchr(Scan ? "*'m" : "-+ #0'", *F); ++F) {
    C.Suppressed |= Scan && *F == '*';
    C.Allocates |= *F == 'm';
    if (!Scan)
      C.Spec += *F;
  }
  for (; isDigit(*F) || (!Scan && (*F == '*' || *F == '.')); ++F) {
    C.Spec += *F;
    C.Stars += *F == '*';
    if (isDigit(*F) && C.Spec.find('.') == std::string::npos)
      C.Width = std::min<int64_t>(std::max<int64_t>(C.Width, 0) * 10 + (*F - '0'), 1 << 20);
  }
  C.Allocates |= Scan && *F == 'm';
  F += Scan && *F == 'm';
  const char *Begin = F;
  while (*F && std::strchr("hlqjztL", *F))
    ++F;
  C.Length = std::string_view(Begin, size_t(F - Begin));
  if (!*F)
    return false;
  C.Letter = *F++;
  if (Scan && C.Letter == '[') {
    const char *Open = F;
    F += *F == '^';
    F += *F == ']';
    while (*F && *F != ']')
      ++F;
    if (!*F)
      return false;
    C.Set.assign(Open, F++);
  }
  return true;
}

Type integerOf(std::string_view Length) {
  if (Length == "hh")
    return Type::I8;
  if (Length == "h")
    return Type::I16;
  return Length.empty() ? Type::I32 : Type::I64;
}

//===----------------------------------------------------------------------===//
// scanf
//===----------------------------------------------------------------------===//

void forgetFrom(CallSite &C, size_t First) {
  for (size_t I = First; I < C.Args.size(); ++I)
    forgetTarget(C, C.arg(I));
}

Val scan(CallSite &C) { // sscanf(text, format, ...)
  auto S = text(C, 0), Format = text(C, 1);
  size_t Next = 2;
  if (!S || !Format) {
    forgetFrom(C, Next);
    return unknownText(C, "fields");
  }
  const char *In = S->c_str();
  int64_t Assigned = 0;
  auto Ended = [&] { return intResult(C, Assigned ? Assigned : EOF); };
  auto Blank = [](char Ch) { return std::isspace(static_cast<unsigned char>(Ch)) != 0; };
  auto SkipBlanks = [&] {
    while (Blank(*In))
      ++In;
  };
  for (const char *F = Format->c_str(); *F;) {
    if (Blank(*F)) {
      SkipBlanks();
      ++F;
      continue;
    }
    Conversion X;
    if (*F++ != '%' || *F == '%') {
      if (F[-1] == '%') { // "%%" skips blanks, a plain character does not
        SkipBlanks();
        ++F;
      }
      if (!*In)
        return Ended();
      if (*In++ != F[-1])
        return intResult(C, Assigned);
      continue;
    }
    if (!takeConversion(F, true, X) || X.Allocates || X.Letter == 'p' ||
        ((X.Letter == 'c' || X.Letter == 's' || X.Letter == '[') && !X.Length.empty())) {
      forgetFrom(C, Next);
      return C.M.unknownOf(C.Result, "sscanf with a conversion that is not modelled");
    }
    if (X.Letter == 'n') {
      if (!X.Suppressed)
        put(C, C.arg(Next++), Val::integer(In - S->c_str(), integerOf(X.Length)));
      continue;
    }
    bool Integer = std::strchr("diuxXo", X.Letter), Real = std::strchr("fFeEgGaA", X.Letter);
    bool Chars = X.Letter == 'c';
    if (!Integer && !Real && !Chars && X.Letter != 's' && X.Letter != '[') {
      forgetFrom(C, Next);
      return C.M.unknownOf(C.Result, "sscanf with a conversion that is not modelled");
    }
    if (!Chars && X.Letter != '[')
      SkipBlanks();
    if (!*In)
      return Ended();
    std::string Spec = X.Spec;
    int Taken = -1, Filled = 0;
    Val V;
    std::string Field;
    if (Integer) {
      long long I = 0;
      Filled = std::sscanf(In, (Spec + "ll" + X.Letter + "%n").c_str(), &I, &Taken);
      V = Val::integer(canonical(I, integerOf(X.Length)), integerOf(X.Length));
      // The library converts in the width that it was told.
      if (X.Length.empty() && Filled == 1) {
        int Narrow = 0;
        std::sscanf(In, (Spec + X.Letter).c_str(), &Narrow);
        V = Val::integer(Narrow, Type::I32);
      }
    } else if (Real) {
      double D = 0;
      float N = 0;
      Filled = X.Length.empty()
                   ? std::sscanf(In, (Spec + X.Letter + "%n").c_str(), &N, &Taken)
                   : std::sscanf(In, (Spec + "l" + X.Letter + "%n").c_str(), &D, &Taken);
      V = X.Length.empty() ? Val::real(double(N), Type::F32) : Val::real(D);
    } else {
      Field.assign(std::max(std::strlen(In), size_t(std::max<int64_t>(X.Width, 1))) + 1, '\0');
      Spec += X.Letter == '[' ? "[" + X.Set + "]" : std::string(1, X.Letter);
      Filled = std::sscanf(In, (Spec + "%n").c_str(), Field.data(), &Taken);
      Field.resize(Chars ? size_t(std::max(0, Taken)) : std::strlen(Field.c_str()));
    }
    if (Filled != 1 || Taken < 0)
      return intResult(C, Assigned);
    In += Taken;
    if (X.Suppressed)
      continue;
    const Val &To = C.arg(Next++);
    if (!Integer && !Real)
      putText(C, To, Field, !Chars);
    else if (Real && X.Length == "L")
      overwrite(C, To, Val::integer(16));
    else
      put(C, To, V);
    ++Assigned;
  }
  return intResult(C, Assigned);
}

/// fscanf and scanf: what they read from a stream is not known; likely it is all
/// that was asked for.
template <size_t FirstTarget> Val scanStream(CallSite &C) {
  forgetFrom(C, FirstTarget);
  int64_t Fields = int64_t(C.Args.size()) - int64_t(FirstTarget);
  if (Fields <= 0)
    return C.M.unknownOf(C.Result, "fields of a file");
  return Val::interval(EOF, Fields, Fields, isInteger(C.Result) ? C.Result : Type::I32);
}

//===----------------------------------------------------------------------===//
// printf
//===----------------------------------------------------------------------===//

/// Text that comes out of a format, or how long it may be.
struct Formatted {
  std::optional<std::string> Text;
  Val Bytes; ///< without the NUL
};

template <typename T> std::string rendered(const std::string &Spec, T Value) {
  int N = std::snprintf(nullptr, 0, Spec.c_str(), Value);
  if (N < 0 || N > (1 << 20))
    return {};
  std::string Out(size_t(N) + 1, '\0');
  std::snprintf(Out.data(), Out.size(), Spec.c_str(), Value);
  Out.pop_back();
  return Out;
}

/// The arguments of a format: those of the call from one on, or of a va_list.
class Arguments {
public:
  Arguments(CallSite &C, size_t Next, bool InList) : C(C), Next(Next), List(InList) {}
  Val next() {
    if (!List)
      return C.arg(Next++);
    // The program's registers are used up (Slice::placeListStart): what is left
    // lies behind one another.
    const Val &At = C.arg(Next);
    constexpr int64_t IntegerRegisters = 48, StackAt = 8;
    Val Used = isPlace(At) ? C.P.Mem.load(At.Id, At.Mid, Type::I32) : Val();
    Val Place = isPlace(At) ? C.P.Mem.load(At.Id, At.Mid + StackAt, Type::Ptr) : Val();
    if (!Used.exactInt() || Used.Mid < IntegerRegisters || !isPlace(Place))
      return Val();
    C.P.Mem.store(At.Id, At.Mid + StackAt, offset(Place, 8));
    const auto &Cells = C.P.Mem.at(Place.Id).Cells;
    auto Cell = Cells.find(Place.Mid);
    return Cell == Cells.end() ? Val() : Cell->second;
  }

private:
  CallSite &C;
  size_t Next;
  bool List;
};

Formatted formatted(CallSite &C, const std::string &Format, Arguments Args) {
  Formatted R;
  std::string Out;
  bool Exact = true, Bounded = true;
  int64_t Least = 0, Likely = 0, Most = 0; // of what is not exact
  for (const char *F = Format.c_str(); *F;) {
    if (*F != '%' || F[1] == '%') {
      F += *F == '%';
      Out += *F++;
      continue;
    }
    ++F;
    Conversion X;
    if (!takeConversion(F, false, X))
      break;
    int64_t Width = X.Width;
    std::string Spec;
    for (char Ch : X.Spec) {
      if (Ch != '*') {
        Spec += Ch;
        continue;
      }
      Val Star = Args.next();
      if (Star.exactInt() && std::abs(Star.Mid) < MaxFieldBytes) {
        Spec += std::to_string(Star.Mid);
        Width = std::max(Width, std::abs(Star.Mid));
      } else {
        Exact = Bounded = false;
      }
    }
    Val V = Args.next();
    std::string Piece;
    bool Rendered = false, Integer = std::strchr("diuxXoc", X.Letter);
    if (Width > MaxFieldBytes) {
      Exact = Bounded = false;
    } else if (X.Letter == 's' && X.Length.empty()) {
      auto S = V.isPtr() ? C.M.stringAt(C.P, V) : std::nullopt;
      if (S) {
        Piece = rendered(Spec + "s", S->c_str());
        Rendered = true;
      } else if (X.Spec.find('.') == std::string::npos) {
        Val Length = lengthOf(C, V);
        Bounded &= Length.isInt();
        Exact = false;
        Least += std::max(Width, Length.Lo);
        Likely += std::max(Width, Length.Mid);
        Most += std::max(Width, Length.Hi);
        continue;
      }
    } else if (Integer && V.exactInt()) {
      int64_t I = X.Letter == 'c' ? int64_t(uint8_t(V.Mid)) : canonical(V.Mid, integerOf(X.Length));
      bool Unsigned = X.Letter != 'd' && X.Letter != 'i' && X.Letter != 'c';
      if (X.Letter == 'c')
        Piece = rendered(Spec + "c", int(I));
      else
        Piece = rendered(Spec + "ll" + X.Letter,
                         Unsigned ? int64_t(unsignedOf(I, integerOf(X.Length))) : I);
      Rendered = true;
    } else if (std::strchr("fFeEgGaA", X.Letter) && V.K == Val::Kind::Real && X.Length != "L") {
      Piece = rendered(Spec + X.Letter, V.asReal());
      Rendered = true;
    }
    if (Rendered) {
      Out += Piece;
      continue;
    }
    // Digits of the widest number; %f may have 309 of them before the point.
    Exact = false;
    Least += std::max<int64_t>(Width, 0);
    Likely += std::max<int64_t>(Width, 8);
    Most += std::max<int64_t>(Width, X.Letter == 'f' || X.Letter == 'F' ? 320 : 32);
  }
  if (Exact) {
    R.Bytes = Val::integer(int64_t(Out.size()));
    R.Text = std::move(Out);
  } else if (Bounded) {
    int64_t Plain = int64_t(Out.size());
    R.Bytes = Val::interval(Plain + Least, Plain + Likely, Plain + Most, Type::I64);
  } else {
    R.Bytes = C.M.unknownOf(Type::I64, "length of formatted text");
  }
  return R;
}

Val lengthResult(CallSite &C, const Formatted &F) {
  Val V = F.Bytes;
  V.Ty = isInteger(C.Result) ? C.Result : Type::I32;
  return V;
}

/// Writes \p F to \p To, which has room for \p Room bytes (unknown: enough).
Val deliver(CallSite &C, const Val &To, const Val &Room, const Formatted &F) {
  if (Room.exactInt() && Room.Mid == 0)
    return lengthResult(C, F);
  if (F.Text && Room.exactInt()) {
    uint64_t Most = unsignedOf(Room.Mid, Type::I64) - 1;
    putText(C, To, std::string_view(*F.Text).substr(0, std::min<uint64_t>(F.Text->size(), Most)),
            true);
  } else if (isPlace(To)) {
    int64_t Likely = F.Bytes.isInt() ? F.Bytes.Mid + 1 : 1;
    C.P.Mem.touch(To.Id, To.Mid, To.Mid + (Room.isInt() ? std::min(Room.Mid, Likely) : Likely), 0,
                  true);
    C.P.Mem.forgetAll(To.Id);
  } else {
    forgetTarget(C, To);
  }
  return lengthResult(C, F);
}

/// The format is argument \p At; its arguments follow, or sit in a va_list.
Formatted formattedAt(CallSite &C, size_t At, bool List) {
  if (auto Format = text(C, At))
    return formatted(C, *Format, Arguments(C, At + 1, List));
  return {std::nullopt, C.M.unknownOf(Type::I64, "length of formatted text")};
}

template <size_t FormatAt, bool List> Val print(CallSite &C) { // sprintf and kin
  return deliver(C, C.arg(0), Val::integer(INT64_MAX), formattedAt(C, FormatAt, List));
}

template <size_t FormatAt, bool List> Val printBounded(CallSite &C) { // snprintf and kin
  return deliver(C, C.arg(0), C.arg(1), formattedAt(C, FormatAt, List));
}

template <size_t FormatAt, bool List>
Val printAllocated(CallSite &C) { // asprintf(&text, format, ...)
  Formatted F = formattedAt(C, FormatAt, List);
  Val Bytes = F.Bytes.isInt() ? F.Bytes : Val::interval(0, 64, MaxFieldBytes, Type::I64);
  Val Room = Val::interval(Bytes.Lo + 1, Bytes.Mid + 1, Bytes.Hi + 1, Type::I64);
  Val To = Val::pointer(C.P.Mem.allocate(Room, AllocKind::Malloc, 16), 0);
  deliver(C, To, Val::integer(INT64_MAX), F);
  put(C, C.arg(0), To);
  return lengthResult(C, F);
}

} // namespace

std::span<const BuiltinRow> formatBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"sscanf", scan},
      {"scanf", scanStream<1>},
      {"fscanf", scanStream<2>},
      {"sprintf", print<1, false>},
      {"__sprintf_chk", print<3, false>}, // (to, flag, size, format, ...)
      {"vsprintf", print<1, true>},
      {"snprintf", printBounded<2, false>},
      {"__snprintf_chk", printBounded<4, false>}, // (to, room, flag, size, format, ...)
      {"vsnprintf", printBounded<2, true>},
      {"__vsnprintf_chk", printBounded<4, true>},
      {"asprintf", printAllocated<1, false>},
      {"__asprintf_chk", printAllocated<2, false>}, // (&to, flag, format, ...)
      {"vasprintf", printAllocated<1, true>},
      {"__vasprintf_chk", printAllocated<2, true>},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
