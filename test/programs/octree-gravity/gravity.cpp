#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

struct Vec {
  double x = 0, y = 0, z = 0;
};

struct Body {
  Vec position, velocity, force;
  double mass;
};

struct Node {
  Vec centre, mass_centre;
  double half, mass;
  const Body *body;
  Node *children[8];
};

class Arena {
public:
  Node *make(Vec centre, double half) {
    if (blocks.empty() || used == BlockNodes) {
      blocks.push_back(std::make_unique<Node[]>(BlockNodes));
      used = 0;
    }
    Node *n = &blocks.back()[used++];
    *n = Node{centre, {}, half, 0, nullptr, {}};
    ++total;
    return n;
  }
  std::size_t total = 0;

private:
  static constexpr std::size_t BlockNodes = 1024;
  std::vector<std::unique_ptr<Node[]>> blocks;
  std::size_t used = 0;
};

static Node *&childOf(Node *n, const Vec &p, Vec &centre) {
  int i = (p.x > n->centre.x) | (p.y > n->centre.y) << 1 | (p.z > n->centre.z) << 2;
  double q = n->half / 2;
  centre = {n->centre.x + (i & 1 ? q : -q), n->centre.y + (i & 2 ? q : -q), n->centre.z + (i & 4 ? q : -q)};
  return n->children[i];
}

static void insert(Arena &arena, Node *n, const Body *b, int depth) {
  double m = n->mass + b->mass;
  n->mass_centre = {(n->mass_centre.x * n->mass + b->position.x * b->mass) / m,
                    (n->mass_centre.y * n->mass + b->position.y * b->mass) / m,
                    (n->mass_centre.z * n->mass + b->position.z * b->mass) / m};
  bool empty = n->mass == 0;
  n->mass = m;
  if (empty) {
    n->body = b;
    return;
  }
  if (depth > 40)
    return;
  auto push = [&](const Body *x) {
    Vec centre;
    Node *&c = childOf(n, x->position, centre);
    if (!c)
      c = arena.make(centre, n->half / 2);
    insert(arena, c, x, depth + 1);
  };
  if (n->body) {
    const Body *old = n->body;
    n->body = nullptr;
    push(old);
  }
  push(b);
}

static void pull(const Node *n, Body &b) {
  if (!n || n->body == &b)
    return;
  double dx = n->mass_centre.x - b.position.x, dy = n->mass_centre.y - b.position.y,
         dz = n->mass_centre.z - b.position.z;
  double r2 = dx * dx + dy * dy + dz * dz + 1e-6;
  if (n->body || n->half * n->half * 4 < r2) {
    double f = n->mass * b.mass / (r2 * std::sqrt(r2));
    b.force.x += f * dx, b.force.y += f * dy, b.force.z += f * dz;
    return;
  }
  for (const Node *c : n->children)
    pull(c, b);
}

int main(int argc, char **argv) {
  int count = argc > 1 ? std::atoi(argv[1]) : 1000, steps = argc > 2 ? std::atoi(argv[2]) : 1;
  std::vector<Body> bodies(count);
  std::srand(4);
  auto random = [] { return std::rand() / double(RAND_MAX) * 2 - 1; };
  for (Body &b : bodies)
    b = Body{{random(), random(), random()}, {}, {}, 1.0 / count};
  std::size_t nodes = 0;
  for (int s = 0; s < steps; ++s) {
    Arena arena;
    Node *root = arena.make({}, 1);
    for (const Body &b : bodies)
      insert(arena, root, &b, 0);
    for (Body &b : bodies) {
      b.force = {};
      pull(root, b);
      b.velocity.x += b.force.x * 0.01 / b.mass;
      b.position.x += b.velocity.x * 0.01;
    }
    nodes = arena.total;
  }
  std::printf("%d bodies, %zu nodes\n", count, nodes);
}
