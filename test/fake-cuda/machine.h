//===- test/fake-cuda/machine.h - GPUs that are not there ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The state behind the fake libcuda.so.1 and libnvidia-ml.so.1: what GPUs there are, which
// process holds how much of them, what was called when. $AUSPEX_FAKE_CUDA names a script; the
// state lies beside it (SCRIPT.state) in memory that all processes share. Without the
// variable the machine has a driver and no GPU.
//
// A script has a line each:
//   driver 13000                     the CUDA version
//   gpu UUID BYTES CAPABILITY NAME [exclusive|prohibited] [lost]
//   mig INDEX UUID BYTES             an instance of GPU number INDEX
//   context BYTES                    what a context takes (default 256 MiB)
//   used INDEX PERCENT               utilisation that NVML tells
//   mps                              contexts of several processes share an exclusive GPU
//   fail FUNCTION CODE [N]           the N-th call in a process fails; without N each does
//   await FUNCTION EVENT             the work behind the function waits for the event
//   latency FUNCTION MILLISECONDS    the work behind the function takes so long
//
// Each call is an event with the function's name; programs and tests add their own.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_TEST_FAKE_CUDA_MACHINE_H
#define AUSPEX_TEST_FAKE_CUDA_MACHINE_H

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace auspex::fake {

inline constexpr unsigned MaxDevices = 8, MaxProcesses = 64, MaxEvents = 4096;

/// A GPU, or a MIG instance.
struct Device {
  std::string Uuid, Name;
  uint64_t Bytes = 0;
  int Capability = 0, Mode = 0, Parent = -1;
  unsigned Used = 0; ///< percent
  bool Lost = false, Divided = false;
};

struct Script {
  int Driver = 13000;
  uint64_t ContextBytes = 256 << 20;
  bool Mps = false;
  std::vector<Device> Devices;
  struct Failure {
    int Code = 0;
    unsigned Nth = 0; ///< 0: each
  };
  std::map<std::string, Failure> Failures;
  std::map<std::string, std::string> Awaited;
  std::map<std::string, unsigned> Latency;
  static Script read(const std::string &Path);
};

/// As cu::ProcessState.
enum State : int { Running, Locked, Checkpointed, Failed };

/// One process that initialised the driver.
struct Process {
  pid_t Pid = 0;
  int Is = Running;
  uint8_t At[MaxDevices] = {};     ///< where what it calls device i is
  uint64_t Bytes[MaxDevices] = {}; ///< held of a device
  uint64_t Saved[MaxDevices] = {}; ///< taken out of a device by a checkpoint
};

struct Event {
  char Name[56] = {};
  pid_t Pid = 0, Tid = 0;
};

/// The process that initialised this copy of the driver; 0: none did.
pid_t initialisedBy();

class Machine {
public:
  /// $AUSPEX_FAKE_CUDA, or none.
  static Machine &here();
  explicit Machine(const std::string &ScriptPath);
  ~Machine();

  const Script &script() const { return Words; }
  /// Reads the script again.
  void reload();

  /// With the state locked and dead processes gone.
  template <typename F> auto locked(F Do) {
    Lock L(*this);
    return Do();
  }
  /// The entry of \p Pid, made where \p Make; null: there is none. Locked.
  Process *process(pid_t Pid, bool Make);
  std::vector<Process> processes();
  uint64_t held(unsigned Device); ///< locked
  uint64_t free(unsigned Device) { return Words.Devices[Device].Bytes - held(Device); }

  void post(const std::string &Event);
  uint32_t count(const std::string &Event);
  /// Waits until \p Event was posted \p Times times.
  void await(const std::string &Event, unsigned Times = 1);
  /// Waits until the state of this process is \p Is.
  void awaitState(int Is);
  std::vector<Event> events();
  /// Wakes who waits.
  void changed();

private:
  struct Shared;
  class Lock {
  public:
    explicit Lock(Machine &M);
    ~Lock();

  private:
    Machine &M;
  };
  void reap();
  /// Waits until \p Done, asked whenever something changed.
  void until(const std::function<bool()> &Done);

  std::string Path;
  Script Words;
  Shared *S = nullptr;
};

} // namespace auspex::fake

#endif
