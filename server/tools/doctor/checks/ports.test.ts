import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import type { ModelStatus } from "../../../../lib/models";
import type { ServiceLevel } from "../../../../lib/service-level";
import { modelStatus } from "../../../../lib/testing/model-status";
import { portState } from "../../../platform/child-process/port";
import { isDataFolderInUse, lockDataFolder } from "../../../platform/db/instance-lock";
import { askRunningAvatar } from "../health-endpoint";
import { mainPortFinding, processPortFinding } from "./ports";
import { runningFinding } from "./running";

const signal = new AbortController().signal;
const whisper = modelStatus({ role: "stt", model: "whisper-base", name: "Whisper", licence: "MIT" });

let servers: Server[] = [];
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
  servers = [];
});

/** A real server on a free port that gives every request this answer. */
async function serve(body: string, status = 200): Promise<number> {
  const server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
const health = (status: string, models: ModelStatus[], service?: ServiceLevel) =>
  JSON.stringify({ status, models, service });

describe("a port", () => {
  it("is free, used by AVATAR, or used by another program", async () => {
    const port = await serve("Hello from another program");
    const taken = await portState(port, "127.0.0.1");
    expect(taken).toBe("taken");
    const stranger = await askRunningAvatar({ host: "0.0.0.0", port }, signal);
    expect(stranger).toBeNull();
    expect(mainPortFinding(port, "127.0.0.1", taken, stranger)).toMatchObject({ level: "failed" });

    const ourPort = await serve(health("ok", [whisper]));
    const avatar = await askRunningAvatar({ host: "0.0.0.0", port: ourPort }, signal);
    expect(avatar?.status).toBe("ok");
    expect(mainPortFinding(ourPort, "127.0.0.1", "taken", avatar)).toMatchObject({ level: "ok" });

    const [gone] = servers.splice(0, 1);
    gone?.close();
    if (gone) await once(gone, "close");
    expect(await portState(port, "127.0.0.1")).toBe("free");
    expect(mainPortFinding(port, "127.0.0.1", "free", null)).toMatchObject({ level: "ok", message: "free" });
  });

  it("explains a HOST that is no address of this machine", async () => {
    const state = await portState(0, "192.0.2.77");
    expect(state).toEqual({ error: "EADDRNOTAVAIL" });
    expect(mainPortFinding(8000, "192.0.2.77", state, null).advice).toContain("HOST");
  });

  it("of a model process is used by a running AVATAR or by another program", async () => {
    const place = { port: 8003, process: "F5-TTS", variable: "AVATAR_TTS_PORT" };
    const findingFor = (state: "free" | "taken", isAvatarRunning: boolean, leftovers: boolean) =>
      processPortFinding(place, state, { isAvatarRunning, leftovers });
    expect(findingFor("free", false, false).level).toBe("ok");
    expect(findingFor("taken", true, true).level).toBe("ok");
    expect(findingFor("taken", false, true)).toMatchObject({ level: "warning", advice: "The next start ends them." });
    expect(findingFor("taken", false, false)).toMatchObject({
      level: "failed",
      advice: expect.stringContaining("AVATAR_TTS_PORT"),
    });
  });
});

describe("a running AVATAR", () => {
  it("is asked for the state of its models", async () => {
    const down = { ...whisper, state: "failed", detail: "It ended with code 1." } as const;
    const loading = { ...whisper, state: "loading" } as const;
    const findings = [];
    for (const [body, status] of [
      [health("ok", [whisper]), 200],
      [health("loading", [loading]), 503],
      [health("down", [down]), 503],
    ] as const) {
      const port = await serve(body, status);
      findings.push(runningFinding(await askRunningAvatar({ host: "127.0.0.1", port }, signal), true));
    }
    const port = await serve(health("ok", [whisper], { level: "cpu_voice", reason: "model_failed" }));
    expect(runningFinding(await askRunningAvatar({ host: "127.0.0.1", port }, signal), true)).toMatchObject({
      level: "warning",
      message: expect.stringContaining("embedded voice"),
    });
    expect(findings.map(({ level }) => level)).toEqual(["ok", "warning", "failed"]);
    expect(findings[2]?.message).toContain("Whisper: It ended with code 1.");
    expect(runningFinding(null, false)).toMatchObject({ level: "ok", message: "is not running" });
  });

  it("is noticed by its data folder when it listens on another port", () => {
    const dataDir = mkdtempSync(join(tmpdir(), "avatar-doctor-"));
    onTestFinished(() => rmSync(dataDir, { recursive: true }));
    expect(isDataFolderInUse(dataDir)).toBe(false);
    const unlock = lockDataFolder(dataDir);
    expect(runningFinding(null, isDataFolderInUse(dataDir))).toMatchObject({
      level: "warning",
      advice: expect.stringContaining("PORT"),
    });
    unlock();
    expect(isDataFolderInUse(dataDir)).toBe(false);
  });
});
