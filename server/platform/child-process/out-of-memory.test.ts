import { expect, test } from "vitest";
import { saysOutOfMemory } from "./out-of-memory";

/** Messages of PyTorch 2.11 with CUDA 13.0 on a full GPU; the first one has the error type as Python prints it. */
test.each([
  "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.21 GiB. GPU 0 has a total capacity of 79.18 GiB",
  "CUDA out of memory. Tried to allocate 1.21 GiB. GPU 0 has a total capacity of 79.18 GiB of which 480.62 MiB is free.",
  "torch.AcceleratorError: CUDA error: out of memory",
  "RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
])("%s", (text) => expect(saysOutOfMemory(text)).toBe(true));

test.each([
  "RuntimeError: No CUDA GPUs are available",
  "RuntimeError: CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm( handle, opa, opb)`",
  "ValueError: someone said that they were out of memory",
])("not: %s", (text) => expect(saysOutOfMemory(text)).toBe(false));
