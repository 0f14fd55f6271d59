import { NextIntlClientProvider } from "next-intl";
import { createElement, type FunctionComponent } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { defaultAlertTargets } from "../../../lib/alerts/targets";
import type { AuditActView } from "../../../lib/audit/view";
import chinese from "../../../messages/zh-TW.json";
import { house } from "../../../server/records/settings/house";
import { openTestDb } from "../../../server/records/testing/test-db";
import { ActChanges } from "./act-changes";
import { ActRow } from "./act-row";

const act = {
  ...{ id: 1, at: 1_793_959_200, actor: { id: 1, name: "boss" }, system_job: null, address: null, subject: null },
  ...{ outcome: "allowed", reason: null, times: 1, last_at: null, entity_name: null, changed_fields: [] },
} as unknown as AuditActView;

const inChinese = (part: FunctionComponent<{ act: AuditActView }>, row: AuditActView) => {
  const intl = {
    locale: "zh-TW" as const,
    timeZone: "UTC",
    messages: chinese,
    children: createElement(part, { act: row }),
  };
  const html = renderToStaticMarkup(createElement(NextIntlClientProvider, intl));
  return html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
};

test.each([
  [{ action: "house_setting.save", entity: "house_setting", entity_id: "idleMinutes" }, "閒置幾分鐘後讓出位置"],
  [{ action: "house_setting.save", entity: "house_setting", entity_id: "greetingZh" }, "中文招呼語"],
  [{ action: "house_setting.save", entity: "house_setting", entity_id: "auditKeepDays" }, "稽核紀錄保存天數"],
  [{ action: "model.restart", entity: "model", entity_id: "stt" }, "語音辨識"],
  [
    { action: "webhook.save", entity: "webhook", entity_id: "1", after: { origin: "http://10.0.0.7" } },
    "http://10.0.0.7",
  ],
  [{ action: "alert.silence", entity: "alert", entity_id: "3", after: { kind: "disk", subject: "" } }, "磁碟"],
])("a closed row says what was touched: %j", (row, said) => {
  expect(inChinese(ActRow, { ...act, ...row } as AuditActView)).toContain(`· ${said}`);
});

test("a setting's change has the setting's name, and what AVATAR comes with where nothing was decided", () => {
  const change = { entity: "house_setting", entity_id: "idleMinutes", before: null, after: { idleMinutes: 5 } };
  const said = inChinese(ActChanges, { ...act, ...change } as AuditActView);
  expect(said).toContain("閒置幾分鐘後讓出位置 預設值 5");
});

test("every setting of the house has a name, and its default is in words", async () => {
  for (const { key, value } of await house.list(openTestDb().system)) {
    const change = { entity: "house_setting", entity_id: key, before: null, after: { [key]: value } };
    const said = inChinese(ActChanges, { ...act, ...change } as AuditActView);
    expect(said, key).not.toMatch(/[{}]/);
    expect(said, key).not.toContain(key);
  }
});

const scores = {
  ...{ wordsError: 0.04, speakerScore: 0.71, speakerAnswer: "match", speakerReason: "match", speechS: 6 },
  ...{ matchFrom: 0.5, noMatchBelow: 0.3 },
};
const ada = [{ kind: "person", id: 5, name: "ada" }];

test.each<[string, object, string[]]>([
  [
    "house_setting",
    { alertTargets: defaultAlertTargets },
    ["第一個聲音 1.50 秒", "失敗的輪次 1%", "最近一次備份 7 天"],
  ],
  ["conversation", { filteredBy: ["q", "person"], personId: 5 }, ["篩選條件", "文字和人員", "使用者 – ada"]],
  ["conversation", { filteredBy: [], personId: 6, from: 1_793_959_200 }, ["使用者 6", "起始時間 – 2026年11月"]],
  [
    "conversation",
    { via: "socket", right: "own_conversation" },
    ["來源途徑 – 對話連線", "缺少的權限 – 接續他人的對話"],
  ],
  [
    "user",
    { role: "qa", disabledAt: 1_793_959_200, loginEpoch: 1_200 },
    ["角色 – 品管人員", "停用時間 – 2026年11月", "次數 – 1,200"],
  ],
  ["candidate_server", { role: "stt" }, ["角色 – 語音辨識"]],
  ["alert", { kind: "vram", subject: "0", until: 1_793_959_200 }, ["顯示卡記憶體", "對象 – 顯示卡 0", "截止時間"]],
  ["alert", { kind: "p95", subject: null }, ["對象 – 全部"]],
  ["voice", { visibility: "house", state: "ready", ownerUserId: 5 }, ["所有人", "可使用", "所屬使用者 – ada"]],
  [
    "consent",
    { status: "accepted", endReason: "withdrawn", scores },
    ["已同意", "已撤回同意", "與句子不同的字：4%", "0.71"],
  ],
  ["consent", { endReason: "expired" }, ["五分鐘已過"]],
  ["replay_run", { state: "done", againstRunId: 0, verdict: "regressed" }, ["已完成", "原本的錄音", "變差"]],
  ["replay_set", { thresholds: { cer: 0.05, firstSoundShare: 0.2, firstSoundMs: 100 } }, ["辨識錯誤增加：5%"]],
  ["turn", { thumb: "up", isSet: true }, ["評價 – 好評", "已加上 – 是"]],
  ["certificate", { validTo: "Nov 29 12:00:00 2027 GMT" }, ["到期時間 – 2027年11月29日"]],
])("of a %s, the fields and values %j are in words", (entity, after, words) => {
  const row = { ...act, entity, entity_id: "x", before: null, after, value_names: ada } as AuditActView;
  const said = inChinese(ActChanges, row);
  for (const each of words) expect(said).toContain(each);
  expect(said).not.toMatch(/[{}]/);
  for (const name of Object.keys(after)) expect(said).not.toContain(name);
});

test("what is left out of a row is called by its name, too; another version's field is shown as it is", () => {
  const renamed = { entity: "user", entity_id: "5", before: null, after: { kudos: 3 }, changed_fields: ["username"] };
  const said = inChinese(ActChanges, { ...act, ...renamed } as unknown as AuditActView);
  expect(said).toContain("使用者名稱 已變更；紀錄中不保存內容");
  expect(said).toContain("kudos – 3");
});

test("what was never there is left out", () => {
  const token = { entity: "token", entity_id: "1", before: null, after: { userId: 5, lastUsedAt: null } };
  const said = inChinese(ActChanges, { ...act, ...token, changed_fields: ["userId", "lastUsedAt"] } as AuditActView);
  expect(said).toContain("使用者");
  expect(said).not.toContain("最近使用");
});
