import { expect, test } from "vitest";
import { idleSlotMs, KvSlots } from "./kv-slots";

const noSpare = () => Promise.reject(new Error("Nothing here needs a spare slot."));

test("a conversation comes back to its own state", async () => {
  const slots = new KvSlots(["one", "two"], noSpare);
  const first = await slots.take("a", "live");
  slots.release(first);
  slots.release(await slots.take("b", "live"));
  expect((await slots.take("a", "live")).state).toBe(first.state);
});

test("a new conversation gets the state unused for the longest time", async () => {
  const slots = new KvSlots(["one", "two"], noSpare);
  const first = await slots.take("a", "live");
  slots.release(first);
  const second = await slots.take("b", "live");
  slots.release(second);
  slots.release(await slots.take("a", "live"));
  expect((await slots.take("c", "live")).state).toBe(second.state);
});

test("a page that was only opened takes an unused state or one of a conversation long silent, no other", async () => {
  let nowMs = 0;
  const slots = new KvSlots(["one", "two"], noSpare, () => nowMs);
  const rooms = () => ["a", "b", "c"].map((conversation) => slots.hasRoomFor(conversation));
  slots.release(await slots.take("a", "live"));
  expect(rooms()).toEqual([true, true, true]);
  nowMs = 1_000;
  const second = await slots.take("b", "live");
  expect(rooms()).toEqual([true, true, false]);
  nowMs = idleSlotMs;
  expect(rooms()).toEqual([true, true, true]);
  slots.release(await slots.take("a", "live"));
  nowMs = 10 * idleSlotMs;
  slots.release(await slots.take("a", "live"));
  expect(rooms(), "the reply of b is being written").toEqual([true, true, false]);
  slots.release(second);
});

test("a new conversation goes on from the free state that holds most of its prompt, never from a used one", async () => {
  let nowMs = 0;
  const slots = new KvSlots(["zh", "en", "empty"], noSpare, () => nowMs);
  const held = (tokens: Record<string, number>) => (state: string) => tokens[state] ?? 0;
  const chinese = held({ zh: 400, en: 5 });
  const english = held({ zh: 5, en: 300 });
  for (let warm = 0; warm < 2; warm++) slots.release(await slots.take(null, "live", held({ zh: 5, en: 5 })));
  expect((await slots.take("a", "live", english)).state).toBe("en");
  const second = await slots.take("b", "live", chinese);
  expect(second.state).toBe("zh");
  slots.release(second);
  expect((await slots.take("c", "live", chinese)).state, "b may come back at once").toBe("empty");
  nowMs = idleSlotMs;
  expect((await slots.take("d", "live", chinese)).state, "b has been silent for long").toBe("zh");
});

test("two calls of one conversation never share its state at the same time", async () => {
  const slots = new KvSlots(["one", "two"], noSpare);
  const first = await slots.take("a", "live");
  const order: string[] = [];
  const second = slots.take("a", "live").then((slot) => {
    order.push("second");
    return slot;
  });
  order.push("release");
  slots.release(first);
  expect((await second).state).toBe(first.state);
  expect(order).toEqual(["release", "second"]);
});

test("when every state is in use, a call waits for the next release", async () => {
  const slots = new KvSlots(["one"], noSpare);
  const first = await slots.take("a", "live");
  const second = slots.take("b", "live");
  slots.release(first);
  expect((await second).conversationId).toBe("b");
});

test.each(["waiting", "background"] as const)(
  "a %s call never takes what a live conversation has kept, even if it names the same conversation",
  async (urgency) => {
    const slots = new KvSlots(["one", "two"], async () => "spare");
    for (const conversation of ["a", "b"]) slots.release(await slots.take(conversation, "live"));
    for (const conversation of ["a", "replay", null]) {
      const slot = await slots.take(conversation, urgency);
      expect(slot.state).toBe("spare");
      slots.release(slot);
    }
    expect([(await slots.take("a", "live")).state, (await slots.take("b", "live")).state]).toEqual(["one", "two"]);
  },
);

test("a live conversation never takes the spare slot; two calls for it wait for each other, while all others go on", async () => {
  const made: string[] = [];
  const slots = new KvSlots(["one"], async () => {
    made.push("spare");
    return "spare";
  });
  const replay = await slots.take("replay", "background");
  const order: string[] = [];
  const trial = slots.take("trial", "waiting").then((slot) => {
    order.push("trial");
    return slot;
  });
  slots.release(await slots.take("a", "live"));
  expect((await slots.take("b", "live")).state).toBe("one");
  order.push("release");
  slots.release(replay);
  expect((await trial).state).toBe("spare");
  expect([order, made]).toEqual([["release", "trial"], ["spare"]]);
});

test("a spare slot that could not be made is tried again by the next call", async () => {
  const outcomes = [Promise.reject(new Error("no memory")), Promise.resolve("spare")];
  const slots = new KvSlots(["one"], async () => (await outcomes.shift()) ?? "none");
  await expect(slots.take("a", "background")).rejects.toThrow("no memory");
  expect((await slots.take("a", "background")).state).toBe("spare");
});
