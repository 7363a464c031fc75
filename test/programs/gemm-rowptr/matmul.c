#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef double **matrix;

matrix new_matrix(int rows, int cols)
{
	matrix m = (matrix)malloc(rows * sizeof(double *));
	int i;
	for (i = 0; i < rows; i++)
		m[i] = (double *)malloc(cols * sizeof(double));
	return m;
}

void delete_matrix(matrix m, int rows)
{
	int i;
	for (i = 0; i < rows; i++)
		free(m[i]);
	free(m);
}

void init_matrix(matrix m, int rows, int cols, int seed)
{
	int i, j;
	for (i = 0; i < rows; i++)
		for (j = 0; j < cols; j++)
			m[i][j] = (i * 31 + j * 17 + seed) % 11;
}

void matmul(matrix c, matrix a, matrix b, int m, int n, int k)
{
	int i, j, l;
	for (i = 0; i < m; i++)
		for (j = 0; j < n; j++) {
			c[i][j] = 0;
			for (l = 0; l < k; l++)
				c[i][j] += a[i][l] * b[l][j];
		}
}

int main(int argc, char **argv)
{
	int m = 64, n = 64, k = 64, opt, i, j;
	double sum = 0;
	matrix a, b, c;

	while ((opt = getopt(argc, argv, "m:n:k:")) != -1) {
		switch (opt) {
		case 'm':
			m = atoi(optarg);
			break;
		case 'n':
			n = atoi(optarg);
			break;
		case 'k':
			k = atoi(optarg);
			break;
		default:
			fprintf(stderr, "usage: %s [-m rows] [-n cols] [-k inner]\n", argv[0]);
			exit(1);
		}
	}
	a = new_matrix(m, k);
	b = new_matrix(k, n);
	c = new_matrix(m, n);
	init_matrix(a, m, k, 1);
	init_matrix(b, k, n, 2);
	matmul(c, a, b, m, n, k);
	for (i = 0; i < m; i++)
		for (j = 0; j < n; j++)
			sum += c[i][j];
	printf("sum=%f\n", sum);
	delete_matrix(a, m);
	delete_matrix(b, k);
	delete_matrix(c, m);
	return 0;
}
