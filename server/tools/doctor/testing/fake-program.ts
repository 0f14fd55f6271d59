import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

export interface FakePrograms {
  /** With the fake programs before the real ones. */
  environment: NodeJS.ProcessEnv;
  folder: string;
  /** A program of this name on PATH: a shell script. */
  add(name: string, script: string): void;
  remove(): void;
}

/** A folder of real executable files on PATH. */
export function fakePrograms(): FakePrograms {
  const folder = mkdtempSync(join(tmpdir(), "avatar-programs-"));
  return {
    environment: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
    folder,
    add(name, script) {
      const path = join(folder, name);
      writeFileSync(path, `#!/bin/sh\n${script}\n`);
      chmodSync(path, 0o755);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
