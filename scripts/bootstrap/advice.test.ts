import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type FakePrograms, fakePrograms } from "../../server/tools/doctor/testing/fake-program";
import { aptErrors, findChromium } from "./chromium.mjs";
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
  it("finds out which build tools are missing from PATH, under any of their names", async () => {
    process.env.PATH = programs.folder;
    expect(await missingBuildTools()).toEqual(["python3", "make", "g++"]);
    programs.add("python", "echo Python 3.12");
    programs.add("clang++", "echo clang");
    expect(await missingBuildTools()).toEqual(["make"]);
    // A tool that is on PATH but fails counts as missing.
    programs.add("make", "exit 127");
    expect(await missingBuildTools()).toEqual(["make"]);
  });

  it("names only the missing tools, and the network as the other cause", () => {
    expect(installAdvice(["make"])).toMatch(/is missing: make\. Install that \(Debian: apt-get install make;/);
    expect(installAdvice(["python3", "g++"])).toContain("is missing: python3, g++. Install that");
    expect(installAdvice(["make"])).toContain("npm ping");
    expect(installAdvice([])).toMatch(/^Check the network/);
    vi.stubEnv("LC_ALL", "zh_TW.UTF-8");
    expect(installAdvice(["make"])).toContain("缺少：make。");
  });
});

describe("the browser for the tests", () => {
  it("is the one that AVATAR_CHROMIUM names, which must be executable", () => {
    programs.add("my-chromium", "exit 0");
    process.env.AVATAR_CHROMIUM = `${programs.folder}/my-chromium`;
    expect(findChromium()).toBe(`${programs.folder}/my-chromium`);
    process.env.AVATAR_CHROMIUM = `${programs.folder}/gone`;
    expect(() => findChromium()).toThrow("which cannot be run");
  });

  it("is reported as missing with apt-get's own errors", () => {
    const output = [
      "Err:1 http://127.0.0.1:1/debian bookworm InRelease",
      "  Could not connect to 127.0.0.1:1 (127.0.0.1). - connect (111: Connection refused)",
      "Reading package lists...",
      "W: Failed to fetch http://127.0.0.1:1/debian/dists/bookworm/InRelease",
      "Package chromium is not available, but is referred to by another package.",
      "E: Package 'chromium' has no installation candidate",
    ].join("\n");
    expect(aptErrors(output).split("\n")).toEqual([
      "Err:1 http://127.0.0.1:1/debian bookworm InRelease",
      "W: Failed to fetch http://127.0.0.1:1/debian/dists/bookworm/InRelease",
      "E: Package 'chromium' has no installation candidate",
    ]);
    expect(aptErrors("killed\n")).toBe("killed");
  });
});
