import { beforeEach, expect, test } from "vitest";
import { type AppError, errorCodeOf } from "../../../lib/errors";
import type { SocketRefusal } from "../../platform/observability/metrics";
import { ClientLimits } from "./client-limits";

const settings = {
  socketsPerUser: 20,
  socketsPerAddress: 200,
  turnsPerMinute: 60,
  messagesPerSecond: 1_000,
  silentSocketMs: 60_000,
};
const [ann, bob] = [1, 2];
let nowMs = 0;
let refusals: SocketRefusal[] = [];
let limits: ClientLimits;
beforeEach(() => {
  nowMs = 0;
  refusals = [];
  const metrics = { socketRefused: (limit: SocketRefusal) => void refusals.push(limit), turnRefused: () => {} };
  limits = new ClientLimits(settings, () => nowMs, metrics);
});

const connect = (userId: number, address = "10.0.0.1") => {
  const arrival = limits.arrive(address);
  try {
    return { ...arrival.welcome(userId), left: arrival.left };
  } catch (error) {
    arrival.left();
    throw error;
  }
};
/** How many of `times` calls are within the limit. */
const count = (times: number, act: () => unknown) => {
  let done = 0;
  for (let i = 0; i < times; i++) {
    try {
      if (act() !== false) done += 1;
    } catch (error) {
      if (errorCodeOf(error) !== "rate_limited") throw error;
    }
  }
  return done;
};

test("an office of 20 people with 5 sockets each, behind one address, meets no limit", () => {
  const office = Array.from({ length: 20 }, (_, person) => Array.from({ length: 5 }, () => connect(person + 1)));
  // A minute of speech in chunks of 20 ms on every socket, and four turns a minute each: 100 people's worth.
  for (let second = 0; second < 60; second++) {
    nowMs = second * 1_000;
    for (const sockets of office) for (const socket of sockets) expect(count(50, () => socket.takeMessage())).toBe(50);
    if (second % 15 === 0) for (const [socket] of office) expect(count(1, () => socket?.takeTurn())).toBe(1);
  }
  // The server is restarted: all of them are back at once.
  for (const sockets of office) for (const socket of sockets) socket.left();
  for (const [person] of office.entries()) expect(count(5, () => connect(person + 1))).toBe(5);
  expect(refusals).toEqual([]);
});

test("a person who reconnects has no more turns than before; a neighbour has their own", () => {
  let turns = 0;
  for (let i = 0; i < 50; i++) {
    const socket = connect(ann);
    turns += count(10, () => socket.takeTurn());
    socket.left();
    nowMs += 100;
  }
  expect(turns).toBe(60 + 4);
  const wait = () => {
    try {
      connect(ann).takeTurn();
      return null;
    } catch (error) {
      return (error as AppError).retryAfterS;
    }
  };
  expect([wait(), wait()]).toEqual([null, 1]);
  expect(count(60, () => connect(bob).takeTurn())).toBe(20);
});

test("a person's sockets and their attempts are counted apart from their neighbour's", () => {
  expect(count(30, () => connect(ann))).toBe(20);
  expect(refusals).toEqual(Array(10).fill("user"));
  expect(count(10_000, () => connect(ann))).toBe(0);
  expect(count(20, () => connect(bob))).toBe(20);
});

test("a person who reconnects endlessly is slowed down, a neighbour is not", () => {
  const flap = (userId: number) => connect(userId).left();
  expect(count(1_000, () => flap(ann))).toBe(60);
  expect(refusals).toEqual(Array(940).fill("user_attempts"));
  expect(count(5, () => flap(bob))).toBe(5);
  nowMs += 10_000;
  expect(count(1_000, () => flap(ann))).toBe(20);
});

test("attempts without a login use up the limit of their own address only", () => {
  const knock = (address: string) => limits.arrive(address).left();
  expect(count(10_000, () => knock("10.0.0.1"))).toBe(400);
  expect(refusals).toEqual(Array(9_600).fill("address_attempts"));
  expect(count(1, () => connect(ann, "10.0.0.2"))).toBe(1);
  nowMs += 10_000;
  expect(count(10_000, () => knock("10.0.0.1"))).toBe(200);
});

test("an address has a limit of sockets, which includes those being checked", () => {
  expect(count(300, () => limits.arrive("10.0.0.1"))).toBe(200);
  expect(refusals).toEqual(Array(100).fill("address"));
});

test("leaving twice frees one place", () => {
  const first = connect(ann);
  count(30, () => connect(ann));
  first.left();
  first.left();
  expect(count(5, () => connect(ann))).toBe(1);
});

test("one person's messages do not use up those of the address", () => {
  const [of, other] = [connect(ann), connect(bob)];
  expect(count(100_000, () => of.takeMessage())).toBe(5_000);
  expect(count(5_000, () => other.takeMessage())).toBe(5_000);
});

test("another limit of a person holds from the next turn and the next socket on", () => {
  const annAllowed = connect(ann);
  connect(ann);
  expect(count(100, () => annAllowed.takeTurn())).toBe(60);
  limits.change({ socketsPerUser: 2, turnsPerMinute: 5 });
  expect(count(100, () => annAllowed.takeTurn())).toBe(5);
  expect(() => connect(ann)).toThrow();
  limits.change({ socketsPerUser: 3, turnsPerMinute: 5 });
  connect(ann);
  expect(count(100, () => annAllowed.takeTurn())).toBe(0);
});
