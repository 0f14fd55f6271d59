import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

export interface FakePrograms {
  /** An environment whose PATH has the fake programs first. */
  environment: NodeJS.ProcessEnv;
  folder: string;
  /** Adds a shell script of this name. */
  add(name: string, script: string): void;
  remove(): void;
}

/** A folder for fake programs that is first on PATH. */
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
