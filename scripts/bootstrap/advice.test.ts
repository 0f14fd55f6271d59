import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakePrograms, fakePrograms } from "../../server/tools/doctor/testing/fake-program";
import { aptTrouble, findChromium } from "./chromium.mjs";
import { installAdvice, missingBuildTools } from "./install.mjs";

let programs: FakePrograms;
const { PATH, AVATAR_CHROMIUM } = process.env;
beforeEach(() => {
  programs = fakePrograms();
});
afterEach(() => {
  process.env.PATH = PATH;
  if (AVATAR_CHROMIUM === undefined) delete process.env.AVATAR_CHROMIUM;
  else process.env.AVATAR_CHROMIUM = AVATAR_CHROMIUM;
  programs.remove();
});

describe("a failed install", () => {
  it("knows which compilers are not on PATH, whatever they are called there", async () => {
    process.env.PATH = programs.folder;
    expect(await missingBuildTools()).toEqual(["python3", "make", "g++"]);
    programs.add("python", "echo Python 3.12");
    programs.add("clang++", "echo clang");
    expect(await missingBuildTools()).toEqual(["make"]);
    // It is there, and does not run.
    programs.add("make", "exit 127");
    expect(await missingBuildTools()).toEqual(["make"]);
  });

  it("names those alone, and the network", () => {
    expect(installAdvice(["make"])).toMatch(/make is missing: install it \(Debian: apt-get install make;/);
    expect(installAdvice(["python3", "g++"])).toContain("python3, g++ are missing: install them");
    expect(installAdvice(["make"])).toContain("npm ping");
    expect(installAdvice([])).toMatch(/^Check the network/);
  });
});

describe("the browser for the tests", () => {
  it("is the one that is named, which must run", () => {
    programs.add("my-chromium", "exit 0");
    process.env.AVATAR_CHROMIUM = `${programs.folder}/my-chromium`;
    expect(findChromium()).toBe(`${programs.folder}/my-chromium`);
    process.env.AVATAR_CHROMIUM = `${programs.folder}/gone`;
    expect(() => findChromium()).toThrow("which cannot be run");
  });

  it("is missing with apt-get's own reasons", () => {
    const output = [
      "Err:1 http://127.0.0.1:1/debian bookworm InRelease",
      "  Could not connect to 127.0.0.1:1 (127.0.0.1). - connect (111: Connection refused)",
      "Reading package lists...",
      "W: Failed to fetch http://127.0.0.1:1/debian/dists/bookworm/InRelease",
      "Package chromium is not available, but is referred to by another package.",
      "E: Package 'chromium' has no installation candidate",
    ].join("\n");
    expect(aptTrouble(output).split("\n")).toEqual([
      "Err:1 http://127.0.0.1:1/debian bookworm InRelease",
      "W: Failed to fetch http://127.0.0.1:1/debian/dists/bookworm/InRelease",
      "E: Package 'chromium' has no installation candidate",
    ]);
    expect(aptTrouble("killed\n")).toBe("killed");
  });
});
