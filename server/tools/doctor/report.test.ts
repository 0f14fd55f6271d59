import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { displayWidth } from "../words/speak";
import { failed, ok, warning } from "./check";
import { formatFinding, formatSummary, reportStyle } from "./report";

const plain = { width: 80, colour: false, language: "en" } as const;

describe("reportStyle", () => {
  it("has colours in a terminal only, and never with NO_COLOR", () => {
    expect(reportStyle({ isTTY: true, columns: 80 }, {})).toEqual({ width: 80, colour: true, language: "en" });
    expect(reportStyle({ isTTY: true, columns: 80 }, { NO_COLOR: "1" }).colour).toBe(false);
    expect(reportStyle({ isTTY: true }, { TERM: "dumb" }).colour).toBe(false);
    expect(reportStyle({}, {})).toEqual({ width: 80, colour: false, language: "en" });
  });
});

describe("formatFinding", () => {
  it("keeps to 80 columns, with the advice below the message", () => {
    const long = "a card that is full to its brim with the memory of programs that nobody knows any more";
    const text = formatFinding(failed("GPU 0", long, `End them: ${long}`), plain);
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(text).toMatch(/^ {2}failed {3}GPU 0 /);
    expect(text).toMatch(/\n +→ End them/);
    expect(text.replace(/\s+/g, " ")).toContain(long);
  });

  it("leaves a path or URL whole, and gives a long name a line of its own", () => {
    const path = `/${"folder/".repeat(20)}app.db`;
    expect(formatFinding(ok("Data folder", path), plain)).toContain(path);
    const [head, next] = formatFinding(ok("A name that is longer than its column", "here"), plain).split("\n");
    expect(head).toBe("  ok       A name that is longer than its column");
    expect(next?.trim()).toBe("here");
  });

  it("speaks Chinese in a Chinese terminal, in columns of that width", () => {
    const chinese = { ...plain, language: "zh-TW" } as const;
    const left = failed(
      "Disk for data",
      "0.1 GB free in /srv",
      "Make room on that disk, or choose another one with X.",
    );
    expect(formatFinding(left, chinese).split("\n")).toEqual([
      "  失敗     資料的磁碟            /srv 剩餘 0.1 GB",
      `${" ".repeat(33)}→ 請清出該磁碟的空間，或以 X 指定其他磁碟。`,
    ]);
    const advice = "Set the clock, or let it be set: timedatectl set-ntp true. Logins and certificates depend on it.";
    const long = formatFinding(
      warning("Clock", "2026-11-29 13:15 UTC, not synchronised (NTP is off)", advice),
      chinese,
    );
    for (const line of long.split("\n")) expect(displayWidth(line), line).toBeLessThanOrEqual(80);
    expect(long.replace(/\s/g, "")).toContain("請校正時鐘，或啟用自動校時：timedatectlset-ntptrue。");
    expect(formatFinding(ok("Odd", "nobody knows this"), chinese)).toContain("nobody knows this");
  });

  it("colours only the level", () => {
    const finding = ok("Node", "v20.20.2");
    const coloured = formatFinding(finding, { ...plain, colour: true });
    expect(coloured).not.toBe(formatFinding(finding, plain));
    expect(stripVTControlCharacters(coloured)).toBe(formatFinding(finding, plain));
  });
});

it("counts the levels", () => {
  expect(formatSummary([ok("a", ""), warning("b", "", ""), failed("c", "", "")], "en")).toBe(
    "1 ok, 1 warning, 1 failed",
  );
  expect(formatSummary([ok("a", "")], "en")).toBe("1 ok, 0 warnings, 0 failed");
  expect(formatSummary([ok("a", "")], "zh-TW")).toBe("1 項正常，0 項警告，0 項失敗");
});
