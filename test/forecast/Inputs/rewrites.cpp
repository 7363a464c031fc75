// Writes a number to a file where an argument tells it to, and reads it again by another
// spelling of its name.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

int main(int argc, char **argv) {
  if (argc < 2)
    return 2;
  if (argc > 2) {
    std::ofstream out(argv[1]);
    out << argv[2];
  }
  FILE *in = std::fopen(argv[1], "r");
  size_t bytes = 0;
  if (!in || std::fscanf(in, "%zu", &bytes) != 1)
    return 3;
  char *all = static_cast<char *>(std::malloc(bytes));
  if (!all)
    return 4;
  std::memset(all, 1, bytes);
  std::printf("%zu\n", bytes + static_cast<size_t>(all[bytes - 1]) - 1);
  std::free(all);
}
