import { WrongContentError } from "../../../platform/files/verified-file";
import type { RefusalKind } from "../download-answer";
import { DownloadCutError, DownloadRefusedError } from "../resumable-download";
import { AdvisedError } from "./advice";

/** An error of the operating system or of TLS that pip reports in words; the advice depends on its code. */
class PipSystemError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

const systemFailures: readonly { pattern: RegExp; code: string; message: string }[] = [
  { pattern: /No space left on device|Disk quota exceeded/, code: "ENOSPC", message: "the disk is full" },
  { pattern: /Read-only file system/, code: "EROFS", message: "pip can't write" },
  {
    pattern: /CERTIFICATE_VERIFY_FAILED|certificate verify failed|confirming the ssl certificate/i,
    code: "CERT_UNTRUSTED",
    message: "pip does not trust the certificate of the index",
  },
];

/**
 * Turns the log of a pip that failed into an error from which the advice follows. `spec`: the package, as
 * NAME==VERSION. pip tries every index that it knows, so a log may tell of several failures: a refusal counts more than
 * an index that just lacks the package. No message quotes an address with a login.
 */
export function pipFailure(log: string, spec: string): Error {
  const text = log.replace(/\/\/[^/@\s]*@/g, "//");
  for (const { pattern, code, message } of systemFailures) {
    if (pattern.test(text)) return new PipSystemError(message, code);
  }
  const refusals = refusalsIn(text);
  const decisive =
    refusals.find(({ kind }) => kind === "unauthorised") ?? refusals.find(({ kind }) => kind !== "missing");
  if (decisive) return decisive;
  const insecure = /repository located at (\S+) is not a trusted or secure host/.exec(text)?.[1];
  if (insecure) {
    return new AdvisedError(
      `pip ignores ${insecure}, which has no TLS`,
      `Name an address with https:// to pip, or allow this host (pip config set global.trusted-host ${insecure}).`,
    );
  }
  const page = /.*\bgot Content-Type: .*/i.exec(text)?.[0];
  if (page) return new DownloadRefusedError("web_page", hostIn(page), 200, "something else than an index came");
  if (/DO NOT MATCH THE HASHES/.test(text)) {
    return new WrongContentError(`the wheel of ${spec}`, "the hash that the index names", "another");
  }
  if (/BadZipFile|IncompleteRead|ReadTimeoutError|is not a valid wheel|Wheel .* is invalid/.test(text)) {
    return new DownloadCutError("The download broke off.", { cause: new Error("what came is no whole wheel") });
  }
  if (/NewConnectionError|ConnectTimeoutError|ProxyError|Connection (broken|aborted|error)|timed out/i.test(text)) {
    return new Error("the index is not reachable");
  }
  return refusals[0] ?? absence(text, spec) ?? new Error(`pip failed: ${lastLineOf(text)}`);
}

/** What servers answered, as errors. */
function refusalsIn(text: string): DownloadRefusedError[] {
  const lines = text.matchAll(/\b([45]\d\d) (?:Client|Server) Error.*|.*too many (\d{3}) error responses.*/g);
  return [...lines].map(([line, answered, repeated]) => {
    const status = Number(answered ?? repeated);
    return new DownloadRefusedError(kindOf(status), hostIn(line), status, `HTTP ${status}`);
  });
}

function kindOf(status: number): RefusalKind | "busy" {
  if (status === 401 || status === 403 || status === 407) return "unauthorised";
  if (status === 404 || status === 410) return "missing";
  return status === 408 || status === 429 || status >= 500 ? "busy" : "refused";
}

/** The host of the first address, which pip shows as an URL or as `host='…'`. */
function hostIn(text: string): string {
  const url = /https?:\/\/[^\s'"<>]+/.exec(text)?.[0] ?? "";
  if (URL.canParse(url)) return new URL(url).host;
  return /host='([^']+)'/.exec(text)?.[1] ?? "The package index";
}

/** The indexes answered, and none of them has this package or version; null when they did not. */
function absence(text: string, spec: string): DownloadRefusedError | null {
  const versions = /\(from versions: ?([^)]*)\)/.exec(text)?.[1]?.trim();
  if (versions === undefined) return null;
  if (versions !== "" && versions !== "none") {
    return new DownloadRefusedError("missing", hostIn(text), 200, `${spec} is not in the index`);
  }
  // For a package that it lacks an index answers 404; a page to log in at is one without any package.
  const message = "a page without this package came: perhaps a web page, not the index";
  return new DownloadRefusedError("web_page", hostIn(text), 200, message);
}

function lastLineOf(text: string): string {
  const lines = text.trim().split("\n");
  const line = lines.findLast((each) => each.includes("ERROR:")) ?? lines.at(-1) ?? "";
  return line.replace(/^.*ERROR: */, "").slice(0, 300);
}
