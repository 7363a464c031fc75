//===- test/conformance/gpu/drivers.h - The drivers that pass the suite ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The fake of test/fake-cuda, on two GPUs, and the machine's own where it has one. What
// cannot be provoked on a real GPU is in fake_test.cpp.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_TEST_CONFORMANCE_GPU_DRIVERS_H
#define AUSPEX_TEST_CONFORMANCE_GPU_DRIVERS_H

#include "machine.h"
#include "runtime/gpu/checkpoint.h"
#include "runtime/gpu/driver.h"
#include "runtime/gpu/nvml.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace auspex::gpu::test {

inline constexpr const char *FirstUuid = "GPU-11111111-1111-1111-1111-111111111111";
inline constexpr const char *SecondUuid = "GPU-22222222-2222-2222-2222-222222222222";

/// A fake machine with a script of its own; removed with what is in it.
class FakeMachine {
public:
  explicit FakeMachine(const std::string &Script) {
    std::string Name = std::filesystem::temp_directory_path() / "auspex-gpu-XXXXXX";
    EXPECT_NE(mkdtemp(Name.data()), nullptr);
    Folder = Name;
    rewrite(Script);
    setenv("AUSPEX_FAKE_CUDA", script().c_str(), 1);
    unsetenv("CUDA_VISIBLE_DEVICES");
  }
  ~FakeMachine() {
    unsetenv("AUSPEX_FAKE_CUDA");
    std::filesystem::remove_all(Folder);
  }
  void rewrite(const std::string &Script) const { std::ofstream(script()) << Script; }
  std::string script() const { return Folder + "/script"; }
  const std::string &folder() const { return Folder; }

private:
  std::string Folder;
};

inline std::string twoGpus() {
  return std::string("gpu ") + FirstUuid + " 16G 90 H100\ngpu " + SecondUuid + " 16G 90 H100\n";
}

inline std::string fakeLibrary(const char *Folder, const char *Name) {
  return std::string(FAKE_CUDA_FOLDER) + "/" + Folder + "/" + Name;
}
inline demand::Expected<Driver> fakeDriver(const char *Folder = "now") {
  return Driver::open(fakeLibrary(Folder, "libcuda.so.1").c_str());
}
inline demand::Expected<Nvml> fakeNvml() {
  return Nvml::open(fakeLibrary("now", "libnvidia-ml.so.1").c_str());
}

} // namespace auspex::gpu::test

#endif
