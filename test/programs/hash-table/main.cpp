#include "table.hpp"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

int main(int argc, char **argv) {
  size_t keys = 100'000;
  unsigned rounds = 2;
  int c;
  while ((c = getopt(argc, argv, "r:k:")) != -1)
    if (c == 'k')
      keys = strtoull(optarg, nullptr, 0);
    else if (c == 'r')
      rounds = atoi(optarg);
    else
      return 1;

  Table<uint32_t> table(keys);
  for (unsigned r = 0; r < rounds; ++r)
    for (size_t i = 0; i < keys; ++i)
      table[i * 7919] += r + 1;
  uint64_t sum = 0;
  for (size_t i = 0; i < keys; i += 101)
    sum += table[i * 7919];
  std::printf("%zu keys, %llu\n", table.size(), (unsigned long long)sum);
}
