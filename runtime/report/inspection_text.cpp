//===- runtime/report/inspection_text.cpp - What a binary says, for a terminal --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/report/inspection.h"
#include "runtime/report/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace auspex::report {
namespace {

/// How the quantities of FunctionReport::Formulas read, and their unit.
struct Quantity {
  const char *Key, *Label, *Unit;
};
constexpr Quantity Quantities[] = {{"heap", "heap", " bytes"},
                                   {"flops", "flops", ""},
                                   {"int_ops", "integer ops", ""},
                                   {"bytes_read", "loads", " bytes"},
                                   {"bytes_written", "stores", " bytes"},
                                   {"disk_read", "disk read", " bytes"},
                                   {"disk_write", "disk write", " bytes"},
                                   {"net_read", "net read", " bytes"},
                                   {"net_write", "net write", " bytes"},
                                   {"gpu_memory", "gpu memory", " bytes"},
                                   {"gpu_flops", "gpu flops", ""},
                                   {"gpu_bytes", "gpu traffic", " bytes"},
                                   {"to_gpu", "to gpu", " bytes"},
                                   {"from_gpu", "from gpu", " bytes"}};

const Quantity &quantity(const std::string &Key) {
  auto At = std::ranges::find(Quantities, Key, &Quantity::Key);
  return At == std::end(Quantities) ? Quantities[0] : *At;
}

std::string plural(size_t N, const char *Noun) {
  return fmt::format("{} {}{}", N, Noun, N == 1 ? "" : "s");
}

constexpr size_t MaxName = 120, MaxFormula = 200, MaxWhere = 90;

/// A formula for reading. Where parts are unknown, which ones says more than
/// the rest of it.
std::string formulaText(const std::string &Formula) {
  static constexpr std::string_view Mark = "unknown(";
  std::vector<std::string> Reasons;
  for (size_t At = Formula.find(Mark); At != Formula.npos; At = Formula.find(Mark, At)) {
    At += Mark.size();
    std::string Reason =
        printable(std::string_view(Formula).substr(At, Formula.find(')', At) - At), 100);
    if (std::ranges::find(Reasons, Reason) == Reasons.end())
      Reasons.push_back(std::move(Reason));
  }
  if (Reasons.empty() || Formula.size() <= 60)
    return printable(Formula, MaxFormula);
  size_t Shown = std::min<size_t>(Reasons.size(), 3);
  return fmt::format("depends on {}{}", fmt::join(Reasons.begin(), Reasons.begin() + Shown, ", "),
                     Shown < Reasons.size() ? ", ..." : "");
}

std::string head(const FunctionReport &F) {
  std::string Place = placeText(F.File.empty() ? F.Unit : F.File, F.Line);
  return fmt::format("{}{}{}   {}\n", printable(F.Name, MaxName), Place.empty() ? "" : "   ", Place,
                     printable(F.Complexity));
}

/// Which dimensions are parallel, parameters and instruction needs, as far as there are any.
std::string particulars(const KernelReport &K) {
  std::string Text;
  auto Add = [&](const std::string &Label, const std::string &What) {
    if (!What.empty())
      Text +=
          fmt::format("{}{} {}", Text.empty() ? "    " : "; ", Label, printable(What, MaxFormula));
  };
  for (const char *Kind : {"parallel", "reduction", "sequential"}) {
    std::string Names;
    for (const KernelReport::DimReport &D : K.Dims)
      if (D.Kind == Kind)
        Names += (Names.empty() ? "" : ", ") + D.Name;
    Add(Kind, Names);
  }
  for (const auto &[Name, Value] : K.Params)
    Add(Name, Value);
  Add("uses", fmt::format("{}", fmt::join(K.Needs, ", ")));
  return Text.empty() ? Text : Text + "\n";
}

std::string kernelText(const FunctionReport &F, const KernelReport &K, bool Detailed) {
  std::string Dims;
  for (const KernelReport::DimReport &D : K.Dims)
    Dims += fmt::format("{}{} < {}", Dims.empty() ? "" : ", ", printable(D.Name),
                        printable(D.Extent, MaxWhere));
  std::string Text = fmt::format(
      "  kernel {}{} ({})   {}", printable(K.Idiom),
                                 K.Roles.empty() ? "" : " as " + printable(fmt::format("{}", fmt::join(K.Roles, ", "))),
                                 K.Verdict, printable(K.Form));
  if (!Dims.empty())
    Text += "   " + Dims;
  if (!K.Type.empty())
    Text += "   " + K.Type;
  std::string Place = placeText(K.File, K.Line);
  if (!Place.empty())
    Text += "   " + Place;
  if (!K.Function.empty() && K.Function != F.Name)
    Text += "   from " + printable(K.Function, MaxName);
  Text += "\n";
  if (!K.Flops.empty())
    Text += fmt::format("    flops {}", formulaText(K.Flops));
  if (!K.Bytes.empty())
    Text += fmt::format("{}traffic at least {} bytes", K.Flops.empty() ? "    " : "; ",
                        formulaText(K.Bytes));
  if (!K.Flops.empty() || !K.Bytes.empty())
    Text += "\n";
  if (!K.Better.empty())
    Text += fmt::format("    {} takes fewer {}: by a factor of {}\n", printable(K.Better),
                        printable(K.Measure), formulaText(K.Ratio));
  if (Detailed)
    Text += particulars(K);
  if (Detailed && !K.Accesses.empty())
    Text += fmt::format("    as written it loads and stores {} bytes\n", printable(K.Accesses));
  if (!K.Evidence.empty() && (Detailed || K.Verdict != "proved"))
    Text += fmt::format("    because {}\n", printable(K.Evidence));
  return Text;
}

std::string body(const FunctionReport &F, bool Detailed) {
  std::string Text;
  if (!F.Reason.empty())
    Text += fmt::format("  not analysed: {}\n", printable(F.Reason));
  for (const auto &[Key, Formula] : F.Formulas) {
    const Quantity &Q = quantity(Key);
    if (!Detailed && (Key == "int_ops" || Key == "bytes_read" || Key == "bytes_written") &&
        F.Formulas.size() > 4)
      continue; // the long tail: --why shows it
    std::string Shown = formulaText(Formula);
    bool Known = !Shown.starts_with("depends on ");
    Text += fmt::format("  {:<11} {}{}{}\n", Q.Label,
                        F.AtMost && Known && Key == "heap" ? "at most " : "", Shown,
                        Known ? Q.Unit : "");
  }
  for (const auto &[Name, What] : F.Where)
    Text += fmt::format("  where       {} = {}\n", printable(Name), printable(What, MaxWhere));
  for (const KernelReport &K : F.Kernels)
    Text += kernelText(F, K, Detailed);
  for (const RejectionReport &R : F.Rejected) {
    std::string Place = placeText(R.File, R.Line);
    Text += fmt::format("  {}{}{}{}\n",
                        R.Idiom.empty() ? "" : fmt::format("not {}: ", printable(R.Idiom)),
                        printable(R.Reason), Place.empty() ? "" : "   ", Place);
  }
  if (Detailed)
    for (const std::string &O : F.Omitted)
      Text += fmt::format("  not counted: {}\n", printable(O));
  return Text;
}

/// Worth a reader's time without being asked for.
bool interesting(const FunctionReport &F) {
  if (!F.Kernels.empty() || !F.Rejected.empty() || F.Symbol == "main" || F.Symbol == "_QQmain")
    return true;
  return std::ranges::any_of(F.Formulas, [](const auto &Formula) {
    return Formula.first == "heap" || Formula.first == "flops" ||
           Formula.first.starts_with("disk") || Formula.first.starts_with("net") ||
           Formula.first.find("gpu") != std::string::npos;
  });
}

} // namespace

std::string inspectionText(const Inspection &I, bool All) {
  size_t Kernels = 0, Hidden = 0, NotAnalysed = 0;
  for (const FunctionReport &F : I.Functions) {
    Kernels += F.Kernels.size();
    NotAnalysed += !F.Reason.empty();
  }
  std::string Text;
  if (I.Functions.empty())
    return fmt::format("{}: {}, without a demand note\n  compile it with clang-22 -O2 "
                       "$(auspex --cflags) ..., or with CC=\"auspex cc\"\n",
                       I.Path, I.Kind);
  Text = fmt::format("{}: {}, {} with a demand note, {}", I.Path, I.Kind,
                     plural(I.Functions.size(), "function"), plural(Kernels, "kernel"));
  if (NotAnalysed)
    Text += fmt::format(", {} not analysed", NotAnalysed);
  Text += "\n";
  std::string Libraries;
  for (const auto &[Name, Annotated] : I.Libraries)
    if (Annotated)
      Libraries += fmt::format("{}{} ({})", Libraries.empty() ? "" : ", ", printable(Name),
                               plural(Annotated, "function"));
  if (!Libraries.empty())
    Text += "  with notes of " + Libraries + "\n";
  for (const FunctionReport &F : I.Functions) {
    if (!All && !interesting(F)) {
      ++Hidden;
      continue;
    }
    Text += "\n" + head(F) + body(F, false);
  }
  if (Hidden)
    Text +=
        fmt::format("\nand {} without kernels, heap, floating point or I/O (--all shows them)\n",
                        plural(Hidden, "function"));
  return Text;
}

std::string detailText(const FunctionReport &F) {
  std::string Text = head(F);
  if (F.Symbol != F.Name)
    Text += fmt::format("  symbol      {}\n", printable(F.Symbol));
  Text += body(F, true);
  if (!F.Loops.empty())
    Text += "  loops\n";
  for (const LoopReport &L : F.Loops)
    Text += fmt::format("    {:{}}{}{}: {}{}\n", "", L.Depth * 2,
                        L.Name.empty() ? "loop" : printable(L.Name),
                        L.Line ? fmt::format(" (line {})", L.Line) : "",
                        L.TripIsBound ? "at most " : "", printable(L.Trip));
  if (!F.Steps.empty())
    Text += "  steps\n";
  constexpr size_t MaxSteps = 200;
  for (size_t N = 0; N < F.Steps.size() && N < MaxSteps; ++N) {
    const StepReport &S = F.Steps[N];
    Text += fmt::format("    {:<7} {}{}\n", S.Kind, printable(S.Text),
                        S.Line ? fmt::format("   (line {})", S.Line) : "");
  }
  if (F.Steps.size() > MaxSteps)
    Text += fmt::format("    and {} more\n", F.Steps.size() - MaxSteps);
  return Text;
}

} // namespace auspex::report
