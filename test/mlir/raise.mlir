// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-raise))" | FileCheck %s

// A triangle of A*A^T, by whatever loops.
// CHECK-LABEL: func.func @syrk
// CHECK: #demand.kernel<"syrk"
func.func @syrk(%A: memref<64x32xf64>, %C: memref<64x64xf64>) {
  affine.for %i = 0 to 64 {
    affine.for %j = 0 to affine_map<(d0) -> (d0 + 1)>(%i) {
      affine.for %k = 0 to 32 {
        %a = affine.load %A[%i, %k] : memref<64x32xf64>
        %b = affine.load %A[%j, %k] : memref<64x32xf64>
        %c = affine.load %C[%i, %j] : memref<64x64xf64>
        %p = arith.mulf %a, %b : f64
        %s = arith.addf %c, %p : f64
        affine.store %s, %C[%i, %j] : memref<64x64xf64>
      }
    }
  }
  return
}

// scf.parallel is a loop nest like any other.
// CHECK-LABEL: func.func @parallel
// CHECK: #demand.kernel<"ger"
func.func @parallel(%x: memref<?xf32>, %y: memref<?xf32>, %A: memref<?x?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %m = memref.dim %x, %c0 : memref<?xf32>
  %n = memref.dim %y, %c0 : memref<?xf32>
  scf.parallel (%i, %j) = (%c0, %c0) to (%m, %n) step (%c1, %c1) {
    %a = memref.load %x[%i] : memref<?xf32>
    %b = memref.load %y[%j] : memref<?xf32>
    %c = memref.load %A[%i, %j] : memref<?x?xf32>
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %c, %p : f32
    memref.store %s, %A[%i, %j] : memref<?x?xf32>
    scf.reduce
  }
  return
}

// A view of a larger matrix, with its strides.
// CHECK-LABEL: func.func @view
// CHECK: linalg.matvec {demand.kernel = #demand.kernel<"gemv"
func.func @view(%A: memref<?x?xf32>, %x: memref<80xf32>, %y: memref<40xf32>, %at: index) {
  %s = memref.subview %A[%at, 2] [40, 80] [1, 1] : memref<?x?xf32> to memref<40x80xf32, strided<[?, 1], offset: ?>>
  linalg.matvec ins(%s, %x : memref<40x80xf32, strided<[?, 1], offset: ?>>, memref<80xf32>) outs(%y : memref<40xf32>)
  return
}

// A gather is an embedding.
// CHECK-LABEL: func.func @gather
// CHECK: #demand.kernel<"embedding"
func.func @gather(%table: tensor<1000x64xf32>, %ids: tensor<16xi64>, %out: tensor<16x64xf32>) -> tensor<16x64xf32> {
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%ids : tensor<16xi64>) outs(%out : tensor<16x64xf32>) {
  ^bb0(%id: i64, %o: f32):
    %row = arith.index_cast %id : i64 to index
    %col = linalg.index 1 : index
    %v = tensor.extract %table[%row, %col] : tensor<1000x64xf32>
    linalg.yield %v : f32
  } -> tensor<16x64xf32>
  return %r : tensor<16x64xf32>
}
