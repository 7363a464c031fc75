// A list whose oldest element goes when it is full: which one that is, its size alone tells.
#include <cstdio>
#include <cstdlib>
#include <list>

int main(int argc, char **argv) {
  std::size_t room = std::strtoul(argv[1], nullptr, 10);
  std::list<long> *lists = new std::list<long>[256];
  std::size_t kept = 0;
  unsigned state = 1;
  for (unsigned long i = 0, n = std::strtoul(argv[2], nullptr, 10); i < n; ++i) {
    state = state * 1664525u + 1013904223u;
    lists[state >> 24].push_front(long(i));
    if (kept == room) {
      state = state * 1664525u + 1013904223u;
      if (lists[state >> 24].empty())
        continue;
      lists[state >> 24].pop_back();
    } else {
      ++kept;
    }
  }
  std::printf("%zu kept\n", kept);
}
