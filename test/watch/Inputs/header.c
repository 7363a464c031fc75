// Another program writes how much memory it will need: nothing before the run tells. Waits for
// a line first, so that whoever listens can be ready, and for another one at the end.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void await(void) {
  char Line[16];
  if (fgets(Line, sizeof(Line), stdin)) {
    puts("done");
    fflush(stdout);
  }
}

int main(int argc, char **argv) {
  if (argc < 2)
    return 2;
  FILE *File = popen(argv[1], "r");
  long Count;
  if (!File || fread(&Count, sizeof(Count), 1, File) != 1)
    return 1;
  pclose(File);
  await();
  double *Data = malloc((size_t)Count * sizeof(double));
  if (!Data)
    return 3;
  for (long I = 0; I < Count; ++I)
    Data[I] = (double)I;
  double Sum = 0;
  for (int Times = 0; Times < 20; ++Times)
    for (long I = 0; I < Count; ++I) {
      Sum += Data[I];
      Data[I] = Sum * 0.5;
    }
  await();
  free(Data);
  return Sum == 42;
}
