//===- runtime/calibrate/system.cpp - What the kernel's services take -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/calibrate/calibrate.h"
#include "runtime/calibrate/timing.h"
#include "runtime/place/file.h"

#include <arpa/inet.h>
#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <string>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char **environ;

namespace auspex::calibrate {
namespace {

constexpr size_t Chunk = size_t(1) << 20, Transferred = size_t(64) << 20;

/// Seconds of the wall clock, the median of several rounds.
template <class Fn> double wallMedian(int Rounds, Fn Run) {
  std::vector<double> All;
  for (int I = 0; I != Rounds; ++I) {
    double Begin = wallSeconds();
    Run();
    All.push_back(wallSeconds() - Begin);
  }
  return median(std::move(All));
}

bool sendAll(int To, const std::vector<char> &Buffer) {
  for (size_t Sent = 0; Sent < Transferred;) {
    ssize_t N = send(To, Buffer.data(), Buffer.size(), MSG_NOSIGNAL);
    if (N <= 0)
      return false;
    Sent += size_t(N);
  }
  return true;
}

} // namespace

void measurePageFaults(demand::MachineModel &M) {
  const size_t Page = size_t(sysconf(_SC_PAGESIZE)), Bytes = size_t(32) << 20;
  std::vector<double> All;
  for (int Round = 0; Round != 7; ++Round) {
    void *At = mmap(nullptr, Bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (At == MAP_FAILED)
      return;
    double Begin = threadSeconds();
    for (size_t I = 0; I < Bytes; I += Page)
      static_cast<volatile char *>(At)[I] = 1;
    munmap(At, Bytes); // what is mapped is unmapped some time
    All.push_back(threadSeconds() - Begin);
  }
  M.PageFaultSeconds = median(std::move(All)) / double(Bytes / Page);
}

void measureStarts(demand::MachineModel &M) {
  M.ThreadStartSeconds = wallMedian(100, [] { std::thread([] {}).join(); });
  const char *const Nothing = "/bin/true";
  if (access(Nothing, X_OK) != 0)
    return;
  M.ProcessStartSeconds = wallMedian(15, [&] {
    char *Argv[] = {const_cast<char *>(Nothing), nullptr};
    pid_t Pid;
    if (posix_spawn(&Pid, Nothing, nullptr, nullptr, Argv, environ) == 0)
      waitpid(Pid, nullptr, 0);
  });
}

void measureDisk(demand::MachineModel &M) {
  const char *Folder = getenv("TMPDIR");
  std::string Name = std::string(Folder && *Folder ? Folder : "/var/tmp") + "/auspex-calibrate-XXXXXX";
  place::Fd F(mkostemp(Name.data(), O_CLOEXEC));
  if (!F)
    return;
  unlink(Name.c_str());
  std::vector<char> Buffer(Chunk, 'x');
  double Begin = wallSeconds();
  for (size_t I = 0; I != Transferred / Chunk; ++I)
    if (write(F.get(), Buffer.data(), Chunk) != ssize_t(Chunk))
      return; // no room: what the features promise stays
  if (fdatasync(F.get()) != 0)
    return;
  M.DiskWrite = double(Transferred) / (wallSeconds() - Begin);
  double Seconds = wallMedian(3, [&] {
    posix_fadvise(F.get(), 0, 0, POSIX_FADV_DONTNEED); // not from the page cache
    for (size_t I = 0; I != Transferred / Chunk; ++I)
      if (pread(F.get(), Buffer.data(), Chunk, off_t(I * Chunk)) != ssize_t(Chunk))
        return;
  });
  M.DiskRead = double(Transferred) / Seconds;
}

void measureLoopback(demand::MachineModel &M) {
  place::Fd Listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  place::Fd From(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in At{};
  At.sin_family = AF_INET;
  At.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t Length = sizeof(At);
  auto *Address = reinterpret_cast<sockaddr *>(&At);
  if (!Listener || !From || bind(Listener.get(), Address, Length) != 0 ||
      listen(Listener.get(), 1) != 0 || getsockname(Listener.get(), Address, &Length) != 0 ||
      connect(From.get(), Address, Length) != 0)
    return; // no loopback here
  place::Fd To(accept4(Listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!To)
    return;
  bool Complete = false;
  double Begin = wallSeconds();
  std::thread Sender([&] {
    Complete = sendAll(From.get(), std::vector<char>(Chunk / 8, 'x'));
    shutdown(From.get(), SHUT_WR);
  });
  std::vector<char> Buffer(Chunk / 8);
  while (recv(To.get(), Buffer.data(), Buffer.size(), 0) > 0) {
  }
  double Seconds = wallSeconds() - Begin;
  Sender.join();
  if (Complete)
    M.Loopback = double(Transferred) / Seconds;
}

} // namespace auspex::calibrate
