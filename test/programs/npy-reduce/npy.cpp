#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

struct Closer {
  void operator()(FILE *f) const { std::fclose(f); }
};

struct Array {
  std::vector<std::size_t> shape;
  std::vector<double> values;
};

static std::vector<std::size_t> parseShape(const std::string &header) {
  std::vector<std::size_t> shape;
  std::size_t at = header.find("'shape':");
  if (at == std::string::npos)
    return shape;
  at = header.find('(', at);
  std::size_t end = header.find(')', at);
  std::string inside = header.substr(at + 1, end - at - 1);
  const char *p = inside.c_str();
  while (*p) {
    char *after;
    unsigned long n = std::strtoul(p, &after, 10);
    if (after == p)
      break;
    shape.push_back(n);
    p = after;
    while (*p == ',' || *p == ' ')
      ++p;
  }
  return shape;
}

static bool load(const char *path, Array &a) {
  std::unique_ptr<FILE, Closer> f(std::fopen(path, "rb"));
  if (!f) {
    std::perror(path);
    return false;
  }
  unsigned char start[10];
  if (std::fread(start, 1, sizeof start, f.get()) != sizeof start || std::memcmp(start, "\x93NUMPY", 6) != 0) {
    std::fprintf(stderr, "%s: not a .npy file\n", path);
    return false;
  }
  std::size_t length = start[8] | start[9] << 8;
  std::string header(length, ' ');
  if (std::fread(&header[0], 1, length, f.get()) != length)
    return false;
  if (header.find("'<f8'") == std::string::npos || header.find("True") != std::string::npos) {
    std::fprintf(stderr, "%s: only little-endian doubles in C order\n", path);
    return false;
  }
  a.shape = parseShape(header);
  std::size_t count = 1;
  for (std::size_t n : a.shape)
    count *= n;
  a.values.resize(count);
  return std::fread(a.values.data(), sizeof(double), count, f.get()) == count;
}

int main(int argc, char **argv) {
  Array a;
  if (argc != 2 || !load(argv[1], a) || a.shape.size() != 2)
    return 1;
  std::size_t rows = a.shape[0], columns = a.shape[1];
  std::vector<double> means(columns), centred(a.values);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j)
      means[j] += a.values[i * columns + j] / double(rows);
  double total = 0;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      centred[i * columns + j] -= means[j];
      total += centred[i * columns + j] * centred[i * columns + j];
    }
  std::printf("%zu x %zu, deviation %.4f\n", rows, columns, total / double(rows * columns));
}
