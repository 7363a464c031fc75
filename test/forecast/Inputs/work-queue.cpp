// Threads that take work by a counter, each with room of its own: the first may take it all.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

int main(int argc, char **argv) {
  if (argc != 4)
    return 1;
  unsigned threads = atoi(argv[1]), items = atoi(argv[2]);
  size_t bytes = strtoul(argv[3], nullptr, 10) << 20;
  std::atomic<unsigned> next{0};
  std::atomic<unsigned long> sum{0};
  std::vector<std::thread> pool;
  for (unsigned t = 0; t < threads; ++t)
    pool.emplace_back([&] {
      for (;;) {
        unsigned item = next.fetch_add(1);
        if (item >= items)
          break;
        char *room = static_cast<char *>(malloc(bytes));
        memset(room, int(item), bytes);
        sum += room[bytes / 2];
        free(room);
      }
    });
  for (auto &t : pool)
    t.join();
  printf("%lu\n", sum.load());
}
