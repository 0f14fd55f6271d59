import { expect, test } from "vitest";
import { auditLog } from "../../../drizzle/schema";
import { house } from "../settings/house";
import { seenWebhook } from "../testing/seen-webhook";
import { openTestDb } from "../testing/test-db";
import { listAlertChanges, undoAlertChange } from "./alert-changes";
import { endSilence, listSilences, silenceAlert } from "./silences";
import { readWebhook, removeWebhook, renewWebhookSecret, saveWebhook, webhookIn } from "./webhook";

const [first, second] = ["http://192.168.0.7/hooks/one", "http://10.0.0.7/hooks/two"];

async function fixture() {
  const opened = openTestDb();
  const admin = opened.as(await opened.person("boss", "admin"));
  const undoNewest = async () => {
    const [newest] = await listAlertChanges(admin);
    await undoAlertChange(admin, { changeId: newest?.change_id ?? 0 });
  };
  const held = () => opened.db.transaction((tx) => webhookIn(tx));
  return { ...opened, admin, undoNewest, held };
}

test("where alerts go: who, when, before and after, without a path or a secret; the newest is taken back", async () => {
  const { admin, clock, db, undoNewest, held } = await fixture();
  await saveWebhook(admin, { url: first, basedOn: null });
  const { secret } = held() ?? {};
  clock.nowS += 60;
  await saveWebhook(admin, { url: second, basedOn: first });
  const changes = await listAlertChanges(admin);
  expect(changes).toMatchObject([
    {
      ...{ key: "webhook", by: "boss", at: clock.nowS, can_undo: true },
      ...{ before: { value: "http://192.168.0.7" }, after: { value: "http://10.0.0.7" } },
    },
    { key: "webhook", before: null, after: { value: "http://192.168.0.7" }, can_undo: false },
  ]);
  await expect(undoAlertChange(admin, { changeId: changes[1]?.change_id ?? 0 })).rejects.toMatchObject({
    code: "conflict",
  });
  await undoNewest();
  expect(held()).toMatchObject({ url: first, secret });
  await removeWebhook(admin, { basedOn: await seenWebhook(admin) });
  await undoNewest();
  expect(held()).toMatchObject({ url: first, secret });
  const { secret: renewed } = await renewWebhookSecret(admin, { basedOn: await seenWebhook(admin) });
  expect(await listAlertChanges(admin)).toMatchObject([
    { key: "secret", before: null, after: null, is_secret: true, can_undo: false },
    ...Array(5).fill({ key: "webhook" }),
  ]);
  expect(JSON.stringify([await listAlertChanges(admin), db.select().from(auditLog).all()])).not.toMatch(
    new RegExp(`whsec|hooks|${renewed}`),
  );
});

test("the first address is taken back to none, and that again to the address", async () => {
  const { admin, undoNewest } = await fixture();
  await saveWebhook(admin, { url: first, basedOn: null });
  await undoNewest();
  expect(await readWebhook(admin)).toBeNull();
  await undoNewest();
  expect(await readWebhook(admin)).toMatchObject({ url: first });
});

test("a silence is taken back, and so is its end while something of it would be left", async () => {
  const { admin, clock, undoNewest } = await fixture();
  const { silenceId } = await silenceAlert(admin, { kind: "vram", subject: "0", hours: 2, reason: "New card" });
  const until = clock.nowS + 7_200;
  const silence = { kind: "vram", subject: "0", reason: "New card", until_s: until };
  expect(await listAlertChanges(admin)).toMatchObject([
    { key: "silence", by: "boss", before: null, after: { value: silence }, can_undo: true },
  ]);
  clock.nowS += 60;
  await undoNewest();
  expect(await listSilences(admin)).toEqual([]);
  await undoNewest();
  expect(await listSilences(admin)).toMatchObject([{ until_s: until }]);
  await endSilence(admin, { silenceId });
  expect((await listAlertChanges(admin)).map(({ can_undo }) => can_undo)).toEqual([true, false, false, false]);
  clock.nowS = until;
  expect((await listAlertChanges(admin)).map(({ can_undo }) => can_undo)).toEqual([false, false, false, false]);
});

test("a change of the lines is taken back in the same way", async () => {
  const { admin, db } = await fixture();
  await expect(undoAlertChange(admin, { changeId: 7_000 })).rejects.toMatchObject({ code: "not_found" });
  const before = await house.read(admin, "alertTargets");
  await house.save(admin, { key: "alertTargets", value: { ...before, errorRate: 0.5 } });
  const [row] = db.select().from(auditLog).all().toReversed();
  await undoAlertChange(admin, { changeId: row?.id ?? 0 });
  expect(await house.read(admin, "alertTargets")).toEqual(before);
});
