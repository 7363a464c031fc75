//===- demand/evaluate/fortran_record.cpp - Reading values from text ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/fortran_record.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace auspex::demand::evaluate {
namespace {

constexpr size_t MaxEdits = 1000;
constexpr unsigned MaxNesting = 8;

bool isBlank(char C) { return C == ' ' || C == '\t'; }
bool isDigit(char C) { return C >= '0' && C <= '9'; }
char upper(char C) { return char(std::toupper(static_cast<unsigned char>(C))); }

std::string withoutBlanks(std::string_view Text) {
  std::string S(Text);
  std::erase_if(S, isBlank);
  return S;
}

size_t skipBlanks(std::string_view R, size_t At) {
  while (At < R.size() && isBlank(R[At]))
    ++At;
  return At;
}

/// The end of a list item that begins at \p At.
size_t endOfItem(std::string_view R, size_t At) {
  while (At < R.size() && !isBlank(R[At]) && R[At] != ',' && R[At] != '/')
    ++At;
  return At;
}

/// A value at \p At: its text; \p At moves behind it.
std::string takeItem(std::string_view R, size_t &At, bool Character) {
  std::string Text;
  if (Character && At < R.size() && (R[At] == '\'' || R[At] == '"')) {
    char Quote = R[At++];
    for (; At < R.size(); ++At) {
      if (R[At] == Quote && (At + 1 == R.size() || R[At + 1] != Quote)) {
        ++At;
        return Text;
      }
      At += R[At] == Quote;
      Text += R[At];
    }
    return Text;
  }
  size_t End = endOfItem(R, At);
  Text = R.substr(At, End - At);
  At = End;
  return Text;
}

} // namespace

ListItem nextListItem(std::string_view R, RecordState &S, bool Character) {
  ListItem I;
  if (S.Repeats > 0) {
    --S.Repeats;
    I.Null = S.RepeatAt < 0;
    if (!I.Null) {
      size_t At = size_t(S.RepeatAt);
      I.Text = takeItem(R, At, Character);
      S.At = int64_t(At);
    }
    ++S.Item;
    return I;
  }
  I.Null = S.Finished;
  if (I.Null)
    return I;
  size_t At = skipBlanks(R, size_t(std::max<int64_t>(0, S.At)));
  if (S.Item++ && At < R.size() && R[At] == ',') // the separator behind the last value
    At = skipBlanks(R, At + 1);
  S.At = int64_t(At);
  if (At >= R.size()) {
    I.Status = ReadEnd;
    return I;
  }
  if (R[At] == '/') {
    S.Finished = 1;
    I.Null = true;
    return I;
  }
  if (R[At] == ',') {
    I.Null = true;
    return I;
  }
  size_t Digits = At; // r*c
  while (Digits < R.size() && isDigit(R[Digits]))
    ++Digits;
  if (Digits > At && Digits < R.size() && R[Digits] == '*') {
    S.Repeats = std::atoll(std::string(R.substr(At, std::min<size_t>(Digits - At, 9))).c_str()) - 1;
    At = Digits + 1;
    I.Null = At >= R.size() || isBlank(R[At]) || R[At] == ',' || R[At] == '/';
    S.RepeatAt = I.Null ? -1 : int64_t(At);
  }
  if (!I.Null)
    I.Text = takeItem(R, At, Character);
  S.At = int64_t(At);
  return I;
}

//===----------------------------------------------------------------------===//
// Formats
//===----------------------------------------------------------------------===//

namespace {

class FormatParser {
public:
  explicit FormatParser(std::string_view T) : T(T) {}
  std::optional<std::vector<Edit>> parse() {
    std::vector<Edit> E;
    skip();
    if (!take('(') || !group(E, 0))
      return std::nullopt;
    return E;
  }

private:
  void skip() { At = skipBlanks(T, At); }
  bool take(char C) {
    skip();
    if (At >= T.size() || upper(T[At]) != C)
      return false;
    ++At;
    return true;
  }
  std::optional<int64_t> number() {
    skip();
    size_t Begin = At;
    int64_t N = 0;
    for (; At < T.size() && isDigit(T[At]) && At - Begin < 9; ++At)
      N = N * 10 + (T[At] - '0');
    return At > Begin ? std::optional<int64_t>(N) : std::nullopt;
  }
  bool group(std::vector<Edit> &E, unsigned Depth) { // behind its '('
    if (Depth > MaxNesting)
      return false;
    for (;;) {
      while (take(','))
        ;
      if (take(')'))
        return true;
      if (At >= T.size() || E.size() > MaxEdits || !item(E, Depth))
        return false;
    }
  }
  bool item(std::vector<Edit> &E, unsigned Depth) {
    auto N = number();
    int64_t Repeat = N.value_or(1);
    if (Repeat < 0 || Repeat > int64_t(MaxEdits))
      return false;
    if (take('(')) {
      std::vector<Edit> Inner;
      if (!group(Inner, Depth + 1))
        return false;
      for (int64_t I = 0; I != Repeat && E.size() <= MaxEdits; ++I)
        E.insert(E.end(), Inner.begin(), Inner.end());
      return E.size() <= MaxEdits;
    }
    if (take('X')) {
      E.push_back({'X', Repeat, 0});
      return true;
    }
    if (take('B')) // BN is the default; BZ is not followed
      return take('N');
    if (take('T')) {
      bool Left = take('L'), Right = !Left && take('R');
      auto W = number();
      if (!W)
        return false;
      E.push_back({Left || Right ? 'X' : 'T', Left ? -*W : *W, 0});
      return true;
    }
    skip();
    if (At >= T.size() || !std::strchr("IBOZFEDGLA", upper(T[At])))
      return false;
    Edit D;
    D.Letter = upper(T[At++]);
    if (D.Letter == 'E' && At < T.size() && std::strchr("NSX", upper(T[At])))
      ++At;
    D.Width = number().value_or(-1);
    if (take('.'))
      D.Digits = number().value_or(0);
    if (std::strchr("EDG", D.Letter) && take('E'))
      number();
    for (int64_t I = 0; I != Repeat; ++I)
      E.push_back(D);
    return E.size() <= MaxEdits;
  }

  std::string_view T;
  size_t At = 0;
};

} // namespace

std::optional<std::vector<Edit>> parseFormat(std::string_view Text) {
  return FormatParser(Text).parse();
}

Field nextField(std::string_view R, const std::vector<Edit> &Format, RecordState &S,
                int64_t Bytes) {
  Field F;
  for (; S.Edit < int64_t(Format.size()); ++S.Edit) {
    const Edit &E = Format[size_t(S.Edit)];
    if (E.Letter == 'X')
      S.At = std::max<int64_t>(0, S.At + E.Width);
    else if (E.Letter == 'T')
      S.At = std::max<int64_t>(0, E.Width - 1);
    else
      break;
  }
  if (S.Edit >= int64_t(Format.size())) { // the format starts again on the next record
    F.Status = ReadEnd;
    return F;
  }
  F.How = Format[size_t(S.Edit++)];
  ++S.Item;
  int64_t Begin = std::min<int64_t>(S.At, int64_t(R.size()));
  std::string_view Rest = R.substr(size_t(Begin));
  if (F.How.Letter == 'A') {
    int64_t Width = F.How.Width > 0 ? F.How.Width : Bytes;
    F.Text = Rest.substr(0, size_t(Width));
    F.Text.resize(size_t(Width), ' ');
    if (Width > Bytes) // the rightmost ones count
      F.Text.erase(0, size_t(Width - Bytes));
    S.At += Width;
    return F;
  }
  if (F.How.Width <= 0) { // as a list would
    size_t At = skipBlanks(Rest, 0), End = endOfItem(Rest, At);
    F.Text = Rest.substr(At, End - At);
    S.At += int64_t(End);
    return F;
  }
  F.Text = Rest.substr(0, size_t(F.How.Width));
  S.At += F.How.Width;
  if (size_t Comma = F.Text.find(','); Comma != std::string::npos) { // ends a field early
    S.At += int64_t(Comma) + 1 - F.How.Width;
    F.Text.resize(Comma);
  }
  return F;
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

ReadInteger readInteger(std::string_view Text, int64_t Bytes) {
  std::string S = withoutBlanks(Text);
  if (S.empty())
    return {};
  size_t Digits = S[0] == '+' || S[0] == '-';
  if (Digits == S.size() || !std::all_of(S.begin() + ptrdiff_t(Digits), S.end(), isDigit))
    return {ReadBad, 0};
  errno = 0;
  int64_t V = std::strtoll(S.c_str(), nullptr, 10);
  int64_t Most = Bytes >= 8 ? INT64_MAX : (int64_t(1) << (8 * Bytes - 1)) - 1;
  if (errno == ERANGE || V > Most || V < -Most - 1)
    return {ReadOverflow, 0};
  return {ReadOk, V};
}

ReadReal readReal(std::string_view Text, int64_t Digits) {
  std::string S = withoutBlanks(Text), Mantissa, Exponent;
  if (S.empty())
    return {};
  std::string Word;
  for (char C : S)
    Word += upper(C);
  size_t Sign = Word[0] == '+' || Word[0] == '-';
  if (Word.compare(Sign, 3, "INF") == 0 || Word.compare(Sign, 3, "NAN") == 0)
    return {ReadOk, std::strtod(S.c_str(), nullptr)};
  size_t I = Sign;
  while (I < S.size() && (isDigit(S[I]) || S[I] == '.'))
    ++I;
  Mantissa = S.substr(0, I);
  if (I < S.size()) { // 1.5e3, 1.5d3, 1.5+3
    I += std::strchr("EDQ", Word[I]) != nullptr;
    Exponent = S.substr(I);
    size_t E = !Exponent.empty() && (Exponent[0] == '+' || Exponent[0] == '-');
    if (Exponent.size() == E || Exponent.size() > 12 ||
        !std::all_of(Exponent.begin() + ptrdiff_t(E), Exponent.end(), isDigit))
      return {ReadBad, 0};
  }
  if (std::count(Mantissa.begin(), Mantissa.end(), '.') > 1 ||
      std::none_of(Mantissa.begin(), Mantissa.end(), isDigit))
    return {ReadBad, 0};
  long long Power = Exponent.empty() ? 0 : std::atoll(Exponent.c_str());
  if (Mantissa.find('.') == std::string::npos)
    Power -= Digits;
  return {ReadOk, std::strtod((Mantissa + "e" + std::to_string(Power)).c_str(), nullptr)};
}

std::optional<bool> readLogical(std::string_view Text) {
  std::string S = withoutBlanks(Text);
  size_t I = !S.empty() && S[0] == '.';
  if (I < S.size() && (upper(S[I]) == 'T' || upper(S[I]) == 'F'))
    return upper(S[I]) == 'T';
  return std::nullopt;
}

} // namespace auspex::demand::evaluate
