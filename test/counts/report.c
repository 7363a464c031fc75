/* Prints the counters of CountOperations when the program ends: file, line,
 * operations, bytes; one loop a line, to the file that COUNTS names. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct record {
  const char *file;
  uint64_t line, flops, bytes;
};
extern struct record __start_auspex_counts[], __stop_auspex_counts[];

__attribute__((destructor)) static void report(void) {
  FILE *out = fopen(getenv("COUNTS"), "w");
  if (!out)
    abort();
  for (struct record *r = __start_auspex_counts; r != __stop_auspex_counts; r++)
    fprintf(out, "%s %llu %llu %llu\n", r->file, (unsigned long long)r->line, (unsigned long long)r->flops,
            (unsigned long long)r->bytes);
  fclose(out);
}
