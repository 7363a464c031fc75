#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <queue>
#include <string>
#include <vector>

struct Node {
  std::uint64_t weight;
  int symbol;
  std::shared_ptr<Node> left, right;
};
using NodePtr = std::shared_ptr<Node>;

struct Heavier {
  bool operator()(const NodePtr &a, const NodePtr &b) const { return a->weight > b->weight; }
};

static std::vector<unsigned char> readFile(const char *path) {
  std::vector<unsigned char> data;
  FILE *f = std::fopen(path, "rb");
  if (!f)
    return data;
  unsigned char block[65536];
  std::size_t got;
  while ((got = std::fread(block, 1, sizeof block, f)) > 0)
    data.insert(data.end(), block, block + got);
  std::fclose(f);
  return data;
}

static void assign(const Node *n, std::uint32_t code, int length, std::array<std::pair<std::uint32_t, int>, 256> &codes) {
  if (n->symbol >= 0) {
    codes[n->symbol] = {code, length ? length : 1};
    return;
  }
  assign(n->left.get(), code << 1, length + 1, codes);
  assign(n->right.get(), code << 1 | 1, length + 1, codes);
}

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  auto data = readFile(argv[1]);
  if (data.empty()) {
    std::fprintf(stderr, "%s: nothing to code\n", argv[1]);
    return 1;
  }
  std::array<std::uint64_t, 256> count{};
  for (auto c : data)
    ++count[c];
  std::priority_queue<NodePtr, std::vector<NodePtr>, Heavier> queue;
  for (int s = 0; s < 256; ++s)
    if (count[s])
      queue.push(std::make_shared<Node>(Node{count[s], s, nullptr, nullptr}));
  while (queue.size() > 1) {
    NodePtr a = queue.top();
    queue.pop();
    NodePtr b = queue.top();
    queue.pop();
    queue.push(std::make_shared<Node>(Node{a->weight + b->weight, -1, a, b}));
  }
  std::array<std::pair<std::uint32_t, int>, 256> codes{};
  assign(queue.top().get(), 0, 0, codes);
  std::uint64_t bits = 0;
  for (int s = 0; s < 256; ++s)
    bits += count[s] * codes[s].second;
  std::vector<unsigned char> out((bits + 7) / 8);
  std::uint64_t at = 0;
  for (auto c : data) {
    auto [code, length] = codes[c];
    for (int i = length; i-- > 0; ++at)
      if (code >> i & 1)
        out[at >> 3] |= 128 >> (at & 7);
  }
  std::printf("%zu -> %zu bytes\n", data.size(), out.size());
}
