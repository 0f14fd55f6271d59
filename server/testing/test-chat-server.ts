import { afterAll, beforeAll, beforeEach, onTestFinished } from "vitest";
import { runTurn } from "../conversation/pipeline/run-turn";
import type { Engines, VoiceDetector } from "../inference/contract";
import type { TimeLimits } from "../inference/engines/remote/time-limits";
import { type StandIns, startStandIns } from "../inference/engines/testing/start-stand-ins";
import { type ChatClient, connectPlain, type MessageOf, type Outgoing } from "./chat-client";
import { type ChatServer, type ChatServerOptions, startChatServer, startRemoteEngines } from "./chat-server";

/** The chat server of one test, and a way to connect clients to it. */
export interface TestChatServer extends ChatServer {
  /** The API token of the user `ann`, who exists from the start. */
  token: string;
  connect(how?: typeof connectPlain, as?: string | Record<string, string>): Promise<ChatClient>;
  startSession(
    options?: Partial<Outgoing>,
    how?: typeof connectPlain,
    as?: string | Record<string, string>,
  ): Promise<{ client: ChatClient; started: MessageOf<"session_started"> }>;
}

/** The fake model servers of a test file, and chat servers that use them. */
export interface TestChatServers {
  readonly standIns: StandIns;
  readonly engines: Engines;
  /**
   * Starts a chat server, without a voice detector unless one is given. It and its clients are closed after the test.
   */
  open(options?: Partial<ChatServerOptions>): Promise<TestChatServer>;
}

/** Call it at the top of a test file. It runs fake servers for all three models, and resets them before each test. */
export function testChatServers(timeLimitsMs: Partial<TimeLimits> = {}): TestChatServers {
  let standIns: StandIns;
  let engines: Engines;
  beforeAll(async () => {
    standIns = await startStandIns();
    engines = await startRemoteEngines(standIns, timeLimitsMs);
  });
  afterAll(async () => {
    await Promise.all([engines.stt.close(), engines.llm.close(), engines.tts.close()]);
    await standIns.close();
  });
  beforeEach(async () => {
    const quick = { firstLatencyMs: 0, stepLatencyMs: 0, faults: [], fault: null, answers: [], answer: null };
    const { stt, llm, tts } = standIns;
    await Promise.all([
      stt.configure(quick),
      llm.configure({ ...quick, answer: "Yes." }),
      tts.configure({ ...quick, audioMsPerCharacter: 60 }),
    ]);
    await Promise.all([stt, llm, tts].map((standIn) => standIn.forgetCalls()));
  });
  return {
    get standIns() {
      return standIns;
    },
    get engines() {
      return engines;
    },
    open: (options) => openTestChatServer({ engines, voiceDetector: null, runTurn, ...options }),
  };
}

async function openTestChatServer(options: ChatServerOptions): Promise<TestChatServer> {
  const server = await startChatServer(options);
  const clients: ChatClient[] = [];
  onTestFinished(async () => {
    for (const client of clients) client.close();
    await server.close();
  });
  const { token } = await server.addUser("ann");
  const connect: TestChatServer["connect"] = async (how = connectPlain, as = token) => {
    const client = await how(server.url, as);
    clients.push(client);
    return client;
  };
  return {
    ...server,
    token,
    connect,
    async startSession(first = {}, how = connectPlain, as = token) {
      const client = await connect(how, as);
      client.send({ ...first, type: "session_start" });
      return { client, started: await client.waitFor("session_started") };
    },
  };
}

/** A voice detector whose speech probability for each frame comes from the test. */
export function voiceDetectorThat(probabilityOf: (frame: Float32Array) => number): VoiceDetector {
  const push = async (frame: Float32Array) => probabilityOf(frame);
  return { createStream: () => ({ push, reset: () => {}, close: () => {} }), close: async () => {} };
}
