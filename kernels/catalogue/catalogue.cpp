//===- kernels/catalogue/catalogue.cpp - Every idiom in one table -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/catalogue/catalogue.h"

#include "kernels/idioms/linear-algebra/linear_algebra.h"
#include "kernels/idioms/neural-networks/neural_networks.h"
#include "kernels/idioms/signal-processing/signal_processing.h"

namespace auspex::kernels {

std::span<const Idiom *const> catalogue() {
  static const Idiom *const Table[] = {
      &Cholesky,
      &Lu,
      &LuDivided,
      &Trsm,
      &Trsv,
      &TrsvDivided,
      &Syrk,
      &Trmm,
      &Gemm,
      &BatchedGemm,
      &Trmv,
      &Gemv,
      &Ger,
      &Outer,
      &Nrm2,
      &Dot,
      &Asum,
      &Axpby,
      &Axpy,
      &AxpyMatrix,
      &Scal,
      &ScalMatrix,
      &Transpose,
      &Copy,
      &CopyMatrix,
      &MinPlus,
      &MaxPlus,
      &MaxTimes,
      &OrAnd,
      &Stencil,
      &Scan,
      &SpMV,
      &SpMM,
      &Histogram,
      // Neural networks: functions of elements, sequences, windows.
      &Relu,
      &Relu6,
      &HardSwish,
      &LeakyRelu,
      &Elu,
      &Sigmoid,
      &TanhLayer,
      &Gelu,
      &Silu,
      &SwiGlu,
      &Softplus,
      &Mish,
      &Softmax,
      &LogSoftmax,
      &LayerNorm,
      &RmsNorm,
      &BatchNorm,
      &BatchNormScaled,
      &Conv2d,
      &Conv2dBatch,
      &Conv2dFilters,
      &Conv2dOut,
      &Depthwise,
      &Filter2d,
      &Filter2dChannels,
      &Conv1d,
      &Conv1dFilters,
      &Conv1dOut,
      &Depthwise1d,
      &Conv3d,
      &Filter3d,
      &TransposedConv2d,
      &TransposedFilter2d,
      &MaxPool2d,
      &MaxPool2dOne,
      &AvgPool2d,
      &AvgPool2dOne,
      // Signal processing.
      &Autocorrelation,
      &Fir,
      &Convolution,
      &MovingAverage,
      &Iir,
      &Dft,
      &Dct,
      &Fft,
      &Fwht,
      &Decimator,
      &Interpolator,
      &Polyphase,
      &Cic,
      &Correlation,
      &Hilbert,
      &Goertzel,
      &Lms,
      &Nlms,
      &Mdct,
      &Dwt,
      &PowerSpectrum,
      &Window,
      &Mixer,
      &Nco,
      &Resampler,
      &Filter2dObserved,
  };
  return Table;
}

std::string catalogueMarkdown() {
  std::string Text =
      "# Idioms\n\n"
      "What Auspex names, written by `auspex-idioms` from the table that the recognisers use.\n"
      "A form is an einsum: i is *the* dimension that moves the output and the first factor, and\n"
      "so on; loop order, storage order, blocking, unrolling and spelling do not occur. In x[t+k]\n"
      "two dimensions move one operand along one axis (a window), with a stride s in x[s*t+k].\n"
      "Functions of elements match as formulas, whatever the order they are computed in. m, n, k "
      "are\n"
      "the extents of i, j, k (one-dimensional forms: n), e is the size of an element in bytes.\n"
      "Traffic is what has to be moved at least; an output that keeps its old value counts "
      "twice.\n\n"
      "A finding's verdict is `matched`: the code's normal form is the idiom's, under the\n"
      "assumptions that its evidence lists.\n\n"
      "Equal forms have one name. A FIR filter, a 1-D convolution and a correlation are `fir` "
      "(the\n"
      "sign between t and k tells a convolution from a correlation); an image filter whose "
      "weights\n"
      "are an array is `conv2d`, one whose weights are written out is a `stencil`; a linear layer\n"
      "is `gemm` or `gemv`; standardising a row is `layer-norm`.\n";
  std::string_view Family;
  for (const Idiom *I : catalogue()) {
    if (I->Family != Family) {
      Family = I->Family;
      Text += "\n## " + std::string(Family) +
              "\n\n| idiom | form | FLOP | bytes | what it is | told apart from |\n"
              "| --- | --- | --- | --- | --- | --- |\n";
    }
    auto Cell = [&](std::string_view S, bool Code = false) {
      Text += "| ";
      if (Code && !S.empty())
        Text += '`';
      for (char C : S)
        Text += C == '|' ? std::string("\\|") : std::string(1, C);
      if (Code && !S.empty())
        Text += '`';
      Text += ' ';
    };
    Cell(I->Name);
    Cell(I->Form, true);
    Cell(I->Flops, true);
    Cell(I->Bytes, true);
    Cell(I->Title);
    Cell(I->Confused);
    Text += "|\n";
  }
  return Text;
}

} // namespace auspex::kernels
