/* What sized.c needs of a CUDA runtime: nothing happens on a GPU. */
#include <stddef.h>
int cudaMalloc(void **p, size_t bytes) { *p = 0; return bytes == 0; }
int cudaGetDeviceCount(int *count) { *count = 2; return 0; }
int cudaSetDevice(int device) { return device < 0; }
