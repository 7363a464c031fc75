//===- kernels/idiom.h - An idiom as its textbook defines it ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An idiom is a row: a form, what it costs, what it is mistaken for. The form
// is an einsum
//
//     C[i,j] += A[i,k]*B[k,j]
//
// and matches by roles: i is *the* dimension that moves C and A, j the one that
// moves C and B, k the one that moves A and B. Loop order, storage order,
// blocking and spelling do not occur. `s` without subscripts is a scalar that
// leaves the nest; `min=`, `max=`, `or=` with `+` or `*` between the factors are
// the other semirings; `=` is an element-wise assignment. Scalar factors
// (alpha) may stand before any form.
//
// Subscripts may slide: in x[t+k] two dimensions move one operand along one axis (a
// window); in I[c,s*i+p,s*j+q] with one stride s. The smaller steps are the taps.
// A form may also have a function of its operands, `y[i] = 1/(1+exp(-x[i]))`: see
// kernels/pattern.h. There a letter stands for every dimension that moves the same
// operands, so that rows apart are no other case.
//
// What the form cannot say (a triangular domain, two operands that must be one
// matrix) is a predicate that answers with the reason where it does not hold.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOM_H
#define AUSPEX_KERNELS_IDIOM_H

#include "demand/skeleton.h"
#include "kernels/domain.h"
#include "kernels/flow.h"
#include "kernels/normal_form.h"
#include "kernels/pattern.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace auspex::kernels {

struct Match;
struct Explained;
class Subject;
class Scene;
struct Ensemble;
struct Form;

/// How an idiom's domain may look.
enum class Domain : uint8_t { Box, Triangle, Any };

/// An algorithm that takes less than what the form says. Formulas are those of
/// knowledge files (docs/knowledge.md) over the extents of the form's letters, the
/// parameters by name, `e` (bytes of an element), `accesses` (bytes that the code as
/// written loads and stores), `loops` (how many loops it was made from) and `S` (bytes
/// of fast memory: FastMemoryBytes).
struct Alternative {
  std::string_view Name;              ///< "fft"
  std::string_view Ratio;             ///< what the form takes over what it would take
  std::string_view Measure = "flops"; ///< or "bytes"
  std::string_view When = {};         ///< where it serves at all
};
/// What a core has for itself on most machines of today: a second-level cache.
inline constexpr int64_t FastMemoryBytes = int64_t(1) << 20;

/// What a kernel may be of a layer of a network: what goes into it is multiplied by
/// weights, or slides over them; what comes out is put through a function.
enum class LayerPart : uint8_t { None, Product, Convolution, Activation };

struct Idiom {
  std::string_view Name;   ///< the label
  std::string_view Family; ///< "linear-algebra"
  LayerPart Part = LayerPart::None;
  std::string_view Form;  ///< an einsum, or a function of operands
  std::string_view Title; ///< for a person: "matrix times matrix"
  Domain Shape = Domain::Box;
  unsigned FlopsPerPoint = 2;
  std::string_view Flops;    ///< per execution, in the form's extents (i: m, j: n, k: k)
  std::string_view Bytes;    ///< compulsory traffic; e = bytes per element
  std::string_view Confused; ///< look-alikes, and what tells them apart
  /// A near miss of this idiom is worth a word to the user.
  bool Proposes = false;
  /// What a statement computes together with the loops before it (Statement::Composite)
  /// or by itself, and with the arrays that other statements fill: the operand that is
  /// read, where it is this idiom.
  std::optional<uint32_t> (*Compose)(const Statement &S, NodeRef Value, const Flow &F) = nullptr;
  /// Addresses are made from data.
  bool Gathers = false;
  /// A matrix is replaced by its factors: the other stores to it are the idiom's own, and
  /// its diagonal may be told apart by a condition.
  bool InPlace = false;
  /// Conditions only choose which elements take part (a sparse pattern, a causal mask, a
  /// window of the past).
  bool Masked = false;
  /// An element is a sum of terms each of which is this idiom (real and imaginary parts).
  bool Parts = false;
  /// A recurrence: that the output is an input, or a value carried on, is no obstacle.
  bool Recurs = false;
  /// Its loop does nothing else: beside what is computed there, values are kept on the way.
  bool Alone = false;
  /// Windows may lie side by side: the taps fill the step.
  bool Tiles = false;
  /// Other spellings of the right-hand side that canonicalising does not make one of,
  /// with semicolons between.
  std::string_view Variants = {};
  /// A form that is no einsum (constant offsets, recurrences): finds its parts itself;
  /// Form is then for people.
  std::optional<Match> (*Find)(const Idiom &I, const Update &U, const BodyDag &B) = nullptr;
  /// An idiom that is told by what code computes, not by its form: see kernels/behaviour.h.
  std::optional<Explained> (*Explain)(Subject &S) = nullptr;
  /// Two updates that have the form are the idiom together where this holds of both.
  bool (*Pair)(const Match &A, const Match &B) = nullptr;
  /// Several statements that work for each other (kernels/scene.h): finds all such.
  std::vector<Ensemble> (*Assemble)(const Scene &S) = nullptr;
  /// Told by what a function does on small sizes (kernels/trace), whatever its form; Form
  /// is then for people.
  bool Observed = false;
  /// Further conditions: the reason why \p M is not this idiom.
  std::optional<std::string> (*Also)(const Match &M) = nullptr;

  // What a kernel of this idiom carries besides extents and costs. All of it is
  // optional: most follows from the form.

  /// What every kernel of this form serves as, with commas between: "convolution".
  std::string_view Serves = {};
  /// Letters whose iterations each need the one before. Of the others those that move
  /// the output are parallel, the rest is reduced.
  std::string_view Sequential = {};
  /// Parameters that are the same in every kernel of this form: "radix=2".
  std::string_view Params = {};
  /// demand::Needs of a good implementation beside those that the form implies.
  uint32_t Need = 0;
  /// The first that serves and gains is the one that a kernel names.
  Alternative Better[2] = {};
  /// What raises the verdict to `proved`, for a person.
  std::string_view Proof = {};
  /// Adds to what \p M serves as and to its parameters.
  void (*Describe)(Match &M) = nullptr;
};

/// A parameter of a match: a number or a word.
struct Trait {
  std::string Name;
  Poly Value = {};
  std::string Text = {}; ///< where it is no number
};

/// A form that was found in an update: which operand and which dimension play
/// which part.
struct Match {
  const Idiom *What = nullptr;
  const Update *U = nullptr;
  std::vector<size_t> Reads;                    ///< Update::Reads by position in the form
  std::vector<std::pair<char, uint32_t>> Roles; ///< subscript letter -> loop

  std::shared_ptr<const Form> Own; ///< Find: the form with as many dimensions as there are
  std::string Text;                ///< Find: the form in the program's words
  int64_t FlopsPerPoint = 0;       ///< Find: where it depends on the form
  std::vector<std::string> Serves; ///< what the form serves as here
  std::vector<Trait> Params;       ///< "stride", "order", ...

  const Operand &operand(size_t K) const { return U->Reads[Reads[K]].Op; }
  const Dim &dim(char Letter) const;
  /// Extent of \p Letter depends on the index of \p On.
  bool extentDependsOn(char Letter, char On) const;
};

/// Two letters of one subscript: the axis of a factor (Output: of the output) that
/// both move along.
struct Slide {
  static constexpr size_t Output = ~size_t(0);
  size_t Factor;
  char Step, Tap;
  bool Strided; ///< the step has a coefficient
};

/// A form, parsed.
struct Form {
  Fn Reduce = Fn::Add, Combine = Fn::Mul;
  bool Assigns = false; ///< '=': nothing is folded and the old value is lost
  bool ToScalar = false;
  bool IsPlace = false;       ///< argmax=: which element it is
  bool AbsoluteValue = false; ///< |x[i]|
  std::string OutName, OutSubs;
  std::vector<std::string> Names, Subs; ///< factors
  std::string_view Text;
  std::string Letters; ///< every subscript, in order of appearance
  std::vector<Slide> Slides;
  std::shared_ptr<const Pattern> Body; ///< the function; null where it is a product

  /// \p X and \p Y move \p Factor along one axis.
  bool slides(size_t Factor, char X, char Y) const;
};
Form parseForm(std::string_view Text);

/// What a form's spelling tells before it is parsed: few forms are ever asked for more.
struct Outline {
  bool ToScalar = false;
  bool Function = false; ///< Form::Body
  size_t Operands = 0;   ///< of a function
};
Outline outlineOf(std::string_view Form);

} // namespace auspex::kernels

#endif
