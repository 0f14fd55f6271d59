import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { availableParallelism, cpus, homedir, release, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import { ZipFile } from "yazl";
import type { Config } from "../../config/config";
import { readSettingTexts } from "../../config/settings-file";
import { stampOf } from "../../platform/files/data-folder-layout";
import { urlHost } from "../../platform/http/host";
import { isEveryAddress } from "../../platform/http/loopback";
import { commandConfig, program } from "../environment";
import { keepableLine } from "../support-bundle/log-lines";
import { settingsInShort } from "../support-bundle/settings-in-short";
import { say } from "../words/say";
import { examine } from "./doctor";

const logLines = 2_000;
const answerTimeoutMs = 5_000;

const about = `What a stranger may read of an AVATAR, to find out what is wrong with it.

doctor.json    what \`npx avatar doctor\` found
versions.json  of AVATAR, Node and the system
settings.json  which settings are set; values only where they are numbers or words of a list
log.jsonl      the last lines of the log: numbers, ids and AVATAR's own words. Messages are left out.
health.json    what the running AVATAR says of itself
metrics.txt    its counters

Nothing that anybody said, no names of people, no recordings, keys or passwords. Look it through before you pass it on.
`;

async function supportBundle(file: string | undefined): Promise<void> {
  const config = commandConfig();
  const path = resolve(file ?? `avatar-support-${stampOf(Date.now())}.zip`);
  const findings: object[] = [];
  await examine((more) => findings.push(...more));
  const entries: [string, string | null][] = [
    ["about.txt", about],
    ["doctor.json", withoutHome(json(findings))],
    ["versions.json", json(versions())],
    ["settings.json", json(settingsInShort(readSettingTexts(process.env, program.projectRoot).texts))],
    ["log.jsonl", await lastLogLines(config.dataDir)],
    ["health.json", await answerOf(config, "/health")],
    ["metrics.txt", await answerOf(config, "/metrics")],
  ];
  const zip = new ZipFile();
  for (const [name, text] of entries) if (text !== null) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const output = createWriteStream(path, { flags: "wx", mode: 0o600 });
  await once(output, "open");
  await pipeline(zip.outputStream, output);
  console.log(path);
  console.error(say("It holds nothing that anybody said, and no secrets. Look it through before you pass it on."));
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** The name of whoever runs AVATAR stands in the paths of their home folder. */
const withoutHome = (text: string) => text.replaceAll(homedir(), "~");

function versions(): object {
  const { version, builtMs } = program;
  const [cpu] = cpus();
  return {
    avatar: version,
    built: new Date(builtMs).toISOString(),
    node: process.version,
    system: `${process.platform} ${release()} ${process.arch}`,
    cpu: cpu?.model ?? null,
    cores: availableParallelism(),
    memory_gib: Math.round(totalmem() / 2 ** 30),
  };
}

/** From the newest file, and from the one before it where that is short. */
async function lastLogLines(dataDir: string): Promise<string> {
  const files = ["avatar.log.1", "avatar.log"].map((name) => join(dataDir, "logs", name));
  const texts = await Promise.all(files.map((path) => readFile(path, "utf8").catch(() => "")));
  const lines = texts.flatMap((text) => text.split("\n")).slice(-logLines);
  return lines.flatMap((line) => keepableLine(line) ?? []).join("\n");
}

/** What the AVATAR on this machine answers; null when none does. */
async function answerOf({ host, port }: Config, path: string): Promise<string | null> {
  const reachable = isEveryAddress(host) ? "127.0.0.1" : host;
  try {
    const signal = AbortSignal.timeout(answerTimeoutMs);
    const answer = await fetch(`http://${urlHost(reachable)}:${port}${path}`, { redirect: "manual", signal });
    return path === "/metrics" && !answer.ok ? null : await answer.text();
  } catch {
    return null;
  }
}

export function addSupportBundleCommand(commands: Command): void {
  commands
    .command("support-bundle")
    .argument("[file]", "the ZIP to write; default: avatar-support-DATE.zip in this folder")
    .description(
      "collect what helps to find a fault: doctor, versions, log, metrics; nothing that anybody said, no secrets",
    )
    .action(supportBundle);
}
