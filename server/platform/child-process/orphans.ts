import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomicallySync } from "../files/atomic-file";
import type { Logger } from "../observability/logger";
import { hasEnvironment, listProc, readBootId, readProc } from "./proc";
import { endGroup } from "./process-group";

/** In the environment of every process that we start: the data folder, which one AVATAR at a time holds. */
export const ownerVariable = "AVATAR_PROCESS";

const recordSchema = z.object({
  pid: z.number().int().positive(),
  /** Which start of the machine `startTicks` count from: after another one, they may be those of any program. */
  bootId: z.string(),
  startTicks: z.string().min(1),
});
type ProcessRecord = z.infer<typeof recordSchema>;
const recordName = /^[a-z0-9-]+\.json$/;

/**
 * Remembers on disk which processes are ours, for a next AVATAR after a kill -9 of this one. A disk that fails is logged, no
 * more: their environment tells them too.
 */
export interface ProcessRecords {
  /** Right after the start of a process. */
  add(name: string, pid: number): void;
  remove(name: string): void;
  /**
   * While none of ours is meant to run: ends what an earlier AVATAR of this data folder, or this one, left running, whole
   * groups, and resolves when it is gone. A process is ours when its pid and start time are on record since the machine's
   * last start, or our marker is in its environment; nothing else is touched.
   */
  endOrphans(graceMs: number): Promise<void>;
}

/** `dataDir` must be locked by us: its processes are then no other AVATAR's. */
export function createProcessRecords(dataDir: string, logger: Logger): ProcessRecords {
  const folder = join(dataDir, "processes");

  function onDisk(act: () => void): void {
    try {
      act();
    } catch (error) {
      logger.warn("process_record_failed", { error });
    }
  }

  function readRecords(): ProcessRecord[] {
    return recordFiles(folder).flatMap((file) => {
      try {
        return [recordSchema.parse(JSON.parse(readFileSync(join(folder, file), "utf8")))];
      } catch (error) {
        logger.warn("process_record_unreadable", { file, error });
        return [];
      }
    });
  }

  function orphanGroups(): number[] {
    const bootId = readBootId();
    const records = readRecords().filter((record) => record.bootId === bootId);
    const recorded = new Set(records.map(({ pid, startTicks }) => `${pid} ${startTicks}`));
    const own = readProc(process.pid)?.groupId;
    const groups = listProc()
      .filter((entry) => !entry.isZombie && entry.groupId > 1 && entry.groupId !== own)
      .filter(
        ({ pid, startTicks }) => recorded.has(`${pid} ${startTicks}`) || hasEnvironment(pid, ownerVariable, dataDir),
      )
      .map(({ groupId }) => groupId);
    return [...new Set(groups)];
  }

  return {
    add(name, pid) {
      const startTicks = readProc(pid)?.startTicks;
      const bootId = readBootId();
      if (startTicks === undefined || bootId === null) return;
      const record: ProcessRecord = { pid, bootId, startTicks };
      const path = join(folder, `${name}.json`);
      onDisk(() => {
        mkdirSync(folder, { recursive: true });
        // No process outlives a power cut: the disk is not waited for.
        writeFileAtomicallySync(path, `${JSON.stringify(record)}\n`, { durable: false });
      });
    },
    remove: (name) => onDisk(() => rmSync(join(folder, `${name}.json`), { force: true })),
    async endOrphans(graceMs) {
      const groups = orphanGroups();
      await Promise.all(
        groups.map(async (groupId) => {
          logger.warn("model_process_orphan_found", { pid: groupId });
          if (!(await endGroup(groupId, graceMs))) logger.error("model_process_orphan_stays", { pid: groupId });
        }),
      );
      for (const file of recordFiles(folder)) onDisk(() => rmSync(join(folder, file), { force: true }));
    },
  };
}

function recordFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => recordName.test(name));
  } catch {
    return [];
  }
}
