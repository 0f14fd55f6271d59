import { describe, expect, it } from "vitest";
import { adviceOf } from "./advice";
import { pipFailure } from "./pip-failure";

/** Lines of the logs of pip 20 to 24 as they were written, without their times. */
const none = [
  "ERROR: Could not find a version that satisfies the requirement data==1.0.0 (from versions: none)",
  "ERROR: No matching distribution found for data==1.0.0",
].join("\n");
const page = "http://pip.lan/simple/data/";
const skipped = (reason: string) => `Could not fetch URL ${page}: ${reason} - skipping\n${none}`;
const failed = (log: string) => pipFailure(log, "data==1.0.0");

describe("pipFailure", () => {
  it.each<[string, string, string, number]>([
    ["a login is wanted", skipped(`401 Client Error: Unauthorized for url: ${page}`), "unauthorised", 401],
    ["a login is refused", skipped(`403 Client Error: Forbidden for url: ${page}`), "unauthorised", 403],
    [
      "the proxy wants a login",
      skipped(`407 Client Error: Proxy Authentication Required for url: ${page}`),
      "unauthorised",
      407,
    ],
    ["the package is not there", skipped(`404 Client Error: Not Found for url: ${page}`), "missing", 404],
    ["the index is busy", skipped(`429 Client Error: Too Many Requests for url: ${page}`), "busy", 429],
    [
      "the index is down",
      skipped(
        "HTTPConnectionPool(host='pip.lan', port=80): Max retries exceeded with url: /simple/data/ (Caused by ResponseError('too many 503 error responses'))",
      ),
      "busy",
      503,
    ],
    [
      "the wheel is refused",
      `  ERROR: HTTP error 401 while getting ${page}a.whl\nERROR: Could not install requirement data==1.0.0 from ${page}a.whl because of HTTP error 401 Client Error: Unauthorized for url: ${page}a.whl`,
      "unauthorised",
      401,
    ],
    [
      "another kind of answer came",
      `WARNING: Skipping page ${page} because the GET request got Content-Type: application/json. The only supported Content-Types are application/vnd.pypi.simple.v1+json and text/html\n${none}`,
      "web_page",
      200,
    ],
    ["a web page came", `Fetching project page and analyzing links: ${page}\n${none}`, "web_page", 200],
    [
      "the version is not there",
      `Fetching project page and analyzing links: ${page}\n${none.replace("none", "2.0.0, 3.0.0")}`,
      "missing",
      200,
    ],
  ])("%s", (_, log, kind, status) => {
    expect(failed(log)).toMatchObject({ name: "DownloadRefusedError", kind, status, host: "pip.lan" });
  });

  it("lets a refusal count more than an index that lacks the package", () => {
    const log = `${skipped(`404 Client Error: Not Found for url: ${page}`)}\n${skipped("401 Client Error: Unauthorized for url: http://other.lan/data/")}`;
    expect(failed(log)).toMatchObject({ kind: "unauthorised", host: "other.lan" });
  });

  it.each<[string, string, RegExp, string | undefined]>([
    [
      "no network",
      skipped("connection error: Failed to establish a new connection: [Errno 111]"),
      /not reachable/,
      undefined,
    ],
    [
      "no trusted certificate",
      skipped("There was a problem confirming the ssl certificate: [SSL: CERTIFICATE_VERIFY_FAILED] self-signed"),
      /does not trust the certificate/,
      "CERT_UNTRUSTED",
    ],
    [
      "a full disk",
      "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
      /disk is full/,
      "ENOSPC",
    ],
    [
      "an address without TLS",
      `WARNING: The repository located at pip.lan is not a trusted or secure host and is being ignored.\n${none}`,
      /pip ignores pip\.lan/,
      undefined,
    ],
  ])("%s", (_, log, message, code) => {
    const error = failed(log) as Error & { code?: string };
    expect(error.message).toMatch(message);
    expect(error.code).toBe(code);
  });

  it.each<[string, string, string, RegExp]>([
    [
      "hashes are wanted",
      `Fetching project page and analyzing links: ${page}\nERROR: Hashes are required in --require-hashes mode, but`,
      "pip failed: Hashes are required in --require-hashes mode, but",
      /Repair pip's configuration/,
    ],
    [
      "a file of constraints is not there",
      "2026-11-28T16:41:23,408 ERROR: Could not open requirements file: [Errno 2] No such file or directory: '/nope'\nTraceback (most recent call last):",
      "pip failed: Could not open requirements file: [Errno 2] No such file or directory: '/nope'",
      /Repair pip's configuration/,
    ],
    [
      "nobody was asked",
      `Ignoring indexes: https://pypi.org/simple\n0 location(s) to search for versions of data:\n${none}`,
      "pip asked no index",
      /PIP_NO_INDEX/,
    ],
    [
      "a file may not be written",
      "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/models/data.whl'",
      "pip failed: Could not install packages due to an OSError: [Errno 13] Permission denied: '/models/data.whl'",
      /Give this user the right/,
    ],
    [
      "a failure that pip did not expect",
      "ERROR: Exception:\nTraceback (most recent call last):\n  File x\nPermissionError: [Errno 13] Permission denied: '/home/me/.netrc'",
      "pip failed: PermissionError: [Errno 13] Permission denied: '/home/me/.netrc'",
      /Give this user the right/,
    ],
    [
      "half of pip is gone",
      "Traceback (most recent call last):\n  File x\nModuleNotFoundError: No module named 'pip._vendor'",
      "pip failed: ModuleNotFoundError: No module named 'pip._vendor'",
      /install it again/,
    ],
    [
      "pip.conf is no ini, and the line may hold a password",
      "Configuration file could not be loaded.\nFile contains no section headers.\nfile: '/etc/pip.conf', line: 1\n'password\\n'",
      "pip failed: Configuration file could not be loaded. File contains no section headers. file: '/etc/pip.conf', line: 1",
      /Repair pip's configuration/,
    ],
  ])("%s: pip's own line, and no word about the network", (_, log, message, advice) => {
    const words = { setting: "pip's index", unauthorised: () => "", missing: "", certificate: "" };
    expect(failed(log).message).toBe(message);
    expect(adviceOf(failed(log), words)).toMatch(advice);
    expect(adviceOf(failed(log), words)).not.toMatch(/network|log in/i);
  });

  it("tells a wheel that broke off from one that is another", () => {
    const cut =
      "ERROR: Wheel 'data' located at /tmp/pip-unpack-1/data.whl is invalid.\nzipfile.BadZipFile: File is not a zip file";
    expect(failed(cut)).toMatchObject({ name: "DownloadCutError" });
    const hashes = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.";
    expect(failed(hashes)).toMatchObject({ name: "WrongContentError" });
  });

  it("repeats no login", () => {
    const log = "ERROR: something about https://me:secret@pip.lan/simple/";
    expect(failed(log).message).toBe("pip failed: something about https://pip.lan/simple/");
  });
});
