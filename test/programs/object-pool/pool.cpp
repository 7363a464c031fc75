#include <cstdlib>
#include <iostream>
#include <memory>
#include <vector>

// Objects by the million through operator new, owned by smart pointers, with a
// virtual function each.
struct Shape {
  virtual ~Shape() = default;
  virtual long area() const = 0;
};
struct Square final : Shape {
  explicit Square(long s) : side(s) {}
  long area() const override { return side * side; }
  long side;
};
struct Rect final : Shape {
  Rect(long a, long b) : w(a), h(b) {}
  long area() const override { return w * h; }
  long w, h, padding[4] = {};
};

int main(int argc, char **argv) {
  const int n = argc > 1 ? std::atoi(argv[1]) : 1000;
  std::vector<std::unique_ptr<Shape>> shapes;
  for (int i = 0; i < n; ++i) {
    if (i % 2)
      shapes.push_back(std::make_unique<Square>(i % 100));
    else
      shapes.push_back(std::make_unique<Rect>(i % 10, i % 20));
  }
  long total = 0;
  for (const auto &s : shapes)
    total += s->area();
  std::cout << total << "\n";
}
