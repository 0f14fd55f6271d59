import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { AppError, errorCodeOf } from "../../../lib/errors";
import { createRequestHandler } from "../request-handler";
import { createUploadReceiver, type UploadLimits, type UploadReceiver } from "./receive-upload";
import { refuseUpload } from "./refuse-upload";

const maxBytes = 1_000_000;
const limits: UploadLimits = { perPerson: 2, total: 3, silentMs: 60_000, withinMs: 60_000 };
const fields = z.strictObject({ name: z.string().max(80), text: z.string().optional() });

let root: string;
let folder: string;
let server: http.Server;
let port: number;
let receiver: UploadReceiver;
let outcomes: unknown[];

async function serve(change: Partial<UploadLimits> = {}) {
  receiver = createUploadReceiver({ ...limits, ...change });
  outcomes = [];
  const handler = createRequestHandler({
    health: () => ({ status: "ok", models: [] }) as never,
    isAllowedHost: () => true,
    https: false,
    metrics: {} as never,
    pages: (request, response) => {
      const personId = Number(request.headers["x-person"] ?? 1);
      const files = { file: { maxBytes }, consent: { maxBytes, isOptional: true } };
      receiver.receive(request, { folder, personId, files, fields }).then(
        (received) => {
          outcomes.push(received);
          response.end(JSON.stringify(received));
        },
        (error) => {
          outcomes.push(errorCodeOf(error));
          refuseUpload(request, response, error instanceof AppError ? error : new AppError("internal"));
        },
      );
    },
  });
  server = http.createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "avatar-upload-"));
  folder = join(root, "uploads");
  await serve();
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true });
});

const left = () => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};
const url = () => `http://127.0.0.1:${port}/api/upload`;

function formOf(parts: [string, string | Uint8Array][]): FormData {
  const form = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === "string") form.append(name, value);
    else form.append(name, new Blob([value as Uint8Array<ArrayBuffer>]), "clip.wav");
  }
  return form;
}

async function post(parts: [string, string | Uint8Array][], headers: Record<string, string> = {}) {
  const answer = await fetch(url(), { method: "POST", body: formOf(parts), headers });
  return { status: answer.status, body: await answer.json() };
}

const sound = Uint8Array.from({ length: 300_000 }, (_, at) => at * 7);

describe("an upload", () => {
  test("is on the disk as it was sent, for its owner alone, with its fields", async () => {
    const { status, body } = await post([
      ["name", "王小明 <b>"],
      ["file", sound],
      ["text", "說話"],
      ["consent", sound.slice(0, 9)],
    ]);
    expect(status).toBe(200);
    expect(body.fields).toEqual({ name: "王小明 <b>", text: "說話" });
    expect(body.files.file.sizeBytes).toBe(300_000);
    expect(body.files.consent.sizeBytes).toBe(9);
    expect(readFileSync(body.files.file.path).equals(sound)).toBe(true);
    expect(statSync(body.files.file.path).mode & 0o777).toBe(0o600);
    expect(left().length).toBe(2);
  });

  test("may have a file with a name that leads elsewhere", async () => {
    const form = formOf([["name", "x"]]);
    form.append("file", new Blob(["s"]), "../../../etc/passwd\0\u202e.wav");
    const answer = await fetch(url(), { method: "POST", body: form });
    const { files } = (await answer.json()) as { files: { file: { path: string; sizeBytes: number } } };
    expect(files.file.sizeBytes).toBe(1);
    expect(files.file.path.startsWith(`${folder}/.file.`)).toBe(true);
  });

  test.each<[string, [string, string | Uint8Array][], string]>([
    ["no file", [["name", "x"]], "invalid_input"],
    [
      "an empty file",
      [
        ["name", "x"],
        ["file", new Uint8Array()],
      ],
      "invalid_input",
    ],
    [
      "an empty file that nobody asked for",
      [
        ["name", "x"],
        ["file", sound],
        ["consent", new Uint8Array()],
      ],
      "invalid_input",
    ],
    [
      "a file that is a text field",
      [
        ["name", "x"],
        ["file", "text"],
        ["file", sound],
      ],
      "invalid_input",
    ],
    [
      "a file under another name",
      [
        ["name", "x"],
        ["other", sound],
      ],
      "invalid_input",
    ],
    [
      "two files of one name",
      [
        ["name", "x"],
        ["file", sound],
        ["file", sound],
      ],
      "invalid_input",
    ],
    ["no name", [["file", sound]], "invalid_input"],
    [
      "a name twice",
      [
        ["name", "x"],
        ["name", "y"],
        ["file", sound],
      ],
      "invalid_input",
    ],
    [
      "a field that is not known",
      [
        ["name", "x"],
        ["__proto__", "y"],
        ["file", sound],
      ],
      "invalid_input",
    ],
    [
      "a long name",
      [
        ["name", "x".repeat(300)],
        ["file", sound],
      ],
      "invalid_input",
    ],
    [
      "an endless field",
      [
        ["name", "x".repeat(100_000)],
        ["file", sound],
      ],
      "invalid_input",
    ],
    [
      "too many fields",
      [...Array.from({ length: 30 }, (_, at): [string, string] => [`f${at}`, "x"]), ["file", sound]],
      "invalid_input",
    ],
    [
      "too large a file",
      [
        ["name", "x"],
        ["file", new Uint8Array(maxBytes + 1)],
      ],
      "upload_too_large",
    ],
  ])("with %s is refused and leaves nothing", async (_, parts, code) => {
    const { status, body } = await post(parts);
    expect(body.error.code).toBe(code);
    expect(status).toBe(code === "upload_too_large" ? 413 : 400);
    expect(left()).toEqual([]);
  });

  test("whose length is too large is refused before it is sent, and an endless one while it is", async () => {
    const socket = net.connect(port, "127.0.0.1");
    const head = (more: string) =>
      `POST /api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n${more}\r\n\r\n`;
    socket.write(head("Content-Length: 1000000000"));
    expect(String((await once(socket, "data"))[0])).toContain("413 Payload Too Large");
    expect(left()).toEqual([]);

    const endless = net.connect(port, "127.0.0.1");
    endless.on("error", () => undefined);
    endless.write(head("Transfer-Encoding: chunked"));
    endless.write(chunked('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'));
    const answered = once(endless, "data");
    const piece = chunked("s".repeat(100_000));
    const sending = setInterval(() => endless.write(piece), 1);
    expect(String((await answered)[0])).toContain("413 Payload Too Large");
    // It sends on all the same, and is disconnected.
    await new Promise((resolve) => endless.once("close", resolve));
    clearInterval(sending);
    expect(left()).toEqual([]);
    socket.destroy();
  });

  test.each([
    ["no form", { "content-type": "application/json" }, "{}"],
    ["a form without a boundary", { "content-type": "multipart/form-data" }, "--x--"],
    ["a form that is no form", { "content-type": "multipart/form-data; boundary=x" }, "hello"],
    ["nothing", { "content-type": "multipart/form-data; boundary=x" }, ""],
    [
      "a file that breaks off",
      { "content-type": "multipart/form-data; boundary=x" },
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
    ],
  ])("of %s is a bad request", async (_, headers, body) => {
    const answer = await fetch(url(), { method: "POST", headers, body });
    expect(await answer.json()).toMatchObject({ error: { code: "bad_request" } });
    expect(left()).toEqual([]);
  });

  test("after a refused one on the same connection is received", async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const send = async (content: string) => {
      const body = `--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nn\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n${content}\r\n--x--\r\n`;
      const headers = { "content-type": "multipart/form-data; boundary=x", "content-length": Buffer.byteLength(body) };
      const request = http.request(url(), { method: "POST", agent, headers });
      request.end(body);
      const [answer] = (await once(request, "response")) as [http.IncomingMessage];
      answer.resume();
      await once(answer, "end");
      return answer.statusCode;
    };
    expect(await send("s".repeat(maxBytes + 200_000))).toBe(413);
    expect(await send("sound")).toBe(200);
    agent.destroy();
  });
});

const chunked = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** Begins an upload and sends half of its file. */
async function begin(person: number) {
  const headers = { "content-type": "multipart/form-data; boundary=x", "x-person": person };
  const request = http.request(url(), { method: "POST", headers });
  request.on("error", () => undefined);
  request.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf');
  return request;
}

describe("while it is sent", () => {
  test("a client that goes away leaves nothing", async () => {
    const request = await begin(1);
    await vi.waitFor(() => expect(left().length).toBe(1));
    request.destroy();
    await vi.waitFor(() => expect(outcomes).toEqual(["bad_request"]));
    expect(left()).toEqual([]);
  });

  test("no more than a few of one person, and of all, at the same time", async () => {
    const begun = [await begin(1), await begin(1)];
    await vi.waitFor(() => expect(left().length).toBe(2));
    const whole: [string, string | Uint8Array][] = [
      ["name", "x"],
      ["file", sound],
    ];
    const refused = await fetch(url(), { method: "POST", body: formOf(whole), headers: { "x-person": "1" } });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "3"]);
    begun.push(await begin(2));
    await vi.waitFor(() => expect(left().length).toBe(3));
    expect((await post(whole, { "x-person": "3" })).body.error.code).toBe("rate_limited");
    for (const request of begun) request.destroy();
    await vi.waitFor(() => expect(left()).toEqual([]));
    expect((await post(whole, { "x-person": "1" })).status).toBe(200);
  });

  test.each([
    ["silent", { silentMs: 200 }],
    ["slow", { withinMs: 300 }],
  ])("a %s sender is told so", async (_, change) => {
    server.close();
    await serve(change);
    const request = await begin(1);
    const drip = setInterval(() => request.write("s"), 50);
    if ("silentMs" in change) clearInterval(drip);
    const [answer] = (await once(request, "response")) as [http.IncomingMessage];
    clearInterval(drip);
    expect(answer.statusCode).toBe(408);
    expect(left()).toEqual([]);
    request.destroy();
  });

  test("it can be given up", async () => {
    const controller = new AbortController();
    const reason = new AppError("shutting_down");
    const request = new http.IncomingMessage(new net.Socket());
    request.headers["content-type"] = "multipart/form-data; boundary=x";
    const { signal } = controller;
    const upload = receiver.receive(request, { folder, personId: 1, files: { file: { maxBytes } }, fields, signal });
    controller.abort(reason);
    await expect(upload).rejects.toBe(reason);
  });

  const canMount = () => {
    const probe = mkdtempSync(join(tmpdir(), "avatar-mount-"));
    const result = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", probe], { stdio: "ignore" });
    if (result.status === 0) execFileSync("umount", [probe]);
    rmSync(probe, { recursive: true });
    return result.status === 0;
  };

  // The first fits into what is buffered on its way, the other does not.
  test.skipIf(!canMount()).each([300_000, maxBytes])(
    "a full disk is told, and holds nothing of %i bytes",
    async (bytes) => {
      const disk = mkdtempSync(join(tmpdir(), "avatar-full-"));
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", disk]);
      try {
        folder = join(disk, "uploads");
        const { status, body } = await post([
          ["name", "x"],
          ["file", new Uint8Array(bytes)],
        ]);
        expect([status, body.error.code]).toEqual([500, "storage_failed"]);
        expect(left()).toEqual([]);
      } finally {
        execFileSync("umount", [disk]);
        rmSync(disk, { recursive: true });
      }
    },
  );
});
