//===- demand/evaluate/machine.h - Runs a skeleton on real arguments ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An abstract machine over demand::Function. Where a condition is known it
// follows the program; where it is not, it runs both arms and joins them. A
// loop is iterated while its iterations differ; once three in a row take the
// same way, the machine works out for how many more that must hold (every
// compared quantity moves linearly), samples three of those, and adds up the
// rest in closed form (a cubic through four points is exact for the nests of
// dense linear algebra).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_EVALUATE_MACHINE_H
#define AUSPEX_DEMAND_EVALUATE_MACHINE_H

#include "demand/evaluate/file_contents.h"
#include "demand/evaluate/memory.h"
#include "demand/evaluate/phases.h"
#include "demand/program.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace auspex::demand::evaluate {

struct CallRecord;

/// Whether \p S allocates what outlives the call.
bool allocates(const Step &S);

/// What code that nobody followed may have done to memory that outlives it.
struct Deeds {
  bool Allocate = false, Write = false;
  bool Grow = false; ///< a function of a library may have: a string, a line, a thread
  bool any() const { return Allocate || Write || Grow; }
  bool all() const { return Allocate && Write && Grow; }
  bool take() const { return Allocate || Grow; }
  Deeds &operator|=(const Deeds &D) {
    Allocate |= D.Allocate;
    Write |= D.Write;
    Grow |= D.Grow;
    return *this;
  }
};

/// Whether code ends the process, and how.
enum class ProcessEnd : uint8_t { None, Ordinary, Error };

/// A function with what the machine needs to know about its shape.
struct Code {
  const FunctionDoc *Doc = nullptr;
  uint32_t Module = 0;
  const Function &fn() const { return Doc->Func; }

  struct LoopFacts {
    bool Known = false;
    std::vector<uint32_t> Carried; ///< values assigned on edges to the header
    uint32_t LastExiting = 0;      ///< the exiting node with the largest number
    /// Iterations are all alike: only work and touches, and nothing depends on
    /// what changes within the loop.
    bool Uniform = false;
  };
  /// Found out when the loop is first entered.
  const LoopFacts &loop(uint32_t Id);
  /// Calls of the function in its own code; one in a loop counts as several.
  unsigned SelfCalls = 0;
  /// How the innermost loop \p Loop runs; null: not known.
  const Pace *pace(uint32_t Loop) const;
  /// Whether the loop ran before, on the memory that \p Hash tells of.
  bool ranBefore(uint32_t Loop, uint64_t Hash) const {
    return Loop < Ran.size() && Ran[Loop] == Hash && Hash != 0;
  }
  bool ranBefore(uint32_t Loop) const { return Loop < Ran.size() && Ran[Loop] != 0; }
  void noteRun(uint32_t Loop, uint64_t Hash) {
    if (Loop >= Ran.size())
      Ran.resize(fn().Loops.size());
    Ran[Loop] = Hash | 1;
  }
  /// Where the process ends in the function; found out by Machine::endings().
  struct Endings {
    ProcessEnd Always = ProcessEnd::None; ///< the function never returns
    int StatusParam = -1;                 ///< ... and this parameter is the exit status
    std::vector<bool> Errors;             ///< by node: all ways from there end by an error
  };
  std::optional<Endings> Ends;
  /// By value: whether it helps to decide the way, or what is allocated.
  std::vector<bool> Decides;
  std::vector<CallRecord *> Active; ///< of a recursive function: its calls in progress

  /// Nodes below \p Root, operands first. Charged to the budget by the caller
  /// when \p Fresh comes back true.
  const std::vector<ExprRef> &schedule(ExprRef Root, bool &Fresh);
  std::vector<Val> Scratch;
  std::unordered_map<const Step *, Target> Callees;
  std::unordered_map<uint32_t, Val> Symbols; ///< by string number
  /// What --assume calls a local value: its variable, or where it was read from
  /// memory ("csr.c:12"); empty: nothing.
  const std::string &nameOf(uint32_t Value);

  Code(const FunctionDoc &Doc, uint32_t Module);

private:
  void findDeciding();
  std::vector<uint64_t> Ran; ///< by loop: the memory that it last ran on; 0: never
  std::vector<LoopFacts> Loops;
  std::vector<std::string> Names; ///< by value; filled when one is asked for
  std::unordered_map<ExprRef, std::vector<ExprRef>> Schedules;
};

/// Memory that was touched in front of a loop.
struct TouchedAhead {
  double Bytes = 0;   ///< each range once
  double Objects = 0; ///< the whole objects that they lie in
  uint64_t Hash = 0;  ///< of places
};

/// One way through the program so far.
struct Path {
  Memory Mem;
  Counters Sum;
  std::vector<Val> Values;     ///< of the current activation
  std::vector<ObjectId> Frame; ///< its stack objects
  double Weight = 1;           ///< likelihood within the activation
  bool Ended = false;          ///< the process has exited
  PhaseList Done;
  Counters Mark;               ///< Sum at the end of the last phase
  bool TouchesAhead = false;   ///< the memory of the loop that comes next was touched
  TouchedAhead Ahead;          ///< which it was
  std::vector<double> Threads; ///< bytes that each unjoined thread may hold beyond what it left
};

/// Paths that wait at nodes, the first node first.
class Pending {
  std::vector<std::pair<uint32_t, Path>> Paths; ///< the first is the last: it is taken
public:
  bool empty() const { return Paths.empty(); }
  auto begin() { return Paths.rbegin(); }
  auto end() { return Paths.rend(); }
  /// The path at \p Node; puts \p P there where there is none.
  std::pair<Path &, bool> emplace(uint32_t Node, Path &&P) {
    if (Paths.capacity() == 0)
      Paths.reserve(2);
    auto At = Paths.end();
    while (At != Paths.begin() && At[-1].first < Node)
      --At;
    if (At != Paths.begin() && At[-1].first == Node)
      return {At[-1].second, false};
    return {Paths.emplace(At, Node, std::move(P))->second, true};
  }
  std::pair<uint32_t, Path> take() {
    auto First = std::move(Paths.back());
    Paths.pop_back();
    return First;
  }
};

/// How an iteration went: what a later one must compare alike to go the same
/// way.
struct Trace {
  /// A comparison; or an operator that takesPart().
  struct Compare {
    Op O;
    Type Ty;
    Val Left, Right;
    /// It decided whether to leave this loop of the activation at this depth.
    uint32_t Leaves = NoLoop;
    unsigned Depth = 0;
    enum class Part : uint8_t {
      Way,    ///< it decides
      Key,    ///< a remainder, which a later decision may depend on
      Amount, ///< Left is allocated
    } Plays = Part::Way;
    bool Input = false; ///< whether there is more to read: where not, a loop over it ends
    uint64_t Site = 0;  ///< of the program and the call; 0: a builtin's
  };
  uint64_t Shape = 0;     ///< hash of nodes, edges, callees
  bool Undecided = false; ///< both arms of a branch were run
  bool Follows = false;   ///< what a file holds was read
  unsigned KeyBits = 64;  ///< of the narrowest data compared with other data, unknown
  std::vector<Compare> Compares;
  void mix(uint64_t X) { Shape = (Shape ^ X) * 0x9E3779B97F4A7C15ull + (Shape >> 29); }
  /// Adds the way of what ran within.
  void append(const Trace &Inner) {
    mix(Inner.Shape);
    Compares.insert(Compares.end(), Inner.Compares.begin(), Inner.Compares.end());
  }
};

inline bool isRemainder(Op O) { return O == Op::URem || O == Op::SRem; }
/// Whether the result may stay the same, or start over, while the operand moves on.
inline bool takesPart(Op O) {
  return O == Op::And || O == Op::LShr || O == Op::AShr || O == Op::UDiv || O == Op::SDiv ||
         isRemainder(O);
}

class Machine;
/// A call as a builtin sees it.
struct CallSite {
  Machine &M;
  Path &P;
  const Step *S = nullptr;
  Code *From = nullptr;
  std::vector<Val> Args;
  Type Result = Type::Void;
  const Val &arg(size_t I) const {
    static const Val None;
    return I < Args.size() ? Args[I] : None;
  }
};
using Builtin = Val (*)(CallSite &);
/// The builtin of that name, or null.
Builtin findBuiltin(std::string_view Name);
/// Whether it may allocate, or run code that does.
bool mayAllocate(std::string_view Builtin);

class Machine {
public:
  struct LoopRun; ///< the state of running one loop
  Machine(const Program &P, const Inputs &In, const Budget &B);
  Forecast run();
  /// The state in which the process begins: its globals, the library's data.
  Path start();

  // For builtins.
  const Program &Prog;
  const Inputs &In;
  Val call(Path &P, Code &Callee, std::vector<Val> Args);
  Val callPointer(Path &P, const Val &Target, std::vector<Val> Args);
  /// The kernel behind the host function \p Stub on a grid and block of \p Extents;
  /// \p Arguments: the pointers to its arguments.
  Val launch(CallSite &C, const Val &Stub, std::span<const Val, 6> Extents,
             const Val &Arguments);
  /// The address of a function or global as seen from \p From.
  Val symbolAddress(Code &From, std::string_view Symbol);
  ObjectId textObject(Path &P, std::string Text);
  /// A variable of the C library that the program refers to (optarg, stdout),
  /// or that a builtin owns (errno).
  std::optional<ObjectId> libraryObject(std::string_view Name) const;
  Val unknownOf(Type T, std::string Reason);
  /// Records that an unknown decided something at \p S.
  void noteUnknown(Code *At, const Step *S, std::string Reason, std::string Name = {},
                   std::string Remedy = {});
  void charge(uint64_t Steps) { Used += Steps; }
  bool exhausted() const { return Used > Limit; }
  void unseen(std::string What) {
    if (Unseen.empty())
      Unseen = std::move(What);
  }
  std::optional<std::string> stringAt(Path &P, const Val &Pointer) const;
  void end(Path &P); ///< the process exits here
  /// The same because of an error: not what is likely where any other end can be reached,
  /// however often that was not known on the way.
  void fail(Path &P);
  /// The thread of the parallel region that is being run, and how many there are.
  unsigned Thread = 0, TeamSize = 1;
  bool InThread = false; ///< what is run is the body of a thread
  /// What the greediest thread of a function did, by the number of the function.
  struct ThreadBody {
    double Work = 0, Transient = 0;
  };
  std::map<uint32_t, ThreadBody> ThreadBodies;
  /// Ends the phase in progress, which \p Name at \p Line of \p C stands for, where
  /// phases may end.
  void cut(Path &P, const Code *C, uint32_t Line, std::string_view Name);
  std::vector<std::string> OpenFiles; ///< path by file descriptor - FirstDescriptor
  static constexpr int64_t FirstDescriptor = 1000, MostDescriptors = 4096;
  FileContents Files{In};
  std::map<int, bool> Terminals; ///< descriptors that the program asked about; the answers
  /// A builtin decided by \p Left O \p Right: the loop around has to know.
  void compared(Op O, const Val &Left, const Val &Right, bool Input = false) {
    if (Tracing)
      Tracing->Compares.push_back(
          {O, Left.Ty, Left, Right, NoLoop, 0, Trace::Compare::Part::Way, Input});
  }
  /// What a file holds at \p At decides what follows: no iteration goes like another.
  void followed(int64_t At) {
    if (!Tracing)
      return;
    Tracing->mix(uint64_t(At) + 1);
    Tracing->Follows = true;
  }
  /// So many bytes are allocated: the loop around expects them to move evenly.
  void noteAmount(const Val &Bytes) {
    if (Tracing)
      Tracing->Compares.push_back(
          {Op::Add, Bytes.Ty, Bytes, Val(), NoLoop, 0, Trace::Compare::Part::Amount});
  }
  /// Whether \p Left is below \p Right, which decides what a builtin does.
  bool decideLess(int64_t Left, int64_t Right, bool Input = false) {
    compared(Op::SLt, Val::integer(Left), Val::integer(Right), Input);
    if (Tracing)
      Tracing->mix(Left < Right);
    return Left < Right;
  }
  /// The place where a call stands, for reports.
  std::string where(const Code &C, uint32_t Line);
  /// shortName() of \p Symbol, found once.
  const std::string &nameOf(std::string_view Symbol);

private:
  struct Activation {
    Code &C;
    std::vector<Val> Params;
    std::vector<Val> Index;    ///< per loop
    std::vector<double> Trips; ///< per loop: of its last execution
    std::optional<Path> Returned;
    Val Result;
    unsigned Depth = 0;
  };
  /// The loop whose body is being run.
  struct Around {
    uint32_t Loop = NoLoop;
    bool Counted = false, Last = false, Bound = false;
    std::optional<Path> Again; ///< arrived at the header
    bool UndecidedExit = false;
    Pending *Exits = nullptr;
  };

  Val eval(Activation &A, Path &P, ExprRef E);
  Val leaf(Activation &A, Path &P, const ExprNode &N);
  double number(Activation &A, Path &P, ExprRef E, const Step &S);
  void step(Activation &A, Path &P, const Step &S);
  void callStep(Activation &A, Path &P, const Step &S);
  Val known(CallSite &C, const KnowledgeEntry &K);
  Val external(CallSite &C, const std::string &Symbol);
  void touchStep(Activation &A, Path &P, const Step &S);
  std::string unknownIn(Activation &A, Path &P, ExprRef E);
  void noteSize(Activation &A, Path &P, const Step &S, ExprRef E, const Val &Bytes);
  void runNodes(Activation &A, uint32_t Begin, uint32_t End, Pending &Waiting, Around *In);
  void terminate(Activation &A, Path &&P, uint32_t Node, Pending &Waiting, Around *In,
                 uint32_t Begin, uint32_t End);
  void follow(Activation &A, Path &&P, const Edge &E, Pending &Waiting, Around *In, uint32_t Begin,
              uint32_t End);
  void retire(Path &&P);
  void arrive(Pending &Waiting, uint32_t Node, Path &&P);
  void record(Activation &A, Path &P, ExprRef Cond, uint32_t Leaves);
  void recordKeys(Activation &A, ExprRef Cond);

  // calls.cpp, recursion.cpp
  class Recursion;
  Path salvage(Path &&Saved);
  Val unfollowed(Path &P, Code &Callee, const std::vector<Val> &Args);

  // loops.cpp, predict.cpp, leap.cpp, extrapolate.cpp
  void runLoop(Activation &A, uint32_t Loop, Path &&P, Pending &Exits);
  /// Runs one iteration; returns the path that goes round again, if any.
  std::optional<Path> iterate(LoopRun &R, Path &&P, int64_t Number, bool Last, Pending &Exits);
  /// As far as iterations are numbered.
  static constexpr int64_t MostPeriods = int64_t(1) << 60;
  struct Prediction {
    int64_t Periods = 0;    ///< that go like the last ones
    size_t Period = 1;      ///< iterations
    bool Irregular = false; ///< data found here and there had a part in the ways
  };
  Prediction predictable(const LoopRun &R, const Memory &Mem) const;
  std::optional<int64_t> exitAfter(const LoopRun &R) const;
  std::optional<int64_t> inputFor(LoopRun &R);
  /// Of \p Rest more iterations, how many can find a key that is new.
  int64_t newKeys(const LoopRun &R, int64_t Rest) const;
  bool tryLeap(LoopRun &R, Path &P, Prediction To, int64_t Least);
  bool leap(LoopRun &R, Path &P, const Prediction &To);
  int64_t holdsFor(LoopRun &R, const Path &P, const Prediction &To);
  void extrapolate(LoopRun &R, Path &P, int64_t To);
  static bool keepsLargest(const LoopRun &R, uint32_t Id);
  // skim.cpp
  bool skim(LoopRun &R, Path &P, int64_t More);
  void skipInput(LoopRun &R, Path &P, int64_t More);
  std::optional<int64_t> nextTurn(const LoopRun &R) const;
  bool toInputEnd(LoopRun &R, Path &P);
  /// What is run are the last iterations of a loop that has read all of its input: what
  /// they compare with the largest so far was looked at when that was found.
  bool InputEnded = false;
  void giveUp(LoopRun &R, const Path &Next, Pending &Exits);
  void abandon(LoopRun &R, Path &&P, Pending &Exits);

  void gatherVariable(Path &P, const Function &F, std::vector<Val> &Args);
  // phases.cpp
  static constexpr unsigned DeepestPhase = 5; ///< calls
  bool mayCut(const Path &P) const;
  bool goesOn(const Path &P, const Phase &Next) const;
  void endPhase(Path &P, const Code *C, uint32_t Line, std::string_view Name);
  Range durationOf(const Phase &X) const;
  void tally(Activation &A, Path &P, const Kernel &K, const Counters &Did);
  Tallies Seen; ///< in the phase (costs: the run) or the loop that is being run
  bool InKernel = false;
  // pace.cpp
  void paceIteration(Path &P, const Pace &Pc);
  void paceStep(Path &P, const Step &S, double Ops, double Bytes);
  void paceLibrary(Path &P, double Flops, double Bytes);
  struct Nest {
    std::array<uint32_t, 8> Loops{};
    std::array<double, 8> Trips{};
    unsigned Depth = 0;
  };
  Nest nestOf(const Activation &A, const Pace &Pc, uint32_t Outermost) const;
  static double streamBytes(const Pace::Stream &S, const Nest &N, unsigned Depth);
  double trafficOf(const Activation &A, uint32_t Loop, double Fits) const;
  double footprintOf(const Activation &A, uint32_t Loop) const;
  void paceLoop(Activation &A, Path &P, uint32_t Loop, const Counters &Entered,
                const TouchedAhead &Ahead);
  double timeIn(const Counters &C) const;
  void settleTime(Path &P, const Counters &Entered, double Footprint);
  bool Pacing = false; ///< the iteration that is run has a pace
  void createGlobals(Path &P);
  Code &code(const FunctionDoc &Doc, uint32_t Module);
  void finish(Forecast &F, Path &P);

  Budget Bound;
  uint64_t Used = 0, UnknownSteps = 0;
  /// Where the part that is being run must stop: the budget, or less where the
  /// program can go on without it.
  uint64_t Limit = 0;
  bool spent() const { return Used > Bound.Steps; }
  /// Why \p V is not known.
  const std::string &why(const Val &V) const { return Reasons[V.known() ? NoReason : V.Id]; }
  static constexpr unsigned CallsFollowed = 16; ///< by mayDo()
  Deeds mayDo(const Step &S, Code &C, unsigned Fuel);
  Deeds mayDo(Code &C, unsigned Fuel);
  Deeds mayDo(const LoopRun &R);
  // ends.cpp
  std::vector<bool> leadTo(Code &C, std::vector<uint32_t> Goals, uint32_t Begin, uint32_t End);
  ProcessEnd endOf(const Step &S, Code &C);
  const Code::Endings &endings(Code &C);
  std::unordered_map<const demand::Loop *, Deeds> LoopDeeds; ///< found by it
  uint64_t UntoldRuns = 0; ///< of loops that told the ones around nothing
  std::unordered_map<const Code *, Deeds> Doing;
  std::vector<std::string> Reasons{std::string()};
  std::map<std::string, std::string, std::less<>> ShortNames;
  std::map<std::string, ReasonId, std::less<>> ReasonIds;
  std::map<std::string, bool> LibraryCalls;                       ///< LibraryCall::Real by symbol
  std::string Unseen; ///< code that runs and was not followed; the first that was met
  std::map<std::pair<std::string, std::string>, UnknownUse> Uses; ///< by reason and place
  std::unordered_map<const Code *, std::map<std::pair<const Step *, std::string>, UnknownUse *>>
      SeenUses; ///< the same, as they come
  std::unordered_map<const FunctionDoc *, std::unique_ptr<Code>> Codes;
  std::vector<std::pair<const FunctionDoc *, uint32_t>> CodeNumbers; ///< Val::Kind::Code
  std::map<std::string, uint32_t, std::less<>> Externals;            ///< code without a note
  std::vector<std::string> ExternalNames;
  std::unordered_map<const Global *, ObjectId> GlobalObjects;
  std::map<std::pair<uint32_t, std::string>, const FunctionDoc *> UnitCodes;
  std::unordered_map<const KnowledgeEntry *, std::unique_ptr<Code>> RowCodes;
  std::vector<std::unique_ptr<FunctionDoc>> RowDocs;
  std::map<std::string, ObjectId, std::less<>> LibraryObjects;
  std::optional<Path> Ended;
  std::optional<Path> Cut; ///< a path where it stood when a part's budget was spent
  Trace *Tracing = nullptr;
  bool Deciding = false; ///< what is being evaluated helps to decide the way
  unsigned Depth = 0;
  unsigned LoopDepth = 0;
  /// Loops around, the outermost ones, whose iterations have phases of their own; how often
  /// the run was cut in such loops; phases that had ended when the outermost was entered.
  unsigned CutLoops = 0, CutInLoops = 0;
  size_t DoneAtLoop = 0;

  ReasonId reason(std::string_view Text);
  /// What --assume says about the unknown \p Name.
  std::map<std::string, double>::const_iterator assumed(const std::string &Name) {
    auto Given = In.Assume.find(Name);
    if (Given != In.Assume.end())
      AssumptionsUsed.insert(Name);
    return Given;
  }
  std::set<std::string> AssumptionsUsed;
  friend struct CallSite;
};

} // namespace auspex::demand::evaluate

#endif
