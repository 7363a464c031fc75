//===- test/fake-cuda/holder.h - A process that holds GPU memory -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_TEST_FAKE_CUDA_HOLDER_H
#define AUSPEX_TEST_FAKE_CUDA_HOLDER_H

#include "runtime/gpu/driver.h"

#include <csignal>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auspex::fake {

/// A context and memory on device 0, until the object goes.
class Holder {
public:
  /// \p Open gives the driver, in the new process.
  template <typename F> Holder(F Open, size_t Bytes) {
    int Ready[2];
    EXPECT_EQ(pipe(Ready), 0);
    Pid = fork();
    if (Pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      demand::Expected<gpu::Driver> D = Open();
      gpu::cu::Context C = nullptr;
      gpu::cu::DevicePtr P = 0;
      bool Ok = D && D->init() && !D->calls().primaryRetain(&C, 0) &&
                !D->calls().contextSetCurrent(C) && !D->calls().memAlloc(&P, Bytes);
      if (write(Ready[1], Ok ? "1" : "0", 1) == 1)
        pause();
      _exit(0);
    }
    close(Ready[1]);
    char One = '0';
    EXPECT_EQ(read(Ready[0], &One, 1), 1);
    EXPECT_EQ(One, '1');
    close(Ready[0]);
  }
  ~Holder() {
    kill(Pid, SIGKILL);
    waitpid(Pid, nullptr, 0);
  }
  Holder(const Holder &) = delete;
  pid_t Pid = 0;
};

} // namespace auspex::fake

#endif
