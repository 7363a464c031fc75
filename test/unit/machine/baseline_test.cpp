//===- test/unit/machine/baseline_test.cpp - The model against real programs -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Starts installed programs, stops them where main begins, and compares what
// the kernel says they hold with what the model says from their files. Where
// main is: the C start-up code passes its address in the first argument
// register, `lea main(%rip), %rdi` or `mov $main, %rdi` near the entry point.
//
//===----------------------------------------------------------------------===//
#include "runtime/machine/baseline.h"
#include "runtime/place/file.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace auspex;

namespace {

#ifdef __x86_64__

/// A traced process that has just executed a program.
class Stopped {
public:
  explicit Stopped(const std::string &Path) {
    Pid = fork();
    if (Pid == 0) {
      ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
      int Null = open("/dev/null", O_RDWR);
      for (int F = 0; F < 3; ++F)
        dup2(Null, F);
      execl(Path.c_str(), Path.c_str(), nullptr);
      _exit(127);
    }
    Alive = stopsWith(SIGTRAP);
  }
  ~Stopped() {
    if (Pid > 0) {
      kill(Pid, SIGKILL);
      waitpid(Pid, nullptr, 0);
    }
  }
  /// Runs until \p Address is about to be executed.
  bool runTo(uint64_t Address) {
    long Word = ptrace(PTRACE_PEEKTEXT, Pid, Address, nullptr);
    ptrace(PTRACE_POKETEXT, Pid, Address, (Word & ~255L) | 0xcc);
    ptrace(PTRACE_CONT, Pid, nullptr, nullptr);
    if (!stopsWith(SIGTRAP))
      return false;
    user_regs_struct R;
    ptrace(PTRACE_GETREGS, Pid, nullptr, &R);
    ptrace(PTRACE_POKETEXT, Pid, Address, Word);
    R.rip = Address;
    ptrace(PTRACE_SETREGS, Pid, nullptr, &R);
    return true;
  }
  uint64_t entry() const {
    std::string Text = place::readFile("/proc/" + std::to_string(Pid) + "/auxv");
    for (size_t At = 0; At + sizeof(Elf64_auxv_t) <= Text.size(); At += sizeof(Elf64_auxv_t)) {
      Elf64_auxv_t A;
      memcpy(&A, Text.data() + At, sizeof(A));
      if (A.a_type == AT_ENTRY)
        return A.a_un.a_val;
    }
    return 0;
  }
  uint64_t mainFrom(uint64_t Entry) const {
    unsigned char Code[64];
    for (unsigned I = 0; I < sizeof(Code); I += 8) {
      long Word = ptrace(PTRACE_PEEKTEXT, Pid, Entry + I, nullptr);
      memcpy(Code + I, &Word, 8);
    }
    for (unsigned I = 0; I + 7 < sizeof(Code); ++I) {
      int32_t Offset;
      memcpy(&Offset, Code + I + 3, 4);
      if (!memcmp(Code + I, "\x48\x8d\x3d", 3))
        return Entry + I + 7 + uint64_t(int64_t(Offset));
      if (!memcmp(Code + I, "\x48\xc7\xc7", 3))
        return uint64_t(int64_t(Offset));
    }
    return 0;
  }
  /// Resident bytes; the exact sum over the mappings, not the kernel's running
  /// count, which lags behind by some pages for each CPU.
  uint64_t resident() const {
    std::string Text = place::readFile("/proc/" + std::to_string(Pid) + "/smaps_rollup");
    size_t At = Text.find("\nRss:");
    return At == Text.npos ? 0 : strtoull(Text.c_str() + At + 5, nullptr, 10) * 1024;
  }
  bool Alive = false;

private:
  bool stopsWith(int Signal) {
    int Status;
    if (waitpid(Pid, &Status, 0) != Pid || !WIFSTOPPED(Status)) {
      Pid = -1;
      return false;
    }
    return WSTOPSIG(Status) == Signal;
  }
  pid_t Pid = -1;
};

uint64_t residentAtMain(const std::string &Path) {
  Stopped P(Path);
  uint64_t Entry = P.Alive ? P.entry() : 0;
  if (!Entry || !P.runTo(Entry))
    return 0;
  uint64_t Main = P.mainFrom(Entry);
  return Main && P.runTo(Main) ? P.resident() : 0;
}

/// The program with the files that ld.so maps for it.
std::vector<std::string> modulesOf(const std::string &Path) {
  std::vector<std::string> Out = {Path};
  std::unique_ptr<FILE, int (*)(FILE *)> P(popen(("ldd " + Path + " 2>/dev/null").c_str(), "r"), pclose);
  char Line[1024];
  while (P && fgets(Line, sizeof(Line), P.get())) {
    char *At = strstr(Line, "=> /");
    At = At ? At + 3 : strchr(Line, '/');
    if (At)
      Out.emplace_back(At, strcspn(At, " \n"));
  }
  return Out;
}

TEST(Baseline, OfInstalledPrograms) {
  unsigned Good = 0, Measured = 0;
  std::vector<double> Errors;
  for (const char *Path :
       {"/usr/bin/true", "/usr/bin/cat", "/usr/bin/ls", "/usr/bin/sort", "/usr/bin/perl",
        "/usr/bin/tar", "/usr/bin/gzip", "/usr/bin/sed", "/usr/bin/make", "/usr/bin/diff",
        "/usr/bin/mawk", "/usr/bin/ninja", "/usr/bin/git", "/usr/bin/m4", "/usr/bin/readelf",
        "/usr/bin/python3.11", "/usr/bin/wc", "/usr/bin/env", "/usr/bin/date", "/usr/bin/cmp"}) {
    if (access(Path, X_OK) != 0)
      continue;
    residentAtMain(Path); // its pages are in the page cache from now on
    // Where files lie in memory is random, and with it the windows.
    std::vector<uint64_t> Samples;
    for (int I = 0; I < 5; ++I)
      Samples.push_back(residentAtMain(Path));
    std::ranges::sort(Samples);
    double Real = double(Samples[2]);
    if (Real == 0)
      continue; // its start-up code is of another make
    ++Measured;
    double Model = double(machine::baselineOf(modulesOf(Path)).total());
    bool Close = std::abs(Model - Real) <= 0.03 * Real + 100 * 1024;
    Good += Close;
    Errors.push_back(std::abs(Model / Real - 1));
    printf("%-22s measured %6.0f KiB, model %6.0f KiB%s\n", Path, Real / 1024, Model / 1024,
           Close ? "" : "  <- too far");
  }
  if (Measured < 12)
    GTEST_SKIP() << "only " << Measured << " programs could be stopped at main";
  std::ranges::sort(Errors);
  EXPECT_GE(Good, 10u);
  EXPECT_LE(Errors[Errors.size() / 2], 0.08);
}

#endif

TEST(Baseline, OfWhatIsNoProgram) {
  uint64_t Fixed = machine::baselineOf({}).total();
  EXPECT_LT(Fixed, 64u << 10);
  for (const char *Path : {"/dev/zero", "/etc/passwd", "/no/such/file", "/proc/self/maps"}) {
    std::vector<std::string> One = {Path};
    EXPECT_EQ(machine::baselineOf(One).total(), Fixed) << Path;
  }
}

// Every prefix of a real file: bounds are checked, whatever the tables say.
TEST(Baseline, OfTruncatedFiles) {
  char Name[] = "/tmp/auspex-truncated-XXXXXX";
  place::Fd F(mkstemp(Name));
  ASSERT_TRUE(F);
  std::string Text = place::readFile("/proc/self/exe");
  ASSERT_EQ(write(F.get(), Text.data(), Text.size()), ssize_t(Text.size()));
  std::vector<std::string> One = {Name};
  for (size_t Size = Text.size(); Size > 0; Size = Size * 9 / 10) {
    ASSERT_EQ(ftruncate(F.get(), off_t(Size)), 0);
    machine::baselineOf(One);
  }
  unlink(Name);
}

} // namespace
