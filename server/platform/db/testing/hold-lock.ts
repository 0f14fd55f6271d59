import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export interface LockHolder {
  /** Ends what it holds and the process. */
  release(sql?: string): Promise<void>;
}

/** A second process that runs the statements on the database at `path`, and holds what they hold until it is released. */
export async function holdLock(path: string, ...statements: string[]): Promise<LockHolder> {
  const script = fileURLToPath(new URL("./lock-holder.mjs", import.meta.url));
  const child = spawn(process.execPath, [script, path, ...statements], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return {
    async release(sql = "ROLLBACK") {
      const exited = once(child, "exit");
      child.stdin.write(`${sql}\n`);
      await exited;
    },
  };
}
