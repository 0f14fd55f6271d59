import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Lease, LeasePurpose, LeaseRequest } from "./lease";
import { createLeaseBroker } from "./lease-broker";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const broker = (llm = 1) => createLeaseBroker({ slots: { stt: 1, llm, tts: 1 }, now: () => performance.now() });
const request = (over: Partial<LeaseRequest> = {}): LeaseRequest => ({
  role: "llm",
  purpose: "reply",
  sessionId: "s",
  signal: new AbortController().signal,
  ...over,
});

test("as many calls at once as there are slots; the next waits for a release", async () => {
  const leases = broker(2);
  const [first] = await Promise.all([leases.acquire(request()), leases.acquire(request())]);
  let third: Lease | null = null;
  const waiting = leases.acquire(request()).then((lease) => {
    third = lease;
  });
  expect(leases.counts().llm).toEqual({ slots: 2, busy: 2, waiting: 1 });
  expect(third).toBeNull();
  vi.advanceTimersByTime(250);
  first.release();
  await waiting;
  expect(third).toMatchObject({ waitedMs: 250 });
  expect(leases.counts().llm).toEqual({ slots: 2, busy: 2, waiting: 0 });
});

test("models do not wait for each other", async () => {
  const leases = broker();
  await leases.acquire(request());
  expect((await leases.acquire(request({ role: "tts", purpose: "speech" }))).waitedMs).toBe(0);
});

test("the most urgent waits least, whoever came first", async () => {
  const leases = broker();
  const held = await leases.acquire(request());
  const served: LeasePurpose[] = [];
  const waiting = (["background", "partial_transcript", "speech"] as const).map(async (purpose) => {
    const lease = await leases.acquire(request({ purpose }));
    served.push(purpose);
    lease.release();
  });
  held.release();
  await Promise.all(waiting);
  expect(served).toEqual(["speech", "partial_transcript", "background"]);
});

test("a lease released twice frees one slot", async () => {
  const leases = broker();
  const first = await leases.acquire(request());
  first.release();
  await leases.acquire(request());
  first.release();
  expect(leases.counts().llm.busy).toBe(1);
});

test("an aborted waiter leaves the queue with its reason, and is never served", async () => {
  const leases = broker();
  const held = await leases.acquire(request());
  const controller = new AbortController();
  const reason = new Error("spoke again");
  const waiting = leases.acquire(request({ signal: controller.signal }));
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  expect(leases.counts().llm.waiting).toBe(0);
  held.release();
  expect(leases.counts().llm.busy).toBe(0);
  await expect(leases.acquire(request({ signal: controller.signal }))).rejects.toBe(reason);
});

test("the lease aborts with its request, and after its own deadline with model_timeout; the slot stays taken until release", async () => {
  const leases = broker();
  const controller = new AbortController();
  const first = await leases.acquire(request({ signal: controller.signal }));
  controller.abort("gone");
  expect(first.signal.reason).toBe("gone");
  first.release();
  const second = await leases.acquire(request());
  expect(second.signal.aborted).toBe(false);
  vi.advanceTimersByTime(90_000);
  expect(second.signal.reason).toMatchObject({ code: "model_timeout" });
  expect(leases.counts().llm.busy).toBe(1);
  second.release();
  expect(vi.getTimerCount()).toBe(0);
});
