import { expect, test } from "vitest";
import { wslFindings } from "./wsl";

test("WSL2 behind Windows' own address is a warning with the lines that help", () => {
  expect(wslFindings(null, 8000)).toEqual([]);
  expect(wslFindings({ mode: "mirrored", address: "192.168.1.7" }, 8000)).toMatchObject([{ level: "ok" }]);
  const [finding] = wslFindings({ mode: "nat", address: "172.20.1.2" }, 8000);
  expect(finding).toMatchObject({ level: "warning" });
  expect(finding?.advice).toMatch(/networkingMode=mirrored.*portproxy.*connectaddress=172\.20\.1\.2/);
});
