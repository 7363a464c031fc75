//===- trees_test.cpp - Ordered containers keep their shape ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "builtin_caller.h"

#include <map>
#include <random>

namespace auspex::demand::test {
namespace {

constexpr int64_t Parent = 8, Left = 16, Right = 24, NodeBytes = 40;

/// std::set's header and what its templates do; the keys are beside the tree.
class Set {
public:
  explicit Set(Caller &C) : C(C), Header(C.buffer(NodeBytes)) {
    C.store(Header, null(), Parent);
    C.store(Header, Header, Left);
    C.store(Header, Header, Right);
  }
  Val link(const Val &Node, int64_t Side) { return C.load(Node, Type::Ptr, Side); }
  int64_t key(const Val &Node) const { return Keys.at(Node.Id); }
  void insert(int64_t Key) {
    Val Above = Header, At = link(Header, Parent);
    bool ToLeft = true;
    while (!At.isNull()) {
      Above = At;
      ToLeft = Key < key(At);
      At = link(At, ToLeft ? Left : Right);
    }
    Val Node = C.buffer(NodeBytes);
    Keys[Node.Id] = Key;
    C.call("_Rb_tree_insert_and_rebalance",
           {number(ToLeft, Type::I1), Node, Above, Header}, Type::Void);
  }
  void erase(const Val &Node) {
    EXPECT_EQ(C.call("_Rb_tree_rebalance_for_erase", {Node, Header}, Type::Ptr), Node);
  }
  /// From the first node to the last, or the other way round.
  std::vector<int64_t> walk(bool Forward) {
    std::vector<int64_t> All;
    const char *Step = Forward ? "_Rb_tree_increment" : "_Rb_tree_decrement";
    for (Val At = link(Header, Forward ? Left : Right); !(At == Header) && All.size() < 1000;
         At = C.call(Step, {At}, Type::Ptr)) {
      if (!At.isPtr()) {
        ADD_FAILURE() << "the way through the tree is lost";
        break;
      }
      All.push_back(key(At));
    }
    return All;
  }
  int depth(const Val &Node) {
    return Node.isNull() ? 0 : 1 + std::max(depth(link(Node, Left)), depth(link(Node, Right)));
  }
  Val root() { return link(Header, Parent); }
  const std::map<ObjectId, int64_t> &keys() const { return Keys; }
  void forget(const Val &Node) { Keys.erase(Node.Id); }

private:
  Caller &C;
  std::map<ObjectId, int64_t> Keys;

public:
  const Val Header;
};

std::vector<int64_t> sorted(const std::map<ObjectId, int64_t> &Keys) {
  std::vector<int64_t> All;
  for (auto [Id, Key] : Keys)
    All.push_back(Key);
  std::ranges::sort(All);
  return All;
}

TEST(Trees, StayInOrderAndBalanced) {
  std::mt19937 Random(7);
  for (int Way = 0; Way != 3; ++Way) { // ascending, descending, mixed
    Caller C;
    Set S(C);
    for (int64_t I = 0; I != 200; ++I)
      S.insert(Way == 0 ? I : Way == 1 ? -I : int64_t(Random() % 100));
    std::vector<int64_t> All = sorted(S.keys());
    EXPECT_EQ(S.walk(true), All);
    std::ranges::reverse(All);
    EXPECT_EQ(S.walk(false), All);
    EXPECT_LE(S.depth(S.root()), 15); // 2 log2(201)
    EXPECT_EQ(C.call("_Rb_tree_decrement", {S.Header}, Type::Ptr), S.link(S.Header, Right));
  }
}

TEST(Trees, NodesAreTakenOut) {
  std::mt19937 Random(11);
  Caller C;
  Set S(C);
  for (int64_t I = 0; I != 120; ++I)
    S.insert(int64_t(Random() % 1000));
  while (!S.keys().empty()) {
    auto I = std::next(S.keys().begin(), int64_t(Random() % S.keys().size()));
    Val Node = Val::pointer(I->first, 0);
    S.erase(Node);
    S.forget(Node);
    std::vector<int64_t> All = sorted(S.keys());
    ASSERT_EQ(S.walk(true), All);
    std::ranges::reverse(All);
    ASSERT_EQ(S.walk(false), All);
  }
  EXPECT_TRUE(S.root().isNull());
}

TEST(Trees, LinksThatGoRoundOrAreNotKnownEnd) {
  Caller C;
  Val Node = C.buffer(NodeBytes), Other = C.buffer(NodeBytes), Header = C.buffer(NodeBytes);
  for (int64_t L : {Parent, Left, Right})
    C.store(Node, Node, L);
  C.store(Header, Node, Parent);
  EXPECT_FALSE(C.call("_Rb_tree_increment", {Node}, Type::Ptr).known());
  C.call("_Rb_tree_insert_and_rebalance", {number(1, Type::I1), Other, Node, Header}, Type::Void);
  C.store(Node, Val::unknown(Type::Ptr), Right);
  EXPECT_FALSE(C.call("_Rb_tree_increment", {Node}, Type::Ptr).known());
  EXPECT_FALSE(C.call("_Rb_tree_increment", {Val::unknown(Type::Ptr)}, Type::Ptr).known());
}

} // namespace
} // namespace auspex::demand::test
