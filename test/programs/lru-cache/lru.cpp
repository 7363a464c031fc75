#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <list>
#include <unordered_map>
#include <utility>

template <typename K, typename V> class LruCache {
public:
  explicit LruCache(std::size_t capacity) : capacity(capacity) { index.reserve(capacity); }
  V *find(const K &key) {
    auto at = index.find(key);
    if (at == index.end())
      return nullptr;
    order.splice(order.begin(), order, at->second);
    return &at->second->second;
  }
  void insert(const K &key, V value) {
    if (order.size() == capacity) {
      index.erase(order.back().first);
      order.pop_back();
    }
    order.emplace_front(key, value);
    index[key] = order.begin();
  }
  std::size_t size() const { return order.size(); }

private:
  std::size_t capacity;
  std::list<std::pair<K, V>> order;
  std::unordered_map<K, typename std::list<std::pair<K, V>>::iterator> index;
};

int main(int argc, char **argv) {
  if (argc != 3) {
    std::cerr << "usage: lru CAPACITY REQUESTS\n";
    return 1;
  }
  const std::size_t capacity = std::strtoul(argv[1], nullptr, 10);
  const unsigned long requests = std::strtoul(argv[2], nullptr, 10);
  LruCache<std::uint64_t, std::uint64_t> cache(capacity);
  unsigned long hits = 0;
  std::uint64_t state = 88172645463325252u;
  for (unsigned long i = 0; i < requests; ++i) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    std::uint64_t key = state % (capacity * 2);
    if (auto *value = cache.find(key)) {
      ++*value;
      ++hits;
    } else {
      cache.insert(key, i);
    }
  }
  std::cout << hits << " hits of " << requests << ", " << cache.size() << " kept\n";
}
