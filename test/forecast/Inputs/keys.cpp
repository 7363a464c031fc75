// Keys of a std::map, some taken out again; memory for each that is left, and for each step over
// them in both directions.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

int main(int argc, char **argv) {
  int insertions = argc > 1 ? atoi(argv[1]) : 0, keys = argc > 2 ? atoi(argv[2]) : 1;
  std::map<int, long> seen;
  for (int i = 0; i < insertions; ++i)
    ++seen[i * 7 % keys];
  for (int i = 0; i < keys && argc > 3; i += 2)
    seen.erase(i);
  size_t steps = 0;
  for (auto &key : seen)
    steps += key.second > 0;
  for (auto key = seen.rbegin(); key != seen.rend(); ++key)
    ++steps;
  size_t bytes = (seen.size() + steps) * 1000000;
  char *room = (char *)malloc(bytes);
  memset(room, 1, bytes);
  printf("%zu keys, %zu steps %d\n", seen.size(), steps, room[bytes / 2]);
  return 0;
}
