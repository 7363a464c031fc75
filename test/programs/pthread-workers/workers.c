#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct job {
  pthread_t thread;
  int id;
  size_t bytes;
  uint64_t result;
};

static pthread_barrier_t everybody_holds_memory;

static void *work(void *arg) {
  struct job *j = arg;
  unsigned char *buffer = malloc(j->bytes);
  if (!buffer)
    return NULL;
  for (size_t i = 0; i < j->bytes; i++)
    buffer[i] = (unsigned char)(i * (j->id + 1));
  pthread_barrier_wait(&everybody_holds_memory);
  uint64_t sum = 0;
  for (size_t i = 0; i < j->bytes; i++)
    sum += buffer[i];
  j->result = sum;
  free(buffer);
  return NULL;
}

int main(int argc, char **argv) {
  int threads = 2, opt;
  size_t mib = 8;
  while ((opt = getopt(argc, argv, "t:b:")) != -1) {
    switch (opt) {
    case 't':
      threads = atoi(optarg);
      break;
    case 'b':
      mib = strtoul(optarg, NULL, 10);
      break;
    default:
      return 1;
    }
  }
  struct job *jobs = calloc(threads, sizeof(struct job));
  pthread_barrier_init(&everybody_holds_memory, NULL, threads);
  for (int t = 0; t < threads; t++) {
    jobs[t].id = t;
    jobs[t].bytes = mib << 20;
    if (pthread_create(&jobs[t].thread, NULL, work, &jobs[t])) {
      perror("pthread_create");
      return 1;
    }
  }
  uint64_t total = 0;
  for (int t = 0; t < threads; t++) {
    pthread_join(jobs[t].thread, NULL);
    total += jobs[t].result;
  }
  printf("%llu\n", (unsigned long long)total);
  free(jobs);
  return 0;
}
