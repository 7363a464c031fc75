// Indexed updates that are no counts.
// RUN: %kernels %s | FileCheck %s --allow-empty --implicit-check-not=differs --implicit-check-not=matched
void positions(int n, const int *key, const double *x, int *at, double *y) {
  for (int i = 0; i < n; i++)
    y[at[key[i]]++] = x[i];
}
void marked(int n, const int *x, int *h) {
  for (int i = 0; i < n; i++)
    h[x[i]] = 1;
}
void weighted(int n, const int *b, const double *w, double *h) {
  for (int i = 0; i < n; i++)
    h[b[i]] += w[i];
}
void chained(int n, int *next) {
  for (int i = 0; i < n; i++)
    next[next[i]]++;
}
void mixed(int n, unsigned char *s, const unsigned char *key) {
  int j = 0;
  for (int i = 0; i < 256; i++) {
    j = (j + s[i] + key[i % n]) & 255;
    unsigned char t = s[i];
    s[i] = s[j];
    s[j] = t;
  }
}
void hashed(int n, const unsigned *k, unsigned *table, unsigned mask) {
  unsigned h = 5381;
  for (int i = 0; i < n; i++) {
    h = h * 33 + k[i];
    table[h & mask]++;
  }
}
