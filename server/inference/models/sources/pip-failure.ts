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

const maxLineLength = 300;

/**
 * Turns the log of a pip that failed into an error from which the advice follows. `spec`: the package, as
 * NAME==VERSION. pip tries every index that it knows, so a log may tell of several failures: a refusal counts more than
 * an index that just lacks the package. No message quotes an address with a login.
 */
export function pipFailure(log: string, spec: string): Error {
  const text = withoutLogins(log);
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
  if (!saysAbsent.test(errorLine(text))) return networkWords.test(errorLine(text)) ? unreachable() : pipDefect(text);
  if (networkWords.test(text)) return unreachable();
  return refusals[0] ?? absence(text, spec);
}

/** The index was asked, or should have been, and nothing more is said in pip's last line. */
const saysAbsent = /No matching distribution|Could not find a version/;
const networkWords =
  /NewConnectionError|ConnectTimeoutError|ProxyError|Connection ?(broken|aborted|error|refused|reset)|timed out|Max retries exceeded|Network is unreachable|name resolution|Name or service not known/i;
const unreachable = () => new Error("the index is not reachable");

/** What a person can do about failures that concern neither the network nor the index. */
const defects: readonly { pattern: RegExp; advice: string }[] = [
  {
    pattern: /Permission denied|Operation not permitted/,
    advice: "Give this user the right to what that line names (AVATAR_MODELS_DIR is the models' folder).",
  },
  {
    pattern: /No module named|ImportError|cannot import name|SyntaxError/,
    advice:
      "This pip is damaged: install it again (python3 -m ensurepip --upgrade; Debian, Ubuntu: apt install --reinstall python3-pip).",
  },
];
const repairConfiguration =
  "Repair pip's configuration: its variables (PIP_…) and its files (pip.conf, or what PIP_CONFIG_FILE names); `pip config debug` lists them.";

/** pip itself does not work: its own words, and what to do. `text`: what it printed or logged. */
export function pipDefect(text: string): AdvisedError {
  const line = errorLine(withoutLogins(text));
  const advice = defects.find(({ pattern }) => pattern.test(line))?.advice ?? repairConfiguration;
  return new AdvisedError(`pip failed: ${line || "it says nothing"}`, advice);
}

/** pip ended, or was ended, without words of its own. */
export function silentPip(message: string): AdvisedError {
  return new AdvisedError(
    message,
    "Start it again. If that is no help: see whether the system ended it for want of memory (dmesg), and whether `python3 -m pip` works by hand.",
  );
}

const withoutLogins = (text: string) => text.replace(/\/\/[^/@\s]*@/g, "//");

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

/** Nobody reported a failure, and no index that pip asked has this package or version. */
function absence(text: string, spec: string): Error {
  const versions = /\(from versions: ?([^)]*)\)/.exec(text)?.[1]?.trim() ?? "";
  if (versions !== "" && versions !== "none") {
    return new DownloadRefusedError("missing", hostIn(text), 200, `${spec} is not in the index`);
  }
  if (!/Fetching project page|Getting page/i.test(text)) {
    return new AdvisedError(
      "pip asked no index",
      `Take no-index out of pip's configuration (PIP_NO_INDEX; pip config list), or place the wheel of ${spec} where its find-links points.`,
    );
  }
  // For a package that it lacks an index answers 404; a page to log in at is one without any package.
  const message = "a page without this package came: perhaps a web page, not the index";
  return new DownloadRefusedError("web_page", hostIn(text), 200, message);
}

/** The line that names the failure: pip's last ERROR, the end of a traceback, or all that is no warning. */
function errorLine(text: string): string {
  const lines = text.trim().split("\n");
  const error = lines.findLast((line) => /\bERROR: /.test(line))?.replace(/^.*?\bERROR: */, "");
  // With "ERROR: Exception:" pip announces the traceback of a failure that it did not expect.
  const raised = () => lines.findLast((line) => /^(\S+ )?[\w.]*(Error|Exception)\b.*/.test(line));
  if (error && !/^Exception:\s*$/.test(error)) return error.slice(0, maxLineLength);
  if (/^\S* ?Traceback/m.test(text) || error) return (raised() ?? lines.at(-1) ?? "").slice(0, maxLineLength);
  // A line of a broken pip.conf, which pip quotes last, may hold a password.
  const told = lines.filter((line) => !/^(['"]|DEPRECATION|WARNING)/.test(line)).map((line) => line.trim());
  return told.filter(Boolean).slice(-3).join(" ").slice(0, maxLineLength);
}
