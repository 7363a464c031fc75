// Options in a vector of records with strings, which move as it grows: numbers and texts of an
// element are the same in its new place.
#include <cstdlib>
#include <cstring>
#include <cstdio>
#include <string>
#include <vector>

struct Record {
  int code;
  std::string name, argument;
  explicit Record(char c) : code(c), name("-") { name += c; }
  explicit Record(const char *text) : code(0), argument(text) {}
};

__attribute__((noinline)) std::vector<Record> parse(int argc, char **argv) {
  std::vector<Record> records;
  for (int i = 1; i < argc; ++i) {
    if (argv[i][0] == '-')
      records.push_back(Record(argv[i][1]));
    else
      records.push_back(Record(argv[i]));
  }
  return records;
}

int main(int argc, char **argv) {
  size_t megabytes = 0;
  for (const Record &r : parse(argc, argv))
    if (!r.code)
      megabytes = strtoul(r.argument.c_str(), nullptr, 10);
  char *memory = static_cast<char *>(malloc(megabytes << 20));
  memset(memory, 1, megabytes << 20);
  printf("%d\n", memory[argc]);
  free(memory);
}
