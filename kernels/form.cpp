//===- kernels/form.cpp - Forms as they are written -------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idiom.h"

#include <algorithm>
#include <cctype>

namespace auspex::kernels {
namespace {

/// The letters of a subscript list, "c,s*i+p": s is a coefficient, i and p slide.
std::string lettersOf(std::string_view Text, size_t Factor, std::vector<Slide> &Slides) {
  std::string All;
  size_t Axis = 0; // where the letters of this axis start
  bool Strided = false;
  for (size_t K = 0; K < Text.size(); ++K) {
    if (Text[K] == ',') {
      Axis = All.size();
      Strided = false;
    } else if (K + 1 < Text.size() && Text[K + 1] == '*') {
      Strided = true;
      ++K;
    } else if (isalpha(static_cast<unsigned char>(Text[K]))) {
      for (size_t L = Axis; L < All.size(); ++L)
        Slides.push_back({Factor, All[L], Text[K], Strided});
      All += Text[K];
    }
  }
  return All;
}

/// What joins two factors of a product; '(' or a digit make it a function.
bool isProduct(std::string_view Text) {
  bool Subscript = false;
  for (size_t K = 0; K < Text.size(); ++K) {
    const char C = Text[K];
    if (C == '[' || C == ']')
      Subscript = C == '[';
    else if (!Subscript &&
             (C == '(' || C == '/' || C == '-' || isdigit(static_cast<unsigned char>(C))))
      return false;
  }
  return true;
}

} // namespace

bool Form::slides(size_t Factor, char X, char Y) const {
  return std::ranges::any_of(Slides, [&](const Slide &S) {
    return S.Factor == Factor && ((S.Step == X && S.Tap == Y) || (S.Step == Y && S.Tap == X));
  });
}

Outline outlineOf(std::string_view Form) {
  const size_t Eq = Form.find('=');
  const std::string_view Right = Form.substr(Eq + 1);
  Outline O;
  O.ToScalar = Form.substr(0, Eq).find('[') == Form.npos;
  O.Function = !isProduct(Right);
  std::vector<std::string_view> Seen;
  for (size_t At = 0; (At = Right.find('[', At)) != Right.npos; ++At) {
    size_t Name = At;
    while (Name && isalnum(static_cast<unsigned char>(Right[Name - 1])))
      --Name;
    const std::string_view Reference = Right.substr(Name, Right.find(']', At) - Name);
    if (std::ranges::find(Seen, Reference) == Seen.end())
      Seen.push_back(Reference);
  }
  O.Operands = Seen.size();
  return O;
}

Form parseForm(std::string_view Text) {
  Form F;
  F.Text = Text;
  size_t P = 0;
  auto Skip = [&] {
    while (P < Text.size() && Text[P] == ' ')
      ++P;
  };
  auto AddLetters = [&](const std::string &Subs) {
    for (char C : Subs)
      if (F.Letters.find(C) == std::string::npos)
        F.Letters += C;
  };
  auto Reference = [&](std::string &Name, std::string &Subs, size_t Factor) {
    Skip();
    if (P < Text.size() && Text[P] == '|') {
      F.AbsoluteValue = true;
      ++P;
    }
    while (P < Text.size() && isalpha(static_cast<unsigned char>(Text[P])))
      Name += Text[P++];
    if (P < Text.size() && Text[P] == '[') {
      const size_t End = Text.find(']', P);
      Subs = lettersOf(Text.substr(P + 1, End - P - 1), Factor, F.Slides);
      P = End + 1;
    }
    if (P < Text.size() && Text[P] == '|')
      ++P;
    AddLetters(Subs);
    Skip();
  };
  Reference(F.OutName, F.OutSubs, Slide::Output);
  F.ToScalar = F.OutSubs.empty();
  const size_t Eq = Text.find('=', P);
  const std::string_view How = Text.substr(P, Eq - P);
  P = Eq + 1;
  F.Assigns = How.empty();
  F.IsPlace = How == "argmax";
  F.Reduce = How == "min"               ? Fn::Min
             : How == "max" || F.IsPlace ? Fn::Max
             : How == "or"  ? Fn::Or
             : How == "xor" ? Fn::Xor
             : How == "*"   ? Fn::Mul
                            : Fn::Add;
  if (!isProduct(Text.substr(P))) {
    F.Body = parsePattern(Text.substr(P));
    for (const kernels::Reference &R : F.Body->References) {
      F.Names.push_back(R.Name);
      F.Subs.push_back(lettersOf(R.Subs, F.Names.size() - 1, F.Slides));
      AddLetters(F.Subs.back());
    }
    return F;
  }
  while (P < Text.size()) {
    Reference(F.Names.emplace_back(), F.Subs.emplace_back(), F.Names.size() - 1);
    if (P < Text.size()) {
      F.Combine = Text[P] == '+' ? Fn::Add : Text[P] == '&' ? Fn::And : Fn::Mul;
      ++P;
    }
  }
  return F;
}

} // namespace auspex::kernels
