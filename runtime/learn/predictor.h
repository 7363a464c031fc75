//===- runtime/learn/predictor.h - Intervals that hold ---------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A regression says what is likely and how far off it usually is; how far off it
// really was is what intervals are made of. Every prediction is scored when the run is
// over, z = (log y - log likely) / spread, and the next interval reaches from the
// 2.5% to the 97.5% quantile of the scores so far: the program's own, and those of
// other programs that were known equally well (split conformal prediction with
// normalised residuals, by groups: Vovk, Gammerman and Shafer, Algorithmic Learning in
// a Random World, 2005, sections 2.3 and 4.5; Lei et al., JASA 113, 2018). The new
// score is one more among them, which is why a few scores give a wide interval.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_RUNTIME_LEARN_PREDICTOR_H
#define AUSPEX_RUNTIME_LEARN_PREDICTOR_H

#include "runtime/learn/regression.h"

#include <array>
#include <deque>

namespace auspex::learn {

/// How a value is estimated; which one serves best shows in the end.
enum Model : unsigned {
  Constant,  ///< as earlier runs
  Regressed, ///< by features
  Local,     ///< by features, corrected by the runs that were expected to be most alike
};
constexpr unsigned Models = 3;

/// How well a program is known, by its earlier runs: scores are compared within.
constexpr unsigned Groups = 5;
unsigned groupOf(unsigned Samples);

/// What holds across programs.
class Experience {
public:
  void score(unsigned Group, Model M, double Z);
  void residual(double Log);
  const std::deque<double> &scores(unsigned Group, Model M) const { return Scores[Group][M]; }
  /// Spread (of the logarithm) of a program of which little is known.
  double typical() const;
  /// Predictions are hardly ever further off than this (of the logarithm).
  double widest() const;

private:
  std::array<std::array<std::deque<double>, Models>, Groups> Scores;
  std::deque<double> Residuals;
};

/// Scores and their weights, sorted.
class Distribution {
public:
  void add(double Z, double Weight) { Points.push_back({Z, Weight}); }
  /// Sorts. One more score, of weight \p New, may lie anywhere.
  void finish(double New);
  /// The value that a new score does not exceed with probability \p Level.
  double upper(double Level) const;
  double lower(double Level) const;
  struct Point {
    double Z, Weight;
  };
  const std::vector<Point> &points() const { return Points; }

private:
  std::vector<Point> Points;
  double Total = 0;
};

struct Prediction {
  std::array<Estimate, Models> By;
  std::array<Distribution, Models> Scores;
  unsigned Samples = 0; ///< earlier runs of this program
  double Largest = 0;   ///< of their values; 0: none
  double Widest = 0;    ///< Experience::widest()
  bool known() const { return By[Regressed].Known; }
  double likely() const;
  /// Bounds of an interval that holds the value with this probability.
  double low(double Coverage = 0.95) const;
  double high(double Coverage = 0.95) const;
  /// One-sided: the value exceeds it with probability 1 - \p Level.
  double limit(double Level = 0.995) const;
  /// How far \p Value is from the likely one, in expected errors.
  double score(double Value, Model M = Regressed) const;
};

/// One quantity of one program, learned in the order of the runs.
class Predictor {
public:
  Prediction predict(const Features &Known, const Experience &E) const;
  /// The run that \p P was about took \p Value.
  void learn(const Features &Known, const Prediction &P, double Value, Experience &E);
  /// The same for a run whose prediction was made elsewhere; \p Score is NAN where
  /// there was none.
  void learn(const Features &Known, double Value, double Score);
  void learnLowerBound(const Features &Known, double Bound);
  size_t size() const { return Fitted.size(); }

private:
  struct Scored {
    double Expected, Residual; ///< logarithms
  };
  Regression Fitted;
  std::deque<Scored> Past;                    ///< of Regressed
  std::array<std::deque<double>, Models> Own; ///< scores
};

} // namespace auspex::learn

#endif
