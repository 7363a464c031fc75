//===- passes/behaviour/Recognise.cpp - Functions named by what they compute ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/behaviour/Recognise.h"

#include "kernels/catalogue/catalogue.h"
#include "kernels/record.h"
#include "passes/behaviour/Trials.h"
#include "passes/extract/Names.h"

#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CommandLine.h"

#include <set>

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;

static cl::opt<unsigned> StepsPerInstruction(
    "auspex-behaviour-steps", cl::Hidden, cl::init(10),
    cl::desc(
        "Instructions to execute for each of the module, to name what functions compute; 0: none"));

namespace auspex::passes::behaviour {
namespace {

constexpr uint64_t MaxSteps = 60000;   ///< of one run
constexpr uint64_t LongerIfFixed = 5;  ///< times as many where no size decides
/// Of one that has done much on little when these are over: ladders of curves, powers.
constexpr uint64_t LongSteps[] = {600000, 16000000};
constexpr size_t MaxTouched = 1 << 17; ///< bytes; memory-hard functions with small sizes touch less

/// Sizes worth trying: what blocks, keys, rounds and messages have.
constexpr Sizes Tried[] = {
    {.Parameter = 16, .Bound = 10, .Flag = {}}, {.Parameter = 64, .Bound = 14, .Flag = 0},
    {.Parameter = 10, .Bound = 12, .Flag = 1},  {.Parameter = 1, .Bound = 16, .Flag = 0},
    {.Parameter = 3, .Bound = 4, .Flag = 64},   {.Parameter = 128, .Bound = 20, .Flag = 2},
    {.Parameter = 14, .Bound = 32, .Flag = 16}, {.Parameter = 256, .Bound = 8, .Flag = 3},
};

using FunctionSet = SmallPtrSet<const Function *, 16>;

/// Functions of the module that \p F can reach.
FunctionSet reachableFrom(const Function &F, ModuleFacts &Facts) {
  FunctionSet Seen{&F};
  SmallVector<const Function *, 16> Work{&F};
  constexpr unsigned MaxFunctions = 64;
  while (!Work.empty() && Seen.size() < MaxFunctions)
    for (const Function *Callee : Facts.of(*Work.pop_back_val()).Callees)
      if (Seen.insert(Callee).second)
        Work.push_back(Callee);
  return Seen;
}

/// A good part of the functions' instructions mixes.
bool isMixing(const FunctionSet &Functions, ModuleFacts &Facts) {
  size_t Mixing = 0, All = 0;
  for (const Function *F : Functions) {
    All += Facts.of(*F).Instructions;
    Mixing += Facts.of(*F).Mixing;
  }
  return 12 * Mixing >= All;
}

/// They read variables of the module that others make before: tables.
bool readMadeTables(const FunctionSet &Functions, ModuleFacts &Facts) {
  return any_of(Functions, [&](const Function *F) {
    return any_of(Facts.of(*F).Variables, [&](const GlobalVariable *G) {
      return any_of(Facts.makersOf(*G), [&](const Function *F) { return !Functions.contains(F); });
    });
  });
}

/// Which bytes of which objects are read and written.
size_t shapeOf(const kernels::Behaviour &B) {
  size_t H = B.Result ? B.Result->Bits : 0;
  for (const kernels::Extent &X : B.Extents) {
    H = hash_combine(H, X.Object, X.Offset, X.size());
    for (size_t K = 0; K < X.size(); ++K)
      H = hash_combine(H, X.Read[K], X.Written[K]);
  }
  return H;
}

/// Where the work is: in \p F, or in the call within it whose inlined code does nearly all of the
/// mixing. A helper that is called here and there did not compute the whole.
const Instruction *placeOfWork(const Function &F) {
  struct Inlined {
    int Weight = 0;
    unsigned Depth = 0;
    const Instruction *First = nullptr; ///< of its own, not of what it calls
  };
  DenseMap<const DILocation *, Inlined> Calls;
  Inlined Whole;
  for (const Instruction &I : instructions(F)) {
    const DILocation *L = I.getDebugLoc();
    if (!L || I.isDebugOrPseudoInst())
      continue;
    Whole.Weight += weightOf(I);
    SmallVector<const DILocation *, 8> Chain;
    for (const DILocation *At = L->getInlinedAt(); At; At = At->getInlinedAt())
      Chain.push_back(At);
    for (size_t K = 0; K < Chain.size(); ++K) {
      Inlined &Call = Calls[Chain[K]];
      Call.Weight += weightOf(I);
      Call.Depth = unsigned(Chain.size() - K);
    }
    Inlined &Own = Chain.empty() ? Whole : Calls[Chain[0]];
    if (!Own.First)
      Own.First = &I;
  }
  Inlined Best = Whole;
  for (const auto &[At, Call] : Calls)
    if (Call.First && 5 * Call.Weight >= 4 * Whole.Weight &&
        (!Best.First || Call.Depth > Best.Depth))
      Best = Call;
  return Best.First;
}

/// Whether \p I explains \p F also where the argument \p Length is \p Value; true where that
/// cannot be run. \p Seen: blocks that it executed are added.
bool holdsAt(uint64_t Value, unsigned Length, Sizes S, const kernels::Idiom &I, const Function &F,
             const TargetLibraryInfo &TLI, ModuleFacts &Facts, const Controls &C, uint64_t Steps,
             DenseSet<const BasicBlock *> &Seen) {
  S.Only = Length;
  S.OnlyValue = Value;
  Trials T(F, TLI, Facts, C, S, Steps);
  if (T.trial(0) && !I.Explain(T))
    return false;
  Seen.insert_range(T.executed());
  return true;
}

} // namespace

Recogniser::Recogniser(uint64_t Instructions, unsigned Slack)
    // A loop over bits that was not unrolled has one exclusive or.
    : Mixers(Facts, Slack > 1 ? 1 : 2), Slack(Slack) {
  // Small modules: some ten milliseconds; twice as much where most is mixing.
  constexpr uint64_t Least = 1200000, Mixing = 2300000, LeastLong = 40000000;
  IsOff = !StepsPerInstruction;
  Left = Slack * (Least + Instructions * StepsPerInstruction);
  Reserve = Slack * Mixing;
  LeftLong = Slack * LeastLong;
}

namespace {

/// One function, tried with sizes and with what the functions may be that it calls.
class Attempt {
public:
  Attempt(Function &F, const TargetLibraryInfo &TLI, ModuleFacts &Facts, demand::Function &Out,
          unsigned Slack, uint64_t &Left, uint64_t &LeftLong, uint64_t &Reserve)
      : F(F), TLI(TLI), Facts(Facts), Out(Out), Slack(Slack), Left(Left), LeftLong(LeftLong),
        Reserve(Reserve), Own(Slack * StepsOfFunction) {
    const FunctionSet Reachable = reachableFrom(F, Facts);
    auto AddAll = [&] {
      for (const Function *G : Reachable)
        C.add(*G, Facts.of(*G).Loops);
    };
    AddAll();
    // Again where a callee's parameters decide something: that reaches its callers.
    if (any_of(C.Parameters, [&](const Value *V) { return cast<Argument>(V)->getParent() != &F; }))
      AddAll();
    Parameters = !C.Ends.empty() || !C.LoadedEnds.empty() ||
                 any_of(F.args(), [&](const Argument &A) { return C.Parameters.contains(&A); });
    Made = readMadeTables(Reachable, Facts);
    if (isMixing(Reachable, Facts)) {
      Lent = std::min(Reserve, Slack * MixersShare);
      Reserve -= Lent;
      this->Left += Lent;
      Own += Lent;
    }
    // What every construction of ciphers and digests does itself.
    Xors = any_of(Reachable, [&](const Function *G) { return Facts.of(*G).Xors; });
  }

  /// What was lent and not needed is for others.
  ~Attempt() {
    const uint64_t Back = std::min({Lent, Own, Left});
    Left -= Back;
    Reserve += Back;
  }

  void run() {
    if (tryAll({}) || tryLonger())
      return;
    if (Unknown && Xors)
      for (const Called &As : mayBe(*Unknown))
        if (Left && Own && tryAll(As))
          return;
    const extract::Place P = extract::placeOf(F, nullptr, placeOfWork(F));
    Out.Rejected.push_back({"", "mixes integers, " + Why, P.Function, P.File, P.Line});
  }

private:
  /// Tries sizes until it is named.
  bool tryAll(std::optional<Called> As) {
    bool Globals = false;
    Seen.clear();
    // With a table's own contents where somebody makes one, with any otherwise.
    for (bool Fresh : {Made, !Made}) {
      if (Fresh != Made && !Globals)
        break;
      for (size_t K = 0; K < std::size(Tried); ++K) {
        // Sizes that differ in nothing that this function has are no other sizes.
        if (K && !Parameters && C.Bounds.empty() && (C.Flags.empty() || K > 2))
          break;
        Sizes S = Tried[K];
        S.FreshGlobals = Fresh;
        S.Unknown = As;
        // What has no sizes does what it does: once is enough, and it may take longer.
        const bool Fixed = !Parameters && C.Bounds.empty() && C.Flags.empty();
        Trials T(F, TLI, Facts, C, S,
                 std::min({Slack * MaxSteps * (Fixed ? LongerIfFixed : 1), Left, Own}));
        const kernels::Behaviour *B = T.trial(0);
        const uint64_t Steps = T.steps();
        spend(Steps);
        Globals |= T.readsGlobals();
        if (T.workedOnLittle())
          Unfinished.push_back(S);
        if (!B && Why.empty())
          Why = "and was not executed: " + T.failure().str();
        if (T.isHopeless())
          Unknown = T.unknownCall();
        if (T.isHopeless() || !Left || !Own)
          return false;
        // What is read and written tells what it may be: the same again is no other.
        if (B && B->bytesRead() + B->bytesWritten() <= MaxTouched &&
            Seen.insert(shapeOf(*B)).second && ask(T, S, *B))
          return true;
      }
    }
    return false;
  }

  /// Tries for longer what was not at its end: fewer rounds first, where there is a choice.
  bool tryLonger() {
    llvm::sort(Unfinished, [](const Sizes &X, const Sizes &Y) {
      return std::pair(X.Parameter, X.Bound) < std::pair(Y.Parameter, Y.Bound);
    });
    constexpr size_t MostSizes = 3;
    if (Unfinished.size() > MostSizes)
      Unfinished.resize(MostSizes);
    for (uint64_t Steps : LongSteps) {
      std::vector<Sizes> Still;
      for (const Sizes &S : Unfinished) {
        Trials T(F, TLI, Facts, C, S, std::min(Slack * Steps, LeftLong));
        const kernels::Behaviour *B = T.trial(0);
        LeftLong -= std::min(LeftLong, T.steps());
        if (T.workedOnLittle())
          Still.push_back(S);
        if (!LeftLong)
          return false;
        if (B && ask(T, S, *B))
          return true;
      }
      Unfinished = std::move(Still);
    }
    return false;
  }

  /// Asks every idiom whether it explains what \p B shows.
  bool ask(Trials &T, const Sizes &S, const kernels::Behaviour &B) {
    Why = "but computes no cipher, digest, checksum or generator that is known";
    for (const kernels::Idiom *I : kernels::catalogue()) {
      if (!I->Explain || (B.CallsAny && !kernels::isConstruction(*I)))
        continue;
      const auto E = I->Explain(T);
      if (!E)
        continue;
      // What ends a message is easily not reached by one length.
      DenseSet<const BasicBlock *> Executed = T.executed();
      auto Holds = [&](uint64_t Value) {
        return !E->AnyLength || !E->Length ||
               holdsAt(Value, unsigned(*E->Length), S, *I, F, TLI, Facts, C, Slack * MaxSteps,
                       Executed);
      };
      // Where most of a function was not seen, what was may be anything: an early exit.
      auto IsMost = [&] { return 2 * Executed.size() >= F.size(); };
      if (!Holds(63) || (!IsMost() && !Holds(300))) {
        Why = "but is " + std::string(I->Name) + " for some lengths only";
        continue;
      }
      if (!IsMost()) {
        Why = "but what looks like " + std::string(I->Name) + " is the smaller part of it";
        continue;
      }
      add(*I, *E, T, unsigned(Executed.size()));
      return true;
    }
    // Asking in vain costs more than running did, the more the more was touched.
    constexpr uint64_t Asking = 8000, ForEachByte = 20, ConstructionsShare = 8;
    const uint64_t Cost = Asking + ForEachByte * (B.bytesRead() + B.bytesWritten());
    spend(B.CallsAny ? Cost / ConstructionsShare : Cost);
    return false;
  }

  void spend(uint64_t Steps) {
    Left -= std::min(Left, Steps);
    Own -= std::min(Own, Steps);
  }

  void add(const kernels::Idiom &I, const kernels::Explained &E, const Trials &T,
           unsigned Blocks) {
    demand::Kernel Kernel;
    Kernel.Idiom = I.Name;
    Kernel.Family = I.Family;
    Kernel.Form = E.Form;
    Kernel.Proof = Blocks == F.size() ? demand::Verdict::Proved : demand::Verdict::Matched;
    Kernel.Evidence = "computes what its definition computes, on " + std::to_string(T.trials()) +
                      (T.trials() == 1 ? " arbitrary input" : " arbitrary inputs");
    if (Blocks != F.size())
      Kernel.Evidence += "; " + std::to_string(Blocks) + " of " + std::to_string(F.size()) +
                         " blocks of the function executed";
    const unsigned LengthBits =
        E.Length ? F.getArg(unsigned(*E.Length))->getType()->getIntegerBitWidth() : 0;
    if (LengthBits == 32 || LengthBits == 64) {
      demand::ExprRef L = Out.Exprs.param(
          uint32_t(*E.Length), LengthBits == 64 ? demand::Type::I64 : demand::Type::I32);
      if (LengthBits == 32)
        L = Out.Exprs.unary(demand::Op::ZExt, L, demand::Type::I64);
      Kernel.Dims.push_back({"n", L});
    }
    for (const auto &[Name, Value] : E.Parameters)
      Kernel.Params.push_back({Name, Out.Exprs.integer(Value), {}});
    kernels::carry(Kernel, I, Out.Exprs);
    if (!E.Role.empty())
      Kernel.Roles.push_back(E.Role);
    const extract::Place P = extract::placeOf(F, nullptr, placeOfWork(F));
    Kernel.Function = P.Function;
    Kernel.File = P.File;
    Kernel.Line = P.Line;
    Out.Kernels.push_back(std::move(Kernel));
  }

  Function &F;
  const TargetLibraryInfo &TLI;
  ModuleFacts &Facts;
  demand::Function &Out;
  static constexpr uint64_t MixersShare = 440000, StepsOfFunction = 260000;
  const unsigned Slack;
  uint64_t &Left, &LeftLong, &Reserve; ///< for the module
  uint64_t Lent = 0;
  uint64_t Own; ///< for this function, so that others have their turn
  Controls C;
  bool Parameters = false, Made = false, Xors = false;
  const CallBase *Unknown = nullptr; ///< ends every trial
  std::string Why;
  std::vector<Sizes> Unfinished; ///< with which it works on little and was not at its end
  std::set<size_t> Seen; ///< shapes of behaviours that were asked about
};

} // namespace

void Recogniser::recognise(Function &F, const TargetLibraryInfo &TLI, demand::Function &Out) {
  if (IsOff)
    return;
  auto GiveUp = [&](const char *Why) {
    const extract::Place P = extract::placeOf(F, nullptr, nullptr);
    Out.Rejected.push_back({"", Why, P.Function, P.File, P.Line});
  };
  if (Mixers.isTooLarge(F))
    return GiveUp("not looked at in full: more than 30000 instructions are not executed");
  if (!Mixers.mixes(F))
    return;
  if (Left || Reserve)
    Attempt(F, TLI, Facts, Out, Slack, Left, LeftLong, Reserve).run();
  else if (!std::exchange(SaidSpent, true))
    GiveUp("not looked at in full, nor is what follows: the budget of what is executed is spent "
           "(-mllvm -auspex-behaviour-steps=N)");
}

} // namespace auspex::passes::behaviour
