#ifndef INI_H
#define INI_H

typedef void (*ini_handler)(void *user, const char *section, const char *name, const char *value);

/* Calls the handler for each "name = value". Returns 0, or the number of the bad line, or -1. */
int ini_parse(const char *path, ini_handler handler, void *user);

#endif
