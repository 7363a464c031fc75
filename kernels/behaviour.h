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
#include <initializer_list>
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
  /// For each byte whether it was: 1 or 0. Numbers that were chosen for the code as sizes do
  /// not count as read.
  Bytes Read, Written;

  size_t size() const { return Before.size(); }
  bool allRead(size_t From, size_t Count) const;
  bool allWritten(size_t From, size_t Count) const;
};

/// A scalar parameter or result.
struct Scalar {
  uint64_t Value = 0;
  unsigned Bits = 0;   ///< 0: a pointer or a number, Value means nothing here
  bool Chosen = false; ///< a size that the code was given: no data
};

/// Operations that were executed, in bits of their operands: an exclusive or of eight bytes
/// counts 64.
struct Work {
  uint64_t Xor = 0, Product = 0;
  constexpr Work operator*(uint64_t Times) const { return {Xor * Times, Product * Times}; }
};

struct Behaviour {
  std::vector<Extent> Extents;
  std::vector<Scalar> Args;
  std::optional<Scalar> Result;
  /// Not counted: anything may have been.
  std::optional<Work> Done;
  /// A function that is not here was called, and anyPermutation(), anyDigest() or
  /// anyCompression() ran in its stead: only what holds whatever it is may be said.
  bool CallsAny = false;
  size_t AnyBytes = 32; ///< of the digest or state

  /// At least \p Least was executed. Whatever its spelling, a definition takes some
  /// operations; to ask for half of them costs nothing and spares the search for places.
  bool executed(Work Least) const {
    return !Done || (Done->Xor >= Least.Xor && Done->Product >= Least.Product);
  }

  /// Where \p What was written, as bytes next to each other.
  struct Place {
    size_t Extent, At;
    auto operator<=>(const Place &) const = default;
  };
  std::optional<Place> written(std::span<const uint8_t> What) const;
  /// \p Value is what was returned, or was written in \p Width bytes.
  bool answers(uint64_t Value, unsigned Width) const;

  /// Places of \p Count bytes that were read, on a multiple of \p Align from the start of
  /// their object or of their extent; with \p Rewritten, of bytes that were written too.
  /// At most \p Most of them.
  std::vector<Place> inputs(size_t Count, size_t Align = 4, bool Rewritten = false,
                            size_t Most = 64) const;
  /// Places of a state of \p Count bytes: at the beginning of bytes that were read and
  /// written again, a few words after it (behind a count), and at their end.
  std::vector<Place> states(size_t Count, size_t Align) const;
  std::span<const uint8_t> before(Place P, size_t Count) const {
    return std::span(Extents[P.Extent].Before).subspan(P.At, Count);
  }
  std::span<const uint8_t> after(Place P, size_t Count) const {
    return std::span(Extents[P.Extent].After).subspan(P.At, Count);
  }
  /// How many bytes were read, written, both.
  size_t bytesRead() const, bytesWritten() const, bytesRewritten() const;

  /// A place by its object: the same one in every trial.
  struct Site {
    uint64_t Object;
    int64_t Offset;
    bool operator==(const Site &) const = default;
  };
  Site siteOf(Place P) const {
    return {Extents[P.Extent].Object, Extents[P.Extent].Offset + int64_t(P.At)};
  }
  /// \p Count bytes there, as they were read or are written; empty unless all of them were.
  std::span<const uint8_t> readAt(Site At, size_t Count) const;
  std::span<const uint8_t> writtenAt(Site At, size_t Count) const;
  /// Bytes in a row that were all read (written), as long as they go.
  struct Run {
    Place At;
    size_t Size;
  };
  /// Rewritten: read first, written then.
  const std::vector<Run> &runsRead() const, &runsWritten() const, &runsRewritten() const;
  /// Those of at least \p Least bytes.
  std::vector<Run> readRuns(size_t Least) const, writtenRuns(size_t Least) const;
  /// Places of \p Count bytes in \p Runs: the beginnings and ends of runs first, then
  /// multiples of \p Align from the beginning of the object; at most \p Most.
  std::vector<Place> places(const std::vector<Run> &Runs, size_t Count, size_t Align,
                            size_t Most) const;

private:
  /// Every idiom asks for these: made once.
  struct Index {
    std::vector<Run> Read, Written, Rewritten;
    size_t ReadBytes = 0, WrittenBytes = 0, RewrittenBytes = 0;
  };
  mutable std::optional<Index> Made;
  const Index &index() const;
  /// Where four bytes lie that were written, by what they are; in order of place.
  using Words = std::vector<std::pair<uint32_t, Place>>;
  mutable std::optional<Words> ByWord;
  const Words &wordsWritten() const;
};

/// What a run is given where arbitrary contents would not do: numbers that leave room for
/// carries, a modulus with its inverse, a point on a curve.
struct Given {
  uint64_t Mask = ~uint64_t(0); ///< every aligned eight bytes of memory (little-endian)
  std::vector<std::pair<Behaviour::Site, Bytes>> Memory = {};
  std::vector<std::pair<size_t, uint64_t>> Args = {};
};

/// A function with sizes chosen for it, to be run on arbitrary inputs.
class Subject {
public:
  virtual ~Subject() = default;
  /// Run number \p Seed: other contents, the same sizes. Null where the run failed.
  /// The first is there already and costs nothing.
  virtual const Behaviour *trial(unsigned Seed) = 0;
  /// Run number \p Seed on contents that are not arbitrary. Null where it failed.
  virtual const Behaviour *given(const Given & /*What*/, unsigned /*Seed*/) { return nullptr; }
  const Behaviour *masked(uint64_t Mask, unsigned Seed) { return given({.Mask = Mask}, Seed); }
};

/// Another subject with all its contents masked.
class MaskedSubject : public Subject {
public:
  MaskedSubject(Subject &Of, uint64_t Mask) : Of(Of), Mask(Mask) {}
  const Behaviour *trial(unsigned Seed) override;

private:
  Subject &Of;
  uint64_t Mask;
  std::vector<const Behaviour *> Results;
};

/// \p Claim holds in the first trial, and in as many more as make an answer of \p Bits bits
/// in each no coincidence. No answer: the trial is outside of what the claim speaks of.
bool confirmed(Subject &S, unsigned Bits,
               const std::function<std::optional<bool>(const Behaviour &)> &Claim);

/// The first trial is there and executed at least \p Least.
bool executed(Subject &S, Work Least);

/// What a function was found to compute.
struct Explained {
  std::string Form; ///< for a person: "state' = compress(state, block)"
  /// Parameters by name: rounds, key bits, block bytes.
  std::vector<std::pair<std::string, int64_t>> Parameters;
  /// The argument that says how many bytes are processed, where one does.
  std::optional<size_t> Length;
  bool AnyLength = false; ///< it has to hold whatever that argument's value is
  std::string Role = {};  ///< what it serves as: "sha-3"
};

/// What \p Explain says of the first run, where it says the same of the second.
std::optional<Explained>
onTwoTrials(Subject &S, const std::function<std::optional<Explained>(const Behaviour &)> &Explain);
/// The argument whose value is one of \p Values.
std::optional<size_t> argumentOf(const Behaviour &B, std::initializer_list<uint64_t> Values);

struct Idiom;
/// An idiom that is made of a cipher or a digest, whichever.
bool isConstruction(const Idiom &I);
/// Stands for a block cipher under some key; for a digest of up to 32 bytes; for its
/// compression of a block into a state.
void anyPermutation(std::span<uint8_t, 16> Block);
Bytes anyDigest(std::span<const uint8_t> Message, size_t DigestBytes = 32);
Bytes anyCompression(std::span<const uint8_t> State, std::span<const uint8_t> Block);

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

//===--- Messages ---------------------------------------------------------===//

/// A message: bytes in a row that were read, up to an argument's value (times a word's
/// bytes), to a zero, or all that were read.
struct Message {
  Behaviour::Site At;
  enum class End : uint8_t { Argument, Zero, Read } Until;
  size_t Arg = 0;
  unsigned Scale = 1;

  /// Its bytes in \p B; none where it is not there.
  std::optional<std::span<const uint8_t>> in(const Behaviour &B) const;
  std::optional<size_t> length() const {
    return Until == End::Argument ? std::optional(Arg) : std::nullopt;
  }
};
/// What may be messages of at least \p Least bytes.
std::vector<Message> messages(const Behaviour &B, size_t Least = 1);

/// Where a compression's blocks may be in one trial: bytes in a row, maybe after some that
/// were kept in a buffer before (which is filled up from them).
struct Stream {
  Behaviour::Place At;
  size_t Length; ///< of the bytes there
  std::optional<Behaviour::Place> Kept;
  size_t KeptBytes = 0;

  Bytes in(const Behaviour &B) const;
  /// The first block meets the \p Count bytes at \p P.
  bool overlaps(Behaviour::Place P, size_t Count, size_t BlockBytes) const;
};
/// Blocks of \p BlockBytes in words of \p Width bytes.
std::vector<Stream> streams(const Behaviour &B, size_t BlockBytes, unsigned Width);

//===--- Shapes that many idioms share ------------------------------------===//

/// A digest's compression of one block into its state (Merkle and Damgard).
struct Compression {
  size_t StateWords;
  unsigned Width; ///< bytes of a word
  size_t BlockBytes;
  Order8 BlockOrder; ///< of the words in a block
  /// The state after \p Block (words).
  void (*Compress)(uint64_t *State, const uint64_t *Block);
  Work Least = {}; ///< that one block takes
};
/// The subject compresses one block, or several, one after the other: state in words of
/// the program's own (also wider ones), block in bytes or words.
std::optional<Explained> explainCompression(Subject &S, const Compression &C);

/// A digest of a whole message, \p DigestBytes bytes in words of \p Width that are written
/// as bytes or as words.
std::optional<Explained> explainDigest(Subject &S, size_t DigestBytes, unsigned Width,
                                       const std::function<Bytes(std::span<const uint8_t>)> &Digest,
                                       Work Least = {});

} // namespace auspex::kernels

#endif
