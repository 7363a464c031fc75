// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdio.h>
#include <stdlib.h>
#include <math.h>
#define MAX 100
#define BLK 32
#define min(a,b) ((a)<(b)?(a):(b))
void multiply(int a[MAX][MAX], int b[MAX][MAX], int c[MAX][MAX], int r1, int c1, int c2)
{
    int i,j,k;
    for(i=0;i<r1;i++)
        for(j=0;j<c2;j++)
        {
            c[i][j]=0;
            for(k=0;k<c1;k++)
                c[i][j]+=a[i][k]*b[k][j];
        }
}
void blocked_mm(int n, const double *A, const double *B, double *C)
{
    for (int i0 = 0; i0 < n; i0 += BLK)
        for (int k0 = 0; k0 < n; k0 += BLK)
            for (int j0 = 0; j0 < n; j0 += BLK)
                for (int i = i0; i < min(i0 + BLK, n); i++)
                    for (int k = k0; k < min(k0 + BLK, n); k++) {
                        double t = A[i*n+k];
                        for (int j = j0; j < min(j0 + BLK, n); j++) C[i*n+j] += t * B[k*n+j];
                    }
}
void batch_mm(const float *x, const float *y, float *z, int nb, int m, int k, int n)
{
    for(int b=0;b<nb;b++){
        const float *xb=x+(long)b*m*k, *yb=y+(long)b*n*k; float *zb=z+(long)b*m*n;
        for(int i=0;i<m;i++) for(int j=0;j<n;j++){
            float s=0;
            for(int p=0;p<k;p++) s+=xb[i*k+p]*yb[j*k+p];
            zb[i*n+j]=s;
        }
    }
}
void gram(double **X, double **G, int n, int d)
{
    int i,j,k;
    for(i=0;i<d;i++) for(j=i;j<d;j++){
        double s=0;
        for(k=0;k<n;k++) s+=X[k][i]*X[k][j];
        G[i][j]=s; G[j][i]=s;
    }
}
void sym_rank2_update(double **A, double **U, double **V, int n, int k)
{
    for(int i=0;i<n;i++) for(int j=0;j<=i;j++) for(int p=0;p<k;p++)
        A[i][j] -= U[i][p]*V[j][p] + V[i][p]*U[j][p];
}
void packed_sym_times_vec(const double *ap, const double *x, double *y, int n)
{
    for(int i=0;i<n;i++){
        double s=0;
        for(int j=0;j<n;j++) s += (i>=j ? ap[i*(i+1)/2+j] : ap[j*(j+1)/2+i]) * x[j];
        y[i]=s;
    }
}
void sym_times_mat(double **S, double **B, double **C, int n, int m)
{
    for(int i=0;i<n;i++) for(int j=0;j<m;j++){
        double s=0;
        for(int k=0;k<=i;k++) s+=S[i][k]*B[k][j];
        for(int k=i+1;k<n;k++) s+=S[k][i]*B[k][j];
        C[i][j]=s;
    }
}
void lowtri_vec(double **L, double *z, double *out, int n)
{
    for(int i=0;i<n;i++){ out[i]=0; for(int j=0;j<=i;j++) out[i]+=L[i][j]*z[j]; }
}
void upper_times_upper(const float *u, float *b, int n, int m)
{
    for(int c=0;c<m;c++)
        for(int i=0;i<n;i++){
            float s=0;
            for(int k=i;k<n;k++) s+=u[i*n+k]*b[k*m+c];
            b[i*m+c]=s;
        }
}
void forward_many(double **L, double **X, int n, int nrhs)
{
    int r,i,j;
    for(r=0;r<nrhs;r++)
        for(i=0;i<n;i++){
            for(j=0;j<i;j++) X[i][r]-=L[i][j]*X[j][r];
            X[i][r]/=L[i][i];
        }
}
void doolittle(double **A, double **L, double **U, int n)
{
    for(int i=0;i<n;i++){
        for(int k=i;k<n;k++){
            double sum=0;
            for(int j=0;j<i;j++) sum+=L[i][j]*U[j][k];
            U[i][k]=A[i][k]-sum;
        }
        for(int k=i;k<n;k++){
            if(i==k) L[i][i]=1;
            else {
                double sum=0;
                for(int j=0;j<i;j++) sum+=L[k][j]*U[j][i];
                L[k][i]=(A[k][i]-sum)/U[i][i];
            }
        }
    }
}
void ldl_rightlooking(float *a, int n)
{
    for(int k=0;k<n;k++){
        float d=a[k*n+k];
        for(int i=k+1;i<n;i++){
            float l=a[i*n+k]/d;
            for(int j=k+1;j<=i;j++) a[i*n+j]-=l*a[j*n+k];
        }
        for(int i=k+1;i<n;i++) a[i*n+k]/=d;
    }
}
void givens_qr(double **R, double **Qt, int m, int n)
{
    for(int i=0;i<m;i++) for(int j=0;j<m;j++) Qt[i][j]=(i==j);
    for(int j=0;j<n;j++)
        for(int i=m-1;i>j;i--){
            if(R[i][j]==0) continue;
            double r=hypot(R[i-1][j],R[i][j]), c=R[i-1][j]/r, s=R[i][j]/r;
            for(int k=0;k<n;k++){ double a=R[i-1][k],b=R[i][k]; R[i-1][k]=c*a+s*b; R[i][k]=c*b-s*a; }
            for(int k=0;k<m;k++){ double a=Qt[i-1][k],b=Qt[i][k]; Qt[i-1][k]=c*a+s*b; Qt[i][k]=c*b-s*a; }
        }
}
double top_singular(const double *A, int m, int n, double *u, double *v, int iters)
{
    double sigma=0;
    for(int t=0;t<iters;t++){
        double nu=0,nv=0;
        for(int i=0;i<m;i++){ u[i]=0; for(int j=0;j<n;j++) u[i]+=A[i*n+j]*v[j]; nu+=u[i]*u[i]; }
        nu=sqrt(nu);
        for(int i=0;i<m;i++) u[i]/=nu;
        for(int j=0;j<n;j++){ v[j]=0; for(int i=0;i<m;i++) v[j]+=A[i*n+j]*u[i]; nv+=v[j]*v[j]; }
        sigma=sqrt(nv);
        for(int j=0;j<n;j++) v[j]/=sigma;
    }
    return sigma;
}
