//===- kernels/behaviour.h - What code does to memory, seen from outside ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Ciphers, digests, checksums and generators are told by what they compute, not by how:
// a table, a loop over bits and an instruction are one S-box. So a function is run on
// arbitrary inputs (passes/behaviour does), and what it read and wrote is compared with
// what the standard's own definition makes of the same inputs. Two trials with other
// inputs that agree in 128 bits are no coincidence; a recogniser with shorter outputs
// asks for more trials.
//
// Nothing is known of the program's types. A recogniser looks for places: where 32 bytes
// were read and written again (a state of eight words), where 64 bytes were read (a
// block), and tries them; the helpers below enumerate places.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_BEHAVIOUR_H
#define AUSPEX_KERNELS_BEHAVIOUR_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace auspex::kernels {

using Bytes = std::vector<uint8_t>;

/// Bytes next to each other that were touched, all of them read before they were written
/// or written (or both). Tables of constants do not count.
struct Extent {
  uint64_t Object = 0; ///< which object of memory; the order is that of first use
  int64_t Offset = 0;  ///< of the first byte, in the object
  Bytes Before;        ///< contents before; only of read bytes it means something
  Bytes After;         ///< contents after
  std::vector<bool> Read, Written;

  size_t size() const { return Before.size(); }
  bool allRead(size_t From, size_t Count) const;
  bool allWritten(size_t From, size_t Count) const;
};

/// A scalar parameter or result.
struct Scalar {
  uint64_t Value = 0;
  unsigned Bits = 0; ///< 0: a pointer or a number, Value means nothing here
};

struct Behaviour {
  std::vector<Extent> Extents;
  std::vector<Scalar> Args;
  std::optional<Scalar> Result;

  /// Where \p What was written, as bytes next to each other.
  struct Place {
    size_t Extent, At;
    bool operator==(const Place &) const = default;
  };
  std::optional<Place> written(std::span<const uint8_t> What) const;
  /// \p Value is what was returned, or was written in \p Width bytes.
  bool answers(uint64_t Value, unsigned Width) const;

  /// Places of \p Count bytes that were read, on a multiple of \p Align from the start of
  /// their object or of their extent; with \p Rewritten, of bytes that were written too.
  /// At most \p Most of them.
  std::vector<Place> inputs(size_t Count, size_t Align = 4, bool Rewritten = false,
                            size_t Most = 64) const;
  std::span<const uint8_t> before(Place P, size_t Count) const {
    return std::span(Extents[P.Extent].Before).subspan(P.At, Count);
  }
  std::span<const uint8_t> after(Place P, size_t Count) const {
    return std::span(Extents[P.Extent].After).subspan(P.At, Count);
  }
  /// How many bytes were read, written.
  size_t bytesRead() const, bytesWritten() const;
};

/// A function with sizes chosen for it, to be run on arbitrary inputs.
class Subject {
public:
  virtual ~Subject() = default;
  /// Run number \p Seed: other contents, the same sizes. Null where the run failed.
  /// The first is there already and costs nothing.
  virtual const Behaviour *trial(unsigned Seed) = 0;
};

/// What a function was found to compute.
struct Explained {
  std::string Form; ///< for a person: "state' = compress(state, block)"
  /// Parameters by name: rounds, key bits, block bytes.
  std::vector<std::pair<std::string, int64_t>> Parameters;
  /// The argument that says how many bytes are processed, where one does.
  std::optional<size_t> Length;
};

//===--- Words and orders -------------------------------------------------===//

enum class Order8 : uint8_t { Little, Big };
/// The word of \p Width bytes at \p At.
uint64_t word(std::span<const uint8_t> Data, size_t At, unsigned Width, Order8 O);
/// \p Count words of \p Width bytes, \p Stride bytes apart.
std::vector<uint64_t> words(std::span<const uint8_t> Data, size_t Count, unsigned Width, Order8 O,
                            unsigned Stride = 0);
Bytes bytesOf(std::span<const uint64_t> Words, unsigned Width, Order8 O, unsigned Stride = 0);

inline uint32_t rotl32(uint32_t X, unsigned N) { return N % 32 ? X << N % 32 | X >> (32 - N % 32) : X; }
inline uint32_t rotr32(uint32_t X, unsigned N) { return rotl32(X, 32 - N % 32); }
inline uint64_t rotl64(uint64_t X, unsigned N) { return N % 64 ? X << N % 64 | X >> (64 - N % 64) : X; }
inline uint64_t rotr64(uint64_t X, unsigned N) { return rotl64(X, 64 - N % 64); }

//===--- Shapes that many idioms share ------------------------------------===//

/// A digest's compression of one block into its state (Merkle and Damgard).
struct Compression {
  size_t StateWords;
  unsigned Width; ///< bytes of a word
  size_t BlockBytes;
  Order8 BlockOrder; ///< of the words in a block
  /// The state after \p Block (words).
  void (*Compress)(uint64_t *State, const uint64_t *Block);
};
/// The subject compresses one block, or several, one after the other: state in words of
/// the program's own (also wider ones), block in bytes or words.
std::optional<Explained> explainCompression(Subject &S, const Compression &C);

/// A digest of a whole message: its bytes are some that were read from the start of an
/// extent on, the digest is written or returned.
std::optional<Explained> explainDigest(Subject &S,
                                       const std::function<Bytes(std::span<const uint8_t>)> &Digest);

} // namespace auspex::kernels

#endif
