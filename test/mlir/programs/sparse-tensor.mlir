// A product with a matrix in compressed rows, from the sparse_tensor dialect through its own passes.
// RUN: split-file %s %t
// RUN: %mlir_opt %t/p.mlir --pass-pipeline='builtin.module(linalg-generalize-named-ops,sparsification-and-bufferization,sparse-storage-specifier-to-llvm,demand-lower-to-llvm{deallocate=false})' \
// RUN:   | mlir-translate --mlir-to-llvmir -o %t/p.ll
// RUN: %clang -Wno-override-module -O1 -c %t/p.ll -o %t/mlir.o
// RUN: %auspex_clang -O2 -c %t/p.c -o %t/c.o
// RUN: %python %S/same-kernels.py %auspex %t/mlir.o %t/c.o spmv=None

//--- p.mlir
#CSR = #sparse_tensor.encoding<{ map = (d0, d1) -> (d0 : dense, d1 : compressed) }>
func.func @spmv(%A: tensor<?x?xf64, #CSR>, %x: tensor<?xf64>, %y: tensor<?xf64>) -> tensor<?xf64> {
  %r = linalg.matvec ins(%A, %x : tensor<?x?xf64, #CSR>, tensor<?xf64>) outs(%y : tensor<?xf64>) -> tensor<?xf64>
  return %r : tensor<?xf64>
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
