//===- passes/trace/Search.cpp - The run that shows what a function does ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/trace/Search.h"

#include "passes/trace/Tracer.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

#include <cmath>
#include <tuple>

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::trace;
using auspex::kernels::trace::Verdict;

bool passes::trace::isCandidate(const Function &F) {
  constexpr unsigned MaxParams = 16;
  if (F.isVarArg() || F.arg_size() > MaxParams || F.arg_empty())
    return false;
  unsigned Count = 0; // of instructions
  unsigned Real = 0, Whole = 0, Products = 0, Bits = 0, Memory = 0, Calls = 0, Scaled = 0;
  for (const Instruction &I : instructions(F)) {
    ++Count;
    Memory += isa<LoadInst>(I) || isa<StoreInst>(I);
    switch (I.getOpcode()) {
    case Instruction::FMul:
      ++Scaled;
      [[fallthrough]];
    case Instruction::FAdd:
    case Instruction::FSub:
      ++Real;
      break;
    case Instruction::Mul:
      Products += !isa<ConstantInt>(I.getOperand(1));
      [[fallthrough]];
    case Instruction::Add:
    case Instruction::Sub:
      ++Whole;
      break;
    case Instruction::Xor:
      ++Bits;
      break;
    case Instruction::Call:
      if (const auto *C = dyn_cast<IntrinsicInst>(&I)) {
        if (C->getIntrinsicID() == Intrinsic::fmuladd)
          ++Scaled, Real += 2;
        Bits += C->getIntrinsicID() == Intrinsic::fshl || C->getIntrinsicID() == Intrinsic::fshr;
      } else if (const auto *Callee = cast<CallBase>(I).getCalledFunction();
                 Callee && !Callee->isDeclaration()) {
        ++Calls;
      }
      break;
    default:
      break;
    }
  }
  // Integers are samples where they are multiplied, or where little else is done.
  constexpr unsigned MaxBits = 8, Small = 80;
  // Or where sums are most of it: transforms by shifts and constants.
  const bool Sums = !Bits && 6 * Whole >= Count;
  const bool Samples = Whole >= 2 && Bits <= MaxBits && (Products || Count <= Small || Sums);
  // What only calls others is named by what they do, where they are inlined.
  if (!Real && Calls)
    return Calls <= 4 && Count <= Small;
  const bool Numbers = Real && (Scaled < Real ? Scaled || Count <= Small : Real <= 4);
  return ((Numbers || Samples) && Memory + Real >= 2) || mayRoute(F);
}

bool passes::trace::mayRoute(const Function &F) {
  bool Compares = false, Names = false;
  for (const Instruction &I : instructions(F)) {
    Compares |= isa<FCmpInst>(I);
    const auto *S = dyn_cast<StoreInst>(&I);
    Names |= S && S->getValueOperand()->getType()->isIntOrIntVectorTy() &&
             S->getValueOperand()->getType()->getScalarSizeInBits() <= 64;
  }
  return Compares && Names && callsSome(F, {"exp"});
}

bool passes::trace::isTooLarge(const Function &F) {
  constexpr unsigned MaxBlocks = 400, MaxInstructions = 6000;
  return F.size() > MaxBlocks || F.getInstructionCount() > MaxInstructions;
}

bool passes::trace::callsSome(const Function &F, std::initializer_list<StringRef> Names,
                              unsigned Depth) {
  return any_of(instructions(F), [&](const Instruction &I) {
    const auto *C = dyn_cast<CallBase>(&I);
    const Function *Callee = C ? C->getCalledFunction() : nullptr;
    if (!Callee)
      return false;
    if (!Callee->isDeclaration())
      return Depth < 2 && callsSome(*Callee, Names, Depth + 1);
    StringRef Name = Callee->getName();
    Name.consume_front("llvm.");
    return any_of(Names, [&](StringRef N) { return Name.starts_with(N); });
  });
}

namespace {

constexpr uint64_t StepsToLearn = 8'000, StepsOfRun = 50'000, StepsOfFixed = 100'000,
                   StepsOfTransform = 160'000, StepsOfFunction = 220'000,
                   StepsWithoutLoops = 30'000, WorkOfAttempt = 1'000'000;

/// What sizes and flags may be, for one function.
class Search {
public:
  /// No function takes more than a part of what is left for those after it.
  Search(const Function &F, uint64_t &Left, bool Loops)
      : F(F), Left(Left), Most(std::min(Loops ? StepsOfFunction : StepsWithoutLoops, Left / 3)) {}

  std::optional<Verdict> run() {
    if (auto V = attempt(Plan::Ints())) {
      if (V->Idiom != "dft")
        return V;
      // Whether it is a fast one shows at a larger size.
      Plan::Ints Values;
      for (const Source &S : sizes())
        Values[S.Key] = 32;
      const auto Larger = attempt(Values);
      return Larger && Larger->Idiom == "fft" ? Larger : V;
    }
    if (mayRoute(F))
      if (auto V = routed())
        return V;
    // A recursion that ends at powers of four only.
    constexpr int64_t PowerOfFour = 16;
    if (!Settled && TooDeep)
      if (auto V = allAre(PowerOfFour, StepsOfFixed))
        return V;
    // Too many steps: as small as something can be.
    if (!Settled)
      if (auto V = allAre(1, callsSome(F, {"sin", "cos", "cexp"}) ? StepsOfTransform : StepsOfFixed,
                          true))
        return V;
    // What is done once there is enough of something.
    if (!Promises && any_of(Known, [](const auto &K) { return K.second.Against; }))
      if (auto V = allAre(8, callsSome(F, {"sin", "cos", "cexp"}) ? StepsOfTransform : StepsOfFixed,
                          true))
        return V;
    // What computes next to nothing does so at any size; but a run may have ended early.
    constexpr uint64_t Early = 400;
    const bool Looks = any_of(Known, [](const auto &K) { return isPosition(K.second); });
    if (!Settled || (!Promises && !Looks && !TooLong && Spent > Early))
      return std::nullopt;
    constexpr uint64_t StepsToVary = 60'000;
    const uint64_t MostOfAll = Most;
    Most = std::min(Most, Spent + StepsToVary);
    if (auto V = vary())
      return V;
    Most = MostOfAll;
    return TooLong && Promises ? allAre(8, StepsOfFixed) : std::nullopt;
  }

  /// What the sizes of \p V, which was found last, depend on.
  std::optional<Measured> measure(Verdict &V, bool Again = false) {
    Measured M{{}, V.Sizes};
    if (Found.Calls > 1)
      return M;
    if (Found.OneOfMany)
      return std::nullopt;
    Plan All = Found.P;
    auto Try = [&](const Plan &P) -> std::optional<RunSizes> {
      Tracer T(F, P, Codes, StepsOfFixed);
      uint64_t Rest = WorkOfAttempt;
      if (!T.run(1))
        return std::nullopt;
      const auto W = kernels::trace::classify(T.T, Rest);
      return W && W->Idiom == V.Idiom ? std::optional(W->Sizes) : std::nullopt;
    };
    constexpr size_t MaxSizes = 5;
    for (const auto &[Key, S] : Known) {
      const auto It = Found.P.Values.find(Key);
      // Of one and none there are flags.
      if (It == Found.P.Values.end() || It->second < 2 || (S.Roles & (Written | Amount)) ||
          isTable(S) || isPosition(S))
        continue;
      Plan P = Found.P;
      P.Values[Key] = All.Values[Key] = 2 * It->second;
      auto Sizes = Try(P);
      if (!Sizes || M.Each.size() == MaxSizes)
        return std::nullopt;
      const bool IsParameter = !S.Object && S.Offset % Tracer::ParameterStep == 0;
      // No more taps are seen than there are outputs: make it many.
      if (moves(V.Sizes, *Sizes, "n") && moves(V.Sizes, *Sizes, "k") && !Again) {
        constexpr int64_t Many = 8;
        Found.P.Values[Key] *= Many;
        if (auto Longer = Try(Found.P)) {
          V.Sizes = std::move(*Longer);
          return measure(V, true);
        }
        return std::nullopt;
      }
      M.Each.push_back({IsParameter ? uint32_t(S.Offset / Tracer::ParameterStep) : Doubled::None,
                        It->second, std::move(*Sizes)});
    }
    if (!Found.P.Ends.empty()) {
      Plan P = Found.P;
      for (auto &[Key, End] : P.Ends)
        End.second *= 2;
      All.Ends = P.Ends;
      auto Sizes = Try(P);
      if (!Sizes)
        return std::nullopt;
      M.Each.push_back({Doubled::None, 0, std::move(*Sizes)});
    }
    if (M.Each.size() > 1) {
      auto Sizes = Try(All);
      if (!Sizes)
        return std::nullopt;
      M.All = std::move(*Sizes);
    } else if (M.Each.size() == 1) {
      M.All = M.Each[0].Sizes;
    }
    return M;
  }

private:
  static bool moves(const RunSizes &A, const RunSizes &B, StringRef Name) {
    const auto In = [&](const RunSizes &S) {
      const auto It = find_if(S, [&](const auto &X) { return X.first == Name; });
      return It == S.end() ? 0 : It->second;
    };
    return In(A) != In(B);
  }

  /// \p Enough: for what sizes are compared with.
  std::optional<Verdict> allAre(int64_t Size, uint64_t Limit, bool Enough = false) {
    Plan::Ints Values;
    for (const Source &S : sizes())
      Values[S.Key] = Enough && S.Against ? S.Against + 1 : Size;
    Steps = Limit;
    OneOfMany = Enough || (Size == 1 && !Values.empty());
    auto V = attempt(Values);
    Steps = StepsOfRun;
    OneOfMany = false;
    return V;
  }

  std::optional<Verdict> vary() {
    const bool Looks = any_of(Known, [](const auto &K) { return isPosition(K.second); });
    if (Looks) {
      Round = true;
      Plan::Ints Values;
      for (const auto &[Key, S] : Known)
        if (isPosition(S) && !(S.Roles & Written))
          Values[Key] = stepOf(S);
      auto V = attempt(Values);
      Round = false;
      if (V)
        return V;
    }
    if (!Arrays.empty()) {
      Base.Loud = Arrays;
      auto V = attempt(Plan::Ints());
      Base.Loud.clear();
      if (V)
        return V;
    }
    if (auto V = unevenly())
      return V;
    if (auto V = longer())
      return V;
    return alone();
  }

  /// Sizes that differ from each other, in the order in which they are passed: rows,
  /// columns and the radius of a window; a signal, a rate, another rate, taps.
  std::optional<Verdict> unevenly() {
    const std::vector<Source> Sizes = sizes();
    if (Sizes.size() < 2 || Sizes.size() > 5)
      return std::nullopt;
    constexpr int64_t Ways[][5] = {
        {16, 1, 1, 1, 1}, {9, 8, 3, 2, 1}, {24, 3, 2, 4, 1}, {32, 8, 4, 3, 2},
        {8, 8, 1, 1, 1},  {2, 3, 8, 9, 4}, {32, 2, 5, 3, 1}};
    for (const auto &Way : Ways) {
      // A length beside where a stage of a transform stands.
      if (&Way == &Ways[0] && !callsSome(F, {"sin", "cos", "cexp"}))
        continue;
      Plan::Ints Values;
      for (size_t K = 0; K < Sizes.size(); ++K)
        Values[Sizes[K].Key] = Way[K];
      // With taps and rates that are few and many samples.
      const bool OfRates = &Way == std::end(Ways) - 1;
      if (auto V = attempt(Values); V && (Way[2] > 1 || !isDegenerate(*V)) && (!OfRates || changesRate(*V)))
        return V;
      if (isSpent())
        break;
    }
    return std::nullopt;
  }
  static bool changesRate(const Verdict &V) {
    constexpr std::string_view Names[] = {"decimator", "interpolator", "polyphase", "cic"};
    return is_contained(Names, V.Idiom);
  }

  /// A few tokens, several experts of which two are chosen, in whatever order they are passed:
  /// what compares much is not followed for long.
  std::optional<Verdict> routed() {
    constexpr int64_t Ways[][4] = {{4, 6, 2, 1}, {3, 2, 6, 2}, {6, 2, 3, 2}, {6, 3, 2, 1}};
    const std::vector<Source> Sizes = sizes();
    for (const auto &Way : Ways) {
      if (Sizes.empty() || Sizes.size() > std::size(Way) || isSpent())
        break;
      Plan::Ints Values;
      for (size_t K = 0; K < Sizes.size(); ++K)
        Values[Sizes[K].Key] = Way[K];
      if (auto V = attempt(Values); V && V->Idiom == "moe-routing")
        return V;
    }
    return std::nullopt;
  }

  /// Arrays of which only the ends are known: one is longer than the rest.
  std::optional<Verdict> longer() {
    constexpr size_t MaxArrays = 3;
    const auto Ends = Base.Ends;
    size_t Tried = 0;
    for (const auto &[Long, Place] : Ends) {
      if (Ends.size() < 2 || Tried++ == MaxArrays || isSpent())
        break;
      constexpr int64_t Many = 256, Few = 40; // bytes
      for (auto &[Key, End] : Base.Ends)
        End.second = Key == Long ? Many : Few;
      Plan::Ints Values;
      for (const Source &S : sizes())
        Values[S.Key] = 3;
      if (auto V = attempt(Values))
        return V;
    }
    Base.Ends = Ends;
    return std::nullopt;
  }

  /// One size at a time is another than the rest; flags are on, off, negative.
  std::optional<Verdict> alone() {
    const std::vector<Source> Sizes = sizes();
    constexpr size_t MaxSizes = 6;
    for (auto [One, Rest] : {std::pair{16, 4}, std::pair{1, 8}, std::pair{40, 8}, std::pair{24, 5},
                             std::pair{-1, 8}, std::pair{0, 8}})
      for (size_t K = 0; K < std::min(Sizes.size(), MaxSizes); ++K) {
        // What only counts and addresses is no flag.
        if (One < 1 && !(Sizes[K].Roles & ~(Address | Exit | Divisor)))
          continue;
        Plan::Ints Values;
        for (size_t J = 0; J < Sizes.size(); ++J)
          Values[Sizes[J].Key] = J == K ? One : Rest;
        if (Sizes.size() == 1 && Rest != 8 && One != 16)
          continue;
        if (auto V = attempt(Values); V && (One > 2 || !isDegenerate(*V)))
          return V;
        if (isSpent())
          return std::nullopt;
      }
    return std::nullopt;
  }

  /// With sizes of one and two many things look alike: what has a spectrum or feedback
  /// remains what it is.
  static bool isDegenerate(const Verdict &V) {
    constexpr std::string_view Sound[] = {"fft", "dft", "dct", "mdct", "fwht", "dwt", "iir"};
    return !is_contained(Sound, V.Idiom);
  }

  std::vector<Source> sizes() const {
    std::vector<Source> Out;
    for (const auto &[Key, S] : Known)
      if (Base.Values.contains(Key) && !(S.Roles & (Written | Amount)) && !isTable(S) &&
          !isPosition(S))
        Out.push_back(S);
    std::ranges::sort(Out, {}, [](const Source &S) { return std::pair(S.Object, S.Offset); });
    return Out;
  }

  /// One of several integers next to each other that are used alike.
  bool isTable(const Source &S) const {
    constexpr size_t Least = 4;
    const auto It = Tables.find(tableOf(S));
    return S.Object && It != Tables.end() && It->second >= Least;
  }
  using TableKey = std::tuple<uint64_t, uint64_t, int64_t>;
  static TableKey tableOf(const Source &S) {
    return {S.Object, S.Bytes, S.Bytes ? S.Offset % int64_t(S.Bytes) : 0};
  }
  /// Counts what isTable() and isAlone() ask for.
  void count() {
    Tables.clear();
    OfObject.clear();
    for (const auto &[Key, S] : Known) {
      ++OfObject[S.Object];
      if (S.Object && (S.Roles & Address) && !(S.Roles & Written))
        ++Tables[tableOf(S)];
    }
  }

  /// A parameter, or the only integer of its object.
  bool isAlone(const Source &S) const {
    const auto It = OfObject.find(S.Object);
    return !S.Object || (It != OfObject.end() && It->second == 1);
  }

  /// The upper bits of a sum with it are an index.
  static bool isPosition(const Source &S) {
    return S.Fraction && S.Fraction < 8 * S.Bytes && (S.Roles & Address) && !(S.Roles & Exit);
  }
  /// A part of an element; on the way round so many elements that there are few steps.
  int64_t stepOf(const Source &S) const {
    if (Round)
      return int64_t(0.2113 * double(tableSize(S))) << S.Fraction;
    return int64_t(std::ldexp(0.618, S.Fraction));
  }
  static int64_t tableSize(const Source &S) { return int64_t(1) << (8 * S.Bytes - S.Fraction); }

  std::optional<int64_t> valueFor(const Source &S) const {
    const bool Decides = S.Roles & (Address | Exit | Mask | Amount | Divisor | Angle);
    if (isPosition(S) && !(S.Roles & Written))
      return stepOf(S);
    if (S.Object && (S.Roles & Written))
      return Decides || (S.Roles & Branch) ? std::optional<int64_t>(0) : std::nullopt;
    // A number by itself that something depends on is a size or a flag, too.
    if (!Decides)
      return (S.Roles & Branch) && isAlone(S) ? std::optional<int64_t>(8) : std::nullopt;
    if (S.Roles & Amount)
      return 3;
    if (S.Roles & (Exit | Address | Divisor))
      return 8;
    return S.Roles & Mask ? 7 : 1;
  }

  std::optional<Verdict> attempt(const Plan::Ints &Given) {
    constexpr unsigned MaxRuns = 8;
    Plan P = Base;
    for (const auto &[Key, V] : Given)
      P.Values[Key] = V;
    bool Learns = !Settled && Given.empty();
    for (unsigned Run = 0; Run < MaxRuns && !isSpent(); ++Run) {
      // What integers are shows soon.
      Tracer T(F, P, Codes, std::min(Learns ? StepsToLearn : Steps, Left));
      const bool Ended = T.run(1);
      spend(T.steps() + 4 * T.Sources.size());
      const bool More = learn(T, P, Given);
      if (More || (Learns && !Ended && T.steps() > StepsToLearn)) {
        Learns = Learns && More;
        continue;
      }
      if (Given.empty() || !Settled)
        Base = P;
      TooLong |= !Ended && Given.empty() && T.steps() > StepsOfRun;
      TooDeep |= T.isTooDeep();
      if (!Ended)
        return std::nullopt;
      Settled = true;
      T.T.OneOfMany = OneOfMany;
      T.T.Sizes = Base.Values.size();
      for (const auto &[Key, S] : Known)
        if (isPosition(S)) {
          T.T.FixedPositions = true;
          if (Round)
            T.T.TableSize = tableSize(S);
        }
      // Where numbers decide, larger ones may decide otherwise.
      constexpr size_t MinLength = 6;
      if (Given.empty() && P.Loud.empty() &&
          any_of(T.T.Choices, [](const auto &C) { return !C.Clamp; }))
        Arrays = T.arrays(MinLength);
      if (auto V = classify(T)) {
        Found = {P, 1, OneOfMany};
        return V;
      }
      // What a sample takes is little.
      constexpr uint64_t ManySteps = 1200, FewSteps = 200;
      return T.steps() < (Given.empty() ? ManySteps : FewSteps) ? callByCall(P) : std::nullopt;
    }
    return std::nullopt;
  }

  bool isSize(const Argument &A, const Plan &P) const {
    return std::ranges::any_of(Known, [&](const auto &K) {
      return !K.second.Object && K.second.Offset == int64_t(A.getArgNo()) * Tracer::ParameterStep &&
             P.Values.contains(K.first);
    });
  }

  /// A function that is given one sample at a time is called again and again.
  std::optional<Verdict> callByCall(const Plan &P) {
    bool TakesSample = false;
    for (const Argument &A : F.args())
      TakesSample |= !A.use_empty() && (A.getType()->isFloatingPointTy() ||
                                        (A.getType()->isIntegerTy() && !isSize(A, P)));
    if (!TakesSample)
      return std::nullopt;
    constexpr uint32_t Calls = 24;
    Plan Q = P;
    for (unsigned Run = 0; Run < 4; ++Run) {
      Tracer T(F, Q, Codes, std::min(Steps, Left));
      const bool Ended = T.run(Calls);
      spend(T.steps());
      if (learn(T, Q, Plan::Ints()))
        continue;
      if (!Ended)
        return std::nullopt;
      Found = {Q, Calls, false};
      return classify(T);
    }
    return std::nullopt;
  }

  bool isSpent() const { return Spent >= Most; }
  void spend(uint64_t Steps) {
    Spent += Steps;
    Left -= std::min(Left, Steps);
  }

  std::optional<Verdict> classify(const Tracer &T) {
    constexpr size_t Least = 3;
    if (T.T.operations() < Least && !T.T.TableSize)
      return std::nullopt;
    Promises |= kernels::trace::hasSignals(T.T);
    // An operation that is evaluated costs about a tenth of an instruction.
    const uint64_t Given = std::min(Work, WorkOfAttempt);
    uint64_t Rest = Given;
    auto V = kernels::trace::classify(T.T, Rest);
    Work -= Given - Rest;
    spend((Given - Rest) / 10);
    return V;
  }

  /// Whether the run showed integers to be no data, or pointers to end an array.
  bool learn(const Tracer &T, Plan &P, const Plan::Ints &Given) {
    bool More = false;
    for (const auto &[Key, S] : T.Sources) {
      Source &K = Known.try_emplace(Key, S).first->second;
      K.Roles |= S.Roles;
      K.Fraction = std::max(K.Fraction, S.Fraction);
      K.Against = std::max(K.Against, S.Against);
    }
    count();
    for (const auto &[Key, S] : T.Sources) {
      const Source &K = Known.find(Key)->second;
      // The first of a table were taken for sizes.
      if (auto It = P.Values.find(Key); It != P.Values.end() && isTable(K) &&
                                        !Given.contains(Key) && It->second != K.Offset / K.Bytes) {
        It->second = K.Offset / K.Bytes;
        More = true;
      }
      if (P.Values.contains(Key) || Given.contains(Key))
        continue;
      if (auto V = valueFor(K)) {
        P.Values[Key] = isTable(K) ? K.Offset / K.Bytes : *V;
        More = true;
      }
    }
    for (const auto &[Key, End] : T.NewEnds)
      More |= P.Ends.try_emplace(Key, End).second;
    return More;
  }

  const Function &F;
  CodeCache Codes;
  uint64_t &Left;
  uint64_t Most;
  uint64_t Spent = 0, Steps = StepsOfRun;
  Plan Base;
  bool Settled = false;
  bool OneOfMany = false; ///< Trace::OneOfMany
  struct {
    Plan P;
    uint32_t Calls = 1;
    bool OneOfMany = false;
  } Found;                           ///< the run that a verdict came from
  bool TooLong = false;              ///< a run with the first sizes
  bool TooDeep = false;              ///< calls nested without an end
  bool Round = false;                ///< positions go round
  bool Promises = false;             ///< some run computed something
  uint64_t Work = 3 * WorkOfAttempt; ///< operations that may be evaluated
  DenseSet<uint64_t> Arrays;         ///< of numbers, where numbers decide
  MapVector<uint64_t, Source> Known;
  std::map<TableKey, size_t> Tables;   ///< integers of one table, by object and size
  DenseMap<uint64_t, size_t> OfObject; ///< sources by object
};

} // namespace

std::optional<Outcome> passes::trace::search(const Function &F, uint64_t &Left, bool Loops) {
  Search S(F, Left, Loops);
  auto V = S.run();
  if (!V)
    return std::nullopt;
  auto Sizes = S.measure(*V);
  // At any size, not only where windows do not overlap.
  if (!Sizes && (V->Idiom == "gemm" || V->Idiom == "gemv"))
    return std::nullopt;
  return Outcome{std::move(*V), std::move(Sizes)};
}
