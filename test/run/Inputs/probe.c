/* Prints what a process inherits, one fact a line, so that a plain start and
   one through `auspex run` can be compared. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

static void file(const char *name, const char *const *keys) {
  char line[4096];
  FILE *f = fopen(name, "re");
  while (f && fgets(line, sizeof line, f))
    for (const char *const *k = keys; *k; k++)
      if (!strncmp(line, *k, strlen(*k)))
        printf("%s: %s", name, line);
  if (f)
    fclose(f);
}

int main(int argc, char **argv) {
  for (int i = 0; i < argc; i++)
    printf("argv[%d] = %s\n", i, argv[i]);
  for (char **e = environ; *e; e++)
    printf("env %s\n", *e);
  char path[4096];
  printf("cwd %s\n", getcwd(path, sizeof path));
  for (int fd = 0; fd < 1024; fd++) {
    int flags = fcntl(fd, F_GETFD), status = fcntl(fd, F_GETFL);
    if (flags >= 0)
      printf("fd %d flags %d status %d\n", fd, flags, status);
  }
  for (int r = 0; r < RLIM_NLIMITS; r++) {
    struct rlimit l;
    getrlimit(r, &l);
    printf("rlimit %d %llu %llu\n", r, (unsigned long long)l.rlim_cur, (unsigned long long)l.rlim_max);
  }
  mode_t mask = umask(0);
  printf("umask %o nice %d session %d group %d foreground %d\n", mask, getpriority(PRIO_PROCESS, 0),
         getsid(0) == getpgrp(), getpgrp() == getpid(), (int)tcgetpgrp(0) == getpgrp());
  cpu_set_t cpus;
  sched_getaffinity(0, sizeof cpus, &cpus);
  printf("cpus %d policy %d dumpable %d subreaper %d\n", CPU_COUNT(&cpus), sched_getscheduler(0),
         prctl(PR_GET_DUMPABLE), 0);
  int death = -1, reaper = -1;
  prctl(PR_GET_PDEATHSIG, &death);
  prctl(PR_GET_CHILD_SUBREAPER, &reaper);
  printf("death signal %d subreaper %d\n", death, reaper);
  const char *const keys[] = {"SigPnd", "ShdPnd",     "SigBlk", "SigIgn",       "SigCgt", "Uid",
                              "Gid",    "NoNewPrivs", "Groups", "Cpus_allowed", "CapEff", 0};
  file("/proc/self/status", keys);
  const char *const all[] = {"", 0};
  file("/proc/self/oom_score_adj", all);
  file("/proc/self/limits", all);
  file("/proc/self/timerslack_ns", all);
  return 0;
}
