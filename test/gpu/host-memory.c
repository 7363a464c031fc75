// Memory of a GPU, transfers and pinned memory from the host's calls alone: neither
// toolkit nor driver is needed. A buffer of each row is freed before the next.
// RUN: %auspex_clang -O2 -g1 %s -o %t -Wl,--unresolved-symbols=ignore-all
// RUN: %auspex inspect %t | FileCheck %s --check-prefix=FORMULAS
// RUN: %auspex forecast %t 2000 | FileCheck %s --check-prefix=TEXT
// RUN: %auspex forecast --json %t 2000 | FileCheck %s --check-prefix=JSON
// RUN: %auspex_clang -O0 %s -o %t.O0 -Wl,--unresolved-symbols=ignore-all
// RUN: %auspex forecast %t.O0 2000 | FileCheck %s --check-prefix=TEXT
#include <stdlib.h>

int cudaMalloc(void **p, size_t bytes);
int cudaMallocHost(void **p, size_t bytes);
int cudaFree(void *p);
int cudaFreeHost(void *p);
int cudaMemcpy(void *to, const void *from, size_t bytes, int kind);

// FORMULAS: gpu memory 16*n^2 bytes
// FORMULAS: to gpu 8*n^2 bytes
// FORMULAS: from gpu 8*n bytes
// TEXT: memory {{ *}}31.{{[0-9]}} MiB
// TEXT: gpu memory {{ *}}30.5 MiB
// TEXT: to gpu {{ *}}30.5 MiB
// TEXT: from gpu {{ *}}15.6 KiB
// TEXT: assuming {{ *}}memory of GPUs as requested
// JSON: "gpu": {
// JSON: "peak_bytes": {
// JSON-NEXT: "low": 32016000.0,
// JSON-NEXT: "likely": 32016000.0,
// JSON-NEXT: "high": 32016000.0
// JSON: "context_bytes": null
// JSON: "to_gpu_bytes": {
// JSON-NEXT: "low": 32000000.0
// JSON: "timeline": [
// JSON: "gpu_memory_bytes": {
int main(int argc, char **argv) {
  size_t n = strtoul(argv[1], 0, 10);
  double *host, *matrix, *row;
  cudaMallocHost((void **)&host, 8 * n * n);
  cudaMalloc((void **)&matrix, 8 * n * n);
  for (size_t i = 0; i != n; ++i) {
    cudaMalloc((void **)&row, 8 * n);
    cudaMemcpy(matrix + i * n, host + i * n, 8 * n, 1);
    cudaFree(row);
  }
  cudaMemcpy(host, matrix, 8 * n, 2);
  cudaFree(matrix);
  cudaFreeHost(host);
}
