export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface Family {
  type: string;
  help: string;
  samples: Sample[];
}

const nameText = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const labelText = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const sampleLine = new RegExp(`^(${nameText})(?:\\{(${labelText}(?:,${labelText})*)\\})? (\\S+)$`);
const suffixes: Record<string, readonly string[]> = {
  histogram: ["_bucket", "_sum", "_count"],
  summary: ["", "_sum", "_count"],
};

/**
 * Parses Prometheus' text format strictly. Throws at the first line that a scraper would refuse, at a family that lacks
 * HELP or TYPE or appears in two places, at a repeated sample, and at a histogram whose buckets do not add up.
 */
export function parseExposition(text: string): Map<string, Family> {
  if (!text.endsWith("\n")) throw new Error("The last line does not end with a line break.");
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let current: { name: string; family: Family } | null = null;
  for (const line of text.split("\n").filter((each) => each !== "")) {
    const [, word, name = "", rest = ""] = new RegExp(`^# (HELP|TYPE) (${nameText}) (.+)$`).exec(line) ?? [];
    if (word === "HELP") {
      if (families.has(name)) throw new Error(`${name} appears in two places.`);
      current = { name, family: { type: "", help: rest, samples: [] } };
      families.set(name, current.family);
      continue;
    }
    if (word === "TYPE") {
      if (current?.name !== name) throw new Error(`TYPE without HELP: ${line}`);
      if (!/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) throw new Error(`No such type: ${line}`);
      current.family.type = rest;
      continue;
    }
    const sample = parseSample(line);
    const allowed: string[] = (suffixes[current?.family.type ?? ""] ?? [""]).map(
      (suffix) => `${current?.name}${suffix}`,
    );
    if (!current?.family.type || !allowed.includes(sample.name)) throw new Error(`Outside its family: ${line}`);
    const key = line.slice(0, line.lastIndexOf(" "));
    if (seen.has(key)) throw new Error(`Repeated sample: ${line}`);
    seen.add(key);
    current.family.samples.push(sample);
  }
  for (const [name, family] of families) if (family.type === "histogram") checkBuckets(name, family.samples);
  return families;
}

function parseSample(line: string): Sample {
  const [, name = "", labelList = "", number = ""] = sampleLine.exec(line) ?? [];
  if (name === "") throw new Error(`Not a sample: ${line}`);
  const value = /^[+-]?Inf$/.test(number) ? Number(number.replace("Inf", "Infinity")) : Number(number);
  // Scrapers read NaN in any case; prom-client writes Nan.
  if (Number.isNaN(value) && !/^nan$/i.test(number)) throw new Error(`Not a number: ${line}`);
  const labels = [...labelList.matchAll(/([^=,]+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = "", text = ""]) => [
    label,
    text,
  ]);
  return { name, labels: Object.fromEntries(labels), value };
}

function checkBuckets(name: string, samples: readonly Sample[]): void {
  const series = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = JSON.stringify({ ...sample.labels, le: undefined });
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const each of series.values()) {
    const buckets = each.filter((sample) => sample.name === `${name}_bucket`);
    const counts = buckets.map(({ value }) => value);
    const bounds = buckets.map(({ labels }) => (labels.le === "+Inf" ? Number.POSITIVE_INFINITY : Number(labels.le)));
    const isRising = (values: number[]) => values.every((value, at) => at === 0 || value >= (values[at - 1] ?? 0));
    const total = each.find((sample) => sample.name === `${name}_count`)?.value;
    if (
      !isRising(counts) ||
      !isRising(bounds) ||
      bounds.at(-1) !== Number.POSITIVE_INFINITY ||
      counts.at(-1) !== total
    ) {
      throw new Error(`The buckets of ${name} do not add up.`);
    }
  }
}

/** The value of one sample; undefined when it is missing. */
export function sampleOf(
  families: Map<string, Family>,
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  const all = [...families.values()].flatMap(({ samples }) => samples);
  const isWanted = (sample: Sample) =>
    sample.name === name && JSON.stringify(sorted(sample.labels)) === JSON.stringify(sorted(labels));
  return all.find(isWanted)?.value;
}

const sorted = (labels: Record<string, string>) => Object.entries(labels).sort(([a], [b]) => a.localeCompare(b));
