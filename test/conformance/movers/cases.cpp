//===- test/conformance/movers/cases.cpp - A job for each mover ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "cases.h"

#include "holder.h"
#include "machine.h"
#include "runtime/gpu/driver.h"
#include "runtime/migrate/cpu_mover.h"
#include "runtime/migrate/gpu_mover.h"
#include "runtime/migrate/null_mover.h"
#include "runtime/migrate/numa_mover.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace auspex::migrate::test {
namespace {

class NullCase : public Case {
public:
  explicit NullCase(const std::string &Directory) : Directory(Directory), Job(Directory + "/job") {
    std::filesystem::create_directory(Job);
    EXPECT_TRUE(NullMover(Job).start());
  }
  std::unique_ptr<Mover> mover() override { return std::make_unique<NullMover>(Job); }
  Subject subject() override { return {"null-job", Directory, 0, nullptr}; }
  Target target() override { return *parseTarget("host=elsewhere"); }
  Target impossible() override {
    std::filesystem::remove(Job + "/source"); // a job that does not run goes nowhere
    return target();
  }
  Side side() override {
    NullMover::State S = NullMover(Job).state();
    if (S.running() == 2)
      return Side::Both;
    return S.Source == "running"   ? Side::Source
           : S.Target == "running" ? Side::Target
                                   : Side::Neither;
  }

private:
  std::string Directory, Job;
};

std::vector<int> allowed() {
  cpu_set_t Set;
  sched_getaffinity(0, sizeof(Set), &Set);
  return cpuList(Set);
}

/// A process of eight threads on the first CPU.
class Threads {
public:
  explicit Threads(const std::vector<int> &Cpus) {
    int Ready[2];
    EXPECT_EQ(pipe(Ready), 0);
    Pid = fork();
    if (Pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      cpu_set_t Set = cpuSet(Cpus);
      sched_setaffinity(0, sizeof(Set), &Set);
      std::vector<std::thread> All;
      for (int I = 0; I < 7; ++I)
        All.emplace_back([] { pause(); });
      if (write(Ready[1], "1", 1) != 1)
        _exit(1);
      pause();
      _exit(0);
    }
    close(Ready[1]);
    char One;
    EXPECT_EQ(read(Ready[0], &One, 1), 1);
    close(Ready[0]);
  }
  ~Threads() {
    kill(Pid, SIGKILL);
    waitpid(Pid, nullptr, 0);
  }
  /// Whether every thread may run on \p Cpus exactly.
  bool on(const std::vector<int> &Cpus) const {
    std::vector<pid_t> All = threadsOf(Pid);
    bool Same = All.size() == 8;
    for (pid_t Tid : All) {
      cpu_set_t Set;
      Same &= sched_getaffinity(Tid, sizeof(Set), &Set) == 0 && cpuList(Set) == Cpus;
    }
    return Same;
  }
  pid_t pid() const { return Pid; }

private:
  pid_t Pid = 0;
};

class CpuCase : public Case {
public:
  explicit CpuCase(const std::string &Directory)
      : Directory(Directory), First{allowed().front()}, Last{allowed().back()}, Process(First) {}
  std::unique_ptr<Mover> mover() override { return std::make_unique<CpuMover>(); }
  Subject subject() override { return {"cpu-job", Directory, Process.pid(), nullptr}; }
  Target target() override { return *parseTarget("cpus=" + listText(Last)); }
  Target impossible() override { return *parseTarget("cpus=1000"); }
  Side side() override {
    return Process.on(First) ? Side::Source : Process.on(Last) ? Side::Target : Side::Neither;
  }

private:
  std::string Directory;
  std::vector<int> First, Last;
  Threads Process;
};

/// From one CPU of ours to all of another node's; on a machine of one node to all of its
/// CPUs. They tell the side: pages are right on either (numa_test.cpp looks at those).
struct Nodes {
  std::vector<int> From, To; ///< CPUs
  int Node = 0;
  std::string Missing;
};

Nodes nodes() {
  Nodes N;
  N.From = {allowed().front()};
  while (cpusOfNode(N.Node + 1))
    ++N.Node;
  auto Cpus = cpusOfNode(N.Node);
  if (!Cpus)
    N.Missing = Cpus.error().Message;
  else if (N.To = *Cpus; N.To == N.From)
    N.Missing = "one CPU only";
  else if (!std::ranges::includes(allowed(), N.To))
    N.Missing = "not all CPUs of the node are ours";
  return N;
}

class NumaCase : public Case {
public:
  explicit NumaCase(const std::string &Directory) : Directory(Directory), Process(Place.From) {}
  std::unique_ptr<Mover> mover() override { return std::make_unique<NumaMover>(); }
  Subject subject() override { return {"numa-job", Directory, Process.pid(), nullptr}; }
  Target target() override { return *parseTarget("node=" + std::to_string(Place.Node)); }
  Target impossible() override { return *parseTarget("node=1000"); }
  Side side() override {
    return Process.on(Place.From) ? Side::Source
           : Process.on(Place.To) ? Side::Target
                                  : Side::Neither;
  }

private:
  std::string Directory;
  Nodes Place = nodes();
  Threads Process;
};

/// A process with memory on the first of the fake's two GPUs. (Of real ones nothing is asked
/// here: test/conformance/gpu does that.)
class GpuCase : public Case {
public:
  explicit GpuCase(const std::string &Directory) : Directory(Directory) {
    std::ofstream(script()) << "gpu " << First << " 8G 90 H100\ngpu " << Second << " 8G 90 H100\n";
    setenv("AUSPEX_FAKE_CUDA", script().c_str(), 1);
    unsetenv("CUDA_VISIBLE_DEVICES");
    Process.emplace([] { return gpu::Driver::open(); }, size_t(1) << 30);
  }
  ~GpuCase() override { unsetenv("AUSPEX_FAKE_CUDA"); }
  std::unique_ptr<Mover> mover() override { return std::make_unique<GpuMover>(); }
  Subject subject() override { return {"gpu-job", Directory, Process->Pid, nullptr}; }
  Target target() override { return *parseTarget("gpu=1"); }
  Target impossible() override { return *parseTarget("gpu=99"); }
  Side side() override {
    for (const fake::Process &P : fake::Machine(script()).processes())
      if (P.Pid == Process->Pid && P.Is == fake::Running)
        return P.Bytes[0] && P.Bytes[1] ? Side::Both
               : P.Bytes[0]             ? Side::Source
               : P.Bytes[1]             ? Side::Target
                                        : Side::Neither;
    return Side::Neither;
  }

private:
  static constexpr const char *First = "GPU-11111111-1111-1111-1111-111111111111";
  static constexpr const char *Second = "GPU-22222222-2222-2222-2222-222222222222";
  std::string script() const { return Directory + "/gpus"; }
  std::string Directory;
  std::optional<fake::Holder> Process;
};

template <typename C> std::unique_ptr<Case> make(const std::string &Directory) {
  return std::make_unique<C>(Directory);
}

} // namespace

const std::vector<Kind> &kinds() {
  static const std::vector<Kind> All = {
      {"null", [] { return std::string(); }, make<NullCase>},
      {"cpus", [] { return std::string(allowed().size() > 1 ? "" : "one CPU only"); },
       make<CpuCase>},
      {"node", [] { return nodes().Missing; }, make<NumaCase>},
      {"gpu", [] { return std::string(); }, make<GpuCase>},
      hostKind()};
  return All;
}

Folder::Folder() {
  std::string Name = std::filesystem::temp_directory_path() / "auspex-movers-XXXXXX";
  EXPECT_NE(mkdtemp(Name.data()), nullptr);
  Path = Name;
}
Folder::~Folder() { std::filesystem::remove_all(Path); }

} // namespace auspex::migrate::test
