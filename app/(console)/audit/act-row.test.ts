import { NextIntlClientProvider } from "next-intl";
import { createElement, type FunctionComponent } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { AuditActView } from "../../../lib/audit/view";
import chinese from "../../../messages/zh-TW.json";
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
