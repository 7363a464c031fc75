#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  int fd = open(argv[1], O_RDONLY);
  struct stat st;
  if (fd < 0 || fstat(fd, &st) < 0) {
    perror(argv[1]);
    return 1;
  }
  const char *text = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (text == MAP_FAILED) {
    perror("mmap");
    return 1;
  }
  close(fd);
  size_t lines = 0;
  for (off_t i = 0; i < st.st_size; i++)
    lines += text[i] == '\n';
  uint64_t *offset = malloc((lines + 1) * sizeof *offset);
  size_t n = 0;
  offset[n++] = 0;
  for (off_t i = 0; i < st.st_size; i++)
    if (text[i] == '\n')
      offset[n++] = i + 1;
  uint64_t longest = 0;
  for (size_t i = 0; i + 1 < n; i++)
    if (offset[i + 1] - offset[i] > longest)
      longest = offset[i + 1] - offset[i];
  printf("%zu lines, longest %llu\n", lines, (unsigned long long)longest);
  free(offset);
  munmap((void *)text, st.st_size);
  return 0;
}
