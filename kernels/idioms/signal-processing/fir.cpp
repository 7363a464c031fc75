//===- kernels/idioms/signal-processing/fir.cpp - One-dimensional convolution ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// y[t] = sum over k of h[k]*x[t+k]: i moves output and input, the taps move filter
// and input, and both move the input along one axis. That is a FIR filter, a
// correlation, and, with the taps counted against the input, a convolution
// (Oppenheim and Schafer, Discrete-Time Signal Processing, 2.3): one form, whose role
// only the context tells. One signal against itself is an autocorrelation. Scattered
// instead of gathered, the output is what slides: a polynomial product.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/signal-processing/signal_processing.h"

#include <cstdlib>

namespace auspex::kernels {

namespace {
std::optional<std::string> oneSignal(const Match &M) {
  return isSameArray(M.operand(0), M.operand(1)) || M.operand(0).Object == M.operand(1).Object
             ? std::nullopt
             : std::optional<std::string>("two signals");
}
/// What a filter is called by the side from which its taps are counted. Image and
/// network libraries call both a convolution.
void nameFilter(Match &M) {
  const Dim &T = M.dim('t'), &K = M.dim('k');
  const Operand &Taps = M.operand(0), &Signal = M.operand(1);
  M.Serves.push_back("convolution");
  auto Sign = [](const Operand &O, const Dim &D) {
    const auto C = O.Levels.back().coefficientOf(indexOf(D.Loop)).constant();
    return !C ? 0 : *C < 0 ? -1 : 1;
  };
  if (Sign(Taps, K) * Sign(Signal, K) * Sign(Signal, T) * Sign(M.U->Out, T) > 0)
    M.Serves.push_back("correlation");
  if (const auto Stride = stepInTaps(Signal, T, K); Stride && std::abs(*Stride) > 1)
    M.Serves.push_back("decimator");
}

/// Overlapping blocks of 4k samples: two real transforms of 2.5*N*log2(N) and a product of
/// spectra for 3k results of 2*k each (Oppenheim and Schafer, 8.7.3).
constexpr Alternative ByFft = {
    .Name = "fft-convolution",
    .Ratio = "3*real(k)/(10*log2(k) + 26)",
    .When = "real && stride == 1",
};

} // namespace

const Idiom Autocorrelation = {
    .Name = "autocorrelation",
    .Family = "signal-processing",
    .Form = "r[t] += x[k]*x[t+k]",
    .Title = "a signal against itself at each lag",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*n*k",
    .Bytes = "e*(2*n + k)",
    .Confused = "fir (two operands)",
    .Also = oneSignal,
    .Serves = "correlation",
    // Spectrum and back at twice the length.
    .Better = {{"fft", "real(t)/(5*log2(k) + 8)", "flops", "real"}},
};

const Idiom Fir = {
    .Name = "fir",
    .Family = "signal-processing",
    .Form = "y[t] += h[k]*x[t+k]",
    .Title = "FIR filter, 1-D convolution, correlation",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*n*k",
    .Bytes = "e*(2*n + 2*k)",
    .Confused = "gemv (rows do not overlap); moving sums (no coefficients); IIR filters (the "
                "output is an input)",
    .Proposes = true,
    .Better = {ByFft},
    .Describe = nameFilter,
};

const Idiom Convolution = {
    .Name = "convolution",
    .Family = "signal-processing",
    .Part = LayerPart::Convolution,
    .Form = "y[t+k] += x[t]*h[k]",
    .Title = "full convolution, polynomial product",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*n*k",
    .Bytes = "e*(2*n + 2*k)",
    .Confused = "ger (no common axis); multiplication of long numbers (carries)",
    .Serves = "fir",
    .Better = {ByFft},
};

} // namespace auspex::kernels
