//===- test/unit/runtime/knowledge_test.cpp - Rows of knowledge -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/machine.h"
#include "demand/knowledge.h"
#include "demand/knowledge/rows.h"
#include "demand/print.h"

#include <gtest/gtest.h>

using namespace auspex::demand;

namespace {

const char *const Rows = R"(
libraries = ["libone.so", "libtwo"]
[[call]]
symbols = ["make", "create*"]
params = ["i32 n", "f64 x", "&i64 by_reference", "m"]
alloc = "8*n*m + by_reference"
alloc_kind = "mmap"
io = "disk-write"
io_bytes = "n"
reads = [["m", "n"]]
dims = [["i", "n"], ["j", "m"]]
idiom = "gemm"
elem = "f32"
[[call]]
symbol = "create_small"
libraries = ["libthree.so"]
cost = "none"
)";

std::string errorOf(std::string_view Toml) {
  Knowledge K;
  auto R = K.add(Toml, "file.toml");
  return R ? "no error" : R.error().Message;
}

std::string inRow(std::string_view Line) {
  return errorOf("libraries = [\"l\"]\n[[call]]\nsymbols = [\"f\"]\nparams = [\"n\"]\n" +
                 std::string(Line) + "\n");
}

} // namespace

TEST(Knowledge, ReadsARow) {
  Knowledge K;
  ASSERT_TRUE(K.add(Rows, "rows.toml"));
  EXPECT_EQ(K.size(), 3u);
  const KnowledgeEntry *E = K.find("make", "libone.so.1");
  ASSERT_TRUE(E);
  EXPECT_EQ(E->Symbol, "make");
  ASSERT_EQ(E->Shape.Params.size(), 4u);
  EXPECT_EQ(E->Shape.Params[0].Ty, Type::I32);
  EXPECT_EQ(E->Shape.Params[1].Ty, Type::F64);
  EXPECT_EQ(E->Shape.Params[3].Ty, Type::I64);
  EXPECT_EQ(E->ByReference, (std::vector<bool>{false, false, true, false}));
  EXPECT_EQ(prettyText(E->Shape, E->AllocBytes), "8*n*m + by_reference");
  EXPECT_EQ(E->Alloc, AllocKind::Mmap);
  EXPECT_EQ(E->Io, IoKind::DiskWrite);
  ASSERT_EQ(E->Touches.size(), 1u);
  EXPECT_FALSE(E->Touches[0].Write);
  ASSERT_EQ(E->Dims.size(), 2u);
  EXPECT_EQ(E->Dims[1].Name, "j");
  EXPECT_EQ(E->Elem, Type::F32);
}

TEST(Knowledge, SaysOfAKernelWhatItsFormSays) {
  Knowledge K;
  ASSERT_TRUE(K.add(R"toml(
libraries = ["l"]
[[call]]
symbols = ["product"]
params = ["m", "n", "k"]
idiom = "gemm"
family = "linear-algebra"
form = "C[i,j] += A[i,k]*B[k,j]"
elem = "f64"
dims = [["i", "m"], ["j", "n"], ["k", "k"]]
roles = ["linear"]
attributes = [["blocks", "n/8"], ["mode", "'CBC'"]]
[[call]]
symbols = ["solve"]
params = ["n"]
idiom = "trsv"
form = "x[i] += L[i,j]*x[j]"
elem = "i32"
dims = [["i", "n"]]
[[call]]
symbols = ["cipher"]
params = ["n"]
idiom = "aes"
form = "out[n] = AES-256-GCM(in[n])"
[[call]]
symbols = ["software"]
params = ["n"]
idiom = "aes"
needs = ["vector128"]
)toml",
                    "rows.toml"));
  const KnowledgeEntry *E = K.find("product", "l");
  ASSERT_TRUE(E && E->Dims.size() == 3);
  EXPECT_EQ(E->Dims[0].Kind, DimKind::Parallel);
  EXPECT_EQ(E->Dims[1].Kind, DimKind::Parallel);
  EXPECT_EQ(E->Dims[2].Kind, DimKind::Reduction);
  EXPECT_EQ(E->Roles, std::vector<std::string>{"linear"});
  EXPECT_EQ(E->Need, NeedFma);
  ASSERT_EQ(E->Attributes.size(), 2u);
  EXPECT_EQ(prettyText(E->Shape, E->Attributes[0].Value), "n/8");
  EXPECT_EQ(E->Attributes[1].Value, NoExpr);
  EXPECT_EQ(E->Attributes[1].Text, "CBC");
  // The output is an input: its order is not the form's to say.
  EXPECT_EQ(K.find("solve", "l")->Dims[0].Kind, DimKind::Unknown);
  EXPECT_EQ(K.find("solve", "l")->Need, 0u);
  EXPECT_EQ(K.find("cipher", "l")->Need, NeedAes | NeedClmul);
  EXPECT_EQ(K.find("software", "l")->Need, NeedVec128);
  EXPECT_NE(inRow("idiom = \"aes\"\nneeds = [\"magic\"]").find("unknown instruction set"),
            std::string::npos);
  EXPECT_NE(inRow("attributes = [\"rounds\"]").find("pair"), std::string::npos);
}

TEST(Knowledge, ReadsWhatLiesInMemory) {
  Knowledge K;
  ASSERT_TRUE(K.add(R"(
libraries = ["l"]
[[call]]
symbols = ["open"]
params = ["ptr stream", "n"]
fields = [["i32 level", "stream + 8"], ["size", "stream"]]
alloc = "n + level"
alloc_at = "stream + 56"
holds = ["n", "1.5*size", "stream"]
scratch = "2*size"
writes = [["stream", 8], ["stream"]]
stores = [["stream + 16", "n"]]
[[call]]
symbols = ["close"]
params = ["ptr stream"]
free_at = "stream + 56"
)",
                    "fields.toml"));
  const KnowledgeEntry *E = K.find("open", "");
  ASSERT_TRUE(E);
  ASSERT_EQ(E->Fields.size(), 2u);
  EXPECT_EQ(E->Fields[0].Param, 2u);
  EXPECT_EQ(E->Shape.Params[2].Name, "level");
  EXPECT_EQ(E->Shape.Params[2].Ty, Type::I32);
  EXPECT_EQ(E->Shape.Params[3].Ty, Type::I64);
  EXPECT_EQ(prettyText(E->Shape, E->AllocBytes), "n + level");
  EXPECT_NE(E->AllocAt, NoExpr);
  EXPECT_EQ(E->Holds.size(), 3u);
  EXPECT_EQ(E->Stores.size(), 1u);
  EXPECT_EQ(prettyText(E->Shape, E->Scratch), "2*size");
  ASSERT_EQ(E->Touches.size(), 2u);
  EXPECT_NE(E->Touches[0].Bytes, NoExpr);
  EXPECT_EQ(E->Touches[1].Bytes, NoExpr);
  EXPECT_NE(K.find("close", "")->FreesAt, NoExpr);
}

TEST(Knowledge, SaysWhatIsWrongWithFields) {
  EXPECT_NE(inRow("fields = [[\"&i32 m\", \"n\"]]").find("expected a name"), std::string::npos);
  EXPECT_NE(inRow("fields = [[\"m\", \"k\"]]").find("k"), std::string::npos);
  EXPECT_NE(inRow("alloc_at = \"n\"").find("what alloc allocates"), std::string::npos);
  EXPECT_NE(inRow("holds = [\"n\"]").find("what alloc allocates"), std::string::npos);
  EXPECT_NE(inRow("holds = \"n\"").find("array of formulas"), std::string::npos);
  EXPECT_NE(inRow("writes = [[]]").find("expected a pair"), std::string::npos);
  EXPECT_NE(inRow("writes = \"n\"").find("array of pairs"), std::string::npos);
}

TEST(Knowledge, AppliesByLibrary) {
  Knowledge K;
  ASSERT_TRUE(K.add(Rows, "rows.toml"));
  EXPECT_TRUE(K.find("make", "libtwo.so.3"));
  EXPECT_TRUE(K.find("make", "/usr/lib/libtwo.so.3"));
  EXPECT_FALSE(K.find("make", "libfour.so"));
  EXPECT_TRUE(K.find("make", "")); // nobody knows who defines it
  EXPECT_FALSE(K.find("unmake", ""));
}

TEST(Knowledge, PrefersTheExactNameAndTheLongestBeginning) {
  Knowledge K;
  ASSERT_TRUE(K.add(Rows, "rows.toml"));
  EXPECT_TRUE(K.find("create_small", "libthree.so")->NoCost);
  EXPECT_FALSE(K.find("create_small", "libone.so")->NoCost); // create*
  EXPECT_TRUE(K.find("create_large", "libone.so"));
  ASSERT_TRUE(K.add("[[call]]\nsymbols = [\"create_l*\"]\nlibraries = [\"libone\"]\ncost = \"none\"\n", "b"));
  EXPECT_TRUE(K.find("create_large", "libone.so")->NoCost);
}

TEST(Knowledge, LaterRowsWin) {
  Knowledge K(Knowledge::WithBuiltin);
  EXPECT_NE(K.find("malloc", "libc.so.6")->AllocBytes, NoExpr);
  ASSERT_TRUE(K.add("[[call]]\nsymbols = [\"malloc\"]\nlibraries = [\"libc.so\"]\ncost = \"none\"\n", "a"));
  EXPECT_TRUE(K.find("malloc", "libc.so.6")->NoCost);
  // Another library's malloc is still the built-in row's.
  EXPECT_FALSE(K.find("malloc", "libjemalloc.so.2")->NoCost);
}

TEST(Knowledge, ExpandsSets) {
  Knowledge K;
  ASSERT_TRUE(K.add(R"(
libraries = ["l"]
[sets]
both = [ { t = "s", e = "4" }, { t = "d", e = "8" } ]
[[call]]
with = "both"
symbols = ["{t}copy_", "c_{t}copy"]
params = ["n"]
write = "{e}*n"
)",
                    "sets.toml"));
  EXPECT_EQ(K.size(), 4u);
  const KnowledgeEntry *E = K.find("c_dcopy", "");
  ASSERT_TRUE(E);
  EXPECT_EQ(prettyText(E->Shape, E->BytesWritten), "8*n");
  EXPECT_TRUE(K.find("scopy_", "l.so"));
}

TEST(Knowledge, SaysWhereAMistakeIs) {
  EXPECT_EQ(inRow("aloc = \"n\""), "file.toml:5:8: unknown key 'aloc'");
  EXPECT_NE(inRow("alloc = \"m\"").find("file.toml:5:9: "), std::string::npos);
  EXPECT_NE(inRow("alloc = \"8*\"").find("file.toml:5:9: "), std::string::npos);
  EXPECT_NE(inRow("alloc = [1]").find("expected a formula"), std::string::npos);
  EXPECT_NE(inRow("io = \"tape\"\nio_bytes = 1").find("io is one of"), std::string::npos);
  EXPECT_NE(inRow("io = \"disk-read\"").find("go together"), std::string::npos);
  EXPECT_NE(inRow("cost = \"some\"").find("cost is"), std::string::npos);
  EXPECT_NE(inRow("with = \"none\"").find("[[sets.NAME]]"), std::string::npos);
  EXPECT_NE(inRow("reads = [[\"n\", \"n\", \"n\"]]").find("pair"), std::string::npos);
  EXPECT_NE(inRow("noreturn = 1").find("true or false"), std::string::npos);
  EXPECT_NE(errorOf("libraries = [\"l\"]\n[[call]]\ncost = \"none\"").find("needs symbols"), std::string::npos);
  EXPECT_NE(errorOf("[[call]]\nsymbols = [\"f\"]").find("needs libraries"), std::string::npos);
  EXPECT_NE(errorOf("[[call]\n").find("file.toml:1:"), std::string::npos);
  EXPECT_NE(errorOf("call = 1").find("unknown key 'call'"), std::string::npos);
  EXPECT_NE(errorOf("[[call]]\nsymbols = [\"f\"]\nlibraries = [\"l\"]\nparams = [\"i33 n\"]").find("unknown type"),
            std::string::npos);
}

TEST(BuiltinKnowledge, IsSortedAndParses) {
  std::string_view Before;
  size_t Count = 0;
  for (const BuiltinRow &R : builtinRows()) {
    EXPECT_LE(Before, R.symbol());
    Before = R.symbol();
    const KnowledgeEntry *E = builtinKnowledge().find(R.symbol(), "");
    ASSERT_TRUE(E) << R.symbol();
    EXPECT_EQ(E->Symbol, R.symbol());
    ++Count;
  }
  EXPECT_GT(Count, 1000u);
  EXPECT_EQ(builtinKnowledge().size(), Count);
}

// A row whose builtin does not exist makes every call of it an unknown.
TEST(BuiltinKnowledge, NamesBuiltinsThatExist) {
  std::string Missing;
  for (const BuiltinRow &R : builtinRows()) {
    const KnowledgeEntry *E = builtinKnowledge().find(R.symbol(), "");
    if (!E->Builtin.empty() && !E->NoReturn && !evaluate::findBuiltin(E->Builtin))
      Missing += " " + E->Builtin;
  }
  EXPECT_EQ(Missing, "");
}

TEST(BuiltinKnowledge, CountsTheOperationsOfBlas) {
  const KnowledgeEntry *C = builtinKnowledge().find("cblas_dgemm", "libopenblas.so.0");
  ASSERT_TRUE(C);
  EXPECT_EQ(C->Idiom, "gemm");
  EXPECT_EQ(prettyText(C->Shape, C->Flops), "2*m*n*k");
  const KnowledgeEntry *F = builtinKnowledge().find("zgemm_", "libblas.so.3");
  ASSERT_TRUE(F);
  EXPECT_EQ(prettyText(F->Shape, F->Flops), "8*m*n*k");
  EXPECT_TRUE(F->ByReference[2]);  // m
  EXPECT_FALSE(F->ByReference[0]); // transa is text
  EXPECT_EQ(F->Elem, Type::Void);  // complex
  EXPECT_FALSE(builtinKnowledge().find("cblas_dgemm", "libmine.so"));
}

// One call of every library whose calls are computations.
TEST(BuiltinKnowledge, KnowsTheLibraries) {
  static constexpr struct {
    const char *Symbol, *Library, *Idiom;
  } Calls[] = {
      {"crc32", "libz.so.1", "crc"},
      {"fftw_plan_dft_1d", "libfftw3.so.3", "fft"},
      {"fftwf_plan_dft_r2c_2d", "libfftw3f.so.3", "fft"},
      {"kiss_fft", "libkissfft-float.so.131", "fft"},
      {"kiss_fftr", "libkissfft-int16_t.so.131", "fft"},
      {"dgetrf_", "liblapack.so.3", "lu"},
      {"zheev_", "libopenblas.so.0", "eigen"},
      {"LAPACKE_sgesdd", "liblapacke.so.3", "svd"},
      {"SHA256", "libcrypto.so.3", "sha-256"},
      {"AES_cbc_encrypt", "libcrypto.so.1.1", "aes"},
      {"crypto_pwhash", "libsodium.so.23", "argon2"},
      {"crypto_secretbox_easy", "libsodium.so.23", "salsa20"},
      {"mbedtls_aes_crypt_ctr", "libmbedcrypto.so.7", "aes"},
      {"cublasDgemm_v2", "libcublas.so.12", "gemm"},
      {"cufftPlan1d", "libcufft.so.11", "fft"},
      {"cudnnConvolutionForward", "libcudnn.so.8", "conv2d"},
      {"dnnl_sgemm", "libdnnl.so.3", "gemm"},
      {"arm_fir_f32", "", "fir"},
      {"arm_convolve_wrapper_s8", "", "conv2d"},
  };
  for (const auto &C : Calls) {
    const KnowledgeEntry *E = builtinKnowledge().find(C.Symbol, C.Library);
    ASSERT_TRUE(E) << C.Symbol;
    EXPECT_EQ(E->Idiom, C.Idiom) << C.Symbol;
    if (*C.Library)
      EXPECT_FALSE(builtinKnowledge().find(C.Symbol, "libmine.so")) << C.Symbol;
  }
  // The type of KissFFT's samples is the library's.
  EXPECT_EQ(builtinKnowledge().find("kiss_fft", "libkissfft-double.so.131")->Elem, Type::F64);
  EXPECT_EQ(builtinKnowledge().find("kiss_fft", "")->Elem, Type::F32);
}
