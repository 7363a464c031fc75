// Does what standard input says, a line a step, and answers "done" after each.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char *volatile Filled;

static void executePrograms(long Count) {
  for (long I = 0; I < Count; ++I) {
    if (fork() == 0) {
      execl("/bin/true", "true", (char *)NULL);
      _exit(1);
    }
    wait(NULL);
  }
}

static void sendToSelf(long Bytes) {
  struct sockaddr_in A = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t Size = sizeof(A);
  int Listen = socket(AF_INET, SOCK_STREAM, 0);
  bind(Listen, (struct sockaddr *)&A, Size);
  listen(Listen, 1);
  getsockname(Listen, (struct sockaddr *)&A, &Size);
  int Out = socket(AF_INET, SOCK_STREAM, 0);
  connect(Out, (struct sockaddr *)&A, Size);
  int In = accept(Listen, NULL, NULL);
  static char Block[4096];
  for (long Sent = 0; Sent < Bytes;) {
    ssize_t N = write(Out, Block, sizeof(Block));
    for (ssize_t Left = N; Left > 0;)
      Left -= read(In, Block, sizeof(Block));
    Sent += N;
  }
  close(In), close(Out), close(Listen);
}

/// So many children that live at once, a hundred at a time.
static void forkChildren(long Count) {
  for (long Done = 0; Done < Count;) {
    long Batch = Count - Done < 100 ? Count - Done : 100;
    for (long I = 0; I < Batch; ++I) {
      pid_t Child = fork();
      if (Child == 0)
        _exit(0);
      if (Child < 0)
        exit(1);
    }
    for (long I = 0; I < Batch; ++I)
      wait(NULL);
    Done += Batch;
  }
}

/// Writes so many bytes to the disk, past the page cache.
static void writeToDisk(const char *Path, long Bytes) {
  enum { Block = 1 << 20 };
  void *Data;
  int F = open(Path, O_WRONLY | O_CREAT | O_TRUNC | O_DIRECT, 0600);
  if (F < 0 || posix_memalign(&Data, 4096, Block) != 0)
    exit(1);
  memset(Data, 7, Block);
  for (long Written = 0; Written < Bytes; Written += Block)
    if (write(F, Data, Block) != Block)
      exit(1);
  close(F);
  free(Data);
}

static void compute(long Millions) {
  volatile double X = 1;
  for (long I = 0; I < Millions * 1000000; ++I)
    X = X * 1.0000001 + 1e-9;
}

int main(int argc, char **argv) {
  char Line[64];
  while (fgets(Line, sizeof(Line), stdin)) {
    long N = strtol(strchr(Line, ' ') ? strchr(Line, ' ') : "0", NULL, 10);
    if (!strncmp(Line, "exec", 4))
      executePrograms(N);
    else if (!strncmp(Line, "send", 4))
      sendToSelf(N);
    else if (!strncmp(Line, "fork", 4))
      forkChildren(N);
    else if (!strncmp(Line, "disk", 4) && argc > 1)
      writeToDisk(argv[1], N);
    else if (!strncmp(Line, "compute", 7))
      compute(N);
    else if (!strncmp(Line, "fill", 4))
      Filled = memset(malloc((size_t)N), 1, (size_t)N);
    puts("done");
    fflush(stdout);
  }
  return 0;
}
