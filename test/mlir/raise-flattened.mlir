// Loops that count several are those: their index is taken apart by what it is divided by.
// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-raise))" | FileCheck %s --implicit-check-not='demand.kernel<'

// CHECK-LABEL: func.func @maps
// CHECK: #demand.kernel<"gemm", "C[i,j] += A[i,k]*B[k,j]", flops = <"98304">
func.func @maps(%A: memref<32x48xf32>, %B: memref<48x32xf32>, %C: memref<32x32xf32>) {
  affine.for %f = 0 to 1024 {
    affine.for %k = 0 to 48 {
      %a = affine.load %A[%f floordiv 32, %k] : memref<32x48xf32>
      %b = affine.load %B[%k, %f mod 32] : memref<48x32xf32>
      %c = affine.load %C[%f floordiv 32, %f mod 32] : memref<32x32xf32>
      %p = arith.mulf %a, %b : f32
      %s = arith.addf %c, %p : f32
      affine.store %s, %C[%f floordiv 32, %f mod 32] : memref<32x32xf32>
    }
  }
  return
}

// All three loops in one, of sizes that only the run knows; the sum is carried.
// CHECK-LABEL: func.func @remainders
// CHECK: #demand.kernel<"gemv"
func.func @remainders(%A: memref<?x?xf64>, %x: memref<?xf64>, %y: memref<?xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %m = memref.dim %A, %c0 : memref<?x?xf64>
  %n = memref.dim %A, %c1 : memref<?x?xf64>
  %all = arith.muli %m, %n : index
  scf.for %f = %c0 to %all step %c1 {
    %i = arith.divui %f, %n : index
    %j = arith.remui %f, %n : index
    %a = memref.load %A[%i, %j] : memref<?x?xf64>
    %b = memref.load %x[%j] : memref<?xf64>
    %c = memref.load %y[%i] : memref<?xf64>
    %p = arith.mulf %a, %b : f64
    %s = arith.addf %c, %p : f64
    memref.store %s, %y[%i] : memref<?xf64>
  }
  return
}

// As MLIR's own coalescing leaves it, three digits.
// CHECK-LABEL: func.func @delinearized
// CHECK: #demand.kernel<"batched-gemm"
func.func @delinearized(%A: memref<8x32x16xf32>, %B: memref<8x16x24xf32>, %C: memref<8x32x24xf32>) {
  affine.for %f = 0 to 6144 {
    %d:3 = affine.delinearize_index %f into (8, 32, 24) : index, index, index
    affine.for %k = 0 to 16 {
      %a = memref.load %A[%d#0, %d#1, %k] : memref<8x32x16xf32>
      %b = memref.load %B[%d#0, %k, %d#2] : memref<8x16x24xf32>
      %c = memref.load %C[%d#0, %d#1, %d#2] : memref<8x32x24xf32>
      %p = arith.mulf %a, %b : f32
      %s = arith.addf %c, %p : f32
      memref.store %s, %C[%d#0, %d#1, %d#2] : memref<8x32x24xf32>
    }
  }
  return
}

// The sum over a flattened loop.
// CHECK-LABEL: func.func @carried
// CHECK: #demand.kernel<"dot"
func.func @carried(%A: memref<64x48xf32>, %B: memref<64x48xf32>) -> f32 {
  %z = arith.constant 0.0 : f32
  %r = affine.for %f = 0 to 3072 iter_args(%o = %z) -> f32 {
    %a = affine.load %A[%f floordiv 48, %f mod 48] : memref<64x48xf32>
    %b = affine.load %B[%f floordiv 48, %f mod 48] : memref<64x48xf32>
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %o, %p : f32
    affine.yield %s : f32
  }
  return %r : f32
}

// Look-alikes: a divisor that the count is no multiple of, two that do not fit together, a sum of
// an index and its remainder.
// CHECK-LABEL: func.func @ragged
func.func @ragged(%A: memref<32x48xf32>, %B: memref<48x32xf32>, %C: memref<32x32xf32>) {
  affine.for %f = 0 to 1000 {
    affine.for %k = 0 to 48 {
      %a = affine.load %A[%f floordiv 32, %k] : memref<32x48xf32>
      %b = affine.load %B[%k, %f mod 32] : memref<48x32xf32>
      %c = affine.load %C[%f floordiv 32, %f mod 32] : memref<32x32xf32>
      %p = arith.mulf %a, %b : f32
      %s = arith.addf %c, %p : f32
      affine.store %s, %C[%f floordiv 32, %f mod 32] : memref<32x32xf32>
    }
  }
  return
}
// CHECK-LABEL: func.func @apart
func.func @apart(%A: memref<64x48xf32>, %B: memref<48x64xf32>, %C: memref<64x64xf32>) {
  affine.for %f = 0 to 960 {
    affine.for %k = 0 to 48 {
      %a = affine.load %A[%f floordiv 24, %k] : memref<64x48xf32>
      %b = affine.load %B[%k, %f mod 20] : memref<48x64xf32>
      %c = affine.load %C[%f floordiv 24, %f mod 20] : memref<64x64xf32>
      %p = arith.mulf %a, %b : f32
      %s = arith.addf %c, %p : f32
      affine.store %s, %C[%f floordiv 24, %f mod 20] : memref<64x64xf32>
    }
  }
  return
}
// The sum of the indices is neither a row nor a column.
// CHECK-LABEL: func.func @skewed
func.func @skewed(%A: memref<64x48xf32>, %x: memref<48xf32>, %y: memref<112xf32>) {
  affine.for %f = 0 to 3072 {
    %a = affine.load %A[%f floordiv 48, %f mod 48] : memref<64x48xf32>
    %b = affine.load %x[%f mod 48] : memref<48xf32>
    %c = affine.load %y[%f floordiv 48 + %f mod 48] : memref<112xf32>
    %p = arith.mulf %a, %b : f32
    %s = arith.subf %p, %c : f32
    affine.store %s, %y[%f floordiv 48 + %f mod 48] : memref<112xf32>
  }
  return
}
