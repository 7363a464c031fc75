// Long numbers in vectors: begin and end are loaded, and belong together.
// RUN: %kernels %s --levels=O2 | FileCheck %s --implicit-check-not='lost_carry({{.*}}): bignum' --implicit-check-not='long_sum({{.*}}): bignum' --implicit-check-not=iir
#include <cstdint>
#include <vector>

// CHECK: long_product({{.*}}): bignum-multiply matched r = a * b
// Limbs of 32 bits, least significant first.
std::vector<std::uint32_t> long_product(const std::vector<std::uint32_t> &a, const std::vector<std::uint32_t> &b) {
  std::vector<std::uint32_t> r(a.size() + b.size(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
      carry += r[i + j] + std::uint64_t(a[i]) * b[j];
      r[i + j] = std::uint32_t(carry);
      carry >>= 32;
    }
    r[i + b.size()] = std::uint32_t(carry);
  }
  return r;
}

std::vector<std::uint32_t> lost_carry(const std::vector<std::uint32_t> &a, const std::vector<std::uint32_t> &b) {
  std::vector<std::uint32_t> r(a.size() + b.size(), 0);
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j)
      r[i + j] += a[i] * b[j];
  return r;
}

std::vector<std::uint32_t> long_sum(const std::vector<std::uint32_t> &a, const std::vector<std::uint32_t> &b) {
  std::vector<std::uint32_t> r(a.size() + 1);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    carry += std::uint64_t(a[i]) + (i < b.size() ? b[i] : 0);
    r[i] = std::uint32_t(carry);
    carry >>= 32;
  }
  r[a.size()] = std::uint32_t(carry);
  return r;
}
