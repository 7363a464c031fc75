//===- test/conformance/movers/host_case.cpp - A job that can go to another host ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The other host is an agent of this one, with a runtime directory and control groups of its
// own. What takes seconds a case runs where it is asked for: AUSPEX_TEST_HOSTS=1, and CRIU
// as AUSPEX_CRIU or in build/criu.
//
//===----------------------------------------------------------------------===//
#include "cases.h"

#include "runtime/migrate/frozen.h"
#include "runtime/migrate/host/key.h"
#include "runtime/place/registry.h"
#include "runtime/watch/status.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auspex::migrate::test {
namespace {

const std::string Auspex = AUSPEX_BIN "/auspex";

std::string criuHere() {
  const char *Own = getenv("AUSPEX_CRIU");
  return Own ? Own : AUSPEX_SOURCE "/build/criu/criu";
}

/// Groups in every hierarchy, for what is not to be in this process's.
std::vector<std::string> makeGroups(const std::string &Name) {
  std::vector<std::string> All;
  for (const place::Hierarchy &H : place::detectLayout().Hierarchies) {
    std::string Own = H.Mount + (H.Own.empty() ? "" : "/" + H.Own), Folder = Own + "/" + Name;
    std::error_code Ignored;
    if (!std::filesystem::create_directory(Folder, Ignored))
      continue;
    for (const char *File : {"cpuset.cpus", "cpuset.mems"})
      if (std::string Value = place::readFile(Own + "/" + File); !Value.empty())
        place::writeAt(AT_FDCWD, (Folder + "/" + File).c_str(), Value);
    All.push_back(Folder);
  }
  return All;
}

class HostCase : public Case {
public:
  explicit HostCase(const std::string &Folder)
      : Here(Folder + "/here"), There(Folder + "/there") {
    static int Count = 0;
    for (const std::string &Each : {Here, There}) {
      std::filesystem::create_directory(Each);
      std::filesystem::permissions(Each, std::filesystem::perms::owner_all);
    }
    setenv("AUSPEX_CRIU", criuHere().c_str(), 1);
    std::string KeyFile = Folder + "/key", Known = Folder + "/hosts.toml";
    EXPECT_TRUE(makeKey(KeyFile));
    std::ofstream(Folder + "/agent.toml")
        << "[agent]\nlisten = '127.0.0.1'\nport = 0\nkey = '" << KeyFile << "'\n";
    Groups = makeGroups(fmt::format("auspex-movers-{}-{}", getpid(), Count++));
    int Says[2];
    EXPECT_EQ(pipe2(Says, O_CLOEXEC), 0);
    Agent = start({Auspex, "agent"}, There, Folder + "/agent.toml", Says[1], Groups);
    close(Says[1]);
    std::string Line;
    for (char C; read(Says[0], &C, 1) == 1 && C != '\n';)
      Line += C;
    close(Says[0]);
    std::ofstream(Known) << "[hosts.there]\naddress = '127.0.0.1'\nport = "
                         << Line.substr(Line.rfind(' ') + 1) << "\nkey = '" << KeyFile << "'\n";
    setenv("AUSPEX_HOSTS", Known.c_str(), 1);
    Launcher = start({Auspex, "run", "-q", "--no-history", "--movable", "--", "sleep", "100000"},
                     Here, Known, -1, {});
    for (int Round = 0; Round < 1000 && Job.empty(); ++Round) {
      for (place::Living &L : place::livingJobs(Here))
        if (auto S = watch::readStatus(Here, L.Job); S && S->Pid) {
          Job = L.Job;
          Pid = S->Pid;
        }
      poll(nullptr, 0, 10);
    }
    EXPECT_FALSE(Job.empty());
    reopen();
  }
  ~HostCase() override {
    auto H = parseJournal(place::readFile(journalPath(Here, Job)));
    std::string Relay = H ? H->note("root") : "";
    kill(Launcher, SIGTERM); // reaches the job wherever it is
    for (int Round = 0; Round < 300 && Launcher; ++Round) {
      if (waitpid(Launcher, nullptr, WNOHANG) == Launcher)
        Launcher = 0;
      poll(nullptr, 0, 10);
    }
    if (alive(Relay)) // it would wait for the other host for ever
      kill(pid_t(atoi(Relay.c_str())), SIGKILL);
    kill(Agent, SIGKILL);
    waitpid(Agent, nullptr, 0);
    for (int Round = 0; Round < 1000; ++Round) {
      bool Left = false;
      for (const std::string &Directory : {Here, There})
        for (place::Living &L : place::livingJobs(Directory)) {
          Left = true;
          for (const place::Group::Part &P : L.Groups.parts())
            thaw(pathOf(P.Dir.get()), P.Version);
          L.Groups.kill();
        }
      for (const std::string &Folder : Groups)
        for (char *At = (Members = place::readFile(Folder + "/cgroup.procs")).data();
             pid_t Other = pid_t(strtol(At, &At, 10));) {
          Left = true;
          kill(Other, SIGKILL);
        }
      if (Launcher && waitpid(Launcher, nullptr, WNOHANG) == Launcher)
        Launcher = 0;
      if (!Left && !Launcher)
        break;
      if (Round > 100 && Launcher)
        kill(Launcher, SIGKILL);
      poll(nullptr, 0, 10);
    }
    place::cleanUp(Here);
    place::cleanUp(There);
    std::error_code Ignored;
    for (const std::string &Folder : Groups)
      std::filesystem::remove(Folder, Ignored);
    unsetenv("AUSPEX_HOSTS");
  }
  std::unique_ptr<Mover> mover() override {
    return moverFor(target(), {Auspex, AUSPEX_BIN "/auspex-criu", ""}).value();
  }
  Subject subject() override {
    reopen();
    return {Job, Here, Pid, &Source};
  }
  Target target() override { return *parseTarget("host=there"); }
  Target impossible() override { return *parseTarget("host=nowhere"); }
  Side side() override {
    // A keeper that lost its mover goes back in its own time.
    Side S = Side::Neither;
    for (int Round = 0; Round < 500 && S == Side::Neither; ++Round) {
      bool AtSource = runs(Here), AtTarget = runs(There);
      S = AtSource && AtTarget ? Side::Both
          : AtSource           ? Side::Source
          : AtTarget           ? Side::Target
                               : Side::Neither;
      if (S == Side::Neither)
        poll(nullptr, 0, 10);
    }
    return S;
  }

private:
  static pid_t start(std::vector<std::string> Words, const std::string &Runtime,
                     const std::string &Hosts, int Out, const std::vector<std::string> &Groups) {
    pid_t Pid = fork();
    if (Pid)
      return Pid;
    for (const std::string &G : Groups)
      place::writeAt(AT_FDCWD, (G + "/cgroup.procs").c_str(), "0");
    setenv("AUSPEX_RUNTIME_DIR", Runtime.c_str(), 1);
    setenv("AUSPEX_HOSTS", Hosts.c_str(), 1);
    setenv("AUSPEX_WATCH", "files", 1);
    int Null = open("/dev/null", O_RDWR);
    dup2(Null, 0);
    dup2(Out >= 0 ? Out : Null, 1);
    dup2(Null, 2);
    std::vector<char *> Argv;
    for (std::string &W : Words)
      Argv.push_back(W.data());
    Argv.push_back(nullptr);
    execv(Argv[0], Argv.data());
    _exit(127);
  }
  /// What was killed while it was frozen is thawed to die: it runs no instruction more.
  static bool dies(pid_t Pid) {
    std::string Text = place::readFile(fmt::format("/proc/{}/status", Pid));
    constexpr uint64_t Kill = 1u << (SIGKILL - 1);
    for (const char *Key : {"\nSigPnd:", "\nShdPnd:"})
      if (size_t At = Text.find(Key);
          At != Text.npos && strtoull(Text.c_str() + At + strlen(Key), nullptr, 16) & Kill)
        return true;
    return Text.empty() || Text.find("\nState:\tZ") != Text.npos ||
           Text.find("\nState:\tX") != Text.npos;
  }
  static bool runs(const std::string &Directory) {
    for (const place::Living &L : place::livingJobs(Directory)) {
      const place::Group::Part *P = freezerOf(L.Groups);
      if (!P || isFrozen(pathOf(P->Dir.get()), P->Version))
        continue;
      for (pid_t Pid : L.Groups.processes())
        if (!dies(Pid))
          return true;
    }
    return false;
  }
  void reopen() {
    auto Planned = place::plannedGroups(Here, Job);
    Source = place::Group::open(Planned ? *Planned : place::Plan(), Job);
  }
  std::string Here, There, Job, Members;
  std::vector<std::string> Groups;
  place::Group Source;
  pid_t Pid = 0, Launcher = 0, Agent = 0;
};

std::string missing() {
  if (!getenv("AUSPEX_TEST_HOSTS"))
    return "only where AUSPEX_TEST_HOSTS is set: seconds a case";
  if (geteuid() != 0)
    return "CRIU needs root";
  if (access(criuHere().c_str(), X_OK) != 0)
    return "there is no CRIU (scripts/criu)";
  return {};
}

} // namespace

Kind hostKind() {
  return {"host", missing,
          [](const std::string &Folder) -> std::unique_ptr<Case> {
            return std::make_unique<HostCase>(Folder);
          },
          true};
}

} // namespace auspex::migrate::test
