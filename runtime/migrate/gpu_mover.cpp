//===- runtime/migrate/gpu_mover.cpp - To another GPU of this host ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/migrate/gpu_mover.h"

#include "runtime/gpu/survey.h"
#include "runtime/place/process.h"
#include "runtime/place/size.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fmt/format.h>
#include <time.h>

namespace auspex::migrate {
namespace {

using gpu::cu::ProcessState;

/// What is moved: these processes, all on one GPU.
struct Route {
  std::vector<pid_t> Pids;
  uint64_t Bytes = 0;
  gpu::Gpu From, To;
};

double seconds() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return double(T.tv_sec) + double(T.tv_nsec) / 1e9;
}

/// By UUID, or by the number that nvidia-smi shows.
const gpu::Gpu *find(const std::vector<gpu::Gpu> &All, const std::string &Name) {
  for (const gpu::Gpu &G : All)
    if (G.Uuid == Name || (!G.Instance && fmt::to_string(G.Index) == Name))
      return &G;
  return nullptr;
}

demand::Expected<Route> routeOf(const gpu::Nvml &N, const Subject &S, const Target &T) {
  auto All = N.gpus();
  if (!All)
    return std::unexpected(All.error());
  const gpu::Gpu *To = find(*All, T.Name);
  if (!To)
    return demand::fail(
        fmt::format("this machine has no GPU {}; nvidia-smi -L lists them", T.Name));
  Route R;
  R.To = *To;
  std::vector<pid_t> Own = S.processes();
  for (const gpu::Gpu &G : *All)
    for (const gpu::ProcessUse &U : G.Processes) {
      if (std::ranges::find(Own, U.Pid) == Own.end())
        continue;
      if (!R.Pids.empty() && R.From.Uuid != G.Uuid)
        return demand::fail("the job uses more than one GPU, which cannot be moved together yet");
      R.From = G;
      R.Pids.push_back(U.Pid);
      R.Bytes += U.Bytes.value_or(0);
    }
  if (R.Pids.empty())
    return demand::fail("no process of the job holds a GPU that NVML tells of (in a container of "
                        "its own PID namespace it tells other numbers; move the job from outside)");
  return R;
}

/// Why \p R cannot be gone, as far as NVML tells.
demand::Expected<void> passable(const Route &R, const Subject &S, bool Mps, const gpu::Nvml &N) {
  if (R.From.Uuid == R.To.Uuid)
    return demand::fail(fmt::format("it is on GPU {} already", R.To.Index));
  if (Mps)
    return demand::fail("an MPS server runs, and the driver cannot move its clients; stop it (echo "
                        "quit | nvidia-cuda-mps-control) before the job starts");
  if (R.From.Instance || R.To.Instance || R.To.Divided)
    return demand::fail("MIG instances are moved neither from nor to");
  if (!R.To.Unusable.empty())
    return demand::fail(fmt::format("GPU {}: {}", R.To.Index, R.To.Unusable));
  if (R.From.Name != R.To.Name || R.From.Capability != R.To.Capability)
    return demand::fail(fmt::format("GPU {} is of another kind ({}) than the job's ({}), and the "
                                    "driver moves between equals only",
                                    R.To.Index, R.To.Name, R.From.Name));
  if (R.To.Mode == gpu::cu::ComputeMode::Prohibited ||
      (R.To.Mode == gpu::cu::ComputeMode::ExclusiveProcess &&
       (!R.To.Processes.empty() || R.Pids.size() > 1)))
    return demand::fail(
        fmt::format("GPU {} admits no {} process (nvidia-smi -c DEFAULT changes that)", R.To.Index,
                    R.To.Processes.empty() ? "" : "other"));
  uint64_t Promised = 0;
  if (auto Book = gpu::Ledger::open(S.Directory))
    if (auto All = N.gpus())
      for (const gpu::Outstanding &O : gpu::outstanding(Book->promises(), *All, place::descendants))
        Promised += O.Uuid == R.To.Uuid && O.Job != S.Job ? O.Bytes : 0;
  // A restore that runs out of memory leaves the job waiting: some room beside the known.
  constexpr uint64_t Margin = 64 << 20;
  uint64_t Needed = R.Bytes + R.Bytes / 20 + Margin;
  if (R.To.FreeBytes < Promised + Needed)
    return demand::fail(
        fmt::format("GPU {} has {} free{}, the job holds {} and some room is needed beside it",
                    R.To.Index, place::sizeText(double(R.To.FreeBytes)),
                    Promised ? fmt::format(" of which {} are promised to other jobs",
                                           place::sizeText(double(Promised)))
                             : "",
                    place::sizeText(double(R.Bytes))));
  return {};
}

/// One process and two GPUs, whatever happened to it before.
class Puller {
public:
  Puller(const gpu::Nvml &N, const gpu::Checkpoint &C, std::string From, std::string To)
      : N(N), C(C), From(std::move(From)), To(std::move(To)) {}

  /// \p Pid runs, on \p Wanted. Can be called in any state and any number of times.
  demand::Expected<void> bring(pid_t Pid, const std::string &Wanted) const {
    constexpr int Most = 8; // states on the longest way
    std::string Out;        ///< the GPU that it was taken out of here
    for (int I = 0; I < Most; ++I) {
      auto State = C.state(Pid);
      if (!State && kill(Pid, 0) != 0 && errno == ESRCH)
        return {}; // it ended
      if (!State)
        return std::unexpected(State.error());
      std::string Here = where(Pid);
      bool Right = Here == Wanted || Here.empty();
      demand::Expected<void> Done;
      switch (*State) {
      case ProcessState::Running:
        if (Right)
          return {};
        Done = C.lock(Pid, LockMs);
        break;
      case ProcessState::Locked:
        Done = Right ? C.unlock(Pid) : C.checkpoint(Pid);
        if (!Right)
          Out = Here;
        break;
      case ProcessState::Checkpointed:
        Done = Out.empty() ? restore(Pid, Wanted) : onto(Pid, Out, Wanted);
        break;
      case ProcessState::Failed:
        return demand::fail(fmt::format("the driver lost the GPU state of process {}", Pid));
      }
      if (!Done)
        return Done;
    }
    return demand::fail(fmt::format("process {} does not come to rest on {}", Pid, Wanted));
  }

  /// 10 seconds for kernels in progress.
  static constexpr unsigned LockMs = 10'000;

  demand::Expected<void> onto(pid_t Pid, const std::string &Old, const std::string &New) const {
    auto A = gpu::parseUuid(Old), B = gpu::parseUuid(New);
    if (!A || !B)
      return demand::fail(fmt::format("{} or {} is no UUID of a GPU", Old, New));
    // Both ways: a map has to say where every GPU goes.
    const gpu::cu::GpuPair Pairs[] = {{*A, *B}, {*B, *A}};
    return C.restore(Pid, Pairs);
  }

private:
  /// Where it was is not told of a process that is out. In place is where it was; from there the
  /// next round goes on.
  demand::Expected<void> restore(pid_t Pid, const std::string &Wanted) const {
    if (auto InPlace = C.restore(Pid, {}); InPlace || where(Pid) == Wanted)
      return InPlace;
    const std::string &Other = Wanted == From ? To : From;
    return onto(Pid, Other, Wanted);
  }

  std::string where(pid_t Pid) const {
    for (const std::string &Uuid : {From, To})
      if (auto D = N.find(Uuid))
        for (const gpu::ProcessUse &U : N.processes(*D))
          if (U.Pid == Pid)
            return Uuid;
    return {};
  }

  const gpu::Nvml &N;
  const gpu::Checkpoint &C;
  std::string From, To;
};

} // namespace

struct GpuMover::Work {
  std::optional<gpu::Nvml> N;
  std::optional<gpu::Driver> D;
  std::optional<gpu::Checkpoint> C;
  Route R;
  gpu::Promise Reserved; ///< on the target, until the move is over
  double Stopped = 0, Took = 0;

  /// Loads and initialises what is not yet.
  demand::Expected<void> open() {
    if (!N) {
      auto Found = gpu::Nvml::open();
      if (!Found)
        return std::unexpected(Found.error());
      N.emplace(std::move(*Found));
    }
    if (C)
      return {};
    if (!D) {
      auto Found = gpu::Driver::open();
      if (!Found)
        return std::unexpected(Found.error());
      D.emplace(std::move(*Found));
    }
    auto Found = gpu::Checkpoint::of(*D, true);
    if (!Found)
      return std::unexpected(Found.error());
    // A driver that no process uses would be started by the restore, with the job waiting.
    if (auto Ok = D->init(); !Ok)
      return Ok;
    C.emplace(std::move(*Found));
    return {};
  }

  template <typename F> demand::Expected<void> each(F Do) const {
    for (pid_t Pid : R.Pids)
      if (auto Ok = Do(Pid); !Ok)
        return Ok;
    return {};
  }
};

demand::Expected<void> GpuMover::check(const Subject &S, const Target &T) {
  Work W;
  if (auto N = gpu::Nvml::open())
    W.N.emplace(std::move(*N));
  else
    return std::unexpected(N.error());
  auto R = routeOf(*W.N, S, T);
  if (!R)
    return std::unexpected(R.error());
  W.R = std::move(*R);
  if (auto Ok = passable(W.R, S, gpu::mpsRuns(), *W.N); !Ok)
    return Ok;
  if (auto Ok = W.open(); !Ok)
    return Ok;
  return W.each([&](pid_t Pid) -> demand::Expected<void> {
    auto State = W.C->state(Pid);
    if (!State)
      return std::unexpected(State.error());
    if (*State != ProcessState::Running)
      return demand::fail(fmt::format("somebody else is checkpointing process {}", Pid));
    return {};
  });
}

Plan GpuMover::plan(const Subject &S, const Target &T, Journal &J) {
  Now = std::make_shared<Work>();
  auto W = Now;
  Plan P;
  P.Steps.push_back({"prepare", [W, S, T, &J]() -> demand::Expected<void> {
                       if (auto Ok = W->open(); !Ok)
                         return Ok;
                       auto R = routeOf(*W->N, S, T);
                       if (!R)
                         return std::unexpected(R.error());
                       W->R = std::move(*R);
                       // Nobody else is promised what the job is about to take.
                       if (auto Book = gpu::Ledger::open(S.Directory))
                         if (auto Own = Book->promise(S.Job + "-move", W->R.To.Uuid, W->R.Bytes))
                           W->Reserved = std::move(*Own);
                       for (auto [Key, Value] :
                            {std::pair("from", W->R.From.Uuid), std::pair("to", W->R.To.Uuid),
                             std::pair("job", S.Job), std::pair("directory", S.Directory)})
                         if (auto Ok = J.note(Key, Value); !Ok)
                           return Ok;
                       return J.note("pids", fmt::format("{}", fmt::join(W->R.Pids, ",")));
                     }});
  P.Steps.push_back({"lock", [W] {
                       W->Stopped = seconds();
                       return W->each([&](pid_t Pid) { return W->C->lock(Pid, Puller::LockMs); });
                     }});
  P.Steps.push_back(
      {"checkpoint", [W] { return W->each([&](pid_t Pid) { return W->C->checkpoint(Pid); }); }});
  P.Steps.push_back({"restore",
                     [W] {
                       Puller Both(*W->N, *W->C, W->R.From.Uuid, W->R.To.Uuid);
                       return W->each(
                           [&](pid_t Pid) { return Both.onto(Pid, W->R.From.Uuid, W->R.To.Uuid); });
                     },
                     true});
  P.Steps.push_back({"unlock", [W]() -> demand::Expected<void> {
                       auto Ok = W->each([&](pid_t Pid) { return W->C->unlock(Pid); });
                       W->Took = seconds() - W->Stopped;
                       if (Ok)
                         rememberMove("gpu", double(W->R.Bytes), W->Took);
                       return Ok;
                     }});
  P.Settle = [W](const History &H, bool Forward) {
    W->Reserved.remove();
    return settle(H, Forward);
  };
  return P;
}

demand::Expected<void> GpuMover::settle(const History &H, bool Forward) {
  std::string From = H.note("from"), To = H.note("to"), Pids = H.note("pids");
  if (Pids.empty())
    return {}; // nothing was touched
  Work W;
  if (auto Ok = W.open(); !Ok)
    return Ok;
  const std::string &Wanted = Forward ? To : From;
  Puller Both(*W.N, *W.C, From, To);
  demand::Expected<void> All;
  const char *At = Pids.data(), *End = At + Pids.size();
  while (At < End) {
    pid_t Pid = 0;
    auto [Next, Failed] = std::from_chars(At, End, Pid);
    if (Failed != std::errc())
      break;
    // The others are brought where they belong whatever becomes of one.
    if (auto Ok = Both.bring(Pid, Wanted); !Ok)
      All = Ok;
    At = Next + 1;
  }
  if (auto Book = gpu::Ledger::open(H.note("directory")))
    Book->transfer(H.note("job"), Wanted);
  return All;
}

std::string GpuMover::effect() const {
  if (!Now)
    return {};
  return fmt::format("{} of GPU memory of {} process{}, held for {:.2f} s",
                     place::sizeText(double(Now->R.Bytes)), Now->R.Pids.size(),
                     Now->R.Pids.size() == 1 ? "" : "es", Now->Took);
}

} // namespace auspex::migrate
