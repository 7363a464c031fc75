#include <algorithm>
#include <fstream>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

static std::string readAll(const char *path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in)
    return {};
  std::string text(static_cast<std::size_t>(in.tellg()), '\0');
  in.seekg(0);
  in.read(&text[0], static_cast<std::streamsize>(text.size()));
  return text;
}

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  const std::string text = readAll(argv[1]);
  if (text.empty()) {
    std::cerr << "nothing to read in " << argv[1] << '\n';
    return 1;
  }
  const int n = int(text.size());
  std::vector<int> suffix(n), rank(n), next(n);
  std::iota(suffix.begin(), suffix.end(), 0);
  for (int i = 0; i < n; ++i)
    rank[i] = static_cast<unsigned char>(text[i]);
  for (int k = 1;; k *= 2) {
    auto second = [&](int i) { return i + k < n ? rank[i + k] : -1; };
    auto less = [&](int a, int b) {
      return rank[a] != rank[b] ? rank[a] < rank[b] : second(a) < second(b);
    };
    std::sort(suffix.begin(), suffix.end(), less);
    next[suffix[0]] = 0;
    for (int i = 1; i < n; ++i)
      next[suffix[i]] = next[suffix[i - 1]] + less(suffix[i - 1], suffix[i]);
    rank.swap(next);
    if (rank[suffix[n - 1]] == n - 1)
      break;
  }
  std::cout << n << " suffixes, first " << suffix[0] << ", last " << suffix[n - 1] << '\n';
}
