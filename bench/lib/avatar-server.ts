import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const projectRoot = join(import.meta.dirname, "../..");

export interface RunningAvatar {
  pid: number;
  url: string;
  webSocketUrl: string;
  /** An API token of the administrator. */
  token: string;
  stop(): Promise<void>;
}

/** Starts the built server (`npm run build` first) on a free port with a data folder of its own, and waits for /health. */
export async function startAvatar(environment: Record<string, string> = {}): Promise<RunningAvatar> {
  const dataDir = await mkdtemp(join(tmpdir(), "avatar-bench-"));
  const port = await freePort();
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PORT: `${port}`,
    HOST: "127.0.0.1",
    AVATAR_DATA_DIR: dataDir,
    AVATAR_ADMIN_PASSWORD: "bench-password",
    AVATAR_LOG_LEVEL: "warn",
    AVATAR_HTTPS: "0",
    NODE_ENV: "production",
    ...environment,
  };
  const child = spawn(process.execPath, ["dist/main.js"], {
    cwd: projectRoot,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  await waitForHealth(url, child);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["dist/avatar.js", "token", "create", "--user", "admin"],
    { cwd: projectRoot, env },
  );
  return {
    pid: child.pid ?? 0,
    url,
    webSocketUrl: `ws://127.0.0.1:${port}/ws/chat`,
    token: stdout.trim(),
    stop: async () => {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function waitForHealth(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode} before it was healthy.`);
    const healthy = await fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
