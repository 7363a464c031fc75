#ifndef TABLE_HPP
#define TABLE_HPP

#include <cstdint>
#include <cstring>

// Open addressing, linear probing, sized once.
template <typename V> class Table {
  struct Slot {
    uint64_t key;
    V value;
    bool used;
  };

public:
  explicit Table(size_t expected) : mask(16) {
    while (mask < expected * 2)
      mask *= 2;
    slots = new Slot[mask];
    std::memset(static_cast<void *>(slots), 0, mask * sizeof(Slot));
    --mask;
  }
  Table(const Table &) = delete;
  Table &operator=(const Table &) = delete;
  ~Table() { delete[] slots; }

  V &operator[](uint64_t key) {
    size_t i = (key * 0xff51afd7ed558ccdull >> 20) & mask;
    while (slots[i].used && slots[i].key != key)
      i = (i + 1) & mask;
    if (!slots[i].used) {
      slots[i].used = true;
      slots[i].key = key;
      ++count;
    }
    return slots[i].value;
  }
  size_t size() const { return count; }

private:
  Slot *slots;
  size_t mask, count = 0;
};

#endif
