#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iostream>
#include <limits>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

struct Header {
  char magic[4];
  std::uint16_t version, dimensions;
  std::uint64_t count;
};

class Points {
public:
  explicit Points(const std::string &path) {
    std::ifstream in(path, std::ios::binary);
    Header header;
    if (!in.read(reinterpret_cast<char *>(&header), sizeof header))
      throw std::runtime_error("no header in " + path);
    if (std::memcmp(header.magic, "PNTS", 4) != 0 || header.version != 1)
      throw std::runtime_error(path + " is not a file of points");
    dimensions = header.dimensions;
    coordinates.resize(header.count * dimensions);
    if (!in.read(reinterpret_cast<char *>(coordinates.data()), coordinates.size() * sizeof(float)))
      throw std::runtime_error(path + " is too short");
  }
  std::size_t size() const { return coordinates.size() / dimensions; }
  const float *operator[](std::size_t i) const { return &coordinates[i * dimensions]; }
  unsigned dimensions;

private:
  std::vector<float> coordinates;
};

struct Node {
  std::uint32_t point;
  unsigned axis;
  std::unique_ptr<Node> left, right;
};

static std::unique_ptr<Node> build(const Points &points, std::uint32_t *begin, std::uint32_t *end, unsigned depth) {
  if (begin == end)
    return nullptr;
  unsigned axis = depth % points.dimensions;
  std::uint32_t *middle = begin + (end - begin) / 2;
  std::nth_element(begin, middle, end,
                   [&](std::uint32_t a, std::uint32_t b) { return points[a][axis] < points[b][axis]; });
  auto node = std::make_unique<Node>();
  node->point = *middle;
  node->axis = axis;
  node->left = build(points, begin, middle, depth + 1);
  node->right = build(points, middle + 1, end, depth + 1);
  return node;
}

static void nearest(const Points &points, const Node *n, const float *q, float &best) {
  if (!n)
    return;
  const float *p = points[n->point];
  float d = 0;
  for (unsigned i = 0; i < points.dimensions; ++i)
    d += (p[i] - q[i]) * (p[i] - q[i]);
  best = std::min(best, d);
  float side = q[n->axis] - p[n->axis];
  nearest(points, side < 0 ? n->left.get() : n->right.get(), q, best);
  if (side * side < best)
    nearest(points, side < 0 ? n->right.get() : n->left.get(), q, best);
}

int main(int argc, char **argv) {
  std::string path;
  int queries = 1000;
  for (int i = 1; i < argc; ++i) {
    std::string arg = argv[i];
    if (arg.substr(0, 7) == "--file=")
      path = arg.substr(7);
    else if (arg.substr(0, 10) == "--queries=")
      queries = std::stoi(arg.substr(10));
    else
      return 2;
  }
  try {
    Points points(path);
    std::vector<std::uint32_t> order(points.size());
    std::iota(order.begin(), order.end(), 0u);
    auto root = build(points, order.data(), order.data() + order.size(), 0);
    std::vector<float> q(points.dimensions);
    double sum = 0;
    for (int i = 0; i < queries; ++i) {
      for (unsigned k = 0; k < points.dimensions; ++k)
        q[k] = float((i * 37 + k * 11) % 101) / 101;
      float best = std::numeric_limits<float>::max();
      nearest(points, root.get(), q.data(), best);
      sum += best;
    }
    std::cout << points.size() << " points, " << sum / queries << "\n";
  } catch (const std::exception &e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
