// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --demand-lower-to-llvm | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o spmv=None

//--- p.mlir
// As sparse_tensor lowers y = A*x with A in compressed rows.
func.func @spmv(%pos: memref<?xindex>, %crd: memref<?xindex>, %val: memref<?xf64>, %x: memref<?xf64>, %y: memref<?xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = memref.dim %y, %c0 : memref<?xf64>
  scf.for %i = %c0 to %n step %c1 {
    %i1 = arith.addi %i, %c1 : index
    %lo = memref.load %pos[%i] : memref<?xindex>
    %hi = memref.load %pos[%i1] : memref<?xindex>
    %y0 = memref.load %y[%i] : memref<?xf64>
    %s = scf.for %p = %lo to %hi step %c1 iter_args(%acc = %y0) -> f64 {
      %j = memref.load %crd[%p] : memref<?xindex>
      %a = memref.load %val[%p] : memref<?xf64>
      %b = memref.load %x[%j] : memref<?xf64>
      %q = arith.mulf %a, %b : f64
      %t = arith.addf %acc, %q : f64
      scf.yield %t : f64
    }
    memref.store %s, %y[%i] : memref<?xf64>
  }
  return
}
//--- p.c
void spmv(long n, const long *restrict pos, const long *restrict crd, const double *restrict val,
          const double *restrict x, double *restrict y) {
  for (long i = 0; i < n; i++) {
    double s = y[i];
    for (long p = pos[i]; p < pos[i + 1]; p++)
      s += val[p] * x[crd[p]];
    y[i] = s;
  }
}
