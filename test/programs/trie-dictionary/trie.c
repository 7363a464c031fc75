#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

struct node {
  struct node *child[26];
  unsigned count;
};

static size_t nodes;

static struct node *new_node(void) {
  struct node *n = calloc(1, sizeof *n);
  if (!n) {
    perror("calloc");
    exit(1);
  }
  nodes++;
  return n;
}

static void add(struct node *root, const char *word) {
  struct node *n = root;
  for (; *word; word++) {
    if (!isalpha((unsigned char)*word))
      continue;
    int i = tolower((unsigned char)*word) - 'a';
    if (!n->child[i])
      n->child[i] = new_node();
    n = n->child[i];
  }
  n->count++;
}

static unsigned most(const struct node *n) {
  unsigned m = n->count;
  for (int i = 0; i < 26; i++)
    if (n->child[i]) {
      unsigned below = most(n->child[i]);
      if (below > m)
        m = below;
    }
  return m;
}

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  FILE *f = fopen(argv[1], "r");
  if (!f) {
    perror(argv[1]);
    return 1;
  }
  char word[128];
  size_t words = 0;
  struct node *root = new_node();
  while (fscanf(f, "%127s", word) == 1) {
    add(root, word);
    words++;
  }
  fclose(f);
  printf("%zu words, %zu nodes, most frequent %u times\n", words, nodes, most(root));
  return 0;
}
