//===- runtime/tunnel/tunnel.cpp - auspex-tunnel ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// auspex-tunnel connect ADDRESS PORT KEY
//     Descriptor 0 is a stream socket. Writes one line into it, "ok" or why not, then passes
//     what is written there to the other host, encrypted, and back.
// auspex-tunnel listen ADDRESS PORT KEY COMMAND...
//     Executes COMMAND for each connection of somebody who has the key, with a stream socket
//     as descriptor 0; and, when such a connection has ended, once with /dev/null, so that it
//     can tidy up whatever died. Writes "listening on ADDRESS port PORT" to standard output.
//
// Each connection has a process of its own, which speaks with the network and has no rights
// where this one is root's: COMMAND is executed by another one, after the handshake.
//
//===----------------------------------------------------------------------===//
#include "runtime/place/file.h"
#include "runtime/tunnel/tls.h"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/core.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <set>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace {

using auspex::place::Fd;
using namespace auspex;

constexpr int HandshakeMs = 10'000;
constexpr size_t MostConnections = 64;

/// A host that vanished is noticed within some twenty seconds.
void watchOver(int Socket) {
  auto Set = [&](int Level, int Name, int Value) {
    setsockopt(Socket, Level, Name, &Value, sizeof(Value));
  };
  Set(SOL_SOCKET, SO_KEEPALIVE, 1);
  Set(IPPROTO_TCP, TCP_KEEPIDLE, 10);
  Set(IPPROTO_TCP, TCP_KEEPINTVL, 5);
  Set(IPPROTO_TCP, TCP_KEEPCNT, 2);
  Set(IPPROTO_TCP, TCP_USER_TIMEOUT, 20'000);
  Set(IPPROTO_TCP, TCP_NODELAY, 1);
}

struct Addresses {
  addrinfo *First = nullptr;
  ~Addresses() {
    if (First)
      freeaddrinfo(First);
  }
  int look(const char *Address, const char *Port, int Flags) {
    addrinfo Hints = {};
    Hints.ai_socktype = SOCK_STREAM;
    Hints.ai_flags = Flags | AI_NUMERICSERV;
    return getaddrinfo(Address, Port, &Hints, &First);
  }
};

/// connect(2) within the time of a handshake.
bool reach(int Socket, const addrinfo *A) {
  if (connect(Socket, A->ai_addr, A->ai_addrlen) == 0)
    return true;
  if (errno != EINPROGRESS)
    return false;
  pollfd P = {Socket, POLLOUT, 0};
  int Error = ETIMEDOUT;
  socklen_t Size = sizeof(Error);
  if (poll(&P, 1, HandshakeMs) == 1)
    getsockopt(Socket, SOL_SOCKET, SO_ERROR, &Error, &Size);
  errno = Error;
  return Error == 0;
}

int answer(const std::string &Line) {
  std::string Text = Line + "\n";
  send(0, Text.data(), Text.size(), MSG_NOSIGNAL);
  return 1;
}

int connectMain(char **Argv) {
  auto K = migrate::readKey(Argv[4]);
  if (!K)
    return answer(K.error().Message);
  Addresses Found;
  if (int Why = Found.look(Argv[2], Argv[3], 0))
    return answer(fmt::format("{} is unknown: {}", Argv[2], gai_strerror(Why)));
  Fd Socket;
  int Error = 0;
  for (addrinfo *A = Found.First; A && !Socket; A = A->ai_next) {
    Fd One(socket(A->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (One && reach(One.get(), A))
      Socket = std::move(One);
    else
      Error = errno;
  }
  if (!Socket)
    return answer(
        fmt::format("no agent answers at {} port {}: {}", Argv[2], Argv[3], strerror(Error)));
  watchOver(Socket.get());
  auto C = tunnel::handshake(Socket.get(), *K, false, HandshakeMs);
  explicit_bzero(K->data(), K->size());
  if (!C)
    return answer(C.error().Message);
  // Not before the other end has let this one in, too: it says so.
  static const char Ok[] = "ok\n";
  if (send(0, Ok, sizeof(Ok) - 1, MSG_NOSIGNAL) < 0)
    return 1;
  tunnel::pump(C->get(), Socket.get(), 0);
  return 0;
}

std::string nameOf(const sockaddr_storage &A, socklen_t Size) {
  char Host[NI_MAXHOST];
  return getnameinfo(reinterpret_cast<const sockaddr *>(&A), Size, Host, sizeof(Host), nullptr, 0,
                     NI_NUMERICHOST) == 0
             ? Host
             : "somebody";
}

/// What reads a stranger's bytes has no rights but to read and write two sockets.
void dropRights() {
  prctl(PR_SET_DUMPABLE, 0);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  constexpr unsigned Nobody = 65534;
  if (geteuid() == 0 && (setgroups(0, nullptr) != 0 || setresgid(Nobody, Nobody, Nobody) != 0 ||
                         setresuid(Nobody, Nobody, Nobody) != 0))
    _exit(1);
}

/// Executes \p Command with descriptor \p Input as 0, as if nothing had been set up here.
[[noreturn]] void become(char **Command, int Input) {
  signal(SIGPIPE, SIG_DFL);
  signal(SIGCHLD, SIG_DFL);
  sigset_t None;
  sigemptyset(&None);
  sigprocmask(SIG_SETMASK, &None, nullptr);
  if (dup2(Input, 0) == 0)
    execv(Command[0], Command);
  _exit(127);
}

/// One connection; does not return.
[[noreturn]] void serve(Fd Socket, const std::string &From, migrate::Key K, char **Command) {
  int Pair[2], Go[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, Pair) != 0 || pipe2(Go, O_CLOEXEC) != 0)
    _exit(1);
  Fd Ours(Pair[0]), Theirs(Pair[1]), Wait(Go[0]), Tell(Go[1]);
  pid_t Pid = fork();
  if (Pid < 0)
    _exit(1);
  if (Pid == 0) {
    explicit_bzero(K.data(), K.size());
    Tell.reset();
    Socket.reset();
    char One;
    if (read(Wait.get(), &One, 1) != 1)
      _exit(0); // no key, no command
    become(Command, Theirs.get());
  }
  Theirs.reset();
  dropRights();
  auto C = tunnel::handshake(Socket.get(), K, true, HandshakeMs);
  explicit_bzero(K.data(), K.size());
  if (!C) {
    fmt::print(stderr, "auspex: agent: refused a connection from {}: {}\n", From,
               C.error().Message);
    _exit(1);
  }
  if (write(Tell.get(), "1", 1) != 1)
    _exit(1);
  Tell.reset();
  tunnel::pump(C->get(), Socket.get(), Ours.get());
  _exit(0);
}

void tidy(char **Command) {
  if (fork() == 0)
    become(Command, open("/dev/null", O_RDWR));
}

int listenMain(char **Argv) {
  auto K = migrate::readKey(Argv[4]);
  if (!K) {
    fmt::print(stderr, "auspex: error: {}\n", K.error().Message);
    return 1;
  }
  Addresses Found;
  int Why = Found.look(Argv[2], Argv[3], AI_PASSIVE);
  Fd Listen;
  for (addrinfo *A = Why ? nullptr : Found.First; A && !Listen; A = A->ai_next) {
    Fd One(socket(A->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    int Yes = 1;
    setsockopt(One.get(), SOL_SOCKET, SO_REUSEADDR, &Yes, sizeof(Yes));
    if (One && bind(One.get(), A->ai_addr, A->ai_addrlen) == 0 && listen(One.get(), 16) == 0)
      Listen = std::move(One);
  }
  if (!Listen) {
    fmt::print(stderr, "auspex: error: cannot listen on {} port {}: {}\n", Argv[2], Argv[3],
               Why ? gai_strerror(Why) : strerror(errno));
    return 1;
  }
  sockaddr_storage Own;
  socklen_t Size = sizeof(Own);
  getsockname(Listen.get(), reinterpret_cast<sockaddr *>(&Own), &Size);
  fmt::print("listening on {} port {}\n", nameOf(Own, Size),
             ntohs(Own.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6 &>(Own).sin6_port
                                             : reinterpret_cast<sockaddr_in &>(Own).sin_port));
  fflush(stdout);
  // The end of a connection interrupts waiting for the next, and nothing else.
  sigset_t None, Child;
  sigemptyset(&None);
  sigemptyset(&Child);
  sigaddset(&Child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &Child, nullptr);
  struct sigaction Noticed = {};
  Noticed.sa_handler = [](int) {};
  sigaction(SIGCHLD, &Noticed, nullptr);
  std::set<pid_t> Connections;
  while (true) {
    sockaddr_storage Who;
    Size = sizeof(Who);
    pollfd P = {Listen.get(), POLLIN, 0};
    Fd Socket;
    if (ppoll(&P, 1, nullptr, &None) == 1)
      Socket =
          Fd(accept4(Listen.get(), reinterpret_cast<sockaddr *>(&Who), &Size, SOCK_CLOEXEC));
    int Status = 0;
    for (pid_t Pid; (Pid = waitpid(-1, &Status, WNOHANG)) > 0;)
      if (Connections.erase(Pid) && Status == 0) // one that was let in
        tidy(Argv + 5);
    if (!Socket) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
        constexpr timespec Pause{0, 100'000'000};
        nanosleep(&Pause, nullptr);
      }
      continue;
    }
    if (Connections.size() >= MostConnections) {
      fmt::print(stderr, "auspex: agent: refused a connection from {}: there are {} already\n",
                 nameOf(Who, Size), MostConnections);
      continue;
    }
    watchOver(Socket.get());
    pid_t Pid = fork();
    if (Pid == 0) {
      Listen.reset();
      serve(std::move(Socket), nameOf(Who, Size), *K, Argv + 5);
    }
    if (Pid > 0)
      Connections.insert(Pid);
  }
}

} // namespace

int main(int argc, char **argv) {
  sigset_t None; // a launcher blocks all of them
  sigemptyset(&None);
  sigprocmask(SIG_SETMASK, &None, nullptr);
  signal(SIGPIPE, SIG_IGN);
  rlimit NoCore = {0, 0}; // it would hold the key
  setrlimit(RLIMIT_CORE, &NoCore);
  if (argc == 5 && !strcmp(argv[1], "connect"))
    return connectMain(argv);
  if (argc >= 6 && !strcmp(argv[1], "listen"))
    return listenMain(argv);
  fmt::print(stderr, "auspex-tunnel is started by `auspex agent` and `auspex migrate`\n");
  return 2;
}
