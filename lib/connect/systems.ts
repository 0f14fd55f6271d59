/** The systems of devices that have their own way to trust an authority. */
export const systems = ["windows", "macos", "ios", "android", "linux"] as const;
export type System = (typeof systems)[number];

/** The kinds of files in which a device takes the authority. */
export type AuthorityFile = "crt" | "pem" | "mobileconfig";

/** For each system the file that it takes, and its steps in order: keys under `connect.steps` in the messages. */
export const trustSteps = {
  windows: { file: "crt", steps: ["compare", "open", "store", "browser"] },
  macos: { file: "crt", steps: ["open", "trust", "browser"] },
  ios: { file: "mobileconfig", steps: ["profile", "install", "trust"] },
  android: { file: "crt", steps: ["download", "settings", "install"] },
  linux: { file: "pem", steps: ["chrome", "firefox", "system"] },
} as const satisfies Record<System, { file: AuthorityFile; steps: readonly string[] }>;

/** The system of the device that sends this User-Agent; an iPad calls itself a Mac. */
export function systemOf(userAgent: string): System {
  if (/iPhone|iPad|iPod/.test(userAgent)) return "ios";
  if (/Android/.test(userAgent)) return "android";
  if (/Windows/.test(userAgent)) return "windows";
  return /Mac OS X|Macintosh/.test(userAgent) ? "macos" : "linux";
}

/** The system that a page's address asks for, else that of the device. */
export function chosenSystem(asked: string | null | undefined, userAgent: string): System {
  return systems.find((system) => system === asked) ?? systemOf(userAgent);
}

/** Where the authority can be fetched, on HTTP and HTTPS alike. */
export const authorityUrl = (file: AuthorityFile) => `/connect/avatar-authority.${file}`;
