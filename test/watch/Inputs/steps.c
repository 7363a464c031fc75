// Does what standard input says, a line a step, and answers "done" after each.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

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

int main(void) {
  char Line[64];
  while (fgets(Line, sizeof(Line), stdin)) {
    long N = strtol(strchr(Line, ' ') ? strchr(Line, ' ') : "0", NULL, 10);
    if (!strncmp(Line, "exec", 4))
      executePrograms(N);
    else if (!strncmp(Line, "send", 4))
      sendToSelf(N);
    else if (!strncmp(Line, "fill", 4))
      memset(malloc((size_t)N), 1, (size_t)N);
    puts("done");
    fflush(stdout);
  }
  return 0;
}
