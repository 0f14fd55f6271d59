import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { ModelRole } from "../../../../../lib/models";
import { type Answer, defaultBehaviour, type Fault, type ReceivedCall, type StandInBehaviour } from "./behaviour";
import { type Dialect, dialects, type HttpAnswer } from "./dialects";
import { BrokenOff, underFault } from "./faults";
import { answerChat, contextOverflow } from "./llm";
import { createPace } from "./pace";
import { readSttCall } from "./stt";
import { answerSpeech } from "./tts";

const callPaths: Record<ModelRole, string> = {
  stt: "/v1/audio/transcriptions",
  llm: "/v1/chat/completions",
  tts: "/v1/audio/speech",
};
/** Calls kept for tests to look at; older ones are forgotten. */
const maxCallsKept = 10_000;

/**
 * A stand-in model server: the real protocol over real sockets, with scripted answers, latencies and faults.
 * `PATCH /control` changes its behaviour; `GET /control/calls` lists the calls, `?state=received|ended&count=N` waits
 * for N of them; `GET /control/references` lists the recordings of which it keeps a voice.
 */
export function createStandInServer(role: ModelRole, initial: Partial<StandInBehaviour> = {}): Server {
  const behaviour = { ...defaultBehaviour(role), ...initial };
  const calls: ReceivedCall[] = [];
  let received = 0;
  const watchers = new Set<() => void>();
  /** The recordings of which it keeps a prepared voice. */
  const references = new Set<string>();
  const dialect = () => dialects[behaviour.dialect];
  /** For a serial server: resolves when the last admitted call has ended. */
  let lastCall: Promise<unknown> = Promise.resolve();
  /** Ends each reply that is being written. */
  const interruptions = new Set<() => void>();
  const changed = () => {
    for (const watcher of watchers) watcher();
  };

  async function control(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (request.method === "PATCH") {
      Object.assign(behaviour, JSON.parse((await readBody(request)).toString("utf8")) as Partial<StandInBehaviour>);
      return sendJson(response, 200, behaviour);
    }
    if (request.method === "DELETE") {
      calls.length = 0;
      return sendJson(response, 200, []);
    }
    if (url.pathname === "/control/references") return sendJson(response, 200, [...references]);
    const count = Number(url.searchParams.get("count") ?? 0);
    const ended = url.searchParams.get("state") === "ended";
    const enough = () => calls.filter((call) => !ended || call.endedMs !== null).length >= count;
    const answer = () => {
      if (!enough()) return;
      watchers.delete(answer);
      sendJson(response, 200, calls);
    };
    watchers.add(answer);
    response.once("close", () => watchers.delete(answer));
    answer();
  }

  async function forgetReference(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { ref_audio } = JSON.parse((await readBody(request)).toString("utf8")) as { ref_audio: string };
    sendJson(response, 200, { forgotten: references.delete(ref_audio) ? 1 : 0 });
  }

  async function modelCall(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const pace = createPace(behaviour.firstLatencyMs, behaviour.stepLatencyMs, gone.signal);
    const body = await readBody(request);
    const call: ReceivedCall = {
      number: ++received,
      path: request.url ?? "",
      authorization: request.headers.authorization ?? null,
      fields: {},
      bodyBytes: body.length,
      audioDurationMs: null,
      receivedMs: performance.now(),
      firstByteMs: null,
      endedMs: null,
      outcome: "running",
    };
    const fault = behaviour.faults.length > 0 ? (behaviour.faults.shift() ?? null) : behaviour.fault;
    let makeAnswer: () => Answer;
    if (role === "stt") {
      const stt = await readSttCall(body, request.headers["content-type"] ?? "");
      if (!stt) return send(response, dialect().error(400, "file: a 16-bit WAV is needed"));
      Object.assign(call, { fields: stt.fields, audioDurationMs: stt.audioDurationMs });
      const script = nextScript();
      makeAnswer = () => stt.answer(script, pace, dialect());
    } else {
      call.fields = JSON.parse(body.toString("utf8")) as Record<string, unknown>;
      const script = nextScript();
      const format = dialect().speechFormat(call.fields, behaviour);
      makeAnswer = () =>
        role === "llm"
          ? answerChat(call.fields, script, behaviour, pace)
          : answerSpeech(call.fields, behaviour, format, pace);
    }
    calls.push(call);
    if (calls.length > maxCallsKept) calls.shift();
    changed();
    response.once("close", () => {
      call.endedMs = performance.now();
      if (call.outcome === "running") call.outcome = response.writableFinished ? "completed" : "aborted";
      changed();
    });
    if (dialect().serial) {
      const before = lastCall;
      lastCall = once(response, "close");
      await before;
    }
    if (sendRefusal(response, fault, dialect())) {
      call.outcome = "faulted";
      return;
    }
    const refused = dialect().refusal(call.fields, role, behaviour);
    if (refused) return send(response, dialect().error(refused.status, refused.message, refused.code));
    if (dialect().keepsReferences && typeof call.fields.ref_audio === "string") references.add(call.fields.ref_audio);
    const overflow = role === "llm" ? contextOverflow(call.fields, behaviour.contextTokens) : null;
    if (overflow !== null) return send(response, dialect().error(400, overflow));
    const interrupt = () => {
      if (response.writableEnded) return;
      call.outcome = "interrupted";
      response.end("data: [DONE]\n\n");
      gone.abort();
    };
    interruptions.add(interrupt);
    await sendAnswer(response, makeAnswer, fault, call, gone.signal).finally(() => interruptions.delete(interrupt));
  }

  const isLetIn = (request: IncomingMessage) =>
    behaviour.apiKey === null || request.headers.authorization === `Bearer ${behaviour.apiKey}`;

  function nextScript(): string | undefined {
    return behaviour.answers.shift() ?? behaviour.answer ?? undefined;
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://stand-in");
    const failed = (error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else sendJson(response, 400, { error: { message: String(error) } });
    };
    if (behaviour.interruptsReplies && !url.pathname.startsWith("/control")) {
      for (const interrupt of [...interruptions]) interrupt();
    }
    if (url.pathname === "/health") {
      send(response, dialect().health(behaviour.healthStatus));
    } else if (url.pathname.startsWith("/v1") && !isLetIn(request)) {
      send(response, dialect().error(401, "Incorrect API key."));
    } else if (url.pathname === "/v1/models" && behaviour.listStatus !== null) {
      send(response, dialect().error(behaviour.listStatus, "There is no list."));
    } else if (url.pathname === "/v1/models" && dialect().card) {
      const data = behaviour.models.map((id) => ({ ...dialect().card?.(id, role, behaviour), ...behaviour.card }));
      sendJson(response, 200, { object: "list", data });
    } else if (url.pathname === "/v1/audio/voices" && request.method === "GET" && dialect().voices) {
      sendJson(response, 200, dialect().voices?.(behaviour));
    } else if (url.pathname === "/voices/forget" && request.method === "POST" && dialect().keepsReferences) {
      forgetReference(request, response).catch(failed);
    } else if (url.pathname.startsWith("/control")) {
      control(request, response, url).catch(failed);
    } else if (request.method === "POST" && url.pathname === callPaths[role]) {
      modelCall(request, response).catch(failed);
    } else {
      send(response, dialect().error(404, "Not Found"));
    }
  });
  return server;
}

/** Faults that answer before the model would; true when one did. */
function sendRefusal(response: ServerResponse, fault: Fault | null, dialect: Dialect): boolean {
  if (fault?.kind === "status") {
    if (fault.retryAfterSeconds !== undefined) response.setHeader("retry-after", fault.retryAfterSeconds);
    if (fault.body === undefined) send(response, dialect.error(fault.status, "scripted failure"));
    else sendJson(response, fault.status, fault.body);
    return true;
  }
  if (fault?.kind === "crash") {
    process.stderr.write(`${fault.stderr}\n`, () => process.exit(1));
    return true;
  }
  if (fault?.kind === "html") {
    response.writeHead(fault.status ?? 200, { "content-type": "text/html" });
    response.end("<!doctype html><title>Welcome</title><h1>It works!</h1>");
    return true;
  }
  return false;
}

async function sendAnswer(
  response: ServerResponse,
  makeAnswer: () => Answer,
  fault: Fault | null,
  call: ReceivedCall,
  gone: AbortSignal,
): Promise<void> {
  const answer = makeAnswer();
  const headers = { "content-type": answer.contentType, ...answer.headers };
  try {
    for await (const piece of underFault(answer, makeAnswer, fault, gone)) {
      if (response.destroyed || response.writableEnded) return;
      if (!response.headersSent) response.writeHead(200, headers);
      call.firstByteMs ??= performance.now();
      const room = response.write(piece);
      if (fault?.kind === "split" || fault?.kind === "endless") await new Promise(setImmediate);
      if (!room) await once(response, "drain", { signal: gone });
    }
    if (!response.headersSent) response.writeHead(200, headers);
    response.end();
  } catch (error) {
    if (!(error instanceof BrokenOff)) {
      if (response.destroyed || gone.aborted) return;
      throw error;
    }
    if (error.how === "hang") return;
    call.outcome = "faulted";
    response.destroy();
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function send(response: ServerResponse, { status, contentType, body }: HttpAnswer): void {
  response.writeHead(status, contentType === null ? {} : { "content-type": contentType }).end(body);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
