import { expect, onTestFinished, test } from "vitest";
import { parseComputeCapability, parseVersions, readDriver } from "./driver";
import { standInNvidiaSmi } from "./testing/stand-in-nvidia-smi";

const head = "| NVIDIA-SMI 580.159.04             Driver Version: 580.159.04     CUDA Version: 13.0     |";

test("reads the versions from the head of nvidia-smi's table", () => {
  expect(parseVersions(head)).toEqual({ driver: "580.159.04", cuda: "13.0" });
  expect(parseVersions("NVIDIA-SMI has failed")).toEqual({ driver: null, cuda: null });
});

test("reads a card's compute capability; null where the driver does not know it", () => {
  expect(parseComputeCapability("0, 8.6\r\n1, 12.0\n", 1)).toBe(12);
  expect(parseComputeCapability("0, [N/A]\n", 0)).toBeNull();
  expect(parseComputeCapability('Field "compute_cap" is not a valid field to query.\n', 0)).toBeNull();
});

async function driverWhenItDoes(script: string, card = "0") {
  const standIn = await standInNvidiaSmi();
  onTestFinished(() => standIn.remove());
  await standIn.does(script);
  const environment = { ...process.env, PATH: standIn.path };
  return readDriver(card, { signal: new AbortController().signal, environment });
}

const cards = "0, GPU-1a, NVIDIA A, 100, 1, 99, 0\n1, GPU-2b, NVIDIA B, 100, 1, 99, 0";
const answers = `case "$1" in
  *compute_cap*) echo '0, 6.1'; echo '1, 8.6';;
  --query-gpu*) echo '${cards}';;
  *) echo '${head}';;
esac`;

test("asks for the driver and the card that is configured", async () => {
  expect(await driverWhenItDoes(answers, "GPU-2b")).toEqual({
    kind: "driver",
    version: "580.159.04",
    computeCapability: 8.6,
  });
  expect(await driverWhenItDoes(answers, "0")).toMatchObject({ computeCapability: 6.1 });
});

test("no card is told from a driver that can't be read", async () => {
  expect(await driverWhenItDoes("echo 'No devices were found'; exit 6")).toMatchObject({ kind: "none" });
  const broken = "echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18";
  expect(await driverWhenItDoes(broken)).toMatchObject({ kind: "unknown" });
  const silent = `case "$1" in --query-gpu*) echo '${cards}';; esac`;
  expect(await driverWhenItDoes(silent)).toMatchObject({ kind: "unknown" });
});
