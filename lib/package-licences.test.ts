import { expect, it } from "vitest";
import { groupByLicence, licenceIn, packageNameOf } from "./package-licences";

it("finds a package's name at any depth", () => {
  expect(packageNameOf("node_modules/a/node_modules/@b/c")).toBe("@b/c");
});

it.each([
  [{ license: "MIT" }, "MIT"],
  [{ license: "(MIT OR WTFPL)" }, "MIT OR WTFPL"],
  [{ license: "(MIT OR WTFPL) AND ISC" }, "(MIT OR WTFPL) AND ISC"],
  [{ license: { type: "ISC" } }, "ISC"],
  [{ licenses: [{ type: "MIT" }, { type: "GPL-2.0" }] }, "MIT OR GPL-2.0"],
  [{ license: " " }, null],
  [{}, null],
])("reads the licence of %j", (description, expected) => {
  expect(licenceIn(description)).toBe(expected);
});

it("names first what has no licence, then the commonest, each package once", () => {
  const entry = (name: string, licence: string | null, onlyBuilds = false) => ({
    ...{ name, licence, onlyBuilds },
    version: "1.0.0",
  });
  const groups = groupByLicence([
    entry("z", "MIT", true),
    entry("a", "MIT"),
    entry("z", "MIT"),
    entry("b", "ISC"),
    entry("odd", null),
  ]);
  expect(groups.map(({ licence, packages }) => [licence, packages.map(({ name }) => name)])).toEqual([
    [null, ["odd"]],
    ["MIT", ["a", "z"]],
    ["ISC", ["b"]],
  ]);
  expect(groups[1]?.packages[1]?.onlyBuilds).toBe(false);
});
