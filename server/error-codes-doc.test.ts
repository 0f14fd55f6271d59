import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { errorCatalogue } from "../lib/errors";

test("docs/error-codes.md lists exactly the existing codes, with status and retry", () => {
  const page = readFileSync(new URL("../docs/error-codes.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\d+) \| (yes|no) \| [^|]+ \| [^|]+ \|$/gm)];
  const listed = rows.map(([, code, http, retry]) => [code, { http: Number(http), retryable: retry === "yes" }]);
  const known = Object.entries(errorCatalogue).map(([code, { http, retryable }]) => [code, { http, retryable }]);
  expect(listed).toEqual(known);
});
