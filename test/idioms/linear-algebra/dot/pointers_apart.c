// A walk by a variable step between pointers whose distance is not known: no extent, and no crash.
// RUN: %kernels %s | FileCheck %s --allow-empty --implicit-check-not=differs --implicit-check-not=matched
long sum(char *a, char *end, long step) {
  long c = 0;
  for (char *p = a; p < end; p += step)
    c += *p;
  return c;
}
void gather(int *a, int *end, long step, int *out) {
  for (; a < end; a += step)
    *out++ = *a;
}
