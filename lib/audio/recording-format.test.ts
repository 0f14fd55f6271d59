import { expect, test } from "vitest";
import { isReadByServer } from "./recording-format";

const bytes = (...parts: (string | number)[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "latin1")] : [part])));

test.each([
  ["WAV", bytes("RIFF", 0, 0, 0, 0, "WAVEfmt "), true],
  ["FLAC", bytes("fLaC", 0, 0, 0, 34), true],
  ["OGG", bytes("OggS", 0, 2), true],
  ["MP3 with a tag", bytes("ID3", 4, 0), true],
  ["a bare MP3", bytes(0xff, 0xfb, 0x90, 0x64), true],
  ["raw AAC", bytes(0xff, 0xf1, 0x50, 0x80), false],
  ["M4A", bytes(0, 0, 0, 0x1c, "ftypM4A "), false],
  ["WebM", bytes(0x1a, 0x45, 0xdf, 0xa3), false],
  ["an AVI, which is RIFF too", bytes("RIFF", 0, 0, 0, 0, "AVI "), false],
  ["nothing", bytes(), false],
])("%s: read by the server is %s", (_name, head, isRead) => {
  expect(isReadByServer(head)).toBe(isRead);
});
