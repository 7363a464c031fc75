/* grow MEBIBYTES [read]: takes that much memory, by page faults of its own or of
   the kernel (read into fresh memory), and says so. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv) {
  size_t size = strtoull(argv[1], 0, 10) << 20, at = 0;
  char *p = malloc(size);
  if (argc > 2) {
    int f = open("/dev/zero", O_RDONLY);
    while (at < size) {
      ssize_t n = read(f, p + at, size - at);
      if (n <= 0) {
        perror("read");
        return 1;
      }
      at += (size_t)n;
    }
  } else {
    for (; at < size; at += 4096)
      p[at] = 1;
  }
  printf("took %zu MiB\n", size >> 20);
  return 0;
}
