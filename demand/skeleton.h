//===- demand/skeleton.h - What a function does, less what costs nothing --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A Function is a slice of the program that can be *executed*: its control flow
// with everything removed that neither costs resources nor decides how much
// they cost. Loops that only compute are folded to a trip count, the work and
// the memory that they touch; code that parses options or fills a struct is
// kept as it is, and the forecast runs it on the real arguments.
//
// Shape. Nodes are basic blocks in an order in which every edge goes to a
// larger number, except the back edge of a loop, which goes to the header of a
// loop that contains its source. The nodes of a loop are contiguous:
// [Header, End). checkFunction() verifies this, so whoever walks a checked
// function forward terminates.
//
// Values. A local value is assigned by a step (load, call, alloc) or by an edge
// (a phi); Op::Value reads it. Expressions are evaluated when the step that
// uses them is executed.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_SKELETON_H
#define AUSPEX_DEMAND_SKELETON_H

#include "demand/expr.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace auspex::demand {

inline constexpr uint32_t NoValue = ~0u;
inline constexpr uint32_t NoLoop = ~0u;

enum class StepKind : uint8_t {
  Load,    ///< Result = *(Ty *)Args[0]
  Store,   ///< *(Ty *)Args[0] = Args[1]
  Call,    ///< Result = Callee(Args...); Indirect: Args[0] is the target, the rest its arguments
  Alloc,   ///< Result = fresh object of Args[0] bytes [, alignment Args[1]]
  Realloc, ///< Result = Args[0] resized to Args[1] bytes
  Free,    ///< frees the object that Args[0] points to [munmap, sized delete: Args[1] bytes]
  Touch,   ///< writes (Write) or reads Args[1] bytes from Args[0] on (NoExpr: anywhere in the
           ///< object); where the stride is longer than a page, only Args[2] separate places
           ///< in that range, of Args[3] bytes each (default 8). Numbers that were there
           ///< are not known any more; pointers are
  Forget,  ///< contents of Args[1] bytes (NoExpr: all) from Args[0] on are no longer known
  Work,    ///< Args = flops, integer operations, bytes read, bytes written (NoExpr is 0)
  Unknown, ///< something that is not modelled happens here; Text says what
};

enum class AllocKind : uint8_t {
  Malloc, ///< heap, contents undefined
  Calloc, ///< heap, contents zero
  Aligned,///< heap, Args[1] is the alignment
  New,    ///< operator new
  Stack,  ///< alloca; dies with the function
  Mmap,   ///< anonymous mapping
};

/// Instruction sets that a Work step uses, or that a kernel profits from, or-ed.
enum Needs : uint32_t {
  NeedVec128 = 1, NeedVec256 = 2, NeedVec512 = 4, NeedFma = 8,
  NeedAes = 16, NeedSha = 32, NeedClmul = 64, NeedCrc32 = 128,
  NeedDot8 = 256,     ///< sums of products of bytes (VNNI, dot product)
  NeedMatrix8 = 512,  ///< products of tiles of bytes (AMX, SME, I8MM)
};

struct Step {
  StepKind Kind = StepKind::Unknown;
  Type Ty = Type::Void;          ///< Load, Store: what; Call: type of the result
  AllocKind Alloc = AllocKind::Malloc;
  bool Write = false;            ///< Touch
  bool Indirect = false;         ///< Call
  uint32_t Result = NoValue;
  uint32_t Need = 0;             ///< Work: Needs
  uint32_t Line = 0;             ///< in Function::File; 0: compiled without line tables
  std::vector<ExprRef> Args;
  std::string Text;              ///< Call: linkage name of the callee; Unknown: the reason
};

struct Edge {
  uint32_t Target = 0;           ///< a node
  float Likelihood = 1;          ///< 0..1, of leaving this way
  std::vector<std::pair<uint32_t, ExprRef>> Assign; ///< value := expression, in parallel
};

enum class TermKind : uint8_t {
  Jump,        ///< Edges[0]
  Branch,      ///< Cond ? Edges[0] : Edges[1]; NoExpr: a loop's trip count decides, or nothing does
  Switch,      ///< Cases[i] == Cond ? Edges[i + 1]; otherwise Edges[0]
  Return,      ///< Cond is the returned value or NoExpr
  Unreachable, ///< a call before it does not return, or undefined behaviour
};

struct Node {
  uint32_t Loop = NoLoop;        ///< innermost loop that contains this node
  std::vector<Step> Steps;
  TermKind Term = TermKind::Return;
  ExprRef Cond = NoExpr;
  std::vector<int64_t> Cases;
  std::vector<Edge> Edges;
};

struct Loop {
  uint32_t Header = 0, End = 0;  ///< nodes [Header, End)
  uint32_t Parent = NoLoop;      ///< a smaller number
  /// How often the header is executed per entry, evaluated on entry; NoExpr
  /// where only execution tells.
  ExprRef Trip = NoExpr;
  /// The loop may leave earlier than Trip says (a break on data).
  bool TripIsBound = false;
  /// Trip count expected from profile or static heuristics where Trip does not
  /// evaluate; 0: no idea.
  double ExpectedTrip = 0;
  uint32_t Line = 0;
  std::string Name;              ///< the source's induction variable, where known
};

/// How an innermost loop runs: what one iteration issues and waits for, and which
/// memory it moves over. Numbers are means over its ways; durations follow from them
/// (demand/roofline.h), nothing else does.
struct Pace {
  /// An access, or several to neighbouring places.
  struct Stream {
    uint8_t Moves = 0;           ///< bit i: with the i-th loop around, 0 the loop itself
    bool Written = false;
    float Near = 0;              ///< bytes of cache lines that it comes to in an iteration of the
                                 ///< first loop that it moves with
    float Dense = 0;             ///< the same when all loops that it moves with are run through
  };
  uint32_t Loop = NoLoop;
  unsigned Lanes = 1;            ///< iterations that an instruction does at once
  float Chain = 0;               ///< cycles that it waits for the iteration before
  float FloatChain = 0;          ///< floating-point operations that do so, one after another
  float Flops = 0, Single = 0;   ///< operations, those of them in single precision
  float Slow = 0;                ///< divisions and square roots
  float Opaque = 0;              ///< cycles in functions such as exp, integer divisions
  float IntOps = 0, Loads = 0, Stores = 0;
  float Irregular = 0;           ///< accesses where data says
  float Chased = 0;              ///< of them those that need the one of the iteration before
  float Undecided = 0;           ///< branches that data decides
  std::vector<Stream> Streams;
};
inline constexpr size_t MaxStreams = 16;

/// How the iterations of a kernel's dimension stand to each other.
enum class DimKind : uint8_t {
  Unknown,
  Parallel,   ///< none needs another
  Reduction,  ///< they meet in one result by an operation of any order
  Sequential, ///< each needs the one before
  Last = Sequential,
};
std::string_view nameOf(DimKind K);

/// One extent of a kernel.
struct Dim {
  std::string Name;              ///< "i", "j", "k", ...
  ExprRef Extent = NoExpr;
  DimKind Kind = DimKind::Unknown;
};

/// What distinguishes one kernel of an idiom from another besides its extents: a
/// number as a formula ("stride": 2) or a word ("transposed": "A").
struct Parameter {
  std::string Name;
  ExprRef Value = NoExpr;
  std::string Text;              ///< where Value is NoExpr
};

/// An algorithm that would compute the same with less.
struct Alternative {
  std::string Name;              ///< "fft"; empty: none is known
  std::string Measure;           ///< what it takes less of: "flops", "bytes"
  ExprRef Ratio = NoExpr;        ///< what the kernel takes over what it would take; 1 where it gains nothing
};

enum class Verdict : uint8_t { Suspected, Matched, Proved };
std::string_view nameOf(Verdict V);

/// A computation that was recognised.
struct Kernel {
  std::string Idiom;             ///< taxonomy name: "gemm", "dot", ...
  std::string Family;            ///< "linear-algebra", ...
  Verdict Proof = Verdict::Suspected;
  std::string Evidence;          ///< what the verdict rests on, for a person
  std::string Form;              ///< "C[i,j] += A[i,k]*B[k,j]"
  Type Elem = Type::Void;
  std::vector<Dim> Dims;
  ExprRef Flops = NoExpr;        ///< per execution, FLOP
  ExprRef Bytes = NoExpr;        ///< compulsory traffic per execution, bytes
  ExprRef Accesses = NoExpr;     ///< bytes loaded and stored by the code as written
  std::vector<std::string> Roles; ///< what the form serves as: "linear", "convolution"
  std::vector<Parameter> Params;
  uint32_t Need = 0;             ///< Needs that a good implementation has a use for
  Alternative Better;
  uint32_t Loop = NoLoop;        ///< outermost loop of the nest; NoLoop where it was folded away
  std::string Function;          ///< source function it was written in (inlining), linkage name
  std::string File;
  uint32_t Line = 0;
};

/// Calls \p Visit with each expression of the kernel \p K, NoExpr left out.
template <typename KernelType, typename VisitFn> void visitFormulas(KernelType &K, VisitFn Visit) {
  auto One = [&](auto &E) {
    if (E != NoExpr)
      Visit(E);
  };
  for (auto &D : K.Dims)
    One(D.Extent);
  One(K.Flops), One(K.Bytes), One(K.Accesses);
  for (auto &P : K.Params)
    One(P.Value);
  One(K.Better.Ratio);
}

/// A proposal that was turned down, and why.
struct Rejection {
  std::string Idiom, Reason, Function, File;
  uint32_t Line = 0;
};

/// A probe in the code, at the beginning of a phase, that carries values which only the
/// run knows. Its name is unique in the program.
struct Beacon {
  std::string Probe;             ///< of provider "auspex" in .note.stapsdt
  std::vector<std::string> Values; ///< what --assume calls its arguments, in their order
};

struct Param {
  std::string Name;              ///< source name or empty
  Type Ty = Type::I64;
};

/// The name of the last parameter of a function that takes variable arguments:
/// it points to them, each in 8 bytes. The caller passes them one by one.
inline constexpr std::string_view VariableArguments = "...";

/// A local value: its type and the source variable it carries, where known.
struct Local {
  Type Ty = Type::I64;
  std::string Name;
};

struct Function {
  std::string Symbol;            ///< linkage name
  bool Internal = false;         ///< visible in its translation unit only
  bool Weak = false;
  std::string File;
  uint32_t Line = 0;
  std::vector<Param> Params;
  Type Result = Type::Void;
  bool VarArgs = false;
  std::vector<std::string> Strings; ///< what Symbol and Unknown nodes name
  ExprPool Exprs;
  std::vector<Local> Values;
  std::vector<Loop> Loops;
  std::vector<Node> Nodes;       ///< [0] is the entry; empty: nothing is known, Reason says why
  std::vector<Kernel> Kernels;
  std::vector<Pace> Paces;       ///< by loop
  std::vector<Rejection> Rejected;
  std::vector<Beacon> Beacons;
  std::string Reason;            ///< why Nodes is empty

  /// The id of \p S in Strings, added where it is missing.
  uint32_t string(std::string_view S);
};

/// Why the Unknown node \p N of \p F is not known.
std::string_view reasonOf(const Function &F, const ExprNode &N);

/// A global variable as far as its initial contents matter.
struct GlobalInit {
  uint64_t Offset = 0;           ///< bytes into the global
  Type Ty = Type::I64;
  int64_t Bits = 0;              ///< value (or addend of Symbol)
  std::string Symbol;            ///< address of this symbol, where not empty
};
struct Global {
  std::string Symbol;
  bool Internal = false;
  bool Constant = false;
  bool Zero = false;             ///< zero where Bytes and Inits say nothing
  bool Declared = false;         ///< defined elsewhere (extern)
  uint64_t Size = 0;             ///< bytes
  std::string Bytes;             ///< initial bytes from offset 0 on (string literals, tables)
  std::vector<GlobalInit> Inits; ///< scalars and addresses in structs and arrays
};

/// Another name for a function or a variable: an alias, or an indirect function
/// whose resolver chooses the target.
struct Alias {
  std::string Symbol;
  bool Internal = false;         ///< visible in its translation unit only
  bool Weak = false;
  std::string Target;            ///< a symbol of the same unit
};

/// What one translation unit shares.
struct Unit {
  std::string Id;                ///< unique and deterministic: hash of source name and defined symbols
  std::string Source;            ///< file name after -ffile-prefix-map
  std::string Producer;          ///< "auspex 0.1.0, LLVM 22.1.8"
  std::string Triple;
  std::vector<Global> Globals;
  std::vector<std::string> Constructors; ///< run before main
  std::vector<Alias> Aliases;
};

/// Verifies the shape that the head of this file describes, that every
/// reference is in range, and that sizes are within the caps of note.h.
Expected<void> checkFunction(const Function &F);

} // namespace auspex::demand

#endif
