// What tests need of CUDA, so that they run without the toolkit.
#pragma once
#include <stddef.h>

#define __global__ __attribute__((global))
#define __device__ __attribute__((device))
#define __host__ __attribute__((host))
#define __shared__ __attribute__((shared))
#define __constant__ __attribute__((constant))

struct uint3 {
  unsigned x, y, z;
};
struct dim3 {
  unsigned x, y, z;
  __host__ __device__ dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};

typedef int cudaError_t;
typedef struct CUstream_st *cudaStream_t;
enum cudaMemcpyKind { cudaMemcpyHostToDevice = 1, cudaMemcpyDeviceToHost = 2 };
extern "C" {
cudaError_t cudaMalloc(void **p, size_t bytes);
cudaError_t cudaFree(void *p);
cudaError_t cudaMemcpy(void *to, const void *from, size_t bytes, cudaMemcpyKind kind);
cudaError_t cudaDeviceSynchronize();
cudaError_t cudaLaunchKernel(const void *kernel, dim3 grid, dim3 block, void **arguments,
                             size_t shared, cudaStream_t stream);
unsigned __cudaPushCallConfiguration(dim3 grid, dim3 block, size_t shared = 0, void *stream = 0);
}
template <class T> cudaError_t cudaMalloc(T **p, size_t bytes) {
  return cudaMalloc((void **)p, bytes);
}

#include <__clang_cuda_builtin_vars.h>
template <class T> __device__ T __shfl_down_sync(unsigned mask, T v, unsigned by) {
  return __builtin_bit_cast(T, __nvvm_shfl_sync_down_i32(mask, __builtin_bit_cast(int, v), by, 31));
}

// libdevice's interface; the toolkit has its bodies.
extern "C" __device__ float __nv_expf(float), __nv_logf(float), __nv_sqrtf(float), __nv_rsqrtf(float),
    __nv_fmaxf(float, float), __nv_fminf(float, float), __nv_tanhf(float), __nv_erff(float),
    __nv_erfcf(float), __nv_fabsf(float), __nv_powf(float, float), __nv_cosf(float), __nv_sinf(float);
#ifdef __CUDA_ARCH__
#define DEVICE_MATH(NAME) static inline __device__ float NAME(float x) { return __nv_##NAME(x); }
DEVICE_MATH(expf) DEVICE_MATH(logf) DEVICE_MATH(sqrtf) DEVICE_MATH(tanhf) DEVICE_MATH(erff)
DEVICE_MATH(erfcf) DEVICE_MATH(fabsf) DEVICE_MATH(cosf) DEVICE_MATH(sinf)
static inline __device__ float fmaxf(float a, float b) { return __nv_fmaxf(a, b); }
static inline __device__ float fminf(float a, float b) { return __nv_fminf(a, b); }
#else
extern "C" __device__ __host__ float expf(float), logf(float), sqrtf(float), tanhf(float), erff(float), erfcf(float), fabsf(float),
    cosf(float), sinf(float), fmaxf(float, float), fminf(float, float);
#endif
static inline __device__ float atomicAdd(float *p, float v) { return __nvvm_atom_add_gen_f(p, v); }
static inline __device__ int atomicAdd(int *p, int v) { return __nvvm_atom_add_gen_i(p, v); }
static inline __device__ unsigned atomicAdd(unsigned *p, unsigned v) {
  return (unsigned)__nvvm_atom_add_gen_i((int *)p, (int)v);
}
