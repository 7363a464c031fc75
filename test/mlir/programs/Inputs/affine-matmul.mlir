func.func private @atoi(!llvm.ptr) -> i32
func.func private @report(f32)
func.func @main(%argc: i32, %argv: !llvm.ptr) -> i32 {
  %ok = arith.constant 0 : i32
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %p = llvm.getelementptr %argv[1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
  %s = llvm.load %p : !llvm.ptr -> !llvm.ptr
  %i32 = func.call @atoi(%s) : (!llvm.ptr) -> i32
  %n = arith.index_cast %i32 : i32 to index
  %A = memref.alloc(%n) : memref<?x4xf32>
  %B = memref.alloc(%n) : memref<4x?xf32>
  %C = memref.alloc(%n, %n) : memref<?x?xf32>
  affine.for %i = 0 to %n {
    affine.for %k = 0 to 4 {
      affine.store %one, %A[%i, %k] : memref<?x4xf32>
      affine.store %one, %B[%k, %i] : memref<4x?xf32>
    }
    affine.for %j = 0 to %n {
      affine.store %zero, %C[%i, %j] : memref<?x?xf32>
    }
  }
  affine.for %i = 0 to %n {
    affine.for %j = 0 to %n {
      affine.for %k = 0 to 4 {
        %a = affine.load %A[%i, %k] : memref<?x4xf32>
        %b = affine.load %B[%k, %j] : memref<4x?xf32>
        %c = affine.load %C[%i, %j] : memref<?x?xf32>
        %t = arith.mulf %a, %b : f32
        %q = arith.addf %c, %t : f32
        affine.store %q, %C[%i, %j] : memref<?x?xf32>
      }
    }
  }
  %x = memref.load %C[%c0, %c0] : memref<?x?xf32>
  func.call @report(%x) : (f32) -> ()
  memref.dealloc %A : memref<?x4xf32>
  memref.dealloc %B : memref<4x?xf32>
  memref.dealloc %C : memref<?x?xf32>
  return %ok : i32
}
