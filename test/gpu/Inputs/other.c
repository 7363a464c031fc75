/* Compiled without the plugin: nobody sees that it takes the second GPU. */
int cudaSetDevice(int device);
int cudaMalloc(void **p, unsigned long bytes);

void useOther(void) {
  void *p;
  cudaSetDevice(1);
  cudaMalloc(&p, 1 << 20);
}
