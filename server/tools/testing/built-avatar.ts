import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { afterAll, beforeAll } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

export interface CommandRun {
  out: string;
  err: string;
  code: number | null;
}

/**
 * The command as built, because compiling TypeScript would take seconds for each run. Each runs in a child process with
 * folders of its own and without network access. Call it once a test file, at the top. `engines`: model processes that a
 * command starts.
 */
export function builtAvatar({ engines = [] }: { engines?: readonly string[] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "avatar-cli-"));
  // Below the project, so that it finds its packages and its version there.
  const outdir = join(root, ".cache", "command-test", `${process.pid}`);
  const bundle = join(outdir, "avatar.js");
  beforeAll(() => {
    const processes = engines.map((name) => ({
      in: join(root, `server/inference/engines/embedded/${name}.process.ts`),
      out: `engines/${name}.process`,
    }));
    const entryPoints = [{ in: join(root, "server/tools/avatar.ts"), out: "avatar" }, ...processes];
    buildSync({ entryPoints, outdir, bundle: true, packages: "external", format: "esm", platform: "node" });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(outdir, { recursive: true, force: true });
  });

  async function avatar(
    words: readonly string[],
    input = "",
    environment: Record<string, string> = {},
  ): Promise<CommandRun> {
    const child = spawn(process.execPath, [bundle, ...words], {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        NODE_ENV: "test",
        HOME: folder,
        AVATAR_DATA_DIR: join(folder, "data"),
        AVATAR_MODELS_DIR: join(folder, "models"),
        HF_ENDPOINT: "http://127.0.0.1:1",
        npm_config_registry: "http://127.0.0.1:1/",
        ...environment,
      },
    });
    child.stdin.end(input);
    const [out, err, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((done) => child.on("close", done)),
    ]);
    return { out, err, code };
  }
  return { avatar, folder, root };
}
