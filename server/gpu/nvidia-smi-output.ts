import type { GpuProcess, GpuReading } from "./contract";

/** What to ask for, in the order in which the parsers below read it. */
export const gpuQuery = "--query-gpu=index,uuid,name,memory.total,memory.used,memory.free,utilization.gpu";
export const processQuery = "--query-compute-apps=gpu_uuid,pid,used_memory";
export const outputFormat = "--format=csv,noheader,nounits";

/** `[N/A]`, `[Not Supported]`, `[Insufficient Permissions]`, `[Unknown Error]`, `[GPU requires reset]`, `N/A`, `ERR!` */
const missingValue = /^(\[.*\]|N\/A|ERR!)$/i;

/** The output is not in the form that was asked for: nothing in it may be trusted. */
export class OddOutput extends Error {}

/** The cards in what nvidia-smi printed for `gpuQuery`. Throws OddOutput; memory in MiB. */
export function parseGpus(stdout: string): GpuReading[] {
  const lines = linesOf(stdout);
  if (lines.length === 0) throw new OddOutput("nvidia-smi printed nothing");
  return lines.map((line) => {
    const [index = "", uuid = "", name = "", total = "", used = "", free = "", utilization = ""] = fieldsOf(line, 7);
    return {
      index: required(index, line),
      uuid: uuidOf(uuid, line),
      name,
      totalMiB: numberOf(total, line),
      usedMiB: numberOf(used, line),
      freeMiB: numberOf(free, line),
      utilizationPercent: numberOf(utilization, line),
    };
  });
}

/** The programs in what nvidia-smi printed for `processQuery`; none is a normal answer. Throws OddOutput. */
export function parseProcesses(stdout: string): GpuProcess[] {
  return linesOf(stdout).map((line) => {
    const [uuid = "", pid = "", used = ""] = fieldsOf(line, 3);
    return { gpuUuid: uuidOf(uuid, line), pid: required(pid, line), usedMiB: numberOf(used, line) };
  });
}

const linesOf = (stdout: string) => stdout.split(/\r?\n/).filter((line) => line.trim() !== "");

function fieldsOf(line: string, count: number): string[] {
  const fields = line.split(",").map((field) => field.trim());
  if (fields.length !== count) throw odd(`${fields.length} columns instead of ${count}`, line);
  return fields;
}

/** A card or a program without its number can't be told from the others. */
function required(field: string, line: string): number {
  const value = numberOf(field, line);
  if (value === null) throw odd("no number where one must be", line);
  return value;
}

function numberOf(field: string, line: string): number | null {
  if (missingValue.test(field)) return null;
  if (!/^\d{1,9}$/.test(field)) throw odd("something else where a number must be", line);
  return Number(field);
}

function uuidOf(field: string, line: string): string {
  if (!/^(GPU|MIG)-\S+$/.test(field)) throw odd("no UUID where one must be", line);
  return field;
}

function odd(problem: string, line: string): OddOutput {
  return new OddOutput(`nvidia-smi printed ${problem}: ${oneLine(line)}`);
}

/** The first line that says something, short and printable: it goes into logs and to administrators. */
export function oneLine(text: string): string {
  const line = text.split(/\r?\n/).find((each) => each.trim() !== "") ?? "";
  return line
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, 200);
}
