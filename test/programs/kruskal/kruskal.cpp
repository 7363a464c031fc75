#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <numeric>
#include <vector>

class DisjointSets {
public:
  explicit DisjointSets(std::uint32_t n) : parent(n), rank(n) { std::iota(parent.begin(), parent.end(), 0u); }
  std::uint32_t find(std::uint32_t x) {
    while (parent[x] != x)
      x = parent[x] = parent[parent[x]];
    return x;
  }
  bool unite(std::uint32_t a, std::uint32_t b) {
    a = find(a), b = find(b);
    if (a == b)
      return false;
    if (rank[a] < rank[b])
      std::swap(a, b);
    parent[b] = a;
    rank[a] += rank[a] == rank[b];
    return true;
  }

private:
  std::vector<std::uint32_t> parent;
  std::vector<std::uint8_t> rank;
};

struct Edges {
  std::vector<std::uint32_t> from, to;
  std::vector<float> weight;
  void reserve(std::size_t n) {
    from.reserve(n);
    to.reserve(n);
    weight.reserve(n);
  }
  void add(std::uint32_t a, std::uint32_t b, float w) {
    from.push_back(a);
    to.push_back(b);
    weight.push_back(w);
  }
  std::size_t size() const { return from.size(); }
};

static unsigned setting(const char *name, unsigned otherwise) {
  const char *text = std::getenv(name);
  return text ? unsigned(std::strtoul(text, nullptr, 0)) : otherwise;
}

int main() {
  const unsigned vertices = setting("KRUSKAL_VERTICES", 10000), degree = setting("KRUSKAL_DEGREE", 6);
  Edges edges;
  edges.reserve(std::size_t(vertices) * degree);
  std::uint64_t state = 99;
  for (unsigned v = 0; v < vertices; ++v)
    for (unsigned d = 0; d < degree; ++d) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      edges.add(v, unsigned((state >> 32) % vertices), float(state >> 40) / 16777216.0f);
    }
  std::vector<std::uint32_t> order(edges.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return edges.weight[a] < edges.weight[b]; });
  DisjointSets sets(vertices);
  double total = 0;
  unsigned used = 0;
  for (std::uint32_t e : order)
    if (sets.unite(edges.from[e], edges.to[e])) {
      total += edges.weight[e];
      ++used;
    }
  std::cout << used << " edges, " << total << "\n";
}
