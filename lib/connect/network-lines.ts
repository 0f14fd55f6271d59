import type { WslNetwork } from "./connect-facts";

/** Lines for a terminal, to copy as they are. */
export interface NetworkLines {
  /** Who can run them: in an elevated PowerShell on Windows, or in the server's own shell. */
  shell: "powershell_admin" | "wslconfig" | "linux";
  lines: string[];
}

const firewallRule = (port: number) =>
  `netsh advfirewall firewall add rule name="AVATAR ${port}" dir=in action=allow protocol=TCP localport=${port}`;

/** The file of the Windows user, as Windows writes its path. */
export const wslConfig = "%UserProfile%\\.wslconfig";

/** In that file; `wsl --shutdown` applies it. */
export const mirroredNetwork: NetworkLines = { shell: "wslconfig", lines: ["[wsl2]", "networkingMode=mirrored"] };

/** In avatar.env: lets others on the network connect. */
export const listenEverywhere = "HOST=0.0.0.0";

/** What forwards the port from Windows to WSL2, and lets other devices in. */
export function portProxy({ address }: WslNetwork, port: number): NetworkLines {
  const target = `listenport=${port} listenaddress=0.0.0.0 connectport=${port} connectaddress=${address ?? "WSL-ADDRESS"}`;
  return { shell: "powershell_admin", lines: [`netsh interface portproxy add v4tov4 ${target}`, firewallRule(port)] };
}

/** What lets other devices in where a firewall keeps them out. */
export function firewallLines(port: number, isWsl: boolean): NetworkLines {
  if (isWsl) return { shell: "powershell_admin", lines: [firewallRule(port)] };
  return { shell: "linux", lines: [`sudo ufw allow ${port}/tcp`] };
}
