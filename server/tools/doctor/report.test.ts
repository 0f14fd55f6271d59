import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { failed, ok, warning } from "./check";
import { formatFinding, formatSummary, reportStyle } from "./report";

const plain = { width: 80, colour: false };

describe("reportStyle", () => {
  it("has colours in a terminal only, and never with NO_COLOR", () => {
    expect(reportStyle({ isTTY: true, columns: 80 }, {})).toEqual({ width: 80, colour: true });
    expect(reportStyle({ isTTY: true, columns: 80 }, { NO_COLOR: "1" }).colour).toBe(false);
    expect(reportStyle({ isTTY: true }, { TERM: "dumb" }).colour).toBe(false);
    expect(reportStyle({}, {})).toEqual({ width: 80, colour: false });
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

  it("colours only the level", () => {
    const finding = ok("Node", "v20.20.2");
    const coloured = formatFinding(finding, { ...plain, colour: true });
    expect(coloured).not.toBe(formatFinding(finding, plain));
    expect(stripVTControlCharacters(coloured)).toBe(formatFinding(finding, plain));
  });
});

it("counts the levels", () => {
  expect(formatSummary([ok("a", ""), warning("b", "", ""), failed("c", "", "")])).toBe("1 ok, 1 warning, 1 failed");
  expect(formatSummary([ok("a", "")])).toBe("1 ok, 0 warnings, 0 failed");
});
