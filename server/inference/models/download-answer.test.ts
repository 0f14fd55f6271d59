import { expect, test } from "vitest";
import { judgeAnswer, parseContentRange, retryAfterMs } from "./download-answer";

const head = (status: number, headers: Record<string, string> = {}) => ({
  status,
  header: (name: string) => headers[name] ?? null,
});
/** 500 bytes of 1000 are here. */
const rest = { offset: 500, expectedBytes: 1_000 };
const whole = { offset: 0, expectedBytes: 1_000 };
const unknown = { offset: 500, expectedBytes: null };
const range = (value: string) => ({ "content-range": value });

test.each([
  ["the rest", 206, range("bytes 500-999/1000"), rest, { use: "body", offset: 500, totalBytes: 1_000 }],
  ["an unknown length", 206, range("bytes 500-999/*"), rest, { use: "body", offset: 500, totalBytes: null }],
  ["an earlier byte", 206, range("bytes 400-999/1000"), rest, { use: "body", offset: 400, totalBytes: 1_000 }],
  ["a later byte", 206, range("bytes 600-999/1000"), rest, { use: "ask_for_all" }],
  ["no Content-Range", 206, {}, rest, { use: "ask_for_all" }],
  ["several ranges", 206, { "content-type": "multipart/byteranges; boundary=x" }, rest, { use: "ask_for_all" }],
  ["an impossible range", 206, range("bytes 999-500/1000"), rest, { use: "ask_for_all" }],
  ["a range nobody asked for", 206, {}, whole, { use: "refused", kind: "refused" }],
  [
    "a compressed part",
    206,
    { ...range("bytes 500-999/1000"), "content-encoding": "gzip" },
    rest,
    { use: "ask_for_all" },
  ],
  ["the whole", 200, { "content-length": "1000" }, rest, { use: "body", offset: 0, totalBytes: 1_000 }],
  ["the whole, length unknown", 200, {}, rest, { use: "body", offset: 0, totalBytes: null }],
  [
    "a compressed whole",
    200,
    { "content-length": "700", "content-encoding": "gzip" },
    rest,
    { use: "body", offset: 0, totalBytes: null },
  ],
  ["another size", 200, { "content-length": "999" }, whole, { use: "refused", kind: "other_size" }],
  ["another size, in parts", 206, range("bytes 500-1233/1234"), rest, { use: "refused", kind: "other_size" }],
  [
    "any size where none is known",
    206,
    range("bytes 500-1233/1234"),
    unknown,
    { use: "body", offset: 500, totalBytes: 1_234 },
  ],
  ["a web page", 200, { "content-type": "text/html; charset=utf-8" }, whole, { use: "refused", kind: "web_page" }],
  ["nothing left", 416, range("bytes */500"), unknown, { use: "complete" }],
  ["shorter than what is here", 416, range("bytes */300"), unknown, { use: "ask_for_all" }],
  ["no range, and no reason", 416, {}, rest, { use: "ask_for_all" }],
  ["no range although none was requested", 416, {}, whole, { use: "refused", kind: "refused" }],
  ["no login", 401, {}, whole, { use: "refused", kind: "unauthorised" }],
  ["no right", 403, {}, rest, { use: "refused", kind: "unauthorised" }],
  ["no such file", 404, {}, whole, { use: "refused", kind: "missing" }],
  ["busy", 429, { "retry-after": "7" }, whole, { use: "later", afterMs: 7_000 }],
  ["down", 503, {}, whole, { use: "later", afterMs: null }],
  ["something else", 418, {}, whole, { use: "refused", kind: "refused" }],
])("%s", (_, status, headers, asked, verdict) => {
  expect(judgeAnswer(head(status, headers as Record<string, string>), asked, 0)).toEqual(verdict);
});

test.each([
  ["bytes 0-0/1", { start: 0, totalBytes: 1 }],
  ["bytes 5-9/10", { start: 5, totalBytes: 10 }],
  ["Bytes 5-9/*", { start: 5, totalBytes: null }],
  ["bytes */10", { start: null, totalBytes: 10 }],
  ["bytes 5-10/10", null],
  ["items 5-9/10", null],
  ["bytes=5-9", null],
  [null, null],
])("Content-Range %s", (value, parsed) => {
  expect(parseContentRange(value)).toEqual(parsed);
});

test.each([
  ["0", 0],
  ["120", 120_000],
  ["Thu, 01 Jan 1970 00:01:00 GMT", 60_000],
  ["soon", null],
  [null, null],
])("Retry-After %s", (value, ms) => {
  expect(retryAfterMs(value, 0)).toBe(ms);
  expect(retryAfterMs("Thu, 01 Jan 1970 00:00:00 GMT", 60_000)).toBe(0);
});
