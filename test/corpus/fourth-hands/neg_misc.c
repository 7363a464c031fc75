/* ordinary code */
#include <string.h>
#include <stddef.h>
#include <stdlib.h>
void insertion_sort(int *a, int n) { for (int i = 1; i < n; i++) { int v = a[i], j = i - 1; while (j >= 0 && a[j] > v) { a[j + 1] = a[j]; j--; } a[j + 1] = v; } }
int kmp_search(const char *t, int n, const char *p, int m, int *f)
{
    int k = 0; f[0] = 0;
    for (int i = 1; i < m; i++) { while (k && p[i] != p[k]) k = f[k-1]; if (p[i] == p[k]) k++; f[i] = k; }
    k = 0;
    for (int i = 0; i < n; i++) { while (k && t[i] != p[k]) k = f[k-1]; if (t[i] == p[k]) k++; if (k == m) return i - m + 1; }
    return -1;
}
int knapsack(const int *w, const int *v, int n, int cap, int *best)
{ memset(best, 0, sizeof(int) * (cap + 1)); for (int i = 0; i < n; i++) for (int c = cap; c >= w[i]; c--) if (best[c - w[i]] + v[i] > best[c]) best[c] = best[c - w[i]] + v[i]; return best[cap]; }
int levenshtein(const char *a, const char *b, int *row)
{
    int n = (int)strlen(a), m = (int)strlen(b);
    for (int j = 0; j <= m; j++) row[j] = j;
    for (int i = 1; i <= n; i++) { int d = row[0]; row[0] = i; for (int j = 1; j <= m; j++) { int t = row[j], c = d + (a[i-1] != b[j-1]); if (row[j] + 1 < c) c = row[j] + 1; if (row[j-1] + 1 < c) c = row[j-1] + 1; row[j] = c; d = t; } }
    return row[m];
}
void flood_fill(unsigned char *g, int w, int h, int x, int y, unsigned char c, int *stack)
{
    int sp = 0; unsigned char o = g[y * w + x]; if (o == c) return;
    stack[sp++] = y * w + x;
    while (sp) { int p = stack[--sp]; if (g[p] != o) continue; g[p] = c; if (p % w) stack[sp++] = p - 1; if (p % w < w - 1) stack[sp++] = p + 1; if (p >= w) stack[sp++] = p - w; if (p < w * (h - 1)) stack[sp++] = p + w; }
}
void sieve(unsigned char *composite, int n) { memset(composite, 0, n); for (int i = 2; (long)i * i < n; i++) if (!composite[i]) for (int j = i * i; j < n; j += i) composite[j] = 1; }
long payroll(const long *hours, const long *rate, const int *dep, int n, long *net)
{ long tot = 0; for (int i = 0; i < n; i++) { long h = hours[i], g = h > 40 ? 40 * rate[i] + (h - 40) * rate[i] * 3 / 2 : h * rate[i], tax = g > 100000 ? g / 4 : g / 10; tax -= 500L * dep[i]; if (tax < 0) tax = 0; net[i] = g - tax; tot += g; } return tot; }
int parse_ints(const char *s, int *out, int max)
{ int n = 0; while (*s && n < max) { while (*s && (*s < '0' || *s > '9') && *s != '-') s++; if (!*s) break; int neg = *s == '-', v = 0; if (neg) s++; while (*s >= '0' && *s <= '9') v = v * 10 + (*s++ - '0'); out[n++] = neg ? -v : v; } return n; }
void rotate_image90(const unsigned *in, unsigned *out, int w, int h) { for (int y = 0; y < h; y++) for (int x = 0; x < w; x++) out[x * h + (h - 1 - y)] = in[y * w + x]; }
int count_words(const char *s) { int n = 0, in = 0; for (; *s; s++) { int sp = *s == ' ' || *s == '\n' || *s == '\t'; if (!sp && !in) n++; in = !sp; } return n; }
void merge_runs(const int *a, int na, const int *b, int nb, int *o) { int i = 0, j = 0; while (i < na && j < nb) *o++ = a[i] <= b[j] ? a[i++] : b[j++]; while (i < na) *o++ = a[i++]; while (j < nb) *o++ = b[j++]; }
int encode_8b10b_5b6b(const unsigned char *in, unsigned char *out, int n, const unsigned char *neg, const unsigned char *pos, int rd)
{ for (int i = 0; i < n; i++) { unsigned char c = (rd < 0 ? neg : pos)[in[i] & 31]; int ones = __builtin_popcount(c); out[i] = c; if (ones != 3) rd = -rd; } return rd; }
