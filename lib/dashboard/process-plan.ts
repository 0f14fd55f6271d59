import type { ProcessName } from "./live-snapshot";

/** What was planned for a process: cores and memory. */
export interface PlannedUse {
  processes: readonly ProcessName[];
  cores: number;
  memoryMib: number;
}

/** The plan of the reference machine: speech recognition, and the web server with its pages. */
export const processPlan: readonly PlannedUse[] = [
  { processes: ["stt"], cores: 8, memoryMib: 8_192 },
  { processes: ["web", "pages"], cores: 4, memoryMib: 4_096 },
];
