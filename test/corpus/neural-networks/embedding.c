/* Embeddings: rows of a table picked by token, with positions, as a mean.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>
#include <string.h>

void embed_tokens(const int *tokens, int n, const float *table, int dim, float *out) {
  for (int t = 0; t < n; t++)
    for (int i = 0; i < dim; i++)
      out[t * dim + i] = table[tokens[t] * dim + i];
}

/* Token and position embeddings added. */
void embed_with_position(float *restrict dst, const int *ids, const float *restrict wte, const float *restrict wpe,
                         size_t batch, size_t len, size_t dim) {
  for (size_t b = 0; b < batch; ++b)
    for (size_t t = 0; t < len; ++t) {
      float *o = dst + (b * len + t) * dim;
      const float *tok = wte + (size_t)ids[b * len + t] * dim;
      const float *pos = wpe + t * dim;
      for (size_t c = 0; c < dim; ++c)
        o[c] = tok[c] + pos[c];
    }
}

void embed_memcpy(const long *ids, long n, const double *table, long vocab, size_t dim, double *out) {
  for (long i = 0; i < n; i++) {
    long id = ids[i];
    if (id < 0 || id >= vocab)
      id = 0;
    memcpy(out + i * dim, table + id * dim, dim * sizeof(double));
  }
}

/* The mean of a bag of words. */
void embedding_bag(const int *ids, const int *offsets, int bags, const float *table, int dim, float *out) {
  for (int b = 0; b < bags; b++) {
    float *o = out + b * dim;
    const int first = offsets[b], last = offsets[b + 1];
    memset(o, 0, dim * sizeof(float));
    for (int k = first; k < last; k++) {
      const float *row = table + (size_t)ids[k] * dim;
      for (int i = 0; i < dim; i++)
        o[i] += row[i];
    }
    if (last > first)
      for (int i = 0; i < dim; i++)
        o[i] /= last - first;
  }
}
