//===- runtime/migrate/criu_helper.cpp - auspex-criu: CRIU, in its place ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// auspex-criu [join FILE]... [enter FILE]... [pipe PATH NUMBER]... -- PROGRAM ARGS...
//
// Enters control groups (FILE is `tasks` or `cgroup.procs`) and namespaces
// (/proc/PID/ns/NAME), opens what CRIU is to hand to restored processes as descriptor
// NUMBER, and becomes PROGRAM: what it restores inherits all three. Executed by a job's
// keeper only, for a mover; has no rights but its user's.
//
//===----------------------------------------------------------------------===//
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace {

[[noreturn]] void failed(const char *What, const char *Where) {
  fprintf(stderr, "auspex-criu: %s %s: %s\n", What, Where, strerror(errno));
  _exit(126);
}

/// The access that the descriptor /proc/PID/fd/N has, from the link's own mode.
int accessOf(const char *Path) {
  char Info[256];
  const char *Fd = strstr(Path, "/fd/");
  if (!Fd)
    return O_RDWR;
  snprintf(Info, sizeof(Info), "%.*s/fdinfo/%s", int(Fd - Path), Path, Fd + 4);
  FILE *F = fopen(Info, "re");
  unsigned Flags = O_RDWR;
  char Line[128];
  while (F && fgets(Line, sizeof(Line), F))
    if (sscanf(Line, "flags: %o", &Flags) == 1)
      break;
  if (F)
    fclose(F);
  return int(Flags & O_ACCMODE);
}

} // namespace

int main(int argc, char **argv) {
  int At = 1;
  for (; At + 1 < argc && strcmp(argv[At], "--"); At += 2) {
    const char *Word = argv[At], *Path = argv[At + 1];
    if (!strcmp(Word, "join")) {
      int F = open(Path, O_WRONLY | O_CLOEXEC);
      if (F < 0 || write(F, "0", 1) != 1)
        failed("cannot enter", Path);
      close(F);
    } else if (!strcmp(Word, "enter")) {
      int F = open(Path, O_RDONLY | O_CLOEXEC);
      if (F < 0 || setns(F, 0) != 0)
        failed("cannot enter", Path);
      close(F);
    } else if (!strcmp(Word, "pipe") && At + 2 < argc) {
      int Number = atoi(argv[At + 2]), F = open(Path, accessOf(Path) | O_NOCTTY);
      if (F < 0 || (F != Number && dup2(F, Number) < 0))
        failed("cannot open", Path);
      if (F != Number)
        close(F);
      ++At;
    } else {
      fprintf(stderr, "auspex-criu is started by the keeper of a job only\n");
      return 2;
    }
  }
  if (At + 1 >= argc)
    return 2;
  execv(argv[At + 1], argv + At + 1);
  failed("cannot execute", argv[At + 1]);
}
