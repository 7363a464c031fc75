// Writes and reads back FILE past the page cache: MIB MiB each.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  enum { Piece = 1 << 20 };
  if (argc < 3)
    return 2;
  int File = open(argv[1], O_RDWR | O_CREAT | O_TRUNC | O_DIRECT, 0600);
  void *Buffer = aligned_alloc(4096, Piece);
  if (File < 0 || !Buffer)
    return 1;
  memset(Buffer, 7, Piece);
  for (int I = 0; I < atoi(argv[2]); ++I)
    if (write(File, Buffer, Piece) != Piece)
      return 1;
  for (int I = 0; I < atoi(argv[2]); ++I)
    if (pread(File, Buffer, Piece, (off_t)I << 20) != Piece)
      return 1;
  unlink(argv[1]);
  return 0;
}
