//===- test/unit/runtime/device_images_test.cpp - Notes in images of GPUs -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/binary/device_images.h"

#include "demand/emit.h"
#include "demand/launch.h"
#include "demand/note.h"

#include <gtest/gtest.h>

#include <random>

using namespace auspex;
using namespace auspex::binary;

namespace {

/// The notes of a unit with one kernel, as they lie in an image.
std::string notes(const std::string &Id = "0123456789abcdef",
                  const std::string &Triple = "nvptx64-nvidia-cuda") {
  demand::Function F;
  F.Symbol = "_Z5saxpyifPKfPf";
  F.Nodes.emplace_back();
  demand::Unit U;
  U.Id = Id;
  U.Triple = Triple;
  std::string Bytes;
  auto Add = [&](uint32_t Type, const std::string &Document) {
    Bytes += demand::noteHead(Type, Document.size()) + std::string(4, '\0') + demand::padded(Document);
  };
  Add(demand::FunctionNote, demand::encodeFunction(F, Id));
  Add(demand::UnitNote, demand::encodeUnit(U));
  return Bytes;
}

/// As a compiler writes them in PTX, which leaves out zeros at the end.
std::string ptx(const std::string &Bytes) {
  std::string Text = ".visible .global .align 4 .b8 auspex_notes_x[" + std::to_string(Bytes.size()) + "] = {";
  size_t Last = Bytes.find_last_not_of('\0');
  for (size_t I = 0; I <= Last; ++I)
    Text += (I ? ", " : "") + std::to_string(unsigned(uint8_t(Bytes[I])));
  return Text + "};\n";
}

NoteReader readFrom(const std::string &Section) {
  NoteReader R;
  readDeviceImages(Section, R, "a.out");
  return R;
}

void expectTheKernel(const NoteReader &R) {
  ASSERT_EQ(R.Module.Functions.size(), 1u);
  EXPECT_EQ(R.Module.Functions[0].Func.Symbol, "_Z5saxpyifPKfPf");
  ASSERT_EQ(R.Module.Units.size(), 1u);
  EXPECT_TRUE(R.Warnings.empty());
}

} // namespace

TEST(DeviceImages, NotesLieAmongMachineCode) {
  expectTheKernel(readFrom("\x7f""ELF code" + notes() + "more code"));
}

TEST(DeviceImages, NotesAreNumbersInPtx) {
  expectTheKernel(readFrom(".version 7.0\n" + ptx(notes()) + ".visible .entry k() { ret; }"));
}

TEST(DeviceImages, TheFirstOfSeveralArchitecturesCounts) {
  expectTheKernel(readFrom("sm_80" + notes() + "sm_90" + notes() + ptx(notes())));
  EXPECT_EQ(readFrom(notes() + notes("fedcba9876543210")).Module.Functions.size(), 2u);
}

TEST(DeviceImages, NobodyElseSpeaksForAGpu) {
  EXPECT_TRUE(readFrom(notes("0123456789abcdef", "x86_64-pc-linux-gnu")).Module.Functions.empty());
  EXPECT_TRUE(readFrom("Auspex").Module.Units.empty());
  EXPECT_TRUE(readFrom("").Module.Units.empty());
}

TEST(DeviceImages, DamagedOnesAreLeftOut) {
  std::mt19937 Random(7);
  const std::string Whole = "code" + notes() + ptx(notes("fedcba9876543210"));
  for (int Round = 0; Round != 2000; ++Round) {
    std::string Bytes = Whole.substr(0, Random() % (Whole.size() + 1));
    for (int I = 0; I != 3 && !Bytes.empty(); ++I)
      Bytes[Random() % Bytes.size()] = char(Random());
    NoteReader R = readFrom(Bytes);
    EXPECT_LE(R.Module.Units.size(), 2u);
  }
}

TEST(DeviceImages, StubsAreNamedAfterTheirKernels) {
  EXPECT_EQ(demand::kernelOfStub("_Z20__device_stub__saxpyifPKfPf"), "_Z5saxpyifPKfPf");
  EXPECT_EQ(demand::kernelOfStub("_ZN2ns16__device_stub__kIfEEvi"), "_ZN2ns1kIfEEvi");
  EXPECT_EQ(demand::kernelOfStub("__device_stub__scale"), "scale");
  EXPECT_EQ(demand::kernelOfStub("_Z5saxpyifPKfPf"), "");
  EXPECT_EQ(demand::kernelOfStub("_Z15__device_stub__"), "");
  EXPECT_EQ(demand::kernelOfStub("_Z99__device_stub__k"), "");
  EXPECT_EQ(demand::kernelOfStub(""), "");
}
