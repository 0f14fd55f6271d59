import { mirroredNetwork, portProxy } from "../../../../lib/connect/network-lines";
import type { WslState } from "../../../platform/wsl";
import { type Finding, ok, warning } from "../check";

const name = "WSL2";

/** Whether Windows lets other devices reach this WSL2; no finding on another system. */
export function wslFindings(wsl: WslState | null, port: number): Finding[] {
  if (!wsl) return [];
  if (wsl.mode === "mirrored") return [ok(name, "mirrored network: other devices reach it by the address of Windows")];
  const forward = portProxy(wsl, port).lines.join(" ; ");
  const advice = `In %UserProfile%\\.wslconfig: ${mirroredNetwork.lines.join(" ")}, then wsl --shutdown. Or: ${forward}`;
  return [warning(name, "other devices don't reach this WSL2 by its own address", advice)];
}
