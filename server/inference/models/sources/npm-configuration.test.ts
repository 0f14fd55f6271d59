import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadNpmOptions, tarballUrl } from "./npm-configuration";

describe("loadNpmOptions", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "avatar-npm-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it("reads the user's npmrc as npm does: registries by scope, logins, proxies", async () => {
    writeFileSync(
      join(home, ".npmrc"),
      [
        "registry=https://mirror.example/npm/",
        "@scope:registry=https://other.example/",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: npm's own way to name a variable
        "//mirror.example/npm/:_authToken=${MIRROR_TOKEN}",
        "https-proxy=http://proxy.example:3128/",
      ].join("\n"),
    );
    const options = await loadNpmOptions({ HOME: home, PATH: "", NODE_ENV: "test", MIRROR_TOKEN: "secret" }, home);
    expect(options).toMatchObject({
      registry: "https://mirror.example/npm/",
      "@scope:registry": "https://other.example/",
      "//mirror.example/npm/:_authToken": "secret",
      httpsProxy: "http://proxy.example:3128/",
    });
  });

  it("lets npm_config_* win over the file", async () => {
    writeFileSync(join(home, ".npmrc"), "registry=https://mirror.example/npm/\n");
    const environment: NodeJS.ProcessEnv = {
      HOME: home,
      PATH: "",
      NODE_ENV: "test",
      npm_config_registry: "https://env.example/",
    };
    expect((await loadNpmOptions(environment, home)).registry).toBe("https://env.example/");
  });
});

describe("tarballUrl", () => {
  const publicRegistry = "https://public.example/";
  const announced = `${publicRegistry}a/-/a-1.0.0.tgz`;
  it.each([
    ["npmjs", announced, "https://mirror.example/npm/a/-/a-1.0.0.tgz"],
    ["never", announced, announced],
    ["npmjs", "https://files.example/a.tgz", "https://files.example/a.tgz"],
    ["always", "https://files.example/a.tgz", "https://mirror.example/npm/a.tgz"],
    ["files.example", "https://files.example/a.tgz", "https://mirror.example/npm/a.tgz"],
  ])("with replace-registry-host=%s: %s", (replace, from, to) => {
    expect(tarballUrl(from, "https://mirror.example/npm/", { replaceRegistryHost: replace, publicRegistry })).toBe(to);
  });
});
