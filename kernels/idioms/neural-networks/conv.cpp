//===- kernels/idioms/neural-networks/conv.cpp - Convolution layers ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A window slides over the input, in one to three axes, for each output channel and
// summed over the input channels (Dumoulin and Visin, "A guide to convolution
// arithmetic for deep learning", 2016, arXiv:1603.07285). The step has a stride, the
// taps a dilation; what lies outside of the input counts as 0 (padding). Without
// channels it is the two-dimensional filter of image processing. Depthwise: each
// channel by itself. Grouped: each group of channels by itself. Transposed: the output
// slides. Backward by the weights: the window is as large as the output was, and what
// moves with the steps are the taps of the layer.
//
// The dimensions play their parts by the operands that they move, whatever their number
// and the order that data are stored in:
//
//   output, filter         output channel o         input, filter    tap, input channel c
//   output, input          step, batch b            all three        group g
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"
#include "kernels/window.h"

#include <algorithm>
#include <string>

namespace auspex::kernels {
namespace {

enum class Kind : uint8_t { None, Plain, Depthwise, Transposed, Backward };

struct Shape {
  Kind What = Kind::None;
  size_t In = 0; ///< Update::Reads: the other is the filter
  std::vector<WindowAxis> Axes;
  std::vector<size_t> Outputs, Channels, Groups, Batch; ///< places in Update::Dims
};

/// The dimensions of \p U by the operands that they move, for input \p In.
struct Parts {
  std::vector<size_t> OutIn, OutFilter, InFilter, All;
  bool Others = false;
};

Parts partsOf(const Update &U, size_t In) {
  Parts P;
  for (size_t K = 0; K < U.Dims.size(); ++K) {
    const Sym I = indexOf(U.Dims[K].Loop);
    const bool O = U.Out.moves(I), X = U.Reads[In].Op.moves(I), W = U.Reads[1 - In].Op.moves(I);
    if (O + X + W < 2)
      P.Others = true;
    else
      (O && X && W ? P.All : O && X ? P.OutIn : O ? P.OutFilter : P.InFilter).push_back(K);
  }
  return P;
}

std::vector<size_t> without(const std::vector<size_t> &From, const std::vector<WindowAxis> &Axes) {
  std::vector<size_t> Left;
  std::ranges::copy_if(From, std::back_inserter(Left), [&](size_t K) {
    return std::ranges::none_of(Axes,
                                [&](const WindowAxis &A) { return A.Step == K || A.Tap == K; });
  });
  return Left;
}

/// The taps are as many as the input is longer than the steps are: they were the output
/// of the layer, and the steps its taps.
bool tapsAreOutputs(const Update &U, const std::vector<WindowAxis> &Axes) {
  return std::ranges::all_of(Axes, [&](const WindowAxis &A) {
    return std::ranges::any_of(U.Dims[A.Tap].Extent, [&](const Poly &Many) {
      return std::ranges::any_of(U.Dims[A.Step].Extent, [&](const Poly &Few) {
        const auto CM = Many.constant(), CF = Few.constant();
        if (CM && CF)
          return *CM > 2 * *CF;
        for (const auto &[M, C] : Few.terms())
          for (Sym S : M)
            if (const Poly Less = Many.coefficientOf(S); !Less.isBad() && !Less.isZero())
              return !Less.isNonNegative();
        return false;
      });
    });
  });
}

/// What is summed besides the taps lies as a batch does, outside of all others: a gradient
/// by the weights sums over the batch and the layer's outputs. Channels behind the taps
/// are merged with them, and then their axis has another ratio of step to tap.
bool sumsOverBatch(const Update &U, const Shape &S) {
  const Operand &Input = U.Reads[S.In].Op, &Filter = U.Reads[1 - S.In].Op;
  if (S.Channels.empty())
    return std::ranges::all_of(S.Axes, [&](const WindowAxis &A) {
      size_t L;
      auto By = [&](size_t Dim) { return strideOf(Input, U.Dims[Dim].Loop, L); };
      return By(A.Step) * By(S.Axes[0].Tap) == By(S.Axes[0].Step) * By(A.Tap);
    });
  return std::ranges::none_of(S.Channels, [&](size_t C) {
    return std::ranges::any_of(U.Dims, [&](const Dim &D) {
      return std::ranges::find(S.Channels, size_t(&D - U.Dims.data())) == S.Channels.end() &&
             (isMajor(Input, D.Loop, U.Dims[C].Loop) || isMajor(Filter, D.Loop, U.Dims[C].Loop));
    });
  });
}

/// How many axes are seen to be windows, not by symbolic strides alone.
size_t certainty(const Update &U, const Operand &O, const std::vector<WindowAxis> &Axes) {
  return size_t(std::ranges::count_if(Axes, [&](const WindowAxis &A) {
    return slidesTogether(U, O, U.Dims[A.Step], U.Dims[A.Tap]);
  }));
}

/// Taps run against the steps, and a condition keeps them inside: each output gathers
/// the inputs that reach it.
bool isTurned(const Update &U, size_t In, const std::vector<WindowAxis> &Axes) {
  // Strides that are no single product still show whether they run against each other.
  auto Against = [](const Operand &X, const Dim &I, const Operand &Y, const Dim &J) {
    size_t L;
    const Poly P = strideOf(X, I.Loop, L), Q = strideOf(Y, J.Loop, L);
    auto IsNegative = [](const Poly &Z) { return (Poly(0) - Z).isNonNegative(); };
    return P == Poly(0) - Q || (P.isNonNegative() && IsNegative(Q)) ||
           (IsNegative(P) && Q.isNonNegative());
  };
  return std::ranges::all_of(Axes, [&](const WindowAxis &A) {
    const Dim &Step = U.Dims[A.Step], &Tap = U.Dims[A.Tap];
    const Operand &Input = U.Reads[In].Op, &Filter = U.Reads[1 - In].Op;
    return Against(Input, Step, Input, Tap) && !Against(U.Out, Step, Filter, Tap) &&
           std::ranges::any_of(U.Obstacles, [&](const Obstacle &O) {
             return O.On.mentions(indexOf(Tap.Loop)) && O.On.mentions(indexOf(Step.Loop));
           });
  });
}

/// The axis steps by what is not known, and no condition keeps its taps inside: as well the
/// channels of a batch that were read from a structure twice.
bool mayBeChannels(const Update &U, size_t In, const WindowAxis &A) {
  size_t Level;
  const Dim &Step = U.Dims[A.Step], &Tap = U.Dims[A.Tap];
  const auto By = strideOf(U.Reads[In].Op, Step.Loop, Level)
                      .quotient(strideOf(U.Reads[In].Op, Tap.Loop, Level));
  return (!By || !By->constant()) && std::ranges::none_of(U.Obstacles, [&](const Obstacle &O) {
           return O.On.mentions(indexOf(Tap.Loop)) && O.On.mentions(indexOf(Step.Loop));
         });
}

Shape gathering(const Update &U, size_t In) {
  Shape S;
  S.In = In;
  const Parts P = partsOf(U, In);
  if (P.Others || P.OutIn.empty())
    return S;
  S.Axes = windowsOf(U, U.Reads[In].Op, P.OutIn, P.InFilter, false, P.InFilter.size() > 1);
  if (S.Axes.empty())
    return S;
  S.Batch = without(P.OutIn, S.Axes);
  S.Channels = without(P.InFilter, S.Axes);
  S.Outputs = P.OutFilter;
  S.Groups = P.All;
  const bool Filters = !S.Outputs.empty();
  // In one axis and without channels it is a filter of signals.
  if (S.Axes.size() == 1 && !Filters && S.Channels.empty() && S.Groups.empty())
    return S;
  if (S.Axes.size() == 3 && Filters && S.Channels.empty() && S.Groups.empty() &&
      std::ranges::any_of(S.Axes, [&](const WindowAxis &A) { return mayBeChannels(U, In, A); }))
    return S;
  const bool MayBeGradient = S.Axes.size() > 1 && Filters && sumsOverBatch(U, S);
  S.What = S.Axes.size() > 1 && Filters && isTurned(U, In, S.Axes) ? Kind::Transposed
           : MayBeGradient && tapsAreOutputs(U, S.Axes)            ? Kind::Backward
           : !S.Groups.empty() && S.Channels.empty()               ? Kind::Depthwise
                                                                   : Kind::Plain;
  return S;
}

Shape shapeOf(const Update &U) {
  Shape S = gathering(U, 0), Other = gathering(U, 1);
  if (Other.What != Kind::None && (S.What == Kind::None || certainty(U, U.Reads[1].Op, Other.Axes) >
                                                               certainty(U, U.Reads[0].Op, S.Axes)))
    S = std::move(Other);
  if (S.What != Kind::None)
    return S;
  for (S.In = 0; S.In < 2; ++S.In) {
    const Parts P = partsOf(U, S.In);
    if (P.Others || P.OutIn.empty())
      continue;
    S.Axes = windowsOf(U, U.Out, P.OutIn, P.OutFilter, false, false);
    // Both factors slide alike; the larger steps are the input's.
    const bool Swapped = std::ranges::any_of(S.Axes, [&](const WindowAxis &A) {
      size_t L;
      const Poly Step = strideOf(U.Out, U.Dims[A.Step].Loop, L),
                 Tap = strideOf(U.Out, U.Dims[A.Tap].Loop, L);
      return !(Step == Tap) && Tap.quotient(Step).has_value();
    });
    if (S.Axes.size() < 2 || Swapped)
      continue;
    S.Batch = without(P.OutIn, S.Axes);
    S.Outputs = without(P.OutFilter, S.Axes);
    S.Channels = P.InFilter;
    S.Groups = P.All;
    S.What = Kind::Transposed;
    return S;
  }
  S.What = Kind::None;
  return S;
}

std::string_view nameOf(const Shape &S) {
  static constexpr std::string_view Plain[] = {"", "conv1d", "conv2d", "conv3d"},
                                    Depthwise[] = {"", "depthwise-conv1d", "depthwise-conv2d",
                                                   "depthwise-conv3d"},
                                    Transposed[] = {"", "", "transposed-conv2d",
                                                    "transposed-conv3d"};
  switch (S.What) {
  case Kind::Plain:
    return Plain[S.Axes.size()];
  case Kind::Depthwise:
    return Depthwise[S.Axes.size()];
  case Kind::Transposed:
    return Transposed[S.Axes.size()];
  case Kind::Backward:
    return "backward";
  case Kind::None:
    break;
  }
  return "";
}

/// Letters for the dimensions of a shape, each once.
class Letters {
public:
  std::string take(std::string_view Wanted) {
    for (char C : std::string(Wanted) + "abcdefghijklmnopqrtuvwxyz")
      if (Used.find(C) == Used.npos) {
        Used += C;
        return std::string(1, C);
      }
    return "?";
  }

private:
  std::string Used = "s";
};

std::optional<Match> convolution(const Idiom &I, const Update &U, const BodyDag &) {
  if (U.Reduce != Fn::Add || U.Combine != Fn::Mul || U.ToScalar || U.Reads.size() != 2 ||
      U.Function != NoNode || !U.States.empty() || U.Dims.size() < 3 || U.Reads[0].Abs ||
      U.Reads[1].Abs)
    return std::nullopt;
  const Shape S = shapeOf(U);
  if (nameOf(S) != I.Name || (S.What == Kind::Plain && S.Axes.size() == 2 &&
                              (&I == &Filter2d) != (S.Outputs.empty() && S.Channels.empty())))
    return std::nullopt;
  Match M;
  M.What = &I;
  M.U = &U;
  M.Reads = {1 - S.In, S.In};
  const size_t Rank = S.Axes.size();
  const bool Slides =
      S.What == Kind::Transposed && U.Out.moves(indexOf(U.Dims[S.Axes[0].Tap].Loop));
  Letters Take;
  std::string Step, Tap, Own, Sum, Group, Batch; // letters by part
  auto Name = [&](std::string &Part, const std::vector<size_t> &Dims, std::string_view Wanted) {
    for (size_t K : Dims) {
      Part += Take.take(Wanted);
      M.Roles.emplace_back(Part.back(), U.Dims[K].Loop);
    }
  };
  static constexpr std::string_view Steps[] = {"", "t", "ij", "hij"},
                                    Taps[] = {"", "k", "pq", "rpq"};
  for (size_t K = 0; K < Rank; ++K) {
    Step += Take.take(Steps[Rank].substr(K, 1));
    Tap += Take.take(Taps[Rank].substr(K, 1));
    M.Roles.emplace_back(Step.back(), U.Dims[S.Axes[K].Step].Loop);
    M.Roles.emplace_back(Tap.back(), U.Dims[S.Axes[K].Tap].Loop);
  }
  const bool Filters = !S.Outputs.empty() || !S.Channels.empty();
  Name(Own, S.Outputs, "on");
  Name(Sum, S.Channels, "cd");
  Name(Group, S.Groups, S.Channels.empty() ? "cg" : "g");
  Name(Batch, S.Batch, Filters ? "b" : "cb");

  auto F = std::make_shared<Form>();
  F->Text = I.Form;
  F->OutName = "O";
  F->Names = {"W", "I"};
  F->OutSubs = Batch + Group + Own + Step;
  const std::string Filter = Group + (Slides ? Sum + Own : Own + Sum) + Tap,
                    Input = Batch + Group + Sum + Step;
  F->Subs = {Filter, Slides ? Input : Input + Tap};
  if (Slides)
    F->OutSubs += Tap;
  for (size_t K = 0; K < Rank; ++K) {
    size_t L;
    const Operand &O = Slides ? U.Out : M.operand(1);
    const bool Strided =
        !(strideOf(O, M.dim(Step[K]).Loop, L) == strideOf(O, M.dim(Tap[K]).Loop, L));
    F->Slides.push_back({Slides ? Slide::Output : 1, Step[K], Tap[K], Strided});
  }
  for (const std::string *Part : {&Batch, &Group, &Own, &Step, &Sum, &Tap})
    F->Letters += *Part;
  M.Own = std::move(F);
  if (S.What == Kind::Plain && !S.Groups.empty())
    M.Serves.push_back("grouped-conv");
  return M;
}

/// \p Letter's dimension runs over neighbouring elements of \p O.
bool isInnermost(const Match &M, const Operand &O, char Letter) {
  const auto Is = [&](const auto &Role) { return Role.first == Letter; };
  if (std::ranges::find_if(M.Roles, Is) == M.Roles.end())
    return false;
  const Poly Stride = O.Levels.back().coefficientOf(indexOf(M.dim(Letter).Loop));
  return Stride == Poly(int64_t(bytesOf(O.Elem)));
}

/// Samples by turns to several filters, and several outputs an input in turn, are filters
/// in phases (Crochiere and Rabiner, Multirate Digital Signal Processing, 3.3).
void namePhases(Match &M) {
  const bool Many = isInnermost(M, M.U->Out, 'o'), Turns = isInnermost(M, M.operand(1), 'c');
  const size_t Dims = M.Roles.size();
  if (Dims == 3 && Many)
    M.Serves = {"interpolator", "polyphase"};
  if (Dims == 3 && Turns)
    M.Serves = {"polyphase", "decimator"};
}

} // namespace

/// F(2x2, 3x3): 16 products for 4 results of 9 each (Lavin and Gray, "Fast algorithms for
/// convolutional neural networks", CVPR 2016).
constexpr Alternative Winograd = {
    .Name = "winograd",
    .Ratio = "2.25",
    .Measure = "multiplications",
    .When = "real && p == 3 && q == 3 && stride == 1 && dilation == 1",
};

/// Tiles of 4p by 4q points: two real transforms of 2.5*N*log2(N) and a product of
/// spectra for 9*p*q results of 2*p*q each.
constexpr Alternative FilterByFft = {
    .Name = "fft-convolution",
    .Ratio = "9*real(p*q)/(40*log2(p*q) + 184)",
    .When = "real && stride == 1 && dilation == 1",
};

const Idiom Conv2d = {
    .Name = "conv2d",
    .Family = "neural-networks",
    .Part = LayerPart::Convolution,
    .Form = "O[o,i,j] += W[o,c,p,q]*I[c,s*i+p,s*j+q]",
    .Title = "2-D convolution layer, image filter",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*o*i*j*c*p*q",
    .Bytes = "e*(2*o*i*j + o*c*p*q + c*i*j)",
    .Confused = "matrix products (no window); stencils (constant coefficients)",
    .Proposes = true,
    .Find = convolution,
    .Better = {Winograd},
};

const Idiom Filter2d = {
    .Name = "conv2d",
    .Family = "neural-networks",
    .Part = LayerPart::Convolution,
    .Form = "O[i,j] += W[p,q]*I[s*i+p,s*j+q]",
    .Title = "2-D convolution by one filter, image filter",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*i*j*p*q",
    .Bytes = "e*(3*i*j + p*q)",
    .Confused = "stencils (constant coefficients)",
    .Proposes = true,
    .Find = convolution,
    .Serves = "filter-2d",
    .Better = {Winograd, FilterByFft},
};

const Idiom Depthwise = {
    .Name = "depthwise-conv2d",
    .Family = "neural-networks",
    .Part = LayerPart::Convolution,
    .Form = "O[c,i,j] += W[c,p,q]*I[c,s*i+p,s*j+q]",
    .Title = "2-D convolution, each channel by itself",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*c*i*j*p*q",
    .Bytes = "e*(3*c*i*j + c*p*q)",
    .Confused = "conv2d (channels are summed)",
    .Find = convolution,
};

const Idiom Conv1d = {
    .Name = "conv1d",
    .Family = "neural-networks",
    .Part = LayerPart::Convolution,
    .Form = "O[o,t] += W[o,c,k]*I[c,s*t+k]",
    .Title = "1-D convolution layer",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*o*t*c*k",
    .Bytes = "e*(2*o*t + o*c*k + c*t)",
    .Confused = "fir (no channels); gemm (no window)",
    .Find = convolution,
    .Describe = namePhases,
};

const Idiom Depthwise1d = {
    .Name = "depthwise-conv1d",
    .Family = "neural-networks",
    .Part = LayerPart::Convolution,
    .Form = "O[c,t] += W[c,k]*I[c,s*t+k]",
    .Title = "1-D convolution, each channel by itself",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*c*t*k",
    .Bytes = "e*(3*c*t + c*k)",
    .Confused = "conv1d (channels are summed)",
    .Find = convolution,
    .Describe = namePhases,
};

const Idiom Conv3d = {
    .Name = "conv3d",
    .Family = "neural-networks",
    .Part = LayerPart::Convolution,
    .Form = "O[o,h,i,j] += W[o,c,r,p,q]*I[c,s*h+r,s*i+p,s*j+q]",
    .Title = "3-D convolution layer",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*o*h*i*j*c*r*p*q",
    .Bytes = "e*(2*o*h*i*j + o*c*r*p*q + c*h*i*j)",
    .Confused = "conv2d (two axes)",
    .Find = convolution,
};

const Idiom TransposedConv2d = {
    .Name = "transposed-conv2d",
    .Family = "neural-networks",
    .Part = LayerPart::Convolution,
    .Form = "O[o,s*i+p,s*j+q] += W[c,o,p,q]*I[c,i,j]",
    .Title = "transposed 2-D convolution, full 2-D convolution: the output slides",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*c*o*i*j*p*q",
    .Bytes = "e*(c*i*j + c*o*p*q + 2*o*s*s*i*j)",
    .Confused = "conv2d (the input slides)",
    .Find = convolution,
    .Serves = "backward",
};

const Idiom ConvBackward = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "O[o,c,i,j] += W[o,p,q]*I[c,i+p,j+q]",
    .Title = "gradient of a convolution by its weights",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*o*c*i*j*p*q",
    .Bytes = "e*(2*o*c*i*j + o*p*q + c*p*q)",
    .Confused = "conv2d (the window is smaller than the output)",
    .Find = convolution,
};

} // namespace auspex::kernels
