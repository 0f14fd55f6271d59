import type { Lease, LeaseBroker, LeaseRequest } from "../scheduler/lease";

/** One model call under a lease: waits for its turn, hands on what the call gives, and always gives the lease back. */
export async function* underLease<T>(
  leases: LeaseBroker,
  request: LeaseRequest,
  call: (lease: Lease) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const lease = await leases.acquire(request);
  try {
    yield* call(lease);
  } finally {
    lease.release();
  }
}
