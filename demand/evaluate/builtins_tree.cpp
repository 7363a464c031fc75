//===- demand/evaluate/builtins_tree.cpp - std::map and std::set ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The part of libstdc++'s ordered containers that is no template: red-black trees
// whose nodes begin with a colour and three links. The search for a key is the
// program's own code, which is executed; what is here keeps the tree in the shape
// that it would have, so that searches are as long as they will be. Where a link is
// not known, none of those that may have changed is from then on.
//
//===----------------------------------------------------------------------===//
#include "demand/evaluate/builtins_support.h"

namespace auspex::demand::evaluate {
namespace {

enum Link : int64_t { Parent = 8, Left = 16, Right = 24 };
constexpr int64_t LinksEnd = 32, ColourAt = 0, Red = 0, Black = 1;
Link opposite(Link Side) { return Side == Left ? Right : Left; }

/// Nodes of one tree by their addresses. Its header is no node of it: the root is its
/// parent, and the other way round; its other links are the first node and the last.
class Tree {
public:
  explicit Tree(CallSite &C) : C(C) {}
  /// A link was read that is not known, or too many were: nothing that was done since counts.
  bool lost() const { return Lost; }

  Val get(const Val &Node, Link L) {
    Val To = isPlace(Node) ? C.P.Mem.load(Node.Id, Node.Mid + L, Type::Ptr) : Val();
    Lost |= (!isPlace(To) && !To.isNull()) || ++Reads > MostReads;
    return To;
  }
  void set(const Val &Node, Link L, const Val &To) {
    if (isPlace(Node))
      C.P.Mem.store(Node.Id, Node.Mid + L, To);
    Lost |= !isPlace(Node);
  }
  bool isRed(const Val &Node) {
    if (Node.isNull())
      return false; // as an absent leaf is
    Val Colour = isPlace(Node) ? C.P.Mem.load(Node.Id, Node.Mid + ColourAt, Type::I32) : Val();
    Lost |= !Colour.exactInt();
    return Colour.Mid == Red;
  }
  void paint(const Val &Node, int64_t Colour) {
    if (isPlace(Node))
      C.P.Mem.store(Node.Id, Node.Mid + ColourAt, Val::integer(Colour, Type::I32));
  }
  /// \p Now takes the place of \p Old below its parent.
  void replace(const Val &Header, const Val &Old, const Val &Now) {
    Val Up = get(Old, Parent);
    if (Up == Header)
      set(Header, Parent, Now);
    else
      set(Up, get(Up, Left) == Old ? Left : Right, Now);
    if (!Now.isNull())
      set(Now, Parent, Up);
  }
  /// The child of \p Node on the other side comes up, and \p Node down to \p Side.
  void rotate(const Val &Header, const Val &Node, Link Side) {
    Val Up = get(Node, opposite(Side)), Inner = get(Up, Side);
    if (Lost)
      return;
    set(Node, opposite(Side), Inner);
    if (!Inner.isNull())
      set(Inner, Parent, Node);
    replace(Header, Node, Up);
    set(Up, Side, Node);
    set(Node, Parent, Up);
  }
  /// The last node on the way from \p Node to \p Side.
  Val farthest(Val Node, Link Side) {
    for (Val Next = get(Node, Side); !Lost && !Next.isNull(); Next = get(Node, Side))
      Node = Next;
    return Node;
  }

private:
  CallSite &C;
  bool Lost = false;
  /// A path to a leaf is shorter, but links may go round where a program sets them itself.
  static constexpr unsigned MostReads = 4096;
  unsigned Reads = 0;
};

/// No link of what the arguments from \p First on point to is known any more.
Val forgetLinks(CallSite &C, size_t First) {
  for (size_t I = First; I != C.Args.size(); ++I)
    if (isPlace(C.arg(I)))
      C.P.Mem.forget(C.arg(I).Id, C.arg(I).Mid + Parent, C.arg(I).Mid + LinksEnd);
    else
      forgetTarget(C, C.arg(I));
  return Val();
}

/// (left, node, parent, header)
Val insertNode(CallSite &C) {
  const Val &ToLeft = C.arg(0), &Node = C.arg(1), &Above = C.arg(2), &Header = C.arg(3);
  if (!ToLeft.exactInt() || !isPlace(Node) || !isPlace(Above) || !isPlace(Header))
    return forgetLinks(C, 1);
  C.M.charge(4);
  Tree T(C);
  C.P.Mem.touch(Node.Id, Node.Mid, Node.Mid + LinksEnd, 0, true);
  const Link Side = ToLeft.Mid & 1 ? Left : Right;
  T.set(Node, Parent, Above);
  T.set(Node, Left, nullPointer());
  T.set(Node, Right, nullPointer());
  T.paint(Node, Red);
  if (Above == Header) { // the first one
    for (Link L : {Parent, Left, Right})
      T.set(Header, L, Node);
  } else {
    T.set(Above, Side, Node);
    if (T.get(Header, Side) == Above)
      T.set(Header, Side, Node);
  }
  // Red nodes have black children: a red pair moves up, or is rotated away.
  for (Val At = Node; !T.lost() && !(T.get(Header, Parent) == At);) {
    Val Up = T.get(At, Parent);
    if (!T.isRed(Up) || T.lost())
      break;
    Val Top = T.get(Up, Parent);
    const Link Of = T.get(Top, Left) == Up ? Left : Right;
    Val Uncle = T.get(Top, opposite(Of));
    if (T.isRed(Uncle)) {
      T.paint(Up, Black);
      T.paint(Uncle, Black);
      T.paint(Top, Red);
      At = Top;
      continue;
    }
    if (T.get(Up, opposite(Of)) == At) {
      T.rotate(Header, Up, Of);
      Up = At;
    }
    T.paint(Up, Black);
    T.paint(Top, Red);
    T.rotate(Header, Top, opposite(Of));
    break;
  }
  if (Val Root = T.get(Header, Parent); !T.lost())
    T.paint(Root, Black);
  return T.lost() ? forgetLinks(C, 1) : Val();
}

/// The node behind (\p Side is Right) or before the one at argument 0; the header behind
/// the last.
template <Link Side> Val step(CallSite &C) {
  Tree T(C);
  Val At = C.arg(0);
  C.M.charge(2);
  C.M.compared(Op::Xor, At, At); // no step leads where the one before it led
  auto Unknown = [&] { return C.M.unknownOf(Type::Ptr, "what a tree's node leads to"); };
  if (!isPlace(At))
    return Unknown();
  // The header is red, and its parent's parent: before it is the last node.
  if (Side == Left && T.isRed(At) && !T.get(At, Parent).isNull() &&
      T.get(T.get(At, Parent), Parent) == At && !T.lost()) {
    Val LastOne = T.get(At, Right);
    return T.lost() ? Unknown() : LastOne;
  }
  Val Down = T.get(At, Side);
  if (!T.lost() && !Down.isNull()) {
    At = T.farthest(Down, opposite(Side));
    return T.lost() ? Unknown() : At;
  }
  Val Up = T.get(At, Parent);
  while (!T.lost() && T.get(Up, Side) == At) {
    At = Up;
    Up = T.get(At, Parent);
  }
  // From the only node the way leads to the header and back.
  if (!(T.get(At, Side) == Up) || T.get(At, Side).isNull())
    At = Up;
  return T.lost() || !isPlace(At) ? Unknown() : At;
}

/// (node, header): takes it out, without keeping the balance; the node.
Val eraseNode(CallSite &C) {
  const Val &Node = C.arg(0), &Header = C.arg(1);
  if (!isPlace(Node) || !isPlace(Header)) {
    forgetLinks(C, 0);
    return C.M.unknownOf(Type::Ptr, "which node of a tree is taken out");
  }
  C.M.charge(4);
  Tree T(C);
  Val Less = T.get(Node, Left), More = T.get(Node, Right);
  for (Link Side : {Left, Right}) // the first and the last
    if (T.get(Header, Side) == Node) {
      Val Below = T.get(Node, opposite(Side));
      T.set(Header, Side, Below.isNull() ? T.get(Node, Parent) : T.farthest(Below, Side));
    }
  if (T.lost()) {
  } else if (Less.isNull() || More.isNull()) {
    T.replace(Header, Node, Less.isNull() ? More : Less);
  } else {
    Val Next = T.farthest(More, Left);
    if (!T.lost() && !(Next == More)) {
      T.replace(Header, Next, T.get(Next, Right));
      T.set(Next, Right, More);
      T.set(More, Parent, Next);
    }
    if (!T.lost()) {
      T.paint(Next, T.isRed(Node) ? Red : Black);
      T.replace(Header, Node, Next);
      T.set(Next, Left, Less);
      T.set(Less, Parent, Next);
    }
  }
  if (T.lost())
    forgetLinks(C, 0);
  return Node;
}

} // namespace

std::span<const BuiltinRow> treeBuiltins() {
  static constexpr BuiltinRow Rows[] = {
      {"_Rb_tree_insert_and_rebalance", insertNode},
      {"_Rb_tree_increment", step<Right>},
      {"_Rb_tree_decrement", step<Left>},
      {"_Rb_tree_rebalance_for_erase", eraseNode},
  };
  return Rows;
}

} // namespace auspex::demand::evaluate
