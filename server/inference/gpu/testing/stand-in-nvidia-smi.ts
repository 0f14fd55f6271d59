import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface StandInNvidiaSmi {
  /** A PATH that finds the stand-in first. */
  path: string;
  /** Holds the stand-in, and whatever its script writes. */
  folder: string;
  /** What it does from now on: the body of a shell script; `$1` is the query. */
  does(script: string): Promise<void>;
  /** Prints these lines for the cards, those for the programs. */
  prints(gpus: string, processes?: string): Promise<void>;
  remove(): Promise<void>;
}

/** A real executable called nvidia-smi; at first it finds no device. */
export async function standInNvidiaSmi(): Promise<StandInNvidiaSmi> {
  const folder = await mkdtemp(join(tmpdir(), "avatar-nvidia-smi-"));
  const does = async (script: string) => {
    // Renamed into place: a poll that is under way keeps the old one.
    await writeFile(join(folder, "next"), `#!/bin/sh\ncd '${folder}'\n${script}\n`, { mode: 0o755 });
    await rename(join(folder, "next"), join(folder, "nvidia-smi"));
  };
  await does("echo 'No devices were found'; exit 6");
  return {
    path: `${folder}:/usr/bin:/bin`,
    folder,
    does,
    prints: (gpus, processes = "") =>
      does(`case "$1" in --query-gpu=*) echo '${gpus}' ;; *) printf '%s' '${processes}' ;; esac`),
    remove: () => rm(folder, { recursive: true }),
  };
}
