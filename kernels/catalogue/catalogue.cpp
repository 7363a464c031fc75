//===- kernels/catalogue/catalogue.cpp - Every idiom in one table -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/catalogue/catalogue.h"

#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/linear-algebra/linear_algebra.h"
#include "kernels/idioms/neural-networks/neural_networks.h"
#include "kernels/idioms/signal-processing/signal_processing.h"

namespace auspex::kernels {

std::span<const Idiom *const> catalogue() {
  static const Idiom *const Table[] = {
      &BlockScaledDot,
      &Ldl,
      &LdlDivided,
      &Cholesky,
      &IluDense,
      &Lu,
      &LuDivided,
      &LuApart,
      &Trsm,
      &Trsv,
      &TrsvDivided,
      &Syrk,
      &Trmm,
      &TrmmInPlace,
      &Gemm,
      &BatchedGemm,
      &Trmv,
      &TrmvInPlace,
      &Gemv,
      &Ger,
      &Outer,
      &Nrm2,
      &Frobenius,
      &Dot,
      &Asum,
      &Iamax,
      &IamaxComplex,
      &Axpby,
      &Waxpy,
      &Waxpby,
      &Axpy,
      &AxpyMatrix,
      &Scal,
      &ScalMatrix,
      &Transpose,
      &TransposeInPlace,
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
      &SpTRSV,
      &SpGEMM,
      &Sddmm,
      &IluSparse,
      &Histogram,
      &Symv,
      &Symm,
      &Syr2k,
      &Mttkrp,
      &SparseMttkrp,
      &Kronecker,
      &TiledGemm,
      &ConjugateGradients,
      &JacobiIteration,
      &Multigrid,
      &Qr,
      &Eigen,
      &Svd,
      // Neural networks: functions of elements, sequences, windows.
      &Quantize,
      &Relu,
      &Relu6,
      &HardSwish,
      &LeakyRelu,
      &Prelu,
      &Elu,
      &Sigmoid,
      &TanhLayer,
      &Gelu,
      &Silu,
      &SiluKept,
      &SiluScaled,
      &SwiGlu,
      &Softplus,
      &Mish,
      &Softmax,
      &LogSoftmax,
      &GroupNorm,
      &BatchNormTraining,
      &LayerNorm,
      &RmsNorm,
      &BatchNorm,
      &BatchNormScaled,
      &Conv2d,
      &Filter2d,
      &Depthwise,
      &Conv1d,
      &Depthwise1d,
      &Conv3d,
      &TransposedConv2d,
      &ConvBackward,
      &MaxPool2d,
      &AvgPool2d,
      &GlobalPooling,
      &Im2col,
      &Attention,
      &Lstm,
      &Gru,
      &Rnn,
      &Adam,
      &Sgd,
      &MseLoss,
      &HuberLoss,
      &HuberLossElements,
      &CrossEntropy,
      &CrossEntropyElements,
      &CrossEntropyLabels,
      &ReluBackward,
      &SigmoidBackward,
      &TanhBackward,
      &GeluBackward,
      &GeluBackwardAdded,
      &SiluBackward,
      &SiluBackwardAdded,
      &ReluBackwardAdded,
      &SigmoidBackwardAdded,
      &TanhBackwardAdded,
      &CrossEntropyBackward,
      &NormBackward,
      &SoftmaxBackward,
      &Embedding,
      &Rope,
      &MoeRouting,
      &Dropout,
      &DropoutGenerated,
      // Of sums of products what is nothing else.
      &TensorContraction,
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
      &Envelope,
      &Agc,
      &Pll,
      &Stft,
      &Mfcc,
      &Filter2dObserved,
      &Viterbi,
      // Cryptography, checksums, generators: by what they compute.
      &Md4,
      &Md5,
      &Sha1,
      // What is quickly told first; a construction before what it is made of.
      &Sha256,
      &Sha512,
      &Sm3,
      &Ripemd160,
      &Keccak,
      &Blake2b,
      &Blake2s,
      &Blake3,
      &SipHash,
      &Scrypt,
      &Argon2,
      &ChaCha20,
      &Salsa20,
      &Ctr,
      &Cbc,
      &Cmac,
      &Aes,
      &Sm4,
      &Gcm,
      &Xts,
      &TripleDes,
      &Des,
      &Blowfish,
      &Camellia,
      &Serpent,
      &Tea,
      &Xtea,
      &Xxtea,
      &Rc4,
      &Ntt,
      &ReedSolomon,
      &X25519,
      &Ed25519,
      &FieldMultiply25519,
      &EccP256,
      &MontgomeryMultiply,
      &Rsa,
      &BignumModExp,
      &ModExp,
      &BignumMultiply,
      &Hmac,
      &Pbkdf2,
      &Poly1305,
      &Ghash,
      &Murmur3,
      &XxHash,
      &Jenkins,
      &Fnv1a,
      &Fnv1,
      &Djb2,
      &Sdbm,
      &Adler32,
      &Fletcher,
      &InternetChecksum,
      &CrcCheck,
      &MersenneTwister,
      &Splitmix64,
      &Pcg,
      &Xorshift,
      &Lcg,
  };
  return Table;
}

std::string_view proofOf(const Idiom &I) {
  return I.Proof.empty() ? "normal form" : I.Proof;
}

namespace {

/// What a form serves as: a role, of which forms, and where it is given.
constexpr std::string_view Roles[][3] = {
    {"linear", "gemm, gemv", "a bias is added to the result or an activation applied to it"},
    {"sgd", "axpy, axpby",
     "taken away in place, times a rate that the function does not compute, from what it writes "
     "nowhere else"},
    {"convolution", "fir", "always: a filter is a convolution with its taps, from either end"},
    {"correlation", "fir, autocorrelation", "taps and signal are counted the same way"},
    {"decimator", "fir", "the window moves by more than one sample"},
    {"fir", "convolution, stencil", "always; a stencil of one dimension with numbers for weights"},
    {"filter-2d", "conv2d, stencil",
     "one channel or the same filter on each; a stencil of two dimensions with numbers for "
     "weights"},
    {"jacobi", "stencil", "its result becomes its input again under an outer loop"},
    {"quantized-gemm", "gemm, gemv, ger, dot", "the factors are bytes and the sums have more bits"},
    {"group-norm", "layer-norm", "the moments are sums over several axes"},
    {"conv2d", "gemm, gemv", "a factor is the matrix of windows that `im2col` has filled"},
    {"backward", "gemm, gemv, ger",
     "one product sums over what another, of the same gradient, keeps: inputs and weights"},
    {"tensor-contraction", "gemm", "a dimension is several axes of a tensor, one after the other"},
    {"im2col-gemm", "gemm, gemv", "likewise"},
    {"dilated-conv", "conv1d, conv2d, conv3d",
     "neighbouring taps are more than an element apart, or by a number that is given"},
    {"grouped-conv", "conv1d, conv2d, conv3d",
     "an axis that input, output and weights have beside the channels that are summed over"},
    {"one-pole", "iir", "one value is fed back"},
    {"biquad", "iir", "two values are fed back"},
    {"lattice", "iir", "each coefficient meets both signals of its stage, crosswise"},
    {"kv-cache-decode", "attention", "one query: each axis of the output is one of the values"},
    {"mha", "attention", "heads lie beside each other in the rows of the values"},
    {"flash-attention", "attention", "what was summed is scaled when a larger maximum comes"},
    {"silu", "swiglu", "always: the gate"},
    {"bignum-multiply", "field-multiply-25519", "always: before it is reduced"},
    {"mod-exp", "bignum-mod-exp", "always"},
    {"sha-3", "keccak", "a digest of a message, padded as FIPS 202 pads it"},
    {"backward", "transposed-conv2d", "always: the gradient of a convolution by its input"},
};

std::string rolesMarkdown() {
  std::string Text = "\n| role | of | where |\n| --- | --- | --- |\n";
  for (const auto &[Role, Of, Where] : Roles)
    Text.append("| ").append(Role).append(" | ").append(Of).append(" | ").append(Where).append(
        " |\n");
  return Text;
}

std::string betterMarkdown(std::string_view Family) {
  std::string Text;
  for (const Idiom *I : catalogue())
    for (const Alternative &Way : I->Better)
      if (I->Family == Family && !Way.Name.empty()) {
        std::string Row = "| " + std::string(I->Name) + " | " + std::string(Way.Name) + " | `" +
                          std::string(Way.Ratio) + "` | " + std::string(Way.Measure) + " | " +
                          (Way.When.empty() ? "" : "`" + std::string(Way.When) + "` ") + "|\n";
        if (Text.find(Row) == Text.npos)
          Text += Row;
      }
  return Text.empty() ? Text
                      : "\nWhat would take less, and how much less:\n\n"
                        "| idiom | algorithm | ratio | of | where |\n"
                        "| --- | --- | --- | --- | --- |\n" +
                            Text;
}

} // namespace

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
      "assumptions that its evidence lists; or `proved`: the code's own instructions were run on\n"
      "small sizes and left in every element what the form says. The evidence tells the sizes and\n"
      "the numbers, or why a proof was not possible. A form that the code contradicts is no\n"
      "finding.\n\n"
      "Equal forms have one name, and roles for what they serve as. A FIR filter, a 1-D "
      "convolution\n"
      "and a correlation are `fir`; an image filter whose weights are an array is `conv2d`, one "
      "whose\n"
      "weights are written out is a `stencil`; a linear layer is `gemm` or `gemv`; standardising "
      "a\n"
      "row is `layer-norm`.\n";
  Text += rolesMarkdown();
  Text +=
      "\nRatios are formulas over the extents of the form's letters, `stride`, `dilation` and other\n"
      "parameters, `real` (elements are floating point), `loops` (how many the code has), and S, "
      "the\n"
      "bytes of fast memory, for which 1 MiB is taken.\n";
  std::string_view Family;
  for (const Idiom *I : catalogue()) {
    if (I->Family != Family) {
      Text += betterMarkdown(Family);
      Family = I->Family;
      Text += "\n## " + std::string(Family) +
              "\n\n| idiom | form | FLOP | bytes | what it is | rests on | told apart from |\n"
              "| --- | --- | --- | --- | --- | --- | --- |\n";
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
    Cell(proofOf(*I));
    Cell(I->Confused);
    Text += "|\n";
  }
  Text += betterMarkdown(Family);
  return Text;
}

} // namespace auspex::kernels
