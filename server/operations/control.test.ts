import { expect, test } from "vitest";
import { auditLog } from "../../drizzle/schema";
import type { LiveSession } from "../../lib/dashboard/live-snapshot";
import { openTestDb } from "../records/testing/test-db";
import { createControlModel } from "./control-model";
import { createLiveSessions } from "./live-sessions";

const session: LiveSession = {
  ...{ id: "c1", session_id: "s1", user_id: 7, username: "tom", since_ms: 0, state: "listening", position: null },
  ...{ language: "en", mode: "fast", address: "127.0.0.1" },
};

test("what an administrator does to conversations and models is in the audit log, and nobody else may", async () => {
  const { db, as, person } = openTestDb();
  const done: string[] = [];
  const sessions = createLiveSessions({
    list: () => [session],
    askToLeave: (id) => (done.push(`ask ${id}`) ? session : null),
    endSession: async (id) => (done.push(`end ${id}`) ? session : null),
  });
  const control = createControlModel({
    stt: null,
    llm: {
      ...{ pid: () => 1, restarts: () => 0, lastLines: () => [] },
      load: () => void done.push("load"),
      unload: async () => void done.push("unload"),
    },
    tts: null,
  });
  const admin = as(await person("ann", "admin"));
  await sessions.askToLeave(admin, { id: "c1" });
  await sessions.endSession(admin, { id: "c1" });
  for (const action of ["load", "unload", "restart"] as const) await control(admin, { role: "llm", action });
  expect(done).toEqual(["ask c1", "end c1", "load", "unload", "unload", "load"]);
  const acts = db.select().from(auditLog).all();
  expect(acts.map(({ action, entityId }) => [action, entityId])).toEqual([
    ["session.ask_to_leave", "s1"],
    ["session.end", "s1"],
    ["model.load", "llm"],
    ["model.unload", "llm"],
    ["model.restart", "llm"],
  ]);
  expect(acts.map(({ subjectUserId }) => subjectUserId)).toEqual([7, 7, null, null, null]);
  expect(JSON.stringify(acts)).not.toContain("tom");

  await expect(sessions.endSession(admin, { id: "gone" })).rejects.toMatchObject({ code: "not_found" });
  await expect(control(admin, { role: "stt", action: "load" })).rejects.toMatchObject({ code: "not_found" });
  for (const role of ["staff", "qa"] as const) {
    const other = as(await person(role, role));
    await expect(sessions.askToLeave(other, { id: "c1" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(sessions.endSession(other, { id: "c1" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(control(other, { role: "llm", action: "unload" })).rejects.toMatchObject({ code: "forbidden" });
  }
  expect(done).toHaveLength(6);
});
