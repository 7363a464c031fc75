#include "ini.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static char *strip(char *s) {
  while (isspace((unsigned char)*s))
    s++;
  char *end = s + strlen(s);
  while (end > s && isspace((unsigned char)end[-1]))
    *--end = '\0';
  return s;
}

int ini_parse(const char *path, ini_handler handler, void *user) {
  char line[256], section[64] = "";
  int number = 0;
  FILE *f = fopen(path, "r");
  if (!f)
    return -1;
  while (fgets(line, sizeof line, f)) {
    number++;
    char *s = strip(line);
    if (*s == '\0' || *s == '#' || *s == ';')
      continue;
    if (*s == '[') {
      char *end = strchr(s, ']');
      if (!end)
        goto bad;
      *end = '\0';
      strncpy(section, s + 1, sizeof section - 1);
      continue;
    }
    char *equals = strchr(s, '=');
    if (!equals)
      goto bad;
    *equals = '\0';
    handler(user, section, strip(s), strip(equals + 1));
  }
  fclose(f);
  return 0;
bad:
  fclose(f);
  return number;
}
