import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { loadConfig } from "../../config/config";
import { lanAddresses, localNames } from "../../web/addresses";
import { certificateHosts, ensureServerCertificate } from "../../web/certificates/server-certificate";
import { runCheck } from "./check";
import { machineChecks } from "./machine-checks";
import { noFacts, withoutModels } from "./testing/doctor-context";

it("tells when the certificate lacks a name for which the next start makes a new one, the name in HOST too", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "avatar-doctor-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const config = loadConfig({ HOST: "Avatar.Example", AVATAR_DATA_DIR: dataDir }, "/nowhere");
  const microphone = machineChecks(withoutModels(config), noFacts).find(({ name }) => name === "Microphone");
  const messages = async () => (microphone ? (await runCheck(microphone)).map(({ message }) => message) : []);

  const folder = join(dataDir, "certs");
  await ensureServerCertificate(folder, [...localNames(), "127.0.0.1", "::1", ...lanAddresses(config.host)]);
  expect(await messages()).toEqual(["the certificate does not name avatar.example"]);
  await ensureServerCertificate(folder, certificateHosts(config));
  expect(await messages()).toEqual([expect.stringContaining("avatar.example, valid for")]);
});
