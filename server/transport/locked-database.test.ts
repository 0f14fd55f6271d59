import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { conversations } from "../../drizzle/schema";
import { holdLock } from "../db/testing/hold-lock";
import { chatHouses } from "../testing/chat-house";

const houses = chatHouses();

describe("while another program holds the database", () => {
  it("turns are answered, and stored in their order once it lets go", async () => {
    const house = await houses.open();
    const { client, started } = await house.startSession();
    const holder = await holdLock(join(house.dataDir, "app.db"), "BEGIN IMMEDIATE");
    client.send({ type: "text_input", text: "one" });
    await client.waitFor("turn_state", ({ state }) => state === "listening", 2);
    client.send({ type: "text_input", text: "two" });
    await client.waitFor("turn_state", ({ state }) => state === "listening", 3);
    expect(client.of("turn_completed")).toEqual([]);
    client.send({ type: "session_start", session_id: started.session_id, mode: "hq" });
    expect(await client.waitFor("session_started", () => true, 2)).toMatchObject({ mode: "hq" });
    await holder.release();
    await client.waitFor("turn_completed", () => true, 2);
    expect(client.of("turn_completed").map(({ turn_number }) => turn_number)).toEqual([1, 2]);
    expect(client.of("error")).toEqual([]);
  });

  it("for too long, the turn says that it is not stored, and the next one is", async () => {
    const house = await houses.open({ lockPatienceMs: 100 });
    const { client } = await house.startSession();
    const holder = await holdLock(join(house.dataDir, "app.db"), "BEGIN EXCLUSIVE");
    client.send({ type: "text_input", text: "one" });
    const { turn_id } = await client.waitFor("turn_started");
    expect(await client.waitFor("error")).toMatchObject({ code: "storage_failed", turn_id });
    await holder.release();
    client.send({ type: "text_input", text: "two" });
    expect((await client.waitFor("turn_completed")).turn_number).toBe(2);
    expect(house.db.select().from(conversations).all()).toMatchObject([{ turnNumber: 2, userText: "two" }]);
  });
});
