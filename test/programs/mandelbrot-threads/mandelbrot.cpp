#include <complex>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

struct Settings {
  int width = 800, height = 600, iterations = 100;
  unsigned threads = std::thread::hardware_concurrency();
};

static bool parse(int argc, char **argv, Settings &s) {
  for (int i = 1; i < argc; ++i) {
    if (std::strncmp(argv[i], "--size=", 7) == 0) {
      if (std::sscanf(argv[i] + 7, "%dx%d", &s.width, &s.height) != 2)
        return false;
    } else if (std::strncmp(argv[i], "--iterations=", 13) == 0) {
      s.iterations = std::atoi(argv[i] + 13);
    } else if (std::strncmp(argv[i], "--threads=", 10) == 0) {
      s.threads = unsigned(std::atoi(argv[i] + 10));
    } else {
      return false;
    }
  }
  return s.width > 0 && s.height > 0;
}

static void rows(const Settings &s, std::vector<std::uint16_t> &image, unsigned first) {
  for (int y = int(first); y < s.height; y += int(s.threads))
    for (int x = 0; x < s.width; ++x) {
      std::complex<double> c(3.0 * x / s.width - 2.2, 2.4 * y / s.height - 1.2), z;
      int n = 0;
      while (n < s.iterations && std::norm(z) < 4) {
        z = {z.real() * z.real() - z.imag() * z.imag() + c.real(), 2 * z.real() * z.imag() + c.imag()};
        ++n;
      }
      image[std::size_t(y) * s.width + x] = std::uint16_t(n);
    }
}

int main(int argc, char **argv) {
  Settings s;
  if (!parse(argc, argv, s)) {
    std::fprintf(stderr, "usage: mandelbrot [--size=WxH] [--iterations=N] [--threads=N]\n");
    return 2;
  }
  std::vector<std::uint16_t> image(std::size_t(s.width) * s.height);
  std::vector<std::thread> pool;
  for (unsigned t = 0; t < s.threads; ++t)
    pool.emplace_back(rows, std::cref(s), std::ref(image), t);
  for (auto &t : pool)
    t.join();
  std::uint64_t sum = 0;
  for (auto v : image)
    sum += v;
  std::printf("%d x %d, %llu\n", s.width, s.height, (unsigned long long)sum);
}
