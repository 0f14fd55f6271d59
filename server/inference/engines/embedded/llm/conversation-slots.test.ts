import { expect, test } from "vitest";
import { ConversationSlots } from "./conversation-slots";

test("a conversation comes back to its own state", async () => {
  const slots = new ConversationSlots(["one", "two"]);
  const first = await slots.take("a");
  slots.release(first);
  slots.release(await slots.take("b"));
  expect((await slots.take("a")).state).toBe(first.state);
});

test("a new conversation gets the state unused for the longest time", async () => {
  const slots = new ConversationSlots(["one", "two"]);
  const first = await slots.take("a");
  slots.release(first);
  const second = await slots.take("b");
  slots.release(second);
  slots.release(await slots.take("a"));
  expect((await slots.take("c")).state).toBe(second.state);
});

test("two calls of one conversation never share its state at the same time", async () => {
  const slots = new ConversationSlots(["one", "two"]);
  const first = await slots.take("a");
  const order: string[] = [];
  const second = slots.take("a").then((slot) => {
    order.push("second");
    return slot;
  });
  order.push("release");
  slots.release(first);
  expect((await second).state).toBe(first.state);
  expect(order).toEqual(["release", "second"]);
});

test("when every state is in use, a call waits for the next release", async () => {
  const slots = new ConversationSlots(["one"]);
  const first = await slots.take("a");
  const second = slots.take("b");
  slots.release(first);
  expect((await second).conversationId).toBe("b");
});
