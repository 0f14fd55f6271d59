import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { users } from "../../drizzle/schema";
import { privateCookie, siteOf } from "../../lib/auth/cookies";
import type { Role } from "../../lib/auth/permissions";
import { createAccessWatch } from "../access/access-watch";
import type { Actor } from "../access/actor";
import { authenticateRequest } from "../access/authenticate-request";
import { encodeLogin, newLoginClaims } from "../access/login-cookie";
import { standingsOf } from "../access/standing";
import { loadConfig } from "../config/config";
import type { CeremonyDependencies } from "../conversation/consent/ceremony";
import { createCeremonyDesk } from "../conversation/consent/ceremony-desk";
import type { RunTurn } from "../conversation/pipeline/contract";
import { prefillPrompt } from "../conversation/pipeline/prefill";
import { createSessionManager, type SessionManager } from "../conversation/session/session-manager";
import type { ClientLimitSettings } from "../conversation/settings";
import { ClientLimits } from "../conversation/transport/client-limits";
import { attachChatTransport } from "../conversation/transport/upgrade";
import { type Engines, type VoiceDetector, watchTogether } from "../inference/contract";
import { createVoiceDetector } from "../inference/engines/embedded/voice-detector";
import { createRemoteLlm, createRemoteStt, createRemoteTts } from "../inference/engines/remote";
import type { TimeLimits } from "../inference/engines/remote/time-limits";
import type { StandIns } from "../inference/engines/testing/start-stand-ins";
import { createModelStore } from "../inference/models/store";
import { createAdmission } from "../inference/scheduling/admission";
import { createLeaseBroker } from "../inference/scheduling/lease-broker";
import type { VoiceControl } from "../inference/scheduling/voice-control";
import { changeMarkOf } from "../platform/db/change-mark";
import { migrateDatabase, openDatabase, type Tables } from "../platform/db/connection";
import { serveFrom } from "../platform/db/serve-from";
import { silentLogger } from "../platform/observability/logger";
import type { MetricEvents } from "../platform/observability/metrics";
import { nowS } from "../platform/timing/unix-time";
import type { RecordsContext } from "../records/context";
import { createRecordings } from "../records/recordings/file-recordings";
import { createToken } from "../records/tokens/create-token";

const authSecret = "a secret of at least 32 characters";
const projectRoot = join(import.meta.dirname, "../..");

/** The Silero voice detector; its model is fetched on the first use and then read from the model store. */
export async function startVoiceDetector(): Promise<VoiceDetector> {
  const { modelsDir } = loadConfig(process.env, projectRoot);
  const store = createModelStore({ directory: modelsDir, logger: silentLogger });
  const model = await store.ensure("silero-vad", {});
  return createVoiceDetector(join(model.directory, "silero_vad_v5.onnx"));
}

/** The three remote engines, connected to the fake model servers. */
export async function startRemoteEngines(standIns: StandIns, timeLimitsMs: Partial<TimeLimits> = {}): Promise<Engines> {
  const options = (url: string) => ({ url, model: null, apiKey: null, timeLimitsMs });
  const engines = {
    stt: createRemoteStt(options(standIns.stt.url), silentLogger),
    llm: createRemoteLlm(options(standIns.llm.url), silentLogger),
    tts: createRemoteTts(options(standIns.tts.url), silentLogger),
  };
  await Promise.all([engines.stt.start(), engines.llm.start(), engines.tts.start()]);
  return engines;
}

export interface ChatServerOptions {
  engines: Engines;
  voiceDetector: VoiceDetector | null;
  runTurn: RunTurn;
  maxSessions?: number;
  /** How many calls each model takes at the same time; default 8. */
  slots?: number;
  idleSessionMs?: number;
  pingIntervalMs?: number;
  /** Limits that replace the server's defaults. */
  clientLimits?: Partial<ClientLimitSettings>;
  /** Without it the voice never degrades. */
  voice?: VoiceControl;
  metrics?: MetricEvents;
  /** How long a write waits for another process's database lock. */
  lockTimeoutMs?: number;
  /** What the check of a spoken consent finds; without it none ever ends. */
  consentChecked?: CeremonyDependencies["checked"];
  /** How long the sentence of a spoken consent lasts, ms. */
  consentLastsMs?: number;
  /** The clock by which its sound arrives, ms; read once a chunk. */
  consentNow?: () => number;
  /** Simulates a slow disk: each reply's audio is written after this has resolved. */
  beforeWriting?: () => Promise<void>;
}

/** The real chat server without pages: real sockets, storage and users. */
export interface ChatServer {
  /** `http://127.0.0.1:PORT` */
  url: string;
  manager: SessionManager;
  /** Ends all ceremonies of consent, as at shutdown. */
  endCeremonies(): Promise<void>;
  /** The database, for inspecting rows. */
  db: Tables;
  dataDir: string;
  contextFor(actor: Actor): RecordsContext;
  /** Adds a user, and creates an API token for it. */
  addUser(username: string, role?: Role): Promise<{ userId: number; token: string }>;
  /** Creates a browser login that lasts for `lastsS` seconds; `headers` are those of its WebSocket upgrade. */
  logIn(userId: number, lastsS: number): Promise<{ headers: Record<string, string>; loginId: string }>;
  close(): Promise<void>;
}

export async function startChatServer(options: ChatServerOptions): Promise<ChatServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "avatar-chat-"));
  const database = openDatabase(join(dataDir, "app.db"));
  const { db, sqlite } = database;
  migrateDatabase(database.tables, join(projectRoot, "drizzle/migrations"));
  const lockTimeout = options.lockTimeoutMs === undefined ? {} : { lockTimeoutMs: options.lockTimeoutMs };
  const serving = serveFrom(database, { onTrouble: () => undefined, ...lockTimeout });
  // A test's own statements wait for the checkpointer's lock; on the serving connection they would fail at once.
  const { tables, close: closeTables } = openDatabase(database.sqlite.name);
  const disk = createRecordings(dataDir, silentLogger);
  const recordings: typeof disk = {
    ...disk,
    async writeReplyAudio(...audio) {
      await options.beforeWriting?.();
      return disk.writeReplyAudio(...audio);
    },
  };
  const clientLimits = { ...loadConfig({}, projectRoot).clientLimits, ...options.clientLimits };
  const now = () => performance.now();
  const contextFor = (actor: Actor): RecordsContext => ({ db, recordings, actor, nowS });
  const slots = options.slots ?? 8;
  const leases = createLeaseBroker({ slots: { stt: slots, llm: slots, tts: slots }, now });
  const manager = createSessionManager({
    runTurn: options.runTurn,
    prefill: prefillPrompt,
    models: watchTogether([options.engines.stt, options.engines.llm, options.engines.tts]),
    engines: options.engines,
    leases,
    logger: silentLogger,
    now,
    ...(options.voice && { voice: options.voice, service: options.voice }),
    voiceDetector: () => options.voiceDetector,
    admission: createAdmission({
      maxSessions: options.maxSessions ?? 5,
      idleSessionMs: options.idleSessionMs ?? 300_000,
      now,
    }),
    contextFor,
    ...(options.metrics && { metrics: options.metrics }),
  });
  const ceremonies = createCeremonyDesk({
    contextFor,
    checked: options.consentChecked ?? (() => new Promise(() => {})),
    logger: silentLogger,
    now: options.consentNow ?? now,
    ...(options.consentLastsMs === undefined ? {} : { lastsMs: options.consentLastsMs }),
  });
  const server = http.createServer((_, response) => response.writeHead(404).end());
  const transport = attachChatTransport([server], {
    manager,
    ceremonies,
    authenticate: (credentials) => authenticateRequest(credentials, { db, authSecret, nowS }),
    access: createAccessWatch({
      changeMark: changeMarkOf(sqlite),
      standingsOf: (actors) => standingsOf(db, actors),
      nowMs: Date.now,
      logger: silentLogger,
    }),
    limits: new ClientLimits(clientLimits, now, options.metrics),
    silentSocketMs: clientLimits.silentSocketMs,
    refusalOf: () => null,
    logger: silentLogger,
    now,
    ...(options.metrics && { onErrorTold: options.metrics.errorTold }),
    ...(options.pingIntervalMs === undefined ? {} : { pingIntervalMs: options.pingIntervalMs }),
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    manager,
    endCeremonies: ceremonies.shutdown,
    db: tables,
    dataDir,
    contextFor,
    async addUser(username, role = "staff") {
      const user = { username, passwordHash: "no password opens this", role, createdAt: nowS() };
      const { userId } = tables.insert(users).values(user).returning({ userId: users.id }).get();
      const { token } = await createToken(contextFor({ kind: "system", job: "command_line" }), {
        username,
        name: "test",
      });
      return { userId, token };
    },
    async logIn(userId, lastsS) {
      const claims = newLoginClaims({ userId, loginEpoch: 0 }, nowS() + lastsS);
      const { name } = privateCookie("session", siteOf(`:${port}`, false));
      const headers = { cookie: `${name}=${await encodeLogin(claims, authSecret)}`, origin: url };
      return { headers, loginId: claims.loginId };
    },
    async close() {
      await Promise.all([manager.shutdown(0), ceremonies.shutdown()]);
      await transport.close();
      server.closeAllConnections();
      server.close();
      closeTables();
      await serving.close();
      database.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
