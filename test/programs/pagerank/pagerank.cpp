#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <vector>

using Graph = std::vector<std::vector<int>>;

static Graph readGraph(std::istream &in) {
  std::size_t vertices, edges;
  in >> vertices >> edges;
  Graph graph(vertices);
  for (std::size_t i = 0; i < edges; ++i) {
    int from, to;
    in >> from >> to;
    graph[from].push_back(to);
  }
  return graph;
}

int main(int argc, char *argv[]) {
  if (argc < 2) {
    std::cerr << "usage: pagerank edges [iterations]" << std::endl;
    return 1;
  }
  std::ifstream file(argv[1]);
  if (!file.is_open()) {
    std::cerr << "cannot open " << argv[1] << std::endl;
    return 1;
  }
  const int iterations = argc > 2 ? std::atoi(argv[2]) : 10;
  const Graph graph = readGraph(file);
  const double n = double(graph.size());
  std::vector<double> rank(graph.size(), 1 / n), next(graph.size());
  for (int i = 0; i < iterations; ++i) {
    std::fill(next.begin(), next.end(), 0.15 / n);
    for (std::size_t v = 0; v < graph.size(); ++v)
      for (int to : graph[v])
        next[to] += 0.85 * rank[v] / double(graph[v].size());
    rank.swap(next);
  }
  double most = 0;
  for (double r : rank)
    most = std::max(most, r);
  std::cout << graph.size() << " vertices, " << std::setprecision(4) << most * n << std::endl;
}
