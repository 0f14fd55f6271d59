import type { GpuProcess, GpuReading, LostCard } from "./contract";

/** The queried fields, in the order in which the parsers below read them. */
export const gpuQuery = "--query-gpu=index,uuid,name,memory.total,memory.used,memory.free,utilization.gpu";
export const processQuery = "--query-compute-apps=gpu_uuid,pid,used_memory";
export const outputFormat = "--format=csv,noheader,nounits";

/**
 * What stands in place of a missing value: `[N/A]`, `[Not Supported]`, `[Insufficient Permissions]`, `[Unknown Error]`,
 * `[GPU requires reset]`, `N/A`, `ERR!`.
 */
const missingValue = /^(\[.*\]|N\/A|ERR!)$/i;

/** Those that a healthy card never gives. */
const brokenValue = /^(\[(unknown error|gpu requires reset|gpu is lost)\]|ERR!)$/i;

/** The output does not have the requested form, so nothing in it may be trusted. */
export class OddOutput extends Error {}

/**
 * The cards in nvidia-smi's output for `gpuQuery`, memory in MiB. An unreadable card hides no other. Throws OddOutput
 * when no card can be identified.
 */
export function parseGpus(stdout: string): { gpus: GpuReading[]; lost: LostCard[] } {
  const gpus: GpuReading[] = [];
  const lost: LostCard[] = [];
  let firstOdd: OddOutput | null = null;
  for (const line of linesOf(stdout)) {
    try {
      gpus.push(parseGpu(line));
    } catch (error) {
      if (!(error instanceof OddOutput)) throw error;
      firstOdd ??= error;
      lost.push(lostCard(line, error));
    }
  }
  if (gpus.length === 0) throw firstOdd ?? new OddOutput("nvidia-smi printed nothing");
  return { gpus, lost };
}

/** The cards that nvidia-smi says it can't reach. */
export const lostCards = (stdout: string): LostCard[] =>
  linesOf(stdout)
    .filter((line) => handleSentence.test(oneLine(line)))
    .map((line) => lostCard(line, new OddOutput(oneLine(line))));

function parseGpu(line: string): GpuReading {
  const [index = "", uuid = "", name = "", ...numbers] = fieldsOf(line, 7);
  const [total = "", used = "", free = "", utilization = ""] = numbers;
  const broken = numbers.find((field) => brokenValue.test(field));
  const problem = broken && `the driver answers ${broken.replace(/^\[|\]$/g, "")}`;
  return {
    index: required(index),
    uuid: uuidOf(uuid),
    name,
    totalMiB: numberOf(total),
    usedMiB: numberOf(used),
    freeMiB: numberOf(free),
    utilizationPercent: numberOf(utilization),
    ...(problem && { problem }),
  };
}

/** For example "Unable to determine the device handle for GPU 0000:0B:00.0: GPU is lost.  Reboot the system …". */
const handleSentence = /^Unable to determine the device handle for (?:gpu\s*)?([0-9a-f:.]+[0-9a-f]): *(.+)$/i;

/** The card of a line that can't be parsed, with the driver's message if the line has one. */
function lostCard(line: string, odd: OddOutput): LostCard {
  const [, name = null, words] = handleSentence.exec(oneLine(line)) ?? [];
  if (words) return { name, problem: words.replace(/\s+/g, " ").replace(/\.$/, "") };
  if (!line.includes(",")) return { name: null, problem: oneLine(line) };
  const [index = ""] = line.split(",");
  return { name: /^\d+$/.test(index.trim()) ? index.trim() : null, problem: odd.message };
}

/** The programs in what nvidia-smi printed for `processQuery`; none is a normal answer. Throws OddOutput. */
export function parseProcesses(stdout: string): GpuProcess[] {
  return linesOf(stdout).map((line) => {
    const [uuid = "", pid = "", used = ""] = fieldsOf(line, 3);
    return { gpuUuid: uuidOf(uuid), pid: required(pid), usedMiB: numberOf(used) };
  });
}

const linesOf = (stdout: string) => stdout.split(/\r?\n/).filter((line) => line.trim() !== "");

function fieldsOf(line: string, count: number): string[] {
  const fields = line.split(",").map((field) => field.trim());
  if (fields.length === count) return fields;
  // A sentence in place of the values is a message of the driver.
  throw new OddOutput(
    fields.length === 1
      ? `nvidia-smi printed: ${oneLine(line)}`
      : `nvidia-smi printed ${fields.length} columns instead of ${count}`,
  );
}

/** Without its index or pid, a card or a process can't be distinguished from the others. */
function required(field: string): number {
  const value = numberOf(field);
  if (value === null) throw odd("no number where one must be", field);
  return value;
}

function numberOf(field: string): number | null {
  if (missingValue.test(field)) return null;
  if (!/^\d{1,9}$/.test(field)) throw odd("something else where a number must be", field);
  return Number(field);
}

function uuidOf(field: string): string {
  if (!/^(GPU|MIG)-\S+$/.test(field)) throw odd("no UUID where one must be", field);
  return field;
}

function odd(problem: string, field: string): OddOutput {
  return new OddOutput(`nvidia-smi printed ${problem}: ${oneLine(field)}`);
}

/** The first line that is not empty, short and printable, for logs and administrators. */
export function oneLine(text: string): string {
  const line = text.split(/\r?\n/).find((each) => each.trim() !== "") ?? "";
  return line
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, 200);
}
