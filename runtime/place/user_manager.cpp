//===- runtime/place/user_manager.cpp - The systemd that belongs to a user -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/place/user_manager.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fmt/format.h>
#include <systemd/sd-bus.h>
#include <time.h>
#include <unistd.h>

namespace auspex::place {
namespace {

constexpr uint64_t Patience = 5'000'000; // microseconds
constexpr const char *Service = "org.freedesktop.systemd1";
constexpr const char *Object = "/org/freedesktop/systemd1";
constexpr const char *Interface = "org.freedesktop.systemd1.Manager";

/// What is used of libsystemd.
struct Library {
#define AUSPEX_SD_BUS(F)                                                                           \
  F(open_user)                                                                                     \
  F(close_unref)                                                                                   \
  F(set_method_call_timeout)                                                                       \
  F(match_signal_async)                                                                            \
  F(message_new_method_call)                                                                       \
  F(message_append)                                                                                \
  F(message_read)                                                                                  \
  F(message_unref)                                                                                 \
  F(call)                                                                                          \
  F(process)                                                                                       \
  F(wait)                                                                                          \
  F(get_property_string)                                                                           \
  F(slot_unref)                                                                                    \
  F(is_ready)                                                                                      \
  F(error_free)
#define AUSPEX_MEMBER(Name) decltype(&sd_bus_##Name) Name = nullptr;
  AUSPEX_SD_BUS(AUSPEX_MEMBER)
#undef AUSPEX_MEMBER
  std::string Problem; ///< empty where all of it is there

  Library() {
    // Never closed: it stays useful for the life of this process.
    void *Handle = dlopen("libsystemd.so.0", RTLD_LAZY | RTLD_LOCAL);
    if (!Handle) {
      Problem = "libsystemd.so.0 is not installed";
      return;
    }
#define AUSPEX_LOAD(Name)                                                                          \
  Name = reinterpret_cast<decltype(Name)>(dlsym(Handle, "sd_bus_" #Name));                         \
  if (!Name)                                                                                       \
    Problem = "libsystemd.so.0 is older than version 240";
    AUSPEX_SD_BUS(AUSPEX_LOAD)
#undef AUSPEX_LOAD
#undef AUSPEX_SD_BUS
  }
};

const Library &library() {
  static const Library L;
  return L;
}

uint64_t now() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return uint64_t(T.tv_sec) * 1'000'000 + uint64_t(T.tv_nsec) / 1000;
}

/// A D-Bus error that frees itself.
struct BusError {
  sd_bus_error E = SD_BUS_ERROR_NULL;
  ~BusError() { library().error_free(&E); }
  std::string text(int Result) const { return E.message ? E.message : strerror(-Result); }
};

struct Unref {
  void operator()(sd_bus_message *M) const { library().message_unref(M); }
};
using Message = std::unique_ptr<sd_bus_message, Unref>;

/// The end of a job of the manager's, which JobRemoved tells.
struct Ending {
  const std::string &Unit;
  std::string Result; ///< "done", "failed", "timeout", ...; empty: not yet
  sd_bus_slot *Slot = nullptr;
  ~Ending() { library().slot_unref(Slot); } // takes null
};

/// Handles what comes until \p Done. 0, or a negative errno: -ETIMEDOUT at the
/// deadline. The library's own waiting has limits of a minute and more.
template <typename F> int handleUntil(sd_bus *Bus, uint64_t Deadline, F Done) {
  while (!Done()) {
    int Result = library().process(Bus, nullptr);
    if (Result == 0) {
      uint64_t Now = now();
      if (Now >= Deadline)
        return -ETIMEDOUT;
      Result = library().wait(Bus, Deadline - Now);
    }
    if (Result < 0 && Result != -EINTR)
      return Result;
  }
  return 0;
}

int jobRemoved(sd_bus_message *M, void *Data, sd_bus_error *) {
  auto *E = static_cast<Ending *>(Data);
  uint32_t Id;
  const char *Job, *Unit, *Result;
  if (library().message_read(M, "uoss", &Id, &Job, &Unit, &Result) >= 0 && E->Unit == Unit)
    E->Result = Result;
  return 0;
}

} // namespace

void UserManager::Close::operator()(sd_bus *Bus) const { library().close_unref(Bus); }

std::string whyNoBus(const char *Address, const char *RuntimeDirectory) {
  if (Address && *Address)
    return {};
  if (!RuntimeDirectory || *RuntimeDirectory != '/')
    return "neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR names a user bus";
  std::string Socket = fmt::format("{}/bus", RuntimeDirectory);
  if (access(Socket.c_str(), W_OK) != 0)
    return fmt::format("user bus {}: {}", Socket, strerror(errno));
  return {};
}

demand::Expected<UserManager> UserManager::open() {
  // Before the library is loaded: most callers that have no bus end here.
  std::string Why = whyNoBus(getenv("DBUS_SESSION_BUS_ADDRESS"), getenv("XDG_RUNTIME_DIR"));
  if (Why.empty())
    Why = library().Problem;
  if (!Why.empty())
    return demand::fail(std::move(Why));
  sd_bus *Opened = nullptr;
  int Result = library().open_user(&Opened);
  if (Result < 0)
    return demand::fail(fmt::format("user bus: {}", strerror(-Result)));
  UserManager M;
  M.Bus.reset(Opened);
  M.Deadline = now() + Patience;
  library().set_method_call_timeout(Opened, Patience);
  Result = handleUntil(Opened, M.Deadline, [&] { return library().is_ready(Opened) != 0; });
  if (Result == 0)
    Result = library().is_ready(Opened);
  if (Result < 0)
    return demand::fail(fmt::format("user bus: {}", strerror(-Result)));
  return M;
}

demand::Expected<std::string> UserManager::property(const char *Name) {
  BusError Error;
  char *Text = nullptr;
  int Result =
      library().get_property_string(Bus.get(), Service, Object, Interface, Name, &Error.E, &Text);
  if (Result < 0)
    return demand::fail(fmt::format("user manager: {}", Error.text(Result)));
  std::unique_ptr<char, decltype(&free)> Owned(Text, free);
  return std::string(Text);
}

demand::Expected<void> UserManager::startScope(const std::string &Name, pid_t Pid) {
  const Library &L = library();
  auto Refuse = [](std::string Why) { return demand::fail(fmt::format("user manager: {}", Why)); };
  // In one order with the request on the same connection: no answer is missed.
  Ending End{Name, {}, nullptr};
  int Result = L.match_signal_async(Bus.get(), &End.Slot, Service, Object, Interface, "JobRemoved",
                                    jobRemoved, nullptr, &End);
  sd_bus_message *Raw = nullptr;
  if (Result >= 0)
    Result = L.message_new_method_call(Bus.get(), &Raw, Service, Object, Interface,
                                       "StartTransientUnit");
  Message Request(Raw);
  if (Result >= 0)
    Result = L.message_append(Raw, "ssa(sv)a(sa(sv))", Name.c_str(), "fail", 4, "Description", "s",
                              "A program that auspex run started", "PIDs", "au", 1, uint32_t(Pid),
                              "Delegate", "b", 1, "CollectMode", "s", "inactive-or-failed", 0);
  if (Result < 0)
    return Refuse(strerror(-Result));

  BusError Error;
  uint64_t Now = now();
  // A limit of zero is the library's default, which is longer.
  Result = L.call(Bus.get(), Raw, Now < Deadline ? Deadline - Now : 1, &Error.E, nullptr);
  if (Result < 0)
    return Refuse(Error.text(Result));
  Result = handleUntil(Bus.get(), Deadline, [&] { return !End.Result.empty(); });
  if (Result < 0)
    return Refuse(fmt::format("{}: {}", Name, strerror(-Result)));
  if (End.Result != "done")
    return Refuse(fmt::format("{}: {}", Name, End.Result));
  return {};
}

} // namespace auspex::place
