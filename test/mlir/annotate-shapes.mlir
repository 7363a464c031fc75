// RUN: %mlir_opt %s --pass-pipeline="builtin.module(func.func(demand-annotate))" | FileCheck %s

// Sizes through views, casts, slices and padding.
// CHECK-LABEL: func.func @shapes
func.func @shapes(%x: tensor<?x?xf32>, %n: index) -> tensor<?x?xf32> {
  %z = arith.constant 0.0 : f32
  %c2 = arith.constant 2 : index
  %m = arith.muli %n, %c2 : index
  %s = tensor.extract_slice %x[0, 0] [%m, 8] [1, 1] : tensor<?x?xf32> to tensor<?x8xf32>
  %p = tensor.pad %s low[1, 1] high[1, %n] {
  ^bb0(%i: index, %j: index):
    tensor.yield %z : f32
  } : tensor<?x8xf32> to tensor<?x?xf32>
  // CHECK: linalg.fill {demand.cost = #demand.cost<written = <"($7*2 + 2)*($7 + 9)*4">>}
  %f = linalg.fill ins(%z : f32) outs(%p : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %f : tensor<?x?xf32>
}

// What a call decides says so.
// CHECK-LABEL: func.func @opaque
// CHECK: ?\22the result of a call\22
func.func private @size() -> index
func.func @opaque() -> tensor<?xf32> {
  %n = func.call @size() : () -> index
  %z = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<?xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  return %f : tensor<?xf32>
}

// One behind the other along the first axis, beside each other along no other.
// CHECK-LABEL: func.func @concat
// CHECK: linalg.fill {demand.cost = #demand.cost<written = <"($3 + $8)*4">>}
func.func @concat(%a: tensor<?xf32>, %b: tensor<?xf32>) -> tensor<?xf32> {
  %z = arith.constant 0.0 : f32
  %c = tensor.concat dim(0) %a, %b : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %f = linalg.fill ins(%z : f32) outs(%c : tensor<?xf32>) -> tensor<?xf32>
  return %f : tensor<?xf32>
}
