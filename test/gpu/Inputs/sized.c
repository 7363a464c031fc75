/* A program of the CUDA runtime whose memory its first argument sizes; "loop" goes over all
   GPUs, "open" asks for what only the run tells, "host" uses none, "other" calls code without a note. */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

int cudaMalloc(void **p, size_t bytes);
int cudaGetDeviceCount(int *count);
int cudaSetDevice(int device);
void useOther(void);

int main(int argc, char **argv) {
  size_t n = strtoul(argv[1], 0, 10);
  const char *what = argc > 2 ? argv[2] : "";
  void *p;
  if (strcmp(what, "host") != 0) {
    if (strcmp(what, "loop") == 0) {
      int count = 0;
      cudaGetDeviceCount(&count);
      for (int i = 0; i < count; ++i) {
        cudaSetDevice(i);
        cudaMalloc(&p, n << 20);
      }
    } else if (strcmp(what, "open") == 0) {
      size_t more;
      if (scanf("%zu", &more) != 1)
        more = 1;
      cudaMalloc(&p, n << 20);
      cudaMalloc(&p, more << 20);
    } else if (strcmp(what, "other") == 0) {
      cudaMalloc(&p, n << 20);
      useOther();
    } else {
      cudaMalloc(&p, n << 20);
    }
  }
  const char *seen = getenv("CUDA_VISIBLE_DEVICES");
  printf("sees %s\n", seen ? seen : "all");
  fflush(stdout);
  if (strcmp(what, "wait") == 0 && system(argv[3]) != 0)
    return 9;
  return 5;
}
