//===- kernels/trace/classify.h - What a behaviour is -----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_TRACE_CLASSIFY_H
#define AUSPEX_KERNELS_TRACE_CLASSIFY_H

#include "kernels/trace/series.h"

namespace auspex::kernels::trace {

/// filters.cpp: \p Y is linear in \p X with derivative \p J.
std::optional<Verdict> filter(const Analysis &A, const Response &Y, const Signal &X, const Matrix &J);
/// masks.cpp: the same for an image and a mask.
bool isImageFilter(const Analysis &A, const Response &Y, const Signal &X, const Matrix &J);
/// The same with fewer products than weights and outputs (Winograd, "Arithmetic Complexity
/// of Computations", 1980; Lavin and Gray, 2016).
bool isMinimalFilter(const Analysis &A, const Response &Y, const Signal &X, const Matrix &J);
/// transforms.cpp
std::optional<Verdict> transform(const Analysis &A);
/// quadratic.cpp: one frequency of a signal.
std::optional<Verdict> goertzel(const Analysis &A);
/// routing.cpp: the largest of several gates, and their weights.
std::optional<Verdict> routing(const Analysis &A);
/// adaptive.cpp: weights that learn.
std::optional<Verdict> adaptive(const Analysis &A);
/// quadratic.cpp: sums of squares and products of one signal.
std::optional<Verdict> quadratic(const Analysis &A);
/// products.cpp: windows, mixers, oscillators, resamplers.
std::optional<Verdict> product(const Analysis &A);
/// bilinear.cpp: a product of matrices; of a matrix and a vector.
std::optional<Verdict> matrixProduct(const Analysis &A);
std::optional<Verdict> vectorProduct(const Analysis &A);
/// structured.cpp: one of a symmetric or triangular matrix.
std::optional<Verdict> structuredProduct(const Analysis &A);
/// loops.cpp: what follows a signal.
std::optional<Verdict> envelope(const Analysis &A);
std::optional<Verdict> gainControl(const Analysis &A);
std::optional<Verdict> phaseLock(const Analysis &A);
/// spectra.cpp: windowed frames of a signal and their spectra, what is made of these.
std::optional<Verdict> shortTimeSpectrum(const Analysis &A);
std::optional<Verdict> cepstrum(const Analysis &A);
/// wavelets.cpp
std::optional<Verdict> wavelet(const Analysis &A, const Signal &X);

} // namespace auspex::kernels::trace

#endif
