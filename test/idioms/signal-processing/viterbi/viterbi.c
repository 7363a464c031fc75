// The most likely way through a hidden Markov model, and what shares its recurrence.
// RUN: %kernels %s --levels=O2,O1,O3 | FileCheck %s --implicit-check-not=': viterbi'
// CHECK: logarithms: viterbi matched
void logarithms(int states, int steps, const double *start, const double *a, const double *b, const int *seen, double *v, int *from,
                int *way) {
  for (int j = 0; j < states; j++)
    v[j] = start[j] + b[j * states + seen[0]];
  for (int t = 1; t < steps; t++)
    for (int j = 0; j < states; j++) {
      double best = -1e300;
      int at = 0;
      for (int i = 0; i < states; i++)
        if (v[(t - 1) * states + i] + a[i * states + j] > best) {
          best = v[(t - 1) * states + i] + a[i * states + j];
          at = i;
        }
      v[t * states + j] = best + b[j * states + seen[t]];
      from[t * states + j] = at;
    }
  int last = 0;
  for (int j = 1; j < states; j++)
    if (v[(steps - 1) * states + j] > v[(steps - 1) * states + last])
      last = j;
  for (int t = steps - 1; t > 0; t--) {
    way[t] = last;
    last = from[t * states + last];
  }
  way[0] = last;
}
// CHECK: first_state: viterbi matched
void first_state(int states, int steps, const double *a, const double *b, const int *seen, double *v, int *from) {
  for (int t = 1; t < steps; t++)
    for (int j = 0; j < states; j++) {
      double best = v[(t - 1) * states] + a[j];
      int at = 0;
      for (int i = 1; i < states; i++) {
        double x = v[(t - 1) * states + i] + a[i * states + j];
        if (x > best) {
          best = x;
          at = i;
        }
      }
      v[t * states + j] = best + b[j * states + seen[t]];
      from[t * states + j] = at;
    }
}
// The longest way through layers: nothing is observed.
void critical_path(int states, int steps, const double *a, const double *cost, double *v, int *from) {
  for (int t = 1; t < steps; t++)
    for (int j = 0; j < states; j++) {
      double best = -1e300;
      int at = 0;
      for (int i = 0; i < states; i++)
        if (v[(t - 1) * states + i] + a[i * states + j] > best) {
          best = v[(t - 1) * states + i] + a[i * states + j];
          at = i;
        }
      v[t * states + j] = best + cost[j];
      from[t * states + j] = at;
    }
}
// Only how likely it is, not which way it is.
void best_score(int states, int steps, const double *a, const double *b, const int *seen, double *v) {
  for (int t = 1; t < steps; t++)
    for (int j = 0; j < states; j++) {
      double best = -1e300;
      for (int i = 0; i < states; i++)
        if (v[(t - 1) * states + i] + a[i * states + j] > best)
          best = v[(t - 1) * states + i] + a[i * states + j];
      v[t * states + j] = best + b[j * states + seen[t]];
    }
}
// The forward algorithm adds all ways up.
void forward(int states, int steps, const double *a, const double *b, const int *seen, double *v) {
  for (int t = 1; t < steps; t++)
    for (int j = 0; j < states; j++) {
      double sum = 0;
      for (int i = 0; i < states; i++)
        sum += v[(t - 1) * states + i] * a[i * states + j];
      v[t * states + j] = sum * b[j * states + seen[t]];
    }
}
// From two steps before: another recurrence.
void every_other(int states, int steps, const double *a, const double *b, const int *seen, double *v, int *from) {
  for (int t = 2; t < steps; t++)
    for (int j = 0; j < states; j++) {
      double best = -1e300;
      int at = 0;
      for (int i = 0; i < states; i++)
        if (v[(t - 2) * states + i] + a[i * states + j] > best) {
          best = v[(t - 2) * states + i] + a[i * states + j];
          at = i;
        }
      v[t * states + j] = best + b[j * states + seen[t]];
      from[t * states + j] = at;
    }
}
