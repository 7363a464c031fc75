// y += a*x and x.y over owned arrays.
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <memory>

namespace {

void axpy(size_t n, double a, const double *x, double *y) {
  for (size_t i = 0; i != n; ++i)
    y[i] += a * x[i];
}

double dot(size_t n, const double *x, const double *y) {
  double s = 0;
  for (size_t i = 0; i != n; ++i)
    s += x[i] * y[i];
  return s;
}

} // namespace

int main(int argc, char *argv[]) {
  const size_t n = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1000;
  const unsigned repeats = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 3;
  auto x = std::make_unique<double[]>(n);
  std::unique_ptr<double[]> y(new double[n]);
  for (size_t i = 0; i != n; ++i) {
    x[i] = double(i % 10);
    y[i] = 1;
  }
  double s = 0;
  for (unsigned r = 0; r != repeats; ++r) {
    axpy(n, 0.5, x.get(), y.get());
    s += dot(n, x.get(), y.get());
  }
  std::cout << std::setprecision(12) << s << std::endl;
  return 0;
}
