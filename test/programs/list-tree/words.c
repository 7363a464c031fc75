// A binary search tree and a list of its nodes in order of insertion, one
// malloc a node.
#include <stdio.h>
#include <stdlib.h>

struct node {
  unsigned key;
  struct node *left, *right;
  int hits;
};

struct cell {
  struct node *node;
  struct cell *next;
};

static struct node *root;
static struct cell *list;

static struct node *insert(struct node **at, unsigned key) {
  while (*at) {
    if ((*at)->key == key) {
      (*at)->hits++;
      return *at;
    }
    at = key < (*at)->key ? &(*at)->left : &(*at)->right;
  }
  struct node *n = malloc(sizeof(struct node));
  n->key = key;
  n->left = n->right = NULL;
  n->hits = 1;
  return *at = n;
}

int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 1000;
  unsigned key = 1;
  for (int i = 0; i < n; i++) {
    key = key * 2654435761u + 97; // full period: every key is new
    struct cell *c = malloc(sizeof(struct cell));
    c->node = insert(&root, key);
    c->next = list;
    list = c;
  }
  unsigned long sum = 0;
  while (list) {
    struct cell *next = list->next;
    sum = sum * 3 + list->node->key;
    free(list);
    list = next;
  }
  printf("%lu\n", sum);
  return 0;
}
