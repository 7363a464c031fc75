//===- kernels/idioms/signal-processing/observed.cpp - Told by what they do ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Idioms with so many spellings (rings, delay lines, state in structures, tables, stages)
// that their behaviour is all that they have in common: kernels/trace finds them. So are
// filters and transforms that have a row of their own beside a form of their own.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/signal-processing/signal_processing.h"

namespace auspex::kernels {

const Idiom Decimator = {
    .Name = "decimator",
    .Family = "signal-processing",
    .Form = "y[t] = sum h[k]*x[m*t+k]",
    .Title = "FIR filter of which every m-th output is kept",
    .Shape = Domain::Any,
    .Flops = "2*n*k",
    .Bytes = "e*(m*n + n + k)",
    .Confused = "gemv (rows that do not overlap); fir (m = 1)",
    .Observed = true,
};

const Idiom Interpolator = {
    .Name = "interpolator",
    .Family = "signal-processing",
    .Form = "y[l*t+p] = sum h[l*k+p]*x[t-k]",
    .Title = "FIR filter between l - 1 zeros an input",
    .Shape = Domain::Any,
    .Flops = "2*l*n*k",
    .Bytes = "e*(n + l*n + l*k)",
    .Confused = "transposed convolutions of networks; fir (l = 1)",
    .Observed = true,
};

const Idiom Polyphase = {
    .Name = "polyphase",
    .Family = "signal-processing",
    .Form = "y[l*t+p] = sum h[p][k]*x[m*t+k]",
    .Title = "filter in phases: weights repeat with the output",
    .Shape = Domain::Any,
    .Flops = "2*n*k",
    .Bytes = "e*(2*n + l*k)",
    .Confused = "decimators and interpolators (taps in one row)",
    .Observed = true,
};

const Idiom Cic = {
    .Name = "cic",
    .Family = "signal-processing",
    .Form = "y = box*box*...*x, every m-th",
    .Title = "cascaded integrators and combs (Hogenauer, 1981)",
    .Shape = Domain::Any,
    .Flops = "about 2*order*n",
    .Bytes = "2*e*n",
    .Confused = "moving averages (one box); scans (no combs)",
    .Observed = true,
    .Sequential = "n",
};

const Idiom Correlation = {
    .Name = "correlation",
    .Family = "signal-processing",
    .Form = "r[t] = sum x[k]*y[k+t], both signs of t",
    .Title = "cross-correlation over all lags",
    .Shape = Domain::Any,
    .Flops = "2*n*k",
    .Bytes = "e*(2*n + 2*k)",
    .Confused = "convolution (taps counted against the signal)",
    .Observed = true,
};

const Idiom Hilbert = {
    .Name = "hilbert",
    .Family = "signal-processing",
    .Form = "y[t] = sum over odd k of 2/(a*k)*x[t-k]",
    .Title = "FIR Hilbert transformer",
    .Shape = Domain::Any,
    .Flops = "n*k",
    .Bytes = "2*e*n",
    .Confused = "fir (other weights)",
    .Observed = true,
};

const Idiom Goertzel = {
    .Name = "goertzel",
    .Family = "signal-processing",
    .Form = "s[t] = x[t] + 2*cos(w)*s[t-1] - s[t-2]",
    .Title = "one frequency of a signal by a recurrence",
    .Shape = Domain::Any,
    .Flops = "3*n",
    .Bytes = "e*n",
    .Confused = "iir (decays); a bin of a DFT by its definition",
    .Observed = true,
};

const Idiom Lms = {
    .Name = "lms",
    .Family = "signal-processing",
    .Form = "w[k] += mu*(d - sum w*x)*x[k]",
    .Title = "adaptive filter, least mean squares",
    .Shape = Domain::Any,
    .Flops = "4*n*k",
    .Bytes = "e*(2*n + 2*k)",
    .Confused = "perceptrons (the error's sign decides); gradient descent of layers",
    .Observed = true,
    .Sequential = "n",
};

const Idiom Nlms = {
    .Name = "nlms",
    .Family = "signal-processing",
    .Form = "w[k] += mu*(d - sum w*x)*x[k]/(eps + sum x*x)",
    .Title = "normalised LMS",
    .Shape = Domain::Any,
    .Flops = "6*n*k",
    .Bytes = "e*(2*n + 2*k)",
    .Confused = "lms (no energy)",
    .Observed = true,
    .Sequential = "n",
};

const Idiom Mdct = {
    .Name = "mdct",
    .Family = "signal-processing",
    .Form = "X[k] = sum x[n]*cos(a*(n+1/2+N/2)*(k+1/2))",
    .Title = "modified (lapped) cosine transform, forward or inverse",
    .Shape = Domain::Any,
    .Flops = "4*n*n",
    .Bytes = "3*e*n",
    .Confused = "dct (no overlap)",
    .Observed = true,
};

const Idiom Dwt = {
    .Name = "dwt",
    .Family = "signal-processing",
    .Form = "a[t] = sum l[k]*x[2*t+k], d[t] = sum h[k]*x[2*t+k]",
    .Title = "discrete wavelet transform, a level or all",
    .Shape = Domain::Any,
    .Flops = "about 4*n",
    .Bytes = "2*e*n",
    .Confused = "fwht (every output sees every input); decimators (one output)",
    .Observed = true,
};

const Idiom PowerSpectrum = {
    .Name = "power-spectrum",
    .Family = "signal-processing",
    .Form = "p[k] = re[k]*re[k] + im[k]*im[k]",
    .Title = "power of each frequency",
    .Shape = Domain::Any,
    .Flops = "3*n",
    .Bytes = "3*e*n",
    .Confused = "squared distances (differences)",
    .Observed = true,
};

const Idiom Window = {
    .Name = "window",
    .Family = "signal-processing",
    .Form = "y[t] = x[t]*(a0 - a1*cos(w*t) + ...)",
    .Title = "window of a frame, or its coefficients",
    .Shape = Domain::Any,
    .Flops = "n",
    .Bytes = "2*e*n",
    .Confused = "mixers (a tone over the whole frame)",
    .Observed = true,
};

const Idiom Mixer = {
    .Name = "mixer",
    .Family = "signal-processing",
    .Form = "y[t] = x[t]*cos(w*t)",
    .Title = "signal times a tone",
    .Shape = Domain::Any,
    .Flops = "2*n",
    .Bytes = "2*e*n",
    .Confused = "windows (one period)",
    .Observed = true,
};

const Idiom Nco = {
    .Name = "nco",
    .Family = "signal-processing",
    .Form = "y[t] = sin(w*t + p)",
    .Title = "oscillator",
    .Shape = Domain::Any,
    .Flops = "about 20*n",
    .Bytes = "e*n",
    .Confused = "windows; sums of several tones",
    .Observed = true,
    .Sequential = "n",
};

const Idiom Resampler = {
    .Name = "resampler",
    .Family = "signal-processing",
    .Form = "y[t] = sum w(f)*x[floor(s*t)+k], sum w = 1",
    .Title = "interpolation between samples at a step that is no whole number",
    .Shape = Domain::Any,
    .Flops = "about 4*n",
    .Bytes = "2*e*n",
    .Confused = "decimators (whole steps); table oscillators (the position wraps)",
    .Observed = true,
};

const Idiom Envelope = {
    .Name = "envelope",
    .Family = "signal-processing",
    .Form = "e[t] = g*e[t-1] + (1-g)*|x[t]|",
    .Title = "envelope of a signal: its peaks, its mean size or its root mean square",
    .Shape = Domain::Any,
    .Flops = "4*n",
    .Bytes = "2*e*n",
    .Confused = "iir (linear in the signal); running maxima and sums (nothing decays); norms (one number)",
    .Observed = true,
    .Sequential = "n",
};

const Idiom Agc = {
    .Name = "agc",
    .Family = "signal-processing",
    .Form = "y[t] = g[t]*x[t], g falls where |y| is too large",
    .Title = "automatic gain control",
    .Shape = Domain::Any,
    .Flops = "5*n",
    .Bytes = "2*e*n",
    .Confused = "companding (no memory); fades (the gain knows nothing of the signal); normalisation (the whole signal counts)",
    .Observed = true,
    .Sequential = "n",
};

const Idiom Pll = {
    .Name = "pll",
    .Family = "signal-processing",
    .Form = "p[t+1] = p[t] + f + k*d(x[t], p[t])",
    .Title = "phase-locked loop, Costas loop",
    .Shape = Domain::Any,
    .Flops = "about 50*n",
    .Bytes = "2*e*n",
    .Confused = "mixers (the phase knows nothing of the signal); frequency modulation (no product with the signal)",
    .Observed = true,
    .Sequential = "n",
};

const Idiom Stft = {
    .Name = "stft",
    .Family = "signal-processing",
    .Form = "S[f,k] = sum w[n]*x[h*f+n]*e^(a*k*n), or its size",
    .Title = "short-time Fourier transform, spectrogram",
    .Shape = Domain::Any,
    .Flops = "about 5*f*n*log2(n)",
    .Bytes = "e*(h*f + 2*f*n)",
    .Confused = "power-spectrum (one frame); several transforms side by side (no window, no overlap)",
    .Observed = true,
};

const Idiom Mfcc = {
    .Name = "mfcc",
    .Family = "signal-processing",
    .Form = "c[i] = sum cos(a*i*(b+1/2))*log(sum m[b,k]*p[k])",
    .Title = "mel-frequency cepstral coefficients",
    .Shape = Domain::Any,
    .Flops = "2*b*k + 20*b + 2*b*i",
    .Bytes = "e*(b*k + k + i)",
    .Confused = "dct (no logarithm); layers with a logarithm (the cosines)",
    .Observed = true,
};

const Idiom Filter2dObserved = {
    .Name = "filter-2d",
    .Family = "signal-processing",
    .Form = "y[i,j] = sum h[p,q]*x[i+p,j+q]",
    .Title = "filter of an image by a mask",
    .Shape = Domain::Any,
    .Flops = "2*n*k",
    .Bytes = "e*(2*n + k)",
    .Confused = "stencils (weights that are written out)",
    .Observed = true,
    .Serves = "conv2d",
};

} // namespace auspex::kernels
