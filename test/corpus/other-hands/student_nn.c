// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdio.h>
#include <stdlib.h>
#include <math.h>

/* homework 3 - MLP and CNN from scratch */
#define IMG 28
#define K 5
#define OUT (IMG-K+1)

void forwardLayer(double **W, double *b, double *input, double *output, int nin, int nout)
{
    int i, j;
    for(i = 0; i < nout; i++){
        double sum = 0;
        for(j = 0; j < nin; j++){
            sum = sum + W[i][j] * input[j];
        }
        sum = sum + b[i];
        output[i] = 1.0 / (1.0 + exp(-sum));
    }
}

void conv_layer_28(double in[IMG][IMG], double filt[6][K][K], double bias[6], double out[6][OUT][OUT])
{
    int f,i,j,a,b;
    for(f=0; f<6; f++)
        for(i=0; i<OUT; i++)
            for(j=0; j<OUT; j++)
            {
                double tmp = 0.0;
                for(a=0;a<K;a++)
                    for(b=0;b<K;b++)
                        tmp += in[i+a][j+b]*filt[f][a][b];
                tmp += bias[f];
                if(tmp < 0) tmp = 0;
                out[f][i][j] = tmp;
            }
}

void pool_2x2(double in[6][OUT][OUT], double out[6][OUT/2][OUT/2])
{
    for(int c=0;c<6;c++)
        for(int i=0;i<OUT;i+=2)
            for(int j=0;j<OUT;j+=2)
            {
                double m = in[c][i][j];
                if(in[c][i][j+1] > m) m = in[c][i][j+1];
                if(in[c][i+1][j] > m) m = in[c][i+1][j];
                if(in[c][i+1][j+1] > m) m = in[c][i+1][j+1];
                out[c][i/2][j/2] = m;
            }
}

void probabilities(double *scores, double *probs, int n)
{
    int i;
    double total = 0.0;
    for(i=0;i<n;i++) total += exp(scores[i]);
    for(i=0;i<n;i++) probs[i] = exp(scores[i]) / total;
}

double meanSquaredError(double **predicted, double **target, int samples, int outputs)
{
    double err = 0;
    int s, o;
    for(s=0; s<samples; s++)
        for(o=0; o<outputs; o++)
            err += pow(predicted[s][o] - target[s][o], 2);
    return err / (samples*outputs);
}

void backprop_hidden(double **w2, double **w1, double *hidden, double *x, double *outErr, double *hidErr, int nx, int nh, int no, double eta)
{
    int i,j;
    for(i=0;i<nh;i++){
        double e = 0;
        for(j=0;j<no;j++) e += outErr[j]*w2[i][j];
        hidErr[i] = e*hidden[i]*(1-hidden[i]);
    }
    for(i=0;i<nh;i++)
        for(j=0;j<no;j++) w2[i][j] += eta*outErr[j]*hidden[i];
    for(i=0;i<nx;i++)
        for(j=0;j<nh;j++) w1[i][j] += eta*hidErr[j]*x[i];
}

void rnn_forward(double **Wxh, double **Whh, double *bh, double **xs, double **hs, int T, int nx, int nh)
{
    for(int t=1; t<=T; t++){
        for(int i=0;i<nh;i++){
            double a = bh[i];
            for(int j=0;j<nx;j++) a += Wxh[i][j]*xs[t-1][j];
            for(int j=0;j<nh;j++) a += Whh[i][j]*hs[t-1][j];
            hs[t][i] = tanh(a);
        }
    }
}

void sgd_step(double **w, double **g, int rows, int cols, double lr)
{
    for(int i=0;i<rows;i++)
        for(int j=0;j<cols;j++)
            w[i][j] = w[i][j] - lr*g[i][j];
}

void drop_units(double *a, const int *keep, double p, int n)
{
    for(int i=0;i<n;i++){
        if(keep[i]) a[i] = a[i]/(1-p);
        else a[i] = 0;
    }
}

void layerNormalize(double **x, double **y, double *g, double *b, int T, int D)
{
    int t,d;
    for(t=0;t<T;t++){
        double mean=0, var=0;
        for(d=0;d<D;d++) mean+=x[t][d];
        mean/=D;
        for(d=0;d<D;d++) var+=(x[t][d]-mean)*(x[t][d]-mean);
        var/=D;
        for(d=0;d<D;d++) y[t][d]=g[d]*(x[t][d]-mean)/sqrt(var+1e-8)+b[d];
    }
}

void selfAttention(double **Q, double **Km, double **V, double **A, double **O, int n, int dk, int dv)
{
    int i,j,k;
    for(i=0;i<n;i++)
        for(j=0;j<n;j++){
            A[i][j]=0;
            for(k=0;k<dk;k++) A[i][j]+=Q[i][k]*Km[j][k];
            A[i][j]/=sqrt(dk);
        }
    for(i=0;i<n;i++){
        double m=A[i][0],s=0;
        for(j=1;j<n;j++) if(A[i][j]>m) m=A[i][j];
        for(j=0;j<n;j++){ A[i][j]=exp(A[i][j]-m); s+=A[i][j]; }
        for(j=0;j<n;j++) A[i][j]/=s;
    }
    for(i=0;i<n;i++)
        for(k=0;k<dv;k++){
            O[i][k]=0;
            for(j=0;j<n;j++) O[i][k]+=A[i][j]*V[j][k];
        }
}
void leaky2(double **m, int r, int c, double slope)
{
    int i, j;
    for(i=0;i<r;i++) for(j=0;j<c;j++){
        if(m[i][j] < 0.0)
            m[i][j] = m[i][j]*slope;
    }
}
