import { expect, onTestFinished, test, vi } from "vitest";
import { silentLogger } from "../platform/observability/logger";
import { createAccessWatch } from "./access-watch";
import type { UserActor } from "./actor";
import type { Standing } from "./standing";

const person = (userId: number, expiresAt = 10_000): UserActor => ({
  kind: "user",
  userId,
  username: `user-${userId}`,
  role: "staff",
  credential: { kind: "login", loginId: `login-${userId}`, loginEpoch: 0, expiresAt },
});

/** An access watch with a map for a database and a manual clock. */
function watching() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const fixture = {
    mark: 1,
    markFails: false,
    readFails: false,
    nowMs: 0,
    standings: new Map<number, Standing>(),
    asked: [] as number[][],
    /** While it is pending, reads wait for it. */
    readsWait: Promise.resolve(),
    change(userId: number, standing: Standing) {
      fixture.standings.set(userId, standing);
      fixture.mark += 1;
    },
    tick: () => vi.advanceTimersByTimeAsync(250),
  };
  const access = createAccessWatch({
    changeMark() {
      if (fixture.markFails) throw new Error("busy");
      return String(fixture.mark);
    },
    async standingsOf(actors) {
      fixture.asked.push(actors.map(({ userId }) => userId));
      await fixture.readsWait;
      if (fixture.readFails) throw new Error("broken");
      return actors.map((actor): Standing => {
        const expiresAt = actor.credential?.kind === "login" ? actor.credential.expiresAt : null;
        return fixture.standings.get(actor.userId) ?? { isRevoked: false, expiresAt };
      });
    },
    nowMs: () => fixture.nowMs,
    logger: silentLogger,
  });
  onTestFinished(() => access.close());
  const calls: string[] = [];
  const watch = (actor: UserActor) =>
    access.watch(actor, {
      onRevoked: () => calls.push(`${actor.userId} revoked`),
      onExpiring: (inMs) => calls.push(`${actor.userId} expiring ${inMs}`),
      onRenewed: (inMs) => calls.push(`${actor.userId} renewed ${inMs}`),
      onExpired: () => calls.push(`${actor.userId} expired`),
    });
  return { ...fixture, fixture, calls, watch };
}

test("one query checks all connections, and none runs while nothing changes", async () => {
  const { fixture, calls, watch, tick } = watching();
  for (let userId = 1; userId <= 200; userId++) watch(person(userId));
  await tick();
  expect(fixture.asked.map((each) => each.length)).toEqual([200]);
  for (let i = 0; i < 20; i++) await tick();
  expect(fixture.asked).toHaveLength(1);
  fixture.change(7, { isRevoked: true });
  await tick();
  expect(calls).toEqual(["7 revoked"]);
  fixture.change(7, { isRevoked: true });
  await tick();
  expect(calls).toEqual(["7 revoked"]);
  expect(fixture.asked.at(-1)).toHaveLength(199);
});

test("before each message the access is known to be good or is checked: a change takes effect at once", async () => {
  const { fixture, calls, watch } = watching();
  const access = watch(person(1));
  expect(access.isCertain()).toBe(false);
  await access.check();
  expect(access.isCertain()).toBe(true);
  fixture.change(1, { isRevoked: true });
  expect(access.isCertain()).toBe(false);
  await access.check();
  expect(calls).toEqual(["1 revoked"]);
});

test("a change during the read triggers another check", async () => {
  const { fixture, calls, watch } = watching();
  const access = watch(person(1));
  const first = access.check();
  fixture.change(1, { isRevoked: true });
  await Promise.all([first, access.check()]);
  expect(calls).toEqual(["1 revoked"]);
});

test("nothing is certain while the read of a change waits, nor is a connection that came during a check", async () => {
  const { fixture, calls, watch } = watching();
  const first = watch(person(1));
  await first.check();
  expect(first.isCertain()).toBe(true);

  let goOn = () => {};
  fixture.readsWait = new Promise((resolve) => {
    goOn = resolve;
  });
  fixture.change(1, { isRevoked: true });
  const checked = first.check();
  await fixture.tick();
  expect(first.isCertain()).toBe(false);
  const second = watch(person(2));
  goOn();
  await checked;
  expect(calls).toEqual(["1 revoked"]);
  expect(second.isCertain()).toBe(false);
  await second.check();
  expect(second.isCertain()).toBe(true);
});

test("busy or broken storage logs nobody out, and the check is repeated", async () => {
  const { fixture, calls, watch, tick } = watching();
  const access = watch(person(1));
  await tick();
  fixture.change(1, { isRevoked: true });
  fixture.markFails = true;
  await tick();
  await access.check();
  fixture.markFails = false;
  fixture.readFails = true;
  await tick();
  await access.check();
  expect(calls).toEqual([]);
  fixture.readFails = false;
  await tick();
  expect(calls).toEqual(["1 revoked"]);
});

test("an expiring login is announced once, a minute before its end; a token never expires", async () => {
  const { fixture, calls, watch, tick } = watching();
  watch(person(1, 100));
  watch({ ...person(2), credential: { kind: "token", tokenId: 1 } });
  for (fixture.nowMs = 0; fixture.nowMs <= 120_000; fixture.nowMs += 10_000) await tick();
  expect(calls).toEqual(["1 expiring 60000", "1 expired"]);
});

test("a renewal is reported to every connection of that login, and its new end is announced too", async () => {
  const { fixture, calls, watch, tick } = watching();
  watch(person(1, 100));
  fixture.nowMs = 50_000;
  await tick();
  fixture.change(1, { isRevoked: false, expiresAt: 300 });
  await tick();
  fixture.nowMs = 290_000;
  await tick();
  fixture.change(1, { isRevoked: false, expiresAt: 340 });
  await tick();
  expect(calls).toEqual([
    "1 expiring 50000",
    "1 renewed 250000",
    "1 expiring 10000",
    "1 renewed 50000",
    "1 expiring 50000",
  ]);
});

test("a closed connection is no longer checked", async () => {
  const { fixture, watch, tick } = watching();
  const access = watch(person(1));
  await tick();
  access.end();
  fixture.change(1, { isRevoked: true });
  await tick();
  expect(fixture.asked).toHaveLength(1);
});
