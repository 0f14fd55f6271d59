import { expect, test } from "vitest";
import { parseExposition } from "./exposition";

const head = "# HELP a_total Things.\n# TYPE a_total counter\n";
const buckets = (...counts: number[]) =>
  `# HELP h H.\n# TYPE h histogram\nh_bucket{le="1"} ${counts[0]}\nh_bucket{le="+Inf"} ${counts[1]}\nh_sum 1\nh_count ${counts[2]}\n`;

test("accepts what a scraper accepts", () => {
  const families = parseExposition(
    `${head}a_total{x="say \\"no\\", or\\n\\\\"} 1.5e3\na_total NaN\n${buckets(1, 2, 2)}`,
  );
  expect(families.get("a_total")?.samples[0]?.value).toBe(1_500);
});

test.each([
  ["no last line end", "a_total 1"],
  ["no HELP and TYPE", "a_total 1\n"],
  ["no TYPE", "# HELP a_total Things.\na_total 1\n"],
  ["a type that does not exist", "# HELP a_total Things.\n# TYPE a_total number\n"],
  ["a bad name", `${head}a-total 1\n`],
  ["a bad label", `${head}a_total{x=1} 1\n`],
  ["a quote that is not escaped", `${head}a_total{x="a"b"} 1\n`],
  ["no number", `${head}a_total one\n`],
  ["a sample of another family", `${head}b_total 1\n`],
  ["a sample told twice", `${head}a_total 1\na_total 2\n`],
  ["a family told twice", `${head}${head}`],
  ["buckets that fall", buckets(3, 2, 2)],
  ["a last bucket that is not the count", buckets(1, 2, 3)],
])("refuses %s", (_, text) => expect(() => parseExposition(text)).toThrow());
