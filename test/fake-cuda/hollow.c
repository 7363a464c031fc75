/* A libcuda.so.1 that has next to nothing of what a driver has: the toolkit's stub, a broken
   installation. */
int cuInit(unsigned Flags) { return Flags ? 34 : 34; }
