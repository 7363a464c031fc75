// A file as a whole: mapped, its header read there; and byte by byte from its stream.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <vector>

struct Header {
  unsigned width, height;
};

int main(int argc, char **argv) {
  if (argc != 3)
    return 1;
  if (!strcmp(argv[1], "map")) {
    int fd = open(argv[2], O_RDONLY);
    struct stat about;
    if (fd < 0 || fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
      return 2;
    void *at = mmap(nullptr, about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED)
      return 2;
    Header header;
    memcpy(&header, at, sizeof header);
    std::vector<double> grid(size_t(header.width) * header.height, 1.0);
    std::sort(grid.begin(), grid.end());
    printf("%f\n", grid.back());
    return 0;
  }
  std::ifstream in(argv[2], std::ios::binary);
  if (!in)
    return 2;
  if (!strcmp(argv[1], "vector")) {
    std::vector<char> data((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    printf("%zu\n", data.size());
  } else {
    std::string data((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    printf("%zu\n", data.size());
  }
}
