import { expect, test } from "vitest";
import { createAdmission } from "../../inference/scheduling/admission";
import { ClientSeat } from "./client-seat";

/** Two clients at a server with one seat. */
function twoSeats() {
  const admission = createAdmission({ maxSessions: 1, idleSessionMs: 0, now: () => performance.now() });
  const log: string[] = [];
  const seatOf = (name: string, isIdle: () => boolean) =>
    new ClientSeat({
      admission,
      idleSinceMs: () => (isIdle() ? 0 : null),
      onPosition: (position) => log.push(`${name} is number ${position}`),
      onGivenUp: () => log.push(`${name} gave it up`),
      onRegained: () => log.push(`${name} has it back`),
    });
  return { admission, log, seatOf };
}

test("a seat vacated while idle is requested again only once, in the queue", async () => {
  const { admission, log, seatOf } = twoSeats();
  let isIdle = true;
  const [ann, bob] = [seatOf("ann", () => isIdle), seatOf("bob", () => false)];
  await ann.take({ wait: false });
  expect(ann.regain()).toBeNull();
  await bob.take({ wait: true });
  expect([ann.isHeld, bob.isHeld]).toEqual([false, true]);
  isIdle = false;
  const regained = ann.regain();
  expect(ann.regain()).toBe(regained);
  expect(ann.isQueued).toBe(true);
  bob.release();
  await regained;
  expect(log).toEqual(["ann gave it up", "ann is number 1", "ann has it back"]);
  ann.release();
  expect(admission.counts()).toMatchObject({ active: 0, waiting: 0 });
});

test("leaving the queue frees the place in it, and a seat that is held stays", async () => {
  const { admission, seatOf } = twoSeats();
  const [ann, bob] = [seatOf("ann", () => false), seatOf("bob", () => false)];
  await ann.take({ wait: false });
  await expect(bob.take({ wait: false })).rejects.toMatchObject({ code: "at_capacity" });
  const waiting = bob.take({ wait: true });
  bob.leaveQueue();
  await expect(waiting).rejects.toThrow();
  ann.leaveQueue();
  expect(ann.isHeld).toBe(true);
  expect(admission.counts()).toMatchObject({ active: 1, waiting: 0 });
});

test("a seat granted at the moment in which its client leaves is freed", async () => {
  const { admission, seatOf } = twoSeats();
  const [ann, bob] = [seatOf("ann", () => false), seatOf("bob", () => false)];
  await ann.take({ wait: false });
  const waiting = bob.take({ wait: true });
  ann.release();
  bob.release();
  await expect(waiting).rejects.toThrow();
  expect(admission.counts()).toMatchObject({ active: 0, waiting: 0 });
});

test("a seat moves to the connection that takes over the conversation", async () => {
  const { admission, seatOf } = twoSeats();
  const [older, newer] = [seatOf("older", () => false), seatOf("newer", () => false)];
  await older.take({ wait: false });
  await newer.take({ wait: false, handedOver: Promise.resolve(older.handOver()) });
  expect([older.isHeld, newer.isHeld, older.handOver()]).toEqual([false, true, null]);
  newer.release();
  expect(admission.counts().active).toBe(0);
});
