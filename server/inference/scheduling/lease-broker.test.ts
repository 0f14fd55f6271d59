import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Lease, LeasePreempted, type LeaseRequest } from "./contract";
import { createLeaseBroker } from "./lease-broker";
import { urgentMs, waitingBecomesLiveMs } from "./lease-order";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const broker = (llm = 1) => createLeaseBroker({ slots: { stt: 1, llm, tts: 1 }, now: () => performance.now() });
const request = (over: Partial<LeaseRequest> = {}): LeaseRequest => ({
  call: "reply",
  urgency: "live",
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
  expect((await leases.acquire(request({ call: "segment" }))).waitedMs).toBe(0);
});

test("the most urgent call waits least, whatever the order of arrival", async () => {
  const leases = broker();
  const held = await leases.acquire(request());
  const served: string[] = [];
  const waiting = (
    [
      { call: "reply", urgency: "background" },
      { call: "prefill", urgency: "live" },
      { call: "reply", urgency: "waiting" },
      { call: "reply", urgency: "live" },
    ] as const
  ).map(async ({ call, urgency }) => {
    const lease = await leases.acquire(request({ call, urgency }));
    served.push(`${urgency} ${call}`);
    lease.release();
  });
  held.release();
  await Promise.all(waiting);
  expect(served).toEqual(["live reply", "waiting reply", "live prefill", "background reply"]);
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

test("the lease alone limits an embedded model: it has half of the time for a transcript or a segment", async () => {
  const leases = createLeaseBroker({
    slots: { stt: 1, llm: 1, tts: 1 },
    embedded: ["tts"],
    now: () => performance.now(),
  });
  const acquire = (call: LeaseRequest["call"]) => leases.acquire(request({ call }));
  const [embedded, server] = await Promise.all([acquire("segment"), acquire("transcript")]);
  vi.advanceTimersByTime(30_000);
  expect(embedded.signal.reason).toMatchObject({ code: "model_timeout" });
  expect(server.signal.aborted).toBe(false);
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

test("a reply does not wait for a prefill: that one must free its slot, and the reply gets it on release", async () => {
  const leases = broker();
  const prefill = await leases.acquire(request({ call: "prefill" }));
  const reply = leases.acquire(request());
  expect(prefill.signal.reason).toBeInstanceOf(LeasePreempted);
  expect(leases.counts().llm).toEqual({ slots: 1, busy: 1, waiting: 1 });
  prefill.release();
  expect((await reply).signal.aborted).toBe(false);
});

test("a call that nobody waits for any more goes on, and gives its slot up to one that somebody waits for", async () => {
  const leases = broker();
  const nobodyWaits = new AbortController();
  const first = await leases.acquire(request({ call: "transcript", unawaited: nobodyWaits.signal }));
  nobodyWaits.abort();
  expect(first.signal.aborted).toBe(false);
  const second = leases.acquire(request({ call: "transcript" }));
  expect(first.signal.reason).toBeInstanceOf(LeasePreempted);
  first.release();
  expect((await second).signal.aborted).toBe(false);
});

test("a call in the line that nobody waits for any more lets the others go first", async () => {
  const leases = broker();
  const nobodyWaits = new AbortController();
  const running = await leases.acquire(request({ call: "transcript" }));
  const granted: string[] = [];
  const line = [nobodyWaits.signal, undefined].map((unawaited) =>
    leases.acquire(request({ call: "transcript", ...(unawaited && { unawaited }) })).then((lease) => {
      granted.push(unawaited ? "unawaited" : "awaited");
      lease.release();
    }),
  );
  nobodyWaits.abort();
  running.release();
  await Promise.all(line);
  expect(granted).toEqual(["awaited", "unawaited"]);
});

test("a call that waits is served before one that nobody waits for any more", async () => {
  const leases = broker();
  const nobodyWaits = new AbortController();
  const running = await leases.acquire(request({ call: "transcript", unawaited: nobodyWaits.signal }));
  const waiting = leases.acquire(request({ call: "transcript" }));
  expect(running.signal.aborted).toBe(false);
  nobodyWaits.abort();
  expect(running.signal.reason).toBeInstanceOf(LeasePreempted);
  running.release();
  expect((await waiting).signal.aborted).toBe(false);
});

test("a free slot is taken before any call is pre-empted", async () => {
  const leases = broker(2);
  const prefill = await leases.acquire(request({ call: "prefill" }));
  await leases.acquire(request());
  expect(prefill.signal.aborted).toBe(false);
});

test("background work of every model waits until the last person has stopped talking", async () => {
  const leases = broker();
  const began: string[] = [];
  const [ann, ben] = [leases.beginActivity(), leases.beginActivity()];
  const work = (["reply", "segment"] as const).map((call) =>
    leases.acquire(request({ call, urgency: "background" })).then(() => began.push(call)),
  );
  ann();
  ann();
  await leases.acquire(request({ call: "transcript" }));
  expect(began).toEqual([]);
  ben();
  await Promise.all(work);
  expect(began).toEqual(["reply", "segment"]);
});

test("no starvation: once a call is urgent, at most one call of each other session goes before it", async () => {
  const sessions = 5;
  const leases = broker();
  const served: { sessionId: string; urgentFromMs: number; grantedMs: number }[] = [];
  /**
   * Segment after segment; the first session's listener has sound left when it asks, those of the others have an
   * underrun.
   */
  async function talk(index: number): Promise<void> {
    for (let segment = 0; segment < 200; segment++) {
      const soundLeftMs = index === 0 ? 2_000 + (segment % 20) * 100 : (segment % 4) * 100;
      const askedMs = performance.now();
      const playoutDeadlineMs = askedMs + soundLeftMs;
      const lease = await leases.acquire(request({ call: "segment", playoutDeadlineMs }));
      const urgentFromMs = Math.max(askedMs, playoutDeadlineMs - urgentMs);
      served.push({ sessionId: `${index}`, urgentFromMs, grantedMs: performance.now() });
      await new Promise((resolve) => setTimeout(resolve, 100 + ((segment * 13 + index) % 7) * 100));
      lease.release();
    }
  }
  const talking = Promise.all(Array.from({ length: sessions }, (_, index) => talk(index)));
  await vi.runAllTimersAsync();
  await talking;
  for (const [at, call] of served.entries()) {
    const goneBefore = served.slice(0, at).filter(({ grantedMs }) => grantedMs > call.urgentFromMs);
    expect(new Set(goneBefore.map(({ sessionId }) => sessionId)).size).toBe(goneBefore.length);
    expect(goneBefore.length).toBeLessThan(sessions);
  }
});

test("somebody outside a conversation waits while people talk, but not for ever: after 10 s at most one call of each session", async () => {
  const sessions = 5;
  const leases = broker();
  const served: { who: string; grantedMs: number }[] = [];
  let isOver = false;
  /** Listeners without any sound left: without a bound the slot is never free for anybody else. */
  async function talk(index: number): Promise<void> {
    for (let turn = 0; !isOver; turn++) {
      const lease = await leases.acquire(request({ call: "segment", playoutDeadlineMs: performance.now() }));
      served.push({ who: `${index}`, grantedMs: performance.now() });
      await new Promise((resolve) => setTimeout(resolve, 300 + ((turn * 13 + index) % 7) * 100));
      lease.release();
    }
  }
  const endActivity = leases.beginActivity();
  const talking = Promise.all(Array.from({ length: sessions }, (_, index) => talk(index)));
  const askedMs = performance.now();
  const trial = leases.acquire(request({ call: "segment", urgency: "waiting" })).then((lease) => {
    isOver = true;
    lease.release();
    endActivity();
    return performance.now();
  });
  await vi.runAllTimersAsync();
  await talking;
  const trialMs = await trial;
  const goneBefore = served.filter(
    ({ grantedMs }) => grantedMs > askedMs + waitingBecomesLiveMs && grantedMs < trialMs,
  );
  expect(trialMs - askedMs).toBeGreaterThan(waitingBecomesLiveMs);
  expect(goneBefore.length).toBeLessThanOrEqual(sessions);
});

test("nobody outside a conversation takes a talking person's slot; best-effort calls and background work give theirs up", async () => {
  const leases = broker();
  const reply = await leases.acquire(request());
  const trial = leases.acquire(request({ urgency: "waiting" }));
  expect(reply.signal.aborted).toBe(false);
  reply.release();
  const first = await trial;
  const next = leases.acquire(request());
  expect(first.signal.aborted).toBe(false);
  first.release();
  (await next).release();
  for (const over of [{ call: "prefill" }, { urgency: "background" }] as const) {
    const yielding = await leases.acquire(request(over));
    const second = leases.acquire(request({ urgency: "waiting" }));
    expect(yielding.signal.reason).toBeInstanceOf(LeasePreempted);
    yielding.release();
    (await second).release();
  }
});

test("the end of a call is reported once, with its times", async () => {
  const onCallEnded = vi.fn();
  const slots = { stt: 1, llm: 1, tts: 1 };
  const leases = createLeaseBroker({ slots, now: () => performance.now(), onCallEnded });
  const first = await leases.acquire(request());
  const waiting = leases.acquire(request({ urgency: "background" }));
  vi.advanceTimersByTime(300);
  expect(onCallEnded).not.toHaveBeenCalled();
  first.release();
  first.release();
  const second = await waiting;
  vi.advanceTimersByTime(20);
  second.release();
  expect(onCallEnded.mock.calls).toEqual([
    [{ role: "llm", purpose: "reply", waitedMs: 0, heldMs: 300 }],
    [{ role: "llm", purpose: "background", waitedMs: 300, heldMs: 20 }],
  ]);
});

test("more slots serve those who wait at once; with fewer, what runs goes on", async () => {
  const leases = broker(1);
  const first = await leases.acquire(request());
  const waiting = leases.acquire(request());
  leases.resize("llm", 2);
  await waiting;
  leases.resize("llm", 1);
  expect(first.signal.aborted).toBe(false);
  expect(leases.counts().llm).toEqual({ slots: 1, busy: 2, waiting: 0 });
});
