/* A program with a host part and a GPU part, by the driver's interface: it loads libcuda.so.1
   as a CUDA program's runtime does. How long things take is told by events of the fake driver,
   not by a clock. An alarm ends what waits for something that does not come. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void *lib;
static int call(const char *name, void *a, size_t b) {
  int (*f)(void *, size_t) = (int (*)(void *, size_t))dlsym(lib, name);
  int r = f ? f(a, b) : -1;
  if (r)
    printf("%s: %d\n", name, r);
  return r;
}
static void post(const char *event) { ((void (*)(const char *))dlsym(lib, "fakeCudaPost"))(event); }
static void await(const char *event, unsigned more) {
  ((void (*)(const char *, unsigned))dlsym(lib, "fakeCudaAwait"))(event, more);
}

static int init(void) { return ((int (*)(unsigned))dlsym(lib, "cuInit"))(0); }

static void gpuPart(void) {
  void *context = 0, *module = 0, *function = 0;
  int r = init();
  if (r)
    printf("cuInit: %d\n", r);
  call("cuDevicePrimaryCtxRetain", &context, 0);
  call("cuCtxSetCurrent", context, 0);
  call("cuModuleLoadData", &module, (size_t)"kernel");
  int (*get)(void **, void *, const char *) =
      (int (*)(void **, void *, const char *))dlsym(lib, "cuModuleGetFunction");
  int (*launch)(void *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void *,
                void **, void **) = dlsym(lib, "cuLaunchKernel");
  if (get(&function, module, "kernel") == 0 && launch(function, 1, 1, 1, 32, 1, 1, 0, 0, 0, 0) == 0)
    post("launched");
}

int main(int argc, char **argv, char **envp) {
  alarm(120);
  const char *what = argc > 1 ? argv[1] : "";
  if (strcmp(what, "env") == 0) { /* what main is given and what a child gets */
    for (char **e = envp; *e; ++e)
      puts(*e);
    if (envp != environ)
      puts("environ is another");
    fflush(stdout);
    return system("env | grep -e LD_PRELOAD -e AUSPEX_GPU; true");
  }
  lib = dlopen("libcuda.so.1", RTLD_NOW);
  if (!lib)
    return puts("no driver"), 3;
  if (strcmp(what, "long") == 0) /* the host part outlasts the making of a context */
    await("cuDevicePrimaryCtxRetain done", 1);
  if (strcmp(what, "short") == 0) /* ... or ends when that has just begun */
    await("cuInit begins", 1);
  if (strcmp(what, "failing") == 0) /* ... or when that was tried */
    await("cuInit", 1);
  if (strcmp(what, "late") == 0) /* ... or when the context was tried */
    await("cuDevicePrimaryCtxRetain", 1);
  if (strcmp(what, "fork") == 0) { /* a child that ends while the thread is in the driver */
    await("cuInit begins", 1);
    if (fork() == 0)
      exit(0);
    wait(0);
  }
  if (strcmp(what, "exit") == 0)
    await("cuInit begins", 1);
  post("host end");
  if (strcmp(what, "exit") == 0)
    return 7;
  if (strcmp(what, "hold") == 0) {
    unsigned long long memory;
    gpuPart();
    call("cuMemAlloc_v2", &memory, (size_t)1 << 30);
    await("nvmlDeviceGetComputeRunningProcesses_v3", ~0u); /* ... again and again */
    return 0;
  }
  if (strcmp(what, "moved") == 0) { /* has itself moved by the command that argv[2] is */
    unsigned long long memory;
    char command[4096];
    gpuPart();
    call("cuMemAlloc_v2", &memory, (size_t)1 << 30);
    /* A child that the driver does not know does it; without CUDA_VISIBLE_DEVICES. */
    snprintf(command, sizeof(command),
             "unset CUDA_VISIBLE_DEVICES; %1$s migrate %2$d --to gpu=2; "
             "%1$s migrate %2$d --to gpu=1 --check; %1$s migrate %2$d --to gpu=1; "
             "%1$s migrate %2$d --to gpu=1",
             argv[2], getpid());
    if (system(command) == -1)
      return 1;
    gpuPart();
    post("launched again");
    return 0;
  }
  if (strcmp(what, "flags") == 0) {
    unsigned flags = 0;
    int active = 0;
    await("cuDevicePrimaryCtxRetain done", 1);
    init();
    ((int (*)(int, unsigned))dlsym(lib, "cuDevicePrimaryCtxSetFlags_v2"))(0, 4);
    ((int (*)(int, unsigned *, int *))dlsym(lib, "cuDevicePrimaryCtxGetState"))(0, &flags, &active);
    printf("flags %u, active %d\n", flags, active);
  }
  gpuPart();
  return 0;
}
