#include <stdio.h>
#include <stdlib.h>

/* Reserves room for the worst case, uses what it needs. */
int main(int argc, char **argv)
{
	long capacity, used, i;
	unsigned char *flags;
	long *slots;
	unsigned long sum = 0;

	if (argc < 3)
		return 1;
	capacity = atol(argv[1]);
	used = atol(argv[2]);
	if (used > capacity)
		used = capacity;

	slots = calloc(capacity, sizeof *slots);
	flags = calloc(capacity, 1);
	if (slots == NULL || flags == NULL)
		return 1;
	for (i = 0; i < used; i++) {
		slots[i] = i * i;
		flags[i] = 1;
	}
	for (i = 0; i < used; i++)
		if (flags[i])
			sum += slots[i];
	printf("%lu of %ld slots\n", sum, capacity);
	free(flags);
	free(slots);
	return 0;
}
