import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { programParts } from "./program-parts";

const { models, packages, version } = await programParts(fileURLToPath(new URL("../..", import.meta.url)));

it("names a licence for each package that is installed, in the forms of today and of old", () => {
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  const licenceOf = (name: string) =>
    packages.find((group) => group.packages.some((entry) => entry.name === name))?.licence;
  expect(licenceOf("next")).toBe("MIT");
  expect(licenceOf("xmlhttprequest-ssl")).toBe("MIT");
  expect(packages.filter(({ licence }) => licence === null)).toEqual([]);
});

it("has no package under the GPL or the AGPL among what runs", () => {
  const copyleft = packages
    .filter(({ licence }) => /(?<!L)GPL/.test(licence ?? ""))
    .flatMap((group) => group.packages.filter(({ onlyBuilds }) => !onlyBuilds));
  expect(copyleft).toEqual([]);
});

it("proves each model by hashes, or by a repository at one revision", () => {
  for (const { id, licence, files } of models) {
    expect(licence, id).not.toBe("");
    for (const { name, sha256, source } of files) expect(sha256 ?? source, `${id}/${name}`).toMatch(/[0-9a-f]{40}/);
  }
});
