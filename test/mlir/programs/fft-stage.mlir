// One decimation-in-time stage over a batch of pairs, twiddles in arrays, as linalg: butterflies
// are told from element-wise sums where the LLVM plugin sees the loop that doubles the distance;
// as one op it is what it is, and no name is better than a wrong one. C gives it none either.
// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-pipeline | FileCheck %s --implicit-check-not='"gemm"' --implicit-check-not='"dft"'
// CHECK: demand.cost<flops = <"$3*$4*10">
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o

//--- p.mlir
#p = affine_map<(s, k) -> (s, k)>
#w = affine_map<(s, k) -> (k)>
func.func @stage(%ar: tensor<?x?xf64>, %ai: tensor<?x?xf64>, %br: tensor<?x?xf64>, %bi: tensor<?x?xf64>, %wr: tensor<?xf64>, %wi: tensor<?xf64>,
    %o: tensor<?x?xf64>) -> (tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>) {
  %r:4 = linalg.generic {indexing_maps = [#p, #p, #p, #p, #w, #w, #p, #p, #p, #p], iterator_types = ["parallel", "parallel"]}
      ins(%ar, %ai, %br, %bi, %wr, %wi : tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>, tensor<?xf64>, tensor<?xf64>)
      outs(%o, %o, %o, %o : tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>) {
  ^bb0(%a: f64, %b: f64, %c: f64, %d: f64, %x: f64, %y: f64, %o0: f64, %o1: f64, %o2: f64, %o3: f64):
    %cx = arith.mulf %c, %x : f64
    %dy = arith.mulf %d, %y : f64
    %cy = arith.mulf %c, %y : f64
    %dx = arith.mulf %d, %x : f64
    %tr = arith.subf %cx, %dy : f64
    %ti = arith.addf %cy, %dx : f64
    %p0 = arith.addf %a, %tr : f64
    %p1 = arith.addf %b, %ti : f64
    %p2 = arith.subf %a, %tr : f64
    %p3 = arith.subf %b, %ti : f64
    linalg.yield %p0, %p1, %p2, %p3 : f64, f64, f64, f64
  } -> (tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>
}
//--- p.c
void stage(const double *restrict ar, const double *restrict ai, const double *restrict br, const double *restrict bi,
           const double *restrict wr, const double *restrict wi, double *restrict o, double *restrict p, double *restrict q,
           double *restrict r, long pairs, long n) {
  for (long s = 0; s < pairs; s++)
    for (long k = 0; k < n; k++) {
      long at = s * n + k;
      double tr = br[at] * wr[k] - bi[at] * wi[k], ti = br[at] * wi[k] + bi[at] * wr[k];
      o[at] = ar[at] + tr, p[at] = ai[at] + ti, q[at] = ar[at] - tr, r[at] = ai[at] - ti;
    }
}
