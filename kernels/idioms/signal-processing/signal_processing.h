//===- kernels/idioms/signal-processing/signal_processing.h - The family -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_SIGNAL_PROCESSING_H
#define AUSPEX_KERNELS_IDIOMS_SIGNAL_PROCESSING_H

#include "kernels/idiom.h"
#include "kernels/match.h"

namespace auspex::kernels {

extern const Idiom Autocorrelation;
extern const Idiom Fir;
extern const Idiom Convolution;
extern const Idiom MovingAverage;
extern const Idiom Iir;
extern const Idiom Dft;
extern const Idiom Dct;
extern const Idiom Fft;
extern const Idiom Fwht;
extern const Idiom Decimator;
extern const Idiom Interpolator;
extern const Idiom Polyphase;
extern const Idiom Cic;
extern const Idiom Correlation;
extern const Idiom Hilbert;
extern const Idiom Goertzel;
extern const Idiom Lms;
extern const Idiom Nlms;
extern const Idiom Mdct;
extern const Idiom Dwt;
extern const Idiom PowerSpectrum;
extern const Idiom Window;
extern const Idiom Mixer;
extern const Idiom Nco;
extern const Idiom Resampler;
extern const Idiom Envelope;
extern const Idiom Agc;
extern const Idiom Pll;
extern const Idiom Stft;
extern const Idiom Mfcc;
extern const Idiom Filter2dObserved;
extern const Idiom Viterbi;

} // namespace auspex::kernels

#endif
